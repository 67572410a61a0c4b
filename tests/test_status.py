"""What a monitor is told: who must act and why, and what the days were like."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from facts import asks, at, calls_back, replies
from telling import Poll, Post, settings_of, tell, workflow_post

from sentinel_cli.desk import status
from sentinel_cli.desk.status import (
    GRACE_S,
    LEAST_FREE,
    RECENT_S,
    UNLISTED_FOR_S,
    UNREAD_FOR_S,
    Alarm,
    Day,
    Facts,
    Trouble,
    Unreadable,
    alarms,
    gather,
)
from sentinel_cli.engine.start import INSTALLED, policy_in_force
from sentinel_cli.model import DeliveryState, Direction, Head, Person, Slot
from sentinel_cli.store import Store, conversations, deliveries, open_store, state
from sentinel_cli.store.refusals import RefusalCount

SETTINGS = settings_of()
NOON = at("12:00") // 1000
MINUTE = 60


def well(**changes: object) -> Facts:
    """Wednesday noon: everything ran as it should."""
    facts = Facts(
        now_ts=NOON,
        installed_ts=at("09:00", "2026-03-02") // 1000,
        last_poll_ts=NOON - 3 * MINUTE,
        last_summary_ts={
            Slot.MORNING: at("08:00") // 1000,
            Slot.MIDDAY: at("11:00") // 1000,
            Slot.AFTERNOON: at("15:00", "2026-03-31") // 1000,
        },
        last_inbound_ts=NOON - 30 * MINUTE,
        days=(),
        recent=(False,) * 20,
        open=3,
        overdue=1,
        oldest_due_ts=NOON - 60,
        unsent=0,
        unreadable=(),
        refused=0,
        last_refused_ts=None,
        refused_why="",
        free=LEAST_FREE,
    )
    return replace(facts, **changes)  # type: ignore[arg-type] # the caller names fields of Facts


def troubles(facts: Facts, **values: str) -> list[Trouble]:
    return [alarm.trouble for alarm in alarms(facts, settings_of(**values))]


def test_a_day_on_which_everything_ran_needs_nobody() -> None:
    assert alarms(well(), SETTINGS) == ()


def test_an_overdue_issue_is_the_summarys_business() -> None:
    assert troubles(well(overdue=9)) == []


def test_a_poll_is_missed_only_after_so_many_minutes_of_business_time() -> None:
    assert troubles(well(last_poll_ts=NOON - 20 * MINUTE)) == []
    assert alarms(well(last_poll_ts=NOON - 21 * MINUTE), SETTINGS) == (
        Alarm(
            Trouble.POLL,
            "GHL was not read for 21 minutes of business time.",
            "Run `sentinel poll-resolve` and read what it says; see that cron runs it every "
            "5 minutes.",
        ),
    )
    assert troubles(well(last_poll_ts=NOON - 21 * MINUTE), POLL_STALE_MINUTES="21") == []


def test_the_night_between_two_polls_is_no_business_time() -> None:
    early = at("08:10") // 1000
    assert Trouble.POLL not in troubles(
        well(now_ts=early, last_poll_ts=at("16:55", "2026-03-31") // 1000)
    )


def test_a_program_that_never_polled_is_missed_from_its_installation_on() -> None:
    never = well(last_poll_ts=None, installed_ts=NOON - 30 * MINUTE)
    assert troubles(never) == [Trouble.POLL]
    assert troubles(replace(never, installed_ts=NOON - 10 * MINUTE)) == []
    assert troubles(replace(never, installed_ts=None)) == [Trouble.POLL]


def test_a_slot_is_missed_once_its_grace_is_over() -> None:
    told = {Slot.MORNING: at("08:00") // 1000, Slot.MIDDAY: None, Slot.AFTERNOON: None}
    over = at("11:00") // 1000 + GRACE_S
    late = well(last_summary_ts=told, now_ts=over, last_poll_ts=over)
    assert troubles(late) == []
    (alarm,) = alarms(replace(late, now_ts=over + 1), SETTINGS)
    assert alarm.said == "No manager got today's summary: midday."
    assert "`sentinel summary --slot midday`" in alarm.advice


def test_slots_before_the_installation_or_on_a_closed_day_are_not_missed() -> None:
    none = dict.fromkeys(Slot)
    fresh = well(last_summary_ts=none, installed_ts=at("11:10") // 1000)
    assert troubles(fresh) == []
    assert troubles(replace(fresh, installed_ts=at("10:00") // 1000)) == [Trouble.SUMMARY]
    closed = replace(fresh, installed_ts=at("10:00") // 1000)
    assert troubles(closed, CLOSED_DATES="2026-04-01") == []


def test_a_text_nobody_made_up_for_needs_a_person() -> None:
    (alarm,) = alarms(well(unsent=2), SETTINGS)
    assert (alarm.trouble, alarm.said[:7]) == (Trouble.UNSENT, "2 texts")


@pytest.mark.parametrize(
    ("recovered", "brought", "expected"),
    [
        (4, 16, []),
        (5, 15, [Trouble.RECOVERED]),
        (2, 0, []),
        (3, 0, [Trouble.RECOVERED]),
        (1, 1, []),
    ],
)
def test_webhooks_are_missing_above_the_share_and_never_for_a_message_or_two(
    recovered: int, brought: int, expected: list[Trouble]
) -> None:
    assert troubles(well(recent=(True,) * recovered + (False,) * brought)) == expected


def test_silence_is_counted_in_business_hours_and_may_be_off() -> None:
    quiet = well(last_inbound_ts=at("12:59", "2026-03-31") // 1000)
    assert troubles(quiet) == [Trouble.SILENCE]
    assert troubles(replace(quiet, last_inbound_ts=at("13:00", "2026-03-31") // 1000)) == []
    assert troubles(quiet, SILENCE_HOURS="0") == []


def test_a_conversation_that_stays_unreadable_needs_a_person() -> None:
    thread = Unreadable(conversation_id="cv", since_ts=NOON - UNREAD_FOR_S, error="GHL: 500")
    assert troubles(well(unreadable=(thread,))) == []
    older = replace(thread, since_ts=thread.since_ts - 1)
    assert troubles(well(unreadable=(older,))) == [Trouble.UNREADABLE]


def test_a_customer_who_waits_and_cannot_be_read_needs_a_person_at_once() -> None:
    thread = Unreadable(conversation_id="cv", since_ts=NOON, error="GHL: 500", waits=True)
    assert troubles(well(unreadable=(thread,))) == [Trouble.UNREADABLE]


def test_customers_whom_ghl_could_not_list_need_a_person_for_a_day() -> None:
    assert troubles(well(unlisted_ts=NOON - UNLISTED_FOR_S)) == [Trouble.UNLISTED]
    assert troubles(well(unlisted_ts=NOON - UNLISTED_FOR_S - 1)) == []


# ---- the facts


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "sentinel.db") as opened:
        with opened.write() as db:
            policy_in_force(db, SETTINGS, now_ms=at("08:00", "2026-03-31"))
        yield opened


def look(store: Store, clock: str = "12:00") -> Facts:
    return gather(store, replace(SETTINGS, db=store.path), now_ts=at(clock) // 1000)


def test_what_was_turned_away_and_the_room_on_the_disk_are_seen(store: Store) -> None:
    RefusalCount(store.path).add("locked", now_ts=NOON - 60)
    facts = look(store)
    assert (facts.refused, facts.last_refused_ts, facts.refused_why) == (1, NOON - 60, "locked")
    assert facts.free > 0


def test_the_meter_counts_what_no_webhook_brought_and_how_late_it_was(store: Store) -> None:
    by_webhook, lost = asks("09:00"), asks("09:10", "Anybody there?")
    tell(store, workflow_post(by_webhook, at("09:00:02")), settings=SETTINGS)
    before_start = replace(asks("09:00", "old"), at_ms=at("07:00", "2026-03-31"), ghl_id="old")
    answered = replace(calls_back("09:20"), direction=Direction.INBOUND)
    rows = (by_webhook, lost, before_start, answered, replies("09:30"))
    tell(store, Poll(at("09:40"), rows), settings=SETTINGS)
    facts = look(store)
    assert facts.days[-1] == Day(
        date=date(2026, 4, 1), webhooks=1, recovered=1, worst_delay_s=30 * MINUTE
    )
    assert (len(facts.days), facts.days[0].date) == (14, date(2026, 3, 19))
    assert (facts.recent, facts.last_inbound_ts) == ((False, True), at("09:20") // 1000)


@pytest.mark.parametrize("between", [0, 150])
def test_the_last_customer_is_the_latest_by_date_and_not_by_arrival(
    store: Store, between: int
) -> None:
    told = asks("11:30", ghl_id="late", via_webhook=True)
    tell(store, Post(at("11:29:58"), told), settings=SETTINGS)
    for n in range(between + 1):
        older = asks("09:00", contact_id=f"c{n}", ghl_id=f"old{n}", via_webhook=True)
        tell(store, Post(at("11:35"), older), settings=SETTINGS)
    assert look(store).last_inbound_ts == at("11:30") // 1000


def test_the_days_are_read_in_turns_and_nothing_is_lost_between(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(5):
        row = replace(asks(f"09:0{n}"), contact_id=f"c{n}", via_webhook=True)
        tell(store, Post(at(f"09:0{n}"), row), settings=SETTINGS)
    at_once = look(store)
    monkeypatch.setattr(status, "_PAGE", 1)
    begun: list[str] = []
    store.connection.set_trace_callback(begun.append)
    assert replace(look(store), free=at_once.free) == at_once
    store.connection.set_trace_callback(None)
    assert begun.count("BEGIN") > 5
    assert (at_once.days[-1].webhooks, len(at_once.recent)) == (5, 5)


def test_a_late_webhook_takes_its_message_off_the_recovered_ones(store: Store) -> None:
    lost = asks("09:10")
    tell(store, Poll(at("09:15"), (lost,)), settings=SETTINGS)
    assert look(store).days[-1].recovered == 1
    late = replace(lost, via_webhook=True, via_api=False)
    tell(store, Post(at("09:30"), late), settings=SETTINGS)
    assert look(store).days[-1].recovered == 0


def test_open_and_overdue_issues_are_counted_with_the_oldest(store: Store) -> None:
    for n, clock in enumerate(("09:00", "09:30", "11:30")):
        row = replace(asks(clock), contact_id=f"c{n}", via_webhook=True)
        tell(store, Post(at(clock), row), settings=SETTINGS)
    facts = look(store)
    assert (facts.open, facts.overdue, facts.oldest_due_ts) == (3, 2, at("11:00") // 1000)


def test_unsent_texts_and_unreadable_conversations_are_seen(store: Store) -> None:
    person = Person(contact_id="c1")
    text = deliveries.Delivery(
        kind="summary", contact_id="mgr", text="-", until_ts=NOON - 60, run_id="r"
    )
    with store.write() as db:
        number = deliveries.intend(db, text)
        deliveries.settle(db, number, DeliveryState.FAILED, now_ts=NOON, error="DND")
        head = Head(conversation_id="cv", person=person, last_ms=at("09:00"))
        conversations.see(db, head, now_ts=NOON - 600)
        conversations.failed(db, "cv", error="GHL answered 500", retry_ts=NOON)
    facts = look(store)
    assert facts.unsent == 1
    assert facts.unreadable == (
        Unreadable(conversation_id="cv", since_ts=NOON - 600, error="GHL answered 500"),
    )


def test_webhooks_turned_away_within_the_hour_need_somebody() -> None:
    refused = well(refused=584, last_refused_ts=NOON - RECENT_S + 1, refused_why="locked")
    (alarm,) = alarms(refused, SETTINGS)
    assert alarm.trouble is Trouble.REFUSED
    assert alarm.said == "584 webhooks were turned away within a day, one within the hour: locked"
    assert troubles(replace(refused, last_refused_ts=NOON - RECENT_S)) == []


def test_a_full_disk_needs_somebody() -> None:
    (alarm,) = alarms(well(free=LEAST_FREE - 1), SETTINGS)
    assert (alarm.trouble, alarm.said.startswith("The disk is full: 100.0 MB left")) == (
        Trouble.DISK,
        True,
    )


# ---- the command


def sentinel(*words: str, db: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sentinel_cli", *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=db.parent,
        env={"PATH": os.environ["PATH"], "SENTINEL_DB": str(db), **environ},
    )


@pytest.mark.slow
def test_the_command_says_what_to_do_and_leaves_the_database_as_it_was(store: Store) -> None:
    before = store.path.read_bytes()
    ran = sentinel("status", db=store.path)
    assert (ran.returncode, ran.stderr) == (1, "")
    assert ran.stdout.startswith("! GHL was not read for ")
    assert "Run `sentinel poll-resolve`" in ran.stdout
    told = json.loads(sentinel("status", "--json", db=store.path).stdout)
    assert (told["ok"], told["alarms"][0]["trouble"]) == (False, "no_poll")
    assert store.path.read_bytes() == before


def test_the_command_ends_with_0_when_all_is_well(store: Store) -> None:
    now_ts = int(time.time())
    with store.write() as db:
        for key in (INSTALLED, state.LAST_POLL):
            state.put(db, key, now_ts)
    ran = sentinel("status", db=store.path)
    assert (ran.returncode, ran.stdout.splitlines()[0]) == (0, "All is well.")


@pytest.mark.slow
def test_a_database_that_a_receiver_has_lost_is_not_called_new(tmp_path: Path) -> None:
    RefusalCount(tmp_path / "gone.db").add("the database is gone", now_ts=NOON)
    for words in (("status",), ("issues", "list")):
        ran = sentinel(*words, db=tmp_path / "gone.db")
        assert ran.returncode == 74
        assert "the database is gone" in ran.stderr
        assert "Webhooks turned away: 1" in ran.stderr


def test_a_missing_database_is_told_and_not_made(tmp_path: Path) -> None:
    ran = sentinel("status", db=tmp_path / "none.db")
    assert (ran.returncode, "no database yet" in ran.stderr) == (74, True)
    assert list(tmp_path.iterdir()) == []
