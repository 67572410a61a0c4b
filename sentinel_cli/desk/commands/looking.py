"""Commands that only look: LIST, MORE, OPEN, HOURS."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from sqlite3 import Connection

from sentinel_cli import RefusedError, hours
from sentinel_cli.desk import operations
from sentinel_cli.desk.colleagues import names
from sentinel_cli.desk.commands.order import Answer, Order, numbers, once, sentence, waiting
from sentinel_cli.desk.telling import audience, needs_met, situation
from sentinel_cli.engine.asides import asides_of
from sentinel_cli.engine.start import known_locations
from sentinel_cli.model import Aside, Direction, HoldKind, Issue, Message, State, held
from sentinel_cli.rules.commands import Command
from sentinel_cli.rules.telling import Situation
from sentinel_cli.store import conversations, holds, issue_log, messages, state
from sentinel_cli.texts import replies
from sentinel_cli.texts.replies import Note, Told
from sentinel_cli.texts.spoken import called
from sentinel_cli.texts.summary import unread

LIST_HOLDS_S = 12 * 3600
"""MORE goes on with a list as old as this; a later one begins anew."""
HOURS_DAYS = 7
ALL = "ALL"
"""What LIST ALL says after the verb."""


def listed(db: Connection, order: Order) -> Answer:
    """Who waits of those the manager hears of, the worst first; LIST ALL: of all."""
    return _first_page(db, order, is_all=order.command.text == ALL)


def more(db: Connection, order: Order) -> Answer:
    """Go on with this manager's list; without a recent one MORE is LIST."""
    shown, is_all = _shown(db, order)
    if not shown:
        return _first_page(db, order, is_all=is_all)
    now = situation(db, order.settings, policy=order.policy, now_ts=order.now_ts)
    found, _ = _heard(now, order, is_all=is_all)
    page = replies.next_page(
        found,
        shown=shown,
        policy=order.policy,
        now_ts=order.now_ts,
        asides=_asides(db, order, found),
    )
    _remember_shown(db, order, (*shown, *page.ids), is_all=is_all)
    return Answer(text=page.text, ids=page.ids, tells=needs_met(order.manager_id, page.ids, now))


def _first_page(db: Connection, order: Order, *, is_all: bool) -> Answer:
    read_ts = state.number(db, state.LAST_POLL) or 0
    is_stale = order.now_ts - read_ts > order.settings.poll_stale_s
    now = situation(db, order.settings, policy=order.policy, now_ts=order.now_ts)
    found, others = _heard(now, order, is_all=is_all)
    page = replies.first_page(
        found,
        policy=order.policy,
        now_ts=order.now_ts,
        caution=unread(read_ts, policy=order.policy, now_ts=order.now_ts) if is_stale else "",
        asides=_asides(db, order, found),
        others=others,
    )
    _remember_shown(db, order, page.ids, is_all=is_all)
    return Answer(text=page.text, ids=page.ids, tells=needs_met(order.manager_id, page.ids, now))


def _heard(
    now: Situation, order: Order, *, is_all: bool
) -> tuple[tuple[Issue, ...], tuple[Issue, ...]]:
    """The open issues that this manager hears of, and the others; the worst first."""
    heard = audience(now.matters, now)
    own = {m.number for m in now.matters if is_all or order.manager_id in heard[m.number]}
    return (
        tuple(matter.issue for matter in now.matters if matter.number in own),
        tuple(matter.issue for matter in now.matters if matter.number not in own),
    )


def opened(db: Connection, order: Order, command: Command) -> Answer:
    """Everything about each issue."""
    texts: list[str] = []
    ids: list[int] = []
    for issue_id in command.ids:
        try:
            issue = operations.known(db, issue_id)
        except RefusedError as refused:
            texts.append(sentence(refused))
            continue
        beside = waiting(db, {issue.contact_id})
        texts.append(_details(db, issue, beside, order))
        ids += [issue_id, *numbers(beside)]
    lines = "\n\n".join(texts).split("\n")
    return Answer(text=replies.bounded(lines), ids=once(ids))


