"""Months of telling in seconds: nobody is told twice, nothing stays untold, nobody is flooded."""

from __future__ import annotations

import pytest
from alerting import Business, busy_day, days
from matters import ALEX, DANA, PAT, POLICY, routes, ts

from sentinel_cli import hours
from sentinel_cli.hours import parse_hours
from sentinel_cli.model import Manager, Routes, Term, TermKind
from sentinel_cli.texts.gsm7 import segments

U1 = (Term(kind=TermKind.ASSIGNED, value="u1"),)
U2 = (Term(kind=TermKind.ASSIGNED, value="u2"),)
STAFFED = routes(
    Manager(contact_id=PAT, name="Pat"),
    Manager(contact_id=ALEX, name="Alex", hears=(U1,), deputy=DANA),
    Manager(contact_id=DANA, name="Dana", hears=(U2,), duty=parse_hours("Mon-Fri 09:00-16:00")),
    Manager(contact_id="lee", name="Lee"),
    Manager(contact_id="kim", name="Kim", hears=(U1, U2)),
)


def told_exactly_once(business: Business) -> None:
    """Every need that stood for most of an open window was told, by one text that arrived."""
    counts = business.counts()
    twice = {need: count for need, count in counts.items() if count > 1}
    assert twice == {}
    stood = {
        need: since
        for need, (since, until) in business.lapsed.items()
        if hours.elapsed(POLICY.calendar, since, until) >= 6 * 3600
    }
    assert [need for need in stood if not counts[need]] == []


def run(number: int, people: Routes, *, seed: int, fails: float) -> Business:
    """So many random days with these managers."""
    business = Business(seed, routes=people, fails=fails)
    for day in days(number):
        busy_day(business, day, most=8, answered=0.5)
    return business


def test_a_few_days_of_breaches_are_told_once_each() -> None:
    told_exactly_once(run(3, routes(*STAFFED.managers[:2]), seed=1, fails=0.2))


@pytest.mark.slow
@pytest.mark.parametrize("number", [2, 3, 4, 5])
def test_a_thousand_days_of_breaches_are_told_once_each(number: int) -> None:
    people = routes(*STAFFED.managers[:number])
    for part in range(5):
        told_exactly_once(run(50, people, seed=100 * number + part, fails=0.15))


def test_forty_breaches_at_once_are_told_by_three_texts_within_half_an_hour() -> None:
    business = Business()
    for _ in range(40):
        business.breach(ts("09:01"), contact_name="Bartholomew Featherstone")
    business.day(days(1)[0])
    first = [text for text in business.sent if ts("09:01") < text.at_ts <= ts("09:34:59")]
    assert 1 <= len(first) <= 3
    named = [number for text in first for number in text.named]
    assert sorted(named) == list(range(1, 41))
    assert all(segments(text.text) <= 4 for text in first)


def test_a_quiet_day_has_no_text_but_the_three() -> None:
    business = Business()
    business.day(days(1)[0])
    assert [text.is_alert for text in business.sent] == [False] * 3


def test_from_due_to_the_phone_it_takes_six_minutes_at_most() -> None:
    for minute in range(0, 30, 3):
        business = Business()
        due_ts = ts(f"09:{minute:02}")
        business.breach(due_ts)
        business.day(days(1)[0])
        (told,) = [text.at_ts for text in business.sent if text.meets]
        assert 0 < told - due_ts <= 6 * 60


def test_what_was_held_overnight_arrives_in_one_text_at_the_opening() -> None:
    business = Business()
    for number in range(8):
        business.breach(ts("16:59:30") + number)
    business.day(days(1)[0])
    assert [text.named for text in business.sent if text.named] == []
    business.day(days(2)[1])
    assert [(text.at_ts, len(text.meets)) for text in business.sent if text.meets] == [
        (ts("08:00", "2026-04-02"), 8)
    ]


def never_named(business: Business) -> tuple[int, int]:
    """How many stayed late for more than 20 business minutes, and how many of them unnamed."""
    named = {number for text in business.sent for number in text.named}
    late = {
        number
        for (_, number, _), (since, until) in business.lapsed.items()
        if hours.elapsed(POLICY.calendar, since, until) > 20 * 60
    }
    return len(late), len(late - named)


def busy(number: int, *, seed: int) -> Business:
    business = Business(seed)
    for day in days(number):
        busy_day(business, day, most=20, answered=0.9)
    return business


def test_on_busy_days_nobody_late_for_twenty_minutes_is_never_named() -> None:
    late, never = never_named(busy(2, seed=1))
    assert late > 15
    assert never == 0


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_in_a_busy_month_nobody_late_for_twenty_minutes_is_never_named(seed: int) -> None:
    """Of such a month's 280 late customers 103 were never named in time by three lists a day."""
    late, never = never_named(busy(30, seed=seed))
    assert late > 200
    assert never == 0
