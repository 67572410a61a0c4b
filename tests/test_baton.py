"""Threads compute one at a time, and none waits for another for long."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from sentinel_cli import baton

SOON_S = 20.0


@contextmanager
def another(entered: threading.Event) -> Iterator[None]:
    """Beside what is within, another thread asks for the baton and says when it computes."""
    asking = threading.Event()

    def compute() -> None:
        asking.set()
        with baton.held():
            entered.set()

    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(compute)
        assert asking.wait(SOON_S)
        yield
        asked.result(SOON_S)


@pytest.fixture
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(baton, "PATIENCE_S", SOON_S)


@pytest.mark.usefixtures("_patient")
def test_while_one_computes_nobody_else_does_until_it_waits() -> None:
    entered = threading.Event()
    with baton.held(), another(entered):
        assert not entered.is_set()
        with baton.passed():
            assert entered.wait(SOON_S)


@pytest.mark.usefixtures("_patient")
def test_the_baton_is_free_again_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), baton.held():
        _ = 1 / 0
    with pytest.raises(ZeroDivisionError), baton.held(), baton.passed():
        _ = 1 / 0
    entered = threading.Event()
    with another(entered):
        assert entered.wait(SOON_S)


def test_who_has_waited_long_enough_goes_on_without_it() -> None:
    entered = threading.Event()
    with baton.held(), another(entered):
        assert entered.wait(SOON_S)
    with baton.held(), another(threading.Event()):
        pass  # and the one who had it could still let it go


def test_a_thread_without_it_passes_nothing_on() -> None:
    entered = threading.Event()

    def waits() -> None:
        with baton.passed():
            entered.set()

    with baton.held(), ThreadPoolExecutor(1) as pool:
        pool.submit(waits).result(SOON_S)
        assert entered.is_set()
        with another(threading.Event()):
            pass
