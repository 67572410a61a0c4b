"""A progress bar on a terminal, for a poll that takes longer than a second."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE_S = 1.0
"""A bar that flashes by tells nothing."""


@contextmanager
def poll_progress() -> Iterator[Callable[[int, int], None]]:
    """Yield a function to call with (done, total); it draws only where a person watches."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    started = time.monotonic()
    bar = Progress(console=Console(stderr=True), transient=True)
    task = bar.add_task("Reading GHL")

    def draw(done: int, total: int) -> None:
        if time.monotonic() - started >= PATIENCE_S:
            bar.start()
        bar.update(task, completed=done, total=total)

    try:
        yield draw
    finally:
        bar.stop()
