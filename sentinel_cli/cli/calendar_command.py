"""`calendar`: the business's days, as the settings and people set them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from sentinel_cli.cli.context import actor, looking, opened, settings_for

if TYPE_CHECKING:
    from datetime import date

    from sentinel_cli.hours import Calendar, Window
    from sentinel_cli.settings import Settings

DAYS_SHOWN = 14
_EXPECTED = "expected days to come, like 'fri' or '2026-12-24'"


def calendar(
    context: typer.Context,
    *,
    closed: Annotated[
        str | None, typer.Option("--closed", metavar="DAYS", help="Close them: 'fri', 'dec 24-26'.")
    ] = None,
    opens: Annotated[
        tuple[str, str] | None,
        typer.Option("--open", metavar="DAYS HOURS", help="Open them: sat 9-12."),
    ] = None,
    usual: Annotated[
        str | None, typer.Option("--usual", metavar="DAYS", help="Give them the settings' hours.")
    ] = None,
) -> None:
    """Show the next two weeks; open or close days, by hand.

    Due times of open issues move with the days, those that a person set stay. The managers' texts
    CLOSED FRI and OPEN SAT 9-12 do the same.

    Exit codes: 0 done, 1 refused, 2 usage, 74 the database failed, 78 settings.
    """
    from sentinel_cli.settings import Need

    settings = settings_for(context, Need.NOTHING)
    asked = [words for words in (closed, opens, usual) if words is not None]
    if len(asked) > 1:
        raise typer.BadParameter("one change at a time", param_hint="--closed, --open, --usual")
    if closed is not None:
        _set(settings, closed, windows=())
    elif opens is not None:
        _set(settings, opens[0], windows=_windows(opens[1]))
    elif usual is not None:
        _set(settings, usual, windows=None)
    else:
        _show(settings)


def days_in(words: str, calendar: Calendar, *, now_ts: int) -> tuple[date, ...]:
    """The days that were typed. Raises BadParameter: none, past, or which could be two."""
    from sentinel_cli import hours
    from sentinel_cli.rules import dates
    from sentinel_cli.rules.tokens import tokens

    pieces = tokens(words)
    found = dates.days(pieces, 0, now=hours.local(calendar, now_ts))
    if found is None or found[1] < len(pieces):
        raise typer.BadParameter(f"{words!r}: {_EXPECTED}")
    if isinstance(found[0], dates.Question):
        raise typer.BadParameter(f"{words!r}: {found[0].words.rstrip('.')}: {_EXPECTED}")
    return found[0]


def _show(settings: Settings) -> None:
    from sentinel_cli import hours
    from sentinel_cli.engine.start import calendar_in_force

    with looking(settings) as store, store.read() as db:
        in_force = calendar_in_force(db, settings.calendar)
    today = hours.local(in_force, actor().now_ms // 1000).date()
    for day in (today + timedelta(days=n) for n in range(DAYS_SHOWN)):
        typer.echo(hours.in_words(in_force, day))


def _set(settings: Settings, words: str, *, windows: tuple[Window, ...] | None) -> None:
    """Give the days these hours; None: what the settings say of each."""
    from sentinel_cli import hours
    from sentinel_cli.cli.tables import local_time
    from sentinel_cli.desk.days import set_hours
    from sentinel_cli.engine.start import calendar_in_force

    acting = actor()
    days = days_in(words, settings.calendar, now_ts=acting.now_ms // 1000)
    given = {
        day: hours.windows(settings.calendar, day) if windows is None else windows for day in days
    }
    with opened(settings) as store, store.write() as db:
        moved = set_hours(db, given, settings=settings, actor=acting)
        in_force = calendar_in_force(db, settings.calendar)
    for day in days:
        typer.echo(hours.in_words(in_force, day))
    for one in moved:
        was, due = (local_time(ts, in_force) for ts in (one.was_ts, one.issue.due_ts))
        typer.echo(f"#{one.issue.id}: due {was} -> {due}")


def _windows(words: str) -> tuple[Window, ...]:
    from sentinel_cli.rules import dates
    from sentinel_cli.rules.tokens import tokens

    pieces = tokens(words)
    found = dates.windows(pieces, 0)
    if found is None or found[1] < len(pieces) or isinstance(found[0], dates.Question):
        raise typer.BadParameter(f"{words!r}: expected hours like 9-12 or 09:00-12:30")
    return found[0]
