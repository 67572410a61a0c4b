"""The alert job and the ledger: told once, voided by a failure, held for a reason, never lost."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from engine import MANAGER, SECOND_MANAGER, Clock, Engine, engine, simulating
from facts import CONTACT, asks, at, replies

from sentinel_cli import ConfigError
from sentinel_cli.cli.job_commands import WHY_HELD
from sentinel_cli.desk import operations
from sentinel_cli.jobs.alerts import AlertReport
from sentinel_cli.jobs.summary import SummaryReport, compose_all
from sentinel_cli.model import Gate, Hold, HoldKind, Leave, Slot
from sentinel_cli.simulator import Contact, Simulator
from sentinel_cli.store import duty, holds, told

SEND = "POST /conversations/messages"
OTHER = "cT9oThErCuStOmEr0001"
NARROW = f"""\
[{MANAGER}]
name = "Pat"
[{SECOND_MANAGER}]
name = "Alex"
hears = ["assigned:uAlex"]
deputy = "{MANAGER}"
"""


@pytest.fixture
def ghl(clock: Clock) -> Iterator[Simulator]:
    people = (MANAGER, SECOND_MANAGER, CONTACT, OTHER)
    with simulating(clock, *(Contact(id=id_, first_name="Dana") for id_ in people)) as simulated:
        yield simulated


@pytest.fixture
def works(tmp_path: Path, ghl: Simulator) -> Engine:
    """Two managers, and a customer who is late from 10:10."""
    installed = engine(tmp_path, ghl, MANAGER_CONTACT_IDS=f"{MANAGER},{SECOND_MANAGER}")
    installed.polls(at("07:00"))
    installed.hears(asks("08:10"), at("08:10"), name="Dana Ruiz")
    return installed


@pytest.fixture
def narrow(tmp_path: Path, ghl: Simulator) -> Engine:
    """The same; Alex hears only what is assigned to Alex."""
    (tmp_path / "managers.toml").write_text(NARROW)
    installed = engine(tmp_path, ghl, MANAGER_CONTACT_IDS=f"{MANAGER},{SECOND_MANAGER}")
    installed.polls(at("07:00"))
    installed.hears(asks("08:10"), at("08:10"), name="Dana Ruiz", assigned_to="uAlex")
    installed.hears(
        asks("08:10", contact_id=OTHER, ghl_id="mOther"), at("08:10"), name="Noor Haddad"
    )
    return installed


def texts(ghl: Simulator, contact_id: str = MANAGER) -> list[str]:
    return [message.body for message in ghl.world.sent() if message.contact_id == contact_id]


def states(report: AlertReport) -> list[tuple[str, str]]:
    return [(alerted.contact_id, alerted.state) for alerted in report.sent]


def held(report: AlertReport) -> list[tuple[str, int, str, str]]:
    return [(it.contact_id, it.issue_id, it.level, it.gate) for it in report.held]


def undelivered(ghl: Simulator, contact_id: str) -> None:
    """The carrier loses the last text to this manager."""
    last = [message for message in ghl.world.sent() if message.contact_id == contact_id][-1]
    ghl.world.change_message(last.id, status="undelivered")


def test_who_is_late_is_told_to_every_manager_once(works: Engine, ghl: Simulator) -> None:
    assert works.alerts(at("10:10")).sent == []
    report = works.alerts(at("10:14"))
    text = 'Sentinel 10:14 AM: 1 overdue\n#1 Dana Ruiz: text, 4m late "Is anyone coming today?"'
    assert texts(ghl) == texts(ghl, SECOND_MANAGER) == [text]
    assert states(report) == [(MANAGER, "sent"), (SECOND_MANAGER, "sent")]
    assert works.alerts(at("10:34")).sent == []
    with works.store.read() as db:
        assert [(it.contact_id, it.level, it.kind) for it in told.of_issue(db, 1)] == [
            (MANAGER, "due", "alert"),
            (SECOND_MANAGER, "due", "alert"),
        ]


def test_the_report_says_what_was_told_and_what_is_held_until_when(works: Engine) -> None:
    until_ts = at("11:00") // 1000
    given = works.alerts(at("10:55")).as_dict()
    assert (given["ok"], given["sent"]) == (True, [])
    assert given["held"] == [
        {
            "contact_id": contact_id,
            "issue_id": 1,
            "level": "due",
            "gate": "summary_soon",
            "until_ts": until_ts,
        }
        for contact_id in (MANAGER, SECOND_MANAGER)
    ]
    sent = works.alerts(at("10:14"), dry_run=True).as_dict()["sent"]
    assert isinstance(sent, list)
    first: dict[str, Any] = sent[0]
    assert (first["state"], first["segments"], first["told"]) == (
        "not_sent",
        1,
        [{"issue_id": 1, "level": "due"}],
    )


def test_a_rehearsal_sends_and_writes_nothing(works: Engine, ghl: Simulator) -> None:
    before = works.sql("SELECT count(*) FROM deliveries")
    assert works.alerts(at("10:14"), dry_run=True).sent
    assert texts(ghl) == []
    assert works.sql("SELECT count(*) FROM deliveries") == before


def test_what_a_summary_told_no_alert_tells_again(works: Engine) -> None:
    works.tells(Slot.MIDDAY, at("11:00"))
    assert works.alerts(at("11:04")).as_dict()["sent"] == []
    assert works.alerts(at("11:04")).held == []


def test_who_was_answered_meanwhile_needs_no_telling(works: Engine) -> None:
    works.hears(replies("10:12"), at("10:12"))
    report = works.alerts(at("10:14"))
    assert (report.sent, report.held) == ([], [])


def test_what_is_told_within_the_second_of_its_reopening_is_told(works: Engine) -> None:
    works.does(operations.resolve, 1, at("10:12"))
    works.does(operations.reopen, 1, at("10:14") + 300)
    assert len(works.alerts(at("10:14") + 900).sent) == 2
    again = works.alerts(at("10:34"))
    assert (again.sent, again.held) == ([], [])


def test_reopened_by_a_reply_that_failed_it_is_told_again(works: Engine, ghl: Simulator) -> None:
    works.alerts(at("10:14"))
    works.hears(replies("10:20", ghl_id="mReply", status="sent"), at("10:20"))
    works.hears(replies("10:20", ghl_id="mReply", status="failed"), at("10:30"))
    works.alerts(at("10:34"))
    assert len(texts(ghl)) == 2


def test_a_text_that_did_not_arrive_is_told_once_more(works: Engine, ghl: Simulator) -> None:
    works.alerts(at("10:14"))
    undelivered(ghl, MANAGER)
    assert works.alerts(at("10:15:59")).sent == []
    again = works.alerts(at("10:16"))
    assert states(again) == [(MANAGER, "sent")]
    assert len(texts(ghl)) == 2
    assert works.sql("SELECT state, fate FROM deliveries ORDER BY id LIMIT 1") == [
        ("failed", "undelivered")
    ]


def test_a_fate_is_asked_twice_and_a_final_one_not_again(works: Engine, ghl: Simulator) -> None:
    works.alerts(at("10:14"))
    asked = "GET /conversations/messages/*"
    last = ghl.world.sent()[0]
    ghl.world.change_message(last.id, status="delivered")
    for clock in ("10:16", "10:19", "10:29", "10:34", "10:39"):
        works.alerts(at(clock))
    assert ghl.requests.count(asked) == 3


def test_a_text_that_ghl_knows_no_more_keeps_no_other_fate_from_being_asked(
    works: Engine, ghl: Simulator
) -> None:
    works.alerts(at("10:14"))
    ghl.world.delete_message(ghl.world.sent()[0].id)
    undelivered(ghl, SECOND_MANAGER)
    assert states(works.alerts(at("10:16"))) == [(SECOND_MANAGER, "sent")]


def test_while_ghl_is_away_a_fate_is_asked_again_later(works: Engine, ghl: Simulator) -> None:
    works.alerts(at("10:14"))
    undelivered(ghl, MANAGER)
    ghl.fault("daily_exhausted", route="GET /conversations/messages/*")
    assert works.alerts(at("10:16")).sent == []
    ghl.faults.clear()
    assert states(works.alerts(at("10:21"))) == [(MANAGER, "sent")]


def test_after_a_second_failure_others_hear_in_the_place_of_one_who_is_not_reached(
    narrow: Engine, ghl: Simulator
) -> None:
    ghl.world.change_contact(SECOND_MANAGER, dnd=True)
    first = narrow.alerts(at("10:14"))
    assert states(first) == [(MANAGER, "sent"), (SECOND_MANAGER, "failed")]
    assert not first.ok
    second = narrow.alerts(at("10:19"))
    assert states(second) == [(SECOND_MANAGER, "failed")]
    third = narrow.alerts(at("10:24"))
    assert held(third) == [(SECOND_MANAGER, 1, "due", "refused")]


def test_a_deputy_is_told_what_one_who_is_not_reached_was_to_hear(
    tmp_path: Path, ghl: Simulator
) -> None:
    lee = "cTmAnAgEr3Aa2Bb3Cc4D"
    ghl.world.add_contact(Contact(id=lee, first_name="Lee"))
    people = NARROW.replace(f'deputy = "{MANAGER}"', f'deputy = "{lee}"')
    (tmp_path / "managers.toml").write_text(f'{people}[{lee}]\nname = "Lee"\nhears = ["call"]\n')
    works = engine(tmp_path, ghl, MANAGER_CONTACT_IDS=f"{MANAGER},{SECOND_MANAGER},{lee}")
    works.polls(at("07:00"))
    works.hears(asks("08:10"), at("08:10"), name="Dana Ruiz", assigned_to="uAlex")
    ghl.world.change_contact(SECOND_MANAGER, dnd=True)
    for clock in ("10:14", "10:19", "10:24"):
        works.alerts(at(clock))
    assert [len(texts(ghl, who)) for who in (MANAGER, SECOND_MANAGER, lee)] == [1, 0, 1]


def test_each_manager_hears_what_concerns_them(narrow: Engine, ghl: Simulator) -> None:
    narrow.alerts(at("10:14"))
    assert "#2 Noor Haddad" in texts(ghl)[0]
    assert "Dana Ruiz" in texts(ghl)[0]
    assert texts(ghl, SECOND_MANAGER) == [
        'Sentinel 10:14 AM: 1 overdue\n#1 Dana Ruiz: text, 4m late "Is anyone coming today?"'
    ]


def test_a_narrowed_summary_says_how_many_others_wait(narrow: Engine, ghl: Simulator) -> None:
    narrow.tells(Slot.MIDDAY, at("11:00"))
    assert texts(ghl, SECOND_MANAGER)[0] == (
        "Sentinel midday, Wed Apr 1, 11:00 AM\nOpen: 1 text, 0 calls\nOverdue: 1 text, 0 calls\n\n"
        'OVERDUE\n#1 Dana Ruiz: text, 50m late "Is anyone coming today?"\n\n'
        "RESOLVED since 7:00 AM: none\nOthers: 1 open, 1 overdue. LIST ALL\n"
        "Reply LIST, OPEN 1, DONE 1, HELP"
    )
    assert "Others" not in texts(ghl)[0]


def test_reassigned_the_new_one_hears_and_the_old_one_not_again(
    narrow: Engine, ghl: Simulator
) -> None:
    narrow.alerts(at("10:14"))
    narrow.hears(
        asks("10:20", "Hello?", contact_id=OTHER),
        at("10:20"),
        name="Noor Haddad",
        assigned_to="uAlex",
    )
    narrow.alerts(at("10:34"))
    assert [len(texts(ghl)), len(texts(ghl, SECOND_MANAGER))] == [1, 2]
    assert "#2 Noor Haddad" in texts(ghl, SECOND_MANAGER)[1]


def claim(works: Engine, kind: HoldKind, clock: str, until: str) -> None:
    hold = Hold(
        kind=kind,
        issue_id=1,
        at_ms=at(clock),
        by=f"manager:{SECOND_MANAGER}",
        until_ts=at(until) // 1000,
        for_manager=SECOND_MANAGER,
    )
    with works.store.write() as db:
        holds.add(db, hold)


def test_a_claim_holds_the_telling_and_when_it_ran_out_all_is_told_again(
    narrow: Engine, ghl: Simulator
) -> None:
    narrow.alerts(at("10:14"))
    claim(narrow, HoldKind.CLAIM, "10:20", "12:20")
    narrow.tells(Slot.MIDDAY, at("11:00"))
    assert "#1 Dana Ruiz: text, 50m late (Alex has it)" in texts(ghl)[1]
    assert narrow.alerts(at("12:19")).sent == []
    narrow.alerts(at("12:24"))
    assert "#1 Dana Ruiz: text, 2h 14m late (Alex had it)" in texts(ghl)[2]


def test_a_snoozed_one_is_counted_and_not_named(narrow: Engine, ghl: Simulator) -> None:
    claim(narrow, HoldKind.SNOOZE, "10:05", "14:00")
    assert held(narrow.alerts(at("10:14")))[0] == (MANAGER, 1, "due", "hold")
    narrow.tells(Slot.MIDDAY, at("11:00"))
    told_ = texts(ghl)[-1]
    assert "Open: 2 texts, 0 calls\nOverdue: 2 texts, 0 calls\nSnoozed: 1\n" in told_
    assert "#1" not in told_


def test_one_who_is_off_gets_neither_alert_nor_summary_and_the_deputy_hears(
    narrow: Engine, ghl: Simulator
) -> None:
    leave = Leave(
        manager_id=SECOND_MANAGER,
        from_ts=at("09:00") // 1000,
        until_ts=at("13:00") // 1000,
        is_off=True,
        at_ms=at("09:00"),
        by="kim",
    )
    with narrow.store.write() as db:
        duty.add(db, leave)
    narrow.alerts(at("10:14"))
    report = narrow.tells(Slot.MIDDAY, at("11:00"))
    assert (texts(ghl, SECOND_MANAGER), report.away) == ([], [SECOND_MANAGER])
    narrow.alerts(at("13:04"))
    assert len(texts(ghl, SECOND_MANAGER)) == 1


def test_a_text_whose_answer_was_lost_is_told_once(
    works: Engine, ghl: Simulator, clock: Clock
) -> None:
    clock.ms = at("10:14")
    ghl.fault("lost", route=SEND)
    assert states(works.alerts(at("10:14"))) == [(MANAGER, "unknown"), (SECOND_MANAGER, "unknown")]
    ghl.faults.clear()
    assert works.alerts(at("10:19")).sent == []
    assert (len(texts(ghl)), len(texts(ghl, SECOND_MANAGER))) == (1, 1)


def test_while_nobody_knows_whether_it_was_sent_it_is_held(works: Engine, ghl: Simulator) -> None:
    ghl.fault("lost", route=SEND)
    works.alerts(at("10:14"))
    ghl.faults.clear()
    ghl.fault("blocked", route="GET /conversations/search")
    assert {gate for *_, gate in held(works.alerts(at("10:19")))} == {"unsure"}


def test_a_backlog_of_the_first_poll_is_one_line_and_no_alert(
    tmp_path: Path, ghl: Simulator
) -> None:
    for number in range(12):
        customer = f"cTbAcKlOg{number:011d}"
        ghl.world.add_contact(Contact(id=customer, first_name="Lu"))
        ghl.customer_writes(customer, "Hello?", at_ms=at("12:00", "2026-03-31") + number)
    works = engine(tmp_path, ghl)
    works.polls(at("08:30"))
    report = works.alerts(at("09:04"))
    assert (report.sent, len(report.held)) == ([], 12)
    assert {gate for *_, gate in held(report)} == {"backlog"}
    works.tells(Slot.MIDDAY, at("11:00"))
    assert texts(ghl)[0] == (
        "Sentinel midday, Wed Apr 1, 11:00 AM\nOpen: 12 texts, 0 calls\n"
        "Overdue: 12 texts, 0 calls\n"
        "12 older ones waiting when Sentinel was installed: sentinel issues list\n\n"
        "RESOLVED since 8:30 AM: none\nReply LIST, OPEN 1, DONE 1, HELP"
    )


def test_nobody_to_alert_is_a_fault_of_the_settings(works: Engine) -> None:
    nobody = Engine(works.store, replace(works.settings, manager_ids=()))
    with pytest.raises(ConfigError, match="MANAGER_CONTACT_IDS"):
        nobody.alerts(at("10:14"))


def asked(works: Engine, clock: str, words: str, manager: str = SECOND_MANAGER) -> str:
    """A manager's text, and the answer."""
    text = asks(clock, words, contact_id=manager, ghl_id=f"m{clock}")
    return works.hears(text, at(clock)).receipt().reply or ""


