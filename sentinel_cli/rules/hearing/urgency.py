"""Whether what was said is an alarm, by which of its words, and what spoke against it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain, pairwise
from math import fsum

from sentinel_cli.model.hearing import Subject
from sentinel_cli.rules.hearing.alarms import ALARMS, Alarm, Weight
from sentinel_cli.rules.hearing.lexicon import Concept
from sentinel_cli.rules.hearing.reading import Mark, Reading
from sentinel_cli.rules.hearing.weights import term_of, terms, weights

_NEGATES = 4
"""A "no" reaches so many words forward."""
_ANYWHERE = 1_000_000
_NEAR = 14
"""What was once, elsewhere or only supposed is said within so many words of the alarm."""
_BEARINGS = frozenset(
    {Concept.NOT, Concept.STILL, Concept.PAST, Concept.FIXED, Concept.CALM, Concept.IF,
     Concept.ASK, Concept.FAR}
)  # fmt: skip
TRUST = 0.6
"""An alarm stands although the words weigh so little; below, they speak against it."""
_BRIEF = 4
"""Of so few words none speaks against an alarm: "smoke", "my dog got out"."""
_WEIGHED = "its words are those of harm"
_SHOWN = 3
_BLOCK = 30
"""Words. Of long talk the heaviest stretch counts: small talk does not outweigh an alarm."""
_SHORT = 4
"""So many blocks are weighed as one."""
_ASKED = (Concept.ASK, Concept.QUOTE, Concept.PAPER)
_NOUNS = frozenset(
    {Concept.KID, Concept.PERSON, Concept.ANIMAL, Concept.BODY, Concept.POOL, Concept.WATER,
     Concept.INSIDE, Concept.ELECTRIC, Concept.MACHINE, Concept.PIPE, Concept.CHEM,
     Concept.BARRIER, Concept.STRUCT, Concept.DRAIN, Concept.LIFE, Concept.CANT_STOP,
     Concept.DEAD, Concept.OPEN, Concept.GAS, Concept.MACHINE, Concept.AID, Concept.FREEZE}
)  # fmt: skip
"""What a "no" before it does not take away: things, and phrases that hold their own "no"."""
_UNDENIED = _NOUNS | _BEARINGS
_ANCHORED = {
    concept: tuple(n for n, alarm in enumerate(ALARMS) if concept in alarm.needs[0])
    for concept in Concept
}
"""By what they need first, the numbers of the alarms."""


@dataclass(frozen=True, slots=True)
class Alarmed:
    """An alarm that applies, and the marks that make it, in order.

    `subject` is None where what else is said must tell it.
    """

    why: str
    subject: Subject | None
    marks: tuple[Mark, ...]


def alarmed(reading: Reading) -> tuple[Alarmed | None, str]:
    """The gravest alarm on the list that stands, or one by the words; or what spoke against it."""
    sound = Soundings(reading)
    balance = max(map(weights().balance, _stretches(reading, sound)))
    listed, against = known(sound)
    if listed and (balance > -TRUST or len(reading.words) <= _BRIEF):
        return listed, ""
    if balance > 0:
        return Alarmed(_WEIGHED, None, _heaviest(reading, sound)), ""
    if listed:
        return None, f"{listed.why}, but all else speaks against it"
    return None, against


def known(sound: Soundings) -> tuple[Alarmed | None, str]:
    """The gravest alarm that stands by itself; and if none does, what spoke against one."""
    against = ""
    for alarm in _told_of(sound.meant):
        for marks in sound.all_of(alarm):
            doubt = sound.doubt(alarm.weight, marks)
            if not doubt:
                return Alarmed(alarm.why, alarm.subject, marks), ""
            against = against or f"{alarm.why}, but {doubt}"
    return None, against


def _told_of(meant: AbstractSet[Concept]) -> Iterator[Alarm]:
    """The alarms of which all that they need is said, the gravest first."""
    found = frozenset(chain.from_iterable(map(_ANCHORED.__getitem__, meant)))
    anchored = map(ALARMS.__getitem__, sorted(found))
    return (alarm for alarm in anchored if not any(map(meant.isdisjoint, alarm.needs)))


def _stretches(reading: Reading, sound: Soundings) -> Iterable[AbstractSet[str]]:
    """What is weighed together: all of a text or voicemail, of long talk each two blocks."""
    count = len(reading.words) // _BLOCK + 1
    if count <= _SHORT:
        return [terms(reading.words, sound.meant)]
    meant: list[set[Concept]] = [set() for _ in range(count)]
    for mark in sound.marks:
        meant[mark.first // _BLOCK].add(mark.concept)
    blocks = [
        terms(reading.words[n * _BLOCK : (n + 1) * _BLOCK], said) for n, said in enumerate(meant)
    ]
    return (first | second for first, second in pairwise(blocks))


def _heaviest(reading: Reading, sound: Soundings) -> tuple[Mark, ...]:
    """The phrases that speak most for harm; a word where no phrase does."""
    told = {mark: heaviness(reading, mark) for mark in sound.marks}
    most = sorted((mark for mark in told if told[mark] > 0), key=told.__getitem__)[-_SHOWN:]
    if not most:
        at = max(range(len(reading.words)), key=lambda at: weights().heard(reading.words[at]))
        most = [Mark(Concept.IDLE, at, at + 1)]
    return tuple(sorted(most, key=lambda mark: mark.first))


def heaviness(reading: Reading, mark: Mark) -> float:
    """How much a phrase speaks for harm: its meaning, and its words."""
    weigh = weights().heard
    words = set(reading.words[mark.first : mark.end])
    return weigh(term_of(mark.concept)) + fsum(map(weigh, words))


class Soundings:
    """The marks of one text by concept, in order."""

    __slots__ = ("_by", "_reading")

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._by: dict[Concept, list[Mark]] = {}
        denied = 0
        for mark in reading.marks:
            if mark.concept is Concept.NOT:
                denied = reading.places[mark.end - 1] + _NEGATES
            if self._place(mark) > denied or mark.concept in _UNDENIED:
                self._by.setdefault(mark.concept, []).append(mark)

    def _place(self, mark: Mark) -> int:
        return self._reading.places[mark.first]

    @property
    def meant(self) -> AbstractSet[Concept]:
        """What is said, but for what is said not to be."""
        return self._by.keys()

    @property
    def marks(self) -> Iterator[Mark]:
        """The marks of it."""
        return chain.from_iterable(self._by.values())

    def all_of(self, alarm: Alarm) -> Iterator[tuple[Mark, ...]]:
        """Each place where all the alarm needs is said, in order."""
        first, *others = alarm.needs
        anchors = chain.from_iterable(self._by.get(concept, ()) for concept in first)
        for anchor in sorted(anchors, key=lambda mark: mark.first):
            found = [anchor]
            for need in others:
                mark = self._nearest(need, anchor, alarm.reach, found)
                if mark is None:
                    break
                found.append(mark)
            else:
                yield tuple(sorted(found, key=lambda mark: mark.first))

    def _nearest(
        self, need: Sequence[Concept], anchor: Mark, reach: int, taken: Sequence[Mark]
    ) -> Mark | None:
        """The nearest mark of one of these that is not taken, within reach; of two the heavier."""
        place = self._place(anchor)
        best: tuple[int, float, Mark] | None = None
        for concept in need:
            marks = self._by.get(concept, [])
            middle = bisect_left(marks, place, key=self._place)
            for mark in marks[max(0, middle - 2) : middle + 3]:
                gap = abs(self._place(mark) - place)
                if gap <= reach and mark not in taken:
                    told = gap, -heaviness(self._reading, mark), mark
                    best = told if best is None else min(best, told, key=lambda told: told[:2])
        return best[2] if best else None

    def doubt(self, weight: Weight, marks: Sequence[Mark]) -> str:
        """What takes the alarm back, in a word; empty if nothing does."""
        first, last = marks[0], marks[-1]
        is_now = self._near(Concept.STILL, first, last, _NEAR)
        haste = _NEAR if weight is Weight.HARM else _ANYWHERE
        doubts = {
            "it is elsewhere": self._near(Concept.FAR, first, last, _NEAR),
            "it was once": not is_now and self._near(Concept.PAST, first, last, _NEAR),
            "it is only supposed": self._before(Concept.IF, first),
            "it is over": weight <= Weight.HARM and self._is_over(),
            "there is no hurry": weight <= Weight.HARM
            and self._near(Concept.CALM, first, last, haste),
            "it is asked about": weight is Weight.HAZARD
            and any(self._near(asked, first, last, _NEAR) for asked in _ASKED),
        }
        return next((doubt for doubt, applies in doubts.items() if applies), "")

    def _near(self, concept: Concept, first: Mark, last: Mark, reach: int) -> bool:
        places, marks = self._reading.places, self._by.get(concept, [])
        n = bisect_left(marks, self._place(first) - reach, key=self._place)
        return n < len(marks) and self._place(marks[n]) <= places[last.end - 1] + reach

    def _before(self, concept: Concept, first: Mark) -> bool:
        """Said before the alarm in the same breath."""
        marks = self._by.get(concept, [])
        n = bisect_left(marks, self._place(first), key=self._place)
        return n > 0 and self._place(first) - self._place(marks[n - 1]) <= _NEAR - 4

    def _is_over(self) -> bool:
        """Said to be over, and not that it goes on after all."""
        over = self._by.get(Concept.FIXED)
        if not over:
            return False
        on = self._by.get(Concept.STILL)
        return not (on and on[-1].first > over[-1].first)
