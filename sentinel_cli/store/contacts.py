"""Who is known, from every table that names a contact, and how names are compared."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from sqlite3 import Connection, Row

from sentinel_cli.model import Person, Traits
from sentinel_cli.store.connection import Store
from sentinel_cli.store.rows import column

_PAGE, _CONTACTS = 50_000, 2_000
"""Rows, and contacts with their messages, a view: some ten milliseconds each."""
_Seen = tuple[str, str | None, str | None]
"""A contact's id, name and number, as one row has them."""


def named(store: Store) -> tuple[Person, ...]:
    """All contacts that were seen with a name: one comes up with each of them.

    Raises:
        StoreError: the database cannot be read.
    """
    return _people(
        row
        for table in ("conversations", "issues")
        for row in _in_turns(store, table, "contact_name IS NOT NULL")
    )


def dialled(store: Store, digits: str) -> tuple[Person, ...]:
    """All contacts that were seen with a number which has these digits in this order.

    In that order, and nothing else: numbers of 0.1 are stored as they were written, and the caller
    looks closer. So few rows leave SQLite.

    Raises:
        StoreError: the database cannot be read.
    """
    pattern = "".join(f"%{digit}" for digit in digits) + "%"
    listed = (
        row
        for table in ("conversations", "issues")
        for row in _in_turns(store, table, "phone LIKE :pattern", pattern=pattern)
    )
    return _people((*listed, *_on_messages(store, pattern)))


def active(store: Store, *, since_ts: int) -> tuple[str, ...]:
    """Contacts with a message, or an issue open or ended, since then.

    Raises:
        StoreError: the database cannot be read.
    """
    waits = "(state = 'OPEN' OR coalesce(resolved_ts, :since_ts) >= :since_ts)"
    waited = {row[0] for row in _in_turns(store, "issues", waits, since_ts=since_ts)}
    wrote = {
        row[0]
        for row in _of_messages(
            store,
            "SELECT DISTINCT contact_id FROM messages "
            "WHERE contact_id IN (SELECT value FROM json_each(:page)) AND at_ms >= :since_ms",
            since_ms=since_ts * 1000,
        )
    }
    return tuple(sorted(waited | wrote))


def _in_turns(store: Store, table: str, wanted: str, **values: object) -> Iterator[_Seen]:
    """The wanted rows, a page of the table at a time: between two pages a webhook can be stored."""
    after, last = 0, 1
    while after < last:
        with store.read() as db:
            last = db.execute(f"SELECT max(rowid) FROM {table}").fetchone()[0] or 0  # noqa: S608 - names of ours
            rows = db.execute(
                f"SELECT DISTINCT contact_id, contact_name, phone FROM {table} "  # noqa: S608 - names of ours
                f"WHERE rowid > :after AND rowid <= :until AND {wanted}",
                {"after": after, "until": after + _PAGE, **values},
            ).fetchall()
        yield from ((row[0], row[1], row[2]) for row in rows)
        after += _PAGE


def _of_messages(store: Store, query: str, **values: object) -> Iterator[Row]:
    """What a query finds of all who have messages, a `:page` of these contacts at a time."""
    page = [""]
    while page:
        with store.read() as db:
            page = [
                row[0]
                for row in db.execute(
                    "SELECT DISTINCT contact_id FROM messages WHERE contact_id > ? "
                    "ORDER BY contact_id LIMIT ?",
                    (page[-1], _CONTACTS),
                )
            ]
            rows = db.execute(query, {"page": json.dumps(page), **values}).fetchall()
        yield from rows


def _on_messages(store: Store, pattern: str) -> Sequence[_Seen]:
    """Who had such a number on a message."""
    with store.read() as db:
        rows = db.execute(
            "SELECT contact_id, phone FROM numbers WHERE phone LIKE ?", (pattern,)
        ).fetchall()
    return [(row[0], None, row[1]) for row in rows]


