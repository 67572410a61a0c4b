"""What foreign JSON means: webhooks of every form, GHL's answers, phones, times, secrets."""

from __future__ import annotations

import html
import json
import tracemalloc
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from sentinel_cli import payload
from sentinel_cli.model import (
    Channel,
    ContactCard,
    DateSource,
    Direction,
    Head,
    LastWord,
    Message,
    Person,
    User,
    WebhookEvent,
)
from sentinel_cli.payload.secret import LONGEST_KEPT, LONGEST_SECRET

SAMPLES = Path(__file__).parent / "samples"
ARRIVED = 1775060411402  # 2026-04-01T16:20:11.402Z
TAGS = frozenset({"customer", "weekly"})
DANA = "cT4mQ7xLw0ZpR2nVb8Ka"
MARCUS = "cT8nR3yKv1YqS4mWd6Lb"
THREAD = "cV1nH8sJk3LmQ5rTy7Wz"
LOCATION = "LoC9aB3dE5fG7hJ1kL2m"
USER = "uS3rAa1Bb2Cc3Dd4Ee5F"
MINUTE = 60_000
DAY = 24 * 60 * MINUTE


def event(name: str, *, missed_call_route: bool = False, arrived_ms: int = ARRIVED) -> WebhookEvent:
    fields = payload.decode((SAMPLES / name).read_bytes(), "application/json")
    return payload.webhook_event(fields, missed_call_route=missed_call_route, arrived_ms=arrived_ms)


def said(fields: dict[str, object], *, missed_call_route: bool = False) -> Message:
    told = payload.webhook_event(
        {"contact_id": DANA, **fields}, missed_call_route=missed_call_route, arrived_ms=ARRIVED
    )
    return told.message


def rejection(body: bytes, content_type: str | None = "application/json") -> tuple[int, str]:
    with pytest.raises(payload.Rejected) as caught:
        payload.decode(body, content_type)
    assert len(caught.value.message) < 200
    return caught.value.status, caught.value.code


# --- the samples -------------------------------------------------------------------------------


def test_workflow_reply_is_a_provisional_inbound_text_dated_on_arrival() -> None:
    assert event("workflow_customer_replied.json") == WebhookEvent(
        message=Message(
            contact_id=DANA,
            at_ms=ARRIVED,
            date_source=DateSource.ARRIVAL,
            direction=Direction.INBOUND,
            channel=Channel.SMS,
            text="Hi, is my tech on the way? The pump is making a grinding noise.",
            phone="+12145550143",
            via_webhook=True,
            learnt_ms=ARRIVED,
        ),
        person=Person(contact_id=DANA, name="Dana Ruiz", phone="+12145550143", tags=TAGS),
        location_id=LOCATION,
    )


@pytest.mark.parametrize("missed_call_route", [True, False])
def test_workflow_missed_call_is_a_reported_missed_call_on_either_route(
    *, missed_call_route: bool
) -> None:
    told = event("workflow_missed_call.json", missed_call_route=missed_call_route)
    assert told.message == Message(
        contact_id=MARCUS,
        at_ms=ARRIVED,
        date_source=DateSource.ARRIVAL,
        direction=Direction.INBOUND,
        channel=Channel.CALL,
        phone="+19725550177",
        reported_missed=True,
        via_webhook=True,
        learnt_ms=ARRIVED,
    )
    marcus = Person(contact_id=MARCUS, name="Marcus", phone="+19725550177", tags=frozenset())
    assert told.person == marcus


def test_app_inbound_text_keeps_its_ids_and_its_own_date() -> None:
    told = event("app_inbound_sms.json")
    assert told.location_id == LOCATION
    assert told.message == Message(
        contact_id=DANA,
        at_ms=1775060409750,
        date_source=DateSource.WEBHOOK,
        direction=Direction.INBOUND,
        channel=Channel.SMS,
        ghl_id="mS6dF2gHj4KlZ9xCvBnM",
        conversation_id=THREAD,
        status="delivered",
        text="Hi, is my tech on the way?",
        phone="+12145550143",
        via_webhook=True,
        learnt_ms=ARRIVED,
    )


def test_app_inbound_voicemail_is_a_call_with_that_status() -> None:
    message = event("app_inbound_voicemail.json", arrived_ms=ARRIVED + 11 * MINUTE).message
    assert (message.channel, message.status, message.reported_missed) == (
        Channel.CALL,
        "voicemail",
        False,
    )
    assert message.phone == "+19725550177"


def test_app_outbound_text_names_who_sent_it_and_the_customers_number() -> None:
    message = event("app_outbound_sms.json", arrived_ms=ARRIVED + 5 * MINUTE).message
    assert (message.direction, message.source, message.user_id, message.phone) == (
        Direction.OUTBOUND,
        "app",
        USER,
        "+12145550143",
    )


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", None])
def test_a_form_is_a_text_from_its_contact(content_type: str | None) -> None:
    body = (SAMPLES / "custom_webhook_form.txt").read_bytes()
    fields = payload.decode(body, content_type)
    told = payload.webhook_event(fields, missed_call_route=False, arrived_ms=ARRIVED)
    assert told.message.text == "Is anyone coming today?"
    assert told.person == Person(contact_id=DANA, name="Dana Ruiz", phone="+12145550143")
    assert payload.secret_in(body, content_type) == "change-me"


# --- reading bodies ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "Application/JSON; charset=utf-8",
        "application/vnd.api+json",
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/octet-stream",
        "",
        None,
    ],
)
def test_json_is_understood_under_every_type_senders_give_it(content_type: str | None) -> None:
    assert payload.decode(b'\xef\xbb\xbf {"a": [1, "b", null]}', content_type) == {
        "a": [1, "b", None]
    }


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", (400, "empty_body")),
        (b" \r\n", (400, "empty_body")),
        (b"{", (400, "bad_json")),
        (b"{'a': 1}", (400, "bad_json")),
        (b'{"a": NaN}', (400, "bad_json")),
        (b'{"a": -Infinity}', (400, "bad_json")),
        (b'{"a": "\xff"}', (400, "not_utf8")),
        (b'{"a": "\xed\xa0\x80"}', (400, "not_utf8")),
        (b"[]", (400, "not_an_object")),
        (b'"text"', (400, "not_an_object")),
        (b"null", (400, "not_an_object")),
        (b"[" * 500_000, (400, "bad_json")),
        (b'{"a":' * 65 + b"1" + b"}" * 65, (400, "bad_json")),
    ],
)
def test_bodies_that_are_no_json_object_are_refused(body: bytes, expected: tuple[int, str]) -> None:
    assert rejection(body) == expected


