"""What is heard of a wait, kept on its issue: urgent, about what, whom to call back."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest
from engine import Engine, engine
from facts import asks, at, replies

from sentinel_cli import RefusedError
from sentinel_cli.desk import operations
from sentinel_cli.desk.undoing import take_back_last
from sentinel_cli.model import Aside, Issue, State, Subject, Urgency
from sentinel_cli.texts.lines import waiting_lines

FLOOD = "Water is pouring into the kitchen from the pool, call 469-555-0118"
ORDINARY = "Do you also sell salt?"


@pytest.fixture
def works(tmp_path: Path) -> Engine:
    return engine(tmp_path)


def only(works: Engine) -> Issue:
    (issue,) = works.issues()
    return issue


def urgency(issue: Issue) -> tuple[str, int]:
    return issue.urgency, issue.due_ts


def test_an_urgent_text_is_due_within_half_an_hour_of_it(works: Engine) -> None:
    works.hears(asks("09:00", ORDINARY), at("09:00:02"))
    assert urgency(only(works)) == ("normal", at("11:00") // 1000)

    works.hears(asks("10:00", FLOOD), at("10:00:02"))

    issue = only(works)
    assert urgency(issue) == ("urgent", at("10:30") // 1000)
    assert (issue.subject, issue.callback) == (Subject.LEAK, "+14695550118")
    assert issue.gist.startswith("Water is pouring into the kitchen")
    assert ("rule", "heard") in works.log(1)


def test_urgent_never_makes_anything_due_later(works: Engine) -> None:
    works.hears(asks("09:00", ORDINARY), at("09:00:02"))
    works.hears(asks("10:50", FLOOD), at("10:50:02"))

    assert urgency(only(works)) == ("urgent", at("11:00") // 1000)


def test_the_order_in_which_texts_are_learnt_changes_nothing(tmp_path: Path) -> None:
    told = [asks("09:00", ORDINARY), asks("09:20", FLOOD), asks("09:40", "hello?")]
    ends = set()
    for n, order in enumerate(permutations(told)):
        directory = tmp_path / str(n)
        directory.mkdir()
        works = engine(directory)
        for message in order:
            works.hears(message, at("09:41"))
        issue = only(works)
        ends.add((*urgency(issue), issue.urgent_ts, issue.subject, issue.gist, issue.callback))

    assert len(ends) == 1


def test_a_person_calls_it_calm_and_a_later_alarm_is_urgent_again(works: Engine) -> None:
    works.hears(asks("09:00", FLOOD), at("09:00:02"))
    works.does(operations.calm, 1, at("09:10"))
    assert urgency(only(works)) == ("normal", at("11:00") // 1000)

    works.hears(asks("09:20", "now the pump is smoking"), at("09:20:02"))

    assert urgency(only(works)) == ("urgent", at("09:50") // 1000)


def test_a_person_calls_it_urgent_and_takes_that_back(works: Engine) -> None:
    works.hears(asks("09:00", ORDINARY), at("09:00:02"))
    works.does(operations.urgent, 1, at("09:10"))
    assert urgency(only(works)) == ("urgent", at("09:40") // 1000)

    actor = operations.Actor(name="kim", now_ms=at("09:11"), run_id="undo-test")
    take_back_last(works.store, settings=works.settings, actor=actor)

    assert urgency(only(works)) == ("normal", at("11:00") // 1000)


def test_what_is_so_already_or_resolved_is_refused(works: Engine) -> None:
    works.hears(asks("09:00", ORDINARY), at("09:00:02"))
    with pytest.raises(RefusedError, match="#1 is not marked urgent: nothing was changed"):
        works.does(operations.calm, 1, at("09:01"))
    works.hears(replies("09:05"), at("09:05:02"))
    works.does(operations.resolve, 1, at("09:06")) if only(works).state is State.OPEN else None
    with pytest.raises(RefusedError, match="is resolved"):
        works.does(operations.urgent, 1, at("09:07"))


def test_the_due_time_a_person_set_stays(works: Engine) -> None:
    works.hears(asks("09:00", ORDINARY), at("09:00:02"))
    works.does(operations.force_overdue, 1, at("09:05"))
    forced_ts = only(works).due_ts

    works.hears(asks("09:10", FLOOD), at("09:10:02"))

    assert urgency(only(works)) == ("urgent", forced_ts)


def test_the_line_has_the_words_and_the_number(works: Engine) -> None:
    works.hears(asks("09:00", FLOOD), at("09:00:02"), name="Rosa Treviño")
    issue = only(works)

    (line,) = waiting_lines(
        [issue],
        policy=works.settings.policy(),
        now_ts=at("09:50") // 1000,
        asides={1: Aside(is_urgent=issue.urgency is Urgency.URGENT, words=FLOOD)},
    )

    assert line.text == (
        '#1 Rosa Treviño: text, 20m late. URGENT leak: "Water is pouring into the kitchen from '
        'the pool", call 469-555-0118'
    )
    assert line.words == ""
