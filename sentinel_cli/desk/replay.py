"""Fold the stored messages again and compare: with what is stored, or under other settings.

Nothing is changed. Under the settings in force the fold must say again what is stored, for every
issue it may still change: that is the proof that the same facts make the same issues. What a change
of settings, or of the program, explains is told apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from sqlite3 import Connection

from sentinel_cli import hours
from sentinel_cli.engine.ingest import adopt_sql, gather
from sentinel_cli.engine.start import policy_as_read, policy_since_ts
from sentinel_cli.model import Issue, IssueType, Policy, Resolution, Timeline
from sentinel_cli.rules.fold import fold
from sentinel_cli.rules.reconcile import SETTLED_S, reconcile, stands
from sentinel_cli.settings import Settings
from sentinel_cli.store import Store, contacts, issues, messages


class Kind(StrEnum):
    """In what two readings of the same facts may differ."""

    APPEARS = "appears"
    VANISHES = "vanishes"
    BEGINS = "begins"
    COUNTS = "counts"
    DUE = "due"
    ENDS = "ends"
    OVERDUE = "overdue"
    IN_TIME = "in time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An issue as one reading of the facts has it. `due_ts` is the rules', not a person's."""

    created_ts: int
    due_ts: int
    inbound_count: int
    resolved_ts: int | None = None
    resolution: Resolution | None = None
    resolved_by: str | None = None

    def is_late(self, now_ts: int) -> bool:
        """Whether the customer waits, or waited, beyond the due time."""
        return (now_ts if self.resolved_ts is None else self.resolved_ts) > self.due_ts


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """Which issue: its number, or where there is none the row that opens it."""

    contact_id: str
    type: IssueType
    issue_id: int | None = None
    opening_row: int | None = None


Readings = Mapping[Key, Reading]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One issue that two readings have differently; `before` None: it appears.

    `explained`: it was recorded before the present settings and program, or nothing new was learnt
    of it since.
    """

    key: Key
    what: tuple[Kind, ...]
    before: Reading | None
    after: Reading | None
    explained: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What one replay found. `late` counts waits beyond their due time, before and after.

    `settings_since_ts`: since when the present settings and program hold, None if never recorded.
    """

    since_ts: int
    contacts: int
    issues: int
    late: tuple[int, int]
    differences: tuple[Difference, ...]
    settings_since_ts: int | None = None

    @property
    def unexplained(self) -> tuple[Difference, ...]:
        """What no change of settings explains."""
        return tuple(difference for difference in self.differences if not difference.explained)


def against_store(store: Store, settings: Settings, *, since_ts: int, now_ms: int) -> Replay:
    """Compare the rules with the unfrozen issues begun since then, or still open.

    Raises:
        StoreError: the database cannot be read.
    """
    now_ts = now_ms // 1000
    with store.copy_in_memory() as copy, copy.write() as db:
        settings_since_ts = policy_since_ts(db, settings, now_ts=now_ts)
        policy = policy_as_read(db, settings)
        # What somebody changed by SQL is an action that the next run would take up first.
        adopt_sql(db, policy=policy, now_ms=now_ms, run_id="replay")
        everybody = contacts.active(db, since_ts=min(since_ts, now_ts - SETTLED_S))
        before: dict[Key, Reading] = {}
        after: dict[Key, Reading] = {}
        for contact_id in everybody:
            own = issues.unfrozen(db, contact_id, resolved_since_ts=now_ts - SETTLED_S)
            timeline = gather(db, contact_id, own, now_ts=now_ts)
            before |= {_key(issue): _as_stored(issue) for issue in own if stands(issue)}
            after |= _as_folded(timeline, own, policy, now_ts)
        learnt_ts = {key: _learnt_ts(db, key) for key in before.keys() | after.keys()}
    return _replay(
        _wanted(before, since_ts),
        _wanted(after, since_ts),
        since_ts=since_ts,
        now_ts=now_ts,
        contacts=len(everybody),
        explained=frozenset(key for key, ts in learnt_ts.items() if ts < settings_since_ts),
        settings_since_ts=settings_since_ts,
    )


def under_other_settings(
    store: Store, settings: Settings, other: Settings, *, since_ts: int, now_ms: int
) -> Replay:
    """Compare what the rules say under both settings, for all issues begun since then.

    The present settings judge the whole past first, so that every difference is made by `other`;
    due times that a person set, and that old issues are frozen, play no part.

    Raises:
        StoreError: the database cannot be read.
    """
    now_ts = now_ms // 1000
    with store.copy_in_memory() as copy, copy.write() as db:
        present, imagined = policy_as_read(db, settings), policy_as_read(db, other)
        adopt_sql(db, policy=present, now_ms=now_ms, run_id="replay")
        everybody = contacts.active(db, since_ts=since_ts)
        before: dict[Key, Reading] = {}
        after: dict[Key, Reading] = {}
        for contact_id in everybody:
            own = issues.of_contact(db, contact_id)
            timeline = gather(db, contact_id, own, now_ts=now_ts, since_ms=since_ts * 1000)
            before |= _as_folded(timeline, own, present, now_ts)
            after |= _as_folded(timeline, own, imagined, now_ts)
    return _replay(
        _begun(before, since_ts),
        _begun(after, since_ts),
        since_ts=since_ts,
        now_ts=now_ts,
        contacts=len(everybody),
    )


