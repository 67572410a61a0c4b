"""What every run needs first: since when Sentinel watches, its policy, its location."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from sqlite3 import Connection

from sentinel_cli import __version__
from sentinel_cli.hours import Calendar
from sentinel_cli.model import Era, Policy
from sentinel_cli.settings import Environment, Need, Settings, load
from sentinel_cli.store import calendar_days, policies, state
from sentinel_cli.store.policies import Rules

INSTALLED = "installed_ts"
FLOOR = "floor_ts"
LOCATION = "location_id"
TRANSCRIPT_VERSION = "transcript_version"
"""Key: the API version in which this account's transcripts are asked for, if it was found out."""
SUMMARY_UNTIL = "summary_until_ts"
"""Key: up to when a composed summary has told; what is noticed later must be dated later."""
_MERGED = "merged:"
"""Begins the key of a contact that was merged into another one, its value."""
UNLISTED = "poll_unlisted_ts"
"""Key: when GHL last could not list all customers who wrote, epoch seconds."""


def new_run_id(kind: str) -> str:
    """A name for one run, to find its lines, changes and texts by: `poll-5f3a9c21`."""
    return f"{kind}-{os.urandom(4).hex()}"


def policy_in_force(db: Connection, settings: Settings, *, now_ms: int) -> Policy:
    """The rules under the present settings, looking back to before the first start.

    Also remembers since when these settings hold: what was decided earlier followed others.
    """
    kept = _kept(db, settings)
    if INSTALLED not in kept:
        kept |= _first_start(db, settings, now_ts=now_ms // 1000)
    kept |= _never_ahead(kept, settings, now_ts=now_ms // 1000)
    if not _is_in_force(policies.latest(db), settings):
        policies.begin(db, _rules(settings, since_ts=now_ms // 1000))
    return _policy(db, settings, kept)


def _kept(db: Connection, settings: Settings) -> dict[str, str]:
    """Since when Sentinel watches, and which managers' contacts were merged."""
    merged = (f"{_MERGED}{contact_id}" for contact_id in settings.manager_ids)
    return state.several(db, INSTALLED, FLOOR, *merged)


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
    return _policy(db, settings, _kept(db, settings))


def _policy(db: Connection, settings: Settings, kept: Mapping[str, str]) -> Policy:
    policy = _by_settings(db, settings, kept)
    calendar = calendar_in_force(db, policy.calendar)
    return policy if calendar is policy.calendar else replace(policy, calendar=calendar)


def _by_settings(db: Connection, settings: Settings, kept: Mapping[str, str]) -> Policy:
    policy = _since(settings, int(kept.get(FLOOR, 0)), int(kept.get(INSTALLED, 0)))
    heirs = {
        true_contact(db, heir)
        for key, heir in kept.items()
        if key.removeprefix(_MERGED) in policy.managers
    }
    return replace(policy, managers=policy.managers | heirs) if heirs else policy


@lru_cache(maxsize=4)
def _since(settings: Settings, floor_ts: int, installed_ts: int) -> Policy:
    """Asked for by every webhook, and always the same."""
    return settings.policy(floor_ms=floor_ts * 1000, installed_ms=installed_ts * 1000)


def calendar_in_force(
    db: Connection, calendar: Calendar, *, until_ms: int | None = None
) -> Calendar:
    """The settings' calendar with the days that somebody opened or closed by hand.

    `until_ms`: as it was known then.
    """
    said = tuple((d.day, d.windows) for d in calendar_days.in_force(db, until_ms=until_ms))
    return calendar if said == calendar.said else replace(calendar, said=said)


def eras(db: Connection, settings: Settings, *, now_ts: int) -> tuple[Era, ...]:
    """By which rules was decided, the oldest first; the last era is that of these settings.

    Their calendars are the settings': which days were set by hand was known at another time.
    """
    kept = _kept(db, settings)
    known = policies.every(db)
    if not _is_in_force(known[-1] if known else None, settings):
        known = (*known, _rules(settings, since_ts=now_ts))
    return tuple(Era(since_ts=rules.since_ts, policy=_once(db, rules, kept)) for rules in known)


def _once(db: Connection, rules: Rules, kept: Mapping[str, str]) -> Policy | None:
    if rules.version != __version__:
        return None
    given = Environment(given=rules.settings, directory=Path())
    return _by_settings(db, load(given, need=Need.NOTHING), kept)


def _is_in_force(rules: Rules | None, settings: Settings) -> bool:
    """Another version of the program may judge by other rules."""
    decides = (__version__, _values(settings))
    return rules is not None and (rules.version, rules.settings) == decides


@lru_cache(maxsize=4)
def _values(settings: Settings) -> Mapping[str, str]:
    """Asked for by every webhook, and always the same."""
    return settings.policy_values()


def _rules(settings: Settings, *, since_ts: int) -> Rules:
    return Rules(since_ts=since_ts, version=__version__, settings=settings.policy_values())


def true_contact(db: Connection, contact_id: str) -> str:
    """The contact this one was merged into, or itself. Chains end: a loop would be GHL's bug."""
    for _ in range(10):
        target = state.get(db, f"{_MERGED}{contact_id}")
        if target is None or target == contact_id:
            break
        contact_id = target
    return contact_id


def known_locations(db: Connection, settings: Settings) -> frozenset[str]:
    """The GHL locations whose webhooks are ours: the configured one, or the one learnt."""
    known = settings.ghl_location_id or state.get(db, LOCATION)
    return frozenset({known} if known else ())
