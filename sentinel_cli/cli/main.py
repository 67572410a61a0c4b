"""The command tree and the one boundary where errors become a sentence and an exit code."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from sentinel_cli import SentinelError, __version__
from sentinel_cli.cli import (
    acks_command,
    calendar_command,
    config_command,
    db_commands,
    demo_command,
    doctor_command,
    hear_command,
    issue_commands,
    job_commands,
    managers_commands,
    replay_command,
    report_command,
    serve_command,
    setup_command,
    simulate_command,
    status_command,
    trace_command,
)
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
app.command("poll-resolve", short_help="Read GHL once; resolve what was answered.")(
    job_commands.poll_resolve
)
app.command("summary", short_help="Text the managers what they must know.")(job_commands.summary)
app.command("alert", short_help="Text managers what cannot wait for a summary.")(job_commands.alert)
app.add_typer(issue_commands.app, name="issues")
app.command("calendar", short_help="Show the business's days; open or close one.")(
    calendar_command.calendar
)
app.add_typer(managers_commands.app, name="managers")
app.command("trace", short_help="Tell the whole story of one contact.")(trace_command.trace)
app.command("hear", short_help="Tell what would be heard of a sentence, and why.")(
    hear_command.hear
)
app.command("report", short_help="Tell how the business did in a week or month.")(
    report_command.report
)
app.command("acks", short_help="Tell how closings were read, and who objected.")(acks_command.acks)
app.command("status", short_help="Tell whether Sentinel itself is well.")(status_command.status)
app.command("replay", short_help="Judge the stored messages again; change nothing.")(
    replay_command.replay
)
app.command("serve", short_help="Receive webhooks and the job routes.")(serve_command.serve)
app.add_typer(db_commands.app, name="db")
app.command("doctor", short_help="Check the installation; change nothing.")(doctor_command.doctor)
app.command("setup", short_help="Write the settings file, with names looked up in GHL.")(
    setup_command.setup
)
app.command("config", short_help="Show every setting and where it came from.")(
    config_command.config
)
app.command("simulate", short_help="Run a small GHL on this machine, to rehearse.")(
    simulate_command.simulate
)
app.command("demo", short_help="See Sentinel at work, with a simulated GHL.")(demo_command.demo)


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
    """Run the command line; never a traceback, whatever happens."""
    os.umask(0o077)
    try:
        with honest_output():
            app()
    except SentinelError as exc:
        sys.exit(_told(str(exc), exc.exit_code))
    except ReaderGoneError:
        sys.exit(0)
    except Exception as exc:  # noqa: BLE001 - the outer boundary
        sys.exit(_told(_bug(exc), SentinelError.exit_code))


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
