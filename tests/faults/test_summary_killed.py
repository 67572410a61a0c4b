"""`summary` dies at every step: no manager gets a text twice, and none is silently missing."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from installed import SECOND_MANAGER, Installed, install

from sentinel_cli.simulator import Simulator
from sentinel_cli.simulator.people import CUSTOMER, MANAGER

pytestmark = pytest.mark.slow

BOTH = f"{MANAGER.id},{SECOND_MANAGER}"
SUMMARY = ("summary", "--slot", "morning", "--once", "--no-poll", "--json")
KILLED = -9


@pytest.fixture
def told(tmp_path: Path, ghl: Simulator) -> Installed:
    """Two managers to tell of one overdue issue, and the database as it is before the summary."""
    installed = install(tmp_path, ghl, MANAGER_CONTACT_IDS=BOTH)
    ghl.customer_writes(CUSTOMER.id, "Is anyone coming today?")
    assert installed.run("poll-resolve").returncode == 0
    assert installed.run("issues", "force-overdue", "1").returncode == 0
    return installed


def texts(ghl: Simulator) -> Counter[tuple[str, str]]:
    """How often each text went to each manager."""
    return Counter((message.contact_id, message.body) for message in ghl.world.sent())


def ledger(installed: Installed) -> dict[str, list[str]]:
    rows = installed.rows("SELECT contact_id, state FROM deliveries ORDER BY id")
    kept: dict[str, list[str]] = {}
    for contact_id, state in rows:
        kept.setdefault(contact_id, []).append(state)
    return kept


def minutes_pass(installed: Installed) -> None:
    """Three minutes later, as the ledger sees it: GHL may show a text late for two."""
    installed.rows("UPDATE deliveries SET until_ts = until_ts - 180")


def repeats_until_all_is_told(
    installed: Installed, ghl: Simulator, *, managers: str = BOTH, times: int = 2
) -> None:
    """What cron does: the same again, ten minutes later; then the ledger agrees with GHL."""
    for _ in range(times):
        minutes_pass(installed)
        again = installed.run(*SUMMARY)
        assert again.returncode == 0, (again.stdout, again.stderr)
    assert set(texts(ghl).values()) == {1}
    assert sorted(contact_id for contact_id, _ in texts(ghl)) == sorted(managers.split(","))
    assert {states[-1] for states in ledger(installed).values()} == {"sent"}
    watermark = "SELECT count(*) FROM kv_store WHERE key = 'last_summary_ts_morning'"
    assert installed.rows(watermark) == [(1,)]


def killed_while_ghl_hangs(installed: Installed, ghl: Simulator, *command: str) -> None:
    ghl.requests.clear()
    with installed.start(*command) as process:
        assert ghl.requests.wait_for(timeout_s=30)
        process.kill()
        assert process.wait(timeout=10) == KILLED


def test_killed_while_it_reads_ghl_it_has_told_nobody_and_the_next_one_does(
    told: Installed, ghl: Simulator
) -> None:
    ghl.fault("hang", route="GET *", times=1)
    killed_while_ghl_hangs(told, ghl, "summary", "--slot", "morning", "--once")
    assert ledger(told) == {}
    repeats_until_all_is_told(told, ghl)


@pytest.mark.parametrize(("fault", "arrived"), [("hang", 0), ("hang_after", 1)])
def test_killed_while_it_sends_it_leaves_evidence_and_looks_before_it_sends_again(
    told: Installed, ghl: Simulator, fault: str, arrived: int
) -> None:
    ghl.fault(fault, route="POST *", times=1)
    killed_while_ghl_hangs(told, ghl, *SUMMARY)
    assert len(texts(ghl)) == arrived
    assert ledger(told) == {MANAGER.id: ["sending"]}
    at_once = told.run(*SUMMARY)
    assert at_once.returncode == (0 if arrived else 1)
    assert ledger(told) == {
        MANAGER.id: ["sent" if arrived else "unknown"],
        SECOND_MANAGER: ["sent"],
    }
    repeats_until_all_is_told(told, ghl)


def test_an_unknown_text_stays_unknown_and_is_not_sent_while_ghl_cannot_be_read(
    told: Installed, ghl: Simulator
) -> None:
    ghl.fault("hang_after", route="POST *", times=1)
    killed_while_ghl_hangs(told, ghl, *SUMMARY)
    ghl.fault("scope_missing", route="GET *")
    minutes_pass(told)
    again = told.run(*SUMMARY)
    assert again.returncode == 1
    assert MANAGER.id in again.stdout + again.stderr
    assert ledger(told) == {MANAGER.id: ["unknown"], SECOND_MANAGER: ["sent"]}
    ghl.faults.clear()
    repeats_until_all_is_told(told, ghl)


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is missing")
def test_killed_at_every_write_to_the_disk_nothing_is_sent_twice_or_lost(
    told: Installed, ghl: Simulator
) -> None:
    told.environ["MANAGER_CONTACT_IDS"] = MANAGER.id
    before = told.db.read_bytes()
    rounds = 0
    for sent, states in _killed_at_each_sync(told, ghl, before):
        rounds += 1
        # Whatever was sent is in the ledger already: the intent came first.
        assert set(sent) <= set(states)
        repeats_until_all_is_told(told, ghl, managers=MANAGER.id, times=1)
    assert rounds >= 10


def _killed_at_each_sync(
    told: Installed, ghl: Simulator, before: bytes
) -> Iterator[tuple[list[str], dict[str, list[str]]]]:
    """Kill at the first, second, … fdatasync, each time from the same beginning."""
    for number in range(1, 200):
        told.db.write_bytes(before)
        told.db.with_name("sentinel.db-journal").unlink(missing_ok=True)
        for message in ghl.world.sent():
            ghl.world.delete_message(message.id)
        inject = f"inject=fdatasync:signal=KILL:when={number}"
        strace = ("strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync", "-e", inject)
        ended = told.run(*SUMMARY, before=strace)
        if ended.returncode == 0:
            return
        assert ended.returncode in {KILLED, 137}, ended.stderr
        with closing(sqlite3.connect(told.db)) as db:  # rolls back what was begun
            db.execute("PRAGMA integrity_check").fetchone()
        yield [message.contact_id for message in ghl.world.sent()], ledger(told)
