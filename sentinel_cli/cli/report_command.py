"""`report`: how the business did, for its owner."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer

from sentinel_cli.cli.context import looking, names_of, now_ms, running, settings_for
from sentinel_cli.cli.output import for_people

if TYPE_CHECKING:
    from sentinel_cli.desk.report.gather import Report
    from sentinel_cli.desk.report.sheet import Section, Sheet
    from sentinel_cli.hours import Calendar
    from sentinel_cli.rules.periods import Period

_BAR = 20
"""Columns of a full bar."""
_UNITS = {"d": 86400, "h": 3600}


def report(  # noqa: PLR0913 - a command's options
    context: typer.Context,
    *,
    since: Annotated[
        str | None, typer.Option("--since", help="From when on: 7d, 12h, mon, nov 1, 2026-11-01.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", help="Up to when, not with it. Default: now.")
    ] = None,
    week: Annotated[bool, typer.Option("--week", help="The last whole week.")] = False,
    month: Annotated[bool, typer.Option("--month", help="The last whole month.")] = False,
    by: Annotated[
        Literal["person", "weekday", "hour", "type", "subject", "tag"] | None,
        typer.Option("--by", help="Tell them apart."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write one HTML file.")
    ] = None,
    mask: Annotated[
        bool, typer.Option("--mask", help="Leave out customers' names and numbers.")
    ] = False,
    send: Annotated[
        bool, typer.Option("--send", help="Text --week or --month to whoever hears everything.")
    ] = False,
    once: Annotated[
        bool, typer.Option("--once", help="With --send: only to those who have not had it.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="With --send: show the text; send nothing.")
    ] = False,
) -> None:
    """Tell how many waited, how fast they were answered, and who never was.

    Times are business time. Without a period: the last 7 days.

    Exit codes: 0 done, also when nobody waited, 1 a text was not sent (said), 2 usage,
    74 the database failed, 75 another text is being sent, 78 settings.
    """
    from sentinel_cli.cli.files import writable
    from sentinel_cli.desk.report.gather import gather
    from sentinel_cli.desk.report.sheet import sheet
    from sentinel_cli.rules.figures import By
    from sentinel_cli.settings import Need

    if as_json + as_csv + (html is not None) > 1:
        raise typer.BadParameter("one of --json, --csv and --html at a time", param_hint="--html")
    asked = _Asked(since=since, until=until, week=week, month=month)
    if send or once or dry_run:
        if not send or not (week or month) or as_csv or html is not None:
            raise typer.BadParameter("--send goes with --week or --month", param_hint="--send")
        _send(context, asked, once=once, dry_run=dry_run, as_json=as_json)
    settings = settings_for(context, Need.NOTHING)
    now_ts = now_ms() // 1000
    period = _period(asked, settings.calendar, now_ts)
    target = None if html is None else writable(html, option="--html")
    with looking(settings) as store:
        found = gather(store, settings, period, now_ts=now_ts, by=By(by) if by else None)
    worded = sheet(found, calendar=settings.calendar, masked=mask)
    if as_json:
        _print_json(found, worded)
    elif as_csv:
        _print_csv(worded)
    elif target is not None:
        _write_page(target, found, worded)
    else:
        _print(worded)


def _send(
    context: typer.Context, asked: _Asked, *, once: bool, dry_run: bool, as_json: bool
) -> NoReturn:
    """Text it; ends the command."""
    import json

    from sentinel_cli.jobs.runs import run_weekly
    from sentinel_cli.settings import Need
    from sentinel_cli.terminal import printable
    from sentinel_cli.texts.amounts import counted

    need = Need.GHL | Need.MANAGERS
    with running(context, need, job="weekly", dry_run=dry_run) as run:
        period = _period(asked, run.settings.calendar, run.now_ms // 1000)
        sent = run_weekly(run, period, dry_run=dry_run, once=once)
        people = names_of(run)
    if as_json:
        typer.echo(json.dumps(sent.as_dict()))
    elif for_people(dry_run=dry_run):
        size = f"{counted(len(sent.text.text), 'character')}, "
        size += counted(sent.text.segments, "segment")
        typer.echo(f"--- {size} ---\n{sent.text.text}\n---")
        for contact_id, state in sent.states.items():
            error = f" ({printable(sent.errors[contact_id])})" if contact_id in sent.errors else ""
            who = people.get(contact_id, contact_id)
            typer.echo(f"{who}: {state.replace('_', ' ')}{error}")
        if not sent.states:
            typer.echo("Nobody hears everything: managers.toml names no such manager.")
    raise typer.Exit(0 if sent.ok else 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    since: str | None
    until: str | None
    week: bool
    month: bool


def _period(asked: _Asked, calendar: Calendar, now_ts: int) -> Period:
    from sentinel_cli.rules import periods

    if asked.week + asked.month + bool(asked.since or asked.until) > 1:
        raise typer.BadParameter(
            "one period at a time: --week, --month, or --since with --until", param_hint="--since"
        )
    if asked.week:
        return periods.last_week(calendar, now_ts)
    if asked.month:
        return periods.last_month(calendar, now_ts)
    until_ts = _moment(asked.until, calendar, now_ts, "--until") if asked.until else now_ts
    since_ts = _moment(asked.since or "7d", calendar, now_ts, "--since")
    if since_ts >= min(until_ts, now_ts):
        raise typer.BadParameter(
            "the period would be empty: it begins in the future or at its end",
            param_hint="--since",
        )
    return periods.between(calendar, since_ts, until_ts)


def _moment(said: str, calendar: Calendar, now_ts: int, option: str) -> int:
    from sentinel_cli import hours
    from sentinel_cli.rules.dates import Question, days
    from sentinel_cli.rules.periods import midnight, past_day
    from sentinel_cli.rules.tokens import tokens

    age = re.fullmatch(r"([0-9]{1,4})([dh])", said.strip())
    if age:
        return now_ts - int(age[1]) * _UNITS[age[2]]
    day = past_day(said, now=hours.local(calendar, now_ts))
    ahead = days(tokens(said), 0, now=hours.local(calendar, now_ts))
    if day is None and ahead is not None and not isinstance(ahead[0], Question):
        raise typer.BadParameter(
            f"{said!r} is in the future: a report looks back, as with 7d", param_hint=option
        )
    if day is None:
        raise typer.BadParameter(
            f"{said!r}: expected days or hours back, or a day: 7d, 12h, mon, nov 1, 2026-11-01",
            param_hint=option,
        )
    return midnight(calendar, day)


def _write_page(target: Path, found: Report, worded: Sheet) -> None:
    from sentinel_cli.cli.files import write_whole
    from sentinel_cli.desk.report.page import page

    write_whole(target, page(worded, found.figures), option="--html")
    typer.echo(f"{worded.lead}\nWritten: {target}")


def _print_json(found: Report, worded: Sheet) -> None:
    import json
    from dataclasses import asdict

    counted = asdict(found)
    del counted["waiting"], counted["names"]
    typer.echo(json.dumps({**counted, "words": asdict(worded)}))


def _print_csv(worded: Sheet) -> None:
    import csv

    from sentinel_cli.cli.tables import inert

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["section", "row", "figure", "value", "issues"])
    for section in worded.sections:
        for row in section.rows:
            ids = " ".join(str(number) for number in row.ids)
            for column, cell in zip(section.columns[1:], row.cells, strict=True):
                told = [section.title, row.label, column, cell, ids]
                writer.writerow([inert(value) for value in told])
                ids = ""  # once a row is enough


def _print(worded: Sheet) -> None:
    from sentinel_cli.terminal import Tone, printable, tinted

    typer.echo(tinted(printable(worded.title), Tone.HEAD))
    typer.echo(printable(worded.lead))
    for remark in worded.remarks:
        typer.echo(printable(remark))
    for section in worded.sections:
        typer.echo(f"\n{tinted(printable(section.title), Tone.HEAD)}")
        _print_rows(section)
    typer.echo("\n`sentinel report --json` has the numbers of the issues behind every figure;")
    typer.echo("`sentinel issues list --ids 3,7` shows them.")


def _print_rows(section: Section) -> None:
    from sentinel_cli.terminal import printable

    lines = [section.columns, *((row.label, *row.cells) for row in section.rows)]
    widths = [max(len(line[n]) for line in lines) for n in range(len(section.columns))]
    for line, share in zip(lines, [None, *(row.share for row in section.rows)], strict=True):
        label, *cells = (printable(cell) for cell in line)
        aligned = [cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True)]
        text = "  ".join([label.ljust(widths[0]), *aligned])
        typer.echo(f"  {text}{_bar(share)}".rstrip())


def _bar(share: float | None) -> str:
    """A bar where a person looks; a pipe gets the figures alone."""
    from sentinel_cli.terminal import Tone, tinted

    if share is None or not sys.stdout.isatty():
        return ""
    return "  " + tinted("█" * round(share * _BAR), Tone.GOOD)
