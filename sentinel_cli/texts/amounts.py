"""How spans and shares are said wherever figures are read: once, so that all agree to the digit."""

from __future__ import annotations

_MINUTE, _HOUR = 60, 3600


def span(seconds: int) -> str:
    """Business time: `24m`, `1h50`, `3h`, `26h10`; less than a minute is `0m`."""
    whole, rest = divmod(max(seconds, 0), _HOUR)
    minutes = rest // _MINUTE
    if not whole:
        return f"{minutes}m"
    return f"{whole}h{minutes:02}" if minutes else f"{whole}h"


def percent(part: int, whole: int) -> str:
    """A share in whole percent: `100%` only when it is all, `0%` only when it is nothing."""
    if not whole:
        return "-"
    if part in {0, whole}:
        return "100%" if part else "0%"
    return f"{min(max(round(100 * part / whole), 1), 99)}%"


def counted(number: int, word: str) -> str:
    """`1 text`, `2 texts`."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
