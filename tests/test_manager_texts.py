"""Managers by text: a command is obeyed where its webhook is stored, and answered once."""

from __future__ import annotations

import io
import json
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from engine import MANAGER, SECOND_MANAGER, Engine, engine
from facts import CONTACT, CONVERSATION, asks, at, call, policy, replies
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from sentinel_cli import StoreError
from sentinel_cli.cli.receiving import Receiving
from sentinel_cli.jobs.receive import Received
from sentinel_cli.jobs.runs import Run, run_poll
from sentinel_cli.logs import Log
from sentinel_cli.model import (
    Channel,
    Issue,
    IssueType,
    Resolution,
    Slot,
    State,
    SummaryFacts,
)
from sentinel_cli.receiver import make_app
from sentinel_cli.rules.commands import Command, Hint, Verb, parse
from sentinel_cli.simulator import Contact, Simulator, Style
from sentinel_cli.simulator.server import listening
from sentinel_cli.store import open_store, state
from sentinel_cli.texts import hints
from sentinel_cli.texts import replies as answers
from sentinel_cli.texts.gsm7 import segments, septets, to_gsm7
from sentinel_cli.texts.lines import MAX_SEPTETS
from sentinel_cli.texts.summary import compose

NAME = "Robin Teague"
ACTOR = f"manager:{MANAGER} ({NAME})"
LINK = "https://app.gohighlevel.com/v2/location/LoC9aB3dE5fG7hJ1kL2m"
WORDS = "The pump is grinding, is anyone coming?"


