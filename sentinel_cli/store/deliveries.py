"""The ledger of texts to managers: the intent before the send, the result after it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from sqlite3 import Connection, Row

from sentinel_cli.model import DeliveryState, Level
from sentinel_cli.store.rows import column


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One text to one manager. `until_ts`: what it tells reaches up to then.

    `kind` is `summary`, `alert`, `weekly` or `reply`; `once`: sent by a run that must not repeat
    itself that day. `tells` are the needs of its reader that it meets, by issue. `fate` is what GHL
    said of it later, when it was asked `fate_asks` times.
    """

    kind: str
    contact_id: str
    text: str
    until_ts: int
    run_id: str
    slot: str | None = None
    local_date: str | None = None
    once: bool = False
    issue_ids: tuple[int, ...] = ()
    tells: tuple[tuple[int, Level], ...] = ()
    state: DeliveryState = DeliveryState.SENDING
    settled_ts: int | None = None
    message_id: str | None = None
    error: str | None = None
    fate: str | None = None
    fate_asks: int = 0
    id: int = 0


FATE_ASKED_AFTER_S = (2 * 60, 15 * 60)
"""When GHL is asked whether a text it took has arrived."""
FATE_KNOWN_FOR_S = 24 * 3600
_COLUMNS = (
    "id, kind, contact_id, text, until_ts, run_id, slot, local_date, once, issue_ids, state, "
    "settled_ts, message_id, error, fate, fate_asks"
)


def intend(db: Connection, delivery: Delivery) -> int:
    """Write down that a text is about to be sent, and what it tells; returns the row's id."""
    cursor = db.execute(
        "INSERT INTO deliveries (kind, contact_id, slot, local_date, once, text, issue_ids, state, "
        "until_ts, run_id) VALUES (?, ?, ?, ?, ?, ?, ?, 'sending', ?, ?)",
        (
            delivery.kind,
            delivery.contact_id,
            delivery.slot,
            delivery.local_date,
            delivery.once,
            delivery.text,
            json.dumps(delivery.issue_ids),
            delivery.until_ts,
            delivery.run_id,
        ),
    )
    delivery_id = int(cursor.lastrowid or 0)
    db.executemany(
        "INSERT INTO told (delivery_id, issue_id, level) VALUES (?, ?, ?)",
        [(delivery_id, issue_id, level) for issue_id, level in delivery.tells],
    )
    return delivery_id


def answers(db: Connection, contact_id: str, *, since_ts: int) -> tuple[str, ...]:
    """The answers to a person's commands since then that did not fail, the latest first."""
    rows = db.execute(
        "SELECT text FROM deliveries WHERE contact_id = ? AND until_ts > ? "
        "AND kind = 'reply' AND state <> 'failed' ORDER BY until_ts DESC, id DESC",
        (contact_id, since_ts),
    )
    return tuple(row[0] for row in rows)


def settle(
    db: Connection,
    delivery_id: int,
    state: DeliveryState,
    *,
    now_ts: int,
    message_id: str | None = None,
    error: str | None = None,
) -> None:
    """Write down what became of a text."""
    db.execute(
        "UPDATE deliveries SET state = ?, settled_ts = ?, message_id = coalesce(?, message_id), "
        "error = ? WHERE id = ?",
        (state, now_ts, message_id, error, delivery_id),
    )


def settled(
    delivery: Delivery,
    delivery_id: int,
    state: DeliveryState,
    *,
    message_id: str | None,
    error: str | None,
) -> Delivery:
    """The delivery as `settle` left it."""
    return replace(delivery, id=delivery_id, state=state, message_id=message_id, error=error)


def orphans_become_unknown(db: Connection, *, now_ts: int) -> int:
    """Texts that a run was sending when it died: they may have been sent.

    Call it with the senders' lock held: then none of them can be sending. A reply to a manager's
    command is sent without that lock, but within seconds.
    """
    return db.execute(
        "UPDATE deliveries SET state = 'unknown', settled_ts = :now, "
        "error = 'the run ended before GHL answered' "
        "WHERE state = 'sending' AND (kind <> 'reply' OR until_ts < :now - 300)",
        {"now": now_ts},
    ).rowcount


