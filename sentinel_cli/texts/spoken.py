"""Who and when, as one colleague says it to another: first names, the business's clock. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sentinel_cli import hours
from sentinel_cli.hours import Calendar
from sentinel_cli.model import Issue, Resolution, Span
from sentinel_cli.rules.dates import clock_name, named
from sentinel_cli.rules.periods import spanned

_MANAGER = "manager:"
_NOBODY = frozenset({"sql", "import", "rule"})
"""Actors behind whom no person is known."""
_WEEK_DAYS = 7


def called(actor: str) -> str:
    """`Alex` of `manager:cTm… (Alex Kim)`; a login as it is; `a manager` whose name is unknown."""
    if not actor.startswith(_MANAGER):
        return actor
    name = actor.partition(" (")[2].removesuffix(")").split()
    return name[0] if name else "a manager"


def ended(issue: Issue, *, calendar: Calendar, now_ts: int) -> str:
    """How a resolved issue ended: `closed by Alex at 10:12 AM`, else the rule's word."""
    if issue.resolution is not Resolution.OPERATOR or issue.resolved_ts is None:
        return str(issue.resolution)
    when = spoken(issue.resolved_ts, calendar=calendar, now_ts=now_ts)
    return f"{closed(issue)} at {when}"


def closed(issue: Issue) -> str:
    """Who closed it without an answer: `closed by Alex`; SQL and an import name nobody."""
    nobody = issue.resolved_by in {None, "", *_NOBODY}
    return "closed by hand" if nobody else f"closed by {called(issue.resolved_by or '')}"


def away(spans: Iterable[Span], *, calendar: Calendar, now_ts: int) -> str:
    """When somebody is off: `until Fri 8:00 AM` of who is now, `Dec 24-26, Jan 2` of the days."""
    return ", ".join(
        f"until {spoken(ends, calendar=calendar, now_ts=now_ts)}"
        if begins <= now_ts
        else _days(hours.local(calendar, begins).date(), hours.local(calendar, ends - 1).date())
        for begins, ends in spans
    )


def _days(first: date, last: date) -> str:
    return named(first) if first == last else spanned(first, last)


def spoken(ts: int, *, calendar: Calendar, now_ts: int) -> str:
    """A moment before or after now: `4:00 PM`, `Fri 9:00 AM`, `Dec 8, 9:00 AM`."""
    then, now = hours.local(calendar, ts), hours.local(calendar, now_ts)
    clock = clock_name(then.hour * 60 + then.minute)
    ahead = (then.date() - now.date()).days
    if ahead == 0:
        return clock
    if abs(ahead) < _WEEK_DAYS:
        return f"{then:%a} {clock}"
    year = "" if then.year == now.year else f" {then.year}"
    return f"{then:%b} {then.day}{year}, {clock}"
