"""`issues`: what an operator sees and does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from sentinel_cli.cli.context import actor, now_ms, opened, settings_for

if TYPE_CHECKING:
    from sentinel_cli.jobs.operations import Operation

app = typer.Typer(help="List issues and act on them.", no_args_is_help=True, rich_markup_mode=None)

Ids = Annotated[list[int], typer.Argument(metavar="ID...", help="Issue numbers.")]


@app.command("list")
def list_issues(
    context: typer.Context,
    *,
    state: Annotated[
        Literal["open", "resolved", "all"], typer.Option("--state", help="Which issues.")
    ] = "open",
    issue_type: Annotated[
        Literal["sms", "call"] | None, typer.Option("--type", help="Only texts or only calls.")
    ] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only open issues past due.")] = False,
    contact: Annotated[
        str | None, typer.Option("--contact", help="A contact id, or part of a name.")
    ] = None,
    phone: Annotated[
        str | None, typer.Option("--phone", help="A phone number, or its last digits.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many.")] = 1000,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
) -> None:
    """Show issues, the most urgent first: a table on a terminal, tab-separated when piped."""
    from sentinel_cli.cli.tables import print_issues
    from sentinel_cli.settings import Need
    from sentinel_cli.store import issues

    settings = settings_for(context, Need.NOTHING)
    now_ts = now_ms() // 1000
    wanted = issues.Wanted(
        state=None if state == "all" else state.upper(),
        type=issue_type.upper() if issue_type else None,
        due_before_ts=now_ts if overdue else None,
        contact=contact,
        phone=phone,
        limit=limit,
    )
    with opened(settings) as store, store.read() as db:
        found = issues.select(db, wanted)
    print_issues(
        found,
        calendar=settings.calendar,
        now_ts=now_ts,
        layout="json" if as_json else "csv" if as_csv else "auto",
    )


@app.command("force-overdue")
def force_overdue(context: typer.Context, ids: Ids) -> None:
    """Make open issues due a minute ago: the next summary lists them."""
    from sentinel_cli.jobs import operations

    _each(context, ids, operations.force_overdue)


def _each(context: typer.Context, ids: list[int], operation: Operation) -> None:
    """Do one thing to several issues; a refusal is said and does not keep from the others."""
    from sentinel_cli import RefusedError
    from sentinel_cli.jobs.operations import operate
    from sentinel_cli.settings import Need

    settings = settings_for(context, Need.NOTHING)
    refused = False
    with opened(settings) as store:
        for issue_id in ids:
            try:
                done = operate(store, issue_id, operation, settings=settings, actor=actor())
            except RefusedError as exc:
                typer.echo(f"sentinel: {exc}", err=True)
                refused = True
            else:
                typer.echo(done.said)
    raise typer.Exit(1 if refused else 0)
