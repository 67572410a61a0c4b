"""`config`: every setting as it counts, and where it came from."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sentinel_cli.settings import Environment, Settings


def config(
    context: typer.Context,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show every setting's effective value and its origin; never a secret.

    A required one that nobody gave is missing.

    Exit codes: 0 shown, 78 a setting is wrong (all faults are told).
    """
    from sentinel_cli.settings import Need, environment, load

    source = environment(context.obj, environ=os.environ)
    settings = load(source, need=Need.NOTHING)
    shown = {name: {"value": value, "from": origin} for name, value, origin in _rows(source)}
    changed = _unlike_the_receivers(source, settings)
    if as_json:
        typer.echo(json.dumps({"settings": shown, "receiver_runs_with_others": changed}))
        return
    file = source.file or f"{source.missing_file} (there is none)"
    typer.echo(f"Settings file: {file}")
    width = max(len(name) for name in shown)
    for name, row in shown.items():
        typer.echo(f"{name.ljust(width)}  {row['from'].ljust(11)}  {row['value']}".rstrip())
    for warning in settings.warnings:
        typer.echo(f"Note: {warning}", err=True)
    if changed:
        typer.echo(
            f"The receiver still runs with other values of {', '.join(changed)}: restart it.",
            err=True,
        )


def _rows(source: Environment) -> list[tuple[str, str, str]]:
    from sentinel_cli.settings import DEFAULTS, REQUIRED, SECRET

    rows = []
    for name, default in DEFAULTS.items():
        given = source.given.get(name, "")
        ungiven = "missing" if name in REQUIRED else "default"
        origin = "environment" if os.environ.get(name) else "file" if given else ungiven
        value = given or default
        hidden = name in SECRET and bool(value)
        rows.append((name, "(set, not shown)" if hidden else value, origin))
    return rows


def _unlike_the_receivers(source: Environment, settings: Settings) -> list[str]:
    """What the running receiver was started with otherwise; nothing where there is no database."""
    from sentinel_cli import StoreError
    from sentinel_cli.engine.serving import changed_since_started
    from sentinel_cli.store import open_to_read

    try:
        with open_to_read(settings.db) as store, store.read() as db:
            return [*changed_since_started(db, _effective(source))]
    except StoreError:
        return []  # `status` and `doctor` tell what is wrong with the database


def _effective(source: Environment) -> Mapping[str, str]:
    from sentinel_cli.settings import effective

    return effective(source)