def test_nesting_is_understood_up_to_the_limit() -> None:
    assert payload.decode(b'{"a":' * 64 + b"1" + b"}" * 64, None)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"hello there", "text/plain"),
        (b"hello there", None),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"<a/>", "application/xml"),
        (b"--x\r\nContent-Disposition: form-data", "multipart/form-data; boundary=x"),
    ],
)
def test_what_is_neither_json_nor_a_form_is_unsupported(
    body: bytes, content_type: str | None
) -> None:
    assert rejection(body, content_type) == (415, "unsupported_type")


def test_a_form_with_thousands_of_fields_is_refused() -> None:
    form = "application/x-www-form-urlencoded"
    assert rejection(b"a=1&" * 2000, form) == (400, "bad_form")


def test_a_form_of_escapes_alone_is_refused_and_a_long_text_in_emoji_is_not() -> None:
    form = "application/x-www-form-urlencoded"
    fields = payload.decode(b"a=" + b"%F0%9F%91%8D" * 12_500, form)
    assert fields == {"a": "\N{THUMBS UP SIGN}" * 12_500}
    assert rejection(b"a=%41" + b"%F0%9F%91%8D" * 12_500, form) == (400, "bad_form")


def test_numbers_longer_than_any_id_or_time_stay_texts() -> None:
    digits = "9" * 5000
    assert payload.decode(f'{{"a": {digits}, "b": 1e999}}'.encode(), None) == {
        "a": digits,
        "b": "1e999",
    }


def test_line_breaks_inside_a_text_are_understood() -> None:
    assert payload.decode(b'{"message": "one\ntwo"}', None) == {"message": "one\ntwo"}


def test_lone_surrogates_and_nul_are_replaced_in_keys_and_values() -> None:
    body = rb'{"\ud83d": ["\u0000x\udc00"], "ok": "\ud83d\ude00"}'
    assert payload.decode(body, None) == {"\ufffd": ["\ufffdx\ufffd"], "ok": "\U0001f600"}


# --- secrets -----------------------------------------------------------------------------------


def given_in(fields: dict[str, object]) -> str | None:
    return payload.secret_in(json.dumps(fields).encode(), "application/json")


def test_secret_is_read_from_custom_data_before_root() -> None:
    assert given_in({"customData": {"secret": "c"}, "secret": "r"}) == "c"
    assert given_in({"customData": {"secret": ""}, "secret": "r"}) == "r"
    assert given_in({"customData": "x", "secret": ["r"]}) is None
    assert given_in({}) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"contact": {"secret": "s"}},
        {"customData": {"message": {"secret": "s"}}},
        {"customData": [{"secret": "s"}]},
        {"message": {"customData": {"secret": "s"}}},
        {"a": "secret", "b": "s"},
        {"message": '{"secret": "s"}'},
        {"note": '", "secret": "s", "'},
    ],
)
def test_a_secret_anywhere_else_in_the_body_is_none(fields: dict[str, object]) -> None:
    assert given_in(fields) is None


def test_a_secret_is_found_in_a_body_that_cannot_be_read() -> None:
    spoilt = b'{"customData": {"secret": "s"}, "message": {"body": "the 5" pipe"}, "x": \xff'
    with pytest.raises(payload.Rejected):
        payload.decode(spoilt, "application/json")
    assert payload.secret_in(spoilt, "application/json") == "s"


def test_secret_is_taken_to_the_letter_but_for_pasted_blanks() -> None:
    assert given_in({"secret": " s t\n"}) == "s t"
    assert given_in({"secret": "s\u00e9\U0001f600 \\"}) == "s\u00e9\U0001f600 \\"
    assert given_in({"secret": " "}) is None
    assert given_in({"secret": 12345}) == "12345"
    assert given_in({"secret": True}) is None


@pytest.mark.parametrize(
    ("body", "secret"),
    [
        (b"contact_id=c1&secret=s+t%21", "s t!"),
        (b"secret=r&customData[secret]=c", "c"),
        (b"secret=r&customData%5BSecret%5D=c", "c"),
        (b"secret=first&secret=last\n", "last"),
        (b"Secret=s", None),
        (b"other[secret]=s", None),
        (b"&" * 2000 + b"secret=s", None),
    ],
)
def test_a_form_carries_its_secret_at_the_root_or_in_custom_data(
    body: bytes, secret: str | None
) -> None:
    assert payload.secret_in(body, "application/x-www-form-urlencoded") == secret


def test_only_so_much_of_a_body_is_searched_for_a_secret() -> None:
    found = b'{"a": "' + b"x" * 60_000 + b'", "secret": "s"}'
    assert payload.secret_in(found, None) == "s"
    assert payload.secret_in(found.replace(b"x" * 60_000, b"x" * 66_000), None) is None
    marks = b'{"a": [' + b"1," * 12_000 + b'1], "secret": "s"}'
    assert payload.secret_in(marks, None) is None


def test_more_elements_than_any_webhook_has_are_not_built() -> None:
    for element in (b"[]", b"{}", b"1", b'""'):
        absurd = b'{"contact_id": "c1", "a": [' + b",".join([element] * 5_001) + b"]}"
        with pytest.raises(payload.Rejected) as refused:
            payload.decode(absurd, "application/json")
        assert (refused.value.status, refused.value.code) == (400, "bad_json")
    wordy = {"contact_id": "c1", "message": {"body": "one, two, [three], {four}, " * 9_000}}
    assert payload.decode(json.dumps(wordy).encode(), "application/json") == wordy


