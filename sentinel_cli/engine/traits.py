"""What is learnt of contacts because a line of `managers.toml` asks for it, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from sqlite3 import Connection

from sentinel_cli.engine.start import true_contact
from sentinel_cli.model import Person, Routes, Term, TermKind
from sentinel_cli.rules.routing import comparable
from sentinel_cli.store import contacts


def asked_of(routes: Routes, kind: TermKind) -> frozenset[str]:
    """The names of the fields, or the values of the tags, that any line asks for."""
    return frozenset(
        comparable(term.name or term.value) for term in _terms(routes) if term.kind is kind
    )


def learn(
    db: Connection, person: Person, routes: Routes, *, now_ts: int, is_whole: bool = False
) -> None:
    """Keep a contact's tags, and of the fields those that are asked for, if any line asks.

    `is_whole`: GHL told all of them, and need not be asked again.
    """
    wanted = asked_of(routes, TermKind.FIELD)
    if not wanted and not asked_of(routes, TermKind.TAG):
        return
    fields = {name: values for name, values in person.fields.items() if comparable(name) in wanted}
    if person.tags is None and not fields and not is_whole:
        return
    contacts.learn(
        db,
        true_contact(db, person.contact_id),
        tags=person.tags,
        fields=fields,
        now_ts=now_ts,
        is_whole=is_whole,
    )


def _terms(routes: Routes) -> Iterator[Term]:
    for clauses in (routes.ignore, *(manager.hears for manager in routes.managers)):
        for clause in clauses:
            yield from clause
