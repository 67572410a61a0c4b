"""The files we make beside the database: private, never reached through a link, its owner's.

The service's user may put links into its directory, and root types commands there. So no name is
followed to another file, and what is given away is the open file, whatever its name means by now.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PRIVATE = 0o600
READ_ONLY_DISK = "the disk is mounted read-only; `dmesg` may say why. Mount it writable"


def new_file(path: Path) -> int:
    """The handle of a file that was not there before. Raises OSError."""
    return os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, _PRIVATE)


def lock_file(path: Path) -> int:
    """The handle of an empty file, made when it is missing.

    Raises:
        OSError: it cannot be made, or something else has its name.
    """
    handle = os.open(
        path,
        # Without O_NONBLOCK a pipe of that name could be waited for.
        os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC,
        _PRIVATE,
    )
    about = os.fstat(handle)
    if not stat.S_ISREG(about.st_mode) or about.st_nlink != 1 or about.st_size:
        os.close(handle)
        raise OSError(errno.EEXIST, "it is no lock of ours; remove it")
    return handle


def give_to_owner(handle: int, directory: Path) -> None:
    """What root makes in a directory belongs to the user whose directory it is.

    Otherwise one command typed by root would lock the service out of its own data.
    """
    if os.geteuid() == 0:
        owner = directory.stat()
        os.fchown(handle, owner.st_uid, owner.st_gid)


def make_directory(path: Path) -> None:
    """A private directory for the owner of the one it is in; one that is there stays as it is.

    Raises:
        OSError: it cannot be made, or as root: its name is a link, whoever has set it.
    """
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        follow = 0 if os.geteuid() else os.O_NOFOLLOW
        os.close(os.open(path, flags | follow))
        return
    with closing_handle(os.open(path, flags | os.O_NOFOLLOW)) as handle:
        give_to_owner(handle, path.parent)


def backup_directory(database: Path) -> Path:
    """Where copies go unless the operator names another place."""
    return database.parent / "backups"


def backups(database: Path) -> tuple[Path, ...]:
    """The dated copies in the default directory, oldest first: the date is UTC, in the name."""
    dated = rf"{re.escape(database.stem)}-\d{{8}}T\d{{6}}Z\.db"
    return _named(backup_directory(database), dated)


def remains(database: Path) -> tuple[Path, ...]:
    """What stands beside the place of a database that was here once: by that it is missed.

    Its journal, the locks of its jobs, the count of its receiver, its latest copy.
    """
    left = rf"{re.escape(database.name)}(?:-journal|\.refused|\.[a-z]+\.lock)"
    return (*_named(database.parent, left), *backups(database)[-1:])


def _named(directory: Path, pattern: str) -> tuple[Path, ...]:
    if not directory.is_dir():
        return ()
    return tuple(sorted(it for it in directory.iterdir() if re.fullmatch(pattern, it.name)))


def on_read_only_disk(path: Path) -> bool:
    """Whether nobody can write there, whatever owner and mode are; False where that is unknown."""
    try:
        return bool(os.statvfs(path.parent).f_flag & os.ST_RDONLY)
    except OSError:
        return False


def to_disk(path: Path) -> None:
    """Until fsync returns, a power cut may take a directory's entry for a file."""
    with closing_handle(os.open(path, os.O_RDONLY | os.O_CLOEXEC)) as handle:
        os.fsync(handle)


@contextmanager
def closing_handle(handle: int) -> Iterator[int]:
    """A handle, closed afterwards."""
    try:
        yield handle
    finally:
        os.close(handle)
