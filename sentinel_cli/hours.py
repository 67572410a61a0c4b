"""The business calendar: half-open intervals of local time, UTC in and out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

Window = tuple[int, int]
"""Minutes after local midnight, half-open: (480, 1020) is 08:00 to 17:00, 1440 is 24:00."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """When the business is open. `week[0]` is Monday; `closed` are whole local days."""

    zone: ZoneInfo
    week: tuple[tuple[Window, ...], ...]
    closed: frozenset[date] = frozenset()
