"""The words of the domain as frozen data: messages, actions, waits, issues, the policy.

Times ending in `_ms` are epoch milliseconds, in `_ts` epoch seconds, both UTC and integers.
Nothing here reads a clock, the environment or a file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from sentinel_cli.hours import Calendar


class IssueType(StrEnum):
    """What the customer did: wrote (any tracked text channel) or called in vain."""

    SMS = "SMS"
    CALL = "CALL"


class State(StrEnum):
    """An issue is open while its customer waits."""

    OPEN = "OPEN"
    RESOLVED = "RESOLVED"


class Direction(StrEnum):
    """Seen from the business, as GHL says it."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Channel(StrEnum):
    """How a message travelled. The values are the names `TRACKED_CHANNELS` takes."""

    SMS = "SMS"
    WHATSAPP = "WHATSAPP"
    FACEBOOK = "FB"
    INSTAGRAM = "IG"
    GOOGLE = "GMB"
    LIVE_CHAT = "LIVE_CHAT"
    EMAIL = "EMAIL"
    CUSTOM = "CUSTOM"
    CALL = "CALL"
    IVR_CALL = "IVR_CALL"
    VOICEMAIL = "VOICEMAIL"
    COMMENT = "COMMENT"
    ACTIVITY = "ACTIVITY"
    OTHER = "OTHER"

    @property
    def is_call(self) -> bool:
        """A voice channel: makes CALL issues."""
        return self in _CALLS

    @property
    def is_text(self) -> bool:
        """A written channel that reaches the customer: makes SMS issues when tracked."""
        return self in _TEXTS


_CALLS = frozenset({Channel.CALL, Channel.IVR_CALL, Channel.VOICEMAIL})
_TEXTS = frozenset(
    {
        Channel.SMS,
        Channel.WHATSAPP,
        Channel.FACEBOOK,
        Channel.INSTAGRAM,
        Channel.GOOGLE,
        Channel.LIVE_CHAT,
        Channel.EMAIL,
        Channel.CUSTOM,
    }
)


SAME_POST_MS = 60_000
"""Two equal posts without ids this close together are one message."""


class DateSource(IntEnum):
    """Whose date a message carries; the higher one wins when two disagree."""

    ARRIVAL = 0
    WEBHOOK = 1
    API = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One thing that happened between the business and a customer.

    `ghl_id` is None for a provisional message: GHL's free webhook names no id.
    `status` is GHL's word in lower case (for a call the call's own status where it is known),
    None when GHL gave none. `duration_s` is None when unknown, which is not 0.
    `phone` is the customer's number in E.164, or as it came.
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
    status: str | None = None
    duration_s: float | None = None
    text: str = ""
    phone: str | None = None
    reported_missed: bool = False
    via_webhook: bool = False
    via_api: bool = False
    learnt_ms: int = 0
    row: int = 0
    issue_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What a webhook or a conversation tells about a contact, for lists and texts to managers."""

    contact_id: str
    name: str | None = None
    phone: str | None = None
    assigned_to: str | None = None


def last4(phone: str | None) -> str:
    """Return the last four digits of a phone: all that lists, texts and log lines show of one."""
    return "".join(character for character in phone or "" if character in "0123456789")[-4:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """One row of a conversation search: what changed last in one conversation, and for whom.

    `automated`: the last message is outbound and a machine's (`lastOutboundMessageAction`).
    """

    conversation_id: str
    person: Person
    last_ms: int
    automated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadPage:
    """One page of a conversation search, newest first.

    `rows` counts what GHL sent, `faults` says which rows could not be read and why: they are not
    in `heads`. `last_ms` is where the next page begins, None when GHL did not say.
    """

    heads: tuple[Head, ...]
    rows: int
    last_ms: int | None = None
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePage:
    """One page of a thread, newest first. `older`: the next page's cursor, None at the end."""

    messages: tuple[Message, ...]
    older: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactCard:
    """What GHL keeps of one contact. `sms_blocked`: do-not-disturb is on for texts."""

    person: Person
    location_id: str | None = None
    sms_blocked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A login of the company in GHL. `deleted`: it is kept only for the history."""

    user_id: str
    name: str | None = None
    deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookEvent:
    """What one webhook says: a message, who the contact is, and of which location."""

    message: Message
    person: Person
    location_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of one webhook: its row in `raw_events` and what was decided.

    `reply` is the answer to a manager's command, as it was sent to the manager.
    """

    event_id: int
    outcome: str
    reason: str
    issue_id: int | None = None
    reply: str | None = None


