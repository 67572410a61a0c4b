"""Thanks on a real database: what is probably thanks is marked, and what became of closings."""

from __future__ import annotations

from pathlib import Path

import pytest
from engine import Engine, engine
from facts import CONTACT, LETTER, asks, at, replies

from sentinel_cli.desk import acks, operations
from sentinel_cli.desk.acks import Became, Closing, closings, shares
from sentinel_cli.desk.operations import Actor, resolve_thanks
from sentinel_cli.rules.shares import Share


@pytest.fixture
def thanked(tmp_path: Path) -> Engine:
    works = engine(tmp_path)
    works.hears(replies("09:00", "All done for today."), at("09:00"))
    works.hears(asks("09:05", LETTER), at("09:05"))
    return works


def test_probably_thanks_is_open_due_and_marked(thanked: Engine) -> None:
    (issue,) = thanked.issues()
    assert (issue.state, issue.probably_thanks) == ("OPEN", True)
    assert issue.due_ts == at("11:05") // 1000


def test_a_question_after_it_takes_the_mark_away(thanked: Engine) -> None:
    thanked.hears(asks("09:30", "When are you back?"), at("09:30"))
    (issue,) = thanked.issues()
    assert (issue.state, issue.probably_thanks, issue.inbound_count) == ("OPEN", False, 2)


def test_all_that_is_probably_thanks_is_closed_together_and_nothing_else(thanked: Engine) -> None:
    thanked.hears(asks("09:06", "No heat!", contact_id="cOtHeR", ghl_id="other"), at("09:06"))
    actor = Actor(name="kim", now_ms=at("10:00"), run_id="cli-test")
    with thanked.store.write() as db:
        done = resolve_thanks(db, settings=thanked.settings, actor=actor)

    assert [one.issue.contact_id for one in done] == [CONTACT]
    assert [issue.state for issue in thanked.issues("cOtHeR")] == ["OPEN"]


def test_closing_words_of_one_go_are_one_issue_in_whatever_order_they_are_learnt(
    tmp_path: Path,
) -> None:
    asked = replies("09:00", "Anything else I can do for you?")
    first, second = asks("09:05", "Thanks!"), asks("09:06", "Nope, that's all")
    seen = []
    for name, facts in (("a", (asked, first, second)), ("b", (second, first, asked))):
        (tmp_path / name).mkdir()
        works = engine(tmp_path / name)
        for n, fact in enumerate(facts):
            works.hears(fact, at("09:07") + n)
        shown = [i for i in works.issues() if i.resolution not in {"merged", "retracted"}]
        seen.append([(i.resolution, i.inbound_count, i.resolved_ts) for i in shown])
    assert seen == [[("acknowledged", 2, at("09:06") // 1000)]] * 2


def told(works: Engine) -> tuple[Closing, ...]:
    return closings(works.store)


def test_what_became_of_closings_is_told_with_the_rule(thanked: Engine) -> None:
    done = replies("09:10", "All done for today.", contact_id="cB", ghl_id="b1")
    thanked.hears(done, at("09:10"))
    thanked.hears(asks("09:11", "Ok thanks", contact_id="cB", ghl_id="b2"), at("09:11"))
    thanked.does(operations.resolve, 1, at("09:20"))
    before = told(thanked)
    thanked.does(operations.reopen, 2, at("09:30"))

    assert [(one.issue_id, one.became) for one in before] == [
        (1, Became.BY_HAND),
        (2, Became.CLOSED),
    ]
    assert before[1].rule == "closing; the business told something: ok, thanks"
    assert (before[0].texts, before[0].staff[0].text) == ((LETTER,), "All done for today.")
    assert list(shares(before).values()) == [Share(0, 1), Share(1, 1)]
    assert told(thanked)[1].became is Became.REOPENED


def test_closings_are_read_in_turns_and_none_is_lost_between(
    thanked: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    thanked.hears(replies("09:10", "All done.", contact_id="cB", ghl_id="b1"), at("09:10"))
    thanked.hears(asks("09:11", "Ok thanks", contact_id="cB", ghl_id="b2"), at("09:11"))
    thanked.does(operations.resolve, 1, at("09:20"))
    at_once = told(thanked)
    monkeypatch.setattr(acks, "_PAGE", 1)
    assert told(thanked) == at_once
    assert len(at_once) == 2


def test_a_share_of_nothing_may_be_anything_and_of_many_is_near() -> None:
    assert Share(0, 0).bounds() == (0.0, 1.0)
    low, high = Share(0, 576).bounds()
    assert (round(low, 4), round(high, 4)) == (0.0, 0.0066)
