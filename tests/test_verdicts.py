"""The table of contact, row by row (DESIGN: rules of contact)."""

from __future__ import annotations

from typing import Any

import pytest
from facts import STAFF, asks, automated, call, calls_back, message, policy, replies

from sentinel_cli.model import Channel, Decision, Direction, Message, Policy, Verdict
from sentinel_cli.rules.verdicts import REASONS, decide

NOON = "12:00"
STAFF_LIST = policy(staff=frozenset({STAFF}))
OTHER_STAFF = policy(staff=frozenset({"somebody-else"}))
BOTS = policy(bots=frozenset({STAFF}), staff=frozenset({STAFF}))
ANY_ANSWER = policy(any_answer=True)


def verdict(fact: Message, rules: Policy | None = None) -> tuple[Verdict, str]:
    decision = decide(fact, rules or policy())
    assert decision.reason in REASONS
    return decision.verdict, decision.reason


@pytest.mark.parametrize("status", ["sent", "delivered", "read", "opened", "clicked", None])
@pytest.mark.parametrize(
    "channel", [Channel.SMS, Channel.EMAIL, Channel.LIVE_CHAT, Channel.FACEBOOK]
)
def test_a_persons_text_that_went_out_is_contact(status: str | None, channel: Channel) -> None:
    assert verdict(replies(NOON, status=status, channel=channel)) == (
        Verdict.CONTACT,
        "person_text",
    )


@pytest.mark.parametrize(
    ("source", "user_id", "rules", "expected"),
    [
        (None, STAFF, policy(), (Verdict.CONTACT, "person_text")),
        (None, STAFF, STAFF_LIST, (Verdict.CONTACT, "person_text")),
        (None, STAFF, OTHER_STAFF, (Verdict.NOTHING, "unknown_sender")),
        (None, None, policy(), (Verdict.NOTHING, "unknown_sender")),
        ("api", STAFF, policy(), (Verdict.NOTHING, "integration")),
        ("api", STAFF, STAFF_LIST, (Verdict.CONTACT, "person_text")),
        ("api", STAFF, OTHER_STAFF, (Verdict.NOTHING, "integration")),
        ("api", None, STAFF_LIST, (Verdict.NOTHING, "integration")),
        ("app", None, policy(), (Verdict.NOTHING, "unknown_sender")),
        ("app", STAFF, OTHER_STAFF, (Verdict.CONTACT, "person_text")),
        ("workflow", STAFF, STAFF_LIST, (Verdict.NOTHING, "automation")),
        ("campaign", None, policy(), (Verdict.NOTHING, "automation")),
        ("bulk_actions", STAFF, policy(), (Verdict.NOTHING, "automation")),
        ("something_new", STAFF, policy(), (Verdict.NOTHING, "automation")),
        ("conversation_ai", STAFF, STAFF_LIST, (Verdict.NOTHING, "automation")),
        ("voice_ai", None, policy(), (Verdict.NOTHING, "automation")),
        ("campaign_manual", STAFF, OTHER_STAFF, (Verdict.CONTACT, "person_text")),
        ("campaign_manual", None, policy(), (Verdict.NOTHING, "unknown_sender")),
        ("app", STAFF, BOTS, (Verdict.NOTHING, "bot_user")),
        ("app", "somebody-else", BOTS, (Verdict.CONTACT, "person_text")),
    ],
)
def test_who_sent_a_text_follows_source_user_and_staff_list(
    source: str | None, user_id: str | None, rules: Policy, expected: tuple[Verdict, str]
) -> None:
    assert verdict(replies(NOON, source=source, user_id=user_id), rules) == expected


