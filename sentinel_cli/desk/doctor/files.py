"""The database, the files around it, and what they lie on."""

from __future__ import annotations

import pwd
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from sentinel_cli import StoreError
from sentinel_cli.desk.copies import in_units, made_ts
from sentinel_cli.desk.doctor.check import Check, failed, good, warned
from sentinel_cli.desk.status import DAY_S, LEAST_FREE, RECENT_S, counted
from sentinel_cli.store import absent
from sentinel_cli.store.files import remains
from sentinel_cli.store.refusals import Refusals
from sentinel_cli.store.upkeep import Examination, examine

MEND_FIRST = "mend this first: until then nothing is received, polled or sent"
RESTORE = "restore a backup (deploy/README.md, 'Backup and restore')"
PLENTY_FREE = 1_000_000_000
STALE_BACKUP_S = 2 * 24 * 3600
OLDEST_SQLITE = (3, 37, 0)
"""STRICT tables (sqlite.org/stricttables.html)."""

_NETWORK = frozenset(
    {"9p", "afs", "ceph", "cifs", "davfs", "glusterfs", "lustre", "ncpfs", "nfs", "nfs4", "smb3",
     "smbfs", "virtiofs"}
)  # fmt: skip
_IN_MEMORY = frozenset({"tmpfs", "ramfs"})
_REMOTE_FUSE = ("fuse.sshfs", "fuse.s3fs", "fuse.rclone", "fuse.gluster", "fuse.ceph")

Version = tuple[int, ...]


def database(path: Path, *, sqlite: Version) -> Iterator[Check]:
    """Sound, of a version this program knows, and with a journal that survives a power cut."""
    if not path.exists():
        yield _not_there(path)
        return
    try:
        found = examine(path)
    except StoreError as exc:
        yield failed("database", str(exc), MEND_FIRST)
        return
    yield _sound(path, found)
    yield journal(found.journal, sqlite=sqlite)


def _not_there(path: Path) -> Check:
    if remains(path):
        return failed("database", absent(path), MEND_FIRST)
    can_be_made = path.parent.name == "data" and path.parent.parent.is_dir()
    if path.parent.is_dir() or can_be_made:
        return warned("database", f"{path} is not there yet", "sentinel poll-resolve creates it")
    do = "create the directory for the user of the jobs, or correct SENTINEL_DB"
    return failed("database", f"{path}: the directory {path.parent} does not exist", do)


def _sound(path: Path, found: Examination) -> Check:
    if found.problems:
        return failed("database", f"{path} is damaged: {'; '.join(found.problems)}", RESTORE)
    if found.unread:
        do = "make room beside the database, or run as its owner: its content is checked on a copy"
        return warned("database", f"{path} could not be looked at: {found.unread}", do)
    version = f"version {found.version}"
    if found.version < found.newest_version:
        version += f", becomes {found.newest_version} with the next command"
    return good("database", f"{path}: sound, {version}, {in_units(found.size)}")


def journal(mode: str, *, sqlite: Version) -> Check:
    """Rollback journal: WAL can be corrupted by two writers in SQLite 3.7.0 to 3.51.2."""
    program = f"SQLite {'.'.join(map(str, sqlite))}"
    if sqlite < OLDEST_SQLITE:
        return failed("sqlite", f"{program} is too old", "use a Python with SQLite 3.37 or newer")
    if mode != "wal":
        return good("sqlite", f"{program}, journal mode {mode}")
    do = "stop whatever else uses the database, then run: sentinel issues list"
    said = f"{program}, journal mode wal, which another program has set"
    if not has_wal_race(sqlite):
        return warned("sqlite", said, do)
    return failed("sqlite", f"{said}: two writers can corrupt the database", do)


def has_wal_race(version: Version) -> bool:
    """The WAL-reset race, mended in 3.51.3, 3.50.7 and 3.44.6 (sqlite.org/wal.html)."""
    mended = (3, 44, 6) <= version < (3, 45, 0) or (3, 50, 7) <= version < (3, 51, 0)
    return (3, 7, 0) <= version < (3, 51, 3) and not mended


