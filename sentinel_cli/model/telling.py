"""What there is to tell of the open issues, what of it was told, and what is told now or waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sentinel_cli.model.issues import Issue, Subject
from sentinel_cli.model.routes import Level

_ASK_NOTHING = frozenset({Subject.HANGUP, Subject.VENDOR_OR_SPAM})


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Why an open issue may have been answered without our knowing; None: it was not.

    `unread_since_ts`: GHL has shown a change of the customer's thread since then, and not the
    thread. `unconfirmed_since_ts`: a reply was written then that GHL has not called sent.
    """

    unread_since_ts: int | None = None
    unconfirmed_since_ts: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What GHL keeps of a contact and a term may ask for, as it is compared (`comparable`)."""

    tags: frozenset[str] = frozenset()
    fields: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """What there is to say of an open issue beside its own row.

    `held_until_ts`: a person holds its telling until then; `held_as` is how others read that
    ("Alex has it"), empty for a snooze. `is_thanks`: probably only thanks. `is_backlog`: older
    than the installation, and one of many. `words` are the customer's own last ones. `doubt`: why
    it may have been answered without our knowing.
    """

    is_urgent: bool = False
    is_thanks: bool = False
    is_backlog: bool = False
    subject: str | None = None
    words: str = ""
    held_until_ts: int | None = None
    held_as: str = ""
    doubt: Doubt = field(default_factory=Doubt)

    @property
    def asks_nothing(self) -> bool:
        """A hang-up or somebody who sells: told last, and closed by nobody but a person."""
        return self.subject in _ASK_NOTHING and not self.is_urgent

    @property
    def is_snoozed(self) -> bool:
        """Held, and nobody has it in hand."""
        return self.held_until_ts is not None and not self.held_as


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """An open issue with all that telling asks of it, as of one moment.

    `levels` are those that hold now; `number` is the issue's id.
    """

    issue: Issue
    number: int
    levels: frozenset[Level] = frozenset()
    traits: Traits = field(default_factory=Traits)
    aside: Aside = field(default_factory=Aside)

    @property
    def is_urgent(self) -> bool:
        """Harm is near."""
        return Level.URGENT in self.levels


Ledger = Mapping[tuple[str, int], frozenset[Level]]
"""The levels at which a manager (by contact id) was told of an issue (by its number)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How it stands with one manager, as the ledger tells it.

    `off_until_ts`: said to be off until then. `refused`: so many texts in a row did not arrive,
    the last of them tried at `tried_ts`. `alerted_ts`: the last alert that may have arrived;
    `alerts_today`: how many did, on this local day.
    """

    off_until_ts: int | None = None
    refused: int = 0
    tried_ts: int | None = None
    alerted_ts: int | None = None
    alerts_today: int = 0


class Gate(StrEnum):
    """Why a telling waits. Each only delays: nothing is ever dropped."""

    LEVEL = "level_off"
    HOLD = "hold"
    THANKS = "thanks"
    BACKLOG = "backlog"
    UNSURE = "unsure"
    OFF = "off"
    HOURS = "hours"
    SUMMARY = "summary_soon"
    SPACING = "spacing"
    CAP = "day_cap"
    REFUSED = "refused"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What one manager is not told yet, why, and until when (None: until the next run)."""

    contact_id: str
    issue_id: int
    level: Level
    gate: Gate
    until_ts: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one manager is to be told now, the gravest first."""

    contact_id: str
    matters: tuple[Matter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Every need there is: to be told now, or held."""

    turns: tuple[Turn, ...] = ()
    held: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearer:
    """One who is told of an issue, and why: "assigned", "tag repair", "deputy of Alex"."""

    contact_id: str
    reason: str
