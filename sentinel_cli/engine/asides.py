"""What there is to say of the open issues beside their rows: for every text that names them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from sqlite3 import Connection

from sentinel_cli.model import Aside, Doubt, Issue, Message, Policy, Urgency
from sentinel_cli.rules.verdicts import awaits_sending
from sentinel_cli.store import conversations, messages

BEHIND_S = 10 * 60
"""A thread that changed and has waited so long for its reading was left out by two polls."""


def asides_of(
    db: Connection, open_issues: Sequence[Issue], *, policy: Policy, now_ts: int
) -> dict[int, Aside]:
    """By the issue's number."""
    words = messages.last_words(db)
    doubts = doubts_of(db, open_issues, policy=policy, now_ts=now_ts)
    return {
        issue.id: Aside(
            is_urgent=issue.urgency is Urgency.URGENT,
            subject=issue.subject,
            is_thanks=issue.probably_thanks,
            words=words.get(issue.id, "") or issue.gist,
            doubt=doubts.get(issue.id, Doubt()),
        )
        for issue in open_issues
        if issue.id is not None
    }


def doubts_of(
    db: Connection, open_issues: Iterable[Issue], *, policy: Policy, now_ts: int
) -> Mapping[int, Doubt]:
    """What is not known of an issue, whichever run could not learn it."""
    unread = conversations.unread_of_waiting(db, due_before_ts=now_ts - BEHIND_S)
    unsent = [m for m in messages.unsent_to_waiting(db) if awaits_sending(m, policy)]
    found = {}
    for issue in open_issues:
        doubt = Doubt(
            unread_since_ts=unread.get(issue.contact_id),
            unconfirmed_since_ts=_replied_ts(issue, unsent),
        )
        if issue.id is not None and doubt != Doubt():
            found[issue.id] = doubt
    return found


def _replied_ts(issue: Issue, unsent: Iterable[Message]) -> int | None:
    """When the first reply to this issue was written that is not known to have been sent."""
    theirs = (message.at_ms // 1000 for message in unsent if message.contact_id == issue.contact_id)
    return min((at_ts for at_ts in theirs if at_ts >= issue.created_ts), default=None)
