"""Store the messages, fold the contact's timeline, make the issues match: one transaction.

A webhook, a poll and an operator's action all end here, so the rule is applied in one place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from sqlite3 import Connection
from typing import Protocol

from sentinel_cli.engine.holding import follow, hand_on
from sentinel_cli.engine.start import SUMMARY_UNTIL
from sentinel_cli.model import (
    RINGING_MS,
    Action,
    ActionKind,
    Carried,
    Decision,
    Issue,
    Message,
    Opening,
    Person,
    Policy,
    Resolution,
    State,
    Story,
    Timeline,
    normal_phone,
)
from sentinel_cli.rules.acknowledgement import judge
from sentinel_cli.rules.carrying import carry, uncarried
from sentinel_cli.rules.fold import fold
from sentinel_cli.rules.hearing import hear
from sentinel_cli.rules.provisional import SETTLING_MS, WINDOW_MS, match
from sentinel_cli.rules.reconcile import SETTLED_S, Change, Event, reconcile, stands
from sentinel_cli.rules.sightings import apart, combined, contradicts
from sentinel_cli.rules.verdicts import is_ringing
from sentinel_cli.store import (
    blocked,
    carried,
    conversations,
    events,
    issue_log,
    issues,
    messages,
    state,
    transcripts,
)

SQL = "sql"
"""Who acted when somebody changed an issue's state in the database."""

# The rules read their vocabulary when they first judge. In a transaction others would wait for it.
judge(("Hello",), ("Hello?",))
hear("Hello")


