"""Is Sentinel itself well? Facts are gathered in short looks, then a pure function says who acts.

An alarm that fails silently is worse than none: this is what a monitor asks.
"""

from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from sqlite3 import Connection

from sentinel_cli import hours
from sentinel_cli.desk.copies import in_units
from sentinel_cli.engine.serving import changed_since_started
from sentinel_cli.engine.start import INSTALLED, UNLISTED, policy_as_read
from sentinel_cli.hours import Calendar, Window
from sentinel_cli.model import SLOT_MINUTES, Message, Policy, Slot, Verdict
from sentinel_cli.rules.verdicts import decide
from sentinel_cli.settings import Settings
from sentinel_cli.store import Store, deliveries, messages, meter, state, told
from sentinel_cli.store.refusals import refusals
from sentinel_cli.store.transcripts import Tally, tally

DAYS = 14
GRACE_S = 30 * 60
"""Cron tries again 10 and 20 minutes later."""
RECENT = 20
RECOVERED_LEAST = 3
"""The share is that of the last 20 customers' messages; fewer recovered than 3 prove nothing."""
UNREAD_FOR_S = 4 * 3600
"""A conversation that cannot be read for longer will not become readable by itself."""
RECENT_S = 3600
"""What went wrong within the hour may be going on."""
DAY_S = 24 * 3600
LEAST_FREE = 100_000_000
"""Bytes; with less on the disk webhooks will soon be turned away."""
UNLISTED_FOR_S = 24 * 3600
"""Long enough for a person to look; whoever writes again is listed anew."""
UNSENT_FOR_S = 7 * 24 * 3600
_HOUR = 3600
_PAGE = 2_000
"""Webhooks a view: some twenty milliseconds."""


class Trouble(StrEnum):
    """What needs a person."""

    POLL = "no_poll"
    SUMMARY = "summary_missed"
    RECOVERED = "webhooks_missing"
    SILENCE = "silence"
    UNSENT = "text_unsent"
    UNREADABLE = "thread_unreadable"
    REFUSED = "webhooks_refused"
    DISK = "disk_full"
    OUTDATED = "receiver_outdated"
    UNLISTED = "customers_unlisted"


