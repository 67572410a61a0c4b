"""The receiver over real HTTP: a process serves `Recorder`, the tests are its clients.

Run as a program, this file is that process: it prints its address, then a line for every webhook
that waits, and answers the way the files in its directory tell it to.
"""

from __future__ import annotations

import fcntl
import gc
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import pytest

import sentinel_cli
from sentinel_cli import ConfigError
from sentinel_cli.model import Receipt, Slot, WebhookEvent
from sentinel_cli.payload import Rejected
from sentinel_cli.payload.secret import LONGEST_KEPT
from sentinel_cli.receiver import MAX_BODY, make_app, run
from sentinel_cli.receiver.server import MOST_QUEUED
from sentinel_cli.receiver.turns import LONG

SECRET = "canary-geheim-ünïcode-8f1c"
CUSTOMER_WORDS = "my basement floods, please call"
SAMPLES = Path(__file__).parent / "samples"
AUTH = {"X-NTPP-Secret": SECRET.encode()}
JSON = {**AUTH, "Content-Type": b"application/json"}
ROUTES = (
    "/webhook/ghl",
    "/webhook/ghl/unanswered_call",
    "/jobs/poll_resolver",
    "/jobs/send_summary",
    "/jobs/send_alerts",
)


# The process under test --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Recorder:
    """Services that keep what they were given in files, and fail or wait when a file says so."""

    directory: Path
    one_writer: threading.Lock

    def receive(
        self, route: str, outcome: WebhookEvent | Rejected, raw: str, arrived_ms: int
    ) -> Receipt:
        self._fail_if_told()
        contact = outcome.message.contact_id if isinstance(outcome, WebhookEvent) else None
        if contact == "waits":
            self._wait()
        with self.one_writer, (self.directory / "stored").open("a") as stored:
            row = {"route": route, "contact": contact, "raw": raw, "arrived_ms": arrived_ms}
            stored.write(json.dumps(row) + "\n")
        if isinstance(outcome, Rejected):
            return Receipt(event_id=1, outcome="rejected", reason=outcome.code)
        reply = "2 open" if contact in {"manager", "talker"} else None
        unanswered = "30 answers already" if contact == "talker" else ""
        return Receipt(event_id=1, outcome="opened", reason="text", issue_id=7, reply=reply,
                       unanswered=unanswered)  # fmt: skip

    def refused(self, why: str) -> None:
        with (self.directory / "refused").open("a") as refused:
            refused.write(f"{why}\n")

    def poll(self) -> dict[str, object]:
        self._fail_if_told()
        return {"ok": True}

    def summary(self, slot: Slot, *, dry_run: bool) -> dict[str, object]:
        self._fail_if_told()
        return {"slot": slot, "dry_run": dry_run}

    def alerts(self, *, dry_run: bool) -> dict[str, object]:
        self._fail_if_told()
        return {"sent": [], "dry_run": dry_run}

    def now_ms(self) -> int:
        return 1_770_000_000_000

    def _fail_if_told(self) -> None:
        told = self.directory / "fault"
        if not told.exists():
            return
        name = told.read_text()
        if name == "ConfigError":
            raise ConfigError(["GHL_TOKEN='': expected a token"])
        if hasattr(sentinel_cli, name):
            raise getattr(sentinel_cli, name)("what went wrong, for a person")
        raise RuntimeError(f"while serving {CUSTOMER_WORDS!r} with {SECRET!r}")

    def _wait(self) -> None:
        """Say so, then wait until the test lets go of its lock."""
        with (self.directory / "gate").open("a") as gate:
            _say("waiting")
            fcntl.flock(gate, fcntl.LOCK_SH)


def serve(directory: Path, listener: int) -> None:
    """Serve until told to stop; `listener` is an inherited socket, or -1."""
    environ = dict(os.environ)
    if listener >= 0:
        os.dup2(listener, 3)
        environ |= {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1"}
    run(
        make_app(Recorder(directory, threading.Lock()), secret=SECRET, log=_log),
        host="127.0.0.1",
        port=0,
        environ=environ,
        ready=_say,
        log=_log,
    )


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _log(name: str, /, **fields: object) -> None:
    sys.stderr.write(json.dumps({"event": name, **fields}) + "\n")


# The client --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Receiver:
    """A running receiver as its clients and its operator see it."""

    process: subprocess.Popen[str]
    said: IO[str]
    directory: Path
    port: int

    def stored(self) -> list[dict[str, object]]:
        path = self.directory / "stored"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def log(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.stderr().splitlines()]

    def stderr(self) -> str:
        return (self.directory / "stderr").read_text()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=10)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: dict[str, object]

    @property
    def code(self) -> object:
        error = self.body["error"]
        assert isinstance(error, dict)
        assert set(error) == {"code", "message"}
        assert error["message"]
        return error["code"]


