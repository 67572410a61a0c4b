"""Which settings decided about issues, and from when on: `policies`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from sqlite3 import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The deciding settings by name, as text, and the version of the program that applied them."""

    since_ts: int
    version: str
    settings: Mapping[str, str]


def latest(db: Connection) -> Rules | None:
    """What decided last; None before the first run."""
    found = _select(db, "ORDER BY id DESC LIMIT 1")
    return found[0] if found else None


def every(db: Connection) -> tuple[Rules, ...]:
    """All that ever decided, in the order in which they came into force."""
    return _select(db, "ORDER BY id")


def begin(db: Connection, rules: Rules) -> None:
    """From now on these decide."""
    db.execute(
        "INSERT INTO policies (since_ts, version, settings) VALUES (?, ?, ?)",
        (rules.since_ts, rules.version, json.dumps(rules.settings)),
    )


def _select(db: Connection, order: str) -> tuple[Rules, ...]:
    rows = db.execute(f"SELECT since_ts, version, settings FROM policies {order}")  # noqa: S608 - our own words
    return tuple(
        Rules(since_ts=since_ts, version=version, settings=_settings(settings))
        for since_ts, version, settings in rows
    )


@lru_cache(maxsize=4)
def _settings(written: str) -> Mapping[str, str]:
    """Asked for by every webhook, and always the same."""
    return dict(json.loads(written))
