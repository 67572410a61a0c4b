"""How much the words of a text speak for harm now: weights, learnt from the labelled rows.

Harm has no end of forms, and a list holds the forms somebody thought of. Its words are fewer, and
each is heard more often where there is harm, or where there is none: their sum knows a form nobody
wrote down. `tests/learning.py` finds the weights; by hand nothing is changed in them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from math import fsum

from sentinel_cli.rules.hearing.lexicon import Concept, sections

START = "<start>"
UNIT = 10
"""Weights are written in tenths."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each term adds; `start` is what a text without a known term has."""

    of: dict[str, float]
    start: float

    def balance(self, terms: Collection[str]) -> float:
        """Above 0 they speak for harm. The more is said, the less each word counts."""
        return self.start + fsum(map(self.heard, terms)) / spread(terms)

    def heard(self, term: str) -> float:
        """What a term alone speaks for harm."""
        return self.of.get(term, 0.0)


def spread(terms: Collection[str]) -> float:
    """By what the sum is divided: sixteen times the words count half as much each."""
    return float(max(1, len(terms)) ** 0.25)


def terms(words: Collection[str], meant: Collection[Concept]) -> frozenset[str]:
    """What is weighed: each word once, any number as one, and each meaning."""
    return frozenset((*map(_term, words), *map(term_of, meant)))


def _term(word: str) -> str:
    return "#" if word.isdigit() else word


def term_of(concept: Concept) -> str:
    """Name the meaning so that no word is taken for it."""
    return f"<{concept.value}>"


@cache
def weights() -> Weights:
    """Read the weights when somebody first speaks."""
    of: dict[str, float] = {}
    for tenths, named in sections("weights"):
        of |= dict.fromkeys(named.strip().replace("\n", " ").split(", "), int(tenths) / UNIT)
    return Weights(of, of.pop(START))
