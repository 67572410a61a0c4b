"""When a manager means, in words as they are texted: "fri 9", "nov 28 2pm", "in 2h", "till lunes".

Pure: `now` is the business's own clock. What is past, no date, or could be two is answered with a
question, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sentinel_cli.hours import Window
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
    "today": 0, "hoy": 0,
    "tomorrow": 1, "tomorow": 1, "tommorow": 1, "tommorrow": 1, "tmrw": 1, "tmr": 1, "tmw": 1,
    "tmrow": 1, "manana": 1,
}  # fmt: skip
_UNITS = {
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes", "minutos"), 1),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "hora", "horas"), 60),
    **dict.fromkeys(("d", "day", "days", "dia", "dias"), 24 * 60),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks", "semana", "semanas"), 7 * 24 * 60),
}
_DAY_MINUTES = 24 * 60
_FORENOON = frozenset({"am", "a"})
_AFTERNOON = frozenset({"pm", "p"})
_ORDINALS = frozenset({"st", "nd", "rd", "th"})
_ON = frozenset({"on", "the", "el", "este", "this", "coming", "dia", "next", "proximo"})
_AND = frozenset({"and", "&", ",", "+", "y", "e", "plus"})
_TO = frozenset({"-", "to", "thru", "through", "till", "til", "until", "a", "al", "hasta"})
_VAGUE = frozenset(
    {"week", "weekend", "month", "later", "eod", "tonight", "morning", "afternoon", "evening",
     "lunch", "soon"}
)  # fmt: skip
_NOON = 12
_LATEST_CLOSING = 18
"""A closing hour without am or pm is one of the afternoon up to here: 8-5, 9-1, not 12-9."""
_LONGEST_SPAN = 31
_FAR_AHEAD_DAYS = 300
"""A date that passed this year is next year's, unless that is nearly a year away: it is past."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A local day and the minute after its midnight; None: when the business opens that day."""

    day: date
    minute: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What has to be asked back, as a sentence."""

    words: str


def moment(
    pieces: Sequence[Token], at: int, *, now: datetime
) -> tuple[Moment | Question, int] | None:
    """A moment to come, and where its words end; None where no time stands.

    A day, a time of day, both in either order, or a span from now on.
    """
    at = skip(pieces, at, {"at", "by"})
    return (
        _span(pieces, at, now=now)
        or _clock_first(pieces, at, now=now)
        or _day_first(pieces, at, now=now)
    )


def days(
    pieces: Sequence[Token], at: int, *, now: datetime
) -> tuple[tuple[date, ...] | Question, int] | None:
    """One day, several ("mon and tue") or a range of them ("dec 24-26"), in order, today at least.

    The answer's second part is where their words end; None where no day stands.
    """
    found = day(pieces, at, now=now)
    if found is None:
        return None
    first, end = found
    said: tuple[date, ...] | Question = first if isinstance(first, Question) else (first,)
    while not isinstance(said, Question):
        joint = word_at(pieces, end)
        more = _next_day(pieces, end + 1, said[-1], now=now) if joint in _AND | _TO else None
        if more is None:
            break
        said, end = _with(said, more[0], is_range=joint in _TO), more[1]
    if isinstance(said, tuple) and said[0] < now.date():
        return Question(f"{named(said[0])} is past."), end
    return said, end


def _with(
    said: tuple[date, ...], following: date | Question, *, is_range: bool
) -> tuple[date, ...] | Question:
    """One more day, or all up to it."""
    if isinstance(following, Question):
        return following
    span = (following - said[-1]).days
    if span < 1:
        return Question("The days are in no order.")
    if span > _LONGEST_SPAN:
        return Question("That is more than a month.")
    steps = range(1, span + 1) if is_range else (span,)
    return said + tuple(said[-1] + timedelta(days=step) for step in steps)


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


def named(that_day: date) -> str:
    """`Fri Nov 27`: as a day is said to a manager."""
    return f"{that_day:%a %b} {that_day.day}"


def clock_name(minute: int) -> str:
    """`2:30 PM`: as a time of day is said to a manager."""
    hour = minute // 60
    return f"{hour % _NOON or _NOON}:{minute % 60:02} {'AM' if hour % 24 < _NOON else 'PM'}"


def _clock_first(
    pieces: Sequence[Token], at: int, *, now: datetime
) -> tuple[Moment | Question, int] | None:
    """`4pm`, `9am friday`."""
    clock = None if _is_date(pieces, at) else _clock(pieces, at)
    if clock is None:
        return None
    minute, end = clock
    that_day, end = day(pieces, skip(pieces, end, {"on"}), now=now) or (now.date(), end)
    return _ahead(minute, end, that_day, now=now)


def _day_first(
    pieces: Sequence[Token], at: int, *, now: datetime
) -> tuple[Moment | Question, int] | None:
    """`fri`, `fri 9`, `nov 28 at 2pm`, `tomorrow morning`."""
    found = day(pieces, at, now=now)
    if found is None:
        return None
    that_day, end = found
    clock = _clock(pieces, skip(pieces, end, {",", "at", "a", "las"}))
    if clock is not None:
        return _ahead(clock[0], clock[1], that_day, now=now)
    if word_at(pieces, end) in {"afternoon", "evening", "night"}:
        return Question("At what time?"), end + 1
    return _ahead(None, skip(pieces, end, {"morning"}), that_day, now=now)


def _ahead(
    minute: int | Question | None, end: int, that_day: date | Question, *, now: datetime
) -> tuple[Moment | Question, int]:
    """The moment, if it lies ahead."""
    if isinstance(that_day, Question):
        return that_day, end
    if isinstance(minute, Question):
        return minute, end
    is_past = that_day < now.date() or (
        that_day == now.date() and (minute is None or minute <= now.hour * 60 + now.minute)
    )
    if is_past:
        said = named(that_day) if minute is None else f"{clock_name(minute)} {named(that_day)}"
        return Question(f"{said} is past, or has begun."), end
    return Moment(that_day, minute), end


def _span(
    pieces: Sequence[Token], at: int, *, now: datetime
) -> tuple[Moment | Question, int] | None:
    """`in 2h`, `2 hours`, `for 3 days`: from now on; whole days end when the business opens."""
    at = skip(pieces, at, {"in", "for", "en", "por", "another"})
    if word_at(pieces, at) in {"a", "an", "una", "un"}:
        amount = 1
    elif at < len(pieces) and pieces[at].is_number and len(pieces[at].word) <= 4:  # noqa: PLR2004 - digits of minutes
        amount = int(pieces[at].word)
    else:
        return None
    unit = _UNITS.get(word_at(pieces, at + 1))
    if unit is None or amount == 0:
        return None
    until = now + timedelta(minutes=amount * unit)
    if unit >= _DAY_MINUTES:
        return Moment(until.date()), at + 2
    return Moment(until.date(), until.hour * 60 + until.minute), at + 2


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


def _is_date(pieces: Sequence[Token], at: int) -> bool:
    """Whether the number there begins a date rather than a time of day."""
    return (
        _written(pieces, at) is not None
        or (word_at(pieces, at + 1) == "/" and at + 2 < len(pieces) and pieces[at + 2].is_number)
        or word_at(pieces, at + 1) in _ORDINALS
        or word_at(pieces, skip(pieces, at + 1, {"of", "de"})) in _MONTHS
    )


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


def _next_day(
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
    return None if ordinal is None else (_valid(first.year, first.month, ordinal[0]), ordinal[1])


def _clock(pieces: Sequence[Token], at: int) -> tuple[int | Question, int] | None:
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
