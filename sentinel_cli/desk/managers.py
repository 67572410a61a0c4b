"""Who of the managers hears what, is on duty, and was told: for people who ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from sqlite3 import Connection

from sentinel_cli import RefusedError, hours
from sentinel_cli.desk.telling import audience, away_now, called, matters, situation
from sentinel_cli.engine.asides import asides_of
from sentinel_cli.engine.start import policy_as_read
from sentinel_cli.engine.traits import asked_of
from sentinel_cli.model import DeliveryState, Span, TermKind, absences
from sentinel_cli.rules.routing import comparable, duty_calendar, in_words
from sentinel_cli.settings import Settings
from sentinel_cli.store import contacts, deliveries, duty, issues, told
from sentinel_cli.store.told import Telling

UNSEEN_S = 30 * 24 * 3600
"""A tag or a value that nobody had for so long is probably misspelt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attending:
    """One manager: `hears` in the words of `managers.toml`; `back_ts` None: on duty now.

    `planned` are the absences still ahead. `told_ts`: when a text last reached GHL; `refused`: so
    many since did not arrive.
    """

    contact_id: str
    name: str | None
    hears: tuple[str, ...]
    deputy: str | None
    back_ts: int | None
    planned: tuple[Span, ...]
    told_ts: int | None
    refused: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Informed:
    """Why one manager hears of an issue (None: does not), and what the manager was told of it."""

    contact_id: str
    name: str | None
    reason: str | None
    tellings: tuple[Telling, ...]


def attending(db: Connection, settings: Settings, *, now_ts: int) -> tuple[Attending, ...]:
    """All managers, in the order in which they are told."""
    policy = policy_as_read(db, settings)
    now = situation(db, settings, policy=policy, now_ts=now_ts)
    away, names = away_now(now), called(db, settings)
    leaves = duty.leaves(db, after_ts=now_ts)
    found = []
    for manager in settings.routes.managers:
        standing = now.standings[manager.contact_id]
        texts = deliveries.latest(db, manager.contact_id, limit=60)
        sent = (text.until_ts for text in texts if text.state is DeliveryState.SENT)
        off_ts = standing.off_until_ts if standing.off_until_ts is not None else now_ts
        is_away = manager.contact_id in away
        own = duty_calendar(manager, now.calendar)
        found.append(
            Attending(
                contact_id=manager.contact_id,
                name=names.get(manager.contact_id),
                hears=tuple(in_words(clause) for clause in manager.hears),
                deputy=manager.deputy,
                back_ts=hours.next_opening(own, off_ts) if is_away else None,
                planned=tuple(
                    span
                    for span in absences(leaves, manager.contact_id, now_ts)
                    if span.begins > now_ts
                ),
                told_ts=next(sent, None),
                refused=standing.refused,
            )
        )
    return tuple(found)


def informed(
    db: Connection, settings: Settings, issue_id: int, *, now_ts: int
) -> tuple[Informed, ...]:
    """Every manager's part in one issue. Raises RefusedError: there is no such issue."""
    issue = issues.get(db, issue_id)
    if issue is None:
        raise RefusedError(
            f"there is no issue #{issue_id}: `sentinel issues list --state all` shows them"
        )
    policy = policy_as_read(db, settings)
    now = situation(db, settings, policy=policy, now_ts=now_ts)
    asides = asides_of(db, [issue], policy=policy, now_ts=now_ts)
    found = matters(db, settings, [issue], asides, policy=policy, now_ts=now_ts)
    reasons, names = audience(found, now)[issue_id], called(db, settings)
    tellings = told.of_issue(db, issue_id)
    return tuple(
        Informed(
            contact_id=manager.contact_id,
            name=names.get(manager.contact_id),
            reason=reasons.get(manager.contact_id),
            tellings=tuple(it for it in tellings if it.contact_id == manager.contact_id),
        )
        for manager in settings.routes.managers
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Relisted:
    """An open issue that others would hear of: who hears of it, and who would, by name."""

    issue_id: int
    before: tuple[str, ...]
    after: tuple[str, ...]


def relisted(
    db: Connection, present: Settings, other: Settings, *, now_ts: int
) -> tuple[Relisted, ...]:
    """Whose lists change when `other` says who hears what."""
    before, after = (_heard(db, settings, now_ts=now_ts) for settings in (present, other))
    return tuple(
        Relisted(issue_id=issue_id, before=before[issue_id], after=after[issue_id])
        for issue_id in before
        if before[issue_id] != after[issue_id]
    )


def _heard(db: Connection, settings: Settings, *, now_ts: int) -> dict[int, tuple[str, ...]]:
    """The names of those who hear of each open issue."""
    policy = policy_as_read(db, settings)
    now = situation(db, settings, policy=policy, now_ts=now_ts)
    names = called(db, settings)
    return {
        issue_id: tuple(names.get(who, who) for who in heard)
        for issue_id, heard in audience(now.matters, now).items()
    }


def unseen(db: Connection, settings: Settings, *, now_ts: int) -> Iterator[str]:
    """Terms of `managers.toml` that no contact answered to for 30 days."""
    seen = contacts.seen_traits(db, since_ts=now_ts - UNSEEN_S)
    tags = {comparable(tag) for traits in seen for tag in traits.tags}
    values = {
        (comparable(name), comparable(value))
        for traits in seen
        for name, kept in traits.fields.items()
        for value in kept
    }
    for tag in sorted(asked_of(settings.routes, TermKind.TAG) - tags):
        yield f"tag:{tag}"
    for manager in settings.routes.managers:
        for clause in manager.hears:
            for term in clause:
                wanted = comparable(term.name), comparable(term.value)
                if term.kind is TermKind.FIELD and wanted not in values:
                    yield f"field:{term.name}={term.value}"
