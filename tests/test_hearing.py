from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from learning import assert_taught
from learning_harm import SETS, labelled, learnt, taken_for_urgent

from sentinel_cli.model import AnsweredBy, Hearing, Sentence, Subject, Urgency
from sentinel_cli.payload.transcripts import sentences_in
from sentinel_cli.rules.hearing import hear
from sentinel_cli.rules.hearing.calls import hear_call
from sentinel_cli.rules.hearing.gist import septets
from sentinel_cli.rules.hearing.weights import weights

LABELLED = Path(__file__).parent / "labelled"
PIECES = (
    "water is pouring into the kitchen", "no rush", "four six nine", "five five five", "oh one",
    "one eight", "no sorry", "my card is 4111 2222 3333 4444", "la alberca está verde", "if",
    "the gate won't latch", "kids", "triple five", "😀", ".", "[music]", "\n", "huele a gas", "214",
)  # fmt: skip
HEARS = """
import json, sys
from sentinel_cli.rules.hearing import hear
for said in json.load(sys.stdin):
    print(hear(said))
"""
SAID = st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=30).map(" ".join)


def rows(*names: str) -> Iterator[dict[str, Any]]:
    for name in names:
        for line in (LABELLED / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def heard(row: dict[str, Any]) -> Hearing:
    """As the product hears it: a text, a voicemail, or a call of two channels."""
    if "text" in row:
        return hear(row["text"])
    if row.get("kind") == "call":
        return hear_call(sentences_in(row["transcription"])).hearing
    return hear(row["transcript"], is_spoken=True)


def is_urgent(row: dict[str, Any]) -> bool:
    return bool(row.get("urgent", row.get("urgency") == "urgent"))


def share(hits: list[bool]) -> float:
    return sum(hits) / len(hits)


def test_nine_of_ten_urgent_texts_and_calls_are_heard_and_traps_hardly_ever() -> None:
    judged = [(is_urgent(row), heard(row).urgency is Urgency.URGENT) for row in rows(*SETS)]

    assert share([found for urgent, found in judged if urgent]) >= 0.95
    assert share([found for urgent, found in judged if not urgent]) <= 0.01


@pytest.mark.slow
def test_of_rows_that_taught_nothing_alarms_are_heard_and_traps_hardly_ever() -> None:
    taken = taken_for_urgent(labelled())

    assert share(taken["urgent"]) >= 0.88
    assert share(taken["tempting"]) <= 0.05
    assert share(taken["ordinary"]) <= 0.01


@pytest.mark.slow
def test_the_weights_are_what_the_labelled_rows_teach() -> None:
    assert_taught(weights(), learnt(labelled()))


def test_what_no_list_holds_is_heard_by_its_words_and_shown_in_them() -> None:
    found = hear("the gauge is pegged past 60 and the tank is hissing like it's fixing to blow")

    assert found.urgency is Urgency.URGENT
    assert "hissing" in found.evidence
    assert found.why == "its words are those of harm"


def test_closing_words_are_next_to_never_an_alarm() -> None:
    texts = {
        row["text"] for row in rows("acks_train") if row.get("label") == "ack" and "text" in row
    }
    alarms = [text for text in texts if hear(text).urgency is Urgency.URGENT]

    assert len(texts) > 100
    assert alarms == []


def test_the_number_to_call_back_is_right_or_none() -> None:
    found = [(row["callback"], heard(row).callback) for row in rows("transcripts", "transcripts_2")]

    assert [pair for pair in found if pair[1] not in {None, pair[0]}] == []
    assert share([want == got for want, got in found if want]) >= 0.95


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("it's nine seven two double five five oh one one two", "+19725550112"),
        ("four seven nine no sorry four six nine five five five oh one oh one", "+14695550101"),
        ("972 555 0131, no sorry, 469", "+14695550131"),
        ("four sixty nine five fifty five oh one eighteen", "+14695550118"),
        ("cuatro sesenta y nueve doble cinco cinco cero uno cuarenta y siete", "+14695550147"),
        ("call 214.555.0126 or better 469-555-0111", "+14695550111"),
        ("gate code 4455, call me at (469) 555-0118", "+14695550118"),
        ("Plano 75023, 469 555 0118", "+14695550118"),
        ("469-555-0118, 75035", "+14695550118"),
        ("469-555-0118, ext 12", "+14695550118"),
        ("four six nine, five five five, zero one one eight", "+14695550118"),
        ("Frisco 75035, 20x40, 3 water features", None),
        ("Frisco 75035, 12044 Mesa", None),
        ("a deck of 214 by 5550118", None),
        ("my number is the same", None),
        ("call me at five five five oh one one two", None),
        ("my account number is 4695550118", None),
        ("the card is 4111 2222 3333 4444", None),
    ],
)
def test_numbers_as_people_say_them(said: str, number: str | None) -> None:
    assert hear(said, is_spoken=True).callback == number


