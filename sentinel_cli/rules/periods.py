"""The stretches of time that are reported: whole local days, half-open, as epoch seconds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sentinel_cli import hours
from sentinel_cli.hours import Calendar
from sentinel_cli.rules.dates.answers import Question
from sentinel_cli.rules.dates.day import day
from sentinel_cli.rules.tokens import tokens

_LONGEST = 40
"""No day has a longer name."""
_LOOKING_BACK = (timedelta(0), timedelta(days=7), timedelta(days=364))
"""From when on the next day of a name is looked for, until it is not ahead of today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From `since_ts` up to, but not with, `until_ts`; `words` name it: `week Nov 16-22`."""

    since_ts: int
    until_ts: int
    words: str
    before: tuple[int, int]
    """The stretch it is compared with, of the same kind."""
    is_week: bool = False


def last_week(calendar: Calendar, now_ts: int) -> Period:
    """The last week that is over, Monday to Sunday; before it, the week before."""
    today = hours.local(calendar, now_ts).date()
    ends = today - timedelta(days=today.weekday())
    return _days(calendar, ends - timedelta(days=7), ends, ends - timedelta(days=14), kind="week")


def last_month(calendar: Calendar, now_ts: int) -> Period:
    """The last calendar month that is over; before it, the month before."""
    ends = hours.local(calendar, now_ts).date().replace(day=1)
    begins = (ends - timedelta(days=1)).replace(day=1)
    before = (begins - timedelta(days=1)).replace(day=1)
    return _days(calendar, begins, ends, before, kind="month")


def between(calendar: Calendar, since_ts: int, until_ts: int) -> Period:
    """Any stretch; before it, one as long."""
    first, last = (hours.local(calendar, ts) for ts in (since_ts, until_ts))
    return Period(
        since_ts=since_ts,
        until_ts=until_ts,
        words=f"{_moment(first)} to {_moment(last)}",
        before=(since_ts - (until_ts - since_ts), since_ts),
    )


def past_day(words: str, *, now: datetime) -> date | None:
    """The last day of that name, read as a manager's text is: `fri`, `nov 1`, `2026-11-01`.

    None when no day is named. `now` is the business's own clock. A text names the next such day; a
    report looks back.
    """
    pieces = tokens(words[:_LONGEST])
    for back in _LOOKING_BACK:
        found = day(pieces, 0, now=now - back)
        if found is None or found[1] < len(pieces) or isinstance(found[0], Question):
            return None
        if found[0] <= now.date():
            return found[0]
    return None


def midnight(calendar: Calendar, day: date) -> int:
    """When a local day begins."""
    return int(datetime(day.year, day.month, day.day, tzinfo=calendar.zone).timestamp())


def spanned(first: date, last: date) -> str:
    """Several days in a row: `Dec 24-26`, `Dec 30-Jan 2`."""
    month = "" if first.month == last.month else f"{last:%b} "
    return f"{first:%b} {first.day}-{month}{last.day}"


def _days(calendar: Calendar, begins: date, ends: date, before: date, *, kind: str) -> Period:
    since_ts = midnight(calendar, begins)
    return Period(
        since_ts=since_ts,
        until_ts=midnight(calendar, ends),
        words=f"{kind} {spanned(begins, ends - timedelta(days=1))}",
        before=(midnight(calendar, before), since_ts),
        is_week=kind == "week",
    )


def _moment(at: datetime) -> str:
    clock = "" if (at.hour, at.minute) == (0, 0) else f" {at:%H:%M}"
    return f"{at:%b} {at.day}{clock}"