SECRET = 's3cr\u00e9t "q" \\ / & + %\U0001f600'


@pytest.mark.parametrize(
    "written",
    [
        SECRET,
        json.dumps(SECRET),
        json.dumps(SECRET, ensure_ascii=False),
        json.dumps(json.dumps(json.dumps(SECRET))),
        json.dumps(SECRET).replace("/", "\\/"),
        "".join(f"\\u{ord(letter):04X}" for letter in SECRET[:-1]) + "\\uD83D\\uDE00",
        quote(SECRET, safe=""),
        quote(SECRET, safe="").lower(),
        quote_plus(SECRET),
        quote(quote(SECRET, safe=""), safe=""),
        html.escape(SECRET),
        "".join(f"&#{ord(letter)};" for letter in SECRET),
        json.dumps({"customData": {"secret": SECRET}, "headers": {"X-NTPP-Secret": SECRET}}),
    ],
)
def test_secret_is_scrubbed_however_it_is_written(written: str) -> None:
    kept = payload.kept(f"before {written} after".encode(), SECRET)
    for harmless in ("before", "after", "[secret]", "customData", '"secret"', "headers"):
        kept = kept.replace(harmless, "")
    assert not set(kept) - set(' "\\{}:,X-NTPP-Secret'), kept


def test_scrub_keeps_the_rest_and_is_storable_whatever_the_bytes() -> None:
    assert payload.kept(b'{"a": "\xff\x00", "s": "change-me"}', "change-me") == (
        '{"a": "\ufffd\ufffd", "s": "[secret]"}'
    )
    assert payload.kept(b"kept", "") == "kept"


def test_of_a_very_long_payload_the_beginning_is_kept_and_how_long_it_was() -> None:
    longest = b"x" * LONGEST_KEPT
    assert payload.kept(longest, SECRET) == longest.decode()
    kept = payload.kept(b"{" + longest, SECRET)
    assert kept == "{" + "x" * (len(longest) - LONGEST_SECRET - 1) + "… (65537 bytes)"


@pytest.mark.parametrize("written", [SECRET, json.dumps(json.dumps(SECRET)), quote(SECRET)])
def test_where_a_payload_is_cut_no_part_of_the_secret_is_left(written: str) -> None:
    octets = written.encode()
    for before in range(LONGEST_KEPT - len(octets), LONGEST_KEPT + 1):
        kept = payload.kept(b"-" * before + octets + b"-" * 100, SECRET)
        assert kept.strip("-").startswith("… (")


# --- free workflow and custom webhooks ---------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"message": "plain"}, "plain"),
        ({"message": {"type": 2, "body": " spaced "}}, "spaced"),
        ({"customData": {"message": "custom"}, "message": {"body": "root"}}, "custom"),
        ({"customData": {"message": "null"}, "message": {"body": "root"}}, "root"),
        ({"customData": {"message": ""}, "body": "root"}, "root"),
        ({"customData": {"body": "custom"}, "message": "root"}, "custom"),
        ({"customData": {"message": {"body": "deep"}}}, "deep"),
        ({"message": "null"}, ""),
        ({"message": {"body": None}}, ""),
        ({"message": ["odd"], "body": {"odd": 1}}, ""),
        ({"message": 42}, "42"),
        ({}, ""),
    ],
)
def test_text_is_found_where_the_author_put_it(fields: dict[str, object], text: str) -> None:
    assert said(fields).text == text


def test_text_is_bounded() -> None:
    assert len(said({"message": "x" * 50_000}).text) == 10_000


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, Channel.SMS),
        ({"message": {"type": 2}}, Channel.SMS),
        ({"message": {"type": "3"}}, Channel.EMAIL),
        ({"message": {"type": 11}}, Channel.FACEBOOK),
        ({"message": {"type": 18}}, Channel.INSTAGRAM),
        ({"message": {"type": 19}}, Channel.WHATSAPP),
        ({"message": {"type": 1}}, Channel.CALL),
        ({"message": {"type": 77}}, Channel.OTHER),
        ({"message": {"type": "smoke signal"}}, Channel.OTHER),
        ({"message": {"type": ""}}, Channel.SMS),
        ({"customData": {"type": "WhatsApp"}, "message": {"type": 2}}, Channel.SMS),
        ({"customData": {"messageType": "WhatsApp"}, "message": {"type": 2}}, Channel.WHATSAPP),
        ({"type": "WhatsApp"}, Channel.WHATSAPP),
        ({"type": "Residential"}, Channel.SMS),
        ({"customData": {"type": "urgent"}}, Channel.SMS),
        ({"type": "InboundMessage", "messageType": "Live Chat"}, Channel.LIVE_CHAT),
        ({"type": "InboundMessage", "messageType": "GMB"}, Channel.GOOGLE),
        ({"type": "InboundMessage", "messageType": "VoiceMail"}, Channel.VOICEMAIL),
        ({"type": "InboundMessage", "messageType": "InternalComment"}, Channel.COMMENT),
        ({"type": "InboundMessage", "messageType": "Custom"}, Channel.CUSTOM),
        ({"type": "InboundMessage", "messageTypeString": "TYPE_IVR_CALL"}, Channel.IVR_CALL),
        ({"type": "InboundMessage", "messageTypeId": 2}, Channel.SMS),
        ({"type": "NoteCreate", "webhookId": "w", "body": "call her"}, Channel.ACTIVITY),
        ({"message": {"type": 20}}, Channel.SMS),
        ({"message": {"type": 22}}, Channel.SMS),
        ({"message": {"type": 35}}, Channel.SMS),
        ({"message": {"type": 38}}, Channel.OTHER),
        ({"messageType": "Custom", "messageTypeString": "TYPE_CUSTOM_SMS"}, Channel.SMS),
        ({"messageType": "Custom", "messageTypeString": "TYPE_RCS"}, Channel.SMS),
        ({"messageType": "Custom", "messageTypeString": "TYPE_CUSTOM_EMAIL"}, Channel.EMAIL),
        ({"messageType": "Custom", "messageTypeString": "TYPE_PIGEON"}, Channel.OTHER),
        ({"messageType": "CALL", "messageTypeString": "TYPE_IVR_CALL"}, Channel.IVR_CALL),
        ({"messageType": "CALL", "messageTypeString": "TYPE_PIGEON"}, Channel.CALL),
        ({"messageType": "SMS", "messageTypeString": "TYPE_PIGEON"}, Channel.SMS),
        ({"messageType": "VoiceMail", "messageTypeString": "TYPE_CALL"}, Channel.VOICEMAIL),
    ],
)
def test_channel_of_a_webhook(fields: dict[str, object], expected: Channel) -> None:
    assert said(fields).channel == expected


