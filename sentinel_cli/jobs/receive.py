"""One webhook: keep it, store its message, fold, and say what was decided. No network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from sqlite3 import Connection
from typing import Protocol

from sentinel_cli.desk.commands import Obeyed, is_order, obey
from sentinel_cli.engine import traits
from sentinel_cli.engine.ingest import Outcome, Stored, adopt_sql, put, refold
from sentinel_cli.engine.start import known_locations, policy_in_force, true_contact
from sentinel_cli.model import (
    Direction,
    Message,
    Policy,
    Receipt,
    Resolution,
    Verdict,
    WebhookEvent,
)
from sentinel_cli.payload import Rejected
from sentinel_cli.rules.reconcile import Change, Event
from sentinel_cli.settings import Settings
from sentinel_cli.store import events

_UNCHANGED = {
    Verdict.ATTEMPT: "attempt",
    Verdict.NOT_YET: "not_yet",
    Verdict.NOTHING: "ignored",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What was decided about a webhook: for its sender, for the log, for a manager's command.

    `changes` are all issues this webhook changed; `message` is None when none could be stored.
    `obeyed` is a manager's command, done already; its answer is still to be sent.
    """

    outcome: str
    reason: str
    event_id: int = 0
    issue_id: int | None = None
    changes: tuple[Change, ...] = ()
    message: Message | None = None
    is_new: bool = False
    obeyed: Obeyed | None = None

    def receipt(self) -> Receipt:
        """The answer to the sender."""
        obeyed = self.obeyed
        return Receipt(
            event_id=self.event_id,
            outcome=self.outcome,
            reason=self.reason,
            issue_id=self.issue_id,
            reply=obeyed.reply if obeyed else None,
            unanswered=obeyed.unanswered if obeyed else "",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    """What one webhook is judged by, and when."""

    settings: Settings
    policy: Policy
    now_ms: int
    run_id: str


class Writes(Protocol):
    """A store, or the writes of several threads in groups."""

    def committed(self, work: Callable[[Connection], Received]) -> Received:
        """What `work` returns, done in one transaction and on disk. Raises StoreError."""


def receive(
    store: Writes,
    event: WebhookEvent | Rejected,
    *,
    route: str,
    raw: str,
    settings: Settings,
    now_ms: int,
    run_id: str,
) -> Received:
    """Take one authenticated webhook in one transaction, or a part of one, whatever it says.

    `raw` is the payload without its secret; it is kept even when nothing could be read from it.

    Raises:
        StoreError: nothing was stored; the sender may repeat.
    """
    return store.committed(
        partial(
            _receive,
            event=event,
            route=route,
            raw=raw,
            settings=settings,
            now_ms=now_ms,
            run_id=run_id,
        )
    )


def _receive(
    db: Connection,
    *,
    event: WebhookEvent | Rejected,
    route: str,
    raw: str,
    settings: Settings,
    now_ms: int,
    run_id: str,
) -> Received:
    if isinstance(event, Rejected):
        received = Received(outcome="rejected", reason=event.code)
    else:
        event = _of_the_living(db, event)
        turn = _Turn(
            settings=settings,
            policy=policy_in_force(db, settings, now_ms=now_ms),
            now_ms=now_ms,
            run_id=run_id,
        )
        received = _obeyed(db, event, _take(db, event, turn), turn)
    event_id = events.insert(
        db,
        events.RawEvent(
            received_ts=now_ms // 1000,
            route=route,
            payload=raw,
            outcome=received.outcome,
            reason=received.reason,
            issue_id=received.issue_id,
            contact_id=None if isinstance(event, Rejected) else event.message.contact_id,
            message_row=received.message.row if received.message else None,
        ),
    )
    return replace(received, event_id=event_id)


def _of_the_living(db: Connection, event: WebhookEvent) -> WebhookEvent:
    """The webhook under the contact that its own was merged into: an answer goes there too."""
    contact_id = true_contact(db, event.message.contact_id)
    if contact_id == event.message.contact_id:
        return event
    return replace(
        event,
        message=replace(event.message, contact_id=contact_id),
        person=replace(event.person, contact_id=contact_id),
    )


def _take(db: Connection, event: WebhookEvent, turn: _Turn) -> Received:
    policy, now_ms, run_id = turn.policy, turn.now_ms, turn.run_id
    known = known_locations(db, turn.settings)
    if event.location_id and known and event.location_id not in known:
        return Received(outcome="ignored", reason="other_location")
    contact_id = event.message.contact_id
    adopt_sql(db, policy=policy, now_ms=now_ms, run_id=run_id, contact_id=contact_id)
    stored = put(db, event.message, is_order=is_order(event.message, policy))
    if not stored.is_changed:
        return Received(
            outcome="duplicate",
            reason="already_stored",
            issue_id=stored.message.issue_id,
            message=stored.message,
        )
    owner = stored.message.contact_id
    outcome = refold(
        db,
        owner,
        policy=policy,
        now_ms=now_ms,
        run_id=run_id,
        since_ms=stored.message.at_ms,
        person=event.person if event.person.contact_id == owner else None,
    )
    traits.learn(db, event.person, turn.settings.routes, now_ts=now_ms // 1000)
    return _decided(stored, outcome)


def _obeyed(db: Connection, event: WebhookEvent, received: Received, turn: _Turn) -> Received:
    """Obey a new message that is a manager's command, in the transaction that stores it."""
    message = received.message
    if message is None or not received.is_new or not is_order(message, turn.policy):
        return received
    obeyed = obey(
        db,
        message,
        name=event.person.name,
        location_id=event.location_id,
        settings=turn.settings,
        policy=turn.policy,
        now_ms=turn.now_ms,
        run_id=turn.run_id,
    )
    if obeyed is None:
        return received
    issue_id = next((issue.id for issue in obeyed.acted), None)
    return replace(
        received, outcome=obeyed.outcome, reason=obeyed.word, issue_id=issue_id, obeyed=obeyed
    )


def _decided(stored: Stored, outcome: Outcome) -> Received:
    """The message's own verdict, and the issue it belongs to or ended."""
    message = stored.message
    decision = outcome.decision(message.row)
    if decision is None:
        raise ValueError("a message just stored must be in its contact's timeline")
    change = _change_of(message, outcome)
    return Received(
        outcome=_word(change, decision.verdict),
        reason=decision.reason,
        issue_id=change.issue.id if change else None,
        changes=outcome.changes,
        message=message,
        is_new=stored.is_new,
    )


def _change_of(message: Message, outcome: Outcome) -> Change | None:
    """The issue this message belongs to; for one of ours, the issue it changed."""
    if message.direction is Direction.INBOUND:
        own = (c for c in outcome.changes if any(m.row == message.row for m in c.messages))
        found = next(own, None)
        if found is not None:
            return found
    return next((change for change in outcome.changes if change.events), None)


def _word(change: Change | None, verdict: Verdict) -> str:
    if change is None:
        return _UNCHANGED.get(verdict, "recorded")
    kept = {Verdict.ACKNOWLEDGEMENT: Resolution.ACKNOWLEDGED, Verdict.OPT_OUT: Resolution.OPTED_OUT}
    if change.issue.resolution is not None and kept.get(verdict) is change.issue.resolution:
        return str(change.issue.resolution)
    order = (Event.RESOLVED, Event.REOPENED, Event.OPENED, Event.COUNTED)
    return next((str(event) for event in order if event in change.events), "recorded")
