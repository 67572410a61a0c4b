"""The stored facts, folded again, say what is stored; under other settings, what would differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from busy import BEGIN, Fortnight
from facts import action, asks, at, policy
from telling import Post, settings_of, tell

from sentinel_cli.jobs import replay
from sentinel_cli.jobs.operations import Actor, note, operate
from sentinel_cli.jobs.start import policy_in_force
from sentinel_cli.model import ActionKind, Resolution, State, Timeline
from sentinel_cli.rules.fold import fold
from sentinel_cli.store import Store, issues, open_store

DAY_MS = 86_400_000
SETTINGS = settings_of()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "sentinel.db") as opened:
        with opened.write() as db:
            policy_in_force(db, SETTINGS, now_ms=BEGIN - 3600_000)
        yield opened


def lived(store: Store, *, seed: int, steps: int) -> Fortnight:
    fortnight = Fortnight(store=store, settings=SETTINGS, seed=seed)
    fortnight.pass_by(steps)
    return fortnight


def again(store: Store, now_ms: int) -> replay.Replay:
    return replay.against_store(store, SETTINGS, since_ts=BEGIN // 1000, now_ms=now_ms)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_a_busy_fortnight_folded_again_says_what_is_stored(store: Store, seed: int) -> None:
    fortnight = lived(store, seed=seed, steps=260)
    found = again(store, fortnight.now_ms)
    assert (found.differences, found.issues > 20) == ((), True)
    assert again(store, fortnight.now_ms + 3 * DAY_MS).differences == ()
    assert again(store, fortnight.now_ms + 9 * DAY_MS).differences == ()


# ---- what it found


def test_a_resolve_ends_nothing_in_a_view_that_begins_after_what_it_covered() -> None:
    """The fold looks back 7 days only: an answer to older messages must not end a later wait."""
    learnt_late = replace(asks("09:00"), row=9)
    timeline = Timeline(
        contact_id=learnt_late.contact_id,
        messages=(learnt_late,),
        actions=(action(ActionKind.RESOLVE, "10:00", covers=5),),
    )
    assert [wait.ended for wait in fold(timeline, policy()).waits] == [None]


def test_closing_words_during_a_frozen_wait_still_opened_a_wait() -> None:
    words = asks("09:10", "Thank you!")
    while_a_call_waited = Timeline(
        contact_id=words.contact_id, messages=(words,), waited=((at("09:00"), at("09:30")),)
    )
    afterwards = replace(while_a_call_waited, waited=((at("09:00"), at("09:10")),))
    assert [wait.ended for wait in fold(while_a_call_waited, policy()).waits] == [None]
    assert [wait.ended is None for wait in fold(afterwards, policy()).waits] == [False]


@pytest.mark.parametrize("then", ["a repeated webhook", "a note"])
def test_a_state_changed_by_sql_is_taken_up_whole_whoever_comes_next(
    store: Store, then: str
) -> None:
    question = Post(at("09:00"), replace(asks("09:00"), via_webhook=True))
    tell(store, question, settings=SETTINGS)
    with store.write() as db:
        db.execute("UPDATE issues SET state = 'RESOLVED'")
    if then == "a note":
        actor = Actor(name="kim", now_ms=at("10:00"), run_id="run")
        operate(store, 1, note("called"), settings=SETTINGS, actor=actor)
    else:
        tell(store, replace(question, at_ms=at("10:00")), settings=SETTINGS)
    with store.read() as db:
        issue = issues.get(db, 1)
    assert issue is not None
    assert (issue.state, issue.resolution, issue.resolved_by) == (
        State.RESOLVED,
        Resolution.OPERATOR,
        "sql",
    )
    assert again(store, at("10:05")).differences == ()
