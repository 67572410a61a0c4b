"""`acks`: how closings were read on this installation's own texts."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sentinel_cli.cli.context import looking, settings_for

if TYPE_CHECKING:
    from sentinel_cli.desk.acks import Closing
    from sentinel_cli.hours import Calendar
    from sentinel_cli.rules.shares import Share

_COLUMNS = ("id", "when", "became", "rule", "business", "customer")


def acks(
    context: typer.Context,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    export: Annotated[
        Path | None,
        typer.Option(
            "--export", metavar="FILE", help="Write labelled rows, as the tests read them."
        ),
    ] = None,
) -> None:
    """Tell what was closed as thanks, what a person reopened, and what they closed unanswered.

    With the rule that judged and the shares with their 95 % bounds. The texts are your
    customers': nothing leaves this machine.

    Exit codes: 0 told, 2 usage, 74 the database failed, 78 settings.
    """
    from sentinel_cli.cli.files import writable, write_whole
    from sentinel_cli.desk.acks import closings, shares
    from sentinel_cli.settings import Need

    if as_json and export is not None:
        raise typer.BadParameter("one of --json and --export at a time", param_hint="--export")
    settings = settings_for(context, Need.NOTHING)
    target = None if export is None else writable(export, option="--export")
    with looking(settings) as store:
        found = closings(store)
    if as_json:
        told = {name: _told(share) for name, share in shares(found).items()}
        typer.echo(json.dumps({"closings": [asdict(one) for one in found], "shares": told}))
    elif target is not None:
        write_whole(target, "".join(map(_labelled, found)), option="--export")
        typer.echo(f"Written: {target}")
    else:
        _print(found, shares(found), settings.calendar)


def _told(share: Share) -> dict[str, float]:
    low, high = share.bounds()
    return {"part": share.part, "whole": share.whole, "low": round(low, 4), "high": round(high, 4)}


def _labelled(closing: Closing) -> str:
    """One row for `tests/labelled`: what a person decided is the label; a doubt is none yet."""
    from sentinel_cli.desk.acks import Became

    labels = {
        Became.CLOSED: "ack",
        Became.BY_HAND: "ack",
        Became.REOPENED: "needs_reply",
        Became.ANSWERED: "needs_reply",
    }
    if closing.became not in labels:
        return ""
    row = {
        "id": closing.issue_id,
        "staff": [asdict(said) for said in closing.staff],
        "texts": closing.texts,
        "label": labels[closing.became],
        "kind": closing.became,
        "why": closing.rule,
    }
    return json.dumps(row, ensure_ascii=False) + "\n"


def _print(found: tuple[Closing, ...], counted: dict[str, Share], calendar: Calendar) -> None:
    from sentinel_cli.cli.tables import local_time
    from sentinel_cli.terminal import printable

    typer.echo("\t".join(_COLUMNS))
    for closing in found:
        cells = (
            str(closing.issue_id),
            local_time(closing.at_ts, calendar),
            closing.became,
            closing.rule,
            " / ".join(said.text for said in closing.staff),
            " / ".join(closing.texts),
        )
        typer.echo("\t".join(printable(cell) for cell in cells))
    for name, share in counted.items():
        low, high = share.bounds()
        typer.echo(f"{name}: {share.part} of {share.whole}, {low:.1%} to {high:.1%}", err=True)
