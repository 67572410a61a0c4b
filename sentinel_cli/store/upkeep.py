"""The database as a file: a verified copy of it, its condition, and what is old enough to go.

What an open issue, one the fold may still change, or an unsent text needs is never old enough.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection

from sentinel_cli import StoreError
from sentinel_cli.store import messages, state
from sentinel_cli.store.connection import (
    Store,
    check,
    check_tables,
    give_to_owner,
    refuse_empty,
    told,
)
from sentinel_cli.store.schema import MIGRATIONS

BATCH = 2000
"""Rows deleted in one transaction: a webhook that comes meanwhile waits a moment, not a minute."""
_ROW_BYTES = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """The condition of a database file. `problems` are SQLite's words, none when it is sound."""

    version: int
    newest_version: int
    journal: str
    size: int
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """What is old: rows before `before_ts`. Issues resolved before `frozen_ts` are frozen."""

    before_ts: int
    frozen_ts: int


@dataclass(frozen=True, slots=True)
class Old:
    """What of one table may go: rows, and roughly the bytes they take."""

    rows: int
    size: int


def copy_to(store: Store, path: Path) -> int:
    """Write a consistent copy, verified and on disk before it gets its name; returns its bytes.

    VACUUM INTO reads one moment of the database while others write (sqlite.org/lang_vacuum.html).

    Raises:
        StoreError: the copy could not be made, or is not sound; nothing is left of it.
    """
    draft = draft_of(path)
    with told(f"{store.path} -> {path}"):
        draft.unlink(missing_ok=True)
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        try:
            store.connection.execute("VACUUM INTO ?", (str(draft),))
            _refuse_unsound(path, draft)
            _to_disk(draft)
            give_to_owner(draft)
            draft.rename(path)
            _to_disk(path.parent)
        finally:
            draft.unlink(missing_ok=True)
        return path.stat().st_size


def draft_of(path: Path) -> Path:
    """Where a copy is written until it is known to be sound."""
    return path.with_name(f".{path.name}.new")


def examine(path: Path) -> Examination:
    """Look at a database file without changing it.

    Raises:
        StoreError: it cannot be opened, is foreign, empty, damaged beyond reading, or newer.
    """
    with told(path):
        refuse_empty(path)
        with _looking_at(path) as connection:
            check(path, connection)
            version = _pragma(connection, "user_version")
            if version == len(MIGRATIONS):
                check_tables(path, connection)
            return Examination(
                version=int(version),
                newest_version=len(MIGRATIONS),
                journal=str(_pragma(connection, "journal_mode")),
                size=path.stat().st_size,
                problems=_problems(connection),
            )


def remembered(path: Path, key: str) -> str | None:
    """The value in `kv_store`, read without changing the file. Raises StoreError."""
    with told(path), _looking_at(path) as connection:
        check(path, connection)
        return state.get(connection, key)


def old_rows(db: Connection, age: Age) -> dict[str, Old]:
    """What `prune_batch` would delete, table by table."""
    found = {}
    for table, rule in _RULES.items():
        row = db.execute(
            f"SELECT count(*), coalesce(sum(length({rule.text})), 0) FROM {table} AS t "  # noqa: S608 - names of ours
            f"WHERE t.{rule.key} IN ({_NEEDED} SELECT {rule.key} FROM {table} AS t "
            f"WHERE {rule.old})",
            _bound(db, age),
        ).fetchone()
        found[table] = Old(rows=row[0], size=row[1] + _ROW_BYTES * row[0])
    return found


def prune_batch(db: Connection, table: str, age: Age) -> int:
    """Delete at most `BATCH` old rows, the oldest first; returns how many. 0: none is left."""
    rule = _RULES[table]
    return db.execute(
        f"DELETE FROM {table} WHERE {rule.key} IN ({_NEEDED} SELECT {rule.key} FROM {table} AS t "  # noqa: S608 - names of ours
        f"WHERE {rule.old} ORDER BY {rule.key} LIMIT {BATCH})",
        _bound(db, age),
    ).rowcount


