"""What phones put around a customer's words: automatic replies, voicemail crumbs, signatures.

All texts here have been made ASCII by `reading.plain`.
"""

from __future__ import annotations

import re

_AUTOMATIC = re.compile(
    r"\s*\(?(?:auto(?:matic|mated)?[ -]?(?:reply|response|message)\b"
    r"|i'?m (?:currently )?driving\b.{0,40}(?:do not disturb|focus|sent from)"
    r"|i'?m driving with .{0,40}turned on"
    r"|i'?m not receiving notifications"
    r"|i have (?:my )?notifications silenced|.{0,30}has notifications silenced"
    r"|estoy (?:conduciendo|manejando)\b.{0,40}(?:no molestar|enfoque|concentracion)"
    r"|no estoy recibiendo notificaciones)",
    re.IGNORECASE,
)
_VOICEMAIL = re.compile(r'\s*voice ?mail\b[^"]{0,60}"(?P<said>[^"]*)"\s*', re.IGNORECASE)
_SENT_FROM = re.compile(
    r"\n[ \t]*(?:--+[ \t]*(?:\n|$)|sent from my |get outlook for |enviado desde mi )", re.IGNORECASE
)
_REACHABLE = re.compile(r"\(?\b\d{3}\)?[ .-]?\d{3}[ .-]\d{4}\b|@|www\.|\.com\b")
_TITLE = re.compile(
    r"\b(?:REALTOR|CPA|Broker|Owner|President|VP|Vice President|Director|Attorney|Agent|CEO|CFO"
    r"|DDS|MD|RN|PhD|Esq)\b"
)
_NO_NAMES = frozenset({"new", "number", "code", "gate", "address", "call", "my", "text", "cell"})
_SHORTEST_NAME, _LONGEST_NAME = 2, 6


def is_automatic(text: str) -> bool:
    """Whether a phone answered for its owner: driving, do not disturb, out of office."""
    return _AUTOMATIC.match(text) is not None


def voicemail(text: str) -> str | None:
    """Return what was said in a voicemail crumb (“Voicemail (0:09): “…””), None for other texts."""
    crumb = _VOICEMAIL.fullmatch(text)
    return crumb["said"] if crumb else None


def unsigned(text: str) -> str:
    """Return `text` without a signature: after `--`, “Sent from my …”, or a block with a phone."""
    mark = _SENT_FROM.search(text)
    if mark:
        return text[: mark.start()]
    head, _, tail = text.partition("\n\n")
    return head if _is_signature(tail) else text


def _is_signature(block: str) -> bool:
    """A name first, a phone or an address of the net below it, and nothing asked."""
    name = block.partition("\n")[0].split()
    if not _SHORTEST_NAME <= len(name) <= _LONGEST_NAME:
        return False
    if "?" in block and not _TITLE.search(block):
        return False
    if not all(word[0].isupper() for word in name) or _NO_NAMES & set(block.lower().split()):
        return False
    return (_REACHABLE.search(block) or _TITLE.search(block)) is not None
