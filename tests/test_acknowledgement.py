"""What closes a conversation: measured on labelled texts, one example for each distinction."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sentinel_cli.rules.acknowledgement import Judgement, judge

LABELLED = Path(__file__).parent / "labelled"
DONE = "All done for today, everything looked good."


def _rows(name: str) -> list[dict[str, str]]:
    lines = (LABELLED / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _judged(row: dict[str, str]) -> bool:
    return judge(row["text"], row["staff_last"]).is_ack


FLOORS = {
    "acks.jsonl": 0.90,
    "acks_train.jsonl": 0.94,
    "acks_heldout.jsonl": 0.95,
    "acks_heldout_late.jsonl": 0.92,
    "acks_heldout_3.jsonl": 0.85,
}


@pytest.mark.parametrize("name", FLOORS)
def test_no_waiting_customer_is_closed(name: str) -> None:
    closed = [row for row in _rows(name) if row["label"] == "needs_reply" and _judged(row)]
    assert closed == []


@pytest.mark.parametrize(("name", "floor"), FLOORS.items())
def test_most_acknowledgements_are_recognised(name: str, floor: float) -> None:
    judged = [_judged(row) for row in _rows(name) if row["label"] == "ack"]
    assert sum(judged) / len(judged) >= floor


@pytest.mark.parametrize("name", FLOORS)
def test_the_labelled_sets_hold_both_labels(name: str) -> None:
    labels = [row["label"] for row in _rows(name)]
    assert min(labels.count("ack"), labels.count("needs_reply")) >= 50


def test_a_judgement_names_its_rule_and_the_words() -> None:
    assert judge("ok thx 👍🏽", DONE) == Judgement(
        is_ack=True, rule="closing; the business told something", words="ok, thanks"
    )


def test_a_refusal_names_the_words_that_need_a_person() -> None:
    assert judge("Thanks, when is the next visit", DONE) == Judgement(
        is_ack=False, rule="words that may need a person", words="when"
    )


@pytest.mark.parametrize(
    "text",
    [
        "Thankssss!!",
        "tysm",
        "thnks man",
        "Gracias joven 🙏🏽",
        "k",
        "👍🏿",
        "hahaha",
        "Thank you, Denise",
    ],
)
def test_short_forms_typos_and_skin_tones_are_read(text: str) -> None:
    assert judge(text, DONE).is_ack


@pytest.mark.parametrize(
    "text", ["dirty", "warranty", "smoke", "broke", "stop", "Ty", "?", "", " "]
)
def test_a_closing_inside_another_word_is_none(text: str) -> None:
    assert not judge(text, "What is it doing?").is_ack


@pytest.mark.parametrize(
    "text", ["yes", "ok", "👍", "perfect thank you", "see you then", "sí claro"]
)
@pytest.mark.parametrize(
    "asked",
    [
        "Does Tuesday at 2 work?",
        "The new motor is $480 installed.",
        "We can do Monday or Tuesday.",
        "Can I call you this afternoon?",
        "Reply YES to confirm.",
        "About 220 for the pair.",
    ],
)
def test_agreeing_to_what_was_proposed_needs_a_person(text: str, asked: str) -> None:
    assert not judge(text, asked).is_ack


@pytest.mark.parametrize("text", ["ok", "👍", "perfect thank you", "see you then", "sí claro"])
def test_agreeing_to_what_was_announced_closes(text: str) -> None:
    assert judge(text, "See you Tuesday at 2.").is_ack


@pytest.mark.parametrize(
    "text",
    [
        "ok but the light is out",
        "Thanks, can you come Friday",
        "thank you, the gate code is 4410",
        "great, see you Wednesday",
        "thanks unless it rains",
        "Thanks for nothing",
        "thanks for leaving my gate open",
        "gracias pero sigue verde",
        "ok no se ve limpia",
        "define good lol",
    ],
)
def test_a_closing_with_something_else_in_it_needs_a_person(text: str) -> None:
    assert not judge(text, "See you Tuesday, it should be good.").is_ack


@pytest.mark.parametrize("text", ["ok", "👍", "perfect", "ok thanks", "sounds good"])
@pytest.mark.parametrize(
    "told",
    [
        "I'm thinking we drop by Friday and swap that gasket",
        "Got a 10am and a 2pm left for Thursday.",
        "8am Sunday, double rate",
        "No one's answering the door.",
        "Hey it's Brenda, got a minute.",
        "Winterizing is 350 this year.",
        "Le puedo mandar a Beto el jueves, usted dígame",
    ],
)
def test_agreeing_to_what_was_not_plainly_told_needs_a_person(text: str, told: str) -> None:
    assert not judge(text, told).is_ack


@pytest.mark.parametrize("found", ["Your heater's throwing a code", "The seal is leaking"])
def test_a_fault_found_is_settled_by_ok_only_once_it_is_mended(found: str) -> None:
    assert not judge("ok", f"{found}.").is_ack
    assert judge("ok", f"{found} so we replaced it.").is_ack


def test_another_day_than_ours_is_no_agreement() -> None:
    assert not judge("Great, see you next week", "We'll be there Thursday.").is_ack
    assert judge("Great, see you Thursday", "We'll be there Thursday.").is_ack


def test_yes_answers_whether_it_works_and_no_whether_the_trouble_is_there() -> None:
    works, trouble = "Did that fix it?", "Is it still leaking?"
    assert [judge(text, works).is_ack for text in ("yes", "no")] == [True, False]
    assert [judge(text, trouble).is_ack for text in ("yes", "no")] == [False, True]


@pytest.mark.parametrize(
    "asked",
    [
        "Does 3 pm work?",
        "does 3 work",
        "Does 3pm work better?",
        "Is 3 better",
        "Is 3 pm working?",
        "Does that work?",
        "Does any of that work?",
        "Does morning work?",
        "Do mornings work?",
        "Are mornings better?",
        "Does next week work?",
        "Does today work to fix the heater?",
        "Is 3 pm ok to look at the pump?",
        "Is the front gate better?",
        "Came up a slot at 3. Does it work?",
        "Does $240 work?",
        "Does the new price work?",
        "Does it look good to you?",
        "Does everything look ok?",
        "Did the color look ok?",
        "How's 3pm?",
        "How's that sound?",
        "How does a new pump sound?",
        "Sent the layout. How's it looking?",
        "Are you happy with the price?",
        "¿Le funciona a las 3?",
        "¿Le sirve a las tres?",
        "¿Le sirve mañana?",
        "Me avisa si está bien.",
    ],
)
@pytest.mark.parametrize(
    "text", ["Yes", "yes thanks", "Thanks", "ok thanks", "sí gracias", "perfect", "👍"]
)
def test_whether_a_time_a_price_or_a_plan_works_is_no_question_of_a_machine(
    text: str, asked: str
) -> None:
    assert not judge(text, asked).is_ack


@pytest.mark.parametrize(
    "asked",
    [
        "Does the pump work?",
        "Is the heater working?",
        "Is it working ok?",
        "Does the link work?",
        "Is the water looking better?",
        "Did Saturday's party go ok?",
        "¿Ya funciona la bomba?",
    ],
)
def test_whether_a_machine_works_is_answered_for_good(asked: str) -> None:
    assert judge("yes thanks", asked).is_ack


def test_an_opinion_of_what_is_there_closes() -> None:
    for asked in ("How's the pool looking today?", "Are you happy with the new heater?"):
        assert judge("perfect", asked).is_ack


def test_an_extra_may_be_declined_and_a_repair_may_not() -> None:
    assert judge("no thanks", "Want us to add a bucket of tabs?").is_ack
    assert not judge("no thanks", "Want us to replace the motor?").is_ack


@pytest.mark.parametrize("quotes", ["“{}”", '"{}"', "«{}»"])
@pytest.mark.parametrize("reaction", ["Liked {}", "Le encantó {}", "👍🏼 to {}", "Reacted ❤️ to {}"])
def test_a_kind_reaction_closes_whatever_the_quotes(reaction: str, quotes: str) -> None:
    assert judge(reaction.format(quotes.format(DONE)), DONE).is_ack


@pytest.mark.parametrize(
    "reaction",
    ["Disliked “{}”", "Questioned “{}”", "No le gustó “{}”", "👎 to “{}”", "Liked “{}” but"],
)
def test_an_unkind_reaction_or_one_with_words_needs_a_person(reaction: str) -> None:
    assert not judge(reaction.format(DONE), DONE).is_ack


def test_a_reaction_with_the_invisible_signs_some_phones_add_is_read() -> None:
    assert judge(f"\u200a👍\u200b to “\u200a{DONE}\u200a”", DONE).is_ack


def test_a_withdrawn_reaction_needs_a_person() -> None:
    assert not judge(f"Removed a like from “{DONE}”", DONE).is_ack


def test_a_visit_announced_is_not_called_off_unseen() -> None:
    coming = "We'll be by Thursday to fix the light."
    assert not judge("it's fixed, we're good", coming).is_ack
    assert judge("ok thanks", coming).is_ack


def test_a_yes_to_a_diagnosis_is_a_clue_and_no_closing() -> None:
    assert not judge("yes", "Did you turn the breaker back on?").is_ack
    assert not judge("no", "Has it been leaking long?").is_ack


def test_a_reaction_to_a_question_is_an_answer() -> None:
    asked = "Is Monday ok?"
    assert not judge(f"Liked “{asked}”", asked).is_ack


def test_a_reaction_to_an_older_text_does_not_answer_the_question_after_it() -> None:
    assert not judge(f"Liked “{DONE}”", "Is Monday ok?").is_ack


def test_a_signature_is_not_read_and_a_new_number_is() -> None:
    assert judge("Ok thanks\n\n--\nShelly, REALTOR\nWhat is your home worth?", DONE).is_ack
    assert not judge("Ok thanks\n\nMy New Number\n469-555-0126", DONE).is_ack


def test_a_voicemail_crumb_is_judged_by_what_was_said() -> None:
    assert judge("Voicemail (0:08): “no need to call back thanks”", DONE).is_ack
    assert not judge("Voicemail (0:08): “call me back thanks”", DONE).is_ack


def test_a_phone_that_answers_for_its_owner_asks_nothing() -> None:
    assert judge("I\u2019m driving with Do Not Disturb turned on.", "Can you be home at 2?").is_ack


def test_a_customer_who_opens_with_ok_has_something_to_say() -> None:
    assert not judge("ok", None).is_ack
    assert judge("Thank you all for today!", None).is_ack


@given(st.text(max_size=300), st.none() | st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_is_judged_the_same_twice(text: str, business_last: str | None) -> None:
    assert judge(text, business_last) == judge(text, business_last)


@pytest.mark.parametrize(
    "piece",
    [
        "thank you ",
        "A",
        "A ",
        "\n",
        "(",
        "“",
        "👍🏽",
        "really? ",
        "Liked “",
        "i will ",
        "ﷺ",
        "ha",
        "1",
        "-",
    ],
)
def test_hostile_text_costs_no_more_than_its_length(piece: str) -> None:
    began = time.process_time()
    for length in (10, 100, 899, 100_000):
        judge((piece * length)[:length], (piece * length)[:length])
    assert time.process_time() - began < 0.5
