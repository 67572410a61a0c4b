"""Who hears of an issue, each with the reason: never nobody while there is a manager.

Managers hear what matches them while they are on duty, and their deputies hear it while they are
not. What nobody would hear goes to those who hear everything, and so does what is escalated.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from sentinel_cli import hours
from sentinel_cli.hours import Calendar
from sentinel_cli.model import (
    Hearer,
    IssueType,
    Level,
    Manager,
    Matter,
    Routes,
    Standing,
    Term,
    TermKind,
)
from sentinel_cli.model.routes import Clause

MOST_DEPUTIES = 5
UNREACHED_AFTER = 2
"""So many texts in a row did not arrive: then others hear as well."""
NOBODY_ELSE = "nobody else hears"
"""The reason of whoever hears an issue because no list held for it."""
_TYPES = {IssueType.SMS: TermKind.TEXT, IssueType.CALL: TermKind.CALL}


def comparable(words: str) -> str:
    """A tag, or a field's name or value, as it is compared: without case and double blanks."""
    return " ".join(words.casefold().split())


def hearers(
    matter: Matter,
    routes: Routes,
    *,
    away: Collection[str] = (),
    unreached: Collection[str] = (),
) -> tuple[Hearer, ...]:
    """Everybody who is told of an issue, in the order of the managers.

    `away` are contact ids of those off duty, `unreached` of those whose texts do not arrive: they
    are told all the same, and so are those who hear in their place. Empty only for what `ignore`
    names, and without managers.
    """
    if any(_holds(clause, matter) for clause in routes.ignore):
        return ()
    found: dict[str, str] = {}
    for manager, reason in _matching(routes, matter):
        if manager.contact_id not in away:
            found.setdefault(manager.contact_id, reason)
        if manager.contact_id in {*away, *unreached}:
            found = {**_instead(manager, routes, away=away, unreached=unreached), **found}
    if Level.ESCALATED in matter.levels:
        found = {**dict.fromkeys(_all_hearing(routes, away=away), "escalated"), **found}
    if not found:
        found = dict.fromkeys(_anybody(routes, away=away), NOBODY_ELSE)
    return tuple(
        Hearer(contact_id=manager.contact_id, reason=found[manager.contact_id])
        for manager in routes.managers
        if manager.contact_id in found
    )


def off_duty(
    routes: Routes, standings: dict[str, Standing], *, calendar: Calendar, now_ts: int
) -> frozenset[str]:
    """The managers who are away now: said to be off, or outside their duty."""
    return frozenset(
        manager.contact_id
        for manager in routes.managers
        if _is_off(standings.get(manager.contact_id), now_ts)
        or not hours.is_open(duty_calendar(manager, calendar), now_ts)
    )


def duty_calendar(manager: Manager, calendar: Calendar) -> Calendar:
    """When a manager is on duty: always, where `managers.toml` does not say."""
    if manager.duty is None:
        return Calendar(calendar.zone, hours.ALWAYS)
    return replace(calendar, week=manager.duty)


def unreached(standings: dict[str, Standing]) -> frozenset[str]:
    """The managers whose last texts did not arrive."""
    return frozenset(
        contact_id
        for contact_id, standing in standings.items()
        if standing.refused >= UNREACHED_AFTER
    )


def in_words(clause: Clause) -> str:
    """A clause as the reason of a hearer."""
    return " & ".join(map(_term_in_words, clause))


def _is_off(standing: Standing | None, now_ts: int) -> bool:
    until_ts = standing.off_until_ts if standing else None
    return until_ts is not None and now_ts < until_ts


def _matching(routes: Routes, matter: Matter) -> Iterator[tuple[Manager, str]]:
    """Those whose list holds for the issue, each with the clause that says so."""
    for manager in routes.managers:
        clause = next((found for found in manager.hears if _holds(found, matter)), None)
        if clause is not None:
            yield manager, in_words(clause)


def _instead(
    manager: Manager, routes: Routes, *, away: Collection[str], unreached: Collection[str]
) -> dict[str, str]:
    """Who hears in a manager's place: the first deputy who can.

    In the place of one whose texts do not arrive, everybody who hears everything, at least.
    """
    by_id = {other.contact_id: other for other in routes.managers}
    deputy = by_id.get(manager.deputy or "")
    for _ in range(MOST_DEPUTIES):
        if deputy is None:
            break
        if deputy.contact_id not in {*away, *unreached, manager.contact_id}:
            return {deputy.contact_id: f"deputy of {manager.called}"}
        deputy = by_id.get(deputy.deputy or "")
    if manager.contact_id in away:
        return {}
    others = _all_hearing(routes, away={*away, *unreached})
    return dict.fromkeys(others, f"{manager.called} cannot be reached")


def _all_hearing(routes: Routes, *, away: Collection[str]) -> list[str]:
    return [
        manager.contact_id
        for manager in routes.managers
        if manager.hears_everything and manager.contact_id not in away
    ]


def _anybody(routes: Routes, *, away: Collection[str]) -> list[str]:
    """Those who hear everything, on duty if any is; failing them, all."""
    everybody = [manager.contact_id for manager in routes.managers]
    return _all_hearing(routes, away=away) or _all_hearing(routes, away=()) or everybody


def _holds(clause: Clause, matter: Matter) -> bool:
    return all(_asks(term, matter) != term.negated for term in clause)


def _asks(term: Term, matter: Matter) -> bool:  # noqa: PLR0911 - one return a kind of term
    match term.kind:
        case TermKind.EVERYTHING:
            return True
        case TermKind.TEXT | TermKind.CALL:
            return _TYPES[matter.issue.type] is term.kind
        case TermKind.URGENT:
            return matter.is_urgent
        case TermKind.UNASSIGNED:
            return matter.issue.assigned_to is None
        case TermKind.ASSIGNED:
            return matter.issue.assigned_to == term.value
        case TermKind.TAG:
            return comparable(term.value) in matter.traits.tags
        case TermKind.FIELD:
            values = matter.traits.fields.get(comparable(term.name), frozenset())
            return comparable(term.value) in values
        case TermKind.ABOUT:
            return matter.aside.subject == term.value


def _term_in_words(term: Term) -> str:
    bare = {
        TermKind.TAG: f"tag {term.value}",
        TermKind.FIELD: f"{term.name}={term.value}",
        TermKind.ABOUT: f"about {term.value}",
    }.get(term.kind, str(term.kind))
    return f"not {bare}" if term.negated else bare
