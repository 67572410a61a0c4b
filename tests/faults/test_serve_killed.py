"""`serve` dies, is restarted and is stopped under load: what it acknowledged is in the database."""

from __future__ import annotations

import http.client
import socket
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest
from installed import Answer, Installed, Serving, text_from

pytestmark = pytest.mark.slow

CLIENTS = 6
KILLS = 15


class Load:
    """Clients that post until told to stop; `acked` are the texts that got a 2xx."""

    def __init__(self) -> None:
        self.over = threading.Event()
        self.acked: list[str] = []
        self.refused: list[str] = []
        self.cut_off = 0

    def of_one_client(self, serving: Serving, number: int) -> None:
        for turn in range(10_000):
            if self.over.is_set():
                return
            words = f"message {turn} of client {number} at port {serving.port}"
            answer = asked(serving, text_from(f"customer{number}", words))
            if answer is None:
                self.cut_off += 1
                return
            (self.acked if answer.status == 200 else self.refused).append(words)


def asked(serving: Serving, body: bytes) -> Answer | None:
    """The answer; None when the connection ended without one."""
    try:
        return serving.posts(body)
    except (OSError, http.client.HTTPException):
        return None


@contextmanager
def under_load(serving: Serving, load: Load) -> Iterator[None]:
    with ThreadPoolExecutor(CLIENTS) as pool:
        clients = [pool.submit(load.of_one_client, serving, n) for n in range(CLIENTS)]
        yield
        for client in clients:
            client.result()


def stored_texts(installed: Installed) -> list[str]:
    return [row[0] for row in installed.rows("SELECT text FROM messages")]


def test_fifteen_kills_under_load_lose_nothing_that_was_acknowledged(installed: Installed) -> None:
    load = Load()
    for _ in range(KILLS):
        with installed.serving() as serving:
            before = len(load.acked)
            with under_load(serving, load):
                while len(load.acked) < before + 40:
                    serving.posts(text_from("ballast", "so that time passes in requests"))
                serving.kill()
    stored = stored_texts(installed)
    assert len(load.acked) >= 40 * KILLS
    assert not load.refused
    assert set(load.acked) <= set(stored)
    assert installed.rows("PRAGMA integrity_check") == [("ok",)]
    # Every stored message has its raw event, and no issue stands without its message.
    assert installed.rows(
        "SELECT (SELECT count(*) FROM messages WHERE issue_id IS NULL), "
        "(SELECT count(*) FROM issues WHERE opening_row NOT IN (SELECT row FROM messages)), "
        "(SELECT count(*) FROM messages) <= (SELECT count(*) FROM raw_events)"
    ) == [(0, 0, 1)]


def test_five_restarts_under_load_on_the_socket_of_systemd_fail_no_client(
    installed: Installed,
) -> None:
    load = Load()
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listener, ExitStack() as clients:
        for restart in range(6):
            with installed.serving(listener=listener) as serving:
                if restart == 0:
                    clients.enter_context(under_load(serving, load))
                for _ in range(15):
                    assert serving.posts(text_from("ballast")).status == 200
                if restart == 5:
                    load.over.set()
                    clients.close()
                assert serving.stop() == 0
    assert load.cut_off == 0
    assert not load.refused
    assert len(load.acked) > 50
    assert set(load.acked) <= set(stored_texts(installed))


def test_a_hundred_equal_posts_at_once_are_one_message(installed: Installed) -> None:
    with installed.serving() as serving, ThreadPoolExecutor(20) as pool:
        body = text_from("c1", "hello?")
        answers = list(pool.map(lambda _: serving.posts(body), range(100)))
    outcomes = Counter(answer.body["outcome"] for answer in answers)
    # A twin that arrived before the one stored first lends it its earlier date.
    assert outcomes.pop("opened") == 1
    assert set(outcomes) <= {"duplicate", "recorded"}
    assert installed.rows("SELECT count(*), sum(inbound_count) FROM issues") == [(1, 1)]
    assert installed.rows("SELECT count(*) FROM raw_events") == [(100,)]


def test_sigterm_answers_what_is_in_flight_and_exits_0(installed: Installed) -> None:
    with installed.serving() as serving, closing(sqlite3.connect(installed.db)) as db:
        db.isolation_level = None
        db.execute("BEGIN IMMEDIATE")  # webhooks wait for this
        with ThreadPoolExecutor(8) as pool:
            asking = [pool.submit(serving.posts, text_from(f"c{n}")) for n in range(8)]
            _until_all_arrived(serving, 8)
            serving.process.terminate()
            db.execute("COMMIT")
            assert [each.result().status for each in asking] == [200] * 8
        assert serving.process.wait(timeout=20) == 0
    assert installed.rows("SELECT count(*) FROM messages") == [(8,)]
    assert [line for line in serving.lines if '"drained", "unfinished": 0' in line]


def _until_all_arrived(serving: Serving, count: int) -> None:
    """The kernel's table says when every request was taken from its socket (proc(5), net/tcp)."""
    port = f":{serving.port:04X}"
    for _ in range(100_000):
        table = Path("/proc/net/tcp").read_text().splitlines()
        rows = [line.split() for line in table if port in line.split()[1]]
        accepted = [row for row in rows if row[3] == "01" and row[4].endswith(":00000000")]
        if len(accepted) == count:
            return
    pytest.fail("the requests did not arrive")
