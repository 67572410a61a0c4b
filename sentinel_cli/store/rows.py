"""A row that breaks the schema's own checks is damage of the file, and no bug of ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


class DamagedRowError(Exception):
    """A stored value that no statement of ours could have written."""


def column(read: Callable[[Any], T], value: object) -> T:
    """What a column holds, read by `read`, an enum or a parser. Raises DamagedRowError."""
    try:
        return read(value)
    except ValueError as exc:
        raise DamagedRowError(str(exc)) from exc