@pytest.mark.parametrize("source", ["app", None, "api"])
def test_what_an_app_sent_counts_only_for_a_user_on_the_staff_list(source: str | None) -> None:
    sent = replies(NOON, source=source, app_id="66aa0000000000000000beef")
    assert verdict(sent) == (Verdict.NOTHING, "integration")
    assert verdict(sent, OTHER_STAFF) == (Verdict.NOTHING, "integration")
    assert verdict(sent, STAFF_LIST) == (Verdict.CONTACT, "person_text")


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("pending", (Verdict.NOT_YET, "on_its_way")),
        ("queued", (Verdict.NOT_YET, "on_its_way")),
        ("failed", (Verdict.NOTHING, "failed")),
        ("undelivered", (Verdict.NOTHING, "failed")),
        ("opt_out", (Verdict.NOTHING, "failed")),
        ("scheduled", (Verdict.NOTHING, "scheduled")),
        ("canceled", (Verdict.NOTHING, "canceled")),
        ("invented", (Verdict.NOT_YET, "unknown_status")),
    ],
)
def test_a_text_that_did_not_go_out_is_no_contact(
    status: str, expected: tuple[Verdict, str]
) -> None:
    assert verdict(replies(NOON, status=status)) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, (Verdict.CONTACT, "person_talked")),
        ({"duration_s": 15}, (Verdict.CONTACT, "person_talked")),
        ({"duration_s": 14.9}, (Verdict.ATTEMPT, "too_short")),
        ({"duration_s": 0}, (Verdict.ATTEMPT, "too_short")),
        ({"duration_s": None}, (Verdict.CONTACT, "person_talked")),
        ({"duration_s": None, "user_id": None}, (Verdict.ATTEMPT, "length_unknown")),
        ({"user_id": None}, (Verdict.ATTEMPT, "answered_unnamed")),
        ({"status": "connected", "duration_s": None}, (Verdict.CONTACT, "person_talked")),
        (
            {"channel": Channel.CUSTOM_CALL, "status": "answered", "duration_s": None},
            (Verdict.CONTACT, "person_talked"),
        ),
        ({"status": "answered", "duration_s": None}, (Verdict.NOT_YET, "in_progress")),
        ({"channel": Channel.CUSTOM_CALL, "status": "missed"}, (Verdict.ATTEMPT, "no_answer")),
        ({"source": "voice_ai"}, (Verdict.NOTHING, "automation")),
        ({"source": "campaign_manual"}, (Verdict.CONTACT, "person_talked")),
        ({"status": "no-answer"}, (Verdict.ATTEMPT, "no_answer")),
        ({"status": "busy"}, (Verdict.ATTEMPT, "no_answer")),
        ({"status": "canceled"}, (Verdict.ATTEMPT, "no_answer")),
        ({"status": "failed"}, (Verdict.ATTEMPT, "no_answer")),
        ({"status": "voicemail"}, (Verdict.VOICEMAIL_LEFT, "person_left_voicemail")),
        ({"status": "ringing"}, (Verdict.NOT_YET, "in_progress")),
        ({"source": "workflow"}, (Verdict.NOTHING, "automation")),
        ({"source": "api"}, (Verdict.NOTHING, "integration")),
        ({"channel": Channel.VOICEMAIL}, (Verdict.VOICEMAIL_LEFT, "person_left_voicemail")),
        ({"channel": Channel.VOICEMAIL, "source": "workflow"}, (Verdict.NOTHING, "automation")),
        (
            {"channel": Channel.VOICEMAIL, "source": None, "user_id": None},
            (Verdict.NOTHING, "unknown_sender"),
        ),
        ({"channel": Channel.VOICEMAIL, "status": "failed"}, (Verdict.ATTEMPT, "no_answer")),
    ],
)
def test_our_call_counts_when_it_reached_somebody(
    facts: dict[str, Any], expected: tuple[Verdict, str]
) -> None:
    assert verdict(calls_back(NOON, **facts)) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"status": "no-answer"}, (Verdict.OPENS, "missed_call")),
        ({"status": "busy"}, (Verdict.OPENS, "missed_call")),
        ({"status": "canceled"}, (Verdict.OPENS, "missed_call")),
        ({"status": "failed"}, (Verdict.OPENS, "missed_call")),
        ({"status": "voicemail"}, (Verdict.OPENS, "voicemail")),
        ({"status": None}, (Verdict.OPENS, "call_without_status")),
        ({"channel": Channel.VOICEMAIL, "status": "completed"}, (Verdict.OPENS, "voicemail")),
        ({"status": "missed"}, (Verdict.OPENS, "missed_call")),
        ({"status": "declined"}, (Verdict.OPENS, "missed_call")),
        ({"status": "unanswered"}, (Verdict.OPENS, "missed_call")),
        ({"status": "never heard of"}, (Verdict.OPENS, "missed_call")),
        ({"channel": Channel.CUSTOM_CALL, "status": "no-answer"}, (Verdict.OPENS, "missed_call")),
        ({"status": "completed", "duration_s": 60}, (Verdict.NOTHING, "answered_unnamed")),
        ({"status": "completed", "duration_s": 15}, (Verdict.NOTHING, "answered_unnamed")),
        ({"status": "completed", "duration_s": 14}, (Verdict.OPENS, "answered_too_short")),
        ({"status": "completed"}, (Verdict.OPENS, "answered_length_unknown")),
        ({"status": "completed", "user_id": STAFF}, (Verdict.CONTACT, "person_talked")),
        (
            {"status": "completed", "user_id": STAFF, "duration_s": 14},
            (Verdict.NOTHING, "too_short"),
        ),
        (
            {"status": "completed", "user_id": STAFF, "duration_s": 15},
            (Verdict.CONTACT, "person_talked"),
        ),
        ({"status": "connected"}, (Verdict.NOTHING, "answered_unnamed")),
        (
            {"channel": Channel.CUSTOM_CALL, "status": "answered"},
            (Verdict.NOTHING, "answered_unnamed"),
        ),
        (
            {"channel": Channel.CUSTOM_CALL, "status": "answered", "user_id": STAFF},
            (Verdict.CONTACT, "person_talked"),
        ),
        ({"status": "answered", "user_id": STAFF}, (Verdict.NOT_YET, "in_progress")),
        (
            {"status": "completed", "duration_s": 60, "source": "workflow", "user_id": STAFF},
            (Verdict.NOTHING, "answered_unnamed"),
        ),
        (
            {"status": "completed", "duration_s": 60, "channel": Channel.IVR_CALL},
            (Verdict.NOTHING, "answered_unnamed"),
        ),
        (
            {
                "status": "completed",
                "duration_s": 60,
                "channel": Channel.IVR_CALL,
                "user_id": STAFF,
            },
            (Verdict.NOTHING, "answered_unnamed"),
        ),
        ({"status": "in-progress"}, (Verdict.NOT_YET, "in_progress")),
        ({"status": "ringing"}, (Verdict.NOT_YET, "in_progress")),
        ({"status": "ringing", "rang_out": True}, (Verdict.OPENS, "rang_out")),
        (
            {"status": "completed", "duration_s": 60, "user_id": STAFF, "rang_out": True},
            (Verdict.CONTACT, "person_talked"),
        ),
        (
            {"status": "completed", "duration_s": 60, "reported_missed": True},
            (Verdict.OPENS, "reported_missed"),
        ),
        (
            {"status": "completed", "user_id": STAFF, "reported_missed": True},
            (Verdict.OPENS, "reported_missed"),
        ),
        (
            {
                "status": "completed",
                "duration_s": 60,
                "user_id": STAFF,
                "reported_missed": True,
            },
            (Verdict.CONTACT, "person_talked"),
        ),
    ],
)
def test_a_customers_call_is_missed_unless_a_person_talked(
    facts: dict[str, Any], expected: tuple[Verdict, str]
) -> None:
    assert verdict(call(NOON, **facts)) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"duration_s": 60}, (Verdict.CONTACT, "person_talked")),
        ({"duration_s": 14}, (Verdict.OPENS, "answered_too_short")),
        ({"duration_s": 60, "source": "voice_ai"}, (Verdict.NOTHING, "phone_menu")),
        ({"duration_s": 60, "channel": Channel.IVR_CALL}, (Verdict.NOTHING, "phone_menu")),
    ],
)
def test_any_answer_counts_where_the_settings_say_so(
    facts: dict[str, Any], expected: tuple[Verdict, str]
) -> None:
    assert verdict(call(NOON, status="completed", **facts), ANY_ANSWER) == expected


