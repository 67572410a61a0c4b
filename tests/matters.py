"""Matters and situations for tests of telling: short names for issues at readable times."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from facts import at, policy

from sentinel_cli.model import (
    Aside,
    Issue,
    IssueType,
    Level,
    Manager,
    Matter,
    Pace,
    Routes,
    State,
    Traits,
)
from sentinel_cli.rules.telling import Situation, levels

PAT, ALEX, DANA = "pat", "alex", "dana"
POLICY = policy()
SLA_S = 2 * 3600


def ts(clock: str, day: str = "2026-04-01") -> int:
    """Epoch seconds of a local time; the day is a Wednesday."""
    return at(clock, day) // 1000


def issue(number: int, due: int, **changes: Any) -> Issue:
    """An open text, due then, begun two hours before."""
    values: dict[str, Any] = {
        "type": IssueType.SMS,
        "contact_id": f"c{number}",
        "contact_name": f"Ana Ruiz{number}",
        "created_ts": due - SLA_S,
        **changes,
    }
    return Issue(
        id=number,
        state=State.OPEN,
        due_ts=due,
        due_rule_ts=due,
        last_inbound_ts=due - SLA_S,
        **values,
    )


def matter(
    number: int,
    due: int,
    now: int,
    *,
    aside: Aside | None = None,
    tags: frozenset[str] = frozenset(),
    **changes: Any,
) -> Matter:
    """An open issue as telling sees it at `now`."""
    kept = issue(number, due, **changes)
    known = aside or Aside()
    return Matter(
        issue=kept,
        number=number,
        levels=levels(kept, policy=POLICY, now_ts=now, is_urgent=known.is_urgent),
        traits=Traits(tags=tags),
        aside=known,
    )


def routes(*managers: Manager) -> Routes:
    """These managers; without any, Pat who hears everything."""
    return Routes(managers=managers or (Manager(contact_id=PAT, name="Pat"),))


def situation(now: int, *matters: Matter, **changes: Any) -> Situation:
    """Nobody told of anything yet, unless said otherwise."""
    plain = Situation(
        now_ts=now,
        matters=matters,
        routes=routes(),
        calendar=POLICY.calendar,
        pace=Pace(),
        told={},
        unsure={},
        standings={},
    )
    return replace(plain, **changes)


ALL_LEVELS = frozenset(Level)
