"""One message, many deliveries: what is known of it once all who saw it are heard.

The answer does not depend on who spoke first. GHL's API knows best, then a webhook's own date,
then the moment a webhook arrived; a status only rises (GHL retries a failed text under a new id).
"""

from __future__ import annotations

from dataclasses import replace

from sentinel_cli.model import SAME_POST_MS, Channel, Direction, Message
from sentinel_cli.rules.verdicts import is_ringing

_TEXT_RANKS = {
    "scheduled": 1,
    "pending": 2,
    "queued": 2,
    "canceled": 3,
    "sent": 4,
    "delivered": 5,
    "opened": 6,
    "clicked": 6,
    "read": 6,
    "failed": 7,
    "undelivered": 7,
    "opt_out": 7,
}
_CALL_RANKS = {
    "ringing": 1,
    "pending": 1,
    "queued": 1,
    "in-progress": 2,
    "answered": 2,
    "connected": 3,
    "completed": 3,
    "voicemail": 5,
}
_UNANSWERED = 4
"""Where two sightings disagree about the end, the one in which nobody answered wins."""


def combined(one: Message, other: Message) -> Message:
    """Two sightings of the same message as one; row and issue are the earlier stored one's."""
    first, second = (one, other) if _knows_better(one, other) else (other, one)
    stored = min((m for m in (one, other) if m.row), key=lambda m: m.row, default=first)
    issue_ids = [m.issue_id for m in (one, other) if m.issue_id is not None]
    # A scheduled text's date is a plan: the date of its sending counts once it was sent.
    dated = min((one, other), key=lambda m: (-m.date_source, m.status == "scheduled", m.at_ms))
    kind = max((first, second), key=_says_what)
    return replace(
        first,
        ghl_id=first.ghl_id or second.ghl_id,
        conversation_id=first.conversation_id or second.conversation_id,
        at_ms=dated.at_ms,
        date_source=dated.date_source,
        channel=kind.channel,
        type_name=kind.type_name,
        user_id=first.user_id or second.user_id,
        source=first.source or second.source,
        app_id=first.app_id or second.app_id,
        status=max((one, other), key=_status_rank).status,
        duration_s=max((one, other), key=_tells_length).duration_s,
        text=first.text or second.text,
        phone=first.phone or second.phone,
        reported_missed=one.reported_missed or other.reported_missed,
        rang_out=one.rang_out or other.rang_out,
        posted=one.posted or other.posted or (one.ghl_id is None) != (other.ghl_id is None),
        via_webhook=one.via_webhook or other.via_webhook,
        via_api=one.via_api or other.via_api,
        learnt_ms=min(m.learnt_ms for m in (one, other)),
        transcript=first.transcript or second.transcript,
        row=stored.row,
        issue_id=min(issue_ids, default=None),
    )


def contradicts(known: Message, listed: Message) -> bool:
    """Whether GHL lists another message under the id of a known one.

    An id alone neither moves a message to another contact nor changes what a customer wrote.
    """
    if not listed.via_api:
        return False
    if listed.contact_id != known.contact_id:
        return True
    return known.via_api and _is_other(known, listed)


def _is_other(known: Message, listed: Message) -> bool:
    """Of what its list says, GHL never changes which way it went, nor a customer's words.

    Nor its date, once it was sent or has ended.
    """
    if (listed.direction, listed.channel.is_call) != (known.direction, known.channel.is_call):
        return True
    is_text = listed.direction is Direction.INBOUND and not listed.channel.is_call
    if is_text and len({known.text, listed.text} - {""}) > 1:
        return True
    is_planned = "scheduled" in (known.status, listed.status) or is_ringing(known)
    return not is_planned and abs(listed.at_ms - known.at_ms) > SAME_POST_MS


def apart(listed: Message) -> Message:
    """The message under an id of its own, the same each time GHL lists it."""
    own_id = f"{listed.ghl_id}@{listed.contact_id}.{listed.direction}.{listed.at_ms}"
    return replace(listed, ghl_id=own_id)


def _knows_better(one: Message, other: Message) -> bool:
    """The API's row before a webhook's; among equals the fuller one, then any fixed order."""
    return _weight(one) >= _weight(other)


def _weight(message: Message) -> tuple[bool, bool, int, str]:
    return (message.via_api, message.user_id is not None, len(message.text), message.text)


def _says_what(message: Message) -> tuple[bool, bool]:
    """A type nobody knows gives way to one that says what the message is."""
    return (not message.channel.is_unknown, message.channel is not Channel.OTHER)


def _tells_length(message: Message) -> tuple[bool, tuple[int, str], bool, float]:
    """Where a length is known: that of the later status, GHL's API before a webhook's, the most."""
    known = message.duration_s is not None
    return (known, _status_rank(message), message.via_api, message.duration_s or 0)


def _status_rank(message: Message) -> tuple[int, str]:
    """A call's word that is not listed is taken for an end without an answer, as the verdict is."""
    status = message.status or ""
    if message.channel.is_call:
        return (_CALL_RANKS.get(status, _UNANSWERED if status else 0), status)
    return (_TEXT_RANKS.get(status, 0), status)
