"""The predecessor's SQLite file, looked at and never touched.

It is copied first, with what its own journal holds, and only the copy is opened: opening a
database can change it (a hot journal is rolled back, a write-ahead log gets companion files).
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sentinel_cli import StoreError
from sentinel_cli.store.connection import told
from sentinel_cli.store.copier import MAGIC

Row = Mapping[str, object]
_COMPANIONS = ("-journal", "-wal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Predecessor:
    """What stands in the file: rows as they are, by column; a table or column may be missing."""

    issues: tuple[Row, ...]
    spam_phones: tuple[Row, ...]
    kv_store: tuple[Row, ...]
    raw_events: int


def is_predecessor(connection: sqlite3.Connection) -> bool:
    """Whether this is the predecessor's database: its issues have a type of that name."""
    columns = {row[1] for row in connection.execute("PRAGMA table_info(issues)")}
    return {"issue_type", "status"} <= columns


def read(path: Path) -> Predecessor:
    """Read all of it.

    Raises:
        StoreError: missing, unreadable, damaged, still being written to, or another program's.
    """
    if not _is_database(path):
        message = f"{path}: no SQLite database: expected the predecessor's, as its .env names it"
        raise StoreError(message)
    with told(path), _copied(path) as connection:
        connection.row_factory = sqlite3.Row
        if connection.execute("PRAGMA quick_check").fetchone()[0] != "ok":
            message = f"{path}: damaged, or written to at this moment; stop the old program first"
            raise StoreError(message)
        if not is_predecessor(connection):
            message = f"{path}: not the predecessor's database (no issues with an issue_type)"
            raise StoreError(message)
        return Predecessor(
            issues=_rows(connection, "issues"),
            spam_phones=_rows(connection, "spam_phones"),
            kv_store=_rows(connection, "kv_store"),
            raw_events=_count(connection, "raw_events"),
        )


def _is_database(path: Path) -> bool:
    """Whether the file begins as SQLite's do (sqlite.org/fileformat.html)."""
    if not path.is_file():
        return False
    with told(path), path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


@contextmanager
def _copied(path: Path) -> Iterator[sqlite3.Connection]:
    with tempfile.TemporaryDirectory() as directory:
        copy = Path(directory) / "old.db"
        shutil.copyfile(path, copy)
        for companion in _COMPANIONS:
            beside = path.with_name(path.name + companion)
            if beside.exists():
                shutil.copyfile(beside, copy.with_name(copy.name + companion))
        with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
            yield connection


def _rows(connection: sqlite3.Connection, table: str) -> tuple[Row, ...]:
    if not _exists(connection, table):
        return ()
    rows = connection.execute(f"SELECT rowid AS rowid_, * FROM {table} ORDER BY rowid")  # noqa: S608 - names of ours
    return tuple(dict(row) for row in rows)


def _count(connection: sqlite3.Connection, table: str) -> int:
    if not _exists(connection, table):
        return 0
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - names of ours


def _exists(connection: sqlite3.Connection, table: str) -> bool:
    found = connection.execute(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)
    )
    return found.fetchone() is not None
