"""The engine on a real database, at times a test names: what a webhook, a poll and a summary do."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from facts import CONTACT

from sentinel_cli.desk.operations import Actor, Done, Operation, operate
from sentinel_cli.ghl import Client, Deadline
from sentinel_cli.jobs.alerts import AlertReport, send_alerts
from sentinel_cli.jobs.poll import poll
from sentinel_cli.jobs.poll_report import Report
from sentinel_cli.jobs.receive import Received, receive
from sentinel_cli.jobs.summary import SummaryReport, send_summary
from sentinel_cli.model import Issue, Message, Person, Slot, WebhookEvent
from sentinel_cli.settings import Environment, Need, Settings, load
from sentinel_cli.simulator import Contact, Simulator
from sentinel_cli.store import Store, issue_log, issues, open_store

MANAGER = "cTmAnAgEr1Aa2Bb3Cc4D"
SECOND_MANAGER = "cTmAnAgEr2Aa2Bb3Cc4D"


@dataclass
class Clock:
    """GHL's own clock, which a test moves: epoch milliseconds."""

    ms: int

    def __call__(self) -> int:
        return self.ms


@contextmanager
def simulating(clock: Clock, *contacts: Contact) -> Iterator[Simulator]:
    """A running GHL with these contacts, at the clock's time."""
    simulated = Simulator(clock=clock)
    for contact in contacts:
        simulated.world.add_contact(contact)
    with simulated.running():
        yield simulated


def settings(directory: Path, **changes: str) -> Settings:
    """Settings as from an environment with the required variables, and these."""
    given = {
        "GHL_TOKEN": "pit-00000000-0000-0000-0000-000000000000",
        "GHL_VERSION": "2021-07-28",
        "GHL_LOCATION_ID": "LoC9aB3dE5fG7hJ1kL2m",
        "WEBHOOK_SECRET": "a-secret-of-more-than-sixteen-characters",
        "MANAGER_CONTACT_IDS": MANAGER,
        "SENTINEL_DB": str(directory / "sentinel.db"),
        **changes,
    }
    return load(Environment(given, directory), need=Need.GHL | Need.MANAGERS | Need.WEBHOOK)


@dataclass(frozen=True)
class Engine:
    """One installation: a database, its settings, and (for polls and summaries) a GHL."""

    store: Store
    settings: Settings

    def hears(self, message: Message, now_ms: int, **person: Any) -> Received:
        """A webhook brings this message."""
        event = WebhookEvent(
            message=replace(message, via_webhook=True, via_api=False, learnt_ms=now_ms),
            person=Person(contact_id=message.contact_id, **person),
        )
        return receive(
            self.store,
            event,
            route="/webhook/ghl",
            raw="{}",
            settings=self.settings,
            now_ms=now_ms,
            run_id="webhook-test",
        )

    def polls(self, now_ms: int, *, seconds: float = 20.0) -> Report:
        """One poll of the GHL the settings name."""
        deadline = Deadline(seconds)
        with self.client(deadline) as client:
            return poll(
                self.store,
                client,
                deadline=deadline,
                settings=self.settings,
                now_ms=now_ms,
                run_id="poll-test",
            )

    def tells(
        self, slot: Slot, now_ms: int, *, dry_run: bool = False, once: bool = False
    ) -> SummaryReport:
        """One summary, with the poll before it."""
        with self.client(Deadline(20.0)) as client:
            return send_summary(
                self.store,
                client,
                slot=slot,
                settings=self.settings,
                now_ms=now_ms,
                run_id="summary-test",
                read_ghl=lambda: self.polls(now_ms),
                dry_run=dry_run,
                once=once,
            )

    def alerts(self, now_ms: int, *, dry_run: bool = False) -> AlertReport:
        """One alert run, without a poll of its own, as cron has it."""
        with self.client(Deadline(20.0)) as client:
            return send_alerts(
                self.store,
                client,
                settings=self.settings,
                now_ms=now_ms,
                run_id="alert-test",
                read_ghl=None,
                dry_run=dry_run,
            )

    def client(self, deadline: Deadline) -> Client:
        """A client of that GHL."""
        return Client(
            base_url=self.settings.ghl_base_url,
            token=self.settings.ghl_token,
            version=self.settings.ghl_version,
            deadline=deadline,
            location_id=self.settings.ghl_location_id,
        )

    def does(self, operation: Operation, issue_id: int, now_ms: int) -> Done:
        """An operator acts."""
        actor = Actor(name="kim", now_ms=now_ms, run_id="cli-test")
        return operate(self.store, issue_id, operation, settings=self.settings, actor=actor)

    def issues(self, contact_id: str = CONTACT) -> tuple[Issue, ...]:
        """The contact's issues as they stand."""
        with self.store.read() as db:
            return issues.of_contact(db, contact_id)

    def log(self, issue_id: int) -> list[tuple[str, str]]:
        """An issue's history: who, what."""
        with self.store.read() as db:
            return [(line.actor, line.event) for line in issue_log.history(db, issue_id)]

    def sql(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """What an operator types into sqlite3."""
        with self.store.write() as db:
            return [tuple(row) for row in db.execute(statement, values)]


class _Made(threading.local):
    """What is open; SQLite lets only the thread that opened it close it."""

    def __init__(self) -> None:
        self.engines: list[Engine] = []


_MADE = _Made()


@cache
def _new_database() -> bytes:
    """What the first command makes, made once: it takes longer than most tests do."""
    with TemporaryDirectory() as directory:
        path = Path(directory, "sentinel.db")
        open_store(path).close()
        return path.read_bytes()


def engine(directory: Path, simulator: Simulator | None = None, **changes: str) -> Engine:
    """A new installation in a directory; with a simulator, its GHL."""
    if simulator is not None:
        changes = {"GHL_BASE_URL": simulator.base_url, **changes}
    configured = settings(directory, **changes)
    if not configured.db.exists():
        configured.db.write_bytes(_new_database())
    made = Engine(open_store(configured.db), configured)
    # Who cuts the power does it to the program as it is, in a process of its own.
    made.store.connection.execute("PRAGMA synchronous = OFF")
    _MADE.engines.append(made)
    return made


@contextmanager
def closed_afterwards() -> Iterator[None]:
    """Close what this thread opens meanwhile: Python 3.13 warns of a database that is left open."""
    earlier = len(_MADE.engines)
    yield
    while len(_MADE.engines) > earlier:
        _MADE.engines.pop().store.close()
