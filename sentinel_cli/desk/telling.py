"""Everything that telling rests on, gathered in one look: issues, ledger, people, holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from sqlite3 import Connection

from sentinel_cli import hours
from sentinel_cli.desk import colleagues
from sentinel_cli.engine.asides import asides_of
from sentinel_cli.engine.traits import asked_of
from sentinel_cli.model import (
    Aside,
    DeliveryState,
    Hold,
    HoldKind,
    Issue,
    Level,
    Matter,
    Policy,
    Standing,
    State,
    TermKind,
    Traits,
    away_until,
    held,
)
from sentinel_cli.model.telling import Ledger
from sentinel_cli.rules.routing import comparable, hearers, off_duty, unreached
from sentinel_cli.rules.telling import Situation, levels
from sentinel_cli.settings import Settings
from sentinel_cli.store import contacts, deliveries, duty, holds, issues, names, told
from sentinel_cli.store.deliveries import Delivery
from sentinel_cli.store.told import Telling

_LATEST = 60
"""So many last texts to a manager say how it stands: a day's alerts and answers."""


def situation(db: Connection, settings: Settings, *, policy: Policy, now_ts: int) -> Situation:
    """All that is to be decided of telling, as of now."""
    waiting = issues.open_issues(db)
    said = holds.last_words(db)
    people = colleagues.names(db, settings)
    asides = {
        number: _held(aside, number, said, people, now_ts=now_ts)
        for number, aside in asides_of(db, waiting, policy=policy, now_ts=now_ts).items()
    }
    asides |= _backlog(waiting, asides, policy, few=settings.max_items)
    since = _counted_from(said, now_ts)
    tellings = [it for it in told.of_open(db) if it.at_ts >= since.get(it.issue_id, 0)]
    return Situation(
        now_ts=now_ts,
        matters=matters(db, settings, waiting, asides, policy=policy, now_ts=now_ts),
        routes=settings.routes,
        calendar=policy.calendar,
        pace=settings.pace,
        told=_ledger(it for it in tellings if it.state is DeliveryState.SENT),
        unsure=_ledger(it for it in tellings if it.state is not DeliveryState.SENT),
        standings=_standings(db, settings, policy, now_ts=now_ts),
    )


def matters(
    db: Connection,
    settings: Settings,
    found: Sequence[Issue],
    asides: Mapping[int, Aside],
    *,
    policy: Policy,
    now_ts: int,
) -> tuple[Matter, ...]:
    """Issues with all that routing and telling ask of them."""
    asked = any(asked_of(settings.routes, kind) for kind in (TermKind.TAG, TermKind.FIELD))
    traits = contacts.traits(db, [issue.contact_id for issue in found]) if asked else {}
    return tuple(
        _matter(
            issue,
            asides.get(issue.id or 0, Aside()),
            traits.get(issue.contact_id, Traits()),
            policy=policy,
            now_ts=now_ts,
        )
        for issue in found
    )


def audience(found: Iterable[Matter], now: Situation) -> dict[int, dict[str, str]]:
    """Who hears of each issue and why, by issue and contact id."""
    away = away_now(now)
    lost = unreached(now.standings)
    return {
        matter.number: {
            hearer.contact_id: hearer.reason
            for hearer in hearers(matter, now.routes, away=away, unreached=lost)
        }
        for matter in found
    }


def away_now(now: Situation) -> frozenset[str]:
    """The managers off duty at this moment."""
    return off_duty(now.routes, now.standings, calendar=now.calendar, now_ts=now.now_ts)


def needs_met(
    contact_id: str, named: Iterable[int], now: Situation
) -> tuple[tuple[int, Level], ...]:
    """What a text that names these issues tells this manager that was not told before."""
    current = {matter.number: matter.levels for matter in now.matters}
    return tuple(
        (number, level)
        for number in named
        for level in Level
        if level in current.get(number, frozenset())
        and level not in now.told.get((contact_id, number), frozenset())
    )


def called(db: Connection, settings: Settings) -> dict[str, str]:
    """What managers and staff are called, by id: as the file says, else as GHL does."""
    return {**names.known(db), **colleagues.names(db, settings)}


