"""GHL's answers: conversations, messages, contacts and users, as tolerant as GHL is varied.

What a decision rests on (ids, dates, directions) must be there. A row that lacks it costs only
itself and is told as odd, with the name of the field and never with its value, which may be a
customer's words; an answer in which no row has even an id has another shape, and raises Malformed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from sentinel_cli.model import (
    Channel,
    ContactCard,
    Direction,
    Head,
    HeadPage,
    LastWord,
    Message,
    MessagePage,
    Person,
    User,
)
from sentinel_cli.payload.fields import (
    MOST_TRAITS,
    Fields,
    Malformed,
    app_id,
    call_seconds,
    call_status,
    campaign,
    channel,
    choices,
    identifier,
    mapping,
    moment_ms,
    name,
    number,
    phone,
    pick,
    tags,
    text,
    text_status,
    word,
)

Row = TypeVar("Row")


def search_page(body: object) -> HeadPage:
    """One page of GET /conversations/search. Raises Malformed when it is no list of conversations.

    A row without a date or a contact is told as odd, and is a head all the same: its messages may
    say what it does not.
    """
    rows = _list(_object(body, "search answer").get("conversations"), "conversations")
    heads, odd = _readable(rows, head)
    odd += [fault for row in rows for fault in _missing(mapping(row))]
    return HeadPage(heads=tuple(heads), rows=len(rows), last_ms=_last_ms(rows), odd=tuple(odd))


def head(row: object) -> Head:
    """One row of a conversation search. Raises Malformed."""
    fields = _object(row, "conversation")
    conversation_id = _needed_id(fields, "id", "conversation")
    contact_id = identifier(fields.get("contactId"))
    last_ms = _row_ms(fields)
    person = contact_id and Person(
        contact_id=contact_id,
        name=pick(name, (fields,), "fullName", "contactName"),
        phone=phone(fields.get("phone")),
        assigned_to=identifier(fields.get("assignedTo")),
        tags=tags(fields.get("tags")),
    )
    return Head(
        conversation_id=conversation_id,
        person=person or None,
        last_ms=last_ms if last_ms is not None else moment_ms(fields.get("dateUpdated")),
        last_word=_last_word(fields),
    )


def message_page(body: object, *, contact_id: str | None, conversation_id: str) -> MessagePage:
    """One page of GET /conversations/{id}/messages, nested as GHL sends it or flat as documented.

    The ids stand in for rows that lack them. Raises Malformed when it is no list of messages.
    """
    page = _object(body, "messages answer")
    if isinstance(page.get("messages"), dict):
        page = mapping(page["messages"])
    messages, odd = _readable(
        _list(page.get("messages"), "messages"),
        lambda row: api_message(row, contact_id=contact_id, conversation_id=conversation_id),
    )
    newest_first = tuple(sorted(messages, key=lambda message: message.at_ms, reverse=True))
    return MessagePage(messages=newest_first, older=_older(page, messages), odd=tuple(odd))


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
        app_id=app_id(fields),
        type_name=word(said) if travelled.is_unknown else None,
        status=call_status(fields) if travelled.is_call else text_status(fields),
        duration_s=call_seconds(fields) if travelled.is_call else None,
        text=text(fields.get("body")) or "",
        phone=phone(fields.get("from" if direction is Direction.INBOUND else "to")),
        via_api=True,
    )


def message_status(body: object) -> str | None:
    """GET /conversations/messages/{id}, bare or in an envelope: its status. Raises Malformed."""
    answer = _object(body, "message answer")
    return text_status(_object(answer.get("message", answer), "message"))


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
            tags=tags(fields.get("tags")),
            fields=_custom_fields(fields),
        ),
        location_id=identifier(fields.get("locationId")),
        sms_blocked=_is_sms_blocked(fields),
    )


def contact_cards(body: object) -> tuple[ContactCard, ...]:
    """GET /contacts/: those that match, in GHL's order. Raises Malformed."""
    rows = _list(_object(body, "contacts answer").get("contacts"), "contacts")
    return tuple(contact_card(row) for row in rows)


def users(body: object) -> tuple[User, ...]:
    """GET /users/. Raises Malformed."""
    rows = _list(_object(body, "users answer").get("users"), "users")
    return tuple(_user(_object(row, "user")) for row in rows)


def sent_message_id(body: object) -> str:
    """The id POST /conversations/messages gave the text. Raises Malformed."""
    return _needed_id(_object(body, "answer to a sent text"), "messageId", "answer to a sent text")


def _readable(rows: list[object], read: Callable[[object], Row]) -> tuple[list[Row], list[str]]:
    """The rows that can be read, and why the others cannot be.

    Raises Malformed where no row has an id: that is no list of what was asked for.
    """
    found: list[Row] = []
    odd: list[str] = []
    for row in rows:
        try:
            found.append(read(row))
        except Malformed as exc:
            odd.append(str(exc))
    if odd and not any(identifier(mapping(row).get("id")) for row in rows):
        raise Malformed(odd[0])
    return found, odd


def _missing(fields: Fields) -> Iterator[str]:
    """What a conversation with an id does not tell."""
    conversation_id = identifier(fields.get("id"))
    if conversation_id and identifier(fields.get("contactId")) is None:
        yield f"conversation {conversation_id}: contactId is missing or no id"
    if conversation_id and _row_ms(fields) is None:
        yield f"conversation {conversation_id}: lastMessageDate is missing or no time"


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


def _last_ms(rows: list[object]) -> int | None:
    """The cursor of the next page: the last row's sort key, else the oldest date that was read."""
    last = mapping(rows[-1]) if rows else {}
    cursor = _sort_ms(last)
    if cursor is None:
        cursor = _row_ms(last)
    if cursor is not None:
        return cursor
    dates = (_row_ms(mapping(row)) for row in rows)
    return min((at_ms for at_ms in dates if at_ms is not None), default=None)


def _last_word(fields: Fields) -> LastWord:
    if word(fields.get("lastMessageDirection")) != Direction.OUTBOUND:
        return LastWord.CUSTOMER
    if number(fields.get("unreadCount")):
        return LastWord.UNREAD
    is_automated = word(fields.get("lastOutboundMessageAction")) == "automated"
    return LastWord.MACHINE if is_automated else LastWord.PERSON


def _older(page: Fields, rows: list[Message]) -> str | None:
    """The cursor of the next older page. Where GHL does not say, there may be one."""
    more = (
        word(page.get("nextPage"))
        if isinstance(page.get("nextPage"), str)
        else page.get("nextPage")
    )
    if not page.get("messages") or more in (False, "false"):
        return None
    return identifier(page.get("lastMessageId")) or (rows[-1].ghl_id if rows else None)


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


def _custom_fields(fields: Fields) -> dict[str, frozenset[str]]:
    """`customFields: [{id, value}]`, under the id and whatever name GHL gives it."""
    listed = fields.get("customFields")
    found: dict[str, frozenset[str]] = {}
    for row in map(mapping, listed[:MOST_TRAITS] if isinstance(listed, list) else ()):
        values = choices(row.get("value"))
        for key in ("id", "name", "fieldKey"):
            called = name(row.get(key))
            if called and values:
                found[called] = values
    return found


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
