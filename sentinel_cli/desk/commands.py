"""A manager's command is obeyed and its answer composed, in the webhook's own transaction.

The intent to send the answer commits with what was done; sending comes afterwards and undoes
nothing. Commands arrive here from webhooks only: a poll reads no manager's thread.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from sqlite3 import Connection

from sentinel_cli import RefusedError, hours
from sentinel_cli.desk import operations
from sentinel_cli.desk.operations import Actor, Operation
from sentinel_cli.engine.start import LAST_POLL, known_locations
from sentinel_cli.model import Direction, Issue, Message, Policy, State, WebhookEvent
from sentinel_cli.rules.commands import Command, Hint, Verb, parse
from sentinel_cli.settings import Settings
from sentinel_cli.store import conversations, deliveries, issues, messages, state
from sentinel_cli.store.deliveries import Delivery
from sentinel_cli.texts import hints, replies
from sentinel_cli.texts.lines import waiting_lines
from sentinel_cli.texts.summary import unread

LIST_HOLDS_S = 12 * 3600
"""MORE goes on with a list as old as this; a later one begins anew."""
LATE_S = 10 * 60
"""A change asked for longer ago is not made: the customer may have written since. GHL repeats a
webhook we could not take only after ten minutes, up to an hour long."""
LONGEST_NAME = 40
ANSWERS_WITHIN_S = 3600
SAME_IN_A_ROW = 2

_OPERATIONS: Mapping[Verb, tuple[Operation, str]] = {
    Verb.DONE: (operations.resolve, "Closed {issue}"),
    Verb.REOPEN: (operations.reopen, "Open again: {issue}, due as before"),
    Verb.SPAM: (operations.spam, "Spam: {issue} closed and muted"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Obeyed:
    """What became of a command. `acted` are the issues it changed or remarked, as they are now.

    A hint is a near miss: nothing was done, and the answer says what to write. `answer` is stored
    as about to be sent; where there is none, `unanswered` says why.
    """

    command: Command | Hint
    manager_id: str
    reply: str
    acted: tuple[Issue, ...] = ()
    answer: Delivery | None = None
    unanswered: str = ""

    @property
    def outcome(self) -> str:
        """What the webhook's sender is told: a command, or a hint at one."""
        return "command" if isinstance(self.command, Command) else "hint"

    @property
    def word(self) -> str:
        """The verb in lower case; `which` where only numbers were written."""
        return (self.command.verb or "which").lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """The words, the issues they name, and those that were acted upon."""

    text: str
    ids: tuple[int, ...] = ()
    acted: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """A command with what obeying it needs."""

    command: Command | Hint
    event: WebhookEvent
    settings: Settings
    policy: Policy
    actor: Actor

    @property
    def now_ts(self) -> int:
        return self.actor.now_ms // 1000

    @property
    def late_s(self) -> int:
        return self.now_ts - self.event.message.at_ms // 1000


