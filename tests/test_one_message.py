"""One message, many deliveries: what is the same, what only looks alike, and whose it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from engine import Engine, engine
from facts import CONTACT, STAFF, asks, at, call, calls_back, policy, replies

from sentinel_cli.desk import operations
from sentinel_cli.desk.commands import is_order
from sentinel_cli.engine.ingest import give_up_ringing, merge_provisional, put, refold
from sentinel_cli.engine.start import policy_in_force
from sentinel_cli.model import Channel, DateSource, IssueType, Message, Resolution, State
from sentinel_cli.rules.sightings import combined

GONE = {Resolution.MERGED, Resolution.RETRACTED}


@pytest.fixture
def works(tmp_path: Path) -> Engine:
    return engine(tmp_path)


def reads(works: Engine, now_ms: int, *rows: Message, contact_id: str = CONTACT) -> list[bool]:
    """A complete read of the contact's threads shows these rows; which of them contradict."""
    with works.store.write() as db:
        stored = [
            put(db, replace(row, via_api=True, via_webhook=False, learnt_ms=now_ms)) for row in rows
        ]
        merge_provisional(db, contact_id, read_ms=now_ms)
        rules = policy_in_force(db, works.settings, now_ms=now_ms)
        refold(db, contact_id, policy=rules, now_ms=now_ms, run_id="poll-test")
    return [one.contradicts for one in stored]


def posts(works: Engine, message: Message, clock: str) -> None:
    """GHL's free webhook tells of it: no id, no date."""
    told = replace(
        message, ghl_id=None, at_ms=at(clock), date_source=DateSource.ARRIVAL, status=None
    )
    works.hears(told, at(clock))


def tells(works: Engine, message: Message, clock: str) -> None:
    """An app's event tells of it, with its id and its date."""
    works.hears(replace(message, date_source=DateSource.WEBHOOK), at(clock))


def reports(works: Engine, clock: str) -> None:
    """The workflow for missed calls."""
    posts(works, call(clock, reported_missed=True), clock)


def stands(works: Engine, contact_id: str = CONTACT) -> list[tuple[IssueType, State, int]]:
    """What waits and what is over: type, state, messages."""
    return [
        (issue.type, issue.state, issue.inbound_count)
        for issue in works.issues(contact_id)
        if issue.resolution not in GONE
    ]


TALKED = call("10:00", status="completed", duration_s=300, user_id=STAFF, ghl_id="mTalked")


@pytest.mark.parametrize("clock", ["10:07:01", "10:31"])
def test_a_report_after_the_call_that_was_answered_is_of_another_call(
    works: Engine, clock: str
) -> None:
    reports(works, clock)
    reads(works, at("10:40"), TALKED)
    assert stands(works) == [(IssueType.CALL, State.OPEN, 1)]


@pytest.mark.parametrize("clock", ["10:00:30", "10:07:00"])
def test_a_report_while_the_answered_call_lasted_is_of_that_call(works: Engine, clock: str) -> None:
    reports(works, clock)
    reads(works, at("10:40"), TALKED)
    assert stands(works) == []
    assert works.sql("SELECT ghl_id FROM messages") == [("mTalked",)]


def test_a_repeated_report_is_a_repeat_and_spoils_no_answered_call(works: Engine) -> None:
    missed = call("10:02", ghl_id="mMissed")
    unnamed = call("10:05", status="completed", duration_s=60, ghl_id="mAnswered")
    reports(works, "10:02:30")
    reports(works, "10:05:30")
    reads(works, at("10:20"), missed, unnamed)
    rows = works.sql("SELECT ghl_id, reported_missed FROM messages ORDER BY ghl_id")
    assert rows == [("mAnswered", 0), ("mMissed", 1)]
    assert stands(works) == [(IssueType.CALL, State.OPEN, 1)]


