"""The five routes: size, secret, what the body says, and who is told."""

from __future__ import annotations

import hmac
import json
import re
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from typing import Any, Protocol
from urllib.parse import parse_qsl

import bottle

from sentinel_cli import ConfigError, baton, payload
from sentinel_cli.model import Receipt, Slot, WebhookEvent
from sentinel_cli.receiver.faults import (
    MAX_BODY,
    Fault,
    Log,
    cause_of,
    fault_of,
    fault_of_http,
    silent,
)

_HEADER, _URL = "header X-NTPP-Secret", "?secret="


class Services(Protocol):
    """What the routes need of the rest of the program. Several threads call it at once."""

    def receive(
        self, route: str, outcome: WebhookEvent | payload.Rejected, raw: str, arrived_ms: int
    ) -> Receipt:
        """Store one authenticated webhook and what follows from it, durably.

        A manager's command is obeyed, and its answer texted, within this call. Raises StoreError
        when nothing was stored.
        """

    def poll(self) -> dict[str, object]:
        """Read GHL once; the poll's report. Raises BusyError, ConfigError, GhlError, StoreError."""

    def summary(self, slot: Slot, *, dry_run: bool) -> dict[str, object]:
        """Send one summary, or only compose it; its report. Raises as `poll` does."""

    def alerts(self, *, dry_run: bool) -> dict[str, object]:
        """Tell managers what cannot wait, or only say what; its report. Raises as `poll` does."""

    def refused(self, why: str) -> None:
        """A webhook was not stored: its sender was asked to come again."""

    def now_ms(self) -> int:
        """Epoch milliseconds, UTC."""


def make_app(services: Services, *, secret: str, log: Log = silent) -> bottle.Bottle:
    """The five routes of the HTTP contract over `services`; everything else is a JSON 404 or 405.

    `secret` is WEBHOOK_SECRET. Raises ConfigError when it is empty: two empty secrets are equal.
    """
    if not secret:
        raise ConfigError(["WEBHOOK_SECRET='': expected the secret that GHL and curl will send"])
    app = bottle.Bottle()
    app.catchall = False  # Bottle would print the traceback; the server tells only the type
    app.default_error_handler = _error_page
    app.add_hook("before_request", _as_asked)
    for route, act in (
        ("/webhook/ghl", _webhook),
        ("/webhook/ghl/unanswered_call", _webhook),
        ("/jobs/poll_resolver", _poll),
        ("/jobs/send_summary", _summary),
        ("/jobs/send_alerts", _alerts),
    ):
        app.post(route, callback=partial(_answer, act, services=services, secret=secret, log=log))
    return app


_BEFORE_PATH = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?]*")


def _as_asked() -> None:
    """A trailing slash is the same route: people type it, and proxies add it (Bottle's recipe).

    `//jobs/...` is none, however it is written: a proxy's rule for `/jobs/` may not have seen it.
    waitress drops the slash from the path and keeps it in the request's own words.
    """
    environ = bottle.request.environ
    asked = _BEFORE_PATH.sub("", environ.get("REQUEST_URI", ""), count=1)
    if asked.lower().startswith(("//", "/%2f")):
        raise bottle.HTTPError(404)
    environ["PATH_INFO"] = environ.get("PATH_INFO", "").rstrip("/") or "/"


def _answer(
    act: Callable[..., dict[str, object]], *, services: Services, secret: str, log: Log
) -> bottle.HTTPResponse | str:
    """Do what the route says; the receiver's outer boundary, where every error becomes JSON."""
    path = str(bottle.request.path)
    try:
        answer = json.dumps(act(bottle.request, services=services, secret=secret))
    except Exception as error:  # noqa: BLE001 - the outer boundary: a webhook is never answered 500
        fault = fault_of(error, path=path)
        cause = cause_of(error)
        if not _asked_by_doctor(bottle.request, fault):
            log("refused", route=path, status=fault.status, code=fault.code, **cause)
        if fault.retry_after_s is not None:
            services.refused(str(cause.get("message", cause.get("error"))))
        # A frame that holds the error would keep the body until somebody searches for garbage.
        traceback.clear_frames(error.__traceback__)
        return bottle.HTTPResponse(json.dumps(fault.body), fault.status, fault.headers)
    bottle.response.content_type = "application/json"
    return answer


