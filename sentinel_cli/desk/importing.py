"""Take over the predecessor's issues: every row is imported, or named with the reason why not.

Numbers are kept. What was open stays open and is due as before; the first poll then settles each of
them against GHL. It happens in one transaction, into a database that has no issues of its own.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from sqlite3 import Connection
from typing import NoReturn, TypeVar
from zoneinfo import ZoneInfo

from sentinel_cli import RefusedError
from sentinel_cli.engine.start import policy_in_force
from sentinel_cli.model import ActionKind, Issue, IssueType, Policy, Resolution, State, last4
from sentinel_cli.model.compared import normal_phone
from sentinel_cli.rules.due import ordinary_ts
from sentinel_cli.rules.reconcile import SETTLED_S
from sentinel_cli.settings import Settings
from sentinel_cli.store import Store, blocked, issue_log, issues
from sentinel_cli.store.predecessor import Predecessor, Row

T = TypeVar("T")

ACTOR = "import"
LONGEST_NOTE = 2000
_EARLIEST_TS = 946_684_800
"""The year 2000: an earlier time is a fault of the row."""
_EPOCH = re.compile(r"[0-9]{9,13}")
_MILLISECONDS = 10**11
"""A number this large is no epoch second."""
_OPEN = frozenset({"PENDING", "OPEN"})
_ENDED = {"RESOLVED": Resolution.OPERATOR, "SPAM": Resolution.SPAM}


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """One row that was not imported, and why."""

    table: str
    row: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """One issue taken over, with what was remarked on it, and into which other it was merged."""

    issue: Issue
    remarks: tuple[str, ...] = ()
    merged_into: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """What an import does: read in full before a row is written.

    `last_number` is the highest of its rows, also of those left: no new issue may be taken for one.
    """

    issues: tuple[Imported, ...]
    numbers: tuple[tuple[str, int], ...]
    left: tuple[Left, ...]
    rows: int
    last_number: int

    def merged(self) -> Mapping[int, int]:
        """The issues that were merged, each with the number of the one it is in now."""
        return {
            one.issue.id or 0: one.merged_into for one in self.issues if one.merged_into is not None
        }

    def counts(self) -> Mapping[str, int]:
        """How many issues came over open, ended and merged, muted numbers, and what was left."""
        states = Counter(one.issue.state for one in self.issues)
        merged = len(self.merged())
        return {
            "rows": self.rows,
            "open": states[State.OPEN],
            "resolved": states[State.RESOLVED] - merged,
            "merged": merged,
            "muted_numbers": len(self.numbers),
            "left": self.rows - len(self.issues) - len(self.numbers),
        }


class _RowError(Exception):
    """Why one row cannot be taken over."""


def planned(old: Predecessor, *, policy: Policy, now_ts: int) -> Import:
    """Work out what an import would write. Local times are read in the policy's zone."""
    taken, left = _each(
        old.issues,
        "issues",
        "id",
        read=lambda row: _issue(row, policy, now_ts),
        name=lambda one: one.issue.id,
    )
    numbers, unread = _each(
        old.spam_phones,
        "spam_phones",
        "phone",
        read=lambda row: _number(row, policy, now_ts),
        name=lambda number: number[0],
    )
    left += unread
    left += [
        Left(table="kv_store", row=str(row.get("key")), reason="Sentinel keeps its own watermarks")
        for row in old.kv_store
    ]
    if old.raw_events:
        reason = "what was posted is kept in its issues; copy the old file to keep it as well"
        left.append(Left(table="raw_events", row=f"all {old.raw_events}", reason=reason))
    total = len(old.issues) + len(old.spam_phones) + len(old.kv_store) + old.raw_events
    return Import(
        issues=tuple(_one_open_each(taken, now_ts)),
        numbers=tuple(numbers),
        left=tuple(left),
        rows=total,
        last_number=max((_whole(row.get("id")) for row in old.issues), default=0),
    )


def apply(store: Store, plan: Import, settings: Settings, *, now_ms: int, run_id: str) -> None:
    """Write it, all or nothing.

    Raises:
        RefusedError: the database has issues already.
        StoreError: the database failed; nothing was written.
    """
    with store.write() as db:
        refuse_used(db)
        policy_in_force(db, settings, now_ms=now_ms)
        for one in plan.issues:
            issues.keep(db, one.issue)
            _explain(db, one, now_ms=now_ms, run_id=run_id)
        issues.leave_free(db, plan.last_number)
        for number, since_ts in plan.numbers:
            blocked.block(db, "", phone=number, since_ms=since_ts * 1000, actor=ACTOR)


