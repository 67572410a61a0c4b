"""Webhooks turned away, counted beside the database: a store that fails cannot count.

One small file of a fixed size, written over in place: on a full disk there is room for nothing new.
What cannot be counted is told by the log all the same.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from sentinel_cli.store.files import closing_handle, give_to_owner, new_file

KEPT_HOURS = 14 * 24
LONGEST_WHY = 300
_BYTES = 8192
_HOUR_S = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusals:
    """How many in each hour (epoch hours), when the last one was, and why."""

    hours: Mapping[int, int] = field(default_factory=dict)
    last_ts: int | None = None
    why: str = ""

    def since(self, ts: int) -> int:
        """How many in the hours since then, that of `ts` included."""
        return sum(n for hour, n in self.hours.items() if hour >= ts // _HOUR_S)


def refusals(database: Path) -> Refusals:
    """What is counted beside this database; nothing where nothing can be read."""
    try:
        told = json.loads(_place(database).read_bytes())
        hours = {int(hour): int(n) for hour, n in told["hours"].items()}
        return Refusals(hours=hours, last_ts=told["last_ts"], why=str(told["why"]))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return Refusals()


class RefusalCount:
    """Counts for one receiver; several threads call it at once."""

    def __init__(self, database: Path) -> None:
        self._place = _place(database)
        self._counted = refusals(database)
        self._lock = threading.Lock()
        with suppress(OSError):
            _make(self._place)
            _write(self._place, self._counted)

    def add(self, why: str, *, now_ts: int) -> None:
        """One more, for this reason."""
        with self._lock, suppress(OSError):
            self._counted = _with_one_more(self._counted, why, now_ts=now_ts)
            if not self._place.exists():  # whoever took the database away took it along
                _make(self._place)
            _write(self._place, self._counted)


def _place(database: Path) -> Path:
    return database.with_name(f"{database.name}.refused")


def _make(place: Path) -> None:
    with suppress(FileExistsError), closing_handle(new_file(place)) as handle:
        give_to_owner(handle, place.parent)


def _with_one_more(counted: Refusals, why: str, *, now_ts: int) -> Refusals:
    this_hour = now_ts // _HOUR_S
    hours = {hour: n for hour, n in counted.hours.items() if hour > this_hour - KEPT_HOURS}
    hours[this_hour] = hours.get(this_hour, 0) + 1
    return replace(counted, hours=hours, last_ts=now_ts, why=why[:LONGEST_WHY])


def _write(place: Path, counted: Refusals) -> None:
    told = {"hours": counted.hours, "last_ts": counted.last_ts, "why": counted.why}
    handle = os.open(place, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        os.pwrite(handle, json.dumps(told).encode().ljust(_BYTES), 0)
    finally:
        os.close(handle)
