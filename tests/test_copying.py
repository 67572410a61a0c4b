"""A copy of the database: one moment of it, made without holding anybody up, and gone after use."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from engine import Engine, engine
from facts import asks, at, replies
from hypothesis import given, settings
from hypothesis import strategies as st

from sentinel_cli import BusyError, StoreError
from sentinel_cli.engine.locks import only_one
from sentinel_cli.jobs.upkeep import backup
from sentinel_cli.store import Store, copier, copying, open_store
from sentinel_cli.store.copier import EQUAL, ON, READY, Copying, State
from sentinel_cli.store.noting import noted, notes_of
from sentinel_cli.store.upkeep import examine

NOBODY = 65534
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")


@pytest.fixture
def installed(tmp_path: Path) -> Iterator[Engine]:
    made = engine(tmp_path)
    made.hears(asks("09:00"), at("09:00"))
    yield made
    made.store.close()


# The reading ------------------------------------------------------------------------------------


def test_a_second_reading_writes_what_changed_and_nothing_else(tmp_path: Path) -> None:
    path, copy = tmp_path / "file", tmp_path / "copy"
    content = bytearray(os.urandom(5 * copier.PIECE + 4096))
    path.write_bytes(content)
    with path.open("rb") as source, copy.open("w+b") as target:
        copier.mend(source.fileno(), target.fileno(), is_first=True)
        assert copy.read_bytes() == content
        content[3 * copier.PIECE + 17] ^= 1
        content += os.urandom(4096)
        path.write_bytes(content)
        before = moved("wchar")
        copier.mend(source.fileno(), target.fileno(), is_first=False)
        written = moved("wchar") - before
    assert copy.read_bytes() == content
    assert written <= 2 * copier.PIECE


def moved(which: str) -> int:
    """The bytes this process had read (`rchar`) or written (`wchar`) until now (proc(5))."""
    io = Path("/proc/self/io").read_text()
    return next(int(line.split()[1]) for line in io.splitlines() if line.startswith(which))


def test_a_file_that_shrank_is_copied_as_short_as_it_is(tmp_path: Path) -> None:
    path, copy = tmp_path / "file", tmp_path / "copy"
    path.write_bytes(b"x" * 3 * copier.PIECE)
    with path.open("rb") as source, copy.open("w+b") as target:
        copier.mend(source.fileno(), target.fileno(), is_first=True)
        path.write_bytes(b"y" * copier.PIECE)
        copier.mend(source.fileno(), target.fileno(), is_first=False)
    assert copy.read_bytes() == path.read_bytes()


def test_the_database_is_locked_while_the_child_is_asked_and_not_while_it_reads(
    installed: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await_child = copying.await_child
    locks = []

    def looked(child: subprocess.Popen[str]) -> int:
        answer = await_child(child)
        locks.append((answer, installed.store.connection.in_transaction))
        return answer

    monkeypatch.setattr(copying, "await_child", looked)
    with installed.store.copied():
        assert not installed.store.connection.in_transaction
    assert locks == [(READY, False), (ON, True), (READY, False), (EQUAL, True)]


# What is told meanwhile ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Works:
    """A store, and a copying of it that is under way; `looker` is the copier's own connection."""

    store: Store
    looker: sqlite3.Connection
    copy: Path
    making: Copying

    def is_equal(self) -> bool:
        with copying.nobody_committing(self.looker):
            return self.making.is_equal()

    def finish(self) -> None:
        while not self.is_equal():
            self.making.read_changed()

    def differ(self) -> set[int]:
        """The pages in use that are not the same in the copy."""
        state = State.of(self.making.source)
        ours, theirs = self.copy.read_bytes(), self.store.path.read_bytes()
        assert len(ours) == len(theirs)
        pages = (range(at, at + state.page) for at in range(0, len(ours), state.page))
        return {
            number
            for number, page in enumerate(pages, start=1)
            if ours[page.start : page.stop] != theirs[page.start : page.stop]
        } - state.free


@contextmanager
def under_way(directory: Path, *, rows: int = 0) -> Iterator[Works]:
    """A database with so many kilobytes in it, read whole by a copier who is told what follows."""
    path, copy = directory / "sentinel.db", directory / "copy"
    with (
        open_store(path) as store,
        closing(sqlite3.connect(path, isolation_level=None)) as looker,
        copy.open("w+b") as target,
        path.open("rb") as source,
        ExitStack() as notes,
    ):
        put(store, range(rows))
        making = Copying(source.fileno(), target.fileno())
        with copying.nobody_writing(looker):
            notes.enter_context(noted(path))
            making.begin(str(notes_of(path)))
        making.read_all()
        yield Works(store, looker, copy, making)


def put(store: Store, rows: range, size: int = 1000) -> None:
    with store.write() as db:
        db.executemany(
            "INSERT INTO kv_store (key, value) VALUES (?, hex(zeroblob(? / 2))) "
            "ON CONFLICT (key) DO UPDATE SET value = excluded.value || 'x'",
            [(f"row {row}", size) for row in rows],
        )


