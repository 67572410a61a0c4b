"""Writes of several threads in one transaction: what each is told is on disk, and whole."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from sqlite3 import Connection

import pytest

from sentinel_cli import StoreError
from sentinel_cli.store import open_store, state
from sentinel_cli.store.groups import GroupedWrites

PATIENCE_S = 20.0


def grouped(path: Path, *, patience_s: float = PATIENCE_S, busy_s: float = 10.0) -> GroupedWrites:
    opened = partial(open_store, path, busy_s=busy_s, shared=True)
    return GroupedWrites(opened(), patience_s=patience_s, reopened=opened)


@pytest.fixture
def writes(tmp_path: Path) -> Iterator[GroupedWrites]:
    with closing(grouped(tmp_path / "sentinel.db")) as opened:
        yield opened


def keeps(key: str, db: Connection) -> str:
    """A write that says which one it was."""
    state.put(db, key, "1")
    return key


def breaks(key: str, db: Connection) -> str:
    """A write that fails with half of it done."""
    keeps(key, db)
    raise RuntimeError(key)


def stored(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as db:
        return {row[0] for row in db.execute("SELECT key FROM kv_store")}


@contextmanager
def together(
    writes: GroupedWrites, *works: Callable[[Connection], str]
) -> Iterator[list[Future[str]]]:
    """All of `works` wait behind a first write, which goes on when the block begins."""
    begun, gate = threading.Event(), threading.Event()

    def first(db: Connection) -> str:
        begun.set()
        assert gate.wait(PATIENCE_S)
        return keeps("first", db)

    with ThreadPoolExecutor(len(works) + 1) as pool:
        leading = pool.submit(writes.committed, first)
        assert begun.wait(PATIENCE_S)
        waiting = [pool.submit(writes.committed, work) for work in works]
        while writes.waiting < len(works):
            pass
        gate.set()
        yield [leading, *waiting]


def commits(writes: GroupedWrites) -> list[str]:
    """Every commit from now on."""
    said: list[str] = []
    writes.store.connection.set_trace_callback(
        lambda statement: said.append(statement) if statement == "COMMIT" else None
    )
    return said


def test_those_who_wait_are_committed_at_once_and_each_gets_its_own_answer(
    writes: GroupedWrites,
) -> None:
    said = commits(writes)
    names = [f"w{number}" for number in range(12)]
    with together(writes, *(partial(keeps, name) for name in names)) as ended:
        assert [each.result() for each in ended] == ["first", *names]
    assert len(said) == 2
    assert stored(writes.store.path) == {"first", *names}


def test_a_write_that_fails_is_undone_alone(writes: GroupedWrites) -> None:
    works = (partial(keeps, "before"), partial(breaks, "broken"), partial(keeps, "after"))
    with together(writes, *works) as (_, before, broken, after):
        assert (before.result(), after.result()) == ("before", "after")
        with pytest.raises(RuntimeError, match="broken"):
            broken.result()
    assert stored(writes.store.path) == {"first", "before", "after"}


def test_a_commit_that_fails_fails_for_all_of_its_group_and_the_next_one_is_not_harmed(
    tmp_path: Path,
) -> None:
    path = tmp_path / "sentinel.db"
    with (
        closing(grouped(path, busy_s=0.05)) as writes,
        closing(sqlite3.connect(path, isolation_level=None)) as reader,
    ):
        names = [f"w{number}" for number in range(5)]
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM kv_store").fetchall()  # while it reads nobody can commit
        with together(writes, *(partial(keeps, name) for name in names)) as ended:
            errors = [each.exception() for each in ended]
        assert {type(error) for error in errors} == {StoreError}
        assert all("locked" in str(error) for error in errors)
        reader.execute("ROLLBACK")
        assert stored(path) == set()
        assert writes.committed(partial(keeps, "later")) == "later"
    assert stored(path) == {"later"}


def test_when_sqlite_undoes_all_of_a_group_only_what_is_stored_is_acknowledged(
    writes: GroupedWrites,
) -> None:
    def undoes_all(db: Connection) -> str:
        """As SQLite itself does when the disk is full or fails."""
        db.execute("ROLLBACK")
        raise sqlite3.OperationalError("database or disk is full")

    with together(writes, partial(keeps, "before"), undoes_all, partial(keeps, "after")) as ended:
        first, before, undone, after = ended
        with pytest.raises(StoreError, match="the disk is full"):
            undone.result()
        assert [each.result() for each in (first, before, after)] == ["first", "before", "after"]
    assert stored(writes.store.path) == {"first", "before", "after"}


def test_who_waits_too_long_is_told_so_and_not_written_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "sentinel.db"
    begun, gate = threading.Event(), threading.Event()

    def slow(db: Connection) -> str:
        begun.set()
        assert gate.wait(PATIENCE_S)
        return keeps("slow", db)

    with closing(grouped(path, patience_s=0.05)) as writes, ThreadPoolExecutor(1) as pool:
        leading = pool.submit(writes.committed, slow)
        assert begun.wait(PATIENCE_S)
        with pytest.raises(StoreError, match="still wait for the database"):
            writes.committed(partial(keeps, "impatient"))
        gate.set()
        assert leading.result() == "slow"
        assert writes.committed(partial(keeps, "next")) == "next"
    assert stored(path) == {"slow", "next"}


def test_many_threads_at_once_lose_nothing_and_commit_less_often(writes: GroupedWrites) -> None:
    said = commits(writes)
    names = [f"w{number}" for number in range(300)]
    with ThreadPoolExecutor(16) as pool:
        told = list(pool.map(lambda name: writes.committed(partial(keeps, name)), names))
    assert told == names
    assert stored(writes.store.path) == set(names)
    assert len(said) <= len(names)


def test_however_impatient_they_are_each_is_told_the_truth_and_somebody_always_leads(
    tmp_path: Path,
) -> None:
    path = tmp_path / "sentinel.db"
    names = [f"w{number}" for number in range(400)]
    with closing(grouped(path, patience_s=0.0005)) as writes, ThreadPoolExecutor(16) as pool:
        told = [pool.submit(writes.committed, partial(keeps, name)) for name in names]
        errors = [each.exception(PATIENCE_S) for each in told]
        assert writes.committed(partial(keeps, "last")) == "last"
    kept = {name for name, error in zip(names, errors, strict=True) if error is None}
    assert {type(error) for error in errors} <= {type(None), StoreError}
    assert stored(path) == {*kept, "last"}


# Another file under the path ---------------------------------------------------------------------


def test_after_a_restore_the_new_file_is_written_to(tmp_path: Path, writes: GroupedWrites) -> None:
    path, copy = writes.store.path, tmp_path / "copy"
    shutil.copy(path, copy)
    writes.committed(partial(keeps, "lost with the old file"))
    copy.replace(path)
    assert writes.committed(partial(keeps, "new")) == "new"
    assert stored(path) == {"new"}


def test_a_deleted_database_is_said_and_not_made_anew(writes: GroupedWrites) -> None:
    path = writes.store.path
    kept = path.with_name("kept")
    path.rename(kept)
    with pytest.raises(StoreError, match="the database is gone"):
        writes.committed(partial(keeps, "nowhere"))
    assert not path.exists()
    kept.rename(path)
    assert writes.committed(partial(keeps, "back")) == "back"
    assert stored(path) == {"back"}


def test_what_was_written_while_the_file_was_replaced_is_not_acknowledged(
    tmp_path: Path, writes: GroupedWrites
) -> None:
    path, copy = writes.store.path, tmp_path / "copy"
    shutil.copy(path, copy)

    def replaced_meanwhile(db: Connection) -> str:
        copy.replace(path)
        return keeps("into the old file", db)

    with pytest.raises(StoreError, match=r"replaced while|readonly"):
        writes.committed(replaced_meanwhile)
    assert stored(path) == set()
    assert writes.committed(partial(keeps, "again")) == "again"


def test_a_file_that_is_no_database_is_refused_until_a_good_one_is_there(
    tmp_path: Path, writes: GroupedWrites
) -> None:
    path, good = writes.store.path, tmp_path / "good"
    shutil.copy(path, good)
    junk = tmp_path / "junk"
    junk.write_bytes(b"remember the milk\n" * 400)
    junk.replace(path)
    with pytest.raises(StoreError, match="not a database"):
        writes.committed(partial(keeps, "nowhere"))
    good.replace(path)
    assert writes.committed(partial(keeps, "back")) == "back"
