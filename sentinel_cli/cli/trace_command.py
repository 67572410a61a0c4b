"""`trace`: the whole story of one contact, so that one screen settles "but I answered!"."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from sentinel_cli.cli.context import now_ms, opened, settings_for, storable
from sentinel_cli.cli.typed import whole

if TYPE_CHECKING:
    from sentinel_cli.model import Person


def trace(
    context: typer.Context,
    wanted: Annotated[
        list[str],
        typer.Argument(
            metavar="PHONE|CONTACT_ID|NAME",
            help="A phone number or its last digits, a contact id, or part of a name.",
        ),
    ],
    *,
    limit: Annotated[
        int,
        typer.Option(
            "--limit",
            metavar="N",
            parser=whole(least=1, most=1_000_000_000),
            help="At most so many of the latest moments.",
        ),
    ] = 100,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Tell what a contact and the business did, what each message counted as, and why.

    Exit codes: 0 told, 1 nobody or several are known by that (said), 74 the database failed,
    78 settings.
    """
    from sentinel_cli.cli.story import print_account
    from sentinel_cli.desk.explain import account_of, find, latest
    from sentinel_cli.engine.start import policy_as_read
    from sentinel_cli.settings import Need

    settings = settings_for(context, Need.NOTHING)
    asked_ms = now_ms()
    with opened(settings) as store:
        found = find(store, storable(" ".join(wanted)))
        person = found[0] if len(found) == 1 else _chosen(found)
        with store.read() as db:
            policy = policy_as_read(db, settings)
        account = account_of(store, person.contact_id, policy=policy, now_ms=asked_ms, limit=limit)
    print_account(
        latest(account, limit),
        calendar=settings.calendar,
        now_ts=asked_ms // 1000,
        as_json=as_json,
    )


def _chosen(found: tuple[Person, ...]) -> Person:
    """Ask which of several contacts is meant; where nobody can answer, say how to ask again."""
    from sentinel_cli.terminal import printable

    typer.echo(f"{len(found)} contacts match:", err=True)
    for place, person in enumerate(found, start=1):
        told = (person.name or "name unknown", person.phone or "", person.contact_id)
        said = "  ".join(printable(part) for part in told if part)
        typer.echo(f"{place:>4}  {said}", err=True)
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        typer.echo("Name one of them: sentinel trace CONTACT_ID", err=True)
        raise typer.Exit(1)
    number: int = typer.prompt("Which one?", type=int, prompt_suffix=" ", err=True)
    if not 1 <= number <= len(found):
        typer.echo("None of them; nothing shown.", err=True)
        raise typer.Exit(1)
    return found[number - 1]
