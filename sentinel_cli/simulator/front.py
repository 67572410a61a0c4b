"""The front door: notes every request, applies the fault it meets, sends or spoils the answer."""

from __future__ import annotations

import io
import json
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from http.client import responses
from typing import Any, NoReturn

from sentinel_cli.simulator.answers import Answer
from sentinel_cli.simulator.api import headers_of, query_of
from sentinel_cli.simulator.faults import Fault, FaultKind, Faults, altered, canned
from sentinel_cli.simulator.gate import Gate
from sentinel_cli.simulator.holds import Holds
from sentinel_cli.simulator.log import Request, RequestLog
from sentinel_cli.simulator.server import CONNECTION
from sentinel_cli.simulator.world import Clock

Environ = dict[str, Any]
StartResponse = Callable[..., Any]

DRIP_S = 0.1


class Front:
    """The WSGI application around GHL's routes; requests to `/_sim` go to `control` untouched.

    `latency_s` passes before every answer of the API.
    """

    def __init__(
        self, *, api: Any, gate: Gate, log: RequestLog, faults: Faults, clock: Clock
    ) -> None:
        self.latency_s = 0.0
        self.holds = Holds()
        self.control: Any = None
        self._api = api
        self._gate = gate
        self._log = log
        self._faults = faults
        self._clock = clock

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        body = _read(environ)
        if environ["PATH_INFO"].startswith("/_sim"):
            return self.control(environ, start_response)  # type: ignore[no-any-return]  # Bottle's
        request = _noted(environ, body, at_ms=self._clock())
        self._log.add(request)
        self.holds.pause(self.latency_s)
        fault = self._faults.take(request)
        if fault is None:
            return self._sent(self._carried_out(environ), start_response)
        return self._spoilt(fault, environ, start_response)

    def _spoilt(self, fault: Fault, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        ready = canned(fault)
        if ready is not None:
            return self._sent(ready, start)
        if not self._before(fault, environ[CONNECTION]):
            _hang_up(environ)
        answer = altered(fault, self._carried_out(environ))
        if not self._after(fault, environ[CONNECTION]):
            _hang_up(environ)
        return self._sent(answer, start, body=self._body(fault, answer.body))

    def _before(self, fault: Fault, connection: socket.socket) -> bool:
        """What happens before the request is carried out; False: it never is."""
        match fault.kind:
            case FaultKind.DROP:
                return False
            case FaultKind.HANG:
                return self.holds.hang(connection)
            case FaultKind.SLOW:
                self.holds.pause(fault.seconds or 0.0)
        return True

    def _after(self, fault: Fault, connection: socket.socket) -> bool:
        """What happens once it is carried out; False: nobody hears of it."""
        if fault.kind is FaultKind.HANG_AFTER:
            return self.holds.hang(connection)
        return fault.kind is not FaultKind.LOST

    def _body(self, fault: Fault, body: bytes) -> Iterable[bytes]:
        """What is really delivered of `body`, whose whole length was announced."""
        match fault.kind:
            case FaultKind.CUT:
                return [body[: len(body) // 2]]
            case FaultKind.DRIP:
                return self._drops(body, DRIP_S if fault.seconds is None else fault.seconds)
            case _:
                return [body]

    def _carried_out(self, environ: Environ) -> Answer:
        begun: list[Any] = []
        body = b"".join(self._api(environ, lambda *start: begun.extend(start[:2])))
        headers = [header for header in begun[1] if header[0].lower() != "content-length"]
        return Answer(int(begun[0][:3]), body, tuple(headers))

    def _sent(
        self, answer: Answer, start: StartResponse, *, body: Iterable[bytes] | None = None
    ) -> Iterable[bytes]:
        """The answer; `body`, if given, goes out in place of the announced one."""
        limits = dict(self._gate.headers(self._clock()))
        headers = {**limits, **dict(answer.headers), "Content-Length": str(len(answer.body))}
        start(f"{answer.status} {responses.get(answer.status, 'Unknown')}", list(headers.items()))
        return [answer.body] if body is None else body

    def _drops(self, body: bytes, gap_s: float) -> Iterator[bytes]:
        for place in range(len(body)):
            self.holds.pause(gap_s)
            yield body[place : place + 1]


def _read(environ: Environ) -> bytes:
    """The whole body, put back so that a route can read it again."""
    length = environ.get("CONTENT_LENGTH") or "0"
    body: bytes = environ["wsgi.input"].read(int(length) if length.isdecimal() else 0)
    environ["wsgi.input"] = io.BytesIO(body)
    return body


def _noted(environ: Environ, body: bytes, *, at_ms: int) -> Request:
    return Request(
        method=environ["REQUEST_METHOD"],
        path=environ["PATH_INFO"],
        at_ms=at_ms,
        query=query_of(environ),
        body=_parsed(body),
        headers=headers_of(environ),
    )


def _parsed(body: bytes) -> Any:
    if not body:
        return None
    try:
        return json.loads(body)
    except ValueError:
        return body.decode(errors="replace")


def _hang_up(environ: Environ) -> NoReturn:
    """Close the connection without a word: wsgiref says nothing more after this error."""
    with suppress(OSError):  # the client may have closed it first
        environ[CONNECTION].shutdown(socket.SHUT_RDWR)
    raise ConnectionAbortedError
