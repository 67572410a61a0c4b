"""How much the words of a text speak for harm now. Harm has no end of forms; its words are few."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from pathlib import Path

from sentinel_cli.rules.hearing.lexicon import Concept
from sentinel_cli.rules.weights import Weights, read_weights


def terms(words: Collection[str], meant: Collection[Concept]) -> frozenset[str]:
    """What is weighed: each word once, any number as one, and each meaning."""
    said = frozenset({"#" if word.isdigit() else word for word in words})
    return said.union(map(term_of, meant))


@cache
def term_of(concept: Concept) -> str:
    """Name the meaning so that no word is taken for it."""
    return f"<{concept}>"


@cache
def weights() -> Weights:
    """Read the weights when somebody first speaks."""
    return read_weights(Path(__file__).with_name("vocabulary") / "weights.txt")
