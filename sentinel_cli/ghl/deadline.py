"""One budget of seconds for everything a run does over the network, every wait included."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Deadline:
    """Ends `seconds` after it was made. Threads may share it."""

    def __init__(
        self,
        seconds: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.clock = clock
        self._sleep = sleep
        self._seconds = seconds
        self._ends = clock() + seconds

    def left(self) -> float:
        """Seconds until the end, 0.0 after it."""
        return max(0.0, self._ends - self.clock())

    def wait(self, seconds: float) -> bool:
        """Sleep that long if time remains afterwards; False, at once, if it would not."""
        if seconds >= self.left():
            return False
        if seconds > 0:
            self._sleep(seconds)
        return True

    @contextmanager
    def share(self, part: float) -> Iterator[None]:
        """Within it no more than this part of the whole budget is left, whoever waits."""
        ends = self._ends
        self._ends = min(ends, self.clock() + part * self._seconds)
        try:
            yield
        finally:
            self._ends = ends
