"""Webhooks turned away are counted also when nothing else can be written."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sentinel_cli.desk.doctor.check import Level
from sentinel_cli.desk.doctor.files import turned_away
from sentinel_cli.store.refusals import KEPT_HOURS, RefusalCount, Refusals, refusals

HOUR = 3600
NOW = 494_444 * HOUR + 1800


def test_each_is_counted_in_its_hour_with_the_last_reason(tmp_path: Path) -> None:
    database = tmp_path / "sentinel.db"
    count = RefusalCount(database)
    assert refusals(database) == Refusals()
    for ts, why in ((NOW - 2 * HOUR, "locked"), (NOW, "locked"), (NOW + 1, "full")):
        count.add(why, now_ts=ts)
    told = refusals(database)
    assert told == Refusals(hours={494_442: 1, 494_444: 2}, last_ts=NOW + 1, why="full")
    assert (told.since(NOW), told.since(NOW - 24 * HOUR)) == (2, 3)


def test_a_restart_goes_on_counting_and_old_hours_are_forgotten(tmp_path: Path) -> None:
    database = tmp_path / "sentinel.db"
    RefusalCount(database).add("locked", now_ts=NOW)
    again = RefusalCount(database)
    again.add("locked", now_ts=NOW)
    assert refusals(database).since(NOW) == 2
    again.add("locked", now_ts=NOW + KEPT_HOURS * HOUR)
    assert refusals(database).since(0) == 1


def test_the_file_never_grows(tmp_path: Path) -> None:
    database = tmp_path / "sentinel.db"
    count = RefusalCount(database)
    place = tmp_path / "sentinel.db.refused"
    size = place.stat().st_size
    for hour in range(2 * KEPT_HOURS):
        count.add("x" * 1000, now_ts=NOW + hour * HOUR)
    assert place.stat().st_size == size
    assert refusals(database).since(0) == KEPT_HOURS


def test_many_threads_count_each_once(tmp_path: Path) -> None:
    count = RefusalCount(tmp_path / "sentinel.db")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: count.add("locked", now_ts=NOW), range(400)))
    assert refusals(tmp_path / "sentinel.db").since(NOW) == 400


def test_a_count_that_was_taken_away_is_begun_again(tmp_path: Path) -> None:
    count = RefusalCount(tmp_path / "sentinel.db")
    (tmp_path / "sentinel.db.refused").unlink()
    count.add("gone", now_ts=NOW)
    assert refusals(tmp_path / "sentinel.db").why == "gone"


def test_where_it_cannot_be_written_nothing_fails(tmp_path: Path) -> None:
    other = tmp_path / "others"
    other.write_text("untouched")
    (tmp_path / "sentinel.db.refused").symlink_to(other)
    count = RefusalCount(tmp_path / "sentinel.db")
    count.add("locked", now_ts=NOW)
    RefusalCount(tmp_path / "nowhere" / "sentinel.db").add("locked", now_ts=NOW)
    assert other.read_text() == "untouched"


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"hours": {"x": 1}}', b"\xff" * 100])
def test_a_file_that_cannot_be_read_counts_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "sentinel.db.refused").write_bytes(content)
    assert refusals(tmp_path / "sentinel.db") == Refusals()


def test_doctor_fails_while_it_goes_on_and_warns_for_a_day() -> None:
    def level(last_ts: int) -> Level:
        found = Refusals(hours={last_ts // HOUR: 3}, last_ts=last_ts, why="locked")
        return turned_away(found, now_ts=NOW).level

    assert [level(NOW - ago) for ago in (0, HOUR, 26 * HOUR)] == [
        Level.FAILURE,
        Level.WARNING,
        Level.OK,
    ]
