"""Who is known, from every table that names a contact, and how names are compared."""

from __future__ import annotations

from collections.abc import Iterable
from sqlite3 import Connection, Row
from unicodedata import combining, normalize

from sentinel_cli.model import Person


def everyone(db: Connection) -> tuple[Person, ...]:
    """All contacts under every name and number they were seen with: one may come up twice."""
    return _people(
        db.execute(
            "SELECT contact_id, contact_name, phone FROM conversations "
            "UNION SELECT contact_id, contact_name, phone FROM issues "
            "UNION SELECT contact_id, NULL, phone FROM messages "
            "UNION SELECT contact_id, NULL, NULL FROM raw_events WHERE contact_id IS NOT NULL"
        )
    )


def sightings(db: Connection, contact_id: str) -> tuple[Person, ...]:
    """One contact under every name and number it was seen with, the named ones first."""
    return _people(
        db.execute(
            "SELECT contact_id, contact_name, phone FROM conversations WHERE contact_id = :contact "
            "UNION SELECT contact_id, contact_name, phone FROM issues WHERE contact_id = :contact "
            "UNION SELECT contact_id, NULL, phone FROM messages WHERE contact_id = :contact",
            {"contact": contact_id},
        )
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


def plain(name: str | None) -> str:
    """A name as it is compared: without case, accents and double blanks."""
    bare = "".join(c for c in normalize("NFKD", name or "") if not combining(c))
    return " ".join(bare.casefold().split())


def _people(rows: Iterable[Row]) -> tuple[Person, ...]:
    found = (
        Person(contact_id=row["contact_id"], name=row["contact_name"], phone=row["phone"])
        for row in rows
    )
    return tuple(sorted(found, key=lambda person: (person.contact_id, not person.name)))
