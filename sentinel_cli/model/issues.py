"""What is kept of a wait: one row of `issues`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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


class Urgency(StrEnum):
    """How soon a person must know.

    `urgent`: harm to people, animals or property now or within hours. `none`: nobody asks for
    anything (hang-ups, noise, robocalls, vendors): told last, never closed.
    """

    URGENT = "urgent"
    NORMAL = "normal"
    NONE = "none"


class Subject(StrEnum):
    """What it is about. Of two that fit equally, the one written first here counts."""

    SAFETY = "safety"
    CANCEL_SERVICE = "cancel_service"
    COMPLAINT = "complaint"
    NEW_CUSTOMER = "new_customer"
    LEAK = "leak"
    GREEN_POOL = "green_pool"
    DAMAGE = "damage"
    EQUIPMENT = "equipment"
    BILLING = "billing"
    ACCESS = "access"
    SCHEDULING = "scheduling"
    VENDOR_OR_SPAM = "vendor_or_spam"
    HANGUP = "hangup"
    OTHER = "other"


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
