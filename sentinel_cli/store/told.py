"""Which text told which manager of which issue, at which level: read, never marked.

A row says what a text was to tell; whether it did is its delivery's state. One that failed, at once
or as GHL said later, tells nothing any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from sqlite3 import Connection

from sentinel_cli.model import DeliveryState, Level
from sentinel_cli.store.rows import column


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One need of a manager that a text was to meet. `fate` is GHL's later word of that text."""

    contact_id: str
    issue_id: int
    level: Level
    at_ts: int
    kind: str
    state: DeliveryState
    fate: str | None = None


_SELECT = (
    "SELECT d.contact_id, t.issue_id, t.level, d.until_ts AS at_ts, d.kind, d.state, d.fate "
    "FROM told AS t JOIN deliveries AS d ON d.id = t.delivery_id "
)


def of_open(db: Connection) -> tuple[Telling, ...]:
    """Everything told, or perhaps told, of open issues since each was last reopened.

    A text knows its second only: what was told in that of the reopening counts.
    """
    rows = db.execute(
        f"{_SELECT} JOIN issues AS i ON i.id = t.issue_id AND i.state = 'OPEN' "  # noqa: S608 - a constant of ours
        "WHERE d.state <> 'failed' AND d.until_ts >= coalesce("
        "  (SELECT max(l.at_ms) / 1000 FROM issue_log AS l WHERE l.issue_id = t.issue_id "
        "   AND l.event IN ('reopen', 'reopened')), 0)"
    )
    return tuple(_telling(dict(row)) for row in rows)


def never(db: Connection, *, due_before_ts: int) -> int:
    """How many open issues were due before then, and no text that was sent ever told of."""
    row = db.execute(
        "SELECT count(*) FROM issues AS i WHERE i.state = 'OPEN' AND i.due_ts < ? AND NOT EXISTS "
        "(SELECT 1 FROM told AS t JOIN deliveries AS d ON d.id = t.delivery_id "
        " WHERE t.issue_id = i.id AND d.state = 'sent')",
        (due_before_ts,),
    ).fetchone()
    return int(row[0])


def of_issue(db: Connection, issue_id: int) -> tuple[Telling, ...]:
    """Everything that was to be told of an issue, whatever became of it, oldest first."""
    rows = db.execute(f"{_SELECT} WHERE t.issue_id = ? ORDER BY t.delivery_id", (issue_id,))
    return tuple(_telling(dict(row)) for row in rows)


def _telling(values: dict[str, object]) -> Telling:
    return Telling(
        **{
            **values,
            "level": column(Level, values["level"]),
            "state": column(DeliveryState, values["state"]),
        }  # type: ignore[arg-type] # a STRICT table: the columns have their types
    )
