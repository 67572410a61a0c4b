"""Snoozes and claims: append-only; the last word on an issue counts, and an undo is a row."""

from __future__ import annotations

from sqlite3 import Connection, Row

from sentinel_cli import model  # each word is loaded when a hold is there
from sentinel_cli.store.rows import column

_COLUMNS = "id, kind, issue_id, at_ms, actor, until_ts, for_manager, reason, covers, run_id"
_STANDS = "undoes IS NULL AND id NOT IN (SELECT undoes FROM holds WHERE undoes IS NOT NULL)"


def add(db: Connection, hold: model.Hold, *, undoes: int | None = None) -> int:
    """Append a hold, or that one is let go; returns its id."""
    cursor = db.execute(
        "INSERT INTO holds (kind, issue_id, at_ms, actor, until_ts, for_manager, reason, covers, "
        "run_id, undoes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            hold.kind,
            hold.issue_id,
            hold.at_ms,
            hold.by,
            hold.until_ts,
            hold.for_manager,
            hold.reason,
            hold.covers,
            hold.run_id,
            undoes,
        ),
    )
    return int(cursor.lastrowid or 0)


def last_words(db: Connection) -> tuple[model.Hold, ...]:
    """The last hold of each kind on every open issue, unless it was let go; some ran out."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM holds WHERE id IN (SELECT max(id) FROM holds WHERE {_STANDS} "  # noqa: S608 - constants of ours
        "GROUP BY issue_id, kind) AND until_ts IS NOT NULL "
        "AND issue_id IN (SELECT id FROM issues WHERE state = 'OPEN') ORDER BY id"
    )
    return tuple(_hold(row) for row in rows)


def of_issue(db: Connection, issue_id: int) -> tuple[model.Hold, ...]:
    """What was said of one issue and not taken back, oldest first, its end included."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM holds WHERE issue_id = ? AND {_STANDS} ORDER BY id",  # noqa: S608 - constants of ours
        (issue_id,),
    )
    return tuple(_hold(row) for row in rows)


def of_run(db: Connection, run_id: str) -> tuple[model.Hold, ...]:
    """What one command said and nobody took back, oldest first."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM holds WHERE run_id = ? AND {_STANDS} ORDER BY id",  # noqa: S608 - constants of ours
        (run_id,),
    )
    return tuple(_hold(row) for row in rows)


def _hold(row: Row) -> model.Hold:
    values = dict(row)
    values["kind"] = column(model.HoldKind, values["kind"])
    values["by"] = values.pop("actor")
    return model.Hold(**values)