def test_list_shows_a_manager_their_own_and_list_all_everybodys(narrow: Engine) -> None:
    narrow.polls(at("10:15"))
    assert asked(narrow, "10:20", "LIST") == (
        "1 open, 1 overdue\nOthers: 1 open, 1 overdue. LIST ALL\n#1 Dana Ruiz: text, 10m late"
    )
    assert asked(narrow, "10:21", "LIST ALL").startswith("2 open, 2 overdue\n#1 Dana Ruiz")
    assert asked(narrow, "10:22", "LIST", MANAGER).startswith("2 open, 2 overdue\n#1 Dana Ruiz")


def test_what_a_list_named_no_alert_tells_again(narrow: Engine, ghl: Simulator) -> None:
    asked(narrow, "10:20", "LIST")
    (answer,) = narrow.sql("SELECT id FROM deliveries WHERE kind = 'reply'")
    narrow.sql("UPDATE deliveries SET state = 'sent' WHERE id = ?", *answer)  # as the receiver does
    narrow.alerts(at("10:24"))
    assert (len(texts(ghl)), texts(ghl, SECOND_MANAGER)) == (1, [])


@pytest.mark.slow
def test_a_thousand_open_issues_are_composed_for_ten_managers_within_half_a_second(
    tmp_path: Path,
) -> None:
    ids = [f"cTmAnAgEr{number:011d}" for number in range(10)]
    lists = (
        f'[{id_}]\nhears = ["assigned:u{n}", "call & tag:t{n}"]\n' for n, id_ in enumerate(ids)
    )
    (tmp_path / "managers.toml").write_text("".join(list(lists)[1:]))
    works = engine(tmp_path, MANAGER_CONTACT_IDS=",".join(ids))
    for number in range(1000):
        works.hears(
            asks("08:10", contact_id=f"c{number}", ghl_id=f"m{number}"),
            at("08:10"),
            assigned_to=f"u{number % 10}",
        )
    spent = []
    for _ in range(3):
        report = SummaryReport(
            run_id="timed", slot=Slot.MIDDAY, now_ts=at("11:00") // 1000, dry_run=False
        )
        began = time.process_time()
        composed = compose_all(
            works.store, ids, report, settings=works.settings, now_ms=at("11:00")
        )
        spent.append(time.process_time() - began)
        assert [one.text.counts["open_texts"] for one in composed] == [1000, *[100] * 9]
    assert min(spent) <= 0.5


def test_every_gate_has_its_words() -> None:
    assert set(WHY_HELD) == set(Gate)