def modes(path: Path, *, user_id: int) -> Iterator[Check]:
    """Whether only its owner can read the database, and whether the jobs can open what is there.

    A command that root ran may have left files that the jobs' user cannot open.
    """
    if not path.exists():
        return
    about = path.stat()
    mode = stat.S_IMODE(about.st_mode)
    if mode & 0o077:
        said = f"others can read the customers' texts (mode {mode:04o})"
        yield warned("file modes", f"{path}: {said}", f"chmod 600 {path}")
    else:
        yield good("file modes", f"{path}: mode {mode:04o}")
    others = [one for one in path.parent.glob(f"{path.name}*") if _owner(one) != about.st_uid]
    for stranger in sorted(others):
        said = f"{stranger} belongs to {_name(_owner(stranger))}: the jobs may not open it"
        yield failed("file modes", said, f"chown {_name(about.st_uid)}: {stranger}")
    if user_id != about.st_uid:
        owner = _name(about.st_uid)
        said = f"you are {_name(user_id)}, the database belongs to {owner}"
        yield warned("user", said, f"run commands as the jobs do: sudo -u {owner} sentinel ...")


def _owner(path: Path) -> int:
    return path.lstat().st_uid


def _name(user_id: int) -> str:
    try:
        return pwd.getpwuid(user_id).pw_name
    except KeyError:
        return str(user_id)


def free_disk(free: int, *, size: int) -> Check:
    """Room to write, and for one copy of a database of `size` bytes."""
    said = f"{in_units(free)} free, the database has {in_units(size)}"
    do = "free some space: on a full disk webhooks are turned away"
    if free < max(LEAST_FREE, size):
        return failed("disk", said, do)
    if free < max(PLENTY_FREE, 3 * size):
        return warned("disk", said, do)
    return good("disk", said)


def turned_away(found: Refusals, *, now_ts: int) -> Check:
    """Webhooks that the receiver could not store within a day."""
    lately = found.since(now_ts - DAY_S)
    if not lately or found.last_ts is None:
        return good("refusals", "no webhook was turned away within a day")
    said = f"{counted(lately)} turned away within a day: {found.why}"
    do = "see the journal of ntpp-sentinel; the polls find what GHL does not send again"
    ago_s = now_ts - found.last_ts
    return (failed if ago_s < RECENT_S else warned)("refusals", said, do)


def file_system(mounts: str, path: Path) -> Check:
    """A local one: locks over a network do not hold (sqlite.org/faq.html#q5).

    `mounts` is the text of /proc/mounts.
    """
    fields = [line.split() for line in mounts.splitlines()]
    at = [(Path(f[1].replace("\\040", " ")), f[2]) for f in fields if len(f) > 2]  # noqa: PLR2004 - device, place, kind
    around = [(len(place.parts), kind) for place, kind in at if path.is_relative_to(place)]
    if not around:
        return good("file system", "kind unknown")
    kind = max(around, key=lambda found: found[0])[1]
    if kind in _NETWORK or kind.startswith(_REMOTE_FUSE):
        said = f"{path.parent} is on a network file system ({kind}): locks do not hold there"
        return failed("file system", said, "move the database to a local disk: SENTINEL_DB")
    if kind in _IN_MEMORY:
        said = f"{path.parent} is kept in memory ({kind}): a restart of the host forgets all"
        return warned("file system", said, "move the database to a disk: SENTINEL_DB")
    return good("file system", f"local ({kind})")


def backup(copies: Sequence[Path], *, now_ts: int) -> Check:
    """A copy in the default directory that is not much older than a day."""
    if not copies:
        said = "no copy in backups/ beside the database"
        return warned("backup", said, "sentinel db backup; a job does it every night")
    age_s = now_ts - made_ts(copies[-1])
    number = "1 copy" if len(copies) == 1 else f"{len(copies)} copies"
    said = f"{number}, the newest {age_s // 3600} h old"
    if age_s > STALE_BACKUP_S:
        return warned("backup", said, "sentinel db backup; see why that job does not run")
    return good("backup", said)