@pytest.mark.parametrize("rows", [100, 10_000])
def test_what_is_read_under_the_lock_hangs_on_what_was_committed_and_not_on_the_size(
    tmp_path: Path, rows: int
) -> None:
    with under_way(tmp_path, rows=rows) as works:
        for row in range(3):
            put(works.store, range(row, row + 1))
        before = moved("rchar")
        assert works.is_equal()
        assert moved("rchar") - before < 200_000
        assert works.differ() == set()


def test_a_burst_is_read_without_the_lock_first(tmp_path: Path) -> None:
    with under_way(tmp_path, rows=4000) as works:
        put(works.store, range(4000))
        assert not works.is_equal()
        works.making.read_changed()
        put(works.store, range(1))
        before = moved("rchar")
        assert works.is_equal()
        assert moved("rchar") - before < 200_000
        assert works.differ() == set()


def test_a_line_typed_into_sqlite_is_not_told_and_the_whole_is_read_again(tmp_path: Path) -> None:
    with under_way(tmp_path, rows=1000) as works:
        put(works.store, range(1))
        with closing(sqlite3.connect(works.store.path)) as shell, shell:
            shell.execute("UPDATE kv_store SET value = 'typed' WHERE key = 'row 999'")
        before = moved("rchar")
        assert works.is_equal()
        assert moved("rchar") - before > works.store.path.stat().st_size
        assert works.differ() == set()


def test_a_write_that_came_to_nothing_leaves_the_copy_right(tmp_path: Path) -> None:
    with under_way(tmp_path, rows=100) as works:
        with suppress(ZeroDivisionError), works.store.write() as db:
            db.execute("UPDATE kv_store SET value = 'no'")
            raise ZeroDivisionError
        notes = notes_of(works.store.path)
        with notes.open("ab") as told:
            told.write(b"4711.1 2 3 4\n")  # and was killed before it could tell that it was over
        put(works.store, range(1))
        assert works.is_equal()
        assert works.differ() == set()


KINDS = st.sampled_from(("put", "grow", "delete", "undone", "in part", "typed", "read"))


@pytest.mark.slow
@given(st.lists(st.tuples(KINDS, st.integers(0, 40), st.integers(1, 30)), max_size=25))
@settings(max_examples=50, deadline=None)
def test_whatever_is_written_meanwhile_every_page_in_use_is_the_same(
    steps: list[tuple[str, int, int]],
) -> None:
    with TemporaryDirectory() as directory, under_way(Path(directory), rows=60) as works:
        for kind, first, many in steps:
            rows = range(first, first + many)
            match kind:
                case "put":
                    put(works.store, rows)
                case "grow":
                    put(works.store, rows, size=9000)
                case "delete":
                    with works.store.write() as db:
                        db.executemany("DELETE FROM kv_store WHERE key = ?", _keys(rows))
                case "undone":
                    with suppress(ZeroDivisionError), works.store.write() as db:
                        db.executemany("DELETE FROM kv_store WHERE key = ?", _keys(rows))
                        raise ZeroDivisionError
                case "in part":
                    with works.store.write() as db:
                        db.execute("SAVEPOINT part")
                        db.executemany("DELETE FROM kv_store WHERE key = ?", _keys(rows))
                        db.execute("ROLLBACK TO part")
                        db.execute("DELETE FROM kv_store WHERE key = ?", (f"row {first}",))
                case "typed" if many == 1:
                    with closing(sqlite3.connect(works.store.path)) as shell, shell:
                        shell.execute("DELETE FROM kv_store WHERE key = ?", (f"row {first}",))
                case _:
                    with copying.nobody_committing(works.looker):
                        works.making.note()
                    works.making.read_changed()
        works.finish()
        assert works.differ() == set()


def _keys(rows: range) -> list[tuple[str]]:
    return [(f"row {row}",) for row in rows]


def test_what_a_killed_copying_left_is_thrown_away_by_whoever_commits_next(
    installed: Engine,
) -> None:
    left = notes_of(installed.store.path)
    left.write_bytes(b"")
    with installed.store.copied() as copy:  # it is not told of anything, and right all the same
        assert Engine(copy, installed.settings).issues() == installed.issues()
    installed.hears(replies("09:10"), at("09:10"))
    assert not left.exists()


def test_a_second_copying_at_the_same_time_is_right_as_well(installed: Engine) -> None:
    with noted(installed.store.path), installed.store.copied() as copy:
        installed.hears(replies("09:10"), at("09:10"))
        assert copy.connection.execute("PRAGMA integrity_check").fetchall()[0][0] == "ok"


