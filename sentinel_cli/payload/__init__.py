"""Outside JSON becomes our types, or is turned away with a reason.

Phones and timestamps are read here and nowhere else. Nothing here reads a clock or does I/O.
"""

from sentinel_cli.payload.answers import (
    api_message,
    contact_card,
    contact_cards,
    head,
    message_page,
    message_status,
    search_page,
    sent_message_id,
    users,
)
from sentinel_cli.payload.body import Rejected, answer, decode
from sentinel_cli.payload.fields import Malformed, channel, moment_ms, phone
from sentinel_cli.payload.secret import LONGEST_SEARCHED, kept, secret_in
from sentinel_cli.payload.webhook import webhook_event

__all__ = [
    "LONGEST_SEARCHED",
    "Malformed",
    "Rejected",
    "answer",
    "api_message",
    "channel",
    "contact_card",
    "contact_cards",
    "decode",
    "head",
    "kept",
    "message_page",
    "message_status",
    "moment_ms",
    "phone",
    "search_page",
    "secret_in",
    "sent_message_id",
    "users",
    "webhook_event",
]
