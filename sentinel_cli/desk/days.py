"""Days opened or closed by hand: the calendar changes, and every due time that hangs on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from sqlite3 import Connection

from sentinel_cli import RefusedError, hours
from sentinel_cli.desk.operations import Actor, remark
from sentinel_cli.engine.start import calendar_in_force
from sentinel_cli.hours import Calendar, Window
from sentinel_cli.model import DayHours, Issue
from sentinel_cli.rules.due import retimed
from sentinel_cli.settings import Settings
from sentinel_cli.store import calendar_days, issues


@dataclass(frozen=True, slots=True)
class Moved:
    """An issue as it is due now, and when it was due."""

    issue: Issue
    was_ts: int


def set_hours(
    db: Connection,
    given: Mapping[date, tuple[Window, ...]],
    *,
    settings: Settings,
    actor: Actor,
) -> tuple[Moved, ...]:
    """Give each of these days its hours (none: closed), and re-time what is open. One transaction.

    A day that has its hours already is left as it is: of a range the weekend is closed anyhow.

    Raises:
        RefusedError: all of them have theirs already.
    """
    before = calendar_in_force(db, settings.calendar)
    changed = {day: own for day, own in given.items() if hours.windows(before, day) != own}
    if not changed:
        raise RefusedError(f"{hours.in_words(before, next(iter(given)))} already")
    for day, windows in changed.items():
        said = DayHours(
            day=day, windows=windows, at_ms=actor.now_ms, by=actor.name, run_id=actor.run_id
        )
        calendar_days.add(db, said)
    return _retime(db, before, settings=settings, actor=actor)


def take_back(
    db: Connection, run_id: str, *, settings: Settings, actor: Actor
) -> tuple[Moved, ...]:
    """What one command said of days never was; due times go back with it."""
    before = calendar_in_force(db, settings.calendar)
    for said in calendar_days.of_run(db, run_id):
        undo = replace(said, at_ms=actor.now_ms, by=actor.name, run_id=actor.run_id)
        calendar_days.add(db, undo, undoes=said.id)
    return _retime(db, before, settings=settings, actor=actor)


def _retime(
    db: Connection, before: Calendar, *, settings: Settings, actor: Actor
) -> tuple[Moved, ...]:
    after = calendar_in_force(db, settings.calendar)
    moved = []
    for issue in issues.open_issues(db):
        now_due = retimed(issue, before, after)
        if now_due == issue:
            continue
        issues.update(db, now_due)
        if now_due.due_ts != issue.due_ts:
            remark(db, issue, "retimed", f"due_ts {issue.due_ts} -> {now_due.due_ts}", actor)
            moved.append(Moved(now_due, issue.due_ts))
    return tuple(moved)
