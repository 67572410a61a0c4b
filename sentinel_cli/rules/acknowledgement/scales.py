"""What a customer's texts say after what the business left open, ready to be judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from sentinel_cli.rules.acknowledgement import emoji
from sentinel_cli.rules.acknowledgement.business import Stance, stances, words_in
from sentinel_cli.rules.acknowledgement.closings import (
    bars,
    closes,
    may_be_closed,
    nearly_closes,
)
from sentinel_cli.rules.acknowledgement.customer import Understood, understand
from sentinel_cli.rules.acknowledgement.lexicon import phrases
from sentinel_cli.rules.acknowledgement.reading import LONGEST, Reading, plain, read
from sentinel_cli.rules.acknowledgement.sayings import Saying
from sentinel_cli.rules.acknowledgement.weights import ALARMS, after, says, terms
from sentinel_cli.rules.acknowledgement.wrapping import is_automatic, unsigned, voicemail
from sentinel_cli.rules.weights import Weights

_SHORTEST_OPENING = 3
"""Words. Who opens with “great” alone, or greets kindly, goes on with what we did not see."""

_FEWEST_WEIGHED = 5
"""Words. One of them turns a shorter text."""

_MOST_STRANGE = 0.3
"""The share of words that neither a list nor the weights may know."""

_ENDS = frozenset(".!?\n")
_SHOWN = 3
_NEWS = frozenset({Stance.NEWS})


@dataclass(frozen=True, slots=True)
class Scales:
    """What a customer's words say, and what the business left open."""

    reading: Reading
    understood: Understood
    said: frozenset[Saying]
    left_open: frozenset[Stance]

    def barring(self) -> Stance | None:
        """What is open and answered, so that a person must read it."""
        return next((stance for stance in sorted(self.left_open) if bars(stance, self.said)), None)

    def closes(self) -> bool:
        """Whether every word is accounted for, and all that is open is closed."""
        return self._is_clear() and all(closes(stance, self.said) for stance in self.left_open)

    def nearly_closes(self) -> bool:
        """Whether it does, but for what may be an answer, and mostly is none: “will do”."""
        return self._is_clear() and all(
            nearly_closes(stance, self.said) for stance in self.left_open
        )

    def _is_clear(self) -> bool:
        return not (self.understood.alarms or self.understood.unknown)

    def may_close(self, by: Weights) -> bool:
        """Whether their weight may close: nothing alarms, and no sentence speaks against it.

        The words are several, most of them known, and nothing is open that only an answer closes.
        """
        words = self._words()
        if self.understood.alarms or len(words) < _FEWEST_WEIGHED:
            return False
        strange = sum(word not in by.of and word not in phrases().words for word in words)
        return (
            strange <= len(words) * _MOST_STRANGE
            and all(map(may_be_closed, self.left_open))
            and all(by.tendency(terms(said)) > 0 for said in self._sentences())
        )

    def _sentences(self) -> Iterator[Sequence[tuple[str, ...]]]:
        clauses = zip(self.reading.breaks, self.reading.clauses, strict=True)
        sentence: list[tuple[str, ...]] = []
        for before, clause in clauses:
            if before in _ENDS and sentence:
                yield sentence
                sentence = []
            sentence.append(clause)
        if sentence:
            yield sentence

    def terms(self) -> frozenset[str]:
        """Return what is weighed: the words, what they say, whether one alarms, what was open."""
        told = {says(saying.name) for saying in self.said}
        told |= {after(stance.name) for stance in self.left_open}
        if self.understood.alarms:
            told.add(ALARMS)
        return terms(self.reading.clauses).union(told)

    def heaviest(self, by: Weights) -> str:
        """Return the words that speak most for a closing, in their order."""
        words = dict.fromkeys(self._words())
        most = sorted(words, key=by.heard, reverse=True)[:_SHOWN]
        return ", ".join(word for word in words if word in most)

    def _words(self) -> list[str]:
        return list(chain.from_iterable(self.reading.clauses))


def scales_of(typed: Sequence[str], heard: Sequence[str]) -> Scales | None:
    """Return what texts that are no reactions say together; None if no person typed any of them."""
    said = [text for text in map(plain, typed) if not is_automatic(text)]
    if not said:
        return None
    crumb = voicemail(said[0]) if len(said) == 1 else None
    if crumb is not None:
        return _on_scales(crumb, ())
    told = tuple(plain(text[: LONGEST + 1]) for text in heard)
    return _on_scales("\n".join(map(unsigned, said)), told)


def _on_scales(text: str, heard: tuple[str, ...]) -> Scales:
    reading = read(text)
    echo = frozenset(chain.from_iterable(map(words_in, heard)))
    understood, still_open = understand(reading, echo=echo), left_open(heard)
    said = frozenset(understood.said)
    if Stance.NONE in still_open and (
        understood.length < _SHORTEST_OPENING
        or understood.said.get(Saying.PRAISE) == emoji.LOVE
        or Saying.WISH in said
    ):
        said -= {Saying.PRAISE}
    return Scales(reading, understood, said, still_open)


def left_open(heard: tuple[str, ...]) -> frozenset[Stance]:
    """All that the business's texts leave open together: telling takes no question back."""
    if not heard:
        return frozenset({Stance.NONE})
    found = frozenset(chain.from_iterable(map(stances, heard)))
    return found - _NEWS or found