@pytest.fixture
def works(tmp_path: Path) -> Iterator[Engine]:
    """An installation at work, GHL read lately."""
    running = engine(tmp_path)
    running.sql("INSERT INTO kv_store VALUES ('last_poll_ts', ?)", at("13:00") // 1000)
    with running.store:
        yield running


def texts(works: Engine, clock: str, text: str, *, manager: str = MANAGER, **more: Any) -> Received:
    """A manager texts; the free workflow webhook brings it, at once."""
    message = asks(clock, text, contact_id=manager, **{"ghl_id": None, **more})
    return works.hears(message, at(clock), name=NAME)


def reply(received: Received) -> str:
    assert received.obeyed is not None
    return received.obeyed.reply


def customer(works: Engine, number: int, clock: str) -> None:
    """One more customer writes and waits."""
    message = asks(clock, contact_id=f"cust{number}", ghl_id=f"customer-{number}")
    works.hears(message, at(clock), name=f"Customer {number}")


def states(works: Engine) -> list[tuple[object, ...]]:
    return works.sql("SELECT id, state FROM issues ORDER BY id")


def ledger(works: Engine) -> list[tuple[object, ...]]:
    return works.sql("SELECT kind, contact_id, text, issue_ids, state FROM deliveries ORDER BY id")


# What a manager reads -----------------------------------------------------------------------------


def test_list_names_the_worst_first_and_says_what_more_brings(works: Engine) -> None:
    for number, clock in enumerate(("08:05", "08:00", "10:30", "12:00", "12:30", "12:40", "12:50")):
        customer(works, number, clock)
    works.hears(call("12:55", contact_id="cust2"), at("12:55"), name="Customer 2")
    listed = texts(works, "13:05", "List please")
    assert (
        reply(listed)
        == """\
8 open, 3 overdue
#2 Customer 1: text, 3h 5m late
#1 Customer 0: text, 3h late
#3 #8 Customer 2: text + call, 35m late
#4 Customer 3: text, waiting since 12:00 PM
#5 Customer 4: text, waiting since 12:30 PM
#6 Customer 5: text, waiting since 12:40 PM
+1 more, reply MORE"""
    )
    assert (listed.outcome, listed.reason, listed.issue_id) == ("command", "list", None)
    assert segments(reply(listed)) == 2


def test_more_goes_on_after_a_restart_past_what_changed_meanwhile(tmp_path: Path) -> None:
    first = engine(tmp_path)
    with first.store:
        for number in range(1, 13):
            customer(first, number, f"12:{number:02}")
        assert reply(texts(first, "13:05", "LIST")).endswith("\n+8 more, reply MORE")
    again = engine(tmp_path)
    with again.store:
        texts(again, "13:06", "DONE 5 6")
        customer(again, 13, "13:07")
        shown = [reply(texts(again, f"13:{minute}", "More")) for minute in (10, 12, 14)]
    assert [[line.split()[0] for line in page.splitlines()] for page in shown[:2]] == [
        ["#7", "#8", "#9", "#10", "#11", "#12", "+1"],
        ["#13", "That"],
    ]
    assert shown[2] == "That was all: 11 open. Reply LIST to see them again."


def test_list_and_open_say_what_is_not_known_of_a_customer(works: Engine) -> None:
    customer(works, 1, "09:00")
    stuck = replies("10:10", contact_id="cust1", status="pending")
    works.hears(stuck, at("10:10"))
    line = "#1 Customer 1: text, 2h 5m late, reply not confirmed since 10:10 AM"
    assert line in reply(texts(works, "13:05", "LIST")).splitlines()
    assert reply(texts(works, "13:05:10", "OPEN 1")).startswith(line)


def test_more_without_a_list_or_after_an_old_one_begins_the_list(works: Engine) -> None:
    for number in range(1, 13):
        customer(works, number, "08:00")
    begun = reply(texts(works, "08:01", "MORE"))
    assert begun.startswith("12 open, none overdue\n#1 ")
    assert reply(texts(works, "08:05", "more")).startswith("#7 ")
    assert reply(texts(works, "20:06", "MORE")).startswith("12 open, 12 overdue\n")


def test_each_manager_has_a_list_of_their_own(tmp_path: Path) -> None:
    works = engine(tmp_path, MANAGER_CONTACT_IDS=f"{MANAGER},{SECOND_MANAGER}")
    with works.store:
        for number in range(1, 13):
            customer(works, number, "08:00")
        texts(works, "08:01", "LIST")
        assert reply(texts(works, "08:02", "MORE", manager=SECOND_MANAGER)).startswith("12 open")
        assert reply(texts(works, "08:03", "MORE")).startswith("#")


def test_an_empty_list_does_not_hide_that_ghl_was_not_read(works: Engine) -> None:
    assert reply(texts(works, "13:20", "LIST")) == "Nobody is known to wait."
    assert reply(texts(works, "13:22", "LIST!")) == (
        "Nobody is known to wait.\nGHL last read 1:00 PM, newer replies may be missing"
    )


def test_open_tells_who_since_when_what_they_said_last_and_where_to_answer(works: Engine) -> None:
    works.hears(asks("10:00", "Hello?"), at("10:00"), name="Ana Ruiz")
    works.hears(asks("10:20", WORDS, conversation_id=CONVERSATION), at("10:20"))
    works.hears(call("10:30"), at("10:30"))
    assert (
        reply(texts(works, "13:05", "open #1"))
        == f"""\
#1 #2 Ana Ruiz: text + call, 1h 5m late (3 msgs)
Since 10:00 AM, due 12:00 PM, 2 messages
10:00 AM: "Hello?"
10:20 AM: "{WORDS}"
{LINK}/conversations/conversations/{CONVERSATION}"""
    )


def test_open_of_a_missed_call_leads_to_the_contact(works: Engine) -> None:
    works.hears(call("12:30", phone="+12145550143"), at("12:30"))
    assert (
        reply(texts(works, "13:05", "OPEN 1"))
        == f"""\
#1 number ending 0143: call, waiting since 12:30 PM
+12145550143, due 2:30 PM
12:30 PM: called, nobody answered
{LINK}/contacts/detail/{CONTACT}"""
    )


def test_open_gives_no_link_before_the_location_is_known(tmp_path: Path) -> None:
    works = engine(tmp_path, GHL_LOCATION_ID="")
    with works.store:
        customer(works, 1, "12:30")
        assert "http" not in reply(texts(works, "13:05", "OPEN 1"))
        works.sql("INSERT INTO kv_store VALUES ('location_id', 'LoCLearnt')")
        assert "/location/LoCLearnt/contacts/" in reply(texts(works, "13:07", "OPEN 1"))


def test_open_of_an_answered_issue_tells_how_it_ended(works: Engine) -> None:
    works.hears(asks("10:00", WORDS), at("10:00"), name="Ana Ruiz")
    works.hears(replies("10:30"), at("10:30"))
    works.hears(asks("12:00", "And what about Friday?"), at("12:00"))
    assert reply(texts(works, "13:05", "open 1")).startswith(
        f'#1 Ana Ruiz: not open\nSince 10:00 AM, ended 10:30 AM (contact)\n10:00 AM: "{WORDS}"\n'
    )


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("“Señor” \u2013 is it fixed? 😡", '"Señor" - is it fixed?"'),
        ("😡😡", "wrote in signs no text like this can carry"),
        ("", "sent something without words"),
        ("word " * 400, 'word word..."'),
    ],
)
def test_open_keeps_to_plain_text_and_two_segments(works: Engine, said: str, shown: str) -> None:
    works.hears(asks("12:30", said), at("12:30"))
    told = reply(texts(works, "13:05", "OPEN 1"))
    assert shown in told
    assert to_gsm7(told) == told
    assert segments(told) <= 2


def test_several_are_opened_in_one_text(works: Engine) -> None:
    customer(works, 1, "12:00")
    customer(works, 2, "12:10")
    told = reply(texts(works, "13:05", "OPEN 2 99 1"))
    assert [part.splitlines()[0] for part in told.split("\n\n")] == [
        "#2 Customer 2: text, waiting since 12:10 PM",
        "There is no issue #99",
        "#1 Customer 1: text, waiting since 12:00 PM",
    ]


HELPED = frozenset(Verb)


def test_help_names_every_command_in_two_segments(works: Engine) -> None:
    told = reply(texts(works, "13:05", "help"))
    assert all(verb in told for verb in HELPED - {Verb.HELP, Verb.OPEN_DAY})
    assert segments(told) <= 2