def test_a_call_back_without_a_name_counts_where_any_answer_does() -> None:
    unnamed = calls_back(NOON, user_id=None)
    assert verdict(unnamed, ANY_ANSWER) == (Verdict.CONTACT, "person_talked")


@pytest.mark.parametrize("rules", [BOTS, policy(bots=frozenset({STAFF}), any_answer=True)])
def test_a_machine_that_takes_calls_as_a_user_is_nobody(rules: Policy) -> None:
    taken = call(NOON, status="completed", duration_s=60, user_id=STAFF)
    assert verdict(taken, rules) == (Verdict.NOTHING, "bot_user")
    assert verdict(call(NOON, status="completed", duration_s=9, user_id=STAFF), rules) == (
        Verdict.OPENS,
        "answered_too_short",
    )


@pytest.mark.parametrize("channel", [Channel.OTHER, Channel.CUSTOM])
def test_a_type_nobody_knows_may_be_a_customer(channel: Channel) -> None:
    assert verdict(asks(NOON, channel=channel)) == (Verdict.OPENS, "unknown_type")


def test_what_we_sent_by_a_type_nobody_knows_answers_nobody() -> None:
    assert verdict(replies(NOON, channel=Channel.OTHER)) == (Verdict.NOTHING, "unknown_channel")


