"""What commands are wired from: settings, store, log, the clock. The only place that reads them."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from sentinel_cli.cli.output import watched

if TYPE_CHECKING:  # loaded by the commands that need them, not by --help
    from sentinel_cli.desk.operations import Actor
    from sentinel_cli.heartbeat import Job
    from sentinel_cli.jobs.runs import Run
    from sentinel_cli.logs import Log
    from sentinel_cli.settings import Need, Settings
    from sentinel_cli.store import Store

_IN_WORDS = frozenset({"poll", "issue", "summary", "alert", "weekly", "backup", "prune", "import"})
"""What a command tells in words of its own."""


def now_ms() -> int:
    """The one clock of a command: epoch milliseconds."""
    return time.time_ns() // 1_000_000


def settings_for(context: typer.Context, need: Need) -> Settings:
    """Read the environment and the settings file.

    Raises:
        ConfigError: lists every fault.
    """
    from sentinel_cli.settings import environment, load

    env_file: Path | None = context.obj
    return load(environment(env_file, environ=os.environ), need=need)


def log_for(settings: Settings, run_id: str, *, telling: bool = True) -> Log:
    """The log on stderr: JSON lines for the journal, text on a terminal.

    There, what a command that is `telling` says in words is no line besides, unless LOG_FORMAT
    asks for it.
    """
    from sentinel_cli.logs import Log

    return Log(
        stream=sys.stderr,
        run_id=run_id,
        clock=time.time,
        log_format=settings.log_format,
        secrets=settings.secrets,
        in_words=_IN_WORDS if telling and watched() and not settings.log_format else frozenset(),
    )


@contextmanager
def opened(settings: Settings) -> Iterator[Store]:
    """The database that is there, closed afterwards.

    Raises:
        ConfigError, StoreError: there is none here (see `_refuse_nowhere`), or it cannot be opened.
    """
    from sentinel_cli.store import open_store

    _refuse_nowhere(settings)
    with open_store(settings.db) as store:
        yield store


@contextmanager
def looking(settings: Settings) -> Iterator[Store]:
    """The database for a command that changes nothing, not even by making or migrating it."""
    from sentinel_cli.store import open_to_read

    _refuse_nowhere(settings)
    with open_to_read(settings.db) as store:
        yield store


def _refuse_nowhere(settings: Settings) -> None:
    """Only a job or the receiver makes a database: an empty one would say that nobody waits.

    Raises:
        ConfigError: neither settings nor a database are where they were looked for.
        StoreError: an installation that has not run yet, or one whose database is gone.
    """
    from sentinel_cli import ConfigError, StoreError

    if settings.db.exists():
        return
    from sentinel_cli.store import absent

    if settings.missing_file is not None and "SENTINEL_DB" not in os.environ:
        where = (
            f"there is no settings file {settings.missing_file} and no database "
            f"{settings.db.absolute()}: run this in the installation's directory, or name its "
            "file with --env-file"
        )
        raise ConfigError([where])
    raise StoreError(absent(settings.db))


def begun(settings: Settings, log: Log, *, busy_s: float = 10.0, shared: bool = False) -> Store:
    """The database of a job or of the receiver; that it is a new one is told.

    Raises:
        StoreError: see `open_store`.
    """
    from sentinel_cli.store import open_store

    is_new = not settings.db.exists()
    store = open_store(settings.db, busy_s=busy_s, shared=shared)
    if is_new:
        log.event("database", state="new", db=str(settings.db))
    return store


@contextmanager
def running(context: typer.Context, need: Need, *, job: Job, dry_run: bool) -> Iterator[Run]:
    """Everything a job needs, as of now; warnings about the settings are said once."""
    from sentinel_cli.engine.start import new_run_id
    from sentinel_cli.heartbeat import Heartbeat
    from sentinel_cli.jobs.runs import Run

    settings = settings_for(context, need)
    log = log_for(settings, new_run_id("cli"))
    for warning in settings.warnings:
        log.event("warning", message=warning)
    with ExitStack() as stack:
        # A database that cannot be opened ends the run before it has begun: that is told as well.
        with Heartbeat(job, settings=settings, log=log, dry_run=dry_run):
            store = stack.enter_context(begun(settings, log))
        yield Run(store=store, settings=settings, log=log, now_ms=now_ms())


def names_of(run: Run) -> Mapping[str, str]:
    """Who people are, as a terminal may show it: names are other people's words."""
    from sentinel_cli.desk.telling import called
    from sentinel_cli.terminal import printable

    with run.store.read() as db:
        return {id_: printable(name) for id_, name in called(db, run.settings).items()}


def storable(typed: str) -> str:
    """What was typed, as the database can hold it: bytes that are no UTF-8 become U+FFFD."""
    return typed.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def actor() -> Actor:
    """Who types: the login behind sudo, else the login."""
    from sentinel_cli.desk.operations import Actor
    from sentinel_cli.engine.start import new_run_id

    name = os.environ.get("SUDO_USER") or os.environ.get("USER") or "operator"
    return Actor(name=name, now_ms=now_ms(), run_id=new_run_id("cli"))
