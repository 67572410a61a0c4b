"""How holds end by themselves: with contact, or a snooze when the customer writes more than thanks.

Those of an issue that is merged go on with its messages. Written down where the message is folded:
a row that lets go or holds, and a line in the issue's log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from sqlite3 import Connection

from sentinel_cli.model import Hold, HoldKind, Issue, Message, Resolution, State
from sentinel_cli.rules.acknowledgement import Answer, judge
from sentinel_cli.rules.reconcile import Change, Event
from sentinel_cli.store import holds, issue_log

_IN_HAND = "We ordered the part."


_REACHED = frozenset({Resolution.CONTACT, Resolution.VOICEMAIL_LEFT})


def follow(db: Connection, change: Change, *, now_ms: int, run_id: str) -> None:
    """End what held the telling of an issue, if this change of it does."""
    if Event.RESOLVED in change.events and change.issue.resolution in _REACHED:
        let_go(db, change.issue, "somebody reached them", now_ms=now_ms, run_id=run_id)
    if change.was is not None and change.issue.inbound_count > change.was.inbound_count:
        _wake(db, change, now_ms=now_ms, run_id=run_id)


def hand_on(db: Connection, changes: Sequence[Change], *, now_ms: int, run_id: str) -> None:
    """Let what held an issue that was merged hold the open one that has its messages now.

    Each hold stays whose and when it was, so that it can still be taken back; where both issues
    were held, what was said later counts.
    """
    for change in changes:
        heir = _heir(change.issue, changes)
        if heir is None:
            continue
        for hold in _standing(db, change.issue, now_ts=now_ms // 1000):
            last = {one.kind: one for one in holds.of_issue(db, heir.issue.id or 0)}.get(hold.kind)
            if last is None or last.at_ms <= hold.at_ms:
                holds.add(db, replace(hold, issue_id=heir.issue.id or 0))
                why = f"the {hold.kind} of #{hold.issue_id} went on"
                issue_log.record(
                    db, heir.issue, hold.kind, why, actor=hold.by, at_ms=now_ms, run_id=run_id
                )
            why = f"it went on to #{heir.issue.id}"
            _end(db, hold, change.issue, why, now_ms=now_ms, run_id=run_id, by="rule")
        follow(db, heir, now_ms=now_ms, run_id=run_id)


def _heir(issue: Issue, changes: Sequence[Change]) -> Change | None:
    """The open issue that took the messages of one that was merged now."""
    if issue.resolution is not Resolution.MERGED:
        return None
    return next(
        (
            other
            for other in changes
            if other.issue.state is State.OPEN
            and any(message.issue_id == issue.id for message in other.messages)
        ),
        None,
    )


def let_go(
    db: Connection, issue: Issue, why: str, *, now_ms: int, run_id: str, by: str = "rule"
) -> None:
    """End every hold on an issue: should it wait again, it is told again."""
    for hold in _standing(db, issue, now_ts=now_ms // 1000):
        _end(db, hold, issue, why, now_ms=now_ms, run_id=run_id, by=by)


def _wake(db: Connection, change: Change, *, now_ms: int, run_id: str) -> None:
    """Let go of a snooze on an issue that counted up, unless the new words are only thanks."""
    for hold in _standing(db, change.issue, now_ts=now_ms // 1000):
        new = [message for message in change.messages if message.row > hold.covers]
        if hold.kind is HoldKind.SNOOZE and any(map(_asks, new)):
            why = "the customer wrote again"
            _end(db, hold, change.issue, why, now_ms=now_ms, run_id=run_id, by="rule")


def _standing(db: Connection, issue: Issue, *, now_ts: int) -> list[Hold]:
    """The last word of each kind on an issue, as far as it holds now."""
    last = {hold.kind: hold for hold in holds.of_issue(db, issue.id or 0)}
    return [hold for hold in last.values() if hold.holds_at(now_ts)]


def _end(
    db: Connection, hold: Hold, issue: Issue, why: str, *, now_ms: int, run_id: str, by: str
) -> None:
    holds.add(db, replace(hold, at_ms=now_ms, by=by, until_ts=None, run_id=run_id))
    told = f"{hold.kind} ended: {why}"
    issue_log.record(db, issue, "woken", told, actor=by, at_ms=now_ms, run_id=run_id)


def _asks(message: Message) -> bool:
    """Whether it says more than thanks for what a person already knows and looks after."""
    return message.channel.is_call or judge([message.text], [_IN_HAND]).answer is not Answer.CLOSES
