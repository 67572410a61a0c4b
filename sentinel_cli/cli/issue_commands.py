"""`issues`: what an operator sees and does."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from sentinel_cli.cli.context import actor, now_ms, opened, settings_for, storable
from sentinel_cli.cli.typed import whole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from sqlite3 import Connection

    from sentinel_cli.cli.tables import Layout
    from sentinel_cli.desk.operations import Operation
    from sentinel_cli.model import Issue
    from sentinel_cli.settings import Settings
    from sentinel_cli.store import Store
    from sentinel_cli.store.issues import Wanted

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

MOST = 1_000_000_000
"""No installation has more of anything; SQLite takes whole numbers of 63 bits."""

_LONGEST_STORY = 1000
"""Messages of one issue that are shown, the latest."""


def issue_number(typed: str) -> int:
    """Take a number as it is printed: `4`, also `#4`."""
    digits = typed.strip().removeprefix("#")
    if not (digits.isascii() and digits.isdigit() and 1 <= int(digits[:20]) <= MOST):
        raise typer.BadParameter(f"{typed!r}: expected an issue's number: 4 or #4")
    return int(digits)


Id = Annotated[int, typer.Argument(metavar="ID", parser=issue_number, help="Issue number.")]
Ids = Annotated[
    list[int], typer.Argument(metavar="ID...", parser=issue_number, help="Issue numbers.")
]
Name = Annotated[
    str, typer.Argument(metavar="MANAGER", help="A manager's name, as managers.toml or GHL has it.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def _numbers(typed: str | None) -> str | None:
    """Take issue numbers as they are printed: `3,7`, also `#3 #7`."""
    if typed is None:
        return None
    found = [issue_number(part) for part in typed.replace(",", " ").split()]
    return ",".join(map(str, found)) or None


@app.command("list")
def list_issues(  # noqa: PLR0913 - a command's options
    context: typer.Context,
    *,
    state: Annotated[
        Literal["open", "resolved", "all"] | None,
        typer.Option("--state", help="Which issues. Default: open, with --ids all."),
    ] = None,
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
    ids: Annotated[
        str | None, typer.Option("--ids", help="These numbers: 3,7,12.", callback=_numbers)
    ] = None,
    urgent: Annotated[bool, typer.Option("--urgent", help="Only urgent ones.")] = False,
    subject: Annotated[
        str | None, typer.Option("--subject", help="Only about this: leak, safety, billing…")
    ] = None,
    limit: Annotated[
        int,
        typer.Option(
            "--limit", metavar="N", parser=whole(least=1, most=MOST), help="At most so many."
        ),
    ] = 1000,
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
) -> None:
    """Show issues, the most urgent first.

    A table on a terminal, complete tab-separated lines when piped.

    Exit codes: 0 done, also when there is none, 2 usage, 74 the database failed, 78 settings.
    """
    from sentinel_cli.settings import Need
    from sentinel_cli.store.issues import Wanted

    if as_json and as_csv:
        raise typer.BadParameter("JSON or CSV, not both", param_hint="--csv")
    if phone is not None and not any(character.isdigit() for character in phone):
        raise typer.BadParameter(f"{phone!r} has no digits", param_hint="--phone")
    asked_ts = now_ms() // 1000
    wanted = Wanted(
        state=_state(state, ids),
        type=issue_type.upper() if issue_type else None,
        due_before_ts=asked_ts if overdue else None,
        contact=contact,
        phone=phone,
        ids=tuple(int(number) for number in ids.split(",")) if ids else (),
        urgency="urgent" if urgent else None,
        subject=_subject(subject),
        limit=limit,
    )
    layout: Layout = "json" if as_json else "csv" if as_csv else "auto"
    _print_list(settings_for(context, Need.NOTHING), wanted, layout=layout, now_ts=asked_ts)


def _subject(subject: str | None) -> str | None:
    from sentinel_cli.model import Subject

    if subject is not None and subject not in set(Subject):
        raise typer.BadParameter(
            f"{subject!r}: expected one of {', '.join(Subject)}", param_hint="--subject"
        )
    return subject


def _state(state: str | None, ids: str | None) -> str | None:
    """Who asks for numbers wants those issues however they stand."""
    chosen = state or ("all" if ids else "open")
    return None if chosen == "all" else chosen.upper()


def _print_list(settings: Settings, wanted: Wanted, *, layout: Layout, now_ts: int) -> None:
    from dataclasses import replace

    from sentinel_cli.cli.tables import print_issues
    from sentinel_cli.store import issues, names

    one_more = replace(wanted, limit=wanted.limit + 1)  # to know whether the limit left any out
    with opened(settings) as store:
        found = issues.listed(store, one_more)
        with store.read() as db:
            people = names.known(db)
            held = _held(db, settings, now_ts=now_ts)
        shown = found[: wanted.limit]
        if layout != "json":
            shown = tuple(_by_name(issue, people) for issue in shown)
        print_issues(shown, calendar=settings.calendar, now_ts=now_ts, layout=layout, held=held)
        if not found:
            _explain_emptiness(store, settings, wanted, now_ts=now_ts)
    if len(found) > len(shown):
        typer.echo(f"Only the first {len(shown)} are shown: --limit shows more.", err=True)


def _held(db: Connection, settings: Settings, *, now_ts: int) -> Mapping[int, str]:
    """Who has an issue, or until when it is snoozed, as the managers' lists say it."""
    from sentinel_cli.store import holds

    standing = holds.last_words(db)
    if not standing:
        return {}
    from sentinel_cli.desk.colleagues import names
    from sentinel_cli.texts.replies import held_words

    return held_words(
        standing,
        names=names(db, settings),
        reader_id="",
        calendar=settings.calendar,
        now_ts=now_ts,
    )


