"""Weights of words, learnt from labelled rows: what a list does not hold, their sum may know.

A list holds the forms somebody thought of. Its words are fewer, and each is met more often on one
side than on the other: their sum knows a form nobody wrote down. The files are written by
`tests/learning_harm.py` and `tests/learning_closings.py`; by hand nothing is changed in them.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import repeat
from math import fsum
from pathlib import Path

START = "<start>"
UNIT = 10
"""Weights are written in tenths."""

_SECTION = re.compile(r"^\[(-?\d+)\]\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Weights:
    """What each term adds; `start` is what a text without a known term has."""

    of: dict[str, float]
    start: float

    def balance(self, terms: Collection[str]) -> float:
        """Above 0 they speak for it. The more is said, the less each word counts."""
        return self.start + self.tendency(terms)

    def tendency(self, terms: Collection[str]) -> float:
        """Above 0 a part of what is said speaks for it, whatever else is said."""
        return fsum(map(self.of.get, terms, repeat(0.0))) / spread(terms)

    def heard(self, term: str) -> float:
        """What a term alone speaks for it."""
        return self.of.get(term, 0.0)


def spread(terms: Collection[str]) -> float:
    """By what the sum is divided: sixteen times the words count half as much each."""
    return float(max(1, len(terms)) ** 0.25)


def read_weights(path: Path) -> Weights:
    """Read a file of weights: for each weight in tenths, the terms that have it."""
    of: dict[str, float] = {}
    _, *parts = _SECTION.split(path.read_text(encoding="utf-8"))
    for tenths, named in zip(parts[::2], parts[1::2], strict=True):
        of |= dict.fromkeys(named.strip().replace("\n", " ").split(", "), int(tenths) / UNIT)
    return Weights(of, of.pop(START))
