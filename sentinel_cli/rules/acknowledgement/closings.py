"""Weighing a customer's words: every one must be accounted for before a text can be a closing."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass, field

from sentinel_cli.rules.acknowledgement.alarms import STEMS
from sentinel_cli.rules.acknowledgement.lexicon import PHRASES
from sentinel_cli.rules.acknowledgement.phrases import Found, Tail
from sentinel_cli.rules.acknowledgement.reading import Reading
from sentinel_cli.rules.acknowledgement.sayings import Saying

_WARM = frozenset({Saying.THANKS, Saying.OK, Saying.PRAISE, Saying.WISH, Saying.LAUGH, Saying.EASY})
_PROMISES = frozenset({Saying.WILL_DO, Saying.WONT_DO, Saying.DEFER, Saying.PAID})
_SILENT = frozenset({Saying.VOICE, Saying.FILLER, Saying.TOPIC, Saying.SOFT})
_HARD = frozenset(
    "but however can could would please want where who why ? unless except send call bring put also "
    "though cost price only asap price cancel".split()
)
_DANGLING = frozenset("and or so the a of to for with y o de con que".split())
_STORIES = (Saying.FIXED, Saying.PAID)


@dataclass(slots=True)
class Weighed:
    """What a text says, and the words nobody accounted for."""

    said: dict[Saying, str] = field(default_factory=dict)
    alarms: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def is_settled(self) -> bool:
        """Every word is accounted for: no alarm, nothing unknown, no day out of place."""
        said = self.said.keys()
        if self.alarms or (self.unknown and not _tells_a_story(said)):
            return False
        if Saying.COMING in said and not said & _PROMISES:
            return False
        return Saying.RECENT not in said or bool(said & (_WARM | _PROMISES) - {Saying.OK})


def _tells_a_story(said: Set[Saying]) -> bool:
    """Whether what is said allows words no list knows: nothing is asked of the business."""
    if Saying.DISREGARD in said or Saying.NO_REPLY in said:
        return True
    return Saying.THANKS in said and any(saying in said for saying in _STORIES)


def weigh(reading: Reading, *, echo: frozenset[str]) -> Weighed:
    """Return what the clauses of `reading` say; words in `echo` were the business's own."""
    weighed = Weighed()
    for clause in reading.clauses:
        if not _is_name(clause, reading, weighed):
            _Clause(clause, echo).weigh(weighed)
    return weighed


def _is_name(clause: tuple[str, ...], reading: Reading, weighed: Weighed) -> bool:
    """“Thank you, Denise.”: one or two capitalised words that no list knows, after a closing."""
    return (
        len(clause) <= 2  # noqa: PLR2004  # a first and a last name
        and bool(weighed.said.keys() & _WARM)
        and all(word in reading.capitals and _is_unknown(word) for word in clause)
    )


def _is_unknown(word: str) -> bool:
    return PHRASES.at((word,), 0) is None and word.isalpha() and not STEMS.match(word)


@dataclass(slots=True)
class _Clause:
    """One clause on the scales: how open it is by now, and the words still without a reason."""

    words: tuple[str, ...]
    echo: frozenset[str]
    tail: Tail = Tail.PLAIN
    last: Saying | None = None
    pending: list[str] = field(default_factory=list)
    anchored: bool = False

    def weigh(self, weighed: Weighed) -> None:
        loose = False
        for place, words, found in self._phrases():
            if self.tail is Tail.WIDE and words not in _HARD and not words[0].isdigit():
                continue
            saying = found.meaning if found else None
            if self.tail is Tail.FINAL and saying in (Saying.FILLER, Saying.SOFT, None):
                weighed.alarms.append(words)
            self._take(place, words, saying, weighed)
            loose = loose or saying is Saying.FILLER
            self.last = saying
            if found and self.tail is not Tail.UNKNOWN:
                self.tail = found.tail
        weighed.unknown.extend(self.pending)
        if not self.anchored and loose:
            weighed.unknown.append(" ".join(self.words))
        if (
            self.words[-1] in _DANGLING
            and self.last in (Saying.FILLER, Saying.VOICE)
            and len(self.words) > 1
        ):
            weighed.alarms.append(self.words[-1])

    def _phrases(self) -> Iterator[tuple[int, str, Found[Saying] | None]]:
        place = 0
        while place < len(self.words):
            found = PHRASES.at(self.words, place)
            length = found.length if found else 1
            yield place, " ".join(self.words[place : place + length]), found
            place += length

    def _take(self, place: int, words: str, saying: Saying | None, weighed: Weighed) -> None:
        if saying in (Saying.VOICE, Saying.FILLER) or (
            words in self.echo
            and saying in (None, Saying.TOPIC, Saying.FACT, Saying.RECENT, Saying.COMING)
        ):
            return
        if (
            saying is Saying.ALARM
            or saying is Saying.FACT
            or (saying is None and not words.isalpha())
        ):
            weighed.alarms.append(words)
        elif saying in (None, Saying.TOPIC, Saying.SOFT):
            self._take_unknown(place, words, saying)
        else:
            weighed.said.setdefault(saying, words)
            self.anchored = True
            if saying is Saying.PRAISE and len(self.pending) <= 3:
                self.pending = [word for word in self.pending if STEMS.match(word)]

    def _take_unknown(self, place: int, word: str, saying: Saying | None) -> None:
        is_open = self.tail is Tail.UNKNOWN and not STEMS.match(word)
        is_name = self.last in _WARM and place + 1 == len(self.words) and _is_unknown(word)
        if not is_open and not is_name:
            self.pending.append(word)
