"""All checks, in the order in which one fault explains the next, each told once it is known."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sentinel_cli import ConfigError, StoreError
from sentinel_cli.desk.doctor import files, times
from sentinel_cli.desk.doctor.check import Check, failed, good, warned
from sentinel_cli.desk.doctor.cron import PROCESSES, cron, serves
from sentinel_cli.desk.doctor.ghl import DAYS, ghl, transcripts
from sentinel_cli.desk.doctor.heard import heard
from sentinel_cli.desk.doctor.receiver import public, receiver
from sentinel_cli.desk.doctor.units import SHIPPED, timers, units
from sentinel_cli.desk.managers import unseen
from sentinel_cli.engine.serving import SERVING, unlike
from sentinel_cli.engine.start import LOCATION, TRANSCRIPT_VERSION, calendar_in_force
from sentinel_cli.ghl import Client, Deadline
from sentinel_cli.hours import Calendar
from sentinel_cli.model import Message
from sentinel_cli.patience import within
from sentinel_cli.rules.transcripts import may_have_words
from sentinel_cli.settings import Environment, Need, Settings, environment, load
from sentinel_cli.store import messages, open_to_read, state
from sentinel_cli.store.files import backups
from sentinel_cli.store.refusals import refusals
from sentinel_cli.store.transcripts import Tally, tally
from sentinel_cli.store.upkeep import remembered

GHL_S = 20.0
"""All questions to GHL together."""
DISK_S = 60.0
"""All that reads files: a file system that is gone never answers."""
_MOST_CALLS = 200
"""Of which the latest with words is looked for."""
_ALL = Need.GHL | Need.MANAGERS | Need.WEBHOOK


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What the doctor is told of the machine it stands on. `clock` returns epoch seconds."""

    env_file: Path | None
    environ: Mapping[str, str]
    program: Path
    cron_file: Path
    user_id: int
    clock: Callable[[], float] = time.time
    host_offset: times.Offset = times.host_offset
    mounts: Path = Path("/proc/mounts")
    processes: Path = PROCESSES
    units: Path = Path("/etc/systemd/system")
    shipped: Path = SHIPPED
    public_url: str | None = None


def rounds(place: Place, *, offline: bool) -> Iterator[Check]:
    """Every check that can be made, `offline` without GHL. Wrong settings end it early."""
    try:
        source = environment(place.env_file, environ=place.environ)
    except ConfigError as exc:
        yield from _settings_faults(exc)
        return
    settings, found = _settings(source)
    yield from found
    polled = settings is None or _remembered(settings.db, state.LAST_POLL) is not None
    yield from _what_starts_the_jobs(place, source.file, polled=polled)
    yield from units(place.units, place.shipped)
    if settings is None:
        yield warned("settings", "nothing else can be checked before", "correct them, run again")
        return
    yield from _disk(place, settings)
    yield from _time(place, settings)
    if settings.webhook_secret:
        yield receiver(settings.host, settings.port, secret=settings.webhook_secret)
        yield from _outdated(settings)
    if place.public_url and not offline:
        yield public(place.public_url)
    if not offline and settings.ghl_token and settings.ghl_version:
        yield from _ghl(place, settings)


def _what_starts_the_jobs(
    place: Place, settings_file: Path | None, *, polled: bool
) -> Iterator[Check]:
    """Systemd's timers where they are enabled, else cron."""
    twice = place.cron_file if serves(place.cron_file, settings_file) else None
    by_timers = timers(place.units, settings_file=settings_file, cron_file=twice)
    yield from by_timers or cron(
        place.cron_file,
        program=place.program,
        settings_file=settings_file,
        daemons=place.processes,
        polled=polled,
    )


def _settings(source: Environment) -> tuple[Settings | None, list[Check]]:
    """The settings, also where only required ones are missing: much can be checked without."""
    try:
        settings = load(source, need=_ALL)
    except ConfigError as exc:
        found = _settings_faults(exc)
    else:
        where = source.file or "the environment (there is no settings file)"
        found = [good("settings", f"{len(source.given)} variables, all correct: {where}")]
        return settings, [*found, *_cautions(settings)]
    try:
        partly = load(source, need=Need.NOTHING)
    except ConfigError:
        return None, found
    return partly, [*found, *_cautions(partly)]


def _settings_faults(exc: ConfigError) -> list[Check]:
    return [failed("settings", fault, "see .env.example") for fault in exc.faults]


def _cautions(settings: Settings) -> list[Check]:
    """The settings' own warnings; one that ends with a command says what to do by itself."""
    found = []
    for caution in settings.warnings:
        said, _, command = caution.rpartition(": ")
        if command.startswith(("chmod ", "chown ")):
            found.append(warned("settings", said, command))
        else:
            found.append(warned("settings", caution, "see .env.example"))
    return found


