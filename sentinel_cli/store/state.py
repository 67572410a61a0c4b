"""Watermarks and small state: `kv_store`."""

from __future__ import annotations

from sqlite3 import Connection

LAST_POLL = "last_poll_ts"
"""Key: when GHL was last read, epoch seconds."""


def get(db: Connection, key: str) -> str | None:
    """The value under a key."""
    row = db.execute("SELECT value FROM kv_store WHERE key = ?", (key,)).fetchone()
    return str(row[0]) if row else None


def several(db: Connection, *keys: str) -> dict[str, str]:
    """The values under those keys that have one."""
    if not keys:
        return {}
    # For a list of keys SQLite would build an index of them first.
    each = ", ".join("(SELECT value FROM kv_store WHERE key = ?)" for _ in keys)
    values = db.execute(f"SELECT {each}", keys).fetchone()
    return {key: value for key, value in zip(keys, values, strict=True) if value is not None}


def number(db: Connection, key: str) -> int | None:
    """The whole number under a key."""
    value = get(db, key)
    return int(value) if value is not None else None


def put(db: Connection, key: str, value: str | int) -> None:
    """Set the value under a key."""
    db.execute(
        "INSERT INTO kv_store (key, value) VALUES (?, ?) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, str(value)),
    )
