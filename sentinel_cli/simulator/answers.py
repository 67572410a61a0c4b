"""What goes back over the wire, and GHL's refusals word for word (GHL.md §6, §9)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

Header = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer: status, body as bytes, headers without Content-Length."""

    status: int
    body: bytes
    headers: tuple[Header, ...] = (("Content-Type", "application/json; charset=utf-8"),)


class RefusedError(Exception):
    """The request is answered with `answer` instead of what it asked for."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def as_json(content: Any, *, status: int = 200) -> Answer:
    """`content` as a JSON answer."""
    return Answer(status, json.dumps(content).encode())


def refusal(status: int, message: str | list[str], *, code: str | None = None) -> Answer:
    """GHL's error body: `message` is a string or, from its validation, a list of strings.

    `code` is the `canonicalCode` that only some errors of the message route carry.
    """
    content: dict[str, Any] = {
        "statusCode": status,
        "message": message,
        "error": HTTPStatus(status).phrase,
    }
    if code is not None:
        content["canonicalCode"] = code
    return as_json(content, status=status)


def invalid(*faults: str) -> RefusedError:
    """A 422 that lists what is wrong with the request."""
    return RefusedError(refusal(422, list(faults)))


def server_error(status: int = 500) -> Answer:
    """A 5xx that gives no reason."""
    return as_json({"statusCode": status, "message": "Internal server error"}, status=status)


def redirect(location: str) -> Answer:
    """A 302 to `location`."""
    return Answer(302, b"", (("Location", location),))


def html(status: int) -> Answer:
    """A proxy's page where JSON is expected."""
    page = b"<!DOCTYPE html><html><body><h1>services.leadconnectorhq.com</h1></body></html>"
    return Answer(status, page, (("Content-Type", "text/html; charset=UTF-8"),))


TOKEN_INVALID = refusal(401, "Invalid Private Integration token")
JWT_INVALID = refusal(401, "Invalid JWT")
SCOPE_MISSING = refusal(401, "The token is not authorized for this scope.")
VERSION_MISSING = refusal(401, "version header was not found.")
VERSION_INVALID = refusal(401, "version header is invalid")
USER_UNKNOWN = refusal(401, "The user does not exist.")
BLOCKED = Answer(403, b"error code: 1010", (("Content-Type", "text/plain; charset=UTF-8"),))
TOO_MANY = refusal(429, "Too Many Requests")
DND = refusal(400, "Cannot send message as DND is active for SMS.")
UNSUBSCRIBED = refusal(
    400, "Contact has unsubscribed from SMS.", code="CONVERSATIONS_MSG_UNSUBSCRIBED_SMS"
)
CONTACT_NOT_FOUND = refusal(400, "Contact not found", code="CONVERSATIONS_CONTACT_NOT_FOUND")
