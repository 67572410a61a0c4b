"""A backup and a pruning, as cron and operators start them: what is kept, and what may go."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sentinel_cli import RefusedError, StoreError
from sentinel_cli.engine.locks import only_one
from sentinel_cli.engine.start import FLOOR
from sentinel_cli.jobs.poll_report import Progress
from sentinel_cli.rules.reconcile import SETTLED_S
from sentinel_cli.store import Store, state
from sentinel_cli.store.files import backup_directory, backups, make_directory
from sentinel_cli.store.pruning import PRUNED, Age, Slice, delete, survey
from sentinel_cli.store.upkeep import copy_to, draft_of

LEAST_AGE_S = 30 * 24 * 3600
"""The fold looks back 7 days, the status 14: nothing younger than this is ever old."""
WAIT_FOR_POLL_S = 250.0
"""Somewhat longer than a poll may take."""
REST = 2.0
"""Times what a deletion took passes before the next one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """One copy that was made, its bytes, and the older copies that were deleted for it."""

    path: Path
    size: int
    removed: tuple[Path, ...] = ()
    kept: int = 1


@dataclass(frozen=True, slots=True)
class Old:
    """What of one table may go: rows, and roughly the bytes they take."""

    rows: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruning:
    """What was old, table by table, and whether it was deleted."""

    before_ts: int
    applied: bool
    tables: dict[str, Old]


def backup(store: Store, path: Path | None, *, keep: int, now_ms: int) -> Backup:
    """Copy the database: to `path`, or dated into `backups/` beside it, keeping the last `keep`.

    A directory as `path` gets a dated copy too, and nothing is deleted there.

    Raises:
        BusyError: another backup is being made.
        RefusedError: there is such a file already.
        StoreError: the copy failed; the older ones are as they were.
    """
    with only_one(store.path, "backup"):
        if path is not None:
            target = path / _dated(store.path, now_ms) if path.is_dir() else path
            return Backup(path=target, size=_copy(store, target))
        directory = backup_directory(store.path)
        target = directory / _dated(store.path, now_ms)
        _prepare(directory, store.path)
        size = _copy(store, target)
        copies = backups(store.path)
        removed = tuple(copy for copy in copies[:-keep] if copy != target)
        for copy in removed:
            copy.unlink(missing_ok=True)
        return Backup(path=target, size=size, removed=removed, kept=len(copies) - len(removed))


def prune(
    store: Store,
    *,
    older_than_s: int,
    now_ms: int,
    apply: bool,
    progress: Progress = lambda _done, _total: None,
    pause: Callable[[float], None] = time.sleep,
) -> Pruning:
    """Delete what is older and needed by nothing; without `apply` only tell what it would be.

    GHL may show old messages again. They must not become issues a second time, so what is deleted
    is from then on treated as what lay before the first start: as context.

    Raises:
        BusyError: a poll is at work and did not end in time; nothing was deleted.
        RefusedError: `older_than_s` is less than `LEAST_AGE_S`.
        StoreError: the database failed; what was deleted until then stays deleted.
    """
    if older_than_s < LEAST_AGE_S:
        raise RefusedError(f"only what is older than {LEAST_AGE_S // 86400} days can be pruned")
    now_ts = now_ms // 1000
    age = Age(before_ts=now_ts - older_than_s, frozen_ts=now_ts - SETTLED_S)
    found = tuple(survey(store, age))
    if apply:
        _forget(store, age)
        _delete(store, found, age, progress=progress, pause=pause)
    return Pruning(
        before_ts=age.before_ts,
        applied=apply,
        tables={table: _together(found, table) for table in PRUNED},
    )


def _forget(store: Store, age: Age) -> None:
    """Make it context. A poll that began before would not yet know that: it has to end first."""
    with only_one(store.path, "poll", wait_s=WAIT_FOR_POLL_S), store.write() as db:
        state.put(db, FLOOR, max(age.before_ts, state.number(db, FLOOR) or 0))


def _delete(
    store: Store,
    found: Sequence[Slice],
    age: Age,
    *,
    progress: Progress,
    pause: Callable[[float], None],
) -> None:
    """Slice by slice; for as long as one has held up the webhooks, twice they have their way."""
    for done, part in enumerate(found):
        progress(done, len(found))
        began = time.monotonic()
        with store.write() as db:
            delete(db, part, age)
        pause(REST * (time.monotonic() - began))


def _together(found: Iterable[Slice], table: str) -> Old:
    own = [part for part in found if part.table == table]
    return Old(rows=sum(part.rows for part in own), size=sum(part.size for part in own))


def _dated(database: Path, now_ms: int) -> str:
    made = datetime.fromtimestamp(now_ms // 1000, UTC)
    return f"{database.stem}-{made:%Y%m%dT%H%M%SZ}.db"


def _prepare(directory: Path, database: Path) -> None:
    """Make the directory, and throw away what a backup that was killed has left in it."""
    try:
        make_directory(directory)
        for left in directory.glob(draft_of(directory / f"{database.stem}-*").name):
            left.unlink(missing_ok=True)
    except OSError as exc:
        raise StoreError(f"{directory}: {exc.strerror}") from exc


def _copy(store: Store, target: Path) -> int:
    if target.exists():
        raise RefusedError(f"{target} exists: a backup never replaces a file; name another one")
    if not target.parent.is_dir():
        raise StoreError(f"{target}: the directory {target.parent} does not exist; create it")
    return copy_to(store, target)
