"""Runs that meet, from cron and from curl: one works, the other says so, and no work is doubled."""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from installed import Answer, Installed, Serving, text_from

from sentinel_cli.simulator import Simulator
from sentinel_cli.simulator.people import CUSTOMER, MANAGER

pytestmark = pytest.mark.slow

SUMMARY = ("summary", "--slot", "morning", "--json")
SUMMARY_ROUTE = "/jobs/send_summary?slot=morning"


def by_cron(installed: Installed, *command: str) -> CompletedProcess[str]:
    return installed.run(*command)


def by_curl(serving: Serving, path: str) -> Answer:
    return serving.posts(b"", path=path)


def sent(ghl: Simulator) -> int:
    return len(ghl.world.sent())


@pytest.mark.parametrize("first", ["cron", "curl"])
@pytest.mark.parametrize(
    ("job", "command", "route"),
    [
        ("poll", ("poll-resolve", "--json"), "/jobs/poll_resolver"),
        ("summary", SUMMARY, SUMMARY_ROUTE),
    ],
)
def test_the_second_run_says_that_one_is_at_work_and_the_first_ends_well(
    installed: Installed, ghl: Simulator, first: str, job: str, command: tuple[str, ...], route: str
) -> None:
    ghl.customer_writes(CUSTOMER.id, "Is anyone coming today?")
    ghl.fault("hang", times=1)
    with installed.serving() as serving, ThreadPoolExecutor(1) as pool:
        begun = [pool.submit(by_cron, installed, *command)] if first == "cron" else []
        asked = [] if begun else [pool.submit(by_curl, serving, route)]
        assert ghl.requests.wait_for(timeout_s=30)
        by_shell, by_http = installed.run(*command), serving.posts(b"", path=route)
        ghl.release()
        whole = [json.loads(run.result().stdout) for run in begun]
        whole += [run.result().body for run in asked]
    assert (by_shell.returncode, by_shell.stdout) == (75, "")
    assert f"another {job} run is at work; nothing was done" in by_shell.stderr
    assert (by_http.status, by_http.body["error"]["code"]) == (409, "busy")
    assert [report["ok"] for report in whole] == [True]
    assert sent(ghl) == (1 if job == "summary" else 0)
    assert installed.rows("SELECT count(*) FROM issues") == [(1,)]


def test_a_summary_waits_for_the_poll_at_work_and_then_reads_ghl_itself(
    installed: Installed, ghl: Simulator
) -> None:
    ghl.customer_writes(CUSTOMER.id, "Is anyone coming today?")
    ghl.fault("hang", times=1)
    with ThreadPoolExecutor(2) as pool:
        polled = pool.submit(installed.run, "poll-resolve")
        assert ghl.requests.wait_for(timeout_s=30)
        told = pool.submit(installed.run, *SUMMARY)
        _until_locked(installed.db.with_name("sentinel.db.summary.lock"))
        assert sent(ghl) == 0
        ghl.release()
        assert (polled.result().returncode, told.result().returncode) == (0, 0)
    report = json.loads(told.result().stdout)
    assert (report["poll"]["ok"], report["poll_fault"]) == (True, "")
    assert installed.rows("SELECT count(*) FROM issues") == [(1,)]
    assert sent(ghl) == 1


def _until_locked(path: Path) -> None:
    """Asked of the kernel (proc(5), locks): trying the lock would take it from its owner."""
    for _ in range(1_000_000):
        if path.exists():
            inode = f":{path.stat().st_ino} "
            if any("FLOCK" in line and inode in line for line in _locks()):
                return
    pytest.fail("nobody took the lock")


def _locks() -> list[str]:
    return Path("/proc/locks").read_text().splitlines()


def test_a_poll_goes_on_while_a_summary_sends(installed: Installed, ghl: Simulator) -> None:
    ghl.fault("hang", route="POST *", times=1)
    with ThreadPoolExecutor(1) as pool:
        told = pool.submit(installed.run, *SUMMARY)
        assert ghl.requests.wait_for("POST *", timeout_s=30)
        ghl.customer_writes(CUSTOMER.id, "Is anyone coming today?")
        polled = installed.run("poll-resolve", "--json")
        ghl.release()
        assert (polled.returncode, told.result().returncode) == (0, 0)
    assert json.loads(polled.stdout)["opened"] == 1
    assert sent(ghl) == 1


def test_eight_answers_that_ghl_does_not_take_keep_no_customer_waiting(
    installed: Installed, ghl: Simulator
) -> None:
    ghl.fault("hang", route="POST *")
    with installed.serving() as serving, ThreadPoolExecutor(8) as pool:
        orders = [
            pool.submit(serving.posts, text_from(MANAGER.id, f"OPEN {number}"))
            for number in range(1, 9)
        ]
        assert ghl.requests.wait_for("POST *", count=8, timeout_s=30)
        customer = serving.posts(text_from(CUSTOMER.id))
        assert not any(order.done() for order in orders)
        ghl.release()
        assert {order.result().status for order in orders} == {200}
    assert customer.status == 200


def test_of_many_at_once_every_manager_is_told_once_and_every_customer_counted_once(
    installed: Installed, ghl: Simulator
) -> None:
    ghl.customer_writes(CUSTOMER.id, "Is anyone coming today?")
    commands = [("poll-resolve",)] * 4 + [(*SUMMARY, "--once")] * 4
    with ThreadPoolExecutor(8) as pool:
        ended = list(pool.map(lambda command: installed.run(*command), commands))
    codes = Counter(each.returncode for each in ended)
    assert set(codes) <= {0, 75}
    assert codes[0] >= 1
    assert sent(ghl) == 1
    assert installed.rows("SELECT count(*), sum(inbound_count) FROM issues") == [(1, 1)]
    assert installed.rows("SELECT state FROM deliveries") == [("sent",)]
