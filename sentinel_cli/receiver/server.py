"""waitress with a run loop of ours: takes a socket from systemd, and drains on SIGTERM."""

from __future__ import annotations

import errno
import json
import logging
import os
import select
import signal
import socket
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import bottle
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import create_server
from waitress.task import ErrorTask
from waitress.utilities import BadRequest

from sentinel_cli import ConfigError, baton
from sentinel_cli.receiver.faults import MAX_BODY, Log, fault_of_http, silent
from sentinel_cli.receiver.turns import Turns

DRAIN_S = 25.0
"""How long requests in flight may take after SIGTERM; systemd's TimeoutStopSec is longer."""

ARRIVING_S = 2.0
"""How long a request may take to arrive after SIGTERM: a slow client must not hold a restart."""

UNIX = "unix:"
"""Before the path of a socket in the file system, as HOST has it."""
_FIRST_INHERITED_FD = 3  # sd_listen_fds(3)
_IN, _OUT = select.POLLIN | select.POLLPRI, select.POLLOUT
_SOON_MS = 50

MOST_SILENT = 700
"""Connections kept open that have not asked for anything yet; the oldest gives way to a new one."""

THREADS = 16
"""A job route holds one for minutes, a manager's answer that GHL does not take for three seconds;
with eight of them, customers waited as long. With more, groups are larger: 32 clients get a sixth
more."""

_PIECE = 4 << 10
"""Bytes of chunks that are read at a time: waitress copies the rest of them for every chunk."""

MOST_FRAMING = 4 << 10
"""Bytes around and behind the chunks of a body: 800 of a byte, or a mebibyte in 500 chunks."""

MOST_QUEUED = 16
"""Requests that a connection sends before the first is answered; clients and proxies send one."""

# Measured: 100 dripping clients deafen waitress's default limit, select() ends at fd 1024.
_LIMITS = {
    "connection_limit": 900,
    "channel_timeout": 10,
    "cleanup_interval": 5,
    # The route knows the exact limit: waitress counts the framing of chunks as well.
    "max_request_body_size": MAX_BODY + (64 << 10),
    # Every line of them is read before anybody's secret is: forty times 256 KiB took 12 seconds.
    "max_request_header_size": 16 << 10,
    # A longer body is kept in a file until a route asks for it: strangers may send many at once.
    "inbuf_overflow": 64 << 10,
    "recv_bytes": 64 << 10,  # 8 KiB at a time, receiving was a third of what a mebibyte cost
    "ident": None,
    "clear_untrusted_proxy_headers": True,
}


def run(
    app: bottle.Bottle,
    *,
    host: str,
    port: int,
    environ: Mapping[str, str],
    ready: Callable[[str], None],
    log: Log = silent,
) -> None:
    """Serve `app` until SIGTERM or SIGINT, then answer what is in flight and return.

    Listens on the socket systemd hands over (`environ`: LISTEN_PID, LISTEN_FDS), else on `host`
    and `port`. `ready` is called once with the address, `http://127.0.0.1:8000`, when connections
    are accepted. Raises ConfigError when it cannot listen. Must run in the main thread.
    """
    listener = _inherited(environ) or _bound(host, port)
    connections: dict[int, Any] = {}
    server = create_server(
        app, map=connections, sockets=[listener], _dispatcher=Turns(THREADS), **_LIMITS
    )
    server.channel_class = _Channel
    with _waitress_says(log), _stop_signals(wake=server.pull_trigger) as stopped:
        ready(_address(listener))
        while not stopped:
            _turn(connections)
            _make_room(server.active_channels.values())
        unfinished = _drain(server, connections)
        server.task_dispatcher.shutdown(timeout=1)
    wasyncore.close_all(connections)
    log("drained", unfinished=unfinished)