@pytest.mark.parametrize("kind", ["link", "hard link", "pipe"])
def test_commits_are_told_to_no_file_but_the_copiers(
    installed: Engine, tmp_path: Path, kind: str
) -> None:
    other, notes = tmp_path / "other", notes_of(installed.store.path)
    other.write_bytes(b"root's report")
    match kind:
        case "link":
            notes.symlink_to(other)
        case "hard link":
            notes.hardlink_to(other)
        case _:
            os.mkfifo(notes)
    installed.hears(replies("09:10"), at("09:10"))
    assert other.read_bytes() == b"root's report"


# The copy -----------------------------------------------------------------------------------------


def test_what_happens_to_a_copy_happens_to_nothing_else(installed: Engine) -> None:
    before = installed.issues()
    with installed.store.copied() as copy:
        Engine(copy, installed.settings).hears(replies("09:10"), at("09:10"))
        assert Engine(copy, installed.settings).issues() != before
    assert installed.issues() == before


def test_a_copy_has_no_name_while_it_is_used(installed: Engine) -> None:
    directory = installed.store.path.parent
    before = sorted(directory.iterdir())
    with installed.store.copied() as copy:
        assert sorted(directory.iterdir()) == before
        assert copy.connection.execute("PRAGMA integrity_check").fetchall()[0][0] == "ok"
    assert sorted(directory.iterdir()) == before


def test_other_connections_keep_their_locks_while_the_file_is_copied(installed: Engine) -> None:
    """A process that closes a file loses its locks on it: so a child reads."""
    with closing(sqlite3.connect(installed.store.path, isolation_level=None)) as mine:
        mine.execute("BEGIN IMMEDIATE")
        with installed.store.copied():
            pass
        with (
            closing(sqlite3.connect(installed.store.path, timeout=0)) as other,
            pytest.raises(sqlite3.OperationalError, match="locked"),
        ):
            other.execute("BEGIN IMMEDIATE")


def test_a_database_without_room_for_a_copy_is_neither_copied_nor_called_sound(
    installed: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "ROOM", 1 << 60)
    with pytest.raises(StoreError, match="no room for a copy"), installed.store.copied():
        pytest.fail("it was copied")
    found = examine(installed.store.path)
    assert (found.problems, "no room for a copy" in found.unread) == ((), True)


# Files that are not what their name says ---------------------------------------------------------


@pytest.mark.parametrize("kind", ["link", "hard link", "pipe", "file"])
def test_a_lock_that_is_no_lock_of_ours_is_refused_and_left_alone(
    installed: Engine, tmp_path: Path, kind: str
) -> None:
    other = tmp_path / "other"
    path = installed.store.path.with_name("sentinel.db.poll.lock")
    other.write_bytes(b"")
    match kind:
        case "link":
            path.symlink_to(other)
        case "hard link":
            path.hardlink_to(other)
        case "pipe":
            os.mkfifo(path)
        case _:
            path.write_bytes(b"root's report")
    with pytest.raises(StoreError, match="lock"), only_one(installed.store.path, "poll"):
        pytest.fail("it was taken")
    assert other.read_bytes() == b""


@as_root
def test_root_gives_away_what_it_made_and_no_file_behind_a_link(installed: Engine) -> None:
    directory, secret = installed.store.path.parent, installed.store.path.parent.parent / "secret"
    secret.write_bytes(b"")
    os.chown(directory, NOBODY, NOBODY)
    (directory / "sentinel.db.poll.lock").symlink_to(secret)
    with pytest.raises(StoreError), only_one(installed.store.path, "poll"):
        pytest.fail("it was taken")
    assert secret.stat().st_uid == 0
    with only_one(installed.store.path, "backup"):
        assert (directory / "sentinel.db.backup.lock").stat().st_uid == NOBODY
    made = backup(installed.store, None, keep=1, now_ms=at("09:30"))
    assert {made.path.stat().st_uid, made.path.parent.stat().st_uid} == {NOBODY}


@as_root
def test_root_keeps_no_copies_where_a_link_leads(installed: Engine, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (installed.store.path.parent / "backups").symlink_to(elsewhere)
    with pytest.raises(StoreError, match="backups"):
        backup(installed.store, None, keep=1, now_ms=at("09:30"))
    assert list(elsewhere.iterdir()) == []


@as_root
def test_a_link_in_place_of_the_database_gives_no_copy_of_what_it_names(tmp_path: Path) -> None:
    secret, link, target = tmp_path / "secret", tmp_path / "link", tmp_path / "copy"
    secret.write_bytes(b"root:$6$not-a-database\n" * 100)
    link.symlink_to(secret)
    for path in (secret, link):
        with target.open("w+b") as copy, pytest.raises(OSError, match=r"database|symbolic"):
            copier.main(str(path), copy.fileno(), "notes")
        assert target.read_bytes() == b""


def test_a_second_run_is_told_that_the_first_holds_the_lock(installed: Engine) -> None:
    with (
        only_one(installed.store.path, "poll"),
        pytest.raises(BusyError),
        only_one(installed.store.path, "poll"),
    ):
        pytest.fail("it was taken twice")
