"""Messages to issues on a real database: which wait is which issue, due times, actions, merging."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from engine import Engine, engine
from facts import CONTACT, CONVERSATION, STAFF, asks, at, call, calls_back, replies

from sentinel_cli import RefusedError, payload
from sentinel_cli.desk import operations
from sentinel_cli.engine.ingest import merge_provisional, move_contact, put, refold
from sentinel_cli.engine.start import policy_in_force
from sentinel_cli.jobs.receive import receive
from sentinel_cli.model import (
    DateSource,
    Issue,
    IssueType,
    Message,
    Person,
    Resolution,
    State,
    Subject,
    WebhookEvent,
)
from sentinel_cli.payload import Rejected
from sentinel_cli.store import issues


@pytest.fixture
def works(tmp_path: Path) -> Engine:
    return engine(tmp_path)


def reads(works: Engine, now_ms: int, *rows: Message) -> None:
    """A complete read of the contact's thread shows these rows."""
    with works.store.write() as db:
        for row in rows:
            put(db, replace(row, via_api=True, via_webhook=False, learnt_ms=now_ms))
        merge_provisional(db, CONTACT, read_ms=now_ms)
        policy = policy_in_force(db, works.settings, now_ms=now_ms)
        refold(db, CONTACT, policy=policy, now_ms=now_ms, run_id="poll-test")


def posted(message: Message, now_ms: int) -> Message:
    """The same as GHL's free webhook shows it: no id, no date of its own."""
    return replace(
        message,
        ghl_id=None,
        at_ms=now_ms,
        date_source=DateSource.ARRIVAL,
        via_webhook=True,
        via_api=False,
    )


def test_a_text_becomes_an_issue_due_after_two_business_hours(works: Engine) -> None:
    received = works.hears(
        asks("16:00", conversation_id=CONVERSATION, phone="+12145550143"),
        at("16:00:02"),
        name="Dana Ruiz",
    )
    assert (received.outcome, received.reason, received.issue_id) == ("opened", "customer_text", 1)
    due_ts = at("09:00", "2026-04-02") // 1000
    assert works.issues() == (
        Issue(
            id=1,
            type=IssueType.SMS,
            contact_id=CONTACT,
            conversation_id=CONVERSATION,
            state=State.OPEN,
            created_ts=at("16:00") // 1000,
            due_ts=due_ts,
            due_rule_ts=due_ts,
            last_inbound_ts=at("16:00") // 1000,
            contact_name="Dana Ruiz",
            phone="+12145550143",
            opening_row=1,
            subject=Subject.SCHEDULING,
            gist="Is anyone coming today",
        ),
    )
    assert works.log(1) == [("rule", "opened")]


