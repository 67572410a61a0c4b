"""A snooze ends when the customer writes more than thanks: written down with the message."""

from __future__ import annotations

from dataclasses import replace
from sqlite3 import Connection

from sentinel_cli.model import HoldKind, Message
from sentinel_cli.rules.acknowledgement import Answer, judge
from sentinel_cli.rules.reconcile import Change
from sentinel_cli.store import holds, issues

_IN_HAND = "We ordered the part."


def wake(db: Connection, change: Change, *, now_ms: int, run_id: str) -> None:
    """Let go of a snooze on an issue that counted up, unless the new words are only thanks."""
    own = holds.of_issue(db, change.issue.id or 0)
    snooze = next((hold for hold in reversed(own) if hold.kind is HoldKind.SNOOZE), None)
    if snooze is None or not snooze.holds_at(now_ms // 1000):
        return
    new = [message for message in change.messages if message.row > snooze.covers]
    if not any(_asks(message) for message in new):
        return
    over = replace(snooze, at_ms=now_ms, by="rule", until_ts=None, run_id=run_id)
    holds.add(db, over)
    issues.log(
        db,
        issues.LogLine(
            at_ms=now_ms,
            issue_id=snooze.issue_id,
            contact_id=change.issue.contact_id,
            actor="rule",
            event="woken",
            reason="the customer wrote again",
            run_id=run_id,
        ),
    )


def _asks(message: Message) -> bool:
    """Whether it says more than thanks for what a person already knows and looks after."""
    return message.channel.is_call or judge([message.text], [_IN_HAND]).answer is not Answer.CLOSES
