"""Single values of foreign JSON: each reading understands a value or answers None, never raises."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from sentinel_cli.model import Channel, normal_phone

LONGEST_TEXT = 10_000
MOST_TRAITS = 100
"""So many tags, fields or values of one contact are looked at."""
LONGEST_NAME = 200
LONGEST_WORD = 64
LONGEST_CALL_S = 12 * 3600
"""A longer one is no number of seconds, and must not pass for a talk that covers half a day."""

Fields = Mapping[str, object]
Value = TypeVar("Value")

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_IDENTIFIER = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NUMBER = re.compile(r"[0-9]{1,16}(?:\.[0-9]{1,9})?")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_YEAR_2000_S = 946_684_800
_YEAR_2100_S = 4_102_444_800

# A merge field GHL could not resolve arrives as "" or as the word "null" (workflow webhooks).
_EMPTY = frozenset({"", "null"})


class Malformed(Exception):  # noqa: N818 (it describes the answer; ghl makes the error of it)
    """An answer of GHL has the wrong shape; the message names the field."""


def storable(words: str) -> str:
    """The text as UTF-8 and SQLite can hold it: lone surrogates and NUL become U+FFFD."""
    if words.isascii() and "\0" not in words:  # most are
        return words
    return _UNSTORABLE.sub("\ufffd", words)


def mapping(value: object) -> Fields:
    """The value when it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


class _AnyCase(dict[str, object]):
    """Fields found under their names in any case."""

    def get(self, key: str, default: object = None) -> object:
        return dict.get(self, key.lower(), default)


def any_case(fields: Fields) -> Fields:
    """Custom Data: its author typed the keys by hand, `Secret` or `Contact_ID `."""
    return _AnyCase((key.strip().lower(), value) for key, value in fields.items())


def pick(
    read: Callable[[object], Value | None], rows: tuple[Fields, ...], *keys: str
) -> Value | None:
    """The first value that can be read: all keys of the first row, then of the next."""
    for row in rows:
        for key in keys:
            told = row.get(key)  # most are not there: a plain loop costs a webhook the least
            if told is not None and (value := read(told)) is not None:
                return value
    return None


def text(value: object) -> str | None:
    """Words, stripped; numbers as they are written; None for anything empty or nested."""
    if not isinstance(value, str):  # most are
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        value = str(value)
    words = value[:LONGEST_TEXT].strip()
    return None if words in _EMPTY else words


def name(value: object) -> str | None:
    """A person's name on one line, at most 200 characters."""
    words = text(value)
    return None if words is None else " ".join(words.split())[:LONGEST_NAME]


def tags(value: object) -> frozenset[str] | None:
    """A contact's tags: a list, or a text with commas (GHL.md §8); None when it is neither."""
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, list):
        return None
    return frozenset(filter(None, map(name, value[:MOST_TRAITS])))


def choices(value: object) -> frozenset[str]:
    """The values of one custom field: one, or a list of them."""
    many = value if isinstance(value, list) else [value]
    return frozenset(filter(None, map(name, many[:MOST_TRAITS])))


def word(value: object) -> str | None:
    """A word of GHL's vocabulary, in lower case."""
    words = text(value)
    return None if words is None else words.lower()[:LONGEST_WORD]


def identifier(value: object) -> str | None:
    """A GHL id: opaque, 1 to 64 of letters, digits, `_` and `-`."""
    words = text(value)
    return words if words is not None and _IDENTIFIER.fullmatch(words) else None


