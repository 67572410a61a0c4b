"""The two answers of the reading: a moment, or what has to be asked back. `moment` reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Moment:
    """A local day and the minute after its midnight; None: when the business opens that day."""

    day: date
    minute: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What has to be asked back, as a sentence."""

    words: str
