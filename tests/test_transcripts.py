"""What was said in calls nobody took: asked of GHL, kept and folded; the issue stands without."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from engine import MANAGER, SECOND_MANAGER, Clock, Engine, engine, simulating
from facts import CONTACT, STAFF, asks, at, call, policy
from typer.testing import CliRunner

from sentinel_cli.cli.job_commands import _print_poll
from sentinel_cli.cli.main import app
from sentinel_cli.cli.moments import worded
from sentinel_cli.desk import operations
from sentinel_cli.desk.doctor import Level
from sentinel_cli.desk.doctor.ghl import transcripts
from sentinel_cli.desk.doctor.rounds import _said
from sentinel_cli.desk.explain import Said, account_of
from sentinel_cli.desk.status import gather
from sentinel_cli.ghl import Deadline
from sentinel_cli.jobs.poll_report import Report
from sentinel_cli.jobs.upkeep import prune
from sentinel_cli.model import (
    Channel,
    Issue,
    Sentence,
    Slot,
    State,
    Subject,
    Transcripts,
    Urgency,
    Verdict,
)
from sentinel_cli.rules.promises import due_ts, promised
from sentinel_cli.rules.transcripts import MOST_ASKS, is_asked_for, next_ask_ts
from sentinel_cli.rules.verdicts import decide
from sentinel_cli.simulator import Contact, Simulator
from sentinel_cli.store import issue_log, state
from sentinel_cli.store.transcripts import Tally

ROUTE = "GET /conversations/locations/*/messages/*/transcription"
FLOOD = (
    "Hi this is Rosa, the pipe behind the pump burst and water is pouring into the garage.",
    "Call me at 469 555 0118.",
)
HEARD = ("urgent", Subject.LEAK, "+14695550118")


@pytest.fixture
def ghl(clock: Clock) -> Iterator[Simulator]:
    customer = Contact(id=CONTACT, first_name="Rosa", last_name="Treviño", phone="+12145550143")
    with simulating(clock, customer, Contact(id=MANAGER, first_name="Robin")) as simulated:
        yield simulated


@pytest.fixture
def works(tmp_path: Path, ghl: Simulator) -> Engine:
    return watching(tmp_path, ghl)


def watching(directory: Path, ghl: Simulator, **changes: str) -> Engine:
    installed = engine(directory, ghl, **{"TRANSCRIPTS": "voicemail", **changes})
    installed.polls(at("08:00"))
    ghl.requests.clear()
    return installed


def voicemail(ghl: Simulator, *said: str, clock: str = "09:00", **facts: Any) -> str:
    """A customer calls, nobody takes it; they say this. The call's id."""
    rung = ghl.customer_calls(CONTACT, at_ms=at(clock), **{"status": "voicemail", **facts})
    ghl.world.change_message(rung.id, transcript=said)
    return rung.id


def polls(works: Engine, ghl: Simulator, clock: str, day: str = "2026-04-01") -> Report:
    ghl.clock.ms = at(clock, day)  # type: ignore[attr-defined]
    return works.polls(at(clock, day))


def heard(works: Engine) -> tuple[object, ...]:
    (issue,) = works.issues()
    return (issue.urgency, issue.subject, issue.callback)


def counts(report: Report) -> tuple[int, int, int]:
    return (report.transcripts_asked, report.transcripts_heard, report.transcripts_given_up)


def only(works: Engine) -> Issue:
    (issue,) = works.issues()
    return issue


# ---- what is heard


def test_an_urgent_voicemail_is_due_within_half_an_hour_and_told_in_its_words(
    works: Engine, ghl: Simulator
) -> None:
    voicemail(ghl, *FLOOD)

    report = polls(works, ghl, "09:02")

    assert (report.ok, *counts(report)) == (True, 1, 1, 0)
    issue = only(works)
    assert heard(works) == HEARD
    assert issue.due_ts == at("09:30") // 1000
    assert "pouring into the garage" in issue.gist
    assert ("rule", "heard") in works.log(1)
    (sent,) = works.alerts(at("09:03")).sent
    assert ". URGENT leak: " in sent.text.text
    assert sent.text.text.count("call 469-555-0118") == 1


