"""What `status` counts: over the days, and now. Nothing here writes."""

from __future__ import annotations

from sqlite3 import Connection

from sentinel_cli.store.rows import moment

_POSTED = (
    "FROM raw_events AS e JOIN messages AS m ON m.row = e.message_row WHERE m.direction = 'inbound'"
)


def webhooks(db: Connection, *, since_ts: int) -> tuple[int, ...]:
    """When each webhook since then arrived, epoch seconds, in order."""
    rows = db.execute(
        "SELECT received_ts FROM raw_events WHERE received_ts >= ? ORDER BY received_ts",
        (since_ts,),
    )
    return tuple(row[0] for row in rows)


def numbers(db: Connection, *, since_ts: int) -> tuple[int, int]:
    """The numbers of the first and the last webhook since then; (1, 0) if there was none."""
    row = db.execute(
        "SELECT min(id), max(id) FROM raw_events WHERE received_ts >= ?", (since_ts,)
    ).fetchone()
    return (row[0], row[1]) if row[0] is not None else (1, 0)


def last_inbound_ms(db: Connection) -> int | None:
    """The date of the newest message that came in, epoch milliseconds, however it was learnt.

    No message is learnt before it happened: the newest cannot have been learnt before the date of
    any other. So of those no webhook brought, what was learnt since the date of the one learnt last
    is looked at; of the others, the last hundred, and what arrived since the latest of them.
    """
    polled = db.execute(
        "SELECT max(at_ms) FROM messages WHERE direction = 'inbound' AND via_webhook = 0 "
        "AND learnt_ms >= (SELECT at_ms FROM messages "
        " WHERE direction = 'inbound' AND via_webhook = 0 ORDER BY learnt_ms DESC LIMIT 1)"
    ).fetchone()[0]
    posted = db.execute(
        f"SELECT max(at_ms) FROM (SELECT m.at_ms {_POSTED} ORDER BY e.id DESC LIMIT 100)"  # noqa: S608 - a constant of ours
    ).fetchone()[0]
    later = db.execute(
        f"SELECT max(m.at_ms) {_POSTED} AND e.received_ts >= ? / 1000",
        (posted,),
    ).fetchone()[0]
    return max((at_ms for at_ms in (polled, posted, later) if at_ms is not None), default=None)


def due_times(db: Connection) -> tuple[int, ...]:
    """When each open issue is due, epoch seconds, the most urgent first."""
    rows = db.execute("SELECT due_ts FROM issues WHERE state = 'OPEN' ORDER BY due_ts")
    return tuple(moment(row[0]) or 0 for row in rows)


def unreadable(db: Connection) -> tuple[tuple[str, int, str, bool], ...]:
    """Conversations whose reading fails: id, changed and not read since (epoch seconds), error.

    And whether the customer has an open issue.
    """
    rows = db.execute(
        "SELECT id, pending_ts, error, EXISTS (SELECT 1 FROM issues AS i "
        "WHERE i.contact_id = c.contact_id AND i.state = 'OPEN') FROM conversations AS c "
        "WHERE pending_ts IS NOT NULL AND error IS NOT NULL ORDER BY pending_ts, id"
    )
    return tuple((row[0], row[1], row[2], bool(row[3])) for row in rows)
