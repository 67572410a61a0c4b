"""The list of conversations: note every one that changed since the last whole list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from email.utils import parsedate_to_datetime
from sqlite3 import Connection

from sentinel_cli import GhlError
from sentinel_cli.engine.ingest import introduce
from sentinel_cli.engine.start import UNLISTED, true_contact
from sentinel_cli.jobs.poll.reading import Reading
from sentinel_cli.model import Head, Person
from sentinel_cli.store import conversations, state

WATERMARK = "poll_watermark_ms"
"""Key: up to when the list is known, epoch milliseconds."""
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
        watermark_ms = state.number(db, WATERMARK)
    known_ms = reading.policy.floor_ms if watermark_ms is None else watermark_ms
    down_to_ms = min(known_ms, reading.now_ms) - OVERLAP_MS
    report.watermark_ts = watermark_ms // 1000 if watermark_ms else None
    covered_ms = reading.now_ms
    try:
        for page in reading.client.heads(down_to_ms=down_to_ms):
            if not report.pages:
                covered_ms = _as_ghl_tells(reading)
            report.pages += 1
            reading.progress(0, 0)
            reading.found_odd(page.odd)
            for fault in page.faults:
                reading.fail(fault)
            with reading.store.write() as db:
                see(reading, db, page.heads)
    except GhlError as exc:
        if not report.pages:
            raise
        if not reading.ends(exc):
            reading.fail(str(exc))
        return
    report.listed = not report.failed
    report.swept = True
    with reading.store.write() as db:
        state.put(db, WATERMARK, covered_ms)
        if not report.listed:
            state.put(db, UNLISTED, reading.now_ts)
    report.watermark_ts = covered_ms // 1000


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
            introduce(db, person)


def _living(db: Connection, person: Person | None) -> Person | None:
    """Who a contact was merged into stays so, whatever a list that lags behind says."""
    if person is None:
        return None
    return replace(person, contact_id=true_contact(db, person.contact_id))


def _follow(reading: Reading, db: Connection, *, old: str, new: str) -> None:
    """A conversation of another contact than before: the two were merged."""
    if old and old != new:
        reading.move(db, old=old, new=new)


def _as_ghl_tells(reading: Reading) -> int:
    """When the list was asked for, by GHL's clock if ours is ahead: messages carry GHL's time."""
    try:
        told = parsedate_to_datetime(reading.client.date or "")
    except ValueError:
        return reading.now_ms
    return min(reading.now_ms, int(told.timestamp() * 1000))
