"""Is a customer only closing the conversation? A pure judgement of two texts, always explained.

The customer's text is read (`reading`, `spelling`, `wrapping`, `tapback`) and weighed (`closings`)
with the words of `vocabulary`; `business` tells what the business's text left open; the two tables
here say what closes what.

The two errors are not equal: closing a wait loses a customer, leaving an acknowledgement open
costs a manager a glance. So a text is an acknowledgement only when every word of it is accounted
for, and when what it says answers nothing the business left open.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sentinel_cli.rules.acknowledgement import emoji
from sentinel_cli.rules.acknowledgement.business import Stance, stances, words_of
from sentinel_cli.rules.acknowledgement.closings import Weighed, weigh
from sentinel_cli.rules.acknowledgement.reading import LONGEST, plain, read
from sentinel_cli.rules.acknowledgement.sayings import Saying
from sentinel_cli.rules.acknowledgement.tapback import Tapback, tapback
from sentinel_cli.rules.acknowledgement.wrapping import is_automatic, unsigned, voicemail

__all__ = ["Judgement", "judge"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """The answer, the rule that gave it, and the customer's words (plain spelling) that decided."""

    is_ack: bool
    rule: str
    words: str


_S = Saying
_EVERYWHERE = frozenset({_S.DISREGARD, _S.NO_REPLY, _S.DEFER})
"""Closes whatever the business said: the customer leaves, or comes back without being asked."""

_FREE = frozenset({_S.NEVER_MIND})
"""Closes what was asked, but calls off what was announced or offered."""

_CLOSERS = frozenset(
    {_S.OK, _S.THANKS, _S.PRAISE, _S.LAUGH, _S.EASY, _S.WILL_DO, _S.WISH, _S.SEASON, _S.FIXED}
    | {_S.PAID, _S.RECEIVED, _S.GOOD, _S.ALL_GOOD, _S.YES_SIR}
)
_YES = frozenset({_S.YES, _S.YES_SIR, _S.AFFIRM})
_WELL = frozenset({_S.FIXED, _S.PRAISE, _S.RECEIVED, _S.PAID, _S.GOOD, _S.ALL_GOOD, _S.THANKS})
_ANSWERS = _YES | {_S.NO, _S.DONE, _S.WONT_DO}

_CLOSES: dict[Stance, frozenset[Saying]] = {
    Stance.NONE: frozenset({_S.THANKS, _S.PRAISE, _S.SEASON, _S.MISSENT}) | _FREE,
    Stance.HELLO: frozenset({_S.FIXED, _S.GONE, _S.GOOD, _S.ALL_GOOD}) | _FREE,
    Stance.NEWS: _CLOSERS | {_S.YES},
    Stance.UNSURE: frozenset({_S.THANKS, _S.WISH, _S.SEASON, _S.LAUGH, _S.EASY}),
    Stance.BAN: _CLOSERS | {_S.WONT_DO},
    Stance.VISIT: _CLOSERS - {_S.FIXED, _S.GOOD},
    Stance.DELAY: frozenset(
        {_S.OK, _S.THANKS, _S.EASY, _S.GOOD, _S.ALL_GOOD, _S.WISH, _S.WILL_DO, _S.YES_SIR}
    ),
    Stance.SETBACK: frozenset({_S.THANKS, _S.EASY, _S.ALL_GOOD}),
    Stance.DOCUMENT: frozenset({_S.THANKS, _S.RECEIVED}),
    Stance.TASK: frozenset({_S.WILL_DO}) | _FREE,
    Stance.PROPOSAL: frozenset(),
    Stance.PRICE: frozenset(),
    Stance.OFFER: frozenset({_S.DECLINE, _S.GOOD}),
    Stance.ANYTHING: frozenset({_S.NO, _S.DECLINE, _S.GOOD, _S.ALL_GOOD}),
    Stance.REACHED: _WELL | _YES | _FREE,
    Stance.WORKS: _WELL | _FREE,
    Stance.TROUBLE: frozenset({_S.NO, _S.GONE, _S.FIXED}) | _FREE,
    Stance.OPINION: frozenset({_S.PRAISE, _S.FIXED, _S.ALL_GOOD}),
    Stance.QUESTION: _FREE,
}
"""What closes a conversation after the business's last text; one of these must be said."""

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
    Stance.DOCUMENT: _ANSWERS | {_S.OK, _S.PRAISE, _S.DECLINE, _S.FIXED, _S.WILL_DO, _S.GASP},
    Stance.TASK: _ANSWERS,
    Stance.PROPOSAL: _ANSWERS | _FREE | {_S.PRAISE, _S.DECLINE, _S.FIXED},
    Stance.PRICE: _ANSWERS | _FREE | {_S.PRAISE, _S.DECLINE, _S.FIXED},
    Stance.OFFER: _YES | _FREE | {_S.WILL_DO, _S.FIXED, _S.PRAISE},
    Stance.ANYTHING: _YES | {_S.OK, _S.WILL_DO},
    Stance.REACHED: frozenset({_S.NO, _S.DECLINE, _S.WONT_DO}),
    Stance.WORKS: frozenset({_S.NO, _S.DECLINE, _S.WONT_DO}),
    Stance.TROUBLE: _YES,
    Stance.OPINION: frozenset({_S.NO, _S.DECLINE, _S.EASY}),
    Stance.QUESTION: _ANSWERS,
}
"""What answers the business, so that a person must read it, whatever else is said."""

