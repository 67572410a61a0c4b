"""How far the walk through a contact's long wait need not be repeated: `carried`.

The row is gone as soon as anything before it changes: the schema's triggers see to that.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from sqlite3 import Connection

from sentinel_cli.model import Carried, IssueType, Opening
from sentinel_cli.store.rows import column


def get(db: Connection, contact_id: str) -> Carried | None:
    """From where a walk through this contact's messages may go on, if there is such a place."""
    row = db.execute(
        "SELECT until_ts, openings, heard FROM carried WHERE contact_id = ?", (contact_id,)
    ).fetchone()
    if row is None:
        return None
    return Carried(
        until_ts=row["until_ts"],
        openings=tuple(map(_opening, column(json.loads, row["openings"]))),
        heard=tuple(column(json.loads, row["heard"])),
    )


def put(db: Connection, contact_id: str, carried: Carried) -> None:
    """Remember it, in place of an earlier one."""
    db.execute(
        "INSERT INTO carried (contact_id, until_ts, openings, heard) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (contact_id) DO UPDATE SET until_ts = excluded.until_ts, "
        "openings = excluded.openings, heard = excluded.heard",
        (
            contact_id,
            carried.until_ts,
            json.dumps([asdict(opening) for opening in carried.openings]),
            json.dumps(carried.heard),
        ),
    )


def _opening(told: dict[str, int]) -> Opening:
    return Opening(**{**told, "type": column(IssueType, told["type"])})  # type: ignore[arg-type]
