"""GHL's rate limit, kept before it is hit: 100 requests in any 10 s, per app and location.

GHL counts a request when it arrives, which is somewhere between our sending it and its answer:
each takes its place from the sending until one interval after the answer. Other processes use the
same allowance: what the headers of an answer say is gone beyond our own counts as theirs, until an
answer says otherwise or one interval has passed.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping

REQUESTS = 100
INTERVAL_S = 10.0
LOOK_AGAIN_S = 0.05


class Quota:
    """What may be sent now. Threads share it."""

    def __init__(self, *, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._most = REQUESTS
        self._interval_s = INTERVAL_S
        self._in_flight = 0
        self._answered: deque[float] = deque()
        self._others = 0
        self._others_until = clock()
        self._refused_until = clock()

    def reserve(self) -> float:
        """Take one request: 0.0 when it may go now, else the seconds until one may be free."""
        with self._lock:
            now = self._clock()
            self._forget_before(now)
            if now < self._refused_until:
                return self._refused_until - now
            if self._ours() + self._others >= self._most:
                return self._next_free(now) - now
            self._in_flight += 1
            return 0.0

    def settle(self, headers: Mapping[str, str]) -> None:
        """A reserved request is over; `headers` are its answer's, empty when none came.

        Requests in flight may be in GHL's count or not: they are taken for not being in it.
        """
        with self._lock:
            now = self._clock()
            self._in_flight -= 1
            self._answered.append(now)
            self._most = _whole(headers, "X-RateLimit-Max") or self._most
            interval_ms = _whole(headers, "X-RateLimit-Interval-Milliseconds")
            self._interval_s = interval_ms / 1000 if interval_ms else self._interval_s
            self._forget_before(now)
            remaining = _whole(headers, "X-RateLimit-Remaining")
            if remaining is not None:
                self._others = max(0, self._most - remaining - len(self._answered))
                self._others_until = now + self._interval_s

    def refused(self, headers: Mapping[str, str]) -> None:
        """GHL answered 429: nothing goes out before `Retry-After`, or one interval, is over."""
        asked_s = _whole(headers, "Retry-After")
        with self._lock:
            pause_s = self._interval_s if asked_s is None else asked_s
            self._refused_until = self._clock() + pause_s

    def _ours(self) -> int:
        return self._in_flight + len(self._answered)

    def _forget_before(self, now: float) -> None:
        while self._answered and self._answered[0] + self._interval_s <= now:
            self._answered.popleft()
        if self._others_until <= now:
            self._others = 0

    def _next_free(self, now: float) -> float:
        """When the next place is given back; an answer that is awaited may tell of one before."""
        ends = [self._others_until] if self._others else []
        ends += [self._answered[0] + self._interval_s] if self._answered else []
        ends += [now + LOOK_AGAIN_S] if self._in_flight and (self._others or not ends) else []
        return min(ends, default=now + LOOK_AGAIN_S)


def daily_limit_reached(headers: Mapping[str, str]) -> bool:
    """The day's 200,000 requests are used up; waiting out an interval is then useless."""
    return _whole(headers, "X-RateLimit-Daily-Remaining") == 0


def _whole(headers: Mapping[str, str], name: str) -> int | None:
    written = headers.get(name, "").strip()
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else None  # noqa: PLR2004 (longer is no count)
