"""What the receiver's routes need of the house: webhooks on one connection, jobs each on its own.

All that a webhook needs is loaded with this module, before `serve` listens: the vocabulary alone
takes as long to read as a webhook may. Only what asks GHL, and with it the HTTP client, is loaded
when it is wanted.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from sentinel_cli import StoreError, baton
from sentinel_cli.cli.context import now_ms
from sentinel_cli.engine.start import new_run_id
from sentinel_cli.jobs.lines import tell, tell_command
from sentinel_cli.jobs.receive import receive
from sentinel_cli.store import open_store
from sentinel_cli.store.groups import GroupedWrites
from sentinel_cli.store.refusals import RefusalCount

if TYPE_CHECKING:
    from sentinel_cli.desk.commands import Obeyed
    from sentinel_cli.jobs.runs import Run
    from sentinel_cli.logs import Log
    from sentinel_cli.model import Receipt, Slot, WebhookEvent
    from sentinel_cli.payload import Rejected
    from sentinel_cli.settings import Settings
    from sentinel_cli.store import Store

BUSY_S = 2.0
"""How long a webhook waits for the database before its sender is asked to repeat it."""


class Receiving:
    """The receiver's services. One connection for all webhooks, in groups; a job has its own."""

    def __init__(self, store: Store, settings: Settings, log: Log) -> None:
        self.settings = settings
        self.log = log
        self.writes = GroupedWrites(store, patience_s=BUSY_S, reopened=self._reopened)
        self.refusals = RefusalCount(settings.db)

    def close(self) -> None:
        """Close the database."""
        self.writes.close()

    def _reopened(self) -> Store:
        """The database that somebody put in the place of the open one."""
        store = open_store(self.settings.db, busy_s=BUSY_S, shared=True)
        self.log.event("database", state="replaced", db=str(self.settings.db))
        return store

    def refused(self, why: str) -> None:
        """Count a webhook that could not be taken, where `status` and `doctor` find it."""
        self.refusals.add(why, now_ts=self.now_ms() // 1000)

    def now_ms(self) -> int:
        """Epoch milliseconds, UTC."""
        return now_ms()

    def receive(
        self, route: str, outcome: WebhookEvent | Rejected, raw: str, arrived_ms: int
    ) -> Receipt:
        """Take one webhook; answer a manager's command."""
        log = replace(self.log, run_id=new_run_id("webhook"))
        received = receive(
            self.writes,
            outcome,
            route=route,
            raw=raw,
            settings=self.settings,
            now_ms=arrived_ms,
            run_id=log.run_id,
        )
        log.event(
            "webhook",
            route=route,
            event_id=received.event_id,
            outcome=received.outcome,
            reason=received.reason,
            issue_id=received.issue_id,
            contact_id=received.message.contact_id if received.message else None,
        )
        tell(log, received.changes)
        if received.obeyed is not None:
            tell_command(log, received.obeyed)
            self._answer(received.obeyed, log)
        return received.receipt()

    def _answer(self, obeyed: Obeyed, log: Log) -> None:
        """Text the answer without the lock of the webhooks, on a connection of its own.

        The command is obeyed and stored by now: whatever fails here is told, and GHL must not take
        it for a webhook to repeat.
        """
        from sentinel_cli.jobs.runs import run_answer

        try:
            with ExitStack() as stack:
                run_answer(replace(self._run(stack), log=log), obeyed)
        except StoreError as exc:
            log.event("answer", state="unknown", error=str(exc))

    def poll(self) -> dict[str, object]:
        """Run one poll on a connection of its own."""
        from sentinel_cli.jobs.runs import run_poll

        with ExitStack() as stack:
            return run_poll(self._run(stack)).as_dict()

    def summary(self, slot: Slot, *, dry_run: bool) -> dict[str, object]:
        """Send or rehearse one summary on a connection of its own."""
        from sentinel_cli.jobs.runs import run_summary

        with ExitStack() as stack:
            return run_summary(self._run(stack), slot, dry_run=dry_run).as_dict()

    def alerts(self, *, dry_run: bool) -> dict[str, object]:
        """Tell managers what cannot wait, on a connection of its own."""
        from sentinel_cli.jobs.runs import run_alerts

        with ExitStack() as stack:
            return run_alerts(self._run(stack), dry_run=dry_run).as_dict()

    def _run(self, stack: ExitStack) -> Run:
        """What a job needs until `stack` is closed; it waits for GHL, and webhooks do not."""
        from sentinel_cli.jobs.runs import Run

        stack.enter_context(baton.passed())
        store = stack.enter_context(open_store(self.settings.db, busy_s=BUSY_S))
        return Run(store=store, settings=self.settings, log=self.log, now_ms=now_ms())
