"""`status`: what a monitor runs, and what an operator reads first."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from sentinel_cli.cli.context import looking, now_ms, settings_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sentinel_cli.desk.status import Alarm, Facts
    from sentinel_cli.hours import Calendar


def status(
    context: typer.Context,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Tell whether Sentinel itself is well, and whether webhooks come; change nothing.

    Exit codes: 0 all is well, 1 something needs a person (said, with what to do),
    74 the database failed, 78 settings.
    """
    from sentinel_cli.desk.status import alarms, gather
    from sentinel_cli.settings import Need

    settings = settings_for(context, Need.NOTHING)
    with looking(settings) as store:
        facts = gather(store, settings, now_ts=now_ms() // 1000)
    found = alarms(facts, settings)
    if as_json:
        _print_json(facts, found)
    else:
        _print(facts, found, settings.calendar)
    raise typer.Exit(1 if found else 0)


def _print_json(facts: Facts, found: Sequence[Alarm]) -> None:
    import json
    from dataclasses import asdict

    told = {
        "ok": not found,
        "alarms": [asdict(alarm) for alarm in found],
        **asdict(facts),
        "recent": {"messages": len(facts.recent), "recovered": sum(facts.recent)},
    }
    typer.echo(json.dumps(told, default=str))


def _print(facts: Facts, found: Sequence[Alarm], calendar: Calendar) -> None:
    from sentinel_cli.cli.tables import zone_now
    from sentinel_cli.terminal import Tone, tinted

    if not found:
        typer.echo(tinted("All is well.", Tone.GOOD))
    for alarm in found:
        typer.echo(tinted(_broken(alarm.said, indent=2, first="!"), Tone.ALARM))
        typer.echo(_broken(alarm.advice, indent=4))
    typer.echo(f"\nNow (times: {zone_now(calendar, facts.now_ts)})")
    for name, value in _now(facts, calendar):
        typer.echo(_broken(value, indent=20, first=f"  {name}"))
    typer.echo(f"\n{'day':<16}{'webhooks':>10}{'recovered':>11}  worst delay")
    for line in _days(facts):
        typer.echo(line)
    typer.echo("recovered: messages of customers that no webhook had brought; a poll found them")


def _broken(text: str, *, indent: int, first: str = "") -> str:
    """Lines of the terminal's width; a pipe gets one."""
    from sentinel_cli.terminal import indented

    if sys.stdout.isatty():
        return "\n".join(indented(text, indent=indent, first=first))
    return first.ljust(indent) + text


def _now(facts: Facts, calendar: Calendar) -> Iterator[tuple[str, str]]:
    from sentinel_cli.cli.tables import age, short_time
    from sentinel_cli.terminal import printable
    from sentinel_cli.texts.amounts import counted

    def when(ts: int | None) -> str:
        if ts is None:
            return "never"
        told = short_time(ts, calendar, facts.now_ts)
        return f"{told} ({age(facts.now_ts - ts)} ago)"

    yield "last poll", when(facts.last_poll_ts)
    for slot, ts in facts.last_summary_ts.items():
        yield f"{slot} summary", when(ts)
    yield "last customer", when(facts.last_inbound_ts)
    oldest = f", the oldest due {when(facts.oldest_due_ts)}" if facts.overdue else ""
    untold = f", of {facts.untold} no manager was told yet" if facts.untold else ""
    yield "open issues", f"{facts.open}, overdue {facts.overdue}{oldest}{untold}"
    yield "unsent texts", str(facts.unsent)
    away = f", the last {when(facts.last_refused_ts)}" if facts.refused else ""
    yield "turned away", f"{counted(facts.refused, 'webhook')} within a day{away}"
    calls = facts.transcripts
    if calls.asked:
        told = f"{calls.told} of {counted(calls.asked, 'call')} within a day"
        yield "transcripts", f"{told}, {calls.given_up} given up"
    if facts.unknown_types:
        types = (f"{name} ({count})" for name, count in facts.unknown_types)
        yield "unknown types", printable(f"{', '.join(types)}: each opens as a text")
    yield "cannot be read", counted(len(facts.unreadable), "conversation")
    for thread in facts.unreadable:
        yield (
            "",
            printable(f"{thread.conversation_id} since {when(thread.since_ts)}: {thread.error}"),
        )


def _days(facts: Facts) -> Iterator[str]:
    from sentinel_cli.cli.tables import age

    for day in facts.days:
        late = day.worst_delay_s
        worst = "" if late is None else age(late) if late >= 60 else f"{late} s"  # noqa: PLR2004 - a minute
        shown = f"{day.date:%a %Y-%m-%d}"
        yield f"{shown:<16}{day.webhooks:>10}{day.recovered:>11}  {worst}".rstrip()
