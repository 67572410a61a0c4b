"""CLOSED and OPEN with a day: the calendar, and the due times that moved with it."""

from __future__ import annotations

from collections.abc import Sequence
from sqlite3 import Connection

from sentinel_cli import RefusedError, hours
from sentinel_cli.desk.commands.order import Answer, Order, numbers, sentence
from sentinel_cli.desk.days import Moved, set_hours
from sentinel_cli.engine.start import calendar_in_force
from sentinel_cli.rules.commands import Command
from sentinel_cli.texts import replies
from sentinel_cli.texts.spoken import spoken


def set_days(db: Connection, order: Order, command: Command) -> Answer:
    """Open or close the days; answered with their hours read back and the due times that moved."""
    try:
        given = dict.fromkeys(command.days, command.windows)
        moved = set_hours(db, given, settings=order.settings, actor=order.actor)
    except RefusedError as refused:
        return Answer(text=f"{sentence(refused)}. HOURS shows the week.")
    calendar = calendar_in_force(db, order.settings.calendar)
    read_back = [hours.in_words(calendar, day) for day in command.days]
    issues = tuple(one.issue for one in moved)
    lines = [*read_back, *moved_lines(moved, order), "Undo: UNDO"]
    return Answer(text=replies.bounded(lines), ids=tuple(numbers(issues)), acted=issues)


def moved_lines(moved: Sequence[Moved], order: Order) -> list[str]:
    """How each due time moved, old and new; of many the first, and how many there are."""
    if not moved:
        return ["No due time moved."]
    lines = [
        f"{replies.named(one.issue)}: due {_said(one.was_ts, order)} -> "
        f"{_said(one.issue.due_ts, order)}"
        for one in moved
    ]
    return replies.first_few(lines, of=f"{len(lines)} due times moved:")


def _said(ts: int, order: Order) -> str:
    return spoken(ts, calendar=order.policy.calendar, now_ts=order.now_ts)
