"""A copy of the database file that holds up nobody, however large it is: it is locked for moments.

The whole is read without a lock, which takes as long as the disk needs, and sees pages of different
moments. Meanwhile whoever commits tells which pages it changed (`noting`), and these are read
again, the last few under SQLite's shared lock (`copier`).

A child reads. POSIX takes all of a process's locks on a file from it as soon as it closes any of
its handles of that file (sqlite.org/howtocorrupt.html, 2.2).
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sentinel_cli import StoreError
from sentinel_cli.store.copier import EQUAL, ON
from sentinel_cli.store.files import closing_handle, new_file
from sentinel_cli.store.noting import noted, notes_of

if TYPE_CHECKING:
    import subprocess

_COPIER = Path(__file__).with_name("copier.py")
_TO_LOCK = {"query_only": 0, "busy_timeout": 300}
"""Who only looks locks like a writer as well, but not for long."""
ROOM = 16_000_000
"""What a copy leaves free: a full disk turns webhooks away."""


def copy_file(path: Path, connection: sqlite3.Connection, copy: int) -> None:
    """Copy the database that `connection` has open at `path` into an empty file's handle.

    Raises:
        OSError, sqlite3.Error: the copy is not complete.
        StoreError: there is no room for it.
    """
    _refuse_without_room(path, copy)
    real = path.resolve()
    command = [sys.executable, "-I", "-S", str(_COPIER), str(real), str(copy), str(notes_of(real))]
    import subprocess  # noqa: PLC0415 - a megabyte that the receiver, which copies nothing, saves

    child = subprocess.Popen(  # noqa: S603 - a script of ours
        command, pass_fds=(copy,), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with child, ExitStack() as notes:
        await_child(child)
        with nobody_writing(connection):
            notes.enter_context(noted(real))
            ask(child)
        answer = ON
        while answer != EQUAL:
            await_child(child)
            with nobody_committing(connection):
                answer = ask(child)


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
def nobody_committing(connection: sqlite3.Connection) -> Iterator[None]:
    """Others may read and prepare what they write."""
    connection.execute("BEGIN")
    try:
        # BEGIN alone takes no lock.
        connection.execute("SELECT 1 FROM sqlite_schema").fetchone()
        yield
    finally:
        connection.execute("ROLLBACK")


@contextmanager
def nobody_writing(connection: sqlite3.Connection) -> Iterator[None]:
    """Nobody has begun what is not over: whoever begins now finds where to tell it.

    Where that cannot be had, because this user may only read or somebody writes for long, it is
    what a reader has.
    """
    _lock_to_write(connection)
    try:
        with nullcontext() if connection.in_transaction else nobody_committing(connection):
            yield
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _lock_to_write(connection: sqlite3.Connection) -> None:
    """Begin as a writer does, if that can be had."""
    kept = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in _TO_LOCK}
    try:
        for name, value in _TO_LOCK.items():
            connection.execute(f"PRAGMA {name} = {value}")
        with suppress(sqlite3.OperationalError):
            connection.execute("BEGIN IMMEDIATE")
    finally:
        for name, value in kept.items():
            connection.execute(f"PRAGMA {name} = {value}")


def ask(child: subprocess.Popen[str]) -> int:
    """Let the child look, and return its answer; `await_child` is for what it says by itself."""
    print(file=child.stdin, flush=True)
    return await_child(child)


def await_child(child: subprocess.Popen[str]) -> int:
    """The child's next word. Raises OSError: what it failed with."""
    said = child.stdout.readline().strip() if child.stdout else ""
    if not said or int(said) < 0:
        number = -int(said or 0)
        raise OSError(number, os.strerror(number) if number else "the copying was broken off")
    return int(said)


def _refuse_without_room(path: Path, copy: int) -> None:
    free = shutil.disk_usage(copy).free
    size = path.stat().st_size
    if free < size + ROOM:
        message = f"{path}: no room for a copy of {size} bytes: {free} are free"
        raise StoreError(message)
