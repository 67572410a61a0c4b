"""A copy of the database: one moment of it, made without holding anybody up, and gone after use."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from engine import Engine, engine
from facts import asks, at, replies

from sentinel_cli import BusyError, StoreError
from sentinel_cli.engine.locks import only_one
from sentinel_cli.jobs.upkeep import backup
from sentinel_cli.store import copier, copying
from sentinel_cli.store.upkeep import examine

NOBODY = 65534
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")


@pytest.fixture
def installed(tmp_path: Path) -> Iterator[Engine]:
    made = engine(tmp_path)
    made.hears(asks("09:00"), at("09:00"))
    yield made
    made.store.close()


# The two readings --------------------------------------------------------------------------------


def test_the_second_reading_writes_what_changed_and_nothing_else(tmp_path: Path) -> None:
    path, copy = tmp_path / "file", tmp_path / "copy"
    content = bytearray(os.urandom(5 * copier.PIECE + 4096))
    path.write_bytes(content)
    with path.open("rb") as source, copy.open("w+b") as target:
        copier.mend(source.fileno(), target.fileno(), is_first=True)
        assert copy.read_bytes() == content
        content[3 * copier.PIECE + 17] ^= 1
        content += os.urandom(4096)
        path.write_bytes(content)
        before = Path("/proc/self/io").read_text()
        copier.mend(source.fileno(), target.fileno(), is_first=False)
        after = Path("/proc/self/io").read_text()
    assert copy.read_bytes() == content
    assert written(after) - written(before) <= 2 * copier.PIECE


def written(io: str) -> int:
    """The bytes a process had written until then (proc(5))."""
    return next(int(line.split()[1]) for line in io.splitlines() if line.startswith("wchar"))


def test_a_file_that_shrank_is_copied_as_short_as_it_is(tmp_path: Path) -> None:
    path, copy = tmp_path / "file", tmp_path / "copy"
    path.write_bytes(b"x" * 3 * copier.PIECE)
    with path.open("rb") as source, copy.open("w+b") as target:
        copier.mend(source.fileno(), target.fileno(), is_first=True)
        path.write_bytes(b"y" * copier.PIECE)
        copier.mend(source.fileno(), target.fileno(), is_first=False)
    assert copy.read_bytes() == path.read_bytes()


def test_the_database_is_locked_for_the_second_reading_only(
    installed: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await_child = copying.await_child
    locks = []

    def looked(answers: object) -> None:
        await_child(answers)  # type: ignore[arg-type] # the child's output
        locks.append(installed.store.connection.in_transaction)

    monkeypatch.setattr(copying, "await_child", looked)
    with installed.store.copied():
        assert not installed.store.connection.in_transaction
    assert locks == [False, True]


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
            copier.main(str(path), copy.fileno())
        assert target.read_bytes() == b""


def test_a_second_run_is_told_that_the_first_holds_the_lock(installed: Engine) -> None:
    with (
        only_one(installed.store.path, "poll"),
        pytest.raises(BusyError),
        only_one(installed.store.path, "poll"),
    ):
        pytest.fail("it was taken twice")
