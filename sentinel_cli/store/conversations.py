"""Conversations: what of each was read last, and which wait to be read."""

from __future__ import annotations

from dataclasses import dataclass
from sqlite3 import Connection

from sentinel_cli.model import Head, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """What the poll knows of one conversation.

    `contact_id` is empty while nobody has said whose it is. `head_ms` is the date of its last
    change as seen in the search, `read_head_ms` that date at the last complete read, `newest_ms`
    the newest message read then. `tries` counts failed reads.
    """

    id: str
    contact_id: str
    head_ms: int | None = None
    read_head_ms: int | None = None
    newest_ms: int | None = None
    read_ts: int | None = None
    tries: int = 0

    @property
    def is_odd(self) -> bool:
        """GHL's list does not say whose it is, or when it changed."""
        return not self.contact_id or self.head_ms is None


_SELECT = (
    "SELECT id, contact_id, head_ms, read_head_ms, newest_ms, read_ts, tries FROM conversations"
)


def get(db: Connection, conversation_id: str) -> Conversation | None:
    """One conversation, or None."""
    row = db.execute(f"{_SELECT} WHERE id = ?", (conversation_id,)).fetchone()
    return Conversation(**dict(row)) if row else None


def of_contact(db: Connection, contact_id: str) -> tuple[Conversation, ...]:
    """All known conversations of a contact: calls and texts may sit in siblings."""
    rows = db.execute(f"{_SELECT} WHERE contact_id = ? ORDER BY id", (contact_id,))
    return tuple(Conversation(**dict(row)) for row in rows)


def see(db: Connection, head: Head, *, now_ts: int) -> None:
    """Note a head of the search; pending when it differs from the one at the last complete read.

    It is due at once, unless reading it has failed: then its pause goes on. What the head does not
    tell stays as it was; one without a date is pending until it was read once.
    """
    person = head.person or Person(contact_id="")
    db.execute(
        "INSERT INTO conversations AS c "
        "(id, contact_id, head_ms, last_word, contact_name, phone, assigned_to) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
        "head_ms = coalesce(excluded.head_ms, c.head_ms), last_word = excluded.last_word",
        (
            head.conversation_id,
            person.contact_id,
            head.last_ms,
            head.last_word,
            person.name,
            person.phone,
            person.assigned_to,
        ),
    )
    if head.person is not None:
        belongs(db, head.conversation_id, person)
    db.execute(
        "UPDATE conversations SET pending_ts = coalesce(pending_ts, :now), "
        "retry_ts = CASE WHEN tries > 0 THEN retry_ts ELSE :now END "
        "WHERE id = :id AND (head_ms IS NOT read_head_ms OR read_ts IS NULL)",
        {"now": now_ts, "id": head.conversation_id},
    )


def belongs(db: Connection, conversation_id: str, person: Person) -> None:
    """Whose a conversation is, and who that is."""
    db.execute(
        "UPDATE conversations SET contact_id = ?, contact_name = ?, phone = ?, assigned_to = ? "
        "WHERE id = ?",
        (person.contact_id, person.name, person.phone, person.assigned_to, conversation_id),
    )


def person(db: Connection, contact_id: str) -> Person:
    """Who a contact is, as far as the search has told."""
    row = db.execute(
        "SELECT contact_name, phone, assigned_to FROM conversations WHERE contact_id = ? "
        "ORDER BY head_ms DESC LIMIT 1",
        (contact_id,),
    ).fetchone()
    name, phone, assigned_to = row or (None, None, None)
    return Person(contact_id=contact_id, name=name, phone=phone, assigned_to=assigned_to)


def ask(db: Connection, contact_id: str, *, now_ts: int) -> None:
    """Make all conversations of a contact pending, whatever their heads say."""
    db.execute(
        "UPDATE conversations SET pending_ts = coalesce(pending_ts, :now), "
        "retry_ts = CASE WHEN tries > 0 THEN retry_ts ELSE :now END WHERE contact_id = :contact",
        {"now": now_ts, "contact": contact_id},
    )