def test_a_transcript_that_comes_late_gives_the_same_issue(works: Engine, ghl: Simulator) -> None:
    call_id = voicemail(ghl, *FLOOD)
    ghl.world.change_message(call_id, transcript_ms=at("09:12"))

    assert counts(polls(works, ghl, "09:05")) == (1, 0, 0)
    assert heard(works) == ("normal", Subject.OTHER, None)
    assert only(works).due_ts == at("11:00") // 1000
    assert counts(polls(works, ghl, "09:15")) == (1, 1, 0)

    assert heard(works) == HEARD
    assert only(works).due_ts == at("09:30") // 1000


def test_what_is_heard_neither_closes_nor_delays(works: Engine, ghl: Simulator) -> None:
    voicemail(ghl, "Thanks so much, everything is great, no need to call me back, bye.")
    polls(works, ghl, "09:02")

    issue = only(works)
    assert (issue.state, issue.urgency) == (State.OPEN, Urgency.NORMAL)
    assert issue.due_ts == at("11:00") // 1000


@pytest.mark.parametrize("shape", ["list", "transcriptions", "data", "bare"])
def test_every_shape_is_read(works: Engine, ghl: Simulator, shape: str) -> None:
    call_id = voicemail(ghl, " ".join(FLOOD))
    ghl.world.change_message(call_id, transcript_shape=shape)

    polls(works, ghl, "09:02")

    assert heard(works) == HEARD


def test_a_poll_names_the_issues_of_which_it_heard_urgent_or_not(
    works: Engine, ghl: Simulator, capsys: pytest.CaptureFixture[str]
) -> None:
    voicemail(ghl, "Hi, when are you coming next week?")
    report = polls(works, ghl, "09:02")

    _print_poll(report)
    assert report.as_dict()["heard_of"] == [1]
    assert "GHL told of 1 (#1), and" in capsys.readouterr().out

    voicemail(ghl, clock="09:03")
    assert polls(works, ghl, "09:05").heard_of == []


# ---- when it is asked for


def test_a_call_is_asked_about_five_times_at_most(works: Engine, ghl: Simulator) -> None:
    voicemail(ghl)
    given_up = 0
    for minute in range(1, 40):
        given_up += polls(works, ghl, f"09:{minute:02}").transcripts_given_up
    for hour in range(10, 17):
        given_up += polls(works, ghl, f"{hour}:30").transcripts_given_up
    given_up += polls(works, ghl, "09:10", "2026-04-02").transcripts_given_up

    assert (ghl.requests.count(ROUTE), given_up) == (MOST_ASKS, 1)


def test_a_poll_every_five_minutes_asks_once_more_after_a_day(
    works: Engine, ghl: Simulator
) -> None:
    call_id = voicemail(ghl)
    for clock in ("09:05", "09:10", "09:15", "09:30", "11:00", "11:05"):
        polls(works, ghl, clock)
    assert ghl.requests.count(ROUTE) == 4
    ghl.world.change_message(call_id, transcript=FLOOD)

    polls(works, ghl, "09:01", "2026-04-02")

    assert ghl.requests.count(ROUTE) == MOST_ASKS
    assert heard(works) == HEARD


def test_asks_come_after_1_3_10_30_120_minutes_and_a_day() -> None:
    rung = call("09:00")
    asked, now_ts = [], rung.at_ms // 1000
    while (next_ts := next_ask_ts(rung, asked=0, now_ts=now_ts)) is not None:
        asked.append((next_ts - rung.at_ms // 1000) // 60)
        now_ts = next_ts
    assert asked == [1, 3, 10, 30, 120, 1440]
    assert next_ask_ts(rung, asked=MOST_ASKS, now_ts=rung.at_ms // 1000) is None


def test_off_asks_for_nothing(tmp_path: Path, ghl: Simulator) -> None:
    works = watching(tmp_path, ghl)
    works = replace(works, settings=replace(works.settings, transcripts=Transcripts.OFF))
    voicemail(ghl, *FLOOD)

    assert counts(polls(works, ghl, "09:02")) == (0, 0, 0)

    assert ghl.requests.count("*transcription") == 0
    assert heard(works) == ("normal", Subject.OTHER, None)


def test_a_call_that_was_taken_is_not_asked_about(works: Engine, ghl: Simulator) -> None:
    voicemail(ghl, *FLOOD, status="completed", duration_s=95, user_id=STAFF)
    polls(works, ghl, "09:10")
    assert ghl.requests.count(ROUTE) == 0


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"issue_id": 1}, True),
        ({"issue_id": 1, "ghl_id": None}, False),
        ({"issue_id": 1, "ghl_id": "m1@cOther.inbound.5"}, False),
        ({"issue_id": 1, "contact_id": MANAGER}, False),
        ({}, False),  # missed, and of no issue: the contact is muted
        ({"channel": Channel.CALL, "status": "completed"}, False),
    ],
)
def test_which_calls_are_asked_about(changes: dict[str, Any], expected: bool) -> None:  # noqa: FBT001
    one = replace(call("09:00", ghl_id="m1"), **changes)
    rules = policy(managers=frozenset({MANAGER}))
    assert is_asked_for(one, rules, Transcripts.VOICEMAIL) is expected


