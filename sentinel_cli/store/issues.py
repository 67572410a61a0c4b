"""Issues: the rows operators see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from sqlite3 import Connection, Row
from typing import TYPE_CHECKING

from sentinel_cli.model import (
    Issue,
    IssueType,
    Resolution,
    State,
    Subject,
    Urgency,
    last_digits,
    plain,
)
from sentinel_cli.store.connection import Store
from sentinel_cli.store.rows import column, moment

if TYPE_CHECKING:  # a list of issues reads no message
    from sentinel_cli.model import Message

COLUMNS = tuple(field.name for field in fields(Issue))
_MOMENTS = tuple(name for name in COLUMNS if name.endswith("_ts"))
_CONTENT = tuple(name for name in COLUMNS if name != "id")
_SELECT = f"SELECT {', '.join(COLUMNS)} FROM issues"  # noqa: S608 - names of our own fields
_INSERT = (
    f"INSERT INTO issues ({', '.join(_CONTENT)}) "  # noqa: S608 - names of our own fields
    f"VALUES ({', '.join('?' for _ in _CONTENT)})"
)
_UPDATE = f"UPDATE issues SET {', '.join(f'{name} = ?' for name in _CONTENT)} WHERE id = ?"  # noqa: S608 - names of our own fields
# One by one, the open ones by their own index: else SQLite reads all the contact ever had.
_UNFROZEN = (
    "SELECT id FROM issues INDEXED BY issues_one_open "
    "WHERE contact_id = :contact AND state = 'OPEN' UNION ALL "
    "SELECT id FROM issues WHERE contact_id = :contact AND resolved_ts IS NULL UNION ALL "
    "SELECT id FROM issues WHERE contact_id = :contact AND resolved_ts >= :since"
)
# In so many words: only then does SQLite take the index of the open ones.
_OPEN = "state = 'OPEN'"
_PLACED, _MADE = 25_000, 1_000
"""Issues a view, some thirty milliseconds either way; few views, for each may await a commit."""
_SHOWN = "coalesce(resolution, '') NOT IN ('merged', 'retracted')"
_PLACE = (
    "state, state = 'OPEN' AND urgency <> 'urgent', state = 'OPEN' AND probably_thanks, "
    "CASE WHEN state = 'OPEN' THEN due_ts WHEN resolved_ts IS NULL THEN -1 << 62 "
    "ELSE -resolved_ts END, id"
)
"""Where an issue stands in a list; none of it is ever null, so that places can be compared."""
_Place = tuple[str, int, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which issues a list shows; None: any.

    Merged and retracted ones are shown only to who asks for their `ids`.
    """

    state: str | None = None
    type: str | None = None
    due_before_ts: int | None = None
    contact: str | None = None
    phone: str | None = None
    ids: tuple[int, ...] = ()
    urgency: str | None = None
    subject: str | None = None
    limit: int = 1000


def listed(store: Store, wanted: Wanted) -> tuple[Issue, ...]:
    """Issues for a list: open ones, then the others, the latest first.

    Of the open ones the urgent stand first and what is probably thanks last, each by due time.

    Where all that ever were have to be looked at it is done in turns, and webhooks come between.

    Raises:
        StoreError: the database cannot be read.
    """
    if wanted.state == State.OPEN or wanted.ids:
        with store.read() as db:
            return select(db, wanted)
    with store.read() as db:
        last = last_id(db)
    places: list[_Place] = []
    for after in range(0, last, _PLACED):
        with store.read() as db:
            page = _places(db, wanted, after=after, until=after + _PLACED)
        places = sorted([*places, *page])[: wanted.limit]
    found: list[Issue] = []
    for begin in range(0, len(places), _MADE):
        ids = tuple(place[-1] for place in places[begin : begin + _MADE])
        with store.read() as db:
            found += select(db, replace(wanted, ids=ids))
    return tuple(found)


