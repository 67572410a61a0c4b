"""Whole numbers as they are typed: what is none says which are expected."""

from __future__ import annotations

from collections.abc import Callable

import typer


def whole(*, least: int, most: int) -> Callable[[object], int]:
    """A parser of whole numbers in a range, both ends included; a default passes as it is."""

    def parse(typed: object) -> int:
        digits = str(typed).strip()
        is_whole = digits.isascii() and digits.isdigit()
        if not is_whole or not least <= int(digits[:20]) <= most:
            raise typer.BadParameter(f"{typed!r}: expected a whole number from {least} to {most}")
        return int(digits)

    return parse
