"""A business in fast motion on the pure rules: breaches, answers, sends that fail, cron's pace.

It keeps what the store would keep, as plain as can be: who was told of what, by which text, and
whether that arrived. The texts are the real ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from matters import POLICY, issue, routes

from sentinel_cli import hours
from sentinel_cli.model import (
    SLOT_MINUTES,
    Issue,
    Level,
    Manager,
    Matter,
    Pace,
    Routes,
    Slot,
    Standing,
    SummaryFacts,
)
from sentinel_cli.rules.routing import hearers, off_duty, unreached
from sentinel_cli.rules.telling import Situation, decide, levels
from sentinel_cli.texts import alert, summary

FIRST_DAY = date(2026, 4, 1)
ALERT_MINUTES = range(4, 60, 5)
"""Two minutes behind each poll, as the cron file has it."""
Told = tuple[str, int, Level]


@dataclass(frozen=True, slots=True)
class Sent:
    """One text that was sent: to whom, when, the needs it meets, and whether it arrived."""

    at_ts: int
    contact_id: str
    named: tuple[int, ...]
    meets: tuple[tuple[int, Level], ...]
    arrived: bool
    is_alert: bool
    text: str


@dataclass
class Business:
    """One simulated business; `fails` is the share of texts that do not arrive."""

    seed: int = 1
    routes: Routes = field(default_factory=routes)
    fails: float = 0.0
    pace: Pace = field(default_factory=Pace)
    open: dict[int, Issue] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    answered: dict[int, int] = field(default_factory=dict)
    needed: dict[Told, int] = field(default_factory=dict)
    """Since when each need stood, until it went away with its issue."""
    lapsed: dict[Told, tuple[int, int]] = field(default_factory=dict)
    told: dict[tuple[str, int], frozenset[Level]] = field(default_factory=dict)
    """What surely was told."""
    dice: Random = field(init=False)
    _last: int = 0

    def __post_init__(self) -> None:
        self.dice = Random(self.seed)  # noqa: S311 - a simulation is to be repeated

    def breach(self, due_ts: int, *, until_ts: int | None = None, **changes: object) -> None:
        """A customer waits, will be late from then on, and is answered at `until_ts`."""
        self._last += 1
        self.open[self._last] = issue(self._last, due_ts, **changes)
        if until_ts is not None:
            self.answered[self._last] = until_ts

    def alerts(self, now_ts: int) -> None:
        """One run of `sentinel alert`."""
        now = self.situation(now_ts)
        self._note_needs(now)
        for turn in decide(now).turns:
            text = alert.compose(turn.matters, policy=POLICY, now_ts=now_ts)
            self._send(turn.contact_id, text.text, text.named, now, is_alert=True)

    def summarises(self, slot: Slot, now_ts: int) -> None:
        """One summary to everybody on duty."""
        now = self.situation(now_ts)
        self._note_needs(now)
        for manager in self.routes.managers:
            theirs = [m for m in now.matters if self._hears(manager, m, now)]
            facts = SummaryFacts(
                slot=slot,
                now_ts=now_ts,
                since_ts=now_ts - 3600,
                open=tuple(m.issue for m in theirs),
                named=frozenset(n for who, n in self.told if who == manager.contact_id),
            )
            text = summary.compose(facts, policy=POLICY, max_items=10)
            self._send(manager.contact_id, text.text, text.listed, now, is_alert=False)

    def situation(self, now_ts: int) -> Situation:
        """Everything as the store would tell it."""
        return Situation(
            now_ts=now_ts,
            matters=tuple(
                Matter(
                    issue=kept,
                    number=number,
                    levels=levels(kept, policy=POLICY, now_ts=now_ts, is_urgent=False),
                )
                for number, kept in self.open.items()
            ),
            routes=self.routes,
            calendar=POLICY.calendar,
            pace=self.pace,
            told=self.told,
            unsure={},
            standings={m.contact_id: self._standing(m, now_ts) for m in self.routes.managers},
        )

    def day(self, day: date) -> None:
        """Cron's day, from an hour before the opening to an hour after the closing."""
        slots = {hours.moment(POLICY.calendar, day, m): slot for slot, m in SLOT_MINUTES.items()}
        has_hours = hours.has_hours(POLICY.calendar, day)
        for minute in range(7 * 60, 18 * 60):
            now_ts = hours.moment(POLICY.calendar, day, minute)
            for number in [n for n, until_ts in self.answered.items() if until_ts <= now_ts]:
                self._close(number, now_ts)
            if now_ts in slots and has_hours:
                self.summarises(slots[now_ts], now_ts)
            if minute % 60 in ALERT_MINUTES:
                self.alerts(now_ts)

    def counts(self) -> Counter[Told]:
        """How often each need was told by a text that arrived."""
        return Counter(
            (text.contact_id, number, level)
            for text in self.sent
            for number, level in text.meets
            if text.arrived
        )

    def _close(self, number: int, now_ts: int) -> None:
        del self.open[number], self.answered[number]
        self._note_needs(self.situation(now_ts))

    def _hears(self, manager: Manager, matter: Matter, now: Situation) -> bool:
        return manager.contact_id in self._hearers(matter, now)

    def _hearers(self, matter: Matter, now: Situation) -> Sequence[str]:
        away = off_duty(now.routes, now.standings, calendar=now.calendar, now_ts=now.now_ts)
        found = hearers(matter, now.routes, away=away, unreached=unreached(now.standings))
        return [hearer.contact_id for hearer in found]

    def _note_needs(self, now: Situation) -> None:
        """Needs begin, and those of which the manager does not hear any more are gone."""
        current = {
            (contact_id, matter.number, level)
            for matter in now.matters
            if matter.levels
            for contact_id in self._hearers(matter, now)
            for level in matter.levels
        }
        for need in self.needed.keys() - current:
            self.lapsed[need] = (self.needed.pop(need), now.now_ts)
        for need in current:
            self.needed.setdefault(need, now.now_ts)

    def _send(
        self, contact_id: str, text: str, named: Sequence[int], now: Situation, *, is_alert: bool
    ) -> None:
        known = {matter.number: matter.levels for matter in now.matters}
        before = {n: self.told.get((contact_id, n), frozenset()) for n in named}
        rows = tuple((n, level) for n in named for level in sorted(known[n] - before[n]))
        arrived = self.dice.random() >= self.fails
        for number in named if arrived else ():
            self.told[contact_id, number] = before[number] | known[number]
        self.sent.append(Sent(now.now_ts, contact_id, tuple(named), rows, arrived, is_alert, text))

    def _standing(self, manager: Manager, now_ts: int) -> Standing:
        theirs = [text for text in self.sent[-400:] if text.contact_id == manager.contact_id]
        arrived = [text.arrived for text in theirs]
        refused = next((n for n, was in enumerate(reversed(arrived)) if was), len(arrived))
        alerts = [text for text in theirs if text.is_alert and text.arrived]
        today = hours.local(POLICY.calendar, now_ts).date()
        return Standing(
            refused=refused,
            tried_ts=theirs[-1].at_ts if theirs else None,
            alerted_ts=alerts[-1].at_ts if alerts else None,
            alerts_today=sum(
                hours.local(POLICY.calendar, text.at_ts).date() == today for text in alerts
            ),
        )


def days(number: int) -> Sequence[date]:
    """So many days in a row, from a Wednesday."""
    return [FIRST_DAY + timedelta(days=n) for n in range(number)]


def busy_day(business: Business, day: date, *, most: int, answered: float) -> None:
    """A day on which up to so many customers become late, at random moments of the open hours.

    This share of them is answered, within six hours of becoming late; the others later.
    """
    dice = business.dice
    for _ in range(dice.randrange(most // 2, most + 1) if _is_open(day) else 0):
        due_ts = hours.moment(POLICY.calendar, day, dice.randrange(8 * 60, 17 * 60))
        patience_s = 6 * 3600 if dice.random() < answered else 10 * 24 * 3600
        business.breach(
            due_ts,
            until_ts=due_ts + dice.randrange(patience_s),
            assigned_to=dice.choice([None, "u1", "u2"]),
        )
    business.day(day)


def _is_open(day: date) -> bool:
    return hours.has_hours(POLICY.calendar, day)
