"""The calendar: business seconds counted on UTC moments, exact on every day of the year."""

from __future__ import annotations

import timeit
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sentinel_cli import hours
from sentinel_cli.hours import Calendar, parse_hours

CHICAGO = ZoneInfo("America/Chicago")
HOUR = 3600
OFFICE = Calendar(CHICAGO, parse_hours("Mon-Fri 08:00-17:00"))
SHOP = Calendar(
    CHICAGO,
    parse_hours("Mon-Fri 08:00-12:00,13:00-17:00; Sat 09:00-13:00"),
    frozenset({date(2026, 11, 26)}),
)
ALWAYS = Calendar(CHICAGO, parse_hours("Mon-Sun 00:00-24:00"))


def at(text: str, zone: ZoneInfo = CHICAGO, fold: int = 0) -> int:
    """Epoch seconds of a local date and time."""
    return int(datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).timestamp())


@pytest.mark.parametrize(
    ("calendar", "start", "business_hours", "due"),
    [
        (OFFICE, "2026-11-16 09:00", 2, "2026-11-16 11:00"),
        (OFFICE, "2026-11-16 15:00", 2, "2026-11-16 17:00"),
        (OFFICE, "2026-11-16 15:01", 2, "2026-11-17 08:01"),
        (OFFICE, "2026-11-16 17:00", 2, "2026-11-17 10:00"),
        (OFFICE, "2026-11-16 06:30", 2, "2026-11-16 10:00"),
        (OFFICE, "2026-11-13 16:30", 2, "2026-11-16 09:30"),
        (OFFICE, "2026-11-14 12:00", 2, "2026-11-16 10:00"),
        (OFFICE, "2026-12-31 16:00", 2, "2027-01-01 09:00"),
        (OFFICE, "2026-11-16 08:00", 24, "2026-11-18 14:00"),
        (SHOP, "2026-11-16 11:30", 2, "2026-11-16 14:30"),
        (SHOP, "2026-11-25 16:00", 2, "2026-11-27 09:00"),
        (SHOP, "2026-11-21 12:30", 2, "2026-11-23 09:30"),
    ],
)
def test_due_time_counts_open_hours_only(
    calendar: Calendar, start: str, business_hours: int, due: str
) -> None:
    assert hours.add(calendar, at(start), business_hours * HOUR) == at(due)


def test_new_year_closed_is_skipped() -> None:
    calendar = Calendar(CHICAGO, OFFICE.week, frozenset({date(2027, 1, 1)}))
    assert hours.add(calendar, at("2026-12-31 16:00"), 2 * HOUR) == at("2027-01-04 09:00")


def test_no_time_passes_in_zero_seconds_even_outside_hours() -> None:
    assert hours.add(OFFICE, at("2026-11-14 12:00"), 0) == at("2026-11-14 12:00")


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-16 07:59:59", False),
        ("2026-11-16 08:00:00", True),
        ("2026-11-16 16:59:59", True),
        ("2026-11-16 17:00:00", False),
        ("2026-11-14 12:00:00", False),
    ],
)
def test_opening_is_open_and_closing_is_closed(moment: str, is_open: bool) -> None:  # noqa: FBT001 - a table's column
    assert hours.is_open(OFFICE, at(moment)) is is_open


def test_next_opening_is_now_when_open_and_the_next_morning_when_not() -> None:
    assert hours.next_opening(OFFICE, at("2026-11-16 09:12")) == at("2026-11-16 09:12")
    assert hours.next_opening(OFFICE, at("2026-11-13 17:00")) == at("2026-11-16 08:00")


def test_spring_day_has_23_hours() -> None:
    assert hours.elapsed(ALWAYS, at("2026-03-08 00:00"), at("2026-03-09 00:00")) == 23 * HOUR
    assert hours.add(ALWAYS, at("2026-03-08 01:30"), HOUR) == at("2026-03-08 03:30")


def test_autumn_day_has_25_hours() -> None:
    assert hours.elapsed(ALWAYS, at("2026-11-01 00:00"), at("2026-11-02 00:00")) == 25 * HOUR
    assert hours.add(ALWAYS, at("2026-11-01 01:30"), HOUR) == at("2026-11-01 01:30", fold=1)


def test_office_hours_keep_their_length_over_both_changes() -> None:
    for friday, monday in (("2026-03-06", "2026-03-09"), ("2026-10-30", "2026-11-02")):
        assert hours.add(OFFICE, at(f"{friday} 16:00"), 2 * HOUR) == at(f"{monday} 09:00")


def test_windows_beside_the_skipped_hour_neither_overlap_nor_vanish() -> None:
    calendar = Calendar(CHICAGO, parse_hours("Sun 01:30-02:15,02:15-02:45,02:45-04:00"))
    assert hours.elapsed(calendar, at("2026-03-08 00:00"), at("2026-03-09 00:00")) == 90 * 60
    assert not hours.is_open(calendar, at("2026-03-08 04:00"))
    assert hours.is_open(calendar, at("2026-03-08 03:00"))


