"""A progress bar on a terminal, for work that takes longer than a second.

It is drawn only when the work says how far it is: no thread of its own redraws it.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sentinel_cli.terminal import coloured

PATIENCE_S = 1.0
"""A bar that flashes by tells nothing."""


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """Yield a function to call with (done, total); it draws only where a person watches."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    started = time.monotonic()
    console = Console(stderr=True, color_system="auto" if coloured(sys.stderr) else None)
    bar = Progress(console=console, transient=True, auto_refresh=False)
    task = bar.add_task(what)

    def draw(done: int, total: int) -> None:
        bar.update(task, completed=done, total=total or None)
        if time.monotonic() - started >= PATIENCE_S:
            bar.start()  # does nothing when it is shown already
            bar.refresh()

    try:
        yield draw
    finally:
        bar.stop()
