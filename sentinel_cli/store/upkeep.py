"""The database as a file: a verified copy of it, and its condition."""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection

from sentinel_cli import StoreError
from sentinel_cli.store import state
from sentinel_cli.store.connection import Store, check, check_tables, refuse_empty, told
from sentinel_cli.store.copying import copy_file, private_copy
from sentinel_cli.store.files import closing_handle, give_to_owner, new_file, to_disk
from sentinel_cli.store.schema import MIGRATIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """The condition of a database file. `problems` are SQLite's words, none when it is sound.

    `unread` says why nobody could look at its content, and is empty when it was looked at.
    """

    version: int
    newest_version: int
    journal: str
    size: int
    problems: tuple[str, ...]
    unread: str = ""


def copy_to(store: Store, path: Path) -> int:
    """Write a consistent copy, verified and on disk before it gets its name; returns its bytes.

    Raises:
        StoreError: the copy could not be made, or is not sound; nothing is left of it.
    """
    draft = draft_of(path)
    with told(f"{store.path} -> {path}"):
        draft.unlink(missing_ok=True)
        try:
            with closing_handle(new_file(draft)) as handle:
                copy_file(store.path, store.connection, handle)
                _refuse_unsound(path, draft)
                os.fsync(handle)
                give_to_owner(handle, draft.parent)
            draft.rename(path)
            to_disk(path.parent)
        finally:
            draft.unlink(missing_ok=True)
        return path.stat().st_size


def draft_of(path: Path) -> Path:
    """Where a copy is written until it is known to be sound."""
    return path.with_name(f".{path.name}.new")


def examine(path: Path) -> Examination:
    """Look at a database file without changing it; what takes long is done on a copy.

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
            journal = str(_pragma(connection, "journal_mode"))
            problems, unread = _condition(path, connection, journal)
            return Examination(
                version=int(version),
                newest_version=len(MIGRATIONS),
                journal=journal,
                size=path.stat().st_size,
                problems=problems,
                unread=unread,
            )


def _condition(path: Path, connection: Connection, journal: str) -> tuple[tuple[str, ...], str]:
    """The problems found, or why the content could not be looked at."""
    if journal == "wal":  # where who reads holds up nobody, and the file alone is not everything
        return _problems(connection), ""
    try:
        with private_copy(path, connection) as copy:
            return _problems(copy), ""
    except StoreError as exc:
        return (), str(exc)
    except OSError as exc:
        return (), f"{path.parent}: {exc.strerror or exc}"


def remembered(path: Path, key: str) -> str | None:
    """The value in `kv_store`, read without changing the file. Raises StoreError."""
    with told(path), _looking_at(path) as connection:
        check(path, connection)
        return state.get(connection, key)


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
    orphans = Counter(row[0] for row in connection.execute("PRAGMA foreign_key_check"))
    if orphans:
        tables = ", ".join(sorted(orphans))
        damage.append(f"{orphans.total()} rows of {tables} name an issue that does not exist")
    return tuple(damage)


def _refuse_unsound(path: Path, draft: Path) -> None:
    with _looking_at(draft) as connection:
        problems = _problems(connection)
    if problems:
        message = f"{path}: the copy is not sound, and was thrown away: {'; '.join(problems)}"
        raise StoreError(message)
