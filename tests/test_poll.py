"""The poll against a simulated GHL: sweep, reading, asking before an alarm, faults."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from engine import MANAGER, Clock, Engine, engine, simulating
from facts import CONTACT, STAFF, asks, at, call
from installed import Installed

from sentinel_cli import GhlError
from sentinel_cli.desk import operations
from sentinel_cli.jobs.poll import WATERMARK
from sentinel_cli.jobs.poll.sweep import NEWEST
from sentinel_cli.model import DateSource, IssueType, Resolution, State
from sentinel_cli.simulator import Call as SimulatedCall
from sentinel_cli.simulator import Contact, Conversation, Limits, Simulator
from sentinel_cli.store import conversations, state

MESSAGES = "GET /conversations/*/messages"
SEARCH = "GET /conversations/search"


@pytest.fixture
def ghl(clock: Clock) -> Iterator[Simulator]:
    customer = Contact(id=CONTACT, first_name="Dana", last_name="Ruiz", phone="+12145550143")
    with simulating(clock, customer, Contact(id=MANAGER, first_name="Robin")) as simulated:
        yield simulated


@pytest.fixture
def works(tmp_path: Path, ghl: Simulator) -> Engine:
    installed = engine(tmp_path, ghl)
    installed.polls(at("08:00"))  # the first start: from now on Sentinel watches
    ghl.requests.clear()
    return installed


def kept(works: Engine, key: str) -> str | None:
    with works.store.read() as db:
        return state.get(db, key)


def test_a_message_no_webhook_brought_is_recovered_at_its_true_time(
    works: Engine, ghl: Simulator
) -> None:
    ghl.customer_writes(CONTACT, "Is anyone coming today?", at_ms=at("09:00"))
    report = works.polls(at("09:40"))
    assert (report.ok, report.messages_new, report.recovered, report.opened) == (True, 1, 1, 1)
    issue = works.issues()[0]
    assert (issue.created_ts, issue.due_ts) == (at("09:00") // 1000, at("11:00") // 1000)
    assert (issue.contact_name, issue.phone) == ("Dana Ruiz", "+12145550143")
    assert issue.conversation_id is not None


def test_what_a_webhook_brought_is_not_recovered(works: Engine, ghl: Simulator) -> None:
    ghl.customer_writes(CONTACT, "Hello?", at_ms=at("09:00"), id="mHello")
    works.hears(asks("09:00", "Hello?", ghl_id="mHello"), at("09:00:03"))
    report = works.polls(at("09:02"))
    assert (report.messages_new, report.recovered, report.opened) == (0, 0, 0)


def test_what_a_webhook_is_just_bringing_is_not_recovered_either(
    works: Engine, ghl: Simulator
) -> None:
    ghl.customer_writes(CONTACT, "Hello?", at_ms=at("09:00"))
    posted = asks("09:00:05", "Hello?", ghl_id=None, date_source=DateSource.ARRIVAL)
    works.hears(posted, at("09:00:05"))
    report = works.polls(at("09:01"))
    assert (report.recovered, report.pending) == (0, 0)
    assert [(i.state, i.inbound_count) for i in works.issues()] == [(State.OPEN, 1)]


def test_a_reply_in_ghl_resolves_at_the_time_of_the_reply(works: Engine, ghl: Simulator) -> None:
    works.hears(asks("09:00", ghl_id="mAsk"), at("09:00"))
    ghl.customer_writes(CONTACT, "Is anyone coming today?", at_ms=at("09:00"), id="mAsk")
    ghl.staff_replies(CONTACT, "At noon", user_id=STAFF, at_ms=at("09:30"))
    report = works.polls(at("10:00"))
    assert report.resolved == 1
    issue = works.issues()[0]
    assert (issue.resolved_ts, issue.recorded_ts, issue.resolution) == (
        at("09:30") // 1000,
        at("10:00") // 1000,
        Resolution.CONTACT,
    )


def test_an_auto_reply_hides_no_waiting_customer(works: Engine, ghl: Simulator) -> None:
    ghl.customer_writes(CONTACT, "The pump is on fire", at_ms=at("09:00"))
    ghl.workflow_replies(CONTACT, "We got your message", user_id=STAFF, at_ms=at("09:00:03"))
    assert works.polls(at("09:10")).opened == 1


def test_requests_grow_with_what_changed_not_with_what_is_open(
    works: Engine, ghl: Simulator
) -> None:
    for n in range(12):
        ghl.world.add_contact(Contact(id=f"cust{n}", first_name=f"C{n}"))
        ghl.customer_writes(f"cust{n}", "Hello?", at_ms=at("09:00") + n)
    works.polls(at("09:05"))
    ghl.requests.clear()
    works.polls(at("09:20"))
    assert (ghl.requests.count(SEARCH), ghl.requests.count(MESSAGES)) == (1, 0)
    ghl.staff_replies("cust3", "On our way", user_id=STAFF, at_ms=at("09:21"))
    ghl.requests.clear()
    assert works.polls(at("09:25")).resolved == 1
    assert (ghl.requests.count(SEARCH), ghl.requests.count(MESSAGES)) == (1, 1)


def test_of_a_manager_s_thread_the_newest_page_is_read_and_it_opens_nothing(
    works: Engine, ghl: Simulator
) -> None:
    for minute in range(30):
        for n in range(10):
            ghl.customer_writes(MANAGER, "How is it going", at_ms=at(f"08:{minute:02}") + n)
    works.polls(at("09:10"))
    assert ghl.requests.count(MESSAGES) == 1
    assert works.issues(MANAGER) == ()


def test_the_first_start_looks_back_and_makes_issues_of_who_still_waits_only(
    tmp_path: Path, ghl: Simulator
) -> None:
    fresh = engine(tmp_path, ghl)
    ghl.world.add_contact(Contact(id="answered"))
    ghl.world.add_contact(Contact(id="ancient"))
    ghl.customer_writes(CONTACT, "Is anyone coming?", at_ms=at("16:00", "2026-03-31"))
    ghl.customer_writes("answered", "Are you open?", at_ms=at("15:00", "2026-03-31"))
    ghl.staff_replies("answered", "Yes", user_id=STAFF, at_ms=at("15:30", "2026-03-31"))
    ghl.customer_writes("ancient", "Anyone?", at_ms=at("07:59", "2026-03-29"))
    report = fresh.polls(at("08:00"))
    assert (report.opened, report.resolved) == (1, 0)
    assert [(i.state, i.due_ts) for i in fresh.issues()] == [(State.OPEN, at("09:00") // 1000)]
    assert fresh.issues("answered") == fresh.issues("ancient") == ()


def test_two_sibling_conversations_are_one_timeline(works: Engine, ghl: Simulator) -> None:
    texts = ghl.customer_writes(CONTACT, "Call me please", at_ms=at("09:00"))
    calls = ghl.world.add_conversation(Conversation(contact_id=CONTACT))
    works.polls(at("09:05"))
    ghl.staff_calls(
        CONTACT, user_id=STAFF, duration_s=80, at_ms=at("09:20"), conversation_id=calls.id
    )
    assert texts.conversation_id != calls.id
    assert works.polls(at("09:25")).resolved == 1
    assert works.issues()[0].resolved_ts == at("09:20") // 1000


def test_an_issue_follows_its_conversation_into_the_contact_it_was_merged_into(
    works: Engine, ghl: Simulator
) -> None:
    ghl.customer_writes(CONTACT, "Hello?", at_ms=at("09:00"))
    works.polls(at("09:05"))
    ghl.world.add_contact(Contact(id="survivor", first_name="Dana", last_name="R."))
    ghl.world.merge_contacts(CONTACT, into="survivor")
    ghl.staff_replies("survivor", "Hi Dana", user_id=STAFF, at_ms=at("09:30"))
    works.polls(at("09:35"))
    assert works.issues() == ()
    assert [(i.id, i.state, i.contact_id) for i in works.issues("survivor")] == [
        (1, State.RESOLVED, "survivor")
    ]


def test_ghl_is_asked_again_before_a_manager_is_alarmed(works: Engine, ghl: Simulator) -> None:
    ghl.customer_writes(CONTACT, "Hello?", at_ms=at("09:00"), id="mAsk")
    works.polls(at("09:05"))
    ghl.staff_replies(CONTACT, "Hi", user_id=STAFF, status="failed", at_ms=at("09:10"))
    works.polls(at("09:15"))
    ghl.requests.clear()
    for clock in ("10:40", "10:51", "11:45", "12:55", "16:00"):
        works.polls(at(clock))
    # The list tells that nothing moved: one request each time.
    assert (ghl.requests.count(SEARCH), ghl.requests.count(MESSAGES)) == (5, 0)
    assert works.issues()[0].state is State.OPEN
    ghl.staff_replies(CONTACT, "Hi again", user_id=STAFF, at_ms=at("16:01"))
    assert works.polls(at("16:05")).resolved == 1
    assert ghl.requests.count(MESSAGES) == 1


def test_a_webhook_that_comes_again_after_the_answer_opens_nothing_for_long(
    works: Engine, ghl: Simulator
) -> None:
    question = ghl.customer_writes(CONTACT, "Is he coming?", at_ms=at("09:00"))
    ghl.staff_replies(CONTACT, "Yes", user_id=STAFF, at_ms=at("09:05"))
    works.polls(at("09:07"))
    again = asks("09:30", question.body, ghl_id=None, date_source=DateSource.ARRIVAL)
    assert works.hears(again, at("09:30")).outcome == "opened"
    works.polls(at("09:31"))
    assert [issue.state for issue in works.issues()] == [State.RESOLVED, State.OPEN]
    works.polls(at("09:32"))
    assert [issue.resolution for issue in works.issues()] == [
        Resolution.CONTACT,
        Resolution.RETRACTED,
    ]


def test_a_webhook_that_matches_nothing_in_ghl_costs_one_reading_and_stays(
    works: Engine, ghl: Simulator
) -> None:
    ghl.staff_replies(CONTACT, "Good morning", user_id=STAFF, at_ms=at("08:30"))
    works.polls(at("08:35"))
    unknown = asks("09:00", ghl_id=None, date_source=DateSource.ARRIVAL)
    works.hears(unknown, at("09:00"))
    ghl.requests.clear()
    for clock in ("09:01", "09:02", "09:07", "09:12"):
        works.polls(at(clock))
    assert ghl.requests.count(MESSAGES) == 1
    assert [issue.state for issue in works.issues()] == [State.OPEN]


def test_an_answer_that_is_not_final_is_looked_at_again_every_quarter_of_an_hour(
    works: Engine, ghl: Simulator
) -> None:
    ghl.customer_writes(CONTACT, "Hello?", at_ms=at("09:00"))
    reply = ghl.staff_replies(CONTACT, "Hi", user_id=STAFF, status="sent", at_ms=at("09:10"))
    works.polls(at("09:15"))
    assert works.issues()[0].state is State.RESOLVED
    ghl.world.change_message(reply.id, status="failed")
    works.polls(at("09:25"))
    assert works.issues()[0].state is State.RESOLVED
    report = works.polls(at("09:31"))
    assert (report.reopened, works.issues()[0].due_ts) == (1, at("11:00") // 1000)


@pytest.mark.parametrize("days", [1, 3, 12])
def test_a_failed_reply_is_noticed_however_long_nobody_asked(
    works: Engine, ghl: Simulator, days: int
) -> None:
    ghl.customer_writes(CONTACT, "Hello?", at_ms=at("09:00"))
    reply = ghl.staff_replies(CONTACT, "Hi", user_id=STAFF, status="sent", at_ms=at("09:10"))
    works.polls(at("09:15"))
    ghl.world.change_message(reply.id, status="failed")
    later_ms = at("09:20") + days * 86_400_000
    assert works.polls(later_ms).reopened == 1
    assert works.issues()[0].due_ts == at("11:00") // 1000
    assert works.polls(later_ms + 86_400_000).ok
    assert works.issues()[0].state is State.OPEN


def test_a_reply_is_final_once_it_was_read_a_day_later(works: Engine, ghl: Simulator) -> None:
    ghl.customer_writes(CONTACT, "Hello?", at_ms=at("09:00"))
    ghl.staff_replies(CONTACT, "Hi", user_id=STAFF, status="sent", at_ms=at("09:10"))
    for hour in range(1, 50):
        ghl.requests.clear()
        works.polls(at("09:05") + hour * 3_600_000)
        assert ghl.requests.count(MESSAGES) == (hour <= 25)


def test_an_id_shown_in_two_threads_moves_no_customer(works: Engine, ghl: Simulator) -> None:
    ghl.world.add_contact(Contact(id="other"))
    theirs = ghl.customer_writes(CONTACT, "Hello?", at_ms=at("09:00"))
    ghl.customer_writes("other", "Is anyone coming?", at_ms=at("09:01"))
    works.polls(at("09:05"))
    ghl.staff_replies("other", "Yes", user_id=STAFF, at_ms=at("09:10"))

    def shared(answer: dict[str, Any]) -> object:
        row = {**answer["messages"]["messages"][-1], "id": theirs.id, "body": "Hello?"}
        answer["messages"]["messages"].append(row)
        return answer

    ghl.fault("alter", route=MESSAGES, alter=shared)
    report = works.polls(at("09:15"))
    assert (report.ok, report.odd) == (True, 1)
    assert [issue.state for issue in works.issues()] == [State.OPEN]
    assert [issue.state for issue in works.issues("other")] == [State.RESOLVED]


def test_a_call_read_while_it_rang_is_looked_at_again(works: Engine, ghl: Simulator) -> None:
    ringing = ghl.customer_calls(CONTACT, status="ringing", at_ms=at("09:00"))
    works.polls(at("09:00:10"))
    assert works.issues() == ()
    ghl.world.change_message(ringing.id, status="no-answer")
    assert works.polls(at("09:10")).opened == 0
    assert works.polls(at("09:16")).opened == 1
    assert works.issues()[0].created_ts == at("09:00") // 1000


def test_a_call_that_rings_for_ever_was_missed_half_an_hour_later(
    works: Engine, ghl: Simulator
) -> None:
    ringing = ghl.customer_calls(CONTACT, status="ringing", at_ms=at("09:00"))
    assert works.polls(at("09:10")).opened == 0
    assert works.polls(at("09:29")).opened == 0
    assert works.polls(at("09:30")).opened == 1
    assert works.polls(at("09:35")).opened == 0
    issue = works.issues()[0]
    assert (issue.type, issue.created_ts) == (IssueType.CALL, at("09:00") // 1000)
    # GHL knows it after all: somebody took the call.
    talked = SimulatedCall(duration_s=300)
    ghl.world.change_message(ringing.id, status="completed", user_id=STAFF, call=talked)
    works.polls(at("09:46"))
    assert works.issues()[0].state is State.RESOLVED


def test_a_contact_only_a_webhook_knows_is_searched_for(works: Engine, ghl: Simulator) -> None:
    ghl.world.add_contact(Contact(id="silent"))
    works.hears(call("09:00", contact_id="silent", ghl_id=None), at("09:00"))
    works.polls(at("09:05"))
    searches = [r.query.get("contactId") for r in ghl.requests.matching(SEARCH)]
    assert searches == [None, "silent"]
    works.polls(at("09:10"))
    assert ghl.requests.count(SEARCH) == 3
    assert works.issues("silent")[0].state is State.OPEN


def test_a_long_thread_is_read_back_to_what_is_known(works: Engine, ghl: Simulator) -> None:
    for n in range(250):
        ghl.workflow_replies(CONTACT, f"note {n}", at_ms=at("08:10") + n)
    ghl.customer_writes(CONTACT, "Please stop", at_ms=at("08:30"))
    assert works.polls(at("08:40")).messages_new == 251
    assert ghl.requests.count(MESSAGES) == 3
    ghl.requests.clear()
    ghl.customer_writes(CONTACT, "And?", at_ms=at("08:50"))
    assert works.polls(at("08:55")).messages_new == 1
    assert ghl.requests.count(MESSAGES) == 1


@pytest.mark.slow
def test_more_conversations_than_a_page_holds_are_all_found(tmp_path: Path, ghl: Simulator) -> None:
    colleagues = [f"colleague{n}" for n in range(100)]
    customers = [f"customer{n}" for n in range(30)]
    works = engine(tmp_path, ghl, INTERNAL_CONTACT_IDS=",".join(colleagues))
    for n, contact_id in enumerate([*customers[:15], *colleagues, *customers[15:]]):
        ghl.world.add_contact(Contact(id=contact_id))
        ghl.customer_writes(contact_id, "Hello?", at_ms=at("09:00") + n // 3)
    report = works.polls(at("09:10"))
    assert (report.opened, report.pages, report.ok) == (30, 2, True)


# ---- when GHL fails


def test_a_thread_that_fails_stays_as_it_was_and_harms_no_other(
    works: Engine, ghl: Simulator
) -> None:
    ghl.world.add_contact(Contact(id="other"))
    broken = ghl.customer_writes(CONTACT, "Hello?", at_ms=at("09:00"))
    ghl.customer_writes("other", "Hello?", at_ms=at("09:01"))
    route = f"GET /conversations/{broken.conversation_id}/messages"
    ghl.fault("wrong_shape", route=route)
    report = works.polls(at("09:05"))
    assert (report.ok, report.opened, report.pending) == (False, 1, 1)
    assert [failure["conversation_id"] for failure in report.failed] == [broken.conversation_id]
    assert works.issues() == ()
    ghl.faults.clear()
    assert works.polls(at("09:05:59")).opened == 0
    assert works.polls(at("09:06:01")).opened == 1


@pytest.mark.slow
def test_pauses_grow_while_a_thread_keeps_failing(works: Engine, ghl: Simulator) -> None:
    broken = ghl.customer_writes(CONTACT, "Hello?", at_ms=at("09:00"))
    ghl.fault("wrong_shape", route=MESSAGES)
    tried = []
    for minute in range(1, 60):
        ghl.requests.clear()
        works.polls(at("09:00") + minute * 60_000)
        if ghl.requests.count(MESSAGES):
            tried.append(minute)
    assert tried == [1, 2, 7, 22]
    with works.store.read() as db:
        conversation = conversations.get(db, broken.conversation_id)
    assert conversation is not None
    assert conversation.tries == 4


@pytest.mark.slow
def test_a_conversation_that_ghl_deleted_is_given_up_after_hours_of_asking(
    works: Engine, ghl: Simulator
) -> None:
    ghl.customer_writes(CONTACT, "Hello?", at_ms=at("09:00"))
    ghl.fault("answer", route=MESSAGES, status=404, body={"message": "Conversation not found"})
    failures = [len(works.polls(at("09:00") + n * 3_600_000).failed) for n in range(1, 8)]
    assert failures == [1, 1, 1, 1, 1, 0, 0]
    ghl.faults.clear()
    ghl.customer_writes(CONTACT, "Hello again?", at_ms=at("16:30"))
    assert works.polls(at("16:35")).opened == 1


@pytest.mark.slow  # the client asks again, with growing pauses
@pytest.mark.parametrize("fault", ["empty", "wrong_shape", "cut", "html", "server_error", "drop"])
def test_nothing_is_resolved_because_ghl_is_broken(
    works: Engine, ghl: Simulator, fault: str
) -> None:
    ghl.customer_writes(CONTACT, "Hello?", at_ms=at("09:00"))
    works.polls(at("09:05"))
    before = works.issues()[0]
    ghl.workflow_replies(CONTACT, "We got your message", at_ms=at("09:06"))
    ghl.fault(fault, route=MESSAGES)
    works.polls(at("09:10"), seconds=3.0)
    assert replace(works.issues()[0], checked_ts=before.checked_ts) == before


@pytest.mark.slow
def test_nothing_read_at_all_is_an_error_and_moves_no_watermark(
    works: Engine, ghl: Simulator
) -> None:
    ghl.customer_writes(CONTACT, "Hello?", at_ms=at("09:00"))
    works.polls(at("09:05"))
    watermark, last = kept(works, WATERMARK), kept(works, state.LAST_POLL)
    ghl.fault("token_invalid")
    with pytest.raises(GhlError) as caught:
        works.polls(at("09:30"))
    assert caught.value.permanent
    assert (kept(works, WATERMARK), kept(works, state.LAST_POLL)) == (watermark, last)


@pytest.mark.slow  # the client waits out one interval before it believes the day is over
def test_the_end_of_the_daily_quota_ends_the_run_and_keeps_what_was_read(
    works: Engine, ghl: Simulator
) -> None:
    for n in range(30):
        ghl.world.add_contact(Contact(id=f"many{n}"))
        ghl.customer_writes(f"many{n}", "Hello?", at_ms=at("09:00") + n)
    ghl.gate.limits = replace(ghl.gate.limits, daily=ghl.requests.count() + 10)
    report = works.polls(at("09:10"))
    assert report.stopped
    assert not report.ok
    assert report.opened + report.pending == 30
    ghl.gate.limits = replace(ghl.gate.limits, daily=200_000)
    again = works.polls(at("09:15"))
    assert (again.opened, again.pending, again.ok) == (report.pending, 0, True)


def without(*keys: str, of: str, place: int = 0) -> Callable[[dict[str, Any]], object]:
    """An answer of which one row lacks some of its fields."""

    def alter(answer: dict[str, Any]) -> object:
        rows = answer[of] if isinstance(answer[of], list) else answer[of][of]
        for key in keys:
            del rows[place][key]
        return answer

    return alter


@pytest.mark.parametrize("lost", [("contactId",), ("lastMessageDate", "sort"),
                                  ("lastMessageDate", "sort", "dateUpdated")])  # fmt: skip
def test_an_odd_row_of_the_list_is_told_once_and_holds_up_nobody(
    works: Engine, ghl: Simulator, lost: tuple[str, ...]
) -> None:
    ghl.world.add_contact(Contact(id="other"))
    ghl.customer_writes(CONTACT, "Hello?", at_ms=at("09:00"))
    ghl.customer_writes("other", "Hello?", at_ms=at("09:01"))
    ghl.fault("alter", route=SEARCH, alter=without(*lost, of="conversations"))
    report = works.polls(at("09:05"))
    # The messages say what the list does not: both customers are found.
    assert (report.opened, report.ok, report.failed) == (2, True, [])
    assert (report.odd, len(report.odd_rows)) == (1, 1)
    assert kept(works, WATERMARK) == str(at("09:05"))
    ghl.requests.clear()
    again = works.polls(at("09:10"))
    assert (again.ok, again.odd, again.odd_rows) == (True, 1, [])
    assert ghl.requests.count(MESSAGES) == 0


def test_an_empty_conversation_is_nothing_to_read_and_no_failure(
    works: Engine, ghl: Simulator
) -> None:
    ghl.customer_writes(CONTACT, "Hello?", at_ms=at("09:00"))
    ghl.world.add_conversation(Conversation(contact_id=CONTACT, shown_empty=True))
    report = works.polls(at("09:05"))
    assert (report.ok, report.opened, report.odd, report.pending) == (True, 1, 1, 0)
    ghl.requests.clear()
    assert works.polls(at("09:10")).ok
    assert ghl.requests.count(MESSAGES) == 0


def test_an_unreadable_row_of_a_thread_holds_back_no_other(works: Engine, ghl: Simulator) -> None:
    ghl.customer_writes(CONTACT, "Hello?", at_ms=at("09:00"))
    ghl.workflow_replies(CONTACT, "We got your message", at_ms=at("09:01"))
    ghl.fault("alter", route=MESSAGES, alter=without("dateAdded", of="messages"))
    report = works.polls(at("09:05"))
    assert (report.opened, report.ok, report.odd, report.pending) == (1, True, 1, 0)


def test_a_list_that_breaks_off_keeps_its_watermark_and_what_was_seen_is_read(
    tmp_path: Path, ghl: Simulator
) -> None:
    works = engine(tmp_path, ghl, INTERNAL_CONTACT_IDS=",".join(f"us{n}" for n in range(120)))
    works.polls(at("08:00"))
    ghl.customer_writes(CONTACT, "Hello?", at_ms=at("09:01"))
    for n in range(120):
        ghl.world.add_contact(Contact(id=f"us{n}"))
        ghl.customer_writes(f"us{n}", "Hi", at_ms=at("09:00") + n)

    ghl.fault("alter", route=SEARCH, times=1, alter=lambda answer: answer)
    ghl.fault("html", route=SEARCH)
    report = works.polls(at("09:05"))
    assert (report.ok, report.pages, report.opened) == (False, 1, 1)
    assert [failure["conversation_id"] for failure in report.failed] == [""]
    assert kept(works, WATERMARK) is None
    ghl.faults.clear()
    assert works.polls(at("09:10")).ok
    assert kept(works, WATERMARK) == str(at("09:10"))


def test_a_search_that_stood_still_or_was_empty_hides_nobody(works: Engine, ghl: Simulator) -> None:
    ghl.world.add_contact(Contact(id="other"))
    ghl.customer_writes("other", "Hello?", at_ms=at("08:30"))
    works.polls(at("08:35"))
    ghl.world.index_lag_ms = 3 * 3_600_000  # the search knows of nothing new
    asked = ghl.customer_writes(CONTACT, "Hello?", at_ms=at("09:00"))
    for minute in range(5, 60, 5):
        assert works.polls(at("09:00") + minute * 60_000).opened == 0
    ghl.fault("empty", route=SEARCH, times=3)
    for minute in (60, 75, 90):
        assert works.polls(at("09:00") + minute * 60_000).opened == 0
    ghl.world.change_message(asked.id, indexed_ms=0)
    assert works.polls(at("10:40")).opened == 1


def test_two_siblings_are_judged_only_when_both_were_read(works: Engine, ghl: Simulator) -> None:
    texts = ghl.staff_replies(CONTACT, "See you at 7", user_id=STAFF, at_ms=at("06:00"))
    calls = ghl.world.add_conversation(Conversation(contact_id=CONTACT)).id
    works.polls(at("07:00"))
    for began in ("08:00", "08:40"):
        ghl.customer_calls(CONTACT, at_ms=at(began), conversation_id=calls)
        posted = call(began, ghl_id=None, status=None, reported_missed=True)
        works.hears(replace(posted, date_source=DateSource.ARRIVAL), at(began))
        if began == "08:00":
            ghl.staff_replies(CONTACT, "Calling you", user_id=STAFF, at_ms=at("08:10"))
    ghl.fault("wrong_shape", route=f"GET /conversations/{calls}/messages")
    works.polls(at("08:45"))
    assert texts.conversation_id != calls
    assert [issue.state for issue in works.issues()] == [State.RESOLVED, State.OPEN]
    ghl.faults.clear()
    works.polls(at("09:00"))
    assert [(issue.state, issue.inbound_count) for issue in works.issues()] == [
        (State.RESOLVED, 1),
        (State.OPEN, 1),
    ]


def test_the_list_after_a_burst_is_one_request_again(works: Engine, ghl: Simulator) -> None:
    ghl.gate.limits = replace(ghl.gate.limits, burst=1000)
    for n in range(120):
        ghl.world.add_contact(Contact(id=f"many{n}"))
        ghl.workflow_replies(f"many{n}", "Spring offer", at_ms=at("09:00") + n)
    assert works.polls(at("09:05")).pages == 2
    assert works.polls(at("09:20")).pages == 2
    for clock in ("09:25", "13:00"):
        ghl.requests.clear()
        works.polls(at(clock))
        assert ghl.requests.count() == 1


def test_the_watermark_of_an_earlier_version_is_taken_for_what_it_was(
    works: Engine, ghl: Simulator
) -> None:
    ghl.gate.limits = replace(ghl.gate.limits, burst=1000)
    for n in range(150):
        ghl.world.add_contact(Contact(id=f"many{n}"))
        ghl.workflow_replies(f"many{n}", "Spring offer", at_ms=at("08:10") + n)
    works.sql("DELETE FROM kv_store WHERE key = ?", NEWEST)
    works.sql("INSERT OR REPLACE INTO kv_store VALUES (?, ?)", WATERMARK, str(at("08:30")))
    for clock in ("09:00", "09:05", "12:00"):
        assert works.polls(at(clock)).pages == 1
    assert kept(works, NEWEST) == str(at("08:30"))


def test_in_a_burst_customers_are_read_first(works: Engine, ghl: Simulator) -> None:
    for n in range(60):
        ghl.world.add_contact(Contact(id=f"many{n}"))
        if n in {7, 30, 51}:
            ghl.customer_writes(f"many{n}", "Is anyone coming?", at_ms=at("09:00") + n)
        if n != 30:  # two of the three were answered by the campaign
            ghl.workflow_replies(f"many{n}", "Spring offer", at_ms=at("09:01") + n)
    ghl.gate.limits = replace(ghl.gate.limits, burst=20)
    report = works.polls(at("09:05"), seconds=2.0)
    assert (report.opened, report.failed) == (3, [])
    assert report.stopped
    asked = [request.path.split("/")[2] for request in ghl.requests.matching(MESSAGES)]
    waiting = [works.issues(f"many{n}")[0].conversation_id for n in (7, 30, 51)]
    assert set(waiting) <= set(asked[:8])


@pytest.mark.slow  # the quota is waited for in true time
def test_in_a_campaign_every_customer_is_found_within_the_quota(tmp_path: Path) -> None:
    limits = Limits(burst=20, interval_ms=300)
    ghl = Simulator(limits=limits)
    now_ms = ghl.clock()
    with ghl.running():
        works = engine(tmp_path, ghl)
        for n in range(150):
            ghl.world.add_contact(Contact(id=f"many{n}"))
            if n % 10 == 7:
                ghl.customer_writes(f"many{n}", "Is anyone coming?", at_ms=now_ms - 60_000 + n)
            if n % 20 != 7:  # half of the customers were answered by the campaign
                ghl.workflow_replies(f"many{n}", "Spring offer", at_ms=now_ms - 50_000 + n)
        report = works.polls(now_ms, seconds=1.5)
    assert (report.opened, report.failed, bool(report.stopped)) == (15, [], True)
    assert report.threads + report.pending == 150
    moments = [request.at_ms for request in ghl.requests.matching()]
    windows = [
        sum(0 <= other - first < limits.interval_ms for other in moments) for first in moments
    ]
    assert 80 <= len(moments) <= 120
    assert max(windows) <= limits.burst


def test_what_time_did_not_suffice_for_stays_as_it_was(works: Engine, ghl: Simulator) -> None:
    for n in range(40):
        ghl.world.add_contact(Contact(id=f"many{n}"))
        ghl.customer_writes(f"many{n}", "Hello?", at_ms=at("09:00") + n)
    ghl.gate.limits = replace(ghl.gate.limits, burst=20)
    report = works.polls(at("09:05"), seconds=2.0)
    assert (report.ok, report.failed) == (False, [])
    assert report.opened + report.pending == 40
    assert works.sql("SELECT count(*) FROM conversations WHERE tries > 0") == [(0,)]
    ghl.gate.limits = replace(ghl.gate.limits, burst=100)
    assert works.polls(at("09:06")).pending == 0


def test_a_message_the_search_shows_late_is_found_by_the_overlap(
    works: Engine, ghl: Simulator, clock: Clock
) -> None:
    ghl.world.add_contact(Contact(id="other"))
    clock.ms = at("09:00:05")
    ghl.world.index_lag_ms = 10_000
    ghl.customer_writes(CONTACT, "Hello?", at_ms=at("09:00:00"))
    ghl.world.index_lag_ms = 0
    ghl.customer_writes("other", "Hello?", at_ms=at("09:00:04"))
    assert works.polls(at("09:00:06")).opened == 1
    clock.ms = at("09:05")
    assert works.polls(at("09:05")).opened == 1
    assert works.issues()[0].created_ts == at("09:00") // 1000


def test_a_message_dated_ahead_hides_nothing_that_comes_before_it(
    works: Engine, ghl: Simulator, clock: Clock
) -> None:
    clock.ms = at("12:00")
    ghl.world.add_contact(Contact(id="other"))
    ghl.customer_writes("other", "From the future", at_ms=at("11:00"))
    works.polls(at("09:00"))
    ghl.customer_writes(CONTACT, "Hello?", at_ms=at("09:30"))
    assert works.polls(at("09:35")).opened == 1


def test_a_polls_actions_by_sql_are_adopted_first(works: Engine, ghl: Simulator) -> None:
    ghl.customer_writes(CONTACT, "Hello?", at_ms=at("09:00"))
    works.polls(at("09:05"))
    works.sql("UPDATE issues SET state = 'RESOLVED' WHERE id = 1")
    works.polls(at("09:10"))
    issue = works.issues()[0]
    assert (issue.resolution, issue.resolved_by, issue.recorded_ts) == (
        Resolution.OPERATOR,
        "sql",
        at("09:10") // 1000,
    )


def test_a_forced_due_time_survives_the_poll(works: Engine, ghl: Simulator) -> None:
    ghl.customer_writes(CONTACT, "Hello?", at_ms=at("09:00"))
    works.polls(at("09:05"))
    works.does(operations.force_overdue, 1, at("09:10"))
    ghl.customer_writes(CONTACT, "Hello??", at_ms=at("09:11"))
    works.polls(at("09:15"))
    issue = works.issues()[0]
    assert (issue.type, issue.due_ts) == (IssueType.SMS, at("09:09") // 1000)


def test_a_failed_reply_that_staff_sent_again_under_a_new_id_answers_no_more(
    works: Engine, ghl: Simulator
) -> None:
    ghl.customer_writes(CONTACT, "Do you do chlorine washes?", at_ms=at("09:00"))
    reply = ghl.staff_replies(CONTACT, "Yes", user_id=STAFF, status="sent", at_ms=at("09:10"))
    works.polls(at("09:15"))
    assert works.issues()[0].state is State.RESOLVED
    ghl.world.change_message(reply.id, status="failed")
    again = ghl.world.retry_message(reply.id)
    ghl.world.change_message(again.id, status="failed")
    works.polls(at("09:40"))
    assert [(i.state, i.due_ts) for i in works.issues()] == [(State.OPEN, at("11:00") // 1000)]
    ghl.world.change_message(again.id, status="delivered")
    ghl.staff_replies(CONTACT, "Did you get it?", user_id=STAFF, at_ms=at("10:00"))
    works.polls(at("10:05"))
    assert works.issues()[0].state is State.RESOLVED


def test_a_contact_merged_before_its_first_reading_takes_its_issue_along(
    works: Engine, ghl: Simulator
) -> None:
    asked = ghl.customer_writes(CONTACT, "Is anyone coming?", at_ms=at("09:00"))
    works.hears(asks("09:00", "Is anyone coming?", ghl_id=asked.id), at("09:00:02"))
    ghl.world.add_contact(Contact(id="survivor"))
    ghl.world.merge_contacts(CONTACT, into="survivor")
    ghl.staff_replies("survivor", "Yes, at 3", user_id=STAFF, at_ms=at("09:30"))
    works.polls(at("09:35"))
    assert works.issues() == ()
    assert [(i.id, i.state) for i in works.issues("survivor")] == [(1, State.RESOLVED)]


def test_two_waiting_contacts_merged_are_one_when_ghl_is_asked_before_the_alarm(
    works: Engine, ghl: Simulator
) -> None:
    ghl.world.add_contact(Contact(id="survivor"))
    ghl.customer_writes(CONTACT, "Is anyone coming?", at_ms=at("09:00"))
    ghl.customer_writes("survivor", "Hello?", at_ms=at("09:05"))
    works.polls(at("09:10"))
    ghl.world.merge_contacts(CONTACT, into="survivor")
    ghl.staff_replies("survivor", "Yes, at 3", user_id=STAFF, at_ms=at("09:30"))
    works.polls(at("09:35"))
    works.polls(at("10:55"))
    assert works.issues() == ()
    assert {i.state for i in works.issues("survivor")} == {State.RESOLVED}


def test_one_id_in_two_threads_merges_nobody_and_is_told_once(
    works: Engine, ghl: Simulator
) -> None:
    ghl.world.add_contact(Contact(id="other"))
    ghl.customer_writes(CONTACT, "Is anyone coming?", id="mSame", at_ms=at("09:00"))
    ghl.customer_writes("other", "How much is a filter?", id="mSame", at_ms=at("09:01"))
    first = works.polls(at("09:05"))
    assert first.odd_rows == ["message mSame: GHL has another message under this id"]
    ghl.staff_replies("other", "40 dollars", user_id=STAFF, at_ms=at("09:10"))
    assert works.polls(at("09:15")).odd_rows == []
    assert [i.state for i in works.issues()] == [State.OPEN]
    assert [i.state for i in works.issues("other")] == [State.RESOLVED]


def test_a_merged_contact_does_not_move_back_and_forth(works: Engine, ghl: Simulator) -> None:
    ghl.world.add_contact(Contact(id="survivor"))
    ghl.customer_writes(CONTACT, "Is anyone coming?", at_ms=at("09:00"))
    works.polls(at("09:05"))
    ghl.world.merge_contacts(CONTACT, into="survivor")
    ghl.customer_writes("survivor", "Hello?", at_ms=at("09:10"))
    works.polls(at("09:15"))
    ghl.world.merge_contacts("survivor", into=CONTACT)  # a list that lags behind says so again
    ghl.customer_writes(CONTACT, "Anybody?", at_ms=at("09:20"))
    works.polls(at("09:25"))
    assert works.issues() == ()
    assert [i.inbound_count for i in works.issues("survivor")] == [3]


def test_a_reply_that_failed_while_no_poll_ran_is_noticed_by_the_next(
    works: Engine, ghl: Simulator
) -> None:
    ghl.customer_writes(CONTACT, "Is anyone coming?", at_ms=at("09:00"))
    reply = ghl.staff_replies(CONTACT, "Yes", user_id=STAFF, status="sent", at_ms=at("09:10"))
    works.polls(at("09:15"))
    assert [i.state for i in works.issues()] == [State.RESOLVED]
    ghl.world.change_message(reply.id, status="failed")
    works.polls(at("09:30", day="2026-04-05"))
    assert [i.state for i in works.issues()] == [State.OPEN]


def test_a_reply_read_a_day_after_it_was_sent_is_final(works: Engine, ghl: Simulator) -> None:
    ghl.customer_writes(CONTACT, "Is anyone coming?", at_ms=at("09:00"))
    ghl.staff_replies(CONTACT, "Yes", user_id=STAFF, status="sent", at_ms=at("09:10"))
    works.polls(at("09:15"))
    route = "/conversations/*/messages"
    works.polls(at("09:05", day="2026-04-02"))
    asked = len(ghl.requests.matching(route))
    works.polls(at("09:26", day="2026-04-02"))
    assert len(ghl.requests.matching(route)) == asked + 1
    works.polls(at("11:00", day="2026-04-02"))
    assert len(ghl.requests.matching(route)) == asked + 1


@pytest.mark.slow
def test_a_call_that_rang_out_is_missed_also_when_ghl_cannot_be_read(
    works: Engine, ghl: Simulator
) -> None:
    ghl.customer_calls(CONTACT, status="ringing", at_ms=at("09:00"))
    works.polls(at("09:10"))
    ghl.fault("server_error")
    with pytest.raises(GhlError):
        works.polls(at("09:40"))
    assert [(i.type, i.state) for i in works.issues()] == [(IssueType.CALL, State.OPEN)]


@pytest.mark.slow
def test_a_poll_runs_without_a_stderr(installed: Installed) -> None:
    before = ("sh", "-c", 'exec "$@" 2>&-', "sh")
    done = installed.run("poll-resolve", before=before)
    assert done.returncode == 0
    assert done.stdout.startswith("Read ")