class History(Protocol):
    """Reads a contact's messages from `since_ms` on, oldest first."""

    def __call__(self, db: Connection, contact_id: str, *, since_ms: int) -> tuple[Message, ...]:
        """Read them."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One message after storing: as it is now, and whether it was new or told something new.

    `contradicts`: GHL lists it under the id of another message, which was left as it was.
    """

    message: Message
    is_new: bool
    is_changed: bool
    contradicts: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one fold said and did: a decision for each message, and the changes applied."""

    story: Story
    changes: tuple[Change, ...]

    def decision(self, row: int) -> Decision | None:
        """The decision on the message stored in `row`, if it is in the timeline."""
        found = (decision for message, decision in self.story.decisions if message.row == row)
        return next(found, None)

    def count(self, event: Event) -> int:
        """How many issues this happened to."""
        return sum(event in change.events for change in self.changes)


def put(db: Connection, message: Message, *, is_order: bool = False) -> Stored:
    """Store one message, or what it adds to the same one stored before.

    `is_order`: a manager's text, of which two equal ones without an id are two: MORE, and MORE.
    """
    known = None if is_order and message.ghl_id is None else _known(db, message)
    if known is not None and contradicts(known, message):
        return replace(put(db, apart(message)), contradicts=True)
    if known is None:
        return Stored(messages.insert(db, message), is_new=True, is_changed=True)
    told = combined(known, message)
    if not message.via_api:
        # A merge may be known to GHL's webhooks before it is to the poll, which moves all at once.
        told = replace(told, contact_id=known.contact_id)
    if told == known:
        return Stored(known, is_new=False, is_changed=False)
    messages.update(db, told)
    return Stored(told, is_new=False, is_changed=True)


def _known(db: Connection, message: Message) -> Message | None:
    if message.ghl_id is not None:
        return messages.by_ghl_id(db, message.ghl_id)
    return messages.same_post(db, message)


def merge_provisional(db: Connection, contact_id: str, *, read_ms: int) -> tuple[Message, ...]:
    """After a complete read: a webhook without an id is the row it reported, or a repeat of one.

    Returns the provisional messages that were too young to be judged: read again later.
    """
    provisional = messages.provisional(db, contact_id)
    if not provisional:
        return ()
    since_ms = min(message.at_ms for message in provisional) - WINDOW_MS
    rows = [m for m in messages.of_contact(db, contact_id, since_ms=since_ms) if m.ghl_id]
    matched = match(provisional, rows, read_ms=read_ms)
    # A row may be told of more than once: each time it is what the last merging made of it.
    merged: dict[str | None, Message] = {}
    for webhook, row in (*matched.pairs, *matched.repeats):
        merged[row.ghl_id] = _merge(db, webhook, merged.get(row.ghl_id, row))
    known = {message.row for message, _ in (*matched.pairs, *matched.repeats)}
    ripe_ms = read_ms - SETTLING_MS
    return tuple(m for m in provisional if m.row not in known and m.at_ms > ripe_ms)


def _merge(db: Connection, webhook: Message, row: Message) -> Message:
    """Both as one message, in the row that was stored first: what covered the one covers it."""
    one = combined(webhook, row)
    _forget(db, max(webhook, row, key=lambda m: m.row), instead=one)
    messages.update(db, one)
    if one.issue_id is not None:
        messages.assign(db, (one.row,), one.issue_id)
    return one


def _forget(db: Connection, message: Message, *, instead: Message) -> None:
    """Drop a message that is another one; an issue it opened must not look like one imported."""
    issues.move_opening(db, message.contact_id, old_row=message.row, new_row=instead.row)
    events.follow(db, message.contact_id, old_row=message.row, new_row=instead.row)
    transcripts.follow(db, old_row=message.row, new_row=instead.row)
    messages.delete(db, message.row)


def give_up_ringing(
    db: Connection, *, policy: Policy, now_ms: int, run_id: str
) -> tuple[Outcome, ...]:
    """Write down of each call that still rings, as far as GHL has told, that it rang for too long.

    The fold has no clock: that a call was missed because nothing more was heard of it is a fact.
    What GHL tells later of the call still counts.
    """
    still = messages.ringing(db, since_ms=now_ms - 1000 * SETTLED_S, until_ms=now_ms - RINGING_MS)
    given_up = [replace(message, rang_out=True) for message in still if is_ringing(message)]
    for message in given_up:
        messages.update(db, message)
    return tuple(
        refold(db, contact_id, policy=policy, now_ms=now_ms, run_id=run_id)
        for contact_id in sorted({message.contact_id for message in given_up})
    )


def adopt_sql(
    db: Connection, *, policy: Policy, now_ms: int, run_id: str, contact_id: str | None = None
) -> tuple[Outcome, ...]:
    """Take a state that somebody changed by SQL for what it is: an operator's action, and fold.

    Call it before new messages are stored: the action covers those known by then.
    """
    touched = [
        issue
        for issue in issues.touched_by_sql(db)
        if contact_id is None or issue.contact_id == contact_id
    ]
    for issue in touched:
        log_action(
            db,
            issue,
            done_by_sql(issue),
            actor=SQL,
            reason="state changed in the database",
            now_ms=now_ms,
            run_id=run_id,
        )
        issues.update(db, replace(issue, rule_state=issue.state))
    return tuple(
        refold(db, touched_id, policy=policy, now_ms=now_ms, run_id=run_id)
        for touched_id in sorted({issue.contact_id for issue in touched})
    )


def done_by_sql(issue: Issue) -> ActionKind:
    """What somebody did who changed an issue's state by SQL."""
    return ActionKind.RESOLVE if issue.state is State.RESOLVED else ActionKind.REOPEN


def log_action(
    db: Connection,
    issue: Issue,
    kind: ActionKind,
    *,
    actor: str,
    reason: str,
    now_ms: int,
    run_id: str,
) -> None:
    """Write down what a person did, with what it covers: the fold reads it from here."""
    covers = messages.last_row(db, issue.contact_id)
    issue_log.record(
        db, issue, kind, reason, actor=actor, at_ms=now_ms, run_id=run_id, covers=covers
    )