@pytest.mark.parametrize(
    "fields",
    [
        {"customData": {"event": "missed_call"}},
        {"event": "Missed Call"},
        {"type": "missed_call"},
        {"customData": {"event": "unanswered-call"}, "message": {"type": 2, "body": "x"}},
    ],
)
def test_a_post_that_says_missed_call_is_one(fields: dict[str, object]) -> None:
    message = said(fields)
    assert (message.channel, message.reported_missed) == (Channel.CALL, True)


def test_the_missed_call_route_keeps_ids_phone_and_date_and_overrules_the_rest() -> None:
    fields: dict[str, object] = {
        "type": "OutboundMessage",
        "messageType": "SMS",
        "direction": "outbound",
        "messageId": "m1",
        "conversationId": "c1",
        "to": "(214) 555-0143",
        "dateAdded": "2026-04-01T16:00:00Z",
        "callStatus": "no-answer",
    }
    assert said(fields, missed_call_route=True) == Message(
        contact_id=DANA,
        at_ms=1775059200000,
        date_source=DateSource.WEBHOOK,
        direction=Direction.INBOUND,
        channel=Channel.CALL,
        ghl_id="m1",
        conversation_id="c1",
        status="no-answer",
        phone="+12145550143",
        reported_missed=True,
        via_webhook=True,
        learnt_ms=ARRIVED,
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"type": "InboundMessage", "direction": "outbound"}, Direction.OUTBOUND),
        ({"type": "OutboundMessage"}, Direction.OUTBOUND),
        ({"type": "OutboundMessage", "direction": "inbound"}, Direction.INBOUND),
        ({"direction": "sideways"}, Direction.INBOUND),
        ({}, Direction.INBOUND),
    ],
)
def test_stated_direction_is_trusted(fields: dict[str, object], expected: Direction) -> None:
    assert said(fields).direction == expected


@pytest.mark.parametrize(
    ("off_ms", "expected"),
    [
        (-7 * DAY - 1, DateSource.ARRIVAL),
        (-7 * DAY, DateSource.WEBHOOK),
        (5 * MINUTE, DateSource.WEBHOOK),
        (5 * MINUTE + 1, DateSource.ARRIVAL),
    ],
)
def test_a_webhooks_own_date_is_trusted_within_its_window(
    off_ms: int, expected: DateSource
) -> None:
    message = said({"dateAdded": ARRIVED + off_ms})
    own = expected is DateSource.WEBHOOK
    assert (message.at_ms, message.date_source) == (ARRIVED + off_ms * own, expected)


@pytest.mark.parametrize(
    "fields",
    [
        {"date_created": "2026-04-01T16:00:00Z"},
        {"dateAdded": "2026-04-01T11:00:00"},
        {"dateAdded": "yesterday"},
        {"dateAdded": None},
        {"dateAdded": ["2026-04-01T16:00:00Z"]},
    ],
)
def test_without_a_usable_date_arrival_counts(fields: dict[str, object]) -> None:
    message = said(fields)
    assert (message.at_ms, message.date_source) == (ARRIVED, DateSource.ARRIVAL)


@pytest.mark.parametrize(
    ("call", "status", "seconds"),
    [
        ({"status": "completed", "callStatus": "voicemail"}, "voicemail", None),
        ({"status": "completed", "callStatus": "completed", "callDuration": 61}, "completed", 61),
        ({"status": "No-Answer", "callDuration": "0"}, "no-answer", 0),
        ({"status": "cancelled"}, "canceled", None),
        ({"callDuration": None}, None, None),
    ],
)
def test_call_facts_of_an_app_event(
    call: dict[str, object], status: str | None, seconds: float | None
) -> None:
    message = said({"type": "InboundMessage", "messageType": "CALL", **call})
    assert (message.status, message.duration_s) == (status, seconds)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"contact_id": ""},
        {"contact_id": "null"},
        {"contact_id": "{{contact.id}}"},
        {"contact_id": "x" * 65},
        {"contact_id": ["x"]},
        {"contact_id": True},
        {"customData": "x", "contact": "y"},
    ],
)
@pytest.mark.parametrize("missed_call_route", [True, False])
def test_without_a_usable_contact_id_nothing_is_made_of_it(
    fields: dict[str, object], *, missed_call_route: bool
) -> None:
    with pytest.raises(payload.Rejected) as caught:
        payload.webhook_event(fields, missed_call_route=missed_call_route, arrived_ms=ARRIVED)
    assert (caught.value.status, caught.value.code) == (422, "no_contact")


