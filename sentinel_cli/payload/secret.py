"""The secret in a webhook's body: found before anything is built of it, gone from what is kept.

Whoever does not know the secret may cost neither memory nor time: of a body that must still prove
itself only the first levels are read, mark by mark, and only so many marks of so many bytes.
Whether it is the right one is decided in `receiver.routes`.
"""

from __future__ import annotations

import html
import json
import re
from functools import cache
from itertools import islice
from urllib.parse import unquote_plus

from sentinel_cli.payload.body import MARK, MOST_FORM_FIELDS, notation

LONGEST_SEARCHED = 64 << 10
"""Bytes; a longer body needs its secret in the header or the URL."""
LONGEST_KEPT = 64 << 10
"""Bytes of a payload that are kept; GHL's have a few thousand."""
MOST_MARKS = 4_000
LONGEST_SECRET = 4096
"""Bytes, however it is written; a header cannot be much longer either."""
_READER = json.JSONDecoder(strict=False)
_NUMBER = re.compile(rb"-?[0-9][0-9.eE+-]*")
_IN_FORM = re.compile(rb"secret|customData(?:\[|%5b)\s*secret\s*(?:\]|%5d)", re.IGNORECASE)


def secret_in(body: bytes, content_type: str | None) -> str | None:
    """The secret that a body carries, its name written plainly; None: it carries none.

    GHL's free webhook cannot set headers, so a Custom Data value comes first, then the root of a
    Custom Webhook's own body.
    """
    if len(body) > LONGEST_SEARCHED or b"secret" not in body.lower():
        return None
    in_custom, at_root = (
        _in_json(body) if notation(body, content_type) == "json" else _in_form(body)
    )
    return in_custom or at_root


def _in_json(body: bytes) -> tuple[str | None, str | None]:
    """The last `secret` within `customData`, and the last one at the root."""
    in_custom: re.Match[bytes] | None = None
    at_root: re.Match[bytes] | None = None
    depth, key, is_custom = 0, b"", False
    for mark in islice(MARK.finditer(body), MOST_MARKS):
        match mark.lastgroup:
            case "colon":
                key = mark["text"]
                continue
            case "open":
                depth += 1
                if depth == 2:  # noqa: PLR2004 - within a field of the root
                    is_custom = key == b"customData"
            case "close":
                depth -= 1
            case "text" | "bare" if depth == 1 and key == b"secret":
                at_root = mark
            case "text" | "bare" if depth == 2 and is_custom and _is_secret(key):  # noqa: PLR2004 - as above
                in_custom = mark
        key = b""
    return _value(in_custom), _value(at_root)


def _is_secret(key: bytes) -> bool:
    """Custom Data's keys are typed by people."""
    return key.strip().lower() == b"secret"


def _value(mark: re.Match[bytes] | None) -> str | None:
    """A text or a number as it is meant; true, false and null are no secrets."""
    if mark is None or len(mark[0]) > LONGEST_SECRET:
        return None
    if mark.lastgroup == "bare":
        return mark[0].decode() if _NUMBER.fullmatch(mark[0]) else None
    try:
        words = str(_READER.decode(f'"{mark["text"].decode("utf-8", "replace")}"'))
    except ValueError:
        return None
    return _meant(words)


def _in_form(body: bytes) -> tuple[str | None, str | None]:
    """The last `customData[secret]`, and the last `secret`."""
    in_custom = at_root = b""
    for pair in body.split(b"&", MOST_FORM_FIELDS)[:MOST_FORM_FIELDS]:
        name, _, value = pair.partition(b"=")
        if _IN_FORM.fullmatch(name.strip()) is None:
            continue
        if name.strip() == b"secret":
            at_root = value
        elif name.strip().startswith(b"customData"):
            in_custom = value
    return _form_value(in_custom), _form_value(at_root)


def _form_value(value: bytes) -> str | None:
    if len(value) > LONGEST_SECRET:
        return None
    return _meant(unquote_plus(value.decode("utf-8", "replace")))


def _meant(words: str) -> str | None:
    """The value without the blanks around it, which a secret cannot have: people paste them."""
    given = words.strip()
    return None if given in ("", "null") else given


