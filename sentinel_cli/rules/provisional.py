"""Which webhook without an id is which of GHL's rows.

GHL's free workflow webhook carries neither an id nor a time. Such a message is provisional until a
complete read of the contact's thread; then it is one of the rows read, a repeat of one, or a
message GHL's API does not show, which stays: a missed customer is worse than a false alarm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sentinel_cli.model import SAME_POST_MS, Message
from sentinel_cli.rules.verdicts import NO_ANSWER

SETTLING_MS = 2 * 60_000
"""GHL's API may show a message later than its webhook: a younger one is paired only with a row as
near as two posts of one message are (SAME_POST_MS)."""
WINDOW_MS = 90 * 60_000
"""How far the arrival of a webhook may lie from the date of the row it reports."""


@dataclass(frozen=True, slots=True)
class Matched:
    """Both of (provisional message, GHL's row): the same message, or a repeat to be dropped."""

    pairs: tuple[tuple[Message, Message], ...]
    repeats: tuple[tuple[Message, Message], ...]


def match(provisional: Sequence[Message], rows: Sequence[Message], *, read_ms: int) -> Matched:
    """Pair provisional messages one to one with rows, nearest in time first.

    `rows` are the messages with ids of the same contact that no webhook has been paired with;
    `read_ms` is when the complete read began.
    """
    ripe = {p.row for p in provisional if p.at_ms <= read_ms - SETTLING_MS}
    free_rows = [row for row in rows if not row.via_webhook]
    candidates = sorted(
        (
            (_unlikely(row), abs(p.at_ms - row.at_ms), p.at_ms, p.row, row.ghl_id or "", p, row)
            for p in provisional
            for row in free_rows
            if alike(p, row) and _near(p, row, is_ripe=p.row in ripe)
        ),
        key=lambda candidate: candidate[:5],
    )
    pairs: list[tuple[Message, Message]] = []
    taken: set[int | str | None] = set()
    for *_, p, row in candidates:
        if p.row not in taken and row.ghl_id not in taken:
            pairs.append((p, row))
            taken |= {p.row, row.ghl_id}
    leftover = [p for p in provisional if p.row not in taken]
    repeated = (
        (p, next((row for row in rows if _repeats(p, row, is_ripe=p.row in ripe)), None))
        for p in leftover
    )
    return Matched(tuple(pairs), tuple((p, row) for p, row in repeated if row is not None))


def _near(provisional: Message, row: Message, *, is_ripe: bool) -> bool:
    distance_ms = abs(provisional.at_ms - row.at_ms)
    return distance_ms <= (WINDOW_MS if is_ripe else SAME_POST_MS) and (
        is_ripe or not _unlikely(row)
    )


def alike(provisional: Message, row: Message) -> bool:
    """Whether a row may be what a webhook without an id reported, times aside."""
    if provisional.channel.is_call:
        return row.channel.is_call and row.direction is provisional.direction and _missed(row)
    return (
        row.direction is provisional.direction
        and row.channel is provisional.channel
        and _words(row) == _words(provisional)
    )


def _missed(row: Message) -> bool:
    """GHL may call a call completed that the phone system reported as unanswered."""
    return row.status in NO_ANSWER or row.status in {None, "completed"} or row.reported_missed


def _unlikely(row: Message) -> bool:
    """A row that looks answered is paired only when no missed one is left."""
    return row.channel.is_call and row.status == "completed"


def _repeats(provisional: Message, row: Message, *, is_ripe: bool) -> bool:
    """A workflow may post the same message more than once, minutes apart."""
    is_later = provisional.at_ms >= row.at_ms
    return alike(provisional, row) and is_later and _near(provisional, row, is_ripe=is_ripe)


def _words(message: Message) -> str:
    """Texts are compared without the white space that templates and carriers change."""
    return " ".join(message.text.split())