def _disk(place: Place, settings: Settings) -> Iterator[Check]:
    try:
        yield from within(DISK_S, lambda: list(_on_disk(place, settings.db)))
    except TimeoutError:
        said = f"{settings.db}: the disk has not answered for {DISK_S:g} s"
        yield failed("disk", said, "check the disk and its mount before anything else")
    except OSError as exc:
        said = f"{settings.db}: {exc.strerror or exc}"
        yield failed("database", said, "check owner and mode of the directories above it")


def _on_disk(place: Place, path: Path) -> Iterator[Check]:
    path = path.resolve()
    yield from files.database(path, sqlite=sqlite3.sqlite_version_info)
    yield from files.modes(path, user_id=place.user_id)
    if not path.parent.is_dir():
        return
    size = path.stat().st_size if path.exists() else 0
    yield files.free_disk(shutil.disk_usage(path.parent).free, size=size)
    mounts = place.mounts.read_text(encoding="utf-8") if place.mounts.exists() else ""
    yield files.file_system(mounts, path)
    yield files.turned_away(refusals(path), now_ts=int(place.clock()))
    yield files.backup(backups(path), now_ts=int(place.clock()))


def _time(place: Place, settings: Settings) -> Iterator[Check]:
    now_ts = int(place.clock())
    yield times.host_zone(
        settings.calendar,
        now_ts=now_ts,
        host_offset=place.host_offset,
        cron_installed=place.cron_file.exists(),
    )
    yield from times.business_hours(_calendar(settings), now_ts=now_ts)
    yield from times.closed_dates(settings.calendar, now_ts=now_ts)
    yield from _heard(settings, now_ts=now_ts)


def _heard(settings: Settings, *, now_ts: int) -> list[Check]:
    """What is in the database of customers' messages; one that cannot be read was told already."""
    if not settings.db.exists():
        return []
    try:
        with open_to_read(settings.db) as store, store.read() as db:
            return [
                *heard(db, settings.policy(), now_ts=now_ts),
                *_misspelt(unseen(db, settings, now_ts=now_ts)),
            ]
    except StoreError:
        return []


def _misspelt(terms: Iterable[str]) -> Iterator[Check]:
    for term in terms:
        said = f"{term}: no contact had it for 30 days"
        yield warned("managers.toml", said, "is it spelt as in GHL?")


def _calendar(settings: Settings) -> Calendar:
    """With the days that were set by hand, as far as there is a database to tell."""
    if not settings.db.exists():
        return settings.calendar
    try:
        with open_to_read(settings.db) as store, store.read() as db:
            return calendar_in_force(db, settings.calendar)
    except StoreError:
        return settings.calendar


def _ghl(place: Place, settings: Settings) -> Iterator[Check]:
    client = Client(
        base_url=settings.ghl_base_url,
        token=settings.ghl_token,
        version=settings.ghl_version,
        deadline=Deadline(GHL_S),
        location_id=settings.ghl_location_id or _remembered(settings.db, LOCATION),
    )
    with client:
        yield from ghl(client, settings, clock=place.clock)
        client.transcript_version = _remembered(settings.db, TRANSCRIPT_VERSION)
        lately, newest = _said(settings, now_ts=int(place.clock()))
        yield transcripts(client, settings, lately=lately, newest=newest)


def _said(settings: Settings, *, now_ts: int) -> tuple[Tally, Message | None]:
    """What GHL told of calls lately, and the latest call in which something may have been said.

    A database that cannot be read was told already.
    """
    try:
        with open_to_read(settings.db) as store, store.read() as db:
            lately = tally(db, since_ms=(now_ts - DAYS * 24 * 3600) * 1000)
            calls = messages.newest_calls(db, limit=_MOST_CALLS)
    except StoreError:
        return Tally(), None
    wanted = settings.transcripts
    return lately, next((call for call in calls if may_have_words(call, wanted)), None)


def _outdated(settings: Settings) -> Iterator[Check]:
    """A receiver that was started before the settings were changed."""
    names = unlike(_remembered(settings.db, SERVING), settings.given)
    if names:
        said = f"still runs with other values of {', '.join(names)}"
        yield failed("receiver", said, "sudo systemctl restart ntpp-sentinel.service")


def _remembered(database: Path, key: str) -> str | None:
    """What an earlier run wrote down; a database that cannot be read was told already."""
    try:
        return remembered(database, key) if database.exists() else None
    except StoreError:
        return None
