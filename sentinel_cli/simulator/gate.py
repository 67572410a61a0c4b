"""Who may come in: edge, Version header, token and its scopes, rate limits (GHL.md §9)."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sentinel_cli.simulator.answers import (
    BLOCKED,
    JWT_INVALID,
    SCOPE_MISSING,
    TOKEN_INVALID,
    TOO_MANY,
    VERSION_INVALID,
    VERSION_MISSING,
    Answer,
    Header,
    RefusedError,
)

VERSIONS = frozenset({"2021-04-15", "2021-07-28"})

ALL_SCOPES = frozenset(
    {
        "conversations.readonly",
        "conversations/message.readonly",
        "conversations/message.write",
        "contacts.readonly",
        "users.readonly",
    }
)

_DAY_MS = 86_400_000
_LIBRARIES = ("python-requests/", "python-urllib")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Requests per interval and per UTC day. `retry_after`: a 429 says when to come back."""

    burst: int = 100
    interval_ms: int = 10_000
    daily: int = 200_000
    retry_after: bool = False


class Gate:
    """Counts and refuses. `token`, `scopes` and `limits` may be changed while running.

    An interval begins with its first request and is told by the simulator's clock.
    """

    def __init__(self, *, token: str, scopes: frozenset[str], limits: Limits) -> None:
        self.token = token
        self.scopes = scopes
        self.limits = limits
        self._lock = threading.Lock()
        self._interval = (0, 0)
        self._day = (0, 0)

    def admit(self, headers: Mapping[str, str], *, scope: str, now_ms: int) -> None:
        """Count the request; raises RefusedError with 401 or 429. `headers` are lower-case."""
        self._check_version(headers.get("version"))
        self._check_token(headers.get("authorization", ""))
        if scope not in self.scopes:
            raise RefusedError(SCOPE_MISSING)
        if not self._count(now_ms):
            raise RefusedError(self._too_many(now_ms))

    def headers(self, now_ms: int) -> tuple[Header, ...]:
        """The rate limit headers every answer carries."""
        with self._lock:
            self._roll(now_ms)
            limits, burst, daily = self.limits, self._interval[1], self._day[1]
        return (
            ("X-RateLimit-Max", str(limits.burst)),
            ("X-RateLimit-Remaining", str(max(0, limits.burst - burst))),
            ("X-RateLimit-Interval-Milliseconds", str(limits.interval_ms)),
            ("X-RateLimit-Limit-Daily", str(limits.daily)),
            ("X-RateLimit-Daily-Remaining", str(max(0, limits.daily - daily))),
        )

    def _check_version(self, version: str | None) -> None:
        if not version:
            raise RefusedError(VERSION_MISSING)
        if version not in VERSIONS:
            raise RefusedError(VERSION_INVALID)

    def _check_token(self, authorization: str) -> None:
        scheme, _, token = authorization.partition(" ")
        if scheme == "Bearer" and token == self.token:
            return
        raise RefusedError(TOKEN_INVALID if token.startswith("pit-") else JWT_INVALID)

    def _count(self, now_ms: int) -> bool:
        with self._lock:
            self._roll(now_ms)
            if self._interval[1] >= self.limits.burst or self._day[1] >= self.limits.daily:
                return False
            self._interval = (self._interval[0], self._interval[1] + 1)
            self._day = (self._day[0], self._day[1] + 1)
            return True

    def _roll(self, now_ms: int) -> None:
        began = self._interval[0]
        if not began <= now_ms < began + self.limits.interval_ms:
            self._interval = (now_ms, 0)
        if now_ms // _DAY_MS != self._day[0]:
            self._day = (now_ms // _DAY_MS, 0)

    def _too_many(self, now_ms: int) -> Answer:
        day_is_over = self._day[1] >= self.limits.daily
        if day_is_over or not self.limits.retry_after:
            return TOO_MANY
        left_ms = self._interval[0] + self.limits.interval_ms - now_ms
        return retry_after(-(-left_ms // 1000))


def retry_after(seconds: float) -> Answer:
    """A 429 that says when to come back."""
    return replace(TOO_MANY, headers=(*TOO_MANY.headers, ("Retry-After", f"{seconds:g}")))


def check_edge(headers: Mapping[str, str]) -> None:
    """The proxy in front of GHL: a library's own User-Agent, or none, is blocked with a 403."""
    agent = headers.get("user-agent", "").lower()
    if not agent or agent.startswith(_LIBRARIES):
        raise RefusedError(BLOCKED)
