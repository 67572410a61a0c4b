"""`replay`: the stored messages judged again, by the present settings or by others."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Annotated

import typer

from sentinel_cli.cli.context import looking, now_ms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sentinel_cli.desk.managers import Relisted
    from sentinel_cli.desk.replay import Difference, Reading, Replay
    from sentinel_cli.hours import Calendar
    from sentinel_cli.settings import Settings

_UNITS = {"d": 24 * 3600, "h": 3600}


def replay(
    context: typer.Context,
    *,
    since: Annotated[
        str, typer.Option("--since", metavar="AGE", help="Issues begun since: 30d, 12h.")
    ] = "30d",
    changes: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="NAME=VALUE",
            help="What if this setting were so? May be given more than once.",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the whole result as JSON.")
    ] = False,
) -> None:
    """Judge the stored messages again, in memory, and show the difference; change nothing.

    Without --set: what is stored against what the rules say, under the settings then in force.
    With --set: the present settings against others.

    Exit codes: 0 done, 1 the rules do not say what is stored (without --set), 2 usage,
    74 the database failed, 78 settings, also those of --set.
    """
    from sentinel_cli.desk import replay as job
    from sentinel_cli.desk.managers import relisted

    asked_ms = now_ms()
    since_ts = asked_ms // 1000 - _seconds(since)
    wanted = dict(_named(change) for change in changes or [])
    present, other, were = _both(context, wanted)
    lists: tuple[Relisted, ...] = ()
    with looking(present) as store:
        if present.routes != other.routes:
            with store.read() as db:
                lists = relisted(db, present, other, now_ts=asked_ms // 1000)
        if wanted:
            found = job.under_other_settings(
                store, present, other, since_ts=since_ts, now_ms=asked_ms
            )
        else:
            found = job.against_store(store, present, since_ts=since_ts, now_ms=asked_ms)
    ok = bool(wanted) or not found.unexplained
    if as_json:
        _print_json(found, wanted, lists, ok=ok)
    elif wanted:
        _print_imagined(found, wanted, were, present.calendar)
        _print_lists(lists)
    else:
        _print_proof(found, present.calendar)
    raise typer.Exit(0 if ok else 1)


def _seconds(age: str) -> int:
    match = re.fullmatch(r"(\d{1,4})([dh])", age.strip())
    if match is None:
        raise typer.BadParameter(f"{age!r}: expected days or hours: 30d, 12h", param_hint="--since")
    return int(match[1]) * _UNITS[match[2]]


def _named(change: str) -> tuple[str, str]:
    name, separator, value = change.partition("=")
    if not separator:
        raise typer.BadParameter(
            f"{change!r}: expected NAME=VALUE: SMS_SLA_HOURS=1", param_hint="--set"
        )
    return name.strip(), value


def _both(
    context: typer.Context, wanted: Mapping[str, str]
) -> tuple[Settings, Settings, dict[str, str]]:
    """The present settings, the others, and what the changed ones are now."""
    from dataclasses import replace

    from sentinel_cli.settings import DEFAULTS, Need, environment, load

    source = environment(context.obj, environ=os.environ)
    present = load(source, need=Need.NOTHING)
    deciding = present.policy_values()
    for name in wanted:
        if name not in {*deciding, "MANAGERS_FILE"}:
            raise typer.BadParameter(
                f"{name!r} decides nothing about issues: expected one of {', '.join(deciding)}",
                param_hint="--set",
            )
    other = load(replace(source, given={**source.given, **wanted}), need=Need.NOTHING)
    were = {name: source.given.get(name) or DEFAULTS[name] for name in wanted}
    return present, other, were


def _print_json(
    found: Replay, wanted: Mapping[str, str], lists: tuple[Relisted, ...], *, ok: bool
) -> None:
    import json
    from dataclasses import asdict

    from sentinel_cli.desk.replay import counted

    told = {
        "ok": ok,
        "set": dict(wanted),
        **asdict(found),
        "counts": {str(kind): n for kind, n in counted(found.differences).items()},
        "lists": [asdict(one) for one in lists],
        "unexplained": len(found.unexplained) if not wanted else None,
    }
    typer.echo(json.dumps(told))


def _print_lists(lists: Iterable[Relisted]) -> None:
    """Whose lists would change: by issue, who would hear of it instead of whom."""
    for one in lists:
        before, after = (", ".join(names) or "nobody" for names in (one.before, one.after))
        typer.echo(f"#{one.issue_id} would be heard by {after} instead of {before}")


def _print_proof(found: Replay, calendar: Calendar) -> None:
    typer.echo(f"{_scope(found, calendar)}\nNothing was changed.")
    explained = [difference for difference in found.differences if difference.explained]
    if explained:
        typer.echo(
            f"{_number(explained)} recorded by an earlier version of Sentinel; by this one's rules "
            "they would be otherwise:"
        )
        _print_differences(explained, calendar)
    if found.unexplained:
        typer.echo(
            f"{_number(found.unexplained)} found otherwise than the rules say, and no change of "
            "the program explains it.\nThat is a bug in Sentinel: make a copy with `sentinel db "
            "backup`, and report it with what `sentinel issues show ID` says of them."
        )
        _print_differences(found.unexplained, calendar)
    else:
        typer.echo("What is stored is what the rules say: no unexplained difference.")


def _print_imagined(
    found: Replay, wanted: Mapping[str, str], were: Mapping[str, str], calendar: Calendar
) -> None:
    from sentinel_cli.desk.replay import Kind, counted

    for name, value in wanted.items():
        typer.echo(f"{name}={value or '(empty)'} instead of {were[name] or '(empty)'}")
    typer.echo(f"{_scope(found, calendar)}\nNothing was changed.")
    if not found.differences:
        typer.echo("No difference: every issue would be as it is under the present settings.")
        return
    counts = counted(found.differences)
    typer.echo(
        f"{counts[Kind.APPEARS]} would appear, {counts[Kind.VANISHES]} vanish, "
        f"{counts[Kind.DUE]} be due at another time, {counts[Kind.ENDS]} end differently.\n"
        f"Answered too late, or overdue now: {found.late[1]} instead of {found.late[0]}."
    )
    _print_differences(found.differences, calendar)


def _scope(found: Replay, calendar: Calendar) -> str:
    from sentinel_cli.cli.tables import local_time
    from sentinel_cli.texts.amounts import counted

    return (
        f"Judged again: {counted(found.issues, 'issue')} of {counted(found.contacts, 'contact')}, "
        f"begun since {local_time(found.since_ts, calendar)} or still open."
    )


def _number(differences: Iterable[Difference]) -> str:
    n = len(tuple(differences))
    return "1 issue was" if n == 1 else f"{n} issues were"


def _print_differences(differences: Iterable[Difference], calendar: Calendar) -> None:
    from sentinel_cli.terminal import printable

    for difference in differences:
        key = difference.key
        number = f"#{key.issue_id}" if key.issue_id is not None else "new"
        said = "; ".join(_said(difference, calendar))
        typer.echo(f"  {number} {key.type} {printable(key.contact_id)}: {said}")


def _said(difference: Difference, calendar: Calendar) -> Iterator[str]:
    from sentinel_cli.cli.tables import local_time
    from sentinel_cli.desk.replay import Kind

    one, other = difference.before, difference.after
    if one is None or other is None:
        reading = one or other
        if reading is not None:
            begun = local_time(reading.created_ts, calendar)
            yield f"{difference.what[0]}, begun {begun}, {_ending(reading, calendar)}"
        return
    for kind in difference.what:
        match kind:
            case Kind.BEGINS:
                yield f"begins {_moved(one.created_ts, other.created_ts, calendar)}"
            case Kind.DUE:
                yield f"due {_moved(one.due_ts, other.due_ts, calendar)}"
            case Kind.COUNTS:
                yield f"messages {one.inbound_count} -> {other.inbound_count}"
            case Kind.ENDS:
                yield f"{_ending(one, calendar)} -> {_ending(other, calendar)}"
            case Kind.OVERDUE:
                yield "overdue" if other.resolved_ts is None else "answered too late"
            case _:
                yield str(kind)


def _moved(one_ts: int, other_ts: int, calendar: Calendar) -> str:
    from sentinel_cli.cli.tables import local_time

    return f"{local_time(one_ts, calendar)} -> {local_time(other_ts, calendar)}"


def _ending(reading: Reading, calendar: Calendar) -> str:
    from sentinel_cli.cli.tables import local_time
    from sentinel_cli.terminal import printable

    if reading.resolved_ts is None:
        return "open"
    how = printable(f"{reading.resolution}, {reading.resolved_by}")
    return f"resolved {local_time(reading.resolved_ts, calendar)} ({how})"
