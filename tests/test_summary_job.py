"""The summary job: who is told what since when, once; what a crash or a refusal leaves behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from engine import MANAGER, SECOND_MANAGER, Clock, Engine, engine, simulating
from facts import CONTACT, LETTER, STAFF, asks, at, call, replies

from sentinel_cli import BusyError, ConfigError, GhlError
from sentinel_cli.desk import operations
from sentinel_cli.jobs.sending import last_key
from sentinel_cli.jobs.summary import unread_because
from sentinel_cli.model import DeliveryState, Slot
from sentinel_cli.simulator import Contact, Simulator
from sentinel_cli.store import deliveries, state
from sentinel_cli.store.deliveries import Delivery
from sentinel_cli.texts.summary import LONGEST_FAULT

SEND = "POST /conversations/messages"
MORNING, MIDDAY = Slot.MORNING, Slot.MIDDAY


@pytest.fixture
def ghl(clock: Clock) -> Iterator[Simulator]:
    people = (MANAGER, SECOND_MANAGER, CONTACT)
    with simulating(clock, *(Contact(id=id_, first_name="Dana") for id_ in people)) as simulated:
        yield simulated


@pytest.fixture
def works(tmp_path: Path, ghl: Simulator) -> Engine:
    installed = engine(tmp_path, ghl, MANAGER_CONTACT_IDS=f"{MANAGER},{SECOND_MANAGER}")
    installed.polls(at("07:00"))
    return installed


def texts(ghl: Simulator, contact_id: str = MANAGER) -> list[str]:
    return [message.body for message in ghl.world.sent() if message.contact_id == contact_id]


def watermark(works: Engine, slot: Slot) -> int | None:
    with works.store.read() as db:
        return state.number(db, last_key(slot))


def states(works: Engine) -> list[tuple[object, ...]]:
    return works.sql("SELECT contact_id, state FROM deliveries ORDER BY id")


def test_what_is_probably_thanks_is_listed_last_and_quoted(works: Engine, ghl: Simulator) -> None:
    works.hears(replies("08:00", "All done for today."), at("08:00"))
    works.hears(asks("08:01", LETTER), at("08:01"), name="Dana Ruiz")
    works.hears(asks("08:10", ghl_id="b", contact_id="cB"), at("08:10"), name="Ann Lee")
    works.tells(MIDDAY, at("11:00"))
    lines = [line for line in texts(ghl)[0].splitlines() if line.startswith("#")]
    assert [line.split()[:2] for line in lines] == [["#2", "Ann"], ["#1", "Dana"]]
    assert '(thanks?) "Thank you so much! Mariachis' in lines[1]


def test_an_opt_out_is_told_once(works: Engine, ghl: Simulator) -> None:
    ghl.customer_writes(CONTACT, "STOP", at_ms=at("09:00"))
    works.tells(MIDDAY, at("11:00"))
    works.tells(Slot.AFTERNOON, at("15:00"))
    told = [[line for line in text.splitlines() if line.startswith("#")] for text in texts(ghl)]
    assert told == [["#1 Dana: text (opted out of texts)"], []]


def test_what_could_not_be_learnt_of_a_customer_is_said_on_the_line(
    works: Engine, ghl: Simulator
) -> None:
    thread = ghl.customer_writes(CONTACT, "Hello?", at_ms=at("09:00")).conversation_id
    works.polls(at("09:05"))
    ghl.staff_replies(CONTACT, "Hi", user_id=STAFF, at_ms=at("09:30"))
    ghl.fault("wrong_shape", route=f"GET /conversations/{thread}/messages")
    works.polls(at("09:35"))
    report = works.tells(MIDDAY, at("11:30"))
    assert report.ok
    assert "#1 Dana: text, 30m late, GHL unreadable since 9:35 AM" in texts(ghl)[0]
    # GHL itself was read: there is no word of it over all the others.
    assert "newer replies may be missing" not in texts(ghl)[0]
    ghl.faults.clear()
    works.tells(MIDDAY, at("12:40"))
    assert "Open: none" in texts(ghl)[1]


def test_a_reply_that_is_stuck_is_said_to_be_not_confirmed(works: Engine, ghl: Simulator) -> None:
    ghl.customer_writes(CONTACT, "Hello?", at_ms=at("09:00"))
    ghl.staff_replies(CONTACT, "Hi", user_id=STAFF, status="pending", at_ms=at("10:10"))
    works.tells(MIDDAY, at("11:30"))
    assert "#1 Dana: text, 30m late, reply not confirmed since 10:10 AM" in texts(ghl)[0]


def test_a_harmless_odd_row_puts_no_caveat_into_the_summary(works: Engine, ghl: Simulator) -> None:
    ghl.customer_writes(CONTACT, "Hello?", at_ms=at("09:00"))

    def odd(answer: dict[str, list[object]]) -> object:
        answer["conversations"].append({"id": "cvEmpty"})
        return answer

    ghl.fault("alter", route="GET /conversations/search", alter=odd)
    report = works.tells(MIDDAY, at("11:30"))
    assert (report.ok, report.poll_fault) == (True, "")
    assert "GHL" not in texts(ghl)[0]


def test_every_manager_gets_one_text_and_the_watermark_moves(works: Engine, ghl: Simulator) -> None:
    works.hears(asks("08:10"), at("08:10"), name="Dana Ruiz")
    works.hears(call("08:12"), at("08:12"))
    report = works.tells(MIDDAY, at("11:00"))
    expected = (
        "Sentinel midday, Wed Apr 1, 11:00 AM\n"
        "Open: 1 text, 1 call\n"
        "Overdue: 1 text, 1 call\n"
        "\n"
        "OVERDUE\n"
        '#1 #2 Dana Ruiz: text + call, 50m late "Is anyone coming today?"\n'
        "\n"
        "RESOLVED since 7:00 AM: none\n"
        "Reply LIST, OPEN 1, DONE 1, HELP"
    )
    assert texts(ghl) == texts(ghl, SECOND_MANAGER) == [expected]
    assert report.ok
    assert [(r.contact_id, r.state) for r in report.recipients] == [
        (MANAGER, "sent"),
        (SECOND_MANAGER, "sent"),
    ]
    assert (watermark(works, MIDDAY), watermark(works, MORNING)) == (at("11:00") // 1000, None)
    assert works.sql("SELECT issue_ids FROM deliveries") == [("[1, 2]",), ("[1, 2]",)]


def test_a_dry_run_gives_the_very_text_and_sends_and_moves_nothing(
    works: Engine, ghl: Simulator
) -> None:
    works.hears(asks("08:10"), at("08:10"))
    rehearsal = works.tells(MIDDAY, at("11:00"), dry_run=True)
    assert ghl.world.sent() == ()
    assert watermark(works, MIDDAY) is None
    assert states(works) == []
    real = works.tells(MIDDAY, at("11:00"))
    assert [r.text for r in rehearsal.recipients] == [r.text for r in real.recipients]


def test_resolved_since_goes_by_when_it_was_noticed(works: Engine, ghl: Simulator) -> None:
    works.hears(asks("07:40", ghl_id="mAsk"), at("07:40"))
    works.tells(MORNING, at("08:00"))
    ghl.customer_writes(CONTACT, "Is anyone coming today?", at_ms=at("07:40"), id="mAsk")
    ghl.staff_replies(CONTACT, "Yes", user_id=STAFF, at_ms=at("07:50"))
    works.polls(at("08:05"))
    assert "RESOLVED since 8:00 AM: 1" in works.tells(MIDDAY, at("11:00")).recipients[0].text.text
    later = works.tells(Slot.AFTERNOON, at("15:00")).recipients[0].text.text
    assert "RESOLVED" not in later


def test_an_ending_in_the_second_of_a_summary_is_told_by_the_next(works: Engine) -> None:
    works.hears(asks("07:40"), at("07:40"))
    works.tells(MORNING, at("08:00"))
    works.hears(replies("07:59"), at("08:00"))
    told = works.tells(MIDDAY, at("11:00")).recipients[0].text
    assert told.counts["resolved"] == 1


def test_a_poll_that_began_before_the_summary_and_ends_after_it_loses_no_ending(
    works: Engine,
) -> None:
    works.hears(asks("07:40"), at("07:40"))
    works.tells(MORNING, at("08:00"))
    works.hears(replies("07:58"), at("07:59"))  # its now is older than the summary's
    told = works.tells(MIDDAY, at("11:00")).recipients[0].text
    assert told.counts["resolved"] == 1


def test_closing_words_are_counted_not_listed(works: Engine) -> None:
    works.hears(asks("08:10", "Thank you!"), at("08:10"))
    told = works.tells(MIDDAY, at("11:00")).recipients[0].text
    assert (told.counts["acknowledged"], told.counts["resolved"], told.listed) == (1, 0, ())
    assert "closed as thanks: 1" in told.text


def test_with_nothing_to_report_one_line_still_goes_out(works: Engine, ghl: Simulator) -> None:
    works.tells(MORNING, at("08:00"))
    line = "Sentinel morning, Wed Apr 1, 8:00 AM: all clear, nobody is waiting."
    assert texts(ghl) == [f"{line} Nothing new since 7:00 AM."]


def test_once_repeats_reach_only_those_who_have_not_had_the_slot(
    works: Engine, ghl: Simulator
) -> None:
    ghl.world.change_contact(SECOND_MANAGER, dnd=True)
    first = works.tells(MORNING, at("08:00"), once=True)
    assert not first.ok
    assert [r.state for r in first.recipients] == ["sent", "failed"]
    assert watermark(works, MORNING) == at("08:00") // 1000
    ghl.world.change_contact(SECOND_MANAGER, dnd=False)
    second = works.tells(MORNING, at("08:10"), once=True)
    assert [(r.contact_id, r.state) for r in second.recipients] == [(SECOND_MANAGER, "sent")]
    third = works.tells(MORNING, at("08:20"), once=True)
    assert (third.ok, third.skipped, third.recipients) == (
        True,
        "every manager has had this summary today",
        [],
    )
    assert (len(texts(ghl)), len(texts(ghl, SECOND_MANAGER))) == (1, 1)


def test_once_speaks_again_the_next_day_and_never_on_a_closed_one(works: Engine) -> None:
    works.tells(MORNING, at("08:00"), once=True)
    assert works.tells(MORNING, at("08:00", "2026-04-02"), once=True).recipients
    saturday = works.tells(MORNING, at("08:00", "2026-04-04"), once=True)
    assert (saturday.ok, saturday.recipients) == (True, [])
    assert saturday.skipped == "Saturday 2026-04-04 has no business hours"


def test_without_once_a_run_always_sends(works: Engine, ghl: Simulator) -> None:
    works.tells(MORNING, at("08:00"))
    works.tells(MORNING, at("08:01"))
    assert len(texts(ghl)) == 2


def test_when_every_send_fails_no_watermark_moves(works: Engine, ghl: Simulator) -> None:
    ghl.fault("server_error", route=SEND)
    report = works.tells(MORNING, at("08:00"))
    assert (report.ok, report.last_summary_ts, watermark(works, MORNING)) == (False, None, None)
    assert [r.state for r in report.recipients] == ["unknown", "unknown"]


def test_a_text_whose_answer_was_lost_is_found_in_the_thread_and_not_sent_again(
    works: Engine, ghl: Simulator
) -> None:
    ghl.fault("lost", route=SEND)
    first = works.tells(MORNING, at("08:00"), once=True)
    assert [r.state for r in first.recipients] == ["unknown", "unknown"]
    ghl.faults.clear()
    second = works.tells(MORNING, at("08:10"), once=True)
    assert (second.ok, second.recipients) == (True, [])
    assert (len(texts(ghl)), len(texts(ghl, SECOND_MANAGER))) == (1, 1)
    assert states(works) == [(MANAGER, "sent"), (SECOND_MANAGER, "sent")]


def test_a_text_proved_absent_is_sent_again_and_an_unreadable_thread_proves_nothing(
    works: Engine, ghl: Simulator
) -> None:
    ghl.fault("server_error", route=SEND)
    works.tells(MORNING, at("08:00"), once=True)
    ghl.faults.clear()
    ghl.fault("blocked", route="GET /conversations/search")
    unreadable = works.tells(MORNING, at("08:10"), once=True)
    assert (unreadable.ok, unreadable.recipients, texts(ghl)) == (False, [], [])
    assert MANAGER in unreadable.skipped
    ghl.faults.clear()
    assert works.tells(MORNING, at("08:20"), once=True).ok
    assert (len(texts(ghl)), len(texts(ghl, SECOND_MANAGER))) == (1, 1)


def test_absence_proves_nothing_within_two_minutes(works: Engine, ghl: Simulator) -> None:
    ghl.fault("server_error", route=SEND)
    works.tells(MORNING, at("08:00"), once=True)
    ghl.faults.clear()
    assert works.tells(MORNING, at("08:01:59"), once=True).recipients == []
    assert texts(ghl) == []


def test_a_run_that_died_while_sending_is_settled_by_the_next(
    works: Engine, ghl: Simulator
) -> None:
    with works.store.write() as db:
        deliveries.intend(
            db,
            Delivery(
                kind="summary",
                contact_id=MANAGER,
                text="was it sent?",
                until_ts=at("08:00") // 1000,
                run_id="died",
                slot=MORNING,
                local_date="2026-04-01",
                once=True,
            ),
        )
    works.tells(MORNING, at("08:10"), once=True)
    assert states(works)[0] == (MANAGER, DeliveryState.FAILED)
    assert len(texts(ghl)) == 1


def test_a_failed_poll_is_said_in_the_text_and_does_not_stop_it(
    works: Engine, ghl: Simulator
) -> None:
    works.hears(asks("08:10"), at("08:10"))
    works.polls(at("10:30"))
    ghl.fault("blocked", route="GET /conversations/search")
    report = works.tells(MIDDAY, at("11:00"))
    assert report.ok
    assert (
        "GHL last read 10:30 AM, newer replies may be missing "
        "(GHL refuses our key: tell your operator)\n"
    ) in texts(ghl)[0]
    assert "error 1010" in report.poll_fault


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (GhlError("Could not search", status=401), "GHL refuses our key: tell your operator"),
        (GhlError("Could not search", status=429), "GHL is asked too much at the moment"),
        (GhlError("x", status=429, daily_limit=True), "GHL answers no more questions today"),
        (GhlError("Could not search", status=502), "GHL itself has a fault"),
        (GhlError("Could not reach GHL"), "GHL does not answer"),
        (GhlError("odd", status=200), "GHL answers what we cannot use: tell your operator"),
        (BusyError("another poll holds the lock"), "Sentinel is reading it just now"),
    ],
)
def test_a_manager_reads_what_a_fault_means_and_never_half_a_word(
    fault: GhlError | BusyError, said: str
) -> None:
    assert unread_because(fault) == said
    assert len(said) < LONGEST_FAULT


def test_an_issue_forced_overdue_by_sql_is_listed_whatever_the_poll_reads(
    works: Engine, ghl: Simulator
) -> None:
    ghl.customer_writes(CONTACT, "Hello?", at_ms=at("09:00"))
    works.polls(at("09:05"))
    works.sql("UPDATE issues SET due_ts = ? - 60 WHERE id = 1", at("09:30") // 1000)
    ghl.customer_writes(CONTACT, "Hello??", at_ms=at("09:20"))
    assert works.tells(MIDDAY, at("09:30")).recipients[0].text.listed == (1,)


def test_attempts_and_hand_closed_issues_read_as_such(works: Engine) -> None:
    works.hears(asks("08:10"), at("08:10"), name="Dana Ruiz")
    works.does(operations.resolve, 1, at("08:30"))
    assert "#1 Dana Ruiz: text (closed by kim)" in (
        works.tells(MIDDAY, at("11:00")).recipients[0].text.text
    )


def test_nobody_to_tell_is_a_fault_of_the_settings(tmp_path: Path, ghl: Simulator) -> None:
    installed = engine(tmp_path, ghl)
    nobody = Engine(installed.store, replace(installed.settings, manager_ids=()))
    with pytest.raises(ConfigError, match="MANAGER_CONTACT_IDS"):
        nobody.tells(MORNING, at("08:00"))


def test_managers_told_at_different_times_get_texts_of_their_own(
    works: Engine, ghl: Simulator
) -> None:
    works.hears(asks("07:30"), at("07:30"))
    ghl.world.change_contact(SECOND_MANAGER, dnd=True)
    works.tells(MORNING, at("08:00"))
    ghl.world.change_contact(SECOND_MANAGER, dnd=False)
    works.hears(replies("08:30"), at("08:30"))
    report = works.tells(MIDDAY, at("11:00"))
    assert [r.since_ts for r in report.recipients] == [
        at("08:00") // 1000,
        at("07:00") // 1000,
    ]
    assert len(report.as_dict()["texts"]) == 2  # type: ignore[arg-type]


def test_a_text_in_doubt_is_made_up_for_by_the_next_that_is_surely_sent(
    works: Engine, ghl: Simulator
) -> None:
    ghl.fault("server_error", route=SEND)
    works.tells(MORNING, at("08:00"))
    ghl.faults.clear()
    ghl.fault("blocked", route="GET /conversations/search")  # nobody can look for it
    works.tells(MIDDAY, at("11:00"))
    with works.store.read() as db:
        assert deliveries.unsent(db, since_ts=0) == ()
        assert [text.state for text in deliveries.unknown(db)] == [DeliveryState.UNKNOWN] * 2