def kept(raw: bytes, secret: str) -> str:
    """What is kept of a payload: storable text, with the secret gone however it is written.

    Each character of it is recognised as itself and in JSON, URL and HTML notation, mixed and
    repeated as when one encoding is wrapped in another. A very long payload is kept in its
    beginning: where it is cut a part of the secret may stand, so that as much goes as one can take.
    """
    if len(raw) <= LONGEST_KEPT:
        return _scrubbed(raw, secret)
    return f"{_scrubbed(raw[:LONGEST_KEPT], secret)[:-LONGEST_SECRET]}… ({len(raw)} bytes)"


def _scrubbed(raw: bytes, secret: str) -> str:
    # Decoding leaves no surrogates behind: of what cannot be stored only NUL is left.
    text = raw.decode("utf-8", "replace").replace("\0", "\ufffd")
    if not secret or not _may_be_in(text, secret):
        return text
    return _written(secret).sub("[secret]", text)


def _may_be_in(text: str, secret: str) -> bool:
    """Whether each letter and digit of the secret is there, in whatever notation.

    Looking for them all takes a tenth of looking for the secret, and a body that is long without
    sense lacks one.
    """
    return all(
        letter in text or any(number in text for number in _numbers(letter))
        for letter in _letters(secret)
    )


@cache
def _letters(secret: str) -> str:
    """Each once."""
    return "".join(each for each in dict.fromkeys(secret) if each.isascii() and each.isalnum())


def _numbers(letter: str) -> tuple[str, ...]:
    """How every notation has a letter that it does not have as itself."""
    code = ord(letter)
    return str(code), f"{code:x}", f"{code:X}"


_JSON_SHORT = {"\b": "b", "\f": "f", "\n": "n", "\r": "r", "\t": "t"}
_RUN = r"\\++"
_WHOLE_RUN = r"\\(?<!\\\\)\\*+"
"""Where a match may begin: at the first backslash of a row. It is plain, so that the search can
skip what cannot be one, and a long row is walked through once."""


@cache
def _written(secret: str) -> re.Pattern[str]:
    """A pattern for the secret in every notation, character by character.

    No repeat is inside another, none gives back what it took, and no way is given twice (two ways
    for each character are 2^40 for a secret that is all there but its end): what a hostile body
    costs grows with its length only, whatever the secret.
    """
    pattern = ""
    for part in re.finditer(r"(\\*)([^\\]?)", secret):
        row, character = part.groups()
        start = _RUN if pattern else _WHOLE_RUN
        if row:
            # A secret that spells a backslash's own escape is read as it stands.
            spells = secret.startswith("u005c", part.start(2))
            pattern += _row(start, escape="" if spells else r"(?:u(?i:005c))?+")
        if character:
            pattern += _character(character, start="" if row else start)
    return re.compile(f"{pattern}|{re.escape(secret)}")


def _row(start: str, *, escape: str) -> str:
    """A row of backslashes, however many: wrapping doubles them, and a character's own join in."""
    others = f"{_html_number(chr(92))}|{_percent(bytes([92]))}"
    return f"(?:{start}{escape}|{others})(?:{_RUN}{escape}|{others}){{0,8}}+"


def _character(character: str, *, start: str) -> str:
    """One character; `start`: the backslashes of its escape, if a row has not taken them."""
    short = re.escape(_JSON_SHORT.get(character, character))
    escapes = (_json_escape(character), short)
    ways = [
        re.escape(character),
        *([f"{start}(?:{'|'.join(escapes)})"] if start else escapes),
        _html_number(character),
        _percent(character.encode("utf-8", "surrogatepass")),
        re.escape(html.escape(character)),
    ]
    if character == " ":
        ways.append(r"\+")
    if not character.isascii():
        # Sent in another encoding than UTF-8, its bytes were replaced when the text was made.
        ways += ["\ufffd", _percent(character.encode("latin-1", "replace"))]
    return f"(?:{'|'.join(dict.fromkeys(ways))})"


def _json_escape(part: str) -> str:
    """What follows the backslash; a pair of them for a character outside the basic plane."""
    units = part.encode("utf-16-be", "surrogatepass").hex()
    return r"\\{1,16}".join(f"u(?i:{units[at : at + 4]})" for at in range(0, len(units), 4))


def _html_number(part: str) -> str:
    return rf"&(?:amp;){{0,4}}#(?:0{{0,8}}{ord(part)}|[xX]0{{0,8}}(?i:{ord(part):x}));"


def _percent(octets: bytes) -> str:
    return "".join(rf"%(?:25){{0,4}}(?i:{octet:02x})" for octet in octets)