@contextmanager
def started(directory: Path, *, listener: socket.socket | None = None) -> Iterator[Receiver]:
    """A receiver that listens already; killed at the end where a test has not stopped it."""
    inherited = [listener.fileno()] if listener else []
    command = [sys.executable, __file__, str(directory), *map(str, inherited or [-1])]
    with (
        (directory / "stderr").open("a") as stderr,
        subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=stderr,
            pass_fds=inherited,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        ) as process,
    ):
        try:
            assert process.stdout is not None
            address = process.stdout.readline()
            assert address.startswith("http://127.0.0.1:"), (directory / "stderr").read_text()
            yield Receiver(process, process.stdout, directory, int(address.rpartition(":")[2]))
        finally:
            process.kill()


def ask(
    port: int,
    path: str,
    body: bytes | Iterator[bytes] = b"",
    *,
    method: str = "POST",
    headers: Mapping[str, bytes] = AUTH,
) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(
            method, path, body, dict(headers), encode_chunked=not isinstance(body, bytes)
        )
        response = connection.getresponse()
        assert response.headers["Content-Type"] == "application/json"
        return Answer(response.status, dict(response.headers), json.loads(response.read() or b"{}"))
    finally:
        connection.close()


def text_from(contact: str) -> bytes:
    return json.dumps(
        {"contact_id": contact, "message": {"type": 2, "body": CUSTOMER_WORDS}}
    ).encode()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Receiver]:
    with started(tmp_path_factory.mktemp("receiver")) as receiver:
        yield receiver


@pytest.fixture
def receiver(running: Receiver) -> Receiver:
    """The running receiver with nothing stored and nothing wrong."""
    for name in ("stored", "fault", "refused"):
        (running.directory / name).unlink(missing_ok=True)
    return running


# Webhooks ----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_webhook_is_stored_scrubbed_and_answered_with_what_was_decided(
    receiver: Receiver,
) -> None:
    body = json.dumps({"contact_id": "c1", "customData": {"secret": SECRET}}).encode()
    answer = ask(receiver.port, "/webhook/ghl", body, headers={})
    assert (answer.status, answer.body) == (
        200,
        {"received": True, "event_id": 1, "outcome": "opened", "reason": "text", "issue_id": 7},
    )
    (row,) = receiver.stored()
    assert (row["route"], row["contact"], row["arrived_ms"]) == (
        "/webhook/ghl",
        "c1",
        1_770_000_000_000,
    )
    assert "canary" not in str(row["raw"])


def test_of_a_webhook_longer_than_any_of_ghls_the_beginning_is_stored(receiver: Receiver) -> None:
    body = json.dumps({"contact_id": "c1", "a": "x" * 200_000, "secret": SECRET}).encode()
    assert ask(receiver.port, "/webhook/ghl", body).body["outcome"] == "opened"
    (row,) = receiver.stored()
    assert len(str(row["raw"])) < LONGEST_KEPT
    assert str(row["raw"]).endswith(f"xxx… ({len(body)} bytes)")


def test_what_was_refused_leaves_no_garbage_that_holds_its_body(tmp_path: Path) -> None:
    app = make_app(Recorder(tmp_path, threading.Lock()), secret=SECRET)
    body = b"[" * MAX_BODY
    asked: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/webhook/ghl",
        "HTTP_X_NTPP_SECRET": SECRET.encode().decode("latin-1"),
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
    }
    statuses: list[str] = []
    gc.disable()
    try:
        app(asked, lambda status, _headers, _error=None: statuses.append(status))
        left = [it for it in gc.get_objects() if isinstance(it, Rejected)]
    finally:
        gc.enable()
    assert ([status[:3] for status in statuses], left) == (["400"], [])


def test_the_answer_to_a_managers_command_is_in_the_response(receiver: Receiver) -> None:
    assert ask(receiver.port, "/webhook/ghl", text_from("manager")).body["reply"] == "2 open"


