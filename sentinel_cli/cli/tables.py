"""Issues for people and for pipes: local time with its zone named, ages, neutralised cells."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Literal

import typer

from sentinel_cli import hours
from sentinel_cli.hours import Calendar
from sentinel_cli.model import Issue, State

Layout = Literal["auto", "json", "csv"]
COLUMNS = ("id", "type", "state", "who", "phone", "waiting since", "due", "age", "messages")


def print_issues(
    issues: Sequence[Issue], *, calendar: Calendar, now_ts: int, layout: Layout
) -> None:
    """Print issues as a table on a terminal, as tab-separated lines when piped, or as asked."""
    if layout == "json":
        typer.echo(json.dumps([_with_overdue(issue, now_ts) for issue in issues]))
        return
    rows = [_row(issue, calendar=calendar, now_ts=now_ts) for issue in issues]
    if layout == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerows([COLUMNS, *([_inert(cell) for cell in row] for row in rows)])
    elif sys.stdout.isatty():
        _table(rows, calendar=calendar)
    else:
        for row in [COLUMNS, *rows]:
            typer.echo("\t".join(row))


def _with_overdue(issue: Issue, now_ts: int) -> dict[str, object]:
    return {**asdict(issue), "overdue": issue.state is State.OPEN and now_ts > issue.due_ts}


def _row(issue: Issue, *, calendar: Calendar, now_ts: int) -> tuple[str, ...]:
    overdue = issue.state is State.OPEN and now_ts > issue.due_ts
    until_ts = issue.resolved_ts if issue.resolved_ts is not None else now_ts
    return (
        str(issue.id),
        issue.type,
        "OVERDUE" if overdue else issue.state,
        printable(issue.contact_name or issue.contact_id),
        printable(issue.phone or ""),
        local_time(issue.created_ts, calendar),
        local_time(issue.due_ts, calendar),
        age(until_ts - issue.created_ts),
        str(issue.inbound_count),
    )


def local_time(ts: int, calendar: Calendar) -> str:
    """`2026-04-01 11:20 CDT`: the business's time with its zone."""
    return f"{hours.local(calendar, ts):%Y-%m-%d %H:%M %Z}"


def age(seconds: int) -> str:
    """`3 h 20 min`, `2 d 4 h`, `5 min`: the two largest units."""
    minutes = max(seconds, 0) // 60
    days, rest = divmod(minutes, 24 * 60)
    whole, minutes = divmod(rest, 60)
    parts = [f"{n} {unit}" for n, unit in ((days, "d"), (whole, "h"), (minutes, "min")) if n]
    return " ".join(parts[:2]) or "0 min"


def printable(text: str) -> str:
    """What came from outside, without anything a terminal would obey."""
    return "".join(c if c.isprintable() else " " for c in text)


def _inert(cell: str) -> str:
    """A cell that a spreadsheet would run as a formula is shown as text (OWASP, CSV injection)."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell


def _table(rows: Sequence[Sequence[str]], *, calendar: Calendar) -> None:
    import os

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if not rows:
        typer.echo("No issues match: nobody is known to wait.")
        return
    plain = bool(os.environ.get("NO_COLOR"))
    table = Table(title=f"times in {calendar.zone.key}", highlight=False)
    for column in COLUMNS:
        table.add_column(column, no_wrap=column in {"id", "type", "state", "age"})
    for row in rows:
        style = "" if plain or row[2] != "OVERDUE" else "bold red"
        table.add_row(*(Text(cell, style=style) for cell in row))
    Console(no_color=plain, highlight=False).print(table)