class ActionKind(StrEnum):
    """What an operator or a manager can do to the timeline of a contact."""

    RESOLVE = "resolve"
    REOPEN = "reopen"
    SPAM = "spam"
    UNSPAM = "unspam"


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something a person told Sentinel, at `at_ms`.

    `covers` is the highest `Message.row` of the contact stored by then: a `resolve` answers those
    messages and no later one. `issue_id` and `type` name the issue (None for spam and unspam).
    `seq` orders actions of the same millisecond.
    """

    kind: ActionKind
    at_ms: int
    actor: str
    issue_id: int | None = None
    type: IssueType | None = None
    covers: int = 0
    seq: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """An open or recent issue whose opening message is not stored (pruned, imported)."""

    issue_id: int
    type: IssueType
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """All facts about one contact, in any order: the fold sorts them.

    `settled` are the ids of frozen issues: their messages neither open nor count up any more.
    `waited` are the spans, epoch milliseconds and half-open, of the frozen issues: somebody waited
    then, though this timeline has no wait for it.
    """

    contact_id: str
    messages: tuple[Message, ...] = ()
    actions: tuple[Action, ...] = ()
    openings: tuple[Opening, ...] = ()
    settled: frozenset[int] = frozenset()
    waited: tuple[tuple[int, int], ...] = ()


class Verdict(StrEnum):
    """What one message means to the timeline."""

    OPENS = "opens"
    COUNTS = "counts"
    ACKNOWLEDGEMENT = "acknowledgement"
    CONTACT = "contact"
    VOICEMAIL_LEFT = "voicemail_left"
    ATTEMPT = "attempt"
    NOT_YET = "not_yet"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict with its reason: one word of `rules.REASONS`, and details for a reader."""

    verdict: Verdict
    reason: str
    detail: str = ""


class Resolution(StrEnum):
    """How a wait or an issue came to its end."""

    CONTACT = "contact"
    VOICEMAIL_LEFT = "voicemail_left"
    ACKNOWLEDGED = "acknowledged"
    OPERATOR = "operator"
    SPAM = "spam"
    MERGED = "merged"
    RETRACTED = "retracted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """When and how a wait ended: `by` is a user id, an actor, or the rule's word."""

    at_ms: int
    resolution: Resolution
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """A stretch of the timeline in which a customer waits for a person.

    `messages` are the customer's messages in it, in order; the first one opened it, except where
    `opened_by` names an issue whose opening message is not stored.
    """

    type: IssueType
    began_ms: int
    last_inbound_ms: int
    messages: tuple[Message, ...] = ()
    opened_by: int | None = None
    ended: Ending | None = None
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Story:
    """The fold's whole answer: the waits in order of beginning, and a decision per message."""

    waits: tuple[Wait, ...]
    decisions: tuple[tuple[Message, Decision], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A wait, kept: one row of `issues`. `id` is None until the store has given one.

    `due_rule_ts` is the due time the rules computed, `rule_state` the state the fold last wrote:
    where they differ from `due_ts` and `state`, a person changed them.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Everything the rules may be told by settings. Durations are seconds.

    `escalation_s` None: escalation is off. `floor_ms`: older messages that no webhook brought are
    context; a wait that had ended before `installed_ms` makes no issue. `staff`
    are GHL user ids of people of the company; empty: no list is configured.
    """

    calendar: Calendar
    sms_sla_s: int = 2 * 3600
    call_sla_s: int = 2 * 3600
    escalation_s: int | None = 24 * 3600
    min_talk_s: float = 15.0
    tracked: frozenset[Channel] = frozenset({Channel.SMS})
    staff: frozenset[str] = frozenset()
    managers: frozenset[str] = frozenset()
    internal_contacts: frozenset[str] = frozenset()
    floor_ms: int = 0
    installed_ms: int = 0

    def sla_s(self, issue_type: IssueType) -> int:
        """Business seconds a customer may wait for an answer."""
        return self.sms_sla_s if issue_type is IssueType.SMS else self.call_sla_s


class Slot(StrEnum):
    """The three times a day managers are told."""

    MORNING = "morning"
    MIDDAY = "midday"
    AFTERNOON = "afternoon"


class DeliveryState(StrEnum):
    """What became of a text to a manager; `unknown`: it may have been sent."""

    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryFacts:
    """What one summary text is made of, frozen at `now_ts`.

    `open` are all open issues; `resolved` those recorded after `since_ts` and up to now, without
    acknowledgements, which are only counted. `unread_since_ts`: GHL could not be read, or not
    wholly, in this run, and was last read then (None: it was read; 0: never yet).
    `slot` None is for texts outside a slot.
    """

    slot: Slot
    now_ts: int
    since_ts: int
    open: tuple[Issue, ...] = ()
    resolved: tuple[Issue, ...] = ()
    acknowledged: int = 0
    unread_since_ts: int | None = None
    read_fault: str = ""
    unsent: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryText:
    """A composed text: what is sent, what it costs, which issues it names and what it counts."""

    text: str
    segments: int
    listed: tuple[int, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
