"""Which pages a commit changes: told to whoever copies the database meanwhile (`store.copier`).

Before SQLite writes a page it keeps the old one in the rollback journal, whose records bear the
pages' numbers (sqlite.org/fileformat.html, 3). Two kinds of pages are not there: those behind the
end of the file, and those taken from the list of free ones. The copier finds both itself, if every
page that becomes free is in the journal: so it is wiped (`secure_delete`). And nothing is written
to the file before it is told (`cache_spill`).

A commit is told twice, before it and after it: one that was told only once may have happened.
While nobody copies, all this costs a look for a file that is not there.
"""

from __future__ import annotations

import fcntl
import os
import stat
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from sqlite3 import Connection

from sentinel_cli import baton
from sentinel_cli.store.files import closing_handle, give_to_owner, new_file

_HEADER = struct.Struct(">8sIIIII")
"""Magic, records, nonce, pages before the transaction, bytes of a sector and of a page."""
_SUMMED = 200
"""Every so manieth byte of a page, from behind, is in its record's checksum."""


@lru_cache(maxsize=4)
def notes_of(database: Path) -> Path:
    """Where commits are told while the database is copied: every commit looks there."""
    return database.with_name(f"{database.name}.changes")


@contextmanager
def committing(connection: Connection, database: Path | None) -> Iterator[None]:
    """Commit what is done within; where somebody copies the database, tell it.

    What cannot be told is committed all the same: the copier sees that something is missing.
    `database` None: nobody else has it.
    """
    notes = _open(notes_of(database)) if database else None
    if database is None or notes is None:
        yield
        _commit(connection)
        return
    with closing_handle(notes), _told_before_written(connection):
        yield
        commit = f"{os.getpid()}.{time.monotonic_ns()}"
        pages = changed_pages(database.with_name(f"{database.name}-journal"))
        is_told = bool(pages) and _tell(notes, f"{commit} {' '.join(map(str, sorted(pages)))}")
        _commit(connection)
        if is_told:
            _tell(notes, commit)


def _commit(connection: Connection) -> None:
    with baton.passed():  # it waits for the disk
        connection.execute("COMMIT")


@contextmanager
def noted(database: Path) -> Iterator[None]:
    """Let every commit be told from now on; to be entered while nobody writes.

    Where that cannot be, because another copy is being made or for want of a right, nothing is.
    """
    path = notes_of(database)
    try:
        handle = new_file(path)
    except OSError:
        yield
        return
    with closing_handle(handle):
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            give_to_owner(handle, path.parent)
            yield
        finally:
            path.unlink(missing_ok=True)


def changed_pages(journal: Path) -> frozenset[int]:
    """The pages that the transaction which is open has changed; none: it has changed nothing."""
    try:
        handle = os.open(journal, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return frozenset()
    with closing_handle(handle):
        return frozenset(_records(handle))


def _records(journal: int) -> Iterator[int]:
    """The numbers in every part of the journal; a part begins at a sector.

    After a commit the first header is zero (PERSIST). Until a part is on the disk its header says
    of no records, and those of older transactions may follow: their checksums are of another nonce.
    """
    at = 0
    while len(header := os.pread(journal, _HEADER.size, at)) == _HEADER.size:
        _, records, nonce, _, sector, size = _HEADER.unpack(header)
        if not size:
            return
        at += sector
        read = 0
        while not records or read < records:
            record = os.pread(journal, size + 8, at)
            if len(record) < size + 8 or not _is_whole(record, nonce):
                break
            yield int.from_bytes(record[:4], "big")
            at += size + 8
            read += 1
        if not records or read < records:
            return
        at = -(-at // sector) * sector


def _is_whole(record: bytes, nonce: int) -> bool:
    page = record[4:-4]
    total = nonce + sum(page[at] for at in range(len(page) - _SUMMED, 0, -_SUMMED))
    return total % (1 << 32) == int.from_bytes(record[-4:], "big")


def _open(notes: Path) -> int | None:
    """The handle to tell by; None: nobody copies the database."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        handle = os.open(notes, flags)
    except OSError:
        return None
    about = os.fstat(handle)
    if stat.S_ISREG(about.st_mode) and about.st_nlink == 1 and _is_held(handle):
        return handle
    os.close(handle)
    with suppress(OSError):  # of a copying that was killed, or none of ours
        notes.unlink()
    return None


def _is_held(handle: int) -> bool:
    """Whether who copies still lives: the kernel takes the lock of the dead."""
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


@contextmanager
def _told_before_written(connection: Connection) -> Iterator[None]:
    wipes = connection.execute("PRAGMA secure_delete").fetchone()[0]
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA cache_spill = OFF")
    try:
        yield
    finally:
        connection.execute("PRAGMA cache_spill = ON")
        connection.execute(f"PRAGMA secure_delete = {wipes}")


def _tell(handle: int, line: str) -> bool:
    told = f"{line}\n".encode()
    with suppress(OSError):
        return os.write(handle, told) == len(told)
    return False