def refold(
    db: Connection,
    contact_id: str,
    *,
    policy: Policy,
    now_ms: int,
    run_id: str,
    since_ms: int | None = None,
    thaw_ms: int | None = None,
    person: Person | None = None,
) -> Outcome:
    """Fold a contact's timeline and make the issues match.

    `since_ms`: the oldest message just stored, when it may be older than all that is unfrozen.
    `thaw_ms`: what was sent then proved to have failed: no issue resolved since is frozen.
    `person`: who the contact is, as a webhook tells it now.
    """
    now_ts = now_ms // 1000
    thaw_ts = now_ts if thaw_ms is None else min(now_ts, thaw_ms // 1000 + SETTLED_S)
    person = person or Person(contact_id=contact_id)
    current = issues.unfrozen(db, contact_id, resolved_since_ts=thaw_ts - SETTLED_S)
    is_news = any(_is_news(person, issue) for issue in current)
    known = _carried(db, contact_id, current)
    if known is None:
        timeline = gather(db, contact_id, current, now_ts=thaw_ts, since_ms=since_ms)
    else:
        current = uncarried(current, known)
        timeline = _gather_on(db, contact_id, current, known, now_ts=thaw_ts)
    story = fold(timeline, policy)
    changes = reconcile(
        story,
        current,
        policy=policy,
        now_ts=max(now_ts, 1 + (state.number(db, SUMMARY_UNTIL) or 0)),
        contact_id=contact_id,
    )
    applied = tuple(
        _apply(db, change, person=person, now_ms=now_ms, run_id=run_id) for change in changes
    )
    if is_news:
        introduce(db, person, now_ms=now_ms)
    hand_on(db, applied, now_ms=now_ms, run_id=run_id)
    waiting = {c.issue.type: c.issue for c in applied if c.issue.state is State.OPEN}
    on_from = carry(timeline, story, policy, issues=waiting)
    if on_from is not None:
        carried.put(db, contact_id, on_from)
    return Outcome(story, applied)


def _carried(db: Connection, contact_id: str, current: Sequence[Issue]) -> Carried | None:
    """From where the walk may go on; none once one of those waits is settled."""
    known = carried.get(db, contact_id) if current else None
    if known is None or not {o.issue_id for o in known.openings} <= {i.id for i in current}:
        return None
    return known


def _gather_on(
    db: Connection, contact_id: str, current: Iterable[Issue], known: Carried, *, now_ts: int
) -> Timeline:
    """The facts of after what is carried; people have done nothing since."""
    since_ms = (known.until_ts + 1) * 1000
    found = messages.of_contact(db, contact_id, since_ms=since_ms)
    ids = {opening.issue_id for opening in known.openings}
    return Timeline(
        contact_id=contact_id,
        messages=found,
        openings=messages.openings(db, [issue for issue in current if issue.id not in ids]),
        settled=_settled(db, found, current, now_ts=now_ts),
        waited=_waited(db, contact_id, current, horizon_ms=since_ms, now_ts=now_ts),
        carried=known,
    )


def gather(
    db: Connection,
    contact_id: str,
    current: Iterable[Issue],
    *,
    now_ts: int,
    since_ms: int | None = None,
    history: History = messages.of_contact,
) -> Timeline:
    """The facts that can still matter: since the oldest unfrozen issue, 7 days at least.

    Everything older is settled; of it only what the business said last is needed, to judge whether
    a customer is closing the conversation. `history` reads the messages.
    """
    current = tuple(current)
    settled_before_ts = now_ts - SETTLED_S
    horizon_ms = min(
        settled_before_ts * 1000,
        *(issue.created_ts * 1000 for issue in current),
        since_ms if since_ms is not None else settled_before_ts * 1000,
    )
    found = history(db, contact_id, since_ms=horizon_ms)
    context = messages.last_said(db, contact_id, before_ms=horizon_ms)
    muted = blocked.actions(db, contact_id, phones=_phones(db, contact_id, found))
    return Timeline(
        contact_id=contact_id,
        messages=context + found,
        actions=(*issue_log.actions(db, contact_id, since_ms=horizon_ms), *muted),
        openings=messages.openings(db, current),
        settled=_settled(db, found, current, now_ts=now_ts),
        waited=_waited(db, contact_id, current, horizon_ms=horizon_ms, now_ts=now_ts),
    )


def gather_part(
    db: Connection, contact_id: str, own: Iterable[Issue], *, since_ms: int, until_ms: int
) -> Timeline:
    """The facts of a part of a long history, for who only looks on.

    Who waited as it begins is known by the issue alone, whatever of it came before.
    """
    found = messages.of_contact(db, contact_id, since_ms=since_ms, until_ms=until_ms)
    said = messages.last_said(db, contact_id, before_ms=since_ms)
    muted = blocked.actions(db, contact_id, phones=_phones(db, contact_id, found))
    earlier = [issue for issue in own if issue.created_ts * 1000 < since_ms]
    return Timeline(
        contact_id=contact_id,
        messages=found,
        actions=(
            *issue_log.actions(db, contact_id, since_ms=since_ms),
            *_in_force(muted, since_ms),
        ),
        openings=messages.openings(db, [issue for issue in own if issue not in earlier]),
        carried=Carried(
            until_ts=since_ms // 1000 - 1,
            openings=tuple(_opening(issue) for issue in earlier if stands(issue)),
            heard=tuple(message.text for message in said),
        ),
    )


def _in_force(marks: Iterable[Action], since_ms: int) -> Iterator[Action]:
    """The marks as spam since then, and before them that which was in force."""
    ordered = sorted(marks, key=lambda mark: mark.at_ms)
    before = [mark for mark in ordered if mark.at_ms < since_ms]
    yield from (mark for mark in before[-1:] if mark.kind is ActionKind.SPAM)
    yield from ordered[len(before) :]


def _opening(issue: Issue) -> Opening:
    return Opening(
        issue_id=issue.id or 0,
        type=issue.type,
        at_ms=issue.created_ts * 1000,
        row=issue.opening_row,
    )


def _phones(db: Connection, contact_id: str, found: Iterable[Message]) -> tuple[str, ...]:
    """The contact's numbers, where any number is marked at all."""
    if not blocked.knows_numbers(db):
        return ()
    known = issues.phones(db, contact_id) | {m.phone for m in found if m.phone}
    return tuple(sorted({normal_phone(phone) for phone in known}))


def _settled(
    db: Connection, found: Iterable[Message], current: Iterable[Issue], *, now_ts: int
) -> frozenset[int]:
    """The frozen issues that these messages are of."""
    named = {m.issue_id for m in found if m.issue_id is not None} - {i.id for i in current}
    ids = [issue_id for issue_id in named if issue_id is not None]
    return issues.settled_ids(db, ids, resolved_before_ts=now_ts - SETTLED_S)


def _waited(
    db: Connection, contact_id: str, current: Iterable[Issue], *, horizon_ms: int, now_ts: int
) -> tuple[tuple[int, int], ...]:
    """When the customer waited within the view for issues that are not walked through any more."""
    if horizon_ms // 1000 >= now_ts - SETTLED_S:
        return ()  # nothing frozen reaches into the view
    spans = issues.frozen_spans(
        db, contact_id, since_ts=horizon_ms // 1000, resolved_before_ts=now_ts - SETTLED_S
    )
    walked = {issue.id for issue in current}
    return tuple(
        (began_ts * 1000, ended_ts * 1000)
        for issue_id, (began_ts, ended_ts) in spans.items()
        if issue_id not in walked
    )


def _apply(db: Connection, change: Change, *, person: Person, now_ms: int, run_id: str) -> Change:
    """Write one issue, let its messages remember it, and log what happened; returns it with id."""
    issue = change.issue
    if issue.id is None:
        issue = issues.insert(db, _introduced(db, issue, person))
    elif issue != change.was:
        issues.update(db, issue)
    if issue.id is None:
        raise ValueError("the store gave no id")
    messages.assign(db, [m.row for m in change.messages if m.issue_id != issue.id], issue.id)
    for event in change.events:
        reason = why(event, issue, change.was)
        issue_log.record(db, issue, event, reason, actor="rule", at_ms=now_ms, run_id=run_id)
    done = replace(change, issue=issue)
    follow(db, done, now_ms=now_ms, run_id=run_id)
    return done


def _introduced(db: Connection, issue: Issue, person: Person) -> Issue:
    """A new issue with what is told and known of its contact."""
    known = conversations.person(db, issue.contact_id)
    return replace(
        issue,
        contact_name=person.name or known.name,
        phone=person.phone or issue.phone or known.phone,
        assigned_to=person.assigned_to or known.assigned_to,
    )


def _is_news(person: Person, issue: Issue) -> bool:
    told = (person.name, person.phone, person.assigned_to)
    kept = (issue.contact_name, issue.phone, issue.assigned_to)
    return any(now is not None and now != was for now, was in zip(told, kept, strict=True))


def why(event: Event, issue: Issue, was: Issue | None) -> str:
    """The reason of a change in the log's words."""
    return _REASONS[event](issue, was)


def _resolved(issue: Issue, was: Issue | None) -> str:
    del was
    return f"{issue.resolution} ({issue.resolved_by})"


def _counted(issue: Issue, was: Issue | None) -> str:
    del was
    return f"{issue.inbound_count} messages now"


def _reopened(issue: Issue, was: Issue | None) -> str:
    del issue
    ended = was.resolution if was else None
    return f"no longer {ended}: the facts changed" if ended else "the customer waits"


def _withdrawn(issue: Issue, was: Issue | None) -> str:
    del was
    merged = issue.resolution is Resolution.MERGED
    return "its messages belong to another issue" if merged else "nobody waited after all"


def _beginning(issue: Issue, was: Issue | None) -> str:
    del was
    if issue.resolution is Resolution.ACKNOWLEDGED:
        return "the customer only closed the conversation"
    if issue.resolution is Resolution.OPTED_OUT:
        return "the customer opted out of texts"
    return "the customer waits" if issue.type == "SMS" else "the call was missed"


def _urgency(issue: Issue, was: Issue | None) -> str:
    """How urgent it is now, and what that did to the due time; never what was said."""
    due = "" if was is None or was.due_ts == issue.due_ts else f", {_correction(issue, was)}"
    return f"{issue.urgency} ({issue.subject}){due}"


def _correction(issue: Issue, was: Issue | None) -> str:
    names = ("created_ts", "due_ts", "resolved_ts", "resolution", "resolved_by")
    before = [getattr(was, name) for name in names]
    after = [getattr(issue, name) for name in names]
    changed = zip(names, before, after, strict=True)
    return ", ".join(f"{name} {old} -> {new}" for name, old, new in changed if old != new)


_REASONS: Mapping[Event, Callable[[Issue, Issue | None], str]] = {
    Event.OPENED: _beginning,
    Event.COUNTED: _counted,
    Event.RESOLVED: _resolved,
    Event.REOPENED: _reopened,
    Event.CORRECTED: _correction,
    Event.HEARD: _urgency,
    Event.WITHDRAWN: _withdrawn,
}


def introduce(db: Connection, person: Person, *, now_ms: int) -> None:
    """Put a contact's name, number and owner on their issues; what is unknown stays."""
    issues.name(
        db,
        person.contact_id,
        contact_name=person.name,
        phone=person.phone,
        assigned_to=person.assigned_to,
        resolved_since_ts=now_ms // 1000 - SETTLED_S,
    )


def move_contact(
    db: Connection, *, old: str, new: str, policy: Policy, now_ms: int, run_id: str
) -> Outcome:
    """GHL merged one contact into another: everything follows the conversation.

    Both may have an open issue of the same type, of which the database allows one: the moved ones
    stand back until the fold over the whole timeline says which wait is which issue.
    """
    state.put(db, f"merged:{old}", new)
    for issue in issues.of_contact(db, old):
        waiting = issue.state is State.OPEN and any(
            other.state is State.OPEN and other.type is issue.type
            for other in issues.of_contact(db, new)
        )
        if waiting:
            issues.update(db, replace(issue, state=State.RESOLVED, rule_state=State.RESOLVED))
        issues.move(db, issue, new=new)
    for table in (messages, conversations, events, blocked):
        table.move(db, old=old, new=new)
    return refold(db, new, policy=policy, now_ms=now_ms, run_id=run_id)