def pending(db: Connection, *, now_ts: int, limit: int) -> tuple[Conversation, ...]:
    """Conversations to read now: by whose the last word is, then the longest waiting first."""
    rows = db.execute(
        f"{_SELECT} WHERE pending_ts IS NOT NULL AND retry_ts <= ? "
        "ORDER BY last_word, tries, pending_ts, head_ms DESC, id LIMIT ?",
        (now_ts, limit),
    )
    return tuple(Conversation(**dict(row)) for row in rows)


def unread_of_waiting(db: Connection, *, due_before_ts: int) -> dict[str, int]:
    """Contacts with an open issue and a conversation that cannot be read, and since when.

    Also one that was to be read before then: no run had the time for it.
    """
    rows = db.execute(
        "SELECT i.contact_id, min(c.pending_ts) FROM issues AS i INDEXED BY issues_one_open "
        "JOIN conversations AS c ON c.contact_id = i.contact_id WHERE i.state = 'OPEN' "
        "AND c.pending_ts IS NOT NULL AND (c.error IS NOT NULL OR c.pending_ts < ?) "
        "GROUP BY i.contact_id",
        (due_before_ts,),
    )
    return {row[0]: row[1] for row in rows}


def wake(db: Connection, *, now_ts: int) -> None:
    """What was to be read once more by now is pending."""
    db.execute(
        "UPDATE conversations SET pending_ts = coalesce(pending_ts, :now), "
        "retry_ts = CASE WHEN tries > 0 THEN retry_ts ELSE :now END, again_ts = NULL "
        "WHERE again_ts <= :now",
        {"now": now_ts},
    )


def again(db: Connection, contact_id: str, *, at_ts: int) -> None:
    """Read all conversations of a contact once more from then on."""
    db.execute("UPDATE conversations SET again_ts = ? WHERE contact_id = ?", (at_ts, contact_id))


def all_read(db: Connection, contact_id: str) -> bool:
    """Whether each of a contact's conversations was read since it changed: none waits or fails."""
    row = db.execute(
        "SELECT 1 FROM conversations WHERE contact_id = ? AND pending_ts IS NOT NULL",
        (contact_id,),
    ).fetchone()
    return row is None


def count_due(db: Connection, *, now_ts: int) -> int:
    """How many conversations are to be read now."""
    found = db.execute(
        "SELECT count(*) FROM conversations WHERE pending_ts IS NOT NULL AND retry_ts <= ?",
        (now_ts,),
    )
    return int(found.fetchone()[0])


def count_pending(db: Connection) -> int:
    """How many conversations still wait to be read."""
    found = db.execute("SELECT count(*) FROM conversations WHERE pending_ts IS NOT NULL")
    return int(found.fetchone()[0])


def read_completely(
    db: Connection,
    conversation: Conversation,
    *,
    newest_ms: int | None,
    now_ts: int,
) -> None:
    """A complete read is over.

    A head later than the newest message read means that GHL's message list lags behind its search:
    the head counts as read only as far as its messages were seen.
    """
    head_ms = conversation.head_ms
    if head_ms is not None and newest_ms is not None and newest_ms < head_ms:
        head_ms = newest_ms
    db.execute(
        "UPDATE conversations SET read_head_ms = ?, newest_ms = ?, read_ts = ?, "
        "pending_ts = NULL, retry_ts = NULL, tries = 0, error = NULL WHERE id = ?",
        (head_ms, newest_ms, now_ts, conversation.id),
    )


def failed(db: Connection, conversation_id: str, *, error: str, retry_ts: int) -> None:
    """A read failed: the conversation stays pending, until a later try."""
    db.execute(
        "UPDATE conversations SET tries = tries + 1, error = ?, retry_ts = ? WHERE id = ?",
        (error, retry_ts, conversation_id),
    )


def given_up(db: Connection, conversation_id: str, *, error: str, now_ts: int) -> None:
    """GHL has no such conversation any more: it is read again only if its head changes."""
    db.execute(
        "UPDATE conversations SET read_head_ms = head_ms, read_ts = coalesce(read_ts, ?), "
        "pending_ts = NULL, retry_ts = NULL, tries = 0, error = ? WHERE id = ?",
        (now_ts, error, conversation_id),
    )


def move(db: Connection, *, old: str, new: str) -> None:
    """A contact was merged into another one."""
    db.execute("UPDATE conversations SET contact_id = ? WHERE contact_id = ?", (new, old))
