"""A customer who writes and writes costs no more than a new one, and is judged as ever.

The walk through a long wait goes on from where an earlier one had come. Whatever happens, it says
what the walk through everything says: two databases are told the same, and one forgets each time.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from engine import Engine, engine
from facts import asks, at, automated, call, calls_back, replies
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sentinel_cli import RefusedError
from sentinel_cli.desk import operations
from sentinel_cli.model import Direction, Message
from sentinel_cli.rules import carrying

MINUTE = 60_000
BEGIN = at("09:00")
FIRST = 22
"""More texts than can be one row of closing words."""
TEXTS = ("Hello?", "Thanks!", "ok", "The pump is leaking again", "Is anyone coming today?")

KINDS = (
    *("text",) * 16, "late", "late", "very late", "missed", "attempt", "answer", "late answer",
    "machine", "unsent", "sent", "called", "failed", "again", "resolve", "reopen", "spam", "unspam",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happens `after_s` seconds after the one before it."""

    kind: str
    after_s: int
    text: str
    which: int


happenings = st.lists(
    st.builds(
        Happening,
        kind=st.sampled_from(KINDS),
        after_s=st.sampled_from((1, 20, 60, 150, 700)),
        text=st.sampled_from(TEXTS),
        which=st.integers(0, 30),
    ),
    min_size=1,
    max_size=16,
)


def told(
    works: Engine, happening: Happening, number: int, now_ms: int, before: list[Message]
) -> object:
    """Let it happen; what was said of it."""
    name = f"m{number}"
    at_ms = {"late": now_ms - 90_000, "very late": now_ms - 20 * MINUTE,
             "late answer": now_ms - 8 * MINUTE}.get(happening.kind, now_ms)  # fmt: skip
    match happening.kind:
        case "text" | "late" | "very late":
            message = asks("09:00", happening.text)
        case "missed":
            message = call("09:00")
        case "attempt":
            message = calls_back("09:00", 0, status="no-answer")
        case "answer" | "late answer":
            message = replies("09:00")
        case "machine":
            message = automated("09:00", "Could you confirm the time?")
        case "called":
            message = calls_back("09:00")
        case "unsent":
            message = replies("09:00", status="pending")
        case "failed" | "sent" | "again":
            message = before[happening.which % len(before)]
            if happening.kind != "again" and message.direction is Direction.OUTBOUND:
                status = "failed" if happening.kind == "failed" else "delivered"
                message = replace(message, status=status)
            return said(works, message, now_ms)
        case _:
            return acted(works, happening, now_ms)
    message = replace(message, ghl_id=name, at_ms=at_ms)
    before.append(message)
    return said(works, message, now_ms)


def said(works: Engine, message: Message, now_ms: int) -> object:
    """What the receiver answers."""
    received = works.hears(message, now_ms)
    return received.outcome, received.reason, received.issue_id


def acted(works: Engine, happening: Happening, now_ms: int) -> object:
    """What an operator does to one of the issues there are, if it can be done."""
    ids = [issue.id for issue in works.issues() if issue.id]
    if not ids:
        return None
    issue_id = ids[happening.which % len(ids)]
    does = {"resolve": operations.resolve, "reopen": operations.reopen,
            "spam": operations.spam, "unspam": operations.unspam}[happening.kind]  # fmt: skip
    with suppress(RefusedError):
        works.does(does, issue_id, now_ms)
    return None


def waiting(directory: Path) -> Engine:
    """A customer who has written some times already."""
    directory.mkdir()
    works = engine(directory, BUSINESS_HOURS="Mon-Sun 00:00-24:00")
    for number in range(FIRST):
        at_ms = BEGIN + number * MINUTE
        works.hears(replace(asks("09:00"), ghl_id=f"first{number}", at_ms=at_ms), at_ms)
    return works


