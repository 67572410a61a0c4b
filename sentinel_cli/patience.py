"""A call that gets so many seconds and no more, whatever it waits for.

Time-outs of sockets count each wait anew and leave out the look-up of names; a file system that is
gone answers nothing at all. Only somebody beside the call can end the waiting.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


def within(seconds: float, call: Callable[[], T]) -> T:
    """Return what `call` returns, or raise what it raises.

    Raises:
        TimeoutError: it has not ended. It is left to itself, and does not keep the program alive.
    """
    outcome: Future[T] = Future()

    def work() -> None:
        try:
            outcome.set_result(call())
        except BaseException as exc:  # noqa: BLE001 - it is raised again where it is waited for
            outcome.set_exception(exc)

    threading.Thread(target=work, daemon=True).start()
    return outcome.result(timeout=seconds)
