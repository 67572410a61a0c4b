"""Somebody outside is told how each run ended, and no run suffers from it."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from engine import MANAGER, SECOND_MANAGER
from installed import Installed, install

from sentinel_cli.engine.locks import only_one
from sentinel_cli.heartbeat import PATIENCE_S, failing, ping
from sentinel_cli.simulator import Contact, FaultKind, Simulator
from sentinel_cli.store import open_store

CANARY = "f1a6c0de-canary"


@dataclass
class Watcher:
    """What pings came in: path with query, and body."""

    base_url: str
    pings: list[tuple[str, str]] = field(default_factory=list)
    status: int = 200


@pytest.fixture
def watcher() -> Iterator[Watcher]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            seen.pings.append((self.path, body))
            self.send_response(seen.status)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    seen = Watcher(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def deaf() -> Iterator[str]:
    """A port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/{CANARY}"


def watched(directory: Path, simulator: Simulator, watcher_url: str) -> Installed:
    """An installation watched from `watcher_url`."""
    return install(
        directory,
        simulator,
        HEARTBEAT_URL_POLL=f"{watcher_url}/poll-{CANARY}",
        HEARTBEAT_URL_SUMMARY=f"{watcher_url}/summary-{CANARY}",
        HEARTBEAT_URL_ALERT=f"{watcher_url}/alert-{CANARY}",
    )


def test_a_failure_goes_to_the_path_and_not_into_the_query() -> None:
    assert failing("https://hc.example/ping/abc") == "https://hc.example/ping/abc/fail"
    assert failing("https://hc.example/ping/abc/") == "https://hc.example/ping/abc/fail"
    assert failing("https://hc.example/p?create=1") == "https://hc.example/p/fail?create=1"


def test_a_watcher_that_answers_an_error_was_not_told(watcher: Watcher) -> None:
    watcher.status = 404
    assert ping(f"{watcher.base_url}/x", ok=True, line="run") == "HTTP 404"
    assert watcher.pings == [("/x", "run")]


def test_a_watcher_that_is_not_there_is_no_error_and_its_address_is_not_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert ping(f"http://127.0.0.1:{port}/{CANARY}", ok=True, line="run") == "ConnectionError"
    assert ping(f"http://{'x' * 70}.example/{CANARY}", ok=True, line="run") == "LocationParseError"


@pytest.mark.slow
def test_a_watcher_that_says_nothing_costs_three_seconds_at_most() -> None:
    began = time.monotonic()
    with deaf() as url:
        problem = ping(url, ok=True, line="run")
    assert problem is not None
    assert CANARY not in problem
    assert time.monotonic() - began < PATIENCE_S + 0.5


@pytest.mark.slow
def test_each_run_is_told_once_by_its_own_address(
    tmp_path: Path, simulator: Simulator, watcher: Watcher
) -> None:
    simulator.world.add_contact(Contact(id=MANAGER, first_name="Robin", phone="+12145550101"))
    polled = watched(tmp_path, simulator, watcher.base_url).run("poll-resolve")
    assert (polled.returncode, polled.stdout[:4]) == (0, "Read")
    watched(tmp_path, simulator, watcher.base_url).run("poll-resolve", "--dry-run")
    told = watched(tmp_path, simulator, watcher.base_url).run(
        "summary", "--slot", "morning", "--once"
    )
    again = watched(tmp_path, simulator, watcher.base_url).run(
        "summary", "--slot", "morning", "--once"
    )
    assert (told.returncode, again.returncode) == (0, 0), told.stderr
    watched(tmp_path, simulator, watcher.base_url).run("alert", "--no-poll", "--dry-run")
    watched(tmp_path, simulator, watcher.base_url).run("alert", "--no-poll")
    assert [path for path, _ in watcher.pings] == [
        f"/poll-{CANARY}",
        f"/summary-{CANARY}",
        f"/summary-{CANARY}",
        f"/alert-{CANARY}",
    ]
    lines = [json.loads(body) for _, body in watcher.pings]
    assert [(line["event"], line["ok"]) for line in lines] == [
        ("poll", True),
        ("summary", True),
        ("summary", True),
        ("alert", True),
    ]
    assert lines[2]["skipped"] == "every manager has had this summary today"
    assert CANARY not in polled.stderr + told.stderr + again.stderr


@pytest.mark.slow
def test_every_way_to_fail_is_told_as_failure(
    tmp_path: Path, simulator: Simulator, watcher: Watcher
) -> None:
    simulator.fault(FaultKind.TOKEN_INVALID)
    assert watched(tmp_path, simulator, watcher.base_url).run("poll-resolve").returncode == 69
    unsent = watched(tmp_path, simulator, watcher.base_url).run("summary", "--slot", "midday")
    assert unsent.returncode == 1
    (tmp_path / "sentinel.db").write_bytes(b"this was a database once" * 100)
    assert watched(tmp_path, simulator, watcher.base_url).run("poll-resolve").returncode == 74
    assert [path for path, _ in watcher.pings] == [
        f"/poll-{CANARY}/fail",
        f"/summary-{CANARY}/fail",
        f"/poll-{CANARY}/fail",
    ]
    assert "token is wrong or revoked" in watcher.pings[0][1]
    assert "database" in watcher.pings[2][1]


@pytest.mark.slow
def test_a_run_that_finds_another_at_work_leaves_the_telling_to_it(
    tmp_path: Path, simulator: Simulator, watcher: Watcher
) -> None:
    database = tmp_path / "sentinel.db"
    open_store(database).close()
    with only_one(database, "poll"):
        busy = watched(tmp_path, simulator, watcher.base_url).run("poll-resolve")
    assert (busy.returncode, watcher.pings) == (75, [])


@pytest.mark.slow
def test_a_watcher_that_is_away_changes_no_exit_code_and_is_in_the_log(
    tmp_path: Path, simulator: Simulator
) -> None:
    simulator.world.add_contact(Contact(id=SECOND_MANAGER))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    polled = watched(tmp_path, simulator, f"http://127.0.0.1:{port}").run("poll-resolve")
    assert polled.returncode == 0
    heartbeat = json.loads(polled.stderr.splitlines()[-1])
    assert heartbeat["event"] == "heartbeat"
    assert heartbeat["error"] == "ConnectionError"
    assert CANARY not in polled.stderr
