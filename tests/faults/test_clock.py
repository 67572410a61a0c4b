"""The clock jumps, the hour happens twice or never, the year ends: no text is doubled or missed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from installed import Installed, install

from sentinel_cli.simulator import Simulator
from sentinel_cli.simulator.people import CUSTOMER, MANAGER, STAFF, settle

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("faketime") is None, reason="faketime is missing"),
]

ZONE = ZoneInfo("America/Chicago")


def moment(local: str, *, fold: int = 0) -> datetime:
    """Local time of the business, `2026-11-01 01:30`; `fold` 1 is its second passing."""
    return datetime.fromisoformat(local).replace(tzinfo=ZONE, fold=fold).astimezone(UTC)


class GhlClock:
    """The time at GHL, which is right."""

    def __init__(self) -> None:
        self.now = moment("2026-03-01 08:00")

    def now_ms(self) -> int:
        return int(self.now.timestamp() * 1000)


class Day:
    """An installation whose clock the test turns, by libfaketime."""

    def __init__(self, installed: Installed, ghl: Simulator, clock: GhlClock) -> None:
        self.installed = installed
        self.ghl = ghl
        self.clock = clock

    def at(self, local: str, *command: str, shown: str | None = None, fold: int = 0) -> str:
        """Run a command at that time, or with a clock that shows another one; its stdout."""
        self.clock.now = moment(local, fold=fold)
        ours = moment(shown) if shown else self.clock.now
        faketime = ("env", "TZ=UTC", "faketime", "-f", f"{ours:%Y-%m-%d %H:%M:%S}")
        ended = self.installed.run(*command, before=faketime)
        assert ended.returncode == 0, (local, command, ended.stdout, ended.stderr)
        return ended.stdout

    def told(self) -> int:
        return len(self.ghl.world.sent())

    def issue(self) -> tuple[Any, ...]:
        return self.installed.rows("SELECT state, created_ts, due_ts, resolved_ts FROM issues")[0]


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    clock = GhlClock()
    ghl = Simulator(clock=clock.now_ms)
    settle(ghl.world)
    with ghl.running():
        yield Day(install(tmp_path, ghl), ghl, clock)


SUMMARY = ("summary", "--slot", "morning", "--once", "--json")


def resolved_told(report: str) -> list[int]:
    return [text["counts"]["resolved"] for text in json.loads(report)["texts"]]


def test_a_clock_set_back_and_forward_sends_no_slot_twice_and_loses_no_ending(day: Day) -> None:
    day.clock.now = moment("2026-04-01 07:00")
    day.ghl.customer_writes(CUSTOMER.id, "Is anyone coming today?")
    day.at("2026-04-01 07:30", "poll-resolve")
    due_ts = day.issue()[2]
    day.at("2026-04-01 08:00", *SUMMARY)
    # An hour and a half back: the same morning again, and an answer yet to come.
    again = day.at("2026-04-01 08:05", *SUMMARY, shown="2026-04-01 06:30")
    assert "every manager has had this summary today" in again
    day.clock.now = moment("2026-04-01 08:10")
    day.ghl.staff_replies(CUSTOMER.id, "On my way", user_id=STAFF[0].id)
    day.at("2026-04-01 08:12", "poll-resolve", shown="2026-04-01 06:40")
    assert day.issue()[0::2] == ("RESOLVED", due_ts)
    assert day.issue()[3] == int(moment("2026-04-01 08:10").timestamp())
    # The ending was noticed "before" the last summary, and is told all the same.
    midday = ("summary", "--slot", "midday", "--json")
    assert resolved_told(day.at("2026-04-01 08:20", *midday, shown="2026-04-01 06:50")) == [1]
    # Five hours ahead: nothing is told for the second time.
    ahead = day.at("2026-04-01 08:30", *SUMMARY, shown="2026-04-01 13:30")
    assert "every manager has had" in ahead
    afternoon = ("summary", "--slot", "afternoon", "--json")
    assert resolved_told(day.at("2026-04-01 08:40", *afternoon, shown="2026-04-01 13:40")) == [0]
    assert day.told() == 3


def test_a_clock_that_was_a_year_ahead_hides_nothing_when_it_is_right_again(day: Day) -> None:
    for slot in ("morning", "midday"):
        command = ("summary", "--slot", slot, "--once")
        day.at("2026-04-01 07:50", *command, shown="2027-04-01 08:00")
    day.clock.now = moment("2026-04-01 08:00")
    day.ghl.customer_writes(CUSTOMER.id, "Is anyone coming today?")
    report = json.loads(day.at("2026-04-01 08:05", "poll-resolve", "--json"))
    assert (report["ok"], report["opened"]) == (True, 1)
    day.clock.now = moment("2026-04-01 08:06")
    day.ghl.staff_replies(CUSTOMER.id, "On my way", user_id=STAFF[0].id)
    assert resolved_told(day.at("2026-04-01 08:10", *SUMMARY)) == [1]
    assert day.told() == 3


@pytest.mark.parametrize(
    ("before", "at", "after", "due"),
    [
        # Spring: two o'clock does not happen. Two hours later is four.
        ("2026-03-08 01:30", "2026-03-08 01:59", "2026-03-08 03:10", "2026-03-08 04:30"),
        # Autumn: one o'clock happens twice. Two hours later is two.
        ("2026-11-01 01:00", "2026-11-01 01:10", "2026-11-01 01:50", "2026-11-01 02:00"),
        # The year ends.
        ("2026-12-31 23:00", "2026-12-31 23:50", "2027-01-01 00:10", "2027-01-01 01:00"),
    ],
    ids=["spring", "autumn", "new year"],
)
def test_waits_and_slots_across_a_change_of_the_clocks_and_of_the_year(
    day: Day, before: str, at: str, after: str, due: str
) -> None:
    began = day.clock.now = moment(before)
    day.ghl.customer_writes(CUSTOMER.id, "Is anyone coming today?")
    day.at(at, "poll-resolve")
    due_ts = int((began + timedelta(hours=2)).timestamp())
    assert day.issue() == ("OPEN", int(began.timestamp()), due_ts, None)
    assert due_ts == int(moment(due).timestamp())
    day.at(at, *SUMMARY)
    repeated = day.at(after, *SUMMARY)
    is_new_day = at[:10] != after[:10]
    assert ("every manager has had" in repeated) is not is_new_day
    assert day.told() == 1 + is_new_day


def test_the_second_half_past_one_of_an_autumn_night_is_the_same_day(day: Day) -> None:
    day.at("2026-11-01 01:30", *SUMMARY)
    assert "every manager has had" in day.at("2026-11-01 01:30", *SUMMARY, fold=1)
    assert [message.contact_id for message in day.ghl.world.sent()] == [MANAGER.id]