def select(db: Connection, wanted: Wanted) -> tuple[Issue, ...]:
    """Issues for a list in one view.

    `contact` is an id or part of a name, `phone` is matched by its digits from the right.
    """
    condition, asked = _condition(db, wanted)
    rows = db.execute(f"{_SELECT} WHERE {condition} ORDER BY {_PLACE} LIMIT :limit", asked)
    return tuple(_issue(row) for row in rows)


def _places(db: Connection, wanted: Wanted, *, after: int, until: int) -> list[_Place]:
    """Where the first of a list stand in it, of those behind one number up to and with another."""
    condition, asked = _condition(db, wanted)
    rows = db.execute(
        f"SELECT {_PLACE} FROM issues WHERE id > :after AND id <= :until AND {condition} "  # noqa: S608 - constants of ours
        f"ORDER BY {_PLACE} LIMIT :limit",
        {**asked, "after": after, "until": until},
    )
    return [tuple(row) for row in rows]


def _condition(db: Connection, wanted: Wanted) -> tuple[str, Mapping[str, object]]:
    """Which issues a list shows, in SQL, and what it is about."""
    db.create_function("plain", 1, plain, deterministic=True)  # SQLite's lower() knows ASCII only
    numbered = "id IN (SELECT value FROM json_each(:ids))"
    condition = (
        f"{numbered if wanted.ids else _SHOWN} "
        f"AND ({_OPEN if wanted.state == State.OPEN else ':state IS NULL OR state = :state'}) "
        "AND (:type IS NULL OR type = :type) "
        "AND (:due IS NULL OR (state = 'OPEN' AND due_ts < :due)) "
        "AND (:contact IS NULL OR contact_id = :contact "
        "     OR instr(plain(contact_name), plain(:contact))) "
        "AND (:digits IS NULL OR substr(phone, -length(:digits)) = :digits) "
        "AND (:urgency IS NULL OR urgency = :urgency) "
        "AND (:subject IS NULL OR subject = :subject)"
    )
    return condition, {
        "state": wanted.state,
        "type": wanted.type,
        "due": wanted.due_before_ts,
        "contact": wanted.contact,
        "digits": None if wanted.phone is None else last_digits(wanted.phone),
        "ids": f"[{', '.join(map(str, wanted.ids))}]",
        "urgency": wanted.urgency,
        "subject": wanted.subject,
        "limit": wanted.limit,
    }


def get(db: Connection, issue_id: int) -> Issue | None:
    """One issue, or None."""
    row = db.execute(f"{_SELECT} WHERE id = ?", (issue_id,)).fetchone()
    return _issue(row) if row else None


def several(db: Connection, issue_ids: Sequence[int]) -> tuple[Issue, ...]:
    """These issues, in the order of their numbers; what does not exist is left out."""
    marks = ", ".join("?" for _ in issue_ids)
    rows = db.execute(f"{_SELECT} WHERE id IN ({marks}) ORDER BY id", tuple(issue_ids))
    return tuple(_issue(row) for row in rows)


def insert(db: Connection, issue: Issue) -> Issue:
    """Store a new issue; returns it with its id."""
    return replace(issue, id=db.execute(_INSERT, _values(issue)).lastrowid or 0)


def keep(db: Connection, issue: Issue) -> None:
    """Store an issue under the number it has already: it was taken over from elsewhere."""
    db.execute(
        f"INSERT INTO issues (id, {', '.join(_CONTENT)}) "  # noqa: S608 - names of our own fields
        f"VALUES (?, {', '.join('?' for _ in _CONTENT)})",
        (issue.id, *_values(issue)),
    )


def leave_free(db: Connection, last: int) -> None:
    """Give new issues numbers above `last` only (sqlite.org/autoinc.html)."""
    if last > last_id(db):
        db.execute("DELETE FROM sqlite_sequence WHERE name = 'issues'")
        db.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('issues', ?)", (last,))


def last_id(db: Connection) -> int:
    """The highest number there is; 0 when there is none."""
    return int(db.execute("SELECT coalesce(max(id), 0) FROM issues").fetchone()[0])


