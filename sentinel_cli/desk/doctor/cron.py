"""Cron's file: whether cron reads it at all, and whether its lines run this installation.

Cron skips a file in silence for small reasons (cron(8), Debian): each of them is looked for.
"""

from __future__ import annotations

import os
import pwd
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sentinel_cli.desk.doctor.check import Check, failed, good, warned

ROOT = 0
PROCESSES = Path("/proc")
_DAEMONS = frozenset({"cron", "crond", "cronie", "dcron"})
_PERCENT = re.compile(r"(?<!\\)%")
_SUMMARY = re.compile(r"\bsummary\b.*--slot")

_NEEDED = {
    "poll": r"poll-resolve\b|/jobs/poll_resolver\b",
    "the morning summary": r"summary\b.*--slot[ =]morning|send_summary\?.*slot=morning",
    "the midday summary": r"summary\b.*--slot[ =]midday|send_summary\?.*slot=midday",
    "the afternoon summary": r"summary\b.*--slot[ =]afternoon|send_summary\?.*slot=afternoon",
}
_USEFUL = {
    "the report of the week": r"\breport\b.*--week.*--send",
    "the alerts": r"\balert\b|/jobs/send_alerts\b",
    "the backup": r"\bdb backup\b",
    "the pruning": r"\bdb prune\b.*--apply",
}
_PROGRAM = re.compile(
    r"(/\S*/sentinel)\s+(?:-\S+\s+\S+\s+)*(?:poll-resolve|summary|alert|report|db)\b"
)
_VARIABLE = re.compile(r"\s*(\w+)\s*=\s*(.*?)\s*")
_FIELDS_BEFORE_COMMAND = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """A cron.d file as cron reads it: variables, the users named, and the commands."""

    variables: dict[str, str]
    users: frozenset[str]
    commands: tuple[str, ...]


def cron(
    path: Path,
    *,
    program: Path,
    settings_file: Path | None,
    daemons: Path = PROCESSES,
    polled: bool = True,
) -> Iterator[Check]:
    """The entries in `path` run `program` with `settings_file`, or what is wrong with them.

    `daemons` is where the kernel lists processes. Before anything was ever `polled` no entries are
    no fault yet: an installation is looked at first, then set going.
    """
    try:
        text, about = path.read_bytes().decode("utf-8"), path.stat()
    except FileNotFoundError:
        do = f"install -o root -g root -m 0644 deploy/cron/sentinel {path}"
        said = f"there is no {path}: nothing polls and no summary is sent"
        yield failed("cron", said, do) if polled else warned("cron", said, f"at last: {do}")
        return
    except (OSError, UnicodeDecodeError) as exc:
        yield failed("cron", f"{path} cannot be read: {type(exc).__name__}", f"ls -l {path}")
        return
    entries = parsed(text)
    found = [
        *_unread(path, text, about.st_mode, about.st_uid, entries.users),
        *_absent(path, entries),
        *_cut_short(path, text, entries),
        *_unable(entries, settings_file=settings_file),
        *_stopped(daemons),
        *_elsewhere(entries, program=program, settings_file=settings_file),
    ]
    yield from found or [good("cron", f"{path}: {len(entries.commands)} entries run {program}")]


def serves(path: Path, settings_file: Path | None) -> bool:
    """Whether cron's entries, if there are any, are those of this installation."""
    try:
        named = parsed(path.read_text(encoding="utf-8")).variables.get("SENTINEL_ENV_FILE")
    except (OSError, UnicodeDecodeError):
        return False
    return not named or not settings_file or Path(named).resolve() == settings_file.resolve()


def parsed(text: str) -> Entries:
    """Read a file of /etc/cron.d: a line is a comment, a variable or a job (crontab(5))."""
    variables, users, commands = {}, set(), []
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if variable := _VARIABLE.fullmatch(line):
            variables[variable[1]] = variable[2].strip("\"'")
            continue
        # `@daily user command` has one field of time, all others five.
        before = 2 if line.lstrip().startswith("@") else _FIELDS_BEFORE_COMMAND
        fields = line.split(maxsplit=before)
        if len(fields) > before:
            users.add(fields[before - 1])
            commands.append(fields[before])
    return Entries(variables=variables, users=frozenset(users), commands=tuple(commands))


