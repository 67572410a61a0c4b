"""Fold the stored messages again and compare: with what is stored, or under other settings.

Nothing is changed. Under the settings then in force the fold must say again what is stored, for
every issue it may still change: that is the proof that the same facts make the same issues. What
another version of the program recorded is told apart. Each contact is judged by itself, so webhooks
are stored meanwhile.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from sqlite3 import Connection
from types import MappingProxyType

from sentinel_cli.desk.views import Pages, in_turns
from sentinel_cli.engine.ingest import SQL, done_by_sql, gather
from sentinel_cli.engine.start import calendar_in_force, eras, policy_as_read
from sentinel_cli.model import Action, Era, Issue, IssueType, Policy, Resolution, Timeline
from sentinel_cli.rules.due import by_rule_ts
from sentinel_cli.rules.fold import fold
from sentinel_cli.rules.reconcile import SETTLED_S, Event, reconcile, stands
from sentinel_cli.settings import Settings
from sentinel_cli.store import Store, contacts, issue_log, issues, messages


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

    `explained`: an earlier version of the program recorded it, by rules that are no longer known.
    """

    key: Key
    what: tuple[Kind, ...]
    before: Reading | None
    after: Reading | None
    explained: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What one replay found. `late` counts waits beyond their due time, before and after."""

    since_ts: int
    contacts: int
    issues: int
    late: tuple[int, int]
    differences: tuple[Difference, ...]

    @property
    def unexplained(self) -> tuple[Difference, ...]:
        """What no change of the program explains."""
        return tuple(difference for difference in self.differences if not difference.explained)


def against_store(store: Store, settings: Settings, *, since_ts: int, now_ms: int) -> Replay:
    """Compare the rules with the unfrozen issues begun since then, or still open.

    The past is folded under the settings then in force.

    Raises:
        StoreError: the database cannot be read.
    """
    now_ts = now_ms // 1000
    before: dict[Key, Reading] = {}
    after: dict[Key, Reading] = {}
    explained: set[Key] = set()
    with store.read() as db:
        past = eras(db, settings, now_ts=now_ts)
        present = policy_as_read(db, settings)
    everybody = contacts.active(store, since_ts=min(since_ts, now_ts - SETTLED_S))
    read = partial(_facts, past=past, now_ms=now_ms)
    for facts in in_turns(store, everybody, read):
        stored, folded = _then_and_now(facts, present, now_ts=now_ts)
        if facts.in_pieces and stored != folded:  # it may have changed while it was read
            (again,) = in_turns(store, (facts.timeline.contact_id,), read)
            stored, folded = _then_and_now(again, present, now_ts=now_ts)
        before |= stored
        after |= folded
        if not facts.is_known:
            explained |= stored.keys() | folded.keys()
    return _replay(
        _wanted(before, since_ts),
        _wanted(after, since_ts),
        since_ts=since_ts,
        now_ts=now_ts,
        contacts=len(everybody),
        explained=frozenset(explained),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """A contact's issues as stored and as the next run takes them up, and what made them.

    `known` are the policies that may have, `is_known`: no other may; `then` are those by which the
    issues' due times were computed.
    """

    timeline: Timeline
    own: tuple[Issue, ...]
    taken_up: tuple[Issue, ...]
    known: tuple[Policy, ...]
    is_known: bool
    then: Mapping[int | None, Policy | None]
    in_pieces: bool


def _facts(
    db: Connection, contact_id: str, pages: Pages, *, past: Sequence[Era], now_ms: int
) -> _Facts:
    """Read them.

    A fold that changes nothing leaves no trace. So whatever was in force when the contact last
    changed may have made what is stored, and so may all that came into force since.
    """
    now_ts = now_ms // 1000
    own = issues.unfrozen(db, contact_id, resolved_since_ts=now_ts - SETTLED_S)
    gathered = gather(db, contact_id, own, now_ts=now_ts, history=pages)
    timeline, taken_up = _taken_up(db, gathered, own, now_ms)
    since = _from(past, _changed_ts(db, timeline, own) if taken_up == own else now_ts)
    known = tuple(policy for era in since if (policy := _known_of(db, era.policy)))
    return _Facts(
        timeline=timeline,
        own=own,
        taken_up=taken_up,
        known=known,
        is_known=len(known) == len(since),
        then={
            issue.id: _known_of(db, _from(past, _dated_ts(db, issue))[0].policy, issue)
            for issue in own
        },
        in_pieces=pages.in_pieces,
    )


def _then_and_now(facts: _Facts, present: Policy, *, now_ts: int) -> tuple[Readings, Readings]:
    """A contact's issues as stored, and as folded by the policy that comes nearest to them."""
    timeline, taken_up = facts.timeline, facts.taken_up
    kept = facts.own if taken_up == facts.own else _standing(timeline, taken_up, present, now_ts)
    stored = {_key(issue): _as_stored(issue) for issue in kept if stands(issue)}
    folded: Readings = {}
    for policy in reversed(facts.known):
        folded = _as_folded(timeline, taken_up, policy, now_ts, then=facts.then)
        if folded == stored:
            break
    return stored, folded