def number(value: object) -> float | None:
    """A finite number of zero or more, also when written as text. Null is unknown, not 0."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        written = value.strip()
        return float(written) if _NUMBER.fullmatch(written) else None
    if not isinstance(value, int | float):
        return None
    try:
        amount = float(value)
    except OverflowError:
        return None
    return amount if math.isfinite(amount) and amount >= 0 else None


def moment_ms(value: object) -> int | None:
    """A moment as epoch milliseconds: epoch seconds or milliseconds, or ISO 8601 with a zone.

    Seconds and milliseconds are told apart by the years 2000 to 2100 they must lie in. An ISO time
    without a zone is not understood: taken for UTC it could be hours wrong and look plausible.
    """
    amount = number(value)
    if amount is not None:
        return _epoch_ms(amount)
    return _iso_ms(value.strip()) if isinstance(value, str) else None


def phone(value: object) -> str | None:
    """A number in the one way of writing that Sentinel compares and shows."""
    words = text(value)
    return None if words is None else normal_phone(words[:LONGEST_WORD])


_NUMBERED = {
    1: Channel.CALL,
    2: Channel.SMS,
    3: Channel.EMAIL,
    5: Channel.LIVE_CHAT,
    11: Channel.FACEBOOK,
    15: Channel.GOOGLE,
    18: Channel.INSTAGRAM,
    19: Channel.WHATSAPP,
    20: Channel.SMS,
    21: Channel.EMAIL,
    22: Channel.SMS,
    23: Channel.EMAIL,
    24: Channel.IVR_CALL,
    **dict.fromkeys((25, 26, 27, 28, 31), Channel.ACTIVITY),
    29: Channel.LIVE_CHAT,
    34: Channel.CUSTOM_CALL,
    35: Channel.SMS,
    37: Channel.COMMENT,
}

_NAMED = {
    "SMS": Channel.SMS,
    # Whatever the customer's phone calls a text, and texts that another provider than GHL carries.
    "MMS": Channel.SMS,
    "RCS": Channel.SMS,
    "GROUPSMS": Channel.SMS,
    "IMESSAGE": Channel.SMS,
    "SMSREACTION": Channel.SMS,
    "CUSTOMSMS": Channel.SMS,
    "CUSTOMPROVIDERSMS": Channel.SMS,
    "EMAIL": Channel.EMAIL,
    "CUSTOMEMAIL": Channel.EMAIL,
    "CUSTOMPROVIDEREMAIL": Channel.EMAIL,
    "WHATSAPP": Channel.WHATSAPP,
    "FB": Channel.FACEBOOK,
    "FACEBOOK": Channel.FACEBOOK,
    "IG": Channel.INSTAGRAM,
    "INSTAGRAM": Channel.INSTAGRAM,
    "GMB": Channel.GOOGLE,
    "LIVECHAT": Channel.LIVE_CHAT,
    "WEBCHAT": Channel.LIVE_CHAT,
    "TIKTOK": Channel.TIKTOK,
    "CUSTOM": Channel.CUSTOM,
    "CALL": Channel.CALL,
    "IVRCALL": Channel.IVR_CALL,
    "CUSTOMCALL": Channel.CUSTOM_CALL,
    "VOICEMAIL": Channel.VOICEMAIL,
    "INTERNALCOMMENT": Channel.COMMENT,
    "INTERNALCHAT": Channel.COMMENT,
    "REVIEW": Channel.ACTIVITY,
    "FORMSUBMISSION": Channel.ACTIVITY,
}


def channel(value: object) -> Channel | None:
    """GHL's type of a message: a word with or without `TYPE_`, or a number. None: no type at all.

    What is not listed here is OTHER. A campaign's type is that of the message it sends.
    """
    words = text(value)
    if words is None:
        return None
    if words.isascii() and words.isdecimal():
        return _NUMBERED.get(int(words[:LONGEST_WORD]), Channel.OTHER)
    spelt = _spelt(words)
    if spelt.startswith("ACTIVITY"):
        return Channel.ACTIVITY
    return _NAMED.get(spelt.removeprefix("CAMPAIGN").removeprefix("MANUAL"), Channel.OTHER)


def campaign(value: object) -> str | None:
    """Whose a campaign's type is, as a `source`: a person's who pressed send, or the machine's."""
    spelt = _spelt(text(value) or "")
    if not spelt.startswith("CAMPAIGN"):
        return None
    return "campaign_manual" if spelt.startswith("CAMPAIGNMANUAL") else "campaign"


def app_id(row: Fields) -> str | None:
    """The marketplace app that sent a message, where GHL names one."""
    return identifier(mapping(mapping(row.get("meta")).get("marketplace")).get("appId"))


def _spelt(words: str) -> str:
    return re.sub("[^A-Z]", "", words.upper().removeprefix("TYPE_"))


_NOBODY_ANSWERED = frozenset(
    {"no-answer", "busy", "canceled", "failed", "missed", "declined", "unanswered"}
)
_ANSWERED = frozenset({"completed", "connected"})
_SPELLINGS = {
    "cancelled": "canceled",
    "no_answer": "no-answer",
    "noanswer": "no-answer",
    "in_progress": "in-progress",
    "inprogress": "in-progress",
}


def text_status(row: Fields) -> str | None:
    """The status of a written message, GHL's word in lower case."""
    status = word(row.get("status"))
    return status if status is None else _SPELLINGS.get(status, status)


def call_status(row: Fields) -> str | None:
    """One status of a call out of the four places GHL may put it.

    Where they disagree, the one in which nobody answered wins: GHL also calls a call completed that
    a mailbox took. Then one that a call ends with wins over one on the way (`ringing` left standing
    beside `completed`).
    """
    meta = mapping(row.get("meta"))
    places = (mapping(meta.get("call")).get("status"), meta.get("callStatus"))
    said = [word(value) for value in (*places, row.get("callStatus"), row.get("status"))]
    spoken = [_SPELLINGS.get(status, status) for status in said if status is not None]
    for kind in ({"voicemail"}, _NOBODY_ANSWERED, _ANSWERED, spoken):
        found = next((status for status in spoken if status in kind), None)
        if found is not None:
            return found
    return None


def call_seconds(row: Fields) -> float | None:
    """Talk time in seconds out of the three places GHL may put it; None is unknown."""
    meta = mapping(row.get("meta"))
    told = pick(number, (mapping(meta.get("call")),), "duration")
    told = told if told is not None else pick(number, (meta, row), "callDuration")
    return told if told is None or told <= LONGEST_CALL_S else None


def _epoch_ms(amount: float) -> int | None:
    if _YEAR_2000_S <= amount < _YEAR_2100_S:
        return int(amount * 1000)
    if _YEAR_2000_S * 1000 <= amount < _YEAR_2100_S * 1000:
        return int(amount)
    return None


def _iso_ms(written: str) -> int | None:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    try:
        elapsed_ms = (moment - _EPOCH) // timedelta(milliseconds=1)
    except OverflowError:
        return None
    return _epoch_ms(elapsed_ms) if elapsed_ms >= _YEAR_2000_S * 1000 else None
