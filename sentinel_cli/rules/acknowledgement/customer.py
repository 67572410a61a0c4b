"""What a customer's words say: the lists close only what they account for to the last word."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain, pairwise

from sentinel_cli.rules.acknowledgement.lexicon import phrases, stems, words
from sentinel_cli.rules.acknowledgement.phrases import Tail
from sentinel_cli.rules.acknowledgement.reading import Reading
from sentinel_cli.rules.acknowledgement.sayings import Saying

_WARM = frozenset(
    {Saying.SEASON, Saying.THANKS, Saying.OK, Saying.PRAISE, Saying.WISH, Saying.LAUGH, Saying.EASY}
)
_DAYS = frozenset({Saying.RECENT, Saying.COMING})
_SILENT = frozenset({Saying.VOICE, Saying.FILLER})
_UNEXPLAINED = frozenset({None, Saying.TOPIC, Saying.SOFT})
_ECHOED = _DAYS | {None, Saying.TOPIC, Saying.FACT}
_PRAISING = frozenset({Saying.PRAISE, Saying.FIXED})
_ALARMING = frozenset({Saying.ALARM, Saying.FACT})
# Each word is asked for these, and to name a member of an enum is a call in Python 3.11.
_FILLER, _MILD = Saying.FILLER, Saying.MILD
_WIDE, _OPEN = Tail.WIDE, Tail.UNKNOWN
_NAME_BREAKS = frozenset(",\n-")
_WITHIN = frozenset({None, *_SILENT, *_UNEXPLAINED, Saying.PRAISE, Saying.MILD})
_LONGEST_SUBJECT = 3
_MOST_ALARMS = 2
_SHORTEST_ASIDE = 2


@dataclass(slots=True)
class Understood:
    """What a text says, what asks for a person, and the words nobody accounted for."""

    said: dict[Saying, str] = field(default_factory=dict)
    alarms: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    length: int = 0
    is_hopeless: bool = False
    """Nothing can outweigh what was said: it asks, or it alarms again and again."""

    def alarm(self, phrase: str) -> None:
        """A phrase asks for a person."""
        self.alarms.append(phrase)
        asks = not words("asks").isdisjoint(phrase.split())
        self.is_hopeless = self.is_hopeless or asks or len(self.alarms) > _MOST_ALARMS


def understand(reading: Reading, *, echo: frozenset[str]) -> Understood:
    """Return what the clauses of `reading` say; words in `echo` were the business's own.

    Of those, a word that no list knows is whoever or whatever the business spoke of: "them". So is
    an unknown word with a capital, where no clause begins: somebody's name.
    """
    understood = Understood()
    used = echo.intersection(chain.from_iterable(reading.clauses))
    strange = (used | _somebodies(reading)) - phrases().words
    named = frozenset(word for word in strange if _is_unknown(word))
    for before, clause in zip(reading.breaks, reading.clauses, strict=True):
        if not (before in _NAME_BREAKS and _is_name(clause, reading, understood)):
            told = clause if named.isdisjoint(clause) else _without(named, clause)
            _Clause(told, echo, reading.capitals).understand(understood)
        understood.length += len(clause)
        if understood.is_hopeless:
            break
    return understood


def _somebodies(reading: Reading) -> set[str]:
    """Words with a capital inside a clause, but not where a place is named (“in Cabo”)."""
    capitals, placing = reading.capitals, words("before_places")
    return {
        word
        for clause in reading.clauses
        for before, word in pairwise(clause)
        if word in capitals and before not in placing
    }


def _without(named: frozenset[str], clause: tuple[str, ...]) -> tuple[str, ...]:
    return tuple("them" if word in named else word for word in clause)


def _is_name(clause: tuple[str, ...], reading: Reading, understood: Understood) -> bool:
    """“Thank you, Denise”: one or two capitalised words that no list knows, after a closing."""
    return (
        len(clause) <= 2  # noqa: PLR2004  # a first and a last name
        and bool(understood.said.keys() & _WARM)
        and all(word in reading.capitals and _is_unknown(word) for word in clause)
    )


def _is_unknown(word: str) -> bool:
    """A word no list knows and no stem of trouble begins: perhaps a name."""
    return word not in phrases().words and word.isalpha() and not _unlisted(word)


def _unlisted(word: str) -> Saying | None:
    """What a word says that stands in no phrase: it alarms if trouble begins so."""
    return Saying.ALARM if stems("stems").match(word) else None


@dataclass(slots=True)
class _Clause:
    """One clause as it is read: what may still follow, and the words still without a reason."""

    words: tuple[str, ...]
    echo: frozenset[str]
    capitals: frozenset[str]
    tail: Tail = Tail.PLAIN
    last: Saying | None = Saying.OK
    anchored: bool = False
    praised: bool = False
    plain: bool = False
    somebody: bool = False
    pending: list[str] = field(default_factory=list)

    def understand(self, understood: Understood) -> None:
        """Add to `understood` what the clause says, and its words that nothing accounts for."""
        book, place = phrases(), 0
        while place < len(self.words) and not understood.is_hopeless:
            found, length = book.at(self.words, place)
            phrase = " ".join(self.words[place : place + length])
            if not (self.tail is _WIDE and _is_soft(phrase)):
                self._take(phrase, found.meaning if found else _unlisted(phrase), place, understood)
                if found and self.tail is not _OPEN:
                    self.tail = found.tail
            place += length
        self._end(understood)

    def _take(self, phrase: str, saying: Saying | None, place: int, understood: Understood) -> None:
        is_echo = saying in _ECHOED and phrase in self.echo
        if is_echo and self._picks(phrase):
            understood.alarm(phrase)
        elif is_echo or saying in _SILENT:
            self.plain = self.plain or saying is _FILLER
            if place == 0 and phrase in words("asking") and len(self.words) > 1:
                understood.alarm(phrase)
        elif not saying and phrase.isdigit() and self._counts(place):
            understood.unknown.append(phrase)
        elif saying in _ALARMING or not (saying or phrase.isalpha()):
            understood.alarm(phrase)
        elif saying in _UNEXPLAINED:
            self._take_unknown(phrase, saying, place)
        elif saying is not _MILD:
            self._take_said(phrase, saying, place, understood)
        elif self._asks(phrase, place):
            understood.alarm(phrase)
        else:
            understood.unknown.append(phrase)
        self.last = saying

    def _picks(self, phrase: str) -> bool:
        """“Tuesday then”, “10 works”: one of the several days or times the business named."""
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
        is_praised = self.praised and (saying is Saying.TOPIC or self._is_somebody(word, place))
        if not (self.tail is _OPEN or is_praised or self._is_name(word, place)):
            self.pending.append(word)
            self.somebody = self.somebody or self._is_somebody(word, place)

    def _is_somebody(self, word: str, place: int) -> bool:
        """“how great Luis was”: an unknown word with a capital, where no sentence begins."""
        return place > 0 and word in self.capitals and _is_unknown(word)

    def _is_name(self, word: str, place: int) -> bool:
        """“thanks denise”, “ok Chris”: the last word of a clause, right after a closing."""
        if place + 1 < len(self.words) or self.last not in _WARM:
            return False
        return (self.last is Saying.THANKS or word in self.capitals) and _is_unknown(word)

    def _take_said(
        self, phrase: str, saying: Saying | None, place: int, understood: Understood
    ) -> None:
        if saying in _DAYS:
            self.plain = True
        else:
            self.anchored = True
            self.praised = saying is Saying.PRAISE
        if saying is Saying.OK and self._sees_another_day(phrase):
            understood.alarm(phrase)
        if saying:
            understood.said.setdefault(saying, phrase)
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
            self.pending = [word for word in self.pending if _is_unknown(word) and not verb]

    def _end(self, understood: Understood) -> None:
        understood.unknown.extend(self.pending)
        if not self.anchored and any(_is_topic(word) for word in self.pending):
            understood.alarm(self.pending[0])
        if self.plain and not self.anchored:
            understood.unknown.append(" ".join(self.words))
        if understood.said and self.words[0] in words("calls") and len(self.words) == 1:
            understood.alarm(self.words[0])
        if (
            self.words[-1] in words("dangling")
            and self.tail is Tail.PLAIN
            and self.last in _SILENT
            and len(self.words) > 1
        ):
            understood.alarm(self.words[-1])


def _is_topic(word: str) -> bool:
    found, _ = phrases().at((word,), 0)
    return found is not None and found.meaning is Saying.TOPIC


def _is_soft(phrase: str) -> bool:
    return phrase not in words("hard") and not phrase[0].isdigit()
