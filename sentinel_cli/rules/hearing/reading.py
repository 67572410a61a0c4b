"""What was said as plain words with their places, and the phrases found among them.

One pass over the text, and no pattern in which one repetition stands inside another.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sentinel_cli.rules.hearing.lexicon import Concept, book

LONGEST = 12_000
"""Characters: more than ten minutes of talk. What follows is left unheard."""

# A noise a recogniser writes in brackets, a word, digits, or one sign that parts.
_PIECE = re.compile(r"\[[^\]\n]{0,60}\]|[^\W\d_]+(?:['\u2019][^\W\d_]+)*|\d+|[^\w\s]|\n")
_STOP = 5
"""How much farther apart the end of a sentence puts two words; a comma counts one word."""
_ENDS = frozenset(".!?\n\u2026")
_TYPED = {
    "u": "you", "ur": "your", "r": "are", "q": "que", "k": "que", "xq": "porque", "pq": "porque",
    "s\u00ed": "yes",
    "cuz": "because", "pls": "please", "plz": "please", "wtr": "water", "thru": "through",
    "aint": "isnt", "yall": "you", "rn": "now", "kiddos": "kids", "tho": "though",
    "cannot": "cant", "wouldnt": "wont", "gonna": "going", "smth": "something", "w": "with",
    "safo": "zafo", "bota": "tira", "botando": "tirando", "piscina": "alberca",
    "pileta": "alberca", "ahorita": "ahora", "orita": "ahora", "horita": "ahora",
}  # fmt: skip
"""Short forms and twins: how people type it, and the word the lists know."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A phrase of the lists: what it means, its words (`first` to before `end`)."""

    concept: Concept
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a text in order, and what the lists know of them.

    `spans[n]` is where word n begins and ends in the text; `places[n]` how far along it stands,
    punctuation counted; `parted[n]` says that a sign stands before it.
    """

    text: str
    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    places: tuple[int, ...]
    parted: tuple[str, ...]
    marks: tuple[Mark, ...]

    def said(self, first: int, end: int) -> str:
        """The words as they were written, from `first` to before `end`."""
        return self.text[self.spans[first][0] : self.spans[end - 1][1]] if end > first else ""


def read(text: str) -> Reading:
    """Read at most `LONGEST` characters."""
    text = text[:LONGEST]
    words: list[str] = []
    spans: list[tuple[int, int]] = []
    places: list[int] = []
    parted: list[str] = []
    place, sign = 0, ""
    for piece in _PIECE.finditer(text):
        raw = piece.group()
        word = plain(raw)
        if word:
            place += 1
            words.append(word)
            spans.append(piece.span())
            places.append(place)
            parted.append(sign)
            sign = ""
        elif sign not in _ENDS:
            place += _STOP if raw in _ENDS else not sign
            sign = raw
    return Reading(text, tuple(words), tuple(spans), tuple(places), tuple(parted), _marks(words))


@lru_cache(maxsize=2048)
def plain(raw: str) -> str:
    """One word in lower case, without accents and apostrophes; empty for a sign or a noise."""
    if not raw[0].isalnum():
        return _FIRE_EMOJI if raw == "\U0001f525" else ""
    folded = raw.casefold()
    if folded in _TYPED:  # with its accent: s\u00ed is yes, si is if
        return _TYPED[folded]
    letters = unicodedata.normalize("NFKD", folded)
    word = "".join(filter(str.isalnum, letters))
    word = _TYPED.get(word, word)
    return word if word in book().words else _known(word)


_FIRE_EMOJI = "<flame>"
_STRETCHED = re.compile(r"([a-z])\1{2,}")


def _known(word: str) -> str:
    """The form the lists know: stretched letters undone, a plural or an ending taken off."""
    known = book().words
    short = _STRETCHED.sub(r"\1", word)
    for guess in (short, word.removesuffix("s"), f"{word}s", word.replace("v", "b")):
        if len(guess) > 3 and guess in known:  # noqa: PLR2004 - short words resemble too many
            return guess
    return word


def _marks(words: Sequence[str]) -> tuple[Mark, ...]:
    said, idle = book().each_in(words), Concept.IDLE
    return tuple([Mark(what, at, end) for what, at, end in said if what is not idle])
