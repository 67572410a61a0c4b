"""Is a customer only closing the conversation? A pure judgement of a thread, always explained.

The customer's texts are read (`reading`, `spelling`, `wrapping`, `tapback`) and weighed
(`customer`); `business` tells what each text of the business left open; the two tables here say
what closes what. The words of both are in `vocabulary`, one file a language.

The two errors are not equal: closing a wait loses a customer, leaving an acknowledgement open
costs a manager a glance. So a thread is closed only when every word of it is accounted for, and
when what it says answers nothing the business left open. What says a closing, asks nothing and
alarms nothing, but holds words nobody can account for, is probably thanks: it waits, quietly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from sentinel_cli.rules.acknowledgement import emoji
from sentinel_cli.rules.acknowledgement.business import Stance, stances, words_of
from sentinel_cli.rules.acknowledgement.customer import Weighed, weigh
from sentinel_cli.rules.acknowledgement.reading import LONGEST, plain, read
from sentinel_cli.rules.acknowledgement.sayings import Saying
from sentinel_cli.rules.acknowledgement.tapback import Tapback, tapback
from sentinel_cli.rules.acknowledgement.wrapping import is_automatic, unsigned, voicemail

__all__ = ["Answer", "Judgement", "judge"]


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


_S = Saying
_EVERYWHERE = frozenset({_S.DISREGARD, _S.NO_REPLY, _S.DEFER})
"""Closes whatever the business said: the customer leaves, or comes back without being asked."""

_FREE = frozenset({_S.NEVER_MIND})
"""Closes what was asked, but calls off what was announced or offered."""

_READY = frozenset({_S.READY})
"""Lets in who said they come; to anybody else an open gate is a complaint."""

_PROMISED = frozenset({_S.WILL_DO})
"""Who says so has read what was asked or proposed, and goes on without us."""

_CLOSERS = frozenset(
    {_S.OK, _S.THANKS, _S.PRAISE, _S.LAUGH, _S.EASY, _S.WILL_DO, _S.WISH, _S.SEASON, _S.FIXED}
    | {_S.PAID, _S.RECEIVED, _S.GOOD, _S.ALL_GOOD, _S.YES_SIR, _S.ALL}
)
_YES = frozenset({_S.YES, _S.YES_SIR, _S.AFFIRM})
_WELL = frozenset({_S.FIXED, _S.PRAISE, _S.RECEIVED, _S.PAID, _S.GOOD, _S.ALL_GOOD, _S.THANKS})
_ANSWERS = _YES | {_S.NO, _S.DONE, _S.WONT_DO}

_CLOSES: dict[Stance, frozenset[Saying]] = {
    Stance.NONE: frozenset({_S.THANKS, _S.PRAISE, _S.SEASON, _S.MISSENT}) | _FREE,
    Stance.HELLO: frozenset({_S.FIXED, _S.GONE, _S.GOOD, _S.ALL_GOOD}) | _FREE,
    Stance.NEWS: _CLOSERS,
    Stance.UNSURE: frozenset({_S.THANKS, _S.WISH, _S.SEASON, _S.LAUGH, _S.EASY}),
    Stance.BAN: _CLOSERS | {_S.WONT_DO, _S.READY},
    Stance.VISIT: _CLOSERS - {_S.FIXED, _S.GOOD} | {_S.READY},
    Stance.DELAY: frozenset(
        {_S.OK, _S.THANKS, _S.EASY, _S.GOOD, _S.ALL_GOOD, _S.WISH, _S.WILL_DO, _S.YES_SIR}
    ),
    Stance.SETBACK: frozenset({_S.THANKS, _S.EASY, _S.ALL_GOOD, _S.WISH}),
    Stance.FAULT: frozenset(),
    Stance.DOCUMENT: frozenset({_S.THANKS, _S.RECEIVED}),
    Stance.TASK: frozenset({_S.WILL_DO, _S.FIXED}) | _FREE,
    Stance.FAVOR: _YES | {_S.READY, _S.WILL_DO, _S.OK, _S.EASY, _S.FIXED, _S.GONE},
    Stance.AWAITED: frozenset({_S.PAID}),
    Stance.PROPOSAL: frozenset(),
    Stance.PRICE: frozenset(),
    Stance.OFFER: frozenset({_S.DECLINE, _S.GOOD}),
    Stance.ANYTHING: frozenset({_S.NO, _S.ALL, _S.DECLINE, _S.GOOD, _S.ALL_GOOD}),
    Stance.REACHED: _WELL | _YES | _FREE,
    Stance.WORKS: _WELL | _FREE,
    Stance.TROUBLE: frozenset({_S.NO, _S.GONE, _S.FIXED}) | _FREE,
    Stance.OPINION: frozenset({_S.PRAISE, _S.FIXED, _S.ALL_GOOD}),
    Stance.QUESTION: _FREE,
}
"""What closes a conversation after a text of the business; one of these must be said."""

_BARS: dict[Stance, frozenset[Saying]] = {
    Stance.NONE: _ANSWERS | {_S.OK, _S.DECLINE},
    Stance.HELLO: _YES | {_S.DONE, _S.WONT_DO, _S.MISSENT},
    Stance.NEWS: frozenset({_S.NO, _S.DONE, _S.WONT_DO, _S.DECLINE, _S.MISSENT}),
    Stance.UNSURE: _ANSWERS | {_S.OK, _S.PRAISE, _S.WILL_DO, _S.DECLINE, _S.MISSENT, _S.GOOD},
    Stance.BAN: frozenset({_S.NO, _S.DONE, _S.DECLINE, _S.FIXED}),
    Stance.VISIT: _FREE
    | {_S.NO, _S.DONE, _S.WONT_DO, _S.DECLINE, _S.MISSENT, _S.FIXED, _S.GOOD, _S.GONE},
    Stance.DELAY: frozenset({_S.NO, _S.DONE, _S.DECLINE, _S.WONT_DO}) | _FREE,
    Stance.SETBACK: _ANSWERS | _FREE | {_S.DECLINE},
    Stance.FAULT: _ANSWERS,
    Stance.DOCUMENT: _ANSWERS | {_S.OK, _S.PRAISE, _S.DECLINE, _S.FIXED, _S.WILL_DO, _S.GASP},
    Stance.TASK: _ANSWERS,
    Stance.FAVOR: frozenset({_S.NO, _S.DONE, _S.WONT_DO, _S.DECLINE}),
    Stance.AWAITED: _ANSWERS,
    Stance.PROPOSAL: _ANSWERS | _FREE | {_S.PRAISE, _S.DECLINE, _S.FIXED},
    Stance.PRICE: _ANSWERS | _FREE | {_S.PRAISE, _S.DECLINE, _S.FIXED},
    Stance.OFFER: _YES | _FREE | {_S.WILL_DO, _S.FIXED, _S.PRAISE},
    Stance.ANYTHING: _YES | {_S.WILL_DO},
    Stance.REACHED: frozenset({_S.NO, _S.DECLINE, _S.WONT_DO}),
    Stance.WORKS: frozenset({_S.NO, _S.DECLINE, _S.WONT_DO}),
    Stance.TROUBLE: _YES,
    Stance.OPINION: frozenset({_S.NO, _S.DECLINE, _S.EASY}),
    Stance.QUESTION: _ANSWERS,
}
"""What answers the business, so that a person must read it, whatever else is said."""

_MILD: dict[Stance, frozenset[Saying]] = {
    Stance.HELLO: _PROMISED,
    Stance.NEWS: frozenset({_S.DONE, _S.WONT_DO, _S.NO}) | _READY,
    Stance.VISIT: frozenset({_S.DONE, _S.WONT_DO, _S.GOOD}),
    Stance.DELAY: frozenset({_S.LAUGH}),
    Stance.SETBACK: _PROMISED | {_S.OK, _S.LAUGH},
    Stance.FAULT: _PROMISED,
    Stance.AWAITED: _PROMISED,
    Stance.PROPOSAL: _PROMISED,
    Stance.BAN: frozenset({_S.DONE}),
    Stance.UNSURE: frozenset({_S.OK, _S.PRAISE, _S.WILL_DO, _S.GOOD, _S.DONE}),
    Stance.REACHED: frozenset({_S.OK, _S.EASY}),
    Stance.OPINION: frozenset({_S.THANKS, _S.OK, _S.YES, _S.YES_SIR}),
    Stance.WORKS: frozenset({_S.YES, _S.YES_SIR, _S.AFFIRM, _S.OK}),
}
"""What may answer the business, and mostly does not: it is probably thanks at most."""

_REACTIONS: dict[Stance, frozenset[str]] = {
    Stance.NEWS: frozenset({emoji.GOOD, emoji.LOVE, emoji.LAUGH, emoji.SHOCK, emoji.OTHER}),
    Stance.NONE: frozenset({emoji.GOOD, emoji.LOVE, emoji.LAUGH}),
    Stance.BAN: frozenset({emoji.GOOD, emoji.LOVE, emoji.LAUGH, emoji.SHOCK}),
    Stance.VISIT: frozenset({emoji.GOOD, emoji.LOVE, emoji.LAUGH}),
    Stance.DELAY: frozenset({emoji.GOOD, emoji.LOVE}),
    Stance.SETBACK: frozenset({emoji.GOOD, emoji.LOVE}),
}
"""Which reactions close, by the word `emoji` has for them; none does after anything else."""

_SHORTEST_OPENING = 3
"""Words. Who opens with “great” alone, or greets kindly, goes on with what we did not see."""


def judge(texts: Sequence[str], heard: Sequence[str]) -> Judgement:
    """Judge a customer's `texts` in a row, after all the business said since the one before them.

    `heard` is by person or workflow alike, in order, and empty when the customer opens. Of several
    texts the least safe decides. Deterministic, linear in the first `LONGEST` characters; more
    than those are never a closing.
    """
    return _judge(tuple(texts), tuple(heard))


@lru_cache(maxsize=1024)  # every webhook and poll folds the same texts of a contact again
def _judge(texts: tuple[str, ...], heard: tuple[str, ...]) -> Judgement:
    if sum(map(len, texts)) > LONGEST:
        return Judgement(Answer.NO, "too long to be a closing", "")
    if not all(text.strip() for text in texts):
        return Judgement(Answer.NO, "a picture, or nothing that can be read", "")
    spoken = tuple(text for text in heard if text.strip())
    reactions = [(text, tapback(text)) for text in texts]
    judged = [_judge_reaction(reaction, spoken) for _, reaction in reactions if reaction]
    typed = [plain(text) for text, reaction in reactions if not reaction]
    if typed:
        judged.append(_judge_typed(typed, tuple(plain(text[: LONGEST + 1]) for text in spoken)))
    return min(judged, key=lambda judgement: judgement.answer)


def _judge_reaction(reaction: Tapback, heard: tuple[str, ...]) -> Judgement:
    texts = {plain(text[: LONGEST + 1]) for text in (*heard, reaction.quote) if text}
    about = _left_open(tuple(texts))
    closes = all(reaction.sign in _REACTIONS.get(stance, ()) for stance in about)
    answer = Answer.CLOSES if closes else Answer.NO
    return Judgement(answer, f"reaction; {_named(about)}", reaction.words)


def _left_open(heard: tuple[str, ...]) -> frozenset[Stance]:
    """All that the business's texts leave open together: telling takes no question back."""
    if not heard:
        return frozenset({Stance.NONE})
    found = frozenset[Stance]().union(*map(stances, heard))
    return found - {Stance.NEWS} or found


