"""GHL's routes on Bottle, each with the scope it needs (GHL.md §3 to §9)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

import bottle

from sentinel_cli.simulator.answers import (
    CONTACT_NOT_FOUND,
    DND,
    UNSUBSCRIBED,
    USER_UNKNOWN,
    VERSION_INVALID,
    Answer,
    RefusedError,
    as_json,
    invalid,
    refusal,
    server_error,
)
from sentinel_cli.simulator.gate import Gate, check_edge
from sentinel_cli.simulator.queries import Query, only, required, whole
from sentinel_cli.simulator.rows import contact_row, message_row, transcript_rows, user_row
from sentinel_cli.simulator.search import check_location, export, search, trace_id
from sentinel_cli.simulator.world import Clock, Message, Shape, Thread, World

Environ = Mapping[str, Any]

LONGEST_TEXT = 1600
PAGE_SIZE = 100

_SENDABLE = {
    "SMS": "TYPE_SMS",
    "Email": "TYPE_EMAIL",
    "WhatsApp": "TYPE_WHATSAPP",
    "IG": "TYPE_INSTAGRAM",
    "FB": "TYPE_FACEBOOK",
    "Custom": "TYPE_CUSTOM_SMS",
    "Live_Chat": "TYPE_LIVE_CHAT",
}
_READ = "conversations.readonly"
_READ_MESSAGES = "conversations/message.readonly"


def api(*, world: World, gate: Gate, clock: Clock) -> Any:
    """The Bottle application. Every answer is JSON, refusals and unknown routes included."""
    app = bottle.Bottle()
    app.default_error_handler = lost_way

    def serve(method: str, path: str, scope: str, answer: Callable[..., Any]) -> None:
        app.route(path, method, _guarded(answer, scope=scope, world=world, gate=gate, clock=clock))

    serve("GET", "/conversations/search", _READ, search)
    serve("GET", "/conversations/messages/export", _READ_MESSAGES, export)
    serve("GET", "/conversations/<conversation_id>/messages", _READ_MESSAGES, messages)
    serve("GET", "/conversations/messages/<message_id>", _READ_MESSAGES, message)
    serve("POST", "/conversations/messages", "conversations/message.write", send)
    transcripts = "/conversations/locations/<location_id>/messages/<message_id>/transcription"
    serve("GET", transcripts, _READ_MESSAGES, transcription)
    serve("GET", "/contacts/", "contacts.readonly", contacts)
    serve("GET", "/contacts/<contact_id>", "contacts.readonly", contact)
    serve("GET", "/users/", "users.readonly", users)
    serve("GET", "/users/<user_id>", "users.readonly", user)
    return app


def headers_of(environ: Environ) -> dict[str, str]:
    """The request's headers under lower-case names."""
    return {
        name.removeprefix("HTTP_").replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_") or name == "CONTENT_TYPE"
    }


def query_of(environ: Environ) -> dict[str, str]:
    """The query parameters; of a repeated one the last counts."""
    return dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))


def messages(world: World, query: Query, *, conversation_id: str) -> Any:
    """A page of a thread, newest first, nested. `type` is accepted and ignored, as it may be."""
    only(query, "limit", "lastMessageId", "type")
    limit = whole(query, "limit", default=20, most=PAGE_SIZE)
    thread = _thread(world, conversation_id)
    older = _older_than(query.get("lastMessageId"), thread.messages[::-1])
    page = older[:limit]
    return {
        "messages": {
            "lastMessageId": page[-1].id if page else None,
            "nextPage": len(older) > limit,
            "messages": [
                message_row(row, contact=thread.contact, location_id=world.location_id)
                for row in page
            ],
        },
        "traceId": trace_id(),
    }


def message(world: World, query: Query, *, message_id: str) -> Any:
    """One message, as its thread shows it: how a text that was sent has fared (GHL.md §8)."""
    only(query)
    row = _found(world.message, message_id, "Message not found")
    return message_row(row, contact=world.contact(row.contact_id), location_id=world.location_id)


def send(world: World, query: Query) -> Any:
    """Queue a text: 201, and a row with `source: "api"` that nobody has delivered yet."""
    only(query)
    body = _sendable(bottle.request.body.read())
    _check_reachable(world, body["contactId"])
    sent = world.add_sent(
        Message(
            contact_id=body["contactId"],
            conversation_id=_own_conversation(world, body),
            message_type=_SENDABLE[body["type"]],
            direction="outbound",
            status="queued",
            body=body["message"],
            source="api",
        )
    )
    content = {"conversationId": sent.conversation_id, "messageId": sent.id, "traceId": trace_id()}
    return as_json(content, status=201)


def transcription(world: World, query: Query, *, location_id: str, message_id: str) -> Any:
    """Sentences of a recorded call; 404 as long as there are none, or the account has none."""
    only(query)
    version = headers_of(bottle.request.environ)["version"]
    if world.transcript_version not in {None, version}:
        raise RefusedError(VERSION_INVALID)
    check_location(world, {"locationId": location_id})
    call = _found(world.message, message_id, "Message not found")
    rows = transcript_rows(call)
    if not rows or not world.transcribes or world.now_ms() < call.transcript_ms:
        raise RefusedError(refusal(404, "Transcription not found"))
    if call.transcript_shape == Shape.BARE:
        return rows[0]
    return rows if call.transcript_shape == Shape.LIST else {call.transcript_shape: rows}


