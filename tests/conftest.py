"""Real parts for every test: nothing here stands in for anything."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sentinel_cli.simulator import Simulator


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """A running, empty GHL on loopback; `simulator.base_url` is where."""
    running = Simulator()
    with running.running():
        yield running
