"""Read a database file twice: the child process of `store.copying`, which says why.

Run as a script of its own, with nothing but the standard library, so that it starts in no time.
Its arguments are the file and the handle of the copy. It answers on its output with `0` after each
reading, or with the number of the error that ended it, and waits for a line before the second one.
"""

from __future__ import annotations

import errno
import os
import stat
import sys

PIECE = 1 << 20
UNWRITTEN = 16
"""So many pieces may not be on the disk yet: a webhook's own fsync could have to wait for them."""
_MAGIC = b"SQLite format 3\0"


def main(path: str, copy: int) -> None:
    """Make the copy, then mend it; see the module."""
    source = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    # Whoever may write in the directory must not make root copy another file of its own.
    if not stat.S_ISREG(os.fstat(source).st_mode) or os.pread(source, 16, 0) != _MAGIC:
        raise OSError(errno.EINVAL, "no database")
    mend(source, copy, is_first=True)
    _answer(0)
    if sys.stdin.readline():
        mend(source, copy, is_first=False)
        _answer(0)


def mend(source: int, copy: int, *, is_first: bool) -> None:
    """Make the copy equal to the source, writing only the pieces that differ."""
    size = os.fstat(source).st_size
    os.ftruncate(copy, size)
    theirs, ours, written = bytearray(PIECE), bytearray(PIECE), 0
    for at in range(0, size, PIECE):
        length = os.preadv(source, [theirs], at)
        os.preadv(copy, [ours], at)
        if theirs == ours:
            continue
        os.pwrite(copy, memoryview(theirs)[:length], at)
        written += 1
        if is_first and written % UNWRITTEN == 0:
            os.fdatasync(copy)


def _answer(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        main(sys.argv[1], int(sys.argv[2]))
    except OSError as exc:
        _answer(exc.errno or errno.EIO)