def _taken_up(
    db: Connection, timeline: Timeline, own: tuple[Issue, ...], now_ms: int
) -> tuple[Timeline, tuple[Issue, ...]]:
    """What somebody changed by SQL is an action, and the next run would take it up first."""
    actions = tuple(
        Action(
            kind=done_by_sql(issue),
            at_ms=now_ms,
            actor=SQL,
            issue_id=issue.id,
            type=issue.type,
            covers=messages.last_row(db, issue.contact_id),
        )
        for issue in own
        if issue.state is not issue.rule_state
    )
    return (
        replace(timeline, actions=(*timeline.actions, *actions)),
        tuple(replace(issue, rule_state=issue.state) for issue in own),
    )


def _known_of(db: Connection, policy: Policy | None, issue: Issue | None = None) -> Policy | None:
    """The policy with the days that were set by hand: while the issue was open, as re-timed."""
    if policy is None:
        return None
    ended_ts = issue.recorded_ts if issue else None
    until_ms = ended_ts * 1000 + 999 if ended_ts is not None else None
    calendar = calendar_in_force(db, policy.calendar, until_ms=until_ms)
    return replace(policy, calendar=calendar)


def _from(past: Sequence[Era], ts: int) -> Sequence[Era]:
    """The era of that moment and all later ones; the first one began before anything was known."""
    begun = sum(era.since_ts <= ts for era in past)
    return past[max(begun - 1, 0) :]


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
    before: dict[Key, Reading] = {}
    after: dict[Key, Reading] = {}
    with store.read() as db:
        present, imagined = policy_as_read(db, settings), policy_as_read(db, other)
    everybody = contacts.active(store, since_ts=since_ts)

    def read(db: Connection, contact_id: str, pages: Pages) -> tuple[Timeline, tuple[Issue, ...]]:
        # What had ended before cannot have begun since, and its messages stay settled.
        own = issues.unfrozen(db, contact_id, resolved_since_ts=min(since_ts, now_ts - SETTLED_S))
        timeline = gather(
            db, contact_id, own, now_ts=now_ts, since_ms=since_ts * 1000, history=pages
        )
        return _taken_up(db, timeline, own, now_ms)

    for timeline, own in in_turns(store, everybody, read):
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
) -> Replay:
    late = [sum(r.is_late(now_ts) for r in readings.values()) for readings in (before, after)]
    return Replay(
        since_ts=since_ts,
        contacts=contacts,
        issues=len(before.keys() | after.keys()),
        late=(late[0], late[1]),
        differences=compared(before, after, now_ts=now_ts, explained=explained),
    )


def _changed_ts(db: Connection, timeline: Timeline, own: Iterable[Issue]) -> int:
    """When something was last learnt or decided about a contact."""
    learnt = [message.learnt_ms for message in timeline.messages]
    logged = [issue_log.changed_ms(db, issue.id or 0) for issue in own]
    return max((*learnt, *logged), default=0) // 1000


def _dated_ts(db: Connection, issue: Issue) -> int:
    """When an issue's due time was computed: as it was opened, moved, or heard to be urgent."""
    lines = [
        line.at_ms
        for line in issue_log.of_events(
            db, issue.id or 0, (Event.OPENED, Event.HEARD, Event.CORRECTED)
        )
        if line.event != Event.CORRECTED or "created_ts" in line.reason
    ]
    return max(lines, default=0) // 1000


def _wanted(readings: Readings, since_ts: int) -> Readings:
    return {
        key: reading
        for key, reading in readings.items()
        if reading.created_ts >= since_ts or reading.resolved_ts is None
    }


def _begun(readings: Readings, since_ts: int) -> Readings:
    return {key: r for key, r in readings.items() if r.created_ts >= since_ts}


def _as_folded(
    timeline: Timeline,
    own: tuple[Issue, ...],
    policy: Policy,
    now_ts: int,
    *,
    then: Mapping[int | None, Policy | None] = MappingProxyType({}),
) -> Readings:
    """What a fold makes of the waits.

    `then` are the policies by which the issues' due times were computed, where it was another one.
    """
    # The due time is computed anew: the one kept from earlier would prove nothing.
    return {
        _key(issue): _reading(issue, due_ts=by_rule_ts(issue, then.get(issue.id) or policy))
        for issue in _standing(timeline, own, policy, now_ts)
    }


def _standing(
    timeline: Timeline, own: tuple[Issue, ...], policy: Policy, now_ts: int
) -> tuple[Issue, ...]:
    """The issues a fold makes of the waits; one that it withdraws is none."""
    changes = reconcile(
        fold(timeline, policy), own, policy=policy, now_ts=now_ts, contact_id=timeline.contact_id
    )
    return tuple(change.issue for change in changes if stands(change.issue))


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