@pytest.mark.slow
@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(happenings)
def test_whatever_happens_the_walk_that_goes_on_says_what_the_whole_one_says(
    tmp_path_factory: pytest.TempPathFactory, day: list[Happening]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(carrying, "KEPT", 2)
        directory = tmp_path_factory.mktemp("long")
        quick, whole = (waiting(directory / name) for name in ("quick", "whole"))
        now_ms = BEGIN + FIRST * MINUTE
        known: tuple[list[Message], list[Message]] = ([asks("09:00")], [asks("09:00")])
        for number, happening in enumerate(day):
            now_ms += happening.after_s * 1000
            whole.sql("DELETE FROM carried")
            answers = [
                told(works, happening, number, now_ms, before)
                for works, before in zip((quick, whole), known, strict=True)
            ]
            assert answers[0] == answers[1]
            assert quick.issues() == whole.issues()
        quick.store.close()
        whole.store.close()


def reads(works: Engine, message: Message, now_ms: int) -> int:
    """How many messages are read out of the database for one webhook."""
    steps = 0

    def step() -> int:
        nonlocal steps
        steps += 1
        return 0

    works.store.connection.set_progress_handler(step, 1)
    works.hears(message, now_ms)
    works.store.connection.set_progress_handler(None, 1)
    return steps


@pytest.mark.slow
@pytest.mark.parametrize("late_ms", [0, MINUTE])
def test_the_next_text_of_a_long_wait_costs_the_database_no_more_than_that_of_a_short_one(
    tmp_path: Path, late_ms: int
) -> None:
    works = engine(tmp_path)
    cost, now_ms = {}, BEGIN
    for number in range(400):
        now_ms += MINUTE
        text = replace(asks("09:00"), ghl_id=f"m{number}", at_ms=now_ms - late_ms * (number % 2))
        cost[number] = reads(works, text, now_ms)
    short = max(cost[number] for number in range(20, 40))
    assert max(cost[number] for number in range(360, 400)) <= 1.5 * short
    (issue,) = works.issues()
    assert issue.inbound_count == 400


@pytest.mark.slow
def test_many_issues_cost_the_next_text_nothing_once_a_number_is_spam(tmp_path: Path) -> None:
    works = engine(tmp_path)
    works.hears(replace(asks("09:00"), contact_id="c2", ghl_id="m"), BEGIN, phone="+12145550199")
    works.does(operations.spam, 1, BEGIN)
    cost = []
    for number in range(200):
        day_ms = BEGIN + number * 8 * 24 * 60 * MINUTE  # the one before it is settled by then
        asked = replace(asks("09:00"), ghl_id=f"a{number}", at_ms=day_ms)
        answered = replace(replies("09:05"), ghl_id=f"b{number}", at_ms=day_ms + MINUTE)
        cost.append(reads(works, asked, day_ms))
        works.hears(answered, day_ms + MINUTE, phone="+12145550143")
    assert len(works.issues()) == 200
    assert max(cost[-20:]) <= 1.1 * max(cost[10:30])


def test_what_is_learnt_of_long_ago_is_counted_where_it_belongs(tmp_path: Path) -> None:
    works = waiting(tmp_path / "there")
    for number in range(60):
        at_ms = BEGIN + (FIRST + number) * MINUTE
        works.hears(replace(asks("09:00"), ghl_id=f"m{number}", at_ms=at_ms), at_ms)
    assert len(works.sql("SELECT 1 FROM carried")) == 1
    now_ms = BEGIN + 100 * MINUTE
    answer = replace(replies("09:00"), ghl_id="answer", at_ms=BEGIN + 10 * MINUTE + 1)
    works.hears(answer, now_ms)
    assert [(issue.state, issue.inbound_count) for issue in works.issues()] == [
        ("RESOLVED", 11),
        ("OPEN", FIRST + 60 - 11),
    ]


def both(tmp_path: Path, *steps: tuple[int, Message]) -> None:
    """Tell two the same, each message at its minute; the second one always walks the whole way."""
    quick, whole = (waiting(tmp_path / name) for name in ("quick", "whole"))
    for minute, message in steps:
        at_ms = BEGIN + minute * MINUTE
        whole.sql("DELETE FROM carried")
        dated = message if message.at_ms != BEGIN else replace(message, at_ms=at_ms)
        assert said(quick, dated, at_ms) == said(whole, dated, at_ms)
        assert quick.issues() == whole.issues()
    assert len(quick.issues()) > 1


def many(first: int, count: int) -> list[tuple[int, Message]]:
    """So many texts, one each minute."""
    return [
        (minute, replace(asks("09:00"), ghl_id=f"text{minute}"))
        for minute in range(first, first + count)
    ]


@pytest.mark.slow
def test_what_the_business_had_said_before_a_long_wait_is_heard_after_it(tmp_path: Path) -> None:
    asked = replace(automated("09:00", "Could you confirm the time?"), ghl_id="asked")
    called = replace(calls_back("09:00"), ghl_id="called")
    closing = replace(asks("09:00", "Thank you!"), ghl_id="closing")
    both(tmp_path, (FIRST, asked), *many(FIRST + 1, 60), (90, called), (95, closing))


@pytest.mark.slow
def test_a_text_that_was_on_its_way_before_a_long_wait_still_ends_what_it_answered(
    tmp_path: Path,
) -> None:
    reply = replace(replies("09:00", status="pending"), ghl_id="reply", at_ms=BEGIN + 30 * MINUTE)
    sent = replace(reply, status="delivered")
    both(tmp_path, *many(FIRST, 8), (30, reply), *many(31, 60), (95, sent))