def _judge_typed(texts: list[str], heard: tuple[str, ...]) -> Judgement:
    said = [text for text in texts if not is_automatic(text)]
    if not said:
        return Judgement(Answer.CLOSES, "automatic reply", texts[0][:40])
    crumb = voicemail(said[0]) if len(said) == 1 else None
    if crumb is not None:
        return _judge_words(crumb, ())
    return _judge_words("\n".join(map(unsigned, said)), heard)


def _judge_words(text: str, heard: tuple[str, ...]) -> Judgement:
    echo = frozenset(word for told in heard for word in words_of(told))
    weighed = weigh(read(text), echo=echo)
    judgement = _judge_said(weighed, _left_open(heard))
    if weighed.is_settled() and judgement.answer is not Answer.PROBABLY:
        return judgement
    doubts = (*weighed.alarms, *weighed.unknown, judgement.words)
    if judgement.answer is Answer.NO or not weighed.is_warm():
        return Judgement(Answer.NO, "words that may need a person", doubts[0])
    return Judgement(Answer.PROBABLY, "a closing, and words nobody can account for", doubts[0])


def _judge_said(weighed: Weighed, heard: frozenset[Stance]) -> Judgement:
    said = frozenset(weighed.said)
    if Stance.NONE in heard and (
        weighed.length < _SHORTEST_OPENING
        or weighed.said.get(_S.PRAISE) == emoji.LOVE
        or _S.WISH in said
    ):
        said -= {_S.PRAISE}
    words = ", ".join(weighed.said.values())
    answer = Answer.CLOSES
    for stance in sorted(heard):
        barred = said & _BARS[stance] | (said & _READY) - _CLOSES[stance]
        if _S.FIXED in said:
            barred -= {_S.DONE}
        mild = _MILD[stance] if stance in _MILD else frozenset[Saying]()
        if barred - mild or not said & (_CLOSES[stance] | _EVERYWHERE | mild):
            return Judgement(Answer.NO, f"no closing; {stance}", words)
        if barred or not said & (_CLOSES[stance] | _EVERYWHERE):
            answer = Answer.PROBABLY
    return Judgement(answer, f"closing; {_named(heard)}", words)


def _named(heard: frozenset[Stance]) -> str:
    return ", ".join(sorted(heard))
