"""What a person sees on a real terminal (a pty), and what happens when nobody reads on."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import shlex
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from engine import Engine, engine
from facts import CONTACT, LETTER, asks, at, replies
from installed import ROOT, install

from sentinel_cli.cli.tables import age, local_time, short_time
from sentinel_cli.desk import holding, operations
from sentinel_cli.desk.colleagues import Holder
from sentinel_cli.hours import Calendar, parse_hours
from sentinel_cli.simulator import Simulator
from sentinel_cli.simulator.people import CUSTOMER, settle
from sentinel_cli.store import open_store

SENTINEL = (sys.executable, "-m", "sentinel_cli")
ESCAPE = "\x1b["


@pytest.fixture
def asked(tmp_path: Path) -> Engine:
    """One customer has waited for three hours, and is overdue."""
    installed = engine(tmp_path, BUSINESS_HOURS="Mon-Sun 00:00-24:00")
    now_ms = time.time_ns() // 1_000_000
    words = "is anyone coming? \x1b[2J" + "please " * 30
    question = asks("09:00", words, at_ms=now_ms - 3 * 3600 * 1000, phone="+15125550142")
    installed.hears(question, question.at_ms, name="Ana Ruiz")
    failed = replies("09:01", "On our way", at_ms=question.at_ms + 60_000, status="failed")
    installed.hears(failed, failed.at_ms)
    return installed


def environment(installed: Engine, **more: str) -> dict[str, str]:
    return {
        "PATH": os.defpath,
        "SENTINEL_DB": str(installed.settings.db),
        "BUSINESS_HOURS": "Mon-Sun 00:00-24:00",
        "TERM": "xterm-256color",
        **more,
    }


def on_a_terminal(
    installed: Engine,
    *arguments: str,
    columns: int = 120,
    types: str = "",
    given: Mapping[str, str] | None = None,
) -> str:
    """Run the program on a terminal of that width; `types` is typed when it asks."""
    child, terminal = pty.fork()
    if child == 0:
        size = struct.pack("HHHH", 40, columns, 0, 0)
        fcntl.ioctl(1, termios.TIOCSWINSZ, size)
        os.chdir(installed.settings.db.parent)
        program = [*SENTINEL, *arguments]
        os.execve(program[0], program, environment(installed, **(given or {})))  # noqa: S606 - none is wanted
    shown = b""
    while chunk := _next(terminal):
        shown += chunk
        if types and shown.rstrip().endswith(b"?"):
            os.write(terminal, types.encode())
    os.close(terminal)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) in {0, 1}, shown.decode()
    return shown.decode()


def _next(terminal: int) -> bytes:
    """The next output; nothing once the program has ended (Linux says EIO then)."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


def plain(shown: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)


@pytest.mark.slow
def test_a_list_names_the_zone_and_paints_the_overdue_red(asked: Engine) -> None:
    shown = on_a_terminal(asked, "issues", "list")

    assert "America/Chicago" in shown
    assert f"{ESCAPE}1;31m" in shown
    assert re.search(r"1 +SMS +OVERDUE +Ana Ruiz +\+15125550142 .* 3 h ", plain(shown))


