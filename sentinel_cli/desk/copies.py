"""The dated copies of the database: where they lie, which there are, when each was made."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path


def backup_directory(database: Path) -> Path:
    """Where copies go unless the operator names another place."""
    return database.parent / "backups"


def backups(database: Path) -> tuple[Path, ...]:
    """The dated copies in the default directory, oldest first: the date is UTC, in the name."""
    dated = re.compile(rf"{re.escape(database.stem)}-\d{{8}}T\d{{6}}Z\.db")
    directory = backup_directory(database)
    if not directory.is_dir():
        return ()
    return tuple(sorted(path for path in directory.iterdir() if dated.fullmatch(path.name)))


def made_ts(copy: Path) -> int:
    """When a dated copy was made, epoch seconds."""
    made = datetime.strptime(copy.stem[-16:], "%Y%m%dT%H%M%SZ")  # noqa: DTZ007 - the Z is UTC
    return int(made.replace(tzinfo=UTC).timestamp())


def in_units(size: int) -> str:
    """`812 bytes`, `3.4 MB`: bytes for a person."""
    for unit, each in (("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1000)):
        if size >= each:
            return f"{size / each:.1f} {unit}"
    return f"{size} bytes"
