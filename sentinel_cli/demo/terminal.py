"""A command run as on a terminal, so that the demo shows what a person would see, uncoloured."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from sentinel_cli.demo import DemoFailedError

_COMMAND_S = 60.0
_INDENTED_BY = 5
_WIDEST = 110
_CHUNK = 65536


def run_in_terminal(
    command: Sequence[str], *, directory: Path, environ: Mapping[str, str]
) -> tuple[int, str, str]:
    """Run a program of ours; returns its exit code, its output and its errors.

    Raises:
        DemoFailedError: it did not end in time.
    """
    reading, writing = _terminal()
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(  # noqa: S603 - our own program
            command,
            cwd=directory,
            env={**environ, "TERM": "xterm", "NO_COLOR": "1", "COLUMNS": str(_columns())},
            stdin=subprocess.DEVNULL,
            stdout=writing,
            stderr=errors,
        )
        os.close(writing)
        try:
            output = _all_of(reading, give_up=time.monotonic() + _COMMAND_S)
            code = process.wait(_COMMAND_S)
        finally:
            os.close(reading)
            process.kill()
        errors.seek(0)
        return code, output, errors.read().decode(errors="replace")


def _terminal() -> tuple[int, int]:
    """A pseudo-terminal; where a sandbox has none, a pipe, into which lists print otherwise."""
    try:
        return pty.openpty()
    except OSError:
        return os.pipe()


def _columns() -> int:
    return min(shutil.get_terminal_size().columns, _WIDEST) - _INDENTED_BY


def _all_of(reading: int, *, give_up: float) -> str:
    """Everything until the program closes its end; Linux tells that by an I/O error."""
    told = b""
    with suppress(OSError):
        while True:
            if not select.select([reading], [], [], max(give_up - time.monotonic(), 0))[0]:
                raise DemoFailedError("a command did not end within a minute")
            chunk = os.read(reading, _CHUNK)
            if not chunk:
                break
            told += chunk
    return told.decode(errors="replace").replace("\r\n", "\n")
