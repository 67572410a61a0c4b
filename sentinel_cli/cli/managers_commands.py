"""`managers`: who is on duty, as a manager's OFF and BACK say it by text."""

from __future__ import annotations

from typing import Annotated

import typer

from sentinel_cli.cli.context import actor, opened, settings_for

app = typer.Typer(
    help="Say who of the managers is on duty.", no_args_is_help=True, rich_markup_mode=None
)

Name = Annotated[
    str, typer.Argument(metavar="MANAGER", help="A manager's name, as managers.toml or GHL has it.")
]


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
    from sentinel_cli import hours
    from sentinel_cli.cli.calendar_command import days_in
    from sentinel_cli.desk import attendance, colleagues
    from sentinel_cli.settings import Need

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
    until = hours.local(settings.calendar, spans[-1][1])
    hears = f"; {', '.join(instead)} on duty" if instead else "; nobody else is on duty"
    typer.echo(f"{who.name} is off until {until:%a %b} {until.day}, {until:%H:%M}{hears}")


@app.command("back")
def back(context: typer.Context, manager: Name) -> None:
    """A manager is on duty again, from now on.

    Exit codes: 0 done, 1 refused, 2 usage, 74 the database failed, 78 settings.
    """
    from sentinel_cli.desk import attendance, colleagues
    from sentinel_cli.settings import Need

    settings = settings_for(context, Need.MANAGERS)
    with opened(settings) as store, store.write() as db:
        who = colleagues.called(db, manager, settings, asking=None)
        attendance.come_back(db, who.manager_id, actor=actor())
    typer.echo(f"{who.name} is on duty again")
