"""Commands that change issues: each issue by itself, what is refused keeps no other from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from sqlite3 import Connection

from sentinel_cli import RefusedError, hours
from sentinel_cli.desk import colleagues, holding, operations
from sentinel_cli.desk.colleagues import Holder
from sentinel_cli.desk.commands.order import Answer, Order, numbers, once, sentence, waiting
from sentinel_cli.desk.operations import Operation
from sentinel_cli.model import Issue, away_until
from sentinel_cli.rules.commands import Command, Hint, Verb
from sentinel_cli.rules.dates import Moment
from sentinel_cli.rules.reconcile import Event
from sentinel_cli.store import duty, issue_log, issues
from sentinel_cli.texts import replies
from sentinel_cli.texts.lines import waiting_lines
from sentinel_cli.texts.spoken import spoken

_PLAIN: Mapping[Verb, tuple[Operation, str]] = {
    Verb.DONE: (operations.resolve, "Closed {issue}"),
    Verb.REOPEN: (operations.reopen, "Open again: {issue}, due as before"),
    Verb.SPAM: (operations.spam, "Spam: {issue} closed and muted"),
    Verb.UNSPAM: (operations.unspam, "Heard again: {issue}; nothing was reopened"),
    Verb.DROP: (holding.drop, "Let go: {issue}"),
    Verb.URGENT: (operations.urgent, "Urgent now: {issue}"),
    Verb.CALM: (operations.calm, "Not urgent: {issue}"),
}
_CLOCKS_APART_MS = 60_000
"""So far GHL's clock, by which a text is dated, may be behind ours."""
VERBS = frozenset({*_PLAIN, Verb.NOTE, Verb.SNOOZE, Verb.MINE, Verb.GIVE})


def act(db: Connection, order: Order, command: Command) -> Answer:
    """Do it to each issue; one that is refused is said, and keeps no other from being done."""
    lines: list[str] = []
    acted: list[Issue] = []
    was = {
        issue_id: issue.recorded_ts
        for issue_id in command.ids
        if (issue := issues.get(db, issue_id))
    }
    for issue_id in command.ids:
        try:
            _refuse_newer_number(db, order, issue_id)
            operation, words = _operation(db, order, command)
            done = operations.perform(
                db, issue_id, operation, settings=order.settings, actor=order.actor
            )
        except RefusedError as refused:
            lines.append(sentence(refused))
        else:
            acted.append(done.issue)
            lines.append(words.format(issue=replies.named(done.issue)))
    is_done = command.verb is Verb.DONE
    still = waiting(db, {issue.contact_id for issue in acted}) if is_done else ()
    lines += _afterwards(acted, still, order, command.verb)
    if not acted and not any(_names_a_command(line) for line in lines):
        lines.append("LIST shows who waits.")
    return Answer(
        text=replies.bounded(lines),
        ids=once([*was, *numbers(still)]),
        acted=tuple(acted),
        was=was,
        notices=_notices(db, order, command, acted),
    )


def _refuse_newer_number(db: Connection, order: Order, issue_id: int) -> None:
    """A text cannot mean a number that was given after it: another database had it for another.

    Raises:
        RefusedError: it was, as when a poll reads a text once more after a restore.
    """
    opened = issue_log.of_events(db, issue_id, (Event.OPENED,))
    if opened and opened[0].at_ms > order.message.at_ms + _CLOCKS_APART_MS:
        raise RefusedError(f"#{issue_id} is newer than your text, so it was left alone")


def close_thanks(db: Connection, order: Order) -> Answer:
    """DONE THANKS: close all that are probably only thanks."""
    done = operations.resolve_thanks(db, settings=order.settings, actor=order.actor)
    if not done:
        return Answer(text="Nothing is marked as probably thanks. DONE 12 closes one issue.")
    closed = tuple(one.issue for one in done)
    lines = [f"Closed {replies.named(issue)}" for issue in closed]
    return Answer(
        text=replies.bounded([*lines, "Undo: UNDO"]), ids=tuple(numbers(closed)), acted=closed
    )


