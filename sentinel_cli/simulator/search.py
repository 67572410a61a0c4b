"""`GET /conversations/search` and the message export: sweeps over a location (GHL.md §3, §5)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from operator import itemgetter
from typing import Any

from sentinel_cli.simulator.answers import RefusedError, refusal
from sentinel_cli.simulator.queries import Query, moment_ms, one_of, only, required, whole
from sentinel_cli.simulator.rows import (
    conversation_row,
    last_outbound_action,
    message_row,
    unread_count,
)
from sentinel_cli.simulator.world import Message, Thread, World

Row = dict[str, Any]

_SEARCH = (
    "locationId",
    "contactId",
    "query",
    "id",
    "status",
    "lastMessageDirection",
    "lastMessageType",
    "lastMessageAction",
    "sortBy",
    "sort",
    "limit",
    "startAfterDate",
    "startDate",
    "endDate",
)
_EXPORT = (
    "locationId",
    "limit",
    "cursor",
    "sortBy",
    "sortOrder",
    "channel",
    "startDate",
    "endDate",
)
_FIELDS: dict[str, Callable[[Thread], Any]] = {
    "contactId": lambda thread: thread.contact.id,
    "id": lambda thread: thread.conversation.id,
    "lastMessageDirection": lambda thread: _last(thread, "direction"),
    "lastMessageType": lambda thread: _last(thread, "message_type"),
    "lastMessageAction": last_outbound_action,
}


def search(world: World, query: Query) -> Row:
    """One page of conversations. Rows tied with the cursor's millisecond are skipped, as in GHL."""
    only(query, *_SEARCH)
    check_location(world, query)
    one_of(query, "sortBy", "last_message_date")
    one_of(query, "status", "all", "read", "unread", "starred", "recents")
    newest_first = one_of(query, "sort", "desc", "asc") == "desc"
    limit = whole(query, "limit", default=20, most=100)
    found = [thread for thread in world.indexed_threads() if _matches(query, thread)]
    found.sort(key=_last_ms)
    if newest_first:
        found.reverse()  # ties as well: either order begins where the other one ends
    page = [
        conversation_row(thread, location_id=world.location_id)
        for thread in _after(query, found, newest_first=newest_first)[:limit]
    ]
    return {"conversations": page, "total": len(found), "traceId": trace_id()}


def export(world: World, query: Query) -> Row:
    """One page of all messages of the location; `userId` is missing, as in one live check."""
    only(query, *_EXPORT)
    check_location(world, query)
    limit = whole(query, "limit", default=50, least=10, most=500)
    start = whole(query, "cursor", default=0, most=1_000_000_000, least=0)
    rows = _exported(world, query)
    end = start + limit
    return {
        "messages": rows[start:end],
        "nextCursor": str(end) if end < len(rows) else None,
        "total": len(rows),
        "traceId": trace_id(),
    }


def check_location(world: World, query: Query) -> None:
    """The location must be named (422) and be the token's (403)."""
    if required(query, "locationId") != world.location_id:
        raise RefusedError(refusal(403, "The token does not have access to this location."))


def trace_id() -> str:
    """What GHL's support asks for: any unique string."""
    return str(uuid.uuid4())


def _last(thread: Thread, field: str) -> Any:
    return getattr(thread.messages[-1], field) if thread.messages else None


def _last_ms(thread: Thread) -> int:
    """Those without any message come last of all."""
    return _last(thread, "at_ms") or 0


def _matches(query: Query, thread: Thread) -> bool:
    """`startDate` and `endDate` look at the conversation's creation, not at its messages."""
    return (
        _within(query, thread.conversation.created_ms)
        and all(_FIELDS[name](thread) == query[name] for name in query if name in _FIELDS)
        and _in_state(query, thread)
        and _mentions(query, thread)
    )


def _in_state(query: Query, thread: Thread) -> bool:
    match query.get("status"):
        case "read":
            return not unread_count(thread)
        case "unread":
            return bool(unread_count(thread))
        case state:
            return state != "starred"  # nobody stars anything here


def _mentions(query: Query, thread: Thread) -> bool:
    wanted, contact = query.get("query", "").lower(), thread.contact
    places = (contact.full_name, contact.email, contact.phone, _last(thread, "body"))
    return not wanted or any(wanted in (place or "").lower() for place in places)


def _after(query: Query, found: list[Thread], *, newest_first: bool) -> list[Thread]:
    cursor = moment_ms(query, "startAfterDate")
    if cursor is None:
        return found
    if newest_first:
        return [thread for thread in found if _last_ms(thread) < cursor]
    return [thread for thread in found if _last_ms(thread) > cursor]


def _exported(world: World, query: Query) -> list[Row]:
    one_of(query, "sortBy", "createdAt", "updatedAt")
    newest_first = one_of(query, "sortOrder", "desc", "asc") == "desc"
    field = "changed_ms" if query.get("sortBy") == "updatedAt" else "at_ms"
    found = [
        (
            max(row.at_ms, getattr(row, field)),
            message_row(row, contact=thread.contact, location_id=world.location_id),
        )
        for thread in world.indexed_threads()
        for row in thread.messages
        if _is_channel(query, row) and _within(query, row.at_ms)
    ]
    found.sort(key=itemgetter(0), reverse=newest_first)
    return [{key: value for key, value in row.items() if key != "userId"} for _, row in found]


def _is_channel(query: Query, row: Message) -> bool:
    channel = f"TYPE_{query.get('channel', '').upper()}"
    return "channel" not in query or row.message_type == channel


def _within(query: Query, at_ms: int) -> bool:
    first, last = moment_ms(query, "startDate"), moment_ms(query, "endDate")
    return (first is None or at_ms >= first) and (last is None or at_ms <= last)