def test_the_commands_the_texts_remind_of_are_understood() -> None:
    waiting = Issue(
        id=31,
        type=IssueType.SMS,
        contact_id="a",
        state=State.OPEN,
        created_ts=0,
        due_ts=1,
        due_rule_ts=1,
        last_inbound_ts=0,
    )
    facts = SummaryFacts(slot=Slot.MORNING, now_ts=10, since_ts=0, open=(waiting,))
    told = compose(facts, policy=policy(), max_items=10).text
    reminder = told.splitlines()[-1].removeprefix("Reply ").split(", ")
    parts = re.split(r"\n|\. |, ", answers.HELP)
    helped = [part.split(":")[0] for part in parts]
    read = [parse(text, now=datetime.now(UTC)) for text in [*reminder, *helped]]
    commands = [found for found in read if isinstance(found, Command)]
    assert [(c.verb, c.ids) for c in commands[: len(reminder)]] == [
        (Verb.LIST, ()),
        (Verb.OPEN, (31,)),
        (Verb.DONE, (31,)),
        (Verb.HELP, ()),
    ]
    assert {c.verb for c in commands} == HELPED


# What a command does ------------------------------------------------------------------------------


def test_done_closes_them_in_the_manager_s_name_and_tells_whose_they_were(works: Engine) -> None:
    works.hears(asks("10:00"), at("10:00"), name="Ana Ruiz")
    works.hears(call("10:30"), at("10:30"), name="Ana Ruiz")
    customer(works, 3, "12:00")
    done = texts(works, "13:05", "done 1, 3 thanks")
    assert (
        reply(done)
        == """\
Closed #1 Ana Ruiz
Closed #3 Customer 3
Still open: #2 Ana Ruiz: call, 35m late
Undo: REOPEN 1 3"""
    )
    assert states(works) == [(1, "RESOLVED"), (2, "OPEN"), (3, "RESOLVED")]
    issue = works.issues()[0]
    assert (issue.resolution, issue.resolved_by, issue.resolved_ts) == (
        Resolution.OPERATOR,
        ACTOR,
        at("13:05") // 1000,
    )
    assert works.log(1)[-2:] == [(ACTOR, "resolve"), ("rule", "resolved")]
    assert (done.outcome, done.reason, done.issue_id) == ("command", "done", 1)


def test_what_cannot_be_done_is_said_and_keeps_nothing_else_from_being_done(works: Engine) -> None:
    customer(works, 1, "12:00")
    customer(works, 2, "12:10")
    texts(works, "13:00", "DONE 1")
    assert (
        reply(texts(works, "13:05", "DONE 1 99 2"))
        == """\
#1 is resolved already (closed by Robin at 1:00 PM)
There is no issue #99
Closed #2 Customer 2
Undo: REOPEN 2"""
    )


def test_reopen_takes_a_done_back_with_its_due_time(works: Engine) -> None:
    works.hears(asks("10:00"), at("10:00"), name="Ana Ruiz")
    before = works.issues()[0]
    texts(works, "13:00", "RESOLVE 1")
    assert reply(texts(works, "13:05", "Reopen #1")) == "Open again: #1 Ana Ruiz, due as before"
    assert works.issues()[0] == before


def test_spam_closes_and_mutes_and_says_how_to_undo_it(works: Engine) -> None:
    works.hears(asks("10:00"), at("10:00"), name="Ana Ruiz")
    assert reply(texts(works, "13:05", "spam 1")) == (
        "Spam: #1 Ana Ruiz closed and muted\nUndo: UNDO"
    )
    works.hears(asks("13:10", "You have won!"), at("13:10"))
    assert [(i.state, i.resolution) for i in works.issues()] == [(State.RESOLVED, Resolution.SPAM)]


def test_a_note_is_in_the_issue_s_log_and_changes_nothing_else(works: Engine) -> None:
    works.hears(asks("10:00"), at("10:00"), name="Ana Ruiz")
    works.hears(call("10:30"), at("10:30"), name="Ana Ruiz")
    before = works.issues()
    assert reply(texts(works, "13:05", "Note 1: call Monday at 9?")) == "Noted on #1 Ana Ruiz"
    assert [row[3] for row in ledger(works)] == ["[1]"]
    noted = works.sql("SELECT actor, event, reason FROM issue_log ORDER BY id DESC LIMIT 1")
    assert noted == [(ACTOR, "note", "call Monday at 9?")]
    assert works.issues() == before