@pytest.mark.parametrize(("who", "why"), [("manager", None), ("talker", "30 answers already")])
def test_an_answer_that_is_not_sent_is_marked_with_the_reason(
    receiver: Receiver, who: str, why: str | None
) -> None:
    assert ask(receiver.port, "/webhook/ghl", text_from(who)).body.get("unanswered") == why


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("workflow_customer_replied.json", b"application/json"),
        ("workflow_missed_call.json", b"text/plain"),
        ("app_inbound_sms.json", b"application/json; charset=utf-8"),
        ("app_inbound_voicemail.json", b"application/json"),
        ("app_outbound_sms.json", b"application/json"),
        ("custom_webhook_form.txt", b"application/x-www-form-urlencoded"),
    ],
)
@pytest.mark.parametrize("route", ROUTES[:2])
def test_every_sample_is_understood_on_both_routes(
    receiver: Receiver, route: str, name: str, content_type: bytes
) -> None:
    body = (SAMPLES / name).read_bytes()
    answer = ask(receiver.port, route, body, headers={**AUTH, "Content-Type": content_type})
    assert answer.status == 200
    (row,) = receiver.stored()
    assert row["route"] == route
    assert row["contact"]


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"", b"application/json", 400),
        (b"{", b"application/json", 400),
        (b"[" * 100_000, b"application/json", 400),
        (b"\xff\xfe\x00", b"application/octet-stream", 415),
        (b"{}", b"application/json", 422),
    ],
)
def test_what_cannot_be_understood_is_stored_all_the_same(
    receiver: Receiver, body: bytes, content_type: bytes, status: int
) -> None:
    answer = ask(
        receiver.port, "/webhook/ghl", body, headers={**AUTH, "Content-Type": content_type}
    )
    assert answer.status == status
    assert answer.code
    assert [row["contact"] for row in receiver.stored()] == [None]


def test_the_secret_may_stand_in_the_url_where_the_body_cannot_be_read(
    receiver: Receiver,
) -> None:
    path = "/webhook/ghl?secret=canary-geheim-%C3%BCn%C3%AFcode-8f1c"
    assert ask(receiver.port, path, b"{", headers={}).status == 400
    assert len(receiver.stored()) == 1


def test_a_long_body_needs_its_secret_in_the_header_or_the_url(receiver: Receiver) -> None:
    body = json.dumps({"secret": SECRET, "contact_id": "c1", "note": "x" * 70_000}).encode()
    refused = ask(receiver.port, "/webhook/ghl", body, headers={})
    assert (refused.status, refused.code) == (401, "unauthorized")
    path = "/webhook/ghl?secret=canary-geheim-%C3%BCn%C3%AFcode-8f1c"
    assert ask(receiver.port, path, body, headers={}).status == 200
    assert ask(receiver.port, "/webhook/ghl", body).status == 200


@pytest.mark.parametrize("fault", ["StoreError", "ConfigError", "GhlError", "a bug"])
def test_a_webhook_that_was_not_stored_is_to_be_repeated(receiver: Receiver, fault: str) -> None:
    (receiver.directory / "fault").write_text(fault)
    for body in (text_from("c1"), b"{"):
        answer = ask(receiver.port, "/webhook/ghl", body)
        assert (answer.status, answer.code) == (429, "not_stored")
        assert answer.headers["Retry-After"] == "60"
    assert receiver.stored() == []
    told = (receiver.directory / "refused").read_text().splitlines()
    why = "RuntimeError" if fault == "a bug" else "GHL_TOKEN" if fault == "ConfigError" else "what"
    assert [line.startswith(why) for line in told] == [True, True]


# The secret --------------------------------------------------------------------------------------

WRONG = [
    b"",
    b" ",
    SECRET.encode()[:-1],
    SECRET.encode() + b"x",
    SECRET.upper().encode(),
    SECRET.encode("latin-1"),
    b"\xff\xfe",
    b"x" * 8192,
]


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_header_is_401_whatever_else_carries_the_secret(
    receiver: Receiver, route: str, wrong: bytes
) -> None:
    body = json.dumps({"contact_id": "c1", "secret": SECRET}).encode()
    answer = ask(receiver.port, route, body, headers={"X-NTPP-Secret": wrong})
    assert (answer.status, answer.code) == (401, "unauthorized")
    assert receiver.stored() == []


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"{}", b'{"secret": ""}', b'{"secret": "\\ud800"}', b'{"secret": ["x"]}'],
)
def test_a_missing_secret_is_401_and_stores_nothing(receiver: Receiver, body: bytes) -> None:
    for route in ROUTES:
        assert ask(receiver.port, route, body, headers={}).code == "unauthorized"
    assert receiver.stored() == []


