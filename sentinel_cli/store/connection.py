"""One way to open the database, with every setting read back, and its errors told apart.

Rollback journal with `synchronous=EXTRA`: a commit survives a power cut, and the WAL-reset race of
SQLite 3.7.0-3.51.2 (sqlite.org/wal.html) cannot happen. The journal is kept between commits, its
header overwritten (PERSIST): making and removing the file costs a webhook a quarter of its time.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Self, TypeVar

from sentinel_cli import StoreError, baton
from sentinel_cli.model import normal_phone
from sentinel_cli.store.files import (
    READ_ONLY_DISK,
    closing_handle,
    give_to_owner,
    new_file,
    on_read_only_disk,
    remains,
)
from sentinel_cli.store.noting import committing
from sentinel_cli.store.rows import DamagedRowError
from sentinel_cli.store.schema import APPLICATION_ID, MIGRATIONS, TABLES, indexes

T = TypeVar("T")

Identity = tuple[int, int]
"""Device and inode: what tells a file from another one under the same name."""

DAMAGED = "the database is damaged"
_GONE = (
    "the database is gone, deleted or moved away; put it back or restore a backup "
    "(deploy/README.md, 'Backup and restore')"
)
_LASTING, _PASSING = ("PERSIST", 3), ("MEMORY", 0)
"""`PRAGMA journal_mode` and `synchronous` (EXTRA, OFF): of a file that survives a power cut, and of
one that need not."""
JOURNAL_BYTES = 1 << 20
"""What the journal is cut to after a large transaction."""
RESTORE = "Restore a backup (deploy/README.md, 'Backup and restore') or move the file away."


class Store:
    """An open database. One connection; use it from one thread at a time.

    Args of `open_store` apply. All SQL is in the modules beside this one: they take the connection
    that `read` and `write` yield. `opened` is what the path named before it was opened; None: it is
    a copy of its own, or only read.
    """

    def __init__(
        self, path: Path, connection: sqlite3.Connection, opened: Identity | None = None
    ) -> None:
        self.path = path
        self.connection = connection
        self._opened = opened
        self._shared = path.resolve() if opened else None

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One `BEGIN IMMEDIATE` transaction: all of it is committed, or nothing.

        Raises:
            StoreError: locked longer than the busy timeout, full, read-only, damaged.
        """
        with told(self.path):
            with baton.passed():  # another process may be writing
                self.connection.execute("BEGIN IMMEDIATE")
            try:
                with committing(self.connection, self._shared):
                    yield self.connection
            finally:
                # After SQLITE_FULL or SQLITE_IOERR, SQLite may have rolled back already.
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")

    def committed(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What `work` returns, done in one transaction. Raises as `write` does."""
        with self.write() as db:
            return work(db)

    def is_in_place(self) -> bool:
        """Whether the file under the path is the one that is open.

        Raises:
            StoreError: there is none any more.
        """
        with told(self.path):
            found = _identity(self.path)
        if found is None:
            raise StoreError(f"{self.path}: {_GONE}")
        return found == self._opened

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """One consistent view: every statement inside sees the same commit."""
        with told(self.path):
            self.connection.execute("BEGIN")
            try:
                yield self.connection
            finally:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")

    @contextmanager
    def copied(self) -> Iterator[Store]:
        """The same content in a file of its own for the time being: see `private_copy`.

        Raises:
            StoreError: it cannot be copied.
        """
        from sentinel_cli.store.copying import private_copy  # noqa: PLC0415 - for few commands

        with ExitStack() as stack:
            with told(self.path):
                copy = stack.enter_context(private_copy(self.path, self.connection))
                _prepared(copy, _PASSING)
            yield Store(self.path, copy)

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _identity(path: Path) -> Identity | None:
    """The file a path names; None: there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def open_store(path: Path, *, busy_s: float = 10.0, shared: bool = False) -> Store:
    """Open the database at `path`, creating it when there never was one, and bring it up to date.

    Args:
        path: the file; its directory must exist, except a directory named `data`, which is made.
        busy_s: how long to wait for another process's transaction, seconds.
        shared: the connection may be handed from thread to thread (never used by two at once).

    Raises:
        StoreError: no directory, no permission, foreign, empty, damaged or newer database, or one
            that is gone.
    """
    with told(path):
        if not path.exists():
            _refuse_where_one_stood(path)
            _create(path)
        refuse_empty(path)
        opened = _identity(path)
        connection = _connect(path, busy_s=busy_s, shared=shared)
        try:
            check(path, connection)
            _migrate(connection)
            check_tables(path, connection)
            _restore_indexes(path, connection)
        except BaseException:
            connection.close()
            raise
    return Store(path, connection, opened)


def open_to_read(path: Path, *, busy_s: float = 10.0) -> Store:
    """Open a database that is there, to look only: it is neither made, migrated nor changed.

    Raises:
        StoreError: it is missing or of an older version, or for any reason of `open_store`.
    """
    with told(path):
        if not path.exists():
            raise StoreError(absent(path))
        refuse_empty(path)
        connection = _connect(path, busy_s=busy_s, shared=False)
        try:
            check(path, connection)
            _refuse_older(path, connection)
            check_tables(path, connection)
            _refuse_without_index(path, connection)
            connection.execute("PRAGMA query_only = ON")
        except BaseException:
            connection.close()
            raise
    return Store(path, connection)


def absent(path: Path) -> str:
    """Why there is no database at `path`: there never was one, or it was taken away."""
    from sentinel_cli.store.refusals import refusals  # noqa: PLC0415 - most have one

    left = remains(path)
    if not left:
        return f"{path}: there is no database yet; the first `sentinel poll-resolve` makes it"
    names = ", ".join(str(it.relative_to(path.parent)) for it in left)
    turned_away = sum(refusals(path).hours.values())
    return (
        f"{path}: {_GONE}. To begin a new one, stop the receiver and move away what is left: "
        f"{names}. Webhooks turned away: {turned_away}"
    )


def _refuse_where_one_stood(path: Path) -> None:
    """A job must not begin anew where customers wait: its empty list would say that nobody does.

    Whoever makes a database meanwhile has it in its place before anything stands beside it.
    """
    if remains(path) and not path.exists():
        raise StoreError(absent(path))


def _refuse_older(path: Path, connection: sqlite3.Connection) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version < len(MIGRATIONS):
        message = (
            f"{path}: of an older version ({version}, this program's is {len(MIGRATIONS)}); "
            "the next `sentinel poll-resolve` brings it up to date"
        )
        raise StoreError(message)


def _connect(
    path: Path, *, busy_s: float, shared: bool, kept: tuple[str, int] = _LASTING
) -> sqlite3.Connection:
    # mode=rw: a plain connect would create a missing file.
    uri = f"{path.resolve().as_uri()}?mode=rw"
    connection = sqlite3.connect(
        uri, uri=True, timeout=busy_s, isolation_level=None, check_same_thread=not shared
    )
    try:
        return _prepared(connection, kept)
    except BaseException:
        connection.close()
        raise


def _prepared(connection: sqlite3.Connection, kept: tuple[str, int]) -> sqlite3.Connection:
    """Set what every connection needs, and read it back: SQLite ignores a misspelt pragma."""
    journal, synchronous = kept
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA synchronous = {synchronous}")
    # A database in WAL mode would stay in it; asking for another mode changes it back.
    became = connection.execute(f"PRAGMA journal_mode = {journal}").fetchone()[0]
    connection.execute(f"PRAGMA journal_size_limit = {JOURNAL_BYTES}")
    pragmas = ("foreign_keys", "synchronous")
    read = tuple(connection.execute(f"PRAGMA {pragma}").fetchone()[0] for pragma in pragmas)
    if read != (1, synchronous) or became != journal.lower():
        message = f"SQLite did not accept its settings: {read}, journal {became}"
        raise StoreError(message)
    return connection


def _create(path: Path) -> None:
    """Build the new database beside its place and link it there whole: there is never half a one.

    Two processes may do this at once: the link of the second one fails, and the first one's file
    is used.
    """
    if path.parent.name == "data" and not path.parent.exists() and path.parent.parent.is_dir():
        path.parent.mkdir(mode=0o700, exist_ok=True)
    if not path.parent.is_dir():
        message = (
            f"{path}: the directory {path.parent} does not exist; create it, or set SENTINEL_DB"
        )
        raise StoreError(message)
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    draft.unlink(missing_ok=True)
    with closing_handle(new_file(draft)) as handle:
        try:
            give_to_owner(handle, draft.parent)
            connection = _connect(draft, busy_s=1.0, shared=False, kept=_PASSING)
            _migrate(connection)
            connection.close()
            os.fsync(handle)  # once, when it is whole
            with suppress(FileExistsError):
                os.link(draft, path, follow_symlinks=False)
        finally:
            draft.unlink(missing_ok=True)


def refuse_empty(path: Path) -> None:
    """Raise StoreError for a directory, and for a file without content.

    SQLite takes the one for a file it may not read, and the other for a new database.
    """
    if path.is_dir():
        message = f"{path}: it is a directory: let SENTINEL_DB name the database's file"
        raise StoreError(message)
    if path.stat().st_size == 0:
        message = f"{path}: the file is empty, which Sentinel never leaves behind. {RESTORE}"
        raise StoreError(message)


def check(path: Path, connection: sqlite3.Connection) -> None:
    """Raise StoreError for another program's database, or one of a newer Sentinel."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION_ID:
        columns = {row[1] for row in connection.execute("PRAGMA table_info(issues)")}
        other = (
            "the predecessor's database; `sentinel db import` takes it over into a new one"
            if "issue_type" in columns
            else "not a Sentinel database but another program's: let SENTINEL_DB name another file"
        )
        message = f"{path}: {other}"
        raise StoreError(message)
    if version > len(MIGRATIONS):
        message = (
            f"{path}: written by a newer Sentinel (database version {version}, this program knows "
            f"{len(MIGRATIONS)}); install that version again, or restore the backup made before it"
        )
        raise StoreError(message)


def check_tables(path: Path, connection: sqlite3.Connection) -> None:
    """Raise StoreError when a database of the present version lacks one of its tables."""
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    if not names >= TABLES:
        message = f"{path}: tables are missing ({', '.join(sorted(TABLES - names))}). {RESTORE}"
        raise StoreError(message)


def _missing_indexes(connection: sqlite3.Connection) -> list[str]:
    there = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    return sorted(indexes().keys() - there)


def _restore_indexes(path: Path, connection: sqlite3.Connection) -> None:
    """An index somebody dropped holds nothing of its own: it is made again.

    Raises:
        StoreError: it forbids what has been written since.
    """
    for name in _missing_indexes(connection):
        try:
            connection.execute(indexes()[name].replace("INDEX", "INDEX IF NOT EXISTS", 1))
        except sqlite3.IntegrityError as exc:
            message = (
                f"{path}: the index {name} is missing and cannot be made again: {exc}. {RESTORE}"
            )
            raise StoreError(message) from exc


def _refuse_without_index(path: Path, connection: sqlite3.Connection) -> None:
    missing = _missing_indexes(connection)
    if missing:
        message = (
            f"{path}: an index is missing ({', '.join(missing)}); the next `sentinel poll-resolve` "
            "makes it again"
        )
        raise StoreError(message)


def _migrate(connection: sqlite3.Connection) -> None:
    """Bring the schema up to date; each step commits with its number or leaves nothing."""
    if connection.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS):
        return
    connection.create_function("normal_phone", 1, normal_phone, deterministic=True)
    # A table that others refer to cannot be written anew while SQLite minds the references.
    connection.execute("PRAGMA foreign_keys = OFF")
    for version, statements in enumerate(MIGRATIONS):
        _migrate_from(connection, version, statements)
    connection.execute("PRAGMA foreign_keys = ON")


def _migrate_from(connection: sqlite3.Connection, version: int, statements: Sequence[str]) -> None:
    """One step; another process may have made it while this one waited for the lock."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        if connection.execute("PRAGMA user_version").fetchone()[0] == version:
            for statement in statements:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {version + 1}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


@contextmanager
def told(path: Path | str) -> Iterator[None]:
    """Turn SQLite's and the file system's errors into one that says what to do.

    `path` names what was worked on.

    Raises:
        StoreError: whatever failed. RuntimeError where a constraint of ours was broken: a bug.
    """
    try:
        yield
    except sqlite3.OperationalError as exc:
        if str(exc).startswith("Could not decode"):  # it goes on with the text itself
            raise StoreError(f"{path}: {DAMAGED} (a text is no UTF-8). {RESTORE}") from None
        raise StoreError(f"{path}: {_operational(str(exc), Path(path))}") from exc
    except UnicodeDecodeError:
        # SQLite's own message quotes what it could not read.
        raise StoreError(f"{path}: {DAMAGED} (a name is no UTF-8). {RESTORE}") from None
    except DamagedRowError as exc:
        raise StoreError(f"{path}: {DAMAGED} ({exc}). {RESTORE}") from exc
    except sqlite3.IntegrityError as exc:
        # A constraint is our own promise: breaking it is a bug, and must look like one.
        raise RuntimeError(f"{path}: {exc}") from exc
    except sqlite3.DatabaseError as exc:
        raise StoreError(f"{path}: {DAMAGED} ({exc}). {RESTORE}") from exc
    except PermissionError as exc:
        raise StoreError(f"{path}: {exc.strerror}: {_WHOSE}") from exc
    except OSError as exc:
        raise StoreError(f"{path}: {exc.strerror or exc}") from exc


_WHOSE = "check owner and mode of file and directory"


def _operational(message: str, path: Path) -> str:
    """SQLite's message with what an operator can do about it (sqlite.org/rescode.html)."""
    advice = {
        "locked": "another process holds it; see who with `fuser`, or try again",
        "full": "the disk is full; free some space, nothing was changed",
        "readonly": f"it is read-only for this user; {_WHOSE}",
        "unable to open": f"it cannot be opened; {_WHOSE}",
        "disk i/o": "the disk fails; check it before anything else",
        "no such": f"{DAMAGED}. {RESTORE}",
    }
    if on_read_only_disk(path):
        advice |= dict.fromkeys(("readonly", "unable to open"), READ_ONLY_DISK)
    hint = next((hint for word, hint in advice.items() if word in message.lower()), "")
    return f"{message}: {hint}" if hint else message
