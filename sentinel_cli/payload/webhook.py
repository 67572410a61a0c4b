"""Webhooks: what a decoded post says happened, in any of the three forms GHL sends.

The free workflow webhook and the Custom Webhook (no ids, no date of their own; what their author
typed under `customData` or at the root), and the app events `InboundMessage`/`OutboundMessage`.
"""

from __future__ import annotations

import re
from dataclasses import replace

from sentinel_cli.model import Channel, DateSource, Direction, Message, Person, WebhookEvent
from sentinel_cli.model.channels import EARLIEST_S, LATEST_S
from sentinel_cli.payload.body import Rejected
from sentinel_cli.payload.fields import (
    MOST_TRAITS,
    Fields,
    any_case,
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
    phone,
    pick,
    tags,
    text,
    text_status,
    word,
)

_MISSED = frozenset({"missedcall", "unansweredcall"})
_APP_MESSAGES = frozenset({"InboundMessage", "OutboundMessage"})


def webhook_event(fields: Fields, *, missed_call_route: bool, arrived_ms: int) -> WebhookEvent:
    """What one post says: a message, who the contact is, and of which location.

    On the missed-call route everything is a missed inbound call, because the phone system's own
    fields are not documented. Raises Rejected (422) when no contact id can be used.
    """
    custom = any_case(mapping(fields.get("customData")))
    note = mapping(custom.get("message")) or mapping(fields.get("message"))
    places = (custom, note, fields)
    person = _person(places, _contact_id(custom, fields))
    missed = missed_call_route or _says_missed(custom, fields)
    message = _message(places, person, "CALL" if missed else _type(places), arrived_ms)
    if missed:
        message = _as_missed_call(message)
    return WebhookEvent(message=message, person=person, location_id=_location_id(custom, fields))


def _contact_id(custom: Fields, fields: Fields) -> str:
    said = pick(identifier, (custom, fields), "contact_id", "contactId")
    found = said or identifier(mapping(fields.get("contact")).get("id"))
    if found is None:
        raise Rejected(
            422,
            "no_contact",
            "No usable contact id: expected contact_id or contactId, 1 to 64 of A-Z a-z 0-9 _ -.",
        )
    return found


def _person(places: tuple[Fields, ...], contact_id: str) -> Person:
    custom, _, fields = places
    rows = (custom, fields)
    return Person(
        contact_id=contact_id,
        name=pick(name, rows, "full_name", "fullName", "contact_name", "name") or _parts(rows),
        phone=_phone(places),
        assigned_to=pick(identifier, rows, "assigned_to", "assignedTo"),
        tags=pick(tags, rows, "tags"),
        fields=_custom_fields(fields),
    )


def _custom_fields(fields: Fields) -> dict[str, frozenset[str]]:
    """Custom fields stand at the root under their names, between everything else (GHL.md §1)."""
    told = list(fields.items())[:MOST_TRAITS]
    found = {name(key): choices(value) for key, value in told if isinstance(value, str | list)}
    return {key: values for key, values in found.items() if key and values and key != "secret"}


def _parts(rows: tuple[Fields, ...]) -> str | None:
    first = pick(name, rows, "first_name", "firstName")
    last = pick(name, rows, "last_name", "lastName")
    return " ".join(part for part in (first, last) if part) or None


def _phone(places: tuple[Fields, ...]) -> str | None:
    """The customer's number: the contact's, else that end of the line which is not ours."""
    custom, _, fields = places
    return pick(phone, (custom, fields), "phone") or pick(phone, (fields,), _their_end(places))


def _their_end(places: tuple[Fields, ...]) -> str:
    return "from" if _direction(places) is Direction.INBOUND else "to"


def _says_missed(custom: Fields, fields: Fields) -> bool:
    said = (word(row.get(key)) for row in (custom, fields) for key in ("event", "type"))
    return any(re.sub("[^a-z]", "", event) in _MISSED for event in said if event is not None)


def _type(places: tuple[Fields, ...]) -> str | None:
    """GHL's word or number for what this is; None where nothing is said, or nothing of GHL's."""
    custom, note, fields = places
    return (
        pick(text, (custom,), "messageType", "message_type")
        or pick(text, (note,), "messageType", "type")
        or _event_type(fields)
        or _loose_type(custom)
        or _loose_type(fields)
    )


def _event_type(fields: Fields) -> str | None:
    """An event's two words and its number: the one that says most, of equals the first.

    `Custom` may stand for a provider's text, CALL for the phone menu's, either for a campaign's:
    the string tells.
    """
    said = [text(fields.get(key)) for key in ("messageType", "message_type", "messageTypeString")]
    words = [word for word in said if word is not None]
    return max(words, key=_telling, default=text(fields.get("messageTypeId")))


