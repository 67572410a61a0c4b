"""A busy fortnight, made from a number: the same number makes the same history.

Customers write and call, people answer and fail to, webhooks come, repeat and are lost, polls read,
operators act by command and by SQL, and GHL merges contacts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random

from facts import asks, at, automated, call, calls_back, replies
from telling import Poll, Post, tell, workflow_post

from sentinel_cli import RefusedError
from sentinel_cli.desk import operations
from sentinel_cli.desk.operations import Actor, Operation, operate
from sentinel_cli.engine.ingest import move_contact
from sentinel_cli.engine.start import policy_in_force, true_contact
from sentinel_cli.model import DateSource, Direction, Message
from sentinel_cli.settings import Settings
from sentinel_cli.store import Store, issues

MINUTE = 60_000
BEGIN = at("08:00", "2026-03-30")
WORDS = ("Is anyone coming today?", "The pump is leaking again", "Thank you!", "How much is it?")
OPERATIONS: tuple[Operation, ...] = (
    operations.resolve,
    operations.resolve,
    operations.reopen,
    operations.reopen,
    operations.spam,
    operations.unspam,
    operations.unspam,
    operations.unspam,
    operations.force_overdue,
    operations.note("called the gate"),
)
BY_SQL = (
    "UPDATE issues SET state = 'RESOLVED' WHERE id = ? AND state = 'OPEN'",
    "UPDATE issues SET due_ts = due_ts - 7200 WHERE id = ?",
)


@dataclass(slots=True)
class Fortnight:
    """What GHL knows and what Sentinel was told, step by step."""

    store: Store
    settings: Settings
    seed: int
    contacts: int = 12
    now_ms: int = BEGIN
    rows: list[Message] = field(default_factory=list)

    def pass_by(self, steps: int, *, look: Callable[[], None]) -> None:
        """Let so many things happen, 1 to 120 minutes apart; look at every twentieth."""
        dice = Random(self.seed)  # noqa: S311 - a history to repeat, no secret
        chances = {self.customer: 8, self.staff: 5, self.news: 3, self.poll: 4, self.operator: 3,
                   self.sql: 1, self.merge: 1}  # fmt: skip
        for step in range(steps):
            self.now_ms += dice.randint(1, 120) * MINUTE
            (happens,) = dice.choices(list(chances), list(chances.values()))
            happens(dice, f"m{step}")
            if step % 20 == 0:
                look()
        self.now_ms += 10 * MINUTE
        self.read(self.rows)

    def customer(self, dice: Random, ghl_id: str) -> None:
        """A text or a missed call; its webhook comes once, twice, with an id, late, or never."""
        make = dice.choice((asks, asks, call))
        row = make("08:00", dice.choice(WORDS), ghl_id=ghl_id) if make is asks else call("08:00")
        row = self._placed(row, dice, ghl_id)
        self.rows.append(row)
        for _ in range(dice.choice((0, 1, 1, 2))):
            self.now_ms += dice.choice((1_000, 40_000, 11 * MINUTE))
            self.tell(workflow_post(row, self.now_ms) if dice.random() < 0.6 else self._app(row))

    def staff(self, dice: Random, ghl_id: str) -> None:
        """A person or a machine answers; not everything arrives."""
        row = dice.choice(
            (
                replies("08:00", status=dice.choice(("pending", "sent", "delivered"))),
                replies("08:00", "We come at noon.", status="delivered"),
                automated("08:00"),
                calls_back("08:00", dice.choice((None, 4, 95))),
                calls_back("08:00", status="no-answer"),
            )
        )
        row = self._placed(row, dice, ghl_id)
        self.rows.append(row)
        if dice.random() < 0.5:
            self.tell(self._app(row))

    def news(self, dice: Random, ghl_id: str) -> None:
        """A text on its way arrives, or fails."""
        del ghl_id
        for n, row in enumerate(self.rows):
            if row.direction is Direction.OUTBOUND and row.status in {"pending", "sent"}:
                self.rows[n] = replace(row, status=dice.choice(("delivered", "failed")))
                break

    def poll(self, dice: Random, ghl_id: str) -> None:
        """Read the threads of some contacts whole."""
        del ghl_id
        read = {f"c{n}" for n in range(self.contacts) if dice.random() < 0.6}
        self.read([row for row in self.rows if row.contact_id in read])

    def operator(self, dice: Random, ghl_id: str) -> None:
        """Somebody does something to an issue, or is refused."""
        actor = Actor(name="kim", now_ms=self.now_ms, run_id=ghl_id)
        operation = dice.choice(OPERATIONS)
        try:
            operate(self.store, self._issue(dice), operation, settings=self.settings, actor=actor)
        except RefusedError:
            return

    def sql(self, dice: Random, ghl_id: str) -> None:
        """The operators' handbook allows this."""
        del ghl_id
        issue_id = self._issue(dice)
        with self.store.write() as db:
            db.execute(dice.choice(BY_SQL), (issue_id,))

    def merge(self, dice: Random, ghl_id: str) -> None:
        """GHL merges one contact into another: the conversation lives on under the other."""
        old, new = dice.sample(range(self.contacts), 2)
        if dice.random() < 0.7:
            return
        with self.store.write() as db:
            new_id = true_contact(db, f"c{new}")
            if true_contact(db, f"c{old}") != f"c{old}" or new_id == f"c{old}":
                return
            policy = policy_in_force(db, self.settings, now_ms=self.now_ms)
            move_contact(db, old=f"c{old}", new=new_id, policy=policy, now_ms=self.now_ms,
                         run_id=ghl_id)  # fmt: skip

    def read(self, rows: list[Message]) -> None:
        """One poll that reads these."""
        with self.store.read() as db:
            living = [replace(row, contact_id=true_contact(db, row.contact_id)) for row in rows]
        self.tell(Poll(self.now_ms, tuple(living)))

    def tell(self, event: Post | Poll) -> None:
        """Deliver it now."""
        tell(self.store, replace(event, at_ms=self.now_ms), settings=self.settings)

    def _placed(self, row: Message, dice: Random, ghl_id: str) -> Message:
        """Of some contact, now; two contacts share each number, as in a family."""
        n = dice.randrange(self.contacts)
        return replace(
            row, at_ms=self.now_ms, ghl_id=ghl_id, contact_id=f"c{n}", phone=f"+1512555010{n // 2}"
        )

    def _app(self, row: Message) -> Post:
        dated = replace(row, date_source=DateSource.WEBHOOK, via_webhook=True, via_api=False)
        return Post(self.now_ms, dated)

    def _issue(self, dice: Random) -> int:
        with self.store.read() as db:
            found = issues.select(db, issues.Wanted())
        return dice.choice(found).id or 0 if found else 0
