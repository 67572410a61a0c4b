"""One reading of GHL: what it works with, and the report it fills."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from sqlite3 import Connection

from sentinel_cli import GhlError
from sentinel_cli.engine.ingest import move_contact
from sentinel_cli.ghl import Client, Deadline
from sentinel_cli.jobs.poll_report import Progress, Report
from sentinel_cli.model import Policy
from sentinel_cli.settings import Settings
from sentinel_cli.store import Store, state

ODD_TOLD = "poll_odd_told"
"""Key: the odd rows of which an earlier poll has told, the latest last."""
MOST_ODD_TOLD = 10
MOST_ODD_REMEMBERED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One run. Only the report changes, and what was found odd until it is told.

    `rules` are the policy as the run began; `heirs` are contacts that managers' were merged into
    since.
    """

    store: Store
    client: Client
    deadline: Deadline
    settings: Settings
    rules: Policy
    now_ms: int
    report: Report
    progress: Progress
    odd: dict[str, None] = field(default_factory=dict)
    heirs: set[str] = field(default_factory=set)

    @property
    def policy(self) -> Policy:
        """What everything is judged by: a manager stays one under another contact."""
        if not self.heirs:
            return self.rules
        return replace(self.rules, managers=self.rules.managers | self.heirs)

    @property
    def now_ts(self) -> int:
        """The run's one moment, epoch seconds."""
        return self.now_ms // 1000

    @property
    def ours(self) -> frozenset[str]:
        """Contacts that are no customers; of their threads only managers' are looked at."""
        return self.policy.managers | self.policy.internal_contacts

    def stop(self, reason: str) -> None:
        """Ask nothing more in this run; what was not read stays as it was."""
        self.report.stopped = self.report.stopped or reason

    def ends(self, error: GhlError) -> bool:
        """Whether nothing more can be asked in this run; then it stops."""
        is_over = error.run_is_over or not self.deadline.left()
        if is_over:
            self.stop(str(error))
        return is_over

    def fail(self, error: str, *, conversation_id: str = "") -> None:
        """Say what could not be read; no conversation: the list of them."""
        self.report.failed.append({"conversation_id": conversation_id, "error": error})

    def found_odd(self, rows: Iterable[str]) -> None:
        """Count rows of which something is missing; they hold up nobody."""
        for row in rows:
            self.report.odd += 1
            if len(self.odd) < MOST_ODD_REMEMBERED:
                self.odd[row] = None

    def tell_odd(self, db: Connection) -> None:
        """Put the odd rows of which no earlier run has told into the report."""
        if not self.odd:
            return
        known = json.loads(state.get(db, ODD_TOLD) or "[]")
        new = [row for row in self.odd if row not in known]
        self.report.odd_rows = new[:MOST_ODD_TOLD]
        if new:
            told = [*known, *new[:MOST_ODD_TOLD]][-MOST_ODD_REMEMBERED:]
            state.put(db, ODD_TOLD, json.dumps(told))

    def move(self, db: Connection, *, old: str, new: str) -> None:
        """GHL merged a contact into another one."""
        if old in self.policy.managers:
            self.heirs.add(new)
        outcome = move_contact(
            db,
            old=old,
            new=new,
            policy=self.policy,
            now_ms=self.now_ms,
            run_id=self.report.run_id,
        )
        self.report.add(outcome)
