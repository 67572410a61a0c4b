"""Near misses: a slip of the finger, another word for the same, a question that a command answers.

None of these is obeyed: a hint names what to write.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sentinel_cli.rules import dates
from sentinel_cli.rules.commands.forms import FORMS, VERBS, Read, Said, judged
from sentinel_cli.rules.commands.numbers import Numbers, numbers
from sentinel_cli.rules.commands.remarks import Rest, is_over, rest
from sentinel_cli.rules.commands.verbs import Command, Hint, Verb
from sentinel_cli.rules.tokens import Token, skip, vocabulary, word_at, words_at

_QUESTIONS: Mapping[str, Verb] = {
    phrase: verb
    for verb, phrases in {
        Verb.LIST: (
            "whos waiting", "who is waiting", "who waits", "who is still waiting",
            "whos still waiting", "whos open", "who is open", "whats open", "what is open",
            "whos left", "who is left", "whats left", "whos late", "who is late", "whos overdue",
            "who is overdue", "whats overdue", "whats waiting", "anybody waiting",
            "anyone waiting",
            "is anyone waiting", "is anybody waiting", "show list", "show me the list",
            "show the list", "send list", "send the list", "send me the list", "the list",
            "my list", "get list",
            "issues", "open issues", "list issues", "list open", "list open issues", "lista",
            "quien espera", "queue", "the queue", "whos on the list", "whats on the list",
            "what do i have", "whats mine", "show all", "list mine", "my issues",
        ),
        Verb.UNDO: (
            "take it back", "take that back", "revert", "revert that", "undo last one",
            "deshacer", "go back one", "cancel that last one", "undid",
        ),
        Verb.MORE: ("show more", "see more", "next page", "the rest", "show the rest", "mas"),
        Verb.BACK: ("im back", "i am back", "back on duty", "im back on", "im back on duty"),
        Verb.HOURS: (
            "our hours", "what are our hours", "what are the hours", "whats our hours",
            "whats the hours", "hours today", "todays hours", "hours this week", "show hours",
            "hours for today", "what hours", "horas", "horario",
        ),
        Verb.HELP: (
            "commands", "ayuda", "what can i text", "what can i say", "help commands",
            "list commands", "show commands", "what are the commands", "how does this work",
        ),
    }.items()
    for phrase in phrases
}  # fmt: skip
_MEANT: Mapping[Verb, str] = {
    Verb.DONE: (
        "close closed finish finished complete completed fixed handled clear cleared cancel "
        "cancelled canceled delete remove dismiss ack sorted solve solved settled answered listo "
        "hecho cerrar cerrado terminado doned dun dunn resolv did"
    ),
    Verb.OPEN: "show view see details detail info display check ver mostrar abrir read what about",
    Verb.REOPEN: "restore unresolve undone unclose reabrir unclosed",
    Verb.MINE: "take taking claim claiming got grab mio mia",
    Verb.GIVE: "assign reassign hand pass transfer send forward dar",
    Verb.DROP: "release unclaim unsnooze wake unmine undrop soltar",
    Verb.SNOOZE: "postpone delay remind mute pause hold defer later posponer",
    Verb.URGENT: "urgente emergency prioritize priority escalate rush hot",
    Verb.CALM: "uncalm unurgent downgrade deescalate",
    Verb.SPAM: "block junk",
    Verb.UNSPAM: "unblock unmute",
    Verb.NOTE: "notes noted comment memo nota remark",
}
_OTHER_WORDS = {word: verb for verb, words in _MEANT.items() for word in words.split()}
_OTHER_PHRASES: Mapping[tuple[str, ...], Verb] = {
    tuple(phrase.split()): verb
    for verb, phrases in {
        Verb.DONE: (
            "took care of", "taken care of", "take care of", "i took care of", "all set with",
            "dealt with", "all done with", "all done", "im done with", "i am done with",
            "were done with", "i closed", "i finished", "i did", "get rid of", "call it done",
        ),
        Verb.MINE: (
            "i got", "ill take", "i will take", "i have", "ive got", "im on", "im taking",
            "i can take", "let me take", "put me on", "im calling", "ill call", "i want",
        ),
        Verb.OPEN: ("who is", "whos", "what is", "whats", "tell me about", "look at", "pull up",
                    "what about", "whats up with", "bring up"),
        Verb.UNSPAM: ("not spam", "un block"),
        Verb.CALM: ("not urgent",),
        Verb.SNOOZE: ("remind me of", "remind me about", "remind me on", "hold off on"),
        Verb.NOTE: ("add note to", "add a note to", "add note on", "add note", "make a note on"),
        Verb.URGENT: ("escalate",),
        Verb.DROP: ("let go of", "i cant take", "take me off", "cant do"),
    }.items()
    for phrase in phrases
}  # fmt: skip
_NOT = frozenset({"dont", "not", "never", "no", "cant", "don"})
_MARK = frozenset({"mark", "set", "make", "put", "flag", "call"})
_AS = frozenset({"as", "to", "is", "are", "all", "=", "-", ":", ","})
_BEHIND: Mapping[str, Verb] = {
    "done": Verb.DONE,
    "resolved": Verb.DONE,
    "mine": Verb.MINE,
    "spam": Verb.SPAM,
    "urgent": Verb.URGENT,
    "calm": Verb.CALM,
}
"""Verbs that are obeyed behind their numbers too: 12 done, 4 is spam."""
_ABBREVIATED = {"d": Verb.DONE, "dn": Verb.DONE, "o": Verb.OPEN, "op": Verb.OPEN, "r": Verb.REOPEN}
_REAL_WORDS = vocabulary(
    "bank before bet black bone bore boss call cam clam close closed closet clothed code come "
    "cone core crop dan dana dane date diane dive doe does dog don done dont dot down drip "
    "drops drove fine fist five fore gave get gift give gone got held hell hello helps here "
    "home hone hope hose hot hour hours house if jet kelp lack last lead let lets lift like "
    "line lisa lit live lost lot lots love lust mane men met mike mile mind mine mint miss mist "
    "mode most move net nine node none nope nose not note noted notes of off often oh on one "
    "open or our ours oven over pack palm pen pens pet pine prop read rope rote sack scam set "
    "shop some sore spa span stop swam tone tony tore tote undo undue unto upon urge urgent "
    "vote wet wore yet zone"
)
"""Words of their own that are one slip away from a verb."""
_SHORTEST_TYPO = 3
_SHORTEST_BARE = 5
"""Digits of a bare number that is no issue's: a gate code, a telephone number's end."""


def numbers_first(said: Said) -> Read:
    """`12 done`, `4 is spam`, `#25 mine`; numbers alone are asked about."""
    pieces = said.pieces
    found = numbers(pieces, 0)
    if found is None:
        return None
    if is_over(pieces, found.end):
        is_short = all(number < 10 ** (_SHORTEST_BARE - 1) for number in found.ids)
        is_issue = (found.is_marked or is_short) and bool(found.ids) and said.pieces[0].start == 0
        return Hint(ids=found.ids, why=found.doubt) if is_issue else None
    verb_at = skip(pieces, found.end, _AS)
    return _behind(said, found, verb_at)


def _behind(said: Said, found: Numbers, verb_at: int) -> Read:
    """What is said of the numbers before it."""
    pieces = said.pieces
    word = word_at(pieces, verb_at)
    if word in {"not", "isnt", "aint"} and word_at(pieces, verb_at + 1) in {"spam", "urgent"}:
        back = Verb.UNSPAM if word_at(pieces, verb_at + 1) == "spam" else Verb.CALM
        return Hint(verb=back, ids=found.ids) if is_over(pieces, verb_at + 2) else None
    if word in _BEHIND:
        return _obeyed_behind(said, replace(found, end=verb_at + 1), _BEHIND[word])
    verb = VERBS.get(word) or _OTHER_WORDS.get(word)
    is_hint = verb is not None and is_over(pieces, verb_at + 1, also=_ASKING)
    return Hint(verb=verb, ids=found.ids, why=found.doubt) if is_hint else None


_ASKING = frozenset({"?"})


def _obeyed_behind(said: Said, found: Numbers, verb: Verb) -> Read:
    if is_over(said.pieces, found.end, also=_ASKING) and not is_over(said.pieces, found.end):
        return Hint(verb=verb, ids=found.ids)
    if found.doubt:
        is_all = is_over(said.pieces, found.end)
        return Hint(verb=verb, ids=found.ids, why=found.doubt) if is_all else None
    read = judged(Command(verb=verb, ids=found.ids), said, found)
    return read if isinstance(read, Command) or found.is_marked else None


def marked(said: Said) -> Read:
    """`mark 13 done`, `mark 28 as urgent`, `mark done 13`."""
    pieces = said.pieces
    if word_at(pieces, 0) not in _MARK:
        return None
    found = numbers(pieces, 1)
    if found is not None:
        at = skip(pieces, found.end, _AS)
        word = word_at(pieces, at)
        if word in _BEHIND:
            return _obeyed_behind(said, replace(found, end=at + 1), _BEHIND[word])
        verb = VERBS.get(word) or _OTHER_WORDS.get(word)
        is_hint = verb is not None and is_over(pieces, at + 1)
        return Hint(verb=verb, ids=found.ids, why=found.doubt) if is_hint else None
    at = skip(pieces, 1, {"as"})
    before = _BEHIND.get(word_at(pieces, at))
    found = numbers(pieces, at + 1) if before else None
    return _obeyed_behind(said, found, before) if before and found else None


def helped(said: Said) -> Read:
    """`help foo`: one word that is no verb, and no person who is to be helped."""
    pieces = said.pieces
    about = skip(pieces, 1, {"with", "on"})
    word = word_at(pieces, about)
    is_asked = word_at(pieces, 0) == "help" and word.isalpha() and is_over(pieces, about + 1)
    if not is_asked or word in said.colleagues or word in _NOBODYS_VERB:
        return None
    verb = _OTHER_WORDS.get(word) or _slip(word)
    return Hint(verb=Verb.HELP, text=verb or "", why=f"{word.upper()} is no command.")


_NOBODYS_VERB = vocabulary("me us him her them you it needed wanted")


def negated(said: Said) -> Read:
    """`don't done 12`: nothing is done, and that is said."""
    pieces = said.pieces
    at = skip(pieces, 0, _NOT | {"do", "to"})
    verb = VERBS.get(word_at(pieces, at)) or _OTHER_WORDS.get(word_at(pieces, at))
    if word_at(pieces, 0) not in _NOT | {"do"} or verb is None:
        return None
    found = numbers(pieces, skip(pieces, at + 1, {"with", "on"}))
    if found is None or rest(pieces, found.end, is_marked=found.is_marked) is not Rest.CLEAR:
        return None
    if verb in {Verb.SPAM, Verb.URGENT}:
        verb = Verb.UNSPAM if verb is Verb.SPAM else Verb.CALM
    return Hint(verb=verb, ids=found.ids, why=found.doubt)


def asked(said: Said) -> Read:
    """A question or a saying that a command without numbers answers."""
    words = tuple(piece.word for piece in said.pieces if piece.is_word)
    if any(piece.is_number for piece in said.pieces):
        return _about_days(said)
    verb = _QUESTIONS.get(" ".join(words[:6])) if len(words) <= 6 else None  # noqa: PLR2004 - words of the longest
    return Hint(verb=verb) if verb else _about_days(said)


_DAY_SAYINGS: Mapping[tuple[str, ...], Verb] = {
    ("im", "off"): Verb.OFF,
    ("i", "am", "off"): Verb.OFF,
    ("were", "closed"): Verb.CLOSED,
    ("we", "are", "closed"): Verb.CLOSED,
    ("close",): Verb.CLOSED,
    ("cerrado",): Verb.CLOSED,
    ("back",): Verb.BACK,
}


def _about_days(said: Said) -> Read:
    """`I'm off tomorrow`, `we're closed friday`, `close friday`: the command is the shorter one."""
    for saying, verb in _DAY_SAYINGS.items():
        if not words_at(said.pieces, 0, *saying):
            continue
        at = skip(said.pieces, len(saying), {"on", "till", "until", "til"})
        found = dates.days(said.pieces, at, now=said.now)
        if found is not None and is_over(said.pieces, found[1]):
            why = found[0].words if isinstance(found[0], dates.Question) else ""
            return Hint(verb=verb, why=why)
    return None


def other_words(said: Said) -> Read:
    """Another word or a slip where a verb with its numbers would stand."""
    for verb, at in _meant(said.pieces):
        found = numbers(said.pieces, skip(said.pieces, at, _BESIDE))
        if found is None:
            continue
        if verb is Verb.GIVE:
            return _other_give(said, found)
        told = rest(said.pieces, found.end, is_marked=found.is_marked)
        takes_words = verb in {Verb.SNOOZE, Verb.NOTE}
        if told is Rest.CLEAR or (takes_words and told is Rest.DOUBTFUL):
            return Hint(verb=verb, ids=found.ids, why=found.doubt)
    return _slip_alone(said)


_BESIDE = frozenset({"with", "w", "on", "of", ":", "-", "is"})


def _other_give(said: Said, found: Numbers) -> Read:
    name_at = skip(said.pieces, found.end, {"to", "over", "a"})
    name = word_at(said.pieces, name_at)
    is_told = name_at > found.end or found.is_marked or name in said.colleagues
    if not (is_told and name.isalpha() and is_over(said.pieces, name_at + 1)):
        return None
    return Hint(verb=Verb.GIVE, ids=found.ids, text=name.upper(), why=found.doubt)


def _meant(pieces: Sequence[Token]) -> list[tuple[Verb, int]]:
    """The verbs that the first words may stand for, and where what they take begins."""
    found = [
        (verb, len(phrase))
        for phrase, verb in _OTHER_PHRASES.items()
        if words_at(pieces, 0, *phrase)
    ]
    first = word_at(pieces, 0)
    if first in _OTHER_WORDS:
        found.append((_OTHER_WORDS[first], 1))
    if first in _ABBREVIATED:
        found.append((_ABBREVIATED[first], 1))
    slip = _slip(first)
    return [*found, (slip, 1)] if slip else found


def _slip_alone(said: Said) -> Read:
    """One mistyped word, and nothing else: `lisst`, `hlep`."""
    verb = _slip(word_at(said.pieces, 0))
    is_alone = verb is not None and is_over(said.pieces, 1)
    return Hint(verb=verb) if is_alone else None


def _slip(word: str) -> Verb | None:
    """The verb one slip away: a letter too many, too few, another, or two that changed places."""
    if word in FORMS or word in _REAL_WORDS or not _SHORTEST_TYPO <= len(word) <= 9:  # noqa: PLR2004 - the longest verb, mistyped
        return None
    return next((verb for right, verb in VERBS.items() if _is_slip(word, right)), None)


def _is_slip(word: str, right: str) -> bool:
    if len(right) <= _SHORTEST_TYPO or abs(len(word) - len(right)) > 1:
        return False
    pairs = enumerate(zip(word, right, strict=False))
    at = next((n for n, (one, other) in pairs if one != other), None)
    if at is None:
        return len(word) != len(right)
    after, expected = word[at:], right[at:]
    return (
        after[1:] == expected[1:]
        or after[1:] == expected
        or after == expected[1:]
        or (after[:2] == expected[1::-1] and after[2:] == expected[2:])
    )
