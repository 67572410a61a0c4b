"""One message, many deliveries: what is known of it once all who saw it are heard.

The answer does not depend on who spoke first. GHL's API knows best, then a webhook's own date,
then the moment a webhook arrived; a status only rises (GHL retries a failed text under a new id).
"""

from __future__ import annotations

from dataclasses import replace

from sentinel_cli.model import Message

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
    "canceled": 3,
    "no-answer": 3,
    "busy": 3,
    "failed": 3,
    "completed": 4,
    "voicemail": 5,
}


def combined(one: Message, other: Message) -> Message:
    """Two sightings of the same message as one; row and issue are the earlier stored one's."""
    first, second = (one, other) if _knows_better(one, other) else (other, one)
    stored = min((m for m in (one, other) if m.row), key=lambda m: m.row, default=first)
    issue_ids = [m.issue_id for m in (one, other) if m.issue_id is not None]
    # A scheduled text's date is a plan: the date of its sending counts once it was sent.
    dated = min((one, other), key=lambda m: (-m.date_source, m.status == "scheduled", m.at_ms))
    durations = [m.duration_s for m in (one, other) if m.duration_s is not None]
    return replace(
        first,
        ghl_id=first.ghl_id or second.ghl_id,
        conversation_id=first.conversation_id or second.conversation_id,
        at_ms=dated.at_ms,
        date_source=dated.date_source,
        user_id=first.user_id or second.user_id,
        source=first.source or second.source,
        status=max((one, other), key=_status_rank).status,
        duration_s=max(durations, default=None),
        text=first.text or second.text,
        phone=first.phone or second.phone,
        reported_missed=one.reported_missed or other.reported_missed,
        via_webhook=one.via_webhook or other.via_webhook,
        via_api=one.via_api or other.via_api,
        learnt_ms=min(m.learnt_ms for m in (one, other)),
        row=stored.row,
        issue_id=min(issue_ids, default=None),
    )


def _knows_better(one: Message, other: Message) -> bool:
    """The API's row before a webhook's; among equals the fuller one, then any fixed order."""
    return _weight(one) >= _weight(other)


def _weight(message: Message) -> tuple[bool, bool, int, str]:
    return (message.via_api, message.user_id is not None, len(message.text), message.text)


def _status_rank(message: Message) -> tuple[int, str]:
    ranks = _CALL_RANKS if message.channel.is_call else _TEXT_RANKS
    return (ranks.get(message.status or "", 0), message.status or "")
