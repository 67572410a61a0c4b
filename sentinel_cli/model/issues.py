"""What is kept of a wait: one row of `issues`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sentinel_cli.model.hearing import Subject, Urgency


class IssueType(StrEnum):
    """What the customer did: wrote (any tracked text channel) or called in vain."""

    SMS = "SMS"
    CALL = "CALL"


class State(StrEnum):
    """An issue is open while its customer waits."""

    OPEN = "OPEN"
    RESOLVED = "RESOLVED"


class Resolution(StrEnum):
    """How a wait or an issue came to its end."""

    CONTACT = "contact"
    VOICEMAIL_LEFT = "voicemail_left"
    ACKNOWLEDGED = "acknowledged"
    OPTED_OUT = "opted_out"
    OPERATOR = "operator"
    SPAM = "spam"
    MERGED = "merged"
    RETRACTED = "retracted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A wait, kept: one row of `issues`. `id` is None until the store has given one.

    `due_rule_ts` is the due time the rules computed, `rule_state` the state the fold last wrote:
    where they differ from `due_ts` and `state`, a person changed them. `probably_thanks`: only its
    telling is quiet; it waits and is due like any other. `urgent_ts`: since when it is urgent;
    `callback`: a number that was said (E.164); `gist`: a piece of what was said.
    """

    type: IssueType
    contact_id: str
    state: State
    created_ts: int
    due_ts: int
    due_rule_ts: int
    last_inbound_ts: int
    id: int | None = None
    conversation_id: str | None = None
    resolved_ts: int | None = None
    contact_name: str | None = None
    phone: str | None = None
    assigned_to: str | None = None
    inbound_count: int = 1
    attempts: int = 0
    resolution: Resolution | None = None
    resolved_by: str | None = None
    recorded_ts: int | None = None
    checked_ts: int | None = None
    rule_state: State = State.OPEN
    opening_row: int | None = None
    probably_thanks: bool = False
    urgency: Urgency = Urgency.NORMAL
    urgent_ts: int | None = None
    subject: Subject | None = None
    callback: str | None = None
    gist: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Why an open issue may have been answered without our knowing; None: it was not.

    `unread_since_ts`: GHL has shown a change of the customer's thread since then, and not the
    thread. `unconfirmed_since_ts`: a reply was written then that GHL has not called sent.
    """

    unread_since_ts: int | None = None
    unconfirmed_since_ts: int | None = None
