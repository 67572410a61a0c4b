"""The log lines: one line an event, safe to keep and to show, and never a reason to fail."""

from __future__ import annotations

import io
import json
import os
import pty
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

import pytest

from sentinel_cli.logs import Log, last4, redact

CANARY = "pit-0dd/ba11 &canary+=%"
NOON = 1_794_852_300.25


def log_to(stream: TextIO | None, *, log_format: str = "json") -> Log:
    return Log(
        stream=stream,
        run_id="r1",
        clock=lambda: NOON,
        log_format=log_format,
        secrets=(CANARY, "https://hc.example/ping/77", ""),
    )


def line_of(log_format: str = "json", /, **fields: Any) -> str:
    stream = io.StringIO()
    log_to(stream, log_format=log_format).event("poll", **fields)
    return stream.getvalue()


def test_a_line_of_json_says_when_which_run_what_and_how() -> None:
    written = line_of(ok=True, threads=3, failed=["c1"], since=None, share=0.5)
    assert written.endswith("\n")
    assert written.count("\n") == 1
    assert json.loads(written) == {
        "ts": "2026-11-16T18:05:00.250Z",
        "run": "r1",
        "event": "poll",
        "ok": True,
        "threads": 3,
        "failed": ["c1"],
        "since": None,
        "share": 0.5,
    }


def test_a_line_of_text_reads_from_left_to_right() -> None:
    assert line_of("text", ok=True, issue=12, why="late reply", ids=["a", "b"]) == (
        '2026-11-16T18:05:00.250Z poll run=r1 ok=true issue=12 why="late reply" ids=["a", "b"]\n'
    )


def test_without_a_choice_a_file_gets_json_and_a_terminal_gets_text(tmp_path: Path) -> None:
    with (tmp_path / "log").open("w+") as file:
        log_to(file, log_format="").event("poll")
        file.seek(0)
        assert json.loads(file.read())["event"] == "poll"
    master, slave = pty.openpty()
    with os.fdopen(slave, "w") as terminal:
        log_to(terminal, log_format="").event("poll")
        assert os.read(master, 100).startswith(b"2026-11-16T18:05:00.250Z poll run=r1")
    os.close(master)


@pytest.mark.parametrize(
    "value",
    [
        CANARY,
        f"401 for Bearer {CANARY}!",
        "GET /?secret=pit-0dd/ba11%20%26canary%2B%3D%25 failed",
        "GET /?secret=pit-0dd%2Fba11%20%26canary%2B%3D%25 failed",
        "secret=pit-0dd%2Fba11+%26canary%2B%3D%25",
        {"deep": [{"deeper": (CANARY,)}], CANARY: 1},
        {CANARY},
        ValueError(f"cannot reach {CANARY}"),
        "HEAD https://hc.example/ping/77/fail",
        "https%3A%2F%2Fhc.example%2Fping%2F77",
    ],
)
@pytest.mark.parametrize("log_format", ["json", "text"])
def test_no_form_of_a_secret_is_written(value: object, log_format: str) -> None:
    written = line_of(log_format, error=value)
    assert "***" in written
    assert "canary" not in written
    assert "ping" not in written


def test_a_log_that_is_printed_shows_no_secret() -> None:
    assert "canary" not in repr(log_to(None))


def test_phones_are_shown_by_their_last_four_digits_only() -> None:
    written = json.loads(
        line_of(phone="+1 (512) 555-0142", to="5125550199", contact={"phone": "1"})
    )
    assert (written["phone"], written["to"], written["contact"]) == (
        "..0142",
        "..0199",
        {"phone": "..1"},
    )


@pytest.mark.parametrize(
    "phone",
    [
        "+15125550142",
        "15125550142",
        "5125550142",
        "512-555-0142",
        "(512) 555-0142",
        "+445125550142",
    ],
)
def test_a_phone_inside_an_error_is_shortened_too(phone: str) -> None:
    assert redact(f"DND is active for {phone}.", secrets=()) == "DND is active for ..0142."


@pytest.mark.parametrize(
    "text",
    [
        "1794852300",
        "1794852300250",
        "2026-11-16T18:05:00Z",
        "ocQHyuzHvysMo5N5VsXc",
        "127.0.0.1:8000",
    ],
)
def test_times_and_ids_are_no_phones(text: str) -> None:
    assert redact(text, secrets=()) == text


def test_a_messages_text_is_told_by_its_length_only() -> None:
    written = line_of(text="Please call me", message={"body": "at the gate", "payload": None})
    assert json.loads(written)["text"] == "(14 characters)"
    assert json.loads(written)["message"] == {"body": "(11 characters)", "payload": None}


def test_what_a_terminal_would_obey_is_escaped_and_one_event_is_one_line() -> None:
    written = line_of("text", name="\x1b]0;gotcha\x07\nforged\u202e\x9b1m", path="dé jà")
    assert written.count("\n") == 1
    assert written[:-1].isprintable()
    assert 'path="dé jà"' in written


def test_lone_surrogates_are_written_as_escapes() -> None:
    assert json.loads(line_of(name="\ud800"))["name"] == "\ud800"


class _FullDisk(io.StringIO):
    def write(self, text: str, /) -> int:
        raise OSError(28, f"no room for {len(text)}")


def test_a_closed_full_or_absent_stream_loses_lines_but_no_run() -> None:
    closed = io.StringIO()
    closed.close()
    full = _FullDisk()
    for stream in (closed, full, None):
        log_to(stream, log_format="").event("poll")
    assert full.getvalue() == ""


def test_a_job_whose_stderr_is_gone_still_ends_well(tmp_path: Path) -> None:
    program = (
        "import sys\nfrom sentinel_cli.logs import Log\n"
        "log = Log(stream=sys.stderr, run_id='r', clock=lambda: 0)\n"
        "[log.event('poll', n=n) for n in range(1000)]\n"
        "print('done')"
    )
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as broken:
        run = subprocess.run(
            [sys.executable, "-c", program],
            stderr=broken,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
            env={"PYTHONPATH": str(Path(__file__).parents[1]), "HOME": str(tmp_path)},
        )
    assert (run.returncode, run.stdout) == (0, "done\n")


def test_another_run_has_its_own_id() -> None:
    stream = io.StringIO()
    replace(log_to(stream), run_id="r2").event("summary")
    assert json.loads(stream.getvalue())["run"] == "r2"


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("+15125550142", "0142"),
        ("(512) 555-01 42", "0142"),
        ("611", "611"),
        (None, ""),
        ("abc", ""),
    ],
)
def test_last_four_digits(phone: str | None, shown: str) -> None:
    assert last4(phone) == shown
