"""Bytes from outside: what they say as JSON or a form, their secret, what may be kept of them."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from functools import cache
from urllib.parse import parse_qsl

from sentinel_cli.payload.fields import Fields, Malformed, any_case, mapping, storable

DEEPEST = 64
MOST_FORM_FIELDS = 1000
# Every id, epoch and duration is shorter; a longer number is a serial number and stays a text.
LONGEST_NUMBER = 18

_JSON_TYPES = ("application/json", "text/json")
_FORM_TYPE = "application/x-www-form-urlencoded"
_UNTOLD_TYPES = ("", "text/plain", "application/octet-stream")


class Rejected(Exception):  # noqa: N818 (it is an answer to the sender, not a failure of ours)
    """A webhook that cannot be used. `status` is the HTTP status, `code` a word for programs."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


def decode(body: bytes, content_type: str | None) -> dict[str, object]:
    """A webhook's fields, from JSON or a form, every text of them storable as UTF-8.

    JSON is understood under any of the types senders use for it (curl posts it as a form unless
    told otherwise). Raises Rejected (400, 415) and nothing else, whatever the bytes.
    """
    kind = (content_type or "").partition(";")[0].strip().lower()
    if not body.strip():
        raise Rejected(400, "empty_body", "The body is empty: expected a JSON object or a form.")
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")) or _is_json(kind):
        return _json_fields(_utf8(body))
    if kind == _FORM_TYPE or (kind in _UNTOLD_TYPES and re.match(rb"[\w.%+\[\]-]+=", body)):
        return _form_fields(_utf8(body))
    raise Rejected(
        415,
        "unsupported_type",
        f"The body is neither JSON nor a form: send application/json or {_FORM_TYPE}.",
    )


def answer(body: bytes) -> object:
    """A GHL answer's JSON, every text of it storable as UTF-8. Raises Malformed."""
    try:
        return _parsed(body.decode("utf-8-sig"))
    except UnicodeDecodeError as exc:
        raise Malformed("the answer is not UTF-8") from exc
    except _NotJsonError as exc:
        raise Malformed(f"the answer is {exc}") from exc


def secret_in(fields: Fields, query: Mapping[str, str]) -> str | None:
    """The secret a webhook carries besides its header.

    GHL's free webhook cannot set headers, so a Custom Data value comes first, then the root of a
    Custom Webhook's own body, then the URL.
    """
    places = (any_case(mapping(fields.get("customData"))), fields, query)
    found = (_as_secret(place.get("secret")) for place in places)
    return next((secret for secret in found if secret is not None), None)


def scrub(raw: bytes, secret: str) -> str:
    """The payload as it came, as storable text, with the secret gone however it is written.

    Each character of it is recognised as itself and in JSON, URL and HTML notation, mixed and
    repeated as when one encoding is wrapped in another.
    """
    kept = storable(raw.decode("utf-8", "replace"))
    if not secret:
        return kept
    return _written(secret).sub("[secret]", kept)


def _is_json(kind: str) -> bool:
    return kind in _JSON_TYPES or kind.endswith("+json")


