"""Days that were opened or closed by hand: append-only; the last word on a day counts."""

from __future__ import annotations

import json
from datetime import date
from sqlite3 import Connection, Row

from sentinel_cli.hours import Window
from sentinel_cli.model import DayHours
from sentinel_cli.store.rows import column

_COLUMNS = "id, day, windows, at_ms, actor, run_id"
_KNOWN = "at_ms <= coalesce(:until_ms, at_ms)"
_STANDS = "undoes IS NULL AND id NOT IN (SELECT undoes FROM calendar_days WHERE undoes IS NOT NULL)"


def add(db: Connection, hours: DayHours, *, undoes: int | None = None) -> int:
    """Append what a person said of a day; returns its id."""
    cursor = db.execute(
        "INSERT INTO calendar_days (day, windows, at_ms, actor, run_id, undoes) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (
            hours.day.isoformat(),
            json.dumps(hours.windows),
            hours.at_ms,
            hours.by,
            hours.run_id,
            undoes,
        ),
    )
    return int(cursor.lastrowid or 0)


def in_force(db: Connection, *, until_ms: int | None = None) -> tuple[DayHours, ...]:
    """The last word on every day a person spoke of, by day; `until_ms`: as it was known then."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM calendar_days WHERE id IN (SELECT max(id) FROM calendar_days "  # noqa: S608 - constants of ours
        f"WHERE undoes IS NULL AND {_KNOWN} AND id NOT IN (SELECT undoes FROM calendar_days "
        f"WHERE undoes IS NOT NULL AND {_KNOWN}) GROUP BY day) ORDER BY day",
        {"until_ms": until_ms},
    )
    return tuple(_hours(row) for row in rows)


def of_run(db: Connection, run_id: str) -> tuple[DayHours, ...]:
    """What one command said and nobody took back, oldest first."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM calendar_days WHERE run_id = ? AND {_STANDS} ORDER BY id",  # noqa: S608 - constants of ours
        (run_id,),
    )
    return tuple(_hours(row) for row in rows)


def _hours(row: Row) -> DayHours:
    return DayHours(
        id=row["id"],
        day=column(date.fromisoformat, row["day"]),
        windows=column(_windows, row["windows"]),
        at_ms=row["at_ms"],
        by=row["actor"],
        run_id=row["run_id"],
    )


def _windows(text: str) -> tuple[Window, ...]:
    return tuple((int(begins), int(ends)) for begins, ends in json.loads(text))