@dataclass(frozen=True, slots=True)
class Alarm:
    """One trouble: what is so, and what to do about it."""

    trouble: Trouble
    said: str
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One local day. `worst_delay_s`: the longest a customer's message was not known, None: none.

    `recovered` counts customers' messages that no webhook had brought, by the day they were learnt.
    """

    date: date
    webhooks: int = 0
    recovered: int = 0
    worst_delay_s: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A conversation that GHL does not let us read, since when, and GHL's words.

    `waits`: its customer has an open issue, which may have been answered.
    """

    conversation_id: str
    since_ts: int
    error: str
    waits: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is found in the database; times in epoch seconds, None: never.

    `recent` says of the last customers' messages, oldest first, whether they had to be recovered;
    `refused` counts the webhooks turned away within a day, `free` the disk's bytes. `said` are the
    days whose hours were set by hand, `unknown_types` of the customers' messages of those days.
    `untold` counts the overdue issues of which no manager was told yet, `transcripts` the calls of
    the last day of which GHL was asked what was said.
    """

    now_ts: int
    installed_ts: int | None
    last_poll_ts: int | None
    last_summary_ts: Mapping[Slot, int | None]
    last_inbound_ts: int | None
    days: tuple[Day, ...]
    recent: tuple[bool, ...]
    open: int
    overdue: int
    oldest_due_ts: int | None
    unsent: int
    unreadable: tuple[Unreadable, ...]
    refused: int
    last_refused_ts: int | None
    refused_why: str
    free: int
    receiver_differs: tuple[str, ...] = ()
    unlisted_ts: int | None = None
    unknown_types: tuple[tuple[str, int], ...] = ()
    said: tuple[tuple[date, tuple[Window, ...]], ...] = ()
    untold: int = 0
    transcripts: Tally = field(default_factory=Tally)


def gather(store: Store, settings: Settings, *, now_ts: int) -> Facts:
    """Look; nothing is written. What the customers wrote is many rows: these are read in turns."""
    with store.read() as db:
        policy = policy_as_read(db, settings)
    calendar = policy.calendar
    today = hours.local(calendar, now_ts).date()
    since_ts = _midnight(calendar, today - timedelta(days=DAYS - 1))
    learnt = _learnt(store, policy, since_ts=since_ts)
    with store.read() as db:
        webhooks = meter.webhooks(db, since_ts=since_ts)
    days = _days(calendar, today, webhooks, learnt)
    recent = tuple(not message.via_webhook for message in learnt[-RECENT:])
    with store.read() as db:
        return _facts(db, settings, calendar, days=days, recent=recent, now_ts=now_ts)


def _facts(
    db: Connection,
    settings: Settings,
    calendar: Calendar,
    *,
    days: tuple[Day, ...],
    recent: tuple[bool, ...],
    now_ts: int,
) -> Facts:
    """With the days, all that a few rows tell."""
    due = meter.due_times(db)
    newest_ms = meter.last_inbound_ms(db)
    refused = refusals(settings.db)
    return Facts(
        now_ts=now_ts,
        installed_ts=state.number(db, INSTALLED),
        last_poll_ts=state.number(db, state.LAST_POLL),
        last_summary_ts={slot: state.number(db, f"last_summary_ts_{slot}") for slot in Slot},
        last_inbound_ts=newest_ms // 1000 if newest_ms is not None else None,
        days=days,
        recent=recent,
        open=len(due),
        overdue=sum(ts < now_ts for ts in due),
        untold=told.never(db, due_before_ts=now_ts),
        oldest_due_ts=next((ts for ts in due if ts < now_ts), None),
        unsent=len(deliveries.unsent(db, since_ts=now_ts - UNSENT_FOR_S)),
        said=calendar.said,
        unreadable=tuple(
            Unreadable(conversation_id=found, since_ts=pending_ts, error=error, waits=waits)
            for found, pending_ts, error, waits in meter.unreadable(db)
        ),
        refused=refused.since(now_ts - DAY_S),
        last_refused_ts=refused.last_ts,
        refused_why=refused.why,
        free=shutil.disk_usage(settings.db.parent).free,
        receiver_differs=changed_since_started(db, settings.given),
        unlisted_ts=state.number(db, UNLISTED),
        transcripts=tally(db, since_ms=(now_ts - DAY_S) * 1000),
        unknown_types=messages.unknown_types(db, since_ms=_midnight(calendar, days[0].date) * 1000),
    )


def alarms(facts: Facts, settings: Settings) -> tuple[Alarm, ...]:
    """What needs a person, the gravest first; none: all is well."""
    found = (
        _disk(facts, settings),
        _refused(facts),
        _poll(facts, settings),
        _summaries(facts, _calendar(facts, settings)),
        _unsent(facts, settings.calendar),
        _recovered(facts, settings.recovered_share),
        _silence(facts, settings),
        _unreadable(facts),
        _outdated(facts),
        _unlisted(facts),
    )
    return tuple(alarm for alarm in found if alarm is not None)


def _disk(facts: Facts, settings: Settings) -> Alarm | None:
    if facts.free >= LEAST_FREE:
        return None
    return Alarm(
        Trouble.DISK,
        f"The disk is full: {in_units(facts.free)} left for {settings.db}.",
        "Free some space: on a full disk webhooks are turned away and polls change nothing.",
    )


def _refused(facts: Facts) -> Alarm | None:
    if facts.last_refused_ts is None or facts.now_ts - facts.last_refused_ts >= RECENT_S:
        return None
    return Alarm(
        Trouble.REFUSED,
        f"{counted(facts.refused)} turned away within a day, one within the hour: "
        f"{facts.refused_why}",
        "See the journal of ntpp-sentinel and run `sentinel doctor`; polls find what GHL does not "
        "send again.",
    )


def counted(webhooks: int) -> str:
    """`1 webhook was`, `12 webhooks were`."""
    return "1 webhook was" if webhooks == 1 else f"{webhooks} webhooks were"


def _calendar(facts: Facts, settings: Settings) -> Calendar:
    """The settings' calendar with the days that were set by hand."""
    return replace(settings.calendar, said=facts.said)


