"""The power fails right after an answer: what was acknowledged is in the database afterwards.

`serve` runs under strace; its system calls are replayed on a model of a disk that keeps only what
was synced, and of the rest any part: the journal's unlink survives only once its directory was
synced. The model is held to a writer known to lose its last commit.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from installed import Installed, text_from

from sentinel_cli.store import open_store

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("strace") is None, reason="strace is missing"),
]

ACKS = 60
CUTS_PER_ACK = 4
TRACED = (
    "openat,creat,pwrite64,write,lseek,ftruncate,fdatasync,fsync,unlink,rename,link,close,sendto"
)


# The disk ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class Inode:
    """A file's content: what a power cut leaves for sure, and the writes not synced yet."""

    durable: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)

    def sync(self) -> None:
        for change in self.pending:
            _apply(self.durable, change)
        self.pending.clear()

    def after_a_cut(self, luck: random.Random, chance: float) -> bytes:
        content = bytearray(self.durable)
        for change in self.pending:
            if luck.random() < chance:
                _apply(content, change)
        return bytes(content)


def _apply(content: bytearray, change: tuple[int, bytes | None]) -> None:
    """Write at an offset; no bytes: cut the file off there."""
    offset, written = change
    if written is None:
        del content[offset:]
        return
    content.extend(bytes(max(0, offset - len(content))))
    content[offset : offset + len(written)] = written


class Disk:
    """One directory: names are durable once the directory was synced."""

    def __init__(self, name: str, content: bytes) -> None:
        whole = Inode(bytearray(content))
        self.now: dict[str, Inode] = {name: whole}
        self.durable: dict[str, Inode] = {name: whole}
        self.renamed: list[tuple[str, Inode | None]] = []

    def name(self, name: str, inode: Inode | None) -> None:
        """Create (or with None remove) a name."""
        if inode is None:
            self.now.pop(name, None)
        else:
            self.now[name] = inode
        self.renamed.append((name, inode))

    def sync_names(self) -> None:
        self.durable = dict(self.now)
        self.renamed.clear()

    def after_a_cut(self, luck: random.Random, chance: float) -> dict[str, bytes]:
        names = dict(self.durable)
        for name, inode in self.renamed:
            if luck.random() >= chance:
                continue
            if inode is None:
                names.pop(name, None)
            else:
                names[name] = inode
        return {name: inode.after_a_cut(luck, chance) for name, inode in names.items()}


# The trace ---------------------------------------------------------------------------------------

_CALL = re.compile(r"^\d+ +(\w+)\((.*)\) += (-?\d+)")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


def calls(trace: Path) -> Iterator[tuple[str, str, int]]:
    """Finished system calls in order: name, arguments, result. Interrupted lines are joined."""
    begun: dict[str, str] = {}
    for line in trace.read_text().splitlines():
        pid = line.split(" ", 1)[0]
        if line.endswith("<unfinished ...>"):
            begun[pid] = line.removesuffix("<unfinished ...>")
            continue
        if "resumed>" in line:
            line = begun.pop(pid) + line.partition("resumed>")[2]  # noqa: PLW2901 - one call
        found = _CALL.match(line)
        if found is not None and int(found[3]) >= 0:
            yield found[1], found[2], int(found[3])


def _texts(arguments: str) -> list[bytes]:
    return [bytes.fromhex(text.replace("\\x", "")) for text in _TEXT.findall(arguments)]


class Replay:
    """Follows a trace on the disk of one database's directory."""

    def __init__(self, database: Path, content: bytes) -> None:
        self.directory = database.parent
        self.disk = Disk(database.name, content)
        self.files: dict[int, Inode | None] = {}
        self.places: dict[int, int] = {}

    def does(self, name: str, arguments: str, result: int) -> None:
        """Apply one call; those on other files change nothing."""
        if name == "openat":
            self._open(arguments, result)
        elif name == "unlink":
            path = Path(os.fsdecode(_texts(arguments)[0]))
            if path.parent == self.directory:
                self.disk.name(path.name, None)
        elif name in {"rename", "link"}:
            assert str(self.directory) not in os.fsdecode(_texts(arguments)[0])
        else:
            self._on_file(name, arguments, result)

    def _open(self, arguments: str, handle: int) -> None:
        path = Path(os.fsdecode(_texts(arguments)[0]))
        self.places[handle] = 0
        if path == self.directory:
            self.files[handle] = None
        elif path.parent == self.directory and path.name.startswith("sentinel.db"):
            if path.name not in self.disk.now:
                assert "O_CREAT" in arguments
                self.disk.name(path.name, Inode())
            self.files[handle] = self.disk.now[path.name]
        else:
            self.files.pop(handle, None)

    def _on_file(self, name: str, arguments: str, result: int) -> None:
        handle = int(arguments.split(",", 1)[0])
        if handle not in self.files:
            return
        inode = self.files[handle]
        if name == "close":
            del self.files[handle]
        elif inode is None:
            assert name in {"fdatasync", "fsync"}
            self.disk.sync_names()
        elif name in {"fdatasync", "fsync"}:
            inode.sync()
        elif name == "lseek":
            self.places[handle] = result
        elif name == "ftruncate":
            inode.pending.append((int(arguments.split(", ")[1]), None))
        elif name == "pwrite64":
            inode.pending.append((int(arguments.rsplit(", ", 1)[1]), _texts(arguments)[0]))
        elif name == "write":
            inode.pending.append((self.places[handle], _texts(arguments)[0]))
            self.places[handle] += result


