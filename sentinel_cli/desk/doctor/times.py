"""Clock, time zone, and the business hours read back in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from sentinel_cli import hours
from sentinel_cli.desk.doctor.check import Check, failed, good, warned
from sentinel_cli.hours import Calendar

LATE_S = 30
WRONG_S = 300
"""A webhook's date is believed up to 5 minutes ahead of our clock."""
DAYS = 7
_MONTH_S = 30 * 24 * 3600

Offset = Callable[[int], timedelta | None]


def clock(date: str | None, *, now_ts: float) -> Check:
    """Our clock against GHL's, the `Date` header of an answer that has just come."""
    told = _parsed(date)
    if told is None:
        return warned("clock", "GHL's answers carry no date to compare with", "timedatectl status")
    off_s = round(now_ts - told)
    direction = "ahead of" if off_s > 0 else "behind"
    do = "timedatectl set-ntp true"
    if abs(off_s) > WRONG_S:
        return failed("clock", f"{abs(off_s)} s {direction} GHL's: due times are wrong", do)
    if abs(off_s) > LATE_S:
        return warned("clock", f"{abs(off_s)} s {direction} GHL's", do)
    return good("clock", "agrees with GHL's")


def closed_dates(calendar: Calendar, *, now_ts: int) -> Iterator[Check]:
    """A list of holidays that nobody renewed: on the next one people would be called late."""
    today = hours.local(calendar, now_ts).date()
    last = max(calendar.closed, default=today)
    if last < today:
        said = f"the last of CLOSED_DATES, {last}, is over: no coming holiday is known"
        yield warned("closed dates", said, "add the coming year's holidays to CLOSED_DATES")


def _parsed(date: str | None) -> float | None:
    try:
        return parsedate_to_datetime(date).timestamp() if date else None
    except ValueError:
        return None


def host_zone(
    calendar: Calendar, *, now_ts: int, host_offset: Offset, cron_installed: bool
) -> Check:
    """The host's zone must be the business's, this year round: cron knows no other."""
    moments = [now_ts + n * _MONTH_S for n in range(13)]
    differs = [ts for ts in moments if host_offset(ts) != hours.local(calendar, ts).utcoffset()]
    zone = calendar.zone.key
    if not differs:
        return good("time zone", f"this host keeps the time of {zone}")
    there = hours.local(calendar, differs[0]).replace(hour=8, minute=0, second=0)
    here = there.astimezone(UTC) + (host_offset(differs[0]) or timedelta())
    said = f"this host does not keep the time of {zone}: 8:00 there is {here:%H:%M} here"
    do = f"timedatectl set-timezone {zone} && systemctl restart cron"
    if cron_installed:
        return failed("time zone", f"{said}, so cron sends the summaries at wrong hours", do)
    return warned("time zone", said, do)


def host_offset(ts: int) -> timedelta | None:
    """What this host adds to UTC at a moment."""
    return datetime.fromtimestamp(ts, UTC).astimezone().utcoffset()


def business_hours(calendar: Calendar, *, now_ts: int) -> Iterator[Check]:
    """Now and the next seven days as Sentinel understands them, for a person to check."""
    now = hours.local(calendar, now_ts)
    state = "open" if hours.is_open(calendar, now_ts) else "closed"
    yield good("business hours", f"it is {now:%a %b} {now.day}, {now:%H:%M %Z}: {state}")
    days = [now.date() + timedelta(days=n) for n in range(DAYS)]
    for day in days:
        yield good("business hours", hours.in_words(calendar, day))
    if not any(hours.has_hours(calendar, day) for day in days):
        said = f"closed for the next {DAYS} days: nothing becomes overdue, no summary is sent"
        yield warned("business hours", said, "check BUSINESS_HOURS and CLOSED_DATES")