def test_jobs_take_the_secret_from_the_header_alone(receiver: Receiver) -> None:
    body = json.dumps({"secret": SECRET}).encode()
    query = "secret=canary-geheim-%C3%BCn%C3%AFcode-8f1c"
    for route in (f"/jobs/poll_resolver?{query}", f"/jobs/send_summary?slot=morning&{query}"):
        assert ask(receiver.port, route, body, headers={}).status == 401


def test_the_secret_is_compared_in_constant_time_and_in_one_place() -> None:
    source = Path(str(sys.modules[make_app.__module__].__file__)).read_text()
    assert source.count("hmac.compare_digest(given, secret.encode())") == 1
    assert not re.search(r"secret\b[^\n]* == |== secret", source)


def test_an_empty_secret_is_refused_before_anything_is_served(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="WEBHOOK_SECRET"):
        make_app(Recorder(tmp_path, threading.Lock()), secret="")


# Jobs --------------------------------------------------------------------------------------------


def test_the_job_routes_return_the_report(receiver: Receiver) -> None:
    assert ask(receiver.port, "/jobs/poll_resolver").body == {"ok": True}
    for query, dry_run in (("", False), ("&dry_run=0", False), ("&dry_run=1", True)):
        answer = ask(receiver.port, f"/jobs/send_summary?slot=midday{query}")
        assert (answer.status, answer.body) == (200, {"slot": "midday", "dry_run": dry_run})
    for query, dry_run in (("", False), ("?dry_run=0", False), ("?dry_run=1", True)):
        answer = ask(receiver.port, f"/jobs/send_alerts{query}")
        assert (answer.status, answer.body) == (200, {"sent": [], "dry_run": dry_run})


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?slot=",
        "?slot=evening",
        "?slot=MORNING",
        "?dry_run=1",
        "?slot=morning&dry_run=",
        "?slot=morning&dry_run=true",
        "?slot=morning&dryrun=1",
        "?slot=%ff",
    ],
)
def test_a_mistyped_summary_texts_nobody(receiver: Receiver, query: str) -> None:
    answer = ask(receiver.port, f"/jobs/send_summary{query}")
    assert (answer.status, answer.code) == (400, "bad_request")


@pytest.mark.parametrize("query", ["?dry_run=", "?dry_run=yes", "?slot=morning", "?dryrun=1"])
def test_a_mistyped_alert_texts_nobody(receiver: Receiver, query: str) -> None:
    answer = ask(receiver.port, f"/jobs/send_alerts{query}")
    assert (answer.status, answer.code) == (400, "bad_request")


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("BusyError", 409, "busy"),
        ("GhlError", 502, "ghl"),
        ("StoreError", 503, "store"),
        ("ConfigError", 503, "configuration"),
        ("a bug", 503, "unforeseen"),
    ],
)
@pytest.mark.parametrize("route", ["/jobs/poll_resolver", "/jobs/send_summary?slot=morning"])
def test_a_job_that_failed_says_why(
    receiver: Receiver, route: str, fault: str, status: int, code: str
) -> None:
    (receiver.directory / "fault").write_text(fault)
    answer = ask(receiver.port, route)
    assert (answer.status, answer.code) == (status, code)


def test_a_bug_is_logged_by_type_place_and_id_and_told_to_nobody(receiver: Receiver) -> None:
    (receiver.directory / "fault").write_text("a bug")
    answer = ask(receiver.port, "/jobs/poll_resolver")
    assert CUSTOMER_WORDS not in json.dumps(answer.body)
    line = receiver.log()[-1]
    assert (line["event"], line["status"], line["error"]) == ("refused", 503, "RuntimeError")
    assert str(line["at"]).startswith("test_receiver.py:")
    assert len(str(line["id"])) == 8


