"""`managers`: who hears what, who is on duty, and who was told of an issue."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from sentinel_cli.cli.context import actor, looking, now_ms, opened, settings_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sentinel_cli.desk.managers import Attending, Informed
    from sentinel_cli.hours import Calendar

app = typer.Typer(rich_markup_mode=None)

Name = Annotated[
    str, typer.Argument(metavar="MANAGER", help="A manager's name, as managers.toml or GHL has it.")
]


@app.callback(invoke_without_command=True)
def managers(
    context: typer.Context,
    *,
    issue_id: Annotated[
        int | None, typer.Option("--issue", metavar="N", help="Who hears of this issue, and why.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only say whether managers.toml is well.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Tell who hears what, is on duty, and was told.

    Exit codes: 0 told, 1 there is no such issue, or a tag or value nobody has (said),
    74 the database failed, 78 settings, managers.toml among them.
    """
    if context.invoked_subcommand is not None:
        return
    from sentinel_cli.desk.managers import attending, informed, unseen
    from sentinel_cli.settings import Need

    settings = settings_for(context, Need.MANAGERS)
    now_ts = now_ms() // 1000
    with looking(settings) as store, store.read() as db:
        if check:
            odd = tuple(unseen(db, settings, now_ts=now_ts))
        elif issue_id is not None:
            heard = informed(db, settings, issue_id, now_ts=now_ts)
        else:
            people = attending(db, settings, now_ts=now_ts)
    if check:
        _print_check(odd, len(settings.routes.managers), as_json=as_json)
        raise typer.Exit(1 if odd else 0)
    if issue_id is not None:
        _print_hearing(heard, settings.calendar, now_ts=now_ts, as_json=as_json)
    else:
        _print_attending(people, settings.calendar, now_ts=now_ts, as_json=as_json)


def _print_check(odd: tuple[str, ...], number: int, *, as_json: bool) -> None:
    from sentinel_cli.texts.amounts import counted

    if as_json:
        typer.echo(json.dumps({"ok": not odd, "managers": number, "unseen": odd}))
        return
    typer.echo(f"{counted(number, 'manager')}, and somebody hears everything.")
    for term in odd:
        typer.echo(f"No contact has had {term} for 30 days: is it spelt as in GHL?")


def _print_attending(
    people: Iterable[Attending], calendar: Calendar, *, now_ts: int, as_json: bool
) -> None:
    from dataclasses import asdict

    from sentinel_cli.cli.tables import short_time
    from sentinel_cli.texts.spoken import away

    if as_json:
        typer.echo(json.dumps([asdict(one) for one in people]))
        return
    names = {one.contact_id: one.name or one.contact_id for one in people}
    for one in people:
        back = short_time(one.back_ts, calendar, now_ts) if one.back_ts is not None else ""
        told = short_time(one.told_ts, calendar, now_ts) if one.told_ts is not None else "never"
        planned = away(one.planned, calendar=calendar, now_ts=now_ts)
        parts = [
            f"off until {back}" if back else "on duty",
            *([f"off {planned}"] if planned else []),
            f"hears {', '.join(one.hears)}",
            *([f"deputy {names.get(one.deputy, one.deputy)}"] if one.deputy else []),
            f"last text {told}",
            *([f"{one.refused} did not arrive since"] if one.refused else []),
        ]
        typer.echo(f"{names[one.contact_id]}: {'; '.join(parts)}")


def _print_hearing(
    heard: Iterable[Informed], calendar: Calendar, *, now_ts: int, as_json: bool
) -> None:
    from dataclasses import asdict

    from sentinel_cli.cli.story import tellings

    if as_json:
        typer.echo(json.dumps([asdict(one) for one in heard]))
        return
    for one in heard:
        why = f"hears of it: {one.reason}" if one.reason else "does not hear of it"
        typer.echo(f"{one.name or one.contact_id}: {why}")
        for line in tellings(one.tellings, {}, calendar, now_ts=now_ts):
            typer.echo(f"  {line}")


@app.command("off")
def off(
    context: typer.Context,
    manager: Name,
    days: Annotated[list[str], typer.Argument(metavar="DAYS", help="'tomorrow', 'dec 24-26'.")],
    *,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Even if nobody else is on duty then.")
    ] = False,
) -> None:
    """Tell a manager nothing on those days; the others hear instead.

    Exit codes: 0 done, 1 refused, 2 usage, 74 the database failed, 78 settings.
    """
    from sentinel_cli.cli.calendar_command import days_in
    from sentinel_cli.desk import attendance, colleagues
    from sentinel_cli.settings import Need
    from sentinel_cli.texts.spoken import away

    settings = settings_for(context, Need.MANAGERS)
    acting = actor()
    now_ts = acting.now_ms // 1000
    wanted = days_in(" ".join(days), settings.calendar, now_ts=now_ts)
    spans = attendance.days_off(settings.calendar, wanted, now_ts=now_ts)
    with opened(settings) as store, store.write() as db:
        who = colleagues.called(db, manager, settings, asking=None)
        instead = attendance.go_off(
            db, who.manager_id, spans, settings=settings, actor=acting, anyway=anyway
        )
    when = away(spans, calendar=settings.calendar, now_ts=now_ts)
    hears = f"; {', '.join(instead)} on duty" if instead else "; nobody else is on duty"
    typer.echo(f"{who.name} is off {when}{hears}")


@app.command("back")
def back(context: typer.Context, manager: Name) -> None:
    """A manager is on duty again, from now on; one who is on duty plans no day off any more.

    Exit codes: 0 done, 1 refused, 2 usage, 74 the database failed, 78 settings.
    """
    from sentinel_cli import RefusedError
    from sentinel_cli.desk import attendance, colleagues
    from sentinel_cli.settings import Need
    from sentinel_cli.texts.spoken import away

    settings = settings_for(context, Need.MANAGERS)
    acting = actor()
    now_ts = acting.now_ms // 1000
    with opened(settings) as store, store.write() as db:
        who = colleagues.called(db, manager, settings, asking=None)
        ended, planned = attendance.come_back(db, who.manager_id, actor=acting)
    if not ended:
        raise RefusedError(f"{who.name} is on duty already, and no day off is planned")
    said = partial(away, calendar=settings.calendar, now_ts=now_ts)
    still = f"; off {said(planned)} as planned" if planned else ""
    is_back = (
        f"is not off {said(ended)} any more" if ended[0].begins > now_ts else "is on duty again"
    )
    typer.echo(f"{who.name} {is_back}{still}")
