"""What GHL posts when something happens, in its two styles (GHL.md §1, §2), and the posting.

A post goes out in the request or call that caused it: nothing happens behind anyone's back.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sentinel_cli.simulator.rows import TYPE_NUMBERS, ends, iso
from sentinel_cli.simulator.world import Contact, Message, Thread

TIMEOUT_S = 15.0

_EVENT_NAMES = {
    "TYPE_CALL": "CALL",
    "TYPE_IVR_CALL": "CALL",
    "TYPE_CUSTOM_CALL": "Custom Call",
    "TYPE_VOICEMAIL": "VoiceMail",
    "TYPE_SMS": "SMS",
    "TYPE_EMAIL": "Email",
    "TYPE_WHATSAPP": "WhatsApp",
    "TYPE_FACEBOOK": "FB",
    "TYPE_INSTAGRAM": "IG",
    "TYPE_GMB": "GMB",
    "TYPE_LIVE_CHAT": "Live Chat",
    "TYPE_INTERNAL_COMMENT": "InternalComment",
}


class Style(StrEnum):
    """How something is announced: by a workflow (no ids, no date), an app event, or not at all."""

    WORKFLOW = "workflow"
    EVENT = "event"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One webhook that went out. `status` None: nobody answered, and `answer` says why."""

    url: str
    payload: dict[str, Any]
    status: int | None
    answer: str


def is_missed(message: Message) -> bool:
    """A customer's call that nobody took: what the missed-call workflow fires on."""
    taken = message.status in {"completed", "answered", "connected"}
    answered = taken and message.message_type != "TYPE_VOICEMAIL"
    return message.is_call and message.direction == "inbound" and not answered


def workflow_payload(message: Message, *, contact: Contact, location_id: str, secret: str) -> Any:
    """The body of the free workflow webhook: no id and no date of the message anywhere."""
    payload: dict[str, Any] = {
        "contact_id": contact.id,
        "first_name": contact.first_name,
        "last_name": contact.last_name,
        "full_name": contact.full_name,
        "email": contact.email or "",
        "phone": contact.phone or "",
        "tags": ",".join(contact.tags),
        "country": "US",
        "timezone": "",
        "date_created": iso(contact.created_ms),
        "contact_source": "",
        "full_address": "",
        "contact_type": "customer",
        "location": {"name": "NTX Pool Pros", "id": location_id},
        "workflow": {"id": "5b1d1f2e-0c3a-4d55-9a77-1a2b3c4d5e6f", "name": "Sentinel"},
        "triggerData": {},
        "contact": {"attributionSource": {}, "lastAttributionSource": {}},
        "attributionSource": {},
        "customData": {"secret": secret},
    }
    if not message.is_call:
        number = TYPE_NUMBERS.get(message.message_type, 0)
        payload["message"] = {"type": number, "body": message.body}
    return payload


def event_payload(message: Message, *, contact: Contact, location_id: str, now_ms: int) -> Any:
    """The body of an app's InboundMessage or OutboundMessage: flat, with ids and the true date."""
    payload: dict[str, Any] = {
        "type": "InboundMessage" if message.direction == "inbound" else "OutboundMessage",
        "locationId": location_id,
        "appId": "66aa0000000000000000beef",
        "versionId": "66aa0000000000000000beef",
        "webhookId": str(uuid.uuid4()),
        "timestamp": iso(now_ms),
        "contactId": contact.id,
        "conversationId": message.conversation_id,
        "messageId": message.id,
        "messageType": _EVENT_NAMES.get(message.message_type, "Custom"),
        "messageTypeId": TYPE_NUMBERS.get(message.message_type, 0),
        "messageTypeString": message.message_type,
        "direction": message.direction,
        "status": message.status,
        "attachments": list(message.attachments),
        **ends(message, contact=contact),
        "dateAdded": iso(message.at_ms),
    }
    return payload | (_call_facts(message) if message.is_call else _text_facts(message))


class Webhooks:
    """Where posts go and what went out. `base_url` None: nowhere, and nothing is noted.

    The workflow's secret travels in `customData.secret`, an event's as `?secret=`: neither of
    GHL's free webhooks can set a header.
    """

    def __init__(self, *, base_url: str | None, secret: str, location_id: str) -> None:
        self.base_url = base_url
        self.posts: list[Post] = []
        self._secret = secret
        self._location_id = location_id

    def announce(
        self, thread: Thread, message: Message, *, style: Style, now_ms: int
    ) -> Post | None:
        """Post `message` the way `style` does, if it does.

        Workflows know only customers' texts and missed calls, and nothing of a STOP (GHL.md §1).
        """
        if self.base_url is None or style is Style.NONE:
            return None
        if style is Style.EVENT:
            payload = event_payload(
                message, contact=thread.contact, location_id=self._location_id, now_ms=now_ms
            )
            return self._post("/webhook/ghl", payload, query={"secret": self._secret})
        if not _starts_workflow(message):
            return None
        payload = workflow_payload(
            message, contact=thread.contact, location_id=self._location_id, secret=self._secret
        )
        missed = is_missed(message)
        return self._post("/webhook/ghl/unanswered_call" if missed else "/webhook/ghl", payload)

    def _post(self, route: str, payload: dict[str, Any], *, query: Any = None) -> Post:
        # Imported here: a simulator without webhooks starts in half the time.
        import requests  # noqa: PLC0415 - see above

        url = f"{self.base_url}{route}"
        with requests.Session() as session:
            session.trust_env = False  # a proxy setting must not lead off loopback
            session.headers["User-Agent"] = "axios/1.7.9"
            try:
                reply = session.post(url, params=query, json=payload, timeout=TIMEOUT_S)
                post = Post(url=url, payload=payload, status=reply.status_code, answer=reply.text)
            except requests.RequestException as exc:
                post = Post(url=url, payload=payload, status=None, answer=str(exc))
        self.posts.append(post)
        return post


def is_stop(body: str) -> bool:
    """A text that carriers and GHL take as an opt-out."""
    return body.strip().upper() in {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"}


def _starts_workflow(message: Message) -> bool:
    if message.is_call:
        return is_missed(message)
    return message.direction == "inbound" and not is_stop(message.body)


def _text_facts(message: Message) -> dict[str, Any]:
    return {"body": message.body, "contentType": "text/plain", **_sender(message)}


def _call_facts(message: Message) -> dict[str, Any]:
    facts = _sender(message)
    if message.call is not None:
        facts["callDuration"] = message.call.duration_s
        facts["callStatus"] = message.call.status or message.status
    return facts


def _sender(message: Message) -> dict[str, Any]:
    known = {"source": message.source, "userId": message.user_id}
    return {name: value for name, value in known.items() if value is not None}
