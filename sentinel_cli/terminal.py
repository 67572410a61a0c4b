"""What a terminal is given: colours that mean something, lines of its width, nothing it obeys.

`NO_COLOR` (no-color.org) and `TERM=dumb` leave plain text, without bold too.
"""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from enum import StrEnum
from typing import TextIO

_LEAST_WIDTH = 24


class Tone(StrEnum):
    """What a colour means, as its SGR code (ECMA-48): nothing is said by colour alone."""

    ALARM = "1;31"
    GOOD = "32"
    CARE = "33"
    QUIET = "2"
    HEAD = "1"


def coloured(stream: TextIO | None = None) -> bool:
    """Whether a stream, standard output by default, is a terminal that wants colours."""
    wanted = not os.environ.get("NO_COLOR") and os.environ.get("TERM", "dumb") != "dumb"
    return wanted and (stream or sys.stdout).isatty()


def tinted(text: str, tone: Tone | None) -> str:
    """The text in the tone's colour where colours are wanted."""
    return f"\x1b[{tone}m{text}\x1b[0m" if tone and coloured() else text


def width() -> int:
    """The terminal's columns; `COLUMNS` wins."""
    return max(shutil.get_terminal_size().columns, _LEAST_WIDTH)


def indented(text: str, *, indent: int, first: str = "") -> list[str]:
    """Break a text into the terminal's lines, all but `first` of them indented by so many blanks.

    `first` stands where the first line's indentation would be.
    """
    lead = first.ljust(indent) if first else " " * indent
    return textwrap.wrap(
        text,
        width(),
        initial_indent=lead,
        subsequent_indent=" " * indent,
        break_on_hyphens=False,
    ) or [lead.rstrip()]


def printable(text: str) -> str:
    """What came from outside, without anything a terminal would obey."""
    return "".join(c if c.isprintable() else " " for c in text)
