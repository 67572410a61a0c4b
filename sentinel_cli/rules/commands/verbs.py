"""What a manager can ask for: the verbs, a command read from a text, and a hint at one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sentinel_cli.hours import Window
from sentinel_cli.rules.dates import Moment


class Verb(StrEnum):
    """A command's first word, as Sentinel writes it."""

    LIST = "LIST"
    MORE = "MORE"
    OPEN = "OPEN"
    DONE = "DONE"
    REOPEN = "REOPEN"
    SNOOZE = "SNOOZE"
    MINE = "MINE"
    GIVE = "GIVE"
    DROP = "DROP"
    URGENT = "URGENT"
    CALM = "CALM"
    SPAM = "SPAM"
    UNSPAM = "UNSPAM"
    NOTE = "NOTE"
    UNDO = "UNDO"
    CLOSED = "CLOSED"
    OPEN_DAY = "OPEN-DAY"
    HOURS = "HOURS"
    OFF = "OFF"
    BACK = "BACK"
    HELP = "HELP"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command. `ids` are in the order written, none twice.

    `text` is what else was said: the remark of a NOTE, the reason of a SNOOZE, the colleague of a
    GIVE, ALL of LIST, THANKS of DONE, ANYWAY of OFF, the verb HELP is asked for. `days` are those
    of CLOSED, OPEN-DAY and OFF, `windows` the hours of OPEN-DAY, `until` the end of SNOOZE and OFF.
    """

    verb: Verb
    ids: tuple[int, ...] = ()
    text: str = ""
    days: tuple[date, ...] = ()
    windows: tuple[Window, ...] = ()
    until: Moment | None = None

    def __str__(self) -> str:
        """The command as it would be written by the book."""
        parts = [*map(str, self.ids), *_days(self.days), *_windows(self.windows)]
        if self.until is not None:
            parts += _until(self.until)
        return " ".join([self.verb, *parts, *([self.text] if self.text else [])])


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """A near miss: nothing is done, and the nearest command is named with what it was about.

    `verb` None: only numbers were written. `text` is what follows them in the command to be
    written, `why` a sentence that says what was not understood, or asks back.
    """

    verb: Verb | None = None
    ids: tuple[int, ...] = ()
    text: str = ""
    why: str = ""


def _days(days: tuple[date, ...]) -> list[str]:
    """A day, or the first and the last of several in a row, else each of them."""
    if len(days) > 1 and (days[-1] - days[0]).days == len(days) - 1:
        days = (days[0], days[-1])
    return [day.isoformat() for day in days]


def _windows(windows: tuple[Window, ...]) -> list[str]:
    return [f"{_clock(begins)}-{_clock(ends)}" for begins, ends in windows]


def _until(until: Moment) -> list[str]:
    clock = [] if until.minute is None else [_clock(until.minute)]
    return [f"{until.day:%a}".upper(), *clock]


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