def _asked_by_doctor(request: Any, fault: Fault) -> bool:
    """A question of our own, rightly refused: no line in the log, which is there for others'."""
    return fault.status == HTTPStatus.BAD_REQUEST and "slot=doctor" in request.query_string


def _error_page(error: bottle.HTTPError) -> str:
    """Bottle's own refusals (404, 405, a broken chunk) as JSON; its headers, like Allow, stay."""
    fault = fault_of_http(error.status_code, path=bottle.request.path)
    bottle.response.status = fault.status
    for name, value in fault.headers.items():
        bottle.response.set_header(name, value)
    return json.dumps(fault.body)


def _webhook(request: Any, *, services: Services, secret: str) -> dict[str, object]:
    """Store one webhook, understood or not, and tell what was decided."""
    body = _authentic(request, secret=secret)
    fields = _decoded(body, request.environ.get("CONTENT_TYPE"))
    arrived_ms = services.now_ms()
    outcome = _understood(
        fields, missed_call_route=request.path.endswith("/unanswered_call"), arrived_ms=arrived_ms
    )
    receipt = services.receive(request.path, outcome, payload.kept(body, secret), arrived_ms)
    if isinstance(outcome, payload.Rejected):
        raise outcome
    return _received(receipt)


def _poll(request: Any, *, services: Services, secret: str) -> dict[str, object]:
    """Run the poll."""
    _check(_header(request), secret=secret, where=_HEADER)
    return services.poll()


def _summary(request: Any, *, services: Services, secret: str) -> dict[str, object]:
    """Send or rehearse one summary. A mistyped `dry_run` must not text anybody: it is refused."""
    _check(_header(request), secret=secret, where=_HEADER)
    query = _known_query(request, "slot", "dry_run")
    slot = query.get("slot")
    if slot not in set(Slot):
        said = "slot is missing" if slot is None else f"slot={slot!r}"
        raise _bad_request(f"{said}: expected morning, midday or afternoon")
    return services.summary(Slot(slot), dry_run=_is_dry(query))


def _alerts(request: Any, *, services: Services, secret: str) -> dict[str, object]:
    """Tell managers what cannot wait for the next summary, or rehearse it."""
    _check(_header(request), secret=secret, where=_HEADER)
    return services.alerts(dry_run=_is_dry(_known_query(request, "dry_run")))


def _known_query(request: Any, *names: str) -> dict[str, str]:
    query = _query(request)
    unknown = sorted(query.keys() - set(names))
    if unknown:
        expected = " and ".join(names)
        raise _bad_request(f"{unknown[0]!r} is no parameter here: expected {expected}")
    return query


def _is_dry(query: Mapping[str, str]) -> bool:
    dry_run = query.get("dry_run", "0")
    if dry_run not in {"0", "1"}:
        raise _bad_request(f"dry_run={dry_run!r}: expected 1 or 0")
    return dry_run == "1"


def _bad_request(message: str) -> payload.Rejected:
    return payload.Rejected(400, "bad_request", message)


_ONE_AT_A_TIME = threading.Lock()
"""A body is searched for its secret by one thread only, whoever sends how many of them."""