def test_with_all_a_call_that_was_taken_is_asked_about() -> None:
    taken = replace(call("09:00", ghl_id="m1"), status="completed")
    assert is_asked_for(taken, policy(), Transcripts.ALL)


# ---- what GHL answers instead


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "answer", "status": 404, "body": {"message": "Transcription not found"}},
        {"kind": "answer", "status": 403, "body": {"message": "Not enabled"}},
        {"kind": "answer", "status": 422, "body": {"message": ["no"]}},
        {"kind": "server_error"},
        {"kind": "html"},
        {"kind": "no_body"},
        {"kind": "scope_missing"},
        {"kind": "drop"},
        {"kind": "answer", "body": []},
        {"kind": "answer", "body": {}},
        {"kind": "answer", "body": {"transcriptions": None}},
        {"kind": "answer", "body": [{"transcript": None}, 7, [], {"mediaChannel": 1}]},
        {"kind": "answer", "body": "x" * 1000},
    ],
    ids=lambda fault: f"{fault['kind']}-{fault.get('status', fault.get('body'))}"[:30],
)
def test_whatever_else_ghl_says_the_issue_stands_and_nothing_failed(
    works: Engine, ghl: Simulator, fault: dict[str, Any]
) -> None:
    voicemail(ghl, *FLOOD)
    ghl.fault(route=ROUTE, **fault)

    report = polls(works, ghl, "09:02")

    assert (report.ok, report.failed, counts(report)) == (True, [], (1, 0, 0))
    assert ghl.requests.count(ROUTE) == 1
    assert heard(works) == ("normal", Subject.OTHER, None)
    ghl.faults.clear()
    polls(works, ghl, "09:05")
    assert heard(works) == HEARD


def test_a_silent_ghl_costs_a_tenth_of_the_run_and_fails_nothing(
    works: Engine, ghl: Simulator
) -> None:
    for n in range(3):
        voicemail(ghl, *FLOOD, clock=f"09:0{n}")
    ghl.fault("hang", route=ROUTE)
    ghl.clock.ms = at("09:10")  # type: ignore[attr-defined]

    report = works.polls(at("09:10"), seconds=4.0)
    ghl.release()

    assert (report.ok, counts(report)) == (True, (1, 0, 0))
    assert ghl.requests.count(ROUTE) == 1


def test_a_401_about_the_version_is_asked_again_with_the_other_one_and_remembered(
    works: Engine, ghl: Simulator
) -> None:
    ghl.world.transcript_version = "2021-04-15"
    voicemail(ghl, *FLOOD)
    assert counts(polls(works, ghl, "09:02")) == (1, 1, 0)
    assert heard(works) == HEARD
    ghl.requests.clear()

    voicemail(ghl, "the salt cell is dirty", clock="09:20")
    polls(works, ghl, "09:22")

    (asked,) = ghl.requests.matching(ROUTE)
    assert asked.headers["version"] == "2021-04-15"
    with works.store.read() as db:
        assert state.get(db, "transcript_version") == "2021-04-15"


def test_a_version_that_is_never_right_does_not_cost_more_than_five_requests(
    works: Engine, ghl: Simulator
) -> None:
    ghl.world.transcript_version = "2030-01-01"
    voicemail(ghl, *FLOOD)
    for clock in ("09:02", "09:04", "09:11", "09:31", "11:01"):
        polls(works, ghl, clock)
    assert ghl.requests.count(ROUTE) <= MOST_ASKS


