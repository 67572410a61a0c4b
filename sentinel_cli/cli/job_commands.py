"""`poll-resolve` and `summary`: what cron runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from sentinel_cli.cli.context import names_of, running
from sentinel_cli.cli.output import for_people

if TYPE_CHECKING:
    from sentinel_cli.hours import Calendar
    from sentinel_cli.jobs.alerts import AlertReport
    from sentinel_cli.jobs.poll_report import Report
    from sentinel_cli.jobs.summary import SummaryReport

MOST_SHOWN = 20
"""So many changes are told line by line; a first poll has hundreds."""
WHY_HELD: Mapping[str, str] = {
    "level_off": "ALERTS leaves these to the summaries",
    "hold": "snoozed, or somebody has it",
    "thanks": "probably only thanks, left to the summary",
    "backlog": "waited before Sentinel was installed, counted in the summary",
    "unsure": "an earlier text may have told it, GHL is asked first",
    "off": "off duty",
    "hours": "outside the hours for texts",
    "summary_soon": "the summary then tells it",
    "spacing": "told of others within ALERT_EVERY_MINUTES",
    "day_cap": "told ALERTS_PER_DAY times today",
    "refused": "the last texts did not arrive",
    "full": "no room left in this text",
}
"""Every gate of a telling, in words."""
Json = Annotated[bool, typer.Option("--json", help="Print the whole report as JSON.")]


def poll_resolve(
    context: typer.Context,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would change; change nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Read GHL once: recover lost messages, resolve what was answered.

    Exit codes: 0 all was read, 1 some of it could not be read (said), 69 GHL let nothing be read,
    74 the database failed, 75 another poll is running, 78 settings.
    """
    from sentinel_cli.cli.progress import progress_bar
    from sentinel_cli.jobs.runs import run_poll
    from sentinel_cli.settings import Need

    with (
        running(context, Need.GHL, job="poll", dry_run=dry_run) as run,
        progress_bar("Reading GHL") as progress,
    ):
        report = run_poll(run, dry_run=dry_run, progress=progress)
    if as_json:
        typer.echo(json.dumps(_with_changes(report)))
    elif for_people(dry_run=dry_run):
        _print_poll(report)
    raise typer.Exit(0 if report.ok else 1)


def summary(
    context: typer.Context,
    *,
    slot: Annotated[
        Literal["morning", "midday", "afternoon"],
        typer.Option("--slot", help="Which of the day's three summaries."),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Poll and show the very text; send nothing.")
    ] = False,
    once: Annotated[
        bool,
        typer.Option(
            "--once",
            help="Only to managers not told this slot by --once today; not on closed days.",
        ),
    ] = False,
    no_poll: Annotated[bool, typer.Option("--no-poll", help="Do not read GHL first.")] = False,
    as_json: Json = False,
) -> None:
    """Text the managers what is overdue, escalated and resolved.

    Exit codes: 0 every manager has it, 1 one of them has not (said), 74 the database failed,
    75 another summary is running, 78 settings, also when no manager is configured.
    """
    from sentinel_cli.jobs.runs import run_summary
    from sentinel_cli.model import Slot
    from sentinel_cli.settings import Need

    need = Need.GHL | Need.MANAGERS
    with running(context, need, job="summary", dry_run=dry_run) as run:
        report = run_summary(run, Slot(slot), dry_run=dry_run, once=once, with_poll=not no_poll)
        names = names_of(run)
    if as_json:
        typer.echo(json.dumps(report.as_dict()))
    elif for_people(dry_run=dry_run):
        _print_summary(report, names)
    raise typer.Exit(0 if report.ok else 1)


def alert(
    context: typer.Context,
    *,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help="Tell who would be told what, and what is held; send nothing."
        ),
    ] = False,
    no_poll: Annotated[bool, typer.Option("--no-poll", help="Do not read GHL first.")] = False,
    as_json: Json = False,
) -> None:
    """Text the managers what cannot wait for the next summary: urgent, overdue, escalated.

    Exit codes: 0 everybody who had to be told was, or nobody had to be, 1 a text was not sent
    (said), 74 the database failed, 75 an alert or a summary is being sent, 78 settings.
    """
    from sentinel_cli.jobs.runs import run_alerts
    from sentinel_cli.settings import Need

    need = Need.GHL | Need.MANAGERS
    with running(context, need, job="alert", dry_run=dry_run) as run:
        report = run_alerts(run, dry_run=dry_run, with_poll=not no_poll)
        names = names_of(run)
    if as_json:
        typer.echo(json.dumps(report.as_dict()))
    elif for_people(dry_run=dry_run):
        _print_alerts(report, names, run.settings.calendar)
    raise typer.Exit(0 if report.ok else 1)


def _with_changes(report: Report) -> dict[str, object]:
    changes = [
        {
            "issue_id": change.issue.id,
            "what": [str(event) for event in change.events],
            "type": change.issue.type,
            "contact_id": change.issue.contact_id,
            "state": change.issue.state,
        }
        for change in report.changes
    ]
    return {**report.as_dict(), "changes": changes}