@pytest.mark.parametrize("wish", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
@pytest.mark.slow
def test_who_wants_no_colour_gets_no_escape_at_all(asked: Engine, wish: dict[str, str]) -> None:
    for command in (("issues", "list"), ("issues", "show", "1")):
        shown = on_a_terminal(asked, *command, given=wish)
        assert "OVERDUE" in shown
        assert "\x1b" not in shown
        assert shown == plain(on_a_terminal(asked, *command))


@pytest.mark.slow
def test_a_narrow_terminal_gets_lines_that_fit(asked: Engine) -> None:
    for command in (("issues", "list"), ("trace", "Ana")):
        shown = plain(on_a_terminal(asked, *command, columns=48))
        assert max(len(line) for line in shown.splitlines()) <= 48
        assert "waiting 3 h" in shown


@pytest.mark.slow
def test_what_is_urgent_and_who_holds_it_stands_beside_the_name(asked: Engine) -> None:
    now_ms = time.time_ns() // 1_000_000
    asked.does(operations.urgent, 1, now_ms)
    asked.does(holding.claim(Holder("cAlex", "Alex")), 1, now_ms)
    names = "INSERT INTO kv_store VALUES ('manager_name:cAlex', 'Alex Kim')"
    asked.sql(names)
    settings = {"MANAGER_CONTACT_IDS": "cAlex"}

    for columns in (48, 100, 160):
        shown = plain(on_a_terminal(asked, "issues", "list", columns=columns, given=settings))
        assert ("URGENT" in shown, "Alex" in shown) == (True, True)
        assert max(len(line) for line in shown.splitlines()) <= columns
    assert "Ana Ruiz (URGENT scheduling, Alex has it)" in shown
    piped = subprocess.run([*SENTINEL, "issues", "list"], env=environment(asked, **settings),
                           capture_output=True, text=True, check=True)  # fmt: skip
    header, row = (line.split("\t") for line in piped.stdout.splitlines())
    assert dict(zip(header, row, strict=True))["who"] == "Ana Ruiz"
    assert (header[-3:], row[-3:]) == (["urgency", "held", "thanks"], ["urgent", "Alex has it", ""])


@pytest.mark.slow
def test_what_is_probably_thanks_says_so_and_stands_last(tmp_path: Path) -> None:
    works = engine(tmp_path)
    works.hears(replies("09:00", "All done for today."), at("09:00"))
    works.hears(asks("09:05", LETTER), at("09:05"), name="Ana Ruiz")
    later = asks("09:30", "When are you here?", contact_id="cBo", ghl_id="m9")
    works.hears(later, at("09:30"), name="Bo Ruiz")

    shown = plain(on_a_terminal(works, "issues", "list", columns=160))
    assert "Ana Ruiz (thanks?)" in shown
    assert "Bo Ruiz (" not in shown
    for state in ("open", "all"):
        piped = subprocess.run([*SENTINEL, "issues", "list", "--state", state],
                               env=environment(works), capture_output=True, text=True,
                               check=True)  # fmt: skip
        header, *rows = (line.split("\t") for line in piped.stdout.splitlines())
        listed = [dict(zip(header, row, strict=True)) for row in rows]
        assert [(row["who"], row["thanks"]) for row in listed] == [
            ("Bo Ruiz", ""), ("Ana Ruiz", "thanks?"),
        ]  # fmt: skip


@pytest.mark.slow
def test_a_story_says_why_an_answer_did_not_count(asked: Engine) -> None:
    shown = plain(on_a_terminal(asked, "trace", "0142"))

    assert "#1 SMS OVERDUE: waiting 3 h since" in shown
    assert "Not an answer, 1 time: the text was not delivered (failed)." in shown
    assert "no answer, #1 waits on: the text was not delivered (failed)" in shown
    assert "\x1b[2J" not in shown


@pytest.mark.slow
def test_of_several_contacts_a_person_is_asked_which_one(asked: Engine) -> None:
    other = asks("09:00", contact_id="cBo", ghl_id="m2", at_ms=time.time_ns() // 1_000_000)
    asked.hears(other, other.at_ms, name="Bo Ruiz")

    chosen = plain(on_a_terminal(asked, "trace", "Ruiz", types="2\n"))

    assert "contact cBo" in chosen.partition("Which one?")[2]
    assert "None of them" in on_a_terminal(asked, "trace", "Ruiz", types="7\n")


def test_an_empty_list_says_that_nobody_waits(tmp_path: Path) -> None:
    shown = on_a_terminal(engine(tmp_path), "issues", "list")

    assert "no customer is known to wait" in shown
    assert "GHL was never read: run `sentinel poll-resolve`" in plain(shown)


def asking(installed: Engine, simulator: Simulator) -> dict[str, str]:
    """What points a command at this GHL."""
    return {
        "GHL_BASE_URL": simulator.base_url,
        "GHL_TOKEN": installed.settings.ghl_token,
        "GHL_VERSION": installed.settings.ghl_version,
        "GHL_LOCATION_ID": simulator.world.location_id,
    }


@pytest.mark.slow
def test_a_poll_that_takes_long_shows_how_far_it_is(tmp_path: Path, simulator: Simulator) -> None:
    settle(simulator.world)
    simulator.customer_writes(CUSTOMER.id, "Anyone?")
    simulator.latency_s = 1.1
    installed = engine(tmp_path, simulator)
    given = asking(installed, simulator)

    shown = plain(on_a_terminal(installed, "poll-resolve", given=given))

    assert "Reading GHL" in shown
    assert "100%" in shown


@pytest.mark.slow
def test_a_run_is_told_in_words_alone_unless_a_log_is_asked_for(
    tmp_path: Path, simulator: Simulator
) -> None:
    settle(simulator.world)
    simulator.customer_writes(CUSTOMER.id, "Anyone?")
    installed = engine(tmp_path, simulator)
    given = asking(installed, simulator)

    shown = plain(on_a_terminal(installed, "poll-resolve", given=given))
    assert shown.splitlines()[0].startswith("Read 1 conversation: 1 new message")
    logged = on_a_terminal(installed, "poll-resolve", given={**given, "LOG_FORMAT": "text"})
    assert " poll run=poll-" in logged


# When output goes nowhere ------------------------------------------------------------------------


def in_a_shell(installed: Engine, line: str) -> subprocess.CompletedProcess[str]:
    command = line.replace("RUN", shlex.join(SENTINEL))
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        env=environment(installed),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.parametrize("command", ["issues list", "issues list --csv", "trace Ana", "--help"])
def test_a_reader_who_leaves_early_is_no_error(asked: Engine, command: str) -> None:
    done = in_a_shell(asked, f"RUN {command} | true")

    assert (done.returncode, done.stderr) == (0, "")


def test_output_that_cannot_be_written_is_an_error_that_says_so(asked: Engine) -> None:
    done = in_a_shell(asked, "RUN issues list > /dev/full")

    assert done.returncode == 74
    assert done.stderr.startswith("sentinel: standard output: No space left on device")


@pytest.mark.slow
def test_a_command_without_an_output_does_its_work(asked: Engine) -> None:
    done = in_a_shell(asked, "RUN issues resolve 1 >&-")

    assert (done.returncode, done.stderr) == (0, "")
    assert asked.issues(CONTACT)[0].state == "RESOLVED"


@pytest.mark.slow
def test_a_shell_completes_commands(asked: Engine) -> None:
    words = 'COMP_WORDS="sentinel issues re" COMP_CWORD=2 _SENTINEL_COMPLETE=complete_bash'
    program = Path(sys.executable).with_name("sentinel")
    done = in_a_shell(asked, f"{words} {shlex.quote(str(program))}")

    assert done.stdout.split() == ["resolve", "reopen"]


# Times -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 min"), (59, "0 min"), (60, "1 min"), (12_000, "3 h 20 min"), (3600, "1 h"),
     (90_061, "1 d 1 h"), (-5, "0 min")],
)  # fmt: skip
def test_an_age_has_its_two_largest_units(seconds: int, words: str) -> None:
    assert age(seconds) == words