def strace(trace: Path) -> tuple[str, ...]:
    return (
        "strace",
        "-f",
        "-qq",
        "-xx",
        "-s",
        "1000000",
        "-o",
        str(trace),
        "-e",
        f"trace={TRACED}",
    )


def lost_after_cuts(
    replay: Replay, trace: Path, workbench: Path, *, is_ack: re.Pattern[str], table: str
) -> tuple[int, int, int]:
    """Cut after every ack, once keeping nothing unsynced and then at random.

    Returns how many cuts there were, after how many of them acked rows were missing, and after how
    many the database was damaged.
    """
    luck = random.Random(20260401)  # noqa: S311 - a reproducible disk, no secret
    acked = cuts = lost = damaged = 0
    for name, arguments, result in calls(trace):
        replay.does(name, arguments, result)
        if name not in {"sendto", "write"} or not is_ack.search(arguments):
            continue
        acked += 1
        for turn in range(CUTS_PER_ACK):
            cuts += 1
            left = replay.disk.after_a_cut(luck, 0.0 if turn == 0 else 0.5)
            rows = rows_after_restart(left, workbench, table)
            lost += rows is not None and rows < acked
            damaged += rows is None
    assert acked == ACKS
    return cuts, lost, damaged


def rows_after_restart(left: dict[str, bytes], workbench: Path, table: str) -> int | None:
    """Open what the cut left, as the next start would; None when it is damaged."""
    shutil.rmtree(workbench, ignore_errors=True)
    workbench.mkdir()
    for name, content in left.items():
        (workbench / name).write_bytes(content)
    with closing(sqlite3.connect(workbench / "sentinel.db")) as db:
        try:
            whole = db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            count = int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - ours
        except sqlite3.DatabaseError:
            return None
    return count if whole else None


# The tests ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("clients", [1, 8])
def test_no_acknowledged_webhook_is_lost_by_a_power_cut(
    installed: Installed, tmp_path: Path, clients: int
) -> None:
    trace = tmp_path / "trace"
    open_store(installed.db).close()
    before = installed.db.read_bytes()
    bodies = [text_from(f"c{number % 7}", f"message {number}") for number in range(ACKS)]
    with installed.serving(before=strace(trace)) as serving:
        with ThreadPoolExecutor(clients) as pool:
            assert {answer.status for answer in pool.map(serving.posts, bodies)} == {200}
        children = Path(f"/proc/{serving.process.pid}/task/{serving.process.pid}/children")
        os.kill(int(children.read_text().split()[0]), signal.SIGTERM)
        assert serving.process.wait(timeout=30) == 0
    cuts, lost, damaged = lost_after_cuts(
        Replay(installed.db, before),
        trace,
        tmp_path / "after",
        is_ack=re.compile("^[0-9]+, " + '"' + "".join(f"\\\\x{c:02x}" for c in b"HTTP/1.1 200")),
        table="raw_events",
    )
    assert (cuts, lost, damaged) == (ACKS * CUTS_PER_ACK, 0, 0)


_WRITER = """
import os, sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA journal_mode = DELETE")
db.execute("PRAGMA synchronous = FULL")
for number in range(int(sys.argv[2])):
    db.execute("INSERT INTO acked VALUES (?)", (str(number) * 500,))
    os.write(1, b"acknowledged")
"""


def test_the_replay_sees_the_loss_of_a_journal_whose_directory_is_not_synced(
    tmp_path: Path,
) -> None:
    database, trace = tmp_path / "sentinel.db", tmp_path / "trace"
    with closing(sqlite3.connect(database)) as db:
        db.execute("CREATE TABLE acked (words TEXT)")
    before = database.read_bytes()
    command = (*strace(trace), sys.executable, "-c", _WRITER, str(database), str(ACKS))
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    said = "".join(f"\\\\x{c:02x}" for c in b"acknowledged")
    cuts, lost, damaged = lost_after_cuts(
        Replay(database, before),
        trace,
        tmp_path / "after",
        is_ack=re.compile(f'^1, "{said}"'),
        table="acked",
    )
    assert cuts == ACKS * CUTS_PER_ACK
    assert lost >= ACKS
    assert damaged == 0
