"""Bytes from outside: what they say as JSON or as a form."""

from __future__ import annotations

import json
import re
from itertools import islice
from typing import Literal
from urllib.parse import parse_qsl

from sentinel_cli.payload.fields import Malformed, storable

DEEPEST = 64
MOST_ELEMENTS = 5_000
"""Texts, numbers, lists and objects in one webhook; GHL's largest have a few hundred."""
MOST_FORM_FIELDS = 1000
MOST_ESCAPES = 50_000
"""Bytes that a form writes as `%5B`: each is an object while it is read. A text of 1,600 emoji has
6,400."""
MOST_VALUES = 100_000
"""A hundred conversations or messages hold some thousands; an empty list costs 64 bytes."""
# Every id, epoch and duration is shorter; a longer number is a serial number and stays a text.
LONGEST_NUMBER = 18

MARK = re.compile(
    rb"""
      " (?P<text> (?: [^"\\]++ | \\ (?: . | \Z ) )*+ ) (?: " | \Z ) (?P<colon> [ \t\r\n]*+ : )?
    | (?P<open> [{\[] )
    | (?P<close> [}\]] )
    | (?P<bare> [^\s"{}\[\],:]++ )
    """,
    re.VERBOSE | re.DOTALL,
)
"""JSON read mark by mark, without building it: a text (as the key of a field with its colon), a
bracket, a number or word. Anything has marks, and what it takes grows with its length only."""

Notation = Literal["json", "form"]

_JSON_TYPES = ("application/json", "text/json")
_FORM_TYPE = "application/x-www-form-urlencoded"
_UNTOLD_TYPES = ("", "text/plain", "application/octet-stream")


class Rejected(Exception):  # noqa: N818 (it is an answer to the sender, not a failure of ours)
    """A webhook that cannot be used. `status` is the HTTP status, `code` a word for programs.

    `why` is for our own log: what the sender need not know.
    """

    def __init__(self, status: int, code: str, message: str, *, why: str = "") -> None:
        super().__init__(message)
        self.why = why
        self.status = status
        self.code = code
        self.message = message


def decode(body: bytes, content_type: str | None) -> dict[str, object]:
    """A webhook's fields, from JSON or a form, every text of them storable as UTF-8.

    JSON is understood under any of the types senders use for it (curl posts it as a form unless
    told otherwise). Raises Rejected (400, 415) and nothing else, whatever the bytes.
    """
    if not body.strip():
        raise Rejected(400, "empty_body", "The body is empty: expected a JSON object or a form.")
    match notation(body, content_type):
        case "json":
            return _json_fields(body)
        case "form":
            return _form_fields(_utf8(body))
        case None:
            raise Rejected(
                415,
                "unsupported_type",
                f"The body is neither JSON nor a form: send application/json or {_FORM_TYPE}.",
            )


def notation(body: bytes, content_type: str | None) -> Notation | None:
    """How a body is written, by its first bytes and what its sender says of it."""
    kind = (content_type or "").partition(";")[0].strip().lower()
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")) or _is_json(kind):
        return "json"
    if kind == _FORM_TYPE or (kind in _UNTOLD_TYPES and re.match(rb"[\w.%+\[\]-]+=", body)):
        return "form"
    return None


def answer(body: bytes) -> object:
    """A GHL answer's JSON, every text of it storable as UTF-8. Raises Malformed."""
    try:
        words = body.decode("utf-8-sig")
        _refuse_vast(words)
        return _parsed(words)
    except UnicodeDecodeError as exc:
        raise Malformed("the answer is not UTF-8") from exc
    except _NotJsonError as exc:
        raise Malformed(f"the answer is {exc}") from exc


def _is_json(kind: str) -> bool:
    return kind in _JSON_TYPES or kind.endswith("+json")


def _utf8(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise Rejected(400, "not_utf8", f"The body is not UTF-8: byte {exc.start}.") from exc


def _refuse_absurd(body: bytes) -> None:
    """Count the elements before they are built: a mebibyte of empty lists would take fifty."""
    if sum(map(body.count, (b",", b"[", b"{"))) < MOST_ELEMENTS:
        return
    if sum(1 for _ in islice(MARK.finditer(body), MOST_ELEMENTS + 1)) > MOST_ELEMENTS:
        raise _NotJsonError(f"JSON of more than {MOST_ELEMENTS} elements")


def _json_fields(body: bytes) -> dict[str, object]:
    try:
        _refuse_absurd(body)
        told = _parsed(_utf8(body))
    except _NotJsonError as exc:
        raise Rejected(400, "bad_json", f"The body is {exc}.") from exc
    if not isinstance(told, dict):
        raise Rejected(400, "not_an_object", "The body is JSON but no object: expected {…}.")
    return told


def _form_fields(words: str) -> dict[str, object]:
    if words.count("%") > MOST_ESCAPES:
        raise Rejected(400, "bad_form", "The body has too many escaped characters.")
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
        told = _READER.decode(words)
    except json.JSONDecodeError as exc:
        where = f"line {exc.lineno}, column {exc.colno}"
        raise _NotJsonError(f"not JSON: {exc.msg} ({where})") from exc
    except RecursionError as exc:
        raise _NotJsonError(f"nested deeper than {DEEPEST} levels") from exc
    return told if _is_clean(words) else _cleaned(told, 0)


def _is_clean(words: str) -> bool:
    """Whether nothing in it can be unstorable or too deep, as in most: UTF-8 has no surrogates."""
    brackets = words.count("[") + words.count("{")
    return brackets <= DEEPEST and "\\u" not in words and "\0" not in words


def _refuse_vast(words: str) -> None:
    if _most_values(words) > MOST_VALUES and _values(words) > MOST_VALUES:
        raise _NotJsonError(f"of more than {MOST_VALUES} values")


def _most_values(words: str) -> int:
    """No text in JSON holds more values than signs that begin or part them."""
    return sum(map(words.count, "[{,"))


def _values(words: str) -> int:
    """The same without the signs inside texts, as far as it matters: nothing is built."""
    found = place = 0
    while 0 <= place < len(words) and found <= MOST_VALUES:
        opens = words.find('"', place)
        end = opens if opens >= 0 else len(words)
        found += sum(words.count(sign, place, end) for sign in "[{,")
        place = _after_text(words, end + 1)
    return found


def _after_text(words: str, place: int) -> int:
    """Where a text that begins here is over: behind the first quote that is not escaped."""
    while (closes := words.find('"', place)) >= 0:
        before = closes
        while words[before - 1] == "\\" and before > place:
            before -= 1
        place = closes + 1
        if (closes - before) % 2 == 0:
            return place
    return len(words)


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= LONGEST_NUMBER else digits


def _decimal(digits: str) -> float | str:
    return float(digits) if len(digits) <= LONGEST_NUMBER and "e" not in digits.lower() else digits


def _no_constant(constant: str) -> object:
    raise _NotJsonError(f"not JSON: {constant} is no JSON value")


_READER = json.JSONDecoder(
    strict=False, parse_int=_integer, parse_float=_decimal, parse_constant=_no_constant
)


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
