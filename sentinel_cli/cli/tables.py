"""Issues for people and for pipes: local time with its zone named, ages, neutralised cells."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

import typer

from sentinel_cli import hours
from sentinel_cli.hours import Calendar
from sentinel_cli.model import Issue, State, Urgency
from sentinel_cli.terminal import Tone, coloured, indented, printable, tinted, width

if TYPE_CHECKING:
    from rich.table import Table

Layout = Literal["auto", "json", "csv"]
Held = Mapping[int, str]
"""Of issues by number, who has them or until when they are snoozed."""
NOBODYS: Held = MappingProxyType({})
COLUMNS = (
    "id",
    "type",
    "state",
    "who",
    "phone",
    "waiting since",
    "due",
    "waited",
    "messages",
    "contact",
    "resolved",
    "how",
    "assigned to",
    "urgency",
    "held",
    "thanks",
)
"""What a pipe and a spreadsheet get."""
_SHOWN = ("id", "type", "state", "who", "phone", "waiting since", "due", "waited", "messages")
"""What a terminal shows."""
_SHOWN_OF_RESOLVED = ("resolved", "how")
_LEAST_NAME = 12
"""Columns in which a name is still readable, broken over lines."""
_GAP = 2
"""Columns between two cells of a table."""
_NUMBERS = frozenset({"id", "messages"})
_STYLES = {Tone.ALARM: "bold red", Tone.GOOD: "green", None: ""}
_Meant = Literal[Tone.ALARM, Tone.GOOD] | None


def print_issues(
    issues: Sequence[Issue],
    *,
    calendar: Calendar,
    now_ts: int,
    layout: Layout,
    held: Held = NOBODYS,
) -> None:
    """Print issues as a table on a terminal, as tab-separated lines when piped, or as asked."""
    if layout == "json":
        rows = [
            {**with_overdue(issue, now_ts), "held": held.get(issue.id or 0)} for issue in issues
        ]
        typer.echo(json.dumps(rows))
    elif layout == "csv":
        import csv

        cells = (_cells(issue, held, calendar=calendar, now_ts=now_ts) for issue in issues)
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerows([COLUMNS, *([inert(cell) for cell in row] for row in cells)])
    elif not sys.stdout.isatty():
        lines = [_cells(issue, held, calendar=calendar, now_ts=now_ts) for issue in issues]
        typer.echo("\n".join("\t".join(line) for line in [COLUMNS, *lines]))
    elif issues:
        _print_for_a_person(issues, held, calendar=calendar, now_ts=now_ts)


def with_overdue(issue: Issue, now_ts: int) -> dict[str, object]:
    """An issue for JSON; whether it is overdue is no column of its own."""
    return {**asdict(issue), "overdue": is_overdue(issue, now_ts)}


def is_overdue(issue: Issue, now_ts: int) -> bool:
    """Open and past its due time."""
    return issue.state is State.OPEN and now_ts > issue.due_ts


def standing(issue: Issue, now_ts: int) -> str:
    """`OPEN`, `OVERDUE` or `RESOLVED`."""
    return "OVERDUE" if is_overdue(issue, now_ts) else issue.state


def tone_of(issue: Issue, now_ts: int) -> _Meant:
    """Red asks for somebody, green is done."""
    if issue.state is State.RESOLVED:
        return Tone.GOOD
    return Tone.ALARM if is_overdue(issue, now_ts) else None


def waited(issue: Issue, now_ts: int) -> str:
    """How long the customer has waited, or had when the wait ended."""
    ended_ts = _ended_ts(issue)
    return age((now_ts if ended_ts is None else ended_ts) - issue.created_ts)


def local_time(ts: int, calendar: Calendar) -> str:
    """`2026-04-01 11:20 CDT`: the business's time with its zone."""
    return f"{hours.local(calendar, ts):%Y-%m-%d %H:%M %Z}"


def short_time(ts: int, calendar: Calendar, now_ts: int) -> str:
    """`11:20` today, else `2026-03-31 11:20`, for where the zone is named once beside it.

    The zone is added where it is not the present one.
    """
    then, now = hours.local(calendar, ts), hours.local(calendar, now_ts)
    day = "" if then.date() == now.date() else f"{then:%Y-%m-%d} "
    zone = "" if then.utcoffset() == now.utcoffset() else f" {then:%Z}"
    return f"{day}{then:%H:%M}{zone}"


def zone_now(calendar: Calendar, now_ts: int) -> str:
    """`CDT, America/Chicago`."""
    return f"{hours.local(calendar, now_ts):%Z}, {calendar.zone.key}"


def age(seconds: int) -> str:
    """`3 h 20 min`, `2 d 4 h`, `5 min`: the two largest units."""
    minutes = max(seconds, 0) // 60
    days, rest = divmod(minutes, 24 * 60)
    whole, minutes = divmod(rest, 60)
    parts = [f"{n} {unit}" for n, unit in ((days, "d"), (whole, "h"), (minutes, "min")) if n]
    return " ".join(parts[:2]) or "0 min"