@pytest.mark.parametrize(
    ("text", "word", "said"),
    [
        ("Done", "done", "Nothing was done. To close an issue text: DONE 12"),
        ("DOEN 1", "done", "Nothing was done. To close #1 text: DONE 1"),
        ("#1", "which", "Nothing was done. To see it text: OPEN 1, to close it: DONE 1"),
        ("who's waiting", "list", "Nothing was done. To see who waits text: LIST"),
        ("note 1", "note", "Nothing was done. To write a remark on #1 text: NOTE 1 words"),
        (
            "done 1-4",
            "done",
            (
                "Nothing was done. A dash can be a range, or two numbers. "
                "To close #1 #2 #3 #4 text: DONE 1 2 3 4"
            ),
        ),
        (
            "snooze 1 next fri part",
            "snooze",
            (
                "Nothing was done. Fri Apr 3 or Fri Apr 10? "
                "To be told of #1 later text: SNOOZE 1 FRI 9AM part ordered"
            ),
        ),
        ("close friday", "closed", "Nothing was done. To close a day text: CLOSED FRI"),
        ("take 1", "mine", "Nothing was done. To take #1 text: MINE 1"),
        ("OFF TILL", "off", "Nothing was done. To be off duty text: OFF TILL MON"),
        ("off on", "off", "Nothing was done. To be off duty text: OFF TILL MON"),
        ("CLOSED ON", "closed", "Nothing was done. To close a day text: CLOSED FRI"),
    ],
)
def test_a_near_miss_is_answered_with_what_to_write_and_does_nothing(
    works: Engine, text: str, word: str, said: str
) -> None:
    customer(works, 1, "12:00")
    heard = texts(works, "13:05", text)
    assert (heard.outcome, heard.reason, heard.receipt().reply) == ("hint", word, said)
    assert states(works) == [(1, "OPEN")]
    assert len(ledger(works)) == 1


HINTS = st.builds(
    Hint,
    verb=st.none() | st.sampled_from(Verb),
    ids=st.lists(st.integers(1, 9_999_999), max_size=300).map(tuple),
    text=st.text(max_size=40),
    why=st.just("A dash can be a range, or two numbers."),
)


@examples(max_examples=60, deadline=None)
@given(HINTS)
def test_every_hint_is_plain_text_of_a_bounded_length(hint: Hint) -> None:
    told = hints.said(hint)
    assert to_gsm7(told) == told
    assert segments(told) <= 4


@pytest.mark.parametrize(
    "text",
    ["done for today", "open the gate", "list price?", "On my way!", "off till you call me",
     "closed on him"],
)  # fmt: skip
def test_what_is_no_command_is_ignored_in_silence(works: Engine, text: str) -> None:
    customer(works, 1, "12:00")
    heard = texts(works, "13:05", text)
    assert (heard.outcome, heard.reason, heard.receipt().reply) == ("ignored", "manager", None)
    assert (states(works), ledger(works)) == ([(1, "OPEN")], [])


@pytest.mark.parametrize(
    "message",
    [
        asks("13:05", "DONE 1", contact_id="somebody"),
        asks("13:05", "DONE 1", contact_id=MANAGER, channel=Channel.WHATSAPP),
        asks("13:05", "DONE 1", contact_id=MANAGER, channel=Channel.EMAIL),
        replies("13:05", "DONE 1", contact_id=MANAGER),
        call("13:05", text="DONE 1", contact_id=MANAGER),
    ],
)
def test_only_a_manager_s_own_text_is_a_command(works: Engine, message: Any) -> None:
    customer(works, 1, "12:00")
    assert works.hears(message, at("13:05")).obeyed is None
    assert states(works)[0] == (1, "OPEN")
    assert ledger(works) == []


@pytest.mark.parametrize(("asked", "state"), [("12:55:00", "RESOLVED"), ("12:54:59", "OPEN")])
def test_a_change_that_arrives_late_is_not_made_behind_the_customer_s_back(
    works: Engine, asked: str, state: str
) -> None:
    customer(works, 1, "12:00")
    late = asks(asked, "DONE 1", contact_id=MANAGER)
    heard = works.hears(late, at("13:05"), name=NAME)
    assert states(works) == [(1, state)]
    assert reply(heard).startswith(
        "Your DONE came 10 minutes late" if state == "OPEN" else "Closed"
    )


@pytest.mark.parametrize(("asked", "state"), [("12:58:59", "OPEN"), ("12:59:00", "RESOLVED")])
def test_a_number_that_was_given_after_a_text_is_not_what_it_means(
    works: Engine, asked: str, state: str
) -> None:
    """As after a restore: the poll reads the text once more, and the number is another's now."""
    works.hears(asks("12:00", contact_id="cust1", ghl_id="customer-1"), at("13:00"), name="Ana")
    heard = works.hears(asks(asked, "DONE 1", contact_id=MANAGER), at("13:05"), name=NAME)
    assert states(works) == [(1, state)]
    assert reply(heard).startswith(
        "#1 is newer than your text, so it was left alone\nLIST" if state == "OPEN" else "Closed"
    )


# Once ---------------------------------------------------------------------------------------------


def test_two_equal_texts_seconds_apart_are_two_commands_without_ids_too(works: Engine) -> None:
    for number in range(1, 20):
        customer(works, number, "12:00")
    texts(works, "13:05:00", "LIST")
    pages = [reply(texts(works, f"13:05:0{second}", "MORE")) for second in (4, 6, 8)]
    assert [page.split()[0] for page in pages] == ["#6", "#12", "#18"]


def test_done_reopen_done_within_seconds_leaves_it_closed(works: Engine) -> None:
    customer(works, 1, "12:00")
    for second, text in ((0, "DONE 1"), (8, "REOPEN 1"), (16, "DONE 1")):
        texts(works, f"13:05:{second:02}", text)
    assert states(works) == [(1, "RESOLVED")]


