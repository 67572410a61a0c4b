"""A copy of the database file that holds up nobody: it is read twice, and locked once.

The first reading takes as long as the disk needs, and may see pages of different moments. The
second one, under SQLite's shared lock, finds the few pages written meanwhile and mends them: what
it reads is in memory by then, 5 GB a second, and webhooks wait no longer than that.

A child reads. POSIX takes all of a process's locks on a file from it as soon as it closes any of
its handles of that file (sqlite.org/howtocorrupt.html, 2.2).
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

from sentinel_cli import StoreError
from sentinel_cli.store.files import closing_handle, new_file

_COPIER = Path(__file__).with_name("copier.py")
ROOM = 16_000_000
"""What a copy leaves free: a full disk turns webhooks away."""


def copy_file(path: Path, connection: sqlite3.Connection, copy: int) -> None:
    """Copy the database that `connection` has open at `path` into an empty file's handle.

    Raises:
        OSError, sqlite3.Error: the copy is not complete.
        StoreError: there is no room for it.
    """
    _refuse_without_room(path, copy)
    command = [sys.executable, "-I", "-S", str(_COPIER), str(path.resolve()), str(copy)]
    import subprocess  # noqa: PLC0415 - a megabyte that the receiver, which copies nothing, saves

    child = subprocess.Popen(  # noqa: S603 - a script of ours
        command, pass_fds=(copy,), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with child:
        await_child(child.stdout)
        with _shared_lock(connection):
            print(file=child.stdin, flush=True)
            await_child(child.stdout)


@contextmanager
def private_copy(path: Path, connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """A connection to a copy of the database, for the time being.

    The copy lies beside the database and loses its name before it has any content: nobody else can
    open it, and whatever happens nothing is left of it. Raises: see `copy_file`.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.copy")
    draft.unlink(missing_ok=True)
    with closing_handle(new_file(draft)) as handle:
        try:
            copied = sqlite3.connect(draft, isolation_level=None, check_same_thread=False)
        finally:
            draft.unlink()
        with closing(copied):
            copy_file(path, connection, handle)
            yield copied


@contextmanager
def _shared_lock(connection: sqlite3.Connection) -> Iterator[None]:
    """Others may read and prepare what they write, and nobody commits."""
    connection.execute("BEGIN")
    try:
        # BEGIN alone takes no lock.
        connection.execute("SELECT 1 FROM sqlite_schema").fetchone()
        yield
    finally:
        connection.execute("ROLLBACK")


def await_child(answers: IO[str] | None) -> None:
    """Wait until the child has read the file once more. Raises OSError: what it failed with."""
    answer = answers.readline().strip() if answers else ""
    if answer != "0":
        number = int(answer) if answer else 0
        raise OSError(number, os.strerror(number) if number else "the copying was broken off")


def _refuse_without_room(path: Path, copy: int) -> None:
    free = shutil.disk_usage(copy).free
    size = path.stat().st_size
    if free < size + ROOM:
        message = f"{path}: no room for a copy of {size} bytes: {free} are free"
        raise StoreError(message)