def test_more_messages_count_up_and_leave_the_due_time(works: Engine) -> None:
    works.hears(asks("09:00"), at("09:00"))
    before = works.issues()[0]
    received = works.hears(asks("09:40", "hello?"), at("09:40"))
    assert received.outcome == "counted"
    assert works.issues() == (
        replace(before, inbound_count=2, last_inbound_ts=at("09:40") // 1000),
    )


def test_a_reply_seen_by_webhook_resolves_at_its_own_time_without_a_poll(works: Engine) -> None:
    works.hears(asks("09:00"), at("09:00"))
    received = works.hears(replies("09:30"), at("09:31"))
    assert (received.outcome, received.reason, received.issue_id) == ("resolved", "person_text", 1)
    issue = works.issues()[0]
    assert (issue.state, issue.resolved_ts, issue.recorded_ts) == (
        State.RESOLVED,
        at("09:30") // 1000,
        at("09:31") // 1000,
    )
    assert (issue.resolution, issue.resolved_by) == (Resolution.CONTACT, STAFF)


def test_a_late_webhook_of_an_answered_question_reopens_nothing(works: Engine) -> None:
    works.hears(asks("09:00"), at("09:00"))
    works.hears(replies("09:30"), at("09:30"))
    late = replace(asks("09:10", "are you there"), date_source=DateSource.WEBHOOK)
    works.hears(late, at("11:00"))
    assert [(i.state, i.inbound_count) for i in works.issues()] == [(State.RESOLVED, 2)]


def test_an_answer_learnt_between_two_questions_splits_the_issue(works: Engine) -> None:
    works.hears(asks("09:00"), at("09:00"))
    works.hears(asks("10:00", "And when is he coming?"), at("10:00"))
    reads(works, at("10:10"), replies("09:30"))
    assert [(i.id, i.state, i.created_ts, i.due_ts) for i in works.issues()] == [
        (1, State.RESOLVED, at("09:00") // 1000, at("11:00") // 1000),
        (2, State.OPEN, at("10:00") // 1000, at("12:00") // 1000),
    ]


def test_a_reply_that_fails_later_reopens_with_the_original_due_time(works: Engine) -> None:
    works.hears(asks("09:00"), at("09:00"))
    works.hears(replies("09:30", status="sent"), at("09:30"))
    received = works.hears(replies("09:30", status="failed"), at("09:45"))
    assert received.outcome == "reopened"
    issue = works.issues()[0]
    assert (issue.state, issue.due_ts, issue.resolved_ts, issue.recorded_ts) == (
        State.OPEN,
        at("11:00") // 1000,
        None,
        None,
    )
    assert works.log(1) == [("rule", "opened"), ("rule", "resolved"), ("rule", "reopened")]


def test_a_pending_reply_resolves_once_it_is_delivered(works: Engine) -> None:
    works.hears(asks("09:00"), at("09:00"))
    received = works.hears(replies("09:30", status="pending"), at("09:30"))
    assert (received.outcome, received.reason) == ("not_yet", "on_its_way")
    works.hears(replies("09:30", status="delivered"), at("09:32"))
    assert works.issues()[0].resolved_ts == at("09:30") // 1000


def test_a_status_never_falls_back(works: Engine) -> None:
    works.hears(asks("09:00"), at("09:00"))
    works.hears(replies("09:30", status="failed"), at("09:31"))
    received = works.hears(replies("09:30", status="sent"), at("09:32"))
    assert received.outcome == "duplicate"
    assert works.issues()[0].state is State.OPEN


# ---- webhooks without ids


def test_equal_posts_within_a_minute_are_one_message(works: Engine) -> None:
    question = asks("09:00")
    assert works.hears(posted(question, at("09:00:05")), at("09:00:05")).outcome == "opened"
    assert works.hears(posted(question, at("09:01:05")), at("09:01:05")).outcome == "duplicate"
    assert works.hears(posted(question, at("09:01:06")), at("09:01:06")).outcome == "counted"


def test_a_complete_read_gives_a_provisional_message_its_id_and_date(works: Engine) -> None:
    works.hears(posted(asks("09:00"), at("09:00:05")), at("09:00:05"))
    reads(works, at("09:02:05"), asks("09:00", ghl_id="mReal"))
    issue = works.issues()[0]
    assert (issue.id, issue.inbound_count, issue.created_ts) == (1, 1, at("09:00") // 1000)
    assert issue.due_ts == at("11:00") // 1000
    rows = works.sql("SELECT ghl_id, at_ms, via_webhook, via_api, issue_id FROM messages")
    assert rows == [("mReal", at("09:00"), 1, 1, 1)]


def test_a_young_provisional_message_is_paired_with_a_row_within_a_minute_only(
    works: Engine,
) -> None:
    works.hears(posted(asks("09:00"), at("09:01:01")), at("09:01:01"))
    reads(works, at("09:02"), asks("09:00", ghl_id="mReal"))
    assert works.sql("SELECT count(*) FROM messages") == [(2,)]
    reads(works, at("09:02:10"), asks("09:00:01", ghl_id="mNear"))
    assert works.sql("SELECT ghl_id, via_webhook FROM messages ORDER BY at_ms") == [
        ("mReal", 0),
        ("mNear", 1),
    ]


def test_one_message_told_by_both_kinds_of_webhook_is_one_after_the_next_read(
    works: Engine,
) -> None:
    works.hears(asks("09:00", ghl_id="mReal"), at("09:00:02"))
    works.hears(posted(asks("09:00"), at("09:00:05")), at("09:00:05"))
    reads(works, at("09:00:30"), asks("09:00", ghl_id="mReal"))
    assert [(i.state, i.inbound_count) for i in works.issues()] == [(State.OPEN, 1)]


def test_two_equal_texts_are_merged_one_to_one_with_the_nearest(works: Engine) -> None:
    for clock in ("09:00", "09:30"):
        works.hears(posted(asks(clock, "hello?"), at(clock)), at(clock))
    reads(
        works,
        at("10:00"),
        asks("08:59:50", "hello?", ghl_id="mFirst"),
        asks("09:29:50", "hello?", ghl_id="mSecond"),
    )
    rows = works.sql("SELECT row, ghl_id FROM messages ORDER BY row")
    assert rows == [(1, "mFirst"), (2, "mSecond")]


def test_a_repeat_of_an_api_row_is_dropped_and_what_matches_nothing_stays(works: Engine) -> None:
    question = asks("09:00", "hello?")
    works.hears(posted(question, at("09:00:10")), at("09:00:10"))
    works.hears(posted(question, at("09:10:00")), at("09:10:00"))
    works.hears(posted(asks("09:20", "the gate is open"), at("09:20")), at("09:20"))
    reads(works, at("10:00"), asks("09:00", "hello?", ghl_id="mReal"))
    assert works.sql("SELECT ghl_id, text FROM messages ORDER BY at_ms") == [
        ("mReal", "hello?"),
        (None, "the gate is open"),
    ]
    assert [(i.state, i.inbound_count) for i in works.issues()] == [(State.OPEN, 2)]


def test_a_reported_missed_call_stays_missed_unless_a_named_person_talked(works: Engine) -> None:
    reported = posted(call("09:00", status=None, reported_missed=True), at("09:00:20"))
    works.hears(reported, at("09:00:20"))
    completed = call("09:00", status="completed", duration_s=40, ghl_id="mCall")
    reads(works, at("09:10"), completed)
    assert [(i.type, i.state) for i in works.issues()] == [(IssueType.CALL, State.OPEN)]
    reads(works, at("09:20"), replace(completed, user_id=STAFF))
    assert [(i.state, i.resolution) for i in works.issues()] == [
        (State.RESOLVED, Resolution.RETRACTED)
    ]


def test_a_resolved_provisional_message_stays_covered_when_its_date_is_corrected(
    works: Engine,
) -> None:
    works.hears(posted(asks("09:00"), at("08:59:50")), at("08:59:50"))
    works.does(operations.resolve, 1, at("09:05"))
    reads(works, at("09:10"), asks("09:00", ghl_id="mReal"))
    assert [(i.id, i.state, i.resolution) for i in works.issues()] == [
        (1, State.RESOLVED, Resolution.OPERATOR)
    ]


# ---- people


def test_resolve_covers_what_was_known_and_a_later_message_waits_anew(works: Engine) -> None:
    works.hears(asks("09:00"), at("09:00"))
    done = works.does(operations.resolve, 1, at("09:30"))
    assert (done.said, done.issue.resolution, done.issue.resolved_by) == (
        "#1 resolved",
        Resolution.OPERATOR,
        "kim",
    )
    works.hears(asks("09:20", "and the gate code?"), at("09:40"))
    assert [(i.id, i.state) for i in works.issues()] == [(1, State.RESOLVED), (2, State.OPEN)]


def test_reopen_keeps_id_beginning_and_due_time(works: Engine) -> None:
    works.hears(asks("09:00"), at("09:00"))
    before = works.issues()[0]
    works.hears(replies("09:30"), at("09:30"))
    done = works.does(operations.reopen, 1, at("10:00"))
    assert done.issue == before
    works.hears(replies("10:30", "Sorry, at noon"), at("10:30"))
    assert works.issues()[0].resolved_ts == at("10:30") // 1000


def test_reopen_is_refused_while_another_one_is_open(works: Engine) -> None:
    works.hears(asks("09:00"), at("09:00"))
    works.hears(replies("09:30"), at("09:30"))
    works.hears(asks("10:00", "Another question?"), at("10:00"))
    with pytest.raises(RefusedError, match="#2 of the same customer is open"):
        works.does(operations.reopen, 1, at("10:10"))


def test_reopen_thaws_an_issue_resolved_weeks_ago(works: Engine) -> None:
    works.hears(asks("09:00"), at("09:00"))
    works.hears(replies("09:30"), at("09:30"))
    later = at("09:00", "2026-05-04")
    assert works.does(operations.reopen, 1, later).issue.state is State.OPEN
    works.hears(asks("10:00", "again me"), at("10:00", "2026-05-04"))
    assert [(i.id, i.state) for i in works.issues()] == [(1, State.OPEN)]


def test_a_frozen_issue_stays_as_it_is_whatever_is_learnt(works: Engine) -> None:
    works.hears(asks("09:00"), at("09:00"))
    works.hears(replies("09:30", status="sent"), at("09:30"))
    frozen = works.issues()
    eight_days_later = at("10:00", "2026-04-09")
    works.hears(replies("09:30", status="failed"), eight_days_later)
    assert works.issues() == frozen
    received = works.hears(replace(asks("10:00"), at_ms=eight_days_later), eight_days_later)
    assert (received.outcome, received.issue_id) == ("opened", 2)


def test_refusals_name_what_is_wrong_and_change_nothing(works: Engine) -> None:
    works.hears(asks("09:00"), at("09:00"))
    with pytest.raises(RefusedError, match="there is no issue #9"):
        works.does(operations.resolve, 9, at("09:10"))
    with pytest.raises(RefusedError, match="#1 is open already"):
        works.does(operations.reopen, 1, at("09:10"))
    works.does(operations.resolve, 1, at("09:10"))
    before = works.issues()
    with pytest.raises(RefusedError, match="#1 is resolved already"):
        works.does(operations.resolve, 1, at("09:11"))
    with pytest.raises(RefusedError, match="only an open issue can be overdue"):
        works.does(operations.force_overdue, 1, at("09:11"))
    assert works.issues() == before


def test_spam_mutes_the_contact_and_every_contact_with_that_number(works: Engine) -> None:
    works.hears(asks("09:00", phone="+12145550143"), at("09:00"))
    works.does(operations.spam, 1, at("09:10"))
    assert works.issues()[0].resolution is Resolution.SPAM
    other = asks("09:20", contact_id="another", phone="+12145550143")
    received = works.hears(other, at("09:20"))
    assert (received.outcome, received.reason) == ("ignored", "spam")
    works.does(operations.unspam, 1, at("10:00"))
    assert works.hears(asks("10:30", "please"), at("10:30")).outcome == "opened"
    assert [(i.id, i.state) for i in works.issues()] == [(1, State.RESOLVED), (2, State.OPEN)]


def test_a_persons_due_time_is_kept_whatever_is_learnt(works: Engine) -> None:
    works.hears(asks("09:00"), at("09:00"))
    works.does(operations.force_overdue, 1, at("09:30"))
    reads(works, at("09:40"), asks("08:40", "first one"))
    issue = works.issues()[0]
    assert (issue.created_ts, issue.due_ts, issue.due_rule_ts) == (
        at("08:40") // 1000,
        at("09:29") // 1000,
        at("10:40") // 1000,
    )


# ---- what operators do by SQL


def test_a_due_time_set_by_sql_is_kept(works: Engine) -> None:
    works.hears(asks("09:00"), at("09:00"))
    works.sql("UPDATE issues SET due_ts = ? WHERE id = 1", 1_700_000_000)
    works.hears(asks("09:40", "hello?"), at("09:40"))
    assert works.issues()[0].due_ts == 1_700_000_000


def test_a_state_set_by_sql_is_an_operators_action(works: Engine) -> None:
    works.hears(asks("09:00"), at("09:00"))
    works.sql("UPDATE issues SET state = 'RESOLVED' WHERE id = 1")
    works.hears(asks("09:40", "hello?"), at("09:40"))
    assert [(i.id, i.state, i.resolved_by) for i in works.issues()] == [
        (1, State.RESOLVED, "sql"),
        (2, State.OPEN, None),
    ]
    assert works.log(1)[1] == ("sql", "resolve")


def test_reopening_by_sql_is_respected(works: Engine) -> None:
    works.hears(asks("09:00"), at("09:00"))
    works.hears(replies("09:30"), at("09:30"))
    works.sql("UPDATE issues SET state = 'OPEN', resolved_ts = NULL WHERE id = 1")
    works.hears(call("09:50"), at("09:50"))
    assert [(i.id, i.type, i.state) for i in works.issues()] == [
        (1, IssueType.SMS, State.OPEN),
        (2, IssueType.CALL, State.OPEN),
    ]


# ---- contacts and locations


def test_a_merged_contacts_issues_follow_the_conversation(works: Engine) -> None:
    works.hears(asks("09:00", contact_id="old", ghl_id="m1"), at("09:00"))
    works.hears(asks("09:20", ghl_id="m2"), at("09:20"))
    with works.store.write() as db:
        policy = policy_in_force(db, works.settings, now_ms=at("10:00"))
        move_contact(
            db, old="old", new=CONTACT, policy=policy, now_ms=at("10:00"), run_id="poll-test"
        )
    assert works.issues("old") == ()
    assert [(i.id, i.state, i.resolution, i.inbound_count) for i in works.issues()] == [
        (1, State.OPEN, None, 2),
        (2, State.RESOLVED, Resolution.MERGED, 1),
    ]
    late = works.hears(asks("09:30", contact_id="old", ghl_id="m3"), at("10:10"))
    assert (late.outcome, late.issue_id) == ("counted", 1)


def test_another_locations_webhook_is_kept_and_ignored(works: Engine) -> None:
    event = WebhookEvent(
        message=asks("09:00"), person=Person(contact_id=CONTACT), location_id="elsewhere"
    )
    received = receive(
        works.store,
        event,
        route="/webhook/ghl",
        raw="{}",
        settings=works.settings,
        now_ms=at("09:00"),
        run_id="webhook-test",
    )
    assert (received.outcome, received.reason) == ("ignored", "other_location")
    assert works.issues() == ()
    assert works.sql("SELECT outcome, reason FROM raw_events") == [("ignored", "other_location")]


def test_what_cannot_be_read_is_kept_all_the_same(works: Engine) -> None:
    received = receive(
        works.store,
        Rejected(400, "not_json", "no JSON"),
        route="/webhook/ghl",
        raw="{broken",
        settings=works.settings,
        now_ms=at("09:00"),
        run_id="webhook-test",
    )
    assert (received.outcome, received.reason, received.event_id) == ("rejected", "not_json", 1)
    assert works.sql("SELECT payload FROM raw_events") == [("{broken",)]


def test_a_call_back_ends_text_and_call_in_one_transaction(works: Engine) -> None:
    works.hears(asks("09:00"), at("09:00"))
    works.hears(call("09:10"), at("09:10"))
    works.hears(calls_back("09:30"), at("09:32"))
    assert [(i.type, i.state, i.resolved_ts) for i in works.issues()] == [
        (IssueType.SMS, State.RESOLVED, at("09:30") // 1000),
        (IssueType.CALL, State.RESOLVED, at("09:30") // 1000),
    ]


def test_a_known_message_under_another_contacts_id_stays_where_it_is_stored(works: Engine) -> None:
    works.hears(asks("09:00", contact_id="old", ghl_id="m1"), at("09:00"))
    merged = asks("09:00", "Is anyone coming today? Please?", contact_id="new", ghl_id="m1")
    received = works.hears(replace(merged, status="delivered"), at("09:05"))
    assert (received.outcome, received.issue_id) == ("recorded", 1)
    assert [(i.id, i.state, i.inbound_count) for i in works.issues("old")] == [(1, State.OPEN, 1)]
    assert works.issues("new") == ()


def test_spam_ends_the_waits_of_everybody_on_that_number_however_it_is_written(
    works: Engine,
) -> None:
    for n, phone in enumerate(("+44 20 7946 0958", "(0044) 20-7946-0958 ext. 7")):
        event = payload.webhook_event(
            {"contact_id": f"c{n}", "phone": phone, "message": f"Buy {n} now"},
            missed_call_route=False,
            arrived_ms=at("09:00"),
        )
        works.hears(event.message, at("09:00"), phone=event.person.phone)
    works.does(operations.spam, 1, at("09:05"))
    for contact_id in ("c0", "c1"):
        assert [i.resolution for i in works.issues(contact_id)] == [Resolution.SPAM]
    with works.store.read() as db:
        for written in ("0958", "020 7946 0958", "+44 20 7946 0958", "+44 (0)20 79460958 x3"):
            assert len(issues.select(db, issues.Wanted(phone=written))) == 2


def test_a_list_of_the_open_ones_reads_no_others(works: Engine) -> None:
    statements: list[str] = []
    works.store.connection.set_trace_callback(statements.append)
    with works.store.read() as db:
        issues.select(db, issues.Wanted(state="OPEN"))
        works.store.connection.set_trace_callback(None)
        asked = next(statement for statement in statements if statement.startswith("SELECT"))
        (plan, *_) = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {asked}")]
    assert "USING INDEX issues_one_open" in plan


@pytest.mark.parametrize("limit", [1, 5, 1000])
def test_a_long_list_is_read_in_turns_and_is_the_same(
    works: Engine, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    for n in range(12):
        works.hears(asks("09:00", contact_id=f"c{n}", ghl_id=f"m{n}"), at("09:00") + n)
    with works.store.write() as db:
        db.execute("UPDATE issues SET state = 'RESOLVED', resolved_ts = due_ts - id % 4 * 60")
        db.execute("UPDATE issues SET resolved_ts = NULL WHERE id % 5 = 0")
        db.execute("UPDATE issues SET state = 'OPEN', due_ts = due_ts - id WHERE id % 3 = 0")
        db.execute("UPDATE issues SET urgency = 'urgent' WHERE id % 4 = 0")
        db.execute("UPDATE issues SET resolution = 'merged' WHERE id = 7")
        wanted = issues.Wanted(limit=limit)
        at_once = issues.select(db, wanted)
    monkeypatch.setattr(issues, "_PLACED", 5)
    monkeypatch.setattr(issues, "_MADE", 3)
    assert issues.listed(works.store, wanted) == at_once
    assert len(at_once) == min(limit, 11)


def test_a_new_customers_text_is_stored_with_no_statement_too_many(works: Engine) -> None:
    works.hears(asks("09:00"), at("09:00"))
    statements: list[str] = []
    works.store.connection.set_trace_callback(statements.append)
    works.hears(replace(asks("09:01"), contact_id="c2"), at("09:01"))
    works.store.connection.set_trace_callback(None)
    assert len(statements) <= 26