def test_inbound_texts_count_on_tracked_channels_only() -> None:
    email = asks(NOON, channel=Channel.EMAIL)
    assert verdict(asks(NOON)) == (Verdict.OPENS, "customer_text")
    assert verdict(email) == (Verdict.NOTHING, "untracked_channel")
    tracked = policy(tracked=frozenset({Channel.EMAIL}))
    assert verdict(email, tracked) == (Verdict.OPENS, "customer_text")


@pytest.mark.parametrize(
    ("channel", "reason"),
    [(Channel.COMMENT, "internal_comment"), (Channel.ACTIVITY, "activity")],
)
@pytest.mark.parametrize("direction", list(Direction))
def test_comments_and_activity_rows_never_reach_the_customer(
    channel: Channel, reason: str, direction: Direction
) -> None:
    row = replies(NOON, channel=channel, direction=direction)
    assert verdict(row) == (Verdict.NOTHING, reason)


def test_managers_and_internal_contacts_are_not_customers() -> None:
    manager = policy(managers=frozenset({"boss"}))
    colleague = policy(internal_contacts=frozenset({"boss"}))
    assert verdict(asks(NOON, contact_id="boss"), manager) == (Verdict.NOTHING, "manager")
    assert verdict(call(NOON, contact_id="boss"), colleague) == (
        Verdict.NOTHING,
        "internal_contact",
    )


def test_what_happened_before_the_floor_is_context_unless_a_webhook_brought_it() -> None:
    question = asks(NOON)
    young = policy(floor_ms=question.at_ms)
    old = policy(floor_ms=question.at_ms + 1)
    assert verdict(question, young) == (Verdict.OPENS, "customer_text")
    assert verdict(question, old) == (Verdict.NOTHING, "before_start")
    assert verdict(asks(NOON, via_webhook=True), old) == (Verdict.OPENS, "customer_text")


def test_a_message_that_is_part_of_an_issue_stays_part_of_it_when_the_floor_rises() -> None:
    risen = policy(floor_ms=asks(NOON).at_ms + 1)
    assert verdict(asks(NOON, issue_id=3), risen) == (Verdict.OPENS, "customer_text")


def test_the_decision_carries_what_a_reader_needs() -> None:
    assert decide(calls_back(NOON, duration_s=7), policy()) == Decision(
        Verdict.ATTEMPT, "too_short", "7 s"
    )
    assert decide(automated(NOON), policy()) == Decision(Verdict.NOTHING, "automation", "workflow")
    unknown = message(NOON, direction=Direction.OUTBOUND, channel=Channel.OTHER, source="app")
    assert decide(unknown, policy()) == Decision(Verdict.NOTHING, "unknown_channel", "")