def _by_name(issue: Issue, people: Mapping[str, str]) -> Issue:
    """With the name of whom it is assigned to: ids are for programs."""
    from dataclasses import replace

    return replace(issue, assigned_to=people.get(issue.assigned_to or "", issue.assigned_to))


@app.command("show")
def show(context: typer.Context, issue_id: Id, *, as_json: Json = False) -> None:
    """Tell one issue's story and the reason of every verdict.

    What was said and what it counted as, the issue's log, what managers were told.

    Exit codes: 0 told, 1 there is no such issue, 74 the database failed, 78 settings.
    """
    from sentinel_cli import RefusedError
    from sentinel_cli.cli.story import print_account
    from sentinel_cli.desk.explain import about, account_of, last_ms
    from sentinel_cli.engine.start import policy_as_read
    from sentinel_cli.settings import Need
    from sentinel_cli.store import issues

    settings = settings_for(context, Need.NOTHING)
    asked_ms = now_ms()
    with opened(settings) as store:
        with store.read() as db:
            issue = issues.get(db, issue_id)
            policy = policy_as_read(db, settings)
        if issue is None:
            raise RefusedError(
                f"there is no issue #{issue_id}: `sentinel issues list --state all` shows them"
            )
        account = account_of(
            store,
            issue.contact_id,
            policy=policy,
            now_ms=asked_ms,
            limit=_LONGEST_STORY,
            until_ms=last_ms(issue),
        )
    print_account(
        about(account, issue),
        calendar=settings.calendar,
        now_ts=asked_ms // 1000,
        as_json=as_json,
    )


@app.command("resolve")
def resolve(context: typer.Context, ids: Ids) -> None:
    """End open issues by hand.

    What the customer wrote by now counts as answered; what comes later opens a new issue.
    """
    from sentinel_cli.desk import operations

    _each(context, ids, operations.resolve)


@app.command("reopen")
def reopen(context: typer.Context, ids: Ids) -> None:
    """Let resolved issues wait again, due as before.

    Only contact or an action after now ends them.
    """
    from sentinel_cli.desk import operations

    _each(context, ids, operations.reopen)


@app.command("note")
def note(
    context: typer.Context,
    issue_id: Id,
    text: Annotated[list[str], typer.Argument(metavar="TEXT", help="What to remember.")],
) -> None:
    """Write a remark into an issue's log."""
    from sentinel_cli.desk import operations

    _each(context, [issue_id], operations.note(storable(" ".join(text))))


@app.command("spam")
def spam(context: typer.Context, issue_id: Id) -> None:
    """Mark the issue's contact and number as spam.

    Their open issues end, and no new ones open until `unspam`.
    """
    from sentinel_cli.desk import operations

    _each(context, [issue_id], operations.spam)


@app.command("unspam")
def unspam(context: typer.Context, issue_id: Id) -> None:
    """Listen to the contact and number again.

    Nothing is reopened; what they write from now on counts.
    """
    from sentinel_cli.desk import operations

    _each(context, [issue_id], operations.unspam)


