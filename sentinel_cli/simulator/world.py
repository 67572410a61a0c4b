"""Who and what exists in the simulated location: people, conversations, messages.

The state only; how it is shown is in `rows`, who may see it in `gate`. Every record is frozen and
every method takes the lock, so that a reader on another thread never sees half a change.
Times are epoch milliseconds.
"""

from __future__ import annotations

import threading
from bisect import insort
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from operator import attrgetter
from typing import Any

Clock = Callable[[], int]
"""Epoch milliseconds, now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person GHL knows. A merged or deleted one keeps its record and loses its id's use.

    `dnd` and `unsubscribed` are two different refusals when a text is sent to them.
    """

    id: str = ""
    first_name: str = ""
    last_name: str = ""
    phone: str | None = None
    email: str | None = None
    tags: tuple[str, ...] = ()
    assigned_to: str | None = None
    custom_fields: tuple[tuple[str, str], ...] = ()
    dnd: bool = False
    unsubscribed: bool = False
    deleted: bool = False
    merged_into: str | None = None
    created_ms: int = 0

    @property
    def full_name(self) -> str:
        """First and last name, either may be missing."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def gone(self) -> bool:
        """Neither readable nor reachable under this id any more."""
        return self.deleted or self.merged_into is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A member of staff."""

    id: str
    name: str = ""
    email: str | None = None
    phone: str | None = None
    deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """One thread of a contact; a contact may have several (GHL.md §3).

    The search shows it once it has a message, or at once if `shown_empty`. `omitted` names
    keys that its row there goes without.
    """

    id: str = ""
    contact_id: str
    created_ms: int = 0
    shown_empty: bool = False
    omitted: tuple[str, ...] = ()


