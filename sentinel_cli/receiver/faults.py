"""What an error becomes: an answer to the sender and a line in the log, from one table."""

from __future__ import annotations

import traceback
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sentinel_cli import BusyError, ConfigError, GhlError, SentinelError, StoreError
from sentinel_cli.payload import Rejected

MAX_BODY = 1 << 20
"""Bytes; a longer body is refused with 413."""

RETRY_AFTER_S = 60


class Log(Protocol):
    """Writes one structured line; `logs.Log.event` is one. Several threads call it at once."""

    def __call__(self, name: str, /, **fields: object) -> None:
        """Write the line `name` with `fields`."""


def silent(name: str, /, **fields: object) -> None:
    """Write nothing."""


@dataclass(frozen=True, slots=True)
class Fault:
    """An answer that is not 200. `retry_after_s` asks the sender to come again."""

    status: int
    code: str
    message: str
    retry_after_s: int | None = None

    @property
    def body(self) -> dict[str, object]:
        """The JSON of the answer."""
        return {"error": {"code": self.code, "message": self.message}}

    @property
    def headers(self) -> dict[str, str]:
        """The headers of the answer."""
        headers = {"Content-Type": "application/json"}
        if self.retry_after_s is not None:
            headers["Retry-After"] = str(self.retry_after_s)
        return headers


_NOT_STORED = Fault(429, "not_stored", "not stored: send it again later", RETRY_AFTER_S)
_UNFORESEEN = Fault(503, "unforeseen", "an unforeseen fault stopped the job: see the log")

_OF_A_JOB = (
    (BusyError, 409, "busy"),
    (GhlError, 502, "ghl"),
    (ConfigError, 503, "configuration"),
    (StoreError, 503, "store"),
)

_OF_HTTP = {
    400: ("bad_request", "this is not a well-formed HTTP request"),
    404: ("not_found", "there is no such route"),
    405: ("method_not_allowed", "this route takes POST only"),
    413: ("too_large", f"the body is longer than {MAX_BODY} bytes"),
    431: ("headers_too_large", "the headers are too long"),
}


def fault_of(error: Exception, *, path: str) -> Fault:
    """The answer to a request that ended in `error`.

    A webhook that was not stored is always 429: GHL repeats nothing else (GHL.md §2).
    """
    if isinstance(error, Rejected):
        return Fault(error.status, error.code, error.message)
    if _is_webhook(path):
        return _NOT_STORED
    for kind, status, code in _OF_A_JOB:
        if isinstance(error, kind):
            return Fault(status, code, str(error))
    return _UNFORESEEN


def fault_of_http(status: int, *, path: str) -> Fault:
    """The answer where Bottle or waitress refused a request with `status` and no route decided.

    Their 500 is a fault of ours, their other 5xx (an unknown transfer encoding) the sender's.
    """
    if status == 500:  # noqa: PLR2004 - the status itself
        return _NOT_STORED if _is_webhook(path) else _UNFORESEEN
    known = status if status in _OF_HTTP else 400
    return Fault(known, *_OF_HTTP[known])


def _is_webhook(path: str) -> bool:
    return path.startswith("/webhook/")


def cause_of(error: Exception) -> dict[str, object]:
    """What the log says of `error` beyond its answer.

    An error of ours is text for a person. Of any other only type and place are told, with an id
    to quote: its message may hold anything.
    """
    if isinstance(error, Rejected):
        return {"why": error.why} if error.why else {}
    if isinstance(error, SentinelError):
        return {"error": type(error).__name__, "message": str(error)}
    return {"error": type(error).__name__, "at": _place(error), "id": uuid.uuid4().hex[:8]}


def _place(error: Exception) -> str:
    """File, line and function of the innermost frame."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
