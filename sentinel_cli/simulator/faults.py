"""Misbehaviour on demand: which request it hits, how often, and what comes instead.

Four families: canned answers (the request is not carried out), answers changed on their way (it
is), a connection that misbehaves before the request is carried out, and one that does after.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sentinel_cli.simulator import answers
from sentinel_cli.simulator.answers import Answer
from sentinel_cli.simulator.gate import retry_after
from sentinel_cli.simulator.log import Request


class FaultKind(StrEnum):
    """Every way to misbehave. The values are what curl sends as `kind`."""

    # canned answers: nothing is carried out
    TOKEN_INVALID = "token_invalid"  # noqa: S105 - the name of a fault, not a password
    JWT_INVALID = "jwt_invalid"
    SCOPE_MISSING = "scope_missing"
    VERSION_MISSING = "version_missing"
    USER_UNKNOWN = "user_unknown"
    BLOCKED = "blocked"
    TOO_MANY = "too_many"
    DAILY_EXHAUSTED = "daily_exhausted"
    SERVER_ERROR = "server_error"
    DND = "dnd"
    UNSUBSCRIBED = "unsubscribed"
    CONTACT_NOT_FOUND = "contact_not_found"
    INVALID = "invalid"
    HTML = "html"
    REDIRECT = "redirect"
    NO_BODY = "no_body"
    ANSWER = "answer"
    # the true answer, changed
    FLAT = "flat"
    WRONG_SHAPE = "wrong_shape"
    EMPTY = "empty"
    ALTER = "alter"
    CUT = "cut"
    DRIP = "drip"
    # the connection, before and after the request is carried out
    SLOW = "slow"
    HANG = "hang"
    DROP = "drop"
    LOST = "lost"
    HANG_AFTER = "hang_after"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A fault and where it applies. `route` is a pattern as in `Request.matches`.

    `times` None: until cleared. `seconds`: Retry-After of `too_many`, the pause of `slow`, the gap
    between the bytes of `drip`. `status` and `body` (JSON) belong to `answer`, `status` to
    `html`, `server_error` and `no_body` too; `location` to `redirect`; `alter`, a function of the
    parsed answer, to `alter`.
    """

    kind: FaultKind
    route: str = "*"
    times: int | None = None
    seconds: float | None = None
    status: int | None = None
    body: Any = None
    location: str = "/moved"
    alter: Callable[[Any], Any] | None = None


class Faults:
    """The faults in force, oldest first: a request meets the first that matches it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """From now on."""
        with self._lock:
            self._faults.append(fault)

    def clear(self) -> None:
        """Behave again. What hangs already keeps hanging until released."""
        with self._lock:
            self._faults.clear()

    def active(self) -> tuple[Fault, ...]:
        """What is in force, with the times that are left."""
        with self._lock:
            return tuple(self._faults)

    def take(self, request: Request) -> Fault | None:
        """The fault this request meets, used up by one."""
        with self._lock:
            for index, fault in enumerate(self._faults):
                if request.matches(fault.route):
                    self._use(index)
                    return fault
        return None

    def _use(self, index: int) -> None:
        fault = self._faults[index]
        if fault.times is None:
            return
        if fault.times > 1:
            self._faults[index] = replace(fault, times=fault.times - 1)
        else:
            del self._faults[index]


def canned(fault: Fault) -> Answer | None:
    """The answer that comes instead of carrying the request out; None: carry it out."""
    made = _MADE.get(fault.kind)
    return made(fault) if made is not None else _FIXED.get(fault.kind)


def altered(fault: Fault, answer: Answer) -> Answer:
    """The true answer as this fault delivers it; unchanged if it has no say in the content."""
    alter = fault.alter if fault.kind is FaultKind.ALTER else _ALTERATIONS.get(fault.kind)
    if alter is None:
        return answer
    return replace(answer, body=json.dumps(alter(json.loads(answer.body))).encode())


def _too_many(fault: Fault) -> Answer:
    return answers.TOO_MANY if fault.seconds is None else retry_after(fault.seconds)


_MADE: dict[FaultKind, Callable[[Fault], Answer]] = {
    FaultKind.TOO_MANY: _too_many,
    FaultKind.SERVER_ERROR: lambda fault: answers.server_error(fault.status or 500),
    FaultKind.HTML: lambda fault: answers.html(fault.status or 200),
    FaultKind.REDIRECT: lambda fault: answers.redirect(fault.location),
    FaultKind.NO_BODY: lambda fault: Answer(fault.status or 200, b""),
    FaultKind.ANSWER: lambda fault: answers.as_json(fault.body, status=fault.status or 200),
}

_FIXED = {
    FaultKind.TOKEN_INVALID: answers.TOKEN_INVALID,
    FaultKind.JWT_INVALID: answers.JWT_INVALID,
    FaultKind.SCOPE_MISSING: answers.SCOPE_MISSING,
    FaultKind.VERSION_MISSING: answers.VERSION_MISSING,
    FaultKind.USER_UNKNOWN: answers.USER_UNKNOWN,
    FaultKind.BLOCKED: answers.BLOCKED,
    FaultKind.DAILY_EXHAUSTED: replace(
        answers.TOO_MANY,
        headers=(*answers.TOO_MANY.headers, ("X-RateLimit-Daily-Remaining", "0")),
    ),
    FaultKind.DND: answers.DND,
    FaultKind.UNSUBSCRIBED: answers.UNSUBSCRIBED,
    FaultKind.CONTACT_NOT_FOUND: answers.CONTACT_NOT_FOUND,
    FaultKind.INVALID: answers.invalid("property message should not exist").answer,
}


def _flat(content: Any) -> Any:
    """The published schema's shape of a thread (GHL.md §4): legal, and rarely seen."""
    inner = content.get("messages")
    return {**content, **inner} if isinstance(inner, dict) else content


def _wrong_shape(content: Any) -> Any:
    """Lists where objects are expected, at the top and one level below."""
    if not isinstance(content, dict):
        return [content]
    return {key: [value] for key, value in content.items()}


def _empty(content: Any) -> Any:
    """Well-formed, and nothing in it: lists emptied, counts 0, no further page."""
    match content:
        case dict():
            return {key: _emptied(key, value) for key, value in content.items()}
        case list():
            return []
        case _:
            return content


def _emptied(key: str, value: Any) -> Any:
    blank = {"total": 0, "nextPage": False, "lastMessageId": None, "nextCursor": None}
    return blank[key] if key in blank else _empty(value)


_ALTERATIONS: dict[FaultKind, Callable[[Any], Any]] = {
    FaultKind.FLAT: _flat,
    FaultKind.WRONG_SHAPE: _wrong_shape,
    FaultKind.EMPTY: _empty,
}
