"""Which manager is meant by a name, and how the others call one: as GHL told."""

from __future__ import annotations

from collections.abc import Mapping
from sqlite3 import Connection

from sentinel_cli.engine.start import true_contact
from sentinel_cli.settings import Settings
from sentinel_cli.store import conversations, state

LONGEST_NAME = 40


def manager_of(db: Connection, contact_id: str, settings: Settings) -> str | None:
    """The manager a contact is, also after GHL merged it into another; None: it is none."""
    if contact_id in settings.manager_ids:
        return contact_id
    heirs = (m for m in settings.manager_ids if true_contact(db, m) == contact_id)
    return next(heirs, None)


def remember(db: Connection, manager_id: str, name: str | None) -> None:
    """Keep a manager's name, as a webhook told it."""
    known = " ".join((name or "").split())[:LONGEST_NAME].rstrip()
    if known and state.get(db, _key(manager_id)) != known:
        state.put(db, _key(manager_id), known)


def names(db: Connection, settings: Settings) -> Mapping[str, str]:
    """The managers' names by their contact ids; those that nobody told are left out."""
    told = state.several(db, *map(_key, settings.manager_ids))
    found = {
        manager_id: told.get(_key(manager_id)) or conversations.person(db, manager_id).name
        for manager_id in settings.manager_ids
    }
    return {manager_id: name for manager_id, name in found.items() if name}


def first_names(known: Mapping[str, str]) -> Mapping[str, str]:
    """The contact ids by first name in lower case; a name that two have means nobody."""
    firsts = [(name.split()[0].casefold(), manager_id) for manager_id, name in known.items()]
    words = [first for first, _ in firsts]
    return {first: manager_id for first, manager_id in firsts if words.count(first) == 1}


def _key(manager_id: str) -> str:
    return f"manager_name:{manager_id}"
