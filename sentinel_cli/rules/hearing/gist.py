"""A piece of what was said, short enough for a line: never a word more, never a number or code."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sentinel_cli.rules.hearing.lexicon import Concept
from sentinel_cli.rules.hearing.reading import Reading

LONGEST = 60
"""Septets."""
_DOUBLE = frozenset("^{}\\[]~|€\f")
_SMALL = frozenset({Concept.HELLO, Concept.MACHINE_TALK})
_BREAK = 1.2
"""What a gist gains by beginning at a pause, and loses by running over one."""


def septets(said: str) -> int:
    """What a line pays for it, at most."""
    return sum(3 if sign == "…" else 2 if sign in _DOUBLE else 1 for sign in said)


def gist(
    reading: Reading,
    *,
    worth: Sequence[float],
    hidden: Collection[tuple[int, int]],
) -> str:
    """The words, in a row, that are worth most and fit; `hidden` words are never among them."""
    barred = [False] * len(reading.words)
    for first, end in hidden:
        barred[first:end] = [True] * (end - first)
    best, where = 0.0, (0, 0)
    end, total = 0, 0.0
    for first in range(len(reading.words)):
        if barred[first]:
            continue
        if end < first:
            end, total = first, 0.0
        while (
            end < len(reading.words) and not barred[end]
            and reading.ends[end] - reading.starts[first] <= LONGEST
        ):  # fmt: skip
            total += worth[end]
            end += 1
        value = total + (_BREAK if first == 0 or reading.parted[first] or barred[first - 1] else 0)
        if value > best + 1e-9:
            best, where = value, (first, end)
        total -= worth[first]
    return _trimmed(reading, *where)


def _trimmed(reading: Reading, first: int, end: int) -> str:
    """Cut where the sentence ends, if what matters was said by then; never over the length."""
    while end > first and septets(_said(reading, first, end)) > LONGEST:
        end -= 1
    return _said(reading, first, end)


def _said(reading: Reading, first: int, end: int) -> str:
    return " ".join(reading.said(first, end).split())