def contact(world: World, query: Query, *, contact_id: str) -> Any:
    """A contact; 400 for one that is gone, 404 for one that never was."""
    only(query)
    found = _found(world.contact, contact_id, "Contact not found")
    if found.gone:
        raise RefusedError(refusal(400, "Contact not found"))
    return {"contact": contact_row(found, location_id=world.location_id), "traceId": trace_id()}


def contacts(world: World, query: Query) -> Any:
    """Contacts whose name, number or e-mail holds the words of `query` (GHL.md §8)."""
    only(query, "locationId", "query", "limit")
    check_location(world, query)
    limit = whole(query, "limit", default=20, most=PAGE_SIZE)
    words = query.get("query", "").lower()
    found = [
        contact_row(one, location_id=world.location_id)
        for one in world.contacts()
        if not one.gone and words in f"{one.full_name} {one.phone} {one.email}".lower()
    ]
    return {"contacts": found[:limit], "meta": {"total": len(found)}, "traceId": trace_id()}


def users(world: World, query: Query) -> Any:
    """Everyone who works here."""
    only(query, "locationId")
    check_location(world, query)
    rows = [user_row(member, location_id=world.location_id) for member in world.users()]
    return {"users": rows, "traceId": trace_id()}


def user(world: World, query: Query, *, user_id: str) -> Any:
    """One of them; an unknown one is a 401, which says nothing about the token."""
    only(query)
    for member in world.users():
        if member.id == user_id:
            return user_row(member, location_id=world.location_id)
    raise RefusedError(USER_UNKNOWN)


def respond(answer: Answer) -> Any:
    """An answer as Bottle takes it."""
    return bottle.HTTPResponse(answer.body, answer.status, dict(answer.headers))


def lost_way(error: Any) -> bytes:
    """Bottle's own errors (unknown route, wrong method) in GHL's JSON."""
    bottle.response.content_type = "application/json; charset=utf-8"
    if error.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return server_error().body
    asked = f"Cannot {bottle.request.method} {bottle.request.path}"
    return refusal(error.status_code, asked).body


def _guarded(
    answer: Callable[..., Any], *, scope: str, world: World, gate: Gate, clock: Clock
) -> Callable[..., Any]:
    def callback(**path: str) -> Any:
        environ = bottle.request.environ
        headers = headers_of(environ)
        try:
            check_edge(headers)
            gate.admit(headers, scope=scope, now_ms=clock())
            content = answer(world, query_of(environ), **path)
        except RefusedError as refused:
            return respond(refused.answer)
        return respond(content if isinstance(content, Answer) else as_json(content))

    return callback


def _found(lookup: Callable[[str], Any], key: str, complaint: str) -> Any:
    try:
        return lookup(key)
    except KeyError as exc:
        raise RefusedError(refusal(404, complaint)) from exc


def _thread(world: World, conversation_id: str) -> Thread:
    thread: Thread = _found(world.thread, conversation_id, "Conversation not found")
    return thread


def _older_than(last_id: str | None, newest_first: tuple[Message, ...]) -> tuple[Message, ...]:
    if last_id is None:
        return newest_first
    ids = [row.id for row in newest_first]
    if last_id not in ids:
        raise RefusedError(refusal(404, "Message not found"))
    return newest_first[ids.index(last_id) + 1 :]


def _sendable(raw: bytes) -> dict[str, str]:
    try:
        body = json.loads(raw)
    except ValueError as exc:
        raise RefusedError(refusal(400, "Unexpected token in JSON at position 0")) from exc
    if not isinstance(body, dict):
        raise invalid("an object is expected")
    only(body, "type", "contactId", "conversationId", "message")
    faults = [f"{name} must be a string" for name, value in body.items() if type(value) is not str]
    if faults:
        raise invalid(*faults)
    if required(body, "type") not in _SENDABLE:
        raise invalid(f"type must be one of the following values: {', '.join(_SENDABLE)}")
    required(body, "contactId")
    if len(required(body, "message")) > LONGEST_TEXT:
        raise RefusedError(refusal(400, f"Message exceeds {LONGEST_TEXT} characters"))
    return body


def _check_reachable(world: World, contact_id: str) -> None:
    try:
        recipient = world.contact(contact_id)
    except KeyError as exc:
        raise RefusedError(CONTACT_NOT_FOUND) from exc
    if recipient.gone:
        raise RefusedError(CONTACT_NOT_FOUND)
    if recipient.unsubscribed:
        raise RefusedError(UNSUBSCRIBED)
    if recipient.dnd:
        raise RefusedError(DND)


def _own_conversation(world: World, body: Mapping[str, str]) -> str:
    """The named conversation, if it is one of the contact's; "" lets the world choose."""
    named = body.get("conversationId", "")
    if named and _thread(world, named).contact.id != body["contactId"]:
        raise RefusedError(refusal(400, "Conversation does not belong to the contact"))
    return named
