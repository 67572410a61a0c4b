"""Days set by hand re-time what is open: the same due times in any order, however often said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from facts import ZONE, at
from hypothesis import given
from hypothesis import strategies as st

from sentinel_cli import hours
from sentinel_cli.hours import Calendar, Window, parse_hours
from sentinel_cli.model import Issue, IssueType, State
from sentinel_cli.rules.retiming import retimed

WEEK = Calendar(ZONE, parse_hours("Mon-Fri 08:00-12:00,13:00-17:00; Sat 09:00-13:00"))
FIRST = date(2026, 4, 1)

Said = tuple[date, tuple[Window, ...]]

WINDOWS = st.sampled_from(
    ((), ((540, 720),), ((480, 1020),), ((0, 1440),), ((600, 660), (700, 800)))
)
DAYS = st.integers(0, 9).map(lambda n: FIRST + timedelta(days=n))
CHANGES = st.lists(st.tuples(DAYS, WINDOWS), max_size=6, unique_by=lambda change: change[0])


def with_days(said: dict[date, tuple[Window, ...]]) -> Calendar:
    return replace(WEEK, said=tuple(sorted(said.items())))


def issue(created_ts: int, given_s: int, *, moved_by_s: int = 0) -> Issue:
    due_ts = hours.add(WEEK, created_ts, given_s)
    return Issue(
        type=IssueType.SMS,
        contact_id="c",
        state=State.OPEN,
        created_ts=created_ts,
        due_ts=due_ts + moved_by_s,
        due_rule_ts=due_ts,
        last_inbound_ts=created_ts,
    )


ISSUES = st.builds(
    issue,
    st.integers(at("00:00") // 1000, at("23:59", "2026-04-06") // 1000),
    st.sampled_from((60, 1800, 7200, 86400)),
)


def walked(one: Issue, changes: list[Said]) -> Issue:
    said: dict[date, tuple[Window, ...]] = {}
    for day, windows in changes:
        before = with_days(said)
        said[day] = windows
        one = retimed(one, before, with_days(said))
    return one


@given(ISSUES, CHANGES, st.randoms(use_true_random=False))
def test_the_order_of_the_days_does_not_matter(
    one: Issue, changes: list[Said], rng: object
) -> None:
    other = list(changes)
    rng.shuffle(other)  # type: ignore[attr-defined] # hypothesis gives a random.Random
    assert walked(one, changes) == walked(one, other)


@given(ISSUES, CHANGES)
def test_saying_it_again_changes_nothing_and_taking_it_back_leaves_nothing(
    one: Issue, changes: list[Said]
) -> None:
    said = dict(changes)
    moved = retimed(one, WEEK, with_days(said))
    assert retimed(moved, with_days(said), with_days(said)) == moved
    assert retimed(moved, with_days(said), WEEK) == one


@given(ISSUES, CHANGES)
def test_a_moved_due_time_is_what_the_rules_would_have_computed(
    one: Issue, changes: list[Said]
) -> None:
    given_s = hours.elapsed(WEEK, one.created_ts, one.due_rule_ts)
    after = with_days(dict(changes))
    assert walked(one, changes).due_ts == hours.add(after, one.created_ts, given_s)


def test_a_due_time_that_a_person_set_stays() -> None:
    one = issue(at("16:00") // 1000, 7200, moved_by_s=-600)
    moved = retimed(one, WEEK, with_days({date(2026, 4, 2): ()}))
    assert (moved.due_ts, moved.due_rule_ts) == (one.due_ts, at("09:00", "2026-04-03") // 1000)
