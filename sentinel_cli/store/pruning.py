"""What is old enough to go, slice by slice, so that nobody waits for it.

What an open issue, one the fold may still change, or an unsent text needs is never old enough: that
is asked of the rows of one slice, of its contacts' issues only, in the transaction that deletes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from sqlite3 import Connection

from sentinel_cli.store import messages
from sentinel_cli.store.connection import Store

SLICE = 200
"""Keys of one slice: what is deleted in one transaction takes some ten milliseconds."""
_ROW_BYTES = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """What is old: rows before `before_ts`. Issues resolved before `frozen_ts` are frozen."""

    before_ts: int
    frozen_ts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """Of one table the old rows among a stretch of keys: how many, and roughly their bytes."""

    table: str
    first: int
    last: int
    rows: int
    size: int


def survey(store: Store, age: Age) -> Iterator[Slice]:
    """Every slice with something old in it, each looked at in a transaction of its own.

    Raises:
        StoreError: the database cannot be read.
    """
    for table in PRUNED:
        after = 0
        while True:
            with store.read() as db:
                found = _next_slice(db, table, age, after=after)
            if found is None:
                break
            after = found.last
            if found.rows:
                yield found


def delete(db: Connection, part: Slice, age: Age) -> int:
    """Delete what is old in a slice, as of now; returns how many rows."""
    rule = _RULES[part.table]
    chosen = f"FROM {part.table} AS t WHERE {rule.key} BETWEEN :first AND :last AND {rule.old}"
    bound = _bound(db, part.table, age, first=part.first, last=part.last)
    if part.table == "messages":
        _forget_words(db, chosen, bound)
    return db.execute(f"DELETE {chosen}", bound).rowcount


def _forget_words(db: Connection, chosen: str, bound: Mapping[str, object]) -> None:
    """What the issues kept of the words that go: a piece of them, and a number said in them."""
    db.execute(
        "UPDATE issues SET gist = '', callback = NULL "  # noqa: S608 - names of ours
        f"WHERE id IN (SELECT DISTINCT t.issue_id {chosen} AND t.issue_id IS NOT NULL)",
        bound,
    )


def _next_slice(db: Connection, table: str, age: Age, *, after: int) -> Slice | None:
    rule = _RULES[table]
    first, last = db.execute(
        f"SELECT min({rule.key}), max({rule.key}) FROM "  # noqa: S608 - names of ours
        f"(SELECT {rule.key} FROM {table} WHERE {rule.key} > ? ORDER BY {rule.key} LIMIT {SLICE})",
        (after,),
    ).fetchone()
    if first is None:
        return None
    rows, size = db.execute(
        f"SELECT count(*), coalesce(sum(length({rule.text})), 0) FROM {table} AS t "  # noqa: S608 - names of ours
        f"WHERE {rule.key} BETWEEN :first AND :last AND {rule.old}",
        _bound(db, table, age, first=first, last=last),
    ).fetchone()
    return Slice(table=table, first=first, last=last, rows=rows, size=size + _ROW_BYTES * rows)


@dataclass(frozen=True, slots=True)
class _Rule:
    """A table's key, its column of text, and what makes a row `t` old."""

    key: str
    text: str
    old: str


_UNFROZEN = "(i.state = 'OPEN' OR i.resolved_ts IS NULL OR i.resolved_ts >= :frozen_ts)"
_NO_UNFROZEN_ISSUE = (
    f"NOT EXISTS (SELECT 1 FROM issues AS i WHERE i.id = t.issue_id AND {_UNFROZEN})"  # noqa: S608 - a constant of ours
)


def _not_since_waiting(at: str) -> str:
    """The row is of no contact with an unfrozen issue, or from before the first of those."""
    return (
        "NOT EXISTS (SELECT 1 FROM issues AS i WHERE i.contact_id = t.contact_id "  # noqa: S608 - an expression of ours
        f"AND i.created_ts <= {at} AND {_UNFROZEN})"
    )


_RULES: Mapping[str, _Rule] = {
    "raw_events": _Rule(
        "id",
        "payload",
        f"t.received_ts < :before_ts AND {_NO_UNFROZEN_ISSUE} "
        f"AND {_not_since_waiting('t.received_ts')}",
    ),
    "messages": _Rule(
        "row",
        "text",
        f"t.at_ms < :before_ts * 1000 AND {_NO_UNFROZEN_ISSUE} "  # noqa: S608 - conditions of ours
        f"AND {_not_since_waiting('t.at_ms / 1000')} "
        "AND t.row NOT IN (SELECT value FROM json_each(:context))",
    ),
    "issue_log": _Rule(
        "id",
        "reason",
        f"t.at_ms < :before_ts * 1000 AND {_NO_UNFROZEN_ISSUE} "
        f"AND {_not_since_waiting('t.at_ms / 1000')}",
    ),
    "commands": _Rule("id", "text", "t.at_ms < :before_ts * 1000"),
    # Kept as well: what may still be found out or made up for, and since when each manager is told.
    "deliveries": _Rule(
        "id",
        "text",
        "t.until_ts < :before_ts AND t.state IN ('sent', 'failed') AND EXISTS "  # noqa: S608 - a constant of ours
        "(SELECT 1 FROM deliveries AS later WHERE later.contact_id = t.contact_id "
        " AND later.kind = t.kind AND later.state = 'sent' AND later.id > t.id) "
        "AND NOT EXISTS (SELECT 1 FROM json_each(t.issue_ids) AS named "
        f"               JOIN issues AS i ON i.id = named.value WHERE {_UNFROZEN})",
    ),
}

PRUNED = tuple(_RULES)
"""The tables that old rows are deleted from; issues never are."""


def _bound(db: Connection, table: str, age: Age, *, first: int, last: int) -> Mapping[str, object]:
    bound: dict[str, int] = {
        "before_ts": age.before_ts,
        "frozen_ts": age.frozen_ts,
        "first": first,
        "last": last,
    }
    if table != "messages":
        return bound
    return {**bound, "context": json.dumps(_context(db, bound))}


def _context(db: Connection, bound: Mapping[str, int]) -> list[int]:
    """What the business said last before each of the slice's contacts began to wait.

    Closing words depend on it.
    """
    waiting = db.execute(
        "SELECT i.contact_id, min(i.created_ts, :frozen_ts) FROM issues AS i "  # noqa: S608 - a constant of ours
        "WHERE i.contact_id IN (SELECT contact_id FROM messages WHERE row BETWEEN :first AND :last "
        f"AND at_ms < :before_ts * 1000) AND {_UNFROZEN}",
        bound,
    )
    since_ts: dict[str, int] = {}
    for contact_id, ts in waiting:
        since_ts[contact_id] = min(ts, since_ts.get(contact_id, ts))
    return [
        message.row
        for contact_id, ts in since_ts.items()
        for message in messages.last_said(db, contact_id, before_ms=ts * 1000)
    ]
