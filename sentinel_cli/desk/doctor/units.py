"""systemd's units: those installed are those that this version ships, and nothing runs twice."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from sentinel_cli.desk.doctor.check import Check, failed, good, warned

SHIPPED = Path(sys.prefix) / "share" / "ntpp-sentinel" / "deploy" / "systemd"
"""Where an installed package has its deploy files (pyproject.toml, shared-data)."""


def units(installed: Path, shipped: Path) -> Iterator[Check]:
    """Every installed unit of ours beside the one that was shipped; none installed: nothing said.

    A person may have changed one on purpose: it is told, and is no failure.
    """
    same = 0
    for unit in sorted(installed.glob("ntpp-sentinel*")):
        ours = shipped / unit.name
        if not unit.is_file() or not ours.is_file():
            continue
        if unit.read_bytes() == ours.read_bytes():
            same += 1
            continue
        said = f"{unit} is not what this version ships: an upgrade does not renew it by itself"
        yield warned("systemd", said, f"diff {unit} {ours}")
    if same:
        yield good("systemd", f"{same} unit files as this version ships them")


def enabled_timers(installed: Path) -> tuple[str, ...]:
    """Sentinel's timers that systemd starts with the machine (systemctl(1), enable)."""
    wanted = installed / "timers.target.wants"
    return tuple(sorted(link.name for link in wanted.glob("ntpp-sentinel-*.timer")))


def timers(enabled: tuple[str, ...], cron_file: Path) -> Check:
    """What starts the jobs: timers instead of cron, never both, or each job runs twice."""
    said = f"{len(enabled)} timers start the jobs: {', '.join(enabled)}"
    if cron_file.exists():
        do = f"keep one: rm {cron_file}, or systemctl disable --now {' '.join(enabled)}"
        return failed("systemd", f"{said}, and so does {cron_file}", do)
    return good("systemd", said)
