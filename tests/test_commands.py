"""A manager's text is a command, a near miss or talk: what was no command is never obeyed."""

from __future__ import annotations

import json
import timeit
from datetime import datetime
from pathlib import Path
from time import process_time

import pytest
from facts import ZONE
from hypothesis import given, settings
from hypothesis import strategies as st
from learning_closings import heard_of, texts_of

from sentinel_cli.rules.commands import LONGEST, Command, Hint, Verb, parse
from sentinel_cli.rules.commands.verbs import Command as Obeyed

EXAMPLES = settings(max_examples=200, deadline=None)
LABELLED = Path(__file__).parent / "labelled"
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=ZONE)
"""A Wednesday."""
TEAM = frozenset({"alex", "dana", "pat"})


def read(text: str) -> Command | Hint | None:
    return parse(text, now=NOW, colleagues=TEAM)


def answer(text: str) -> str:
    """As the labels say it: the canonical command, `hint`, or `none`."""
    match read(text):
        case Obeyed() as command:
            return str(command)
        case Hint():
            return "hint"
        case None:
            return "none"


def labelled() -> list[dict[str, object]]:
    lines = (LABELLED / "manager_sentences.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("row", labelled(), ids=lambda row: str(row["id"]))
def test_the_labelled_sentences_are_obeyed_hinted_or_left_alone(row: dict[str, object]) -> None:
    also = row.get("also_ok", [])
    assert isinstance(also, list)
    assert answer(str(row["text"])) in {row["want"], *also}


def ours() -> list[tuple[str, frozenset[str]]]:
    lines = (LABELLED / "manager_sentences_own.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.split("|") for line in lines if line and not line.startswith("# "))
    return [(text, frozenset(wanted)) for text, *wanted in rows]


def test_no_sentence_of_ours_is_obeyed_that_was_no_command() -> None:
    wrongly = [
        (text, answer(text))
        for text, wanted in ours()
        if isinstance(read(text), Obeyed) and answer(text) not in wanted
    ]
    assert wrongly == []


def test_all_but_a_few_sentences_of_ours_are_answered_as_a_careful_reader_would() -> None:
    rows = ours()
    missed = [(text, answer(text)) for text, wanted in rows if answer(text) not in wanted]
    assert len(missed) <= len(rows) // 50, missed


def other_sentences() -> set[str]:
    """What customers and the business wrote in the other labelled files: thousands of them."""
    found: set[str] = set()
    for path in LABELLED.glob("acks*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            found.update(texts_of(row), heard_of(row))
    return {text for text in found if " " in text}


@pytest.mark.slow
def test_of_thousands_of_sentences_to_and_from_customers_none_is_obeyed_and_hardly_one_hinted() -> (
    None
):
    sentences = other_sentences()
    read_as = [answer(text) for text in sentences]
    assert len(sentences) > 3000
    assert set(read_as) <= {"none", "hint"}
    assert read_as.count("hint") <= len(sentences) // 500


@pytest.mark.parametrize(
    "text",
    ["LIST", "list", "List please", "  list.", "Hey Sentinel, list please!", "List?", "LIST 🙏🏽"],
)
def test_a_word_alone_is_a_command_whatever_the_politeness_around_it(text: str) -> None:
    assert read(text) == Command(verb=Verb.LIST)


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
        "12 & 14 done",
        "done 12 y 14",
        "done twelve and fourteen",
    ],
)
def test_numbers_are_read_however_they_are_strung_together(text: str) -> None:
    assert read(text) == Command(verb=Verb.DONE, ids=(12, 14))


@pytest.mark.parametrize("text", ["done 11-13", "done 11 to 13", "11 thru 13 done", "done #11-#13"])
def test_a_range_is_every_number_in_it(text: str) -> None:
    assert read(text) == Command(verb=Verb.DONE, ids=(11, 12, 13))


@pytest.mark.parametrize("text", ["done 11-15", "done 15-11", "done 11-12-13", "done 3 to 90"])
def test_a_range_that_could_be_something_else_is_asked_about(text: str) -> None:
    found = read(text)
    assert isinstance(found, Hint)
    assert found.why


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("open 12", Verb.OPEN),
        ("Reopen #12", Verb.REOPEN),
        ("re-open 12 pls", Verb.REOPEN),
        ("SPAM 12", Verb.SPAM),
        ("un-spam 12", Verb.UNSPAM),
        ("done12", Verb.DONE),
    ],
)
def test_every_word_that_takes_a_number(text: str, verb: Verb) -> None:
    assert read(text) == Command(verb=verb, ids=(12,))


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
        "Done 12 I called him",
    ],
)
def test_a_remark_beside_an_issue_does_not_keep_the_command_from_being_one(text: str) -> None:
    assert read(text) == Command(verb=Verb.DONE, ids=(12,))


