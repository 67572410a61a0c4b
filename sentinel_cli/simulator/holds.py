"""Waiting on purpose: latency, dripping and hanging, all of which end when the server stops."""

from __future__ import annotations

import select
import socket
import threading

_GLANCE_S = 0.02


class Holds:
    """What keeps requests waiting. Each hanging one looks now and then whether it may go on."""

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self._released = threading.Event()

    def start(self) -> None:
        """Waits are waits again."""
        self._stopped.clear()

    def stop(self) -> None:
        """End every wait, now and until started again."""
        self._stopped.set()

    def release(self) -> None:
        """Let go on what hangs at this moment; what hangs later hangs."""
        self._released.set()
        self._released = threading.Event()

    def pause(self, seconds: float) -> None:
        """Wait, unless the server stops meanwhile."""
        if seconds > 0:
            self._stopped.wait(seconds)

    def hang(self, connection: socket.socket) -> bool:
        """Wait without end. True: released; False: the client gave up or the server stops."""
        released = self._released
        while not self._stopped.is_set():
            if released.wait(_GLANCE_S):
                return True
            if _gave_up(connection):
                return False
        return False


def _gave_up(connection: socket.socket) -> bool:
    readable, _, _ = select.select([connection], [], [], 0)
    if not readable:
        return False
    try:
        return not connection.recv(1, socket.MSG_PEEK)
    except OSError:
        return True
