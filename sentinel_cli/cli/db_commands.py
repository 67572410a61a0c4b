"""`db`: a verified copy of the database, and what is old enough to go."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sentinel_cli.cli.context import log_for, now_ms, opened, settings_for
from sentinel_cli.cli.output import for_people

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sentinel_cli.desk.importing import Import
    from sentinel_cli.hours import Calendar
    from sentinel_cli.jobs.upkeep import Backup, Pruning
    from sentinel_cli.logs import Log
    from sentinel_cli.settings import Settings
    from sentinel_cli.store import Store

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Json = Annotated[bool, typer.Option("--json", help="Print the report as JSON.")]
DAY_S = 24 * 3600
MOST_LEFT = 20
"""So many rows that were not taken over are named to a person; JSON has them all."""
_MAKE_DUE_TIMES = ("TIMEZONE", "BUSINESS_HOURS", "CLOSED_DATES", "SMS_SLA_HOURS", "CALL_SLA_HOURS")


@app.command("backup")
def backup(
    context: typer.Context,
    path: Annotated[
        Path | None,
        typer.Argument(
            metavar="[PATH]",
            help="File or directory to copy to. Default: backups/ beside the database, "
            "where the last BACKUP_KEEP copies are kept.",
        ),
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """Copy the database while it is in use, and verify the copy.

    Exit codes: 0 copied, 1 such a file exists already, 74 the copy failed (older ones are kept),
    75 another backup is running.
    """
    from sentinel_cli.jobs import upkeep

    with _keeping(context) as (store, settings, log):
        made = upkeep.backup(store, path, keep=settings.backup_keep, now_ms=now_ms())
        told = {
            "path": str(made.path),
            "bytes": made.size,
            "removed": [str(removed) for removed in made.removed],
        }
        log.event("backup", ok=True, **told)
    _say({"ok": True, **told}, _told_backup(made, own=not path), as_json=as_json)


@app.command("prune", short_help="Delete old rows that nothing needs any more.")
def prune(
    context: typer.Context,
    *,
    older_than: Annotated[
        str, typer.Option("--older-than", metavar="DAYS", help="For instance 180d; at least 30d.")
    ],
    apply: Annotated[
        bool, typer.Option("--apply", help="Delete it. Without this, only tell what would go.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Delete old events, messages, log lines and sent texts; issues always stay.

    What an open issue, one resolved in the last 7 days, or an unsent text needs is kept.

    Exit codes: 0 done, 2 usage, 74 the database failed, 75 a poll is running.
    """
    from sentinel_cli.cli.progress import progress_bar
    from sentinel_cli.jobs import upkeep

    older_than_s = _age_s(older_than, least_s=upkeep.LEAST_AGE_S)
    with (
        _keeping(context) as (store, settings, log),
        progress_bar("Deleting") as progress,
    ):
        done = upkeep.prune(
            store, older_than_s=older_than_s, now_ms=now_ms(), apply=apply, progress=progress
        )
        told = {
            "before_ts": done.before_ts,
            "applied": done.applied,
            "rows": {table: old.rows for table, old in done.tables.items()},
            "bytes": sum(old.size for old in done.tables.values()),
        }
        log.event("prune", ok=True, **told)
    _say({"ok": True, **told}, _told_pruning(done, settings.calendar), as_json=as_json)


