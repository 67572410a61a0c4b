"""What a customer's text or call was heard to say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sentinel_cli.model.issues import Subject, Urgency

__all__ = ["AnsweredBy", "CallHeard", "Hearing", "Promise", "Sentence", "Subject", "Urgency"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """What was heard. `evidence`: the customer's own words for it; `why`: the rule that applied.

    `callback` is E.164, None unless one complete number was said. `gist` is a piece of what was
    said, at most 60 septets, and holds neither name nor number.
    """

    urgency: Urgency
    subject: Subject
    callback: str | None = None
    name: str | None = None
    gist: str = ""
    evidence: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of a call's transcript; times in milliseconds from its start, if known."""

    text: str
    channel: int | None = None
    index: int = 0
    start_ms: int | None = None
    end_ms: int | None = None
    confidence: float | None = None


class AnsweredBy(StrEnum):
    """Who spoke for the business on an answered call."""

    HUMAN = "human"
    AI = "ai"
    GREETING = "greeting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A call, text or e-mail somebody of the business said would come, in their own words.

    `by_minute` is minutes after local midnight, `in_days` how many days after the call (0: that
    day); None: no clock time was said.
    """

    what: str
    words: str
    by_minute: int | None = None
    in_days: int | None = None
    within_minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallHeard:
    """What an answered call's transcript shows beside what the customer said."""

    hearing: Hearing
    answered_by: AnsweredBy | None = None
    promise: Promise | None = None
    machine_promise: str = ""
