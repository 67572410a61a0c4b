"""Raw events: every authenticated webhook as it came, and what was decided about it."""

from __future__ import annotations

from dataclasses import dataclass
from sqlite3 import Connection

from sentinel_cli.store.rows import FOREVER


@dataclass(frozen=True, slots=True, kw_only=True)
class RawEvent:
    """One row of `raw_events`; `payload` has its secret scrubbed."""

    received_ts: int
    route: str
    payload: str
    outcome: str
    reason: str
    issue_id: int | None = None
    contact_id: str | None = None
    message_row: int | None = None
    id: int | None = None


def insert(db: Connection, event: RawEvent) -> int:
    """Keep an event; returns its id."""
    cursor = db.execute(
        "INSERT INTO raw_events "
        "(received_ts, route, payload, outcome, reason, issue_id, contact_id, message_row) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            event.received_ts,
            event.route,
            event.payload,
            event.outcome,
            event.reason,
            event.issue_id,
            event.contact_id,
            event.message_row,
        ),
    )
    return int(cursor.lastrowid or 0)


def of_contact(
    db: Connection, contact_id: str, *, since_ts: int = 0, until_ts: int = FOREVER
) -> tuple[RawEvent, ...]:
    """What webhooks said about a contact in that stretch, oldest first."""
    rows = db.execute(
        "SELECT id, received_ts, route, payload, outcome, reason, issue_id, contact_id, "
        "message_row FROM raw_events WHERE contact_id = ? AND +received_ts BETWEEN ? AND ? "
        "ORDER BY id",
        (contact_id, since_ts, until_ts),
    )
    return tuple(RawEvent(**dict(row)) for row in rows)


def follow(db: Connection, contact_id: str, *, old_row: int, new_row: int) -> None:
    """The message a webhook brought is now stored in another row."""
    db.execute(
        "UPDATE raw_events SET message_row = ? WHERE contact_id = ? AND message_row = ?",
        (new_row, contact_id, old_row),
    )


def move(db: Connection, *, old: str, new: str) -> None:
    """A contact was merged into another one."""
    db.execute("UPDATE raw_events SET contact_id = ? WHERE contact_id = ?", (new, old))