def compared(
    before: Readings, after: Readings, *, now_ts: int, explained: frozenset[Key] = frozenset()
) -> tuple[Difference, ...]:
    """Every issue that two readings have differently, in order of beginning."""
    found = []
    for key in before.keys() | after.keys():
        one, other = before.get(key), after.get(key)
        what = tuple(_differ(one, other, now_ts=now_ts))
        if what:
            difference = Difference(
                key=key, what=what, before=one, after=other, explained=key in explained
            )
            found.append(difference)
    return tuple(sorted(found, key=_place))


def counted(differences: Iterable[Difference]) -> Counter[Kind]:
    """How often each kind of difference was found."""
    return Counter(kind for difference in differences for kind in difference.what)


def _differ(one: Reading | None, other: Reading | None, *, now_ts: int) -> Iterator[Kind]:
    if one is None or other is None:
        if one is not other:
            yield Kind.APPEARS if one is None else Kind.VANISHES
        return
    if one.created_ts != other.created_ts:
        yield Kind.BEGINS
    if one.inbound_count != other.inbound_count:
        yield Kind.COUNTS
    if one.due_ts != other.due_ts:
        yield Kind.DUE
    if _end(one) != _end(other):
        yield Kind.ENDS
    if one.is_late(now_ts) is not other.is_late(now_ts):
        yield Kind.OVERDUE if other.is_late(now_ts) else Kind.IN_TIME


def _end(reading: Reading) -> tuple[int | None, Resolution | None, str | None]:
    return reading.resolved_ts, reading.resolution, reading.resolved_by


def _place(difference: Difference) -> tuple[int, int, int]:
    reading = difference.after or difference.before
    begun_ts = reading.created_ts if reading else 0
    return begun_ts, difference.key.issue_id or 0, difference.key.opening_row or 0


def _replay(
    before: Readings,
    after: Readings,
    *,
    since_ts: int,
    now_ts: int,
    contacts: int,
    explained: frozenset[Key] = frozenset(),
    settings_since_ts: int | None = None,
) -> Replay:
    late = [sum(r.is_late(now_ts) for r in readings.values()) for readings in (before, after)]
    return Replay(
        since_ts=since_ts,
        contacts=contacts,
        issues=len(before.keys() | after.keys()),
        late=(late[0], late[1]),
        differences=compared(before, after, now_ts=now_ts, explained=explained),
        settings_since_ts=settings_since_ts,
    )


def _learnt_ts(db: Connection, key: Key) -> int:
    """When an issue was recorded; for one that is not, when its first message was learnt."""
    if key.issue_id is not None:
        # An issue that was imported has no history: the present settings did not make it.
        return next((line.at_ms // 1000 for line in issues.history(db, key.issue_id)), 0)
    message = messages.by_row(db, key.opening_row or 0)
    return message.learnt_ms // 1000 if message else 0


def _wanted(readings: Readings, since_ts: int) -> Readings:
    return {
        key: reading
        for key, reading in readings.items()
        if reading.created_ts >= since_ts or reading.resolved_ts is None
    }


def _begun(readings: Readings, since_ts: int) -> Readings:
    return {key: r for key, r in readings.items() if r.created_ts >= since_ts}


def _as_folded(
    timeline: Timeline, own: tuple[Issue, ...], policy: Policy, now_ts: int
) -> dict[Key, Reading]:
    """What a fold makes of the waits; an issue that it withdraws is none."""
    changes = reconcile(
        fold(timeline, policy), own, policy=policy, now_ts=now_ts, contact_id=timeline.contact_id
    )
    standing = [change.issue for change in changes if stands(change.issue)]
    # The due time is computed anew: the one kept from earlier would prove nothing.
    return {
        _key(issue): _reading(
            issue,
            due_ts=hours.add(policy.calendar, issue.created_ts, policy.sla_s(issue.type)),
        )
        for issue in standing
    }


def _as_stored(issue: Issue) -> Reading:
    return _reading(issue, due_ts=issue.due_rule_ts)


def _reading(issue: Issue, *, due_ts: int) -> Reading:
    return Reading(
        created_ts=issue.created_ts,
        due_ts=due_ts,
        inbound_count=issue.inbound_count,
        resolved_ts=issue.resolved_ts,
        resolution=issue.resolution,
        resolved_by=issue.resolved_by,
    )


def _key(issue: Issue) -> Key:
    return Key(
        contact_id=issue.contact_id,
        type=issue.type,
        issue_id=issue.id,
        opening_row=issue.opening_row if issue.id is None else None,
    )
