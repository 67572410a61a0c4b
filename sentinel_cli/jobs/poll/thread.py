"""One conversation as it was read, newest first, or the error that kept us from reading it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sentinel_cli import GhlError
from sentinel_cli.jobs.poll.reading import Reading
from sentinel_cli.model import Message
from sentinel_cli.store.conversations import Conversation

MAX_PAGES = 10
MANAGERS_PAGES = 1
CONTEXT_ROWS = 20
"""Fewer older rows than this beside the new ones: one page more, to know what was said before."""
RETRY_S = (60, 300, 900, 3600)


@dataclass(frozen=True, slots=True)
class Thread:
    """One conversation as read: its messages, the rows among them that make no sense, the error."""

    conversation: Conversation
    messages: tuple[Message, ...] = ()
    odd: tuple[str, ...] = ()
    error: GhlError | None = None

    @property
    def is_blank(self) -> bool:
        """GHL answered 200 with nothing, though its list knows of a last message.

        That is asked again, with growing pauses, before it is believed.
        """
        is_empty = self.error is None and not self.messages and not self.odd
        is_expected = self.conversation.head_ms is not None
        return is_empty and is_expected and self.conversation.tries < len(RETRY_S)

    @property
    def is_whole(self) -> bool:
        """GHL answered, and what it said is believed."""
        return self.error is None and not self.is_blank


def read(reading: Reading, conversation: Conversation) -> Thread:
    """Newest first, back to the newest message of the last complete read, or to the floor."""
    if reading.report.stopped:
        return Thread(conversation, error=GhlError(reading.report.stopped, run_is_over=True))
    mark_ms = conversation.newest_ms or reading.policy.floor_ms
    found: list[Message] = []
    odd: list[str] = []
    older: str | None = None
    try:
        for _ in range(_most_pages(reading, conversation)):
            page = reading.client.messages(
                conversation.id, contact_id=conversation.contact_id or None, older=older
            )
            is_context = _reaches(found, mark_ms)
            found += page.messages
            odd += page.odd
            older = page.older
            if older is None or is_context or _reaches(found, mark_ms, rows=CONTEXT_ROWS):
                break
    except GhlError as exc:
        return Thread(conversation, error=exc)
    return Thread(conversation, tuple(found), tuple(odd))


def _most_pages(reading: Reading, conversation: Conversation) -> int:
    """Of a manager's thread the newest page is enough: older commands are not obeyed any more."""
    is_managers = conversation.contact_id in reading.policy.managers
    return MANAGERS_PAGES if is_managers else MAX_PAGES


def _reaches(found: Sequence[Message], mark_ms: int, *, rows: int = 1) -> bool:
    """The mark is reached, with so many rows at or before it in view."""
    return sum(message.at_ms <= mark_ms for message in found) >= rows
