"""OFF and BACK: whether a manager is told, and who hears instead."""

from __future__ import annotations

from functools import partial
from sqlite3 import Connection

from sentinel_cli import RefusedError
from sentinel_cli.desk import attendance, holding
from sentinel_cli.desk.commands.order import Answer, Order, sentence
from sentinel_cli.model import Span
from sentinel_cli.rules.commands import Command
from sentinel_cli.texts import replies
from sentinel_cli.texts.spoken import away


def off(db: Connection, order: Order, command: Command) -> Answer:
    """Off duty for the days, or until then; refused where nobody would be left."""
    calendar = order.policy.calendar
    spans = (
        attendance.days_off(calendar, command.days, now_ts=order.now_ts)
        if command.until is None
        else (Span(order.now_ts, holding.ending(calendar, command.until)),)
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
    when = away(spans, calendar=calendar, now_ts=order.now_ts)
    hears = f"{', '.join(instead)} hear{'s' * (len(instead) == 1)} instead." if instead else ""
    lines = [f"Off {when}. {hears}".rstrip(), "Undo: UNDO or BACK"]
    return Answer(text=replies.bounded(lines))


def back(db: Connection, order: Order) -> Answer:
    """On duty again from now on; of who is on duty, nothing is planned any more."""
    ended, planned = attendance.come_back(db, order.manager_id, actor=order.actor)
    said = partial(away, calendar=order.policy.calendar, now_ts=order.now_ts)
    if not ended:
        return Answer(text="You are on duty already, and no day off is planned.")
    if ended[0].begins > order.now_ts:
        return Answer(text=f"Not off {said(ended)} any more: you are on duty.\nUndo: UNDO")
    still = [f"Still planned: off {said(planned)}. BACK again ends that."] if planned else []
    return Answer(text="\n".join(["You are on duty again. LIST shows who waits.", *still]))
