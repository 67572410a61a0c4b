"""How much a customer's words speak for a closing, where no list accounts for all of them.

Kindness has no end of words, and tells as much of what it thanks for as a need tells of itself.
Weighed are the words, each with its neighbour, what they say, and what the business left open.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

from sentinel_cli.rules.weights import Weights, read_weights

PROBABLY = "<probably>"
"""What is lacking to a closing by so much is probably one."""

ALARMS = "<alarms>"
_EDGE = "."


def terms(clauses: Iterable[Sequence[str]]) -> frozenset[str]:
    """What is weighed of the words: each, any number as one, and each pair within a clause."""
    told: set[str] = set()
    for clause in clauses:
        words = [_term(word) for word in clause]
        told.update(words, map(" ".join, pairwise((_EDGE, *words, _EDGE))))
    return frozenset(told)


def _term(word: str) -> str:
    return word[0] if word[0] == "$" else "#" if word[0].isdigit() else word


def says(saying: str) -> str:
    """Name what a customer says so that no word is taken for it."""
    return f"<says {saying.lower()}>"


def after(stance: str) -> str:
    """Name what the business left open so that no word is taken for it."""
    return f"<after {stance.lower()}>"


@cache
def closing() -> Weights:
    """What a customer's words speak for a closing, read when the first text is weighed."""
    return read_weights(Path(__file__).with_name("vocabulary") / "weights.txt")