def _telling(said: str) -> int:
    vague = (Channel.CUSTOM, Channel.OTHER, Channel.CALL)
    travelled = channel(said)
    if campaign(said) is not None and travelled is not Channel.OTHER:
        return len(vague) + 1
    return vague.index(travelled) if travelled in vague else len(vague)


def _loose_type(fields: Fields) -> str | None:
    """A bare `type`: an app event's kind, or a word of the author's, or a contact's custom field.

    An author's unknown word says nothing: it must not hide a customer's text.
    """
    said = text(fields.get("type"))
    if said in _APP_MESSAGES:
        return None
    return said if channel(said) is not Channel.OTHER else None


def _channel(said: str | None, fields: Fields) -> Channel:
    """A post without a type is a text, which is what workflows are set up for.

    An app's event of any other kind (a note, an appointment) is no message.
    """
    is_app_event = "webhookId" in fields or "appId" in fields
    kind = text(fields.get("type"))
    if said is None and is_app_event and kind is not None and kind not in _APP_MESSAGES:
        return Channel.ACTIVITY
    return channel(said) or Channel.SMS


def _message(
    places: tuple[Fields, ...], person: Person, said: str | None, arrived_ms: int
) -> Message:
    at_ms, date_source = _date(places, arrived_ms)
    travelled = _channel(said, places[-1])
    return Message(
        contact_id=person.contact_id,
        at_ms=at_ms,
        date_source=date_source,
        direction=_direction(places),
        channel=travelled,
        ghl_id=pick(identifier, places, "messageId", "message_id"),
        conversation_id=pick(identifier, places, "conversationId", "conversation_id"),
        user_id=pick(identifier, places, "userId", "user_id"),
        source=campaign(said) or pick(word, places, "source"),
        app_id=app_id(places[-1]),
        type_name=word(said) if travelled.is_unknown else None,
        status=_status(places, travelled),
        duration_s=_seconds(places) if travelled.is_call else None,
        text=_words(places),
        phone=person.phone,
        via_webhook=True,
        learnt_ms=arrived_ms,
    )


def _direction(places: tuple[Fields, ...]) -> Direction:
    """As stated: GHL has sent outbound echoes as `InboundMessage`. Unsaid: the event's kind."""
    said = pick(word, places, "direction")
    if said in (Direction.INBOUND, Direction.OUTBOUND):
        return Direction(said)
    _, _, fields = places
    is_outbound = fields.get("type") == "OutboundMessage" or _is_delivery_order(places)
    return Direction.OUTBOUND if is_outbound else Direction.INBOUND


def _is_delivery_order(places: tuple[Fields, ...]) -> bool:
    """What GHL asks a conversation provider to deliver: our own words, with an id and no direction.

    Its `type` is SMS or Email (GHL's documentation, "ProviderOutboundMessage"). Nobody else can
    name a message's id without being an app's event: workflows do not know it.
    """
    custom, _, fields = places
    if custom or identifier(fields.get("messageId")) is None:
        return False
    has_words = any(text(fields.get(key)) for key in ("message", "html", "subject"))
    return has_words and channel(fields.get("type")) in (Channel.SMS, Channel.EMAIL)


def _status(places: tuple[Fields, ...], travelled: Channel) -> str | None:
    read = call_status if travelled.is_call else text_status
    said = next((status for status in map(read, places) if status is not None), None)
    # Whether a provider did deliver it, only the thread will tell.
    return "pending" if said is None and _is_delivery_order(places) else said


def _seconds(places: tuple[Fields, ...]) -> float | None:
    """Talk time in seconds where the post gives it."""
    return next((told for told in map(call_seconds, places) if told is not None), None)


def _date(places: tuple[Fields, ...], arrived_ms: int) -> tuple[int, DateSource]:
    """The message's own date when it is plausible, else arrival.

    `date_created` is never read: it is when the contact was created.
    """
    said_ms = pick(moment_ms, places, "dateAdded", "date_added", "timestamp")
    if said_ms is not None and -EARLIEST_S <= (arrived_ms - said_ms) / 1000 <= LATEST_S:
        return said_ms, DateSource.WEBHOOK
    return arrived_ms, DateSource.ARRIVAL


def _words(places: tuple[Fields, ...]) -> str:
    custom, note, fields = places
    said = (
        pick(text, (custom,), "message", "body", "text")
        or text(note.get("body"))
        or pick(text, (fields,), "message", "body", "text")
    )
    return said or ""


def _as_missed_call(message: Message) -> Message:
    return replace(message, direction=Direction.INBOUND, reported_missed=True)


def _location_id(custom: Fields, fields: Fields) -> str | None:
    said = pick(identifier, (custom, fields), "locationId", "location_id")
    return said or identifier(mapping(fields.get("location")).get("id"))
