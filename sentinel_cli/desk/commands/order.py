"""One command on its way: what it asks, who asked, and what is answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from sqlite3 import Connection

from sentinel_cli import RefusedError
from sentinel_cli.desk.colleagues import names
from sentinel_cli.desk.operations import Actor
from sentinel_cli.model import Issue, Level, Message, Policy
from sentinel_cli.rules.commands import Command, Hint
from sentinel_cli.settings import Settings
from sentinel_cli.store import issues


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A command with what obeying it needs. `manager_id` is the manager as the settings know them.

    `message` is where the command stands; the answer goes to its contact.
    """

    command: Command | Hint
    message: Message
    manager_id: str
    location_id: str | None
    settings: Settings
    policy: Policy
    actor: Actor

    @property
    def now_ts(self) -> int:
        """Epoch seconds."""
        return self.actor.now_ms // 1000

    @property
    def late_s(self) -> int:
        """How long ago it was written."""
        return self.now_ts - self.message.at_ms // 1000

    def name(self, db: Connection) -> str:
        """How the others call the manager who asks."""
        return names(db, self.settings).get(self.manager_id, "A manager").split()[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The words, the issues they name, and those that were acted upon.

    `tells` are the needs of its reader that it meets. `was` is what an undo must put back that no
    fact tells (see `store.commands`), `undoes` the command that was taken back; `notices` are words
    for other managers, by contact id.
    """

    text: str
    ids: tuple[int, ...] = ()
    tells: tuple[tuple[int, Level], ...] = ()
    acted: tuple[Issue, ...] = ()
    was: dict[int, int | None] = field(default_factory=dict)
    undoes: int | None = None
    notices: dict[str, str] = field(default_factory=dict)


def sentence(refused: RefusedError) -> str:
    """A refusal as a sentence of its own."""
    words = str(refused)
    return words[:1].upper() + words[1:]


def waiting(db: Connection, contact_ids: set[str]) -> tuple[Issue, ...]:
    """The open issues of these customers, the most urgent first."""
    return tuple(issue for issue in issues.open_issues(db) if issue.contact_id in contact_ids)


def numbers(found: Iterable[Issue]) -> list[int]:
    """Their numbers."""
    return [issue.id for issue in found if issue.id is not None]


def once(ids: Iterable[int]) -> tuple[int, ...]:
    """Each of them once, in order."""
    return tuple(dict.fromkeys(ids))