def _print_poll(report: Report) -> None:
    from sentinel_cli.terminal import printable
    from sentinel_cli.texts.amounts import counted

    if report.dry_run:
        typer.echo("Dry run: nothing was changed.")
    typer.echo(
        f"Read {counted(report.threads, 'conversation')}: "
        f"{counted(report.messages_new, 'new message')}, "
        f"{report.recovered} that no webhook had brought."
    )
    typer.echo(
        f"Issues: {report.opened} opened, {report.resolved} resolved, {report.reopened} reopened, "
        f"{report.acknowledged} acknowledged."
    )
    if report.transcripts_asked:
        heard_of = ", ".join(f"#{number}" for number in dict.fromkeys(report.heard_of))
        told = f"{report.transcripts_heard} ({heard_of})" if heard_of else report.transcripts_heard
        typer.echo(
            f"Asked what was said in {counted(report.transcripts_asked, 'call')}: GHL told of "
            f"{told}, and is not asked again of {report.transcripts_given_up}."
        )
    for change in report.changes[:MOST_SHOWN]:
        issue = change.issue
        who = printable(issue.contact_name or issue.phone or issue.contact_id)
        what = ", ".join(change.events)
        typer.echo(f"  #{issue.id or 'new'} {issue.type} {who}: {what}")
    if len(report.changes) > MOST_SHOWN:
        typer.echo(f"  +{len(report.changes) - MOST_SHOWN} more: --json names every one.")
    for failure in report.failed:
        where = failure["conversation_id"] or "the list of conversations"
        typer.echo(f"Not read: {where}: {failure['error']}")
    for row in report.odd_rows:
        typer.echo(f"Odd in GHL, told once: {row}")
    if report.stopped:
        typer.echo(f"Stopped early: {report.stopped}")
    if report.pending:
        waits = "waits" if report.pending == 1 else "wait"
        typer.echo(f"{counted(report.pending, 'conversation')} {waits} for the next poll.")


def _print_alerts(report: AlertReport, names: Mapping[str, str], calendar: Calendar) -> None:
    from sentinel_cli.cli.tables import short_time
    from sentinel_cli.terminal import printable
    from sentinel_cli.texts.amounts import counted

    if report.poll_fault:
        typer.echo(f"GHL was not read: {printable(report.poll_fault)}")
    if not report.sent:
        typer.echo("Nobody needs to be told now.")
    for alerted in report.sent:
        text = alerted.text
        size = f"{counted(len(text.text), 'character')}, {counted(text.segments, 'segment')}"
        typer.echo(f"--- {size} ---\n{text.text}\n---")
        problem = f" ({printable(alerted.error)})" if alerted.error else ""
        who = names.get(alerted.contact_id, alerted.contact_id)
        typer.echo(f"{who}: {alerted.state.replace('_', ' ')}{problem}")
    for held in report.held:
        until = (
            short_time(held.until_ts, calendar, report.now_ts) if held.until_ts else "the next run"
        )
        who = names.get(held.contact_id, held.contact_id)
        why = WHY_HELD[held.gate]
        typer.echo(f"Held until {until}: #{held.issue_id}, {held.level}, for {who}: {why}")
    if report.dry_run:
        typer.echo("Dry run: nothing was sent.")


def _print_unsure(managers: list[str]) -> None:
    typer.echo(
        f"Not sent again, since it may have been sent before: {', '.join(managers)}.\n"
        "The next run looks again. To be sure now, look at their threads in GHL; "
        "without --once they are texted in any case."
    )


def _print_summary(report: SummaryReport, names: Mapping[str, str]) -> None:
    from sentinel_cli.terminal import printable
    from sentinel_cli.texts.amounts import counted

    if report.skipped:
        typer.echo(f"Nothing to send: {report.skipped}.")
    if report.poll_fault and report.poll is None:
        typer.echo(f"GHL was not read: {printable(report.poll_fault)}")
    told: dict[str, list[str]] = {}
    for recipient in report.recipients:
        problem = f" ({printable(recipient.error)})" if recipient.error else ""
        who = names.get(recipient.contact_id, recipient.contact_id)
        line = f"{who}: {recipient.state.replace('_', ' ')}{problem}"
        told.setdefault(recipient.text.text, []).append(line)
    segments = {recipient.text.text: recipient.text.segments for recipient in report.recipients}
    for text, lines in told.items():
        size = f"{counted(len(text), 'character')}, {counted(segments[text], 'segment')}"
        typer.echo(f"--- {size} ---\n{text}\n---")
        for line in lines:
            typer.echo(line)
    for away in report.away:
        typer.echo(f"{names.get(away, away)}: off duty")
    if report.unsure:
        _print_unsure([names.get(manager, manager) for manager in report.unsure])
    if report.dry_run:
        typer.echo("Dry run: nothing was sent.")