def test_a_token_that_ghl_does_not_know_is_not_hidden(works: Engine, ghl: Simulator) -> None:
    voicemail(ghl, *FLOOD)
    ghl.fault("token_invalid", route=ROUTE)

    report = polls(works, ghl, "09:02")

    assert not report.ok
    assert "the token is wrong or revoked" in report.failed[0]["error"]
    ghl.faults.clear()
    assert counts(polls(works, ghl, "09:04")) == (1, 1, 0)


def test_one_401_of_a_good_token_is_asked_again(works: Engine, ghl: Simulator) -> None:
    voicemail(ghl, *FLOOD)
    ghl.fault("token_invalid", route=ROUTE, times=1)

    report = polls(works, ghl, "09:02")

    assert (report.ok, counts(report)) == (True, (1, 1, 0))


def test_a_used_up_allowance_asks_about_no_call_and_fails_nothing(
    works: Engine, ghl: Simulator
) -> None:
    voicemail(ghl, *FLOOD)
    ghl.fault("daily_exhausted", route=ROUTE)

    report = polls(works, ghl, "09:02")

    assert (report.ok, counts(report)) == (True, (0, 0, 0))


def test_sentences_out_of_order_without_times_are_put_in_order(
    works: Engine, ghl: Simulator
) -> None:
    voicemail(ghl)
    rows = [
        {"sentenceIndex": 1, "startTime": None, "transcript": "into the garage"},
        {"sentenceIndex": 0, "startTime": None, "transcript": "water is pouring"},
    ]
    ghl.fault("answer", route=ROUTE, body=rows)
    polls(works, ghl, "09:02")
    with works.store.read() as db:
        said = db.execute("SELECT said FROM transcripts").fetchone()[0]
    assert said.index("water is pouring") < said.index("into the garage")


def test_twenty_thousand_words_are_heard_and_kept_in_part(works: Engine, ghl: Simulator) -> None:
    many = ["and then I also wanted to say something about the filter"] * 1900
    voicemail(ghl, FLOOD[0], *many)

    report = polls(works, ghl, "09:02")

    assert counts(report) == (1, 1, 0)
    assert heard(works)[:2] == HEARD[:2]
    with works.store.read() as db:
        assert db.execute("SELECT length(said) FROM transcripts").fetchone()[0] < 40_000


# ---- calls that somebody, or something, took (TRANSCRIPTS=all)

PERSON = ("Clearline Pools, this is Dana.", "Hi, my pump is loud.", "I'll call you back by three.")
GREETING = ("You have reached Clearline Pools, please leave a message.", "My pump is loud.")
ASSISTANT = (
    "Hi, I'm the virtual assistant of Clearline Pools.",
    "My pump is loud.",
    "I'll let the team know, goodbye.",
)
NO_NEED = (ASSISTANT[0], "Never mind, goodbye.")


@pytest.fixture
def listening(tmp_path: Path, ghl: Simulator) -> Engine:
    return watching(tmp_path, ghl, TRANSCRIPTS="all")


def talk(ghl: Simulator, *said: str, clock: str) -> str:
    """A customer's call that GHL says a named person took."""
    facts = {"status": "completed", "duration_s": 95, "user_id": STAFF}
    return voicemail(ghl, *said, clock=clock, **facts)


def verdicts(works: Engine) -> list[tuple[str, int | None]]:
    """State and end of every issue, and when it ended."""
    return [(issue.state, issue.resolved_ts) for issue in works.issues()]