@pytest.mark.parametrize(
    ("headers", "query", "body", "why"),
    [
        ({}, "", b"{}", "missing; looked for in: header X-NTPP-Secret, ?secret=, the body's cust"),
        ({}, "?secret=guess", b"{}", "wrong; looked for in: header X-NTPP-Secret, ?secret=, the"),
        ({}, "", b'{"secret": "guess"}', "wrong; looked for in: header X-NTPP-Secret, ?secret="),
        ({"X-NTPP-Secret": b"guess"}, "", b"{}", "wrong; looked for in: header X-NTPP-Secret"),
        ({}, "", b"{" * 70_000, "missing; looked for in: header X-NTPP-Secret, ?secret=; the bo"),
    ],
)
def test_the_log_says_whether_a_refused_secret_was_missing_or_wrong_and_where_it_was_looked_for(
    receiver: Receiver, headers: dict[str, bytes], query: str, body: bytes, why: str
) -> None:
    told = {"Content-Type": b"application/json", **headers}
    answer = ask(receiver.port, f"/webhook/ghl{query}", body, headers=told)
    assert (answer.status, answer.code) == (401, "unauthorized")
    line = receiver.log()[-1]
    assert str(line["why"]).startswith(f"the secret is {why}")
    assert "guess" not in json.dumps(line)


# Everything else ---------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/webhook/ghl/", "/webhook/ghl/unanswered_call/"])
def test_a_trailing_slash_is_the_same_route(receiver: Receiver, path: str) -> None:
    assert ask(receiver.port, path, text_from("c1"), headers=JSON).status == 200
    assert [event["route"] for event in receiver.stored()] == [path.rstrip("/")]


@pytest.mark.parametrize(
    "path", ["/", "/webhook", "/webhook/", "/health", "/jobs", "/webhook/ghl/x%ff", "/%00"]
)
def test_there_are_no_other_routes(receiver: Receiver, path: str) -> None:
    answer = ask(receiver.port, path)
    assert (answer.status, answer.code) == (404, "not_found")


@pytest.mark.parametrize("start", ["/", "//", "/%2F", "/%2f", "http://127.0.0.1/"])
@pytest.mark.parametrize("route", ROUTES)
def test_a_second_slash_at_the_beginning_is_no_route(
    receiver: Receiver, route: str, start: str
) -> None:
    answer = ask(receiver.port, start + route)
    assert (answer.status, answer.code) == (404, "not_found")


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "BREW"])
def test_the_routes_take_post_only(receiver: Receiver, route: str, method: str) -> None:
    answer = ask(receiver.port, route, method=method)
    assert (answer.status, answer.code) == (405, "method_not_allowed")
    assert answer.headers["Allow"] == "POST"


@pytest.mark.parametrize(("size", "status"), [(MAX_BODY, 200), (MAX_BODY + 1, 413)])
def test_a_body_is_limited_to_one_mebibyte(receiver: Receiver, size: int, status: int) -> None:
    body = text_from("c1").ljust(size)
    whole = ask(receiver.port, "/webhook/ghl", body, headers=JSON)
    chunked = ask(receiver.port, "/webhook/ghl", iter([body[:9], body[9:]]), headers=JSON)
    assert (whole.status, chunked.status) == (status, status)
    assert len(receiver.stored()) == (2 if status == 200 else 0)


@pytest.mark.parametrize(("bytes_each", "status"), [(1 << 20, 200), (2100, 200), (1000, 400)])
def test_a_long_body_may_come_in_chunks_of_two_kibibytes_and_not_in_crumbs(
    receiver: Receiver, bytes_each: int, status: int
) -> None:
    body = text_from("c1").ljust(MAX_BODY)
    chunks = (body[at : at + bytes_each] for at in range(0, len(body), bytes_each))
    # A refusal comes while the rest is still being sent: the connection may end without an answer.
    with suppress(ConnectionError):
        assert ask(receiver.port, "/webhook/ghl", chunks, headers=JSON).status == status
    assert len(receiver.stored()) == (1 if status == 200 else 0)


def test_a_short_body_may_come_byte_by_byte(receiver: Receiver) -> None:
    body = text_from("c1")
    chunks = (bytes([byte]) for byte in body)
    assert ask(receiver.port, "/webhook/ghl", chunks, headers=JSON).status == 200


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=10)


def received(client: socket.socket) -> bytes:
    return b"".join(iter(lambda: client.recv(65536), b""))