@pytest.mark.parametrize(
    ("said", "urgency"),
    [
        ("the pool light is sparking and the kids are out there", Urgency.URGENT),
        ("do you also sell salt?", Urgency.NORMAL),
        ("water is coming in under the back door", Urgency.URGENT),
        ("no more water in the garage since you replaced that valve", Urgency.NORMAL),
        ("we had water in the garage last winter from that valve", Urgency.NORMAL),
        ("I shut the water off but it's still flooding the kitchen", Urgency.URGENT),
        ("what if the pipe bursts and floods the garage?", Urgency.NORMAL),
        ("huele a gas en el calentador", Urgency.URGENT),
        ("no huele a gas ni nada", Urgency.NORMAL),
        ("burning through chlorine this summer", Urgency.NORMAL),
        ("smoke", Urgency.URGENT),
        ("My dog got out", Urgency.URGENT),
    ],
)
def test_harm_now_is_urgent_and_what_is_over_denied_or_supposed_is_not(
    said: str, urgency: Urgency
) -> None:
    assert hear(said).urgency is urgency


@pytest.mark.parametrize(
    ("urgent", "ordinary"),
    [
        (
            "the handrail shocks my kids when they get out",
            "the electrician fixed the handrail, no more shocks",
        ),
        (
            "I smell gas by the pool heater",
            "the gas smell was the neighbor's grill, all clear",
        ),
        (
            "the chlorine got wet and there is a yellow cloud in the garage",
            "how should I store chlorine and acid so they never mix?",
        ),
        (
            "my son swallowed a piece of a chlorine tablet",
            "can a dog get sick from swallowing pool water?",
        ),
        (
            "the gate won't latch and my toddler is out there",
            "the gate's open for you, the kids are at school",
        ),
        (
            "our dog fell through the pool cover and can't get out",
            "our dog loves to jump in the pool, is that bad for the filter?",
        ),
        (
            "it is 20 degrees tonight and the pump is dead",
            "the pump ran fine in last night's freeze, thank you",
        ),
        (
            "water from the pool is running into the garage",
            "the water in the garage last spring came from that valve",
        ),
        (
            "our pool is flooding the neighbor's basement",
            "the neighbor's basement flooded last year, not our pool",
        ),
        (
            "the breaker trips and water is dripping into the panel",
            "the breaker tripped once last week, it has been fine since",
        ),
        (
            "the drain cover is off and kids are swimming",
            "do you sell drain covers? ours is ten years old",
        ),
        (
            "the pool light is sparking and the kids are out there",
            "the pool light burned out, no rush",
        ),
        (
            "the pump is smoking and smells like burning plastic",
            "the smoke was from our grill, false alarm",
        ),
        (
            "a pipe burst by the pump and it's gushing, I can't stop it",
            "how much would it cost if that pipe ever bursts?",
        ),
        (
            "the filter gauge is in the red, the tank is hissing and the clamp is slipping",
            "filter pressure was high so I cleaned it, back to ten",
        ),
        (
            "your tech fell off the wall and he's bleeding from the head",
            "my son broke his arm at soccer, so please skip us this week",
        ),
        (
            "there are flames coming out of the heater",
            "you guys are on fire this month, five stars",
        ),
        (
            "el barandal de la alberca da toques y hay niños adentro",
            "ya arreglaron el barandal, ya no da toques",
        ),
        (
            "huele mucho a gas junto al calentador",
            "no huele a gas, ya vinieron a revisar",
        ),
        (
            "se reventó un tubo y el agua se está metiendo a la casa",
            "cuánto cuesta arreglar un tubo si se revienta?",
        ),
        (
            "la reja no cierra y mi niña de dos años anda afuera",
            "les dejo la reja abierta, los niños están en la escuela",
        ),
        (
            "va a helar en la noche y la bomba no prende",
            "la bomba trabajó bien en la helada, gracias",
        ),
        (
            "esta saliendo humo de la bomba",
            "el humo era del asador del vecino, falsa alarma",
        ),
        (
            "el muchacho se cayo y le sale sangre de la cabeza",
            "mi hijo se cayó de la bici la semana pasada, ya está bien",
        ),
        (
            "mi hijo se tomo el cloro",
            "a qué hora pueden nadar los niños después del cloro?",
        ),
    ],
)
def test_each_kind_of_harm_is_told_from_what_only_sounds_like_it(
    urgent: str, ordinary: str
) -> None:
    assert hear(urgent).urgency is Urgency.URGENT
    assert hear(ordinary).urgency is Urgency.NORMAL


