"""What to tell whom, now: what is needed, less what was told, less what a gate holds.

Nothing is ever marked as told. Needs are computed from the issues as they are and the ledger as it
is, so that a crash, a refusal or a full text leaves the need standing; gates only delay.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sentinel_cli import hours
from sentinel_cli.hours import Calendar
from sentinel_cli.model import (
    SLOT_MINUTES,
    Aside,
    Gate,
    Hearer,
    Held,
    Issue,
    Level,
    Manager,
    Matter,
    Pace,
    Plan,
    Policy,
    Routes,
    Standing,
    Turn,
)
from sentinel_cli.model.telling import Ledger
from sentinel_cli.rules.routing import NOBODY_ELSE, UNREACHED_AFTER, hearers, off_duty, unreached

SUMMARY_SOON_S = 10 * 60
"""What a summary is about to tell is not told by a text of its own just before."""
REFUSED_PAUSE_S = 3600
"""A manager whose texts do not arrive is tried so much later again."""
_NOTHING: frozenset[Level] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Everything a decision rests on, frozen at `now_ts`.

    `told` is what surely was told, `unsure` what a text named of which nobody knows whether it
    arrived. Managers missing in `standings` were never told anything.
    """

    now_ts: int
    matters: tuple[Matter, ...]
    routes: Routes
    calendar: Calendar
    pace: Pace
    told: Ledger
    unsure: Ledger
    standings: dict[str, Standing]


def is_escalated(issue: Issue, *, policy: Policy, now_ts: int) -> bool:
    """Tell whether an open issue has waited more business hours than the policy bears."""
    if policy.escalation_s is None:
        return False
    return hours.elapsed(policy.calendar, issue.created_ts, now_ts) > policy.escalation_s


def levels(issue: Issue, *, policy: Policy, now_ts: int, is_urgent: bool) -> frozenset[Level]:
    """Why an open issue must be told, as of now; none while it is in time."""
    found = {
        Level.URGENT: is_urgent,
        Level.DUE: now_ts > issue.due_ts,
        Level.ESCALATED: is_escalated(issue, policy=policy, now_ts=now_ts),
    }
    return frozenset(level for level, holds in found.items() if holds)


def decide(situation: Situation) -> Plan:
    """Say who is told what now, and what is held, why and until when.

    A text that is sent to somebody takes along what only its own pace would have held.
    """
    needed = _needs(situation)
    turns: list[Turn] = []
    held: list[Held] = []
    for manager in situation.routes.managers:
        passed, waiting = _sorted_out(needed.get(manager.contact_id, ()), manager, situation)
        held += waiting
        if not passed:
            continue
        closed = _closed(manager, situation, is_urgent=any(m.is_urgent for m in passed))
        if closed is None:
            turns.append(Turn(contact_id=manager.contact_id, matters=_gravest_first(
                passed, manager, situation.told)))  # fmt: skip
        else:
            held += _hold(manager, passed, closed, situation)
    return Plan(turns=tuple(turns), held=tuple(held))


def left_out(turn: Turn, named: Iterable[int], situation: Situation) -> tuple[Held, ...]:
    """What did not fit into a text that names only some: it comes first next time."""
    shown = frozenset(named)
    return tuple(
        Held(contact_id=turn.contact_id, issue_id=matter.number, level=level, gate=Gate.FULL)
        for matter in turn.matters
        if matter.number not in shown
        for level in _missing(turn.contact_id, matter, situation.told)
    )


def gravity(issue: Issue, aside: Aside, *, was_named: bool) -> tuple[object, ...]:
    """Sort key: urgent ones, then those never named to the reader, then the worst.

    What is probably only thanks, or asks for nothing, comes last; of equals the oldest comes first.
    """
    return (
        not aside.is_urgent,
        aside.is_thanks or aside.asks_nothing,
        was_named,
        issue.due_ts,
        issue.created_ts,
        issue.id or 0,
    )


def next_summary(calendar: Calendar, now_ts: int) -> int | None:
    """When the next summary is sent, from now on; None when no day in sight has hours."""
    today = hours.local(calendar, now_ts).date()
    for day in (today + timedelta(days=ahead) for ahead in range(400)):
        if not hours.has_hours(calendar, day):
            continue
        for minute in SLOT_MINUTES.values():
            slot_ts = hours.moment(calendar, day, minute)
            if slot_ts >= now_ts:
                return slot_ts
    return None


def _needs(situation: Situation) -> dict[str, list[Matter]]:
    """What every manager must be told and was not, by contact id."""
    needed: dict[str, list[Matter]] = {}
    for matter, heard_by in _heard(situation):
        for hearer in heard_by:
            if _missing(hearer.contact_id, matter, situation.told):
                needed.setdefault(hearer.contact_id, []).append(matter)
    return needed


def fallen_back(named: Collection[int], situation: Situation) -> tuple[int, ...]:
    """Those of the issues that reached their hearers only because nobody else would hear them."""
    return tuple(
        matter.number
        for matter, heard_by in _heard(situation)
        if matter.number in named and any(one.reason == NOBODY_ELSE for one in heard_by)
    )


