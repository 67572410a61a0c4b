"""What people of the company are called, as GHL told it: managers by contact id, staff by user id.

Texts, lists and stories name people; ids are for `--json`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from sqlite3 import Connection

from sentinel_cli.store import state

_NAMES = "names"
_ASKED = "names_asked_ts"


def known(db: Connection) -> dict[str, str]:
    """Every name known, by id."""
    kept = json.loads(state.get(db, _NAMES) or "{}")
    return {str(id_): str(name) for id_, name in kept.items()}


def asked_ts(db: Connection) -> int:
    """When GHL was last asked for names; 0: never."""
    return state.number(db, _ASKED) or 0


def learn(db: Connection, names: Mapping[str, str], *, now_ts: int) -> None:
    """Keep what GHL said; a name once known is not forgotten."""
    state.put(db, _NAMES, json.dumps({**known(db), **names}, ensure_ascii=False, sort_keys=True))
    state.put(db, _ASKED, now_ts)
