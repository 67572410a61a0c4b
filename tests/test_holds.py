"""Snoozes, claims, days and duty: what was said last counts, and what was taken back never was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from engine import Engine, engine
from facts import asks, at, replies
from hypothesis import given
from hypothesis import strategies as st

from sentinel_cli.desk import holding
from sentinel_cli.desk.colleagues import Holder
from sentinel_cli.engine.ingest import move_contact
from sentinel_cli.model import DayHours, Hold, HoldKind, Leave, Resolution, away_until, held
from sentinel_cli.store import calendar_days, duty, holds

SNOOZE = Hold(
    kind=HoldKind.SNOOZE,
    issue_id=1,
    at_ms=at("10:00"),
    by="kim",
    until_ts=at("12:00") // 1000,
    for_manager="alex",
    reason="part ordered",
    run_id="r1",
)
CLAIM = replace(SNOOZE, kind=HoldKind.CLAIM, reason="", run_id="r2")
FRIDAY = DayHours(day=date(2026, 4, 3), windows=(), at_ms=at("10:00"), by="kim", run_id="r1")


def leave(begins: str, ends: str, *, is_off: bool = True) -> Leave:
    return Leave(
        manager_id="alex",
        from_ts=at(begins) // 1000,
        until_ts=at(ends) // 1000,
        is_off=is_off,
        at_ms=at("07:00"),
        by="kim",
    )


@pytest.mark.parametrize(
    ("clock", "then"),
    [("09:59", (False, False)), ("10:00", (True, False)), ("12:00", (False, True))],
)
def test_a_hold_holds_from_its_moment_to_its_end(clock: str, then: tuple[bool, bool]) -> None:
    now_ts = at(clock) // 1000
    assert (SNOOZE.holds_at(now_ts), SNOOZE.ran_out(now_ts)) == then


def test_a_snooze_speaks_before_a_claim_and_of_its_own_issue_only() -> None:
    now_ts = at("11:00") // 1000
    assert held((SNOOZE, CLAIM), 1, now_ts) == SNOOZE
    assert held((CLAIM,), 1, now_ts) == CLAIM
    assert held((SNOOZE, CLAIM), 2, now_ts) is None


def test_the_last_word_on_an_issue_counts_until_it_is_taken_back(tmp_path: Path) -> None:
    works = engine(tmp_path)
    works.hears(asks("09:00"), at("09:00"))
    later = replace(SNOOZE, until_ts=at("15:00") // 1000, run_id="r3")
    with works.store.write() as db:
        first = holds.add(db, SNOOZE)
        second = holds.add(db, later)
        assert holds.last_words(db) == (replace(later, id=second),)
        holds.add(db, replace(later, run_id="r4"), undoes=second)
        assert holds.last_words(db) == (replace(SNOOZE, id=first),)
        assert holds.of_run(db, "r3") == ()
        holds.add(db, replace(SNOOZE, until_ts=None))
        assert holds.last_words(db) == ()
        assert len(holds.of_issue(db, 1)) == 2


def test_nothing_is_held_of_an_issue_that_has_ended(tmp_path: Path) -> None:
    works = engine(tmp_path)
    works.hears(asks("09:00"), at("09:00"))
    with works.store.write() as db:
        holds.add(db, SNOOZE)
        db.execute("UPDATE issues SET state = 'RESOLVED', rule_state = 'RESOLVED'")
        assert holds.last_words(db) == ()


def standing(works: Engine) -> list[tuple[int, str, str | None]]:
    with works.store.read() as db:
        return [(one.issue_id, one.kind, one.for_manager) for one in holds.last_words(db)]


def test_what_holds_an_issue_that_is_merged_goes_on_with_its_messages(tmp_path: Path) -> None:
    works = engine(tmp_path)
    works.hears(asks("09:00", ghl_id="q1"), at("09:00"))
    answer = replies("09:30", ghl_id="r1")
    works.hears(answer, at("09:30"))
    works.hears(asks("10:00", ghl_id="q2"), at("10:00"))
    works.does(holding.claim(Holder("alex", "Alex")), 2, at("10:05"))
    works.does(holding.snooze(at("12:00") // 1000, "part ordered"), 2, at("10:06"))
    for clock in ("10:30", "10:31"):  # a fact told twice changes nothing
        works.hears(replace(answer, status="failed"), at(clock))
        assert [(issue.id, issue.resolution) for issue in works.issues()] == [
            (1, None),
            (2, Resolution.MERGED),
        ]
        assert standing(works) == [(1, "claim", "alex"), (1, "snooze", None)]
    assert ("kim", "snooze") in works.log(1)
    works.hears(asks("10:40", "It is leaking now", ghl_id="q3"), at("10:40"))
    assert standing(works) == [(1, "claim", "alex")]


@pytest.mark.parametrize(("first", "later"), [(1, 2), (2, 1)])
def test_where_both_were_held_what_was_said_later_counts(
    tmp_path: Path, first: int, later: int
) -> None:
    works = engine(tmp_path)
    works.hears(asks("09:00", contact_id="cOne"), at("09:00"))
    works.hears(asks("09:10", contact_id="cTwo", ghl_id="other"), at("09:10"))
    works.does(holding.claim(Holder("alex", "Alex")), first, at("09:20"))
    works.does(holding.claim(Holder("dana", "Dana")), later, at("09:21"))
    policy = works.settings.policy()
    with works.store.write() as db:
        move_contact(db, old="cTwo", new="cOne", policy=policy, now_ms=at("09:30"), run_id="merge")
    assert [issue.resolution for issue in works.issues("cOne")] == [None, Resolution.MERGED]
    assert standing(works) == [(1, "claim", "dana")]


def test_the_last_word_on_a_day_counts_as_it_was_known_then(tmp_path: Path) -> None:
    opened = replace(FRIDAY, windows=((540, 720),), at_ms=at("11:00"), run_id="r2")
    with engine(tmp_path).store.write() as db:
        first = calendar_days.add(db, FRIDAY)
        second = calendar_days.add(db, opened)
        assert calendar_days.in_force(db) == (replace(opened, id=second),)
        assert calendar_days.in_force(db, until_ms=at("10:30")) == (replace(FRIDAY, id=first),)
        calendar_days.add(db, opened, undoes=second)
        assert calendar_days.in_force(db) == (replace(FRIDAY, id=first),)
        assert calendar_days.of_run(db, "r1") == (replace(FRIDAY, id=first),)


def test_who_comes_back_early_is_on_duty_and_off_again_when_that_is_taken_back(
    tmp_path: Path,
) -> None:
    off, back = leave("08:00", "17:00"), leave("12:00", "17:00", is_off=False)
    with engine(tmp_path).store.write() as db:
        duty.add(db, off)
        returned = duty.add(db, back)
        assert away_until(duty.leaves(db, after_ts=0), "alex", at("13:00") // 1000) is None
        duty.add(db, back, undoes=returned)
        known = duty.leaves(db, after_ts=0)
        assert away_until(known, "alex", at("13:00") // 1000) == at("17:00") // 1000
        assert away_until(known, "dana", at("13:00") // 1000) is None


SPANS = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 20), st.booleans()).map(
        lambda span: Leave(
            manager_id="alex",
            from_ts=span[0],
            until_ts=span[0] + span[1],
            is_off=span[2],
            at_ms=0,
            by="kim",
        )
    ),
    max_size=6,
)


@given(SPANS, st.integers(0, 45))
def test_being_away_ends_at_the_first_moment_of_duty(leaves: list[Leave], now: int) -> None:
    def is_off(ts: int) -> bool:
        said = [one.is_off for one in leaves if one.from_ts <= ts < one.until_ts]
        return bool(said and said[-1])

    moments = iter(range(now, 60))
    expected = next(ts for ts in moments if not is_off(ts)) if is_off(now) else None
    assert away_until(leaves, "alex", now) == expected
