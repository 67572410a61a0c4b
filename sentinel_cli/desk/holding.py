"""Snoozes and claims as people make them: operations on one issue, each a row and a log line.

The clock runs on; only the telling waits. What is let go is a row too, so that an undo is exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from sqlite3 import Connection

from sentinel_cli import RefusedError, hours
from sentinel_cli.desk.operations import Actor, Operation, remark
from sentinel_cli.engine.start import calendar_in_force
from sentinel_cli.model import Hold, HoldKind, Issue, State
from sentinel_cli.settings import Settings
from sentinel_cli.store import holds, messages

CLAIM_S = 2 * 3600
"""Business seconds that a claim holds."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has an issue: a manager's contact id, and what the others call them."""

    manager_id: str
    name: str


def snooze(until_ts: int, reason: str) -> Operation:
    """An operation that holds the telling until then, for that reason."""

    def write(db: Connection, issue: Issue, settings: Settings, actor: Actor) -> str:
        del settings
        _refuse_ended(issue)
        _add(db, issue, HoldKind.SNOOZE, actor, until_ts=until_ts, reason=reason)
        remark(db, issue, "snooze", f"until {until_ts}: {reason}", actor)
        return f"#{issue.id} snoozed"

    return write


def claim(holder: Holder, *, taking: bool = True) -> Operation:
    """An operation by which a manager takes an issue, or is given it, for 2 business hours.

    Whoever takes what another has is told so; giving moves it.
    """

    def write(db: Connection, issue: Issue, settings: Settings, actor: Actor) -> str:
        _refuse_ended(issue)
        now_ts = actor.now_ms // 1000
        had = claimed(db, issue, now_ts=now_ts)
        if taking and had is not None and had.for_manager != holder.manager_id:
            raise RefusedError(
                f"#{issue.id} is another's until "
                f"{_clock(had, settings)}: GIVE {issue.id} {holder.name.upper()} takes it over"
            )
        calendar = calendar_in_force(db, settings.calendar)
        until_ts = hours.add(calendar, now_ts, CLAIM_S)
        _add(db, issue, HoldKind.CLAIM, actor, until_ts=until_ts, for_manager=holder.manager_id)
        remark(db, issue, "claim", f"{holder.name} has it until {until_ts}", actor)
        return f"#{issue.id} is {holder.name}'s until {hours.local(calendar, until_ts):%a %H:%M}"

    return write


def drop(db: Connection, issue: Issue, settings: Settings, actor: Actor) -> str:
    """Let go of what holds the telling of an issue: a manager of what is not another's claim."""
    del settings
    now_ts = actor.now_ms // 1000
    standing = [hold for hold in _standing(db, issue) if hold.holds_at(now_ts)]
    own = [
        hold
        for hold in standing
        if hold.kind is HoldKind.SNOOZE or actor.manager_id in {None, hold.for_manager}
    ]
    if not own:
        nobody = "nobody has it and it is not snoozed" if not standing else "it is another's"
        raise RefusedError(f"#{issue.id}: {nobody}")
    for hold in own:
        _add(db, issue, hold.kind, actor, until_ts=None)
        remark(db, issue, "drop", f"{hold.kind} let go", actor)
    return f"#{issue.id} let go"


def claimed(db: Connection, issue: Issue, *, now_ts: int) -> Hold | None:
    """The claim on an issue that holds now."""
    found = (h for h in _standing(db, issue) if h.kind is HoldKind.CLAIM and h.holds_at(now_ts))
    return next(found, None)


def _standing(db: Connection, issue: Issue) -> list[Hold]:
    """The last word of each kind on an issue."""
    last = {hold.kind: hold for hold in holds.of_issue(db, issue.id or 0)}
    return list(last.values())


def _refuse_ended(issue: Issue) -> None:
    if issue.state is State.RESOLVED:
        raise RefusedError(
            f"#{issue.id} is not open: nobody is told of it. REOPEN {issue.id} opens it"
        )


def _clock(hold: Hold, settings: Settings) -> str:
    until = hours.local(settings.calendar, hold.until_ts or 0)
    return f"{until:%a} {until.hour % 12 or 12}:{until:%M} {'AM' if until.hour < 12 else 'PM'}"  # noqa: PLR2004 - noon


def _add(
    db: Connection,
    issue: Issue,
    kind: HoldKind,
    actor: Actor,
    *,
    until_ts: int | None,
    for_manager: str | None = None,
    reason: str = "",
) -> None:
    holds.add(
        db,
        Hold(
            kind=kind,
            issue_id=issue.id or 0,
            at_ms=actor.now_ms,
            by=actor.name,
            until_ts=until_ts,
            for_manager=for_manager or actor.manager_id,
            reason=reason,
            covers=messages.last_row(db, issue.contact_id),
            run_id=actor.run_id,
        ),
    )
