"""GHL's answers: conversations, messages, contacts and users, as tolerant as GHL is varied.

What a decision rests on (ids, dates, directions) must be there: its absence raises Malformed, with
the name of the field and never with its value, which may be a customer's words.
"""

from __future__ import annotations

from sentinel_cli.model import (
    Channel,
    ContactCard,
    Direction,
    Head,
    HeadPage,
    Message,
    MessagePage,
    Person,
    User,
)
from sentinel_cli.payload.fields import (
    Fields,
    Malformed,
    call_seconds,
    call_status,
    campaign,
    channel,
    identifier,
    mapping,
    moment_ms,
    name,
    phone,
    pick,
    text,
    text_status,
    word,
)


def search_page(body: object) -> HeadPage:
    """One page of GET /conversations/search. A row that cannot be read costs only itself.

    Raises Malformed when there is no list of conversations.
    """
    rows = _list(_object(body, "search answer").get("conversations"), "conversations")
    heads: list[Head] = []
    faults: list[str] = []
    for row in rows:
        try:
            heads.append(head(row))
        except Malformed as exc:
            faults.append(str(exc))
    return HeadPage(
        heads=tuple(heads),
        rows=len(rows),
        last_ms=_last_ms(rows, heads),
        faults=tuple(faults),
    )


def head(row: object) -> Head:
    """One row of a conversation search. Raises Malformed."""
    fields = _object(row, "conversation")
    conversation_id = _needed_id(fields, "id", "conversation")
    called = f"conversation {conversation_id}"
    last_ms = _row_ms(fields)
    if last_ms is None:
        raise Malformed(f"{called}: lastMessageDate is missing or no time")
    return Head(
        conversation_id=conversation_id,
        person=Person(
            contact_id=_needed_id(fields, "contactId", called),
            name=pick(name, (fields,), "fullName", "contactName"),
            phone=phone(fields.get("phone")),
            assigned_to=identifier(fields.get("assignedTo")),
        ),
        last_ms=last_ms,
        automated=_is_automated(fields),
    )


def message_page(body: object, *, contact_id: str | None, conversation_id: str) -> MessagePage:
    """One page of GET /conversations/{id}/messages, nested as GHL sends it or flat as documented.

    The ids stand in for rows that lack them. Raises Malformed if any row cannot be read: a thread
    is judged whole or not at all.
    """
    page = _object(body, "messages answer")
    if isinstance(page.get("messages"), dict):
        page = mapping(page["messages"])
    rows = [
        api_message(row, contact_id=contact_id, conversation_id=conversation_id)
        for row in _list(page.get("messages"), "messages")
    ]
    newest_first = tuple(sorted(rows, key=lambda message: message.at_ms, reverse=True))
    return MessagePage(messages=newest_first, older=_older(page, rows))


def api_message(row: object, *, contact_id: str | None, conversation_id: str | None) -> Message:
    """One row of a thread. Raises Malformed.

    `messageType` decides the channel; the number in `type` counts only where it is missing.
    """
    fields = _object(row, "message")
    ghl_id = _needed_id(fields, "id", "message")
    called = f"message {ghl_id}"
    said = pick(text, (fields,), "messageType", "type")
    travelled = channel(said)
    if travelled is None:
        raise Malformed(f"{called}: messageType is missing")
    at_ms = moment_ms(fields.get("dateAdded"))
    if at_ms is None:
        raise Malformed(f"{called}: dateAdded is missing or no time with a zone")
    direction = _direction(fields, travelled, called)
    return Message(
        contact_id=identifier(fields.get("contactId"))
        or contact_id
        or _needed_id(fields, "contactId", called),
        at_ms=at_ms,
        direction=direction,
        channel=travelled,
        ghl_id=ghl_id,
        conversation_id=identifier(fields.get("conversationId")) or conversation_id,
        user_id=identifier(fields.get("userId")),
        source=campaign(said) or word(fields.get("source")),
        app_id=identifier(mapping(mapping(fields.get("meta")).get("marketplace")).get("appId")),
        type_name=word(said) if travelled.is_unknown else None,
        status=call_status(fields) if travelled.is_call else text_status(fields),
        duration_s=call_seconds(fields) if travelled.is_call else None,
        text=text(fields.get("body")) or "",
        phone=phone(fields.get("from" if direction is Direction.INBOUND else "to")),
        via_api=True,
    )


