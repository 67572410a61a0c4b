"""From a raw text to clauses of plain words: typing is undone here, meaning is not judged here.

Everything works on at most `LONGEST` characters, in linear time.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from sentinel_cli.rules.acknowledgement import emoji
from sentinel_cli.rules.acknowledgement.spelling import spelled

LONGEST = 900
"""Characters. Nobody closes a conversation with more; a longer text is for a person to read."""

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u02bc`\u00b4", "'"),
        **dict.fromkeys("“”„«»", '"'),
        **dict.fromkeys("\u2010\u2011\u2013\u2014", " - "),
        **dict.fromkeys("\u00a0\u200b\u200c\u2060\ufeff\u00ad", " "),
        "…": "...",
        "¿": "?",
        "¡": " ",
        "\ufffc": " <attachment> ",
    }
)
_SIGNS = str.maketrans(dict(emoji.WORDS))
_ACCENTS = re.compile(r"[\u0300-\u036f]+")
_FACES = re.compile(r"(?:[:;=]-?[)\]]|<3|(?<!\w)[:;=]-?[dp]\b)", re.IGNORECASE)
_SAD_FACES = re.compile(r"[:=]'?-?[(\[]|(?<!\w):-?/(?!/)")
_BEYOND = re.compile(r"[^\x00-\x7f]+(?: +[^\x00-\x7f]+)*")
_TOKENS = re.compile(
    r"<[a-z]+>|[A-Za-z]+(?:'[A-Za-z]+)*|[$#]?\d+(?:[:.,/-]\d+)*[%#]?[A-Za-z]*"
    r"|\?|[.!;:,\n()]|\s-+\s|--+|&|[^\s'-]"
)
_WHILE = re.compile(
    r"\b(?:\d+|a (?:few|couple)(?: of)?) ?(?:seconds|sec|minutes|mins?|hours|hrs?)\b", re.IGNORECASE
)
_AMAZED = re.compile(
    r"\b(?:really|for real|no way|you serious|seriously)\s*\?+!*(?=\s*\w)", re.IGNORECASE
)
_SPANS, _AMAZEMENTS = ("sec", "min", "hour", "hr"), ("real", "way", "serious")
"""Without one of these the two have nothing to find: they look at every letter, these at few."""
_COPULAS = frozenset(["is", "was", "are", "were", "look", "looks", "looked", "looking", "so", "be"])
_EYES = re.compile("[:;=<]")
_BREAKS_OR_SIGNS = frozenset(".!;:,\n()- \t\r\v\f<")


@dataclass(frozen=True, slots=True)
class Reading:
    """Clauses of plain words, what stood before each, and the words with a capital."""

    clauses: tuple[tuple[str, ...], ...]
    breaks: tuple[str, ...]
    capitals: frozenset[str]


def plain(text: str) -> str:
    """Return `text` in ASCII, case kept: straight quotes, no accents, emoji as words (<good>)."""
    if text.isascii():
        return text
    bare = unicodedata.normalize("NFKD", text.translate(_PLAIN).translate(_SIGNS))
    return _BEYOND.sub(_beyond, _ACCENTS.sub("", bare))


def _beyond(run: re.Match[str]) -> str:
    letters = any(unicodedata.category(sign)[0] in "LN" for sign in run.group())
    return " <foreign> " if letters else f" {emoji.OTHER} "


def _with_faces(text: str) -> str:
    if not _EYES.search(text):
        return text
    return _SAD_FACES.sub(f" {emoji.BAD} ", _FACES.sub(f" {emoji.LOVE} ", text))


def read(text: str) -> Reading:
    """Return the clauses of `text`, which `plain` has made ASCII."""
    faced = _with_faces(text)
    holds = faced.lower().__contains__
    if any(map(holds, _SPANS)):
        faced = _WHILE.sub("<while>", faced)
    if "?" in faced and any(map(holds, _AMAZEMENTS)):
        faced = _AMAZED.sub("wow.", faced)
    clauses: list[tuple[str, list[str]]] = [("", [])]
    capitals = set()
    words = clauses[0][1]
    for typed in _TOKENS.findall(faced):
        sign = typed[0]
        if sign not in _BREAKS_OR_SIGNS:
            lower = typed.lower()
            if lower != typed and typed.istitle():
                capitals.add(lower)
            words.extend(spelled(lower))
        elif sign != "<":
            words = []
            clauses.append((sign, words))
        elif typed == "<while>" or (words and words[-1] in _COPULAS):
            words.append(typed)
        else:
            words = []
            clauses.extend([(typed, [typed]), (typed, words)])
    said = [tuple(words) for _, words in clauses if words]
    breaks = [before for before, words in clauses if words]
    return Reading(tuple(said), tuple(breaks), frozenset(capitals))