@pytest.mark.slow
def test_the_same_is_heard_in_every_process() -> None:
    """Sets have another order in each."""
    said = [row["text"] for row in rows(*SETS) if "text" in row]
    told = {
        subprocess.run(
            [sys.executable, "-c", HEARS],
            input=json.dumps(said),
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(told) == 1


def test_the_gist_holds_what_matters_and_nothing_that_was_to_be_hidden() -> None:
    told = [
        (row, heard(row).gist.casefold())
        for row in rows("transcripts_2")
        if row["gist_must_contain"]
    ]
    kept = [all(word.casefold() in gist for word in row["gist_must_contain"]) for row, gist in told]

    assert share(kept) >= 0.8
    assert [row["id"] for row, gist in told if any(w in gist for w in row["gist_must_not"])] == []


@given(SAID)
def test_whatever_is_said_the_gist_is_a_piece_of_it_and_fits(said: str) -> None:
    found = hear(said, is_spoken=True)

    assert found.gist in " ".join(said.split())
    assert septets(found.gist) <= 60
    assert found.callback is None or len(found.callback) == 12
    assert found == hear(said, is_spoken=True)


def test_who_answered_and_what_was_promised_by_when() -> None:
    for row in rows("transcripts_2"):
        if row["kind"] != "call":
            continue
        call = hear_call(sentences_in(row["transcription"]))
        assert call.answered_by == row["answered_by"], row["id"]
        assert (call.promise is None) == (row["promise"] is None), row["id"]
        assert bool(call.machine_promise) == bool(row.get("machine_promise")), row["id"]


def test_a_greeting_without_an_answer_is_no_person() -> None:
    said = sentences_in([{"mediaChannel": 1, "transcript": "You have reached Clearline Pools."}])

    assert hear_call(said).answered_by is AnsweredBy.GREETING


ROW = {"mediaChannel": 1, "startTime": 1.5, "endTime": 3.5, "transcript": "hello",
       "confidence": 0.9}  # fmt: skip
IN_MS = ROW | {"startTime": 1500, "endTime": 3500, "confidence": "0.9"}


@pytest.mark.parametrize(
    "body", [[ROW], {"transcriptions": [IN_MS]}, {"data": [IN_MS, {}, None]}, ROW]
)
def test_every_shape_of_a_transcript_is_the_same_sentences(body: object) -> None:
    assert sentences_in(body) == (
        Sentence(text="hello", channel=1, index=0, start_ms=1500, end_ms=3500, confidence=0.9),
    )


@pytest.mark.parametrize("body", [None, [], {}, "x", 7, [[]], {"data": "x"}, [{"transcript": 5}]])
def test_what_is_no_transcript_says_nothing(body: object) -> None:
    assert sentences_in(body) == ()


def test_a_vendor_is_told_last_and_never_urgent() -> None:
    found = hear("urgent notice your google listing is suspended press one now", is_spoken=True)

    assert (found.urgency, found.subject) == (Urgency.NONE, Subject.VENDOR_OR_SPAM)


@pytest.mark.parametrize(
    "piece",
    ["one ", "twenty one ", "no water ", "kids in the pool ", "water coming in the house ", "[",
     "triple five, ", "my name is Al ", "a.", "\u00e9", "no sorry 469 "],
)  # fmt: skip
def test_no_repetition_makes_the_hearing_slow(piece: str) -> None:
    def takes(times: int) -> float:
        said = piece * times
        began = process_time()
        hear.__wrapped__(said, is_spoken=True)
        return process_time() - began

    takes(10)
    assert min(takes(1000) for _ in range(3)) < 60 * max(takes(100), 0.0005)
