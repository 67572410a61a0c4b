"""Managers that cannot be told, for good or for a while: each named, tried again, told once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from installed import SECOND_MANAGER, Installed, install

from sentinel_cli.simulator import Simulator
from sentinel_cli.simulator.people import CALLER, CUSTOMER, MANAGER

pytestmark = pytest.mark.slow

SUMMARY = ("summary", "--slot", "morning", "--once", "--no-poll", "--json")
WATERMARK = "SELECT count(*) FROM kv_store WHERE key = 'last_summary_ts_morning'"


@pytest.fixture
def both(tmp_path: Path, ghl: Simulator) -> Installed:
    """Two managers; nobody waits, which is told as well."""
    return install(tmp_path, ghl, MANAGER_CONTACT_IDS=f"{MANAGER.id},{SECOND_MANAGER}")


def tells(installed: Installed, code: int) -> dict[str, tuple[str, str | None]]:
    """One run: the state and the error of every manager it texted."""
    ended = installed.run(*SUMMARY)
    assert ended.returncode == code, ended.stderr
    report: dict[str, Any] = json.loads(ended.stdout)
    assert report["ok"] is (code == 0)
    return {
        recipient["contact_id"]: (recipient["state"], recipient["error"])
        for text in report["texts"]
        for recipient in text["recipients"]
    }


def told(ghl: Simulator) -> list[str]:
    """Whom a text reached, in order."""
    return [message.contact_id for message in ghl.world.sent()]


def minutes_pass(installed: Installed) -> None:
    installed.rows("UPDATE deliveries SET until_ts = until_ts - 180")


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("dnd", "this contact has turned off texts"),
        ("unsubscribed", "this contact has turned off texts"),
        ("gone", "the contact does not exist any more"),
    ],
)
def test_one_who_can_never_be_told_fails_every_run_by_name_and_the_other_is_told_once(
    both: Installed, ghl: Simulator, how: str, words: str
) -> None:
    if how == "gone":
        ghl.world.merge_contacts(SECOND_MANAGER, into=CALLER.id)
    else:
        ghl.world.change_contact(SECOND_MANAGER, **{how: True})
    first, again = tells(both, 1), tells(both, 1)
    assert first[MANAGER.id] == ("sent", None)
    assert first[SECOND_MANAGER][0] == again[SECOND_MANAGER][0] == "failed"
    assert words in str(first[SECOND_MANAGER][1])
    assert set(again) == {SECOND_MANAGER}
    assert told(ghl) == [MANAGER.id]
    assert both.rows(WATERMARK) == [(1,)]


@pytest.mark.parametrize("fault", ["too_many", "token_invalid"])
def test_one_refused_for_a_while_is_told_by_the_next_run(
    both: Installed, ghl: Simulator, fault: str
) -> None:
    ghl.fault(fault, route="POST *", times=1, seconds=1)
    first = tells(both, 1)
    assert (first[MANAGER.id][0], first[SECOND_MANAGER][0]) == ("failed", "sent")
    assert set(tells(both, 0)) == {MANAGER.id}
    assert tells(both, 0) == {}
    assert told(ghl) == [SECOND_MANAGER, MANAGER.id]


@pytest.mark.parametrize("fault", ["server_error", "drop", "wrong_shape"])
def test_one_whose_text_is_in_doubt_is_told_again_only_when_it_is_proved_not_sent(
    both: Installed, ghl: Simulator, fault: str
) -> None:
    ghl.fault(fault, route="POST *", times=1)
    first = tells(both, 1)
    assert (first[MANAGER.id][0], first[SECOND_MANAGER][0]) == ("unknown", "sent")
    assert told(ghl).count(MANAGER.id) == (1 if fault == "wrong_shape" else 0)
    tells(both, 0 if fault == "wrong_shape" else 1)  # too early to prove an absence
    minutes_pass(both)
    tells(both, 0)
    tells(both, 0)
    assert sorted(told(ghl)) == sorted([MANAGER.id, SECOND_MANAGER])


@pytest.mark.parametrize("fault", ["lost", "cut"])
def test_when_the_answer_to_a_send_is_lost_the_text_is_found_and_not_sent_again(
    both: Installed, ghl: Simulator, fault: str
) -> None:
    ghl.fault(fault, route="POST *", times=1)
    assert tells(both, 1)[MANAGER.id][0] == "unknown"
    assert tells(both, 0) == {}
    assert both.rows("SELECT DISTINCT state FROM deliveries") == [("sent",)]
    assert told(ghl) == [MANAGER.id, SECOND_MANAGER]


def test_when_nobody_can_be_told_no_watermark_moves_and_what_was_to_be_told_is_told_later(
    both: Installed, ghl: Simulator
) -> None:
    ghl.customer_writes(CUSTOMER.id, "Is anyone coming today?")
    assert both.run("poll-resolve").returncode == 0
    ghl.staff_replies(CUSTOMER.id, "On my way", user_id="uS3rAa1Bb2Cc3Dd4Ee5F")
    assert both.run("poll-resolve").returncode == 0
    ghl.fault("too_many", route="POST *", times=2, seconds=1)
    assert {state for state, _ in tells(both, 1).values()} == {"failed"}
    assert both.rows(WATERMARK) == [(0,)]
    ended = both.run(*SUMMARY)
    assert ended.returncode == 0
    assert [text["counts"]["resolved"] for text in json.loads(ended.stdout)["texts"]] == [1]
    assert both.rows(WATERMARK) == [(1,)]