def _inherited(environ: Mapping[str, str]) -> socket.socket | None:
    """The listening socket handed over by systemd (sd_listen_fds(3)), or None.

    With it a restart refuses nobody: the kernel queues connections while no process accepts them.
    """
    if environ.get("LISTEN_PID") != str(os.getpid()):
        return None
    if environ.get("LISTEN_FDS") != "1":
        raise ConfigError([f"LISTEN_FDS={environ.get('LISTEN_FDS')!r}: expected one socket"])
    try:
        inherited = socket.socket(fileno=_FIRST_INHERITED_FD)
    except OSError as error:
        raise ConfigError([f"LISTEN_FDS='1': no socket was handed over: {error}"]) from error
    inherited.set_inheritable(False)
    return inherited


def _bound(host: str, port: int) -> socket.socket:
    try:
        if host.startswith(UNIX):
            return _bound_to_file(host.removeprefix(UNIX))
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise ConfigError([_not_bound(host, port, error)]) from error


def _not_bound(host: str, port: int, error: OSError) -> str:
    if host.startswith(UNIX):
        expected = "expected the path of a socket that nobody made yet"
    elif error.errno == errno.EADDRINUSE:
        expected = "expected a free port: end what listens there, or choose another by --port"
    else:
        expected = "expected an address of this machine to listen on"
    why = str(error.strerror).partition(" (while")[0]  # socket.create_server says it once more
    return f"HOST={host!r} PORT={port}: {why}: {expected}"


def _bound_to_file(path: str) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(path)
    listener.listen()
    return listener


def _address(listener: socket.socket) -> str:
    if listener.family == socket.AF_UNIX:
        return f"{UNIX}{listener.getsockname()}"
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _turn(connections: dict[int, Any], *, wait_ms: int = 1000) -> None:
    """One turn of waitress's loop: at most a second, less when a signal wakes it.

    As its own loop does it (`wasyncore.poll2`), but what it computes it computes in its turn.
    """
    asked = select.poll()
    for number, each in list(connections.items()):
        wanted = (_IN if each.readable() else 0) | (_OUT if _has_to_say(each) else 0)
        if wanted:
            asked.register(number, wanted)
    ready = asked.poll(wait_ms)
    with baton.held():
        for number, found in ready:
            if number in connections:
                wasyncore.readwrite(connections[number], found)


def _has_to_say(connection: Any) -> bool:
    return bool(connection.writable()) and not connection.accepting


def _make_room(channels: Iterable[Any]) -> None:
    """Whoever has not finished a question gives way to who comes: nobody can hold all places."""
    asking = [each for each in channels if not (each.requests or each.total_outbufs_len)]
    if len(asking) > MOST_SILENT:
        oldest = sorted(asking, key=lambda channel: channel.creation_time)
        for channel in oldest[: len(asking) - MOST_SILENT]:
            channel.handle_close()


@contextmanager
def _stop_signals(*, wake: Callable[[], None]) -> Iterator[list[int]]:
    """Collect SIGTERM and SIGINT in the yielded list instead of dying of them."""
    stopped: list[int] = []

    def stop(number: int, _frame: object) -> None:
        stopped.append(number)
        wake()

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stopped
    finally:
        for number, former in before.items():
            signal.signal(number, former)


def _drain(server: Any, connections: dict[int, Any]) -> int:
    """Accept nobody any more, answer who is here; how many were still unanswered at the end.

    waitress's own shutdown drops requests in flight (measured: 3 of 3), hence this loop.
    """
    _accept_queued(server, connections)
    # The listener alone: server.close() would also close the trigger that wakes this loop.
    wasyncore.dispatcher.close(server)
    began = time.monotonic()
    _turn(connections, wait_ms=_SOON_MS)  # reads what the kernel has received already
    while (waited := time.monotonic() - began) < DRAIN_S:
        if not _unanswered(server.active_channels.values(), arriving=waited < ARRIVING_S):
            break
        _turn(connections, wait_ms=_SOON_MS)
    return _unanswered(server.active_channels.values(), arriving=False)


