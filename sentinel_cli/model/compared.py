"""Numbers and names in the one way of writing in which two of them are compared."""

from __future__ import annotations

import re
from unicodedata import combining, normalize

_NANP = re.compile(r"[2-9][0-9]{2}[2-9][0-9]{6}")
_NOT_DIALLED = re.compile(r"[A-Za-z#;,]")
_DIALLED_ABROAD = re.compile(r"(?:00|011)(?=[1-9])")
_PLAIN = re.compile(r"[0-9 ()./-]{7,40}")
_SHORTEST_ABROAD = 7
_NO_DIGITS = re.compile(r"[^0-9]+")


def last4(phone: str | None) -> str:
    """Return the last four digits of a phone: all that lists, texts and log lines show of one."""
    return last_digits(phone or "", 4)


def last_digits(phone: str, most: int = 10) -> str:
    """The last digits of a number, however it is written and without its extension.

    Ten of them are the same for all ways of writing one number, foreign ones included.
    """
    return _NO_DIGITS.sub("", normal_phone(phone))[-most:]


def normal_phone(words: str) -> str:
    """One way of writing for each number, so that two can be compared.

    A US number becomes E.164 (`+12145550143`, by the NANP rule), a foreign one `+` and its digits,
    any other number its digits; an extension is left out. What is no number stays as it came.
    """
    dialled = _NOT_DIALLED.split(words.strip(), maxsplit=1)[0].strip().replace("(0)", "")
    digits = _NO_DIGITS.sub("", dialled)
    prefix = None if "+" in dialled else _DIALLED_ABROAD.match(digits)
    digits = digits[prefix.end() :] if prefix else digits
    abroad = prefix is not None or "+" in dialled
    national = digits.removeprefix("1")
    if _NANP.fullmatch(national) and (digits.startswith("1") or not abroad):
        return f"+1{national}"
    if abroad and len(digits) >= _SHORTEST_ABROAD:
        return f"+{digits}"
    return digits if _PLAIN.fullmatch(dialled) else words


def plain(name: str | None) -> str:
    """A name as it is compared: without case, accents and double blanks."""
    bare = "".join(c for c in normalize("NFKD", name or "") if not combining(c))
    return " ".join(bare.casefold().split())
