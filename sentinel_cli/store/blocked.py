"""Contacts and numbers marked as spam, from when until when."""

from __future__ import annotations

from collections.abc import Sequence
from sqlite3 import Connection

from sentinel_cli.model import Action, ActionKind


def block(db: Connection, contact_id: str, *, phone: str | None, since_ms: int, actor: str) -> None:
    """Mute a contact, and every contact with that number, from then on."""
    db.execute(
        "INSERT INTO blocked (contact_id, phone, since_ms, actor) VALUES (?, ?, ?, ?)",
        (contact_id, phone, since_ms, actor),
    )


def unblock(
    db: Connection, contact_id: str, *, phone: str | None, until_ms: int, actor: str
) -> int:
    """Stop muting a contact and its number; returns how many marks were lifted."""
    return db.execute(
        "UPDATE blocked SET until_ms = ?, lifted_by = ? "
        "WHERE until_ms IS NULL AND (contact_id = ? OR phone = ?)",
        (until_ms, actor, contact_id, phone),
    ).rowcount


def never_was(db: Connection, *, since_ms: int, actor: str) -> int:
    """Take back the marks that somebody made then: what lasts no moment mutes and ends nothing."""
    return db.execute(
        "UPDATE blocked SET until_ms = since_ms, lifted_by = actor "
        "WHERE since_ms = ? AND actor = ? AND until_ms IS NULL",
        (since_ms, actor),
    ).rowcount


def still_is(db: Connection, *, until_ms: int, actor: str) -> int:
    """Take back that somebody lifted marks then."""
    return db.execute(
        "UPDATE blocked SET until_ms = NULL, lifted_by = NULL WHERE until_ms = ? AND lifted_by = ?",
        (until_ms, actor),
    ).rowcount


def is_blocked(db: Connection, contact_id: str, *, phone: str | None) -> bool:
    """Whether messages of this contact or number are muted now."""
    row = db.execute(
        "SELECT 1 FROM blocked WHERE until_ms IS NULL AND (contact_id = ? OR phone = ?)",
        (contact_id, phone),
    ).fetchone()
    return row is not None


def knows_numbers(db: Connection) -> bool:
    """Whether any number was ever marked."""
    return (
        db.execute("SELECT 1 FROM blocked WHERE phone IS NOT NULL LIMIT 1").fetchone() is not None
    )


def actions(db: Connection, contact_id: str, *, phones: Sequence[str]) -> tuple[Action, ...]:
    """The marks on a contact and on its numbers, as facts of its timeline."""
    # With an empty list SQLite would read the whole table; NULL equals no number.
    marks = ", ".join(["NULL", *("?" for _ in phones)])
    rows = db.execute(
        "SELECT since_ms, until_ms, actor, lifted_by FROM blocked "  # noqa: S608 - question marks only
        f"WHERE (contact_id = ? OR phone IN ({marks})) AND since_ms < coalesce(until_ms, 9e15)",
        (contact_id, *phones),
    )
    found = []
    for row in rows:
        found.append(Action(kind=ActionKind.SPAM, at_ms=row["since_ms"], actor=row["actor"]))
        if row["until_ms"] is not None:
            lifted = Action(kind=ActionKind.UNSPAM, at_ms=row["until_ms"], actor=row["lifted_by"])
            found.append(lifted)
    return tuple(found)


def move(db: Connection, *, old: str, new: str) -> None:
    """A contact was merged into another one."""
    db.execute("UPDATE blocked SET contact_id = ? WHERE contact_id = ?", (new, old))
