"""The simulator against GHL's documented behaviour, over loopback HTTP; no client of ours in it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
import requests

from sentinel_cli.simulator import (
    ALL_SCOPES,
    Call,
    Contact,
    Conversation,
    Limits,
    Message,
    Placement,
    Simulator,
    Style,
    User,
)
from sentinel_cli.simulator.__main__ import main
from sentinel_cli.simulator.people import CALLER, CUSTOMER, STAFF, settle
from sentinel_cli.simulator.simulator import LOCATION_ID

SAMPLES = Path(__file__).parent / "samples"
NOON = 1_775_060_700_000
PATIENCE_S = 5.0


class Clock:
    """A clock that stands still until told otherwise."""

    def __init__(self, at_ms: int = NOON) -> None:
        self.at_ms = at_ms

    def __call__(self) -> int:
        return self.at_ms


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sim(clock: Clock) -> Iterator[Simulator]:
    simulator = Simulator(clock=clock)
    settle(simulator.world)
    with simulator.running():
        yield simulator


def ask(
    sim: Simulator,
    path: str,
    *,
    body: Any = None,
    headers: dict[str, str | None] | None = None,
    timeout: float = PATIENCE_S,
    **query: Any,
) -> requests.Response:
    """One request as GHL wants it (a body makes it a POST); `headers` overrides, None removes."""
    given: dict[str, str | None] = {
        "Authorization": f"Bearer {sim.gate.token}",
        "Version": "2021-07-28",
        "User-Agent": "sentinel-tests",
        **(headers or {}),
    }
    return requests.request(
        "GET" if body is None else "POST",
        sim.base_url + path,
        params=query,
        json=body,
        headers={name: value for name, value in given.items() if value is not None},
        timeout=timeout,
        allow_redirects=False,
    )


def search(sim: Simulator, **query: Any) -> Any:
    reply = ask(sim, "/conversations/search", locationId=sim.world.location_id, **query)
    assert reply.status_code == 200, reply.text
    return reply.json()


def thread(sim: Simulator, conversation_id: str, **query: Any) -> Any:
    reply = ask(sim, f"/conversations/{conversation_id}/messages", **query)
    assert reply.status_code == 200, reply.text
    return reply.json()["messages"]


def text(sim: Simulator, contact_id: str = CUSTOMER.id, **body: Any) -> requests.Response:
    body = {"type": "SMS", "contactId": contact_id, "message": "Hello", **body}
    return ask(sim, "/conversations/messages", body=body)


def crowd(sim: Simulator, dates: list[int]) -> list[str]:
    """One conversation for each date; their ids in the same order."""
    people = [sim.world.add_contact(Contact(first_name=f"P{n}")) for n in range(len(dates))]
    return [
        sim.customer_writes(person.id, "Hi", at_ms=at_ms).conversation_id
        for person, at_ms in zip(people, dates, strict=True)
    ]


@contextmanager
def asking_aside(sim: Simulator, path: str, **query: Any) -> Iterator[list[int]]:
    """A request from another thread that hangs inside the `with` and is released at its end."""
    replies: list[int] = []
    asking = threading.Thread(target=lambda: replies.append(ask(sim, path, **query).status_code))
    asking.start()
    assert sim.requests.wait_for(path, timeout_s=PATIENCE_S)
    yield replies
    while asking.is_alive():
        sim.release()
        asking.join(0.01)


# §3 conversations/search


def test_search_rows_have_the_keys_of_the_recorded_sample(sim: Simulator) -> None:
    sim.staff_replies(CUSTOMER.id, "He is 10 minutes away", user_id=STAFF[0].id)
    sample = json.loads((SAMPLES / "api_conversations_search.json").read_text())
    found = search(sim)
    assert set(found) == set(sample)
    (row,), (recorded,) = found["conversations"], sample["conversations"]
    assert set(row) == set(recorded)
    differing = {"id", "dateAdded", "dateUpdated"}
    assert {k: v for k, v in row.items() if k not in differing} == {
        k: v for k, v in recorded.items() if k not in differing
    }


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"locationId": ""},
        {"locationId": LOCATION_ID, "limit": 101},
        {"locationId": LOCATION_ID, "limit": 0},
        {"locationId": LOCATION_ID, "limit": "many"},
        {"locationId": LOCATION_ID, "phone": "+12145550143"},
        {"locationId": LOCATION_ID, "sort": "newest"},
        {"locationId": LOCATION_ID, "sortBy": "date"},
        {"locationId": LOCATION_ID, "status": "open"},
        {"locationId": LOCATION_ID, "startAfterDate": "yesterday"},
    ],
)
def test_search_refuses_what_is_not_documented(sim: Simulator, query: dict[str, Any]) -> None:
    reply = ask(sim, "/conversations/search", **query)
    assert reply.status_code == 422
    assert isinstance(reply.json()["message"], list)


def test_search_shows_twenty_rows_unless_told_and_a_hundred_at_most(sim: Simulator) -> None:
    crowd(sim, [NOON - n for n in range(105)])
    assert len(search(sim)["conversations"]) == 20
    found = search(sim, limit=100)
    assert (len(found["conversations"]), found["total"]) == (100, 105)


def test_search_is_newest_first_and_pages_by_the_last_rows_date(sim: Simulator) -> None:
    ids = crowd(sim, [NOON - 1000 * n for n in range(5)])
    first = search(sim, limit=3)["conversations"]
    second = search(sim, limit=3, startAfterDate=first[-1]["sort"][0])["conversations"]
    assert [row["id"] for row in first + second] == ids


def test_search_ascending_pages_upwards(sim: Simulator) -> None:
    ids = crowd(sim, [NOON - 2000, NOON - 1000, NOON])
    rows = search(sim, sort="asc", startAfterDate=NOON - 2000)["conversations"]
    assert [row["id"] for row in rows] == ids[1:]


def test_rows_tied_with_the_cursor_are_skipped_unless_asked_a_millisecond_aside(
    sim: Simulator,
) -> None:
    ids = crowd(sim, [NOON, NOON - 1, NOON - 1, NOON - 1, NOON - 2])
    page = search(sim, limit=2)["conversations"]
    cursor = page[-1]["sort"][0]
    trapped = search(sim, startAfterDate=cursor)["conversations"]
    safe = search(sim, startAfterDate=cursor + 1)["conversations"]
    assert [row["id"] for row in trapped] == ids[4:]
    assert {row["id"] for row in page + safe} == set(ids)


def test_start_and_end_date_look_at_the_conversations_creation(
    sim: Simulator, clock: Clock
) -> None:
    (old,) = crowd(sim, [NOON])
    clock.at_ms = NOON + 1000
    sim.world.add_message(Message(contact_id=sim.world.thread(old).contact.id, body="new"))
    assert search(sim, startDate=NOON + 1)["conversations"] == []
    assert [row["id"] for row in search(sim, endDate=NOON)["conversations"]] == [old]


def test_a_late_index_hides_a_message_from_the_search_only(sim: Simulator, clock: Clock) -> None:
    sim.world.index_lag_ms = 5000
    late = sim.customer_writes(CUSTOMER.id, "Hello?")
    assert search(sim)["conversations"] == []
    assert len(thread(sim, late.conversation_id)["messages"]) == 1
    clock.at_ms = NOON + 5000
    assert search(sim)["conversations"][0]["lastMessageBody"] == "Hello?"


def test_search_filters(sim: Simulator) -> None:
    sim.customer_writes(CUSTOMER.id, "Hi", at_ms=NOON - 9)
    sim.workflow_replies(CUSTOMER.id, "Thanks for texting!", at_ms=NOON - 8)
    sim.customer_calls(CALLER.id, at_ms=NOON)

    def names(**query: Any) -> list[str]:
        return [row["fullName"] for row in search(sim, **query)["conversations"]]

    assert names(contactId=CUSTOMER.id) == ["Dana Ruiz"]
    assert names(lastMessageDirection="inbound") == ["Marcus"]
    assert names(lastMessageType="TYPE_CALL") == ["Marcus"]
    assert names(lastMessageAction="automated") == ["Dana Ruiz"]
    assert names(query="dana@") == ["Dana Ruiz"]
    assert names(status="unread") == ["Marcus", "Dana Ruiz"]
    assert names(status="read") == []


def test_the_last_manual_date_is_of_either_direction(sim: Simulator) -> None:
    sim.customer_writes(CUSTOMER.id, "Hi", at_ms=NOON - 5)
    sim.workflow_replies(CUSTOMER.id, "Thanks!", user_id=STAFF[0].id, at_ms=NOON)
    (row,) = search(sim)["conversations"]
    assert (row["lastManualMessageDate"], row["lastMessageDate"]) == (NOON - 5, NOON)
    assert row["lastOutboundMessageAction"] == "automated"


def test_a_contact_may_have_two_sibling_conversations(sim: Simulator) -> None:
    sim.customer_writes(CUSTOMER.id, "Hi")
    sibling = sim.world.add_conversation(Conversation(contact_id=CUSTOMER.id))
    sim.customer_calls(CUSTOMER.id, conversation_id=sibling.id)
    rows = search(sim, contactId=CUSTOMER.id)["conversations"]
    assert len({row["id"] for row in rows}) == 2


def test_a_location_that_is_not_the_tokens_is_forbidden(sim: Simulator) -> None:
    assert ask(sim, "/conversations/search", locationId="elsewhere").status_code == 403


# §4 conversations/{id}/messages


def test_thread_rows_have_the_keys_of_the_recorded_sample(sim: Simulator) -> None:
    sim.customer_calls(CUSTOMER.id, at_ms=NOON - 3)
    sim.customer_writes(CUSTOMER.id, "Hi, is my tech on the way?", at_ms=NOON - 2)
    sim.workflow_replies(CUSTOMER.id, "Thanks!", user_id=STAFF[0].id, at_ms=NOON - 1)
    last = sim.staff_replies(CUSTOMER.id, "Soon", user_id=STAFF[0].id, at_ms=NOON)
    sample = json.loads((SAMPLES / "api_conversation_messages.json").read_text())["messages"]
    found = thread(sim, last.conversation_id)
    assert set(found) == set(sample)
    shapes = [(set(row), row["type"], row["messageType"]) for row in found["messages"]]
    assert shapes == [(set(row), row["type"], row["messageType"]) for row in sample["messages"]]
    assert found["messages"][3]["meta"] == sample["messages"][3]["meta"]
    assert found["messages"][0]["dateAdded"] == "2026-04-01T16:25:00.000Z"


def test_a_thread_is_newest_first_and_pages_by_the_last_message_id(sim: Simulator) -> None:
    rows = [sim.customer_writes(CUSTOMER.id, str(n), at_ms=NOON - n) for n in range(25)]
    conversation_id = rows[0].conversation_id
    first = thread(sim, conversation_id)
    second = thread(sim, conversation_id, lastMessageId=first["lastMessageId"])
    assert (len(first["messages"]), first["nextPage"]) == (20, True)
    assert (len(second["messages"]), second["nextPage"]) == (5, False)
    bodies = [row["body"] for row in first["messages"] + second["messages"]]
    assert bodies == [str(n) for n in range(25)]
    assert len(thread(sim, conversation_id, limit=100)["messages"]) == 25


def test_source_stands_on_outbound_rows_only(sim: Simulator) -> None:
    row = sim.happens(Message(contact_id=CUSTOMER.id, source="app", body="Hi"))
    assert "source" not in thread(sim, row.conversation_id)["messages"][0]


@pytest.mark.parametrize(
    ("placement", "facts"),
    [
        (Placement.META_CALL, {"meta": {"call": {"duration": 95, "status": "voicemail"}}}),
        (Placement.META, {"meta": {"callDuration": 95, "callStatus": "voicemail"}}),
        (Placement.ROOT, {"callDuration": 95, "callStatus": "voicemail"}),
        (Placement.STATUS, {}),
    ],
)
def test_call_facts_may_stand_in_four_places(
    sim: Simulator, placement: Placement, facts: dict[str, Any]
) -> None:
    call = Call(duration_s=95, status="voicemail", placement=placement)
    added = sim.happens(
        Message(
            contact_id=CUSTOMER.id,
            message_type="TYPE_CALL",
            direction="outbound",
            status="completed",
            call=call,
        )
    )
    (row,) = thread(sim, added.conversation_id)["messages"]
    names = {"meta", "callDuration", "callStatus"}
    assert {name: value for name, value in row.items() if name in names} == facts
    assert row["status"] == "completed"


def test_rows_may_go_without_a_key_and_name_the_app_that_sent_them(sim: Simulator) -> None:
    row = sim.happens(
        Message(
            contact_id=CUSTOMER.id,
            message_type="TYPE_CAMPAIGN_SMS",
            direction="outbound",
            source="campaign",
            app_id="66aa0000000000000000beef",
            omitted=("direction",),
        )
    )
    shown = next(r for r in thread(sim, row.conversation_id)["messages"] if r["id"] == row.id)
    assert "direction" not in shown
    assert shown["meta"] == {"marketplace": {"appId": "66aa0000000000000000beef"}}


@pytest.mark.parametrize("kind", ["TYPE_RCS", "TYPE_CUSTOM_CALL", "TYPE_PIGEON"])
def test_customers_write_and_call_by_any_type(sim: Simulator, kind: str) -> None:
    if kind.endswith("CALL"):
        row = sim.customer_calls(CUSTOMER.id, message_type=kind, status="missed")
    else:
        row = sim.customer_writes(CUSTOMER.id, "hello", message_type=kind)
    shown = next(r for r in thread(sim, row.conversation_id)["messages"] if r["id"] == row.id)
    assert (shown["messageType"], shown["type"]) == (kind, 0)


def test_an_outbound_call_to_voicemail_is_completed_with_its_own_status(sim: Simulator) -> None:
    call = sim.staff_calls(CUSTOMER.id, user_id=STAFF[0].id, call_status="voicemail")
    (row,) = thread(sim, call.conversation_id)["messages"]
    assert (row["status"], row["meta"]["call"]["status"]) == ("completed", "voicemail")


@pytest.mark.parametrize(
    "kind", ["TYPE_VOICEMAIL", "TYPE_INTERNAL_COMMENT", "TYPE_ACTIVITY_OPPORTUNITY", "TYPE_EMAIL"]
)
def test_rows_of_every_kind_are_in_the_thread(sim: Simulator, kind: str) -> None:
    added = sim.happens(
        Message(
            contact_id=CUSTOMER.id, message_type=kind, direction="outbound", user_id=STAFF[0].id
        )
    )
    (row,) = thread(sim, added.conversation_id)["messages"]
    assert (row["messageType"], row["userId"]) == (kind, STAFF[0].id)


def test_a_scheduled_text_is_in_the_thread_but_moves_no_conversation(sim: Simulator) -> None:
    hello = sim.customer_writes(CUSTOMER.id, "Hi", at_ms=NOON - 5)
    later = sim.staff_replies(CUSTOMER.id, "Later", user_id=STAFF[0].id, status="scheduled")
    assert thread(sim, hello.conversation_id)["messages"][0]["status"] == "scheduled"
    assert search(sim)["conversations"][0]["lastMessageDate"] == NOON - 5
    sim.world.change_message(later.id, status="sent")
    assert search(sim)["conversations"][0]["lastMessageDate"] == NOON


def test_a_status_changes_in_place_and_a_retry_comes_under_a_new_id(sim: Simulator) -> None:
    reply = sim.staff_replies(CUSTOMER.id, "Soon", user_id=STAFF[0].id, status="pending")
    sim.world.change_message(reply.id, status="failed")
    assert thread(sim, reply.conversation_id)["messages"][0]["status"] == "failed"
    again = sim.world.retry_message(reply.id)
    rows = thread(sim, reply.conversation_id)["messages"]
    assert [(row["id"], row["status"]) for row in rows] == [(again.id, "delivered")]
    assert again.id != reply.id


def test_an_unknown_conversation_is_a_404(sim: Simulator) -> None:
    assert ask(sim, "/conversations/nope/messages").status_code == 404


# §5 export


def test_export_refuses_less_than_ten_and_hides_user_ids(sim: Simulator) -> None:
    for n in range(12):
        sim.staff_replies(CUSTOMER.id, str(n), user_id=STAFF[0].id, at_ms=NOON - n)
    where: dict[str, Any] = {"locationId": sim.world.location_id}
    path = "/conversations/messages/export"
    assert ask(sim, path, limit=9, **where).status_code == 422
    first = ask(sim, path, limit=10, **where).json()
    rest = ask(sim, path, limit=10, cursor=first["nextCursor"], **where).json()
    rows = first["messages"] + rest["messages"]
    assert [row["body"] for row in rows] == [str(n) for n in range(12)]
    assert not any("userId" in row for row in rows)
    assert (first["total"], rest["nextCursor"]) == (12, None)


# §6 sending


def test_a_sent_text_is_queued_and_appears_outbound_from_the_api(sim: Simulator) -> None:
    reply = text(sim, message="Summary")
    assert reply.status_code == 201
    assert set(reply.json()) == {"conversationId", "messageId", "traceId"}
    (row,) = thread(sim, reply.json()["conversationId"])["messages"]
    assert {name: row.get(name) for name in ("id", "direction", "status", "source", "userId")} == {
        "id": reply.json()["messageId"],
        "direction": "outbound",
        "status": "queued",
        "source": "api",
        "userId": None,
    }
    assert [sent.body for sent in sim.world.sent()] == ["Summary"]


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ({"dnd": True}, None, "DND is active for SMS."),
        ({"unsubscribed": True}, "CONVERSATIONS_MSG_UNSUBSCRIBED_SMS", "unsubscribed"),
        ({"deleted": True}, "CONVERSATIONS_CONTACT_NOT_FOUND", "not found"),
        ({"merged_into": CALLER.id}, "CONVERSATIONS_CONTACT_NOT_FOUND", "not found"),
    ],
)
def test_who_cannot_be_reached_is_a_400_that_says_why(
    sim: Simulator, change: dict[str, Any], code: str | None, words: str
) -> None:
    sim.world.change_contact(CUSTOMER.id, **change)
    reply = text(sim)
    assert (reply.status_code, reply.json().get("canonicalCode")) == (400, code)
    assert words in reply.json()["message"]
    assert sim.world.sent() == ()


@pytest.mark.parametrize(
    "fault", [{"message": ""}, {"type": "Pigeon"}, {"contactId": 7}, {"to": "+12145550143"}]
)
def test_a_wrong_send_is_a_422_with_a_list_of_messages(
    sim: Simulator, fault: dict[str, Any]
) -> None:
    reply = text(sim, **fault)
    assert reply.status_code == 422
    assert all(isinstance(line, str) for line in reply.json()["message"])


def test_texts_over_1600_characters_fail(sim: Simulator) -> None:
    assert text(sim, message="x" * 1600).status_code == 201
    assert text(sim, message="x" * 1601).status_code == 400


def test_the_same_text_twice_is_two_texts(sim: Simulator) -> None:
    assert text(sim).json()["messageId"] != text(sim).json()["messageId"]
    assert len(sim.world.sent()) == 2


def test_a_stop_text_unsubscribes(sim: Simulator) -> None:
    sim.customer_writes(CUSTOMER.id, " stop ")
    assert text(sim).json()["canonicalCode"] == "CONVERSATIONS_MSG_UNSUBSCRIBED_SMS"


# §7 transcripts, §8 contacts and users


@pytest.mark.parametrize("shape", ["transcriptions", "data", "bare"])
def test_a_transcript_may_be_wrapped_late_and_of_one_version_only(
    sim: Simulator, shape: str
) -> None:
    call = sim.customer_calls(CALLER.id, status="voicemail")
    path = f"/conversations/locations/{sim.world.location_id}/messages/{call.id}/transcription"
    form = {"said": "The pump is loud.", "shape": shape, "after_s": "60"}
    curl(sim, f"/messages/{call.id}/transcript", form)
    assert ask(sim, path).status_code == 404

    sim.world.change_message(call.id, transcript_ms=0)
    told = ask(sim, path).json()
    row = told if shape == "bare" else told[shape][0]
    assert (row["transcript"], row["mediaChannel"]) == ("The pump is loud.", 1)

    curl(sim, "/settings", {"transcript_version": "2021-04-15"})
    assert ask(sim, path).json()["message"] == "version header is invalid"
    curl(sim, "/settings", {"transcript_version": "", "transcribes": "false"})
    assert ask(sim, path).status_code == 404


def test_a_transcript_is_a_list_of_sentences_once_there_is_one(sim: Simulator) -> None:
    call = sim.customer_calls(CUSTOMER.id, status="completed", duration_s=40)
    path = f"/conversations/locations/{sim.world.location_id}/messages/{call.id}/transcription"
    assert ask(sim, path).status_code == 404
    sim.world.change_message(call.id, transcript=("Hi.", "The pump is loud."))
    rows = ask(sim, path).json()
    assert [row["transcript"] for row in rows] == ["Hi.", "The pump is loud."]
    keys = {"mediaChannel", "sentenceIndex", "startTime", "endTime", "transcript", "confidence"}
    assert set(rows[0]) == keys


def test_a_contact_tells_its_location_and_has_no_name(sim: Simulator) -> None:
    row = ask(sim, f"/contacts/{CUSTOMER.id}").json()["contact"]
    assert row["locationId"] == sim.world.location_id
    assert (row["firstName"], row["fullNameLowerCase"]) == ("Dana", "dana ruiz")
    assert row["tags"] == ["customer", "weekly"]
    assert "name" not in row


def test_a_merged_contact_dies_and_its_conversation_lives_on(sim: Simulator) -> None:
    hello = sim.customer_writes(CUSTOMER.id, "Hi")
    sim.world.merge_contacts(CUSTOMER.id, into=CALLER.id)
    assert ask(sim, f"/contacts/{CUSTOMER.id}").status_code == 400
    assert search(sim, contactId=CUSTOMER.id)["conversations"] == []
    (row,) = search(sim, contactId=CALLER.id)["conversations"]
    assert row["id"] == hello.conversation_id
    assert thread(sim, row["id"])["messages"][0]["contactId"] == CALLER.id


def test_users_are_listed_and_an_unknown_one_is_a_401(sim: Simulator) -> None:
    sim.world.add_user(User(id="uGone", name="Al", deleted=True))
    rows = ask(sim, "/users/", locationId=sim.world.location_id).json()["users"]
    assert [(row["id"], row["deleted"]) for row in rows][-1] == ("uGone", True)
    assert set(rows[0]) == {"id", "name", "email", "phone", "roles", "deleted"}
    unknown = ask(sim, "/users/uNobody")
    assert (unknown.status_code, unknown.json()["message"]) == (401, "The user does not exist.")


# §9 headers, limits, errors


@pytest.mark.parametrize(
    ("headers", "status", "words"),
    [
        ({"Authorization": None}, 401, "Invalid JWT"),
        ({"Authorization": "Bearer eyJhbGciOi"}, 401, "Invalid JWT"),
        ({"Authorization": "Bearer pit-wrong"}, 401, "Invalid Private Integration token"),
        ({"Version": None}, 401, "version header"),
        ({"Version": "1999-01-01"}, 401, "version header"),
        ({"User-Agent": "python-requests/2.32.0"}, 403, "1010"),
    ],
)
def test_who_may_not_come_in(
    sim: Simulator, headers: dict[str, str | None], status: int, words: str
) -> None:
    reply = ask(sim, f"/contacts/{CUSTOMER.id}", headers=headers)
    assert reply.status_code == status
    assert words in reply.text


def test_a_missing_scope_is_a_401_of_its_own(sim: Simulator) -> None:
    sim.gate.scopes = ALL_SCOPES - {"conversations/message.write"}
    reply = text(sim)
    assert reply.status_code == 401
    assert reply.json()["message"] == "The token is not authorized for this scope."
    assert ask(sim, f"/contacts/{CUSTOMER.id}").status_code == 200


def test_the_hundred_and_first_request_in_ten_seconds_is_refused(
    sim: Simulator, clock: Clock
) -> None:
    path = f"/contacts/{CUSTOMER.id}"
    first = ask(sim, path)
    told = {name: first.headers[name] for name in first.headers if name.startswith("X-Rate")}
    assert told == {
        "X-RateLimit-Max": "100",
        "X-RateLimit-Remaining": "99",
        "X-RateLimit-Interval-Milliseconds": "10000",
        "X-RateLimit-Limit-Daily": "200000",
        "X-RateLimit-Daily-Remaining": "199999",
    }
    assert [ask(sim, path).status_code for _ in range(99)] == [200] * 99
    refused = ask(sim, path)
    assert (refused.status_code, refused.headers["X-RateLimit-Remaining"]) == (429, "0")
    assert "Retry-After" not in refused.headers
    clock.at_ms += 10_000
    assert ask(sim, path).status_code == 200


def test_a_429_says_when_to_come_back_if_configured(sim: Simulator, clock: Clock) -> None:
    sim.gate.limits = Limits(burst=1, retry_after=True)
    ask(sim, f"/contacts/{CUSTOMER.id}")
    clock.at_ms += 2500
    assert ask(sim, f"/contacts/{CUSTOMER.id}").headers["Retry-After"] == "8"


def test_the_day_ends_at_its_limit_however_long_one_waits(sim: Simulator, clock: Clock) -> None:
    sim.gate.limits = Limits(daily=1)
    ask(sim, f"/contacts/{CUSTOMER.id}")
    clock.at_ms += 60_000
    refused = ask(sim, f"/contacts/{CUSTOMER.id}")
    assert refused.status_code == 429
    assert refused.headers["X-RateLimit-Daily-Remaining"] == "0"
    clock.at_ms += 86_400_000
    assert ask(sim, f"/contacts/{CUSTOMER.id}").status_code == 200


def test_unknown_routes_are_json_too(sim: Simulator) -> None:
    reply = ask(sim, "/conversations/")
    assert (reply.status_code, reply.json()["message"]) == (404, "Cannot GET /conversations/")


# Faults


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        ("token_invalid", 401, "Invalid Private Integration token"),
        ("jwt_invalid", 401, "Invalid JWT"),
        ("scope_missing", 401, "not authorized for this scope."),
        ("version_missing", 401, "version header"),
        ("user_unknown", 401, "The user does not exist."),
        ("blocked", 403, "1010"),
        ("too_many", 429, "Too Many"),
        ("daily_exhausted", 429, "Too Many"),
        ("server_error", 500, "Internal"),
        ("html", 200, "<html>"),
        ("no_body", 200, ""),
        ("invalid", 422, "should not exist"),
        ("dnd", 400, "DND"),
        ("unsubscribed", 400, "UNSUBSCRIBED_SMS"),
        ("contact_not_found", 400, "CONTACT_NOT_FOUND"),
    ],
)
def test_a_canned_fault_comes_as_often_as_asked_and_carries_nothing_out(
    sim: Simulator, kind: str, status: int, words: str
) -> None:
    sim.fault(kind, route="POST /conversations/*", times=2)
    replies = [text(sim) for _ in range(3)]
    assert [reply.status_code for reply in replies] == [status, status, 201]
    assert words in replies[0].text
    assert len(sim.world.sent()) == 1


def test_a_fault_hits_its_route_only_and_stays_until_cleared(sim: Simulator) -> None:
    sim.fault("server_error", route="/contacts/*", status=503)
    assert [ask(sim, f"/contacts/{CUSTOMER.id}").status_code for _ in range(3)] == [503] * 3
    assert text(sim).status_code == 201
    sim.faults.clear()
    assert ask(sim, f"/contacts/{CUSTOMER.id}").status_code == 200


def test_limits_as_faults_carry_their_headers(sim: Simulator) -> None:
    sim.fault("too_many", seconds=7, times=1)
    sim.fault("daily_exhausted", times=1)
    assert text(sim).headers["Retry-After"] == "7"
    assert text(sim).headers["X-RateLimit-Daily-Remaining"] == "0"


def test_the_flat_thread_holds_what_the_nested_one_does(sim: Simulator) -> None:
    path = f"/conversations/{sim.customer_writes(CUSTOMER.id, 'Hi').conversation_id}/messages"
    nested = ask(sim, path).json()["messages"]
    sim.fault("flat")
    flat = ask(sim, path).json()
    assert {name: flat[name] for name in nested} == nested


def test_shapes_can_be_wrong_empty_or_anything(sim: Simulator) -> None:
    path = f"/conversations/{sim.customer_writes(CUSTOMER.id, 'Hi').conversation_id}/messages"
    sim.fault("wrong_shape", times=1)
    assert isinstance(ask(sim, path).json()["messages"], list)
    sim.fault("empty", times=1)
    empty = ask(sim, path).json()["messages"]
    assert empty == {"lastMessageId": None, "nextPage": False, "messages": []}
    sim.fault("alter", alter=lambda answer: [answer["messages"]["messages"][0]["body"]], times=1)
    assert ask(sim, path).json() == ["Hi"]
    sim.fault("answer", status=520, body={"tea": True}, times=1)
    assert (ask(sim, path).status_code, ask(sim, path).status_code) == (520, 200)


def test_a_redirect_names_where_to(sim: Simulator) -> None:
    sim.fault("redirect", location="http://127.0.0.1:1/elsewhere")
    reply = text(sim)
    assert (reply.status_code, reply.headers["Location"]) == (302, "http://127.0.0.1:1/elsewhere")


def test_a_cut_body_breaks_in_the_middle(sim: Simulator) -> None:
    sim.fault("cut")
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        ask(sim, f"/contacts/{CUSTOMER.id}")


def test_a_dripping_body_arrives_whole_in_the_end(sim: Simulator) -> None:
    sim.fault("drip", seconds=0.0001)
    assert ask(sim, f"/contacts/{CUSTOMER.id}").json()["contact"]["id"] == CUSTOMER.id


@pytest.mark.parametrize(("kind", "sent"), [("drop", 0), ("lost", 1)])
def test_a_dropped_send_did_not_happen_a_lost_one_did(sim: Simulator, kind: str, sent: int) -> None:
    sim.fault(kind, times=1)
    with pytest.raises(requests.ConnectionError):
        text(sim)
    assert len(sim.world.sent()) == sent


@pytest.mark.parametrize(("kind", "sent"), [("hang", 0), ("hang_after", 1)])
def test_a_client_that_gives_up_on_a_hanging_send_cannot_know(
    sim: Simulator, kind: str, sent: int
) -> None:
    sim.fault(kind, route="POST *", times=1)
    body = {"type": "SMS", "contactId": CUSTOMER.id, "message": "Hello"}
    with pytest.raises(requests.ReadTimeout):
        ask(sim, "/conversations/messages", body=body, timeout=0.3)
    assert sim.requests.wait_for("POST /conversations/messages", timeout_s=PATIENCE_S)
    assert len(sim.world.sent()) == sent


def test_a_hanging_request_is_answered_when_released(sim: Simulator) -> None:
    sim.fault("hang", times=1)
    with asking_aside(sim, "/users/", locationId=sim.world.location_id) as replies:
        assert replies == []
    assert replies == [200]


def test_stopping_ends_every_hang_at_once(clock: Clock) -> None:
    sim = Simulator(clock=clock)
    sim.fault("hang")
    broken: list[bool] = []

    def asks() -> None:
        with pytest.raises(requests.ConnectionError):
            ask(sim, "/users/")
        broken.append(True)

    asking = [threading.Thread(target=asks) for _ in range(3)]
    with sim.running():
        for thread_ in asking:
            thread_.start()
        assert sim.requests.wait_for(count=3, timeout_s=PATIENCE_S)
    for thread_ in asking:
        thread_.join(PATIENCE_S)
    assert broken == [True] * 3


def test_several_requests_are_answered_while_one_hangs(sim: Simulator) -> None:
    sim.fault("hang", route="/users/", times=1)
    with asking_aside(sim, "/users/", locationId=sim.world.location_id) as replies:
        assert [ask(sim, f"/contacts/{CUSTOMER.id}").status_code for _ in range(9)] == [200] * 9
        assert replies == []


# The server and its records


def test_every_request_is_kept_as_it_came(sim: Simulator, clock: Clock) -> None:
    clock.at_ms += 5
    text(sim, message="Hello")
    search(sim, limit=7)
    posted, searched = sim.requests.matching()
    assert (posted.method, posted.path, posted.at_ms) == (
        "POST",
        "/conversations/messages",
        NOON + 5,
    )
    assert posted.body == {"type": "SMS", "contactId": CUSTOMER.id, "message": "Hello"}
    assert searched.query == {"locationId": sim.world.location_id, "limit": "7"}
    assert searched.headers["version"] == "2021-07-28"
    assert sim.requests.count("GET *") == 1


def test_the_state_outlives_a_restart(clock: Clock) -> None:
    sim = Simulator(clock=clock)
    settle(sim.world)
    with sim.running():
        text(sim)
    with pytest.raises(RuntimeError):
        _ = sim.base_url
    with sim.running():
        assert search(sim)["total"] == 1


def test_a_thousand_conversations_are_swept_in_ten_pages(sim: Simulator) -> None:
    ids = crowd(sim, [NOON - 10 * n for n in range(1000)])
    seen: list[str] = []
    cursor: dict[str, int] = {}
    for _ in range(10):
        page = search(sim, limit=100, **cursor)["conversations"]
        seen += [row["id"] for row in page]
        cursor = {"startAfterDate": page[-1]["sort"][0]}
    assert seen == ids


def test_the_fixture_runs(simulator: Simulator) -> None:
    assert ask(simulator, "/users/", locationId=simulator.world.location_id).ok


# Webhooks


@contextmanager
def receiver() -> Iterator[tuple[str, list[tuple[str, Any]]]]:
    """A real receiver on loopback that notes what it gets."""
    got: list[tuple[str, Any]] = []

    def app(environ: dict[str, Any], start: Any) -> list[bytes]:
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        path = f"{environ['PATH_INFO']}?{environ['QUERY_STRING']}".rstrip("?")
        got.append((path, json.loads(body)))
        start("200 OK", [("Content-Length", "2")])
        return [b"{}"]

    with make_server("127.0.0.1", 0, app, handler_class=Quiet) as server:
        running = threading.Thread(target=server.serve_forever, args=(0.01,))
        running.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", got
        finally:
            server.shutdown()
            running.join()


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


@pytest.fixture
def posting(clock: Clock) -> Iterator[tuple[Simulator, list[tuple[str, Any]]]]:
    with receiver() as (url, got):
        sim = Simulator(clock=clock, webhook_url=url, webhook_secret="hush")
        settle(sim.world)
        yield sim, got


def test_a_customers_text_is_posted_as_the_free_workflow_does(
    posting: tuple[Simulator, list[tuple[str, Any]]],
) -> None:
    sim, got = posting
    message = sim.customer_writes(CUSTOMER.id, "Is anyone coming?", at_ms=NOON - 5)
    sample = json.loads((SAMPLES / "workflow_customer_replied.json").read_text())
    ((path, payload),) = got
    assert path == "/webhook/ghl"
    assert payload["message"] == {"type": 2, "body": "Is anyone coming?"}
    assert payload["customData"] == {"secret": "hush"}
    assert (payload["contact_id"], payload["tags"]) == (CUSTOMER.id, "customer,weekly")
    assert set(payload) == set(sample) - {"Preferred Technician", "Services Wanted"}
    for hidden in (message.id, message.conversation_id, "dateAdded", "messageId"):
        assert hidden not in json.dumps(payload)


def test_a_missed_call_is_posted_to_its_own_route_and_an_answered_one_not_at_all(
    posting: tuple[Simulator, list[tuple[str, Any]]],
) -> None:
    sim, got = posting
    sim.customer_calls(CALLER.id)
    sim.customer_calls(CALLER.id, status="completed", duration_s=60)
    ((path, payload),) = got
    assert path == "/webhook/ghl/unanswered_call"
    assert (payload["contact_id"], "message" in payload) == (CALLER.id, False)


def test_an_app_event_is_flat_and_has_ids_and_the_true_date(
    posting: tuple[Simulator, list[tuple[str, Any]]],
) -> None:
    sim, got = posting
    reply = sim.staff_replies(
        CUSTOMER.id, "Soon", user_id=STAFF[0].id, at_ms=NOON - 5000, webhook=Style.EVENT
    )
    sample = json.loads((SAMPLES / "app_outbound_sms.json").read_text())
    ((path, payload),) = got
    assert path == "/webhook/ghl?secret=hush"
    assert set(payload) == set(sample)
    assert (payload["messageId"], payload["type"]) == (reply.id, "OutboundMessage")
    assert payload["dateAdded"] == "2026-04-01T16:24:55.000Z"


def test_webhooks_can_be_lost_late_and_repeated(
    posting: tuple[Simulator, list[tuple[str, Any]]],
) -> None:
    sim, got = posting
    lost = sim.customer_writes(CUSTOMER.id, "Hi", webhook=Style.NONE)
    assert got == []
    for _ in range(2):
        sim.announce(lost.id, style=Style.WORKFLOW)
    assert got[0] == got[1]
    assert [post.status for post in sim.webhooks.posts] == [200, 200]


def test_stop_texts_and_outbound_rows_start_no_workflow(
    posting: tuple[Simulator, list[tuple[str, Any]]],
) -> None:
    sim, got = posting
    sim.customer_writes(CUSTOMER.id, "STOP")
    reply = sim.staff_replies(CALLER.id, "Hi", user_id=STAFF[0].id)
    assert sim.announce(reply.id, style=Style.WORKFLOW) is None
    assert got == []


def test_a_receiver_that_is_down_is_noted(clock: Clock) -> None:
    with receiver() as (url, _):
        pass
    sim = Simulator(clock=clock, webhook_url=url)
    settle(sim.world)
    sim.customer_writes(CUSTOMER.id, "Hi")
    assert [post.status for post in sim.webhooks.posts] == [None]


# By curl


def curl(sim: Simulator, path: str, form: Any = None, *, method: str | None = None) -> Any:
    verb = method or ("GET" if form is None else "POST")
    reply = requests.request(verb, f"{sim.base_url}/_sim{path}", data=form, timeout=PATIENCE_S)
    return reply.json() if "json" in reply.headers["Content-Type"] else reply.text


def test_a_whole_story_by_curl(sim: Simulator) -> None:
    who = f"/contacts/{CUSTOMER.id}"
    wrote = curl(sim, f"{who}/writes", {"body": "Hi", "at_ms": str(NOON - 9)})["message"]
    curl(sim, f"{who}/calls", {})
    curl(sim, f"{who}/automated", {"body": "Thanks!"})
    curl(sim, f"{who}/replied", json.dumps({"body": "Soon", "user_id": STAFF[0].id}))
    called = curl(sim, f"{who}/called", {"user_id": STAFF[0].id, "duration_s": "95"})["message"]
    curl(sim, f"/messages/{called['id']}/change", {"status": "failed"})
    rows = thread(sim, wrote["conversation_id"])["messages"]
    told = [(row["messageType"], row["direction"], row["status"]) for row in rows]
    assert sorted(told) == [
        ("TYPE_CALL", "inbound", "no-answer"),
        ("TYPE_CALL", "outbound", "failed"),
        ("TYPE_SMS", "inbound", "delivered"),
        ("TYPE_SMS", "outbound", "delivered"),
        ("TYPE_SMS", "outbound", "delivered"),
    ]
    assert rows[-1]["dateAdded"] == "2026-04-01T16:24:59.991Z"


def test_what_was_said_is_sentences_and_an_unquoted_number_keeps_its_plus(sim: Simulator) -> None:
    calls = f"/contacts/{CUSTOMER.id}/calls"
    for form, kept in (
        ({"status": "voicemail", "said": "The pump smokes"}, ["The pump smokes"]),
        (json.dumps({"said": ["It leaks.", "Call me."]}), ["It leaks.", "Call me."]),
        ({}, []),
    ):
        assert curl(sim, calls, form)["message"]["transcript"] == kept
    for written in ("phone=+12145550143", "phone=%2B12145550143"):
        assert curl(sim, "/contacts", f"first_name=Dana&{written}")["phone"] == "+12145550143"


def test_faults_and_records_by_curl(sim: Simulator) -> None:
    curl(sim, "/faults", {"kind": "server_error", "route": "POST *", "times": "1", "status": "502"})
    assert [fault["kind"] for fault in curl(sim, "/faults")] == ["server_error"]
    assert [text(sim, message="A").status_code, text(sim, message="B").status_code] == [502, 201]
    assert [row["body"] for row in curl(sim, "/sent")] == ["B"]
    assert curl(sim, "/requests?route=POST *")["count"] == 2
    curl(sim, "/faults", {"kind": "drop"})
    curl(sim, "/faults", method="DELETE")
    assert text(sim).status_code == 201
    curl(sim, "/requests", method="DELETE")
    assert sim.requests.count() == 0
    assert curl(sim, "/settings", {"latency_s": "0.001", "index_lag_ms": "7"}) == {
        "latency_s": 0.001,
        "index_lag_ms": 7,
        "transcribes": True,
        "transcript_version": None,
    }


def test_people_and_rows_by_curl(sim: Simulator) -> None:
    made = curl(sim, "/contacts", {"first_name": "Ana", "phone": "+12145550155"})
    sibling = curl(sim, "/conversations", {"contact_id": made["id"]})
    row = curl(
        sim,
        "/messages",
        json.dumps(
            {
                "contact_id": made["id"],
                "conversation_id": sibling["id"],
                "message_type": "TYPE_VOICEMAIL",
                "status": "completed",
                "call": {"duration_s": 12, "placement": "root"},
            }
        ),
    )
    assert thread(sim, sibling["id"])["messages"][0]["callDuration"] == 12
    assert curl(sim, f"/messages/{row['id']}/retry", {})["id"] != row["id"]
    curl(sim, f"/contacts/{made['id']}/change", '{"dnd": true}')
    assert text(sim, made["id"]).status_code == 400
    curl(sim, f"/contacts/{made['id']}/merge", {"into": CALLER.id})
    assert search(sim, contactId=CALLER.id)["total"] == 1


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("/contacts/cNobody/writes", {"body": "Hi"}, 404),
        (f"/contacts/{CUSTOMER.id}/sings", {}, 404),
        ("/messages/mNone/change", {"status": "failed"}, 404),
        (f"/contacts/{CUSTOMER.id}/writes", {"text": "Hi"}, 422),
        ("/faults", {"kind": "earthquake"}, 422),
        ("/settings", {"gravity": "1"}, 422),
        ("/nowhere", {}, 404),
    ],
)
def test_mistakes_by_curl_are_told(
    sim: Simulator, path: str, form: dict[str, str], status: int
) -> None:
    reply = requests.post(f"{sim.base_url}/_sim{path}", data=form, timeout=PATIENCE_S)
    assert reply.status_code == status
    assert reply.json()["message"]


def test_the_usage_is_served_and_its_options_are_told(
    sim: Simulator, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "/_sim/faults" in curl(sim, "")
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    assert "--webhook-url" in capsys.readouterr().out
