"""`simulate`: a small GHL on this machine, for a rehearsal of a real installation."""

from __future__ import annotations

from typing import Annotated

import typer

from sentinel_cli.cli.context import settings_for
from sentinel_cli.cli.typed import whole


def simulate(
    context: typer.Context,
    *,
    port: Annotated[
        int,
        typer.Option(
            "--port",
            metavar="N",
            parser=whole(least=0, most=65535),
            help="Where it listens on 127.0.0.1.",
        ),
    ] = 9000,
) -> None:
    """Simulate GHL until Ctrl-C; prints the settings that point an installation at it.

    What people do in it is done with curl; webhooks go to the receiver at HOST and PORT.

    Exit codes: 0 ended, 78 settings.
    """
    from sentinel_cli import ConfigError
    from sentinel_cli.settings import Need
    from sentinel_cli.simulator.__main__ import main

    settings = settings_for(context, Need.NOTHING)
    arguments = ["--port", str(port), "--webhook-url", f"http://{settings.host}:{settings.port}"]
    try:
        code = main(arguments, webhook_secret=settings.webhook_secret)
    except OSError as exc:
        raise ConfigError(
            [f"--port {port}: {exc.strerror}: expected a free port, choose another"]
        ) from exc
    raise typer.Exit(code)
