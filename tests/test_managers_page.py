"""The page that managers get: everything they can text is on it, and all of it is understood."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest
from facts import ZONE

from sentinel_cli.rules.commands import Command, Hint, Verb, parse
from sentinel_cli.texts import replies
from sentinel_cli.texts.gsm7 import segments, to_gsm7

PAGE = (Path(__file__).parents[1] / "deploy" / "managers.md").read_text(encoding="utf-8")
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=ZONE)
LINES_OF_A_PAGE = 60


def commands() -> list[str]:
    """What stands in the tables' right column, each to be texted."""
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and "`" in line]
    return [text for row in rows for text in re.findall("`([^`]+)`", row.split("|")[2])]


@pytest.mark.parametrize("text", commands())
def test_every_text_on_the_page_is_obeyed(text: str) -> None:
    assert isinstance(parse(text, now=NOW, colleagues={"alex"}), Command)


def test_every_verb_is_on_the_page() -> None:
    read = [parse(text, now=NOW) for text in commands()]
    assert {c.verb for c in read if isinstance(c, Command)} == set(Verb)


@pytest.mark.parametrize("text", ["DOEN 12", "close 12"])
def test_what_it_calls_a_near_miss_is_one(text: str) -> None:
    assert f"`{text}`" in PAGE
    assert isinstance(parse(text, now=NOW), Hint)


def test_it_is_one_page() -> None:
    assert len(PAGE.splitlines()) <= LINES_OF_A_PAGE


@pytest.mark.parametrize("verb", list(Verb))
def test_help_with_each_verb_is_within_two_segments(verb: Verb) -> None:
    told = replies.help_with(verb)
    assert (segments(told) <= 2, to_gsm7(told)) == (True, told)
    assert told.startswith(verb.replace("-DAY", "")) or verb is Verb.HELP
