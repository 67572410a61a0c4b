"""What managers text, typed on the shell: the same facts, and refusals that say what to type."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from engine import engine
from facts import asks
from installed import SECOND_MANAGER, Installed, install

pytestmark = pytest.mark.slow

MANAGERS = f"cTmAnAgEr1Aa2Bb3Cc4D,{SECOND_MANAGER}"


@pytest.fixture
def at_hand(tmp_path: Path) -> Installed:
    """One customer waits since long ago; one of two managers is called Dana."""
    installed = install(tmp_path, MANAGER_CONTACT_IDS=MANAGERS, SILENCE_HOURS="0")
    (tmp_path / "managers.toml").write_text(f'[{SECOND_MANAGER}]\nname = "Dana"\n')
    works = engine(
        tmp_path, MANAGER_CONTACT_IDS=MANAGERS, SENTINEL_DB=str(tmp_path / "sentinel.db")
    )
    with works.store:
        now = asks("10:00")
        works.hears(now, now.at_ms, name="Ana Ruiz")
    return installed


def holds(installed: Installed) -> list[tuple[object, ...]]:
    return installed.rows("SELECT kind, until_ts IS NULL, for_manager, reason FROM holds")


def test_an_issue_is_snoozed_claimed_given_and_let_go(at_hand: Installed) -> None:
    snoozed = at_hand.run("issues", "snooze", "1", "2h", "part", "ordered")
    assert snoozed.stdout.startswith("#1 snoozed until ")
    assert at_hand.run("issues", "claim", "1", "dana").stdout.startswith("#1 is Dana's until ")
    assert at_hand.run("issues", "drop", "1").returncode == 0
    assert holds(at_hand) == [
        ("snooze", 0, None, "part ordered"),
        ("claim", 0, SECOND_MANAGER, ""),
        ("snooze", 1, None, ""),
        ("claim", 1, None, ""),
    ]
    shown = at_hand.run("issues", "show", "1").stdout
    assert "part ordered" in shown
    assert "Dana has it until" in shown


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            ("issues", "snooze", "1", "soon", "x"),
            "'soon' is no time: expected one to come, like 'fri 9am'",
        ),
        (("issues", "snooze", "1", "40 days", "x"), "a snooze ends within 14 days"),
        (("issues", "claim", "1", "bob"), "no manager is called Bob: there are Dana"),
        (("issues", "drop", "1"), "#1: nobody has it, and it is not snoozed"),
        (("managers", "back", "dana"), "Dana is on duty already, and no day off is planned"),
    ],
)
def test_what_cannot_be_done_is_refused_with_what_to_type(
    at_hand: Installed, typed: tuple[str, ...], said: str
) -> None:
    refused = at_hand.run(*typed)
    assert (refused.returncode, said in refused.stderr) == (1, True), refused.stderr
    assert holds(at_hand) == []


def test_undo_takes_back_the_operator_s_own_last_change(at_hand: Installed) -> None:
    at_hand.run("issues", "resolve", "1")
    assert at_hand.run("issues", "undo").stdout == "#1: taken back, OPEN now\n"
    again = at_hand.run("issues", "undo")
    assert (again.returncode, "kim changed no issue within the last hour" in again.stderr) == (
        1,
        True,
    )


def test_a_day_is_closed_opened_and_given_back_to_the_settings(at_hand: Installed) -> None:
    assert "closed (set by hand)" in at_hand.run("calendar", "--closed", "tomorrow").stdout
    assert (
        "09:00-12:00 (set by hand)" in at_hand.run("calendar", "--open", "tomorrow", "9-12").stdout
    )
    assert "00:00-24:00 (set by hand)" in at_hand.run("calendar", "--usual", "tomorrow").stdout
    assert len(at_hand.run("calendar").stdout.splitlines()) == 14
    refused = at_hand.run("calendar", "--closed", "2020-01-01")
    assert refused.returncode == 2
    assert "is past" in " ".join(refused.stderr.split())


def test_of_a_range_what_is_closed_anyhow_is_left_and_the_rest_is_closed(
    at_hand: Installed,
) -> None:
    at_hand.run("calendar", "--closed", "tomorrow")
    both = at_hand.run("calendar", "--closed", "today and tomorrow")
    assert both.returncode == 0, both.stderr
    assert both.stdout.count("closed (set by hand)") == 2
    again = at_hand.run("calendar", "--closed", "today and tomorrow")
    assert again.returncode == 1
    assert "closed (set by hand) already" in again.stderr


def test_a_manager_is_off_and_back(at_hand: Installed) -> None:
    assert at_hand.run("managers", "off", "dana", "today").stdout.startswith("Dana is off until ")
    assert at_hand.run("managers", "back", "dana").stdout == "Dana is on duty again\n"
    off = at_hand.run("managers", "off", "dana", "tomorrow").stdout.partition(";")[0]
    day = off.removeprefix("Dana is off ")
    assert f"on duty; off {day}; hears everything" in at_hand.run("managers").stdout
    back = at_hand.run("managers", "back", "dana")
    assert back.stdout == f"Dana is not off {day} any more\n"
    refused = at_hand.run("managers", "back", "dana")
    assert refused.returncode == 1
    assert "Dana is on duty already, and no day off is planned" in refused.stderr
    assert at_hand.rows("SELECT manager_id, is_off FROM duty") == [
        (SECOND_MANAGER, is_off) for is_off in (1, 0, 1, 0)
    ]
    assert json.loads(at_hand.run("issues", "list", "--json").stdout)
