"""Taking one command back: every fact it made is named by one that says it never was.

Nothing is turned round by its opposite: the fold passes over an action that was taken back, so what
was learnt meanwhile counts as if it had never been.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from sqlite3 import Connection

from sentinel_cli import RefusedError
from sentinel_cli.desk import days
from sentinel_cli.desk.days import Moved
from sentinel_cli.desk.operations import Actor
from sentinel_cli.engine.ingest import refold
from sentinel_cli.engine.start import policy_in_force
from sentinel_cli.model import ActionKind, Issue, State
from sentinel_cli.settings import Settings
from sentinel_cli.store import Store, blocked, calendar_days, duty, holds, issue_log, issues

_UNDONE = "undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """The issues as they are afterwards, and the due times that went back."""

    issues: tuple[Issue, ...]
    moved: tuple[Moved, ...]


WITHIN_MS = 60 * 60_000
"""What was done longer ago is not taken back in one word."""


def take_back_last(store: Store, *, settings: Settings, actor: Actor) -> TakenBack:
    """Undo the last thing that this person did to an issue within the hour, in one transaction.

    Raises:
        RefusedError: there is nothing to take back.
    """
    with store.write() as db:
        run_id = issue_log.last_run(db, actor.name, since_ms=actor.now_ms - WITHIN_MS)
        if run_id is None:
            raise RefusedError(
                f"{actor.name} changed no issue within the last hour: "
                "`sentinel issues show ID` tells who did what"
            )
        return take_back(db, run_id, was={}, settings=settings, actor=actor)


def is_change(db: Connection, run_id: str) -> bool:
    """Whether a run left anything to take back: a command that was refused did not."""
    facts = (issue_log.acts_of_run, holds.of_run, calendar_days.of_run, duty.of_run)
    return any(of_run(db, run_id) for of_run in facts)


def take_back(
    db: Connection,
    run_id: str,
    *,
    was: Mapping[int, int | None],
    settings: Settings,
    actor: Actor,
) -> TakenBack:
    """Undo what this person did in one run. `was` are the times at which ends were noticed."""
    acts = issue_log.acts_of_run(db, run_id)
    for line in acts:
        _undo_mark(db, line)
        undo = replace(
            line,
            at_ms=actor.now_ms,
            event=_UNDONE,
            reason=f"takes back: {line.event}",
            run_id=actor.run_id,
            covers=0,
            undoes=line.id,
        )
        issue_log.add(db, undo)
    _undo_holds(db, run_id, actor)
    moved = days.take_back(db, run_id, settings=settings, actor=actor)
    _undo_leaves(db, run_id, actor)
    policy = policy_in_force(db, settings, now_ms=actor.now_ms)
    for contact_id in issue_log.contacts_of_run(db, run_id):
        refold(db, contact_id, policy=policy, now_ms=actor.now_ms, run_id=actor.run_id)
    touched = [issues.get(db, number) for number in dict.fromkeys(line.issue_id for line in acts)]
    return TakenBack(
        issues=tuple(_noticed(db, issue, was) for issue in touched if issue is not None),
        moved=moved,
    )


def _undo_mark(db: Connection, line: issue_log.LogLine) -> None:
    if line.event == ActionKind.SPAM:
        blocked.never_was(db, since_ms=line.at_ms, actor=line.actor)
    if line.event == ActionKind.UNSPAM:
        blocked.still_is(db, until_ms=line.at_ms, actor=line.actor)


def _undo_holds(db: Connection, run_id: str, actor: Actor) -> None:
    for hold in holds.of_run(db, run_id):
        undo = replace(hold, at_ms=actor.now_ms, by=actor.name, run_id=actor.run_id)
        holds.add(db, undo, undoes=hold.id)


def _undo_leaves(db: Connection, run_id: str, actor: Actor) -> None:
    for leave in duty.of_run(db, run_id):
        undo = replace(leave, at_ms=actor.now_ms, by=actor.name, run_id=actor.run_id)
        duty.add(db, undo, undoes=leave.id)


def _noticed(db: Connection, issue: Issue, was: Mapping[int, int | None]) -> Issue:
    """An end that was noticed before is not noticed again: no summary tells it twice."""
    before = was.get(issue.id or 0)
    if issue.state is not State.RESOLVED or before is None or issue.recorded_ts == before:
        return issue
    as_before = replace(issue, recorded_ts=before)
    issues.update(db, as_before)
    return as_before