def _utf8(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise Rejected(400, "not_utf8", f"The body is not UTF-8: byte {exc.start}.") from exc


def _json_fields(words: str) -> dict[str, object]:
    try:
        told = _parsed(words)
    except _NotJsonError as exc:
        raise Rejected(400, "bad_json", f"The body is {exc}.") from exc
    if not isinstance(told, dict):
        raise Rejected(400, "not_an_object", "The body is JSON but no object: expected {…}.")
    return told


def _form_fields(words: str) -> dict[str, object]:
    try:
        pairs = parse_qsl(words.strip(), keep_blank_values=True, max_num_fields=MOST_FORM_FIELDS)
    except ValueError as exc:
        raise Rejected(400, "bad_form", "The body has too many form fields.") from exc
    fields: dict[str, object] = {}
    for key, value in pairs:
        _put(fields, storable(key), storable(value))
    return fields


_NESTED = re.compile(r"([^\[\]]+)\[([^\[\]]+)\]")


def _put(fields: dict[str, object], key: str, value: str) -> None:
    """`message[body]=…` is how a form writes a field of a field."""
    nested = _NESTED.fullmatch(key)
    if nested is None:
        fields[key] = value
        return
    outer, inner = nested.groups()
    inside = fields.get(outer)
    if not isinstance(inside, dict):
        inside = fields[outer] = {}
    inside[inner] = value


class _NotJsonError(ValueError):
    """Why a text is no JSON we take; continues "The body is …"."""


def _parsed(words: str) -> object:
    """JSON, with line breaks inside texts allowed: merge fields put them there unescaped."""
    try:
        told = json.loads(
            words,
            strict=False,
            parse_int=_integer,
            parse_float=_decimal,
            parse_constant=_no_constant,
        )
    except json.JSONDecodeError as exc:
        where = f"line {exc.lineno}, column {exc.colno}"
        raise _NotJsonError(f"not JSON: {exc.msg} ({where})") from exc
    except RecursionError as exc:
        raise _NotJsonError(f"nested deeper than {DEEPEST} levels") from exc
    return _cleaned(told, 0)


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= LONGEST_NUMBER else digits


def _decimal(digits: str) -> float | str:
    return float(digits) if len(digits) <= LONGEST_NUMBER and "e" not in digits.lower() else digits


def _no_constant(constant: str) -> object:
    raise _NotJsonError(f"not JSON: {constant} is no JSON value")


def _cleaned(told: object, depth: int) -> object:
    if depth > DEEPEST:
        raise _NotJsonError(f"nested deeper than {DEEPEST} levels")
    match told:
        case str():
            return storable(told)
        case dict():
            return {storable(key): _cleaned(value, depth + 1) for key, value in told.items()}
        case list():
            return [_cleaned(value, depth + 1) for value in told]
        case _:
            return told


def _as_secret(value: object) -> str | None:
    """The value without the blanks around it, which a secret cannot have: people paste them."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    given = str(value).strip()
    return None if given in ("", "null") else given


_JSON_SHORT = {"\b": "b", "\f": "f", "\n": "n", "\r": "r", "\t": "t"}


@cache
def _written(secret: str) -> re.Pattern[str]:
    return re.compile("".join(map(_writings, re.findall(r"\\+|.", secret, re.DOTALL))))


def _writings(part: str) -> str:
    """A pattern for one character, or one run of backslashes, in every notation.

    Every repeat is bounded, so that what a hostile body costs grows with its length only, and
    every notation begins with a plain character, which lets the search skip what cannot be one.
    """
    escaped = rf"\\\\{{0,15}}{_json_escape(part[0])}"
    if part[0] == "\\":
        ways = [r"\\", escaped, _html_number("\\"), _percent(b"\\")]
        return f"(?:{'|'.join(ways)}){{{len(part)},64}}"
    ways = [
        re.escape(part),
        escaped,
        _html_number(part),
        _percent(part.encode("utf-8", "surrogatepass")),
    ]
    ways += [rf"\\\\{{0,15}}{re.escape(_JSON_SHORT.get(part, part))}"]
    ways += [re.escape(html.escape(part)), *([r"\+"] if part == " " else [])]
    if not part.isascii():
        # Sent in another encoding than UTF-8, its bytes were replaced when the text was made.
        ways += ["\ufffd", _percent(part.encode("latin-1", "replace"))]
    return f"(?:{'|'.join(ways)})"


def _json_escape(part: str) -> str:
    """What follows the backslash; a pair of them for a character outside the basic plane."""
    units = part.encode("utf-16-be", "surrogatepass").hex()
    return r"\\{1,16}".join(f"u(?i:{units[at : at + 4]})" for at in range(0, len(units), 4))


def _html_number(part: str) -> str:
    return rf"&(?:amp;){{0,4}}#(?:0{{0,8}}{ord(part)}|[xX]0{{0,8}}(?i:{ord(part):x}));"


def _percent(octets: bytes) -> str:
    return "".join(rf"%(?:25){{0,4}}(?i:{octet:02x})" for octet in octets)
