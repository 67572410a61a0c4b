"""One thread computes at a time; who waits, for a disk or the network, passes the baton on.

Python lets its own lock go around every statement of SQLite's, dozens of times a webhook. While
another thread wants it, each time wakes that thread on another processor, mostly for nothing (the
"convoy effect", bugs.python.org/issue7946): a third of all that 32 clients cost. Who waits for the
baton instead sleeps until somebody else has nothing to compute.

Nothing is kept safe by it. Whoever has waited `PATIENCE_S` goes on without: a thread that holds it
for long delays nobody for longer.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE_S = 0.05

_lock = threading.Lock()
_holder = 0
"""The thread that has it. Only a thread itself writes its own number here, while it has it."""


@contextmanager
def held() -> Iterator[None]:
    """Compute what is within when nobody else does, or when patience is at an end."""
    _take()
    try:
        yield
    finally:
        _pass()


@contextmanager
def passed() -> Iterator[None]:
    """Let another thread compute while this one waits; whoever has no baton just waits."""
    had = _pass()
    try:
        yield
    finally:
        if had:
            _take()


def _take() -> None:
    global _holder  # noqa: PLW0603 - there is one for all threads, as there is one interpreter
    if _lock.acquire(timeout=PATIENCE_S):
        _holder = threading.get_ident()


def _pass() -> bool:
    """Let go of it; whether this thread had it."""
    global _holder  # noqa: PLW0603 - as above
    if _holder != threading.get_ident():
        return False
    _holder = 0
    _lock.release()
    return True