def unknown(db: Connection) -> tuple[Delivery, ...]:
    """Texts of which nobody knows whether they were sent, oldest first."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM deliveries "  # noqa: S608 - a constant of ours
        # The first condition is the index's own.
        "WHERE state IN ('sending', 'unknown') AND state = 'unknown' ORDER BY id"
    )
    return tuple(_delivery(row) for row in rows)


def of_unknown_fate(db: Connection, *, now_ts: int, limit: int) -> tuple[Delivery, ...]:
    """Texts that GHL took and is to be asked about now, oldest first."""
    first_s, second_s = FATE_ASKED_AFTER_S
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM deliveries "  # noqa: S608 - a constant of ours
        "WHERE state = 'sent' AND fate_asks < 2 AND message_id IS NOT NULL "
        "AND until_ts >= :now - :known AND kind <> 'reply' "
        "AND until_ts <= :now - (CASE fate_asks WHEN 0 THEN :first ELSE :second END) "
        "ORDER BY until_ts LIMIT :limit",
        {
            "now": now_ts,
            "known": FATE_KNOWN_FOR_S,
            "first": first_s,
            "second": second_s,
            "limit": limit,
        },
    )
    return tuple(_delivery(row) for row in rows)


def learn_fate(db: Connection, delivery_id: int, fate: str | None, *, is_final: bool) -> None:
    """Write down what GHL says of a text; a final word is not asked for again."""
    db.execute(
        "UPDATE deliveries SET fate = coalesce(?, fate), "
        "fate_asks = CASE WHEN ? THEN 2 ELSE fate_asks + 1 END WHERE id = ?",
        (fate, is_final, delivery_id),
    )


def latest(db: Connection, contact_id: str, *, limit: int) -> tuple[Delivery, ...]:
    """The last texts to a manager, the latest first."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM deliveries WHERE contact_id = ? "  # noqa: S608 - a constant of ours
        "ORDER BY until_ts DESC, id DESC LIMIT ?",
        (contact_id, limit),
    )
    return tuple(_delivery(row) for row in rows)


def last_sent_until(db: Connection, contact_id: str) -> int | None:
    """Up to when this manager has been told."""
    row = db.execute(
        "SELECT until_ts FROM deliveries WHERE contact_id = ? AND kind = 'summary' "
        "AND state = 'sent' ORDER BY until_ts DESC LIMIT 1",
        (contact_id,),
    ).fetchone()
    return int(row[0]) if row else None


def once_states(
    db: Connection, contact_id: str, *, slot: str, local_date: str
) -> frozenset[DeliveryState]:
    """What became of this manager's `--once` texts of a slot on a local day."""
    rows = db.execute(
        "SELECT state FROM deliveries WHERE contact_id = ? AND kind = 'summary' AND once = 1 "
        "AND slot = ? AND local_date = ?",
        (contact_id, slot, local_date),
    )
    return frozenset(DeliveryState(row[0]) for row in rows)


def weekly_states(db: Connection, contact_id: str, *, local_date: str) -> frozenset[DeliveryState]:
    """What became of this manager's texts about the period that began on a local day."""
    rows = db.execute(
        "SELECT state FROM deliveries WHERE contact_id = ? AND kind = 'weekly' AND local_date = ?",
        (contact_id, local_date),
    )
    return frozenset(DeliveryState(row[0]) for row in rows)


def last_weekly(db: Connection, *, local_date: str) -> str | None:
    """The text in which the period that began on a local day was last reported to anybody."""
    row = db.execute(
        "SELECT text FROM deliveries WHERE kind = 'weekly' AND local_date = ? AND state = 'sent' "
        "ORDER BY id DESC LIMIT 1",
        (local_date,),
    ).fetchone()
    return str(row[0]) if row else None


def unsent(db: Connection, *, since_ts: int) -> tuple[Delivery, ...]:
    """Texts that a manager did not get, or may not have got, and none that came later made up for.

    A summary tells everything since the last one that was surely sent, and an answer that did not
    come is asked for again: whoever got a later text lacks nothing.
    """
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM deliveries AS d WHERE until_ts >= ? "  # noqa: S608 - a constant of ours
        "AND state IN ('unknown', 'sending', 'failed') AND NOT EXISTS "
        "(SELECT 1 FROM deliveries AS later WHERE later.contact_id = d.contact_id "
        " AND later.state = 'sent' AND later.id > d.id "
        " AND (later.kind = 'summary' OR later.kind = d.kind)) ORDER BY id",
        (since_ts,),
    )
    return tuple(_delivery(row) for row in rows)


def texts_sent(db: Connection, *, since_ts: int, until_ts: int) -> tuple[str, ...]:
    """The words of every text that was sent in that stretch."""
    rows = db.execute(
        "SELECT text FROM deliveries WHERE until_ts >= ? AND until_ts < ? AND state = 'sent'",
        (since_ts, until_ts),
    )
    return tuple(row[0] for row in rows)


def naming(db: Connection, issue_ids: Iterable[int], *, since_ts: int) -> tuple[Delivery, ...]:
    """Texts that named one of these issues, oldest first."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM deliveries WHERE until_ts >= ? AND EXISTS "  # noqa: S608 - a constant of ours
        "(SELECT 1 FROM json_each(issue_ids) WHERE json_each.value IN "
        " (SELECT value FROM json_each(?))) ORDER BY id",
        (since_ts, json.dumps(list(issue_ids))),
    )
    return tuple(_delivery(row) for row in rows)


def _delivery(row: Row) -> Delivery:
    values = dict(row)
    values["issue_ids"] = tuple(column(json.loads, values["issue_ids"]))
    values["state"] = column(DeliveryState, values["state"])
    values["once"] = bool(values["once"])
    return Delivery(**values)
