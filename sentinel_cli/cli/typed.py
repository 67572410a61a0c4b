"""Numbers and addresses as they are typed: what is none says what is expected."""

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


def address(typed: str) -> str:
    """Take an address on the web, as a browser shows it."""
    from sentinel_cli.settings.values import optional_url

    try:
        return optional_url(typed.strip()) or ""
    except ValueError as exc:
        raise typer.BadParameter(f"{typed!r}: {exc}") from exc