@pytest.mark.parametrize("said", [GREETING, ASSISTANT, NO_NEED])
def test_a_call_that_nobody_of_the_company_took_answers_nothing_whatever_it_names(
    listening: Engine, ghl: Simulator, said: tuple[str, ...]
) -> None:
    ghl.customer_writes(CONTACT, "Is anyone coming today?", at_ms=at("09:00"))
    call_id = talk(ghl, clock="09:10")
    polls(listening, ghl, "09:12")
    assert verdicts(listening) == [("RESOLVED", at("09:10") // 1000)]

    ghl.world.change_message(call_id, transcript=said)
    report = polls(listening, ghl, "09:15")

    assert (report.transcripts_heard, report.reopened) == (1, 1)
    asked, *called = listening.issues()
    assert (asked.state, asked.due_ts, asked.resolved_ts) == (
        State.OPEN,
        at("11:00") // 1000,
        None,
    )
    assert len(called) == (said is not NO_NEED)  # nobody of the company was told of the pump
    assert ("rule", "reopened") in listening.log(1)


@pytest.mark.parametrize("channels", ["both", "one"])
def test_a_machine_that_is_told_of_harm_does_not_hide_it(
    listening: Engine, ghl: Simulator, channels: str
) -> None:
    said = (ASSISTANT[0], " ".join(FLOOD), ASSISTANT[2])
    talk(ghl, *(said if channels == "both" else [" ".join(said)]), clock="09:10")
    polls(listening, ghl, "09:15")
    assert heard(listening) == HEARD


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("My pump is dead, call me.", "assistant_told"),
        ("It's Bob, call me at 214 555 0177.", "assistant_told"),
        ("La bomba no prende.", "assistant_told"),
        ("Strong smell of gas at the heater", "assistant_told"),
        ("", "assistant_answered"),
        ("Hello? Hello?", "assistant_answered"),
        ("Never mind, bye.", "assistant_answered"),
        (
            "Urgent notice, your Google listing is suspended, press one, or call 214 555 0177.",
            "assistant_answered",
        ),
    ],
)
@pytest.mark.parametrize("shape", ["two channels", "one channel", "one row"])
def test_who_tells_a_machine_of_a_need_waits_and_who_hangs_up_does_not(
    said: str, expected: str, shape: str
) -> None:
    texts = [f"{ASSISTANT[0]} {said}"] if shape == "one row" else [ASSISTANT[0], said]
    spoken = tuple(
        Sentence(text=text, channel=1 + n * (shape == "two channels"), index=n)
        for n, text in enumerate(texts)
    )
    taken = call("09:10", status="completed", user_id=STAFF, duration_s=60, transcript=spoken)
    assert decide(taken, policy()).reason == expected


@pytest.mark.parametrize(
    "said",
    [
        "Clearline Pools, this is Dana. Hi, my pump is dead. I'll send someone.",
        "Clearline Pools, this is Dana. Hello. My pump is dead, and I hate an automated system.",
        "This is the virtual assistant, I'm transferring you. Hi, this is Dana. My pump is dead.",
    ],
)
def test_on_one_channel_only_what_begins_as_a_machine_was_taken_by_one(said: str) -> None:
    one = Sentence(text=said, channel=1)
    taken = call("09:10", status="completed", user_id=STAFF, duration_s=60, transcript=(one,))
    assert decide(taken, policy()).verdict is Verdict.CONTACT


