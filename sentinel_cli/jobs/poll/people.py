"""What people are called, and what of a customer a line of `managers.toml` asks for.

All of it is beside the point of a poll: it comes last, costs a few requests, and fails nothing.
"""

from __future__ import annotations

from sentinel_cli import GhlError
from sentinel_cli.engine import traits
from sentinel_cli.engine.ingest import introduce
from sentinel_cli.jobs.poll.reading import Reading
from sentinel_cli.model import TermKind
from sentinel_cli.store import contacts, conversations, names

NAMES_EVERY_S = 24 * 3600
MOST_ASKED = 20
"""So many contacts are asked about in one run, each of them once."""


def learn_people(reading: Reading) -> None:
    """Ask for names once a day, and about new contacts where a `field:` term needs it."""
    if reading.report.stopped:
        return
    try:
        _learn_names(reading)
        _learn_fields(reading)
    except GhlError as exc:
        reading.ends(exc)


def _learn_names(reading: Reading) -> None:
    with reading.store.read() as db:
        if reading.now_ts - names.asked_ts(db) < NAMES_EVERY_S:
            return
        unnamed = [
            manager.contact_id
            for manager in reading.settings.routes.managers
            if not manager.name and not conversations.person(db, manager.contact_id).name
        ]
    found: dict[str, str] = {}
    try:
        found |= {user.user_id: user.name for user in reading.client.users() if user.name}
        for manager_id in unnamed:
            found[manager_id] = reading.client.contact(manager_id).person.name or manager_id
    except GhlError as exc:
        if not exc.permanent:
            raise
    with reading.store.write() as db:
        names.learn(db, found, now_ts=reading.now_ts)


def _learn_fields(reading: Reading) -> None:
    """One request for a contact, once, and only where a field is asked for."""
    routes = reading.settings.routes
    if not traits.asked_of(routes, TermKind.FIELD):
        return
    with reading.store.read() as db:
        unasked = contacts.unasked(db, limit=MOST_ASKED)
    for contact_id in unasked:
        try:
            card = reading.client.contact(contact_id)
        except GhlError as exc:
            if not exc.permanent:
                raise
            continue
        with reading.store.write() as db:
            introduce(db, card.person, now_ms=reading.now_ts * 1000)
            traits.learn(db, card.person, routes, now_ts=reading.now_ts, is_whole=True)
