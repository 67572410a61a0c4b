"""Who is answered next: of the long bodies one at a time, and those that wait hold no thread.

waitress answers in the order of arrival. GHL's webhooks are short; eight long bodies at once would
take hundreds of megabytes, and in one line with them a customer's webhook would wait for them all.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from waitress.task import ThreadedTaskDispatcher

LONG = 16 << 10
"""Bytes; GHL's webhooks have a few thousand."""


class Turns(ThreadedTaskDispatcher):  # type: ignore[misc] # waitress has no types
    """waitress's threads, of which one at most answers a long body, whoever sends it."""

    def __init__(self, threads: int) -> None:
        super().__init__()
        # Both are touched with `lock` held only.
        self._long: deque[Any] = deque()
        self._is_long_taken = False
        self.set_thread_count(threads)

    def add_task(self, task: Any) -> None:
        """A connection's next request is there."""
        if not _is_long(task):
            super().add_task(task)
            return
        with self.lock:
            self._long.append(task)
        self._take_long()

    def _take_long(self) -> None:
        """Let the next long body take its place in the line, unless another one has it."""
        with self.lock:
            if self._is_long_taken or not self._long:
                return
            self._is_long_taken = True
            task = self._long.popleft()
        super().add_task(_LongTurn(task, self._long_is_over))

    def _long_is_over(self) -> None:
        with self.lock:
            self._is_long_taken = False
        self._take_long()


def _is_long(channel: Any) -> bool:
    received = channel.requests[0].body_rcv
    return received is not None and len(received) > LONG


@dataclass(frozen=True, slots=True)
class _LongTurn:
    """A connection whose request has a long body; `over` is called when it is answered."""

    channel: Any
    over: Callable[[], None]

    def service(self) -> None:
        """Answer it."""
        try:
            self.channel.service()
        finally:
            self.over()

    def cancel(self) -> None:
        """The receiver ends before its turn came."""
        self.channel.cancel()
