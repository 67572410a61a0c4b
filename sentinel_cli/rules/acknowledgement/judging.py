"""Is a customer only closing the conversation? A pure judgement of a thread, always explained.

The customer's texts are read (`reading`, `spelling`, `wrapping`, `tapback`) and understood
(`customer`); `business` tells what each text of the business left open, and `closings` what closes
that; the two meet in `scales`. Their words are in `vocabulary`, one file a language.

The two errors are not equal: closing a wait loses a customer, leaving an acknowledgement open
costs a manager a glance. What answers the business, asks, or alarms again and again waits. What
the lists account for to the last word, and what says a closing, closes. All else is weighed word
by word (`weights`): what weighs enough closes, what weighs a little less is probably thanks, and
waits quietly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from sentinel_cli.rules.acknowledgement.business import Stance
from sentinel_cli.rules.acknowledgement.closings import reaction_closes
from sentinel_cli.rules.acknowledgement.reading import LONGEST, plain
from sentinel_cli.rules.acknowledgement.scales import Scales, left_open, scales_of
from sentinel_cli.rules.acknowledgement.tapback import Tapback, tapback
from sentinel_cli.rules.acknowledgement.weights import PROBABLY, closing
from sentinel_cli.rules.weights import Weights


class Answer(IntEnum):
    """What a customer's texts come to, the safest first."""

    NO = 0
    PROBABLY = 1
    CLOSES = 2


@dataclass(frozen=True, slots=True)
class Judgement:
    """The answer, the rule that gave it, and the customer's words (plain spelling) that decided."""

    answer: Answer
    rule: str
    words: str


def judge(texts: Sequence[str], heard: Sequence[str]) -> Judgement:
    """Judge a customer's `texts` in a row, after all the business said since the one before them.

    `heard` is by person or workflow alike, in order, and empty when the customer opens. Of several
    texts the least safe decides. Deterministic, linear in the first `LONGEST` characters; more
    than those are never a closing.
    """
    return _judge(tuple(texts), tuple(heard))


def judge_words(scales: Scales, by: Weights) -> Judgement:
    """Judge what a person typed, `by` these weights of words."""
    understood, about = scales.understood, _named(scales.left_open)
    said = ", ".join(understood.said.values())
    barring = scales.barring()
    if barring:
        return Judgement(Answer.NO, f"no closing; {barring}", said)
    if scales.closes():
        return Judgement(Answer.CLOSES, f"closing; {about}", said)
    doubts = (*understood.alarms, *understood.unknown, said)
    if not understood.is_hopeless:
        balance = by.balance(scales.terms())
        if balance > 0 and scales.may_close(by):
            return Judgement(Answer.CLOSES, f"words of a closing; {about}", scales.heaviest(by))
        if balance > -by.heard(PROBABLY) or scales.nearly_closes():
            return Judgement(Answer.PROBABLY, f"probably a closing; {about}", doubts[0])
    return Judgement(Answer.NO, "words that may need a person", doubts[0])


@lru_cache(maxsize=1024)  # every webhook and poll folds the same texts of a contact again
def _judge(texts: tuple[str, ...], heard: tuple[str, ...]) -> Judgement:
    if sum(map(len, texts)) > LONGEST:
        return Judgement(Answer.NO, "too long to be a closing", "")
    if not all(map(str.strip, texts)):
        return Judgement(Answer.NO, "a picture, or nothing that can be read", "")
    spoken = tuple(filter(str.strip, heard))
    reactions = [(text, tapback(text)) for text in texts]
    judged = [_judge_reaction(reaction, spoken) for _, reaction in reactions if reaction]
    typed = [text for text, reaction in reactions if not reaction]
    scales = scales_of(typed, spoken)
    if scales:
        judged.append(judge_words(scales, closing()))
    elif typed:
        judged.append(Judgement(Answer.CLOSES, "automatic reply", plain(typed[0])[:40]))
    return min(judged, key=lambda judgement: judgement.answer)


def _judge_reaction(reaction: Tapback, heard: tuple[str, ...]) -> Judgement:
    texts = {plain(text[: LONGEST + 1]) for text in (*heard, reaction.quote) if text}
    about = left_open(tuple(texts))
    is_closing = all(reaction_closes(stance, reaction.sign) for stance in about)
    answer = Answer.CLOSES if is_closing else Answer.NO
    return Judgement(answer, f"reaction; {_named(about)}", reaction.words)


def _named(heard: frozenset[Stance]) -> str:
    return ", ".join(sorted(heard))