def test_a_row_known_by_an_event_takes_part_in_the_pairing(works: Engine) -> None:
    older, newer = asks("09:00", "hello?", ghl_id="mOld"), asks("09:40", "hello?", ghl_id="mNew")
    reads(works, at("09:05"), older)
    tells(works, newer, "09:40:01")
    posts(works, newer, "09:40:03")
    reads(works, at("09:45"), older, newer)
    rows = works.sql("SELECT ghl_id, posted FROM messages ORDER BY at_ms")
    assert rows == [("mOld", 0), ("mNew", 1)]


@pytest.mark.parametrize("clock", ["08:59:58", "09:00:02"])
def test_one_text_by_both_kinds_of_webhook_is_one_though_clocks_differ(
    works: Engine, clock: str
) -> None:
    question = asks("09:00", ghl_id="mReal")
    tells(works, question, "09:00:01")
    posts(works, question, clock)
    posts(works, question, "09:20")
    reads(works, at("09:30"), question)
    assert stands(works) == [(IssueType.SMS, State.OPEN, 1)]


def test_a_webhook_of_a_type_nobody_knows_is_the_text_it_reported(works: Engine) -> None:
    text = asks("09:00", ghl_id="mReal")
    posts(works, replace(text, channel=Channel.OTHER, type_name="38"), "09:00:01")
    reads(works, at("09:10"), text)
    assert works.sql("SELECT ghl_id, channel, type_name FROM messages") == [("mReal", "SMS", None)]
    assert stands(works) == [(IssueType.SMS, State.OPEN, 1)]


def test_a_reopening_follows_the_message_into_the_issue_it_is_part_of(works: Engine) -> None:
    question = asks("09:00", ghl_id="mReal")
    tells(works, question, "09:00:01")
    tells(works, replies("09:03", ghl_id="mReply"), "09:03:01")
    posts(works, question, "09:20")
    works.does(operations.resolve, 2, at("09:21"))
    works.does(operations.reopen, 2, at("09:25"))
    reads(works, at("09:30"), question, replies("09:03", ghl_id="mReply"))
    assert stands(works) == [(IssueType.SMS, State.OPEN, 1)]
    assert [issue.id for issue in works.issues() if issue.state is State.OPEN] == [1]


def test_a_resolve_covers_the_row_its_message_turns_out_to_be(works: Engine) -> None:
    posts(works, asks("09:00"), "09:00:10")
    works.does(operations.resolve, 1, at("09:05"))
    reads(works, at("09:10"), asks("09:00", ghl_id="mReal"))
    assert stands(works) == [(IssueType.SMS, State.RESOLVED, 1)]


def test_an_id_known_under_another_contact_moves_nobody(works: Engine) -> None:
    first, second = asks("09:00", ghl_id="mSame"), asks("09:10", ghl_id="mSame", contact_id="other")
    assert reads(works, at("09:15"), first) == [False]
    for clock in ("09:20", "09:25"):
        assert reads(works, at(clock), second, contact_id="other") == [True]
    answer = replies("09:30", ghl_id="mAnswer", contact_id="other")
    reads(works, at("09:35"), second, answer, contact_id="other")
    assert stands(works) == [(IssueType.SMS, State.OPEN, 1)]
    assert stands(works, "other") == [(IssueType.SMS, State.RESOLVED, 1)]


def test_one_id_twice_in_a_thread_overwrites_no_customer(works: Engine) -> None:
    question = asks("09:00", ghl_id="mSame")
    answer = replies("08:50", ghl_id="mSame")
    other = asks("09:05", "And how much is it?", ghl_id="mSame")
    for rows in ((question, answer, other), (other, answer, question)):
        reads(works, at("09:15"), *rows)
        assert stands(works) == [(IssueType.SMS, State.OPEN, 2)]
    texts = [text for (text,) in works.sql("SELECT text FROM messages ORDER BY at_ms")]
    assert texts == [answer.text, question.text, other.text]