def _heard(situation: Situation) -> Iterator[tuple[Matter, tuple[Hearer, ...]]]:
    """Every issue that somebody must be told of, and who hears it now."""
    away = off_duty(
        situation.routes,
        situation.standings,
        calendar=situation.calendar,
        now_ts=situation.now_ts,
    )
    lost = unreached(situation.standings)
    for matter in situation.matters:
        if matter.levels:
            yield matter, hearers(matter, situation.routes, away=away, unreached=lost)


def _missing(contact_id: str, matter: Matter, told: Ledger) -> list[Level]:
    """The levels that this manager was not told, the gravest first."""
    known = told.get((contact_id, matter.number), _NOTHING)
    return [level for level in Level if level in matter.levels and level not in known]


def _sorted_out(
    matters: Sequence[Matter], manager: Manager, situation: Situation
) -> tuple[list[Matter], list[Held]]:
    """The matters that may be told now, and the others with the gates of their levels."""
    passed: list[Matter] = []
    held: list[Held] = []
    for matter in matters:
        waiting = [
            (level, _gate(matter, level, manager, situation))
            for level in _missing(manager.contact_id, matter, situation.told)
        ]
        if any(gate is None for _, gate in waiting):
            passed.append(matter)
            continue
        held += [
            Held(
                contact_id=manager.contact_id,
                issue_id=matter.number,
                level=level,
                gate=gate[0],
                until_ts=gate[1],
            )
            for level, gate in waiting
            if gate is not None
        ]
    return passed, held


def _gate(
    matter: Matter, level: Level, manager: Manager, situation: Situation
) -> tuple[Gate, int | None] | None:
    """What keeps this one from being told, and until when; None: nothing."""
    now_ts = situation.now_ts
    if level in situation.unsure.get((manager.contact_id, matter.number), _NOTHING):
        return Gate.UNSURE, None
    until_ts = matter.aside.held_until_ts
    if until_ts is not None and now_ts < until_ts:
        return Gate.HOLD, until_ts
    if level not in situation.pace.levels:
        return Gate.LEVEL, next_summary(situation.calendar, now_ts)
    if level is not Level.URGENT and matter.aside.is_thanks:
        return Gate.THANKS, next_summary(situation.calendar, now_ts)
    if level is not Level.URGENT and matter.aside.is_backlog:
        return Gate.BACKLOG, next_summary(situation.calendar, now_ts)
    return _hours_gate(level, manager, situation)


def _hours_gate(
    level: Level, manager: Manager, situation: Situation
) -> tuple[Gate, int | None] | None:
    """A manager is texted within the manager's own hours: the duty's, else the business's."""
    now_ts, pace = situation.now_ts, situation.pace
    calendar = situation.calendar
    if level is Level.URGENT and pace.urgent_week is not None:
        always = Calendar(calendar.zone, pace.urgent_week)
        opens_ts = hours.next_opening(always, now_ts)
        return (Gate.HOURS, opens_ts) if opens_ts > now_ts else None
    own = calendar if manager.duty is None else replace(calendar, week=manager.duty)
    off_ts = situation.standings.get(manager.contact_id, Standing()).off_until_ts
    if off_ts is not None and now_ts < off_ts:
        return Gate.OFF, hours.next_opening(own, off_ts)
    opens_ts = hours.next_opening(own, now_ts)
    return (Gate.HOURS, opens_ts) if opens_ts > now_ts else None


def _closed(
    manager: Manager, situation: Situation, *, is_urgent: bool
) -> tuple[Gate, int | None] | None:
    """What keeps any text from this manager just now: the pace. Urgent ones wait for no pace."""
    now_ts, calendar, pace = situation.now_ts, situation.calendar, situation.pace
    standing = situation.standings.get(manager.contact_id, Standing())
    if standing.alerts_today >= pace.a_day:
        return Gate.CAP, _tomorrow(calendar, now_ts)
    if standing.refused >= UNREACHED_AFTER and standing.tried_ts is not None:
        again_ts = standing.tried_ts + REFUSED_PAUSE_S
        if now_ts < again_ts:
            return Gate.REFUSED, again_ts
    if is_urgent:
        return None
    slot_ts = next_summary(calendar, now_ts)
    if slot_ts is not None and slot_ts - now_ts <= SUMMARY_SOON_S:
        return Gate.SUMMARY, slot_ts
    if standing.alerted_ts is not None and now_ts < standing.alerted_ts + pace.every_s:
        return Gate.SPACING, standing.alerted_ts + pace.every_s
    return None


def _tomorrow(calendar: Calendar, now_ts: int) -> int:
    day = hours.local(calendar, now_ts).date() + timedelta(days=1)
    return hours.next_opening(calendar, hours.moment(calendar, day, 0))


def _hold(
    manager: Manager,
    matters: Iterable[Matter],
    closed: tuple[Gate, int | None],
    situation: Situation,
) -> list[Held]:
    gate, until_ts = closed
    return [
        Held(
            contact_id=manager.contact_id,
            issue_id=matter.number,
            level=level,
            gate=gate,
            until_ts=until_ts,
        )
        for matter in matters
        for level in _missing(manager.contact_id, matter, situation.told)
    ]


def _gravest_first(
    matters: Iterable[Matter], manager: Manager, told: Mapping[tuple[str, int], object]
) -> tuple[Matter, ...]:
    return tuple(
        sorted(
            matters,
            key=lambda matter: gravity(
                matter.issue,
                matter.aside,
                was_named=(manager.contact_id, matter.number) in told,
            ),
        )
    )
