"""When an issue is due, and what an urgent word, another beginning and a day set by hand change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from facts import ZONE, at, policy
from hypothesis import given
from hypothesis import strategies as st

from sentinel_cli import hours
from sentinel_cli.hours import Calendar, Window, parse_hours
from sentinel_cli.model import Issue, IssueType, State
from sentinel_cli.rules.due import by_rule_ts, ordinary_ts, retimed, ruled

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


# The rule ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "began", "due"),
    [
        (IssueType.SMS, "09:00", at("11:00")),
        (IssueType.CALL, "09:00", at("10:00")),
        (IssueType.SMS, "14:59", at("16:59")),
        (IssueType.SMS, "15:01", at("08:01", "2026-04-02")),
        (IssueType.SMS, "18:00", at("10:00", "2026-04-02")),
    ],
)
def test_due_is_the_beginning_and_the_types_sla_in_business_hours(
    kind: IssueType, began: str, due: int
) -> None:
    assert ordinary_ts(kind, at(began) // 1000, policy(call_sla_s=3600)) == due // 1000


@pytest.mark.parametrize(
    ("heard", "due"), [(None, "11:00"), ("09:00", "09:30"), ("10:29", "10:59"), ("10:31", "11:00")]
)
def test_harm_makes_it_due_from_the_words_that_say_so_and_never_later(
    heard: str | None, due: str
) -> None:
    one = replace(issue(at("09:00") // 1000, 7200), urgent_ts=at(heard) // 1000 if heard else None)
    assert by_rule_ts(one, policy()) == at(due) // 1000


@given(st.integers(-(10**6), 10**6), st.integers(0, 2**33))
def test_the_rule_moves_its_own_due_time_and_never_a_persons(moved_by_s: int, rule_ts: int) -> None:
    one = issue(at("09:00") // 1000, 7200, moved_by_s=moved_by_s)
    kept = ruled(one, rule_ts)
    assert kept.due_rule_ts == rule_ts
    assert kept.due_ts == (one.due_ts if moved_by_s else rule_ts)


# Days set by hand --------------------------------------------------------------------------------


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