def refuse_used(db: Connection) -> None:
    """Numbers are kept: they must all be free. Raises RefusedError."""
    last = issues.last_id(db)
    if last:
        raise RefusedError(
            f"the database has issues already, the last is #{last}: an import keeps the old "
            "numbers, so it needs a new one. Move the file away, or set SENTINEL_DB to another."
        )


def _explain(db: Connection, one: Imported, *, now_ms: int, run_id: str) -> None:
    """The issue's history begins with where it came from.

    An ending is an action, as if the operator had closed it then: no message that would tell of an
    answer is stored, and the fold must not let the customer wait again.
    """
    issue = one.issue
    lines = [("note", text) for text in ("taken over from the predecessor", *one.remarks)]
    at_ms = now_ms
    if issue.resolution is Resolution.OPERATOR and issue.resolved_ts is not None:
        lines.append((ActionKind.RESOLVE, "ended in the predecessor"))
        at_ms = issue.resolved_ts * 1000
    for event, reason in lines:
        issue_log.record(db, issue, event, reason, actor=ACTOR, at_ms=at_ms, run_id=run_id)


def _each(
    rows: Iterable[Row],
    table: str,
    key: str,
    *,
    read: Callable[[Row], T],
    name: Callable[[T], object],
) -> tuple[list[T], list[Left]]:
    """Read row by row; of two that go by the same name the first is taken."""
    taken: dict[object, T] = {}
    left: list[Left] = []
    for row in rows:
        try:
            one = read(row)
            if name(one) in taken:
                _missing(f"{name(one)} is there already")
            taken[name(one)] = one
        except _RowError as exc:
            left.append(Left(table=table, row=str(row.get(key)), reason=str(exc)))
    return [*taken.values()], left


def _issue(row: Row, policy: Policy, now_ts: int) -> Imported:
    zone = policy.calendar.zone
    issue_type = _type(row.get("issue_type"))
    began_ts = _first(row, ("first_inbound_ts", "created_ts"), zone, now_ts)
    if began_ts is None:
        raise _RowError("no time at which the customer wrote or called")
    last_ts = max(_first(row, ("last_inbound_ts",), zone, now_ts) or began_ts, began_ts)
    due_ts = _first(row, ("due_ts",), zone, None)
    if due_ts is None:
        due_ts = ordinary_ts(issue_type, began_ts, policy)
    issue = Issue(
        id=_number_of(row),
        type=issue_type,
        contact_id=_text(row, "contact_id") or _missing("no contact id: GHL cannot be asked"),
        conversation_id=_text(row, "conversation_id"),
        state=State.OPEN,
        created_ts=began_ts,
        due_ts=due_ts,
        due_rule_ts=due_ts,
        last_inbound_ts=last_ts,
        inbound_count=max(_whole(row.get("inbound_count")), 1),
        contact_name=_text(row, "contact_name"),
        phone=normal_phone(_text(row, "phone") or "") or None,
    )
    ended = _ended(issue, row, zone, now_ts)
    return Imported(issue=ended, remarks=tuple(_remarks(row)))


def _ended(issue: Issue, row: Row, zone: ZoneInfo, now_ts: int) -> Issue:
    status = (_text(row, "status") or "").upper()
    if status in _OPEN:
        return issue
    if status not in _ENDED:
        raise _RowError(f"unknown status {status!r}")
    resolved_ts = _first(row, ("resolved_ts",), zone, now_ts) or issue.last_inbound_ts
    ended_ts = max(resolved_ts, issue.created_ts)
    # One that is not frozen yet is folded again, and what it is kept as must be what that says.
    how = _ENDED[status] if ended_ts < now_ts - SETTLED_S else Resolution.OPERATOR
    return _closed(issue, how, ended_ts, recorded_ts=ended_ts)


def _closed(issue: Issue, how: Resolution, at_ts: int, *, recorded_ts: int | None) -> Issue:
    return replace(
        issue,
        state=State.RESOLVED,
        rule_state=State.RESOLVED,
        resolved_ts=at_ts,
        resolution=how,
        resolved_by=ACTOR,
        recorded_ts=recorded_ts,
    )


