"""Store what was read: messages, fold, issues, and that the thread was read, in one transaction.

Several contacts share one where they can: what costs time is the commit. It is kept short, since
webhooks wait for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from http import HTTPStatus
from itertools import groupby
from sqlite3 import Connection

from sentinel_cli import GhlError
from sentinel_cli.engine.ingest import (
    Outcome,
    Stored,
    adopt_sql,
    merge_provisional,
    put,
    refold,
)
from sentinel_cli.engine.start import true_contact
from sentinel_cli.jobs.poll.orders import follow_orders
from sentinel_cli.jobs.poll.reading import Reading
from sentinel_cli.jobs.poll.thread import RETRY_S, Thread
from sentinel_cli.model import NEVER_SENT, Direction, Message, Person, Verdict
from sentinel_cli.rules.provisional import SETTLING_MS, alike
from sentinel_cli.store import conversations, issues, messages
from sentinel_cli.store.conversations import Conversation

LONGEST_HOLD_S = 0.1
"""No contact more is taken into a transaction that has lasted so long."""


def keep(reading: Reading, read: Iterable[Thread]) -> None:
    """Keep what was read of each contact; what could not be read stays pending."""
    by_contact = sorted(read, key=_owner_as_known)
    groups = [tuple(threads) for _, threads in groupby(by_contact, _owner_as_known)]
    while groups:
        ends = reading.deadline.clock() + LONGEST_HOLD_S
        with reading.store.write() as db:
            _keep_contact(reading, db, groups.pop(0))
            while groups and reading.deadline.clock() < ends:
                _keep_contact(reading, db, groups.pop(0))


def _owner_as_known(thread: Thread) -> tuple[str, str]:
    """Threads of which nobody has said whose they are have nothing to do with each other."""
    conversation = thread.conversation
    return conversation.contact_id, "" if conversation.contact_id else conversation.id


def _keep_contact(reading: Reading, db: Connection, threads: Sequence[Thread]) -> None:
    for thread in threads:
        if thread.error is not None:
            _fail(reading, db, thread.conversation, thread.error)
        elif thread.is_blank:
            _ask_again(reading, db, thread.conversation)
    whole = [thread for thread in threads if thread.is_whole]
    reading.report.threads += len(whole)
    reading.found_odd(row for thread in whole for row in thread.odd)
    if whole:
        _apply(reading, db, whole)


def _apply(reading: Reading, db: Connection, threads: Sequence[Thread]) -> None:
    """One contact: messages, fold, issues, and that the threads were read."""
    contact_id = _owner(reading, db, threads)
    is_managers = contact_id in reading.policy.managers
    if is_managers:
        follow_orders(reading, db, threads)
    is_customers = contact_id and not is_managers
    stored = _store(reading, db, contact_id, threads) if is_customers else []
    for thread in threads:
        # A scheduled text lies ahead: it must not pass for the newest one read.
        past = (m.at_ms for m in thread.messages if m.at_ms <= reading.now_ms)
        conversations.read_completely(
            db, thread.conversation, newest_ms=max(past, default=None), now_ts=reading.now_ts
        )
    if not is_customers:
        return
    unjudged = _judge(reading, db, contact_id)
    outcome = _fold(reading, db, contact_id, stored)
    reading.report.recovered += _recovered(stored, outcome, unjudged)
    reading.report.messages_new += sum(message.is_new for message in stored)
    reading.report.add(outcome)


def _store(
    reading: Reading, db: Connection, contact_id: str, threads: Sequence[Thread]
) -> list[Stored]:
    """What somebody changed by SQL is adopted first: it covers what was known by then."""
    adopt_sql(
        db,
        policy=reading.policy,
        now_ms=reading.now_ms,
        run_id=reading.report.run_id,
        contact_id=contact_id,
    )
    told = [*_vanished(reading, db, threads), *(m for thread in threads for m in thread.messages)]
    stored = [
        put(db, replace(message, contact_id=contact_id, learnt_ms=reading.now_ms))
        for message in told
    ]
    reading.found_odd(
        f"message {message.ghl_id}: GHL has another message under this id"
        for message, one in zip(told, stored, strict=True)
        if one.contradicts
    )
    return stored


def _judge(reading: Reading, db: Connection, contact_id: str) -> tuple[Message, ...]:
    """Which webhooks without an id are which rows; those that cannot be judged yet.

    Only all of a contact's conversations together can tell: the row of a webhook may be in the one
    that could not be read.
    """
    if not conversations.all_read(db, contact_id):
        return messages.provisional(db, contact_id)
    young = merge_provisional(db, contact_id, read_ms=reading.now_ms)
    if young:
        at_ts = reading.now_ts + SETTLING_MS // 1000
        conversations.again(db, contact_id, at_ts=at_ts)
    issues.checked(db, contact_id, now_ts=reading.now_ts)
    return young


def _owner(reading: Reading, db: Connection, threads: Sequence[Thread]) -> str:
    """Whose threads these are, empty if nobody says.

    Where every row names another contact than the list did, the two were merged; never back again.
    """
    contact_id = threads[0].conversation.contact_id
    rows = [message for thread in threads for message in thread.messages]
    named = {message.contact_id for message in rows}
    owner = named.pop() if len(named) == 1 else contact_id
    if owner in reading.ours or (contact_id and true_contact(db, owner) == contact_id):
        owner = contact_id
    if not contact_id and owner:
        for thread in threads:
            conversations.belongs(db, thread.conversation.id, Person(contact_id=owner))
    ids = [message.ghl_id for message in rows if message.ghl_id]
    read = [thread.conversation.id for thread in threads]
    known = messages.owners(db, ids, conversation_ids=read)
    for old in sorted({contact_id, *_homeless(db, known)} - {owner, ""}):
        reading.move(db, old=old, new=owner)
    return owner


def _homeless(db: Connection, contact_ids: Iterable[str]) -> Iterator[str]:
    """Contacts that webhooks named and GHL shows no conversation of: an id alone moves nobody."""
    for contact_id in contact_ids:
        if not conversations.of_contact(db, contact_id):
            yield contact_id


def _vanished(reading: Reading, db: Connection, threads: Sequence[Thread]) -> list[Message]:
    """A failed text that staff sent again is gone: GHL gives it a new id."""
    until_ms = reading.now_ms - SETTLING_MS
    return [
        replace(message, status="failed")
        for thread in threads
        for message in messages.vanished(
            db,
            thread.conversation.id,
            {row.ghl_id for row in thread.messages if row.ghl_id},
            since_ms=min((row.at_ms for row in thread.messages), default=until_ms),
            until_ms=until_ms,
        )
    ]


def _fold(reading: Reading, db: Connection, contact_id: str, stored: Sequence[Stored]) -> Outcome:
    new_ms = [one.message.at_ms for one in stored if one.is_changed]
    failed_ms = [
        one.message.at_ms
        for one in stored
        if one.is_changed and not one.is_new and one.message.status in NEVER_SENT
    ]
    return refold(
        db,
        contact_id,
        policy=reading.policy,
        now_ms=reading.now_ms,
        run_id=reading.report.run_id,
        # What is older than the floor opens nothing: it must not stretch the timeline.
        since_ms=max(min(new_ms), reading.policy.floor_ms) if new_ms else None,
        thaw_ms=min(failed_ms, default=None),
    )


def _fail(reading: Reading, db: Connection, conversation: Conversation, error: GhlError) -> None:
    """The thread is tried again, with growing pauses; it is not to blame for the end of the run.

    One that GHL says for hours does not exist is left alone until its head changes; so is one whose
    head is odd, at once: most likely there is nothing to read.
    """
    if reading.ends(error):
        return
    if conversation.is_odd:
        reading.found_odd([f"conversation {conversation.id}: {error}"])
    else:
        reading.fail(str(error), conversation_id=conversation.id)
    patience = 0 if conversation.is_odd else len(RETRY_S)
    if error.status == HTTPStatus.NOT_FOUND and conversation.tries >= patience:
        conversations.given_up(db, conversation.id, error=str(error), now_ts=reading.now_ts)
        return
    retry_ts = reading.now_ts + RETRY_S[min(conversation.tries, len(RETRY_S) - 1)]
    conversations.failed(db, conversation.id, error=str(error), retry_ts=retry_ts)


def _ask_again(reading: Reading, db: Connection, conversation: Conversation) -> None:
    """The thread stays pending: to believe an empty answer could lose a customer."""
    retry_ts = reading.now_ts + RETRY_S[conversation.tries]
    conversations.failed(db, conversation.id, error="GHL showed an empty thread", retry_ts=retry_ts)


def _recovered(stored: Sequence[Stored], outcome: Outcome, unjudged: Sequence[Message]) -> int:
    """Customers' messages learnt here that no webhook had brought, nor is just bringing."""
    customer = {Verdict.OPENS, Verdict.COUNTS, Verdict.ACKNOWLEDGEMENT, Verdict.OPT_OUT}
    rows = {s.message.row for s in stored if s.is_new and s.message.direction is Direction.INBOUND}
    return sum(
        decision.verdict in customer
        and message.row in rows
        and not message.via_webhook
        and not any(alike(webhook, message) for webhook in unjudged)
        for message, decision in outcome.story.decisions
    )