@pytest.mark.parametrize(
    "fields",
    [
        {"contactId": "x" * 64},
        {"customData": {"contact_id": "x" * 64}, "contact_id": "other"},
        {"customData": {"contact_id": "{{contact.id}}"}, "contact_id": "x" * 64},
        {"contact": {"id": "x" * 64}},
    ],
)
def test_contact_id_is_found_where_it_is_usable(fields: dict[str, object]) -> None:
    told = payload.webhook_event(fields, missed_call_route=False, arrived_ms=ARRIVED)
    assert told.message.contact_id == told.person.contact_id == "x" * 64


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"full_name": "Dana Ruiz", "first_name": "D"}, "Dana Ruiz"),
        ({"full_name": "null", "first_name": "Dana", "last_name": ""}, "Dana"),
        ({"first_name": "Dana", "last_name": "Ruiz"}, "Dana Ruiz"),
        ({"customData": {"name": "D.\nRuiz"}, "full_name": "Dana"}, "D. Ruiz"),
        ({}, None),
    ],
)
def test_name_of_the_contact(fields: dict[str, object], name: str | None) -> None:
    told = payload.webhook_event(
        {"contact_id": DANA, **fields}, missed_call_route=False, arrived_ms=ARRIVED
    )
    assert told.person.name == name


# --- phones and times --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("(972) 555-0177", "+19725550177"),
        ("972.555.0177", "+19725550177"),
        ("1 972 555 0177", "+19725550177"),
        ("+1 (972) 555-0177", "+19725550177"),
        (9725550177, "+19725550177"),
        ("(972) 555-0177 ext. 12", "+19725550177"),
        ("972-555-0177x12", "+19725550177"),
        ("+1 972 555 0177 #3", "+19725550177"),
        ("172 555 0177", "1725550177"),
        ("972 155 0177", "9721550177"),
        ("+44 20 7946 0958", "+442079460958"),
        ("+44 (0)20 7946 0958", "+442079460958"),
        ("0044 20 7946-0958", "+442079460958"),
        ("011 44 20 7946 0958", "+442079460958"),
        ("020 7946 0958", "02079460958"),
        ("+972 555 0177", "+9725550177"),
        ("12345", "12345"),
        ("1-800-FLOWERS", "1-800-FLOWERS"),
        ("+", "+"),
        ("anonymous", "anonymous"),
        ("", None),
        ("null", None),
        (None, None),
        ({"number": 1}, None),
    ],
)
def test_each_number_is_written_in_one_way(written: object, expected: str | None) -> None:
    assert payload.phone(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-04-01T16:20:11.402Z", ARRIVED),
        ("2026-04-01T11:20:11.402-05:00", ARRIVED),
        (ARRIVED, ARRIVED),
        (str(ARRIVED), ARRIVED),
        (ARRIVED // 1000, ARRIVED // 1000 * 1000),
        (1775060411.5, 1775060411500),
        ("2026-04-01T16:20:11", None),
        ("2026-04-01", None),
        (0, None),
        (10**400, None),
        (float("nan"), None),
        (ARRIVED * 1000, None),
        ("1970-01-01T00:00:01Z", None),
        ("9999-12-31T23:59:59Z", None),
        (True, None),
        (None, None),
        ("\u00b2", None),
    ],
)
def test_moments_are_epoch_seconds_or_ms_or_iso_with_a_zone(
    written: object, expected: int | None
) -> None:
    assert payload.moment_ms(written) == expected


# --- GHL's answers -----------------------------------------------------------------------------


def sample(name: str) -> dict[str, object]:
    fields = payload.answer((SAMPLES / name).read_bytes())
    assert isinstance(fields, dict)
    return fields


def row(**changes: object) -> dict[str, object]:
    return {
        "id": "m1",
        "messageType": "TYPE_SMS",
        "type": 2,
        "direction": "inbound",
        "dateAdded": "2026-04-01T16:20:11.402Z",
        "contactId": DANA,
        "conversationId": THREAD,
    } | changes


def read(**changes: object) -> Message:
    return payload.api_message(row(**changes), contact_id=None, conversation_id=None)


def test_sample_search_is_read() -> None:
    page = payload.search_page(sample("api_conversations_search.json"))
    assert page.heads == (
        Head(
            conversation_id=THREAD,
            person=Person(
                contact_id=DANA, name="Dana Ruiz", phone="+12145550143", assigned_to=USER, tags=TAGS
            ),
            last_ms=1775060700000,
            last_word=LastWord.PERSON,
        ),
    )
    assert (page.rows, page.last_ms, page.odd, page.faults) == (1, 1775060700000, (), ())


def test_sample_thread_is_read_newest_first() -> None:
    body = sample("api_conversation_messages.json")
    page = payload.message_page(body, contact_id=None, conversation_id=THREAD)
    assert page.older is None
    assert [(m.ghl_id, m.channel, m.direction, m.source, m.status) for m in page.messages] == [
        ("mS0uT1aAa2Bb3Cc4Dd5E", Channel.SMS, Direction.OUTBOUND, "app", "delivered"),
        ("mW1fB2cCc3Dd4Ee5Ff6G", Channel.SMS, Direction.OUTBOUND, "workflow", "delivered"),
        ("mS6dF2gHj4KlZ9xCvBnM", Channel.SMS, Direction.INBOUND, None, "delivered"),
        ("mC4lL1aAa2Bb3Cc4Dd5E", Channel.CALL, Direction.INBOUND, None, "no-answer"),
    ]
    assert page.messages[3] == Message(
        contact_id=DANA,
        at_ms=1775059082000,
        direction=Direction.INBOUND,
        channel=Channel.CALL,
        ghl_id="mC4lL1aAa2Bb3Cc4Dd5E",
        conversation_id=THREAD,
        status="no-answer",
        phone="+12145550143",
        via_api=True,
    )


def test_flat_and_nested_pages_are_the_same_page() -> None:
    inner = {"messages": [row()], "nextPage": True, "lastMessageId": "m0"}
    flat = payload.message_page(inner, contact_id=None, conversation_id=THREAD)
    nested = payload.message_page({"messages": inner}, contact_id=None, conversation_id=THREAD)
    assert flat == nested
    assert flat.older == "m0"


@pytest.mark.parametrize(
    ("page", "older"),
    [
        ({"nextPage": False, "lastMessageId": "m0"}, None),
        ({"nextPage": "false", "lastMessageId": "m0"}, None),
        ({"nextPage": True}, "m1"),
        ({"lastMessageId": "m0"}, "m0"),
        ({"nextPage": True, "messages": []}, None),
    ],
)
def test_cursor_of_the_older_page(page: dict[str, object], older: str | None) -> None:
    body = {"messages": [row()]} | page
    read_page = payload.message_page(body, contact_id=None, conversation_id=THREAD)
    assert read_page.older == older


