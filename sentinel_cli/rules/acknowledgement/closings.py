"""What closes a conversation, what answers the business and what may, after what it left open."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from sentinel_cli.rules.acknowledgement import emoji
from sentinel_cli.rules.acknowledgement.business import Stance
from sentinel_cli.rules.acknowledgement.sayings import Saying

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
_KIND = frozenset({_S.THANKS, _S.PRAISE, _S.ALL})
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


def bars(stance: Stance, said: AbstractSet[Saying]) -> bool:
    """Whether something said answers what is open, so that a person must read it."""
    return not _answering(stance, said) <= _MILD.get(stance, frozenset())


def closes(stance: Stance, said: AbstractSet[Saying]) -> bool:
    """Whether what is open is closed by something said, and nothing said may answer it."""
    return bool(said & (_CLOSES[stance] | _EVERYWHERE)) and not _answering(stance, said)


def nearly_closes(stance: Stance, said: AbstractSet[Saying]) -> bool:
    """Whether what is open is closed, but for what may answer it, and mostly does not."""
    mild = _MILD.get(stance, frozenset())
    return bool(said & (_CLOSES[stance] | _EVERYWHERE | mild)) and not bars(stance, said)


def may_be_closed(stance: Stance) -> bool:
    """Whether kindness in any words closes what is open: nothing that is asked to be done."""
    return not _CLOSES[stance].isdisjoint(_KIND)


def reaction_closes(stance: Stance, sign: str) -> bool:
    """Whether a reaction closes what is open; `sign` is the word `emoji` has for it."""
    return sign in _REACTIONS.get(stance, ())


def _answering(stance: Stance, said: AbstractSet[Saying]) -> AbstractSet[Saying]:
    answers = said & _BARS[stance] | (said & _READY) - _CLOSES[stance]
    return answers - {_S.DONE} if _S.FIXED in said else answers
