"""When a manager means, in words as they are texted: "fri 9", "nov 28 2pm", "in 2h", "till lunes".

Pure: `now` is the business's own clock. What is past, no date, or could be two is answered with a
question, never guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sentinel_cli.rules.dates.answers import Moment, Question
from sentinel_cli.rules.dates.clock import clock, clock_name, windows
from sentinel_cli.rules.dates.day import day, is_date, named, next_day
from sentinel_cli.rules.tokens import Token, skip, word_at

__all__ = [
    "Moment",
    "Question",
    "clock_name",
    "day",
    "days",
    "moment",
    "named",
    "windows",
]

_UNITS = {
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes", "minutos"), 1),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "hora", "horas"), 60),
    **dict.fromkeys(("d", "day", "days", "dia", "dias"), 24 * 60),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks", "semana", "semanas"), 7 * 24 * 60),
}
_DAY_MINUTES = 24 * 60
_AND = frozenset({"and", "&", ",", "+", "y", "e", "plus"})
_TO = frozenset({"-", "to", "thru", "through", "till", "til", "until", "a", "al", "hasta"})
_LONGEST_SPAN = 31


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
        more = next_day(pieces, end + 1, said[-1], now=now) if joint in _AND | _TO else None
        if more is None:
            break
        said, end = _with(said, more[0], is_range=joint in _TO), more[1]
    if isinstance(said, tuple) and said[0] < now.date():
        return Question(f"{named(said[0])} is past."), end
    return said, end


def _clock_first(
    pieces: Sequence[Token], at: int, *, now: datetime
) -> tuple[Moment | Question, int] | None:
    """`4pm`, `9am friday`."""
    said = None if is_date(pieces, at) else clock(pieces, at)
    if said is None:
        return None
    minute, end = said
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
    said = clock(pieces, skip(pieces, end, {",", "at", "a", "las", "@"}))
    if said is not None:
        return _ahead(said[0], said[1], that_day, now=now)
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
    said = named(that_day) if minute is None else f"{clock_name(minute)} {named(that_day)}"
    if that_day == now.date() and minute is None:
        return Question(f"{said} has begun."), end
    if (that_day, minute or 0) <= (now.date(), now.hour * 60 + now.minute):
        return Question(f"{said} is past."), end
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
