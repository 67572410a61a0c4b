"""The numbers of issues as people write them: `#12`, `12,14`, `12 & 14`, `11-13`, `11 to 13`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sentinel_cli.rules.tokens import Token, skip, vocabulary, word_at

LONGEST = 7
"""Digits; more are a telephone number."""
WIDEST_DASH = 2
"""`11-13` leaves one number unnamed; a wider dash could stand for "and", and is asked about."""
MOST = 20

_AND = frozenset({"and", "&", ",", ";", "+", "y", "e", "plus", "\n"})
_TO = frozenset({"to", "thru", "through", "al", "hasta"})
_NAMED = frozenset({"issue", "issues", "number", "numbers", "no", "ticket", "tickets", "num"})
_UNIT_SIGNS = frozenset("%\"'°$€£/")
_WORDS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """Numbers and where they end. `is_marked`: a # says that they are issues.

    `doubt` says what keeps them from being taken as they stand.
    """

    ids: tuple[int, ...]
    end: int
    is_marked: bool = False
    doubt: str = ""


def numbers(pieces: Sequence[Token], at: int) -> Numbers | None:
    """The numbers that begin there; None where none can be an issue's (3pm, 5:30, $50, 12th)."""
    found: list[int] = []
    doubt, is_marked, end = "", False, skip(pieces, at, _NAMED)
    while True:
        marked = word_at(pieces, end) == "#"
        number = end + marked
        if not _is_number(pieces, number):
            break
        if not _may_be_issue(pieces, number) or (found and _is_time(pieces, number)):
            break
        is_marked = is_marked or marked
        ids, after, fault = _one_or_range(pieces, number)
        found += ids
        doubt = doubt or fault
        end = after
        following = skip(pieces, end, _AND)
        if not _is_number(pieces, following + (word_at(pieces, following) == "#")):
            break
        end = following
    if not found and not doubt:
        return None
    return Numbers(ids=tuple(dict.fromkeys(found)), end=end, is_marked=is_marked, doubt=doubt)


def spelled(pieces: Sequence[Token], at: int) -> Numbers | None:
    """Numbers in words, from two to ninety-nine: `twelve`, `twelve and twenty-one`."""
    found: list[int] = []
    end = skip(pieces, at, _NAMED)
    while True:
        tens = _TENS.get(word_at(pieces, end), 0)
        units_at = skip(pieces, end + 1, {"-"}) if tens else end
        word = word_at(pieces, units_at)
        units = 1 if tens and word == "one" else _WORDS.get(word, 0)
        if tens and units >= 10:  # noqa: PLR2004 - twenty twelve is two numbers
            units = 0
        if not tens and not units:
            break
        found.append(tens + units)
        end = units_at + 1 if units else end + 1
        following = skip(pieces, end, _AND)
        if word_at(pieces, following) not in _WORDS | _TENS:
            break
        end = following
    return Numbers(ids=tuple(dict.fromkeys(found)), end=end) if found else None


def _is_number(pieces: Sequence[Token], at: int) -> bool:
    return at < len(pieces) and pieces[at].is_number


def _may_be_issue(pieces: Sequence[Token], at: int) -> bool:
    """Not a price, a time of day, a share, a measure or a date."""
    if word_at(pieces, at - 1) in {"$", "€", "£"} and at > 0:
        return False
    following = pieces[at + 1] if at + 1 < len(pieces) else None
    if following is None or not following.glued:
        return True
    if _is_iso_date(pieces, at):
        return False
    if following.word in {":", "."}:
        return not (_is_number(pieces, at + 2) and pieces[at + 2].glued)
    if following.word == "/":
        return not _is_number(pieces, at + 2)
    return following.word not in _UNIT_SIGNS | _GLUED_UNITS


def _is_iso_date(pieces: Sequence[Token], at: int) -> bool:
    """`2026-12-01`: two dashes, which no range has."""
    rest = pieces[at + 1 : at + 5]
    return (
        [piece.word for piece in rest[::2]] == ["-", "-"]
        and all(piece.is_number for piece in rest[1::2])
        and all(piece.glued for piece in rest)
        and [len(piece.word) for piece in (pieces[at], *rest[1::2])] == [4, 2, 2]
    )


def _is_time(pieces: Sequence[Token], at: int) -> bool:
    """Whether a further number begins a time: `7 2 hours`, `7 9 am`, `7 28 nov`."""
    return word_at(pieces, at + 1) in _TIMES


_TIMES = vocabulary(
    "am pm min mins minute minutes hr hrs hour hours hora horas day days dia dias week weeks jan "
    "feb mar apr may jun jul aug sep sept oct nov dec january february march april june july "
    "august september october november december de"
)
_GLUED_UNITS = vocabulary(
    "st nd rd th am pm h hr hrs min mins m mi k x lb lbs ft in gal gals hp ppm psi kw v d"
)


def _one_or_range(pieces: Sequence[Token], at: int) -> tuple[list[int], int, str]:
    """One number, or all from the first to the last; what follows it, and a doubt about it."""
    word, end = pieces[at].word, at + 1
    if len(word) > LONGEST:
        return [], end, "That number is too long for an issue's."
    first = int(word)
    if (
        end < len(pieces)
        and pieces[end].glued
        and pieces[end].is_word
        and len(pieces[end].word) == 1
    ):
        return [first], end + 1, f"{word}{pieces[end].word} is no number."
    sign = word_at(pieces, end)
    upper = skip(pieces, end + 1, {"#"})
    if sign not in _TO | {"-"} or not _is_number(pieces, upper):
        return [first], end, ""
    last_word = pieces[upper].word
    last = int(last_word) if len(last_word) <= LONGEST else 0
    if not first < last < first + MOST or word_at(pieces, upper + 1) == "-":
        return [], upper + 1, "Those numbers are no range."
    ids = list(range(first, last + 1))
    is_wide = sign == "-" and last - first > WIDEST_DASH
    return ids, upper + 1, "A dash can be a range, or two numbers." if is_wide else ""