def _accept_queued(server: Any, connections: dict[int, Any]) -> None:
    """Take in who is connected already: closing the port would reset those the kernel queues."""
    known = -1
    while len(connections) > known:
        known = len(connections)
        server.handle_accept()


def _unanswered(channels: Iterable[Any], *, arriving: bool) -> int:
    """Connections that wait for an answer, and with `arriving` those that are still asking."""
    return sum(
        bool(channel.requests or channel.total_outbufs_len or (arriving and _asking(channel)))
        for channel in channels
    )


def _asking(channel: Any) -> bool:
    """Half a request has arrived, or the connection is new and has said nothing yet."""
    return channel.request is not None or channel.last_activity == channel.creation_time


class _JsonErrorTask(ErrorTask):  # type: ignore[misc] # waitress has no types
    """A request that waitress refused itself, answered in JSON like every other error."""

    def execute(self) -> None:
        """Write the answer. `self.request` may be a stand-in: the channel knows the path asked for.

        A request whose first line is broken has none.
        """
        path = getattr(self.channel.requests[0], "path", "")
        fault = fault_of_http(self.request.error.code, path=path)
        body = json.dumps(fault.body).encode()
        self.status = f"{fault.status} {fault.code}"
        self.response_headers.extend(fault.headers.items())
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class _Request(HTTPRequestParser):  # type: ignore[misc] # waitress has no types
    """A request of which a stranger cannot make more work than its bytes are worth."""

    def received(self, data: bytes) -> int:
        """Read what has arrived, or a piece of it; how many bytes of it."""
        if self.chunked:
            return self._received_chunks(data[:_PIECE])
        is_new = self.body_rcv is None and not self.header_plus
        # waitress makes a request of every blank line, and copies what follows.
        blank = len(data) - len(data.lstrip(b"\r\n")) if is_new else 0
        return blank + int(super().received(data[blank:]))

    def _received_chunks(self, data: bytes) -> int:
        consumed = int(super().received(data))
        if self.body_bytes_received - len(self.body_rcv) > MOST_FRAMING:
            self.error = BadRequest("chunks too small")
            self.completed = True
        return consumed


class _TooMany(HTTPRequestParser):  # type: ignore[misc] # waitress has no types
    """What follows the `MOST_QUEUED` requests of a connection: it is not read."""

    def received(self, data: bytes) -> int:
        """Refuse all that has arrived."""
        self.error = BadRequest("too many requests at once")
        self.completed = True
        return len(data)


class _Channel(HTTPChannel):  # type: ignore[misc] # waitress has no types
    """A connection whose errors are JSON, and whose requests are answered in turn."""

    error_task_class = _JsonErrorTask

    def parser_class(self, adjustments: object) -> HTTPRequestParser:
        """What reads the next request."""
        is_full = len(self.requests) >= MOST_QUEUED
        return _TooMany(adjustments) if is_full else _Request(adjustments)

    def service(self) -> None:
        """Answer one request, on a thread of its own."""
        with baton.held():
            super().service()


class _ToLog(logging.Handler):
    """waitress's messages as lines of ours, without the tracebacks they may carry."""

    def __init__(self, log: Log) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Tell the message, and of an exception the type: its text may hold anything."""
        error = record.exc_info[0] if record.exc_info else None
        named = {} if error is None else {"error": error.__name__}
        level = record.levelname.lower()
        self._log("server", level=level, message=record.getMessage(), **named)


@contextmanager
def _waitress_says(log: Log) -> Iterator[None]:
    """Send waitress's warnings to `log`, but not its queue depth: one line a request in a burst."""
    waitress, handler = logging.getLogger("waitress"), _ToLog(log)
    logging.getLogger("waitress.queue").disabled = True
    waitress.addHandler(handler)
    waitress.propagate = False
    try:
        yield
    finally:
        waitress.removeHandler(handler)
        waitress.propagate = True