@app.command("snooze")
def snooze(
    context: typer.Context,
    issue_id: Id,
    until: Annotated[str, typer.Argument(metavar="UNTIL", help="'fri 9am', 'nov 28 2pm', '2h'.")],
    reason: Annotated[list[str], typer.Argument(metavar="REASON", help="Why it can wait.")],
) -> None:
    """Tell nobody of an issue until then; the clock runs on.

    It ends early with contact, or when the customer writes more than thanks; `drop` ends it too.
    """
    from sentinel_cli.desk import holding
    from sentinel_cli.settings import Need

    words = storable(" ".join(reason)).strip()
    if not words:
        raise typer.BadParameter("a snooze needs a reason: why can it wait?", param_hint="REASON")
    calendar = settings_for(context, Need.NOTHING).calendar
    until_ts = holding.ends_at(until, calendar, now_ts=now_ms() // 1000)
    _each(context, [issue_id], holding.snooze(until_ts, words))


@app.command("claim")
def claim(context: typer.Context, issue_id: Id, manager: Name) -> None:
    """Note that a manager has an issue: the others are not told of it for two business hours."""
    _hand(context, issue_id, manager, taking=True)


@app.command("give")
def give(context: typer.Context, issue_id: Id, manager: Name) -> None:
    """Give an issue to a manager, whoever has it now."""
    _hand(context, issue_id, manager, taking=False)


@app.command("drop")
def drop(context: typer.Context, ids: Ids) -> None:
    """End what holds the telling of issues: a snooze, or whose they are."""
    from sentinel_cli.desk import holding

    _each(context, ids, holding.drop)


def _hand(context: typer.Context, issue_id: int, manager: str, *, taking: bool) -> None:
    from sentinel_cli.desk import colleagues, holding
    from sentinel_cli.settings import Need

    settings = settings_for(context, Need.MANAGERS)
    with opened(settings) as store, store.read() as db:
        holder = colleagues.called(db, manager, settings, asking=None)
    _each(context, [issue_id], holding.claim(holder, taking=taking))


@app.command("undo")
def undo(context: typer.Context) -> None:
    """Take back your own last change of an issue, if it was within the hour.

    As if it had never been: what was learnt meanwhile counts.

    Exit codes: 0 done, 1 nothing to take back, 74 the database failed, 78 settings.
    """
    from sentinel_cli.desk.undoing import take_back_last
    from sentinel_cli.settings import Need

    settings = settings_for(context, Need.NOTHING)
    with opened(settings) as store:
        taken = take_back_last(store, settings=settings, actor=actor())
    for issue in taken.issues:
        typer.echo(f"#{issue.id}: taken back, {issue.state} now")


@app.command("urgent")
def call_urgent(context: typer.Context, ids: Ids) -> None:
    """Call open issues urgent: told at once, and due within URGENT_SLA_HOURS."""
    from sentinel_cli.desk import operations

    _each(context, ids, operations.urgent)


@app.command("calm")
def call_calm(context: typer.Context, ids: Ids) -> None:
    """Call open issues not urgent, whatever was heard.

    An alarm that the customer sends later counts again.
    """
    from sentinel_cli.desk import operations

    _each(context, ids, operations.calm)


@app.command("force-overdue")
def force_overdue(context: typer.Context, ids: Ids) -> None:
    """Make open issues due a minute ago.

    The next summary lists them.
    """
    from sentinel_cli.desk import operations

    _each(context, ids, operations.force_overdue)


def _each(context: typer.Context, ids: list[int], operation: Operation) -> None:
    """Do one thing to several issues; a refusal is said and does not keep from the others."""
    from sentinel_cli import RefusedError
    from sentinel_cli.desk.operations import operate
    from sentinel_cli.settings import Need

    settings = settings_for(context, Need.NOTHING)
    acting = actor()
    refused = False
    with opened(settings) as store:
        for issue_id in ids:
            try:
                done = operate(store, issue_id, operation, settings=settings, actor=acting)
            except RefusedError as exc:
                typer.echo(f"sentinel: {exc}", err=True)
                refused = True
            else:
                typer.echo(done.said)
    if refused:
        typer.echo(
            "sentinel: `sentinel issues show ID` tells how an issue stands and why, "
            "`sentinel issues list --state all` which there are",
            err=True,
        )
        raise typer.Exit(1)


def _explain_emptiness(store: Store, settings: Settings, wanted: Wanted, *, now_ts: int) -> None:
    """Say what an empty list means: nobody waits, nothing matches, or GHL was never read."""
    from sentinel_cli.cli.tables import age, local_time
    from sentinel_cli.store import state

    narrowed = (
        wanted.type,
        wanted.due_before_ts,
        wanted.contact,
        wanted.phone,
        wanted.urgency,
        wanted.subject,
    )
    if any(value is not None for value in narrowed) or wanted.state != "OPEN":
        meaning = "No issue matches. `sentinel issues list` without options shows all open ones."
    else:
        meaning = "No open issues: no customer is known to wait."
    with store.read() as db:
        read_ts = state.number(db, state.LAST_POLL)
    if read_ts is None:
        known = "GHL was never read: run `sentinel poll-resolve`."
    else:
        at = local_time(read_ts, settings.calendar)
        known = f"GHL was last read {age(now_ts - read_ts)} ago, at {at}."
    # To a pipe only data goes; whoever watches it reads this on the other stream.
    typer.echo(f"{meaning}\n{known} Database: {settings.db}", err=not sys.stdout.isatty())