def raw(port: int, request: bytes) -> bytes:
    with connected(port) as client:
        client.sendall(request)
        client.shutdown(socket.SHUT_WR)
        return received(client)


@pytest.mark.parametrize(
    ("request_head", "status"),
    [
        (b"nonsense", 400),
        (b"POST /webhook/ghl HTTP/1.1\r\nContent-Length: -1", 400),
        (b"POST /webhook/ghl HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2", 400),
        (b"POST /webhook/ghl HTTP/1.1\r\nTransfer-Encoding: gzip", 400),
        (b"POST /webhook/ghl HTTP/1.1\r\nX: " + b"x" * 16_384, 431),
        (b"POST /webhook/ghl HTTP/1.1\r\nContent-Length: 99999999", 413),
    ],
)
def test_what_the_server_refuses_itself_is_json_and_never_a_5xx(
    receiver: Receiver, request_head: bytes, status: int
) -> None:
    head, _, body = raw(receiver.port, request_head + b"\r\n\r\n").partition(b"\r\n\r\n")
    assert int(head.split()[1]) == status
    assert b"Content-Type: application/json" in head
    assert json.loads(body)["error"]["code"]
    assert receiver.stored() == []


@pytest.mark.parametrize("blank", [b"", b"\r\n", b"\r\n\r\n" * 5])
def test_of_requests_sent_at_once_sixteen_are_answered_and_the_rest_is_refused(
    receiver: Receiver, blank: bytes
) -> None:
    body = text_from("c1")
    head = b"POST /webhook/ghl HTTP/1.1\r\nContent-Type: application/json\r\n"
    secret = b"X-NTPP-Secret: %b\r\n" % SECRET.encode()
    one = blank + head + secret + b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
    answers = raw(receiver.port, one * (MOST_QUEUED + 2))
    assert re.findall(rb"HTTP/1\.\d (\d+)", answers) == [b"200"] * MOST_QUEUED + [b"400"]


def test_no_answer_names_the_server(receiver: Receiver) -> None:
    assert "Server" not in ask(receiver.port, "/nowhere").headers


def test_the_log_holds_no_secret_no_words_of_customers_and_no_traceback(
    receiver: Receiver,
) -> None:
    for fault in ("StoreError", "a bug"):
        (receiver.directory / "fault").write_text(fault)
        ask(receiver.port, "/webhook/ghl?secret=canary-url", text_from("c1"))
    said = receiver.stderr()
    assert '"error": "RuntimeError"' in said
    for forbidden in ("canary", CUSTOMER_WORDS, "Traceback"):
        assert forbidden not in said


# Start and stop ----------------------------------------------------------------------------------


def test_an_address_that_cannot_be_had_is_a_fault_of_the_configuration(tmp_path: Path) -> None:
    app = make_app(Recorder(tmp_path, threading.Lock()), secret=SECRET)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for host, at, environ in (
            ("127.0.0.1", port, {}),
            ("no host", 0, {}),
            ("127.0.0.1", 0, {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "2"}),
        ):
            with pytest.raises(ConfigError, match="expected"):
                run(app, host=host, port=at, environ=environ, ready=lambda _address: None)


def test_long_bodies_are_taken_in_turn_and_hold_up_no_other(tmp_path: Path) -> None:
    long = json.dumps({"contact_id": "waits", "a": "x" * LONG}).encode()
    with (
        started(tmp_path) as receiver,
        (tmp_path / "gate").open("a") as gate,
        ThreadPoolExecutor(12) as pool,
    ):
        fcntl.flock(gate, fcntl.LOCK_EX)
        answers = [pool.submit(ask, receiver.port, "/webhook/ghl", long) for _ in range(12)]
        assert receiver.said.readline() == "waiting\n"
        for customer in ("c1", "c2"):
            assert ask(receiver.port, "/webhook/ghl", text_from(customer)).status == 200
        assert [row["contact"] for row in receiver.stored()] == ["c1", "c2"]
        fcntl.flock(gate, fcntl.LOCK_UN)
        assert {answer.result().status for answer in answers} == {200}
    assert len(receiver.stored()) == 14


