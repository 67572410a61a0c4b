"""An answered call's transcript: who spoke for the business, and what was promised.

Which channel is the customer's is not GHL's to know (`GHL.md` §7): it is judged by what is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from sentinel_cli.model.hearing import AnsweredBy, CallHeard, Sentence
from sentinel_cli.rules.hearing import hear
from sentinel_cli.rules.hearing.lexicon import Concept
from sentinel_cli.rules.hearing.names import staff_names
from sentinel_cli.rules.hearing.promises import CallTime, promise_in
from sentinel_cli.rules.hearing.reading import Reading, read

LONGEST = 400
"""Sentences; what follows is left unheard."""
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
_BEGINNING = 2
"""Sentences in which a machine says that it is one."""
_ITS_OWN = 4
"""Words beside its phrases, as of whom it speaks for: `Hi, I'm the`, `of Clearline Pools`."""
_COMPANY = (
    ("thank", "you", "for", "calling"), ("thanks", "for", "calling"), ("how", "can", "i", "help"),
    ("how", "may", "i", "help"), ("gracias", "por", "llamar"), ("en", "que", "le", "puedo"),
    ("en", "que", "puedo"), ("speaking",), ("how", "can", "we", "help"),
)  # fmt: skip
_ASSISTANT = (
    ("virtual", "assistant"), ("ai", "assistant"), ("digital", "assistant"), ("an", "ai"),
    ("automated", "assistant"), ("ai", "receptionist"), ("virtual", "receptionist"),
    ("virtual", "agent"), ("ai", "agent"), ("asistente", "virtual"), ("automated", "system"),
    ("asistente", "automatico"), ("asistente", "digital"), ("inteligencia", "artificial"),
    ("automated", "receptionist"), ("voice", "assistant"), ("recepcionista", "virtual"),
    ("asistente", "de", "voz"), ("virtual", "front", "desk"), ("smart", "assistant"),
)  # fmt: skip
_HANDS_OVER = (
    ("transfer",), ("transferring",), ("connect", "you"), ("connecting",), ("transfiero",),
    ("comunico",), ("put", "you", "through"), ("putting", "you"), ("transferir",),
)  # fmt: skip


@lru_cache(maxsize=256)  # every webhook and poll folds the same calls of a contact again
def hear_call(sentences: tuple[Sentence, ...], *, at: CallTime | None = None) -> CallHeard:
    """Hear a transcript of one channel (a voicemail) or two. `at`: when the call was, locally."""
    told = [one for one in in_order(sentences)[:LONGEST] if one.text.strip()]
    if len({one.channel for one in told}) < 2:  # noqa: PLR2004 - nobody says who speaks
        return _one_channel([one.text for one in told])
    said = tuple((one, read(one.text)) for one in told)
    company = _company(said)
    ours = [reading for one, reading in said if one.channel == company]
    hearing = hear(
        _joined([one.text for one, _ in said if one.channel != company]),
        is_spoken=True,
        staff=staff_names(ours[:1]),
    )
    by = _answered_by(said, company)
    promise, words = None, ""
    for reading in ours:
        if _is_greeting(reading) and by is AnsweredBy.GREETING:
            continue
        found = promise_in(reading, at=at)
        if found and by is AnsweredBy.HUMAN:
            promise = found
        elif found:
            words = found.words
    return CallHeard(hearing=hearing, answered_by=by, promise=promise, machine_promise=words)


def _one_channel(texts: Sequence[str]) -> CallHeard:
    """A voicemail, or both sides in one: what a machine says of itself is nobody else's.

    Who speaks is not told, so that only what begins as a machine's was taken by one: what a caller
    says of machines later is the caller's. After a machine hands over, it may be anybody.
    """
    said = [read(piece) for text in texts for piece in _SENTENCE_END.split(text) if piece]
    begins = said[:_BEGINNING]
    by = None
    if any(_has(reading, _ASSISTANT) for reading in begins):
        by = AnsweredBy.AI
    elif any(_is_greeting(reading) for reading in begins):
        by = AnsweredBy.GREETING
    theirs = [piece for reading in said for piece in _beside_machine(reading)] if by else texts
    if any(_has(reading, _HANDS_OVER) for reading in said):
        by = None
    return CallHeard(hearing=hear(_joined(theirs), is_spoken=True), answered_by=by)


def _beside_machine(reading: Reading) -> Iterator[str]:
    """What of a sentence is before or behind the machine's phrases, but for a few words of its own.

    Not every recogniser writes full stops.
    """
    spans = [(m.first, m.end) for m in reading.marks if m.concept is Concept.MACHINE_TALK]
    spans += [(at, at + len(said)) for said, at in _found(reading, (*_COMPANY, *_ASSISTANT))]
    if not spans:
        yield reading.text
        return
    first, end = min(at for at, _ in spans), max(at for _, at in spans)
    for left, right in ((0, first), (end, len(reading.words))):
        if right - left > _ITS_OWN:
            yield reading.said(left, right)


def in_order(sentences: Sequence[Sentence]) -> Sequence[Sentence]:
    """By their times where all have one, else by their number."""
    if all(one.start_ms is not None for one in sentences):
        return sorted(sentences, key=lambda one: (one.start_ms or 0, one.index))
    return sorted(sentences, key=lambda one: one.index)


def _joined(texts: Sequence[str]) -> str:
    """One text: a sentence without its point gets one, so that no phrase runs across."""
    return " ".join(text if text.rstrip()[-1:] in ".!?…" else f"{text.rstrip()}." for text in texts)


def _company(said: Sequence[tuple[Sentence, Reading]]) -> int | None:
    """The channel that speaks for the business: the one that greets, else the first to speak."""
    greeting = [
        one.channel for one, reading in said[:4] if _is_greeting(reading) or _has(reading, _COMPANY)
    ]
    return greeting[0] if greeting else said[0][0].channel


def _answered_by(said: Sequence[tuple[Sentence, Reading]], company: int | None) -> AnsweredBy:
    """A person, if one of the business said anything after the machines."""
    by = AnsweredBy.HUMAN
    handed_over, greeted, answered = False, False, False
    for one, reading in said:
        if one.channel != company:
            answered = answered or greeted
        elif _has(reading, _ASSISTANT):
            by, handed_over = AnsweredBy.AI, _has(reading, _HANDS_OVER)
        elif by is AnsweredBy.AI:
            if handed_over and not _is_greeting(reading):
                return AnsweredBy.HUMAN
            handed_over = handed_over or _has(reading, _HANDS_OVER)
        elif _is_greeting(reading):
            by, greeted = AnsweredBy.GREETING, True
        elif by is AnsweredBy.GREETING and not _is_greeting(reading):
            return AnsweredBy.HUMAN if answered or not greeted else by
    return by


def _is_greeting(reading: Reading) -> bool:
    return any(mark.concept is Concept.MACHINE_TALK for mark in reading.marks)


def _has(reading: Reading, phrases: Sequence[tuple[str, ...]]) -> bool:
    return next(_found(reading, phrases), None) is not None


def _found(
    reading: Reading, phrases: Sequence[tuple[str, ...]]
) -> Iterator[tuple[tuple[str, ...], int]]:
    """Each of the phrases that is said, and at which word."""
    words = reading.words
    return (
        (phrase, at)
        for phrase in phrases
        for at in range(len(words))
        if words[at : at + len(phrase)] == phrase
    )
