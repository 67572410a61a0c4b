"""What managers said of an issue, a day or themselves, and until when it holds.

A hold keeps the telling back, never the clock. Each is a fact with its time and its author; where
two speak of the same thing the later one counts, and an undo takes one back as if it had not been.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from sentinel_cli.hours import Window


class Span(NamedTuple):
    """Epoch seconds, half-open."""

    begins: int
    ends: int


class HoldKind(StrEnum):
    """Why nobody is told for now: it waits for something, or somebody has it."""

    SNOOZE = "snooze"
    CLAIM = "claim"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """The telling of one issue held back from `at_ms` until `until_ts`, half-open.

    `for_manager` is the contact id of who snoozed or has it, None where the shell did. `covers` is
    the highest `Message.row` of the contact stored by then: what comes later may wake a snooze.
    `until_ts` None is a hold that was let go. `run_id` is the run of the command that made it.
    """

    kind: HoldKind
    issue_id: int
    at_ms: int
    by: str
    until_ts: int | None
    for_manager: str | None = None
    reason: str = ""
    covers: int = 0
    run_id: str = ""
    id: int = 0

    def holds_at(self, now_ts: int) -> bool:
        """Whether the telling waits at that moment."""
        return self.until_ts is not None and self.at_ms // 1000 <= now_ts < self.until_ts

    def ran_out(self, now_ts: int) -> bool:
        """Whether it came to its end without being let go: its issue is to be told again."""
        return self.until_ts is not None and self.until_ts <= now_ts


@dataclass(frozen=True, slots=True, kw_only=True)
class DayHours:
    """One local day's hours as a person set them; none: closed."""

    day: date
    windows: tuple[Window, ...]
    at_ms: int
    by: str
    run_id: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """A manager off duty from `from_ts` until `until_ts`, half-open; `is_off` False: back then."""

    manager_id: str
    from_ts: int
    until_ts: int
    is_off: bool
    at_ms: int
    by: str
    run_id: str = ""
    id: int = 0


def held(holds: Iterable[Hold], issue_id: int | None, now_ts: int) -> Hold | None:
    """What keeps an issue from being told now: a snooze before a claim, None when nothing does."""
    found = [hold for hold in holds if hold.issue_id == issue_id and hold.holds_at(now_ts)]
    return max(found, key=lambda hold: hold.kind is HoldKind.SNOOZE, default=None)


def away_until(leaves: Iterable[Leave], manager_id: str, now_ts: int) -> int | None:
    """Until when this manager is off duty; None: on duty now. `leaves` are in the order said."""
    spans = absences(leaves, manager_id, now_ts)
    return next((ends for begins, ends in spans if begins == now_ts), None)


def absences(leaves: Iterable[Leave], manager_id: str, now_ts: int) -> tuple[Span, ...]:
    """When this manager is off duty from now on, in order; between two there is duty."""
    own = [leave for leave in leaves if leave.manager_id == manager_id]
    edges = {ts for leave in own for ts in (leave.from_ts, leave.until_ts) if ts > now_ts}
    spans: list[Span] = []
    for begins, ends in pairwise([now_ts, *sorted(edges)]):
        if not _is_off(own, begins):
            continue
        is_longer = bool(spans) and spans[-1].ends == begins
        spans.append(Span(spans.pop().begins if is_longer else begins, ends))
    return tuple(spans)


def _is_off(own: Sequence[Leave], ts: int) -> bool:
    """What was said last of that moment; a manager of whom nothing was said is on duty."""
    said = [leave.is_off for leave in own if leave.from_ts <= ts < leave.until_ts]
    return said[-1] if said else False
