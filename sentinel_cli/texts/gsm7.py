"""The alphabet of text messages: what goes through as GSM-7, and what a text costs.

One character outside the alphabet turns a whole message into UCS-2, with 70 characters in the
first segment instead of 160; every segment is billed for every recipient (GHL.md §10).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€\f")
_KEPT = (_BASIC | _EXTENDED) - {"\r", "\f"}

# What Unicode's own decomposition does not turn into the letters a reader expects.
_WRITTEN = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4`\u02bc", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    **dict.fromkeys("\u2022\u2023\u2043\u25aa\u25cf\u25e6\u00b7", "-"),
    **dict.fromkeys("\t\v\f\u2028\u2029", " "),
    **dict(zip("łŁđĐðÐ\u0131ŋŊħĦŧŦ\u00d7\u00a2\u2044", "lLdDdDinNhHtTxc/", strict=True)),
    "œ": "oe",
    "Œ": "OE",
    "þ": "th",
    "Þ": "Th",
}
_SPELLED = _KEPT | _WRITTEN.keys()

SINGLE, PART = 160, 153
"""Septets in a text of one segment, and in each of several."""
_UCS2_SINGLE, _UCS2_PART = 70, 67
_BMP_END = 0x10000
_HIGHEST_PILE = 4


def to_gsm7(text: str) -> str:
    r"""Return the text in GSM-7: é and ñ as they are, curly quotes and other accents as plain ones.

    What has no counterpart (emoji, other scripts, control characters) is dropped. A text that is
    in the alphabet already comes back as it is, except that line ends become `\n`.
    """
    lines = _unpiled(text).replace("\r\n", "\n").replace("\r", "\n")
    composed = unicodedata.normalize("NFC", lines)
    return composed.translate({ord(each): _plain(each) for each in set(composed)})


def _unpiled(text: str) -> str:
    """Marks beyond the fourth on one letter are dropped, which nobody could read.

    To put a pile of marks in order takes normalize() the square of its height: 150 ms for 10,000.
    """
    if text.isascii():
        return text
    kept: list[str] = []
    height = 0
    for character in text:
        height = height + 1 if unicodedata.combining(character) else 0
        if height <= _HIGHEST_PILE:
            kept.append(character)
    return "".join(kept)


def septets(text: str) -> int:
    r"""Return the length of a GSM-7 text as networks count it: `^{}\[~]|€` count double."""
    return sum(_gsm_widths(text))


def segments(text: str) -> int:
    """Return how many messages the text is billed as, whatever its characters; 0 when empty."""
    if all(character in _BASIC or character in _EXTENDED for character in text):
        return _parts(_gsm_widths(text), single=SINGLE, part=PART)
    return _parts(_ucs2_widths(text), single=_UCS2_SINGLE, part=_UCS2_PART)


def _plain(character: str) -> str:
    if character in _KEPT:
        return character
    if character in _WRITTEN:
        return _WRITTEN[character]
    spelled = unicodedata.normalize("NFKD", character)
    return "".join(_WRITTEN.get(part, part) for part in spelled if part in _SPELLED)


def _gsm_widths(text: str) -> list[int]:
    return [2 if character in _EXTENDED else 1 for character in text]


def _ucs2_widths(text: str) -> list[int]:
    return [2 if ord(character) >= _BMP_END else 1 for character in text]


def _parts(widths: Iterable[int], *, single: int, part: int) -> int:
    """Fill one part after the other: a character of width two is never split across parts."""
    sizes = list(widths)
    if sum(sizes) <= single:
        return min(len(sizes), 1)
    count, used = 1, 0
    for size in sizes:
        if used + size > part:
            count, used = count + 1, 0
        used += size
    return count
