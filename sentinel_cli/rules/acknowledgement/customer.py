"""Weighing a customer's words: every one must be accounted for before a text can be a closing."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain, pairwise

from sentinel_cli.rules.acknowledgement.lexicon import phrases, stems, words
from sentinel_cli.rules.acknowledgement.phrases import Tail
from sentinel_cli.rules.acknowledgement.reading import Reading
from sentinel_cli.rules.acknowledgement.sayings import Saying

WARM = frozenset(
    {Saying.SEASON, Saying.THANKS, Saying.OK, Saying.PRAISE, Saying.WISH, Saying.LAUGH, Saying.EASY}
)
_KIND = WARM - {Saying.OK, Saying.EASY}
_CLOSING = frozenset({Saying.EASY, Saying.GONE, Saying.GOOD, Saying.ALL})
_MERRY = frozenset({Saying.LAUGH, Saying.WISH, Saying.SEASON, Saying.NO_REPLY})
_CURT = frozenset({Saying.NO, Saying.WONT_DO, Saying.DONE, Saying.READY, Saying.NEVER_MIND})
_WARMEST = _KIND - {Saying.LAUGH}
_DAYS = frozenset({Saying.RECENT, Saying.COMING})
_SILENT = frozenset({Saying.VOICE, Saying.FILLER})
_UNEXPLAINED = frozenset({None, Saying.TOPIC, Saying.SOFT})
_ECHOED = _DAYS | {None, Saying.TOPIC, Saying.FACT}
_PRAISING = frozenset({Saying.PRAISE, Saying.FIXED})
_NAME_BREAKS = frozenset(",\n-")
_WITHIN = frozenset({None, *_SILENT, *_UNEXPLAINED, Saying.PRAISE, Saying.MILD})
_LONGEST_SUBJECT = 3
_MOST_ALARMS = 2
_SENTENCE, _LETTER = 6, 12
"""Words. Who writes that many beside a closing tells of something; with twice as many, a story."""

_SHORTEST_ASIDE = 2


@dataclass(slots=True)
class Weighed:
    """What a text says, what asks for a person, and the words nobody accounted for.

    It `tells` where these stand in a clause that is not warm: “Thanks! He left his hat here lol”.
    """

    said: dict[Saying, str] = field(default_factory=dict)
    alarms: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    length: int = 0
    tells: bool = False

    def is_hopeless(self) -> bool:
        """Nothing can outweigh what was said: it asks, or it alarms again and again."""
        asks = any(words("asks").intersection(alarm.split()) for alarm in self.alarms)
        return asks or len(self.alarms) > _MOST_ALARMS

    def is_settled(self) -> bool:
        """Every word is accounted for, or two kinds of warmth, one merry, account for the rest."""
        kinds = self.said.keys() & (_KIND | _MERRY)
        merry = len(kinds) > 1 and not kinds.isdisjoint(_MERRY)
        strange = self.tells or any(map(_is_topic, self.unknown))
        return not self.alarms and (not self.unknown or (merry and not strange))

    def is_warm(self) -> bool:
        """Whether it closes: a long, warm text may hold a word that would ring in a short one."""
        kinds = len(self.said.keys() & _KIND)
        told = self.length >= _SENTENCE and self.said.keys() - _CURT
        closes = kinds or self.said.keys() & _CLOSING or told
        allowed = (self.length >= _LETTER) + (kinds > 1)
        return bool(closes) and len(self.alarms) <= allowed and not self.is_hopeless()


def weigh(reading: Reading, *, echo: frozenset[str]) -> Weighed:
    """Return what the clauses of `reading` say; words in `echo` were the business's own.

    Of those, a word that no list knows is whoever or whatever the business spoke of: "them". So is
    an unknown word with a capital, where no clause begins: somebody's name.
    """
    weighed = Weighed()
    used = echo.intersection(chain.from_iterable(reading.clauses))
    strange = (used | _somebodies(reading)) - phrases().words
    named = frozenset(word for word in strange if is_unknown(word))
    for before, clause in zip(reading.breaks, reading.clauses, strict=True):
        if not (before in _NAME_BREAKS and _is_name(clause, reading, weighed)):
            told = clause if named.isdisjoint(clause) else _without(named, clause)
            on_scales, doubts = _Clause(told, echo, reading.capitals), len(weighed.unknown)
            on_scales.weigh(weighed)
            weighed.tells |= len(weighed.unknown) > doubts and not on_scales.warm
        weighed.length += len(clause)
        if weighed.is_hopeless():
            break
    return weighed


def _somebodies(reading: Reading) -> frozenset[str]:
    """Words with a capital inside a clause, but not where a place is named (“in Cabo”)."""
    pairs = (pair for clause in reading.clauses for pair in pairwise(clause))
    inside = {word for before, word in pairs if before not in words("before_places")}
    return reading.capitals & inside


def _without(named: frozenset[str], clause: tuple[str, ...]) -> tuple[str, ...]:
    return tuple("them" if word in named else word for word in clause)


def _is_name(clause: tuple[str, ...], reading: Reading, weighed: Weighed) -> bool:
    """“Thank you, Denise”: one or two capitalised words that no list knows, after a closing."""
    return (
        len(clause) <= 2  # noqa: PLR2004  # a first and a last name
        and bool(weighed.said.keys() & WARM)
        and all(word in reading.capitals and is_unknown(word) for word in clause)
    )


def is_unknown(word: str) -> bool:
    """A word no list knows and no stem of trouble begins: perhaps a name."""
    return word not in phrases().words and word.isalpha() and not _unlisted(word)


def _unlisted(word: str) -> Saying | None:
    """What a word says that stands in no phrase: it alarms if trouble begins so."""
    return Saying.ALARM if stems("stems").match(word) else None


@dataclass(slots=True)
class _Clause:
    """One clause on the scales: what may still follow, and the words still without a reason."""

    words: tuple[str, ...]
    echo: frozenset[str]
    capitals: frozenset[str]
    tail: Tail = Tail.PLAIN
    last: Saying | None = Saying.OK
    anchored: bool = False
    warm: bool = False
    praised: bool = False
    plain: bool = False
    somebody: bool = False
    pending: list[str] = field(default_factory=list)

    def weigh(self, weighed: Weighed) -> None:
        """Add to `weighed` what the clause says, and its words that nothing accounts for."""
        book, place = phrases(), 0
        while place < len(self.words) and not weighed.is_hopeless():
            found, length = book.at(self.words, place)
            phrase = " ".join(self.words[place : place + length])
            if not (self.tail is Tail.WIDE and _is_soft(phrase)):
                self._take(phrase, found.meaning if found else _unlisted(phrase), place, weighed)
                if found and self.tail is not Tail.UNKNOWN:
                    self.tail = found.tail
            place += length
        self._end(weighed)

    def _take(self, phrase: str, saying: Saying | None, place: int, weighed: Weighed) -> None:
        if saying in _ECHOED and self._picks(phrase):
            weighed.alarms.append(phrase)
        elif saying in _SILENT or (saying in _ECHOED and phrase in self.echo):
            self.plain = self.plain or saying is Saying.FILLER
            if place == 0 and phrase in words("asking") and len(self.words) > 1:
                weighed.alarms.append(phrase)
        elif not saying and phrase.isdigit() and self._counts(place):
            weighed.unknown.append(phrase)
        elif saying in (Saying.ALARM, Saying.FACT) or not (saying or phrase.isalpha()):
            weighed.alarms.append(phrase)
        elif saying is Saying.MILD:
            (weighed.alarms if self._asks(phrase, place) else weighed.unknown).append(phrase)
        elif saying in _UNEXPLAINED:
            self._take_unknown(phrase, saying, place)
        else:
            self._take_said(phrase, saying, place, weighed)
        self.last = saying

    def _picks(self, phrase: str) -> bool:
        """“Tuesday then”, “10 works”: one of the several days or times the business named."""
        if phrase not in self.echo:
            return False
        days = self.echo & words("dates")
        if phrase in days:
            return len(days) > 1
        return phrase.isdigit() and sum(word.isdigit() for word in self.echo) > 1

    def _counts(self, place: int) -> bool:
        """“22 people”: a number of what no one has to come for."""
        return self.words[place + 1 : place + 2] != () and self.words[place + 1] in words("counted")

    def _asks(self, phrase: str, place: int) -> bool:
        """“When”, “ok what speed”: it asks; “the pool looked great when we got home” does not."""
        if phrase not in words("interrogatives"):
            return False
        return self.last not in _WITHIN or len(self.words) - place <= _SHORTEST_ASIDE

    def _take_unknown(self, word: str, saying: Saying | None, place: int) -> None:
        is_open = self.tail is Tail.UNKNOWN
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
        return capital and self.last in WARM and place + 1 == len(self.words) and is_unknown(word)

    def _take_said(self, phrase: str, saying: Saying | None, place: int, weighed: Weighed) -> None:
        if saying in _DAYS:
            self.plain = True
        else:
            self.anchored = True
            self.praised = saying is Saying.PRAISE
        if saying is Saying.OK and self._sees_another_day(phrase):
            weighed.alarms.append(phrase)
        if saying:
            weighed.said.setdefault(saying, phrase)
        self.warm = self.warm or saying in _WARMEST
        if saying in _PRAISING:
            before = self.words[place - 1] if place else ""
            verb = phrase.partition(" ")[0] in words("verbs") or before in words("verbs")
            self._praise_pending(verb=saying is Saying.PRAISE and (self.somebody or verb))

    def _sees_another_day(self, phrase: str) -> bool:
        """“See you next week” to whom comes on Thursday."""
        dates = words("days")
        if "see" not in phrase or dates.isdisjoint(self.echo):
            return False
        return not dates.isdisjoint(set(phrase.split()) - self.echo)

    def _praise_pending(self, *, verb: bool) -> None:
        """“the armadillo looks great”: what is praised may be anything, if a verb says so."""
        if len(self.pending) <= _LONGEST_SUBJECT:
            self.pending = [word for word in self.pending if is_unknown(word) and not verb]

    def _end(self, weighed: Weighed) -> None:
        weighed.unknown.extend(self.pending)
        if not self.anchored and any(_is_topic(word) for word in self.pending):
            weighed.alarms.append(self.pending[0])
        if self.plain and not self.anchored:
            weighed.unknown.append(" ".join(self.words))
        if weighed.said and self.words[0] in words("calls") and len(self.words) == 1:
            weighed.alarms.append(self.words[0])
        if (
            self.words[-1] in words("dangling")
            and self.tail is Tail.PLAIN
            and self.last in _SILENT
            and len(self.words) > 1
        ):
            weighed.alarms.append(self.words[-1])


def _is_topic(word: str) -> bool:
    found, _ = phrases().at((word,), 0)
    return found is not None and found.meaning is Saying.TOPIC


def _is_soft(phrase: str) -> bool:
    return phrase not in words("hard") and not phrase[0].isdigit()
