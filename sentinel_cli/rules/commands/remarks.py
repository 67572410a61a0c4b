"""What stands beside a command's words: politeness, a remark that changes nothing, or a sentence.

"Done 12 called him" speaks of an issue; "done 12 jobs today" does not; "done 12 but not 14" could.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto

from sentinel_cli.rules.tokens import Token, skip, vocabulary, word_at, words_at


class Rest(Enum):
    """What follows a command's numbers: nothing that matters, a doubt, or another sentence."""

    CLEAR = auto()
    DOUBTFUL = auto()
    TALK = auto()


_BEFORE = vocabulary(
    "please pls plz hey hi hello ok okay k yes yeah yep yup sure sentinel alright cool btw also , "
    ". ! : ; -"
) | {"\n"}
_BEFORE_PAIRS = tuple(
    tuple(pair.split())
    for pair in (
        "good morning", "good afternoon", "good evening", "thank you", "can you", "could you",
        "would you", "will you", "can u", "could u", "thanks", "thx", "got it",
        "buenos dias", "buenas tardes", "por favor", "y",
    )
)  # fmt: skip
_SIGNS = vocabulary(", . ! ; : - ( ) * ~") | {"\n", '"'}
_AFTER = vocabulary(
    "please pls plz ok okay k sir maam cheers asap now again already sentinel all set gracias bye "
    "yes yep sorry porfa boss man bro team guys everyone lol haha"
)
_THANKS = vocabulary("thanks thanx thx ty tysm thank thankyou thnx tks gracias")
_WISHES = tuple(
    tuple(wish.split())
    for wish in (
        "for me", "have a good", "have a great", "have a nice", "por favor", "sent from my",
        "get outlook for", "if you can", "when you can", "good morning", "good night",
    )
)  # fmt: skip
_TOLD = vocabulary(
    "i we he she they it im ive weve hes shes theyre theyve its just called texted emailed "
    "messaged told spoke talked replied answered booked scheduled rescheduled handled sorted "
    "fixed sent took paid refunded confirmed resolved met stopped visited quoted ordered finished "
    "completed customer cust wife husband owner vm lvm lm voicemail voicemailed good got went had "
    "have already ya llame hable le"
)
_DOUBTS = vocabulary(
    "not no never but except unless if cancel dont doesnt didnt isnt arent wasnt werent cant wont "
    "couldnt shouldnt havent hasnt wait nvm nevermind maybe almost yet still jk instead half "
    "partly need needs tomorrow later soon until till think guess ? don"
)
_OTHER_THINGS = vocabulary(
    "minute minutes min mins hour hours hr hrs day days week weeks month months year years am pm "
    "oclock job jobs stop stops pool pools house houses home homes time times call calls text "
    "texts filter filters pump pumps heater heaters motor motors spa spas clean cleans cleaning "
    "cleanings opening openings closing closings repair repairs route routes truck trucks guy "
    "guys people customers clients accounts techs estimates quotes invoices orders visits service "
    "services gallon gallons gal lb lbs pound pounds bag bags bucket buckets tab tabs case cases "
    "box boxes cartridge cartridges lid lids part parts bottle bottles jug jugs inch inches foot "
    "feet ft psi percent hp ppm bucks dollars grand of more left to so in at by for from before "
    "after around about per this that these those with on over under today tonight yesterday am "
    "pm the a an was is are until till off up out down back st street ave avenue dr drive rd road "
    "ln lane ct court blvd way"
)
_LEFT_WHAT = frozenset({"her", "him", "them", "a", "vm", "lvm", "voicemail", "msg", "message"})
_STANDS_APART = vocabulary(". ! ; : ( -") | {"\n"}


def begin(pieces: Sequence[Token]) -> int:
    """Past the greeting and the politeness before a command."""
    at = 0
    while True:
        before = at
        at = skip(pieces, at, _BEFORE)
        for pair in _BEFORE_PAIRS:
            if words_at(pieces, at, *pair):
                at += len(pair)
        if at == before:
            return at


def is_over(pieces: Sequence[Token], at: int, *, also: frozenset[str] = frozenset()) -> bool:
    """Whether nothing but politeness follows; `also` are further signs that mean nothing here."""
    return _past_politeness(pieces, at, also=also) >= len(pieces)


def rest(pieces: Sequence[Token], at: int, *, is_marked: bool) -> Rest:
    """Judge what follows the numbers; `is_marked`: a # says that they are issues' numbers."""
    after = _past_politeness(pieces, at)
    if after >= len(pieces):
        return Rest.CLEAR
    first = skip(pieces, at, _SIGNS | {"…"})
    is_apart = any(piece.word in _STANDS_APART for piece in pieces[at:first])
    word = word_at(pieces, first)
    if word == "left" and word_at(pieces, first + 1) in _LEFT_WHAT:
        word = "told"
    if not is_marked and not is_apart and word in _OTHER_THINGS:
        return Rest.TALK
    if any(piece.word in _DOUBTS or piece.is_number for piece in pieces[at:]):
        return Rest.DOUBTFUL
    return Rest.CLEAR if is_marked or is_apart or word in _TOLD else Rest.DOUBTFUL


def _past_politeness(
    pieces: Sequence[Token], at: int, *, also: frozenset[str] = frozenset()
) -> int:
    while True:
        before = at
        at = skip(pieces, at, _SIGNS | _AFTER | also)
        for wish in _WISHES:
            if words_at(pieces, at, *wish):
                at = _past_words(pieces, at + len(wish), 2)
        if word_at(pieces, at) in _THANKS:
            at = _past_words(pieces, at + 1, 3)
        if at == before:
            return at


def _past_words(pieces: Sequence[Token], at: int, most: int) -> int:
    """Past a few words of a wish, as long as none of them takes anything back."""
    for _ in range(most):
        if at < len(pieces) and pieces[at].is_word and pieces[at].word not in _DOUBTS:
            at += 1
    return at
