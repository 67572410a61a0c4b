"""Files a command is asked to write: whole or not at all, readable by their owner only."""

from __future__ import annotations

import os
from pathlib import Path

import typer


def writable(path: Path, *, option: str) -> Path:
    """Refuse a place where the file cannot stand, before anything is worked out."""
    directory = path.absolute().parent
    if not directory.is_dir():
        raise typer.BadParameter(
            f"the directory {directory} does not exist: make it first", param_hint=option
        )
    is_ours = path.is_file() and not path.is_symlink() and os.access(path, os.W_OK)
    if os.path.lexists(path) and not is_ours:
        raise typer.BadParameter(
            f"{path} is not a file of ours to write: name another", param_hint=option
        )
    if not os.access(directory, os.W_OK):
        raise typer.BadParameter(
            f"{directory} cannot be written to: name another", param_hint=option
        )
    return path.absolute()


def write_whole(target: Path, text: str, *, option: str) -> None:
    """Write beside the place, then move it there."""
    draft = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        draft.replace(target)
    except OSError as exc:
        raise typer.BadParameter(f"{target}: {exc.strerror}", param_hint=option) from exc
    finally:
        draft.unlink(missing_ok=True)
