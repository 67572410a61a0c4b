"""Managers' threads: a command that no webhook brought is obeyed here, once.

Their newest page is read, no more: what is older than ten minutes is not done any more, and what is
older than a day is not spoken of.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from sqlite3 import Connection

from sentinel_cli.desk.commands import LATE_S, is_order, obey
from sentinel_cli.jobs.poll.reading import Reading
from sentinel_cli.jobs.poll.thread import Thread
from sentinel_cli.model import Message
from sentinel_cli.store import conversations, messages, state

SINCE = "orders_since_ms"
"""Key: from when on managers' threads are read; what they wrote before was another program's."""
SPOKEN_OF_MS = 24 * 3600 * 1000


def begin(db: Connection, *, now_ms: int) -> None:
    """The first poll that reads managers' threads looks back as far as it could obey."""
    if state.number(db, SINCE) is None:
        state.put(db, SINCE, now_ms - LATE_S * 1000)


def follow_orders(reading: Reading, db: Connection, threads: Sequence[Thread]) -> None:
    """Obey what stands in a manager's threads and was not told by a webhook."""
    begun_ms = state.number(db, SINCE) or reading.now_ms
    since_ms = max(begun_ms, reading.now_ms - SPOKEN_OF_MS)
    for message in _new(db, threads, since_ms=since_ms):
        if is_order(message, reading.policy) and message.at_ms <= reading.now_ms:
            _follow(reading, db, message)


def _new(db: Connection, threads: Iterable[Thread], *, since_ms: int) -> list[Message]:
    """What is not stored yet, in the order it was written."""
    rows = [message for thread in threads for message in thread.messages if message.ghl_id]
    new = [
        message
        for message in rows
        if message.at_ms > since_ms and messages.by_ghl_id(db, message.ghl_id or "") is None
    ]
    return sorted(new, key=lambda message: message.at_ms)


def _follow(reading: Reading, db: Connection, message: Message) -> None:
    """Store it and obey it; one that a webhook told is marked as told, so that it is not lost."""
    stored = messages.insert(db, replace(message, learnt_ms=reading.now_ms))
    obeyed = obey(
        db,
        stored,
        name=conversations.person(db, stored.contact_id).name,
        location_id=reading.client.location_id,
        settings=reading.settings,
        policy=reading.policy,
        now_ms=reading.now_ms,
        run_id=reading.report.run_id,
    )
    if obeyed is None:
        messages.update(db, replace(stored, via_webhook=True))
    else:
        reading.report.obeyed.append(obeyed)
