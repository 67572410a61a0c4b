"""A piece of what was said, short enough for a line: never a word more, never a number or code."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from sentinel_cli.rules.hearing.reading import Reading

LONGEST = 60
"""Septets."""
_LONGER = re.compile(r"[\^{}\\\[\]~|€\f]")
"""Signs that a line pays twice; an ellipsis, being three dots, it pays three times."""
_WORD = 0.05
_BREAK = 0.8
"""What a gist gains by beginning at a pause."""
_MATTERS = 1.0
"""What a phrase is worth that a gist is not cut before."""
_EPSILON = 1e-9


def septets(said: str) -> int:
    """What a line pays for it, at most."""
    return len(said) + len(_LONGER.findall(said)) + 2 * said.count("…")


def gist(
    reading: Reading,
    *,
    worths: Sequence[float],
    hidden: Collection[tuple[int, int]],
    lead: float = 0.0,
) -> str:
    """The words, in a row, that are worth most and fit; `hidden` words are never among them.

    `worths` is what each phrase is worth whole; `lead` what it is worth to begin with the first
    word; half of it, to begin in the middle. What fits and holds nothing to leave out is told
    whole. Where all that is left is not worth more, no beginning is looked for.
    """
    spans, count = reading.spans, len(reading.words)
    fits = len(reading.said(0, count)) <= LONGEST
    if fits and not hidden and min(worths, default=0.0) >= 0:
        return _trimmed(reading, 0, count, worths)
    barred = {at for first, end in hidden for at in range(first, end)}
    ends_at = {m.end - 1: (m.first, worth) for m, worth in zip(reading.marks, worths, strict=True)}
    begins_at = {m.first: (m.end, worth) for m, worth in zip(reading.marks, worths, strict=True)}
    left = _WORD * count + sum(worth for worth in worths if worth > 0)
    best, where = 0.0, (0, 0)
    end, total = 0, 0.0
    for first in range(count):
        ahead = lead * (1 - first / count)
        if left + _BREAK + ahead <= best:
            break
        gone, worth = begins_at.get(first, (0, 0.0))
        left -= _WORD + max(0.0, worth)
        if first in barred:
            continue
        if end < first:
            end, total = first, 0.0
        while end < count and end not in barred and spans[end][1] - spans[first][0] <= LONGEST:
            began, gained = ends_at.get(end, (0, 0.0))
            total += _WORD + (gained if began >= first else 0.0)
            end += 1
        is_break = first == 0 or reading.parted[first] != "" or first - 1 in barred
        value = total + (_BREAK if is_break else 0.0) + ahead
        if value > best + _EPSILON:
            best, where = value, (first, end)
        total -= _WORD + (worth if gone <= end else 0.0)
    return _trimmed(reading, *where, worths)


def _trimmed(reading: Reading, first: int, end: int, worths: Sequence[float]) -> str:
    """Cut where a sentence ends, if what matters was said by then; never over the length."""
    while septets(said := _said(reading, first, end)) > LONGEST:
        end -= 1
    if end == len(reading.words) or reading.parted[end]:
        return said
    told = zip(reading.marks, worths, strict=True)
    matter = (m.end for m, worth in told if worth >= _MATTERS and first <= m.first < end)
    least = max(matter, default=end)
    pauses = [n for n in range(max(first + 1, least), end) if reading.parted[n]]
    return _said(reading, first, pauses[-1]) if pauses else said


def _said(reading: Reading, first: int, end: int) -> str:
    return " ".join(reading.said(first, end).split())
