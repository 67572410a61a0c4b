"""`serve`: the receiver, wired to the store and the jobs."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from sentinel_cli.cli.context import begun, log_for, settings_for
from sentinel_cli.cli.typed import whole

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sentinel_cli.logs import Log
    from sentinel_cli.store import Store


def serve(
    context: typer.Context,
    *,
    host: Annotated[str | None, typer.Option("--host", help="Overrides HOST.")] = None,
    port: Annotated[
        int | None,
        typer.Option(
            "--port", metavar="N", parser=whole(least=0, most=65535), help="Overrides PORT."
        ),
    ] = None,
) -> None:
    """Receive GHL's webhooks and the job routes, until SIGTERM; finishes what is in flight.

    Exit codes: 0 stopped, 74 the database failed, 78 settings.
    """
    from sentinel_cli.cli.receiving import BUSY_S, Receiving
    from sentinel_cli.engine import serving
    from sentinel_cli.engine.start import new_run_id
    from sentinel_cli.receiver import make_app, run
    from sentinel_cli.settings import Need

    settings = settings_for(context, Need.WEBHOOK)
    log = log_for(settings, new_run_id("serve"), telling=False)
    for warning in settings.warnings:
        log.event("warning", message=warning)
    store = begun(settings, log, busy_s=BUSY_S, shared=True)
    _note(store, partial(serving.started, given=settings.given), log)
    with closing(Receiving(store, settings, log)) as services:
        run(
            make_app(services, secret=settings.webhook_secret, log=log.event),
            host=host or settings.host,
            port=settings.port if port is None else port,
            environ=os.environ,
            ready=lambda address: log.event("serving", address=address, db=str(settings.db)),
            log=log.event,
        )
        _note(services.writes.store, serving.stopped, log)
    log.event("stopped")


def _note(store: Store, note: Callable[[Connection], None], log: Log) -> None:
    """Leave a note for `doctor`. A store that takes none must not keep `serve` from answering."""
    from sentinel_cli import StoreError

    try:
        store.committed(note)
    except StoreError as exc:
        log.event("warning", message=str(exc))
