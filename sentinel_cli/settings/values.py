"""One variable's value: text in, a checked value out, or a ValueError saying what is expected.

Every parser takes the text without spaces around it and replaces nothing by a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from sentinel_cli.hours import Week, parse_hours
from sentinel_cli.model import Channel, Level, Transcripts

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HOST = re.compile(r"[A-Za-z0-9._:-]{1,253}|unix:/[!-~]{1,100}")
_LOOPBACK = re.compile(r"localhost|::1|127(\.[0-9]{1,3}){3}")
_ALIKE = 0.8
"""How like a time zone's name one must be to be taken for it misspelt, 0 to 1."""
_HOUR = 3600


def secret(text: str) -> str:
    """Take what an HTTP header can carry unchanged."""
    if not all("!" <= character <= "~" for character in text):
        raise ValueError("expected ASCII letters, digits and signs, without spaces")
    return text


def token(text: str) -> str:
    """Take a token as GHL shows it; what a header says before it is not of it."""
    if text.lower().startswith("bearer "):
        raise ValueError("expected the token alone, without the word Bearer")
    return secret(text)


def version(text: str) -> str:
    """Take the value of GHL's `Version` header, a date (GHL.md §9)."""
    if text and not _DATE.fullmatch(text):
        raise ValueError("expected a date, 2021-07-28")
    return text


def base_url(text: str) -> str:
    """Take where the API is: the token is sent there, so in the clear only to this machine."""
    parts = _url(text)
    if parts.scheme != "https" and not _LOOPBACK.fullmatch(parts.hostname or ""):
        raise ValueError("expected an https:// address (http:// only on this machine)")
    if parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("expected an address without user, query and fragment")
    return text.rstrip("/")


def optional_url(text: str) -> str | None:
    """Take an http or https address, or nothing."""
    return _url(text).geturl() if text else None


def optional_id(text: str) -> str | None:
    """Take one opaque id of GHL's, or nothing."""
    return _ghl_id(text) if text else None


def ids(text: str) -> tuple[str, ...]:
    """Take ids in the order given, each once."""
    return tuple(dict.fromkeys(_ghl_id(item) for item in _items(text)))


def path(text: str) -> Path:
    """Take a file's path."""
    if "\0" in text or text.startswith("~"):
        raise ValueError("expected a file's path, without ~")
    return Path(text)


def zone(text: str) -> ZoneInfo:
    """Take an IANA time zone."""
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, OSError, ValueError) as exc:
        if not available_timezones():
            raise ValueError("this machine knows no time zones: install tzdata") from exc
        from difflib import get_close_matches  # noqa: PLC0415 - 15 ms for a rare mistake

        close = get_close_matches(text, available_timezones(), n=1, cutoff=_ALIKE)
        meant = f": did you mean {close[0]}?" if close else ""
        raise ValueError(f"expected a time zone's name like America/Chicago{meant}") from exc


def days(text: str) -> frozenset[date]:
    """Take calendar days; none is fine."""
    return frozenset(_day(item) for item in _items(text))


def channels(text: str) -> frozenset[Channel]:
    """Take names of written channels, at least one."""
    names = [channel.value for channel in Channel if channel.is_text]
    found = _items(text.upper())
    if not found or not set(found) <= set(names):
        raise ValueError(f"expected some of {' '.join(names)}, comma-separated")
    return frozenset(Channel(name) for name in found)


def levels(text: str) -> frozenset[Level]:
    """Take what managers are alerted of, or none: then only the summaries tell."""
    found = _items(text.lower())
    if found == ["none"]:
        return frozenset()
    if not found or not set(found) <= set(Level):
        raise ValueError(f"expected some of {' '.join(Level)}, comma-separated, or none")
    return frozenset(Level(name) for name in found)


def optional_hours(text: str) -> Week | None:
    """Take opening hours, or nothing."""
    return parse_hours(text) if text else None


def host(text: str) -> str:
    """Take a name or address to listen on, or `unix:` and the path of a socket."""
    if not _HOST.fullmatch(text):
        raise ValueError("expected an address to listen on, 127.0.0.1")
    return text


def any_answer(text: str) -> bool:
    """Take whose answer to a call counts: a named person's, or anybody's (True)."""
    if text not in {"named", "any"}:
        raise ValueError("expected named or any")
    return text == "any"


def transcripts(text: str) -> Transcripts:
    """Take of which calls GHL is asked what was said."""
    if text not in set(Transcripts):
        raise ValueError(f"expected {', '.join(Transcripts)}")
    return Transcripts(text)


def log_format(text: str) -> str:
    """Take json, text, or nothing: then it depends on where the lines go."""
    if text not in {"", "json", "text"}:
        raise ValueError("expected json, text or nothing")
    return text


def hours_or_off(text: str) -> int | None:
    """Take hours and return seconds; None for nothing and for 0."""
    return (hours(least=0, most=8760)(text) or None) if text else None


def hours(*, least: float, most: float) -> Callable[[str], int]:
    """Return a parser of hours, which may have decimals; its answers are seconds."""
    parse = number("hours", least=least, most=most)
    return lambda text: round(parse(text) * _HOUR)


def price(text: str) -> float | None:
    """Take what one segment of a text costs, or nothing."""
    return number("a price", least=0, most=100)(text) if text else None


def whole(unit: str, *, least: int, most: int) -> Callable[[str], int]:
    """Return a parser of whole numbers in a range, both ends included."""

    def parse(text: str) -> int:
        if not text.isdecimal() or not _within(text, least=least, most=most):
            raise ValueError(f"expected {unit} as a whole number from {least} to {most}")
        return int(text)

    return parse


def number(unit: str, *, least: float, most: float) -> Callable[[str], float]:
    """Return a parser of decimal numbers in a range, both ends included."""

    def parse(text: str) -> float:
        if not _within(text, least=least, most=most):
            raise ValueError(f"expected {unit} as a number from {least:g} to {most:g}")
        return float(text)

    return parse


def _within(text: str, *, least: float, most: float) -> bool:
    return bool(_NUMBER.fullmatch(text)) and least <= float(text) <= most


def _url(text: str) -> SplitResult:
    expected = "expected an address like https://example.com/path"
    try:
        parts = urlsplit(text)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError as exc:
        raise ValueError(expected) from exc
    plain = all("!" <= character <= "~" for character in text)
    if parts.scheme not in {"http", "https"} or not named or not plain:
        raise ValueError(expected)
    return parts


def _ghl_id(text: str) -> str:
    if not _ID.fullmatch(text):
        raise ValueError(
            f"{text!r}: expected ids of 1-64 letters, digits, - and _, comma-separated: "
            "`sentinel setup` finds them by name"
        )
    return text


def _day(text: str) -> date:
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass  # a 31st of June is told like any other fault
    raise ValueError(f"{text!r}: expected days like 2026-11-26, comma-separated")


def _items(text: str) -> list[str]:
    return [item for item in (part.strip() for part in text.split(",")) if item]