def _poll(facts: Facts, settings: Settings) -> Alarm | None:
    since_ts = facts.last_poll_ts or facts.installed_ts
    advice = (
        "Run `sentinel poll-resolve` and read what it says; see that cron runs it every 5 minutes."
    )
    if since_ts is None:
        return Alarm(Trouble.POLL, "Sentinel has never run here.", advice)
    stale_s = hours.elapsed(_calendar(facts, settings), since_ts, facts.now_ts)
    if stale_s <= settings.poll_stale_s:
        return None
    long = f"{stale_s // 60} minutes" if stale_s < 2 * _HOUR else f"{stale_s // _HOUR} hours"
    said = f"GHL was not read for {long} of business time"
    never = ", and never before" if facts.last_poll_ts is None else ""
    return Alarm(Trouble.POLL, f"{said}{never}.", advice)


def _summaries(facts: Facts, calendar: Calendar) -> Alarm | None:
    missed = list(_missed(facts, calendar))
    if not missed:
        return None
    return Alarm(
        Trouble.SUMMARY,
        f"No manager got today's summary: {', '.join(missed)}.",
        f"Run `sentinel summary --slot {missed[-1]}` now; see that cron runs it with --once.",
    )


def _missed(facts: Facts, calendar: Calendar) -> Iterator[Slot]:
    """The slots that are over today without any manager having been told."""
    today = hours.local(calendar, facts.now_ts).date()
    if facts.installed_ts is None or not hours.has_hours(calendar, today):
        return
    for slot, minute in SLOT_MINUTES.items():
        slot_ts = hours.moment(calendar, today, minute)
        is_over = facts.installed_ts <= slot_ts and slot_ts + GRACE_S < facts.now_ts
        told_ts = facts.last_summary_ts.get(slot)
        told = told_ts is not None and hours.local(calendar, told_ts).date() == today
        if is_over and not told:
            yield slot


def _unsent(facts: Facts, calendar: Calendar) -> Alarm | None:
    if not facts.unsent:
        return None
    texts = "1 text" if facts.unsent == 1 else f"{facts.unsent} texts"
    return Alarm(
        Trouble.UNSENT,
        f"{texts} to managers failed, or may not have been sent, and nothing made up for it.",
        f"Run `sentinel summary --slot {_present(facts, calendar)}`: it looks for them first and "
        "says why.",
    )


def _present(facts: Facts, calendar: Calendar) -> Slot:
    """The slot whose time came last."""
    now = hours.local(calendar, facts.now_ts)
    begun = [s for s, minute in SLOT_MINUTES.items() if minute <= now.hour * 60 + now.minute]
    return begun[-1] if begun else Slot.MORNING


def _recovered(facts: Facts, share: float) -> Alarm | None:
    recovered, seen = sum(facts.recent), len(facts.recent)
    if recovered < RECOVERED_LEAST or recovered <= share * seen:
        return None
    return Alarm(
        Trouble.RECOVERED,
        f"No webhook brought {recovered} of the last {seen} messages of customers.",
        "Look whether GHL's workflows are on, whether `sentinel serve` runs, and what the proxy's "
        "log says of /webhook/: polls find the messages, but minutes late.",
    )


def _silence(facts: Facts, settings: Settings) -> Alarm | None:
    since_ts = facts.last_inbound_ts or facts.installed_ts
    if settings.silence_s is None or since_ts is None:
        return None
    silent_s = hours.elapsed(_calendar(facts, settings), since_ts, facts.now_ts)
    if silent_s <= settings.silence_s:
        return None
    return Alarm(
        Trouble.SILENCE,
        f"No customer wrote or called for {silent_s // _HOUR} hours of business time.",
        "Text the business from your own phone and see whether `sentinel trace` knows it; "
        "SILENCE_HOURS sets how long is too long.",
    )


