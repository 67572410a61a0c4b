"""When a manager means: read on the business's own clock, asked back where it could be two."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from facts import ZONE
from hypothesis import given
from hypothesis import strategies as st

from sentinel_cli.rules import dates
from sentinel_cli.rules.dates import Moment, Question
from sentinel_cli.rules.tokens import tokens

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=ZONE)
"""A Wednesday."""


def when(text: str) -> Moment | Question | None:
    found = dates.moment(tokens(text), 0, now=NOW)
    return found[0] if found else None


def days(text: str) -> tuple[date, ...] | Question | None:
    found = dates.days(tokens(text), 0, now=NOW)
    return found[0] if found else None


def nov(day: int, hour: float | None = None) -> Moment:
    return Moment(date(2026, 11, day), None if hour is None else int(hour * 60))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("fri", nov(27)),
        ("fri 9", nov(27, 9)),
        ("fri at 2", nov(27, 14)),
        ("Friday 9:30am", nov(27, 9.5)),
        ("9am friday", nov(27, 9)),
        ("tomorrow", nov(26)),
        ("tmrw 8", nov(26, 8)),
        ("tomorrow morning", nov(26)),
        ("mañana 10am", nov(26, 10)),
        ("viernes 9", nov(27, 9)),
        ("lunes", nov(30)),
        ("el sábado a las 9", nov(28, 9)),
        ("nov 28 2pm", nov(28, 14)),
        ("28 nov", nov(28)),
        ("28 de noviembre", nov(28)),
        ("11/28", nov(28)),
        ("11/28/26 noon", nov(28, 12)),
        ("2026-11-28 14:00", nov(28, 14)),
        ("the 28th", nov(28)),
        ("sat nov 28", nov(28)),
        ("saturday the 28th", nov(28)),
        ("dec 1", Moment(date(2026, 12, 1))),
        ("jan 2", Moment(date(2027, 1, 2))),
        ("the 3rd", Moment(date(2026, 12, 3))),
        ("next monday", nov(30)),
        ("4pm", nov(25, 16)),
        ("at 4", nov(25, 16)),
        ("11", nov(25, 11)),
        ("in 2h", nov(25, 12)),
        ("2 hours", nov(25, 12)),
        ("90 min", nov(25, 11.5)),
        ("an hour", nov(25, 11)),
        ("in 3 days", nov(28)),
        ("a week", Moment(date(2026, 12, 2))),
    ],
)
def test_a_moment_in_the_words_it_is_texted_in(text: str, meant: Moment) -> None:
    assert when(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "next friday",
        "wed",
        "wednesday 4pm",
        "next week",
        "9am",
        "today 9am",
        "nov 20",
        "2/30",
        "fri 7",
        "today",
        "tomorrow afternoon",
        "sat nov 27",
        "2026-11-24",
    ],
)
def test_what_is_past_or_could_be_two_is_asked_back(text: str) -> None:
    assert isinstance(when(text), Question)


@pytest.mark.parametrize("text", ["", "part ordered", "Garcia", "the pump", "25:00", "in a bit"])
def test_what_is_no_time_is_none(text: str) -> None:
    assert when(text) is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("fri", [27]),
        ("mon and tue", [30, 31]),
        ("fri-sun", [27, 28, 29]),
        ("thu, fri", [26, 27]),
        ("nov 26 and 28", [26, 28]),
        ("nov 26-28", [26, 27, 28]),
        ("nov 28 to dec 1", [28, 29, 30, 31]),
        ("jueves y viernes", [26, 27]),
        ("today", [25]),
        ("tomorrow till sunday", [26, 27, 28, 29]),
    ],
)
def test_several_days_are_each_of_them(text: str, meant: list[int]) -> None:
    first = date(2026, 11, 1).toordinal() - 1
    assert days(text) == tuple(date.fromordinal(first + day) for day in meant)


@pytest.mark.parametrize("text", ["nov 24", "nov 28 and 27", "nov 28 - feb 1", "nov 31"])
def test_days_that_are_past_in_no_order_or_too_many_are_asked_back(text: str) -> None:
    assert isinstance(days(text), Question)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("9-12", ((540, 720),)),
        ("9am-12pm", ((540, 720),)),
        ("8-5", ((480, 1020),)),
        ("1 to 5", ((780, 1020),)),
        ("9:30 - noon", ((570, 720),)),
        ("14:00-18:00", ((840, 1080),)),
        ("from 9 to 12 and 1-4", ((540, 720), (780, 960))),
        ("9-7pm", ((540, 1140),)),
    ],
)
def test_hours_as_they_are_said_of_a_day(text: str, meant: tuple[tuple[int, int], ...]) -> None:
    found = dates.windows(tokens(text), 0)
    assert found is not None
    assert found[0] == meant


@pytest.mark.parametrize("text", ["12-9", "9-9", "10-8", "9-12, 11-2"])
def test_hours_the_wrong_way_round_or_one_over_another_are_asked_back(text: str) -> None:
    found = dates.windows(tokens(text), 0)
    assert found is not None
    assert isinstance(found[0], Question)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),  # noqa: DTZ001 - a wall clock
    st.lists(
        st.sampled_from(
            ["fri", "next", "nov", "28", "9", "am", "-", "/", "till", "in", "2", "h", "the", "th",
             "tomorrow", ",", "and", ":", "30", "2026", "noon", "lunes", "de"]
        ),
        max_size=6,
    ).map(" ".join),
)  # fmt: skip
def test_a_moment_that_is_read_lies_ahead(now: datetime, text: str) -> None:
    found = dates.moment(tokens(text), 0, now=now.replace(tzinfo=ZONE))
    if found is None or isinstance(found[0], Question):
        return
    minute = found[0].minute
    assert found[0].day >= now.date()
    assert found[0].day > now.date() or (minute is not None and minute > now.hour * 60 + now.minute)
