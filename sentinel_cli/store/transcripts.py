"""What was said in calls as GHL wrote it down, and when it is asked next; gone with the message."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from sqlite3 import Connection

from sentinel_cli.model import Sentence
from sentinel_cli.store.rows import column

CALLS = "('CALL', 'IVR_CALL', 'CUSTOM_CALL', 'VOICEMAIL')"
"""The channels of calls, in the words of the index `messages_calls`: only then is it taken."""


@dataclass(frozen=True, slots=True)
class Due:
    """A call of which GHL is to be asked: its message's row and id, and how often it was asked."""

    row: int
    ghl_id: str
    asked: int


@dataclass(frozen=True, slots=True)
class Promised:
    """What was promised in the call of this row, by when, and from when on it is told."""

    row: int
    words: str
    by_ts: int
    tell_ts: int


def expect(db: Connection, row: int, *, next_ts: int) -> None:
    """GHL is to be asked for the transcript of the call in this row, from then on."""
    db.execute(
        "INSERT OR IGNORE INTO transcripts (row, next_ts) "
        "SELECT row, :next_ts FROM messages WHERE row = :row",
        {"row": row, "next_ts": next_ts},
    )


def due(db: Connection, *, now_ts: int, limit: int) -> tuple[Due, ...]:
    """The calls to ask about now, those never asked about first, and of them the latest."""
    rows = db.execute(
        "SELECT t.row, m.ghl_id, t.asked FROM transcripts AS t JOIN messages AS m ON m.row = t.row "
        "WHERE t.next_ts <= ? AND m.ghl_id IS NOT NULL ORDER BY t.asked, t.row DESC LIMIT ?",
        (now_ts, limit),
    )
    return tuple(Due(*row) for row in rows)


def asked(db: Connection, row: int, *, times: int, next_ts: int | None) -> None:
    """GHL had none yet; it is asked again then, or (None) not any more."""
    db.execute("UPDATE transcripts SET asked = ?, next_ts = ? WHERE row = ?", (times, next_ts, row))


def keep(db: Connection, row: int, said: Iterable[Sentence], *, times: int) -> None:
    """What was said, in order; it is not asked for again."""
    told = json.dumps([(one.channel, one.text) for one in said], ensure_ascii=False)
    db.execute(
        "UPDATE transcripts SET asked = ?, next_ts = NULL, said = ? WHERE row = ?",
        (times, told, row),
    )


def promise(db: Connection, row: int, words: str, *, by_ts: int, tell_ts: int) -> None:
    """What was promised in the call, by when, and from when on to tell that it was not kept."""
    db.execute(
        "UPDATE transcripts SET promise = ?, by_ts = ?, tell_ts = ? WHERE row = ?",
        (words, by_ts, tell_ts, row),
    )


def promises(db: Connection, *, since_ts: int, until_ts: int) -> tuple[Promised, ...]:
    """Those to be told of after `since_ts`, up to and with `until_ts`, in that order."""
    rows = db.execute(
        "SELECT row, promise, by_ts, tell_ts FROM transcripts WHERE tell_ts > ? AND tell_ts <= ? "
        "ORDER BY tell_ts, row",
        (since_ts, until_ts),
    )
    return tuple(Promised(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class Tally:
    """Of how many calls GHL was asked, of how many it told, and how many were given up."""

    asked: int = 0
    told: int = 0
    given_up: int = 0


def tally(db: Connection, *, since_ms: int) -> Tally:
    """Of the customers' calls since then."""
    row = db.execute(
        "SELECT count(*), coalesce(sum(t.said IS NOT NULL), 0), "  # noqa: S608 - a constant of ours
        "coalesce(sum(t.said IS NULL AND t.next_ts IS NULL), 0) "
        "FROM messages AS m JOIN transcripts AS t ON t.row = m.row "
        "WHERE m.at_ms >= ? AND m.direction = 'inbound' "
        f"AND m.channel IN {CALLS} AND t.asked > 0",
        (since_ms,),
    ).fetchone()
    return Tally(*row)


def spoken(said: str | None) -> tuple[Sentence, ...]:
    """What was kept of a call, in order."""
    if said is None:
        return ()
    return tuple(
        Sentence(text=text, channel=channel, index=index)
        for index, (channel, text) in enumerate(column(json.loads, said))
    )


def follow(db: Connection, *, old_row: int, new_row: int) -> None:
    """Two rows proved to be one message: what was asked of the one is asked of it."""
    db.execute("UPDATE OR IGNORE transcripts SET row = ? WHERE row = ?", (new_row, old_row))
