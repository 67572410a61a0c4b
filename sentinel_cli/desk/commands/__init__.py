"""A manager's command is obeyed and its answer composed, in the transaction that stores the text.

The intent to send the answer commits with what was done; sending comes afterwards and undoes
nothing. A command is one by its message, whoever told of it: a webhook of either kind, or the poll.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from sqlite3 import Connection

from sentinel_cli import hours
from sentinel_cli.desk.colleagues import LONGEST_NAME, first_names, manager_of, names, remember
from sentinel_cli.desk.commands import acting, days, looking, presence, undo
from sentinel_cli.desk.commands.order import Answer, Order
from sentinel_cli.desk.operations import Actor
from sentinel_cli.model import SAME_POST_MS, Direction, Issue, Message, Policy
from sentinel_cli.rules.commands import Command, Hint, Verb, parse
from sentinel_cli.settings import Settings
from sentinel_cli.store import commands, deliveries
from sentinel_cli.store.commands import Ordered
from sentinel_cli.store.deliveries import Delivery
from sentinel_cli.texts import hints, replies

LATE_S = 10 * 60
"""A change asked for longer ago is not made: the customer may have written since. GHL repeats a
webhook we could not take only after ten minutes, up to an hour long."""
ANSWERS_WITHIN_S = 3600
SAME_IN_A_ROW = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Obeyed:
    """What became of a command. `acted` are the issues it changed or remarked, as they are now.

    A hint is a near miss: nothing was done, and the answer says what to write. `answer` is stored
    as about to be sent; where there is none, `unanswered` says why. `notices` go to other managers.
    """

    command: Command | Hint
    manager_id: str
    reply: str
    acted: tuple[Issue, ...] = ()
    answer: Delivery | None = None
    unanswered: str = ""
    notices: tuple[Delivery, ...] = ()

    @property
    def outcome(self) -> str:
        """What the webhook's sender is told: a command, or a hint at one."""
        return "command" if isinstance(self.command, Command) else "hint"

    @property
    def word(self) -> str:
        """The verb in lower case; `which` where only numbers were written."""
        return _word(self.command).lower()


def is_order(message: Message, policy: Policy) -> bool:
    """Whether a message is a manager's own text on a tracked channel, whatever it says."""
    return (
        message.contact_id in policy.managers
        and message.direction is Direction.INBOUND
        and policy.tracks(message.channel)
    )