def _cells(issue: Issue, held: Held, *, calendar: Calendar, now_ts: int) -> tuple[str, ...]:
    """One row, complete: `COLUMNS`."""
    ended_ts = _ended_ts(issue)
    return (
        str(issue.id),
        issue.type,
        standing(issue, now_ts),
        printable(issue.contact_name or issue.contact_id),
        printable(issue.phone or ""),
        local_time(issue.created_ts, calendar),
        local_time(issue.due_ts, calendar),
        waited(issue, now_ts),
        str(issue.inbound_count),
        printable(issue.contact_id),
        "" if ended_ts is None else local_time(ended_ts, calendar),
        printable(issue.resolution or ""),
        printable(issue.assigned_to or ""),
        issue.urgency,
        printable(held.get(issue.id or 0, "")),
        "thanks?" if issue.probably_thanks and issue.state is State.OPEN else "",
    )


def _ended_ts(issue: Issue) -> int | None:
    """An operator's SQL may leave an end on an open issue, or none on a resolved one."""
    return issue.resolved_ts if issue.state is State.RESOLVED else None


def inert(cell: str) -> str:
    """A cell that a spreadsheet would run as a formula is shown as text (OWASP, CSV injection)."""
    runs = ("=", "+", "-", "@", "\t", "\r", "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}")
    return f"'{cell}" if cell.lstrip(" ").startswith(runs) else cell


def _brief(issue: Issue, held: Held, *, calendar: Calendar, now_ts: int) -> dict[str, str]:
    """One row as a terminal shows it: the zone stands in the title.

    What few issues have stands with the name: a column of it would make every list too wide.
    """
    cells = dict(zip(COLUMNS, _cells(issue, held, calendar=calendar, now_ts=now_ts), strict=True))
    is_urgent = issue.urgency is Urgency.URGENT and issue.state is State.OPEN
    urgent = ["URGENT", *([issue.subject.replace("_", " ")] if issue.subject else [])]
    remarks = [" ".join(urgent) if is_urgent else "", cells["thanks"], cells["held"]]
    remarks = [remark for remark in remarks if remark]
    cells["who"] += f" ({', '.join(remarks)})" if remarks else ""
    times = {"waiting since": issue.created_ts, "due": issue.due_ts}
    if cells["resolved"]:
        times["resolved"] = issue.resolved_ts or 0
    return {**cells, **{name: short_time(ts, calendar, now_ts) for name, ts in times.items()}}


def _print_for_a_person(
    issues: Sequence[Issue], held: Held, *, calendar: Calendar, now_ts: int
) -> None:
    """A table where it fits; on a narrower terminal a few lines an issue."""
    rows = [_brief(issue, held, calendar=calendar, now_ts=now_ts) for issue in issues]
    shown = _shown(rows)
    rigid = [max(len(name), *(len(row[name]) for row in rows)) for name in shown if name != "who"]
    if sum(rigid) + _LEAST_NAME + _GAP * (len(shown) + 1) <= width():
        _print_table(table_of(issues, held, calendar=calendar, now_ts=now_ts))
        return
    typer.echo(_zone(calendar, now_ts))
    for row, issue in zip(rows, issues, strict=True):
        _print_stacked(row, tone_of(issue, now_ts))


def _shown(rows: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    """The columns of a terminal: how an issue ended only where one has."""
    return (*_SHOWN, *_SHOWN_OF_RESOLVED) if any(row["resolved"] for row in rows) else _SHOWN


def _zone(calendar: Calendar, now_ts: int) -> str:
    return f"Times are {zone_now(calendar, now_ts)}"


def _print_stacked(row: Mapping[str, str], tone: _Meant) -> None:
    """One issue in a few lines."""
    ended = f", resolved {row['resolved']} ({row['how']})" if row["resolved"] else ""
    end = ended or f", due {row['due']}"
    verb = "waited" if ended else "waiting"
    typer.echo(tinted(f"#{row['id']} {row['type']} {row['state']}", tone))
    who = f"{row['who']}  {row['phone']}"
    for line in (who, f"{verb} {row['waited']} since {row['waiting since']}{end}"):
        typer.echo("\n".join(indented(line, indent=4)))


def table_of(
    issues: Sequence[Issue], held: Held = NOBODYS, *, calendar: Calendar, now_ts: int
) -> Table:
    """Issues as a wide terminal shows them."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    rows = [_brief(issue, held, calendar=calendar, now_ts=now_ts) for issue in issues]
    shown = _shown(rows)
    zone = _zone(calendar, now_ts)
    table = Table(box=SIMPLE_HEAD, title=zone, title_style="", title_justify="left")
    for name in shown:
        side: Literal["left", "right"] = "right" if name in _NUMBERS else "left"
        table.add_column(name, no_wrap=name != "who", justify=side)
    for row, issue in zip(rows, issues, strict=True):
        style = _STYLES[tone_of(issue, now_ts)]
        table.add_row(*(Text(row[name], style=style) for name in shown))
    return table


def _print_table(table: Table) -> None:
    from rich.console import Console

    # Without a colour system rich leaves bold and italic away too, which NO_COLOR alone does not.
    colours: Literal["auto"] | None = "auto" if coloured() else None
    # Of a dumb terminal rich takes no width without a height; a table needs none.
    Console(color_system=colours, highlight=False, width=width(), height=1).print(table)