def update(db: Connection, issue: Issue) -> None:
    """Write an issue over its row."""
    db.execute(_UPDATE, (*_values(issue), issue.id))


def unfrozen(db: Connection, contact_id: str, *, resolved_since_ts: int) -> tuple[Issue, ...]:
    """A contact's issues that the fold may still change."""
    rows = db.execute(
        f"{_SELECT} WHERE id IN ({_UNFROZEN}) ORDER BY id",
        {"contact": contact_id, "since": resolved_since_ts},
    )
    return tuple(_issue(row) for row in rows)


def of_contact(db: Connection, contact_id: str) -> tuple[Issue, ...]:
    """All issues of a contact, oldest first."""
    rows = db.execute(f"{_SELECT} WHERE contact_id = ? ORDER BY created_ts, id", (contact_id,))
    return tuple(_issue(row) for row in rows)


def open_issues(db: Connection) -> tuple[Issue, ...]:
    """All open issues, the most urgent first."""
    rows = db.execute(f"{_SELECT} WHERE state = 'OPEN' ORDER BY urgency <> 'urgent', due_ts, id")
    return tuple(_issue(row) for row in rows)


def probably_thanks(db: Connection) -> tuple[Issue, ...]:
    """Open issues whose customer probably said no more than thanks, the oldest first."""
    rows = db.execute(f"{_SELECT} WHERE state = 'OPEN' AND probably_thanks ORDER BY id")
    return tuple(_issue(row) for row in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thanked:
    """An issue and the rule by which closing words closed it once; empty: they did not."""

    issue: Issue
    rule: str = ""
    was_reopened: bool = False


def thanked(db: Connection, *, after: int, until: int) -> tuple[Thanked, ...]:
    """Texts that closing words closed, or may have been meant to, or that were closed by hand.

    Of the issues behind number `after` up to and with `until`.
    """
    rows = db.execute(
        "WITH closed AS (SELECT issue_id, min(id) AS line, reason FROM issue_log "  # noqa: S608 - names of our own fields
        "WHERE issue_id > :after AND issue_id <= :until AND event = 'resolved' "
        "AND reason LIKE 'acknowledged (%' GROUP BY issue_id) "
        f"SELECT {', '.join(f'i.{name}' for name in COLUMNS)}, coalesce(c.reason, ''), "
        "EXISTS (SELECT 1 FROM issue_log AS l WHERE l.issue_id = i.id AND l.event = 'reopen' "
        "        AND l.id > c.line) "
        "FROM issues AS i LEFT JOIN closed AS c ON c.issue_id = i.id "
        f"WHERE i.id > :after AND i.id <= :until AND i.type = 'SMS' AND {_SHOWN} "
        "AND (c.line IS NOT NULL OR i.probably_thanks OR i.resolution = 'operator') ORDER BY i.id",
        {"after": after, "until": until},
    )
    return tuple(
        Thanked(
            issue=_issue(row[: len(COLUMNS)]),
            rule=row[-2].removeprefix("acknowledged (").removesuffix(")"),
            was_reopened=bool(row[-1]),
        )
        for row in rows.fetchall()
    )


def recorded(db: Connection, *, since_ts: int, until_ts: int) -> tuple[Issue, ...]:
    """Issues whose end was noticed after `since_ts`, up to and with `until_ts`."""
    rows = db.execute(
        f"{_SELECT} WHERE recorded_ts > ? AND recorded_ts <= ? AND state = 'RESOLVED' "
        f"AND {_SHOWN} ORDER BY recorded_ts, id",
        (since_ts, until_ts),
    )
    return tuple(_issue(row) for row in rows)


def to_verify(db: Connection, *, due_before_ts: int, checked_before_ts: int) -> tuple[Issue, ...]:
    """Open issues about to alarm a manager that GHL was not asked about lately."""
    rows = db.execute(
        f"{_SELECT} WHERE state = 'OPEN' AND due_ts <= ? AND coalesce(checked_ts, 0) <= ? "
        "ORDER BY due_ts, id",
        (due_before_ts, checked_before_ts),
    )
    return tuple(_issue(row) for row in rows)


def open_without_conversation(db: Connection, *, checked_before_ts: int) -> tuple[str, ...]:
    """Contacts with an open issue of whom no conversation is known, not searched for lately."""
    rows = db.execute(
        "SELECT DISTINCT contact_id FROM issues AS i WHERE state = 'OPEN' "
        "AND coalesce(checked_ts, 0) <= ? AND NOT EXISTS "
        "(SELECT 1 FROM conversations AS c WHERE c.contact_id = i.contact_id) ORDER BY contact_id",
        (checked_before_ts,),
    )
    return tuple(row[0] for row in rows)


def open_on_unread_posts(db: Connection, *, settling_ms: int, now_ms: int) -> tuple[str, ...]:
    """Contacts with an open issue that holds a webhook without an id which no reading has followed.

    A webhook that comes late or again changes nothing in GHL: only reading the thread once more,
    `settling_ms` after it came, can tell that it was answered long ago.
    """
    rows = db.execute(
        "SELECT DISTINCT i.contact_id FROM issues AS i JOIN messages AS m "
        "ON m.contact_id = i.contact_id AND m.at_ms >= i.created_ts * 1000 "
        "WHERE i.state = 'OPEN' AND m.ghl_id IS NULL AND m.at_ms <= :now - :settling "
        "AND NOT EXISTS (SELECT 1 FROM conversations AS c WHERE c.contact_id = i.contact_id "
        "                AND c.read_ts * 1000 >= m.at_ms + :settling)",
        {"now": now_ms, "settling": settling_ms},
    )
    return tuple(sorted(row[0] for row in rows))


def phones(db: Connection, contact_id: str) -> frozenset[str]:
    """Every number a contact's issues were ever known by: of all issues, one is read for each."""
    rows = db.execute(
        "WITH RECURSIVE known (phone) AS (SELECT '' UNION ALL SELECT "
        "(SELECT min(i.phone) FROM issues AS i WHERE i.contact_id = :contact "
        "AND i.phone > known.phone) FROM known WHERE known.phone IS NOT NULL) "
        "SELECT phone FROM known",
        {"contact": contact_id},
    )
    return frozenset(row[0] for row in rows if row[0])


def waiting_at(db: Connection, phone: str) -> tuple[str, ...]:
    """Contacts with an open issue that were ever known by this number."""
    rows = db.execute(
        "SELECT DISTINCT contact_id FROM issues AS waiting WHERE state = 'OPEN' AND (EXISTS "
        "(SELECT 1 FROM issues AS i WHERE i.contact_id = waiting.contact_id AND i.phone = :phone) "
        "OR EXISTS (SELECT 1 FROM messages AS m "
        "           WHERE m.contact_id = waiting.contact_id AND m.phone = :phone)) "
        "ORDER BY contact_id",
        {"phone": phone},
    )
    return tuple(row[0] for row in rows)


def ended_by(db: Connection, call: Message) -> int | None:
    """The issue that contact by this call ended, the latest if there are two."""
    row = db.execute(
        "SELECT max(id) FROM issues WHERE contact_id = ? AND state = 'RESOLVED' "
        "AND resolution = 'contact' AND resolved_ts BETWEEN ? AND ?",
        (call.contact_id, call.at_ms // 1000, call.ends_ms // 1000),
    ).fetchone()
    return None if row[0] is None else int(row[0])


def touched_by_sql(db: Connection) -> tuple[Issue, ...]:
    """Issues whose state is not what the fold last wrote: somebody changed it by SQL."""
    rows = db.execute(f"{_SELECT} WHERE state <> rule_state ORDER BY id")
    return tuple(_issue(row) for row in rows)


def settled_ids(
    db: Connection, issue_ids: Sequence[int], *, resolved_before_ts: int
) -> frozenset[int]:
    """Those of `issue_ids` that are frozen."""
    if not issue_ids:
        return frozenset()
    marks = ", ".join("?" for _ in issue_ids)
    rows = db.execute(
        f"SELECT id FROM issues WHERE id IN ({marks}) AND state = 'RESOLVED' AND resolved_ts < ?",  # noqa: S608 - question marks only
        (*issue_ids, resolved_before_ts),
    )
    return frozenset(row[0] for row in rows)


def frozen_spans(
    db: Connection, contact_id: str, *, since_ts: int, resolved_before_ts: int
) -> dict[int, tuple[int, int]]:
    """When the customer waited for issues that are frozen, by id: epoch seconds, half-open."""
    rows = db.execute(
        "SELECT id, created_ts, resolved_ts FROM issues WHERE contact_id = ? "  # noqa: S608 - a constant of ours
        f"AND state = 'RESOLVED' AND resolved_ts >= ? AND resolved_ts < ? AND {_SHOWN}",
        (contact_id, since_ts, resolved_before_ts),
    )
    return {row["id"]: (row["created_ts"], row["resolved_ts"]) for row in rows}


def checked(db: Connection, contact_id: str, *, now_ts: int) -> None:
    """GHL was read for this contact: its open issues need no asking for a while."""
    db.execute(
        "UPDATE issues SET checked_ts = ? WHERE contact_id = ? AND state = 'OPEN'",
        (now_ts, contact_id),
    )


def name(
    db: Connection,
    contact_id: str,
    *,
    contact_name: str | None,
    phone: str | None,
    assigned_to: str | None,
    resolved_since_ts: int,
) -> None:
    """Who the contact is, on all their issues that the fold may still change.

    What is not known (None) stays as it was.
    """
    db.execute(
        "UPDATE issues SET contact_name = coalesce(:name, contact_name), "  # noqa: S608 - a constant of ours
        "phone = coalesce(:phone, phone), assigned_to = coalesce(:assigned, assigned_to) "
        f"WHERE id IN ({_UNFROZEN}) AND (contact_name IS NOT coalesce(:name, contact_name) "
        "OR phone IS NOT coalesce(:phone, phone) "
        "OR assigned_to IS NOT coalesce(:assigned, assigned_to))",
        {
            "name": contact_name,
            "phone": phone,
            "assigned": assigned_to,
            "contact": contact_id,
            "since": resolved_since_ts,
        },
    )


def move_opening(db: Connection, contact_id: str, *, old_row: int, new_row: int) -> None:
    """The message that opened an issue is now stored in another row."""
    db.execute(
        "UPDATE issues SET opening_row = ? WHERE contact_id = ? AND opening_row = ?",
        (new_row, contact_id, old_row),
    )


def move(db: Connection, issue: Issue, *, new: str) -> None:
    """A contact was merged into another one: the issue and its log go with it."""
    db.execute("UPDATE issues SET contact_id = ? WHERE id = ?", (new, issue.id))
    db.execute("UPDATE issue_log SET contact_id = ? WHERE issue_id = ?", (new, issue.id))


def _values(issue: Issue) -> Sequence[object]:
    return [getattr(issue, column) for column in _CONTENT]


def _issue(row: Row | tuple[object, ...]) -> Issue:
    values = dict(zip(COLUMNS, row, strict=True))
    values["type"] = column(IssueType, values["type"])
    values["state"] = column(State, values["state"])
    values["rule_state"] = column(State, values["rule_state"])
    if values["resolution"] is not None:
        values["resolution"] = column(Resolution, values["resolution"])
    values["urgency"] = column(Urgency, values["urgency"])
    if values["subject"] is not None:
        values["subject"] = column(Subject, values["subject"])
    values["probably_thanks"] = bool(values["probably_thanks"])
    for name in _MOMENTS:
        values[name] = moment(values[name])
    return Issue(**values)
