"""An installation for every test here, and a GHL with people in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from installed import Installed, install

from sentinel_cli.simulator import Contact, Simulator
from sentinel_cli.simulator.people import settle

SECOND_MANAGER = "cTmAnAgEr2Aa2Bb3Cc4D"


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
