"""What managers are told, when, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from sentinel_cli.model.issues import Issue
from sentinel_cli.model.telling import Aside


class Slot(StrEnum):
    """The three times a day managers are told."""

    MORNING = "morning"
    MIDDAY = "midday"
    AFTERNOON = "afternoon"


SLOT_MINUTES: Mapping[Slot, int] = MappingProxyType(
    {Slot.MORNING: 8 * 60, Slot.MIDDAY: 11 * 60, Slot.AFTERNOON: 15 * 60}
)
"""When cron sends the summaries, in minutes after midnight by the business's clock."""


class DeliveryState(StrEnum):
    """What became of a text to a manager; `unknown`: it may have been sent."""

    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unkept:
    """A promise made in a call to somebody with whom nobody has been in touch since.

    `call` stands for the call: whose it is, and due by the time that was promised (its id is the
    message's row). `issue_id`: the issue that the call had ended, if it ended one. From `tell_ts`
    on it is told.
    """

    words: str
    tell_ts: int
    call: Issue
    issue_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryFacts:
    """What one summary text is made of, frozen at `now_ts`.

    `open` are all open issues; `resolved` those recorded after `since_ts` and up to now, without
    acknowledgements, which are only counted. `unread_since_ts`: what changed in GHL could not be
    learnt in this run, and was last learnt then (None: it was; 0: never yet). `read_fault`: why, or
    what else could not be read.
    `asides` are by issue. `named` are issues of which the reader was told before. `others_open` and
    `others_overdue` count what others hear of, not the reader: it is not in `open`.
    `promised` are promises made in calls that were not kept by then. `slot` None is for texts
    outside a slot.
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
    asides: Mapping[int, Aside] = field(default_factory=dict)
    named: frozenset[int] = frozenset()
    promised: tuple[Unkept, ...] = ()
    others_open: int = 0
    others_overdue: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryText:
    """A composed text: what is sent, what it costs, which issues it names and what it counts."""

    text: str
    segments: int
    listed: tuple[int, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
