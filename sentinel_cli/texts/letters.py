"""Names written in another alphabet, in Latin letters: a manager must be able to say them.

Cyrillic and Greek by table (as passports do), kana and hangul by Unicode's own names of the
syllables. Other scripts have no letter-by-letter reading and are left as they are.
"""

from __future__ import annotations

import unicodedata

_TABLE = """
    а=a б=b в=v г=g д=d е=e ж=zh з=z и=i й=y к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u
    ф=f х=kh ц=ts ч=ch ш=sh щ=shch ы=y э=e ю=yu я=ya ё=yo і=i ї=yi є=ye ґ=g ъ= ь=
    α=a β=v γ=g δ=d ε=e ζ=z η=i θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s ς=s τ=t
    υ=y φ=f χ=ch ψ=ps ω=o
"""  # noqa: RUF001 - other alphabets are what this is about
_LATIN = dict(pair.split("=") for pair in _TABLE.split())
_SYLLABLES = ("HANGUL SYLLABLE ", "HIRAGANA LETTER ", "KATAKANA LETTER ")


def in_latin(text: str) -> str:
    """The text with each letter that can be spelt in Latin ones spelt so."""
    if text.isascii():
        return text
    return "".join(_spelt(character) for character in unicodedata.normalize("NFC", text))


def _spelt(character: str) -> str:
    if character.isascii():
        return character
    bare = character if character.lower() in _LATIN else unicodedata.normalize("NFD", character)[0]
    spelt = _LATIN.get(bare.lower())
    if spelt is not None:
        return spelt.capitalize() if bare.isupper() else spelt
    name = unicodedata.name(character, "")
    syllable = next((name.removeprefix(kind) for kind in _SYLLABLES if name.startswith(kind)), None)
    return character if syllable is None else syllable.removeprefix("SMALL ").lower()