_REACTIONS: dict[Stance, frozenset[str]] = {
    Stance.NEWS: frozenset({emoji.GOOD, emoji.LOVE, emoji.LAUGH, emoji.SHOCK, emoji.OTHER}),
    Stance.NONE: frozenset({emoji.GOOD, emoji.LOVE, emoji.LAUGH}),
    Stance.VISIT: frozenset({emoji.GOOD, emoji.LOVE, emoji.LAUGH}),
    Stance.DELAY: frozenset({emoji.GOOD, emoji.LOVE}),
    Stance.SETBACK: frozenset({emoji.GOOD, emoji.LOVE}),
}
"""Which reactions close, by the word `emoji` has for them; none does after anything else."""


_SHORTEST_OPENING = 3
"""Words. A customer who opens with “great” alone goes on with something we did not see."""


@lru_cache(maxsize=1024)  # every webhook and poll folds the same texts of a contact again
def judge(text: str, business_last: str | None) -> Judgement:
    """Judge a customer's `text` against the business's last text before it (None: there is none).

    Deterministic, linear in the first `LONGEST` characters; a longer text is never a closing.
    """
    if len(text) > LONGEST:
        return Judgement(is_ack=False, rule="too long to be a closing", words="")
    reaction = tapback(text)
    if reaction:
        return _judge_reaction(reaction, business_last)
    said = plain(text)
    if is_automatic(said):
        return Judgement(is_ack=True, rule="automatic reply", words=said[:40])
    crumb = voicemail(said)
    if crumb is not None:
        return _judge_words(crumb, None)
    return _judge_words(unsigned(said), business_last)


def _judge_reaction(reaction: Tapback, business_last: str | None) -> Judgement:
    texts = {plain(text[: LONGEST + 1]) for text in (business_last, reaction.quote) if text}
    about = frozenset[Stance]().union(*map(stances, texts))
    about = about or stances(None)
    closes = all(reaction.sign in _REACTIONS.get(stance, ()) for stance in about)
    return Judgement(is_ack=closes, rule=f"reaction; {_named(about)}", words=reaction.words)


def _judge_words(text: str, business_last: str | None) -> Judgement:
    heard = None if business_last is None else plain(business_last[: LONGEST + 1])
    weighed = weigh(read(text), echo=frozenset(words_of(heard or "")))
    if not weighed.is_settled():
        words = (*weighed.alarms, *weighed.unknown, *weighed.said.values())
        return Judgement(is_ack=False, rule="words that may need a person", words=words[0])
    return _judge_settled(weighed, stances(heard))


def _judge_settled(weighed: Weighed, heard: frozenset[Stance]) -> Judgement:
    said = frozenset(weighed.said)
    if Stance.NONE in heard and weighed.length < _SHORTEST_OPENING:
        said -= {_S.PRAISE}
    words = ", ".join(weighed.said.values())
    for stance in sorted(heard):
        barred = said & _BARS[stance]
        if _S.FIXED in said:
            barred -= {_S.DONE}
        if barred or not said & (_CLOSES[stance] | _EVERYWHERE):
            return Judgement(is_ack=False, rule=f"no closing; {stance}", words=words)
    return Judgement(is_ack=True, rule=f"closing; {_named(heard)}", words=words)


def _named(heard: frozenset[Stance]) -> str:
    return ", ".join(sorted(heard))
