"""Reactions that phones send as texts: “Liked “…””, “Le encantó “…””, “👍 to “…””, in any quotes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sentinel_cli.rules.acknowledgement import emoji

_QUOTED = r"\s*[\"“”„«](?P<quote>[^\"“”»]*)[\"“”»]\s*"
_THING = r"(?:an?|the|your|\d+|una?|\d+|la|el)\s+(?P<thing>images?|photos?|pictures?|videos?|attachments?|movies?|voice messages?|audio messages?|stickers?|im[aá]gen(?:es)?|fotos?|v[ií]deos?)"
_VERBS = {
    "liked": emoji.GOOD,
    "loved": emoji.LOVE,
    "laughed at": emoji.LAUGH,
    "emphasized": emoji.SHOCK,
    "emphasised": emoji.SHOCK,
    "disliked": emoji.BAD,
    "questioned": emoji.BAD,
    "no le gusto": emoji.BAD,
    "no le gustó": emoji.BAD,
    "le gusto": emoji.GOOD,
    "le gustó": emoji.GOOD,
    "le gusta": emoji.GOOD,
    "me gusta": emoji.GOOD,
    "le encanto": emoji.LOVE,
    "le encantó": emoji.LOVE,
    "le encanta": emoji.LOVE,
    "me encanta": emoji.LOVE,
    "se rio de": emoji.LAUGH,
    "se rió de": emoji.LAUGH,
    "le dio risa": emoji.LAUGH,
    "le causo gracia": emoji.LAUGH,
    "le causó gracia": emoji.LAUGH,
    "le hizo gracia": emoji.LAUGH,
    "enfatizo": emoji.SHOCK,
    "enfatizó": emoji.SHOCK,
    "destaco": emoji.SHOCK,
    "destacó": emoji.SHOCK,
    "exclamo por": emoji.SHOCK,
    "exclamó por": emoji.SHOCK,
    "cuestiono": emoji.BAD,
    "cuestionó": emoji.BAD,
    "pregunto por": emoji.BAD,
    "preguntó por": emoji.BAD,
}
_SPOKEN = re.compile(
    rf"\s*(?P<verb>{'|'.join(_VERBS)})\s*(?:{_QUOTED}|{_THING}\s*)", re.IGNORECASE | re.DOTALL
)
_SIGNED = re.compile(
    r"\s*(?:(?:reacted|reaccion[oó])\s+(?:with\s+|con\s+)?(?:an?\s+|una?\s+)?)?(?P<sign>[^\w\s\"“”'‘’]{1,16})"
    rf"\s+(?:to|a|al)\s*(?:{_QUOTED}|{_THING}\s*)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Tapback:
    """`sign` is a word of `emoji`; `quote` is the text reacted to, empty for a picture."""

    sign: str
    quote: str
    words: str


def tapback(text: str) -> Tapback | None:
    """Return the reaction `text` stands for, None for anything a person typed."""
    spoken = _SPOKEN.fullmatch(text)
    if spoken:
        verb = " ".join(spoken["verb"].lower().split())
        return Tapback(_VERBS[verb], spoken["quote"] or "", spoken["verb"])
    signed = _SIGNED.fullmatch(text)
    if signed:
        return Tapback(emoji.meaning(signed["sign"]), signed["quote"] or "", signed["sign"])
    return None