@pytest.mark.parametrize(
    ("changes", "status", "seconds"),
    [
        ({"meta": {"call": {"status": "completed", "duration": 61}}}, "completed", 61),
        ({"meta": {"callStatus": "busy", "callDuration": 0}}, "busy", 0),
        ({"callStatus": "voicemail", "callDuration": 9, "status": "completed"}, "voicemail", 9),
        ({"status": "completed"}, "completed", None),
        ({"status": "completed", "meta": {"call": {"duration": None}}}, "completed", None),
        ({"status": "completed", "meta": {"call": {"status": "ringing"}}}, "completed", None),
        ({"status": "delivered", "meta": {"call": {"status": "no-answer"}}}, "no-answer", None),
        ({"status": "ringing"}, "ringing", None),
        ({"meta": {"call": "odd"}, "callDuration": -5}, None, None),
    ],
)
def test_call_facts_are_found_at_every_place(
    changes: dict[str, object], status: str | None, seconds: float | None
) -> None:
    message = read(messageType="TYPE_CALL", **changes)
    assert (message.status, message.duration_s) == (status, seconds)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"messageType": "TYPE_CALL", "type": 2}, Channel.CALL),
        ({"messageType": "TYPE_IVR_CALL"}, Channel.IVR_CALL),
        ({"messageType": "TYPE_VOICEMAIL"}, Channel.VOICEMAIL),
        ({"messageType": "TYPE_INTERNAL_COMMENT"}, Channel.COMMENT),
        ({"messageType": "TYPE_ACTIVITY_APPOINTMENT"}, Channel.ACTIVITY),
        ({"messageType": "TYPE_CAMPAIGN_SMS"}, Channel.SMS),
        ({"messageType": "TYPE_CAMPAIGN_MANUAL_CALL"}, Channel.CALL),
        ({"messageType": "TYPE_CAMPAIGN_PIGEON"}, Channel.OTHER),
        ({"messageType": "TYPE_CUSTOM_CALL"}, Channel.CUSTOM_CALL),
        ({"messageType": "TYPE_REVIEW"}, Channel.ACTIVITY),
        ({"messageType": "TYPE_FORM_SUBMISSION"}, Channel.ACTIVITY),
        ({"messageType": "TYPE_INTERNAL_CHAT"}, Channel.COMMENT),
        ({"messageType": "TYPE_TIKTOK"}, Channel.TIKTOK),
        ({"messageType": None, "type": 19}, Channel.WHATSAPP),
        ({"messageType": "", "type": 31}, Channel.ACTIVITY),
        ({"messageType": "", "type": 99}, Channel.OTHER),
        ({"messageType": "TYPE_PIGEON", "type": 2}, Channel.OTHER),
    ],
)
def test_channel_of_a_row(changes: dict[str, object], expected: Channel) -> None:
    assert read(**changes).channel == expected


@pytest.mark.parametrize(
    "kind",
    ["SMS", "RCS", "MMS", "GROUP_SMS", "IMESSAGE", "CUSTOM_SMS", "CUSTOM_PROVIDER_SMS"],
)
def test_whatever_the_phone_calls_a_text_is_one(kind: str) -> None:
    message = read(messageType=f"TYPE_{kind}", type=0)
    assert (message.channel, message.type_name) == (Channel.SMS, None)


def test_a_tapback_row_is_a_text() -> None:
    assert read(messageType="TYPE_SMS_REACTION").channel is Channel.SMS


def test_a_type_nobody_knows_keeps_its_name() -> None:
    assert read(messageType="TYPE_PIGEON").type_name == "type_pigeon"
    assert read(messageType=None, type=99).type_name == "99"
    assert said({"message": {"type": 38, "body": "x"}}).type_name == "38"
    custom = said({"messageType": "Custom", "messageTypeString": "TYPE_PIGEON"})
    assert custom.type_name == "type_pigeon"


@pytest.mark.parametrize(
    ("kind", "source", "expected"),
    [
        ("TYPE_CAMPAIGN_MANUAL_SMS", None, "campaign_manual"),
        ("TYPE_CAMPAIGN_MANUAL_SMS", "campaign", "campaign_manual"),
        ("TYPE_CAMPAIGN_SMS", None, "campaign"),
        ("TYPE_CAMPAIGN_SMS", "app", "campaign"),
        ("TYPE_SMS", "app", "app"),
        ("TYPE_SMS", None, None),
    ],
)
def test_a_campaigns_type_says_whether_a_person_pressed_send(
    kind: str, source: str | None, expected: str | None
) -> None:
    assert read(messageType=kind, source=source, direction="outbound").source == expected


def test_the_app_that_sent_a_row_is_kept() -> None:
    assert read(meta={"marketplace": {"appId": "66aa0000000000000000beef"}}).app_id == (
        "66aa0000000000000000beef"
    )
    assert read(meta={"marketplace": None}).app_id is None


@pytest.mark.parametrize("kind", ["TYPE_SMS", "TYPE_CALL", "TYPE_PIGEON"])
def test_a_row_without_direction_but_with_a_source_is_outbound(kind: str) -> None:
    message = read(messageType=kind, direction=None, source="workflow")
    assert message.direction is Direction.OUTBOUND


@pytest.mark.parametrize("kind", ["TYPE_SMS", "TYPE_CALL", "TYPE_PIGEON"])
def test_a_row_without_direction_and_source_cannot_be_read(kind: str) -> None:
    with pytest.raises(payload.Malformed):
        read(messageType=kind, direction=None, source=None)


