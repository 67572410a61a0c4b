"""One local day as it is texted: `fri`, `tomorrow`, `nov 28`, `11/28`, `the 28th`, `lunes`.

What is no date, or could be two, is a question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from sentinel_cli.rules.dates.answers import Question
from sentinel_cli.rules.dates.clock import windows
from sentinel_cli.rules.tokens import Token, skip, word_at

_WEEKDAYS: Mapping[str, int] = {
    word: day
    for day, words in enumerate(
        (
            "mon monday mondays lunes lun",
            "tue tues tuesday martes",
            "wed weds wednesday wensday miercoles mie",
            "thu thur thurs thursday jueves jue",
            "fri friday viernes vie",
            "sat saturday sabado sab",
            "sun sunday domingo dom",
        )
    )
    for word in words.split()
}
_MONTHS: Mapping[str, int] = {
    word: month
    for month, words in enumerate(
        (
            "jan january enero",
            "feb february febrero",
            "mar march marzo",
            "apr april abril",
            "may mayo",
            "jun june junio",
            "jul july julio",
            "aug august agosto",
            "sep sept september septiembre",
            "oct october octubre",
            "nov november noviembre",
            "dec december diciembre",
        ),
        start=1,
    )
    for word in words.split()
}
_NEAR_DAYS = {
    "yesterday": -1, "ayer": -1,
    "today": 0, "hoy": 0,
    "tomorrow": 1, "tomorow": 1, "tommorow": 1, "tommorrow": 1, "tmrw": 1, "tmr": 1, "tmw": 1,
    "tmrow": 1, "manana": 1,
}  # fmt: skip
_ORDINALS = frozenset({"st", "nd", "rd", "th"})
_ON = frozenset({"on", "the", "el", "este", "this", "coming", "dia", "next", "proximo"})
_VAGUE = frozenset(
    {"week", "weekend", "month", "later", "eod", "tonight", "morning", "afternoon", "evening",
     "lunch", "soon"}
)  # fmt: skip
_FAR_AHEAD_DAYS = 300
"""A date that passed this year is next year's, unless that is nearly a year away: it is past."""


def day(pieces: Sequence[Token], at: int, *, now: datetime) -> tuple[date | Question, int] | None:
    """One local day, and where its words end; a past one is said as it is."""
    begins = at
    at = skip(pieces, at, _ON)
    word = word_at(pieces, at)
    prefix = {piece.word for piece in pieces[begins:at]}
    if word in _NEAR_DAYS:
        return now.date() + timedelta(days=_NEAR_DAYS[word]), at + 1
    if word in _WEEKDAYS:
        return _weekday(pieces, at, prefix, now=now)
    if word in _VAGUE and prefix & {"next", "this", "the"}:
        return Question("Which day?"), at + 1
    return _date(pieces, at, is_announced="the" in prefix or "el" in prefix, now=now)


def next_day(
    pieces: Sequence[Token], at: int, first: date, *, now: datetime
) -> tuple[date | Question, int] | None:
    """The other day of "mon and tue" or "dec 24-26": a weekday or a number after the first."""
    at = skip(pieces, at, {"on", "the"})
    word = word_at(pieces, at)
    if word in _WEEKDAYS and word_at(pieces, at + 1) not in _MONTHS:
        ahead = (_WEEKDAYS[word] - first.weekday() - 1) % 7 + 1
        return first + timedelta(days=ahead), at + 1
    found = day(pieces, at, now=now)
    if found is not None:
        return found
    ordinal = _day_number(pieces, at)
    if ordinal is None or windows(pieces, at) is not None:
        return None
    return _valid(first.year, first.month, ordinal[0]), ordinal[1]


def named(that_day: date) -> str:
    """`Fri Nov 27`: as a day is said to a manager."""
    return f"{that_day:%a %b} {that_day.day}"


def is_date(pieces: Sequence[Token], at: int) -> bool:
    """Whether the number there begins a date rather than a time of day."""
    return (
        _written(pieces, at) is not None
        or (word_at(pieces, at + 1) == "/" and at + 2 < len(pieces) and pieces[at + 2].is_number)
        or word_at(pieces, at + 1) in _ORDINALS
        or word_at(pieces, skip(pieces, at + 1, {"of", "de"})) in _MONTHS
    )


def _weekday(
    pieces: Sequence[Token], at: int, prefix: set[str], *, now: datetime
) -> tuple[date | Question, int]:
    """The coming one. Today's name could be today or in a week, and so could "next" this week."""
    wanted = _WEEKDAYS[pieces[at].word]
    ahead = (wanted - now.weekday()) % 7
    that_day = now.date() + timedelta(days=ahead)
    following = that_day + timedelta(days=7)
    end = at + 1
    dated = _date(pieces, skip(pieces, end, {",", "the", "el"}), is_announced=True, now=now)
    if dated is not None:
        if isinstance(dated[0], date) and dated[0].weekday() != wanted:
            return Question(f"{named(dated[0])} is another day."), dated[1]
        return dated
    if prefix & {"next", "proximo"} and now.weekday() + ahead < 7:  # noqa: PLR2004 - days of a week
        return Question(f"{named(that_day)} or {named(following)}?"), end
    if ahead == 0:
        return Question(f"Today or {named(following)}?"), end
    return that_day, end


