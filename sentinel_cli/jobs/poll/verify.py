"""Before a manager is told that somebody waits: ask GHL whether that is still so.

The list tells whether anything moved; a thread is read again only where it moved, or where GHL may
say something new without moving it.
"""

from __future__ import annotations

from sentinel_cli import GhlError
from sentinel_cli.jobs.poll.reading import Reading
from sentinel_cli.jobs.poll.sweep import see
from sentinel_cli.rules.provisional import SETTLING_MS
from sentinel_cli.store import conversations, issues, messages, state

DUE_SOON_S = 10 * 60
CHECK_EVERY_S = 3600
UNSETTLED_EVERY_S = 15 * 60
UNSETTLED_FOR_S = 2 * 24 * 3600
"""Asked for a day, and once more after it; and all of that again for the time nobody asked."""


def ask_before_alarm(reading: Reading) -> None:
    """Make pending what must be read once more; search for whom no whole list has shown."""
    if reading.report.stopped:
        return
    with reading.store.read() as db:
        last_poll_ts = state.number(db, state.LAST_POLL) or reading.policy.floor_ms // 1000
        lost = issues.open_without_conversation(
            db, checked_before_ts=reading.now_ts - UNSETTLED_EVERY_S
        )
        alarming = issues.to_verify(
            db,
            due_before_ts=reading.now_ts + DUE_SOON_S,
            checked_before_ts=reading.now_ts - CHECK_EVERY_S,
        )
        unsettled = messages.contacts_with_unsettled_messages(
            db,
            since_ms=(min(reading.now_ts, last_poll_ts) - UNSETTLED_FOR_S) * 1000,
            unread_since_ts=reading.now_ts - UNSETTLED_EVERY_S,
        )
        unread = issues.open_on_unread_posts(db, settling_ms=SETTLING_MS, now_ms=reading.now_ms)
    with reading.store.write() as db:
        for contact_id in sorted({*unsettled, *unread}):
            conversations.ask(db, contact_id, now_ts=reading.now_ts)
    unlisted = [] if reading.report.listed else [issue.contact_id for issue in alarming]
    for contact_id in dict.fromkeys((*lost, *unlisted)):
        if not _find(reading, contact_id):
            break


def _find(reading: Reading, contact_id: str) -> bool:
    """Search for the conversations of one contact; False where asking on makes no sense."""
    try:
        page = reading.client.search(contact_id=contact_id)
    except GhlError as exc:
        if not reading.ends(exc):
            reading.fail(str(exc))
        return False
    reading.found_odd(page.odd)
    theirs = [h for h in page.heads if h.person is not None and h.person.contact_id == contact_id]
    with reading.store.write() as db:
        issues.checked(db, contact_id, now_ts=reading.now_ts)
        see(reading, db, theirs)
    return True