def test_window_wholly_inside_the_skipped_hour_opens_the_week_after() -> None:
    calendar = Calendar(CHICAGO, parse_hours("Sun 02:10-02:50"))
    assert hours.next_opening(calendar, at("2026-03-07 12:00")) == at("2026-03-15 02:10")


def test_window_in_the_repeated_hour_opens_once() -> None:
    calendar = Calendar(CHICAGO, parse_hours("Sun 01:00-01:30"))
    assert hours.elapsed(calendar, at("2026-11-01 00:00"), at("2026-11-02 00:00")) == 30 * 60
    assert not hours.is_open(calendar, at("2026-11-01 01:10", fold=1))


def test_midnight_that_does_not_exist_starts_the_day_at_the_change() -> None:
    zone = ZoneInfo("America/Santiago")
    calendar = Calendar(zone, ALWAYS.week)
    assert hours.elapsed(calendar, at("2026-09-05 00:00", zone), at("2026-09-07 00:00", zone)) == (
        47 * HOUR
    )


def test_calendar_that_never_opens_is_refused_instead_of_searched_for_ever() -> None:
    never = Calendar(CHICAGO, ((),) * 7)
    with pytest.raises(ValueError, match="no opening hours"):
        hours.add(never, 0, 1)
    with pytest.raises(ValueError, match="no opening hours"):
        hours.next_opening(never, 0)
    assert (hours.elapsed(never, 0, 10), hours.is_open(never, 0)) == (0, False)


def test_negative_duration_is_refused() -> None:
    with pytest.raises(ValueError, match="expected 0 or more"):
        hours.add(OFFICE, 0, -1)


ZONES = [
    ZoneInfo(name)
    for name in (
        "America/Chicago",
        "America/Phoenix",
        "America/St_Johns",
        "America/Santiago",
        "Australia/Lord_Howe",
        "Europe/London",
        "Asia/Kathmandu",
    )
]
MINUTES = st.integers(0, 24 * 4).map(lambda quarter: quarter * 15)
MOMENTS = st.one_of(
    st.integers(at("2026-01-01 00:00"), at("2028-01-01 00:00")),
    st.sampled_from([at("2026-03-08 01:00"), at("2026-11-01 00:30"), at("2026-12-31 23:00")]),
)
SPANS = st.integers(0, 60 * HOUR)
# A shared machine may pause at any moment: no example is judged by its duration.
EXAMPLES = settings(max_examples=60, deadline=None)


