"""Where a run's variables come from: the `.env` file, under the real environment, which wins.

The file is data: nothing in it is executed or expanded, and a line that is no KEY=VALUE is a fault.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from sentinel_cli import ConfigError

SERVICE_GROUP = "sentinel"
"""The group of the service's user, as deploy/README.md makes it."""
_COMPOSES = "COMPOSE_"
"""How the names begin that `docker compose` reads from the same file."""
_ALIKE = 0.75
"""How like a setting's name one must be to be taken for it misspelt, 0 to 1."""
_MOST_NAMED = 3
"""So many of another program's names are told; the others are counted."""


@dataclass(frozen=True, slots=True)
class Environment:
    """The variables of a run, and where they came from.

    `directory` is where relative paths begin: that of the `.env` file, or the working directory.
    `missing_file` is the file that was looked for and is not there, `file` the one that was read.
    """

    given: Mapping[str, str]
    directory: Path = Path()
    missing_file: Path | None = None
    file: Path | None = None
    warnings: tuple[str, ...] = ()


def merge(
    env_file: Path | None, *, environ: Mapping[str, str], names: Collection[str]
) -> Environment:
    """Merge the variables in `names` of the file and of `environ`, the process's environment.

    The file is `env_file`, else `$SENTINEL_ENV_FILE`, else `./.env`; it may be missing.

    Raises:
        ConfigError: the file cannot be read, or lists every line that is wrong (never its text:
            it may hold a secret).
    """
    path = (env_file or Path(environ.get("SENTINEL_ENV_FILE") or ".env")).absolute()
    real = {name: value for name, value in environ.items() if name in names}
    try:
        text = path.read_text(encoding="utf-8-sig")
        exposed = _exposed(path)
    except FileNotFoundError:
        return Environment(real, directory=Path.cwd(), missing_file=path)
    except (OSError, UnicodeDecodeError) as exc:
        raise ConfigError([f"{path}: cannot be read: {cause(exc)}"]) from exc
    written = _parse(text, path=path)
    strange = [name for name in written if name not in names and not name.startswith(_COMPOSES)]
    unknown = _unknown(strange, names=names, path=path)
    known = {name: value for name, value in written.items() if name in names}
    return Environment({**known, **real}, path.parent, file=path, warnings=(*exposed, *unknown))


def _parse(text: str, *, path: Path) -> dict[str, str]:
    from dotenv.parser import parse_stream  # noqa: PLC0415 - 30 ms that a run without a file saves

    found: dict[str, str] = {}
    faults = []
    for binding in parse_stream(StringIO(text)):
        blank = len(binding.original.string) - len(binding.original.string.lstrip())
        line = binding.original.line + binding.original.string[:blank].count("\n")
        if binding.error or (binding.key and binding.value is None):
            faults.append(f"{path}, line {line}: expected KEY=VALUE")
        elif binding.key in found:
            faults.append(
                f"{path}, line {line}: {binding.key} is set for the second time: remove one"
            )
        elif binding.key and binding.value is not None:
            found[binding.key] = binding.value
    if faults:
        raise ConfigError(faults)
    return found


def _unknown(unknown: Sequence[str], *, names: Collection[str], path: Path) -> list[str]:
    """A name that looks misspelt is told by itself; another program's names are told together."""
    if not unknown:
        return []
    from difflib import get_close_matches  # noqa: PLC0415 - 15 ms for a rare mistake

    told, others = [], []
    for name in unknown:
        close = get_close_matches(name, names, n=1, cutoff=_ALIKE)
        if close:
            told.append(
                f"{path}: {name!r} is no setting and has no effect: did you mean {close[0]}?"
            )
        else:
            others.append(repr(name))
    if len(others) == 1:
        told.append(f"{path}: {others[0]} is no setting and has no effect")
    elif others:
        shown = ", ".join(others[:_MOST_NAMED])
        more = f" and {len(others) - _MOST_NAMED} more" if len(others) > _MOST_NAMED else ""
        told.append(
            f"{path}: {len(others)} names are no settings and have no effect: {shown}{more}"
        )
    return told


def _exposed(path: Path) -> list[str]:
    """Warn when others can read the secrets; root's file may be lent to one group, unwritten.

    Root's file is read by a service of another user, so it must not be closed to its group.
    """
    about = path.stat()
    mode = stat.S_IMODE(about.st_mode)
    lent = about.st_uid == 0 and mode & 0o077 == stat.S_IRGRP
    if lent or not mode & 0o077:
        return []
    do = f"chmod {'640' if about.st_uid == 0 and about.st_gid != 0 else '600'} {path}"
    if about.st_uid == 0 and about.st_gid == 0 and _service_group() is not None:
        do = _lending(path)
    return [f"{path}: others can read its secrets (mode {mode:04o}): {do}"]


def _lending(path: object) -> str:
    """How root lets the service read its file."""
    return f"chown root:{SERVICE_GROUP} {path} && chmod 640 {path}"


def _service_group() -> int | None:
    """Its number, where there is one."""
    from grp import getgrnam  # noqa: PLC0415 - for a rare mistake

    try:
        return getgrnam(SERVICE_GROUP).gr_gid
    except KeyError:
        return None


def cause(exc: OSError | UnicodeDecodeError) -> str:
    """Why a file of settings cannot be read, and what to do."""
    if isinstance(exc, UnicodeDecodeError):
        return "it is not UTF-8 text: save it as that"
    if isinstance(exc, PermissionError):
        group = _service_group()
        if group in {os.getegid(), *os.getgroups()}:
            return f"{exc.strerror} to the service itself: {_lending(exc.filename)}"
        who = "root" if group is None else SERVICE_GROUP
        return f"{exc.strerror}: run this as the jobs do, sudo -u {who} sentinel ..."
    return f"{exc.strerror}: expected a text file"
