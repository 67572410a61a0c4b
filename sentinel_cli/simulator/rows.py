"""The state as GHL's JSON: every shape in one place (GHL.md §3, §4, §7, §8)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sentinel_cli.simulator.world import Contact, Message, Placement, Thread, User

BUSINESS_PHONE = "+12145550199"

TYPE_NUMBERS = {
    "TYPE_CALL": 1,
    "TYPE_SMS": 2,
    "TYPE_EMAIL": 3,
    "TYPE_FACEBOOK": 11,
    "TYPE_INSTAGRAM": 18,
    "TYPE_WHATSAPP": 19,
}
"""The numbers that are certain. All other types are shown as 0, so that nobody leans on them."""


def iso(at_ms: int) -> str:
    """Epoch milliseconds as GHL writes dates: "2026-04-01T16:25:00.000Z"."""
    moment = datetime.fromtimestamp(at_ms / 1000, UTC).replace(tzinfo=None)
    return moment.isoformat(timespec="milliseconds") + "Z"


def conversation_row(thread: Thread, *, location_id: str) -> dict[str, Any]:
    """One row of a search; an empty conversation's has nothing of a last message (GHL.md §3)."""
    conversation = thread.conversation
    row = _of_contact(thread.contact) | {
        "id": conversation.id,
        "locationId": location_id,
        "dateAdded": conversation.created_ms,
        "inbox": True,
        "starred": False,
        "deleted": False,
        "followers": [],
        "mentions": [],
        "unreadCount": unread_count(thread),
        "type": "TYPE_PHONE",
    }
    row |= _of_last_message(thread) if thread.messages else {}
    return {name: value for name, value in row.items() if name not in conversation.omitted}


def _of_contact(contact: Contact) -> dict[str, Any]:
    return {
        "contactId": contact.id,
        "assignedTo": contact.assigned_to,
        "fullName": contact.full_name or None,
        "contactName": contact.full_name or None,
        "companyName": None,
        "email": contact.email,
        "phone": contact.phone,
        "tags": list(contact.tags),
    }


def _of_last_message(thread: Thread) -> dict[str, Any]:
    last = thread.messages[-1]
    return {
        "dateUpdated": max(last.at_ms, last.changed_ms),
        "lastMessageDate": last.at_ms,
        "lastMessageType": last.message_type,
        "lastMessageBody": last.body,
        "lastMessageDirection": last.direction,
        "lastOutboundMessageAction": last_outbound_action(thread),
        "lastManualMessageDate": last_manual_ms(thread),
        "isLastMessageInternalComment": last.message_type == "TYPE_INTERNAL_COMMENT",
        "sort": [last.at_ms],
    }


def last_outbound_action(thread: Thread) -> str | None:
    """`manual` or `automated`, after the last outbound row that reached for the customer."""
    outbound = [row for row in thread.messages if row.direction == "outbound" and _reaches(row)]
    if not outbound:
        return None
    return "manual" if _is_manual(outbound[-1]) else "automated"


def last_manual_ms(thread: Thread) -> int | None:
    """The last row by a person of either side, customers included (GHL.md §3)."""
    dates = [
        row.at_ms
        for row in thread.messages
        if _reaches(row) and (row.direction == "inbound" or _is_manual(row))
    ]
    return dates[-1] if dates else None


def unread_count(thread: Thread) -> int:
    """Customer's rows since a person last wrote or called; reading by API changes nothing."""
    count = 0
    for row in reversed(thread.messages):
        if row.direction == "inbound":
            count += 1
        elif _is_manual(row):
            break
    return count