def command_in(db: Connection, message: Message, settings: Settings) -> Command | Hint | None:
    """What a stored message asks: a manager's text on a tracked channel, told once."""
    is_order = (
        message.contact_id in settings.manager_ids
        and message.direction is Direction.INBOUND
        and settings.policy().tracks(message.channel)
    )
    written = hours.local(settings.calendar, message.at_ms // 1000)
    command = parse(message.text, now=written) if is_order else None
    if command is None or messages.came_otherwise(db, message):
        return None
    return command


def obey(
    db: Connection,
    command: Command | Hint,
    event: WebhookEvent,
    *,
    settings: Settings,
    now_ms: int,
    run_id: str,
) -> Obeyed:
    """Do what a manager's text asks and write down the answer, within the caller's transaction."""
    person = event.person
    actor = Actor(name=_actor(person.contact_id, person.name), now_ms=now_ms, run_id=run_id)
    order = _Order(
        command=command, event=event, settings=settings, policy=settings.policy(), actor=actor
    )
    answer = _answer(db, order)
    unanswered = _unanswered(db, order, answer)
    return Obeyed(
        command=command,
        manager_id=person.contact_id,
        reply=answer.text,
        acted=answer.acted,
        answer=None if unanswered else _intended(db, order, answer),
        unanswered=unanswered,
    )


def _actor(contact_id: str, name: str | None) -> str:
    known = " ".join((name or "").split())[:LONGEST_NAME].rstrip()
    return f"manager:{contact_id} ({known})" if known else f"manager:{contact_id}"


def _unanswered(db: Connection, order: _Order, answer: _Answer) -> str:
    """Why an answer is not sent; an auto-responder must not be talked to for ever."""
    if not (order.settings.ghl_token and order.settings.ghl_version):
        return "GHL_TOKEN or GHL_VERSION is not set"
    most = order.settings.replies_per_hour
    since_ts = order.now_ts - ANSWERS_WITHIN_S
    given = deliveries.answers(db, order.event.person.contact_id, since_ts=since_ts)
    if len(given) >= most:
        return f"{most} answers within the hour already (REPLIES_PER_HOUR)"
    if given[:SAME_IN_A_ROW] == (answer.text,) * SAME_IN_A_ROW:
        return "the same answer twice in a row already"
    return ""


def _intended(db: Connection, order: _Order, answer: _Answer) -> Delivery:
    delivery = Delivery(
        kind="reply",
        contact_id=order.event.person.contact_id,
        text=answer.text,
        until_ts=order.now_ts,
        run_id=order.actor.run_id,
        issue_ids=answer.ids,
    )
    return replace(delivery, id=deliveries.intend(db, delivery))


def _answer(db: Connection, order: _Order) -> _Answer:  # noqa: PLR0911 - one return a command
    match order.command:
        case Hint() as hint:
            return _Answer(text=hints.said(hint))
        case Command(verb=Verb.HELP):
            return _Answer(text=replies.HELP)
        case Command(verb=Verb.LIST):
            return _list(db, order)
        case Command(verb=Verb.MORE):
            return _more(db, order)
        case Command(verb=Verb.OPEN) as command:
            return _open(db, order, command)
        case Command(verb=verb) if verb in _OPERATIONS and order.late_s > LATE_S:
            return _Answer(text=replies.too_late(verb, minutes=order.late_s // 60))
        case Command() as command if command.verb in _OPERATIONS or command.verb is Verb.NOTE:
            return _act(db, order, command)
        case Command(verb=verb):
            return _Answer(text=f"{verb} cannot be done by text yet. HELP says what can.")


def _list(db: Connection, order: _Order) -> _Answer:
    read_ts = state.number(db, LAST_POLL) or 0
    is_stale = order.now_ts - read_ts > order.settings.poll_stale_s
    page = replies.first_page(
        issues.open_issues(db),
        policy=order.policy,
        now_ts=order.now_ts,
        caution=unread(read_ts, policy=order.policy, now_ts=order.now_ts) if is_stale else "",
    )
    _remember_shown(db, order, page.ids)
    return _Answer(text=page.text, ids=page.ids)


def _more(db: Connection, order: _Order) -> _Answer:
    """Go on with this manager's list; without a recent one MORE is LIST."""
    shown = _shown(db, order)
    if not shown:
        return _list(db, order)
    page = replies.next_page(
        issues.open_issues(db), shown=shown, policy=order.policy, now_ts=order.now_ts
    )
    _remember_shown(db, order, (*shown, *page.ids))
    return _Answer(text=page.text, ids=page.ids)


def _shown(db: Connection, order: _Order) -> tuple[int, ...]:
    kept = json.loads(state.get(db, _list_key(order)) or "{}")
    is_recent = order.now_ts - kept.get("at_ts", 0) <= LIST_HOLDS_S
    return tuple(kept.get("shown", ())) if is_recent else ()


def _remember_shown(db: Connection, order: _Order, ids: Iterable[int]) -> None:
    kept = {"at_ts": order.now_ts, "shown": [*ids]}
    state.put(db, _list_key(order), json.dumps(kept))


def _list_key(order: _Order) -> str:
    return f"list:{order.event.person.contact_id}"


def _open(db: Connection, order: _Order, command: Command) -> _Answer:
    texts: list[str] = []
    ids: list[int] = []
    for issue_id in command.ids:
        try:
            issue = operations.known(db, issue_id)
        except RefusedError as refused:
            texts.append(_sentence(refused))
            continue
        beside = _waiting(db, {issue.contact_id})
        texts.append(_details(db, issue, beside, order))
        ids += [issue_id, *_ids(beside)]
    lines = "\n\n".join(texts).split("\n")
    return _Answer(text=replies.bounded(lines), ids=_once(ids))


def _details(db: Connection, issue: Issue, beside: Sequence[Issue], order: _Order) -> str:
    said = _last_said(db, issue)
    known = [conversation.id for conversation in conversations.of_contact(db, issue.contact_id)]
    told_by = [said.conversation_id if said else None, issue.conversation_id, *known]
    return replies.details(
        issue,
        beside,
        said,
        link=replies.link_to(
            location_id=next(iter(known_locations(db, order.settings)), order.event.location_id),
            conversation_id=next(filter(None, told_by), None),
            contact_id=issue.contact_id,
        ),
        policy=order.policy,
        now_ts=order.now_ts,
    )


def _last_said(db: Connection, issue: Issue) -> Message | None:
    """The customer's last words, else their last call; of an issue that ended, its own only."""
    since = messages.of_contact(db, issue.contact_id, since_ms=issue.created_ts * 1000)
    theirs = [
        message
        for message in since
        if message.direction is Direction.INBOUND
        and (issue.state is State.OPEN or message.issue_id == issue.id)
    ]
    return max(
        theirs, key=lambda message: (bool(message.text.strip()), message.at_ms), default=None
    )


def _act(db: Connection, order: _Order, command: Command) -> _Answer:
    """Do it to each issue; one that is refused is said, and keeps no other from being done."""
    lines: list[str] = []
    acted: list[Issue] = []
    for issue_id in command.ids:
        try:
            operation, words = _operation(command)
            done = operations.perform(
                db, issue_id, operation, settings=order.settings, actor=order.actor
            )
        except RefusedError as refused:
            lines.append(_sentence(refused))
        else:
            acted.append(done.issue)
            lines.append(words.format(issue=replies.named(done.issue)))
    is_done = command.verb is Verb.DONE
    waiting = _waiting(db, {issue.contact_id for issue in acted}) if is_done else ()
    lines += _afterwards(acted, waiting, order, command.verb)
    named = [issue_id for issue_id in command.ids if issues.get(db, issue_id) is not None]
    return _Answer(
        text=replies.bounded(lines), ids=_once([*named, *_ids(waiting)]), acted=tuple(acted)
    )


def _operation(command: Command) -> tuple[Operation, str]:
    if command.verb is Verb.NOTE:
        return operations.note(command.text), "Noted on {issue}"
    return _OPERATIONS[command.verb]


def _afterwards(
    acted: Sequence[Issue], waiting: Sequence[Issue], order: _Order, verb: Verb
) -> Iterable[str]:
    """What the same customers still wait for, and how to take it back."""
    numbers = " ".join(str(issue.id) for issue in acted)
    if acted and verb is Verb.DONE:
        for line in waiting_lines(waiting, policy=order.policy, now_ts=order.now_ts):
            yield f"Still open: {line.text}"
        yield f"Undo: REOPEN {numbers}"
    if acted and verb is Verb.SPAM:
        yield f"Undo, only on the server: sentinel issues unspam {numbers}"


def _waiting(db: Connection, contact_ids: set[str]) -> tuple[Issue, ...]:
    """The open issues of these customers, the most urgent first."""
    return tuple(issue for issue in issues.open_issues(db) if issue.contact_id in contact_ids)


def _ids(found: Iterable[Issue]) -> list[int]:
    return [issue.id for issue in found if issue.id is not None]


def _once(ids: Iterable[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(ids))


def _sentence(refused: RefusedError) -> str:
    words = str(refused)
    return words[:1].upper() + words[1:]
