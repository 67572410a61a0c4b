"""Messages: one row each, whoever told us of it and how often."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields, replace
from sqlite3 import Connection, Row

from sentinel_cli.model import (
    MOST_HEARD,
    SAME_POST_MS,
    Channel,
    DateSource,
    Direction,
    Issue,
    Message,
    Opening,
    Resolution,
)
from sentinel_cli.store import transcripts
from sentinel_cli.store.rows import FOREVER, column
from sentinel_cli.store.transcripts import CALLS

COLUMNS = tuple(field.name for field in fields(Message))
_CONTENT = tuple(name for name in COLUMNS if name not in {"row", "issue_id", "transcript"})
_SAID = (
    f"CASE WHEN channel IN {CALLS} THEN "  # noqa: S608 - a constant of ours
    "(SELECT said FROM transcripts AS t WHERE t.row = messages.row) END AS transcript"
)
_FIELDS = ", ".join(_SAID if name == "transcript" else name for name in COLUMNS)
_SELECT = f"SELECT {_FIELDS} FROM messages"  # noqa: S608 - names of our own fields
_INSERT = (
    f"INSERT INTO messages ({', '.join(_CONTENT)}) "  # noqa: S608 - names of our own fields
    f"VALUES ({', '.join('?' for _ in _CONTENT)})"
)
_UPDATE = f"UPDATE messages SET {', '.join(f'{name} = ?' for name in _CONTENT)} WHERE row = ?"  # noqa: S608 - names of our own fields

FINAL_S = 24 * 3600
"""A text of ours may fail so long after it was sent."""
_RINGING_CHANNELS = "('CALL', 'IVR_CALL', 'CUSTOM_CALL')"
_FAR_BACK = 500
# As in the index messages_unsettled, which serves a query only if it says the same.
UNSETTLED = "('pending', 'queued', 'sent', 'scheduled', 'ringing', 'in-progress', 'answered')"


def by_ghl_id(db: Connection, ghl_id: str) -> Message | None:
    """The message with this GHL id, if it is stored."""
    row = db.execute(f"{_SELECT} WHERE ghl_id = ?", (ghl_id,)).fetchone()
    return _message(row) if row else None


def by_row(db: Connection, row_id: int) -> Message | None:
    """The message in this row, if it is stored."""
    row = db.execute(f"{_SELECT} WHERE row = ?", (row_id,)).fetchone()
    return _message(row) if row else None


def same_post(db: Connection, message: Message) -> Message | None:
    """An equal message without an id within 60 s: the same webhook posted again."""
    # With `+` SQLite weighs no index by these values: it would prepare the statement anew for each.
    found = db.execute(
        "SELECT row FROM messages "
        "WHERE contact_id = ? AND ghl_id IS NULL AND +direction = ? AND +channel = ? "
        "AND text = ? AND at_ms BETWEEN ? AND ? ORDER BY at_ms, row LIMIT 1",
        (
            message.contact_id,
            message.direction,
            message.channel,
            message.text,
            message.at_ms - SAME_POST_MS,
            message.at_ms + SAME_POST_MS,
        ),
    ).fetchone()
    return by_row(db, found[0]) if found else None  # hardly ever: asked for by every webhook


def insert(db: Connection, message: Message) -> Message:
    """Store a new message; returns it with its row."""
    cursor = db.execute(_INSERT, _values(message))
    return replace(message, row=cursor.lastrowid or 0)


def update(db: Connection, message: Message) -> None:
    """Write a message's content over its row; its issue stays."""
    db.execute(_UPDATE, (*_values(message), message.row))


def delete(db: Connection, row_id: int) -> None:
    """Forget a message that proved to be another one's repeat."""
    db.execute("DELETE FROM messages WHERE row = ?", (row_id,))


def assign(db: Connection, rows: Iterable[int], issue_id: int) -> None:
    """Let messages remember their issue."""
    db.executemany(
        "UPDATE messages SET issue_id = ? WHERE row = ?", [(issue_id, row) for row in rows]
    )


def of_contact(
    db: Connection, contact_id: str, *, since_ms: int = 0, until_ms: int = FOREVER
) -> tuple[Message, ...]:
    """A contact's messages from `since_ms` up to and with `until_ms`, oldest first."""
    rows = db.execute(
        f"{_SELECT} WHERE contact_id = ? AND at_ms BETWEEN ? AND ? ORDER BY at_ms, row",
        (contact_id, since_ms, until_ms),
    )
    return tuple(_message(row) for row in rows)