def _date(
    pieces: Sequence[Token], at: int, *, is_announced: bool, now: datetime
) -> tuple[date | Question, int] | None:
    """`nov 28`, `28 de nov`, `11/28`, `2026-11-28`, and `the 28th` where `is_announced`."""
    return (
        _written(pieces, at)
        or _month_first(pieces, at, now=now)
        or _slashed(pieces, at, now=now)
        or _ordinal_first(pieces, at, is_announced=is_announced, now=now)
    )


def _month_first(
    pieces: Sequence[Token], at: int, *, now: datetime
) -> tuple[date | Question, int] | None:
    month = _MONTHS.get(word_at(pieces, at))
    ordinal = _day_number(pieces, skip(pieces, at + 1, {"the", "."})) if month else None
    if month is None or ordinal is None:
        return None
    return _this_or_next_year(month, ordinal[0], *_year(pieces, ordinal[1]), now=now)


def _ordinal_first(
    pieces: Sequence[Token], at: int, *, is_announced: bool, now: datetime
) -> tuple[date | Question, int] | None:
    """`28 nov`; a bare number is no date, but `the 28th` is, or `28th` behind a weekday's name."""
    ordinal = _day_number(pieces, at)
    if ordinal is None:
        return None
    after = skip(pieces, ordinal[1], {"of", "de"})
    month = _MONTHS.get(word_at(pieces, after))
    if month is not None:
        return _this_or_next_year(month, ordinal[0], *_year(pieces, after + 1), now=now)
    is_ordinal = word_at(pieces, ordinal[1] - 1) in _ORDINALS
    return _day_of_month(*ordinal, now=now) if is_announced and is_ordinal else None


def _written(pieces: Sequence[Token], at: int) -> tuple[date | Question, int] | None:
    """`2026-11-28`."""
    parts = pieces[at : at + 5]
    signs = [part.word for part in parts[1::2]]
    if len(parts) < 5 or signs != ["-", "-"] or not all(p.is_number for p in parts[::2]):  # noqa: PLR2004 - pieces of a date
        return None
    year, month, ordinal = (int(part.word) for part in parts[::2])
    if len(parts[0].word) != 4:  # noqa: PLR2004 - digits of a year
        return None
    return _valid(year, month, ordinal), at + 5


def _slashed(
    pieces: Sequence[Token], at: int, *, now: datetime
) -> tuple[date | Question, int] | None:
    """`11/28`, `11/28/26`: the month first, as in this country."""
    parts = pieces[at : at + 3]
    if len(parts) < 3 or parts[1].word != "/" or not (parts[0].is_number and parts[2].is_number):  # noqa: PLR2004 - pieces of a date
        return None
    end, year = at + 3, None
    if word_at(pieces, end) == "/":
        year, end = _year(pieces, end + 1)
    month, ordinal = int(parts[0].word[:4]), int(parts[2].word[:4])
    if month > 12:  # noqa: PLR2004 - months; 24/7 is no date
        return None
    return _this_or_next_year(month, ordinal, year, end, now=now)


def _year(pieces: Sequence[Token], at: int) -> tuple[int | None, int]:
    at_year = skip(pieces, at, {","})
    word = word_at(pieces, at_year)
    if not (word.isascii() and word.isdigit() and len(word) in {2, 4} and word[-2:] > "24"):
        return None, at
    if len(word) == 2 and word_at(pieces, at - 1) != "/":  # noqa: PLR2004 - digits of a short year
        return None, at
    return (int(word) if len(word) == 4 else 2000 + int(word)), at_year + 1  # noqa: PLR2004 - digits of a year


def _day_number(pieces: Sequence[Token], at: int) -> tuple[int, int] | None:
    """`28` or `28th`, and where it ends."""
    if at >= len(pieces) or not pieces[at].is_number or len(pieces[at].word) > 2:  # noqa: PLR2004 - digits of a day
        return None
    is_ordinal = word_at(pieces, at + 1) in _ORDINALS and pieces[at + 1].glued
    return int(pieces[at].word), at + 1 + is_ordinal


def _this_or_next_year(
    month: int, ordinal: int, year: int | None, end: int, *, now: datetime
) -> tuple[date | Question, int]:
    if year is not None:
        return _valid(year, month, ordinal), end
    that_day = _valid(now.year, month, ordinal)
    if isinstance(that_day, date) and that_day < now.date():
        following = _valid(now.year + 1, month, ordinal)
        if isinstance(following, date) and (following - now.date()).days > _FAR_AHEAD_DAYS:
            return that_day, end
        return following, end
    return that_day, end


def _day_of_month(ordinal: int, end: int, *, now: datetime) -> tuple[date | Question, int]:
    """The coming one: this month's, or next month's where it has passed."""
    month = now.month if ordinal >= now.day else now.month % 12 + 1
    return _valid(now.year + (month < now.month), month, ordinal), end


def _valid(year: int, month: int, ordinal: int) -> date | Question:
    try:
        return date(year, month, ordinal)
    except ValueError:
        return Question(f"{month}/{ordinal} is no date.")
