"""GHL's rate limit, kept before it is hit: 100 requests per 10 s, per app and location.

Other processes use the same allowance, so the headers of every answer count for more than what
this one remembers having sent.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

REQUESTS = 100
INTERVAL_S = 10.0


class Quota:
    """What may still be sent in this interval. Threads share it."""

    def __init__(self, *, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._most = REQUESTS
        self._interval_s = INTERVAL_S
        self._free = REQUESTS
        self._in_flight = 0
        self._ends = clock() + INTERVAL_S

    def reserve(self) -> float:
        """Take one request: 0.0 when it may go now, else the seconds until one may be free."""
        with self._lock:
            now = self._clock()
            if now >= self._ends:
                self._ends = now + self._interval_s
                self._free = self._most
            if self._free <= 0:
                return self._ends - now
            self._free -= 1
            self._in_flight += 1
            return 0.0

    def settle(self, headers: Mapping[str, str]) -> None:
        """A reserved request is over; `headers` are its answer's, empty when none came.

        Requests in flight may not be in GHL's count yet, so they are taken off it.
        """
        with self._lock:
            self._in_flight -= 1
            self._most = _whole(headers, "X-RateLimit-Max") or self._most
            interval_ms = _whole(headers, "X-RateLimit-Interval-Milliseconds")
            self._interval_s = interval_ms / 1000 if interval_ms else self._interval_s
            remaining = _whole(headers, "X-RateLimit-Remaining")
            if remaining is None:
                return
            self._free = min(self._free, remaining - self._in_flight)
            if remaining == 0:
                self._ends = max(self._ends, self._clock() + self._interval_s)

    def refused(self, headers: Mapping[str, str]) -> None:
        """GHL answered 429: nothing goes out before `Retry-After`, or one interval, is over."""
        asked_s = _whole(headers, "Retry-After")
        with self._lock:
            self._free = 0
            self._ends = self._clock() + (self._interval_s if asked_s is None else asked_s)


def daily_limit_reached(headers: Mapping[str, str]) -> bool:
    """The day's 200,000 requests are used up; waiting out an interval is then useless."""
    return _whole(headers, "X-RateLimit-Daily-Remaining") == 0


def _whole(headers: Mapping[str, str], name: str) -> int | None:
    written = headers.get(name, "").strip()
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else None  # noqa: PLR2004 (longer is no count)
