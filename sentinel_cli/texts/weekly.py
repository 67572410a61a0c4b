"""The owner's week in two segments: the first sentence says it, each further one while it fits."""

from __future__ import annotations

from collections.abc import Sequence

from sentinel_cli.model import SummaryText
from sentinel_cli.rules.figures import Figures
from sentinel_cli.texts.amounts import span
from sentinel_cli.texts.gsm7 import segments

MOST_SEGMENTS = 2


def compose(title: str, lead: str, found: Figures, slowest: str) -> SummaryText:
    """Write the text of a period, its title and its first sentence before all else.

    The customers never answered come last, oldest first; what does not fit is counted.
    """
    text = f"{title}: {lead}"
    for sentence in (_responses(found), _calls(found), f"Slowest: {slowest}." if slowest else ""):
        longer = f"{text} {sentence}" if sentence else text
        if segments(longer) <= MOST_SEGMENTS:
            text = longer
    text, named = _never(text, found.total.overdue)
    return SummaryText(text=text, segments=segments(text), listed=named)


def _responses(found: Figures) -> str:
    half, nine = found.total.median, found.total.ninetieth
    if half is None or nine is None:
        return ""
    return f"Half in {span(half.seconds)}, 9 of 10 in {span(nine.seconds)}."


def _calls(found: Figures) -> str:
    calls = found.calls
    if not calls.missed:
        return ""
    return f"Missed calls {calls.missed}, {len(calls.in_time)} called back in time."


def _never(text: str, overdue: Sequence[int]) -> tuple[str, tuple[int, ...]]:
    """As many numbers as fit, and how many more there are."""
    for shown in range(len(overdue), 0, -1):
        numbers = " ".join(f"#{number}" for number in overdue[:shown])
        more = f" +{len(overdue) - shown} more" if shown < len(overdue) else ""
        longer = f"{text} Never answered: {numbers}{more}"
        if segments(longer) <= MOST_SEGMENTS:
            return longer, tuple(overdue[:shown])
    return text, ()