def sightings(db: Connection, contact_id: str) -> tuple[Person, ...]:
    """One contact under every name and number it was seen with, the named ones first."""
    return _people(
        db.execute(
            "SELECT contact_id, contact_name, phone FROM conversations WHERE contact_id = :contact "
            "UNION SELECT contact_id, contact_name, phone FROM issues WHERE contact_id = :contact "
            "UNION SELECT contact_id, NULL, phone FROM numbers WHERE contact_id = :contact "
            "UNION SELECT contact_id, NULL, NULL FROM messages WHERE contact_id = :contact "
            "UNION SELECT contact_id, NULL, NULL FROM raw_events WHERE contact_id = :contact",
            {"contact": contact_id},
        )
    )


def traits(db: Connection, contact_ids: Iterable[str]) -> dict[str, Traits]:
    """What is kept of these contacts, by contact id."""
    rows = db.execute(
        "SELECT contact_id, tags, fields FROM contacts "
        "WHERE contact_id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(set(contact_ids))),),
    )
    return {row["contact_id"]: _traits(row) for row in rows}


def learn(
    db: Connection,
    contact_id: str,
    *,
    tags: Iterable[str] | None,
    fields: Mapping[str, Iterable[str]],
    now_ts: int,
    is_whole: bool = False,
) -> None:
    """Keep a contact's tags (None: not said) and fields, as GHL or a webhook told them.

    A field that was not told stays, unless it was all of them.
    """
    known = db.execute(
        "SELECT contact_id, tags, fields FROM contacts WHERE contact_id = ?", (contact_id,)
    ).fetchone()
    before = _traits(known) if known else Traits()
    kept = {} if is_whole else before.fields
    told = {**kept, **{name: frozenset(values) for name, values in fields.items()}}
    db.execute(
        "INSERT INTO contacts (contact_id, tags, fields, seen_ts, asked_ts) "
        "VALUES (:contact, :tags, :fields, :now, :asked) ON CONFLICT (contact_id) DO UPDATE SET "
        "tags = excluded.tags, fields = excluded.fields, seen_ts = excluded.seen_ts, "
        "asked_ts = coalesce(excluded.asked_ts, asked_ts)",
        {
            "contact": contact_id,
            "tags": json.dumps(sorted(before.tags if tags is None else set(tags))),
            "fields": json.dumps({name: sorted(told[name]) for name in sorted(told)}),
            "now": now_ts,
            "asked": now_ts if is_whole else None,
        },
    )


def unasked(db: Connection, *, limit: int) -> tuple[str, ...]:
    """Contacts with an open issue whom GHL was never asked about, the oldest first."""
    rows = db.execute(
        "SELECT i.contact_id FROM issues AS i LEFT JOIN contacts AS c USING (contact_id) "
        "WHERE i.state = 'OPEN' AND c.asked_ts IS NULL "
        "GROUP BY i.contact_id ORDER BY min(i.created_ts) LIMIT ?",
        (limit,),
    )
    return tuple(row[0] for row in rows)


def seen_traits(db: Connection, *, since_ts: int) -> tuple[Traits, ...]:
    """What was told of contacts since then: which tags and values are in use."""
    rows = db.execute(
        "SELECT contact_id, tags, fields FROM contacts WHERE seen_ts >= ?", (since_ts,)
    )
    return tuple(_traits(row) for row in rows)


def _traits(row: Row) -> Traits:
    fields = column(json.loads, row["fields"])
    return Traits(
        tags=frozenset(column(json.loads, row["tags"])),
        fields={name: frozenset(values) for name, values in fields.items()},
    )


def _people(rows: Iterable[_Seen]) -> tuple[Person, ...]:
    ordered = sorted(set(rows), key=lambda row: (row[0], not row[1], row[1] or "", row[2] or ""))
    return tuple(Person(contact_id=row[0], name=row[1], phone=row[2]) for row in ordered)
