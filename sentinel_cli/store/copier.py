"""Copy a database file that is written to meanwhile: the child process of `store.copying`.

Run as a script of its own, with nothing but the standard library, so that it starts in no time.
Its arguments are the file, the handle of the copy, and where commits are told (`store.noting`).
It is asked by a line on its input, while nobody commits, and answers with a word on its output:
`0` when it may be asked, `1` when it has to read on, `2` when the copy is the file as it is now;
or with the number of the error that ended it, below zero.

All is read once, which takes as long as the disk needs. What changed meanwhile is read again, and
what changed during that, until it is little enough to be read while nobody commits. Where a commit
was not told (a line typed into `sqlite3`), all is read under the lock, from memory by then.
"""

from __future__ import annotations

import errno
import os
import stat
import struct
import sys
import time
from dataclasses import dataclass, field

PIECE = 1 << 20
UNWRITTEN = 4
"""So many pieces may not be on the disk yet: a webhook's own fsync could have to wait for them."""
LITTLE = 256
"""Pages that may be read while nobody commits: a millisecond or two."""
ROUNDS = 8
"""After so many the copying is no faster than the writing: the rest is read at once."""
READY, ON, EQUAL = 0, 1, 2
MAGIC = b"SQLite format 3\0"
_WAITS = 20
"""Milliseconds in which whoever has committed is to have told it."""


def main(path: str, copy: int, notes: str) -> None:
    """Make the copy; see the module."""
    source = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    # Whoever may write in the directory must not make root copy another file of its own.
    if not stat.S_ISREG(os.fstat(source).st_mode) or os.pread(source, 16, 0) != MAGIC:
        raise OSError(errno.EINVAL, "no database")
    copying = Copying(source, copy)
    _answer(READY)
    if not sys.stdin.readline():
        return
    copying.begin(notes)
    _answer(ON)
    copying.read_all()
    _answer(READY)
    while sys.stdin.readline():
        if copying.is_equal():
            _answer(EQUAL)
            return
        _answer(ON)
        copying.read_changed()
        _answer(READY)


@dataclass(frozen=True, slots=True)
class State:
    """What a file's first page and its list of free pages say; sizes are counted in pages."""

    page: int
    pages: int
    commits: int
    trunks: frozenset[int]
    free: frozenset[int]

    @classmethod
    def of(cls, source: int) -> State:
        """Read it; nobody may commit meanwhile."""
        head = os.pread(source, 100, 0).ljust(100, b"\0")
        page = struct.unpack_from(">H", head, 16)[0]
        page = 1 << 16 if page == 1 else max(page, 512)
        commits, _, trunk = struct.unpack_from(">III", head, 24)
        pages = os.fstat(source).st_size // page
        trunks, free = set[int](), set[int]()
        while 0 < trunk <= pages and trunk not in trunks:  # a damaged list may go anywhere
            trunks.add(trunk)
            content = os.pread(source, page, (trunk - 1) * page)
            trunk, leaves = struct.unpack_from(">II", content)
            free.update(struct.unpack_from(f">{min(leaves, page // 4 - 2)}I", content, 8))
        return cls(page, pages, commits, frozenset(trunks), frozenset(free))


@dataclass(slots=True)
class Notes:
    """What was told so far: whole commits, and pages of those not known to be over."""

    handle: int
    commits: int = 0
    rest: bytes = b""
    begun: dict[bytes, set[int]] = field(default_factory=dict)

    def news(self) -> set[int]:
        """The pages that were, or may have been, changed by what was told since the last time."""
        while more := os.read(self.handle, PIECE):
            self.rest += more
        *lines, self.rest = self.rest.split(b"\n")
        changed = set[int]()
        for line in lines:
            commit, *pages = line.split()
            if pages:
                self.begun[commit] = {int(page) for page in pages if page.isdigit()}
            elif commit in self.begun:
                changed |= self.begun.pop(commit)
                self.commits += 1
        return changed.union(*self.begun.values())


class Copying:
    """One copy in the making; `source` and `copy` are handles."""

    def __init__(self, source: int, copy: int) -> None:
        self.source, self.copy = source, copy
        self.notes: Notes | None = None
        self.since = self.before = State.of(source)
        self.changed = set[int]()
        self.rounds = 0

    def begin(self, notes: str) -> None:
        """From now on all is told; to be called while nobody writes."""
        try:
            self.notes = Notes(os.open(notes, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC))
        except OSError:
            return  # somebody else is being told, or nobody can be
        self.since = self.before = State.of(self.source)

    def read_all(self) -> None:
        """Read the whole file."""
        mend(self.source, self.copy, is_first=True)

    def is_equal(self) -> bool:
        """Make the copy equal if little has changed, or if it is not known what.

        To be called while nobody commits, as is `note`.
        """
        self.rounds += 1
        if not self.note():
            mend(self.source, self.copy, is_first=False)
            return True
        if len(self.changed) > LITTLE and self.rounds < ROUNDS:
            return False
        self.read_changed()
        os.ftruncate(self.copy, self.before.pages * self.before.page)
        return True

    def note(self) -> bool:
        """Note down what has changed; false: not all of it is known."""
        now = State.of(self.source)
        if not self._is_all_told(now):
            return False
        # What was free may have been taken without being told, and behind the end everything is.
        self.changed |= {1} | (self.before.free - now.free) | now.trunks
        self.changed |= set(range(self.before.pages + 1, now.pages + 1))
        self.before = now
        return True

    def read_changed(self) -> None:
        """Read again what has changed."""
        size = self.before.page
        for number, page in enumerate(sorted(self.changed), start=1):
            at = (page - 1) * size
            os.pwrite(self.copy, os.pread(self.source, size, at), at)
            if number % (UNWRITTEN * PIECE // size) == 0:
                os.fdatasync(self.copy)
        self.changed.clear()

    def _is_all_told(self, now: State) -> bool:
        """Whether every commit since the beginning was told; what was is noted down."""
        notes = self.notes
        if notes is None or now.page != self.since.page or now.pages < self.since.pages:
            return False
        for _ in range(_WAITS):
            self.changed |= notes.news()
            if notes.commits == (now.commits - self.since.commits) % (1 << 32):
                return True
            time.sleep(0.001)
        return False


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
        main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
    except OSError as exc:
        _answer(-(exc.errno or errno.EIO))
