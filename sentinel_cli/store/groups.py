"""Writes that wait for the database are taken together, in one transaction.

A commit costs the same few fsyncs whatever it holds, and while one group commits the next gathers.
The first of those who wait does the work of all, on its own thread; there is no other thread. What
a group is told happens after its commit: nobody is told of a write that could still be undone, and
a commit that fails fails for all of them. A group in which one write fails is undone, and each of
it is written alone: who fails then fails alone.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from sqlite3 import Connection
from typing import Any, Generic, TypeVar

from sentinel_cli import StoreError, baton
from sentinel_cli.store.connection import Store

T = TypeVar("T")


def _held() -> threading.Lock:
    lock = threading.Lock()
    lock.acquire()
    return lock


@dataclass(slots=True, eq=False)
class _Turn(Generic[T]):
    """One write: what it does, and once its group is over what came of it.

    `call` is let go once, to wake its thread alone: when it is over, or when it is to lead.
    """

    work: Callable[[Connection], T]
    call: threading.Lock = field(default_factory=_held)
    result: T | None = None
    error: Exception | None = None
    is_over: bool = False


class _OneFailedError(Exception):
    """A write of a group failed; the others' are undone with it."""


class GroupedWrites:
    """One store for several threads, whose writes it commits in groups.

    `patience_s`: how long a write waits for those before it. `reopened` opens the store again, for
    when another file has come under its path.
    """

    def __init__(self, store: Store, *, patience_s: float, reopened: Callable[[], Store]) -> None:
        self.store = store
        self._reopened = reopened
        self._patience_s = patience_s
        self._lock = threading.Lock()
        # Both are touched with `_lock` held only. Who leads takes all who wait along; a turn that
        # is neither waiting nor over is in its hands.
        self._waiting: list[_Turn[Any]] = []
        self._is_led = False

    @property
    def waiting(self) -> int:
        """How many writes wait for the group before them."""
        return len(self._waiting)

    def close(self) -> None:
        """Close the store, whichever file it is by now."""
        self.store.close()

    def committed(self, work: Callable[[Connection], T]) -> T:
        """What `work` returns, done in one transaction with whoever else waits, and on disk.

        What `work` raises undoes its own part alone, and is raised here.

        Raises:
            StoreError: those before it wait too long, or nothing of its group could be stored.
        """
        turn = _Turn(work)
        with self._lock:
            self._waiting.append(turn)
            is_led, self._is_led = self._is_led, True
        if is_led:
            with baton.passed():
                self._await_call(turn)
        if not turn.is_over:
            self._lead()
        if turn.error is not None:
            raise turn.error
        return turn.result  # type: ignore[return-value] # without an error there is one

    def _await_call(self, turn: _Turn[Any]) -> None:
        """Wait until this turn is over, or is to lead the next group."""
        if turn.call.acquire(timeout=self._patience_s):
            return
        with self._lock:
            if turn in self._waiting:
                if turn.call.acquire(blocking=False):
                    return  # at the last moment: nobody else would lead
                self._waiting.remove(turn)
                raise StoreError("the webhooks before this one still wait for the database")
        # Being written already: it ends when SQLite's own patience does.
        turn.call.acquire()

    def _lead(self) -> None:
        """Write all who wait and let their threads go; whatever happens, the next one may lead."""
        with self._lock:
            group, self._waiting = self._waiting, []
        failure: StoreError | None = StoreError("the group this was to be stored with failed")
        try:
            self._write(group)
            failure = None
        except StoreError as exc:
            failure = exc
        finally:
            self._let_go(group, failure)

    def _write(self, group: Sequence[_Turn[Any]]) -> None:
        """Write them in the file that the store's path names before it and after it."""
        self._follow()
        if len(group) == 1 or not self._take_together(group):
            for turn in group:
                self._take_alone(turn)
        if not self.store.is_in_place():
            raise StoreError(f"{self.store.path}: the database was replaced while this was stored")

    def _take_together(self, group: Sequence[_Turn[Any]]) -> bool:
        """One transaction for all; whether each could be done in it, else none was."""
        try:
            with self.store.write() as db:
                for turn in group:
                    self._take(db, turn)
        except _OneFailedError:
            return False
        return True

    def _follow(self) -> None:
        """After a restore the path names another file: what is written to the old one is lost."""
        if not self.store.is_in_place():
            fresh = self._reopened()
            self.store.close()
            self.store = fresh

    def _take_alone(self, turn: _Turn[Any]) -> None:
        """One turn in a transaction of its own, which is undone where it fails."""
        try:
            turn.result = self.store.committed(turn.work)
        except Exception as exc:  # noqa: BLE001 - it is raised again, on the thread whose work it is
            turn.error = exc

    def _take(self, db: Connection, turn: _Turn[Any]) -> None:
        """One turn of several. Raises _OneFailedError for whatever it raises."""
        try:
            turn.result = turn.work(db)
        except Exception as exc:
            raise _OneFailedError from exc

    def _let_go(self, group: Sequence[_Turn[Any]], failure: StoreError | None) -> None:
        """Wake each thread of the group, and of those who wait now the first one, to lead."""
        with self._lock:
            for turn in group:
                turn.error = failure or turn.error
                turn.is_over = True
            self._is_led = bool(self._waiting)
            for turn in (*self._waiting[:1], *group):
                turn.call.release()
