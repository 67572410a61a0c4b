"""systemd's units: those installed are those that this version ships, and nothing runs twice."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from sentinel_cli.desk.doctor.check import Check, failed, good, warned

SHIPPED = Path(sys.prefix) / "share" / "ntpp-sentinel" / "deploy" / "systemd"
"""Where an installed package has its deploy files (pyproject.toml, shared-data)."""
_LOCATIONS = "locations"
_SHARED = Path("ntpp-sentinel-.service.d") / "location.conf"
"""What all jobs share, the settings file among it: a drop-in of every unit that is called so."""
_NEEDED = ("poll", "morning", "midday", "afternoon")
_USEFUL = ("week", "upkeep")


def units(installed: Path, shipped: Path) -> Iterator[Check]:
    """Every installed unit of ours beside the one that was shipped; none installed: nothing said.

    A person may have changed one on purpose: it is told, and is no failure.
    """
    same = 0
    for unit in sorted(installed.glob("ntpp-sentinel*")):
        ours = _counterpart(unit.name, shipped)
        if not unit.is_file() or not ours.is_file():
            continue
        if unit.read_bytes() == ours.read_bytes():
            same += 1
            continue
        said = f"{unit} is not what this version ships: an upgrade does not renew it by itself"
        yield warned("systemd", said, f"diff {unit} {ours}")
    if same:
        yield good("systemd", f"{same} unit files as this version ships them")


def _counterpart(name: str, shipped: Path) -> Path:
    alone = shipped / name
    return alone if alone.exists() else shipped / _LOCATIONS / name


def timers(installed: Path, *, settings_file: Path | None, cron_file: Path | None) -> list[Check]:
    """The timers whose jobs read `settings_file`; nothing where there are none.

    They run instead of cron, whose entries for the same settings are in `cron_file`: never both,
    or each job runs twice.
    """
    links = (installed / "timers.target.wants").glob("ntpp-sentinel-*@*.timer")
    enabled = sorted(link.name for link in links)  # with the machine: systemctl(1), enable
    if enabled and not (installed / _SHARED).exists():
        said = f"{enabled[0]} runs its job as root and without settings: no {installed / _SHARED}"
        return [failed("systemd", said, "see deploy/README.md, Timers instead of cron")]
    if settings_file is None:
        return []
    its_own = settings_file.resolve()
    ours = [name for name in enabled if _settings_of(name, installed) == its_own]
    if not ours:
        return []
    said = f"{len(ours)} timers start the jobs: {', '.join(ours)}"
    if cron_file:
        do = f"keep one: rm {cron_file}, or systemctl disable --now {' '.join(ours)}"
        return [failed("systemd", f"{said}, and so does {cron_file}", do)]
    return [*_absent(ours)] or [good("systemd", said)]


def _settings_of(timer: str, installed: Path) -> Path | None:
    """What the jobs of a timer's instance read; %i stands for its name (systemd.unit(5))."""
    shared = (installed / _SHARED).read_text(encoding="utf-8")
    named = re.search(r"^Environment=.*\bSENTINEL_ENV_FILE=(\S+)", shared, re.MULTILINE)
    instance = timer.partition("@")[2].removesuffix(".timer")
    return Path(named[1].replace("%i", instance)).resolve() if named else None


def _absent(enabled: list[str]) -> Iterator[Check]:
    """The jobs that no timer starts."""
    there = {name.partition("@")[0].removeprefix("ntpp-sentinel-") for name in enabled}
    instance = enabled[0].partition("@")[2]
    for job in (*_NEEDED, *_USEFUL):
        if job not in there:
            told = failed if job in _NEEDED else warned
            do = f"systemctl enable --now ntpp-sentinel-{job}@{instance}"
            yield told("systemd", f"no timer starts the job {job}", do)