def next_of_contact(
    db: Connection, contact_id: str, *, since_ms: int, after: Message | None, limit: int
) -> tuple[Message, ...]:
    """The next `limit` of a contact's messages from `since_ms` on, behind one that is known."""
    place = (since_ms, 0) if after is None else (after.at_ms, after.row)
    rows = db.execute(
        f"{_SELECT} WHERE contact_id = ? AND (at_ms, row) > (?, ?) ORDER BY at_ms, row LIMIT ?",
        (contact_id, *place, limit),
    )
    return tuple(_message(row) for row in rows)


def latest_begin_ms(db: Connection, contact_id: str, *, until_ms: int, limit: int) -> int:
    """When the first of a contact's last `limit` messages up to then was; 0: there are no more."""
    row = db.execute(
        "SELECT at_ms FROM messages WHERE contact_id = ? AND at_ms <= ? "
        "ORDER BY at_ms DESC LIMIT 1 OFFSET ?",
        (contact_id, until_ms, limit - 1),
    ).fetchone()
    return int(row[0]) if row else 0


def count_before(db: Connection, contact_id: str, *, before_ms: int) -> int:
    """How many messages of a contact are older than that."""
    found = db.execute(
        "SELECT count(*) FROM messages WHERE contact_id = ? AND at_ms < ?", (contact_id, before_ms)
    )
    return int(found.fetchone()[0])


def stored(db: Connection, rows: Iterable[int]) -> frozenset[int]:
    """Which of these rows are stored."""
    found = db.execute(
        "SELECT row FROM messages WHERE row IN (SELECT value FROM json_each(?))",
        (json.dumps(list(rows)),),
    )
    return frozenset(row[0] for row in found)


def last_said(db: Connection, contact_id: str, *, before_ms: int) -> tuple[Message, ...]:
    """The business's last texts that may have reached the customer before then, in order.

    They go back to the customer's text before them, and not further than `MOST_HEARD`. After so
    many texts of the customer's alone nothing is heard any more: a row of them closes nothing.
    """
    rows = db.execute(
        f"{_SELECT} WHERE contact_id = ? AND at_ms < ? AND text <> '' "
        "ORDER BY at_ms DESC, row DESC LIMIT ?",
        (contact_id, before_ms, _FAR_BACK),
    )
    said: list[Message] = []
    for message in map(_message, rows):
        if message.speaks_to_customer:
            said.append(message)
        elif said and message.direction is Direction.INBOUND and message.channel.is_text:
            break
        if len(said) == MOST_HEARD:
            break
    return tuple(reversed(said))


def of_issue(db: Connection, issue: Issue) -> tuple[Message, ...]:
    """What the customer wrote in this issue, in order."""
    rows = db.execute(
        f"{_SELECT} WHERE contact_id = ? AND issue_id = ? AND direction = 'inbound' "
        "AND text <> '' ORDER BY at_ms, row",
        (issue.contact_id, issue.id),
    )
    return tuple(_message(row) for row in rows)


def openings(db: Connection, unfrozen_issues: Iterable[Issue]) -> tuple[Opening, ...]:
    """The beginnings of issues whose opening message is not stored."""
    found = []
    for issue in unfrozen_issues:
        if issue.id is None or issue.resolution in {Resolution.MERGED, Resolution.RETRACTED}:
            continue
        stored = db.execute("SELECT 1 FROM messages WHERE row = ?", (issue.opening_row,)).fetchone()
        if stored is None:
            opening = Opening(issue_id=issue.id, type=issue.type, at_ms=issue.created_ts * 1000)
            found.append(opening)
    return tuple(found)


def provisional(db: Connection, contact_id: str) -> tuple[Message, ...]:
    """A contact's messages that have no GHL id yet."""
    rows = db.execute(
        f"{_SELECT} WHERE contact_id = ? AND ghl_id IS NULL ORDER BY row", (contact_id,)
    )
    return tuple(_message(row) for row in rows)


def last_row(db: Connection, contact_id: str) -> int:
    """The highest row stored for a contact: what an action taken now covers."""
    found = db.execute("SELECT max(row) FROM messages WHERE contact_id = ?", (contact_id,))
    return int(found.fetchone()[0] or 0)


