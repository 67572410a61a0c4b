"""The story of a contact: every message with its verdict and reason, and nothing changed by it."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from types import FrameType

import pytest
from engine import MANAGER, Engine, engine
from facts import CONTACT, asks, at, automated, call, calls_back, replies

from sentinel_cli import RefusedError
from sentinel_cli.desk import facts, operations
from sentinel_cli.desk.explain import (
    Account,
    Changed,
    Posted,
    Said,
    about,
    account_of,
    find,
    last_ms,
    latest,
)
from sentinel_cli.desk.facts import Told
from sentinel_cli.engine.ingest import merge_provisional, move_contact, put, refold
from sentinel_cli.engine.start import policy_as_read, policy_in_force
from sentinel_cli.model import DeliveryState, Doubt, Message
from sentinel_cli.rules.fold import fold
from sentinel_cli.store import contacts, deliveries, events
from sentinel_cli.store.deliveries import Delivery
from sentinel_cli.store.rows import FOREVER

DAY_MS = 24 * 3600 * 1000


@pytest.fixture
def watched(tmp_path: Path) -> Engine:
    """An installation that has watched since the early morning."""
    installed = engine(tmp_path)
    with installed.store.write() as db:
        policy_in_force(db, installed.settings, now_ms=at("06:00"))
    return installed


def reads(installed: Engine, *messages: Message, now_ms: int) -> None:
    """What a poll does with the messages of one contact."""
    with installed.store.write() as db:
        policy = policy_in_force(db, installed.settings, now_ms=now_ms)
        for message in messages:
            put(db, replace(message, via_api=True, learnt_ms=now_ms))
        merge_provisional(db, CONTACT, read_ms=now_ms)
        refold(db, CONTACT, policy=policy, now_ms=now_ms, run_id="poll-test")


def told(installed: Engine, now_ms: int, contact_id: str = CONTACT) -> Account:
    with installed.store.read() as db:
        policy = policy_as_read(db, installed.settings)
    return account_of(installed.store, contact_id, policy=policy, now_ms=now_ms)


def said(account: Account) -> list[Said]:
    return [moment for moment in account.moments if isinstance(moment, Said)]


def verdicts(account: Account) -> list[tuple[str, str]]:
    return [(moment.decision.verdict, moment.decision.reason) for moment in said(account)]


def test_each_message_that_was_no_answer_says_why_and_who_waits_on(watched: Engine) -> None:
    watched.hears(asks("09:00"), at("09:00"))
    reads(
        watched,
        automated("09:01"),
        replies("09:10", status="failed"),
        calls_back("09:20", status="no-answer", duration_s=None),
        now_ms=at("09:30"),
    )

    account = told(watched, at("09:40"))

    assert verdicts(account) == [
        ("opens", "customer_text"),
        ("nothing", "automation"),
        ("nothing", "failed"),
        ("attempt", "no_answer"),
    ]
    assert [moment.waiting for moment in said(account)[1:]] == [(1,), (1,), (1,)]
    assert [moment.answered for moment in said(account)] == [(), (), (), ()]


def test_what_is_not_known_of_an_open_issue_is_told_until_it_is(watched: Engine) -> None:
    reply = replies("09:10", status="pending")
    reads(watched, asks("09:00"), reply, now_ms=at("09:15"))
    doubt = Doubt(unconfirmed_since_ts=at("09:10") // 1000)
    assert told(watched, at("09:20")).doubts == {1: doubt}
    reads(watched, replace(reply, status="delivered"), now_ms=at("09:25"))
    assert told(watched, at("09:30")).doubts == {}


def test_an_answer_names_the_issues_it_ended(watched: Engine) -> None:
    watched.hears(asks("09:00"), at("09:00"))
    watched.hears(call("09:05"), at("09:05"))
    reads(watched, calls_back("09:20"), now_ms=at("09:30"))

    assert said(told(watched, at("09:40")))[-1].answered == (1, 2)


def test_an_answer_whose_issue_was_reopened_is_still_told_as_one(watched: Engine) -> None:
    watched.hears(asks("09:00"), at("09:00"))
    watched.hears(replies("09:30"), at("09:30"))
    watched.does(operations.reopen, 1, at("10:00"))
    assert [moment.answered for moment in said(told(watched, at("10:05")))] == [(), (1,)]


def test_an_answer_before_the_question_answered_nobody(watched: Engine) -> None:
    reads(watched, replies("08:50"), now_ms=at("08:55"))
    watched.hears(asks("09:00"), at("09:00"))

    answer = said(told(watched, at("09:40")))[0]

    assert (answer.decision.verdict, answer.answered, answer.answered_unkept) == (
        "contact", (), False,
    )  # fmt: skip


def test_a_wait_from_before_the_installation_was_answered_without_an_issue(
    watched: Engine,
) -> None:
    reads(watched, asks("05:00"), replies("05:30"), now_ms=at("06:10"))

    account = told(watched, at("09:40"))

    assert account.issues == ()
    assert said(account)[-1].answered_unkept


def test_what_belongs_to_a_frozen_issue_is_still_explained(watched: Engine) -> None:
    watched.hears(asks("09:00"), at("09:00"))
    reads(watched, replies("09:20"), now_ms=at("09:30"))
    later_ms = at("09:00") + 12 * DAY_MS
    watched.hears(replace(asks("09:00"), at_ms=later_ms, ghl_id="late"), later_ms)

    account = told(watched, later_ms + 60_000)

    assert verdicts(account) == [
        ("opens", "customer_text"),
        ("contact", "person_text"),
        ("opens", "customer_text"),
    ]
    assert [moment.frozen for moment in said(account)] == [True, False, False]
    assert said(account)[1].answered == (1,)
    assert [moment.issue_id for moment in said(account)] == [1, None, 2]


def test_explaining_changes_nothing(watched: Engine) -> None:
    watched.hears(asks("09:00"), at("09:00"))
    watched.sql("UPDATE issues SET state = 'RESOLVED'")
    before = list(watched.store.connection.iterdump())

    told(watched, at("12:00"))

    assert list(watched.store.connection.iterdump()) == before


def test_a_change_follows_the_message_that_caused_it(watched: Engine) -> None:
    watched.hears(asks("09:00"), at("09:00"))

    assert [type(moment) for moment in told(watched, at("09:40")).moments] == [Said, Changed]


def test_a_message_knows_the_webhooks_that_brought_it(watched: Engine) -> None:
    question = asks("09:00", ghl_id=None)
    watched.hears(question, at("09:00"))
    watched.hears(replace(question, at_ms=at("09:00:30")), at("09:00:30"))

    first, *rest = said(told(watched, at("09:40")))

    assert rest == []
    assert [event.outcome for event in first.webhooks] == ["opened", "duplicate"]


def test_a_webhook_stays_with_its_message_once_the_api_has_shown_it(watched: Engine) -> None:
    reads(watched, asks("09:00", ghl_id="m1"), now_ms=at("09:00:30"))
    watched.hears(asks("09:01", ghl_id=None), at("09:01"))
    reads(watched, now_ms=at("09:10"))

    account = told(watched, at("09:40"))

    assert [len(moment.webhooks) for moment in said(account)] == [1]
    assert not [moment for moment in account.moments if isinstance(moment, Posted)]


def test_a_webhook_without_a_message_of_its_own_is_told_too(watched: Engine) -> None:
    watched.hears(asks("09:00"), at("09:00"))
    other = events.RawEvent(
        received_ts=at("09:05") // 1000,
        route="/webhook/ghl",
        payload="{}",
        outcome="ignored",
        reason="other_location",
        contact_id=CONTACT,
    )
    with watched.store.write() as db:
        events.insert(db, other)

    posted = [m for m in told(watched, at("09:40")).moments if isinstance(m, Posted)]

    assert [moment.event.reason for moment in posted] == ["other_location"]


def test_what_managers_were_told_and_what_became_of_it(watched: Engine) -> None:
    watched.hears(asks("09:00"), at("09:00"))
    text = "Sentinel midday\n\nOVERDUE\n#1 Ana: text, 1h late\n#11 Bo: call\nReply DONE 1"
    intent = Delivery(
        kind="summary",
        contact_id=MANAGER,
        text=text,
        until_ts=at("11:00") // 1000,
        run_id="summary-test",
        slot="midday",
        issue_ids=(1, 11),
    )
    with watched.store.write() as db:
        delivery_id = deliveries.intend(db, intent)
        deliveries.settle(
            db, delivery_id, DeliveryState.SENT, now_ts=at("11:00:02") // 1000, message_id="text1"
        )
    watched.hears(
        replies("11:00:01", ghl_id="text1", contact_id=MANAGER, source="api"), at("11:00:05")
    )

    found = [m for m in told(watched, at("12:00")).moments if isinstance(m, Told)]

    assert [(m.lines, m.status, m.delivery.state) for m in found] == [
        (("#1 Ana: text, 1h late",), "delivered", "sent")
    ]


def test_an_issue_is_told_from_shortly_before_its_beginning_to_its_end(watched: Engine) -> None:
    for minute in range(5):
        reads(watched, replies(f"08:0{minute}", f"hello {minute}"), now_ms=at("08:10"))
    watched.hears(asks("09:00"), at("09:00"))
    reads(watched, replies("09:20", "coming"), now_ms=at("09:30"))
    watched.hears(asks("10:00", "And when?"), at("10:00"))

    issue = watched.issues()[0]
    account = about(told(watched, at("10:05")), issue)

    assert [moment.message.text for moment in said(account)] == [
        "hello 3",
        "hello 4",
        "Is anyone coming today?",
        "coming",
    ]
    assert account.issues == (issue,)
    assert {m.line.issue_id for m in account.moments if isinstance(m, Changed)} == {1}


def test_a_muted_contact_is_said_to_be_muted_until_unspam(watched: Engine) -> None:
    watched.hears(asks("09:00"), at("09:00"))
    watched.does(operations.spam, 1, at("09:10"))
    watched.hears(asks("09:20", "Hello?"), at("09:20"))

    muted = told(watched, at("09:30"))
    watched.does(operations.unspam, 1, at("09:40"))

    assert muted.muted is not None
    assert muted.muted.actor == "kim"
    assert verdicts(muted)[-1] == ("nothing", "spam")
    assert told(watched, at("09:50")).muted is None


def test_the_latest_moments_are_kept_and_the_others_counted(watched: Engine) -> None:
    watched.hears(asks("09:00"), at("09:00"))
    reads(watched, replies("09:20"), now_ms=at("09:30"))
    account = told(watched, at("09:40"))

    shortened = latest(account, 1)

    assert shortened.moments == account.moments[-1:]
    assert shortened.earlier == len(account.moments) - 1


# A long history ----------------------------------------------------------------------------------


@pytest.fixture
def regular(watched: Engine) -> Engine:
    """A customer who was answered on sixty days, and then wrote sixty times to nobody."""
    usual = (asks("09:00"), replies("09:20"), asks("09:30", "Thanks!"))
    days = [
        replace(one, at_ms=one.at_ms + day * DAY_MS, ghl_id=f"{day}-{one.at_ms}")
        for day in range(60)
        for one in usual
    ]
    reads(watched, *days, now_ms=at("09:40") + 59 * DAY_MS)
    again = [
        replace(
            asks("10:00"),
            at_ms=at("10:00") + 60 * DAY_MS + minute * 60_000,
            ghl_id=f"again-{minute}",
        )
        for minute in range(60)
    ]
    reads(watched, *again, now_ms=at("11:00") + 60 * DAY_MS)
    return watched


END_MS = at("12:00") + 60 * DAY_MS


def limited(installed: Engine, limit: int, *, until_ms: int = FOREVER) -> Account:
    with installed.store.read() as db:
        policy = policy_as_read(db, installed.settings)
    return account_of(
        installed.store, CONTACT, policy=policy, now_ms=END_MS, limit=limit, until_ms=until_ms
    )


def thawed(account: Account) -> list[object]:
    """Its moments, whether the fold in force still speaks of them or not."""
    return [replace(m, frozen=False) if isinstance(m, Said) else m for m in account.moments]


@pytest.mark.parametrize("limit", [1, 10, 50, 60, 61, 100, 400])
def test_the_latest_of_a_long_history_are_told_as_with_all_of_it(
    regular: Engine, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    monkeypatch.setattr(facts, "MARGIN", 12)
    whole, part = told(regular, END_MS), limited(regular, limit)

    assert thawed(latest(part, limit)) == thawed(latest(whole, limit))
    assert part.before + len(said(part)) == len(said(whole)) == 240
    assert len(said(part)) == min(limit + 12, 240)
    assert set(part.issues) <= set(whole.issues)


def test_an_old_issue_of_a_long_history_is_told_as_with_all_of_it(
    regular: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts, "MARGIN", 12)
    whole = told(regular, END_MS)
    for issue in whole.issues:
        part = limited(regular, 70, until_ms=last_ms(issue))
        assert thawed(about(part, issue)) == thawed(about(whole, issue))
        assert about(part, issue).before == 0
        assert len(said(part)) <= 82


def test_of_an_issue_without_end_the_latest_are_told_and_the_others_counted(
    regular: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts, "MARGIN", 12)
    issue = told(regular, END_MS).issues[-1]
    shown = about(limited(regular, 10), issue)
    assert (len(said(shown)), shown.before) == (22, 218)
    assert [moment.decision.verdict for moment in said(shown)] == ["counts"] * 22


def test_a_marked_contacts_long_history_says_so_though_it_was_marked_before(
    regular: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts, "MARGIN", 1)
    for number in range(8):
        muted_ms = END_MS + number * 60_000
        if number == 1:
            regular.does(operations.spam, regular.issues()[-1].id or 0, muted_ms - 1)
        regular.hears(replace(asks("10:00"), at_ms=muted_ms, ghl_id=f"ad-{number}"), muted_ms)
    part = limited(regular, 3)
    assert part.muted is not None
    assert verdicts(part) == [("nothing", "spam")] * 4


# Who is meant ------------------------------------------------------------------------------------


@pytest.fixture
def known(watched: Engine) -> Engine:
    watched.hears(asks("09:00", phone="+15125550142"), at("09:00"), name="Ana Ruíz")
    bo = asks("09:05", contact_id="cBo", phone="+15125550199", ghl_id="m2")
    watched.hears(bo, at("09:05"), name="Bo Ruiz")
    return watched


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (CONTACT, [CONTACT]),
        ("(512) 555-0142", [CONTACT]),
        ("+1 512 555 0142", [CONTACT]),
        ("0142", [CONTACT]),
        ("555", []),
        ("ana RUIZ", [CONTACT]),
        ("ruiz", [CONTACT, "cBo"]),
        ("nobody", []),
        ("  ", []),
    ],
)
def test_a_contact_is_found_by_id_number_or_name(
    known: Engine, wanted: str, expected: list[str]
) -> None:
    try:
        found = [person.contact_id for person in find(known.store, wanted)]
    except RefusedError:
        found = []

    assert sorted(found) == sorted(expected)


def test_a_contact_is_judged_when_no_view_keeps_webhooks_from_being_stored(known: Engine) -> None:
    viewed: list[bool] = []

    def look(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code is fold.__code__:
            viewed.append(known.store.connection.in_transaction)

    sys.setprofile(look)
    told(known, at("12:00"))
    sys.setprofile(None)
    assert viewed == [False] * 3


def test_a_contact_asked_for_by_its_id_is_found_without_reading_all_the_others(
    known: Engine,
) -> None:
    statements: list[str] = []
    known.store.connection.set_trace_callback(statements.append)
    find(known.store, CONTACT)
    known.store.connection.set_trace_callback(None)
    selects = [statement for statement in statements if statement.startswith("SELECT")]
    plans = [row[3] for s in selects for row in known.sql(f"EXPLAIN QUERY PLAN {s}")]
    assert len(selects) > 1
    assert [plan for plan in plans if str(plan).startswith("SCAN")] == []


def test_a_number_is_looked_for_in_turns_and_webhooks_come_between(
    known: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contacts, "_PAGE", 1)
    monkeypatch.setattr(contacts, "_CONTACTS", 1)
    begun: list[str] = []
    known.store.connection.set_trace_callback(begun.append)
    assert [person.contact_id for person in find(known.store, "0142")] == [CONTACT]
    known.store.connection.set_trace_callback(None)
    assert begun.count("BEGIN") > len(known.sql("SELECT id FROM issues")) + 2


def test_a_name_is_looked_for_where_names_are_and_messages_have_none(known: Engine) -> None:
    statements: list[str] = []
    known.store.connection.set_trace_callback(statements.append)
    find(known.store, "ruiz")
    known.store.connection.set_trace_callback(None)
    plans = [
        str(row[3])
        for statement in statements
        if statement.startswith("SELECT")
        for row in known.sql(f"EXPLAIN QUERY PLAN {statement}")
    ]
    assert [plan for plan in plans if plan.startswith("SCAN messages")] == []
    assert [plan for plan in plans if "messages USING INTEGER PRIMARY KEY" in plan] == []


@pytest.mark.parametrize("written", ["(512) 555-0177 ext. 4", "512.555.0177", "+1 512 5550177"])
def test_a_number_is_found_however_0_1_stored_it(known: Engine, written: str) -> None:
    with known.store.write() as db:
        db.execute("UPDATE messages SET phone = ? WHERE contact_id = 'cBo'", (written,))
        db.execute("DELETE FROM conversations WHERE contact_id = 'cBo'")
    assert [person.contact_id for person in find(known.store, "512-555-0177")] == ["cBo"]
    assert [person.contact_id for person in find(known.store, "0177")] == ["cBo"]


def test_a_number_that_only_old_messages_bear_is_found_and_goes_with_the_contact(
    known: Engine,
) -> None:
    moved = asks("09:30", contact_id="cBo", phone="+15125550177", ghl_id="m3")
    known.hears(moved, at("09:30"))
    with known.store.write() as db:
        db.execute("UPDATE issues SET phone = '+15125550199' WHERE contact_id = 'cBo'")
    assert [person.contact_id for person in find(known.store, "512-555-0177")] == ["cBo"]
    with known.store.write() as db:
        policy = policy_in_force(db, known.settings, now_ms=at("10:00"))
        move_contact(
            db, old="cBo", new=CONTACT, policy=policy, now_ms=at("10:00"), run_id="poll-test"
        )
    assert [person.contact_id for person in find(known.store, "512-555-0177")] == [CONTACT]


def test_a_merged_contact_is_found_under_its_old_id(known: Engine) -> None:
    with known.store.write() as db:
        policy = policy_in_force(db, known.settings, now_ms=at("10:00"))
        move_contact(
            db, old="cBo", new=CONTACT, policy=policy, now_ms=at("10:00"), run_id="poll-test"
        )

    assert [person.contact_id for person in find(known.store, "cBo")] == [CONTACT]
    assert [moment.message.ghl_id for moment in said(told(known, at("10:05")))][1:] == ["m2"]
