"""All facts about one contact, and what the fold says of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sentinel_cli.model.actions import Action, Carried, Opening
from sentinel_cli.model.hearing import Urgency
from sentinel_cli.model.issues import IssueType, Resolution
from sentinel_cli.model.messages import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """All facts about one contact, in any order: the fold sorts them.

    `settled` are the ids of frozen issues: their messages neither open nor count up any more.
    `waited` are the spans, epoch milliseconds and half-open, of the frozen issues: somebody waited
    then, though this timeline has no wait for it. `carried` is what came before all of this.
    """

    contact_id: str
    messages: tuple[Message, ...] = ()
    actions: tuple[Action, ...] = ()
    openings: tuple[Opening, ...] = ()
    settled: frozenset[int] = frozenset()
    waited: tuple[tuple[int, int], ...] = ()
    carried: Carried | None = None


class Verdict(StrEnum):
    """What one message means to the timeline."""

    OPENS = "opens"
    COUNTS = "counts"
    ACKNOWLEDGEMENT = "acknowledgement"
    OPT_OUT = "opt_out"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """When and how a wait ended: `by` is a user id, an actor, or the rule's word."""

    at_ms: int
    resolution: Resolution
    by: str


@dataclass(frozen=True, slots=True)
class Called:
    """What a person called a wait, and when: `urgent` or `normal`, whatever was heard."""

    urgency: Urgency
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """A stretch of the timeline in which a customer waits for a person.

    `messages` are the customer's messages in it, in order; the first one opened it, except where
    `opened_by` names an issue whose opening message is not known as its own, but in `opening_row`
    or not stored; `unlisted` counts what of it is not among them. `probably_thanks`: each
    of them is at least probably a closing. `called`: what a person last said of its urgency.
    """

    type: IssueType
    began_ms: int
    last_inbound_ms: int
    messages: tuple[Message, ...] = ()
    opened_by: int | None = None
    opening_row: int | None = None
    unlisted: int = 0
    ended: Ending | None = None
    attempts: int = 0
    probably_thanks: bool = False
    called: Called | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """The fold's whole answer: the waits in order of beginning, and a decision per message."""

    waits: tuple[Wait, ...]
    decisions: tuple[tuple[Message, Decision], ...]
