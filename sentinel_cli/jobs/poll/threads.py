"""Read the pending threads, a few at a time; no transaction is open while GHL is asked.

Which ones are pending is noted by `sweep` and asked of `store.conversations`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial

from sentinel_cli.jobs.poll.keep import keep
from sentinel_cli.jobs.poll.reading import Reading
from sentinel_cli.jobs.poll.thread import Thread, read
from sentinel_cli.store import conversations
from sentinel_cli.store.conversations import Conversation

AT_ONCE = 4
KEPT = 4 * AT_ONCE
"""How many are stored at a time, while as many others are being read."""


def read_pending(reading: Reading) -> None:
    """Read until none is due or time is up."""
    with reading.store.write() as db:
        conversations.wake(db, now_ts=reading.now_ts)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while not reading.report.stopped:
            with reading.store.read() as db:
                waiting = conversations.pending(db, now_ts=reading.now_ts, limit=2 * KEPT)
                left = conversations.count_due(db, now_ts=reading.now_ts)
            if not waiting:
                break
            for some in _read(reading, pool, waiting, left=left):
                keep(reading, some)


def _read(
    reading: Reading, pool: Executor, waiting: Sequence[Conversation], *, left: int
) -> Iterator[list[Thread]]:
    """The threads in their order, some at a time, the rest being read meanwhile."""
    before = reading.report.threads
    some: list[Thread] = []
    for number, thread in enumerate(pool.map(partial(read, reading), waiting), start=1):
        some.append(thread)
        reading.progress(before + number, before + left)
        if len(some) == KEPT or number == len(waiting):
            yield some
            some = []
