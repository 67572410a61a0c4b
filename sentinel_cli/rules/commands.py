"""A manager's text is a command, or nothing: pure, and strict about what stands around it.

A command begins with its word, then come the numbers it needs, and beside them only small talk.
What might as well be a sentence of its own ("done for today", "open 24 hours", "list price?") is
no command: whoever gives one is answered, so silence tells them that nothing was done.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Verb(StrEnum):
    """What a manager can ask for by text, as Sentinel writes it."""

    LIST = "LIST"
    MORE = "MORE"
    OPEN = "OPEN"
    DONE = "DONE"
    REOPEN = "REOPEN"
    SPAM = "SPAM"
    NOTE = "NOTE"
    HELP = "HELP"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command. `ids` are in the order written, none twice; empty where they were left out.

    `text` is the remark of a NOTE, as it was written.
    """

    verb: Verb
    ids: tuple[int, ...] = ()
    text: str = ""


LONGEST = 2500
"""Characters; a longer text is no command. A note may have 2,000."""

_VERBS = {verb.lower(): verb for verb in Verb} | {
    "resolve": Verb.DONE,
    "resolved": Verb.DONE,
    "re-open": Verb.REOPEN,
}
_ALONE = "list|more|help"
_NUMBERED = "open|done|resolved?|re-?open|spam"

# Repetitions of single characters are possessive, and those of groups begin with a word each: no
# text, however odd, makes the matching slow. (Python before 3.11.5 matches a possessive group
# wrongly, gh-106052.)
_BEFORE = r"""
    (?: (?: please|pls|plz|hey|hi|hello|good\ morning|okay|ok|yes|yeah|yep|sure|thanks|thank\ you
          | sentinel|(?:can|could|would|will)\ you ) \b [\s,.!:-]*+ )*
"""
_AFTER = r"""
    (?: [\s,.;!-]*+ \b
        (?: please|pls|plz|okay|ok|sir|ma'am|cheers|asap|for\ me
          | have\ a\ (?:good|great|nice)\ [a-z]+
          | (?:thank\ (?:you|u)|thanks|thanx|thx|ty|tysm) \b (?:\ [a-z']++){0,3} ) \b )*
    [\s,.;!-]*+
"""
_NUMBER = r"\#?\s?[0-9]{1,7}(?!\w)"
_NUMBERS = rf"{_NUMBER} (?: (?:\s*[,;&+]\s*(?:and\s+)?|\s+and\s+|\s+) {_NUMBER} )*"
_WHICH = r"[\s:,-]* (?: (?:issues?|numbers?|no\.?|tickets?) \s+ )?"

_WORD_ALONE = re.compile(rf"{_BEFORE} (?P<verb>{_ALONE}) \b {_AFTER} [?\s]*", re.VERBOSE)
_WITHOUT_NUMBER = re.compile(rf"(?P<verb>{_NUMBERED}|note) \b {_AFTER}", re.VERBOSE)
_WITH_NUMBERS = re.compile(
    rf"{_BEFORE} (?P<verb>{_NUMBERED}) {_WHICH} (?P<numbers>{_NUMBERS}) (?P<rest>.*)",
    re.VERBOSE | re.DOTALL,
)
_NOTE = re.compile(
    rf"{_BEFORE} note {_WHICH} \#?(?P<number>[0-9]{{1,7}}) (?:[:,.;-]?\s+|[:,;-](?!\d)|$)"
    r"(?P<text>.*)",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_SMALL_TALK = re.compile(_AFTER, re.VERBOSE)

# "done 12. Called her back" speaks of an issue; "done 5, heading home" and "done 5 jobs" do not.
_SENTENCE_ENDS = re.compile(r"\s*(?:[.!;:(\n]|\s-)")
_CUSTOMER_WAS_TOLD = re.compile(
    r"\s*,\s*(?:i\s+|we\s+|just\s+)*(?:called|texted|emailed|messaged|spoke|talked|replied|answered"
    r"|left|booked|scheduled|handled|sorted|fixed|all\s+(?:set|good)|he|she|they)\b"
)
_DOUBTFUL = re.compile(r"[\d?]|\b(?:not|no|never|but|except|unless|if|cancel)\b|n't\b")


def parse(text: str) -> Command | None:
    """Read one text; None when it is no command, or not surely one.

    A word that needs numbers is a command without them only when it stands alone ("Done"): whoever
    wrote it is to be asked which one.
    """
    if len(text) > LONGEST:
        return None
    if (noted := _NOTE.fullmatch(text.strip())) is not None:
        return Command(verb=Verb.NOTE, ids=(int(noted["number"]),), text=noted["text"].strip())
    plain = _plain(text)
    alone = _WORD_ALONE.fullmatch(plain) or _WITHOUT_NUMBER.fullmatch(plain)
    if alone is not None:
        return Command(verb=_VERBS[alone["verb"]])
    numbered = _WITH_NUMBERS.fullmatch(plain)
    if numbered is None or not _is_small_talk(numbered["rest"], numbers=numbered["numbers"]):
        return None
    ids = dict.fromkeys(int(number) for number in re.findall("[0-9]+", numbered["numbers"]))
    return Command(verb=_VERBS[numbered["verb"]], ids=tuple(ids))


def _plain(text: str) -> str:
    """Lower case, plain apostrophes and dashes, and no emoji: what the patterns are written for."""
    letters = unicodedata.normalize("NFKC", text).casefold()
    letters = letters.translate({0x2019: "'", 0x2013: "-", 0x2014: "-"})
    return "".join(" " if _is_ornament(letter) else letter for letter in letters).strip()


def _is_ornament(letter: str) -> bool:
    """An emoji or one of its invisible parts; not a sign of ASCII, which may mean something."""
    return not letter.isascii() and unicodedata.category(letter)[0] in "SCM"


def _is_small_talk(rest: str, *, numbers: str) -> bool:
    """Whether what follows the numbers cannot change what is meant.

    A number written as #12 can only be an issue's; otherwise a remark must be set apart.
    """
    if _SMALL_TALK.fullmatch(rest):
        return True
    is_apart = "#" in numbers or _SENTENCE_ENDS.match(rest) or _CUSTOMER_WAS_TOLD.match(rest)
    return bool(is_apart) and not _DOUBTFUL.search(rest)