def message_row(message: Message, *, contact: Contact, location_id: str) -> dict[str, Any]:
    """One row of a thread. `source` exists on outbound rows only, and only where it is known."""
    row: dict[str, Any] = {
        "id": message.id,
        "type": TYPE_NUMBERS.get(message.message_type, 0),
        "messageType": message.message_type,
        "direction": message.direction,
        "status": message.status,
        "dateAdded": iso(message.at_ms),
        "locationId": location_id,
        "contactId": message.contact_id,
        "conversationId": message.conversation_id,
    }
    row |= _voice(message, contact=contact) if message.is_call else _written(message)
    if message.source is not None and message.direction == "outbound":
        row["source"] = message.source
    if message.user_id is not None:
        row["userId"] = message.user_id
    if message.app_id is not None:
        row["meta"] = {**row.get("meta", {}), "marketplace": {"appId": message.app_id}}
    return {key: value for key, value in row.items() if key not in message.omitted}


def ends(message: Message, *, contact: Contact) -> dict[str, str | None]:
    """The numbers `from` and `to`, as the direction has them."""
    numbers = (contact.phone, BUSINESS_PHONE)
    start, end = numbers if message.direction == "inbound" else reversed(numbers)
    return {"from": start, "to": end}


def contact_row(contact: Contact, *, location_id: str) -> dict[str, Any]:
    """The inside of `{"contact": …}`; there is no `name` (GHL.md §8)."""
    setting = {"status": "active" if contact.dnd else "inactive"}
    return {
        "id": contact.id,
        "locationId": location_id,
        "firstName": contact.first_name,
        "lastName": contact.last_name,
        "fullNameLowerCase": contact.full_name.lower(),
        "email": contact.email,
        "phone": contact.phone,
        "tags": list(contact.tags),
        "assignedTo": contact.assigned_to,
        "customFields": [{"id": id_, "value": value} for id_, value in contact.custom_fields],
        "dnd": contact.dnd,
        "dndSettings": {"SMS": setting},
        "dateAdded": iso(contact.created_ms),
    }


def user_row(user: User, *, location_id: str) -> dict[str, Any]:
    """One row of `{"users": […]}`."""
    return {
        "id": user.id,
        "name": user.name,
        "email": user.email,
        "phone": user.phone,
        "roles": {"type": "account", "role": "user", "locationIds": [location_id]},
        "deleted": user.deleted,
    }


def transcript_rows(message: Message) -> list[dict[str, Any]]:
    """Sentences of a call, five seconds each; times in seconds, as they were seen.

    On an answered call the two sides take turns on channels of their own, the company first.
    """
    channels = 2 if message.status == "completed" else 1
    return [
        {
            "mediaChannel": 1 + index % channels,
            "sentenceIndex": index,
            "startTime": index * 5,
            "endTime": index * 5 + 5,
            "transcript": sentence,
            "confidence": 0.93,
        }
        for index, sentence in enumerate(message.transcript)
    ]


def _reaches(row: Message) -> bool:
    inside = row.message_type == "TYPE_INTERNAL_COMMENT"
    return not inside and not row.message_type.startswith("TYPE_ACTIVITY")


def _is_manual(row: Message) -> bool:
    by_hand = row.source == "app" or row.message_type.startswith("TYPE_CAMPAIGN_MANUAL")
    return by_hand and row.user_id is not None and _reaches(row)


def _written(message: Message) -> dict[str, Any]:
    attachments = list(message.attachments)
    return {"body": message.body, "contentType": "text/plain", "attachments": attachments}


def _voice(message: Message, *, contact: Contact) -> dict[str, Any]:
    row: dict[str, Any] = {**ends(message, contact=contact)}
    if message.body:
        row["body"] = message.body
    if message.attachments:
        row["attachments"] = list(message.attachments)
    if message.call is None or message.call.placement is Placement.STATUS:
        return row
    status = message.call.status or message.status
    duration = message.call.duration_s
    match message.call.placement:
        case Placement.META_CALL:
            return row | {"meta": {"call": {"duration": duration, "status": status}}}
        case Placement.META:
            return row | {"meta": {"callDuration": duration, "callStatus": status}}
        case _:
            return row | {"callDuration": duration, "callStatus": status}
