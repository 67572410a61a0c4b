"""All that is stored of one contact, or of a long history the part that is asked for, unjudged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from sqlite3 import Connection

from sentinel_cli.engine.asides import doubts_of
from sentinel_cli.engine.ingest import gather, gather_part
from sentinel_cli.model import Doubt, Issue, Person, Policy, State, Timeline
from sentinel_cli.model.channels import EARLIEST_S, LATEST_S
from sentinel_cli.rules.reconcile import SETTLED_S
from sentinel_cli.store import (
    contacts,
    deliveries,
    events,
    issue_log,
    issues,
    messages,
    names,
    told,
)
from sentinel_cli.store.deliveries import Delivery
from sentinel_cli.store.events import RawEvent
from sentinel_cli.store.issue_log import LogLine
from sentinel_cli.store.rows import FOREVER
from sentinel_cli.store.told import Telling

MARGIN = 500
"""So many messages before the first that is asked for are judged, too: as it begins, a part of a
history knows of no row of texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A text to a manager that named an issue: `lines` are those of the text that do.

    `status` is GHL's word on its delivery, None while GHL has told nothing of it.
    """

    delivery: Delivery
    lines: tuple[str, ...]
    status: str | None = None

    @property
    def at_ms(self) -> int:
        """When it was composed."""
        return self.delivery.until_ts * 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What of a history is read: from one moment up to and with another, epoch milliseconds.

    `before` is how many messages came before it.
    """

    since_ms: int = 0
    until_ms: int = FOREVER
    before: int = 0

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return (self.since_ms, self.until_ms) == (0, FOREVER)

    @classmethod
    def latest(cls, db: Connection, contact_id: str, *, until_ms: int, limit: int) -> Part:
        """The last `limit` messages up to then, and some before; all, where there are no more."""
        wanted = limit + MARGIN
        if not messages.latest_begin_ms(db, contact_id, until_ms=FOREVER, limit=wanted + 1):
            return cls()
        since_ms = messages.latest_begin_ms(db, contact_id, until_ms=until_ms, limit=wanted)
        before = messages.count_before(db, contact_id, before_ms=since_ms)
        return cls(since_ms=since_ms, until_ms=until_ms, before=before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is stored about a contact, as one view of the database shows it.

    `present` is what may still change, `everything` all there is in the part that is read.
    """

    person: Person
    issues: tuple[Issue, ...]
    present: Timeline
    everything: Timeline
    heard: tuple[RawEvent, ...]
    told: tuple[Told, ...]
    changes: tuple[LogLine, ...]
    doubts: Mapping[int, Doubt]
    tellings: tuple[Telling, ...]
    names: Mapping[str, str]

    @classmethod
    def of(
        cls, db: Connection, contact_id: str, part: Part, *, policy: Policy, now_ts: int
    ) -> Facts:
        """Read all of it."""
        own = _issues(db, contact_id, part)
        waiting = (issue for issue in own if issue.state is State.OPEN)
        present, everything = _timelines(db, contact_id, own, part, now_ts=now_ts)
        return cls(
            person=seen(db, contact_id),
            issues=own,
            present=present,
            everything=everything,
            heard=_heard(db, everything, part),
            told=tuple(_told(db, own, since_ts=part.since_ms // 1000)),
            changes=tuple(
                line
                for issue in own
                for line in issue_log.history(db, issue.id or 0, since_ms=part.since_ms)
            ),
            doubts=doubts_of(db, waiting, policy=policy, now_ts=now_ts),
            tellings=tuple(it for issue in own for it in told.of_issue(db, issue.id or 0)),
            names=names.known(db),
        )


def seen(db: Connection, contact_id: str) -> Person:
    """One contact with the name and number found first."""
    own = contacts.sightings(db, contact_id)
    return Person(
        contact_id=contact_id,
        name=next((person.name for person in own if person.name), None),
        phone=next((person.phone for person in own if person.phone), None),
    )


def _issues(db: Connection, contact_id: str, part: Part) -> tuple[Issue, ...]:
    """Those that somebody waited for in that part."""
    if part.is_all:
        return issues.of_contact(db, contact_id)
    since_ts = part.since_ms // 1000
    found = issues.unfrozen(db, contact_id, resolved_since_ts=since_ts)
    begun = (issue for issue in found if issue.created_ts * 1000 <= part.until_ms)
    return tuple(sorted(begun, key=lambda issue: (issue.created_ts, issue.id)))


def _timelines(
    db: Connection, contact_id: str, own: tuple[Issue, ...], part: Part, *, now_ts: int
) -> tuple[Timeline, Timeline]:
    """What may still change, and everything. In a part both have the same messages."""
    frozen_ts = now_ts - SETTLED_S
    if part.is_all:
        unfrozen = issues.unfrozen(db, contact_id, resolved_since_ts=frozen_ts)
        present = gather(db, contact_id, unfrozen, now_ts=now_ts)
        return present, gather(db, contact_id, own, now_ts=now_ts, since_ms=0)
    everything = gather_part(db, contact_id, own, since_ms=part.since_ms, until_ms=part.until_ms)
    spans = {
        issue.id: (issue.created_ts * 1000, issue.resolved_ts * 1000)
        for issue in own
        if issue.id and issue.resolved_ts is not None and issue.resolved_ts < frozen_ts
    }
    frozen = frozenset(spans)
    present = replace(everything, settled=frozen, waited=tuple(spans.values()))
    return present, everything


def _heard(db: Connection, everything: Timeline, part: Part) -> tuple[RawEvent, ...]:
    """The webhooks of these messages, with room to spare, and those of no stored message."""
    if part.is_all:
        return events.of_contact(db, everything.contact_id)
    found = events.of_contact(
        db,
        everything.contact_id,
        since_ts=part.since_ms // 1000 - 2 * EARLIEST_S,
        until_ts=part.until_ms // 1000 + LATEST_S,
    )
    rows = {event.message_row for event in found if event.message_row is not None}
    others = messages.stored(db, rows - {message.row for message in everything.messages})
    return tuple(event for event in found if event.message_row not in others)


def _told(db: Connection, own: Iterable[Issue], *, since_ts: int) -> Iterator[Told]:
    """Every text since then that named one of the issues."""
    begun = {issue.id: issue.created_ts for issue in own if issue.id is not None}
    first_ts = max(since_ts, min(begun.values(), default=0))
    ids = begun.keys()
    for delivery in deliveries.naming(db, ids, since_ts=first_ts):
        row = messages.by_ghl_id(db, delivery.message_id) if delivery.message_id else None
        yield Told(
            delivery=delivery,
            lines=tuple(_naming(delivery.text, ids & set(delivery.issue_ids))),
            status=row.status if row else delivery.fate,
        )


def _naming(text: str, ids: Iterable[int | None]) -> Iterator[str]:
    """The lines that speak of these issues; the commands a text ends with do not."""
    named = re.compile("|".join(rf"#{issue_id}\b" for issue_id in ids))
    return (line for line in text.splitlines() if named.search(line))
