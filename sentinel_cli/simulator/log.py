"""Every request to the API, kept from the moment it arrives, for tests to assert on."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as it came. `body` is parsed JSON, the text where it is none, None if empty.

    `headers` are lower-case names; `at_ms` is the simulator's clock at arrival.
    """

    method: str
    path: str
    at_ms: int
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    def matches(self, route: str) -> bool:
        """`route` is a shell pattern over the path, or over "METHOD /path" if it has a space."""
        subject = f"{self.method} {self.path}" if " " in route else self.path
        return fnmatchcase(subject, route)


class RequestLog:
    """Thread-safe: requests are added by the server and read by tests meanwhile."""

    def __init__(self) -> None:
        self._requests: list[Request] = []
        self._grown = threading.Condition()

    def add(self, request: Request) -> None:
        """Keep one more and wake whoever waits for it."""
        with self._grown:
            self._requests.append(request)
            self._grown.notify_all()

    def matching(self, route: str = "*") -> list[Request]:
        """All requests to `route` (see `Request.matches`) in order of arrival."""
        with self._grown:
            return [request for request in self._requests if request.matches(route)]

    def count(self, route: str = "*") -> int:
        """How many requests came to `route`."""
        return len(self.matching(route))

    def wait_for(self, route: str = "*", *, count: int = 1, timeout_s: float = 5.0) -> bool:
        """Wait until `count` requests to `route` have arrived; False if they did not in time."""
        with self._grown:
            return self._grown.wait_for(lambda: self.count(route) >= count, timeout_s)

    def clear(self) -> None:
        """Forget all of them."""
        with self._grown:
            self._requests.clear()
