"""The history of issues: why they say what they say, and what people did to them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from sqlite3 import Connection

from sentinel_cli.model import Action, ActionKind, Issue, IssueType

_LOG = "id, at_ms, issue_id, contact_id, actor, event, reason, run_id, covers, undoes"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One line of an issue's history. `covers` matters to `resolve` only (see model.Action).

    `undoes` is the id of a line that this one takes back: an action taken back never was.
    """

    at_ms: int
    issue_id: int
    contact_id: str
    actor: str
    event: str
    reason: str
    run_id: str
    covers: int = 0
    undoes: int | None = None
    id: int = 0


def add(db: Connection, line: LogLine) -> None:
    """Append one line to an issue's history."""
    db.execute(
        "INSERT INTO issue_log (at_ms, issue_id, contact_id, actor, event, reason, covers, run_id, "
        "undoes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            line.at_ms,
            line.issue_id,
            line.contact_id,
            line.actor,
            line.event,
            line.reason,
            line.covers,
            line.run_id,
            line.undoes,
        ),
    )


def record(
    db: Connection,
    issue: Issue,
    event: str,
    reason: str,
    *,
    actor: str,
    at_ms: int,
    run_id: str,
    covers: int = 0,
) -> None:
    """Append a line about an issue that is stored. Raises ValueError: it is not."""
    if issue.id is None:
        raise ValueError("an issue that is not stored has no history")
    line = LogLine(
        at_ms=at_ms,
        issue_id=issue.id,
        contact_id=issue.contact_id,
        actor=actor,
        event=event,
        reason=reason,
        run_id=run_id,
        covers=covers,
    )
    add(db, line)


def history(db: Connection, issue_id: int, *, since_ms: int = 0) -> tuple[LogLine, ...]:
    """An issue's log from `since_ms` on, oldest first."""
    rows = db.execute(
        f"SELECT {_LOG} FROM issue_log WHERE issue_id = ? AND at_ms >= ? ORDER BY id",  # noqa: S608 - a constant of ours
        (issue_id, since_ms),
    )
    return tuple(LogLine(**dict(row)) for row in rows)


def of_events(db: Connection, issue_id: int, events: Iterable[str]) -> tuple[LogLine, ...]:
    """The lines of an issue's log that tell of these events, oldest first."""
    rows = db.execute(
        f"SELECT {_LOG} FROM issue_log WHERE issue_id = ? "  # noqa: S608 - a constant of ours
        "AND event IN (SELECT value FROM json_each(?)) ORDER BY id",
        (issue_id, json.dumps(list(events))),
    )
    return tuple(LogLine(**dict(row)) for row in rows)


def changed_ms(db: Connection, issue_id: int) -> int:
    """When an issue last changed; 0: it has no log."""
    row = db.execute("SELECT max(at_ms) FROM issue_log WHERE issue_id = ?", (issue_id,)).fetchone()
    return int(row[0] or 0)


def notes(db: Connection, issue_id: int) -> tuple[LogLine, ...]:
    """The remarks on an issue that nobody took back, oldest first."""
    rows = db.execute(
        f"SELECT {_LOG} FROM issue_log AS l WHERE issue_id = ? AND event = 'note' "  # noqa: S608 - a constant of ours
        "AND NOT EXISTS (SELECT 1 FROM issue_log AS u WHERE u.undoes = l.id) ORDER BY id",
        (issue_id,),
    )
    return tuple(LogLine(**dict(row)) for row in rows)


def acts_of_run(db: Connection, run_id: str) -> tuple[LogLine, ...]:
    """What a person did in one run and nobody took back, oldest first."""
    rows = db.execute(
        f"SELECT {_LOG} FROM issue_log AS l WHERE run_id = ? AND actor <> 'rule' "  # noqa: S608 - a constant of ours
        "AND undoes IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM issue_log AS u WHERE u.undoes = l.id) ORDER BY id",
        (run_id,),
    )
    return tuple(LogLine(**dict(row)) for row in rows)


def last_run(db: Connection, actor: str, *, since_ms: int) -> str | None:
    """The last run since then in which somebody did what nobody took back."""
    row = db.execute(
        "SELECT run_id FROM issue_log AS l WHERE actor = ? AND at_ms >= ? AND undoes IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM issue_log AS u WHERE u.undoes = l.id) "
        "ORDER BY id DESC LIMIT 1",
        (actor, since_ms),
    ).fetchone()
    return str(row[0]) if row else None


def contacts_of_run(db: Connection, run_id: str) -> tuple[str, ...]:
    """Whose issues were changed in one run."""
    rows = db.execute(
        "SELECT DISTINCT contact_id FROM issue_log WHERE run_id = ? ORDER BY contact_id", (run_id,)
    )
    return tuple(row[0] for row in rows)


def actions(db: Connection, contact_id: str, *, since_ms: int) -> tuple[Action, ...]:
    """What people did to a contact's issues and nobody took back, as facts of the timeline.

    An action follows the message that opened its issue, into the issue which that is part of now.
    """
    rows = db.execute(
        "SELECT l.id, l.at_ms, l.actor, l.event, coalesce(m.issue_id, l.issue_id) AS issue_id, "
        "l.covers, i.type "
        "FROM issue_log AS l JOIN issues AS i ON i.id = l.issue_id "
        "LEFT JOIN messages AS m ON m.row = i.opening_row "
        "WHERE l.contact_id = ? AND l.at_ms >= ? "
        "AND l.event IN ('resolve', 'reopen', 'urgent', 'calm') "
        "AND NOT EXISTS (SELECT 1 FROM issue_log AS u WHERE u.undoes = l.id) ORDER BY l.id",
        (contact_id, since_ms),
    )
    return tuple(
        Action(
            kind=ActionKind(row["event"]),
            at_ms=row["at_ms"],
            actor=row["actor"],
            issue_id=row["issue_id"],
            type=IssueType(row["type"]),
            covers=row["covers"],
            seq=row["id"],
        )
        for row in rows
    )
