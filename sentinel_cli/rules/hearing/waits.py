"""What a whole wait says: what the customer sent in it, and what a person called it since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sentinel_cli.model import Hearing, Message, Subject, Urgency, Wait
from sentinel_cli.rules.hearing import hear
from sentinel_cli.rules.hearing.calls import hear_call

MOST = 50
"""Of a longer wait so many first and last messages are heard: the work is bounded."""
_TOLD_NOTHING = frozenset({Subject.OTHER, Subject.HANGUP})


@dataclass(frozen=True, slots=True)
class Heard:
    """What a wait says, and since when it is urgent, epoch milliseconds."""

    hearing: Hearing
    urgent_ms: int | None = None


def heard(wait: Wait) -> Heard:
    """Hear a wait: urgent since the first message that is, unless a person called it otherwise.

    CALM speaks of what was sent by then: what alarms later is urgent again.
    """
    told = [(m, hearing) for m in _some(wait.messages) for hearing in _hearings(m)]
    alarms = [(m, h) for m, h in told if h.urgency is Urgency.URGENT]
    called = wait.called
    if called is not None and called.urgency is not Urgency.URGENT:
        alarms = [(m, h) for m, h in alarms if m.at_ms > called.at_ms]
    urgent_ms = alarms[0][0].at_ms if alarms else None
    if called is not None and called.urgency is Urgency.URGENT:
        urgent_ms = min(called.at_ms, called.at_ms if urgent_ms is None else urgent_ms)
    return Heard(_whole([h for _, h in alarms] or [h for _, h in told], told), urgent_ms)


def said_in(message: Message) -> str:
    """A piece of what was said in a call, as far as GHL has told; no number and no code in it."""
    return hear_call(message.transcript).hearing.gist if message.transcript else ""


def _some(messages: tuple[Message, ...]) -> tuple[Message, ...]:
    return messages if len(messages) <= 2 * MOST else messages[:MOST] + messages[-MOST:]


def _hearings(message: Message) -> Iterator[Hearing]:
    """What a text says, or a call as far as it is known; a call without words says nothing."""
    if message.text or not message.channel.is_call:
        yield hear(message.text, is_spoken=message.channel.is_call)
    if message.transcript:
        yield hear_call(message.transcript).hearing


def _whole(gravest: list[Hearing], told: list[tuple[Message, Hearing]]) -> Hearing:
    """The first hearing that says what it is about, with the last number given in any of them."""
    if not gravest:
        return Hearing(urgency=Urgency.NORMAL, subject=Subject.OTHER)
    first = next((h for h in gravest if h.subject not in _TOLD_NOTHING), gravest[0])
    last = next((h.callback for _, h in reversed(told) if h.callback), None)
    return first if first.callback == last else replace(first, callback=last)