class Placement(StrEnum):
    """Where a call's facts stand in its row (GHL.md §4); `status`: nowhere but in `status`."""

    META_CALL = "meta.call"
    META = "meta"
    ROOT = "root"
    STATUS = "status"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Facts of a call. `duration_s` None is shown as null: unknown, also on answered calls.

    `status` None: the call's own status is the message's.
    """

    duration_s: float | None = None
    status: str | None = None
    placement: Placement = Placement.META_CALL


class Shape(StrEnum):
    """How a transcript is answered (GHL.md §7): a list, bare or under a name, or its one row."""

    LIST = "list"
    TRANSCRIPTIONS = "transcriptions"
    DATA = "data"
    BARE = "bare"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One row of a thread. `message_type` is GHL's string, such as "TYPE_SMS".

    What is left out is filled in when it is added: `id`, the contact's first conversation (a new
    one if there is none), `at_ms` (now), `indexed_ms` (when a search first knows of it).
    `changed_ms` is the last change of anything about it. `transcript` holds spoken sentences, shown
    from `transcript_ms` on in its shape.
    `app_id` is the marketplace app that sent it; `omitted` names keys that its row goes without,
    as GHL's rows may (§4).
    """

    contact_id: str
    id: str = ""
    conversation_id: str = ""
    message_type: str = "TYPE_SMS"
    direction: str = "inbound"
    status: str = "delivered"
    body: str = ""
    at_ms: int = -1
    indexed_ms: int = -1
    changed_ms: int = 0
    source: str | None = None
    user_id: str | None = None
    app_id: str | None = None
    omitted: tuple[str, ...] = ()
    call: Call | None = None
    attachments: tuple[str, ...] = ()
    transcript: tuple[str, ...] = ()
    transcript_ms: int = 0
    transcript_shape: str = Shape.LIST

    @property
    def is_call(self) -> bool:
        """A row of the voice channels."""
        return self.message_type.endswith("_CALL") or self.message_type == "TYPE_VOICEMAIL"


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation with its contact and messages, oldest first."""

    conversation: Conversation
    contact: Contact
    messages: tuple[Message, ...]


def sentences(said: str | Sequence[str]) -> tuple[str, ...]:
    """What was said in a call, sentence by sentence; a text is one, an empty text none."""
    if isinstance(said, str):
        return (said,) if said else ()
    return tuple(said)


class World:
    """The location's state. Unknown ids raise KeyError.

    `index_lag_ms`: how long a message added from now on stays unknown to the search.
    `transcribes`: the account pays for transcripts; `transcript_version`: the only API version in
    which they are given, None: any.
    """

    def __init__(self, *, location_id: str, clock: Clock) -> None:
        self.location_id = location_id
        self.index_lag_ms = 0
        self.transcribes = True
        self.transcript_version: str | None = None
        self._clock = clock
        self._lock = threading.RLock()
        self._ids = 0
        self._contacts: dict[str, Contact] = {}
        self._users: dict[str, User] = {}
        self._conversations: dict[str, Conversation] = {}
        self._of_contact: dict[str, list[str]] = {}
        self._threads: dict[str, list[Message]] = {}
        self._home: dict[str, str] = {}
        self._sent: list[str] = []

    def now_ms(self) -> int:
        """The location's own time."""
        return self._clock()

    # People

    def add_contact(self, contact: Contact) -> Contact:
        """Keep `contact`, with an id and a creation time where it has none."""
        with self._lock:
            added = replace(
                contact,
                id=contact.id or self._new_id("cT"),
                tags=tuple(contact.tags),
                created_ms=contact.created_ms or self._clock(),
            )
            self._contacts[added.id] = added
            return added

    def contact(self, contact_id: str) -> Contact:
        """The record under this id, gone or not."""
        with self._lock:
            return self._contacts[contact_id]

    def change_contact(self, contact_id: str, **changes: Any) -> Contact:
        """Replace fields, such as `dnd=True` or `deleted=True`."""
        with self._lock:
            self._contacts[contact_id] = replace(self._contacts[contact_id], **changes)
            return self._contacts[contact_id]

    def merge_contacts(self, old_id: str, *, into: str) -> None:
        """The old id dies; its conversations live on under the other contact (GHL.md §8)."""
        with self._lock:
            survivor = self._contacts[into]
            self.change_contact(old_id, merged_into=survivor.id)
            for conversation_id in self._of_contact.pop(old_id, []):
                self._move(conversation_id, survivor.id)

    def add_user(self, user: User) -> User:
        """Keep a member of staff."""
        with self._lock:
            self._users[user.id] = user
            return user

    def contacts(self) -> tuple[Contact, ...]:
        """Everybody there is, gone or not."""
        with self._lock:
            return tuple(self._contacts.values())

    def users(self) -> tuple[User, ...]:
        """All members of staff."""
        with self._lock:
            return tuple(self._users.values())

    # Conversations

    def add_conversation(self, conversation: Conversation) -> Conversation:
        """One more conversation of a contact: a sibling where it has one already."""
        with self._lock:
            self.contact(conversation.contact_id)
            added = replace(
                conversation,
                id=conversation.id or self._new_id("cV"),
                created_ms=conversation.created_ms or self._clock(),
            )
            self._conversations[added.id] = added
            self._of_contact.setdefault(added.contact_id, []).append(added.id)
            self._threads[added.id] = []
            return added

    def change_conversation(self, conversation_id: str, **changes: Any) -> Conversation:
        """Replace fields, such as `omitted=("contactId",)`."""
        with self._lock:
            changed = replace(self._conversations[conversation_id], **changes)
            self._conversations[conversation_id] = changed
            return changed

    def thread(self, conversation_id: str) -> Thread:
        """A conversation with all its messages, also those the search does not know yet."""
        with self._lock:
            conversation = self._conversations[conversation_id]
            return Thread(
                conversation,
                self._contacts[conversation.contact_id],
                tuple(self._threads[conversation_id]),
            )

    def indexed_threads(self) -> list[Thread]:
        """What the search knows now: conversations with the messages that are indexed and out.

        A scheduled message has not happened yet, so it moves no conversation to the top.
        """
        with self._lock:
            now = self._clock()
            threads = [self._indexed(conversation_id, now) for conversation_id in self._threads]
            return [
                thread for thread in threads if thread.messages or thread.conversation.shown_empty
            ]

    # Messages

    def add_message(self, message: Message) -> Message:
        """Add a row of any kind at its own date."""
        with self._lock:
            now = self._clock()
            added = replace(
                message,
                id=message.id or self._new_id("mS"),
                conversation_id=message.conversation_id or self._home_of(message.contact_id),
                at_ms=message.at_ms if message.at_ms >= 0 else now,
                indexed_ms=message.indexed_ms
                if message.indexed_ms >= 0
                else now + self.index_lag_ms,
            )
            insort(self._threads[added.conversation_id], added, key=_AT)
            self._home[added.id] = added.conversation_id
            return added

    def add_sent(self, message: Message) -> Message:
        """Add a row that came in by `POST /conversations/messages`."""
        with self._lock:
            added = self.add_message(message)
            self._sent.append(added.id)
            return added

    def sent(self) -> tuple[Message, ...]:
        """What was sent by `POST /conversations/messages`, in order, as it stands now."""
        with self._lock:
            return tuple(self.message(message_id) for message_id in self._sent)

    def message(self, message_id: str) -> Message:
        """The row under this id."""
        with self._lock:
            rows = self._threads[self._home[message_id]]
            return next(row for row in rows if row.id == message_id)

    def change_message(self, message_id: str, **changes: Any) -> Message:
        """Replace fields, such as `status="failed"`; the row keeps its date."""
        with self._lock:
            old = self.message(message_id)
            new = replace(old, **{"changed_ms": self._clock(), **changes})
            rows = self._threads[old.conversation_id]
            rows[rows.index(old)] = new
            rows.sort(key=_AT)
            return new

    def delete_message(self, message_id: str) -> Message:
        """Take a row out of its thread; returns what it was."""
        with self._lock:
            row = self.message(message_id)
            self._threads[self._home.pop(message_id)].remove(row)
            self._sent = [sent for sent in self._sent if sent != message_id]
            return row

    def retry_message(self, message_id: str, *, status: str = "delivered") -> Message:
        """GHL's "retry" of a failed text: the row goes, a new one with a new id comes (§4)."""
        with self._lock:
            old = self.delete_message(message_id)
            return self.add_message(
                replace(old, id="", at_ms=-1, indexed_ms=-1, changed_ms=0, status=status)
            )

    # Helpers; the lock is held

    def _new_id(self, prefix: str) -> str:
        self._ids += 1
        return f"{prefix}{self._ids:018d}"

    def _home_of(self, contact_id: str) -> str:
        known = self._of_contact.get(contact_id)
        if known:
            return known[0]
        return self.add_conversation(Conversation(contact_id=contact_id)).id

    def _move(self, conversation_id: str, contact_id: str) -> None:
        moved = replace(self._conversations[conversation_id], contact_id=contact_id)
        self._conversations[conversation_id] = moved
        self._of_contact.setdefault(contact_id, []).append(conversation_id)
        self._threads[conversation_id] = [
            replace(row, contact_id=contact_id) for row in self._threads[conversation_id]
        ]

    def _indexed(self, conversation_id: str, now: int) -> Thread:
        conversation = self._conversations[conversation_id]
        known = _known(self._threads[conversation_id], now)
        return Thread(conversation, self._contacts[conversation.contact_id], known)


_AT = attrgetter("at_ms")


def _known(messages: list[Message], now: int) -> tuple[Message, ...]:
    return tuple([row for row in messages if row.indexed_ms <= now and row.status != "scheduled"])
