"""The stored facts, folded again, say what is stored; under other settings, what would differ."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import FrameType

import pytest
from busy import BEGIN, Fortnight
from facts import CONTACT, STAFF, action, asks, at, policy, replies
from telling import Poll, Post, settings_of, tell

from sentinel_cli.desk import replay, views
from sentinel_cli.desk.operations import Actor, calm, note, operate, spam, urgent
from sentinel_cli.desk.replay import Kind, Reading
from sentinel_cli.engine.start import policy_in_force
from sentinel_cli.model import ActionKind, Channel, Resolution, State, Timeline
from sentinel_cli.rules.fold import fold
from sentinel_cli.store import Store, issues, open_store

PHONE = "+15125550100"
DAY_MS = 86_400_000
SETTINGS = settings_of()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "sentinel.db") as opened:
        with opened.write() as db:
            policy_in_force(db, SETTINGS, now_ms=BEGIN - 3600_000)
        yield opened


def ts(clock: str) -> int:
    return at(clock) // 1000


def again(store: Store, now_ms: int) -> replay.Replay:
    return replay.against_store(store, SETTINGS, since_ts=BEGIN // 1000, now_ms=now_ms)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_a_busy_fortnight_folded_again_says_what_is_stored(store: Store, seed: int) -> None:
    fortnight = Fortnight(store=store, settings=SETTINGS, seed=seed)

    def look() -> None:
        assert again(store, fortnight.now_ms).differences == ()

    fortnight.pass_by(260, look=look)
    found = again(store, fortnight.now_ms)
    assert (found.differences, found.issues > 20) == ((), True)
    assert again(store, fortnight.now_ms + 3 * DAY_MS).differences == ()
    assert again(store, fortnight.now_ms + 9 * DAY_MS).differences == ()


def asked(store: Store, clock: str, text: str = "Is anyone coming today?") -> None:
    """A customer writes, and a webhook tells of it at once."""
    row = replace(asks(clock, text), via_webhook=True)
    tell(store, Post(at(clock), row), settings=SETTINGS)


def imagined(store: Store, clock: str, **values: str) -> replay.Replay:
    return replay.under_other_settings(
        store, SETTINGS, settings_of(**values), since_ts=BEGIN // 1000, now_ms=at(clock)
    )


def test_a_shorter_promise_makes_issues_due_earlier_and_overdue(store: Store) -> None:
    asked(store, "09:00")
    found = imagined(store, "10:30", SMS_SLA_HOURS="1")
    (difference,) = found.differences
    assert difference.what == (Kind.DUE, Kind.OVERDUE)
    assert (difference.before, difference.after) == (
        Reading(created_ts=ts("09:00"), due_ts=ts("11:00"), inbound_count=1),
        Reading(created_ts=ts("09:00"), due_ts=ts("10:00"), inbound_count=1),
    )
    assert (found.issues, found.late) == (1, (0, 1))


def test_a_channel_no_longer_tracked_makes_issues_vanish_and_a_new_one_appear(store: Store) -> None:
    asked(store, "09:00")
    mail = replace(asks("09:05", "By mail"), channel=Channel.EMAIL, via_webhook=True)
    tell(store, Post(at("09:05"), replace(mail, contact_id="c2")), settings=SETTINGS)
    found = imagined(store, "10:30", TRACKED_CHANNELS="EMAIL")
    assert [(d.what, d.key.contact_id, d.key.issue_id) for d in found.differences] == [
        ((Kind.VANISHES,), CONTACT, 1),
        ((Kind.APPEARS,), "c2", None),
    ]


def test_other_staff_end_issues_differently(store: Store) -> None:
    asked(store, "09:00")
    tell(store, Poll(at("09:30"), (replies("09:20", source="api"),)), settings=SETTINGS)
    (difference,) = imagined(store, "10:00", INTERNAL_USER_IDS=STAFF).differences
    assert difference.what == (Kind.ENDS,)
    assert difference.after is not None
    assert (difference.after.resolved_ts, difference.after.resolved_by) == (ts("09:20"), STAFF)


def test_only_what_began_since_is_judged_by_other_settings(store: Store) -> None:
    asked(store, "09:00")
    later = replay.under_other_settings(
        store, SETTINGS, settings_of(SMS_SLA_HOURS="1"), since_ts=ts("09:01"), now_ms=at("10:00")
    )
    assert (later.issues, later.differences) == (0, ())


def test_a_due_time_the_rules_did_not_make_is_found(store: Store) -> None:
    asked(store, "09:00")
    with store.write() as db:
        db.execute("UPDATE issues SET due_rule_ts = due_rule_ts + 1")
    (difference,) = again(store, at("10:00")).unexplained
    assert (difference.what, difference.key.issue_id) == ((Kind.DUE,), 1)


def test_a_due_time_a_person_set_is_no_difference(store: Store) -> None:
    asked(store, "09:00")
    with store.write() as db:
        db.execute("UPDATE issues SET due_ts = due_ts - 7200")
    assert again(store, at("10:00")).differences == ()


def test_an_answer_the_rules_do_not_know_is_found(store: Store) -> None:
    asked(store, "09:00")
    with store.write() as db:
        db.execute(
            "UPDATE issues SET state = 'RESOLVED', rule_state = 'RESOLVED', resolved_ts = ?, "
            "resolution = 'contact', resolved_by = 'nobody'",
            (ts("09:30"),),
        )
    (difference,) = again(store, at("10:00")).unexplained
    assert difference.what == (Kind.ENDS,)


PATIENT = settings_of(
    SMS_SLA_HOURS="4", INTERNAL_USER_IDS=STAFF, BUSINESS_HOURS="Mon-Sun 0:00-24:00"
)


def by_patient(store: Store, clock: str) -> replay.Replay:
    return replay.against_store(store, PATIENT, since_ts=BEGIN // 1000, now_ms=at(clock))


def test_the_past_is_folded_under_the_settings_then_in_force(store: Store) -> None:
    asked(store, "09:00")
    tell(store, Poll(at("09:30"), (replies("09:20", source="api"),)), settings=SETTINGS)
    assert by_patient(store, "10:00").differences == ()


def test_what_is_learnt_after_a_change_of_settings_is_judged_by_the_new_ones(store: Store) -> None:
    asked(store, "09:00")
    tell(store, Poll(at("09:30"), (replies("09:20", source="api"),)), settings=PATIENT)
    with store.read() as db:
        (issue,) = issues.unfrozen(db, CONTACT, resolved_since_ts=0)
    assert (issue.resolved_ts, issue.due_ts) == (ts("09:20"), ts("11:00"))
    assert by_patient(store, "10:00").differences == ()
    assert again(store, at("10:00")).differences == ()


def test_what_is_urgent_is_due_earlier_in_a_replay_as_well(store: Store) -> None:
    asked(store, "09:00", "The basement floods, water is coming in everywhere!")
    with store.read() as db:
        (issue,) = issues.unfrozen(db, CONTACT, resolved_since_ts=0)
    assert issue.due_ts == ts("09:30")
    assert again(store, at("10:00")).differences == ()
    for clock, operation in (("10:05", calm), ("10:06", urgent)):
        actor = Actor(name="kim", now_ms=at(clock), run_id="run")
        operate(store, 1, operation, settings=SETTINGS, actor=actor)
        assert again(store, at("10:10")).differences == ()


def test_what_the_settings_then_in_force_did_not_make_is_found(store: Store) -> None:
    asked(store, "09:00")
    with store.write() as db:
        db.execute("UPDATE issues SET due_ts = ?, due_rule_ts = ?", (ts("13:00"), ts("13:00")))
    (difference,) = by_patient(store, "10:00").unexplained
    assert difference.what == (Kind.DUE,)


def test_what_another_version_recorded_is_told_apart(store: Store) -> None:
    asked(store, "09:00")
    with store.write() as db:
        db.execute("UPDATE policies SET version = '0.0.1'")
        db.execute("UPDATE issues SET due_ts = due_ts + 60, due_rule_ts = due_rule_ts + 60")
    found = again(store, at("10:00"))
    assert [(d.what, d.explained) for d in found.differences] == [((Kind.DUE,), True)]
    assert found.unexplained == ()


# ---- the command


def sentinel(*words: str, store: Store, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sentinel_cli", "replay", "--since", "9999d", *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=store.path.parent,
        env={"PATH": os.environ["PATH"], "SENTINEL_DB": str(store.path), **environ},
    )


@pytest.mark.slow
def test_the_command_proves_and_imagines_and_changes_nothing(store: Store) -> None:
    asked(store, "09:00")
    before = store.path.read_bytes()
    proof = sentinel(store=store)
    assert (proof.returncode, proof.stderr) == (0, "")
    assert proof.stdout.endswith(
        "What is stored is what the rules say: no unexplained difference.\n"
    )
    told = json.loads(sentinel("--set", "SMS_SLA_HOURS=1", "--json", store=store).stdout)
    assert (told["set"], told["counts"]) == ({"SMS_SLA_HOURS": "1"}, {"due": 1})
    assert store.path.read_bytes() == before


@pytest.mark.slow
def test_the_command_ends_with_1_when_the_rules_say_something_else(store: Store) -> None:
    asked(store, "09:00")
    with store.write() as db:
        db.execute("UPDATE issues SET due_rule_ts = due_rule_ts + 60")
    ran = sentinel(store=store)
    assert ran.returncode == 1
    assert "  #1 SMS cT4mQ7xLw0ZpR2nVb8Ka: due 2026-04-01 11:01 CDT -> 2026-04-01 11:00 CDT" in (
        ran.stdout.splitlines()
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        ("SMS_SLA_HOURS=soon", 78, "SMS_SLA_HOURS='soon': expected hours"),
        ("GHL_TOKEN=x", 2, "'GHL_TOKEN' decides nothing about issues"),
        ("SMS_SLA_HOURS", 2, "expected NAME=VALUE"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(
    store: Store, change: str, code: int, said: str
) -> None:
    ran = sentinel("--set", change, store=store)
    assert (ran.returncode, said in ran.stderr) == (code, True)


# ---- what it found


def test_a_resolve_ends_nothing_in_a_view_that_begins_after_what_it_covered() -> None:
    """The fold looks back 7 days only: an answer to older messages must not end a later wait."""
    learnt_late = replace(asks("09:00"), row=9)
    timeline = Timeline(
        contact_id=learnt_late.contact_id,
        messages=(learnt_late,),
        actions=(action(ActionKind.RESOLVE, "10:00", covers=5),),
    )
    assert [wait.ended for wait in fold(timeline, policy()).waits] == [None]


def test_closing_words_during_a_frozen_wait_still_opened_a_wait() -> None:
    words = asks("09:10", "Thank you!")
    while_a_call_waited = Timeline(
        contact_id=words.contact_id, messages=(words,), waited=((at("09:00"), at("09:30")),)
    )
    afterwards = replace(while_a_call_waited, waited=((at("09:00"), at("09:10")),))
    assert [wait.ended for wait in fold(while_a_call_waited, policy()).waits] == [None]
    assert [wait.ended is None for wait in fold(afterwards, policy()).waits] == [False]


def test_spam_ends_at_once_whoever_waits_under_the_same_number(store: Store) -> None:
    for contact_id, clock in (("c1", "09:00"), ("c2", "09:05")):
        row = replace(asks(clock), contact_id=contact_id, phone=PHONE, via_webhook=True)
        tell(store, Post(at(clock), row), settings=SETTINGS)
    marked_as_spam(store)
    with store.read() as db:
        ended = [issue.resolution for n in (1, 2) if (issue := issues.get(db, n))]
    assert ended == [Resolution.SPAM, Resolution.SPAM]
    assert again(store, at("10:05")).differences == ()


def test_a_muted_number_stays_muted_when_its_messages_are_out_of_view(store: Store) -> None:
    for contact_id, clock in (("c1", "09:00"), ("c2", "09:05")):
        row = replace(asks(clock), contact_id=contact_id, phone=PHONE, via_webhook=True)
        tell(store, Post(at(clock), row), settings=SETTINGS)
    marked_as_spam(store)
    later_ms = at("11:00") + 9 * DAY_MS
    without_number = replace(
        asks("11:00"), contact_id="c2", at_ms=later_ms, ghl_id="later", via_webhook=True
    )
    tell(store, Post(later_ms, without_number), settings=SETTINGS)
    with store.read() as db:
        assert issues.open_issues(db) == ()


def marked_as_spam(store: Store) -> None:
    actor = Actor(name="kim", now_ms=at("10:00"), run_id="run")
    operate(store, 1, spam, settings=SETTINGS, actor=actor)


def test_a_state_changed_by_sql_is_judged_as_the_next_run_takes_it_up(store: Store) -> None:
    asked(store, "09:00")
    with store.write() as db:
        db.execute("UPDATE issues SET state = 'RESOLVED'")
    found = again(store, at("10:00"))
    assert (found.issues, found.late, found.differences) == (1, (0, 0), ())
    assert again(store, at("12:00")).late == (1, 1)
    with store.read() as db:
        assert len(issues.touched_by_sql(db)) == 1  # nothing was taken up


def test_webhooks_stored_between_two_turns_are_no_difference(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    clients = [Post(at("09:00"), replace(asks("09:00"), contact_id=f"c{n}")) for n in range(4)]
    for client in clients:
        tell(store, client, settings=SETTINGS)
    turns: list[str] = []

    def told(statement: str) -> None:
        if statement == "BEGIN":
            turns.append(statement)
            late = replace(clients[len(turns) % 4].told, text=f"Hello? {len(turns)}")
            with open_store(store.path, busy_s=0) as receiver:
                tell(receiver, Post(at("10:00"), late), settings=SETTINGS)

    monkeypatch.setattr(views, "CONTACTS", 1)
    store.connection.set_trace_callback(told)
    found = again(store, at("10:05"))
    store.connection.set_trace_callback(None)
    assert (found.contacts, found.issues, found.differences) == (4, 4, ())
    assert len(turns) > 4


def long_wait(store: Store, texts: int) -> None:
    """A customer writes once a second and waits."""
    for number in range(texts):
        row = replace(asks("09:00", f"Hello? {number}"), at_ms=at("09:00") + number * 1000)
        tell(store, Post(row.at_ms, replace(row, via_webhook=True)), settings=SETTINGS)


def test_of_a_long_wait_one_view_reads_a_part(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    long_wait(store, 30)
    read: list[int] = []

    def counted(cursor: sqlite3.Cursor, values: tuple[object, ...]) -> sqlite3.Row:
        read[-1] += 1
        return sqlite3.Row(cursor, values)

    monkeypatch.setattr(views, "MESSAGES", 3)
    store.connection.row_factory = counted
    store.connection.set_trace_callback(lambda said: read.append(0) if said == "BEGIN" else None)
    found = again(store, at("10:00"))
    other = imagined(store, "10:30", SMS_SLA_HOURS="1")
    store.connection.set_trace_callback(None)
    assert (found.issues, found.differences, len(other.differences)) == (1, (), 1)
    assert (len(read) > 20, max(read)) == (True, 4)


def test_what_a_webhook_changes_while_a_long_wait_is_read_is_no_difference(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    long_wait(store, 30)
    begun: list[str] = []

    def told(statement: str) -> None:
        begun.extend([statement] if statement == "BEGIN" else [])
        if statement == "BEGIN" and len(begun) == 7:  # some pages are read already
            late = replace(asks("09:00", "And the gate?"), at_ms=at("09:00") + 500)
            with open_store(store.path, busy_s=0) as receiver:
                tell(receiver, Post(at("09:05"), late), settings=SETTINGS)

    monkeypatch.setattr(views, "MESSAGES", 5)
    store.connection.set_trace_callback(told)
    found = again(store, at("10:00"))
    store.connection.set_trace_callback(None)
    with store.read() as db:
        counted = issues.get(db, 1)
    assert counted is not None
    assert (counted.inbound_count, found.issues, found.differences) == (31, 1, ())


def test_all_is_judged_when_no_view_keeps_webhooks_from_being_stored(store: Store) -> None:
    asked(store, "09:00")
    viewed: list[bool] = []

    def look(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code is fold.__code__:
            viewed.append(store.connection.in_transaction)

    other = replace(SETTINGS, sms_sla_s=3600)
    sys.setprofile(look)
    again(store, at("10:00"))
    replay.under_other_settings(store, SETTINGS, other, since_ts=BEGIN // 1000, now_ms=at("10:00"))
    sys.setprofile(None)
    assert viewed == [False] * 3


@pytest.mark.parametrize("then", ["a repeated webhook", "a note"])
def test_a_state_changed_by_sql_is_taken_up_whole_whoever_comes_next(
    store: Store, then: str
) -> None:
    question = Post(at("09:00"), replace(asks("09:00"), via_webhook=True))
    tell(store, question, settings=SETTINGS)
    with store.write() as db:
        db.execute("UPDATE issues SET state = 'RESOLVED'")
    if then == "a note":
        actor = Actor(name="kim", now_ms=at("10:00"), run_id="run")
        operate(store, 1, note("called"), settings=SETTINGS, actor=actor)
    else:
        tell(store, replace(question, at_ms=at("10:00")), settings=SETTINGS)
    with store.read() as db:
        issue = issues.get(db, 1)
    assert issue is not None
    assert (issue.state, issue.resolution, issue.resolved_by) == (
        State.RESOLVED,
        Resolution.OPERATOR,
        "sql",
    )
    assert again(store, at("10:05")).differences == ()