def _one_open_each(taken: Iterable[Imported], now_ts: int) -> Iterator[Imported]:
    """Of two open issues of one contact and type the older stays, the younger is merged into it."""
    oldest: dict[tuple[str, IssueType], int | None] = {}
    for one in sorted(taken, key=lambda one: (one.issue.created_ts, one.issue.id or 0)):
        issue = one.issue
        key = (issue.contact_id, issue.type)
        if issue.state is State.OPEN and key in oldest:
            remark = f"open beside #{oldest[key]} in the predecessor, and merged into it"
            merged = _closed(issue, Resolution.MERGED, now_ts, recorded_ts=None)
            yield Imported(issue=merged, remarks=(remark, *one.remarks), merged_into=oldest[key])
            continue
        if issue.state is State.OPEN:
            oldest[key] = issue.id
        yield one


def _number(row: Row, policy: Policy, now_ts: int) -> tuple[str, int]:
    number = normal_phone(_text(row, "phone") or "")
    if not last4(number):
        raise _RowError("no digits in it")
    times = (_moment(value, policy.calendar.zone) for name, value in row.items() if name != "phone")
    known = [ts for ts in times if ts is not None and ts <= now_ts]
    return number, min(known, default=now_ts)


def _remarks(row: Row) -> Iterator[str]:
    """What was noted on it, and that managers were told of it."""
    if _text(row, "status") == "SPAM":
        yield "marked as spam in the predecessor"
    meta = _json(row.get("meta"))
    notes = meta.get("notes") if isinstance(meta, dict) else None
    for entry in notes if isinstance(notes, list) else [notes] if notes else []:
        yield _note(entry)
    if _text(row, "breach_notified_ts"):
        yield f"managers were told of the breach: {_text(row, 'breach_notified_ts')}"


def _note(entry: object) -> str:
    if not isinstance(entry, dict):
        return str(entry)[:LONGEST_NOTE]
    words = entry.get("text") or entry.get("note") or entry.get("body") or json.dumps(entry)
    about = [str(entry[key]) for key in ("ts", "at", "by", "author") if entry.get(key)]
    return " ".join([str(words), *([f"({', '.join(about)})"] if about else [])])[:LONGEST_NOTE]


def _json(value: object) -> object:
    try:
        return json.loads(value) if isinstance(value, str) and value.strip() else {}
    except (ValueError, RecursionError):
        return {"notes": [value]}


def _type(value: object) -> IssueType:
    word = str(value or "").upper()
    if "CALL" in word or "VOICEMAIL" in word:
        return IssueType.CALL
    if "SMS" in word or "TEXT" in word or "MESSAGE" in word:
        return IssueType.SMS
    raise _RowError(f"unknown issue_type {value!r}")


def _number_of(row: Row) -> int:
    number = _whole(row.get("id") if row.get("id") is not None else row.get("rowid_"))
    return number if number > 0 else _missing("no number")


def _missing(reason: str) -> NoReturn:
    raise _RowError(reason)


def _first(row: Row, names: Iterable[str], zone: ZoneInfo, latest_ts: int | None) -> int | None:
    """The first of these columns that holds a moment; one ahead of now counts as now."""
    for name in names:
        ts = _moment(row.get(name), zone)
        if ts is not None:
            return ts if latest_ts is None else min(ts, latest_ts)
    return None


def _moment(value: object, zone: ZoneInfo) -> int | None:
    """Epoch seconds of an ISO text, with an offset or local, or of a number; None if neither."""
    if isinstance(value, bool | bytes) or value is None:
        return None
    if isinstance(value, str) and _EPOCH.fullmatch(value.strip()):
        value = int(value)
    if isinstance(value, int | float):
        ts = int(value) if value < _MILLISECONDS else int(value) // 1000
        return ts if _EARLIEST_TS <= ts < _MILLISECONDS else None
    try:
        at = datetime.fromisoformat(str(value).strip())
    except ValueError:
        return None
    ts = int((at if at.tzinfo else at.replace(tzinfo=zone)).timestamp())
    return ts if ts >= _EARLIEST_TS else None


def _whole(value: object) -> int:
    return value if isinstance(value, int) and 0 <= value < _MILLISECONDS else 0


def _text(row: Row, name: str) -> str | None:
    value = row.get(name)
    return str(value).strip() or None if value is not None else None
