"""Weighing a customer's words: every one must be accounted for before a text can be a closing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain, pairwise

from sentinel_cli.rules.acknowledgement.lexicon import phrases
from sentinel_cli.rules.acknowledgement.phrases import Tail
from sentinel_cli.rules.acknowledgement.reading import Reading
from sentinel_cli.rules.acknowledgement.sayings import Saying
from sentinel_cli.rules.acknowledgement.vocabulary.alarms import STEMS

_WARM = frozenset(
    {Saying.SEASON, Saying.THANKS, Saying.OK, Saying.PRAISE, Saying.WISH, Saying.LAUGH, Saying.EASY}
)
_PROMISES = frozenset({Saying.WILL_DO, Saying.WONT_DO, Saying.DEFER, Saying.PAID})
_KIND = _WARM - {Saying.OK}
_DAYS = frozenset({Saying.RECENT, Saying.COMING})
_SILENT = frozenset({Saying.VOICE, Saying.FILLER})
_UNEXPLAINED = frozenset({None, Saying.TOPIC, Saying.SOFT})
_ECHOED = _DAYS | {None, Saying.TOPIC, Saying.FACT}
_NAME_BREAKS = frozenset(",\n-")
_LONGEST_SUBJECT = 3
_HARD = frozenset(
    {"but", "however", "can", "could", "would", "please", "want", "where", "who", "why", "?"}
    | {"unless", "except", "send", "call", "bring", "put", "also", "though", "cost", "price"}
    | {"only", "asap", "cancel", "come", "fix", "schedule"}
)
"""Words that ask for a person even after “I'll let you know if ...”."""

_VERBS = frozenset(
    {"is", "are", "was", "were", "am", "be", "been", "look", "looks", "looked", "looking", "sound"}
    | {"sounds", "did", "do", "does", "work", "works", "worked", "working", "run", "runs", "feel"}
    | {"running", "has", "have", "feels", "felt", "love", "loved", "smells", "always", "rocks"}
    | {"deserve", "deserves", "knows", "makes", "made", "turned", "came", "quedo", "esta", "estan"}
    | {"se", "es", "fue", "son", "had", "having", "loving"}
)
_ASKING = frozenset({"is", "are", "was", "were", "have", "has", "had", "will", "am", "do"})
"""A clause that begins with one of these asks, unless a phrase says otherwise."""

_DATES = frozenset(
    {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "tomorrow"}
    | {"tonight", "week", "month", "morning", "afternoon"}
)
_BEFORE_PLACES = frozenset({"in", "at", "to", "from", "on", "of", "is", "the", "a", "use", "en"})
_DANGLING = frozenset({"and", "or", "so", "the", "a", "of", "to", "for", "with", "con", "que"})
_CALLS = frozenset({"hey", "hello", "um", "uh", "er", "so", "and", "oiga", "oye"})
"""Alone after a closing, one of these begins what the next text will ask: “thanks, hey”."""


@dataclass(slots=True)
class Weighed:
    """What a text says, and the words nobody accounted for."""

    said: dict[Saying, str] = field(default_factory=dict)
    alarms: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    length: int = 0

    def is_settled(self) -> bool:
        """Every word is accounted for: no alarm, nothing unknown, no day out of place."""
        said = self.said.keys()
        if self.alarms or (self.unknown and not _tells_a_story(self.said)):
            return False
        if Saying.GASP in said and not said & _KIND:
            return False
        if Saying.IF in said and not said & _PROMISES:
            return False
        if Saying.COMING in said and not said & _PROMISES:
            return False
        return Saying.RECENT not in said or bool(said & (_WARM | _PROMISES) - {Saying.OK})


def _tells_a_story(said: Mapping[Saying, str]) -> bool:
    """Whether what is said allows words no list knows: nothing is asked of the business."""
    if Saying.DISREGARD in said or Saying.NO_REPLY in said:
        return True
    if Saying.NEVER_MIND in said and Saying.FIXED in said:
        return True
    paid = said.get(Saying.PAID, "paid") != "paid"
    return Saying.THANKS in said and (Saying.FIXED in said or paid)


def weigh(reading: Reading, *, echo: frozenset[str]) -> Weighed:
    """Return what the clauses of `reading` say; words in `echo` were the business's own.

    Of those, a word that no list knows is whoever or whatever the business spoke of: "them". So is
    an unknown word with a capital, where no clause begins: somebody's name. The first alarm ends
    the weighing: nothing that follows could outweigh it.
    """
    weighed = Weighed()
    used = echo.intersection(chain.from_iterable(reading.clauses))
    strange = (used | _somebodies(reading)) - phrases().words
    named = frozenset(word for word in strange if is_unknown(word))
    for before, clause in zip(reading.breaks, reading.clauses, strict=True):
        if not (before in _NAME_BREAKS and _is_name(clause, reading, weighed)):
            words = clause if named.isdisjoint(clause) else _without(named, clause)
            _Clause(words, echo, reading.capitals).weigh(weighed)
        if weighed.alarms:
            break
        weighed.length += len(clause)
    return weighed


def _somebodies(reading: Reading) -> frozenset[str]:
    """Words with a capital inside a clause, but not where a place is named (“in Cabo”)."""
    pairs = (pair for clause in reading.clauses for pair in pairwise(clause))
    inside = {word for before, word in pairs if before not in _BEFORE_PLACES}
    return reading.capitals & inside


