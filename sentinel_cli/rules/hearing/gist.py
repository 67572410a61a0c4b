"""A piece of what was said, short enough for a line: never a word more, never a number or code."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sentinel_cli.rules.hearing.reading import Reading

LONGEST = 60
"""Septets."""
_DOUBLE = frozenset("^{}\\[]~|€\f")
_WORD = 0.05
_BREAK = 0.8
"""What a gist gains by beginning at a pause."""
_MATTERS = 1.0
"""What a phrase is worth that a gist is not cut before."""
_EPSILON = 1e-9


def septets(said: str) -> int:
    """What a line pays for it, at most."""
    return sum(3 if sign == "…" else 2 if sign in _DOUBLE else 1 for sign in said)


@dataclass(frozen=True, slots=True)
class Piece:
    """A phrase from word `first` to before `end`, and what it is worth whole."""

    first: int
    end: int
    worth: float


def gist(
    reading: Reading,
    *,
    pieces: Sequence[Piece],
    hidden: Collection[tuple[int, int]],
    lead: float = 0.0,
) -> str:
    """The words, in a row, that are worth most and fit; `hidden` words are never among them.

    `lead` is what it is worth to begin with the first word; half of it, to begin in the middle.
    """
    barred = [False] * len(reading.words)
    for first, end in hidden:
        barred[first:end] = [True] * (end - first)
    ends_at = {piece.end - 1: piece for piece in pieces}
    begins_at = {piece.first: piece for piece in pieces}
    best, where = 0.0, (0, 0)
    end, total = 0, 0.0
    for first in range(len(reading.words)):
        if barred[first]:
            continue
        if end < first:
            end, total = first, 0.0
        while end < len(reading.words) and not barred[end] and _fits(reading, first, end):
            whole = ends_at.get(end)
            total += _WORD + (whole.worth if whole and whole.first >= first else 0.0)
            end += 1
        is_break = first == 0 or reading.parted[first] != "" or barred[first - 1]
        value = total + (_BREAK if is_break else 0.0) + lead * (1 - first / len(reading.words))
        if value > best + _EPSILON:
            best, where = value, (first, end)
        gone = begins_at.get(first)
        total -= _WORD + (gone.worth if gone and gone.end <= end else 0.0)
    return _trimmed(reading, *where, [piece for piece in pieces if piece.worth >= _MATTERS])


def _fits(reading: Reading, first: int, end: int) -> bool:
    return reading.ends[end] - reading.starts[first] <= LONGEST


def _trimmed(reading: Reading, first: int, end: int, matter: Sequence[Piece]) -> str:
    """Cut where a sentence ends, if what matters was said by then; never over the length."""
    while end > first and septets(_said(reading, first, end)) > LONGEST:
        end -= 1
    if end < len(reading.words) and not reading.parted[end]:
        said = max((piece.end for piece in matter if first <= piece.first < end), default=end)
        pauses = [n for n in range(max(first + 1, said), end) if reading.parted[n]]
        end = pauses[-1] if pauses else end
    return _said(reading, first, end)


def _said(reading: Reading, first: int, end: int) -> str:
    return " ".join(reading.said(first, end).split())