@pytest.mark.slow
def test_sigterm_answers_everything_in_flight_and_refuses_newcomers(tmp_path: Path) -> None:
    body = text_from("waits")
    route = f"POST /webhook/ghl?secret={quote(SECRET)} HTTP/1.0"
    head = f"{route}\r\nContent-Length: {len(body)}\r\n\r\n"
    with (
        started(tmp_path) as receiver,
        (tmp_path / "gate").open("a") as gate,
        ExitStack() as stack,
    ):
        fcntl.flock(gate, fcntl.LOCK_EX)
        clients = [stack.enter_context(connected(receiver.port)) for _ in range(12)]
        for client in clients:
            client.sendall(head.encode() + body)
        assert [receiver.said.readline() for _ in range(8)] == ["waiting\n"] * 8
        receiver.process.send_signal(signal.SIGTERM)
        _until_refused(receiver.port)
        fcntl.flock(gate, fcntl.LOCK_UN)
        assert [received(client).split()[1] for client in clients] == [b"200"] * 12
        assert receiver.process.wait(timeout=10) == 0
    assert len(receiver.stored()) == 12
    assert receiver.log() == [{"event": "drained", "unfinished": 0}]


def _until_refused(port: int) -> None:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            connected(port).close()
        except ConnectionRefusedError:
            return
        except ConnectionResetError:  # the port was closed in the middle of the handshake
            continue
    pytest.fail("still accepting connections five seconds after SIGTERM")


@pytest.mark.slow
def test_a_client_that_never_finishes_asking_does_not_hold_the_stop(tmp_path: Path) -> None:
    with (
        started(tmp_path) as receiver,
        connected(receiver.port) as half,
        connected(receiver.port),
    ):
        half.sendall(b"POST /webhook/ghl HTTP/1.1\r\nContent-Le")
        assert ask(receiver.port, "/webhook/ghl", text_from("c1")).status == 200
        began = time.monotonic()
        assert receiver.stop() == 0
        assert time.monotonic() - began < 5


@pytest.mark.slow
def test_an_interrupt_from_the_keyboard_stops_it_quietly(tmp_path: Path) -> None:
    with started(tmp_path) as receiver:
        receiver.process.send_signal(signal.SIGINT)
        assert receiver.process.wait(timeout=10) == 0
    assert receiver.log() == [{"event": "drained", "unfinished": 0}]


@pytest.mark.slow
@pytest.mark.skipif(
    shutil.which("systemd-socket-activate") is None, reason="systemd-socket-activate is missing"
)
def test_systemd_hands_over_its_socket(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["systemd-socket-activate", "-l", f"127.0.0.1:{port}"]
    command += ["-E", f"PYTHONPATH={Path(__file__).parents[1]}"]
    command += [sys.executable, __file__, str(tmp_path), "-1"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            assert "Listening" in process.stderr.readline()
            assert ask(port, "/webhook/ghl", text_from("c1")).status == 200
            assert process.stdout.readline() == f"http://127.0.0.1:{port}\n"
            process.terminate()
            assert process.wait(timeout=10) == 0
        finally:
            process.kill()


@pytest.mark.slow
def test_five_restarts_under_load_on_the_inherited_socket_fail_nobody(tmp_path: Path) -> None:
    over = threading.Event()

    def client(port: int) -> list[int]:
        statuses = []
        while not over.is_set():
            statuses.append(ask(port, "/webhook/ghl", text_from("c1")).status)
        return statuses

    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor(6) as pool:
        port = listener.getsockname()[1]
        clients = [pool.submit(client, port) for _ in range(6)]
        for _ in range(5):
            with started(tmp_path, listener=listener) as receiver:
                assert [ask(port, "/jobs/poll_resolver").status for _ in range(20)] == [200] * 20
                assert receiver.stop() == 0
        with started(tmp_path, listener=listener) as receiver:
            over.set()
            statuses = [status for each in clients for status in each.result()]
    assert set(statuses) == {200}
    assert len(receiver.stored()) == len(statuses) > 100


@pytest.mark.slow
def test_a_crowd_of_idle_and_dripping_connections_does_not_deafen_it(receiver: Receiver) -> None:
    crowd = [connected(receiver.port) for _ in range(240)]
    try:
        for client in crowd[:120]:
            client.sendall(b"POST /webhook/ghl HTTP/1.1\r\nX-Drip: ")
        began = time.monotonic()
        assert ask(receiver.port, "/webhook/ghl", text_from("c1")).status == 200
        assert time.monotonic() - began < 1
    finally:
        for client in crowd:
            client.close()


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]))