def contact_card(body: object) -> ContactCard:
    """GET /contacts/{id}. GHL promises no `name`: it is built from its parts. Raises Malformed."""
    answer = _object(body, "contact answer")
    fields = _object(answer.get("contact", answer), "contact")
    return ContactCard(
        person=Person(
            contact_id=_needed_id(fields, "id", "contact"),
            name=_full_name(fields),
            phone=phone(fields.get("phone")),
            assigned_to=identifier(fields.get("assignedTo")),
        ),
        location_id=identifier(fields.get("locationId")),
        sms_blocked=_is_sms_blocked(fields),
    )


def users(body: object) -> tuple[User, ...]:
    """GET /users/. Raises Malformed."""
    rows = _list(_object(body, "users answer").get("users"), "users")
    return tuple(_user(_object(row, "user")) for row in rows)


def sent_message_id(body: object) -> str:
    """The id POST /conversations/messages gave the text. Raises Malformed."""
    return _needed_id(_object(body, "answer to a sent text"), "messageId", "answer to a sent text")


def _object(value: object, what: str) -> Fields:
    if not isinstance(value, dict):
        raise Malformed(f"{what}: expected an object, got {_kind(value)}")
    return value


def _list(value: object, what: str) -> list[object]:
    if not isinstance(value, list):
        raise Malformed(f"{what}: expected a list, got {_kind(value)}")
    return value


def _kind(value: object) -> str:
    names = {type(None): "nothing", str: "a text", bool: "true or false", list: "a list"}
    return names.get(type(value), "an object" if isinstance(value, dict) else "a number")


def _needed_id(fields: Fields, key: str, what: str) -> str:
    found = identifier(fields.get(key))
    if found is None:
        raise Malformed(f"{what}: {key} is missing or no id")
    return found


def _row_ms(fields: Fields) -> int | None:
    """When a conversation last changed: `lastMessageDate`, which the sort key repeats."""
    said = moment_ms(fields.get("lastMessageDate"))
    return said if said is not None else _sort_ms(fields)


def _sort_ms(fields: Fields) -> int | None:
    keys = fields.get("sort")
    return moment_ms(keys[0]) if isinstance(keys, list) and keys else None


def _last_ms(rows: list[object], heads: list[Head]) -> int | None:
    """The cursor of the next page: the last row's sort key, else the oldest date that was read."""
    last = mapping(rows[-1]) if rows else {}
    cursor = _sort_ms(last)
    if cursor is None:
        cursor = _row_ms(last)
    return cursor if cursor is not None else min((row.last_ms for row in heads), default=None)


def _is_automated(fields: Fields) -> bool:
    outbound = word(fields.get("lastMessageDirection")) == Direction.OUTBOUND
    return outbound and word(fields.get("lastOutboundMessageAction")) == "automated"


def _older(page: Fields, rows: list[Message]) -> str | None:
    """The cursor of the next older page. Where GHL does not say, there may be one."""
    more = (
        word(page.get("nextPage"))
        if isinstance(page.get("nextPage"), str)
        else page.get("nextPage")
    )
    if not rows or more in (False, "false"):
        return None
    return identifier(page.get("lastMessageId")) or rows[-1].ghl_id


def _direction(fields: Fields, travelled: Channel, called: str) -> Direction:
    """As stated; unstated, a campaign's row is ours, and whatever has a `source` (GHL.md §4).

    Rows that are no message of anybody (activities, comments) may go without.
    """
    said = word(fields.get("direction"))
    if said in (Direction.INBOUND, Direction.OUTBOUND):
        return Direction(said)
    is_ours = word(fields.get("source")) or campaign(fields.get("messageType"))
    if is_ours or travelled in (Channel.ACTIVITY, Channel.COMMENT):
        return Direction.OUTBOUND
    raise Malformed(f"{called}: direction is neither inbound nor outbound")


def _full_name(fields: Fields) -> str | None:
    parts = (name(fields.get("firstName")), name(fields.get("lastName")))
    full = " ".join(part for part in parts if part)
    return full or pick(name, (fields,), "fullNameLowerCase", "email", "phone")


def _is_sms_blocked(fields: Fields) -> bool:
    """Do-not-disturb for everything, or for texts (`permanent`: the customer wrote STOP)."""
    for_texts = mapping(mapping(fields.get("dndSettings")).get("SMS"))
    return fields.get("dnd") is True or word(for_texts.get("status")) in ("active", "permanent")


def _user(fields: Fields) -> User:
    return User(
        user_id=_needed_id(fields, "id", "user"),
        name=pick(name, (fields,), "name", "email"),
        deleted=fields.get("deleted") is True,
    )
