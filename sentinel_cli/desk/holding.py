"""Snoozes and claims as people make them: operations on one issue, each a row and a log line.

The clock runs on; only the telling waits. What is let go is a row too, so that an undo is exact.
"""

from __future__ import annotations

from datetime import timedelta
from sqlite3 import Connection

from sentinel_cli import RefusedError, hours
from sentinel_cli.desk.colleagues import Holder, names
from sentinel_cli.desk.operations import Actor, Operation, remark
from sentinel_cli.engine.start import calendar_in_force
from sentinel_cli.hours import Calendar
from sentinel_cli.model import Hold, HoldKind, Issue, State
from sentinel_cli.rules import dates
from sentinel_cli.rules.commands.forms import LONGEST_SNOOZE_DAYS
from sentinel_cli.rules.dates import Moment, Question
from sentinel_cli.rules.tokens import tokens
from sentinel_cli.settings import Settings
from sentinel_cli.store import holds, messages

CLAIM_S = 2 * 3600
"""Business seconds that a claim holds."""


_EXPECTED = "expected one to come, like 'fri 9am' or 'nov 28 2pm'"


def ends_at(words: str, calendar: Calendar, *, now_ts: int) -> int:
    """When a snooze ends that was typed as `fri 9am`. Raises RefusedError: what to ask back."""
    now = hours.local(calendar, now_ts)
    pieces = tokens(words)
    found = dates.moment(pieces, 0, now=now)
    if found is None or found[1] < len(pieces):
        raise RefusedError(f"{words!r} is no time: {_EXPECTED}")
    if isinstance(found[0], Question):
        raise RefusedError(f"{words!r}: {found[0].words.rstrip('.')}: {_EXPECTED}")
    if found[0].day > now.date() + timedelta(days=LONGEST_SNOOZE_DAYS):
        raise RefusedError(f"{words!r}: a snooze ends within {LONGEST_SNOOZE_DAYS} days")
    return ending(calendar, found[0])


def ending(calendar: Calendar, moment: Moment) -> int:
    """The moment as epoch seconds; a day without a time ends when the business opens."""
    if moment.minute is not None:
        return hours.moment(calendar, moment.day, moment.minute)
    return hours.next_opening(calendar, hours.moment(calendar, moment.day, 0))


def snooze(until_ts: int, reason: str) -> Operation:
    """An operation that holds the telling until then, for that reason."""

    def write(db: Connection, issue: Issue, settings: Settings, actor: Actor) -> str:
        _refuse_ended(issue)
        _add(db, issue, HoldKind.SNOOZE, actor, until_ts=until_ts, reason=reason)
        when = _clock(until_ts, settings)
        remark(db, issue, "snooze", f"until {when}: {reason}", actor)
        return f"#{issue.id} snoozed until {when}"

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
            until = _clock(had.until_ts or 0, settings)
            over = f"GIVE {issue.id} {holder.name.upper()} takes it over"
            raise RefusedError(f"{_whose(db, had, settings)} has #{issue.id} until {until}: {over}")
        calendar = calendar_in_force(db, settings.calendar)
        until_ts = hours.add(calendar, now_ts, CLAIM_S)
        _add(db, issue, HoldKind.CLAIM, actor, until_ts=until_ts, for_manager=holder.manager_id)
        when = _clock(until_ts, settings)
        remark(db, issue, "claim", f"{holder.name} has it until {when}", actor)
        return f"#{issue.id} is {holder.name}'s until {when}"

    return write


def drop(db: Connection, issue: Issue, settings: Settings, actor: Actor) -> str:
    """Let go of what holds the telling of an issue: a manager of what is not another's claim."""
    now_ts = actor.now_ms // 1000
    standing = [hold for hold in _standing(db, issue) if hold.holds_at(now_ts)]
    own = [
        hold
        for hold in standing
        if hold.kind is HoldKind.SNOOZE or actor.manager_id in {None, hold.for_manager}
    ]
    if not own:
        why = "nobody has it, and it is not snoozed"
        if standing:
            why = f"{_whose(db, standing[0], settings)} has it; GIVE {issue.id} and a name moves it"
        raise RefusedError(f"#{issue.id}: {why}")
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


def _whose(db: Connection, hold: Hold, settings: Settings) -> str:
    name = names(db, settings).get(hold.for_manager or "")
    return name.split()[0] if name else "another manager"


def _refuse_ended(issue: Issue) -> None:
    if issue.state is State.RESOLVED:
        raise RefusedError(
            f"#{issue.id} is not open: nobody is told of it. REOPEN {issue.id} opens it"
        )


def _clock(ts: int, settings: Settings) -> str:
    then = hours.local(settings.calendar, ts)
    return f"{dates.named(then.date())} {dates.clock_name(then.hour * 60 + then.minute)}"


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