@app.command("import", short_help="Take over the issues of Sentinel's predecessor.")
def import_(
    context: typer.Context,
    old: Annotated[Path, typer.Argument(metavar="OLD.db", help="Its database; only read.")],
    *,
    env: Annotated[
        Path | None,
        typer.Option("--env", metavar="OLD.env", help="Its settings: its zone reads its times."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would come over; write nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Take over every issue with its number, or say why not; stop the old program first.

    Only into a database that has no issues yet, all or nothing. The next poll settles each open
    one against GHL.

    Exit codes: 0 done, 1 refused, or some issues could not be taken over (said), 2 usage,
    74 a database failed, 78 settings.
    """
    from dataclasses import replace

    from sentinel_cli.desk import importing
    from sentinel_cli.store import predecessor

    with _keeping(context, makes=True) as (store, settings, log):
        theirs = _settings_of(env, settings)
        policy = replace(settings.policy(), calendar=theirs.calendar)
        asked_ms = now_ms()
        plan = importing.planned(predecessor.read(old), policy=policy, now_ts=asked_ms // 1000)
        if dry_run:
            with store.read() as db:
                importing.refuse_used(db)
        else:
            importing.apply(store, plan, settings, now_ms=asked_ms, run_id=log.run_id)
        log.event("import", ok=True, dry_run=dry_run, **plan.counts())
    words = _told_import(plan, settings, theirs, dry_run=dry_run)
    _say(_import_as_json(plan, dry_run=dry_run), words, as_json=as_json)
    raise typer.Exit(1 if any(left.table == "issues" for left in plan.left) else 0)


def _settings_of(env: Path | None, settings: Settings) -> Settings:
    """The old settings as far as they have our names; what is wrong in them is ours no more."""
    from sentinel_cli.settings import Need, environment, load

    if env is None:
        return settings
    if not env.is_file():
        raise typer.BadParameter(f"there is no file {env}", param_hint="--env")
    return load(environment(env, environ={}), need=Need.NOTHING)


def _import_as_json(plan: Import, *, dry_run: bool) -> dict[str, object]:
    from dataclasses import asdict

    left = [asdict(one) for one in plan.left]
    merged = [{"issue": number, "into": into} for number, into in plan.merged().items()]
    counts = {**plan.counts(), "merged_issues": merged}
    return {"ok": True, "dry_run": dry_run, **counts, "left_out": left}


def _told_import(plan: Import, settings: Settings, theirs: Settings, *, dry_run: bool) -> str:
    from sentinel_cli.texts.amounts import counted

    counts = plan.counts()
    verb = "Would take over" if dry_run else "Took over"
    taken = counts["open"] + counts["resolved"]
    lines = [f"{verb} {counted(taken, 'issue')} with their numbers, {counts['open']} of them open."]
    if plan.numbers:
        lines.append(f"Muted numbers: {counts['muted_numbers']}.")
    merged = [f"#{number} into #{into}" for number, into in plan.merged().items()]
    lines += _first(f"Merged: {one}: two were open of the same contact and type" for one in merged)
    lines += _first(f"Left: {one.table} {one.row}: {one.reason}" for one in plan.left)
    if theirs is not settings:
        lines += theirs.warnings
    ours, old = settings.policy_values(), theirs.policy_values()
    lines += [
        f"{name} is {old[name]!r} there and {ours[name]!r} here: new due times follow yours."
        for name in _MAKE_DUE_TIMES
        if ours[name] != old[name]
    ]
    lines.append(
        "Dry run: nothing was written."
        if dry_run
        else "Next: `sentinel doctor`, then `sentinel poll-resolve --dry-run` shows which of them "
        "GHL has seen answered."
    )
    return "\n".join(lines)


def _first(lines: Iterable[str]) -> list[str]:
    """The first of many lines, and how many more there are."""
    known = [*lines]
    more = len(known) - MOST_LEFT
    return [*known[:MOST_LEFT], *([f"+{more} more: --json names every one."] if more > 0 else [])]


def _say(told: dict[str, object], words: str, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(told))
    elif for_people():
        typer.echo(words)


@contextmanager
def _keeping(
    context: typer.Context, *, makes: bool = False
) -> Iterator[tuple[Store, Settings, Log]]:
    """The open database with a log; a failure gets its line there, too. `makes`: a new one is."""
    from sentinel_cli import SentinelError
    from sentinel_cli.engine.start import new_run_id
    from sentinel_cli.settings import Need
    from sentinel_cli.store import open_store

    settings = settings_for(context, Need.NOTHING)
    log = log_for(settings, new_run_id("db"))
    try:
        with open_store(settings.db) if makes else opened(settings) as store:
            yield store, settings, log
    except SentinelError as exc:
        log.event(str(context.info_name), ok=False, error=str(exc))
        raise


def _age_s(written: str, *, least_s: int) -> int:
    days = re.fullmatch(r"(\d{1,5})d", written.strip())
    if days is None or int(days[1]) * DAY_S < least_s:
        raise typer.BadParameter(
            f"{written!r}: expected days like 180d, at least {least_s // DAY_S}d",
            param_hint="--older-than",
        )
    return int(days[1]) * DAY_S


def _told_backup(made: Backup, *, own: bool) -> str:
    from sentinel_cli.desk.copies import in_units

    lines = [f"Copied and verified: {made.path} ({in_units(made.size)})"]
    if own:
        gone = f"; {len(made.removed)} older deleted" if made.removed else ""
        lines.append(
            f"{made.kept} kept in {made.path.parent}{gone}. Keep one off this machine, too."
        )
    return "\n".join(lines)


def _told_pruning(done: Pruning, calendar: Calendar) -> str:
    from sentinel_cli.cli.tables import local_time
    from sentinel_cli.desk.copies import in_units

    rows = sum(old.rows for old in done.tables.values())
    before = f"older than {local_time(done.before_ts, calendar)}"
    if not rows:
        return f"Nothing to delete: no row is {before}, but for what is still needed."
    verb = "Deleted" if done.applied else "Would delete"
    freed = in_units(sum(old.size for old in done.tables.values()))
    listed = ", ".join(f"{table} {old.rows}" for table, old in done.tables.items() if old.rows)
    ending = (
        "The file keeps its size and fills the gaps first."
        if done.applied
        else "Nothing was changed: add --apply to delete."
    )
    return f"{verb} {rows} rows {before}, about {freed}: {listed}.\n{ending}"