def test_a_call_that_a_person_took_stays_an_answer(listening: Engine, ghl: Simulator) -> None:
    ghl.customer_writes(CONTACT, "Is anyone coming today?", at_ms=at("09:00"))
    talk(ghl, *PERSON, clock="09:10")
    polls(listening, ghl, "09:15")
    assert verdicts(listening) == [("RESOLVED", at("09:10") // 1000)]


def test_a_promise_is_told_in_the_next_summary_once(listening: Engine, ghl: Simulator) -> None:
    ghl.customer_writes(CONTACT, "Is anyone coming today?", at_ms=at("09:00"))
    talk(ghl, *PERSON, clock="09:10")
    polls(listening, ghl, "09:15")
    assert "PROMISED" not in told(listening, Slot.MIDDAY, "11:00")

    text = told(listening, Slot.AFTERNOON, "15:00")

    assert "PROMISED, nobody in touch since: 1" in text
    assert '#1 Rosa Treviño: "I\'ll call you back by three", by 3:00 PM' in text
    assert "PROMISED" not in told(listening, Slot.AFTERNOON, "16:30")
    assert len(listening.issues()) == 1


def test_a_promise_is_told_to_who_hears_of_that_call(tmp_path: Path, ghl: Simulator) -> None:
    (tmp_path / "managers.toml").write_text(f'[{SECOND_MANAGER}]\nhears = ["text"]\n')
    ghl.world.add_contact(Contact(id=SECOND_MANAGER, first_name="Kim"))
    managers = f"{MANAGER},{SECOND_MANAGER}"
    works = watching(tmp_path, ghl, TRANSCRIPTS="all", MANAGER_CONTACT_IDS=managers)
    talk(ghl, *PERSON, clock="09:10")
    polls(works, ghl, "09:15")

    told_to = works.tells(Slot.AFTERNOON, at("15:00")).recipients

    heard_of = {it.contact_id: "PROMISED" in it.text.text for it in told_to}
    assert heard_of == {MANAGER: True, SECOND_MANAGER: False}


def test_a_promise_is_told_once_to_each_manager_whenever_they_were_told_last(
    tmp_path: Path, ghl: Simulator
) -> None:
    ghl.world.add_contact(Contact(id=SECOND_MANAGER, first_name="Kim"))
    alone = watching(tmp_path, ghl, TRANSCRIPTS="all")
    talk(ghl, *PERSON, clock="09:10")
    polls(alone, ghl, "09:15")
    assert "PROMISED" in told(alone, Slot.AFTERNOON, "15:00")
    both = watching(
        tmp_path, ghl, TRANSCRIPTS="all", MANAGER_CONTACT_IDS=f"{MANAGER},{SECOND_MANAGER}"
    )
    asked: list[str] = []
    both.store.connection.set_trace_callback(asked.append)

    told_to = both.tells(Slot.AFTERNOON, at("16:30")).recipients

    both.store.connection.set_trace_callback(None)
    heard_of = {it.contact_id: "PROMISED" in it.text.text for it in told_to}
    assert heard_of == {MANAGER: False, SECOND_MANAGER: True}
    assert sum("WHERE tell_ts" in statement for statement in asked) == 1


def test_a_promise_that_was_kept_is_not_told(listening: Engine, ghl: Simulator) -> None:
    talk(ghl, *PERSON, clock="09:10")
    polls(listening, ghl, "09:15")
    ghl.staff_calls(CONTACT, user_id=STAFF, duration_s=80, at_ms=at("14:30"))
    assert "PROMISED" not in told(listening, Slot.AFTERNOON, "15:00")
    assert listening.issues() == ()


def test_trace_tells_what_was_said_and_promised(listening: Engine, ghl: Simulator) -> None:
    ghl.customer_writes(CONTACT, "Is anyone coming today?", at_ms=at("09:00"))
    talk(ghl, *PERSON, clock="09:10")
    polls(listening, ghl, "09:15")
    account = account_of(listening.store, CONTACT, policy=policy(), now_ms=at("09:20"))
    (answered,) = [m for m in account.moments if isinstance(m, Said) and m.answered]
    assert worded(answered, policy().calendar).said == (
        f'customer called (completed, 95 s): "{" / ".join(PERSON)}"; '
        'promised: "I\'ll call you back by three"'
    )


def told(works: Engine, slot: Slot, clock: str) -> str:
    """The summary's text."""
    return works.tells(slot, at(clock)).recipients[0].text.text


@pytest.mark.parametrize(
    ("said", "by"),
    [
        ("I'll call you back by three", "15:00"),
        ("I'll call you back within an hour", "10:11:35"),
        ("I'll call you back in one minute", "09:12:35"),
        ("I'll call you back in forty five minutes", "09:56:35"),
        ("le llamo en cuarenta y cinco minutos", "09:56:35"),
        ("I will get back to you by ten forty eight tonight", "22:48"),
        ("I'll call you back by ten forty-eight", "10:48"),
        ("I'll call you back at 10 48", "10:48"),
        ("I'll call you back by 10:48 pm", "22:48"),
        ("I'll call you back by ten fifteen", "10:15"),
        ("I'll call you back by ten oh five", "10:05"),
        ("I'll call you back by half past ten", "10:30"),
        ("I'll call you back by a quarter to five", "16:45"),
        ("I'll call you back at twenty past three", "15:20"),
        ("le llamo a las diez y cuarenta", "10:40"),
        ("le llamo a las diez y cuarenta y ocho", "10:48"),
        ("le llamo a las cinco y media", "17:30"),
        ("le llamo a las once y cuarto", "11:15"),
        ("le llamo a un cuarto para las cinco", "16:45"),
        ("le llamo a las seis menos cuarto", "17:45"),
        ("I'll call you back in half an hour", "09:41:35"),
        ("le llamo en media hora", "09:41:35"),
        ("I'll call you back by \u1369", "11:11:35"),  # a digit that is no decimal one
        ("I'll call you back by ten, forty people are waiting", "10:00"),
        ("I'll call you back by ten with a quarter of the price", "10:00"),
        ("I'll call you back at two fourteen five five five oh one seven seven", "11:11:35"),
        ("I'll give you a call this afternoon", "11:11:35"),
        ("I'll call you back by nine", "21:00"),
    ],
)
def test_by_when_a_promise_is_to_be_kept(said: str, by: str) -> None:
    sides = (
        Sentence(text="Clearline Pools, this is Dana.", channel=1),
        Sentence(text="Hi.", channel=2),
    )
    talked = call(
        "09:10",
        status="completed",
        duration_s=95,
        transcript=(*sides, Sentence(text=said, channel=1)),
    )
    promise = promised(talked, policy().calendar)
    assert promise is not None
    assert due_ts(promise, talked, policy()) == at(by) // 1000


def test_a_machine_promises_nothing() -> None:
    said = (
        Sentence(text=ASSISTANT[0], channel=1),
        Sentence(text="I'll call you by three", channel=1),
    )
    assert promised(call("09:10", transcript=said), policy().calendar) is None


def test_a_manager_who_texts_open_reads_what_was_said(works: Engine, ghl: Simulator) -> None:
    voicemail(ghl, *FLOOD)
    polls(works, ghl, "09:02")
    asked = works.hears(asks("09:03", "OPEN 1", contact_id=MANAGER), at("09:03"))
    assert asked.obeyed is not None
    assert asked.obeyed.answer is not None
    text = asked.obeyed.answer.text
    assert '9:00 AM: "' in text
    assert "water is pouring into the garage" in text


# ---- what would be heard


def hears_of(said: str, *options: str) -> tuple[int, str]:
    ran = CliRunner().invoke(app, ["hear", "-", *options], input=said)
    return ran.exit_code, " ".join(ran.output.split())


TALK = json.dumps(
    [
        {"mediaChannel": 1, "transcript": PERSON[0], "sentenceIndex": 0},
        {"mediaChannel": 2, "transcript": PERSON[1], "sentenceIndex": 1},
        {"mediaChannel": 1, "transcript": PERSON[2], "sentenceIndex": 2},
    ]
)


@pytest.mark.parametrize("said", [TALK, PERSON[2]])
def test_what_would_be_promised_is_shown(said: str) -> None:
    assert "promise: I'll call you back by three" in hears_of(said)[1]
    assert json.loads(hears_of(said, "--json")[1])["promise"] == "I'll call you back by three"


def test_where_nothing_is_promised_none_is_shown() -> None:
    assert "promise" not in hears_of("My pump is dead")[1]
    assert json.loads(hears_of("My pump is dead", "--json")[1])["promise"] is None


@pytest.mark.parametrize("said", ['{"transcription": 5}', '[{"sentence": null}]', "[]", "{}"])
def test_json_in_which_nothing_was_said_is_no_customers_text(said: str) -> None:
    code, told = hears_of(said)
    assert (code, "nothing was said" in told) == (2, True)


def test_a_recognisers_noise_is_no_json() -> None:
    assert hears_of("[music] my pump is dead")[0] == 0


# ---- where it is kept


def test_a_transcript_and_the_words_of_the_issue_are_pruned_with_the_message(
    works: Engine, ghl: Simulator
) -> None:
    voicemail(ghl, *FLOOD)
    polls(works, ghl, "09:02")
    works.does(operations.resolve, 1, at("09:30"))
    assert only(works).gist

    prune(works.store, older_than_s=30 * 86_400, now_ms=at("09:00", "2026-06-01"), apply=True)

    issue = only(works)
    assert (issue.gist, issue.callback) == ("", None)
    assert (issue.urgency, issue.subject) == (Urgency.URGENT, Subject.LEAK)
    assert works.sql("SELECT count(*) FROM transcripts") == [(0,)]


def test_a_call_that_a_webhook_told_first_keeps_its_transcript(
    works: Engine, ghl: Simulator
) -> None:
    works.hears(call("09:00:20", ghl_id=None, reported_missed=True), at("09:00:20"))
    voicemail(ghl, *FLOOD)

    polls(works, ghl, "09:01:30")  # the post is too young to be told from another call
    polls(works, ghl, "09:05")

    assert heard(works) == HEARD
    assert works.sql("SELECT t.row FROM transcripts AS t JOIN messages AS m ON m.row = t.row") == [
        (1,)
    ]


def test_status_counts_what_was_asked_told_and_given_up(works: Engine, ghl: Simulator) -> None:
    voicemail(ghl, *FLOOD)
    voicemail(ghl, clock="09:01")
    for clock in ("09:03", "09:05", "09:12", "09:32", "11:02"):
        polls(works, ghl, clock)
    facts = gather(works.store, works.settings, now_ts=at("12:00") // 1000)
    assert facts.transcripts == Tally(asked=2, told=1, given_up=1)


def test_nothing_that_was_said_is_logged(works: Engine, ghl: Simulator) -> None:
    voicemail(ghl, *FLOOD)
    report = polls(works, ghl, "09:02")
    with works.store.read() as db:
        logged = " ".join(line.reason for line in issue_log.history(db, 1))
    assert "garage" not in logged + str(report.as_dict())


# ---- the doctor


def asks_the_doctor(works: Engine, clock: str = "12:00") -> tuple[str, str]:
    lately, newest = _said(works.settings, now_ts=at(clock) // 1000)
    with works.client(Deadline(20.0)) as client:
        check = transcripts(client, works.settings, lately=lately, newest=newest)
    assert bool(check.do) is (check.level is Level.WARNING)
    return check.level.value, check.said


def unread(works: Engine, ghl: Simulator, clock: str) -> None:
    """A poll learns of the calls, and nothing of what was said in them."""
    ghl.fault("answer", route=ROUTE, body=[])
    polls(works, ghl, clock)
    ghl.faults.clear()
    ghl.requests.clear()


def test_the_doctor_says_whether_the_account_has_any(works: Engine, ghl: Simulator) -> None:
    assert asks_the_doctor(works) == (
        "ok",
        "no customer has said anything yet in a call GHL could be asked about",
    )
    voicemail(ghl, *FLOOD)
    unread(works, ghl, "09:02")
    assert asks_the_doctor(works) == ("ok", "GHL has the newest call's: 2 sentences")
    assert ghl.requests.count(ROUTE) == 1

    ghl.world.transcribes = False
    level, said = asks_the_doctor(works)
    assert (level, "GHL has none of the newest call" in said) == ("warning", True)


@pytest.mark.parametrize("calls", ["voicemail", "all"])
def test_the_doctor_asks_of_the_newest_call_in_which_something_was_said(
    tmp_path: Path, ghl: Simulator, calls: str
) -> None:
    works = watching(tmp_path, ghl, TRANSCRIPTS=calls)
    voicemail(ghl, *FLOOD, clock="09:00")
    talk(ghl, *PERSON, clock="09:10")
    voicemail(ghl, clock="09:20", status="no-answer")
    unread(works, ghl, "09:22")

    asks_the_doctor(works)

    (asked,) = ghl.requests.matching(ROUTE)
    newest = works.sql("SELECT ghl_id FROM messages ORDER BY at_ms")[1 if calls == "all" else 0][0]
    assert str(newest) in asked.path


def test_what_was_heard_within_days_shows_the_doctor_that_there_are_any(
    works: Engine, ghl: Simulator
) -> None:
    voicemail(ghl, *FLOOD)
    voicemail(ghl, clock="09:01")
    polls(works, ghl, "09:03")
    ghl.requests.clear()
    assert asks_the_doctor(works) == ("ok", "GHL told what was said in 1 of 2 calls in 7 days")
    assert ghl.requests.count(ROUTE) == 0


def test_the_doctor_asks_for_nothing_where_that_is_off(tmp_path: Path, ghl: Simulator) -> None:
    works = engine(tmp_path, ghl)
    works.polls(at("08:00"))
    voicemail(ghl, *FLOOD)
    polls(works, ghl, "09:02")
    assert asks_the_doctor(works)[0] == "ok"
    assert ghl.requests.count(ROUTE) == 0
