"""The business calendar: half-open intervals of local time, UTC in and out.

A local day's windows are turned into UTC moments first and seconds are added there, so the days of
23 and 25 hours need no rule of their own. Every timestamp is an integer of epoch seconds.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

Window = tuple[int, int]
"""Minutes after local midnight, half-open: (480, 1020) is 08:00 to 17:00, 1440 is 24:00."""

Week = tuple[tuple[Window, ...], ...]
"""The windows of each day in order, Monday first."""

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_MIDNIGHT = 24 * 60
ALWAYS: Week = (((0, _MIDNIGHT),),) * len(DAYS)
"""Open day and night."""

_ENTRY = re.compile(r"(?P<first>[a-z]+)(?:\s*-\s*(?P<last>[a-z]+))?\s+(?P<windows>\d.*)")
_WINDOW = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})", re.ASCII)
_EXAMPLE = "'Mon-Fri 08:00-12:00,13:00-17:00; Sat 09:00-13:00'"


@dataclass(frozen=True, slots=True)
class Calendar:
    """When the business is open. `week[0]` is Monday; `closed` are whole local days.

    `said` are days whose hours somebody set by hand, by day: they go before all else.
    """

    zone: ZoneInfo
    week: Week
    closed: frozenset[date] = frozenset()
    said: tuple[tuple[date, tuple[Window, ...]], ...] = ()


def add(calendar: Calendar, start_ts: int, seconds: int) -> int:
    """Return the first moment by which that many business seconds have passed since `start_ts`.

    Nothing passes outside hours, so a start there counts from the next opening; a full window ends
    at its closing moment (15:00 plus two hours is 17:00), and zero seconds end where they start.

    Raises:
        ValueError: `seconds` is negative, or the calendar never opens.
    """
    if seconds < 0:
        raise ValueError(f"{seconds} business seconds: expected 0 or more")
    if seconds == 0:
        return start_ts
    left = seconds
    for opens, closes in _openings_from(calendar, start_ts):
        begins = max(opens, start_ts)
        if left <= closes - begins:
            return begins + left
        left -= closes - begins
    raise _never_opens()


def elapsed(calendar: Calendar, start_ts: int, end_ts: int) -> int:
    """Return the business seconds between two moments; 0 when the end is not after the start."""
    if end_ts <= start_ts or not any(calendar.week):
        return 0
    total = 0
    for opens, closes in _openings_from(calendar, start_ts):
        if opens >= end_ts:
            break
        total += min(closes, end_ts) - max(opens, start_ts)
    return total


def is_open(calendar: Calendar, ts: int) -> bool:
    """Tell whether the business is open at that moment; at its closing time it is closed."""
    return any(calendar.week) and next_opening(calendar, ts) == ts


def next_opening(calendar: Calendar, ts: int) -> int:
    """Return the first moment at or after `ts` at which the business is open.

    Raises:
        ValueError: the calendar never opens.
    """
    for opens, _ in _openings_from(calendar, ts):
        return max(opens, ts)
    raise _never_opens()


def has_hours(calendar: Calendar, local_date: date) -> bool:
    """Tell whether the business opens at all on that local day."""
    return bool(windows(calendar, local_date))


def windows(calendar: Calendar, local_date: date) -> tuple[Window, ...]:
    """Return the day's windows as the clock on the wall shows them; none on a closed day."""
    for day, said in calendar.said:
        if day == local_date:
            return said
    return () if local_date in calendar.closed else calendar.week[local_date.weekday()]


def local(calendar: Calendar, ts: int) -> datetime:
    """Return the moment on the business's own clock, aware of its zone."""
    return datetime.fromtimestamp(ts, calendar.zone)


def moment(calendar: Calendar, local_date: date, minute: int) -> int:
    """Return when the clock on the wall shows that minute of a local day, or has skipped it."""
    return _moment(calendar.zone, local_date, minute)


def in_words(calendar: Calendar, local_date: date) -> str:
    """Read one day back to a person: `Sat Nov 14: 09:00-13:00`, `Sun Nov 15: closed`."""
    name = f"{local_date:%a %b} {local_date.day}"
    if any(day == local_date for day, _ in calendar.said):
        return f"{name}: {_spans(windows(calendar, local_date)) or 'closed'} (set by hand)"
    if local_date in calendar.closed:
        return f"{name}: closed (a closed date)"
    return f"{name}: {_spans(windows(calendar, local_date)) or 'closed'}"