def test_a_campaigns_row_without_direction_is_ours() -> None:
    message = read(messageType="TYPE_CAMPAIGN_EMAIL", direction=None, source=None)
    assert (message.direction, message.source) == (Direction.OUTBOUND, "campaign")


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"status": "completed", "meta": {"call": {"status": "no-answer"}}}, "no-answer"),
        ({"status": "missed", "meta": {"call": {"status": "completed"}}}, "missed"),
        ({"status": "completed", "callStatus": "voicemail"}, "voicemail"),
        ({"status": "no-answer", "callStatus": "voicemail"}, "voicemail"),
        ({"status": "completed", "callStatus": "ringing"}, "completed"),
        ({"status": "ringing", "callStatus": "connected"}, "connected"),
        ({"status": "declined"}, "declined"),
        ({"status": "unanswered"}, "unanswered"),
    ],
)
def test_of_two_statuses_the_one_in_which_nobody_answered_wins(
    changes: dict[str, object], status: str
) -> None:
    assert read(messageType="TYPE_CALL", **changes).status == status


def test_a_call_longer_than_half_a_day_is_of_unknown_length() -> None:
    assert read(messageType="TYPE_CALL", callDuration=43_200).duration_s == 43_200
    assert read(messageType="TYPE_CALL", callDuration=43_201).duration_s is None


def test_an_event_of_a_campaign_or_an_app_is_no_persons() -> None:
    event: dict[str, object] = {"type": "OutboundMessage", "messageType": "SMS", "userId": "u1"}
    assert said({**event, "messageTypeString": "TYPE_CAMPAIGN_SMS"}).source == "campaign"
    by_hand = {**event, "messageType": "CALL", "messageTypeString": "TYPE_CAMPAIGN_MANUAL_CALL"}
    assert (said(by_hand).source, said(by_hand).channel) == ("campaign_manual", Channel.CALL)
    by_app = {**event, "meta": {"marketplace": {"appId": "66aa0000000000000000beef"}}}
    assert said(by_app).app_id == "66aa0000000000000000beef"


PROVIDER_ORDER: dict[str, object] = {
    "contactId": DANA,
    "locationId": "LoC9aB3dE5fG7hJ1kL2m",
    "messageId": "mS0uT1aAa2Bb3Cc4Dd5E",
    "type": "SMS",
    "phone": "+12145550143",
    "message": "We are on our way, is the gate open?",
    "attachments": [],
    "userId": "uS3rAa1Bb2Cc3Dd4Ee5F",
}


def test_what_a_provider_is_asked_to_deliver_is_ours_and_on_its_way() -> None:
    message = said(PROVIDER_ORDER)
    assert (message.direction, message.status) == (Direction.OUTBOUND, "pending")


@pytest.mark.parametrize(
    "changes", [{"messageId": ""}, {"direction": "inbound"}, {"customData": {"secret": "s"}}]
)
def test_a_customers_text_is_no_providers_order(changes: dict[str, object]) -> None:
    assert said({**PROVIDER_ORDER, **changes}).direction is Direction.INBOUND


def test_custom_data_is_found_under_keys_in_any_case() -> None:
    custom = {"Message": "hello", "Contact_ID ": DANA, "DIRECTION": "outbound", "userid": "u1"}
    told = payload.webhook_event(
        {"customData": custom}, missed_call_route=False, arrived_ms=ARRIVED
    )
    assert (told.message.text, told.message.direction) == ("hello", Direction.OUTBOUND)
    assert (told.person.contact_id, told.message.user_id) == (DANA, "u1")
    assert given_in({"customData": {"SECRET": "s"}}) == "s"


def test_a_forms_bracketed_fields_keep_their_words() -> None:
    body = b"contact_id=c1&message[type]=2&message%5Bbody%5D=Is+anyone+coming%3F&a[b][c]=x"
    assert payload.decode(body, "application/x-www-form-urlencoded") == {
        "contact_id": "c1",
        "message": {"type": "2", "body": "Is anyone coming?"},
        "a[b][c]": "x",
    }


def test_activity_rows_may_lack_direction() -> None:
    message = read(messageType="TYPE_ACTIVITY_CONTACT", direction=None)
    assert message.direction is Direction.OUTBOUND


def test_ids_a_row_lacks_are_those_of_its_thread() -> None:
    bare = row(contactId="", conversationId=None)
    message = payload.api_message(bare, contact_id="c9", conversation_id="t9")
    assert (message.contact_id, message.conversation_id) == ("c9", "t9")


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"id": None}, "message: id is missing or no id"),
        ({"messageType": None, "type": None}, "message m1: messageType is missing"),
        ({"dateAdded": "soon"}, "message m1: dateAdded is missing or no time with a zone"),
        ({"direction": "up"}, "message m1: direction is neither inbound nor outbound"),
        ({"contactId": None}, "message m1: contactId is missing or no id"),
    ],
)
def test_a_row_without_what_decides_is_malformed(changes: dict[str, object], fault: str) -> None:
    with pytest.raises(payload.Malformed, match=fault):
        read(**changes)


@pytest.mark.parametrize("body", [None, [], "x", {"messages": None}, {"messages": [1]}, {}])
def test_a_thread_of_another_shape_is_malformed(body: object) -> None:
    with pytest.raises(payload.Malformed, match="expected"):
        payload.message_page(body, contact_id=None, conversation_id=THREAD)


def test_an_odd_row_of_a_search_costs_only_itself() -> None:
    good = {"id": "t1", "contactId": "c1", "lastMessageDate": "2026-04-01T16:20:11.402Z"}
    rows = [good, {"id": "t2", "contactId": "c2"}, 7, {"id": "t3", "sort": [ARRIVED - 5]}]
    page = payload.search_page({"conversations": rows})
    assert [(head.conversation_id, head.person and head.person.contact_id, head.last_ms)
            for head in page.heads] == [
        ("t1", "c1", ARRIVED), ("t2", "c2", None), ("t3", None, ARRIVED - 5)
    ]  # fmt: skip
    assert (page.rows, page.last_ms, page.faults) == (4, ARRIVED - 5, ())
    assert page.odd == (
        "conversation: expected an object, got a number",
        "conversation t2: lastMessageDate is missing or no time",
        "conversation t3: contactId is missing or no id",
    )


