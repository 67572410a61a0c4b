"""The text between the summaries: who needs a manager now, in as few segments as can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sentinel_cli import hours
from sentinel_cli.model import Level, Matter, Policy
from sentinel_cli.texts.gsm7 import PART, segments, septets
from sentinel_cli.texts.lines import Line, clock, short_lines, waiting_lines, with_quotes

FEW = 10
"""More than so many are told in four segments, where it takes them, instead of two."""
_SEGMENTS, _SEGMENTS_OF_MANY = 2, 4
_MORE = "+999 more, reply LIST"


@dataclass(frozen=True, slots=True)
class AlertText:
    """A composed alert: what is sent, what it costs, and the issues it names."""

    text: str
    segments: int
    named: tuple[int, ...]


def compose(matters: Sequence[Matter], *, policy: Policy, now_ts: int) -> AlertText:
    """Write one alert. `matters` are to be told, the gravest first; one at least is named.

    Where not everybody fits, the lines are short. What does not fit even then is counted, and not
    told: it comes first next time.
    """
    many = len(matters) > FEW
    issues = [matter.issue for matter in matters]
    asides = {matter.number: matter.aside for matter in matters}
    head = _head(matters, policy=policy, now_ts=now_ts)
    room = PART * (_SEGMENTS_OF_MANY if many else _SEGMENTS)
    lines = waiting_lines(issues, policy=policy, now_ts=now_ts, asides=asides)
    if many or len(_fit(head, lines, room=room)) < len(lines):
        lines = short_lines(issues, policy=policy, now_ts=now_ts, asides=asides)
    shown = _fit(head, lines, room=room)
    hidden = sum(len(line.ids) for line in lines[len(shown) :])
    more = [f"+{hidden} more, reply LIST"] if hidden else []
    text = "\n".join([head, *(line.text for line in shown), *more])
    # A last line is quoted like any other: the line end stands for the one it does not have.
    text = with_quotes(f"{text}\n", shown).removesuffix("\n")
    named = tuple(id_ for line in shown for id_ in line.ids)
    return AlertText(text=text, segments=segments(text), named=named)


def _head(matters: Sequence[Matter], *, policy: Policy, now_ts: int) -> str:
    """`Sentinel 11:06 AM: 1 urgent, 3 overdue`: each issue counts once, by its gravest level."""
    gravest = [
        next(level for level in (Level.URGENT, Level.ESCALATED, Level.DUE) if level in m.levels)
        for m in matters
    ]
    words = {Level.URGENT: "urgent", Level.ESCALATED: "escalated", Level.DUE: "overdue"}
    counts = [f"{gravest.count(level)} {word}" for level, word in words.items() if level in gravest]
    now = clock(hours.local(policy.calendar, now_ts))
    return f"Sentinel {now}: {', '.join(counts)}"


def _fit(head: str, lines: Sequence[Line], *, room: int) -> Sequence[Line]:
    """The first lines that fit into the room, in septets; one at least."""
    left = room - septets(head) - len(_MORE) - 1
    for number, line in enumerate(lines):
        left -= septets(line.text) + 1
        if left < 0:
            return lines[: max(number, 1)]
    return lines