@contextmanager
def _in_turn(lock: threading.Lock) -> Iterator[None]:
    """Hold a lock that another thread may hold for long: others compute until it is free."""
    with baton.passed():
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _authentic(request: Any, *, secret: str) -> bytes:
    """The body of a webhook that proves itself by its header, its URL, or what is in the body.

    Only in the last case is the body touched before, and only a short one.
    """
    if request.content_length > MAX_BODY:
        too_large = fault_of_http(413, path=request.path)
        raise payload.Rejected(too_large.status, too_large.code, too_large.message)
    header = _header(request)
    if header is not None:
        _check(header, secret=secret, where=_HEADER)
        return _body(request)
    in_url = _query(request).get("secret", "").strip() or None
    if _is_right(_as_bytes(in_url), secret=secret):
        return _body(request)
    if request.content_length > payload.LONGEST_SEARCHED:
        raise _unauthorized(
            f"a body over {payload.LONGEST_SEARCHED} bytes needs its secret in the header or URL",
            given=_as_bytes(in_url),
            where=f"{_HEADER}, {_URL}; the body is too long",
        )
    with _in_turn(_ONE_AT_A_TIME):
        body = _body(request)
        given = payload.secret_in(body, request.environ.get("CONTENT_TYPE"))
    where = f"{_HEADER}, {_URL}, the body's customData.secret and secret"
    _check(_as_bytes(in_url if given is None else given), secret=secret, where=where)
    return body


def _body(request: Any) -> bytes:
    """The whole body. waitress has received it before any route runs, and removed any chunking.

    Bottle's own reading would copy it twice.
    """
    return bytes(request.environ["wsgi.input"].read(max(0, request.content_length)))


def _query(request: Any) -> dict[str, str]:
    """The URL's parameters as UTF-8, which Bottle's own reading is not; of two the last counts."""
    return dict(parse_qsl(request.query_string, keep_blank_values=True))


def _header(request: Any) -> bytes | None:
    """The secret's header as it was sent; None only when there is no such header."""
    value = request.environ.get("HTTP_X_NTPP_SECRET")
    return None if value is None else str(value).encode("latin-1")  # WSGI's str of bytes


def _as_bytes(given: str | None) -> bytes | None:
    return None if given is None else given.encode("utf-8", "surrogatepass")


def _check(given: bytes | None, *, secret: str, where: str) -> None:
    if not _is_right(given, secret=secret):
        raise _unauthorized(
            "the secret is missing or wrong: X-NTPP-Secret carries it", given=given, where=where
        )


def _is_right(given: bytes | None, *, secret: str) -> bool:
    """Compare on bytes, in constant time: compare_digest refuses strings outside ASCII."""
    return given is not None and hmac.compare_digest(given, secret.encode())


def _unauthorized(message: str, *, given: bytes | None, where: str) -> payload.Rejected:
    """The log is told more than the sender: whether there was a secret, and where we looked."""
    why = f"the secret is {'missing' if given is None else 'wrong'}; looked for in: {where}"
    return payload.Rejected(401, "unauthorized", message, why=why)


def _decoded(body: bytes, content_type: str | None) -> dict[str, object] | payload.Rejected:
    try:
        return payload.decode(body, content_type)
    except payload.Rejected as rejected:
        return rejected


def _understood(
    fields: dict[str, object] | payload.Rejected, *, missed_call_route: bool, arrived_ms: int
) -> WebhookEvent | payload.Rejected:
    if isinstance(fields, payload.Rejected):
        return fields
    try:
        return payload.webhook_event(
            fields, missed_call_route=missed_call_route, arrived_ms=arrived_ms
        )
    except payload.Rejected as rejected:
        return rejected


def _received(receipt: Receipt) -> dict[str, object]:
    """The answer to a stored webhook; `reply` only of a manager's command.

    Where that answer was not sent as a text, `unanswered` says why.
    """
    answer: dict[str, object] = {
        "received": True,
        "event_id": receipt.event_id,
        "outcome": receipt.outcome,
        "reason": receipt.reason,
        "issue_id": receipt.issue_id,
    }
    told = {"reply": receipt.reply, "unanswered": receipt.unanswered}
    return {**answer, **{name: words for name, words in told.items() if words}}
