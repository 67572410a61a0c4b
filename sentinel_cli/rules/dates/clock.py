"""A time of day and opening hours as they are texted: `9`, `2:30pm`, `noon`, `9-12 and 1-4`."""

from __future__ import annotations

from collections.abc import Sequence

from sentinel_cli.hours import Window
from sentinel_cli.rules.dates.answers import Question
from sentinel_cli.rules.tokens import Token, skip, word_at

_FORENOON = frozenset({"am", "a"})
_AFTERNOON = frozenset({"pm", "p"})
_NOON = 12
_LATEST_CLOSING = 18
"""A closing hour without am or pm is one of the afternoon up to here: 8-5, 9-1, not 12-9."""
_AND = frozenset({"and", "&", ",", "+", "y", "e", "plus"})


def windows(pieces: Sequence[Token], at: int) -> tuple[tuple[Window, ...] | Question, int] | None:
    """Opening hours: "9-12", "9am-12pm", "9 to 1 and 2-5"; None where none stand."""
    found = _window(pieces, skip(pieces, at, {"from", "de", ",", ":"}))
    if found is None:
        return None
    said: list[Window] = []
    while found is not None:
        one, end = found
        if isinstance(one, Question):
            return one, end
        if said and one[0] < said[-1][1]:
            return Question("The hours overlap."), end
        said.append(one)
        found = _window(pieces, end + 1) if word_at(pieces, end) in _AND else None
    return tuple(said), end


def clock(pieces: Sequence[Token], at: int) -> tuple[int | Question, int] | None:
    """A time of day as minutes after midnight: `9`, `9am`, `9:30`, `14:00`, `noon`."""
    parts = _hour(pieces, at)
    if parts is None:
        return None
    hour, minute, half, end = parts
    if half is None and hour <= _NOON and not word_at(pieces, at).startswith("0"):
        if hour in {6, 7}:
            return Question(f"{hour} AM or {hour} PM?"), end
        half = "am" if 8 <= hour < _NOON else "pm"  # noqa: PLR2004 - a working day's first hour
    return _in_half(hour, half) * 60 + minute, end


def clock_name(minute: int) -> str:
    """`2:30 PM`: as a time of day is said to a manager."""
    hour = minute // 60
    return f"{hour % _NOON or _NOON}:{minute % 60:02} {'AM' if hour % 24 < _NOON else 'PM'}"


def _hour(pieces: Sequence[Token], at: int) -> tuple[int, int, str | None, int] | None:
    """Hour, minute, which half of the day where it is said, and where that ends."""
    if word_at(pieces, at) in {"noon", "mediodia"}:
        return _NOON, 0, "pm", at + 1
    if at >= len(pieces) or not pieces[at].is_number or len(pieces[at].word) > 2:  # noqa: PLR2004 - digits of an hour
        return None
    hour, minute, end = int(pieces[at].word), 0, at + 1
    if word_at(pieces, end) in {":", "."} and end + 1 < len(pieces) and pieces[end + 1].glued:
        minutes = pieces[end + 1]
        if not minutes.is_number or len(minutes.word) != 2:  # noqa: PLR2004 - digits of minutes
            return None
        minute, end = int(minutes.word), end + 2
    half = None
    if word_at(pieces, end) in _FORENOON | _AFTERNOON and (
        pieces[end].glued or len(pieces[end].word) > 1
    ):
        half, end = ("am" if pieces[end].word in _FORENOON else "pm"), end + 1
    elif word_at(pieces, end).isalpha() and pieces[end].glued:
        return None
    is_hour = 1 <= hour <= _NOON if half else hour < 24  # noqa: PLR2004 - hours of a day
    return (hour, minute, half, end) if is_hour and minute < 60 else None  # noqa: PLR2004 - minutes of an hour


def _in_half(hour: int, half: str | None) -> int:
    if half is None:
        return hour
    return hour % _NOON + (_NOON if half == "pm" else 0)


def _window(pieces: Sequence[Token], at: int) -> tuple[Window | Question, int] | None:
    begins = _hour(pieces, at)
    if begins is None or word_at(pieces, begins[3]) not in {"-", "to", "till", "til", "until", "a"}:
        return None
    ends = _hour(pieces, begins[3] + 1)
    if ends is None:
        return None
    window = _opening(begins, ends)
    if window is None:
        return Question("The hours are the wrong way round, or could be two."), ends[3]
    return window, ends[3]


def _opening(
    begins: tuple[int, int, str | None, int], ends: tuple[int, int, str | None, int]
) -> Window | None:
    """Both hours as they are meant: 8-5 is 8:00 to 17:00, 1-5 is 13:00 to 17:00."""
    hour, minute, half, _ = begins
    if half is None and hour < 6 and (ends[2] != "am"):  # noqa: PLR2004 - nobody opens before six
        half = "pm"
    opens = _in_half(hour, half) * 60 + minute
    hour, minute, half, _ = ends
    closes = _in_half(hour, half) * 60 + minute
    if half is None and closes <= opens and hour <= _NOON and hour + _NOON <= _LATEST_CLOSING:
        closes += _NOON * 60
    return (opens, closes) if opens < closes else None
