"""A database of Sentinel's predecessor, as its owner has it: local times, odd rows and all."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

SCHEMA = """
CREATE TABLE issues (id INTEGER PRIMARY KEY, issue_type TEXT, contact_id TEXT, phone TEXT,
    contact_name TEXT, conversation_id TEXT, status TEXT, created_ts TEXT, first_inbound_ts TEXT,
    last_inbound_ts TEXT, due_ts TEXT, resolved_ts TEXT, breach_notified_ts TEXT,
    inbound_count INTEGER, outbound_count INTEGER, meta TEXT);
CREATE TABLE raw_events (id INTEGER PRIMARY KEY, received_ts TEXT, source TEXT, payload TEXT);
CREATE TABLE kv_store (key TEXT PRIMARY KEY, value TEXT);
CREATE TABLE spam_phones (phone TEXT PRIMARY KEY, created_ts TEXT);
"""
ROW = {
    "id": 1,
    "issue_type": "SMS",
    "contact_id": "cOld1",
    "phone": "(214) 555-0143",
    "contact_name": "Dana Cole",
    "conversation_id": "vOld1",
    "status": "OPEN",
    "created_ts": "2026-11-24T09:00:05",
    "first_inbound_ts": "2026-11-24T09:00:00",
    "last_inbound_ts": "2026-11-24T09:30:00",
    "due_ts": "2026-11-24T11:00:00-06:00",
    "resolved_ts": None,
    "breach_notified_ts": None,
    "inbound_count": 2,
    "outbound_count": 0,
    "meta": None,
}


def made(path: Path, *rows: dict[str, object], spam: tuple[str, ...] = (), events: int = 0) -> Path:
    """A file with these rows, each a change of `ROW`."""
    with closing(sqlite3.connect(path)) as db, db:
        db.executescript(SCHEMA)
        names = ", ".join(ROW)
        marks = ", ".join("?" for _ in ROW)
        full = [tuple({**ROW, "id": n, **row}.values()) for n, row in enumerate(rows, start=1)]
        db.executemany(f"INSERT INTO issues ({names}) VALUES ({marks})", full)  # noqa: S608
        db.executemany("INSERT INTO spam_phones VALUES (?, '2026-10-01T08:00:00')",
                       [(phone,) for phone in spam])  # fmt: skip
        db.execute("INSERT INTO kv_store VALUES ('last_summary_ts', '2026-11-24T08:00:00')")
        db.executemany("INSERT INTO raw_events (payload) VALUES (?)", [("{}",)] * events)
    return path


def generated(path: Path, count: int, *, seed: int = 1) -> Path:
    """So many rows of every kind, right and odd, from a number."""
    dice = Random(seed)  # noqa: S311 - a history to repeat, no secret
    begin = datetime(2024, 11, 1, 8)  # noqa: DTZ001 - the predecessor's own habit
    rows: list[dict[str, object]] = []
    for n in range(1, count + 1):
        at = begin + timedelta(minutes=100 * n + dice.randint(0, 90))
        offset = dice.choice(("", "-06:00", "Z"))
        status = dice.choice(("PENDING", "OPEN", *["RESOLVED"] * 12, "SPAM", "GONE"))
        rows.append(
            {
                "issue_type": dice.choice(("SMS", "SMS", "MISSED_CALL", "call", "FAX")),
                "contact_id": dice.choice((f"c{n % 500}", f"c{n}", None)),
                "phone": dice.choice((f"+1214555{n % 10000:04}", None, "anonymous")),
                "status": status,
                "created_ts": f"{at:%Y-%m-%dT%H:%M:%S}{offset}",
                "first_inbound_ts": None,
                "last_inbound_ts": dice.choice((f"{at:%Y-%m-%d %H:%M:%S}", None)),
                "due_ts": dice.choice((f"{at + timedelta(hours=2):%Y-%m-%dT%H:%M:%S}", None, "?")),
                "resolved_ts": f"{at + timedelta(hours=1):%Y-%m-%dT%H:%M:%S.%f}{offset}",
                "inbound_count": dice.choice((1, 3, None, -2)),
                "meta": dice.choice((None, json.dumps({"notes": ["called"]}), "{broken")),
            }
        )
    return made(path, *rows, spam=("2145550199", "none"), events=50)