def _held(
    aside: Aside, number: int, said: Sequence[Hold], people: Mapping[str, str], *, now_ts: int
) -> Aside:
    """With what keeps it from being told: `Alex has it`, or once that ran out `Alex had it`."""
    hold = held(said, number, now_ts)
    if hold is not None:
        has_it = hold.kind is HoldKind.CLAIM
        words = f"{_who(hold, people)} has it" if has_it else ""
        return replace(aside, held_until_ts=hold.until_ts, held_as=words)
    over = (h for h in said if h.issue_id == number and h.ran_out(now_ts))
    claim = next((h for h in over if h.kind is HoldKind.CLAIM), None)
    return replace(aside, held_as=f"{_who(claim, people)} had it") if claim else aside


def _who(hold: Hold, people: Mapping[str, str]) -> str:
    name = people.get(hold.for_manager or "")
    return name.split()[0] if name else "a manager"


def _backlog(
    waiting: Sequence[Issue], asides: Mapping[int, Aside], policy: Policy, *, few: int
) -> dict[int, Aside]:
    """What waited since before the installation, if it is more than a list holds.

    A due time that a person set, or words that came since, make it news.
    """
    older = [
        issue
        for issue in waiting
        if issue.last_inbound_ts * 1000 < policy.installed_ms and issue.due_ts == issue.due_rule_ts
    ]
    if len(older) <= few:
        return {}
    return {issue.id or 0: replace(asides[issue.id or 0], is_backlog=True) for issue in older}


def _matter(issue: Issue, aside: Aside, traits: Traits, *, policy: Policy, now_ts: int) -> Matter:
    is_open = issue.state is State.OPEN
    return Matter(
        issue=issue,
        number=issue.id or 0,
        levels=levels(issue, policy=policy, now_ts=now_ts, is_urgent=aside.is_urgent)
        if is_open
        else frozenset(),
        traits=_comparable(traits),
        aside=aside,
    )


def _comparable(kept: Traits) -> Traits:
    return Traits(
        tags=frozenset(map(comparable, kept.tags)),
        fields={
            comparable(name): frozenset(map(comparable, values))
            for name, values in kept.fields.items()
        },
    )


def _counted_from(said: Iterable[Hold], now_ts: int) -> dict[int, int]:
    """From when a telling counts: what was held and not answered meanwhile is told again."""
    return {
        hold.issue_id: hold.until_ts
        for hold in said
        if hold.until_ts is not None and hold.ran_out(now_ts)
    }


def _ledger(tellings: Iterable[Telling]) -> Ledger:
    found: dict[tuple[str, int], frozenset[Level]] = {}
    for telling in tellings:
        key = (telling.contact_id, telling.issue_id)
        found[key] = found.get(key, frozenset()) | {telling.level}
    return found


def _standings(
    db: Connection, settings: Settings, policy: Policy, *, now_ts: int
) -> dict[str, Standing]:
    leaves = duty.leaves(db, after_ts=now_ts)
    today = hours.local(policy.calendar, now_ts).date().isoformat()
    return {
        manager.contact_id: _standing(
            deliveries.latest(db, manager.contact_id, limit=_LATEST),
            off_until_ts=away_until(leaves, manager.contact_id, now_ts),
            today=today,
        )
        for manager in settings.routes.managers
    }


def _standing(texts: Sequence[Delivery], *, off_until_ts: int | None, today: str) -> Standing:
    """`texts` are a manager's last ones, the latest first."""
    failed = [text for text in texts if text.state is DeliveryState.FAILED]
    arrived = next((n for n, t in enumerate(texts) if t.state is DeliveryState.SENT), len(texts))
    alerts = [t for t in texts if t.kind == "alert" and t.state is not DeliveryState.FAILED]
    return Standing(
        off_until_ts=off_until_ts,
        refused=sum(text.state is DeliveryState.FAILED for text in texts[:arrived]),
        tried_ts=failed[0].until_ts if failed else None,
        alerted_ts=alerts[0].until_ts if alerts else None,
        alerts_today=sum(alert.local_date == today for alert in alerts),
    )
