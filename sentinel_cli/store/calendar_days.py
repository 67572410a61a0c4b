"""Days that were opened or closed by hand: append-only; the last word on a day counts."""

from __future__ import annotations

import json
from datetime import date
from sqlite3 import Connection, Row

from sentinel_cli.hours import Window
from sentinel_cli.model import DayHours
from sentinel_cli.store.rows import column

_COLUMNS = "id, day, windows, at_ms, actor, run_id"


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
    said = db.execute(
        f"SELECT {_COLUMNS}, undoes FROM calendar_days "  # noqa: S608 - a constant of ours
        "WHERE at_ms <= coalesce(?, at_ms) ORDER BY id",
        (until_ms,),
    ).fetchall()
    undone = {row["undoes"] for row in said}
    last = {row["day"]: row for row in said if row["undoes"] is None and row["id"] not in undone}
    return tuple(_hours(last[day]) for day in sorted(last))


def of_run(db: Connection, run_id: str) -> tuple[DayHours, ...]:
    """What one command said and nobody took back, oldest first."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM calendar_days WHERE run_id = ? AND undoes IS NULL "  # noqa: S608 - a constant of ours
        "AND id NOT IN (SELECT undoes FROM calendar_days WHERE undoes IS NOT NULL) ORDER BY id",
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
