"""A text as its words, numbers and signs, with where each stood: what the small grammars read.

One pass, and no pattern in which one repetition stands inside another: the time grows with the
text's length and nothing else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

# A word, a run of digits, a line's end, or one sign. The classes share no character.
_PIECE = re.compile(r"[^\W\d_]+|\d+|\n|\S")
_APOSTROPHES = frozenset("'\u2019\u02bc")
_DASHES = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2212")


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a text: `word` in lower case without accents or apostrophes.

    `glued`: nothing stands between it and the piece before, as in 3pm, 12a, 5:30.
    """

    word: str
    start: int
    end: int
    glued: bool = False

    @property
    def is_number(self) -> bool:
        """Digits as every keyboard has them."""
        return self.word.isascii() and self.word.isdigit()

    @property
    def is_word(self) -> bool:
        """Letters."""
        return self.word.isalpha()


def tokens(text: str) -> tuple[Token, ...]:
    """The text's pieces in order; ornaments (emoji and their parts) are left out."""
    found: list[Token] = []
    joins = False  # an apostrophe was the last piece: what follows belongs to the same word
    for piece in _PIECE.finditer(text):
        raw, start, end = piece.group(), piece.start(), piece.end()
        last = found[-1] if found else None
        glued = last is not None and last.end == start
        if raw in _APOSTROPHES and glued and last is not None and last.is_word:
            found[-1] = Token(last.word, last.start, end, last.glued)
            joins = True
            continue
        word = _plain(raw)
        if word and joins and glued and last is not None and word.isalpha():
            found[-1] = Token(last.word + word, last.start, end, last.glued)
        elif word:
            found.append(Token(word, start, end, glued))
        joins = False
    return tuple(found)


def vocabulary(words: str) -> frozenset[str]:
    """The words of a list written as one line."""
    return frozenset(words.split())


def word_at(pieces: Sequence[Token], at: int) -> str:
    """The word there, empty past the end."""
    return pieces[at].word if at < len(pieces) else ""


def words_at(pieces: Sequence[Token], at: int, first: str, *more: str) -> bool:
    """Whether exactly these words stand there; hardly ever does the first of them."""
    return word_at(pieces, at) == first and all(
        word_at(pieces, at + n) == word for n, word in enumerate(more, start=1)
    )


def skip(pieces: Sequence[Token], at: int, words: Collection[str]) -> int:
    """Past as many of these words as stand there."""
    while word_at(pieces, at) in words and at < len(pieces):
        at += 1
    return at


def _plain(raw: str) -> str:
    if raw.isascii():
        return raw.lower()
    if raw in _DASHES:
        return "-"
    if len(raw) == 1 and unicodedata.category(raw)[0] in "SCM":
        return ""
    letters = unicodedata.normalize("NFKD", raw.casefold())
    return "".join(letter for letter in letters if unicodedata.category(letter)[0] != "M")