def test_a_conversation_without_a_date_of_its_last_message_has_the_one_of_its_last_change() -> None:
    row = {"id": "t1", "contactId": "c1", "dateUpdated": ARRIVED}
    page = payload.search_page({"conversations": [row]})
    assert [head.last_ms for head in page.heads] == [ARRIVED]
    assert page.last_ms is None  # it is no place in GHL's order
    assert len(page.odd) == 1


def test_an_unreadable_row_of_a_thread_costs_only_itself() -> None:
    bad = [row(id="m2", dateAdded=None), None, {"messageType": "TYPE_SMS"}]
    page = payload.message_page(
        {"messages": [bad[0], row(id="m1"), *bad[1:]]}, contact_id="c1", conversation_id="t1"
    )
    assert [message.ghl_id for message in page.messages] == ["m1"]
    assert page.odd == (
        "message m2: dateAdded is missing or no time with a zone",
        "message: expected an object, got nothing",
        "message: id is missing or no id",
    )


@pytest.mark.parametrize(
    ("direction", "action", "unread", "whose"),
    [
        ("outbound", "automated", 0, LastWord.MACHINE),
        ("outbound", "automated", 2, LastWord.UNREAD),
        ("outbound", "manual", 0, LastWord.PERSON),
        ("outbound", None, None, LastWord.PERSON),
        ("inbound", "automated", 1, LastWord.CUSTOMER),
        (None, "automated", None, LastWord.CUSTOMER),
    ],
)
def test_a_head_tells_whose_the_last_word_is(
    direction: str | None, action: str | None, unread: int | None, whose: LastWord
) -> None:
    fields: dict[str, object] = {"id": "t1", "contactId": "c1", "lastMessageDate": ARRIVED}
    fields |= {"lastMessageDirection": direction, "lastOutboundMessageAction": action}
    assert payload.head({**fields, "unreadCount": unread}).last_word is whose


CARD: dict[str, object] = {
    "id": "c1",
    "locationId": LOCATION,
    "firstName": "Dana",
    "lastName": "Ruiz",
    "fullNameLowerCase": "dana ruiz",
    "email": "dana@example.com",
    "phone": "(214) 555-0143",
}


def test_a_contact_card_is_read() -> None:
    assert payload.contact_card({"contact": CARD}) == ContactCard(
        person=Person(contact_id="c1", name="Dana Ruiz", phone="+12145550143"),
        location_id=LOCATION,
    )


@pytest.mark.parametrize(
    ("without", "name"),
    [
        (("lastName",), "Dana"),
        (("firstName", "lastName"), "dana ruiz"),
        (("firstName", "lastName", "fullNameLowerCase"), "dana@example.com"),
        (("firstName", "lastName", "fullNameLowerCase", "email"), "(214) 555-0143"),
    ],
)
def test_a_contacts_name_is_built_from_what_there_is(without: tuple[str, ...], name: str) -> None:
    card = {key: value for key, value in CARD.items() if key not in without}
    assert payload.contact_card({"contact": card}).person.name == name


@pytest.mark.parametrize(
    ("settings", "blocked"),
    [
        ({"dnd": True}, True),
        ({"dndSettings": {"SMS": {"status": "active"}}}, True),
        ({"dndSettings": {"SMS": {"status": "permanent"}}}, True),
        ({"dndSettings": {"SMS": {"status": "inactive"}}}, False),
        ({"dndSettings": {"Email": {"status": "active"}}}, False),
        ({"dnd": False, "dndSettings": None}, False),
    ],
)
def test_do_not_disturb_of_a_contact(settings: dict[str, object], *, blocked: bool) -> None:
    assert payload.contact_card({"contact": CARD | settings}).sms_blocked is blocked


def test_users_are_read_with_the_deleted_ones_marked() -> None:
    body = {"users": [{"id": "u1", "name": "Sam"}, {"id": "u2", "email": "e", "deleted": True}]}
    assert payload.users(body) == (
        User(user_id="u1", name="Sam"),
        User(user_id="u2", name="e", deleted=True),
    )


def test_a_sent_text_has_an_id() -> None:
    assert payload.sent_message_id({"messageId": "m9", "conversationId": "t1"}) == "m9"
    with pytest.raises(payload.Malformed, match="messageId"):
        payload.sent_message_id({"msg": "queued"})


@pytest.mark.parametrize("raw", [b"<html>", b"", b'{"a": 1', b"\xff", b"[" * 100_000])
def test_an_answer_that_is_no_json_is_malformed(raw: bytes) -> None:
    with pytest.raises(payload.Malformed, match="the answer is"):
        payload.answer(raw)


def test_the_same_text_by_webhook_and_by_api_differs_only_in_how_it_came() -> None:
    posted = event("app_inbound_sms.json").message
    body = sample("api_conversation_messages.json")
    fetched = payload.message_page(body, contact_id=None, conversation_id=THREAD).messages[2]
    same = {"date_source": DateSource.API, "via_webhook": False, "via_api": True, "phone": None}
    assert replace(posted, **same, learnt_ms=0) == fetched  # type: ignore[arg-type]


def test_scrub_takes_a_secret_that_is_no_utf8() -> None:
    assert payload.kept(b"<ab\xffcd>", "ab\udcffcd") == "<[secret]>"


@pytest.mark.parametrize("piece", [b"[],", b"{},", b"1,"])
def test_an_answer_of_too_many_values_is_refused_before_it_is_built(piece: bytes) -> None:
    body = b'{"conversations": [' + piece * (4_000_000 // len(piece)) + b"1]}"
    tracemalloc.start()
    with pytest.raises(payload.Malformed, match="of more than 100000 values"):
        payload.answer(body)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * len(body)


def test_signs_inside_a_text_are_no_values() -> None:
    style = 'a, b { "c": [\\ } ' * 50_000
    assert payload.answer(json.dumps({"body": style}).encode()) == {"body": style}
