"""Who is known, from every table that names a contact."""

from __future__ import annotations

from sqlite3 import Connection

from sentinel_cli.model import Person


def everyone(db: Connection) -> tuple[Person, ...]:
    """All contacts under every name and number they were seen with: a contact may come up twice."""
    rows = db.execute(
        "SELECT contact_id, contact_name, phone FROM ("
        "SELECT contact_id, contact_name, phone FROM conversations "
        "UNION SELECT contact_id, contact_name, phone FROM issues "
        "UNION SELECT contact_id, NULL, phone FROM messages "
        "UNION SELECT contact_id, NULL, NULL FROM raw_events WHERE contact_id IS NOT NULL) "
        "ORDER BY contact_id, contact_name IS NULL, phone IS NULL, contact_name, phone"
    )
    return tuple(
        Person(contact_id=row["contact_id"], name=row["contact_name"], phone=row["phone"])
        for row in rows
    )


def active(db: Connection, *, since_ts: int) -> tuple[str, ...]:
    """Contacts with a message, or an issue open or ended, since then."""
    rows = db.execute(
        "SELECT contact_id FROM messages WHERE at_ms >= :since_ts * 1000 "
        "UNION SELECT contact_id FROM issues "
        "WHERE state = 'OPEN' OR coalesce(resolved_ts, :since_ts) >= :since_ts "
        "ORDER BY contact_id",
        {"since_ts": since_ts},
    )
    return tuple(row[0] for row in rows)
