"""Whatever is posted or answered: a value of ours, or a reason; and it can be stored."""

from __future__ import annotations

import html
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sentinel_cli import payload
from sentinel_cli.model import Channel, Message

ARRIVED = 1775060411402
SOMETIMES_KNOWN = st.sampled_from(
    [
        "contact_id", "contactId", "contact", "customData", "message", "body", "type", "event",
        "messageType", "messageTypeId", "direction", "status", "callStatus", "callDuration",
        "dateAdded", "timestamp", "phone", "from", "to", "meta", "call", "duration", "id",
        "conversations", "messages", "lastMessageDate", "sort", "lastMessageId", "nextPage",
        "InboundMessage", "missed_call", "TYPE_CALL", "inbound", "outbound", "voicemail",
        "2026-04-01T16:20:11.402Z", "0001-01-01T00:00:00+14:00", "null", "abc", "9" * 25,
    ]
)  # fmt: skip
WORDS = SOMETIMES_KNOWN | st.text()
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.just(ARRIVED)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=6)
)
FLAT = st.dictionaries(WORDS, SCALARS, max_size=6)
OBJECTS = st.dictionaries(WORDS, JSON, max_size=10)
TYPES = st.sampled_from(["application/json", "application/x-www-form-urlencoded", "text/plain", ""])


def refused(body: bytes, kind: str) -> int | None:
    """The status decode refused with; None: what it read can be stored as UTF-8."""
    try:
        fields = payload.decode(body, kind)
    except payload.Rejected as refusal:
        return refusal.status
    json.dumps(fields, ensure_ascii=False).encode()
    return None


def event(fields: dict[str, object], *, missed: bool) -> Message | int:
    try:
        told = payload.webhook_event(fields, missed_call_route=missed, arrived_ms=ARRIVED)
    except payload.Rejected as refusal:
        return refusal.status
    return told.message


def read(reading: Callable[[object], object], body: object) -> object:
    try:
        return reading(body)
    except payload.Malformed as fault:
        return str(fault)


def thread(body: object) -> object:
    return payload.message_page(body, contact_id="c1", conversation_id="t1")


def stored(message: Message) -> tuple[object, ...]:
    values = (message.contact_id, message.text, message.phone, message.status, message.at_ms)
    with closing(sqlite3.connect(":memory:")) as database:
        kept: tuple[object, ...] = database.execute("SELECT ?, ?, ?, ?, ?", values).fetchone()
    return kept


@settings(max_examples=150, deadline=None)
@given(body=st.binary() | WORDS.map(lambda words: words.encode(errors="replace")), kind=TYPES)
def test_any_bytes_are_fields_or_a_client_error(body: bytes, kind: str) -> None:
    assert refused(body, kind) in (None, 400, 415)


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(fields=OBJECTS, missed=st.booleans())
def test_any_object_with_a_contact_is_an_event_that_can_be_stored(
    fields: dict[str, object], *, missed: bool
) -> None:
    message = event({**fields, "contact_id": "c1"}, missed=missed)
    assert isinstance(message, Message)
    assert -7 * 86_400_000 <= message.at_ms - ARRIVED <= 300_000
    assert stored(message)[:2] == (message.contact_id, message.text)
    assert not missed or (message.reported_missed and message.channel is Channel.CALL)


@settings(max_examples=50, deadline=None)
@given(fields=FLAT, missed=st.booleans())
def test_any_object_without_a_contact_is_unprocessable(
    fields: dict[str, object], *, missed: bool
) -> None:
    nobody = {key: value for key, value in fields.items() if not key.startswith("contact")}
    assert event({**nobody, "customData": None}, missed=missed) == 422


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(body=JSON, rows=st.lists(OBJECTS, max_size=3))
def test_any_answer_is_read_or_malformed(body: object, rows: list[dict[str, object]]) -> None:
    for shape in (body, {"messages": rows}, {"conversations": rows}, {"users": rows}):
        for reading in (payload.search_page, payload.contact_card, payload.users, thread):
            assert read(reading, shape) is not None


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(
    fields=st.dictionaries(WORDS | st.just("secret"), JSON, max_size=6),
    custom=st.dictionaries(WORDS | st.just("secret"), JSON, max_size=3),
    ascii_only=st.booleans(),
)
def test_the_secret_found_without_building_the_body_is_the_one_in_it(
    fields: dict[str, object], custom: dict[str, object], *, ascii_only: bool
) -> None:
    whole = {**fields, "customData": custom}
    body = json.dumps(whole, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    found = payload.secret_in(body, "application/json")
    assert found == (_meant(custom.get("secret")) or _meant(fields.get("secret")))


def _meant(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    told = json.dumps(value) if isinstance(value, float) else str(value)
    return None if told.strip() in {"", "null", "NaN", "Infinity", "-Infinity"} else told.strip()


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(
    secret=st.text(alphabet=st.characters(codec="utf-8"), min_size=8, max_size=40),
    around=st.text(alphabet='{}":,\\ u0%', max_size=20),
    ascii_only=st.booleans(),
)
def test_a_secret_in_json_never_survives(secret: str, around: str, *, ascii_only: bool) -> None:
    body = around + json.dumps({"secret": secret}, ensure_ascii=ascii_only) + around
    kept = payload.kept(body.encode(), secret)
    assert "[secret]" in kept
    assert json.dumps(secret, ensure_ascii=ascii_only)[1:-1] not in kept


def _as_json(text: str) -> str:
    return json.dumps(text)[1:-1]


def _in_url(text: str) -> str:
    return quote(text, safe="")


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(
    secret=st.text(alphabet="\\xXu%25&;amp/\"'-", min_size=8, max_size=40),
    write=st.sampled_from([str, _as_json, _in_url, html.escape]),
    times=st.integers(1, 3),
)
def test_a_secret_made_of_the_signs_of_notations_is_gone_in_each_of_them(
    secret: str, write: Callable[[str], str], times: int
) -> None:
    written = secret
    for _ in range(1 if write is html.escape else times):
        written = write(written)
    assert payload.kept(f"<{written}>".encode(), secret).startswith("<[secret]")