def test_a_call_that_rings_for_half_an_hour_was_missed(works: Engine) -> None:
    ringing = call("09:00", status="ringing", ghl_id="mRing")
    reads(works, at("09:05"), ringing)
    gives_up(works, at("09:29:59"))
    assert stands(works) == []
    gives_up(works, at("09:30"))
    assert stands(works) == [(IssueType.CALL, State.OPEN, 1)]
    assert works.issues()[0].created_ts == at("09:00") // 1000
    reads(works, at("09:45"), ringing)
    assert stands(works) == [(IssueType.CALL, State.OPEN, 1)]


def test_a_long_call_that_proves_answered_after_half_an_hour_was_not_missed(works: Engine) -> None:
    reads(works, at("09:05"), call("09:00", status="in-progress", ghl_id="mLong"))
    gives_up(works, at("09:31"))
    ended = call("09:00", status="completed", duration_s=2400, user_id=STAFF, ghl_id="mLong")
    reads(works, at("09:45"), ended)
    assert stands(works) == []


def gives_up(works: Engine, now_ms: int) -> None:
    with works.store.write() as db:
        rules = policy_in_force(db, works.settings, now_ms=now_ms)
        give_up_ringing(db, policy=rules, now_ms=now_ms, run_id="poll-test")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("completed", "no-answer", "no-answer"),
        ("completed", "missed", "missed"),
        ("ringing", "completed", "completed"),
        ("ringing", "never heard of", "never heard of"),
        ("never heard of", "voicemail", "voicemail"),
        ("answered", "declined", "declined"),
    ],
)
def test_of_two_sightings_of_a_call_the_one_in_which_nobody_answered_wins(
    one: str, other: str, expected: str
) -> None:
    first, second = call("09:00", status=one), call("09:00", status=other)
    assert combined(first, second).status == combined(second, first).status == expected


def test_what_nobody_knows_gives_way_to_what_says_more() -> None:
    text = asks("09:00")
    unknown = replace(text, channel=Channel.OTHER, type_name="custom")
    for told in (combined(text, unknown), combined(unknown, text)):
        assert (told.channel, told.type_name) == (Channel.SMS, None)
    assert policy().tracks(Channel.OTHER)


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.OTHER])
def test_a_managers_text_is_an_order_by_whatever_type_it_comes(channel: Channel) -> None:
    rules = policy(managers=frozenset({"boss"}))
    assert is_order(asks("09:00", "LIST", contact_id="boss", channel=channel), rules)
    assert not is_order(asks("09:00", "LIST", contact_id="boss", channel=Channel.EMAIL), rules)


def test_one_id_twice_makes_no_person_of_two_halves(works: Engine) -> None:
    rang = calls_back("09:10", None, status="ringing", ghl_id="mSame")
    unnamed = calls_back("09:16", 600, user_id=None, ghl_id="mSame")
    reads(works, at("09:30"), asks("09:00"), rang, unnamed)
    assert stands(works) == [(IssueType.SMS, State.OPEN, 1)]


def test_a_scheduled_texts_date_may_change(works: Engine) -> None:
    planned = replies("09:30", status="scheduled", ghl_id="mPlan")
    reads(works, at("09:05"), asks("09:00"), planned)
    assert reads(works, at("09:40"), replies("09:20", ghl_id="mPlan")) == [False]
    assert stands(works) == [(IssueType.SMS, State.RESOLVED, 1)]


def test_what_a_webhook_says_of_a_calls_length_does_not_outweigh_ghls_list() -> None:
    listed = call("09:00", status="completed", duration_s=14)
    told = replace(listed, duration_s=180, via_api=False, via_webhook=True)
    ringing = replace(listed, status="ringing", duration_s=0)
    for one, other in ((listed, told), (told, listed)):
        assert combined(one, other).duration_s == 14
    for one, other in ((ringing, told), (told, ringing)):
        assert combined(one, other).duration_s == 180
