"""What managers are told now, what is held, why and until when."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from matters import ALEX, POLICY, issue, matter, routes, situation, ts

from sentinel_cli.hours import ALWAYS, parse_hours
from sentinel_cli.model import (
    Aside,
    Gate,
    Held,
    Level,
    Manager,
    Matter,
    Pace,
    Plan,
    Standing,
    Subject,
    Term,
    TermKind,
)
from sentinel_cli.rules.telling import decide, left_out, levels, next_summary

PAT = "pat"
NOW = ts("10:00")
URGENT = Aside(is_urgent=True)


def late(number: int = 1, *, now: int = NOW, **changes: Any) -> Matter:
    """A text an hour late."""
    return matter(number, now - 3600, now, **changes)


def told(plan: Plan) -> dict[str, list[int]]:
    return {turn.contact_id: [m.number for m in turn.matters] for turn in plan.turns}


def gates(plan: Plan) -> list[tuple[int, Level, Gate, int | None]]:
    return [(held.issue_id, held.level, held.gate, held.until_ts) for held in plan.held]


@pytest.mark.parametrize(
    ("late_s", "found"),
    [(0, frozenset()), (1, {Level.DUE})],
)
def test_an_issue_needs_telling_the_second_after_it_is_due(
    late_s: int, found: frozenset[Level]
) -> None:
    due = issue(1, NOW)
    assert levels(due, policy=POLICY, now_ts=NOW + late_s, is_urgent=False) == found


def test_levels_add_up() -> None:
    old = issue(1, NOW - 60, created_ts=ts("08:00", "2026-03-20"))
    assert levels(old, policy=POLICY, now_ts=NOW, is_urgent=True) == frozenset(Level)


def test_what_is_due_and_was_not_told_is_told_and_what_was_told_is_not() -> None:
    now = situation(NOW, late(1), late(2), told={(PAT, 1): frozenset({Level.DUE})})
    assert decide(now) == Plan(turns=decide(now).turns)
    assert told(decide(now)) == {PAT: [2]}


def test_a_level_reached_later_is_told_again() -> None:
    worse = late(1, created_ts=ts("08:00", "2026-03-20"))
    now = situation(NOW, worse, told={(PAT, 1): frozenset({Level.DUE})})
    assert told(decide(now)) == {PAT: [1]}


def test_urgent_first_then_never_named_then_the_worst_and_thanks_last() -> None:
    now = situation(
        NOW,
        matter(1, NOW - 100, NOW, aside=Aside(is_thanks=False)),
        matter(2, NOW - 300, NOW),
        matter(3, NOW + 3600, NOW, aside=URGENT),
        matter(4, NOW - 300, NOW, created_ts=NOW - 9000),
        matter(5, NOW - 9000, NOW, created_ts=ts("08:00", "2026-03-20")),
        told={(PAT, 5): frozenset({Level.DUE})},
    )
    assert told(decide(now)) == {PAT: [3, 4, 2, 1, 5]}


def test_hang_ups_and_sellers_are_told_last() -> None:
    now = situation(
        NOW,
        matter(1, NOW - 9000, NOW, aside=Aside(subject=Subject.HANGUP)),
        matter(2, NOW - 8000, NOW, aside=Aside(subject=Subject.VENDOR_OR_SPAM)),
        matter(3, NOW - 100, NOW, aside=Aside(subject=Subject.BILLING)),
        matter(4, NOW + 50, NOW, aside=replace(URGENT, subject=Subject.HANGUP)),
    )
    assert told(decide(now)) == {PAT: [4, 3, 1, 2]}


def test_what_might_have_been_told_waits_until_that_is_known() -> None:
    now = situation(NOW, late(1), unsure={(PAT, 1): frozenset({Level.DUE})})
    assert gates(decide(now)) == [(1, Level.DUE, Gate.UNSURE, None)]


def test_a_hold_holds_until_its_end_and_urgent_ones_as_well() -> None:
    until = ts("12:00")
    held = situation(NOW, late(1, aside=Aside(is_urgent=True, held_until_ts=until)))
    assert gates(decide(held)) == [
        (1, Level.URGENT, Gate.HOLD, until),
        (1, Level.DUE, Gate.HOLD, until),
    ]
    assert told(decide(replace(held, now_ts=until))) == {PAT: [1]}


@pytest.mark.parametrize(
    ("aside", "gate"),
    [
        (Aside(is_thanks=True), Gate.THANKS),
        (Aside(is_backlog=True), Gate.BACKLOG),
    ],
)
def test_what_is_quiet_waits_for_the_summary(aside: Aside, gate: Gate) -> None:
    found = gates(decide(situation(NOW, late(1, aside=aside))))
    assert found == [(1, Level.DUE, gate, ts("11:00"))]


def test_a_level_that_is_off_waits_for_the_summary() -> None:
    now = situation(NOW, late(1), pace=Pace(levels=frozenset({Level.URGENT})))
    assert gates(decide(now)) == [(1, Level.DUE, Gate.LEVEL, ts("11:00"))]


def test_outside_business_hours_nothing_is_told_until_the_opening() -> None:
    night = situation(ts("17:00"), late(1, now=ts("17:00")))
    opening = ts("08:00", "2026-04-02")
    assert gates(decide(night)) == [(1, Level.DUE, Gate.HOURS, opening)]
    assert told(decide(replace(night, now_ts=opening, pace=Pace()))) == {}  # a summary at eight
    assert told(decide(replace(night, now_ts=opening + 1))) == {PAT: [1]}


def test_a_managers_own_hours_count_where_the_file_names_them() -> None:
    early = routes(Manager(contact_id=PAT, duty=parse_hours("Mon-Sat 06:00-18:00")))
    now = ts("06:00", "2026-04-04")
    saturday = situation(now, late(1, now=now), routes=early)
    assert told(decide(saturday)) == {PAT: [1]}


def test_urgent_ones_have_hours_of_their_own_and_take_no_other_along_at_night() -> None:
    now = ts("23:00")
    night = situation(
        now, late(1, now=now), matter(2, now + 60, now, aside=URGENT), pace=Pace(urgent_week=ALWAYS)
    )
    assert told(decide(night)) == {PAT: [2]}
    assert gates(decide(night)) == [(1, Level.DUE, Gate.HOURS, ts("08:00", "2026-04-02"))]


def test_one_who_is_off_is_told_when_back_and_others_meanwhile() -> None:
    off = {PAT: Standing(off_until_ts=ts("14:00"))}
    both = routes(Manager(contact_id=PAT), Manager(contact_id=ALEX))
    assert told(decide(situation(NOW, late(1), routes=both, standings=off))) == {ALEX: [1]}
    alone = decide(situation(NOW, late(1), standings=off))
    assert gates(alone) == [(1, Level.DUE, Gate.OFF, ts("14:00"))]


@pytest.mark.parametrize(
    ("clock", "held"), [("10:49:59", False), ("10:50", True), ("11:00", True), ("11:00:01", False)]
)
def test_within_ten_minutes_of_a_summary_it_does_the_telling(clock: str, held: bool) -> None:  # noqa: FBT001 - a table's column
    now = ts(clock)
    found = gates(decide(situation(now, late(1, now=now))))
    assert found == ([(1, Level.DUE, Gate.SUMMARY, ts("11:00"))] if held else [])


def test_urgent_ones_wait_for_no_summary_and_no_spacing_and_take_the_others_along() -> None:
    now = ts("10:55")
    just = {PAT: Standing(alerted_ts=now - 60)}
    found = decide(situation(now, late(1, now=now), late(2, now=now, aside=URGENT), standings=just))
    assert told(found) == {PAT: [2, 1]}


def test_alerts_keep_their_distance() -> None:
    just = {PAT: Standing(alerted_ts=NOW - 899)}
    now = situation(NOW, late(1), standings=just)
    assert gates(decide(now)) == [(1, Level.DUE, Gate.SPACING, NOW + 1)]
    assert told(decide(replace(now, now_ts=NOW + 1))) == {PAT: [1]}


def test_the_days_cap_holds_until_the_next_opening() -> None:
    many = {PAT: Standing(alerts_today=20)}
    found = gates(decide(situation(NOW, late(1, aside=URGENT), standings=many)))
    assert {(gate, until) for _, _, gate, until in found} == {(Gate.CAP, ts("08:00", "2026-04-02"))}


def test_a_text_that_failed_once_is_repeated_at_once_and_twice_an_hour_later_to_others_too() -> (
    None
):
    both = routes(
        Manager(contact_id=PAT),
        Manager(contact_id=ALEX, name="Alex", hears=((Term(kind=TermKind.CALL, negated=True),),)),
    )
    once = {ALEX: Standing(refused=1, tried_ts=NOW - 60)}
    now = situation(NOW, late(1), routes=both, standings=once, told={(PAT, 1): frozenset(Level)})
    assert told(decide(now)) == {ALEX: [1]}
    twice = replace(now, standings={ALEX: Standing(refused=2, tried_ts=NOW - 60)}, told={})
    assert told(decide(twice)) == {PAT: [1]}
    assert gates(decide(twice)) == [(1, Level.DUE, Gate.REFUSED, NOW - 60 + 3600)]


def test_what_did_not_fit_is_held_as_full_and_only_its_missing_levels() -> None:
    now = situation(NOW, late(1), late(2, aside=URGENT), told={(PAT, 2): frozenset({Level.DUE})})
    (turn,) = decide(now).turns
    assert left_out(turn, [1], now) == (
        Held(contact_id=PAT, issue_id=2, level=Level.URGENT, gate=Gate.FULL),
    )


def test_the_next_summary_is_that_of_the_next_day_with_hours() -> None:
    assert next_summary(POLICY.calendar, ts("08:00")) == ts("08:00")
    assert next_summary(POLICY.calendar, ts("15:00:01", "2026-04-03")) == ts("08:00", "2026-04-06")