def contacts_with_unsettled_messages(
    db: Connection, *, since_ms: int, unread_since_ts: int
) -> tuple[str, ...]:
    """Contacts of whom GHL may yet say something else without showing it in its search.

    A text of ours may still fail, which matters while an issue is open or just ended by it; a
    customer's call that was going on when it was read may have been missed. Such a message is final
    once its thread was read a day after it; until then it is asked for again when it was not read
    since `unread_since_ts`.
    """
    rows = db.execute(
        "SELECT DISTINCT m.contact_id FROM messages AS m "  # noqa: S608 - a constant of ours
        "INDEXED BY messages_unsettled "
        f"WHERE m.status IN {UNSETTLED} AND m.at_ms >= :since_ms "
        f"AND ((m.direction = 'inbound' AND m.channel IN {_RINGING_CHANNELS} "
        "       AND NOT (m.channel = 'CUSTOM_CALL' AND m.status = 'answered')) "  # which is its end
        "     OR (m.direction = 'outbound' AND EXISTS "
        "         (SELECT 1 FROM issues AS i WHERE i.contact_id = m.contact_id "
        "          AND (i.state = 'OPEN' OR i.resolved_ts >= :since_ts)))) "
        "AND NOT EXISTS (SELECT 1 FROM conversations AS c WHERE c.contact_id = m.contact_id "
        "                AND c.id = coalesce(m.conversation_id, c.id) "
        "                AND c.read_ts > min(:unread_since_ts, m.at_ms / 1000 + :final_s))",
        {
            "since_ms": since_ms,
            "since_ts": since_ms // 1000,
            "unread_since_ts": unread_since_ts,
            "final_s": FINAL_S,
        },
    )
    return tuple(sorted(row[0] for row in rows))


def ringing(db: Connection, *, since_ms: int, until_ms: int) -> tuple[Message, ...]:
    """Customers' calls that began then, have not ended as far as is known, and did not ring out."""
    rows = db.execute(
        f"{_SELECT} INDEXED BY messages_unsettled WHERE status IN {UNSETTLED} "
        f"AND at_ms BETWEEN ? AND ? AND direction = 'inbound' AND channel IN {_RINGING_CHANNELS} "
        "AND rang_out = 0",
        (since_ms, until_ms),
    )
    return tuple(_message(row) for row in rows)


def unsent_to_waiting(db: Connection) -> tuple[Message, ...]:
    """Texts of ours to customers with an open issue that GHL has not called sent, oldest first."""
    rows = db.execute(
        f"{_SELECT} WHERE row IN (SELECT m.row FROM issues AS i INDEXED BY issues_one_open "  # noqa: S608 - names of our own fields
        "JOIN messages AS m ON m.contact_id = i.contact_id AND m.at_ms >= i.created_ts * 1000 "
        "WHERE i.state = 'OPEN' AND m.direction = 'outbound' "
        "AND m.status IN ('pending', 'queued')) ORDER BY at_ms, row"
    )
    return tuple(_message(row) for row in rows)


def unknown_types(db: Connection, *, since_ms: int) -> tuple[tuple[str, int], ...]:
    """The types nobody knows that customers sent since then, and how often."""
    rows = db.execute(
        "SELECT type_name, count(*) FROM messages INDEXED BY messages_unknown "
        "WHERE type_name IS NOT NULL AND at_ms >= ? AND direction = 'inbound' "
        "GROUP BY type_name ORDER BY type_name",
        (since_ms,),
    )
    return tuple((row[0], row[1]) for row in rows)


def inbound_calls(db: Connection, *, since_ms: int) -> tuple[Message, ...]:
    """Customers' calls since then."""
    rows = db.execute(
        f"{_SELECT} INDEXED BY messages_calls WHERE direction = 'inbound' "
        f"AND channel IN {CALLS} AND at_ms >= ? AND channel IN {_RINGING_CHANNELS} "
        "ORDER BY at_ms, row",
        (since_ms,),
    )
    return tuple(_message(row) for row in rows)


def unasked_calls(db: Connection, *, since_ms: int) -> tuple[Message, ...]:
    """Customers' calls since then of which GHL was not asked what was said."""
    rows = db.execute(
        f"{_SELECT} INDEXED BY messages_calls WHERE direction = 'inbound' "  # noqa: S608 - constants of ours
        f"AND channel IN {CALLS} AND at_ms >= ? AND ghl_id IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM transcripts AS t WHERE t.row = messages.row) "
        "ORDER BY at_ms, row",
        (since_ms,),
    )
    return tuple(_message(row) for row in rows)


