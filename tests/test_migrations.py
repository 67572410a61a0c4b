"""A database of an earlier version opens in this one, with every row as it was."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from shutil import copyfile

import pytest
from busy import BEGIN
from telling import settings_of

from sentinel_cli import StoreError
from sentinel_cli.desk import replay
from sentinel_cli.store import open_store, open_to_read
from sentinel_cli.store.schema import MIGRATIONS, TABLES

RELEASED = Path(__file__).parent / "databases" / "0.1.0.db"
"""A fortnight of `busy.Fortnight`, written by 0.1.0 itself."""
DAY_MS = 86_400_000


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return Path(copyfile(RELEASED, tmp_path / "sentinel.db"))


def content(path: Path) -> Mapping[str, list[sqlite3.Row]]:
    """Every row of 0.1's tables, by the columns that 0.1 had."""
    with closing(sqlite3.connect(RELEASED)) as first, closing(sqlite3.connect(path)) as db:
        first.row_factory = sqlite3.Row
        names = [
            row[0] for row in first.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        columns = {
            name: [row["name"] for row in first.execute(f"PRAGMA table_info({name})")]
            for name in names
            if not name.startswith("sqlite_") and name != "kv_store"
        }
        return {
            name: db.execute(f"SELECT {', '.join(of)} FROM {name} ORDER BY 1").fetchall()  # noqa: S608
            for name, of in columns.items()
        }


def test_a_database_of_0_1_opens_with_every_row_as_it_was(old: Path) -> None:
    before = content(old)
    with open_store(old) as store, store.read() as db:
        version = db.execute("PRAGMA user_version").fetchone()[0]
        names = {row[0] for row in db.execute("SELECT name FROM sqlite_master")}
        broken = db.execute("PRAGMA foreign_key_check").fetchall()
    assert (version, names >= TABLES, broken) == (len(MIGRATIONS), True, [])
    assert (content(old), len(before["issues"])) == (before, 22)


def test_every_number_that_0_1_had_seen_on_a_message_is_known(old: Path) -> None:
    with open_store(old) as store, store.read() as db:
        seen = db.execute("SELECT DISTINCT contact_id, phone FROM messages WHERE phone > ''")
        known = db.execute("SELECT contact_id, phone FROM numbers")
        assert {tuple(row) for row in known} == {tuple(row) for row in seen} != set()


def test_a_migrated_database_has_the_schema_of_a_new_one(old: Path, tmp_path: Path) -> None:
    def schema(path: Path) -> list[tuple[str, str]]:
        with open_store(path) as store, store.read() as db:
            rows = db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
            return sorted((row[0], " ".join(row[1].split())) for row in rows)

    assert schema(old) == schema(tmp_path / "new.db")


def test_who_only_looks_does_not_migrate(old: Path) -> None:
    with pytest.raises(StoreError, match="of an older version"):
        open_to_read(old)
    with closing(sqlite3.connect(old)) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == 1


def test_what_0_1_recorded_is_no_bug_of_this_version(old: Path) -> None:
    with open_store(old) as store:
        found = replay.against_store(
            store, settings_of(), since_ts=BEGIN // 1000, now_ms=BEGIN + 4 * DAY_MS
        )
    assert (found.issues > 10, found.unexplained) == (True, ())