def test_two_equal_texts_told_by_both_kinds_of_webhook_are_two_commands(works: Engine) -> None:
    customer(works, 1, "12:00")
    heard = [
        texts(works, f"13:05:{second:02}", "MORE", ghl_id=ghl_id)
        for second, ghl_id in ((0, None), (1, "m1"), (5, None), (6, "m2"))
    ]
    assert [one.obeyed is not None for one in heard] == [True, False, True, False]


@pytest.mark.parametrize("ids", [(None, "m1"), ("m1", None), ("m1", "m1")])
def test_one_text_told_by_both_kinds_of_webhook_is_one_command(
    works: Engine, ids: tuple[str | None, str | None]
) -> None:
    customer(works, 1, "12:00")
    texts(works, "13:05:00", "DONE 1", ghl_id=ids[0])
    again = texts(works, "13:05:03", "DONE 1", ghl_id=ids[1])
    assert (again.obeyed, len(ledger(works))) == (None, 1)


def test_two_texts_with_ids_of_their_own_are_two_commands(works: Engine) -> None:
    for number in range(1, 20):
        customer(works, number, "12:00")
    texts(works, "13:05:00", "MORE", ghl_id="m1")
    second = reply(texts(works, "13:05:20", "MORE", ghl_id="m2"))
    assert second.startswith("#")


def test_the_intent_to_answer_commits_with_what_was_done(works: Engine) -> None:
    customer(works, 1, "12:00")
    texts(works, "13:05", "DONE 1 99")
    said = "Closed #1 Customer 1\nThere is no issue #99\nUndo: REOPEN 1"
    assert ledger(works) == [("reply", MANAGER, said, "[1]", "sending")]


def test_a_command_whose_answer_cannot_be_written_down_is_not_obeyed(works: Engine) -> None:
    customer(works, 1, "12:00")
    works.sql("ALTER TABLE deliveries RENAME TO broken")
    with pytest.raises(StoreError):
        texts(works, "13:05", "DONE 1")
    assert states(works) == [(1, "OPEN")]
    assert works.sql("SELECT count(*) FROM messages WHERE contact_id = ?", MANAGER) == [(0,)]


# Bounded ------------------------------------------------------------------------------------------


def answered(received: Received) -> bool:
    """Whether the answer goes out; the command is obeyed either way."""
    assert received.obeyed is not None
    return received.obeyed.answer is not None


LAST_OF_HOUR = (
    "\nThat was answer 30 within the hour: what you text is still done, but no longer answered for "
    "a while."
)


def test_the_same_answer_is_given_twice_in_a_row_and_again_once_another_came_between(
    works: Engine,
) -> None:
    asked = {"13:05": "LIST", "13:07": "LIST", "13:09": "LIST", "13:11": "HELP", "13:13": "LIST"}
    heard = [texts(works, clock, text) for clock, text in asked.items()]
    assert [answered(each) for each in heard] == [True, True, False, True, True]
    assert heard[2].obeyed is not None
    assert heard[2].obeyed.unanswered == "the same answer twice in a row already"


def test_a_manager_gets_thirty_answers_an_hour_and_is_obeyed_all_the_same(works: Engine) -> None:
    customer(works, 1, "12:00")
    for number in range(30):
        heard = texts(works, f"13:{number:02}", ("LIST", "HELP")[number % 2], ghl_id=f"m{number}")
        assert answered(heard)
        assert reply(heard).endswith(LAST_OF_HOUR) is (number == 29)
    assert septets(answers.last_of_hour("x" * 80 + "\n" * 40 + "y" * 1490, most=30)) < MAX_SEPTETS
    one_more = texts(works, "13:30", "DONE 1")
    assert (answered(one_more), states(works)) == (False, [(1, "RESOLVED")])
    assert one_more.obeyed is not None
    assert one_more.obeyed.unanswered == "30 answers within the hour already (REPLIES_PER_HOUR)"
    assert one_more.receipt().unanswered == one_more.obeyed.unanswered
    assert answered(texts(works, "14:00", "REOPEN 1"))


def test_an_answer_that_failed_does_not_count(works: Engine) -> None:
    for clock in ("13:05", "13:07"):
        texts(works, clock, "LIST")
    works.sql("UPDATE deliveries SET state = 'failed'")
    assert answered(texts(works, "13:09", "LIST"))


def test_a_merged_managers_command_is_answered_to_the_living_contact(works: Engine) -> None:
    with works.store.write() as db:
        state.put(db, "merged:dead", MANAGER)
    heard = texts(works, "13:05", "LIST", manager="dead")
    assert answered(heard)
    assert [row[1] for row in ledger(works)] == [MANAGER]


