"""What every run needs first: since when Sentinel watches, its policy, its location."""

from __future__ import annotations

import json
import os
from sqlite3 import Connection

from sentinel_cli import __version__
from sentinel_cli.model import Policy
from sentinel_cli.settings import Settings
from sentinel_cli.store import state

INSTALLED = "installed_ts"
FLOOR = "floor_ts"
LOCATION = "location_id"
SUMMARY_UNTIL = "summary_until_ts"
"""Key: up to when a composed summary has told; what is noticed later must be dated later."""
POLICY = "policy"
POLICY_SINCE = "policy_since_ts"
LAST_POLL = "last_poll_ts"
"""Key: when GHL was last read, epoch seconds."""


def new_run_id(kind: str) -> str:
    """A name for one run, to find its lines, changes and texts by: `poll-5f3a9c21`."""
    return f"{kind}-{os.urandom(4).hex()}"


def policy_in_force(db: Connection, settings: Settings, *, now_ms: int) -> Policy:
    """The rules under the present settings, looking back to before the first start.

    Also remembers since when these settings hold: due times computed earlier followed others.
    """
    kept = state.several(db, INSTALLED, FLOOR, POLICY)
    if INSTALLED not in kept:
        kept |= _first_start(db, settings, now_ts=now_ms // 1000)
    kept |= _never_ahead(kept, settings, now_ts=now_ms // 1000)
    rules = _rules(settings)
    if kept.get(POLICY) != rules:
        state.put(db, POLICY, rules)
        state.put(db, POLICY_SINCE, now_ms // 1000)
    return _policy(settings, kept)


def _first_start(db: Connection, settings: Settings, *, now_ts: int) -> dict[str, str]:
    state.put(db, INSTALLED, now_ts)
    state.put(db, FLOOR, now_ts - settings.lookback_s)
    state.put(db, SUMMARY_UNTIL, now_ts)
    return state.several(db, INSTALLED, FLOOR)


def _never_ahead(kept: dict[str, str], settings: Settings, *, now_ts: int) -> dict[str, str]:
    """A first start by a clock that ran ahead must hide no customer: it counts as of now."""
    if int(kept[INSTALLED]) <= now_ts:
        return {}
    return {INSTALLED: str(now_ts), FLOOR: str(now_ts - settings.lookback_s)}


def policy_as_read(db: Connection, settings: Settings) -> Policy:
    """The same rules for one who only looks: nothing is written, not even the first start."""
    return _policy(settings, state.several(db, INSTALLED, FLOOR))


def _policy(settings: Settings, kept: dict[str, str]) -> Policy:
    return settings.policy(
        floor_ms=int(kept.get(FLOOR, 0)) * 1000,
        installed_ms=int(kept.get(INSTALLED, 0)) * 1000,
    )


def policy_since_ts(db: Connection, settings: Settings, *, now_ts: int) -> int:
    """Since when these settings and this program decide; now, when no run has had them yet."""
    if state.get(db, POLICY) != _rules(settings):
        return now_ts
    return state.number(db, POLICY_SINCE) or 0


def _rules(settings: Settings) -> str:
    """What decides, to compare: another program may judge by other rules."""
    return json.dumps({**settings.policy_values(), "version": __version__}, sort_keys=True)


def true_contact(db: Connection, contact_id: str) -> str:
    """The contact this one was merged into, or itself. Chains end: a loop would be GHL's bug."""
    for _ in range(10):
        target = state.get(db, f"merged:{contact_id}")
        if target is None or target == contact_id:
            break
        contact_id = target
    return contact_id


def known_locations(db: Connection, settings: Settings) -> frozenset[str]:
    """The GHL locations whose webhooks are ours: the configured one, or the one learnt."""
    known = settings.ghl_location_id or state.get(db, LOCATION)
    return frozenset({known} if known else ())
