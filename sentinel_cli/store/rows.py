"""A row that breaks the schema's own checks is damage of the file, and no bug of ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


class DamagedRowError(Exception):
    """A stored value that no statement of ours could have written."""


LATEST_TS = 32_503_679_999
"""The last second of the year 2999: a calendar reaches so far in every zone."""

FOREVER = (1 << 63) - 1
"""Later than any moment that is stored: SQLite's largest number."""


def moment(value: int | None) -> int | None:
    """Epoch seconds as a calendar can show them, whatever somebody wrote by SQL.

    A time in milliseconds, or before 1970, makes one line odd and stops no command.
    """
    return None if value is None else min(max(value, 0), LATEST_TS)


def column(read: Callable[[Any], T], value: object) -> T:
    """What a column holds, read by `read`, an enum or a parser. Raises DamagedRowError."""
    try:
        return read(value)
    except ValueError as exc:
        raise DamagedRowError(str(exc)) from exc
