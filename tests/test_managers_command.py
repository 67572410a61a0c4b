"""`sentinel managers`: who hears what and why, who is on duty, and a file that is wrong."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from engine import MANAGER, SECOND_MANAGER, Engine, engine
from facts import asks, at
from installed import Installed, install

from sentinel_cli import RefusedError
from sentinel_cli.desk.managers import (
    Attending,
    Relisted,
    attending,
    informed,
    relisted,
    unseen,
)
from sentinel_cli.hours import local
from sentinel_cli.settings import managers_file
from sentinel_cli.simulator import Simulator
from sentinel_cli.simulator.people import CUSTOMER
from sentinel_cli.simulator.people import MANAGER as FIRST

PEOPLE = f"""\
[{MANAGER}]
name = "Robin"
[{SECOND_MANAGER}]
name   = "Alex"
hears  = ["assigned:uAlex", "call & tag:repair"]
duty   = "Mon-Fri 09:00-17:00"
deputy = "{MANAGER}"
"""


@pytest.fixture
def works(tmp_path: Path) -> Engine:
    (tmp_path / "managers.toml").write_text(PEOPLE)
    installed = engine(tmp_path, MANAGER_CONTACT_IDS=f"{MANAGER},{SECOND_MANAGER}")
    installed.hears(asks("08:10"), at("08:10"), name="Dana Ruiz", assigned_to="uAlex")
    return installed


def test_each_manager_is_told_with_duty_and_what_they_hear(works: Engine) -> None:
    with works.store.read() as db:
        robin, alex = attending(db, works.settings, now_ts=at("08:30") // 1000)
    assert robin == Attending(
        contact_id=MANAGER,
        name="Robin",
        hears=("everything",),
        deputy=None,
        back_ts=None,
        planned=(),
        told_ts=None,
        refused=0,
    )
    assert alex.hears == ("assigned", "call & tag repair")
    assert alex.back_ts is not None
    assert local(works.settings.calendar, alex.back_ts).hour == 9


def test_who_hears_of_an_issue_and_why(works: Engine) -> None:
    def reasons(clock: str) -> list[tuple[str | None, str | None]]:
        with works.store.read() as db:
            found = informed(db, works.settings, 1, now_ts=at(clock) // 1000)
        return [(one.name, one.reason) for one in found]

    assert reasons("08:30") == [("Robin", "everything"), ("Alex", None)]
    assert reasons("09:30") == [("Robin", "everything"), ("Alex", "assigned")]
    with works.store.read() as db, pytest.raises(RefusedError, match="no issue #9"):
        informed(db, works.settings, 9, now_ts=at("09:30") // 1000)


def test_whose_lists_another_file_would_change(works: Engine, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text(PEOPLE.replace("assigned:uAlex", "assigned:uLee"))
    imagined = replace(works.settings, routes=managers_file.read(
        other, manager_ids=works.settings.manager_ids))  # fmt: skip
    with works.store.read() as db:
        found = relisted(db, works.settings, imagined, now_ts=at("09:30") // 1000)
    assert found == (Relisted(issue_id=1, before=("Robin", "Alex"), after=("Robin",)),)


def test_a_tag_that_nobody_has_is_told(works: Engine) -> None:
    with works.store.read() as db:
        assert list(unseen(db, works.settings, now_ts=at("09:30") // 1000)) == ["tag:repair"]
    works.hears(asks("09:10", "Hello?"), at("09:10"), tags=frozenset({"Repair"}))
    with works.store.read() as db:
        assert list(unseen(db, works.settings, now_ts=at("09:30") // 1000)) == []


@pytest.fixture
def told(tmp_path: Path, ghl: Simulator) -> Installed:
    """A running installation with one overdue issue, of which the manager was alerted."""
    installed = install(tmp_path, ghl)
    ghl.customer_writes(CUSTOMER.id, "Is anyone coming today?")
    for command in (("poll-resolve",), ("issues", "force-overdue", "1"), ("alert", "--no-poll")):
        assert installed.run(*command).returncode == 0
    return installed


@pytest.mark.slow
def test_the_ledger_is_told_wherever_people_look_by_name(told: Installed) -> None:
    assert (
        f"{FIRST.full_name}: hears of it: everything" in told.run("managers", "--issue", "1").stdout
    )
    assert "told at" in told.run("managers", "--issue", "1").stdout
    people = json.loads(told.run("managers", "--json").stdout)
    assert [(one["contact_id"], one["name"]) for one in people] == [(FIRST.id, FIRST.full_name)]
    shown = json.loads(told.run("issues", "show", "1", "--json").stdout)
    assert [(it["contact_id"], it["level"], it["kind"]) for it in shown["told"]] == [
        (FIRST.id, "due", "alert")
    ]
    assert f"alert to manager {FIRST.full_name}" in told.run("trace", CUSTOMER.id).stdout


@pytest.mark.slow
def test_a_wrong_file_stops_everything_before_anybody_is_told(
    told: Installed, ghl: Simulator
) -> None:
    before = len(ghl.world.sent())
    (told.directory / "managers.toml").write_text(f'[{FIRST.id}]\nhear = ["call"]\ndeputy = "x"\n')
    for command in (("managers", "--check"), ("alert",), ("summary", "--slot", "morning")):
        done = told.run(*command)
        assert done.returncode == 78
        assert "line 2: 'hear' is no key of a manager: did you mean hears?" in done.stderr
        assert "line 3: deputy: 'x' is not in MANAGER_CONTACT_IDS" in done.stderr
    assert len(ghl.world.sent()) == before
    (told.directory / "managers.toml").write_text(f'[{FIRST.id}]\nname = "Pat"\n')
    assert told.run("managers", "--check").stdout == "1 manager, and somebody hears everything.\n"
