"""Which manager is meant by a name, and how the others call one: as GHL told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from sqlite3 import Connection

from sentinel_cli import RefusedError
from sentinel_cli.engine.start import true_contact
from sentinel_cli.rules.tokens import tokens
from sentinel_cli.settings import Settings
from sentinel_cli.store import conversations, state
from sentinel_cli.store.names import known as known_names

LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Holder:
    """A manager who has something: the contact id, and what the others call them."""

    manager_id: str
    name: str


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
    """The managers' names by their contact ids; those that nobody told are left out.

    `managers.toml` knows best, then what a text of theirs came with, then what GHL was asked.
    """
    asked = known_names(db)
    told = state.several(db, *map(_key, settings.manager_ids))
    found = {
        manager.contact_id: manager.name
        or told.get(_key(manager.contact_id))
        or asked.get(manager.contact_id)
        or conversations.person(db, manager.contact_id).name
        for manager in settings.routes.managers
    }
    return {manager_id: name for manager_id, name in found.items() if name}


def first_names(known: Mapping[str, str]) -> Mapping[str, str]:
    """The contact ids by first name as a text is read; a name that two have means nobody."""
    firsts = [(tokens(name)[0].word, manager_id) for manager_id, name in known.items()]
    words = [first for first, _ in firsts]
    return {first: manager_id for first, manager_id in firsts if words.count(first) == 1}


def called(db: Connection, name: str, settings: Settings, *, asking: str | None) -> Holder:
    """The manager who is called so. Raises RefusedError, naming the others: nobody, or two are."""
    known = names(db, settings)
    by_id = {manager_id.casefold(): manager_id for manager_id in settings.manager_ids}
    by_full = {full.casefold(): manager_id for manager_id, full in known.items()}
    manager_id = {**by_id, **first_names(known), **by_full}.get(name.casefold())
    if manager_id is None:
        beside = others(db, settings, asking=asking)
        if asking is None:  # the shell knows managers by their ids too
            beside = beside or settings.manager_ids
        there_are = f": there are {', '.join(beside)}" if beside else ""
        raise RefusedError(f"no manager is called {name.title()}{there_are}")
    return Holder(manager_id, known.get(manager_id, manager_id).split()[0])


def others(db: Connection, settings: Settings, *, asking: str | None) -> tuple[str, ...]:
    """What the managers beside the one who asks are called, as far as their names are known."""
    known = names(db, settings)
    return tuple(full.split()[0] for manager_id, full in known.items() if manager_id != asking)


def _key(manager_id: str) -> str:
    return f"manager_name:{manager_id}"