# Over HTTP ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Office:
    """A GHL whose webhooks reach a receiver, and what that receiver stores and logs."""

    simulator: Simulator
    works: Engine
    log: io.StringIO

    def texts(self, text: str, style: Style = Style.WORKFLOW) -> dict[str, Any]:
        """A manager texts; what the receiver answered GHL."""
        self.simulator.customer_writes(MANAGER, text, webhook=style)
        post = self.simulator.webhooks.posts[-1]
        assert post.status == 200
        answer: dict[str, Any] = json.loads(post.answer)
        return answer

    def phone(self) -> list[str]:
        """What the manager's phone shows."""
        return [row.body for row in self.simulator.world.sent() if row.contact_id == MANAGER]

    def became(self) -> list[tuple[object, ...]]:
        return self.works.sql("SELECT kind, state, error IS NULL FROM deliveries ORDER BY id")


def opened_office(stack: ExitStack, directory: Path, **changes: str) -> Office:
    simulator = Simulator(webhook_secret="a-secret-of-more-than-sixteen-characters")
    for contact_id, first, last in ((MANAGER, "Robin", "Teague"), (CONTACT, "Ana", "Ruiz")):
        contact = Contact(id=contact_id, first_name=first, last_name=last, phone="+12145550143")
        simulator.world.add_contact(contact)
    stack.enter_context(simulator.running())
    works = engine(directory, simulator)
    stack.enter_context(works.store)
    settings = replace(works.settings, **changes)  # type: ignore[arg-type] # names are the caller's
    written = io.StringIO()
    log = Log(stream=written, run_id="serve-test", clock=time.time, log_format="json")
    store = stack.enter_context(open_store(works.settings.db, shared=True))
    receiving = Receiving(store, settings, log)
    app = make_app(receiving, secret=works.settings.webhook_secret)
    simulator.webhooks.base_url = stack.enter_context(listening(app, port=0))
    return Office(simulator, works, written)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with ExitStack() as stack:
        yield opened_office(stack, tmp_path)


def test_the_answer_is_on_the_phone_and_in_the_response(office: Office) -> None:
    office.simulator.customer_writes(CONTACT, WORDS)
    answer = office.texts("Done #1 please")
    said = "Closed #1 Ana Ruiz\nUndo: REOPEN 1"
    assert answer == {
        "received": True,
        "event_id": 2,
        "outcome": "command",
        "reason": "done",
        "issue_id": 1,
        "reply": said,
    }
    assert office.phone() == [said]
    assert office.became() == [("reply", "sent", 1)]


def test_a_webhook_repeated_is_not_answered_again(office: Office) -> None:
    office.texts("LIST")
    text = office.simulator.world.thread(office.simulator.world.sent()[0].conversation_id)
    office.simulator.announce(text.messages[0].id, style=Style.EVENT)
    office.simulator.announce(text.messages[0].id, style=Style.EVENT)
    assert len(office.phone()) == 1


def test_an_answer_is_no_contact_and_opens_nothing(office: Office) -> None:
    office.simulator.customer_writes(CONTACT, WORDS)
    office.texts("OPEN 1")
    office.simulator.announce(office.simulator.world.sent()[0].id, style=Style.EVENT)
    echo = json.loads(office.simulator.webhooks.posts[-1].answer)
    assert (echo["outcome"], echo["reason"]) == ("ignored", "manager")
    office.works.polls(int(time.time() * 1000))
    assert states(office.works) == [(1, "OPEN")]


def test_a_command_whose_webhook_was_lost_is_obeyed_by_the_poll_once(office: Office) -> None:
    office.simulator.customer_writes(CONTACT, WORDS)
    office.simulator.customer_writes(MANAGER, "DONE 1", webhook=Style.NONE)
    now_ms = int(time.time() * 1000)
    (obeyed,) = office.works.polls(now_ms).obeyed
    assert obeyed.reply == "Closed #1 Ana Ruiz\nUndo: REOPEN 1"
    assert states(office.works) == [(1, "RESOLVED")]
    office.simulator.customer_writes(MANAGER, "REOPEN 1", webhook=Style.NONE)
    assert len(office.works.polls(now_ms + 5000).obeyed) == 1
    assert office.works.polls(now_ms + 65_000).obeyed == []
    assert states(office.works) == [(1, "OPEN")]


@pytest.mark.parametrize("style", [Style.WORKFLOW, Style.EVENT])
def test_a_webhook_that_comes_after_the_poll_obeyed_is_no_second_command(
    office: Office, style: Style
) -> None:
    office.simulator.customer_writes(CONTACT, WORDS)
    text = office.simulator.customer_writes(MANAGER, "MORE", webhook=Style.NONE)
    assert len(office.works.polls(int(time.time() * 1000)).obeyed) == 1
    office.simulator.announce(text.id, style=style)
    assert json.loads(office.simulator.webhooks.posts[-1].answer)["outcome"] != "command"
    assert office.works.sql("SELECT count(*) FROM commands WHERE repeats IS NULL") == [(1,)]


@pytest.mark.parametrize("style", [Style.WORKFLOW, Style.EVENT])
def test_what_a_webhook_told_is_not_obeyed_again_by_the_poll(office: Office, style: Style) -> None:
    office.simulator.customer_writes(CONTACT, WORDS)
    for text in ("LIST", "MORE", "MORE"):
        office.texts(text, style)
    assert office.works.polls(int(time.time() * 1000)).obeyed == []
    assert len(office.phone()) == 3
    assert office.works.sql(
        "SELECT count(*) FROM messages WHERE contact_id = ? AND direction = 'inbound' "
        "AND via_webhook = 0",
        MANAGER,
    ) == [(0,)]