def _unread(path: Path, text: str, mode: int, owner: int, users: frozenset[str]) -> Iterator[Check]:
    """Reasons for which cron passes over the whole file."""
    ignored = "cron ignores the whole file"
    if not re.fullmatch(r"[A-Za-z0-9_-]+", path.name):
        said = f"{path}: {ignored} because of its name"
        yield failed("cron", said, "give it a name of letters, digits, - and _")
    if owner != ROOT or mode & (stat.S_IWGRP | stat.S_IWOTH):
        said = f"{path}: {ignored} unless it is root's and nobody else may write it"
        yield failed("cron", said, f"chown root:root {path} && chmod 644 {path}")
    if not text.endswith("\n"):
        yield failed("cron", f"{path}: {ignored}: its last line has no end", f"echo >> {path}")
    for user in sorted(user for user in users if not _exists(user)):
        do = f"useradd --system {user}, or correct the lines"
        yield failed("cron", f"{path}: {ignored}: there is no user {user}", do)


def _exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True


def _absent(path: Path, entries: Entries) -> Iterator[Check]:
    do = "take the lines from deploy/cron/sentinel"
    for what, pattern in _NEEDED.items():
        if not any(re.search(pattern, command) for command in entries.commands):
            yield failed("cron", f"{path} has no entry for {what}", do)
    for what, pattern in _USEFUL.items():
        if not any(re.search(pattern, command) for command in entries.commands):
            yield warned("cron", f"{path} has no entry for {what}", do)


def _cut_short(path: Path, text: str, entries: Entries) -> Iterator[Check]:
    """What cron reads otherwise than it looks (crontab(5), Debian)."""
    if "\r" in text:
        said = f"{path} has the line ends of another system: cron hands them to every command"
        yield failed("cron", said, f"sed -i 's/\\r$//' {path}")
    if any(_PERCENT.search(command) for command in entries.commands):
        said = f"{path}: a command is cut at its first %, which cron takes for a line end"
        yield failed("cron", said, "write \\% or leave it out")
    if any(_SUMMARY.search(command) and "--once" not in command for command in entries.commands):
        said = f"{path}: a summary without --once texts everybody again at every repeat"
        yield failed("cron", said, "add --once, as in deploy/cron/sentinel")


def _unable(entries: Entries, *, settings_file: Path | None) -> Iterator[Check]:
    """The command is not found on cron's path, or its user cannot read the settings."""
    directories = [Path(part) for part in entries.variables.get("PATH", "/usr/bin:/bin").split(":")]
    for command in entries.commands:
        bare = re.search(r"(?:^|[;&|]\s*|exec\s+)(sentinel)\s", command)
        if bare and not any((directory / "sentinel").exists() for directory in directories):
            said = f"`sentinel` is not on cron's PATH ({':'.join(map(str, directories))})"
            yield failed("cron", said, "name it with its whole path, as deploy/cron/sentinel does")
            break
    for user in sorted(user for user in entries.users if _exists(user)):
        if settings_file and settings_file.exists() and not _may_read(user, settings_file):
            said = f"cron's user {user} cannot read {settings_file}"
            do = f"chown root:{user} {settings_file} && chmod 640 {settings_file}"
            yield failed("cron", said, do)


def _may_read(user: str, path: Path) -> bool:
    """By owner, group and mode; what lists besides may say (setfacl) is not looked at."""
    who, about = pwd.getpwnam(user), path.stat()
    if who.pw_uid in {ROOT, about.st_uid}:
        return who.pw_uid == ROOT or bool(about.st_mode & stat.S_IRUSR)
    if about.st_gid in os.getgrouplist(user, who.pw_gid):
        return bool(about.st_mode & stat.S_IRGRP)
    return bool(about.st_mode & stat.S_IROTH)


def _stopped(processes: Path) -> Iterator[Check]:
    if not any(_command(process) in _DAEMONS for process in processes.glob("[0-9]*")):
        yield failed(
            "cron", "no cron daemon runs: nothing is polled or sent", "systemctl start cron"
        )


def _command(process: Path) -> str:
    try:
        return (process / "comm").read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""  # it ended while we looked


def _elsewhere(entries: Entries, *, program: Path, settings_file: Path | None) -> Iterator[Check]:
    """The program or the settings are not those that are being checked here."""
    run = {Path(found[1]) for command in entries.commands if (found := _PROGRAM.search(command))}
    for other in sorted(run):
        if not other.exists():
            do = "correct the paths in cron's file"
            yield failed("cron", f"cron runs {other}, which does not exist", do)
        elif other.resolve() != program.resolve():
            do = f"correct cron's file, or ask that one: {other} doctor"
            yield failed("cron", f"cron runs {other}, and this is {program}", do)
    named = entries.variables.get("SENTINEL_ENV_FILE")
    if run and named and settings_file and Path(named).resolve() != settings_file.resolve():
        do = f"run this again with --env-file {named}, or correct cron's file"
        yield failed("cron", f"cron reads {named}, this check read {settings_file}", do)
