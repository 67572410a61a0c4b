"""What happened between the business and a customer, and how GHL tells of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from sentinel_cli.model.channels import Channel, DateSource, Direction
from sentinel_cli.model.hearing import Sentence
from sentinel_cli.model.people import Person

SAME_POST_MS = 60_000
"""Two equal posts without ids this close together are one message."""
MOST_HEARD = 20
"""Texts of the business in a row that a customer can be answering: older ones are forgotten."""
RINGING_MS = 30 * 60_000
"""A call of which GHL has not told the end by then was missed, as far as anybody can know."""


NEVER_SENT = frozenset({"failed", "undelivered", "opt_out", "scheduled", "canceled"})
"""Statuses of a text that the customer does not have before them (GHL.md §4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One thing that happened between the business and a customer.

    `ghl_id` is None for a provisional message: GHL's free webhook names no id.
    `status` is GHL's word in lower case (for a call the call's own status where it is known),
    None when GHL gave none. `duration_s` is None when unknown, which is not 0.
    `type_name` is GHL's word for a type we do not know, None for one we do.
    `app_id` is the marketplace app that sent it, `phone` the customer's number (`normal_phone`).
    `reported_missed`: the phone system said that nobody answered. `rang_out`: it was still ringing
    `RINGING_MS` after it began. `posted`: a webhook without an id was found to be of it.
    `transcript` is what was said in a recorded call, in order, empty as long as GHL shows none.
    `row` is the order in which messages were first stored (0: not stored yet).
    """

    contact_id: str
    at_ms: int
    direction: Direction
    channel: Channel
    ghl_id: str | None = None
    conversation_id: str | None = None
    date_source: DateSource = DateSource.API
    user_id: str | None = None
    source: str | None = None
    app_id: str | None = None
    type_name: str | None = None
    status: str | None = None
    duration_s: float | None = None
    text: str = ""
    phone: str | None = None
    reported_missed: bool = False
    rang_out: bool = False
    posted: bool = False
    via_webhook: bool = False
    via_api: bool = False
    learnt_ms: int = 0
    transcript: tuple[Sentence, ...] = ()
    row: int = 0
    issue_id: int | None = None

    @property
    def ends_ms(self) -> int:
        """When it was over: a call lasts as long as is known, anything else no time at all."""
        lasted_s = self.duration_s if self.channel.is_call and self.duration_s else 0
        return self.at_ms + round(lasted_s * 1000)

    @property
    def speaks_to_customer(self) -> bool:
        """Words of the business that the customer has, or may have, before them."""
        written = self.direction is Direction.OUTBOUND and self.channel.is_text and bool(self.text)
        return written and self.status not in NEVER_SENT


class LastWord(IntEnum):
    """Whose a conversation's last message is: where not all can be read, the lowest go first.

    A machine's answer may stand before a customer who waits: then GHL still counts unread messages.
    """

    CUSTOMER = 0
    UNREAD = 1
    PERSON = 2
    MACHINE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """One row of a conversation search: what changed last in one conversation, and for whom.

    `person` None: GHL does not say whose it is. `last_ms` None: it does not say when it changed.
    """

    conversation_id: str
    person: Person | None
    last_ms: int | None
    last_word: LastWord = LastWord.CUSTOMER


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadPage:
    """One page of a conversation search, newest first.

    `rows` counts what GHL sent; `odd` says of which rows something is missing, and what: they may
    not be in `heads`. `faults` says what of the list could not be listed at all. `last_ms` is where
    the next page begins, None when GHL did not say.
    """

    heads: tuple[Head, ...]
    rows: int
    last_ms: int | None = None
    odd: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePage:
    """One page of a thread, newest first. `older`: the next page's cursor, None at the end.

    `odd` says which rows could not be read, and why.
    """

    messages: tuple[Message, ...]
    older: str | None = None
    odd: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookEvent:
    """What one webhook says: a message, who the contact is, and of which location."""

    message: Message
    person: Person
    location_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of one webhook: its row in `raw_events` and what was decided.

    `reply` is the answer to a manager's command; where it was not sent to the manager, `unanswered`
    says why.
    """

    event_id: int
    outcome: str
    reason: str
    issue_id: int | None = None
    reply: str | None = None
    unanswered: str = ""
