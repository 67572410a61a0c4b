"""One poll and one summary at a time: a lock file beside the database.

The kernel releases the lock when the process dies, however it dies (flock(2)).
"""

from __future__ import annotations

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sentinel_cli import BusyError, StoreError
from sentinel_cli.store.files import READ_ONLY_DISK, give_to_owner, lock_file

_STEP_S = 0.1
_WRONG_USER = "check its owner and mode; run Sentinel as the user its data belongs to"


@contextmanager
def only_one(database: Path, job: str, *, wait_s: float = 0.0) -> Iterator[None]:
    """Hold the lock of `job` (`poll`, `summary`) for this database, waiting at most `wait_s`.

    Raises:
        BusyError: another run holds it.
        StoreError: the lock file cannot be made.
    """
    path = database.with_name(f"{database.name}.{job}.lock")
    try:
        handle = lock_file(path)
    except OSError as exc:
        advice = READ_ONLY_DISK if exc.errno == errno.EROFS else _WRONG_USER
        raise StoreError(f"{path}: {exc.strerror}: {advice}") from exc
    try:
        give_to_owner(handle, path.parent)
        _acquire(handle, job, wait_s)
        yield
    finally:
        os.close(handle)


def _acquire(handle: int, job: str, wait_s: float) -> None:
    give_up = time.monotonic() + wait_s
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= give_up:
                raise BusyError(f"another {job} run is at work; nothing was done") from None
            time.sleep(_STEP_S)
        else:
            return
