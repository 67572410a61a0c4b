"""A manager's text is a command, or surely none: whatever else it may be, nothing is triggered."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sentinel_cli.rules.commands import LONGEST, Command, Verb, parse

EXAMPLES = settings(max_examples=200, deadline=None)


@pytest.mark.parametrize(
    "text",
    ["LIST", "list", "List please", "  list.", "Hey Sentinel, list please!", "List?", "LIST 🙏🏽"],
)
def test_a_word_alone_is_a_command_whatever_the_politeness_around_it(text: str) -> None:
    assert parse(text) == Command(verb=Verb.LIST)


@pytest.mark.parametrize(
    "text",
    [
        "DONE 12 14",
        "done 12, 14 thanks",
        "Done #12 and #14 please",
        "ok, done 12,14!",
        "RESOLVE #12 & 14 👍🏽",
        "resolved 12 + 14 thank you so much",
        "done 12\n14",
        "DONE: 12; 14. thx Robin",
        "done issues 12 and 14",
        "done 12 14 12 012",
        "done\u00a012\u00a0\u00a014",
    ],
)
def test_numbers_are_read_however_they_are_strung_together(text: str) -> None:
    assert parse(text) == Command(verb=Verb.DONE, ids=(12, 14))


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("open 12", Verb.OPEN),
        ("Reopen #12", Verb.REOPEN),
        ("re-open 12 pls", Verb.REOPEN),
        ("SPAM 12", Verb.SPAM),
        ("done12", Verb.DONE),
    ],
)
def test_every_word_that_takes_a_number(text: str, verb: Verb) -> None:
    assert parse(text) == Command(verb=verb, ids=(12,))


@pytest.mark.parametrize(
    "text",
    [
        "done 12. Called her back",
        "done 12, called her back",
        "Done 12, I spoke with them",
        "done #12 called her back",
        "DONE 12 - left a voicemail",
        "done 12 (they got their quote)",
        "done 12\nSent from my iPhone",
    ],
)
def test_a_remark_beside_an_issue_does_not_keep_the_command_from_being_one(text: str) -> None:
    assert parse(text) == Command(verb=Verb.DONE, ids=(12,))


@pytest.mark.parametrize(
    "text",
    [
        "done for today",
        "ok done",
        "Done?",
        "done 5 jobs today",
        "done 5, heading home",
        "done 5 today",
        "done by 5",
        "done at 5:30",
        "done 5:30",
        "done 12.5",
        "done 12th",
        "done 3 times",
        "done 1/2",
        "done $5",
        "not done 12",
        "done 12 - not yet",
        "done 12, not 14",
        "done 12 but not really",
        "done #12 isn't right",
        "done 12?",
        "done 2145550142",
        "done 12-14",
        "open the gate",
        "open 24 hours",
        "open 24/7",
        "open 8-5",
        "open 3pm",
        "list price?",
        "list the parts",
        "more info",
        "More later",
        "help me with the pump",
        "spam calls all day",
        "spam 2 calls",
        "note to self",
        "note 5/12 meeting",
        "note 12.5 hours",
        "reply LIST",
        "Liked “Reply LIST, OPEN 12, DONE 12, HELP”",
        "On my way",
        "12",
        "#12",
        "",
        " \n",
        "👍",
    ],
)
def test_what_a_manager_writes_otherwise_is_no_command(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize("text", ["Done", "done.", "Resolve please", "DONE thanks!", "done 👍"])
def test_a_word_that_lacks_its_number_is_a_command_to_be_asked_about(text: str) -> None:
    assert parse(text) == Command(verb=Verb.DONE)


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("NOTE 12 call Monday at 9?", "call Monday at 9?"),
        ("note #12: Gate code 4411", "Gate code 4411"),
        ("Please note 12, she\u2019ll be\nhome after 5", "she\u2019ll be\nhome after 5"),
        ("Note 12", ""),
        ("note\u00a012 \u00a1ya llamé!", "\u00a1ya llamé!"),
    ],
)
def test_a_note_keeps_its_words_as_they_were_written(text: str, remark: str) -> None:
    assert parse(text) == Command(verb=Verb.NOTE, ids=(12,), text=remark)


def test_a_text_longer_than_any_note_is_no_command() -> None:
    assert parse("note 12 " + "x" * (LONGEST - 8)) is not None
    assert parse("note 12 " + "x" * (LONGEST - 7)) is None


@EXAMPLES
@given(
    verb=st.sampled_from(("open", "Done", "RESOLVE", "reopen", "Spam")),
    numbers=st.lists(st.integers(0, 9_999_999), min_size=1, max_size=30, unique=True),
    mark=st.sampled_from(("", "#")),
    between=st.sampled_from((" ", ", ", ",", " and ", " & ", "\n")),
)
def test_any_list_of_numbers_comes_back_in_its_order(
    verb: str, numbers: list[int], mark: str, between: str
) -> None:
    found = parse(f"{verb} {between.join(f'{mark}{number}' for number in numbers)}")
    assert found is not None
    assert found.ids == tuple(numbers)


@EXAMPLES
@given(st.text(max_size=300))
def test_no_text_at_all_makes_the_parser_fail_or_invent_a_number(text: str) -> None:
    found = parse(f"done {text}")
    assert found is None or all(number < 10_000_000 for number in found.ids)


@pytest.mark.slow
@EXAMPLES
@given(st.from_regex(r"\A[a-z' ]{1,40}\Z").map(str.strip))
def test_words_without_a_figure_never_name_an_issue(words: str) -> None:
    found = parse(f"done {words}")
    assert found is None or found.ids == ()
