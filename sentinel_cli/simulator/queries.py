"""Query parameters and bodies as GHL's strict validation takes them: unknown or wrong is a 422."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sentinel_cli.simulator.answers import invalid

Query = Mapping[str, str]


def only(given: Iterable[str], *known: str) -> None:
    """Refuse every name that is not documented."""
    faults = [f"property {name} should not exist" for name in given if name not in known]
    if faults:
        raise invalid(*faults)


def required(query: Query, name: str) -> str:
    """A value that must be there and not empty."""
    if not query.get(name):
        raise invalid(f"{name} should not be empty", f"{name} must be a string")
    return query[name]


def whole(query: Query, name: str, *, default: int, least: int = 1, most: int) -> int:
    """A whole number between `least` and `most`."""
    text = query.get(name, str(default))
    if not text.isdecimal():
        raise invalid(f"{name} must be a number string")
    if int(text) < least:
        raise invalid(f"{name} must not be less than {least}")
    if int(text) > most:
        raise invalid(f"{name} must not be greater than {most}")
    return int(text)


def one_of(query: Query, name: str, *choices: str) -> str:
    """One of `choices`, the first if it is left out."""
    value = query.get(name, choices[0])
    if value not in choices:
        raise invalid(f"{name} must be one of the following values: {', '.join(choices)}")
    return value


def moment_ms(query: Query, name: str) -> int | None:
    """Epoch milliseconds, given as such or as an ISO date; None if left out."""
    text = query.get(name)
    if text is None:
        return None
    if text.isdecimal():
        return int(text)
    try:
        return int(datetime.fromisoformat(text).timestamp() * 1000)
    except ValueError as exc:
        raise invalid(f"{name} must be a valid date") from exc
