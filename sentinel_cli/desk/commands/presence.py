"""OFF and BACK: whether a manager is told, and who hears instead."""

from __future__ import annotations

from sqlite3 import Connection

from sentinel_cli import RefusedError
from sentinel_cli.desk import attendance, holding
from sentinel_cli.desk.commands.order import Answer, Order, sentence
from sentinel_cli.rules.commands import Command
from sentinel_cli.texts import replies
from sentinel_cli.texts.spoken import spoken


def off(db: Connection, order: Order, command: Command) -> Answer:
    """Off duty for the days, or until then; refused where nobody would be left."""
    calendar = order.policy.calendar
    spans = (
        attendance.days_off(calendar, command.days, now_ts=order.now_ts)
        if command.until is None
        else ((order.now_ts, holding.ending(calendar, command.until)),)
    )
    try:
        instead = attendance.go_off(
            db,
            order.manager_id,
            spans,
            settings=order.settings,
            actor=order.actor,
            anyway=command.text == "ANYWAY",
        )
    except RefusedError as refused:
        again = str(command).removesuffix(" ANYWAY")
        return Answer(text=f"{sentence(refused)}. To be off all the same text: {again} ANYWAY")
    until = spoken(spans[-1][1], calendar=calendar, now_ts=order.now_ts)
    begins_ts = spans[0][0]
    begins = (
        ""
        if begins_ts <= order.now_ts
        else f" from {spoken(begins_ts, calendar=calendar, now_ts=order.now_ts)}"
    )
    hears = f"{', '.join(instead)} hear{'s' * (len(instead) == 1)} instead." if instead else ""
    lines = [f"Off{begins} until {until}. {hears}".rstrip(), "Undo: UNDO or BACK"]
    return Answer(text=replies.bounded(lines))


def back(db: Connection, order: Order) -> Answer:
    """On duty again from now on."""
    try:
        attendance.come_back(db, order.manager_id, actor=order.actor)
    except RefusedError as refused:
        return Answer(text=f"{sentence(refused)}.")
    return Answer(text="You are on duty again. LIST shows who waits.")
