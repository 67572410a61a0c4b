"""What all commands share, and the one boundary where errors become a sentence and an exit code."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from sentinel_cli import SentinelError, __version__
from sentinel_cli.cli.output import ReaderGoneError, for_people, honest_output
from sentinel_cli.cli.tree import Tree

app = typer.Typer(
    name="sentinel",
    help="No customer waits without a manager knowing: watches texts and calls on GoHighLevel.",
    cls=Tree,
    invoke_without_command=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(f"sentinel {__version__}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    *,
    env_file: Annotated[
        Path | None,
        typer.Option(
            "--env-file",
            readable=False,  # what cannot be read is told with what to do, not by typer
            help="Settings file. Default: $SENTINEL_ENV_FILE, else ./.env. "
            "Real environment variables win.",
        ),
    ] = None,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    """Keep what every command shares."""
    del version
    context.obj = env_file
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def main() -> None:
    """Run the command line; never a traceback, whatever happens.

    What a start has loaded stays until the end, and the end gives everything back: neither is
    searched for garbage, which takes longer than to list the issues.
    """
    gc.freeze()
    os.umask(0o077)
    if sys.stdin is None:  # started with `<&-`: nobody is there to answer
        sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 - as long as we run
    try:
        with honest_output():
            app()
    except SentinelError as exc:
        sys.exit(_told(str(exc), exc.exit_code))
    except ReaderGoneError:
        sys.exit(0)
    except Exception as exc:  # noqa: BLE001 - the outer boundary
        sys.exit(_told(_bug(exc), SentinelError.exit_code))
    finally:
        gc.freeze()


def _told(message: str, code: int) -> int:
    from sentinel_cli.terminal import printable

    lines = [printable(line) for line in message.splitlines()]
    if for_people():
        for line in lines:
            print(f"sentinel: {line}", file=sys.stderr)  # noqa: T201 - the last words of a command
    else:
        _log_end(" ".join(lines), code)
    return code


def _log_end(words: str, code: int) -> None:
    """The last words among log lines: a reader of JSON must not stumble over them."""
    import time

    from sentinel_cli.logs import Log

    log = Log(stream=sys.stderr, run_id="cli", clock=time.time, log_format="json", secrets=())
    log.event("ended", code=code, error=words)


def _bug(exc: Exception) -> str:
    """Where it happened and what kind it was; never its message, which may hold a secret."""
    import traceback  # 20 ms with what it brings, for the last words of a bug

    frames = traceback.extract_tb(exc.__traceback__)
    own = [frame for frame in frames if "sentinel_cli" in frame.filename] or frames
    where = " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(own[-4:]))
    return f"a bug in Sentinel: {type(exc).__name__} at {where}. Nothing was left half done."
