"""UNDO: the sender's last change within the hour, as if it had never been."""

from __future__ import annotations

from sqlite3 import Connection

from sentinel_cli.desk.commands.days import moved_lines
from sentinel_cli.desk.commands.order import Answer, Order, numbers
from sentinel_cli.desk.undoing import WITHIN_MS, TakenBack, is_change, take_back
from sentinel_cli.model import Issue, State
from sentinel_cli.rules.commands import Verb
from sentinel_cli.store import commands
from sentinel_cli.store.commands import Ordered
from sentinel_cli.texts import replies
from sentinel_cli.texts.spoken import ended, spoken

CHANGES = frozenset(Verb) - {
    Verb.LIST, Verb.MORE, Verb.OPEN, Verb.HOURS, Verb.HELP, Verb.UNDO
}  # fmt: skip


def last_change(db: Connection, order: Order) -> Ordered | None:
    """What UNDO would take back."""
    since_ms = order.actor.now_ms - WITHIN_MS
    verbs = frozenset(map(str, CHANGES))
    given = commands.given(db, order.manager_id, verbs=verbs, since_ms=since_ms)
    return next((change for change in given if is_change(db, change.run_id)), None)


def undo(db: Connection, order: Order) -> Answer:
    """Take the last change back; nothing to take back is said."""
    change = last_change(db, order)
    if change is None:
        return Answer(text="You changed nothing within the last hour. LIST shows who waits.")
    taken = take_back(db, change.run_id, was=change.was, settings=order.settings, actor=order.actor)
    lines = [f"Taken back: {change.text}", *_now(taken, order)]
    return Answer(
        text=replies.bounded(lines),
        ids=tuple(numbers(taken.issues)),
        acted=taken.issues,
        undoes=change.id,
    )


def _now(taken: TakenBack, order: Order) -> list[str]:
    """How each issue stands; of one whose due time went back, that says it already."""
    moved = {one.issue.id for one in taken.moved}
    lines = [
        f"{replies.named(issue)}: {_standing(issue, order)}"
        for issue in taken.issues
        if issue.id not in moved
    ]
    lines = replies.first_few(lines, of=f"{len(lines)} issues:")
    return lines + (moved_lines(taken.moved, order) if taken.moved else [])


def _standing(issue: Issue, order: Order) -> str:
    calendar = order.policy.calendar
    if issue.state is State.OPEN:
        return f"open, due {spoken(issue.due_ts, calendar=calendar, now_ts=order.now_ts)}"
    return ended(issue, calendar=calendar, now_ts=order.now_ts)