def newest_calls(db: Connection, *, limit: int) -> tuple[Message, ...]:
    """The latest customers' calls that have a GHL id, the latest first."""
    rows = db.execute(
        f"{_SELECT} INDEXED BY messages_calls WHERE direction = 'inbound' "
        f"AND channel IN {CALLS} AND ghl_id IS NOT NULL ORDER BY at_ms DESC, row DESC LIMIT ?",
        (limit,),
    )
    return tuple(_message(row) for row in rows)


def recovered(db: Connection, *, since_ms: int) -> tuple[Message, ...]:
    """What came in and was learnt from GHL since then, without a webhook."""
    rows = db.execute(
        f"{_SELECT} WHERE direction = 'inbound' AND via_webhook = 0 AND learnt_ms >= ?", (since_ms,)
    )
    return tuple(_message(row) for row in rows)


def brought(db: Connection, *, after: int, until: int) -> tuple[Message, ...]:
    """What came in by the webhooks behind number `after` up to and with `until`, each once."""
    rows = db.execute(
        f"{_SELECT} WHERE direction = 'inbound' AND row IN "  # noqa: S608 - names of our own fields
        "(SELECT message_row FROM raw_events WHERE id > ? AND id <= ?)",
        (after, until),
    )
    return tuple(_message(row) for row in rows)


def owners(
    db: Connection, ghl_ids: Sequence[str], *, conversation_ids: Sequence[str]
) -> tuple[str, ...]:
    """The contacts these messages are stored under, unless as part of other conversations."""
    rows = db.execute(
        "SELECT DISTINCT contact_id FROM messages "
        "WHERE ghl_id IN (SELECT value FROM json_each(:ids)) "
        "AND (conversation_id IS NULL OR conversation_id IN (SELECT value FROM json_each(:read)))",
        {"ids": json.dumps(ghl_ids), "read": json.dumps(conversation_ids)},
    )
    return tuple(sorted(row[0] for row in rows))


def vanished(
    db: Connection, conversation_id: str, shown: Collection[str], *, since_ms: int, until_ms: int
) -> tuple[Message, ...]:
    """Texts of ours on their way that a reading of their stretch of the thread does not show."""
    rows = db.execute(
        f"{_SELECT} "  # noqa: S608 - names of our own fields
        "WHERE contact_id = (SELECT contact_id FROM conversations WHERE id = ?) "
        "AND at_ms BETWEEN ? AND ? AND conversation_id = ? AND direction = 'outbound' "
        "AND status IN ('pending', 'queued', 'sent') AND ghl_id IS NOT NULL",
        (conversation_id, since_ms, until_ms, conversation_id),
    )
    return tuple(message for message in map(_message, rows) if _listed_id(message) not in shown)


def _listed_id(message: Message) -> str:
    """GHL's own id also of a message that was set apart from another one under it."""
    return (message.ghl_id or "").partition("@")[0]


def last_words(db: Connection) -> dict[int, str]:
    """The customer's last text of each open issue, by issue."""
    rows = db.execute(
        "SELECT i.id, m.text FROM issues AS i JOIN messages AS m ON m.contact_id = i.contact_id "
        "AND m.at_ms >= i.created_ts * 1000 AND m.issue_id = i.id "
        "WHERE i.state = 'OPEN' AND m.direction = 'inbound' AND m.text <> '' ORDER BY m.at_ms"
    )
    return {row[0]: row[1] for row in rows}


def move(db: Connection, *, old: str, new: str) -> None:
    """A contact was merged into another one: everything that happened goes with it."""
    db.execute("UPDATE messages SET contact_id = ? WHERE contact_id = ?", (new, old))


def _values(message: Message) -> Sequence[object]:
    return [getattr(message, name) for name in _CONTENT]


def _message(row: Row) -> Message:
    values = dict(zip(COLUMNS, row, strict=True))
    values["direction"] = column(Direction, values["direction"])
    values["channel"] = column(Channel, values["channel"])
    values["date_source"] = column(DateSource, values["date_source"])
    for flag in ("reported_missed", "rang_out", "posted", "via_webhook", "via_api"):
        values[flag] = bool(values[flag])
    values["transcript"] = transcripts.spoken(values["transcript"])
    return Message(**values)
