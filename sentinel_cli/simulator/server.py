"""The loopback server: one thread a request, the socket within reach of faults.

One request a connection (HTTP/1.0), so that a dropped or cut one harms no other.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

CONNECTION = "simulator.connection"
"""Key of the WSGI environment under which the request's socket stands."""


class _Handler(WSGIRequestHandler):
    disable_nagle_algorithm = True

    def get_environ(self) -> dict[str, Any]:
        return {**super().get_environ(), CONNECTION: self.connection}

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Say nothing: the request log is what tests and people read."""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent about connections that clients, or faults, cut."""


@contextmanager
def listening(app: Callable[..., Any], *, port: int) -> Iterator[str]:
    """Serve `app` on 127.0.0.1 (`port` 0: any free one); yields the base URL. OSError if taken."""
    with _Server(("127.0.0.1", port), _Handler) as server:
        server.set_app(app)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
