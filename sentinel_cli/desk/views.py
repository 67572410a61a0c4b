"""Short views of many customers' facts: between two of them a webhook can be stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from sqlite3 import Connection
from typing import TypeVar

from sentinel_cli.model import Message
from sentinel_cli.store import Store, messages

T = TypeVar("T")

CONTACTS, MESSAGES = 100, 2_000
"""Read in one view at most: some twenty milliseconds."""


def in_turns(
    store: Store, contact_ids: Sequence[str], read: Callable[[Connection, str, Pages], T]
) -> Iterator[T]:
    """What is read about one contact after another, some in one view, a long history in several.

    They are judged when it is closed: until then no webhook could be stored.
    """
    pages, done = Pages(), 0
    while done < len(contact_ids):
        found: list[T] = []
        with store.read() as db, suppress(_ViewIsFullError):
            pages.room = MESSAGES
            for contact_id in contact_ids[done : done + CONTACTS]:
                found.append(read(db, contact_id, pages))  # noqa: PERF401 - kept where one raises
        yield from found
        done += len(found)


class _ViewIsFullError(Exception):
    """So many messages were read that the next ones are for another view."""


class Pages:
    """Reads histories, of which one view has so much `room` only: what is read is kept.

    A long one is whole once its last page is read, and then `in_pieces`: somebody may have changed
    the first pages meanwhile.
    """

    def __init__(self) -> None:
        self.room = 0
        self.in_pieces = False
        self._whose = ("", 0)
        self._read: list[Message] = []

    def __call__(self, db: Connection, contact_id: str, *, since_ms: int) -> tuple[Message, ...]:
        """A contact's messages from `since_ms` on, oldest first.

        Raises _ViewIsFullError: this view is over, and the next one asks again.
        """
        self.in_pieces = self._whose == (contact_id, since_ms)
        if not self.in_pieces:
            self._whose, self._read = (contact_id, since_ms), []
        page = messages.next_of_contact(
            db,
            contact_id,
            since_ms=since_ms,
            after=self._read[-1] if self._read else None,
            limit=self.room,
        )
        self._read += page
        self.room -= len(page)
        if not self.room:
            raise _ViewIsFullError
        return tuple(self._read)