def test_a_lost_command_found_too_late_is_answered_so_and_not_done(office: Office) -> None:
    office.simulator.customer_writes(CONTACT, WORDS)
    now_ms = int(time.time() * 1000)
    office.works.polls(now_ms)
    office.simulator.customer_writes(MANAGER, "DONE 1", webhook=Style.NONE)
    (obeyed,) = office.works.polls(now_ms + 11 * 60_000 + 30_000).obeyed
    assert obeyed.reply == (
        "Your DONE came 11 minutes late, so nothing was done: "
        "too late, text it again if it still holds."
    )
    assert states(office.works) == [(1, "OPEN")]
    assert office.works.polls(now_ms + 12 * 60_000).obeyed == []


def test_a_poll_sends_the_answers_to_what_it_obeyed(office: Office) -> None:
    office.simulator.customer_writes(CONTACT, WORDS)
    office.simulator.customer_writes(MANAGER, "DONE 1", webhook=Style.NONE)
    run = Run(
        store=office.works.store,
        settings=office.works.settings,
        log=Log(stream=office.log, run_id="poll-test", clock=time.time, log_format="json"),
        now_ms=int(time.time() * 1000),
    )
    assert run_poll(run, dry_run=True).as_dict()["obeyed"] == 1
    assert (office.phone(), states(office.works)) == ([], [(1, "OPEN")])
    assert run_poll(run).as_dict()["obeyed"] == 1
    assert office.phone() == ["Closed #1 Ana Ruiz\nUndo: REOPEN 1"]


def test_a_manager_whom_ghl_merges_opens_no_issue_and_is_obeyed_under_both(office: Office) -> None:
    office.simulator.customer_writes(CONTACT, WORDS)
    now_ms = int(time.time() * 1000)
    office.simulator.customer_writes(MANAGER, "On my way", webhook=Style.NONE)
    office.texts("LIST")
    office.works.polls(now_ms)
    survivor = Contact(id="cTsUrViVoR", first_name="Robin", last_name="T", phone="+12145550177")
    office.simulator.world.add_contact(survivor)
    office.simulator.world.merge_contacts(MANAGER, into=survivor.id)
    office.simulator.customer_writes(survivor.id, "DONE 1", webhook=Style.NONE)
    (obeyed,) = office.works.polls(now_ms + 60_000).obeyed
    assert obeyed.answer is not None
    assert (obeyed.word, obeyed.answer.contact_id) == ("done", survivor.id)
    assert states(office.works) == [(1, "RESOLVED")]
    office.simulator.customer_writes(survivor.id, "OPEN 1", webhook=Style.WORKFLOW)
    assert json.loads(office.simulator.webhooks.posts[-1].answer)["outcome"] == "command"
    assert office.works.issues(survivor.id) == ()


def test_a_manager_merged_into_another_contact_is_one_still(office: Office) -> None:
    office.simulator.customer_writes(CONTACT, WORDS)
    merged = Contact(id="cTmErGeD1", first_name="Robin", last_name="Teague", phone="+12145550199")
    office.simulator.world.add_contact(merged)
    office.works.sql("INSERT INTO kv_store VALUES (?, ?)", f"merged:{MANAGER}", merged.id)
    office.simulator.customer_writes(merged.id, "DONE 1", webhook=Style.WORKFLOW)
    assert json.loads(office.simulator.webhooks.posts[-1].answer)["outcome"] == "command"
    sent = office.simulator.world.sent()
    assert [(row.contact_id, row.body) for row in sent] == [
        (merged.id, "Closed #1 Ana Ruiz\nUndo: REOPEN 1")
    ]
    assert states(office.works) == [(1, "RESOLVED")]


@pytest.mark.parametrize(
    ("fault", "became"), [("dnd", "failed"), ("too_many", "failed"), ("server_error", "unknown")]
)
def test_an_answer_that_does_not_go_out_undoes_nothing(
    office: Office, fault: str, became: str
) -> None:
    office.simulator.customer_writes(CONTACT, WORDS)
    office.simulator.fault(fault, route="POST /conversations/messages")
    assert office.texts("DONE 1")["reply"] == "Closed #1 Ana Ruiz\nUndo: REOPEN 1"
    assert states(office.works) == [(1, "RESOLVED")]
    assert office.became() == [("reply", became, 0)]


def test_an_answer_that_arrived_unnoticed_is_found_and_never_sent_again(office: Office) -> None:
    office.simulator.fault("lost", route="POST /conversations/messages", times=1)
    office.texts("HELP")
    assert office.became() == [("reply", "unknown", 0)]
    office.works.tells(Slot.MORNING, int(time.time() * 1000))
    assert office.became()[0] == ("reply", "sent", 1)
    assert office.phone().count(answers.HELP) == 1