@pytest.mark.parametrize(
    "text",
    [
        "not done 12",
        "done 12 - not yet",
        "done 12, not 14",
        "done 12 but not really",
        "done #12 isn't right",
        "done 12?",
        "done 12 mine 14",
        "DOEN 12",
        "close 12",
        "dn 12",
    ],
)
def test_a_near_miss_names_the_number_that_was_meant(text: str) -> None:
    assert read(text) in {
        Hint(verb=Verb.DONE, ids=(12,), why=why) for why in ("", "Those numbers are no range.")
    }


@pytest.mark.parametrize(
    "text",
    [
        "done for today",
        "done 5 jobs today",
        "done 5 today",
        "done by 5",
        "done at 5:30",
        "done 5:30",
        "done 12.5",
        "done 12th",
        "done 3 times",
        "done 1/2",
        "done $5",
        "open the gate",
        "open 24 hours",
        "open 24/7",
        "open 3pm",
        "list price?",
        "list the parts",
        "more info",
        "more later",
        "help me with the pump",
        "spam calls all day",
        "spam 2 calls",
        "note to self",
        "note 5/12 meeting",
        "note 12.5 hours",
        "reply LIST",
        "Liked “Reply LIST, OPEN 12, DONE 12, HELP”",
        "On my way",
        "",
        " \n",
        "👍",
    ],
)
def test_what_a_manager_writes_otherwise_is_no_command(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize("text", ["Done", "done.", "Resolve please", "DONE, thx!", "done 👍"])
def test_a_word_that_lacks_its_number_is_asked_about(text: str) -> None:
    assert read(text) == Hint(verb=Verb.DONE)


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("NOTE 12 call Monday at 9?", "call Monday at 9?"),
        ("note #12: Gate code 4411", "Gate code 4411"),
        ("Please note 12, she\u2019ll be\nhome after 5", "she\u2019ll be\nhome after 5"),
        ("note\u00a012 \u00a1ya llamé!", "\u00a1ya llamé!"),
    ],
)
def test_a_note_keeps_its_words_as_they_were_written(text: str, remark: str) -> None:
    assert read(text) == Command(verb=Verb.NOTE, ids=(12,), text=remark)


def test_a_text_longer_than_any_note_is_no_command() -> None:
    assert read("note 12 " + "x" * (LONGEST - 8)) is not None
    assert read("note 12 " + "x" * (LONGEST - 7)) is None


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
    found = read(f"{verb} {between.join(f'{mark}{number}' for number in numbers)}")
    assert isinstance(found, Obeyed)
    assert found.ids == tuple(numbers)


@EXAMPLES
@given(st.text(max_size=300))
def test_no_text_at_all_makes_the_parser_fail_or_invent_a_number(text: str) -> None:
    for begun in (text, f"done {text}", f"snooze 4 {text}", f"closed {text}", f"give 4 {text}"):
        found = read(begun)
        assert found is None or all(number < 10_000_000 for number in found.ids)


@EXAMPLES
@given(st.from_regex(r"\A[a-z' ]{1,40}\Z").map(str.strip))
def test_words_without_a_figure_close_nothing_unless_they_spell_one(words: str) -> None:
    found = read(f"done xx {words}")
    assert not isinstance(found, Obeyed)


@EXAMPLES
@given(st.sampled_from(list(Verb)), st.lists(st.integers(1, 130), min_size=1, unique=True))
def test_a_command_written_by_the_book_is_read_as_itself(verb: Verb, ids: list[int]) -> None:
    told = read(f"{verb} {' '.join(map(str, ids))}")
    if isinstance(told, Obeyed):
        assert read(str(told)) == told


@pytest.mark.parametrize(
    "unit",
    ["thanks ", "done ", "12 ", "#", "- ", "no. ", "11-", "till ", "mon ", "and ", "'", "\n", "ñ̃",
     "a'", "snooze 1 till ", "twenty "],
)  # fmt: skip
@pytest.mark.parametrize("begun", ["Done ", "snooze 4 till ", "closed mon ", "Done thanks ", "4 "])
def test_no_repetition_makes_the_reading_slow(begun: str, unit: str) -> None:
    def takes(length: int) -> float:
        text = (begun + unit * length)[: length * 4] + "5"
        return min(timeit.repeat(lambda: read(text), process_time, number=1, repeat=3))

    long = takes(600)
    assert long < 0.2
    assert long < 60 * max(takes(60), 0.00005)


def test_a_text_is_read_in_a_millisecond() -> None:
    texts = [text for text, _ in ours()]
    seconds = min(
        timeit.repeat(lambda: [read(text) for text in texts], process_time, number=1, repeat=3)
    )
    assert seconds / len(texts) < 0.001
