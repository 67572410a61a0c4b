"""The demo as a newcomer starts it: a process with nearly no environment, watched from outside."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from typed import as_curl

from sentinel_cli.demo import DemoFailedError
from sentinel_cli.demo.stage import set_up
from sentinel_cli.demo.story import ACTS, Play, tell
from sentinel_cli.simulator import FaultKind
from sentinel_cli.simulator.people import CUSTOMER

DEMO = [sys.executable, "-m", "sentinel_cli", "demo"]
SECONDS = 20
A_REAL_ACCOUNT = {
    "GHL_TOKEN": "pit-of-a-real-account",
    "GHL_BASE_URL": "https://services.leadconnectorhq.com",
    "SENTINEL_DB": "/nonexistent/sentinel.db",
    "SENTINEL_ENV_FILE": "/nonexistent/.env",
    "BUSINESS_HOURS": "never",
}


def environ(directory: Path, **more: str) -> dict[str, str]:
    """Neither PATH nor HOME; temporary files where the test can count them."""
    return {"TMPDIR": str(directory), **more}


def listens(address: str) -> bool:
    """Whether anybody accepts connections there."""
    parts = urlsplit(address)
    with socket.socket() as probe:
        return probe.connect_ex((parts.hostname or "", parts.port or 0)) == 0


def addresses(told: str) -> set[str]:
    return set(re.findall(r"http://127\.0\.0\.1:\d+", told))


def is_empty(directory: Path) -> bool:
    return not list(directory.iterdir())


@pytest.mark.slow
def test_the_demo_keeps_every_promise_and_leaves_nothing_behind(tmp_path: Path) -> None:
    began = time.monotonic()
    done = subprocess.run(
        DEMO, env=environ(tmp_path, **A_REAL_ACCOUNT), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert time.monotonic() - began < SECONDS
    titles = re.findall(r"^\d+\. (.+)$", done.stdout, re.MULTILINE)
    assert titles == [act.title for act in ACTS]
    # Two acts prove more than one thing; close to a summary the last of them proves only one.
    assert done.stdout.count("   ok: ") in {len(ACTS) + 2, len(ACTS) + 3}
    assert "SIMULATED" in done.stdout
    assert is_empty(tmp_path)
    assert [address for address in addresses(done.stdout) if listens(address)] == []


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("faketime") is None, reason="not installed here: faketime")
def test_the_demo_works_across_midnight_on_a_weekend(tmp_path: Path) -> None:
    done = subprocess.run(
        ["faketime", "2026-11-21 23:59:57", *DEMO],
        env=environ(tmp_path, PATH=os.environ["PATH"], TZ="America/Chicago"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_a_step_that_does_not_do_what_it_says_ends_the_demo_and_is_named() -> None:
    with pytest.raises(DemoFailedError) as failure:
        _told_while_ghl_fails()
    assert failure.value.exit_code == 1
    assert "/jobs/poll_resolver" in str(failure.value)
    assert "The receiver's log ends:" in str(failure.value)


def _told_while_ghl_fails() -> None:
    with set_up() as stage:
        stage.simulator.fault(FaultKind.SERVER_ERROR, route="GET /conversations/*")
        tell(stage)


@pytest.mark.slow
def test_a_check_that_fails_is_loud_even_where_every_command_succeeded() -> None:
    with set_up() as stage:
        play = Play(stage)
        play.plays(CUSTOMER, "writes", body="Hello?")
        with pytest.raises(DemoFailedError, match=r"expected that nobody waits.\nSeen: 1 issue"):
            play.proves(not stage.issues(), "nobody waits", seen=f"{len(stage.issues())} issue")


@contextmanager
def served(directory: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`sentinel demo --serve` with all it says before it waits; ended if it is not."""
    process = subprocess.Popen(
        [*DEMO, "--serve"], env=environ(directory), stdout=subprocess.PIPE, text=True
    )
    told = ""
    try:
        assert process.stdout is not None
        for line in process.stdout:
            told += line
            if line.rstrip().endswith("/_sim"):
                break
        yield process, told
    finally:
        process.terminate()  # and not kill: its receiver would live on
        process.wait(SECONDS)
        if process.stdout:
            process.stdout.close()


def lines_to_type(told: str) -> list[list[str]]:
    """What the demo tells to type, as a shell splits it."""
    return [shlex.split(line) for line in re.findall(r"^ +\$ (.+)$", told, re.MULTILINE)]


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_serve_ends_with_everything_it_started(tmp_path: Path, number: signal.Signals) -> None:
    with served(tmp_path) as (process, told):
        started = addresses(told)
        assert [listens(address) for address in started] == [True, True]
        process.send_signal(number)
        assert process.wait(SECONDS) == 0
        assert not any(listens(address) for address in started)
        assert is_empty(tmp_path)


@pytest.mark.slow
def test_every_line_that_serve_tells_to_type_works_in_its_order(tmp_path: Path) -> None:
    with served(tmp_path) as (_, told):
        lines = lines_to_type(told)
        directory = next(words[1] for words in lines if words[0] == "cd")
        outcomes = {
            shlex.join(words): _outcome(words, directory=directory)
            for words in lines
            if words[0] in {"curl", "sentinel"}
        }
    assert [line for line, is_fine in outcomes.items() if not is_fine] == []
    assert len(outcomes) >= 10


def _outcome(words: list[str], *, directory: str) -> bool:
    if words[0] == "curl":
        return as_curl(words).ok
    run = subprocess.run(
        [sys.executable, "-m", "sentinel_cli", *words[1:]],
        cwd=directory,
        env=_bare(),
        capture_output=True,
        check=False,
    )
    return run.returncode == 0


def _bare() -> Mapping[str, str]:
    return {"PATH": os.defpath}
