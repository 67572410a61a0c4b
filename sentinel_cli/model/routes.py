"""Who hears what, and at what pace: what settings say of the managers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sentinel_cli.hours import Week


class Level(StrEnum):
    """Why a manager needs to be told of an issue."""

    URGENT = "urgent"
    DUE = "due"
    ESCALATED = "escalated"


class TermKind(StrEnum):
    """What one word of `managers.toml` asks of an issue."""

    EVERYTHING = "everything"
    TEXT = "text"
    CALL = "call"
    URGENT = "urgent"
    UNASSIGNED = "unassigned"
    ASSIGNED = "assigned"
    TAG = "tag"
    FIELD = "field"
    ABOUT = "about"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One question about an issue: `tag:repair` has a value, `field:route=tech` a name as well."""

    kind: TermKind
    value: str = ""
    name: str = ""
    negated: bool = False


Clause = tuple[Term, ...]
"""Terms that must all hold."""

EVERYTHING: Clause = (Term(kind=TermKind.EVERYTHING),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manager:
    """One who is told. `hears`: any of these clauses; `duty` None: always; `deputy`: a contact."""

    contact_id: str
    name: str | None = None
    hears: tuple[Clause, ...] = (EVERYTHING,)
    duty: Week | None = None
    deputy: str | None = None

    @property
    def called(self) -> str:
        """The name, else the id."""
        return self.name or self.contact_id

    @property
    def hears_everything(self) -> bool:
        """Whether no issue is kept from this manager."""
        return EVERYTHING in self.hears


@dataclass(frozen=True, slots=True, kw_only=True)
class Routes:
    """All managers, in the order in which they are told, and what is told to nobody."""

    managers: tuple[Manager, ...]
    ignore: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often managers may be alerted, and of what. `urgent_week` None: the manager's hours."""

    levels: frozenset[Level] = frozenset(Level)
    every_s: int = 15 * 60
    a_day: int = 20
    urgent_week: Week | None = None