def obey(
    db: Connection,
    message: Message,
    *,
    name: str | None,
    location_id: str | None,
    settings: Settings,
    policy: Policy,
    now_ms: int,
    run_id: str,
) -> Obeyed | None:
    """Do what a manager's text asks and write down the answer, within the caller's transaction.

    None: it asks nothing, or was obeyed when another way told of it. `name` is the sender's, where
    the message came with it.
    """
    manager_id = manager_of(db, message.contact_id, settings)
    if manager_id is None:
        return None
    remember(db, manager_id, name)
    known = names(db, settings)
    command = parse(
        message.text,
        now=hours.local(settings.calendar, message.at_ms // 1000),
        colleagues=first_names(known),
    )
    if command is None or _is_repeat(db, message, command, manager_id=manager_id, run_id=run_id):
        return None
    name = known.get(manager_id, "")[:LONGEST_NAME]
    actor_name = f"manager:{manager_id} ({name})" if name else f"manager:{manager_id}"
    # A run may bring several commands: what one of them did is found by the number of its text.
    command_run = f"{run_id}.{message.row}"
    order = Order(
        command=command,
        message=message,
        manager_id=manager_id,
        location_id=location_id,
        settings=settings,
        policy=policy,
        actor=Actor(name=actor_name, now_ms=now_ms, run_id=command_run, manager_id=manager_id),
    )
    answer = _answer(db, order)
    ordered = _ordered(message, command, manager_id, command_run)
    commands.add(db, replace(ordered, was=answer.was, undoes=answer.undoes))
    return _obeyed(db, order, answer)


def _is_repeat(
    db: Connection, message: Message, command: Command | Hint, *, manager_id: str, run_id: str
) -> bool:
    """Whether another way told of this text before; then that is written down too."""
    ordered = _ordered(message, command, manager_id, run_id)
    told = commands.told_otherwise(
        db, ordered, within_ms=SAME_POST_MS, of_poll_within_ms=LATE_S * 1000
    )
    if told is not None:
        commands.add(db, replace(ordered, repeats=told.id))
    return told is not None


def _ordered(message: Message, command: Command | Hint, manager_id: str, run_id: str) -> Ordered:
    via = "poll" if not message.via_webhook else "post" if message.ghl_id is None else "event"
    is_command = isinstance(command, Command)
    return Ordered(
        manager_id=manager_id,
        at_ms=message.at_ms,
        text=str(command) if is_command else " ".join(message.text.split()),
        via=via,
        verb=_word(command) if is_command else "HINT",
        run_id=run_id,
    )


def _word(command: Command | Hint) -> str:
    return str(command.verb or "WHICH")


def _obeyed(db: Connection, order: Order, answer: Answer) -> Obeyed:
    contact_id = order.message.contact_id
    since_ts = order.now_ts - ANSWERS_WITHIN_S
    given = deliveries.answers(db, contact_id, since_ts=since_ts)
    unanswered = _unanswered(order, answer, given)
    most = order.settings.replies_per_hour
    if not unanswered and len(given) == most - 1:
        answer = replace(answer, text=replies.last_of_hour(answer.text, most=most))
    return Obeyed(
        command=order.command,
        manager_id=order.manager_id,
        reply=answer.text,
        acted=answer.acted,
        answer=None if unanswered else _intended(db, order, contact_id, answer.text, answer),
        unanswered=unanswered,
        notices=tuple(
            _intended(db, order, other, text, replace(answer, tells=()))
            for other, text in answer.notices.items()
            if _can_send(order)
        ),
    )


def _can_send(order: Order) -> bool:
    return bool(order.settings.ghl_token and order.settings.ghl_version)


def _unanswered(order: Order, answer: Answer, given: Sequence[str]) -> str:
    """Why an answer is not sent; an auto-responder must not be talked to for ever.

    `given` are the answers of the last hour, the latest first.
    """
    if not _can_send(order):
        return "GHL_TOKEN or GHL_VERSION is not set"
    most = order.settings.replies_per_hour
    if len(given) >= most:
        return f"{most} answers within the hour already (REPLIES_PER_HOUR)"
    if tuple(given[:SAME_IN_A_ROW]) == (answer.text,) * SAME_IN_A_ROW:
        return "the same answer twice in a row already"
    return ""


def _intended(db: Connection, order: Order, contact_id: str, text: str, answer: Answer) -> Delivery:
    delivery = Delivery(
        kind="reply",
        contact_id=contact_id,
        text=text,
        until_ts=order.now_ts,
        run_id=order.actor.run_id,
        issue_ids=answer.ids,
        tells=answer.tells,
    )
    return replace(delivery, id=deliveries.intend(db, delivery))


def _answer(db: Connection, order: Order) -> Answer:
    command = order.command
    if isinstance(command, Hint):
        return Answer(text=hints.said(acting.with_colleague(db, order, command)))
    is_change = command.verb in undo.CHANGES or command.verb is Verb.UNDO
    if order.late_s > LATE_S and (is_change or not order.message.via_webhook):
        return Answer(text=replies.too_late(command.verb, minutes=order.late_s // 60))
    if command.verb in acting.VERBS and command.ids:
        return acting.act(db, order, command)
    if command.verb in _ASKED:
        return _ASKED[command.verb](db, order)
    if command.verb in _ASKED_WITH:
        return _ASKED_WITH[command.verb](db, order, command)
    return Answer(text=f"{command.verb} cannot be done by text yet. HELP says what can.")


def _helped(db: Connection, order: Order, command: Command) -> Answer:
    del db, order
    return Answer(text=replies.help_with(command.text))


_ASKED: Mapping[Verb, Callable[[Connection, Order], Answer]] = {
    Verb.LIST: looking.listed,
    Verb.MORE: looking.more,
    Verb.HOURS: looking.opening_hours,
    Verb.BACK: presence.back,
    Verb.UNDO: undo.undo,
    Verb.DONE: acting.close_thanks,
}
_ASKED_WITH: Mapping[Verb, Callable[[Connection, Order, Command], Answer]] = {
    Verb.OPEN: looking.opened,
    Verb.CLOSED: days.set_days,
    Verb.OPEN_DAY: days.set_days,
    Verb.OFF: presence.off,
    Verb.HELP: _helped,
}
