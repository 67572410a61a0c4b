"""The dated copies of the database: when each was made, and sizes for a person."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path


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
