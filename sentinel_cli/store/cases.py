"""What a report reads, page by page: no view of the database stays open for long.

A reader holds up the writers of a rollback journal (sqlite.org/lockingv3.html), so a year is read
in many short views. What changes in between is counted as it stood when its page was read.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from sqlite3 import Row

from sentinel_cli.model import Case, IssueType
from sentinel_cli.store import issues
from sentinel_cli.store.connection import Store
from sentinel_cli.store.rows import column, moment

PAGE = 4_000
"""Rows a view: some ten milliseconds."""
SLICE_S = 7 * 24 * 3600
"""Of events, which are wide rows, a week a view."""


_BEGUN = """
SELECT i.id, i.type, i.created_ts, i.due_ts,
    CASE WHEN i.state = 'RESOLVED' THEN coalesce(i.resolved_ts, i.recorded_ts, i.created_ts) END,
    i.resolution, i.resolved_by, i.attempts, i.subject,
    (SELECT tags FROM contacts WHERE contact_id = i.contact_id),
    EXISTS (SELECT 1 FROM issue_log AS l WHERE l.issue_id = i.id AND l.event = 'reopen'
            AND EXISTS (SELECT 1 FROM issue_log AS closed WHERE closed.issue_id = i.id
                        AND closed.id < l.id AND closed.event = 'resolved'
                        AND closed.reason LIKE 'acknowledged%')),
    EXISTS (SELECT 1 FROM issue_log AS l WHERE l.issue_id = i.id
            AND l.event IN ('urgent', 'calm'))
FROM issues AS i
WHERE i.id > :after AND i.id <= :after + :page AND i.created_ts >= :since AND i.created_ts < :until
ORDER BY i.id
"""


def begun(store: Store, *, since_ts: int, until_ts: int) -> Iterator[Case]:
    """Every issue whose wait began in the period, epoch seconds, half-open, by number."""
    with store.read() as db:
        last = issues.last_id(db)
    for after in range(0, last, PAGE):
        with store.read() as db:
            rows = db.execute(
                _BEGUN, {"after": after, "page": PAGE, "since": since_ts, "until": until_ts}
            ).fetchall()
        yield from map(_case, rows)


def _case(row: Row) -> Case:
    number, kind, created_ts, due_ts, resolved_ts, resolution, by, attempts, *rest = row
    subject, tags, *objected = rest
    return Case(
        issue_id=number,
        type=column(IssueType, kind),
        created_ts=moment(created_ts) or 0,
        due_ts=moment(due_ts) or 0,
        resolved_ts=moment(resolved_ts),
        resolution=_shared(resolution),
        resolved_by=_shared(by),
        attempts=attempts,
        subject=_shared(subject),
        tags=tuple(json.loads(tags)) if tags else (),
        contradicted=bool(objected[0]),
        corrected=bool(objected[1]),
    )


def _shared(word: str | None) -> str | None:
    """One copy of a word that a year's rows repeat."""
    return None if word is None else sys.intern(word)


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """What came by webhook: how many, how many were not understood, managers' near misses."""

    webhooks: int = 0
    rejected: int = 0
    hints: int = 0
    recovered: int = 0


def events(store: Store, *, since_ts: int, until_ts: int, floor_ms: int) -> Events:
    """Webhooks received in the period, and customers' messages that none had brought.

    What was written before `floor_ms` is context: no webhook could have brought it.
    """
    counts = [0, 0, 0, 0]
    for begins in range(since_ts, until_ts, SLICE_S):
        ends = min(begins + SLICE_S, until_ts)
        with store.read() as db:
            row = db.execute(
                "SELECT count(*), total(outcome = 'rejected'), total(outcome = 'hint') "
                "FROM raw_events WHERE received_ts >= ? AND received_ts < ?",
                (begins, ends),
            ).fetchone()
            recovered = db.execute(
                "SELECT count(*) FROM messages WHERE direction = 'inbound' AND via_webhook = 0 "
                "AND learnt_ms >= ? AND learnt_ms < ? AND at_ms >= ?",
                (begins * 1000, ends * 1000, floor_ms),
            ).fetchone()
        counts = [n + int(more) for n, more in zip(counts, (*row, *recovered), strict=True)]
    return Events(webhooks=counts[0], rejected=counts[1], hints=counts[2], recovered=counts[3])
