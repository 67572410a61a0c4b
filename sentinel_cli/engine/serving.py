"""What the running receiver was started with: settings are read once, when a process starts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from sqlite3 import Connection

from sentinel_cli.store import state

SERVING = "serving"
"""Key: a fingerprint of each setting the receiver runs with; empty when it ended by itself."""
_DIGITS = 8


def started(db: Connection, given: Mapping[str, str]) -> None:
    """Write down what the receiver runs with. A few hash digits tell a change, and no secret."""
    state.put(db, SERVING, json.dumps({name: _print(value) for name, value in given.items()}))


def stopped(db: Connection) -> None:
    """It runs no more."""
    state.put(db, SERVING, "")


def changed_since_started(db: Connection, given: Mapping[str, str]) -> tuple[str, ...]:
    """The settings that are not what the receiver runs with; none when it does not run."""
    return unlike(state.get(db, SERVING), given)


def unlike(kept: str | None, given: Mapping[str, str]) -> tuple[str, ...]:
    """The names whose values differ from what is kept under `SERVING`."""
    prints = json.loads(kept or "{}")
    return tuple(
        name for name, value in given.items() if name in prints and prints[name] != _print(value)
    )


def _print(value: str) -> str:
    import hashlib  # noqa: PLC0415 - by now the receiver has loaded it, without OpenSSL

    return hashlib.sha256(value.encode()).hexdigest()[:_DIGITS]
