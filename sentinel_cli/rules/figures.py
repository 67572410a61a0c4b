"""How the business did in a period: figures made of waits, pure, each with the issues behind it.

Judged are the customers who were answered, and those who still wait beyond their due time. Thanks,
spam, opt-outs, withdrawn issues and whoever still waits in time are left out, and counted.
Durations are business seconds. A median, a 90th percentile and a worst are nearest ranks
(NIST/SEMATECH e-Handbook 7.2.6.2): each is the response of a real issue, and names it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from sentinel_cli import hours
from sentinel_cli.hours import Calendar
from sentinel_cli.model import Case, IssueType, Resolution

MEDIAN, NINETIETH = 0.5, 0.9
SPAN_HOURS = 2
"""The slowest time of the week is said as a stretch of so many hours."""


class Fate(StrEnum):
    """What became of one customer who waited."""

    IN_TIME = "in_time"
    LATE = "late"
    OVERDUE = "overdue"
    STILL_IN_TIME = "still_in_time"
    THANKS = "thanks"
    SPAM = "spam"
    OPTED_OUT = "opted_out"
    WITHDRAWN = "withdrawn"


JUDGED = (Fate.IN_TIME, Fate.LATE, Fate.OVERDUE)
LEFT_OUT = (Fate.STILL_IN_TIME, Fate.THANKS, Fate.SPAM, Fate.OPTED_OUT, Fate.WITHDRAWN)
_UNJUDGED: Mapping[str | None, Fate] = {
    Resolution.ACKNOWLEDGED: Fate.THANKS,
    Resolution.SPAM: Fate.SPAM,
    "opted_out": Fate.OPTED_OUT,
    Resolution.MERGED: Fate.WITHDRAWN,
    Resolution.RETRACTED: Fate.WITHDRAWN,
}


class By(StrEnum):
    """By what the judged waits may be told apart."""

    PERSON = "person"
    WEEKDAY = "weekday"
    HOUR = "hour"
    TYPE = "type"
    SUBJECT = "subject"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class Ranked:
    """One response, in business seconds, and the issue whose it is."""

    seconds: int
    issue_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The judged waits of one kind, as issue numbers in order of beginning."""

    label: str
    in_time: tuple[int, ...] = ()
    late: tuple[int, ...] = ()
    overdue: tuple[int, ...] = ()
    median: Ranked | None = None
    ninetieth: Ranked | None = None
    worst: Ranked | None = None

    @property
    def waited(self) -> int:
        """How many were judged."""
        return len(self.in_time) + len(self.late) + len(self.overdue)

    @property
    def attainment(self) -> float | None:
        """Answered in time as a share of answered or overdue; None when nobody waited."""
        return len(self.in_time) / self.waited if self.waited else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """Missed calls: called back in time, later, only tried, or never, as issue numbers."""

    in_time: tuple[int, ...] = ()
    later: tuple[int, ...] = ()
    tried: tuple[int, ...] = ()
    never: tuple[int, ...] = ()

    @property
    def missed(self) -> int:
        """How many were judged."""
        return len(self.in_time) + len(self.later) + len(self.tried) + len(self.never)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """One hour of the week, Monday 0, in the business's zone: who came then, who of them late."""

    weekday: int
    hour: int
    arrived: tuple[int, ...]
    late: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Everything that is counted of the waits begun in a period, epoch seconds, half-open."""

    since_ts: int
    until_ts: int
    total: Tally
    calls: Calls
    left_out: Mapping[Fate, tuple[int, ...]]
    week: tuple[Hour, ...]
    groups: tuple[Tally, ...] = ()


def figures(
    cases: Iterable[Case],
    *,
    calendar: Calendar,
    since_ts: int,
    until_ts: int,
    now_ts: int,
    by: By | None = None,
) -> Figures:
    """Count the cases begun in the period, as they stand at `now_ts`."""
    begun = sorted(
        (case for case in cases if since_ts <= case.created_ts < until_ts),
        key=lambda case: (case.created_ts, case.issue_id),
    )
    judged: list[_Judged] = []
    left_out: dict[Fate, list[int]] = {left: [] for left in LEFT_OUT}
    for case in begun:
        became = fate(case, now_ts=now_ts)
        if became in JUDGED:
            judged.append(_Judged(case, became, calendar))
        else:
            left_out[became].append(case.issue_id)
    return Figures(
        since_ts=since_ts,
        until_ts=until_ts,
        total=_tally("all", judged),
        calls=_calls(judged),
        left_out={left: tuple(ids) for left, ids in left_out.items()},
        week=_week(judged),
        groups=_groups(judged, by) if by else (),
    )


def fate(case: Case, *, now_ts: int) -> Fate:
    """What became of one customer; at the due time itself nobody is late."""
    if case.resolution in _UNJUDGED:
        return _UNJUDGED[case.resolution]
    if case.resolved_ts is None:
        return Fate.OVERDUE if now_ts > case.due_ts else Fate.STILL_IN_TIME
    return Fate.LATE if case.resolved_ts > case.due_ts else Fate.IN_TIME


def slowest(found: Figures) -> tuple[Hour, ...]:
    """The hours of one weekday, side by side, in which most of those came who were answered late.

    Empty when there are not two of them: one late answer makes no pattern.
    """
    stretches = [
        tuple(h for h in found.week if h.weekday == first.weekday and h.hour in _from(first.hour))
        for first in found.week
    ]
    worst = max(stretches, key=lambda hours_: (_late(hours_), -_place(hours_)), default=())
    return worst if _late(worst) > 1 else ()


def _from(hour: int) -> range:
    return range(hour, hour + SPAN_HOURS)


def _late(stretch: Sequence[Hour]) -> int:
    return sum(len(hour.late) for hour in stretch)


def _place(stretch: Sequence[Hour]) -> int:
    return stretch[0].weekday * 24 + stretch[0].hour


class _Judged:
    """One judged case with what several figures ask of it, worked out once."""

    __slots__ = ("case", "fate", "hour", "response_s", "weekday")

    def __init__(self, case: Case, fate_: Fate, calendar: Calendar) -> None:
        began = hours.local(calendar, case.created_ts)
        self.case = case
        self.fate = fate_
        self.weekday, self.hour = began.weekday(), began.hour
        self.response_s = (
            None
            if case.resolved_ts is None
            else hours.elapsed(calendar, case.created_ts, case.resolved_ts)
        )


def _tally(label: str, judged: Sequence[_Judged]) -> Tally:
    ranked = sorted(
        (one.response_s, one.case.issue_id) for one in judged if one.response_s is not None
    )
    return Tally(
        label=label,
        in_time=_ids(judged, Fate.IN_TIME),
        late=_ids(judged, Fate.LATE),
        overdue=_ids(judged, Fate.OVERDUE),
        median=_nearest(ranked, MEDIAN),
        ninetieth=_nearest(ranked, NINETIETH),
        worst=_nearest(ranked, 1.0),
    )


def _ids(judged: Iterable[_Judged], wanted: Fate) -> tuple[int, ...]:
    return tuple(one.case.issue_id for one in judged if one.fate is wanted)


def _nearest(ranked: Sequence[tuple[int, int]], share: float) -> Ranked | None:
    return Ranked(*ranked[ceil(share * len(ranked)) - 1]) if ranked else None


def _calls(judged: Iterable[_Judged]) -> Calls:
    missed = [one for one in judged if one.case.type is IssueType.CALL]
    waiting = [one for one in missed if one.fate is Fate.OVERDUE]
    return Calls(
        in_time=_ids(missed, Fate.IN_TIME),
        later=_ids(missed, Fate.LATE),
        tried=tuple(one.case.issue_id for one in waiting if one.case.attempts),
        never=tuple(one.case.issue_id for one in waiting if not one.case.attempts),
    )


def _week(judged: Iterable[_Judged]) -> tuple[Hour, ...]:
    """Only the hours in which somebody came, in order."""
    came: dict[tuple[int, int], list[_Judged]] = {}
    for one in judged:
        came.setdefault((one.weekday, one.hour), []).append(one)
    return tuple(
        Hour(
            weekday=weekday,
            hour=hour,
            arrived=tuple(one.case.issue_id for one in theirs),
            late=tuple(one.case.issue_id for one in theirs if one.fate is not Fate.IN_TIME),
        )
        for (weekday, hour), theirs in sorted(came.items())
    )


_KEYS: Mapping[By, Callable[[_Judged], tuple[str, ...]]] = {
    By.PERSON: lambda one: (one.case.resolved_by or "",),
    By.WEEKDAY: lambda one: (str(one.weekday),),
    By.HOUR: lambda one: (f"{one.hour:02}",),
    By.TYPE: lambda one: (str(one.case.type),),
    By.SUBJECT: lambda one: (one.case.subject or "",),
    By.TAG: lambda one: one.case.tags or ("",),
}
"""Under which labels a case is counted; the empty one: nobody answered, no subject, no tag."""


def _groups(judged: Iterable[_Judged], by: By) -> tuple[Tally, ...]:
    """One tally a label: times of the week in their order, the others largest first."""
    found: dict[str, list[_Judged]] = {}
    for one in judged:
        for label in _KEYS[by](one):
            found.setdefault(label, []).append(one)
    tallies = [_tally(label, theirs) for label, theirs in sorted(found.items())]
    if by in {By.WEEKDAY, By.HOUR}:
        return tuple(tallies)
    return tuple(sorted(tallies, key=lambda tally: -tally.waited))
