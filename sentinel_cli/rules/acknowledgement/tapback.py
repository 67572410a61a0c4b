"""Reactions that phones send as texts: Liked “…”, Le encantó “…”, 👍 to “…”, in any quotes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sentinel_cli.rules.acknowledgement import emoji

_VERBS = {
    emoji.GOOD: "liked|(?:le|me) gust[oó]|le gusta|me gusta"
    "|(?:dijo|indic[oó]|marc[oó]) que le gusta|le dio me gusta a",
    emoji.LOVE: "loved|(?:le|me) encant[oó]|le encanta|me encanta",
    emoji.LAUGH: "laughed at|se ri[oó] de|le dio risa|le caus[oó] gracia|le hizo gracia",
    emoji.SHOCK: "emphasi[sz]ed|enfatiz[oó]|destac[oó]|exclam[oó] por",
    emoji.BAD: "disliked|questioned|no le gust[oó]|cuestion[oó]|pregunt[oó] por"
    r"|removed an? [a-z ]{2,16} from|(?:elimin[oó]|quit[oó]) (?:el|la|una?) [a-zó ]{2,16} de",
}
_ZERO_WIDTH = "\u200b"
_QUOTED = r"\s*[\"“”„«](?P<quote>[^\"“”»]*)[\"“”»]\s*"
_PICTURE = (
    r"\s*(?:an?|the|your|\d+|una?|las?|el|los|tu|su)\s+"
    r"(?:images?|photos?|pictures?|videos?|attachments?|movies?|voice messages?|audio messages?"
    r"|stickers?|messages?|mensajes?|im[aá]gen(?:es)?|fotos?|v[ií]deos?)\s*"
)
_SIGNS = [(re.compile(verbs, re.IGNORECASE), sign) for sign, verbs in _VERBS.items()]
_SPOKEN = re.compile(
    rf"\s*(?:a \w+ )?(?P<by>{'|'.join(_VERBS.values())})(?:{_QUOTED}|{_PICTURE})",
    re.IGNORECASE | re.DOTALL,
)
_SIGNED = re.compile(
    r"\s*(?:reacted\s+(?:with\s+)?|reaccion[oó]\s+(?:con\s+)?)?(?:an?\s+|una?\s+)?"
    rf"(?P<by>[^\w\s\"“”'‘’]{{1,16}})\s+(?:to|al?)(?:{_QUOTED}|{_PICTURE})",  # noqa: RUF001  # the quotes phones type
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
    text = text.replace(_ZERO_WIDTH, "")
    spoken = _SPOKEN.fullmatch(text)
    if spoken:
        sign = next(sign for verbs, sign in _SIGNS if verbs.fullmatch(spoken["by"]))
        return Tapback(sign, spoken["quote"] or "", spoken["by"])
    signed = _SIGNED.fullmatch(text)
    if signed:
        return Tapback(emoji.meaning(signed["by"]), signed["quote"] or "", signed["by"])
    return None