def parse_hours(text: str) -> Week:
    """Read opening hours: `Mon-Fri 08:00-12:00,13:00-17:00; Sat 09:00-13:00`.

    A range of days may wrap (`Fri-Mon`), a window may end at 24:00, a day may be named more than
    once. A trailing `;` is no fault.

    Raises:
        ValueError: says which part is wrong and what is expected.
    """
    days: list[list[Window]] = [[] for _ in DAYS]
    for entry in filter(None, (part.strip() for part in text.split(";"))):
        for day, found in _parse_entry(entry):
            days[day] += found
    for name, found in zip(DAYS, days, strict=True):
        _refuse_overlap(name, found)
    if not any(days):
        raise ValueError(f"no opening hours: expected {_EXAMPLE}")
    return tuple(tuple(sorted(found)) for found in days)


def _openings_from(calendar: Calendar, ts: int) -> Iterator[Window]:
    """Yield the openings that end after `ts`, in order, as pairs of epoch seconds, without end."""
    if not any(calendar.week):
        return
    day = local(calendar, ts).date()
    while True:
        for opens, closes in _openings(calendar, day):
            if closes > ts:
                yield opens, closes
        day += timedelta(days=1)


@lru_cache(maxsize=2048)
def _openings(calendar: Calendar, day: date) -> tuple[Window, ...]:
    """Turn a local day's windows into pairs of epoch seconds; a skipped window is left out."""
    pairs = (
        (_moment(calendar.zone, day, begins), _moment(calendar.zone, day, ends))
        for begins, ends in windows(calendar, day)
    )
    return tuple((opens, closes) for opens, closes in pairs if opens < closes)


def written(week: Week) -> str:
    """The week as `BUSINESS_HOURS` takes it, a day an entry: equal weeks are written alike."""
    return "; ".join(
        f"{day} {_spans(windows)}" for day, windows in zip(DAYS, week, strict=True) if windows
    )


def _moment(zone: ZoneInfo, day: date, minute: int) -> int:
    """Return when a wall clock first shows that minute of the day, or has skipped past it.

    `fold=0` takes the first of an hour that happens twice. For a minute that spring skips, it
    points past the change by as much; the change itself is the moment wanted, so that windows on
    both sides of the gap neither overlap nor change places.
    """
    at = datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(minutes=minute)
    before, after = int(at.timestamp()), int(at.replace(fold=1).timestamp())
    if after >= before:
        return before
    span = range(after, before + 1)
    offset = at.replace(fold=1).utcoffset()
    return span[bisect_left(span, True, key=lambda ts: _offset(zone, ts) == offset)]  # noqa: FBT003 - bisect's own signature: the first True


def _offset(zone: ZoneInfo, ts: int) -> timedelta | None:
    return datetime.fromtimestamp(ts, UTC).astimezone(zone).utcoffset()


def _parse_entry(entry: str) -> Iterator[tuple[int, list[Window]]]:
    """Yield the weekday numbers an entry names, each with the entry's windows."""
    match = _ENTRY.fullmatch(entry.lower())
    if match is None:
        raise ValueError(f"{entry!r}: expected days and hours like {_EXAMPLE}")
    found = [_parse_window(part.strip()) for part in match["windows"].split(",")]
    first = _weekday(match["first"])
    last = _weekday(match["last"] or match["first"])
    for step in range((last - first) % len(DAYS) + 1):
        yield (first + step) % len(DAYS), found


def _weekday(name: str) -> int:
    if name.title() not in DAYS:
        raise ValueError(f"{name!r}: expected a day, one of {' '.join(DAYS)}")
    return DAYS.index(name.title())


def _parse_window(text: str) -> Window:
    match = _WINDOW.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r}: expected hours like 08:00-17:00")
    begin_hour, begin_minute, end_hour, end_minute = (int(part) for part in match.groups())
    begins, ends = begin_hour * 60 + begin_minute, end_hour * 60 + end_minute
    if max(begin_minute, end_minute) >= 60 or ends > _MIDNIGHT:  # noqa: PLR2004 - minutes in an hour
        raise ValueError(f"{text!r}: expected times of day from 00:00 to 24:00")
    if begins >= ends:
        raise ValueError(f"{text!r}: expected the end after the start (past midnight: two windows)")
    return begins, ends


def _refuse_overlap(name: str, found: list[Window]) -> None:
    ordered = sorted(found)
    for one, other in pairwise(ordered):
        if other[0] < one[1]:
            raise ValueError(f"{name} {_spans((one, other))}: expected windows that do not overlap")


def _spans(found: tuple[Window, ...]) -> str:
    return ", ".join(f"{_clock(begins)}-{_clock(ends)}" for begins, ends in found)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _never_opens() -> ValueError:
    return ValueError("the calendar has no opening hours")
