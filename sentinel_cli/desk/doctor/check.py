"""One line of the doctor's: what was looked at, how it is, and what to do if it is not well."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """`failure`: Sentinel does not do its work. `warning`: somebody should look at it."""

    OK = "ok"
    WARNING = "warning"
    FAILURE = "failure"


@dataclass(frozen=True, slots=True)
class Check:
    """A finding. `do` is for the operator, empty when all is well."""

    name: str
    level: Level
    said: str
    do: str = ""


def good(name: str, said: str) -> Check:
    """All is well."""
    return Check(name, Level.OK, said)


def warned(name: str, said: str, do: str) -> Check:
    """Sentinel works, for now or in part."""
    return Check(name, Level.WARNING, said, do)


def failed(name: str, said: str, do: str) -> Check:
    """Customers may wait without a manager knowing."""
    return Check(name, Level.FAILURE, said, do)
