"""Who is known, from every table that names a contact."""

from __future__ import annotations

from collections.abc import Iterable
from sqlite3 import Connection, Row

from sentinel_cli.model import Person

_SELECT = (
    "SELECT contact_id, contact_name, phone FROM ("
    "SELECT contact_id, contact_name, phone FROM conversations "
    "UNION SELECT contact_id, contact_name, phone FROM issues "
    "UNION SELECT contact_id, NULL, phone FROM messages "
    "UNION SELECT contact_id, NULL, NULL FROM raw_events WHERE contact_id IS NOT NULL)"
)
_ORDER = "ORDER BY contact_id, contact_name IS NULL, phone IS NULL, contact_name, phone"


def everyone(db: Connection) -> tuple[Person, ...]:
    """All contacts under every name and number they were seen with: one may come up twice."""
    return _people(db.execute(f"{_SELECT} {_ORDER}"))


def sightings(db: Connection, contact_id: str) -> tuple[Person, ...]:
    """One contact under every name and number it was seen with, the named ones first."""
    return _people(db.execute(f"{_SELECT} WHERE contact_id = ? {_ORDER}", (contact_id,)))


def _people(rows: Iterable[Row]) -> tuple[Person, ...]:
    return tuple(
        Person(contact_id=row["contact_id"], name=row["contact_name"], phone=row["phone"])
        for row in rows
    )
