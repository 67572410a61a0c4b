"""Read a period's waits and count them; nothing is written, and no view stays open for long."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sentinel_cli import hours
from sentinel_cli.desk.telling import called
from sentinel_cli.engine.start import policy_as_read
from sentinel_cli.model import Case, Issue, Policy
from sentinel_cli.rules.figures import By, Figures, figures
from sentinel_cli.rules.periods import Period
from sentinel_cli.settings import Settings
from sentinel_cli.store import Store, cases, counts, deliveries, issues
from sentinel_cli.store.cases import Events
from sentinel_cli.store.counts import Count
from sentinel_cli.texts.gsm7 import segments

MOST_NAMED = 200
"""So many customers who were never answered are named; the others are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """Sentinel's own part in a period. `cost` is in the currency of `SMS_PRICE`, None without."""

    events: Events
    runs: Mapping[Count, int]
    texts: int
    segments: int
    cost: float | None
    contradicted: tuple[int, ...] = ()
    corrected: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The figures of a period and of the one before it, and who was never answered.

    `reported`: the text in which this period was told before, None if it never was.
    """

    period: Period
    now_ts: int
    by: By | None
    figures: Figures
    before: Figures
    own: Own
    waiting: tuple[Issue, ...]
    names: Mapping[str, str]
    reported: str | None = None


def gather(
    store: Store, settings: Settings, period: Period, *, now_ts: int, by: By | None = None
) -> Report:
    """Count a period as it stands now.

    Raises:
        StoreError: the database cannot be read.
    """
    with store.read() as db:
        policy = policy_as_read(db, settings)
    found, contradicted, corrected = _of_period(store, policy, period, now_ts=now_ts, by=by)
    earlier = cases.begun(store, since_ts=period.before[0], until_ts=period.before[1])
    before = _counted(earlier, period.before, policy, now_ts=now_ts)
    with store.read() as db:
        waiting = issues.several(db, found.total.overdue[:MOST_NAMED])
        first_day = hours.local(policy.calendar, period.since_ts).date().isoformat()
        reported = deliveries.last_weekly(db, local_date=first_day) if period.is_week else None
        names = called(db, settings)
    return Report(
        period=period,
        now_ts=now_ts,
        by=by,
        figures=found,
        before=before,
        own=replace(
            _own(store, settings, period, floor_ms=policy.floor_ms),
            contradicted=contradicted,
            corrected=corrected,
        ),
        waiting=waiting,
        names=names,
        reported=reported,
    )


def _of_period(
    store: Store, policy: Policy, period: Period, *, now_ts: int, by: By | None
) -> tuple[Figures, tuple[int, ...], tuple[int, ...]]:
    """The figures, and where a person objected; the cases themselves are let go at once."""
    begun = tuple(cases.begun(store, since_ts=period.since_ts, until_ts=period.until_ts))
    stretch = (period.since_ts, period.until_ts)
    return (
        _counted(begun, stretch, policy, now_ts=now_ts, by=by),
        tuple(case.issue_id for case in begun if case.contradicted),
        tuple(case.issue_id for case in begun if case.corrected),
    )


def _counted(
    begun: Iterable[Case],
    stretch: tuple[int, int],
    policy: Policy,
    *,
    now_ts: int,
    by: By | None = None,
) -> Figures:
    since_ts, until_ts = stretch
    return figures(
        begun, calendar=policy.calendar, since_ts=since_ts, until_ts=until_ts, now_ts=now_ts, by=by
    )


def _own(store: Store, settings: Settings, period: Period, *, floor_ms: int) -> Own:
    stretch = {"since_ts": period.since_ts, "until_ts": period.until_ts}
    with store.read() as db:
        texts = deliveries.texts_sent(db, **stretch)
        runs = counts.of(db, **stretch)
    parts = sum(segments(text) for text in texts)
    return Own(
        events=cases.events(store, **stretch, floor_ms=floor_ms),
        runs=runs,
        texts=len(texts),
        segments=parts,
        cost=None if settings.sms_price is None else parts * settings.sms_price,
    )
