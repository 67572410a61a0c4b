"""`doctor`: what would otherwise be found out at 8:05."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sentinel_cli.cli.typed import address

if TYPE_CHECKING:
    from sentinel_cli.desk.doctor import Check

_INDENT = 10


def doctor(
    context: typer.Context,
    *,
    offline: Annotated[bool, typer.Option("--offline", help="Do not ask GHL.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    cron_file: Annotated[
        Path, typer.Option("--cron-file", help="Where cron's entries are.")
    ] = Path("/etc/cron.d/sentinel"),
    public_url: Annotated[
        str | None,
        typer.Option(
            "--public-url",
            metavar="URL",
            parser=address,
            help="Also ask the address that GHL uses.",
        ),
    ] = None,
) -> None:
    """Check settings, files, database, cron, receiver and GHL; change nothing, text nobody.

    Exit codes: 0 all is well, warnings included, 1 something failed, each with what to do.
    """
    from sentinel_cli.desk.doctor import Level, Place, rounds

    place = Place(
        env_file=context.obj,
        environ=os.environ,
        program=_program(),
        cron_file=cron_file,
        user_id=os.geteuid(),
        public_url=public_url,
    )
    found = []
    for check in rounds(place, offline=offline):
        found.append(check)
        if not as_json:
            _print(check)
    failures = sum(check.level is Level.FAILURE for check in found)
    warnings = sum(check.level is Level.WARNING for check in found)
    if as_json:
        typer.echo(json.dumps({"ok": not failures, "checks": [_row(check) for check in found]}))
    elif sys.stdout.isatty():
        typer.echo(_verdict(failures, warnings))
    raise typer.Exit(1 if failures else 0)


def _program() -> Path:
    """The `sentinel` of this installation, which cron's lines must name."""
    return Path(sys.executable).with_name("sentinel")


def _row(check: Check) -> dict[str, str]:
    return {"name": check.name, "level": check.level, "said": check.said, "do": check.do}


def _print(check: Check) -> None:
    """A line with what to do below it on a terminal; tab-separated when piped."""
    from sentinel_cli.terminal import Tone, indented, printable, tinted

    name, said, do = (printable(text) for text in (check.name, check.said, check.do))
    if not sys.stdout.isatty():
        typer.echo(f"{check.level}\t{name}\t{said}\t{do}")
        return
    tone = {"ok": Tone.GOOD, "warning": Tone.CARE, "failure": Tone.ALARM}[check.level]
    first, *rest = indented(f"{name}: {said}", indent=_INDENT)
    typer.echo(tinted(check.level.ljust(_INDENT), tone) + first[_INDENT:])
    for line in [*rest, *(indented(f"-> {do}", indent=_INDENT) if do else ())]:
        typer.echo(line)


def _verdict(failures: int, warnings: int) -> str:
    if not failures and not warnings:
        return "All is well."
    counts = [
        f"{count} {word}{'s' if count > 1 else ''}"
        for count, word in ((failures, "failure"), (warnings, "warning"))
        if count
    ]
    return f"{', '.join(counts)}. What to do stands below each (->)."
