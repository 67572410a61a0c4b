"""Managers off duty and back: rows of `duty`, and never nobody by mistake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from sqlite3 import Connection

from sentinel_cli import RefusedError, hours
from sentinel_cli.desk.colleagues import names
from sentinel_cli.desk.operations import Actor
from sentinel_cli.hours import Calendar
from sentinel_cli.model import Leave, Span, absences, away_until
from sentinel_cli.settings import Settings
from sentinel_cli.store import duty


def days_off(calendar: Calendar, days: Sequence[date], *, now_ts: int) -> tuple[Span, ...]:
    """The days as spans: whole local days, those in a row as one, today from now on."""
    spans: list[Span] = []
    for day in days:
        begins = max(hours.moment(calendar, day, 0), now_ts)
        ends = hours.moment(calendar, day + timedelta(days=1), 0)
        if spans and spans[-1].ends == begins:
            begins = spans.pop().begins
        spans.append(Span(begins, ends))
    return tuple(spans)


def go_off(
    db: Connection,
    manager_id: str,
    spans: Sequence[Span],
    *,
    settings: Settings,
    actor: Actor,
    anyway: bool = False,
) -> tuple[str, ...]:
    """Take a manager off duty; returns the names of who hears instead.

    That is the deputy, else whoever hears everything.

    Raises:
        RefusedError: nobody who hears everything would be on duty, and `anyway` was not said.
    """
    leaves = duty.leaves(db, after_ts=actor.now_ms // 1000)
    others = [m for m in settings.routes.managers if m.contact_id != manager_id]
    there = [m for m in others if not any(_is_away(leaves, m.contact_id, s) for s in spans)]
    hear_all = [m for m in there if m.hears_everything]
    if not hear_all and not anyway:
        nobody = "nobody else who hears everything is on duty then"
        raise RefusedError(nobody if others else "there is no other manager")
    for begins, ends in spans:
        duty.add(db, _leave(manager_id, begins, ends, is_off=True, actor=actor))
    own = next((m for m in settings.routes.managers if m.contact_id == manager_id), None)
    deputies = [m for m in there if own is not None and m.contact_id == own.deputy]
    known = names(db, settings)
    return tuple(_name(known, m.contact_id) for m in deputies or hear_all)


def come_back(
    db: Connection, manager_id: str, *, actor: Actor
) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """On duty from now on; whoever is on duty already takes back every absence that was planned.

    Returns what was ended and what is planned still; nothing was where nothing is ended.
    """
    now_ts = actor.now_ms // 1000
    spans = absences(duty.leaves(db, after_ts=now_ts), manager_id, now_ts)
    is_away = bool(spans) and spans[0].begins == now_ts
    ended = spans[:1] if is_away else spans
    for begins, ends in ended:
        duty.add(db, _leave(manager_id, begins, ends, is_off=False, actor=actor))
    return ended, spans[len(ended) :]


def _is_away(leaves: Sequence[Leave], manager_id: str, span: Span) -> bool:
    """Whether a manager is off when the span begins."""
    return away_until(leaves, manager_id, span[0]) is not None


def _name(known: Mapping[str, str], manager_id: str) -> str:
    return known[manager_id].split()[0] if manager_id in known else manager_id


def _leave(manager_id: str, begins: int, ends: int, *, is_off: bool, actor: Actor) -> Leave:
    return Leave(
        manager_id=manager_id,
        from_ts=begins,
        until_ts=ends,
        is_off=is_off,
        at_ms=actor.now_ms,
        by=actor.name,
        run_id=actor.run_id,
    )
