"""Promises made in calls: kept beside the transcript, told where nobody was in touch since."""

from __future__ import annotations

from sqlite3 import Connection

from sentinel_cli.engine.start import SUMMARY_UNTIL
from sentinel_cli.model import Issue, IssueType, Message, Policy, State, Unkept, Verdict
from sentinel_cli.rules.promises import due_ts, promised
from sentinel_cli.rules.verdicts import decide
from sentinel_cli.store import conversations, issues, messages, state, transcripts

_IN_TOUCH = frozenset({Verdict.CONTACT, Verdict.VOICEMAIL_LEFT})


def remember(db: Connection, call: Message, *, policy: Policy, now_ts: int) -> None:
    """Note what was promised in a call whose transcript was just kept."""
    promise = promised(call, policy.calendar)
    if promise is None:
        return
    by_ts = due_ts(promise, call, policy)
    # Learnt after a summary was composed, it is told in the next one.
    tell_ts = max(by_ts, now_ts, 1 + (state.number(db, SUMMARY_UNTIL) or 0))
    transcripts.promise(db, call.row, promise.words, by_ts=by_ts, tell_ts=tell_ts)


def unkept(db: Connection, *, since_ts: int, until_ts: int, policy: Policy) -> tuple[Unkept, ...]:
    """What was promised until then, and nobody has been in touch since the call."""
    found = []
    for one in transcripts.promises(db, since_ts=since_ts, until_ts=until_ts):
        call = messages.by_row(db, one.row)
        if call is None or _in_touch(db, call, policy):
            continue
        found.append(
            Unkept(
                words=one.words,
                tell_ts=one.tell_ts,
                call=_as_issue(db, call, by_ts=one.by_ts),
                issue_id=issues.ended_by(db, call),
            )
        )
    return tuple(found)


def _as_issue(db: Connection, call: Message, *, by_ts: int) -> Issue:
    """The call in the shape of an issue, which it is not: so that the routes may judge it."""
    person = conversations.person(db, call.contact_id)
    return Issue(
        id=call.row,
        type=IssueType.CALL,
        contact_id=call.contact_id,
        state=State.OPEN,
        created_ts=call.at_ms // 1000,
        due_ts=by_ts,
        due_rule_ts=by_ts,
        last_inbound_ts=call.at_ms // 1000,
        contact_name=person.name,
        phone=person.phone or call.phone,
        assigned_to=person.assigned_to,
    )


def _in_touch(db: Connection, call: Message, policy: Policy) -> bool:
    later = messages.of_contact(db, call.contact_id, since_ms=call.ends_ms + 1)
    return any(decide(message, policy).verdict in _IN_TOUCH for message in later)