def test_an_answer_cut_off_by_a_crash_is_told_as_not_sent_and_left_at_that(office: Office) -> None:
    now_ms = int(time.time() * 1000)
    text = asks("12:00", "HELP", contact_id=MANAGER, at_ms=now_ms)
    office.works.hears(text, now_ms)  # stored and obeyed; nobody lives to send
    assert office.became() == [("reply", "sending", 1)]
    office.works.tells(Slot.MORNING, now_ms + 600_000)
    assert office.became() == [("reply", "failed", 0), ("summary", "sent", 1)]
    assert answers.HELP not in office.phone()
    assert "Not sent: 1 earlier text to managers" in office.phone()[0]


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["hang", "drip"])
def test_a_ghl_that_keeps_us_waiting_keeps_the_webhook_waiting_three_seconds(
    office: Office, fault: str
) -> None:
    office.simulator.customer_writes(CONTACT, WORDS)
    office.simulator.fault(fault, route="POST /conversations/messages", seconds=0.5)
    before = time.monotonic()
    office.texts("DONE 1")
    assert time.monotonic() - before < 4.0
    assert states(office.works) == [(1, "RESOLVED")]
    assert office.became() == [("reply", "unknown", 0)]


@pytest.mark.parametrize("missing", ["ghl_token", "ghl_version"])
def test_without_a_token_the_command_is_obeyed_and_answered_in_the_response(
    tmp_path: Path, missing: str
) -> None:
    with ExitStack() as stack:
        office = opened_office(stack, tmp_path, **{missing: ""})
        office.simulator.customer_writes(CONTACT, WORDS)
        assert office.texts("DONE 1")["reply"] == "Closed #1 Ana Ruiz\nUndo: REOPEN 1"
        assert states(office.works) == [(1, "RESOLVED")]
        assert (office.phone(), office.became()) == ([], [])
        assert '"state": "not_sent", "error": "GHL_TOKEN or GHL_VERSION is not set"' in (
            office.log.getvalue()
        )


def test_what_is_not_answered_any_more_is_told_by_the_log(office: Office) -> None:
    for _ in range(3):
        office.simulator.customer_writes(MANAGER, "HELP", webhook=Style.EVENT)
    assert office.phone() == [answers.HELP] * 2
    last = json.loads(office.log.getvalue().splitlines()[-1])
    assert (last["event"], last["contact_id"], last["state"], last["error"]) == (
        "answer",
        MANAGER,
        "not_sent",
        "the same answer twice in a row already",
    )


def test_the_log_tells_who_did_what_to_which_issue_and_nobody_s_words(office: Office) -> None:
    office.simulator.customer_writes(CONTACT, WORDS)
    for text in ("OPEN 1", "NOTE 1 gate code 4411", "DONE 1"):
        office.texts(text)
    lines = [json.loads(line) for line in office.log.getvalue().splitlines()]
    done = [line for line in lines if line["run"] == lines[-1]["run"]]
    assert [line["event"] for line in done] == ["webhook", "command", "issue", "answer"]
    assert (done[2]["what"], done[2]["by"]) == (["done"], f"manager:{MANAGER}")
    assert (done[2]["contact_id"], done[2]["state"]) == (CONTACT, "RESOLVED")
    for secret in ("grinding", "gate code", "4411", "2145550143", "Closed"):
        assert secret not in office.log.getvalue()


# Any issues at all --------------------------------------------------------------------------------

NAMES = st.one_of(st.none(), st.text(max_size=40), st.just("Zoë {Ω} €^~|[]"))


@st.composite
def waiting(draw: st.DrawFn) -> tuple[Issue, ...]:
    keys = st.tuples(st.sampled_from(IssueType), st.integers(0, 40))
    found = []
    for number, (type_, who) in enumerate(draw(st.lists(keys, max_size=60, unique=True)), 1):
        due_ts = draw(st.integers(at("08:00") // 1000, at("16:00") // 1000))
        found.append(
            Issue(
                id=number,
                type=type_,
                contact_id=f"c{who}",
                state=State.OPEN,
                created_ts=due_ts - 7200,
                due_ts=due_ts,
                due_rule_ts=due_ts,
                last_inbound_ts=due_ts,
                contact_name=draw(NAMES),
            )
        )
    return tuple(sorted(found, key=lambda issue: issue.due_ts))


@examples(max_examples=40, deadline=None)
@given(waiting())
def test_paging_names_every_issue_once_in_texts_of_two_segments(open_: tuple[Issue, ...]) -> None:
    now_ts = at("13:05") // 1000
    page = answers.first_page(open_, policy=policy(), now_ts=now_ts)
    shown: list[int] = [*page.ids]
    while "reply MORE" in page.text:
        assert segments(page.text) <= 2
        page = answers.next_page(open_, shown=shown, policy=policy(), now_ts=now_ts)
        shown += page.ids
    assert segments(page.text) <= 2
    assert sorted(shown) == list(range(1, len(open_) + 1))


@examples(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=120))
def test_no_answer_is_longer_than_a_text_may_be(lines: list[str]) -> None:
    told = answers.bounded(lines)
    assert septets(told) <= MAX_SEPTETS
    assert to_gsm7(told) == told
