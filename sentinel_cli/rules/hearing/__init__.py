"""What a customer's text or call says: how urgent, about what, whom to call back, in whose words.

Pure and deterministic: phrases as data, found in one pass, and few rules over them. Nothing heard
closes or delays anything.
"""

from __future__ import annotations

from functools import lru_cache

from sentinel_cli.model.hearing import Hearing, Subject, Urgency
from sentinel_cli.rules.hearing import numbers
from sentinel_cli.rules.hearing.gist import gist
from sentinel_cli.rules.hearing.lexicon import Concept
from sentinel_cli.rules.hearing.names import name
from sentinel_cli.rules.hearing.reading import Reading, read
from sentinel_cli.rules.hearing.subjects import harmed, subject, weight_of
from sentinel_cli.rules.hearing.urgency import Alarmed, alarmed, heaviness

__all__ = ["hear"]

_ALARM_WORTH = 3.0
_HARM_WORTH = 2.0
_LEAD = 4.0
"""A text says first what it is about; a call begins with who calls."""
_SAYS_NOTHING = frozenset({Subject.VENDOR_OR_SPAM, Subject.HANGUP})
_SILENT = 3
"""Words: with fewer, and nothing known among them, a voicemail says nothing."""


@lru_cache(maxsize=1024)  # every webhook and poll folds the same texts of a contact again
def hear(text: str, *, is_spoken: bool = False, staff: frozenset[str] = frozenset()) -> Hearing:
    """Hear a text, or (`is_spoken`) a voicemail's transcript or a customer's half of a call."""
    reading = read(text)
    about = subject(reading)
    alarm, against = alarmed(reading)
    if alarm and is_spoken and about is Subject.VENDOR_OR_SPAM:
        alarm = None
    if is_spoken and alarm is None and _is_hangup(reading):
        about = Subject.HANGUP
    said = numbers.runs(reading)
    caller = name(reading, is_spoken=is_spoken, staff=staff)
    if alarm:
        about = alarm.subject or harmed(reading)
    return Hearing(
        urgency=_urgency(about, alarm),
        subject=about,
        callback=numbers.callback(reading, said),
        name=caller,
        gist=gist(
            reading,
            worths=_worths(reading, alarm, about),
            hidden=_hidden(reading, said, caller),
            lead=0.0 if is_spoken else _LEAD,
        ),
        evidence=_evidence(reading, alarm),
        why=alarm.why if alarm else against or "no harm now or within hours",
    )


def _urgency(about: Subject, alarm: Alarmed | None) -> Urgency:
    if alarm:
        return Urgency.URGENT
    return Urgency.NONE if about in _SAYS_NOTHING else Urgency.NORMAL


def _is_hangup(reading: Reading) -> bool:
    """Nothing but noises, a greeting, or a machine's own words."""
    told = [m for m in reading.marks if m.concept not in {Concept.HELLO, Concept.NOT}]
    if any(m.concept is Concept.MACHINE_TALK for m in told):
        return len(told) <= _SILENT
    return len(reading.words) <= _SILENT or (not told and len(reading.words) <= 9)  # noqa: PLR2004


def _evidence(reading: Reading, alarm: Alarmed | None) -> str:
    return " … ".join(reading.said(m.first, m.end) for m in alarm.marks) if alarm else ""


def _worths(reading: Reading, alarm: Alarmed | None, about: Subject) -> list[float]:
    """What each phrase is worth in a line: harm first, then the subject, a greeting nothing."""
    worths = [
        -0.4 if mark.concept is Concept.HELLO else 0.2 + weight_of(mark.concept, about)
        for mark in reading.marks
    ]
    if alarm is None:
        return worths
    return [
        (_ALARM_WORTH if mark in alarm.marks else worth)
        + _HARM_WORTH * max(0.0, heaviness(reading, mark))
        for mark, worth in zip(reading.marks, worths, strict=True)
    ]


def _hidden(
    reading: Reading, said: tuple[numbers.Run, ...], caller: str | None
) -> list[tuple[int, int]]:
    """Numbers, codes, and the caller's name: the line has room for them elsewhere, or must not."""
    named = _places_of(reading, caller) if caller else []
    return [*numbers.hidden(reading, said), *named]


def _places_of(reading: Reading, caller: str) -> list[tuple[int, int]]:
    at = reading.text.casefold().find(caller.casefold())
    words = [n for n, (first, _) in enumerate(reading.spans) if at <= first < at + len(caller)]
    return [(words[0], words[-1] + 1)] if at >= 0 and words else []