def with_colleague(db: Connection, order: Order, hint: Hint) -> Hint:
    """A hint at GIVE names a colleague that there is, and says of another that there is none."""
    if hint.verb is not Verb.GIVE:
        return hint
    others = colleagues.others(db, order.settings, asking=order.manager_id)
    try:
        if hint.text:
            colleagues.called(db, hint.text, order.settings, asking=order.manager_id)
            return hint
    except RefusedError as refused:
        hint = replace(hint, why=f"{sentence(refused)}.")
    if not others:
        return replace(hint, verb=Verb.MINE, text="", why="No other manager's name is known.")
    return replace(hint, text=others[0].upper())


def _names_a_command(line: str) -> bool:
    return any(verb in line.split() for verb in Verb)


def _operation(db: Connection, order: Order, command: Command) -> tuple[Operation, str]:
    """What to do, and how to say that it was done. Raises RefusedError."""
    match command:
        case Command(verb=Verb.NOTE, text=words):
            return operations.note(words), "Noted on {issue}"
        case Command(verb=Verb.SNOOZE, until=Moment() as until, text=reason):
            until_ts = holding.ending(order.policy.calendar, until)
            when = spoken(until_ts, calendar=order.policy.calendar, now_ts=order.now_ts)
            return holding.snooze(until_ts, reason), f"Snoozed until {when}: {{issue}}"
        case Command(verb=Verb.MINE):
            mine = Holder(order.manager_id, order.name(db))
            return holding.claim(mine), f"Yours until {_claimed_until(order)}: {{issue}}"
        case Command(verb=Verb.GIVE):
            theirs = _colleague(db, order, command)
            said = f"{theirs.name} has it until {_claimed_until(order)}: {{issue}}"
            return holding.claim(theirs, taking=False), said
        case _:
            return _PLAIN[command.verb]


def _claimed_until(order: Order) -> str:
    calendar = order.policy.calendar
    until_ts = hours.add(calendar, order.now_ts, holding.CLAIM_S)
    return spoken(until_ts, calendar=calendar, now_ts=order.now_ts)


def _colleague(db: Connection, order: Order, command: Command) -> Holder:
    """The manager whom a GIVE names. Raises RefusedError: nobody, or nobody who is there to act."""
    theirs = colleagues.called(db, command.text, order.settings, asking=order.manager_id)
    off_until_ts = away_until(
        duty.leaves(db, after_ts=order.now_ts), theirs.manager_id, order.now_ts
    )
    if off_until_ts is not None:
        until = spoken(off_until_ts, calendar=order.policy.calendar, now_ts=order.now_ts)
        raise RefusedError(f"{theirs.name} is off until {until}: LIST ALL shows who has what")
    return theirs


def _notices(
    db: Connection, order: Order, command: Command, acted: Sequence[Issue]
) -> dict[str, str]:
    """Whoever is given an issue is told so."""
    if command.verb is not Verb.GIVE or not acted:
        return {}
    theirs = _colleague(db, order, command)
    if theirs.manager_id == order.manager_id:
        return {}
    lines = waiting_lines(acted, policy=order.policy, now_ts=order.now_ts)
    gave = f"{order.name(db)} gave you:"
    until = f"Yours until {_claimed_until(order)}. OPEN {acted[0].id}, DROP {acted[0].id}"
    return {theirs.manager_id: replies.bounded([gave, *(line.text for line in lines), until])}


def _afterwards(
    acted: Sequence[Issue], still: Sequence[Issue], order: Order, verb: Verb
) -> Iterable[str]:
    """What the same customers still wait for, and how to take it back."""
    if verb is Verb.DONE:
        for line in waiting_lines(still, policy=order.policy, now_ts=order.now_ts):
            yield f"Still open: {line.text}"
    if acted and verb is Verb.DONE:
        yield f"Undo: REOPEN {' '.join(str(issue.id) for issue in acted)}"
    if acted and verb is Verb.SPAM:
        yield "Undo: UNDO"
