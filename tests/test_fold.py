"""The fold over a contact's timeline: who waits, since when, until when."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from facts import (
    CONTACT,
    LETTER,
    STAFF,
    action,
    asks,
    at,
    automated,
    call,
    calls_back,
    policy,
    replies,
)

from sentinel_cli.model import (
    Action,
    ActionKind,
    Channel,
    Direction,
    Ending,
    IssueType,
    Message,
    Opening,
    Resolution,
    Timeline,
    Wait,
)
from sentinel_cli.rules.fold import fold

SMS, CALL = IssueType.SMS, IssueType.CALL
LABELLED = Path(__file__).with_name("labelled") / "threads.jsonl"
THREADS = [json.loads(line) for line in LABELLED.read_text().splitlines()]


def walk(*facts: Message | Action | Opening, settled: frozenset[int] = frozenset()) -> list[Wait]:
    timeline = Timeline(
        contact_id=CONTACT,
        messages=tuple(fact for fact in facts if isinstance(fact, Message)),
        actions=tuple(fact for fact in facts if isinstance(fact, Action)),
        openings=tuple(fact for fact in facts if isinstance(fact, Opening)),
        settled=settled,
    )
    return list(fold(timeline, policy()).waits)


def told(waits: list[Wait]) -> list[tuple[IssueType, int, int | None, str | None]]:
    """A wait in short: type, beginning, end, how."""
    return [
        (w.type, w.began_ms, w.ended.at_ms, str(w.ended.resolution))
        if w.ended
        else (w.type, w.began_ms, None, None)
        for w in waits
    ]


def test_a_question_opens_a_wait_and_a_reply_ends_it() -> None:
    question, reply = asks("09:00"), replies("09:30")
    assert walk(question, reply) == [
        Wait(
            type=SMS,
            began_ms=at("09:00"),
            last_inbound_ms=at("09:00"),
            messages=(question,),
            ended=Ending(at_ms=at("09:30"), resolution=Resolution.CONTACT, by=STAFF),
        )
    ]


def test_further_messages_count_up_and_never_restart_the_clock() -> None:
    first, second = asks("09:00"), asks("09:40", "hello??")
    assert walk(first, second) == [
        Wait(
            type=SMS,
            began_ms=at("09:00"),
            last_inbound_ms=at("09:40"),
            messages=(first, second),
        )
    ]


def test_reply_between_two_questions_leaves_the_second_open() -> None:
    waits = walk(asks("09:00"), replies("09:30"), asks("10:00", "And when is he coming?"))
    assert told(waits) == [
        (SMS, at("09:00"), at("09:30"), "contact"),
        (SMS, at("10:00"), None, None),
    ]


def test_one_call_ends_text_and_call_alike() -> None:
    waits = walk(asks("09:00"), call("09:10"), calls_back("09:20"))
    assert told(waits) == [
        (SMS, at("09:00"), at("09:20"), "contact"),
        (CALL, at("09:10"), at("09:20"), "contact"),
    ]


def test_a_voicemail_left_by_a_person_is_an_ending_of_its_own_kind() -> None:
    waits = walk(call("09:00"), calls_back("09:20", status="voicemail"))
    assert told(waits) == [(CALL, at("09:00"), at("09:20"), "voicemail_left")]


def test_an_email_answers_a_text() -> None:
    waits = walk(asks("09:00"), replies("09:20", channel=Channel.EMAIL, status="sent"))
    assert told(waits) == [(SMS, at("09:00"), at("09:20"), "contact")]


def test_attempts_are_shown_and_end_nothing() -> None:
    waits = walk(
        asks("09:00"),
        calls_back("09:10", status="no-answer", duration_s=0),
        calls_back("09:20", duration_s=4),
    )
    assert [(wait.attempts, wait.ended) for wait in waits] == [(2, None)]


@pytest.mark.parametrize(
    "nothing",
    [
        automated("09:10"),
        replies("09:10", status="failed"),
        replies("09:10", channel=Channel.COMMENT),
        replies("09:10", channel=Channel.ACTIVITY),
        replies("09:10", source="api"),
    ],
)
def test_machines_and_failures_end_nothing(nothing: Message) -> None:
    assert told(walk(asks("09:00"), nothing)) == [(SMS, at("09:00"), None, None)]


def test_a_reply_in_the_same_millisecond_is_not_known_to_answer() -> None:
    assert told(walk(asks("09:00"), replies("09:00"))) == [(SMS, at("09:00"), None, None)]


def test_closing_words_are_a_wait_that_ended_as_it_began() -> None:
    waits = walk(asks("09:00"), replies("09:30", "He comes at noon."), asks("09:31", "Thank you!"))
    assert told(waits) == [
        (SMS, at("09:00"), at("09:30"), "contact"),
        (SMS, at("09:31"), at("09:31"), "acknowledged"),
    ]


def test_closing_words_never_end_an_open_wait() -> None:
    waits = walk(asks("09:00"), asks("09:05", "Thank you!"))
    assert [(wait.ended, len(wait.messages)) for wait in waits] == [(None, 2)]


def test_closing_words_while_a_call_waits_open_a_wait() -> None:
    waits = walk(call("09:00"), asks("09:05", "Thank you!"))
    assert told(waits) == [(CALL, at("09:00"), None, None), (SMS, at("09:05"), None, None)]


def test_closing_words_are_judged_against_whatever_the_business_wrote_last() -> None:
    announced = automated("09:00", "Your pool was serviced today.")
    proposed = automated("09:00", "Can we come Friday instead? Reply YES to confirm.")
    assert told(walk(announced, asks("09:05", "ok")))[0][3] == "acknowledged"
    assert told(walk(proposed, asks("09:05", "ok")))[0][3] is None


def test_a_failed_text_is_not_what_the_customer_answered() -> None:
    reached = replies("09:00", "Your pool was serviced today.")
    failed = replies("09:02", "Can we come Friday instead?", status="failed")
    assert told(walk(reached, failed, asks("09:05", "ok")))[0][3] == "acknowledged"


def test_a_farewell_does_not_take_back_the_question_before_it() -> None:
    asked = replies("09:00", "Want me to order the new heater?")
    farewell = automated("09:01", "Have a great weekend!")
    assert told(walk(asked, farewell, asks("09:05", "Yes")))[0][3] is None
    assert told(walk(farewell, asks("09:05", "Thanks!")))[0][3] == "acknowledged"


@pytest.mark.parametrize("texts", [("Nope", "Thanks!"), ("Thanks!", "Nope")])
def test_texts_in_a_row_are_one_closing(texts: tuple[str, str]) -> None:
    asked = replies("09:00", "Anything else I can do for you?")
    said = tuple(asks(clock, text) for clock, text in zip(("09:05", "09:06"), texts, strict=True))
    (wait,) = walk(asked, *said)
    assert told([wait]) == [(SMS, at("09:05"), at("09:06"), "acknowledged")]
    assert wait.messages == said


def test_what_follows_closing_words_opens_a_wait_of_its_own() -> None:
    done = replies("09:00", "All done for today.")
    waits = walk(done, asks("09:05", "Thanks!"), asks("09:06", "When are you coming back?"))
    assert told(waits) == [
        (SMS, at("09:05"), at("09:05"), "acknowledged"),
        (SMS, at("09:06"), None, None),
    ]


def test_words_in_a_row_close_nothing_that_one_of_them_asks() -> None:
    done = replies("09:00", "All done for today.")
    waits = walk(done, asks("09:05", "When are you coming back?"), asks("09:06", "Thanks!"))
    assert told(waits) == [(SMS, at("09:05"), None, None)]


def test_much_later_words_do_not_close_what_has_waited_since() -> None:
    asked = replies("09:00", "Anything else I can do for you?")
    waits = walk(asked, asks("09:05", "Thanks!"), asks("09:16", "Nope"))
    assert told(waits) == [(SMS, at("09:05"), None, None)]


def test_a_text_learnt_late_has_the_closing_judged_again() -> None:
    done, closing = replies("09:00", "All done for today."), asks("09:05", "Sounds good")
    proposed = replies("09:02", "Can we come Friday for the filter?")
    assert told(walk(done, closing))[0][3] == "acknowledged"
    for facts in permutations((done, proposed, closing)):
        assert told(walk(*facts))[0][3] is None


def test_what_was_reopened_is_closed_by_no_thanks() -> None:
    done, closing = replies("09:00", "All done for today."), stored(asks("09:05", "Thanks!"), 2)
    again = action(ActionKind.REOPEN, "09:06")
    waits = walk(done, closing, again, asks("09:07", "Thank you"))
    assert told(waits) == [(SMS, at("09:05"), None, None)]


def quiet(waits: list[Wait]) -> list[bool]:
    return [wait.probably_thanks for wait in waits if wait.ended is None]


def test_a_letter_of_thanks_waits_quietly_until_more_is_said() -> None:
    done, letter = replies("09:00", "All done for today."), asks("09:05", LETTER)
    assert quiet(walk(done, letter)) == [True]
    assert quiet(walk(done, letter, asks("09:40", "Thanks again"))) == [True]
    assert quiet(walk(done, letter, asks("09:40", "When are you back?"))) == [False]
    assert quiet(walk(done, asks("09:05", "When are you back?"), asks("09:06", LETTER))) == [False]


def test_thanks_are_not_quiet_while_a_call_waits_nor_where_they_answer() -> None:
    done, letter = replies("09:00", "All done for today."), asks("09:05", LETTER)
    assert quiet(walk(done, call("09:01"), letter)) == [False, False]
    assert quiet(walk(replies("09:00", "Does Tuesday work?"), letter)) == [False]


def test_what_a_person_reopened_is_told_aloud() -> None:
    done, letter = replies("09:00", "All done for today."), stored(asks("09:05", LETTER), 2)
    shut, again = action(ActionKind.RESOLVE, "09:06"), action(ActionKind.REOPEN, "09:07")
    assert quiet(walk(done, letter, shut, again)) == [False]


# ---- what people do


def stored(fact: Message, row: int, issue_id: int | None = 1) -> Message:
    return replace(fact, row=row, issue_id=issue_id)


def test_resolve_covers_what_was_stored_by_then_and_nothing_later() -> None:
    question = stored(asks("09:00"), 1)
    learnt_late = stored(asks("09:20", "and one more thing"), 2, None)
    waits = walk(question, learnt_late, action(ActionKind.RESOLVE, "10:00", covers=1))
    assert told(waits) == [
        (SMS, at("09:00"), at("10:00"), "operator"),
        (SMS, at("09:20"), None, None),
    ]


def test_resolve_covers_nothing_up_to_the_date_of_a_scheduled_text() -> None:
    waits = walk(
        stored(asks("09:00"), 1),
        stored(replies("16:00", status="scheduled"), 2, None),
        action(ActionKind.RESOLVE, "10:00", covers=2),
        stored(asks("11:00", "Still there?"), 3, None),
    )
    assert told(waits) == [
        (SMS, at("09:00"), at("10:00"), "operator"),
        (SMS, at("11:00"), None, None),
    ]


def test_a_reply_after_the_closing_by_hand_does_not_outrank_it() -> None:
    waits = walk(
        stored(asks("09:00"), 1),
        action(ActionKind.RESOLVE, "10:00", covers=1),
        replies("10:01"),
    )
    assert told(waits) == [(SMS, at("09:00"), at("10:00"), "operator")]


def test_what_the_customer_texts_during_a_call_is_covered_by_it() -> None:
    talked = calls_back("09:20", 300)
    during, after = asks("09:24:59", "It is the black box"), asks("09:25", "And the filter?")
    assert told(walk(asks("09:00"), talked, during, after)) == [
        (SMS, at("09:00"), at("09:20"), "contact"),
        (SMS, at("09:24:59"), at("09:25"), "contact"),
        (SMS, at("09:25"), None, None),
    ]


@pytest.mark.parametrize(
    "nobody",
    [
        calls_back("09:20", 300, status="voicemail"),
        calls_back("09:20", 300, user_id=None),
        call("09:20", status="completed", duration_s=300),
        calls_back("09:20", None),
    ],
)
def test_a_call_that_reached_nobody_or_for_an_unknown_time_covers_nothing(nobody: Message) -> None:
    assert told(walk(nobody, asks("09:22")))[-1] == (SMS, at("09:22"), None, None)


def test_an_opt_out_is_kept_and_ends_no_wait() -> None:
    assert told(walk(asks("09:00", " Stop. "))) == [(SMS, at("09:00"), at("09:00"), "opted_out")]
    assert told(walk(asks("09:00"), asks("09:10", "STOP"))) == [
        (SMS, at("09:00"), None, None),
        (SMS, at("09:10"), at("09:10"), "opted_out"),
    ]


@pytest.mark.parametrize("words", ["Stop the pump please", "please cancel", "stop?", "the end"])
def test_an_opt_out_is_one_word_alone(words: str) -> None:
    assert told(walk(asks("09:00", words))) == [(SMS, at("09:00"), None, None)]


def test_resolve_ends_only_its_own_type() -> None:
    waits = walk(
        stored(asks("09:00"), 1),
        stored(call("09:05"), 2, 2),
        action(ActionKind.RESOLVE, "10:00", issue_id=2, issue_type=CALL),
    )
    assert told(waits) == [
        (SMS, at("09:00"), None, None),
        (CALL, at("09:05"), at("10:00"), "operator"),
    ]


def test_a_reply_learnt_later_but_earlier_than_the_resolve_is_the_ending() -> None:
    waits = walk(
        stored(asks("09:00"), 1),
        stored(replies("09:30"), 2, None),
        action(ActionKind.RESOLVE, "10:00", covers=1),
    )
    assert told(waits) == [(SMS, at("09:00"), at("09:30"), "contact")]
    waits = walk(
        stored(asks("09:00"), 1),
        stored(replies("09:30"), 2, None),
        stored(asks("09:40"), 3, 1),
        action(ActionKind.RESOLVE, "10:00", covers=3),
    )
    assert told(waits) == [
        (SMS, at("09:00"), at("09:30"), "contact"),
        (SMS, at("09:40"), at("10:00"), "operator"),
    ]


def test_after_reopen_only_later_contact_ends_the_wait() -> None:
    question, reply = stored(asks("09:00"), 1), stored(replies("09:30"), 2, None)
    reopened = action(ActionKind.REOPEN, "10:00")
    assert told(walk(question, reply, reopened)) == [(SMS, at("09:00"), None, None)]
    assert told(walk(question, reply, reopened, replies("11:00"))) == [
        (SMS, at("09:00"), at("11:00"), "contact")
    ]


def test_resolve_after_reopen_holds() -> None:
    waits = walk(
        stored(asks("09:00"), 1),
        stored(replies("09:30"), 2, None),
        action(ActionKind.REOPEN, "10:00"),
        action(ActionKind.RESOLVE, "10:30"),
    )
    assert told(waits) == [(SMS, at("09:00"), at("10:30"), "operator")]


def test_reopened_closing_words_wait_like_a_question() -> None:
    thanks = stored(asks("09:00", "Thank you!"), 1, 7)
    waits = walk(thanks, action(ActionKind.REOPEN, "10:00", issue_id=7))
    assert told(waits) == [(SMS, at("09:00"), None, None)]


def test_spam_ends_what_is_open_and_mutes_until_unspam_which_reopens_nothing() -> None:
    waits = walk(
        asks("09:00"),
        action(ActionKind.SPAM, "09:30"),
        asks("10:00", "Buy now"),
        action(ActionKind.UNSPAM, "11:00"),
        asks("12:00", "Sorry, wrong number before. Can you help?"),
    )
    assert told(waits) == [
        (SMS, at("09:00"), at("09:30"), "spam"),
        (SMS, at("12:00"), None, None),
    ]


def test_messages_of_settled_issues_neither_open_nor_count() -> None:
    old, new = stored(asks("09:00"), 1, 5), stored(asks("10:00"), 2, None)
    waits = walk(old, new, settled=frozenset({5}))
    assert told(waits) == [(SMS, at("10:00"), None, None)]


def test_an_issue_without_its_opening_message_opens_at_its_beginning() -> None:
    waits = walk(Opening(issue_id=4, type=CALL, at_ms=at("08:30")), call("09:00"))
    assert [(w.began_ms, w.opened_by, len(w.messages)) for w in waits] == [(at("08:30"), 4, 1)]


# ---- order


def test_the_order_in_which_facts_are_given_does_not_matter() -> None:
    facts = [
        asks("09:00"),
        replies("09:30"),
        asks("09:30", "same time"),
        call("09:45"),
        calls_back("10:00", status="busy"),
    ]
    answers = {tuple(told(walk(*order))) for order in permutations(facts)}
    assert len(answers) == 1


@pytest.mark.parametrize("thread", THREADS, ids=[f"{t['id']} {t['why']}" for t in THREADS])
def test_labelled_thread(thread: dict[str, Any]) -> None:
    """Whole timelines labelled by hand: answered by a person or not, and when."""
    rows = {(m["at"], m["direction"], m["channel"], m["body"]): m for m in thread["messages"]}
    waits = walk(*(_labelled(str(n), row) for n, row in enumerate(rows.values())))
    opened = [wait for wait in waits if wait.began_ms == _epoch_ms(thread["opened_at"])]
    assert [wait.type for wait in opened] == [IssueType(thread["type"])]
    answered = thread["answered_at"]
    ended = opened[0].ended.at_ms if opened[0].ended else None
    assert ended == (_epoch_ms(answered) if answered else None)


def _labelled(ghl_id: str, row: dict[str, Any]) -> Message:
    return Message(
        contact_id=CONTACT,
        at_ms=_epoch_ms(row["at"]),
        direction=Direction(row["direction"]),
        channel=Channel(row["channel"]),
        ghl_id=ghl_id,
        user_id=row["user_id"],
        source=row["source"],
        status=row["status"],
        duration_s=row["duration_s"],
        text=row["body"],
    )


def _epoch_ms(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp() * 1000)
