"""Which managers are off duty, and when: append-only; what was said last of a moment counts."""

from __future__ import annotations

from sqlite3 import Connection, Row

from sentinel_cli.model import Leave

_COLUMNS = "id, manager_id, from_ts, until_ts, is_off, at_ms, actor, run_id"
_STANDS = "undoes IS NULL AND id NOT IN (SELECT undoes FROM duty WHERE undoes IS NOT NULL)"


def add(db: Connection, leave: Leave, *, undoes: int | None = None) -> int:
    """Append that a manager is off, or back; returns its id."""
    cursor = db.execute(
        "INSERT INTO duty (manager_id, from_ts, until_ts, is_off, at_ms, actor, run_id, undoes) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            leave.manager_id,
            leave.from_ts,
            leave.until_ts,
            leave.is_off,
            leave.at_ms,
            leave.by,
            leave.run_id,
            undoes,
        ),
    )
    return int(cursor.lastrowid or 0)


def leaves(db: Connection, *, after_ts: int) -> tuple[Leave, ...]:
    """What was said of the time after that moment and not taken back, in the order it was said."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM duty WHERE until_ts > ? AND {_STANDS} ORDER BY id",  # noqa: S608 - constants of ours
        (after_ts,),
    )
    return tuple(_leave(row) for row in rows)


def of_run(db: Connection, run_id: str) -> tuple[Leave, ...]:
    """What one command said and nobody took back, oldest first."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM duty WHERE run_id = ? AND {_STANDS} ORDER BY id",  # noqa: S608 - constants of ours
        (run_id,),
    )
    return tuple(_leave(row) for row in rows)


def _leave(row: Row) -> Leave:
    values = dict(row)
    values["is_off"] = bool(values["is_off"])
    values["by"] = values.pop("actor")
    return Leave(**values)
