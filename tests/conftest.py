"""Real parts for every test: nothing here stands in for anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from engine import Clock, closed_afterwards
from facts import at
from installed import SECOND_MANAGER, Installed, install

from sentinel_cli.simulator import Contact, Simulator
from sentinel_cli.simulator.people import settle


@pytest.fixture(autouse=True)
def _engines_close() -> Iterator[None]:
    """A test leaves no database open."""
    with closed_afterwards():
        yield


@pytest.fixture
def clock() -> Clock:
    """GHL's clock, at the opening of the business; a test moves it."""
    return Clock(at("08:00"))


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """A running, empty GHL on loopback; `simulator.base_url` is where."""
    running = Simulator()
    with running.running():
        yield running


@pytest.fixture
def ghl(simulator: Simulator) -> Simulator:
    """The simulated GHL with customers, staff, and a second manager."""
    settle(simulator.world)
    simulator.world.add_contact(Contact(id=SECOND_MANAGER, first_name="Jo", phone="+12145550102"))
    return simulator


@pytest.fixture
def installed(tmp_path: Path, ghl: Simulator) -> Installed:
    """A configured directory; the database comes with the first command."""
    return install(tmp_path, ghl)
