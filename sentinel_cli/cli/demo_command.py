"""`demo`: see Sentinel at work without an account, in seconds."""

from __future__ import annotations

import signal
import sys
import time
from typing import Annotated

import typer

INTERRUPTED = 130
"""What shells report of a program that Ctrl-C ended."""


def demo(
    *,
    serve: Annotated[
        bool,
        typer.Option("--serve", help="Keep simulator and receiver running, to play with by curl."),
    ] = False,
) -> None:
    """See Sentinel at work: no account, no settings, nothing left behind. GHL is simulated.

    Exit codes: 0 every step did what it says, 1 one did not (said), 130 interrupted.
    """
    from sentinel_cli.demo import telling
    from sentinel_cli.demo.playground import play
    from sentinel_cli.demo.stage import set_up
    from sentinel_cli.demo.story import open_scene, tell

    began = time.monotonic()
    _end_as_ctrl_c_does()
    try:
        with set_up() as stage:
            open_scene(stage)
            if serve:
                play(stage)
            tell(stage)
            telling.title(
                f"Every step did what it says, in {time.monotonic() - began:.0f} seconds."
            )
    except KeyboardInterrupt:
        typer.echo("\nStopped. Nothing was left behind.")
        raise typer.Exit(0 if serve else INTERRUPTED) from None
    telling.says(
        "Everything was stopped and removed. To play the customer and the staff yourself:\n"
        f"  {_program()} demo --serve"
    )


def _end_as_ctrl_c_does() -> None:
    """A closed terminal or a `kill` takes everything down too, as does Ctrl-C in a background."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)


def _program() -> str:
    """This program as it was called, to be typed again."""
    called = sys.argv[0]
    return called if called.endswith("sentinel") else f"{sys.executable} -m sentinel_cli"