@dataclass(frozen=True, slots=True)
class _Rule:
    """A table's key, its column of text, and what makes a row `t` old."""

    key: str
    text: str
    old: str


_NEEDED = """
    WITH unfrozen AS (
        SELECT id, contact_id, created_ts FROM issues
        WHERE state = 'OPEN' OR resolved_ts IS NULL OR resolved_ts >= :frozen_ts
    ), waiting AS (
        SELECT contact_id, min(created_ts) AS since_ts FROM unfrozen GROUP BY contact_id
    )
"""
_NO_UNFROZEN_ISSUE = "(t.issue_id IS NULL OR t.issue_id NOT IN (SELECT id FROM unfrozen))"


def _not_since_waiting(at: str) -> str:
    """The row is of no contact with an unfrozen issue, or from before the first of those."""
    return (
        "NOT EXISTS (SELECT 1 FROM waiting AS w "  # noqa: S608 - an expression of ours
        f"WHERE w.contact_id = t.contact_id AND {at} >= w.since_ts)"
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
        "t.until_ts < :before_ts AND (t.state = 'sent' OR t.state = 'failed' AND EXISTS "
        "  (SELECT 1 FROM deliveries AS later WHERE later.contact_id = t.contact_id "
        "   AND later.kind = t.kind AND later.state = 'sent' AND later.id > t.id)) "
        "AND t.id NOT IN (SELECT max(id) FROM deliveries WHERE state = 'sent' "
        "                 GROUP BY contact_id, kind) "
        "AND NOT EXISTS (SELECT 1 FROM json_each(t.issue_ids) AS named "
        "                WHERE named.value IN (SELECT id FROM unfrozen))",
    ),
}

PRUNED = tuple(_RULES)
"""The tables that old rows are deleted from; issues never are."""


def _bound(db: Connection, age: Age) -> dict[str, object]:
    return {
        "before_ts": age.before_ts,
        "frozen_ts": age.frozen_ts,
        "context": json.dumps(_context(db, age)),
    }


def _context(db: Connection, age: Age) -> list[int]:
    """What the business said last before each contact began to wait: closing words depend on it."""
    waiting = db.execute(
        f"{_NEEDED} SELECT contact_id, min(since_ts, :frozen_ts) FROM waiting",  # noqa: S608 - conditions of ours
        {"frozen_ts": age.frozen_ts},
    )
    return [
        message.row
        for contact_id, since_ts in waiting.fetchall()
        for message in messages.last_said(db, contact_id, before_ms=since_ts * 1000)
    ]


@contextmanager
def _looking_at(path: Path) -> Iterator[Connection]:
    """A connection that sets nothing: what the file is like would be changed by setting it.

    mode=rw, because a transaction that a crash left behind must be rolled back to read at all.
    """
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=2.0, isolation_level=None
    )
    with closing(connection):
        yield connection


def _pragma(connection: Connection, name: str) -> str | int:
    value: str | int = connection.execute(f"PRAGMA {name}").fetchone()[0]
    return value


def _problems(connection: Connection) -> tuple[str, ...]:
    damage = [row[0] for row in connection.execute("PRAGMA integrity_check(5)") if row[0] != "ok"]
    orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    if orphans:
        tables = ", ".join(sorted({row[0] for row in orphans}))
        damage.append(f"{len(orphans)} rows of {tables} name an issue that does not exist")
    return tuple(damage)


def _refuse_unsound(path: Path, draft: Path) -> None:
    with _looking_at(draft) as connection:
        problems = _problems(connection)
    if problems:
        message = f"{path}: the copy is not sound, and was thrown away: {'; '.join(problems)}"
        raise StoreError(message)


def _to_disk(path: Path) -> None:
    """Until fsync returns, a power cut may take a file, and a directory's entry for it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