def opening_hours(db: Connection, order: Order) -> Answer:
    """Today and the days after it, with what was set by hand."""
    del db
    calendar = order.policy.calendar
    today = hours.local(calendar, order.now_ts).date()
    days = (today + timedelta(days=n) for n in range(HOURS_DAYS))
    return Answer(text="\n".join(hours.in_words(calendar, day) for day in days))


def _asides(db: Connection, order: Order, found: Sequence[Issue]) -> dict[int, Aside]:
    """What there is to say beside the issues: who has them as well."""
    held = _held(db, order)
    return {
        number: replace(aside, held_as=held.get(number, ""))
        for number, aside in asides_of(db, found, policy=order.policy, now_ts=order.now_ts).items()
    }


def _held(db: Connection, order: Order) -> dict[int, str]:
    """What a list says beside the issues that a person holds: `Alex has it`."""
    known = names(db, order.settings)
    return replies.held_words(
        holds.last_words(db),
        names=known,
        reader_id=order.manager_id,
        calendar=order.policy.calendar,
        now_ts=order.now_ts,
    )


def _shown(db: Connection, order: Order) -> tuple[tuple[int, ...], bool]:
    """What the manager's last list has shown, none when it is too old; whether it was of all."""
    kept = json.loads(state.get(db, _list_key(order)) or "{}")
    is_recent = order.now_ts - kept.get("at_ts", 0) <= LIST_HOLDS_S
    return (tuple(kept.get("shown", ())), bool(kept.get("all"))) if is_recent else ((), False)


def _remember_shown(db: Connection, order: Order, ids: Iterable[int], *, is_all: bool) -> None:
    kept = {"at_ts": order.now_ts, "shown": [*ids], "all": is_all}
    state.put(db, _list_key(order), json.dumps(kept))


def _list_key(order: Order) -> str:
    return f"list:{order.manager_id}"


def _details(db: Connection, issue: Issue, beside: Sequence[Issue], order: Order) -> str:
    said = _said(db, issue)
    known = [conversation.id for conversation in conversations.of_contact(db, issue.contact_id)]
    told_by = [said[-1].conversation_id if said else None, issue.conversation_id, *known]
    return replies.details(
        issue,
        beside,
        Told(
            said=said,
            tried=_tried(db, issue),
            snoozed=_snoozed(db, issue, order),
            notes=tuple(
                Note(by=called(line.actor), at_ts=line.at_ms // 1000, words=line.reason)
                for line in issue_log.notes(db, issue.id or 0)
            ),
            link=replies.link_to(
                location_id=next(iter(known_locations(db, order.settings)), order.location_id),
                conversation_id=next(filter(None, told_by), None),
                contact_id=issue.contact_id,
                app_url=order.settings.ghl_app_url,
            ),
            asides=_asides(db, order, beside),
        ),
        policy=order.policy,
        now_ts=order.now_ts,
    )


def _snoozed(db: Connection, issue: Issue, order: Order) -> Note | None:
    """The snooze that holds the issue now."""
    hold = held(holds.last_words(db), issue.id, order.now_ts)
    if hold is None or hold.kind is not HoldKind.SNOOZE:
        return None
    return Note(by=called(hold.by), at_ts=hold.at_ms // 1000, words=hold.reason)


def _said(db: Connection, issue: Issue) -> tuple[Message, ...]:
    """What the customer said first and last, in words where there are any.

    Of an issue that ended, its own only.
    """
    since = messages.of_contact(db, issue.contact_id, since_ms=issue.created_ts * 1000)
    theirs = [
        message
        for message in since
        if message.direction is Direction.INBOUND
        and (issue.state is State.OPEN or message.issue_id == issue.id)
    ]
    in_words = [m for m in theirs if m.text.strip() or m.transcript] or theirs[-1:]
    return tuple(in_words[:1] + in_words[1:][-1:])


def _tried(db: Connection, issue: Issue) -> Message | None:
    """The last call to the customer that reached nobody while they waited."""
    since = messages.of_contact(db, issue.contact_id, since_ms=issue.created_ts * 1000)
    calls = [m for m in since if m.direction is Direction.OUTBOUND and m.channel.is_call]
    return calls[-1] if calls and issue.attempts else None
