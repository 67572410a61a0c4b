"""The vocabulary: one readable file a language, read once, at the first judgement.

Of two meanings of a phrase, the first written counts, and what asks for a person comes last: an
alarm is what no closing phrase has taken ("no problem" closes, "problem" alone does not).
A word that is in no list is unknown. With an unknown word the lists close nothing; whether the text
closes all the same is a matter of `weights`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from sentinel_cli.rules.acknowledgement.phrases import Phrasebook, phrasebook
from sentinel_cli.rules.acknowledgement.sayings import ALARMING, Cue, Saying

_LANGUAGES = ("english", "spanish")
_SECTION = re.compile(r"^\[([^\]]+)\]", re.MULTILINE)


@cache
def _sections() -> tuple[tuple[str, str], ...]:
    """Every section's name and text, language by language; several names may share a text.

    What follows a colon behind the name is a remark.
    """
    sections: list[tuple[str, str]] = []
    for language in _LANGUAGES:
        path = Path(__file__).with_name("vocabulary") / f"{language}.txt"
        _, *parts = _SECTION.split(path.read_text(encoding="utf-8").replace("\n  ", " "))
        for names, text in zip(parts[::2], parts[1::2], strict=True):
            sections.extend((name, text) for name in names.partition(":")[0].split(", "))
    return tuple(sections)


def _lines(name: str) -> Iterator[str]:
    texts = (text for section, text in _sections() if section == name)
    return (line.strip() for text in texts for line in re.split(r"[;\n]", text) if line.strip())


@cache
def words(name: str) -> frozenset[str]:
    """Return the single words of one section, in all languages."""
    listed = (word.strip() for line in _lines(name) for word in line.split(","))
    return frozenset(listed) - {""}


@cache
def spellings() -> dict[str, tuple[str, ...]]:
    """Return the plain words for each short form, typo and dictation slip that is listed."""
    forms: dict[str, tuple[str, ...]] = {}
    for line in _lines("spelling"):
        plain, _, written = line.partition(": ")
        forms.update({form.strip(): tuple(plain.split()) for form in written.split(",")})
    return forms


@cache
def _groups() -> dict[str, str]:
    lines = (line.partition(": ") for line in _lines("groups"))
    return {name: "|".join(members.split(", ")) for name, _, members in lines}


@cache
def phrases() -> Phrasebook[Saying]:
    """Return what customers say; the book is made when first asked for: importing costs nothing."""
    kinds = {kind.name.lower(): kind for kind in Saying}
    written = [(kinds[name], text) for name, text in _sections() if name in kinds]
    return phrasebook(
        sorted(written, key=lambda section: section[0] in ALARMING),
        groups=_groups(),
        enders=words("enders"),
    )


@cache
def stems(name: str) -> re.Pattern[str]:
    """Return what finds a word that begins as one of a section does."""
    return re.compile("|".join(sorted(words(name))))


@cache
def cues(*, asked: bool) -> Phrasebook[Cue]:
    """Return what the business says, in its questions or in its statements."""
    kinds = {f"{'asks' if asked else 'tells'} {kind.name.lower()}": kind for kind in Cue}
    return phrasebook(
        [(kinds[name], text) for name, text in _sections() if name in kinds], groups=_groups()
    )