def _without(named: frozenset[str], clause: tuple[str, ...]) -> tuple[str, ...]:
    return tuple("them" if word in named else word for word in clause)


def _is_name(clause: tuple[str, ...], reading: Reading, weighed: Weighed) -> bool:
    """“Thank you, Denise”: one or two capitalised words that no list knows, after a closing."""
    return (
        len(clause) <= 2  # noqa: PLR2004  # a first and a last name
        and bool(weighed.said.keys() & _WARM)
        and all(word in reading.capitals and is_unknown(word) for word in clause)
    )


def is_unknown(word: str) -> bool:
    """A word no list knows and no stem of trouble begins: perhaps a name."""
    return word not in phrases().words and word.isalpha() and not STEMS.match(word)


@dataclass(slots=True)
class _Clause:
    """One clause on the scales: what may still follow, and the words still without a reason."""

    words: tuple[str, ...]
    echo: frozenset[str]
    capitals: frozenset[str]
    tail: Tail = Tail.PLAIN
    last: Saying | None = None
    anchored: bool = False
    praised: bool = False
    plain: bool = False
    somebody: bool = False
    pending: list[str] = field(default_factory=list)

    def weigh(self, weighed: Weighed) -> None:
        """Add to `weighed` what the clause says, and its words that nothing accounts for."""
        book, place = phrases(), 0
        while place < len(self.words) and not weighed.alarms:
            found, length = book.at(self.words, place)
            phrase = " ".join(self.words[place : place + length])
            if not (self.tail is Tail.WIDE and _is_soft(phrase)):
                self._take(phrase, found.meaning if found else None, place, weighed)
                if found and self.tail is not Tail.UNKNOWN:
                    self.tail = found.tail
            place += length
        self._end(weighed)

    def _take(self, phrase: str, saying: Saying | None, place: int, weighed: Weighed) -> None:
        if saying in _SILENT or (saying in _ECHOED and phrase in self.echo):
            self.plain = self.plain or saying is Saying.FILLER
            if place == 0 and phrase in _ASKING and len(self.words) > 1:
                weighed.alarms.append(phrase)
        elif saying in (Saying.ALARM, Saying.FACT) or not (saying or phrase.isalpha()):
            weighed.alarms.append(phrase)
        elif saying in _UNEXPLAINED:
            self._take_unknown(phrase, saying, place)
        else:
            self._take_said(phrase, saying, place, weighed)
        self.last = saying

    def _take_unknown(self, word: str, saying: Saying | None, place: int) -> None:
        is_open = self.tail is Tail.UNKNOWN and not STEMS.match(word)
        is_praised = self.praised and (saying is Saying.TOPIC or self._is_somebody(word, place))
        if not (is_open or is_praised or self._is_name(word, place)):
            self.pending.append(word)
            self.somebody = self.somebody or self._is_somebody(word, place)

    def _is_somebody(self, word: str, place: int) -> bool:
        """“how great Luis was”: an unknown word with a capital, where no sentence begins."""
        return place > 0 and word in self.capitals and is_unknown(word)

    def _is_name(self, word: str, place: int) -> bool:
        """“thanks denise”, “ok Chris”: the last word of a clause, right after a closing."""
        capital = self.last is Saying.THANKS or word in self.capitals
        return capital and self.last in _WARM and place + 1 == len(self.words) and is_unknown(word)

    def _take_said(self, phrase: str, saying: Saying | None, place: int, weighed: Weighed) -> None:
        if saying in _DAYS:
            self.plain = True
        else:
            self.anchored = True
        if saying is Saying.OK and self._sees_another_day(phrase):
            weighed.alarms.append(phrase)
        if saying:
            weighed.said.setdefault(saying, phrase)
        if saying is Saying.PRAISE:
            self.praised = True
            before = self.words[place - 1] if place else ""
            self._praise_pending(
                verb=self.somebody or phrase.partition(" ")[0] in _VERBS or before in _VERBS
            )

    def _sees_another_day(self, phrase: str) -> bool:
        """“See you next week” to whom comes on Thursday."""
        if "see" not in phrase or _DATES.isdisjoint(self.echo):
            return False
        return not _DATES.isdisjoint(set(phrase.split()) - self.echo)

    def _praise_pending(self, *, verb: bool) -> None:
        """“the armadillo looks great”: what is praised may be anything, if a verb says so."""
        if len(self.pending) <= _LONGEST_SUBJECT:
            self.pending = [
                word
                for word in self.pending
                if STEMS.match(word) or (is_unknown(word) and not verb)
            ]

    def _end(self, weighed: Weighed) -> None:
        weighed.unknown.extend(self.pending)
        if self.plain and not self.anchored:
            weighed.unknown.append(" ".join(self.words))
        if weighed.said and self.words[0] in _CALLS and len(self.words) == 1:
            weighed.alarms.append(self.words[0])
        if (
            self.words[-1] in _DANGLING
            and self.tail is Tail.PLAIN
            and self.last in _SILENT
            and len(self.words) > 1
        ):
            weighed.alarms.append(self.words[-1])


def _is_soft(phrase: str) -> bool:
    return phrase not in _HARD and not phrase[0].isdigit()
