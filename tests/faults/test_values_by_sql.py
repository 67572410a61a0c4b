"""What only SQL can write may make a line odd; it stops no command, no webhook and no manager."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from installed import Installed, install, text_from

from sentinel_cli.simulator import Simulator
from sentinel_cli.simulator.people import CUSTOMER, MANAGER, settle

MOMENTS = ("created_ts", "due_ts", "resolved_ts", "last_inbound_ts", "recorded_ts", "checked_ts",
           "due_rule_ts")  # fmt: skip
ODD = {
    "milliseconds": 1_900_000_000_000,
    "before all time": -(10**15),
    "the largest": 2**63 - 1,
    "the smallest": -(2**63),
}
COMMANDS = (
    ("issues", "list"),
    ("issues", "list", "--json"),
    ("issues", "list", "--state", "resolved"),
    ("issues", "show", "1"),
    ("issues", "note", "1", "odd"),
    ("trace", CUSTOMER.id),
    ("status",),
    ("status", "--json"),
    ("replay",),
    ("report",),
    ("summary", "--slot", "morning", "--dry-run"),
    ("alert", "--dry-run"),
    ("poll-resolve",),
    ("doctor", "--offline"),
    ("db", "prune", "--older-than", "30d"),
)


@pytest.fixture
def waiting(tmp_path: Path) -> Iterator[tuple[Installed, Simulator]]:
    """One customer waits, another one was answered."""
    ghl = Simulator()
    with ghl.running():
        settle(ghl.world)
        installed = install(tmp_path, ghl)
        ghl.customer_writes(CUSTOMER.id, "Is anyone coming today?")
        assert installed.run("poll-resolve").returncode == 0
        yield installed, ghl


@pytest.mark.slow
@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("state", ["OPEN", "RESOLVED"])
def test_times_that_no_calendar_has_stop_no_command(
    waiting: tuple[Installed, Simulator], odd: str, state: str
) -> None:
    installed, _ = waiting
    changes = ", ".join(f"{column} = {ODD[odd]}" for column in MOMENTS)
    installed.rows(f"UPDATE issues SET {changes}, state = '{state}', rule_state = '{state}'")  # noqa: S608 - constants of the test
    ended = {command: installed.run(*command) for command in COMMANDS}
    assert {
        command: (run.returncode, run.stderr)
        for command, run in ended.items()
        if run.returncode not in {0, 1} or "Traceback" in run.stderr or "a bug" in run.stderr
    } == {}


@pytest.mark.slow
@pytest.mark.parametrize("odd", ODD)
def test_webhooks_and_managers_are_heard_beside_an_issue_with_an_odd_due_time(
    waiting: tuple[Installed, Simulator], odd: str
) -> None:
    installed, _ = waiting
    installed.rows(f"UPDATE issues SET due_ts = {ODD[odd]}")  # noqa: S608 - constants of the test
    with installed.serving() as serving:
        heard = serving.posts(text_from(CUSTOMER.id, "Hello?"))
        listed = serving.posts(text_from(MANAGER.id, "LIST"))
        opened = serving.posts(text_from(MANAGER.id, "OPEN 1"))
    assert [answer.status for answer in (heard, listed, opened)] == [200, 200, 200]
    assert (heard.body["outcome"], heard.body["issue_id"]) == ("counted", 1)
    assert {listed.body["outcome"], opened.body["outcome"]} == {"command"}