def test_a_time_of_the_hour_that_comes_twice_names_its_zone() -> None:
    calendar = Calendar(ZoneInfo("America/Chicago"), parse_hours("Mon-Fri 08:00-17:00"))
    first_ts, noon_ts = 1793514600, 1793556000  # 2026-11-01 01:30 CDT, 12:00 CST

    assert local_time(first_ts, calendar) == "2026-11-01 01:30 CDT"
    assert short_time(first_ts, calendar, noon_ts) == "01:30 CDT"
    assert short_time(first_ts + 3600, calendar, noon_ts) == "01:30"
    assert short_time(first_ts, calendar, noon_ts + 86400) == "2026-11-01 01:30 CDT"


# Where words go ----------------------------------------------------------------------------------


def run_in(directory: Path, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sentinel_cli", *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=directory,
        env={"PATH": os.environ["PATH"], **environ},
    )


@pytest.mark.slow
def test_where_both_streams_are_one_every_line_is_a_log_line(tmp_path: Path) -> None:
    """As under systemd-cat: every job of deploy/cron, GHL away."""
    there = install(tmp_path)
    open_store(there.db).close()
    crontab = (ROOT / "deploy" / "cron" / "sentinel").read_text()
    jobs = re.findall(r"/bin/sentinel (.+)$", crontab, re.MULTILINE)
    journal = tmp_path / "journal"
    with journal.open("wb") as both:
        for job in jobs:
            with there.start(*job.split(), stdout=both, stderr=both) as process:
                assert process.wait(timeout=120) in {0, 1, 69}
    events = [json.loads(line)["event"] for line in journal.read_text().splitlines()]
    assert {"poll", "summary", "alert", "weekly", "backup", "prune"} <= set(events)
    apart = there.run("db", "prune", "--older-than", "60d")
    assert apart.stdout.startswith("Nothing to delete: ")


@pytest.mark.slow
def test_the_text_of_a_rehearsal_is_shown_although_both_streams_are_one(tmp_path: Path) -> None:
    there = install(tmp_path)
    open_store(there.db).close()
    words = ("summary", "--slot", "morning", "--dry-run", "--no-poll")
    shown = there.run(*words, stderr=subprocess.STDOUT).stdout
    assert "Sentinel morning, " in shown
    assert "Dry run: nothing was sent." in shown


@pytest.mark.slow
@pytest.mark.parametrize(
    "words", [("issues", "list"), ("issues", "resolve", "1"), ("trace", "Ana"), ("status",)]
)
def test_in_the_wrong_directory_nobody_is_told_that_nobody_waits(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    ran = run_in(tmp_path, *words)
    assert (ran.returncode, ran.stdout) == (78, "")
    assert f"there is no settings file {tmp_path / '.env'} and no database" in ran.stderr
    assert [*tmp_path.iterdir()] == []


@pytest.mark.slow
def test_a_number_is_taken_as_it_is_printed(tmp_path: Path) -> None:
    with open_store(tmp_path / "sentinel.db"):
        pass
    database = str(tmp_path / "sentinel.db")
    ran = run_in(tmp_path, "issues", "resolve", "#4", SENTINEL_DB=database)
    assert (ran.returncode, "there is no issue #4" in ran.stderr) == (1, True)
    odd = run_in(tmp_path, "issues", "resolve", "#4b", SENTINEL_DB=database)
    assert (odd.returncode, "expected an issue's number: 4 or #4" in odd.stderr) == (2, True)