@st.composite
def weeks(draw: st.DrawFn) -> hours.Week:
    """Seven days of windows in order, at least one of them of more than an hour."""
    week = []
    for _ in range(7):
        ends = sorted(draw(st.lists(MINUTES, max_size=6, unique=True)))
        week.append(tuple(zip(ends[::2], ends[1::2], strict=False)))
    week[draw(st.integers(0, 6))] = ((9 * 60, 17 * 60),)
    return tuple(week)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Any week in any of the zones, with a few closed days."""
    closed = draw(st.sets(st.dates(date(2026, 1, 1), date(2028, 6, 1)), max_size=5))
    return Calendar(draw(st.sampled_from(ZONES)), draw(weeks()), frozenset(closed))


@pytest.mark.slow
@EXAMPLES
@given(calendars(), MOMENTS, SPANS, SPANS)
def test_adding_twice_is_adding_the_sum(calendar: Calendar, start: int, one: int, two: int) -> None:
    first = hours.add(calendar, start, one)
    assert hours.add(calendar, first, two) == hours.add(calendar, start, one + two)


@EXAMPLES
@given(calendars(), MOMENTS, SPANS)
def test_what_was_added_is_what_elapsed(calendar: Calendar, start: int, span: int) -> None:
    end = hours.add(calendar, start, span)
    assert hours.elapsed(calendar, start, end) == span
    assert span == 0 or hours.elapsed(calendar, start, end - 1) == span - 1


@EXAMPLES
@given(calendars(), MOMENTS, SPANS, st.integers(0, 10 * HOUR))
def test_a_later_start_is_never_due_earlier(
    calendar: Calendar, start: int, span: int, later: int
) -> None:
    assert hours.add(calendar, start, span) <= hours.add(calendar, start + later, span)


@EXAMPLES
@given(calendars(), MOMENTS, st.integers(0, 9 * 86400), st.integers(0, 9 * 86400))
def test_elapsed_adds_up_over_any_middle(
    calendar: Calendar, start: int, one: int, two: int
) -> None:
    middle, end = start + one, start + one + two
    parts = hours.elapsed(calendar, start, middle) + hours.elapsed(calendar, middle, end)
    assert parts == hours.elapsed(calendar, start, end) <= one + two


@EXAMPLES
@given(calendars(), MOMENTS)
def test_a_second_passes_exactly_while_open(calendar: Calendar, ts: int) -> None:
    assert hours.elapsed(calendar, ts, ts + 1) == hours.is_open(calendar, ts)
    opens = hours.next_opening(calendar, ts)
    assert hours.is_open(calendar, opens)
    assert hours.elapsed(calendar, ts, opens) == 0


@EXAMPLES
@given(weeks(), st.integers(at("2026-01-01 00:00"), at("2027-01-01 00:00")))
def test_without_a_change_of_clocks_the_wall_clock_decides(week: hours.Week, ts: int) -> None:
    phoenix = ZoneInfo("America/Phoenix")
    wall = datetime.fromtimestamp(ts, UTC).astimezone(phoenix)
    minute = wall.hour * 60 + wall.minute
    shown = any(begins <= minute < ends for begins, ends in week[wall.weekday()])
    assert hours.is_open(Calendar(phoenix, week), ts) == shown


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("Mon-Fri 08:00-17:00", (((480, 1020),),) * 5 + ((), ())),
        (
            "Mon-Fri 08:00-12:00,13:00-17:00; Sat 09:00-13:00",
            (((480, 720), (780, 1020)),) * 5 + (((540, 780),), ()),
        ),
        ("Fri-Mon 10:00-24:00", (((600, 1440),), (), (), ()) + (((600, 1440),),) * 3),
        ("sun 00:00 - 24:00 ;", ((),) * 6 + (((0, 1440),),)),
        ("Mon 13:00-17:00; Mon 8:00-12:00", (((480, 720), (780, 1020)),) + ((),) * 6),
        ("Mon - Sun 09:00-17:00", (((540, 1020),),) * 7),
    ],
)
def test_opening_hours_as_people_write_them(text: str, week: hours.Week) -> None:
    assert parse_hours(text) == week


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("9-5", "'9-5': expected days and hours like"),
        ("", "no opening hours"),
        (" ; ", "no opening hours"),
        ("Mon-Fri", "expected days and hours"),
        ("Mon-Fri 9-5", "'9-5': expected hours like 08:00-17:00"),
        ("Mon-Fri 08:00-17:00, Sat 09:00-13:00", "expected hours like"),
        ("Monday-Friday 08:00-17:00", "'monday': expected a day, one of Mon Tue"),
        ("Weekdays 08:00-17:00", "'weekdays': expected a day, one of Mon Tue"),
        ("Mo 08:00-17:00", "'mo': expected a day, one of Mon Tue"),
        ("Mon-Fry 08:00-17:00", "'fry': expected a day, one of Mon Tue"),
        ("Mon 17:00-08:00", "expected the end after the start"),
        ("Mon 08:00-08:00", "expected the end after the start"),
        ("Mon 08:00-24:01", "from 00:00 to 24:00"),
        ("Mon 08:60-12:00", "from 00:00 to 24:00"),
        ("Mon 08:00-12:00,11:59-13:00", "Mon 08:00-12:00, 11:59-13:00: expected windows that do"),
        ("Mon-Fri 08:00-17:00; Fri 16:00-18:00", "Fri 08:00-17:00, 16:00-18:00"),
        ("Mon \u0660\u0668:00-12:00", "expected"),
    ],
)
def test_wrong_opening_hours_say_which_part_and_what_is_expected(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said.replace("(", r"\(")):
        parse_hours(text)


def test_a_day_is_read_back_in_words() -> None:
    read = [hours.in_words(SHOP, date(2026, 11, 26) + timedelta(days=step)) for step in range(4)]
    assert read == [
        "Thu Nov 26: closed (a closed date)",
        "Fri Nov 27: 08:00-12:00, 13:00-17:00",
        "Sat Nov 28: 09:00-13:00",
        "Sun Nov 29: closed",
    ]


def test_days_with_hours_are_the_days_that_open() -> None:
    assert [hours.has_hours(SHOP, date(2026, 11, 25 + step)) for step in range(5)] == [
        True,
        False,
        True,
        True,
        False,
    ]


def test_local_time_knows_its_zone() -> None:
    shown = hours.local(OFFICE, at("2026-11-16 08:05"))
    assert (shown.isoformat(), shown.tzname()) == ("2026-11-16T08:05:00-06:00", "CST")


def test_a_due_time_costs_far_less_than_the_webhook_it_belongs_to() -> None:
    starts = iter(range(at("2026-11-16 09:00"), at("2027-11-16 09:00"), 7))
    seconds = timeit.timeit(lambda: hours.add(SHOP, next(starts), 2 * HOUR), number=2000)
    assert seconds / 2000 < 0.0005
