"""How often something happened, hour by hour: what only a report asks for, and no row tells."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from sqlite3 import Connection

HOUR_S = 3600


class Count(StrEnum):
    """What is counted."""

    POLLS = "polls"
    POLLS_FAILED = "polls_failed"
    FALLBACKS = "fallbacks"


def add(db: Connection, what: Count, *, now_ts: int, times: int = 1) -> None:
    """It happened once more, or so many times."""
    db.execute(
        "INSERT INTO counts (hour_ts, what, n) VALUES (?, ?, ?) "
        "ON CONFLICT (hour_ts, what) DO UPDATE SET n = n + excluded.n",
        (now_ts - now_ts % HOUR_S, what, times),
    )


def of(db: Connection, *, since_ts: int, until_ts: int) -> Mapping[Count, int]:
    """How often in the hours begun in that stretch."""
    rows = db.execute(
        "SELECT what, sum(n) FROM counts WHERE hour_ts >= ? AND hour_ts < ? GROUP BY what",
        (since_ts, until_ts),
    )
    found = {row[0]: int(row[1]) for row in rows}
    return {what: found.get(what, 0) for what in Count}
