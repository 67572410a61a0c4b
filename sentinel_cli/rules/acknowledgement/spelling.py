"""Texting undone: short forms, typos and stretched words become the words the lexicon knows."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from sentinel_cli.rules.acknowledgement.lexicon import cues, phrases, spellings, words

_LAUGHTER = re.compile(r"a?(?:(?:ha|ja|he|je)h?){2,}|lo+l(?:o+l)*s?|lmf?ao+")
_STRETCHED = re.compile(r"([a-z])\1+")
_STRETCHED_TWICE = re.compile(r"([a-z])\1{2,}")
_SHORTEST_SLIP, _LONGEST_SLIP = 5, 12


@lru_cache(maxsize=4096)
def spelled(word: str) -> tuple[str, ...]:
    """Return the plain words for one typed word (lower case, ASCII, apostrophes kept).

    A word nobody knows comes back as it is, without its apostrophes.
    """
    if _LAUGHTER.fullmatch(word):
        return ("lol",)
    known, forms = _known(), _forms()
    bare = word.replace("'", "").replace("-", "")
    if word.endswith("'s") and word not in forms and bare not in forms:
        return (*spelled(word[:-2]), "is")
    for guess in (word, bare, _STRETCHED_TWICE.sub(r"\1\1", bare), _STRETCHED.sub(r"\1", bare)):
        if guess in forms:
            return forms[guess]
        if guess in known:
            return (guess,)
    meant = _meant(bare)
    return spelled(meant) if meant else (bare,)


@cache
def _known() -> frozenset[str]:
    return phrases().words | cues(asked=True).words | cues(asked=False).words


@cache
def _forms() -> dict[str, tuple[str, ...]]:
    """Every listed form, and the same without its apostrophe where that is no word of its own."""
    bare = {form.replace("'", ""): plain for form, plain in spellings().items()}
    return {form: plain for form, plain in bare.items() if form not in words("own")} | spellings()


def _meant(word: str) -> str | None:
    """The closing word that a finger slipped in: one letter too many, missing, wrong or swapped."""
    if not _SHORTEST_SLIP <= len(word) <= _LONGEST_SLIP or not word.isalpha():
        return None
    slips = _slips(word[0])
    return next((slips[slip] for slip in _slips_of(word) if slip in slips), None) if slips else None


@cache
def _slips(initial: str) -> dict[str, str]:
    """The closing words of that letter by their slips: at the first letter no finger slips."""
    meant = [word for word in words("slips") if word[0] == initial]
    return {slip: word for word in meant for slip in _slips_of(word)}


def _slips_of(word: str) -> list[str]:
    """The same letters with one of the inner ones left out or two of them swapped."""
    gaps = range(1, len(word))
    return (
        [word]
        + [word[:n] + word[n + 1 :] for n in gaps]
        + [word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in gaps if n + 1 < len(word)]
    )
