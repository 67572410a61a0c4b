"""`alert` dies at every step, runs twice at once, is refused: told once each, and nobody lost."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from installed import SECOND_MANAGER, Installed, install

from sentinel_cli.simulator import Simulator
from sentinel_cli.simulator.people import CUSTOMER, MANAGER

pytestmark = pytest.mark.slow

BOTH = f"{MANAGER.id},{SECOND_MANAGER}"
ALERT = ("alert", "--no-poll", "--json")
KILLED = -9


@pytest.fixture
def late(tmp_path: Path, ghl: Simulator) -> Installed:
    """Two managers to tell of one overdue issue, on a day whose summaries are far away."""
    installed = install(tmp_path, ghl, MANAGER_CONTACT_IDS=BOTH, ALERT_EVERY_MINUTES="1")
    ghl.customer_writes(CUSTOMER.id, "Is anyone coming today?")
    assert installed.run("poll-resolve").returncode == 0
    assert installed.run("issues", "force-overdue", "1").returncode == 0
    return installed


def texts(ghl: Simulator) -> Counter[str]:
    """How many texts each manager was sent."""
    return Counter(message.contact_id for message in ghl.world.sent())


def ledger(installed: Installed) -> dict[str, list[str]]:
    kept: dict[str, list[str]] = {}
    for contact_id, state in installed.rows("SELECT contact_id, state FROM deliveries ORDER BY id"):
        kept.setdefault(contact_id, []).append(state)
    return kept


def minutes_pass(installed: Installed) -> None:
    """Three minutes later, as the ledger sees it: GHL may show a text late for two."""
    installed.rows("UPDATE deliveries SET until_ts = until_ts - 180")


def repeats_until_all_is_told(
    installed: Installed, ghl: Simulator, *, managers: str = BOTH, times: int = 2
) -> None:
    """What cron does: the same again; then everybody was told by one text, and GHL agrees."""
    for _ in range(times):
        minutes_pass(installed)
        again = installed.run(*ALERT)
        assert again.returncode == 0, (again.stdout, again.stderr)
    assert texts(ghl) == dict.fromkeys(managers.split(","), 1)
    told = (
        "SELECT count(*) FROM told JOIN deliveries AS d ON d.id = delivery_id WHERE state = 'sent'"
    )
    assert installed.rows(told) == [(len(managers.split(",")),)]


@pytest.mark.parametrize(("fault", "arrived"), [("hang", 0), ("hang_after", 1)])
def test_killed_while_it_sends_it_looks_before_it_sends_again(
    late: Installed, ghl: Simulator, fault: str, arrived: int
) -> None:
    ghl.fault(fault, route="POST *", times=1)
    ghl.requests.clear()
    with late.start(*ALERT) as process:
        assert ghl.requests.wait_for("POST *", timeout_s=30)
        process.kill()
        assert process.wait(timeout=10) == KILLED
    assert sum(texts(ghl).values()) == arrived
    assert ledger(late) == {MANAGER.id: ["sending"]}
    repeats_until_all_is_told(late, ghl)


def test_two_at_once_tell_once(late: Installed, ghl: Simulator) -> None:
    ghl.latency_s = 0.2
    with late.start(*ALERT) as one, late.start(*ALERT) as other:
        codes = sorted([one.wait(timeout=60), other.wait(timeout=60)])
    assert codes in ([0, 75], [0, 0])
    assert texts(ghl) == {MANAGER.id: 1, SECOND_MANAGER: 1}


def test_an_alert_waits_for_no_summary_and_a_summary_for_no_alert(
    late: Installed, ghl: Simulator
) -> None:
    ghl.fault("hang", route="POST *", times=1)
    ghl.requests.clear()
    with late.start(*ALERT) as process:
        assert ghl.requests.wait_for("POST *", timeout_s=30)
        assert late.run("summary", "--slot", "morning", "--no-poll").returncode == 75
        process.kill()
    repeats_until_all_is_told(late, ghl)


def test_one_refused_for_a_while_is_told_when_texts_pass_again(
    late: Installed, ghl: Simulator
) -> None:
    ghl.world.change_contact(SECOND_MANAGER, dnd=True)
    assert late.run(*ALERT).returncode == 1
    assert late.run("status").returncode == 1
    ghl.world.change_contact(SECOND_MANAGER, dnd=False)
    repeats_until_all_is_told(late, ghl)


def test_one_refused_for_good_stands_in_status_and_keeps_nobody_else_from_being_told(
    late: Installed, ghl: Simulator
) -> None:
    ghl.world.change_contact(SECOND_MANAGER, dnd=True)
    for _ in range(3):
        late.run(*ALERT)
        minutes_pass(late)
    assert texts(ghl) == {MANAGER.id: 1}
    assert "text_unsent" in late.run("status", "--json").stdout


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is missing")
def test_killed_at_every_write_to_the_disk_nothing_is_sent_twice_or_lost(
    late: Installed, ghl: Simulator
) -> None:
    late.environ["MANAGER_CONTACT_IDS"] = MANAGER.id
    before = late.db.read_bytes()
    for number in range(1, 200):
        late.db.write_bytes(before)
        late.db.with_name("sentinel.db-journal").unlink(missing_ok=True)
        for message in ghl.world.sent():
            ghl.world.delete_message(message.id)
        inject = f"inject=fdatasync:signal=KILL:when={number}"
        strace = ("strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync", "-e", inject)
        ended = late.run(*ALERT, before=strace)
        if ended.returncode == 0:
            assert number >= 5
            return
        assert ended.returncode in {KILLED, 137}, ended.stderr
        with closing(sqlite3.connect(late.db)) as db:  # rolls back what was begun
            db.execute("PRAGMA integrity_check").fetchone()
        repeats_until_all_is_told(late, ghl, managers=MANAGER.id, times=1)
    raise AssertionError("it never came to its end")
