"""What managers asked for by text: each message once, however many ways told of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from sqlite3 import Connection, Row

from sentinel_cli.store.rows import column


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """One command as it was understood. `via` is `post`, `event` or `poll`: who told of it.

    `was` is what an undo must put back that no fact tells: when an issue's end was noticed, by id.
    `repeats` is the same message told another way, `undoes` the command that it took back.
    """

    manager_id: str
    at_ms: int
    text: str
    via: str
    verb: str
    run_id: str
    was: Mapping[int, int | None] = field(default_factory=dict)
    repeats: int | None = None
    undoes: int | None = None
    id: int = 0


_COLUMNS = "id, manager_id, at_ms, text, via, verb, run_id, was, repeats, undoes"


def add(db: Connection, ordered: Ordered) -> int:
    """Write down one command; returns its id."""
    cursor = db.execute(
        "INSERT INTO commands (manager_id, at_ms, text, via, verb, run_id, was, repeats, undoes) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            ordered.manager_id,
            ordered.at_ms,
            ordered.text,
            ordered.via,
            ordered.verb,
            ordered.run_id,
            json.dumps(ordered.was),
            ordered.repeats,
            ordered.undoes,
        ),
    )
    return int(cursor.lastrowid or 0)


def told_otherwise(
    db: Connection, ordered: Ordered, *, within_ms: int, of_poll_within_ms: int
) -> Ordered | None:
    """The same message as another way told it, which this way has not told yet; the nearest one.

    A command that the poll found may be told by its late webhook longer than two webhooks lie
    apart.
    """
    row = db.execute(
        f"SELECT {_COLUMNS} FROM commands AS c WHERE manager_id = :manager AND text = :text "  # noqa: S608 - a constant of ours
        "AND via <> :via AND repeats IS NULL AND abs(at_ms - :at) <= "
        "    CASE via WHEN 'poll' THEN :of_poll ELSE :within END "
        "AND NOT EXISTS (SELECT 1 FROM commands AS r WHERE r.manager_id = :manager "
        "                AND r.repeats = c.id AND r.via = :via) "
        "ORDER BY abs(at_ms - :at), id LIMIT 1",
        {
            "manager": ordered.manager_id,
            "text": ordered.text,
            "via": ordered.via,
            "at": ordered.at_ms,
            "within": within_ms,
            "of_poll": of_poll_within_ms,
        },
    ).fetchone()
    return _ordered(row) if row else None


def given(
    db: Connection, manager_id: str, *, verbs: frozenset[str], since_ms: int
) -> tuple[Ordered, ...]:
    """Commands of these verbs that a manager gave since then and kept, the latest first."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM commands WHERE manager_id = ? AND at_ms >= ? AND repeats IS NULL "  # noqa: S608 - a constant of ours
        "AND id NOT IN (SELECT undoes FROM commands WHERE manager_id = ? AND undoes IS NOT NULL) "
        "ORDER BY at_ms DESC, id DESC",
        (manager_id, since_ms, manager_id),
    )
    return tuple(_ordered(row) for row in rows if row["verb"] in verbs)


def _ordered(row: Row) -> Ordered:
    values = dict(row)
    values["was"] = {int(n): ts for n, ts in column(json.loads, values["was"] or "{}").items()}
    return Ordered(**values)
