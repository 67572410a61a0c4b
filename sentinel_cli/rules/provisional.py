"""Which webhook without an id is which of GHL's rows.

GHL's free workflow webhook carries neither an id nor a time. Such a message is provisional until a
complete read of all the contact's threads; then it is one of the rows read, a repeat of one, or a
message GHL's API does not show, which stays: a missed customer is worse than a false alarm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sentinel_cli.model import SAME_POST_MS, Channel, Message
from sentinel_cli.rules.verdicts import is_answered, is_ringing

SETTLING_MS = 2 * 60_000
"""GHL's API may show a message later than its webhook: a younger one is paired only with a row as
near as two posts of one message are (SAME_POST_MS)."""
WINDOW_MS = 90 * 60_000
"""How far the arrival of a webhook may lie from the date of the row it reports."""

Pair = tuple[Message, Message]


@dataclass(frozen=True, slots=True)
class Matched:
    """Both of (provisional message, GHL's row): the same message, or a repeat to be dropped."""

    pairs: tuple[Pair, ...]
    repeats: tuple[Pair, ...]


def match(provisional: Sequence[Message], rows: Sequence[Message], *, read_ms: int) -> Matched:
    """Which of `provisional` is which of `rows`, the contact's messages with ids.

    A row is one webhook's, the nearest in time. A report of a missed call is first of a row that
    looks missed, then a repeat of one that was reported already, and only then of a row that looks
    answered: GHL calls completed what a mailbox took. `read_ms` is when the complete read began.
    """
    pairing = _Pairing(provisional, rows, ripe_ms=read_ms - SETTLING_MS)
    pairing.pair(_is_the_same)
    pairing.drop_repeats()
    pairing.pair(_was_answered_by_machine, young_too=False)
    pairing.drop_repeats()
    return Matched(tuple(pairing.pairs), tuple(pairing.repeats))


class _Pairing:
    """What is still without a counterpart, and what has found one."""

    def __init__(
        self, provisional: Iterable[Message], rows: Iterable[Message], *, ripe_ms: int
    ) -> None:
        self.left = {message.row: message for message in provisional}
        self.rows = tuple(rows)
        self.ripe_ms = ripe_ms
        self.told = {row.row for row in self.rows if row.posted}
        self.pairs: list[Pair] = []
        self.repeats: list[Pair] = []

    def pair(self, fits: Callable[[Message, Message], bool], *, young_too: bool = True) -> None:
        """One to one with the rows no such webhook has told of, nearest in time first."""
        candidates = sorted(
            (abs(p.at_ms - row.at_ms), p.at_ms, p.row, row.ghl_id or "", row.row)
            for p in self.left.values()
            for row in self.rows
            if fits(p, row) and self._is_near(p, row) and (young_too or self._is_ripe(p))
        )
        by_row = {row.row: row for row in self.rows}
        for _, _, p_row, _, row_row in candidates:
            if p_row in self.left and row_row not in self.told:
                self.pairs.append((self.left.pop(p_row), by_row[row_row]))
                self.told.add(row_row)

    def drop_repeats(self) -> None:
        """A workflow may post the same message more than once, minutes apart."""
        for p in tuple(self.left.values()):
            row = next((row for row in self.rows if self._is_repeat(p, row)), None)
            if row is not None:
                self.repeats.append((self.left.pop(p.row), row))

    def _is_repeat(self, p: Message, row: Message) -> bool:
        """A text's repeat is known by its words; a call's by another report of that call."""
        known = row.row in self.told if p.channel.is_call else _is_the_same(p, row)
        # GHL's clock and ours differ a little: a repeat may seem to come before its message.
        is_later = p.at_ms >= row.at_ms - SAME_POST_MS
        return known and alike(p, row) and is_later and self._is_near(p, row)

    def _is_near(self, p: Message, row: Message) -> bool:
        return abs(p.at_ms - row.at_ms) <= (WINDOW_MS if self._is_ripe(p) else SAME_POST_MS)

    def _is_ripe(self, p: Message) -> bool:
        return p.at_ms <= self.ripe_ms


def alike(provisional: Message, row: Message) -> bool:
    """Whether a row may be what a webhook without an id reported, times aside."""
    return _is_the_same(provisional, row) or _may_be_missed(provisional, row)


def _is_the_same(p: Message, row: Message) -> bool:
    """Equal words, or a call in which nobody answered."""
    if row.direction is not p.direction:
        return False
    if p.channel.is_call:
        return row.channel.is_call and _looks_missed(row)
    is_unknown = p.channel.is_unknown or row.channel.is_unknown
    same_way = row.channel is p.channel or (is_unknown and not row.channel.is_call)
    return same_way and _words(row) == _words(p)


def _looks_missed(row: Message) -> bool:
    said_so = row.channel is Channel.VOICEMAIL or row.reported_missed or row.rang_out
    return said_so or not (is_ringing(row) or is_answered(row))


def _may_be_missed(p: Message, row: Message) -> bool:
    calls = p.channel.is_call and row.channel.is_call
    return calls and row.direction is p.direction and is_answered(row)


def _was_answered_by_machine(p: Message, row: Message) -> bool:
    """The report came while the call lasted, or shortly after: it cannot be of another one."""
    in_time = row.at_ms - SETTLING_MS <= p.at_ms <= row.ends_ms + SETTLING_MS
    return in_time and _may_be_missed(p, row)


def _words(message: Message) -> str:
    """Texts are compared without the white space that templates and carriers change."""
    return " ".join(message.text.split())