def _unreadable(facts: Facts) -> Alarm | None:
    waiting = [it for it in facts.unreadable if it.waits]
    if waiting:
        threads = "1 conversation" if len(waiting) == 1 else f"{len(waiting)} conversations"
        return Alarm(
            Trouble.UNREADABLE,
            f"{threads} cannot be read though the customer waits: an answer may be unknown.",
            "Look in GHL yourself; `sentinel poll-resolve` says what GHL answers.",
        )
    long = [it for it in facts.unreadable if facts.now_ts - it.since_ts > UNREAD_FOR_S]
    if not long:
        return None
    threads = "1 conversation" if len(long) == 1 else f"{len(long)} conversations"
    return Alarm(
        Trouble.UNREADABLE,
        f"{threads} in GHL could not be read for more than {UNREAD_FOR_S // _HOUR} hours.",
        "Read them in GHL yourself; `sentinel poll-resolve` says what GHL answers.",
    )


def _outdated(facts: Facts) -> Alarm | None:
    if not facts.receiver_differs:
        return None
    return Alarm(
        Trouble.OUTDATED,
        f"The receiver still runs with other values of {', '.join(facts.receiver_differs)}.",
        "Settings are read when a process starts: `sudo systemctl restart ntpp-sentinel.service`.",
    )


def _unlisted(facts: Facts) -> Alarm | None:
    if facts.unlisted_ts is None or facts.now_ts - facts.unlisted_ts > UNLISTED_FOR_S:
        return None
    return Alarm(
        Trouble.UNLISTED,
        "More customers wrote in one millisecond than GHL can list: some of them may be missing.",
        "Look at GHL's own list of conversations; `trace` tells whether a customer is known.",
    )


@dataclass(frozen=True, slots=True, order=True)
class _Learnt:
    """Of a customer's message when and how it was learnt: a busy fortnight has very many."""

    learnt_ms: int
    row: int
    at_ms: int
    via_webhook: bool


def _learnt(store: Store, policy: Policy, *, since_ts: int) -> list[_Learnt]:
    """Customers' messages since then that somebody must hear of, in the order they were learnt.

    Older than the first start are not recovered but context. What a webhook brings between two
    views is one message still.
    """
    with store.read() as db:
        recovered = messages.recovered(db, since_ms=since_ts * 1000)
        first, last = meter.numbers(db, since_ts=since_ts)
    found = _wanted(recovered, policy)
    for after in range(first - 1, last, _PAGE):
        with store.read() as db:
            brought = messages.brought(db, after=after, until=min(after + _PAGE, last))
        found |= _wanted(brought, policy)
    return sorted(found.values())


def _wanted(some: Iterable[Message], policy: Policy) -> dict[int, _Learnt]:
    return {
        m.row: _Learnt(m.learnt_ms, m.row, m.at_ms, m.via_webhook)
        for m in some
        if m.at_ms >= policy.installed_ms and decide(m, policy).verdict is Verdict.OPENS
    }


def _days(
    calendar: Calendar, today: date, webhooks: Iterable[int], learnt: Iterable[_Learnt]
) -> tuple[Day, ...]:
    """The last days, today last."""
    received = Counter(hours.local(calendar, ts).date() for ts in webhooks)
    known: defaultdict[date, list[_Learnt]] = defaultdict(list)
    for one in learnt:
        known[hours.local(calendar, one.learnt_ms // 1000).date()].append(one)
    days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
    return tuple(
        Day(
            date=day,
            webhooks=received[day],
            recovered=sum(not one.via_webhook for one in known[day]),
            worst_delay_s=max(
                (max(one.learnt_ms - one.at_ms, 0) // 1000 for one in known[day]), default=None
            ),
        )
        for day in days
    )


def _midnight(calendar: Calendar, day: date) -> int:
    return hours.moment(calendar, day, 0)
