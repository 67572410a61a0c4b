"""The list of conversations: note every one that changed since the last whole list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from sqlite3 import Connection

from sentinel_cli import GhlError
from sentinel_cli.engine import traits
from sentinel_cli.engine.ingest import introduce
from sentinel_cli.engine.start import UNLISTED, true_contact
from sentinel_cli.jobs.poll.reading import Reading
from sentinel_cli.model import Head, Person
from sentinel_cli.store import conversations, state

WATERMARK = "poll_watermark_ms"
"""Key: when the list was last read to its end, epoch milliseconds."""
NEWEST = "poll_newest_ms"
"""Key: the newest change that a list has shown."""
OVERLAP_MS = 10 * 60_000
"""GHL's search may show a message late: look again at what changed shortly before."""


def sweep(reading: Reading) -> None:
    """Note what changed; then move the watermark to the time of this run.

    A list that breaks off keeps its watermark, and what was seen of it is read all the same.

    Raises:
        GhlError: not even its first page could be read.
    """
    report = reading.report
    with reading.store.read() as db:
        down_to_ms = _known_ms(reading, db)
    newest_ms = 0
    try:
        for page in reading.client.heads(down_to_ms=down_to_ms):
            report.pages += 1
            reading.progress(0, 0)
            reading.found_odd(page.odd)
            for fault in page.faults:
                reading.fail(fault)
            with reading.store.write() as db:
                see(reading, db, page.heads)
            newest_ms = max([newest_ms, *(head.last_ms or 0 for head in page.heads)])
    except GhlError as exc:
        if not report.pages:
            raise
        if not reading.ends(exc):
            reading.fail(str(exc))
        return
    report.listed = not report.failed
    report.swept = True
    _move_watermark(reading, newest_ms)


def _known_ms(reading: Reading, db: Connection) -> int:
    """Down to where the list must be read: shortly before it was read last.

    And never above the newest change it has shown: a search that stood still for an hour, or our
    clock when it ran ahead, must hide nobody.
    """
    watermark_ms = state.number(db, WATERMARK)
    newest_ms = _newest_ms(db)
    if watermark_ms is None or newest_ms is None:
        return reading.policy.floor_ms - OVERLAP_MS
    reading.report.watermark_ts = watermark_ms // 1000
    return min(min(watermark_ms, reading.now_ms) - OVERLAP_MS, newest_ms + 1)


def _newest_ms(db: Connection) -> int | None:
    """Before there was a key for it, the watermark was the newest change."""
    newest_ms = state.number(db, NEWEST)
    return newest_ms if newest_ms is not None else state.number(db, WATERMARK)


def _move_watermark(reading: Reading, newest_ms: int) -> None:
    with reading.store.write() as db:
        # A date ahead of our clock must not hide what comes before it.
        newest_ms = max(_newest_ms(db) or 0, min(newest_ms, reading.now_ms))
        if not reading.report.listed:
            state.put(db, UNLISTED, reading.now_ts)
        if not newest_ms:
            return  # GHL has never shown anybody: an empty list proves nothing
        state.put(db, WATERMARK, reading.now_ms)
        state.put(db, NEWEST, newest_ms)
    reading.report.watermark_ts = reading.now_ts


def see(reading: Reading, db: Connection, heads: Sequence[Head]) -> None:
    """Note heads of the search: whose they are, and whether they are to be read."""
    for head in heads:
        person = _living(db, head.person)
        if person is not None and person.contact_id in reading.policy.internal_contacts:
            continue
        known = conversations.get(db, head.conversation_id)
        if person is not None and known is not None:
            _follow(reading, db, old=known.contact_id, new=person.contact_id)
        conversations.see(db, replace(head, person=person), now_ts=reading.now_ts)
        if person is not None:
            introduce(db, person, now_ms=reading.now_ts * 1000)
            traits.learn(db, person, reading.settings.routes, now_ts=reading.now_ts)


def _living(db: Connection, person: Person | None) -> Person | None:
    """Who a contact was merged into stays so, whatever a list that lags behind says."""
    if person is None:
        return None
    return replace(person, contact_id=true_contact(db, person.contact_id))


def _follow(reading: Reading, db: Connection, *, old: str, new: str) -> None:
    """A conversation of another contact than before: the two were merged."""
    if old and old != new:
        reading.move(db, old=old, new=new)
