"""What webhooks feel of our own commands on a database of two busy years. A person runs it.

    python tests/bench/big.py two-years.db
    python tests/bench/upkeep.py two-years.db            every command
    python tests/bench/upkeep.py two-years.db replay     those whose name begins so

Four clients post steadily while each command runs on a copy of the database. Beside the webhooks'
worst wait stands that of a quiet receiver in the same run, beside a command's time that of copying
the file: machines are noisy, only ratios of one run mean anything.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

from bench import SECRET, serving_in
from big import GIVEN

from sentinel_cli.simulator import Simulator
from sentinel_cli.store import open_store

CLIENTS, PAUSE_S, QUIET_S = 4, 0.02, 4.0
PATIENCE_S = 2.0
"""A command that ends at once is watched for so long in any case."""
MB = 1024
COMMANDS = (
    ("issues", "list"),
    ("issues", "list", "--state", "all"),
    ("issues", "show", "140000"),
    ("trace", "contact00007"),
    ("trace", "2145000007"),
    ("status",),
    ("acks",),
    ("managers",),
    ("report", "--month"),
    ("report", "--since", "365d"),
    ("alert", "--dry-run", "--no-poll"),
    ("summary", "--slot", "morning", "--dry-run", "--no-poll"),
    ("poll-resolve",),
    ("poll-resolve", "--dry-run"),
    ("replay",),
    ("replay", "--set", "SMS_SLA_HOURS=1"),
    ("doctor", "--offline"),
    ("db", "backup"),
    ("db", "prune", "--older-than", "365d"),
    ("db", "prune", "--older-than", "365d", "--apply"),
)


def post(port: int, contact_id: str, number: int) -> int:
    """One customer's text, under an id, so that no poll has to look for it; returns the status."""
    told = {
        "contact_id": contact_id,
        "location": {"id": GIVEN["GHL_LOCATION_ID"]},
        "customData": {"secret": SECRET, "messageId": f"{contact_id}-{number}"},
        "message": {"type": 2, "body": "Hi, is my tech on the way?"},
    }
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        head = {"Content-Type": "application/json"}
        connection.request("POST", "/webhook/ghl", json.dumps(told), head)
        answer = connection.getresponse()
        answer.read()
        return answer.status


@dataclass(slots=True)
class Posting:
    """Four clients that post one webhook after another, and what they felt since `start`."""

    port: int
    took_s: list[float] = field(default_factory=list)
    refused: int = 0
    stopped: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Forget what was felt until now."""
        self.took_s, self.refused = [], 0

    def client(self, name: int) -> None:
        """One client: another of the known customers each time."""
        number = 0
        while not self.stopped.wait(PAUSE_S):
            number += 1
            began = time.perf_counter()
            status = post(self.port, f"contact{(name * 5000 + number) % 20000:05}", number)
            self.took_s.append(time.perf_counter() - began)
            self.refused += status != 200


@contextmanager
def posting(port: int) -> Iterator[Posting]:
    """Let them post until the end."""
    clients = Posting(port)
    threads = [threading.Thread(target=clients.client, args=(name,)) for name in range(CLIENTS)]
    for thread in threads:
        thread.start()
    try:
        yield clients
    finally:
        clients.stopped.set()
        for thread in threads:
            thread.join()


@dataclass(frozen=True, slots=True)
class Felt:
    """One command: how long it took, its memory in MB, and what the webhooks felt of it."""

    seconds: float
    memory: float
    code: int
    webhooks: int
    refused: int
    worst_s: float


def run(command: Sequence[str], environ: dict[str, str], clients: Posting) -> Felt:
    """One command, watched."""
    clients.start()
    began = time.perf_counter()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "sentinel_cli", *command], env=environ, stdout=out, stderr=out
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - began
        time.sleep(max(PATIENCE_S - seconds, 0))
        if process.returncode not in {0, 1}:
            out.seek(0)
            print(out.read().decode()[-600:])
    return Felt(
        seconds=seconds,
        memory=used.ru_maxrss / MB,
        code=process.returncode,
        webhooks=len(clients.took_s),
        refused=clients.refused,
        worst_s=max(clients.took_s, default=0),
    )


def quiet(clients: Posting) -> float:
    """The longest wait while nothing else runs."""
    clients.start()
    time.sleep(QUIET_S)
    return max(clients.took_s)


def _copied(database: Path, directory: str) -> float:
    """Copy the file and return the seconds it took."""
    began = time.perf_counter()
    shutil.copyfile(database, Path(directory, "sentinel.db"))
    with Path(directory, "sentinel.db").open("rb") as copy:
        os.fsync(copy.fileno())
    return time.perf_counter() - began


def _ready(database: Path) -> None:
    """What an idle poll finds: every open issue has just been asked about."""
    with open_store(database) as store, store.write() as db:
        db.execute("UPDATE issues SET checked_ts = ? WHERE state = 'OPEN'", (int(time.time()),))


def main(database: Path, only: str) -> None:
    """Print a line for each command."""
    commands = [command for command in COMMANDS if " ".join(command).startswith(only)]
    with tempfile.TemporaryDirectory(dir=database.parent) as directory:
        copy_s = _copied(database, directory)
        _ready(Path(directory, "sentinel.db"))
        serve = [sys.executable, "-m", "sentinel_cli", "serve"]
        with (
            Simulator().running() as base_url,
            serving_in(directory, serve) as port,
            posting(port) as clients,
        ):
            environ = {
                **os.environ,
                **GIVEN,
                "GHL_BASE_URL": base_url,
                "SENTINEL_DB": f"{directory}/sentinel.db",
                "PORT": str(port),
                "WEBHOOK_SECRET": SECRET,
            }
            quiet_s = quiet(clients)
            print(f"copying the file {copy_s:.1f} s, quiet: worst webhook {quiet_s * 1000:.0f} ms")
            print(f"{'command':40} {'s':>7} {'copies':>7} {'MB':>5} {'refused':>12} "
                  f"{'worst ms':>9} {'x quiet':>8}")  # fmt: skip
            for command in commands:
                felt = run(command, environ, clients)
                print(
                    f"{' '.join(command):40} {felt.seconds:7.2f} {felt.seconds / copy_s:7.2f} "
                    f"{felt.memory:5.0f} {felt.refused:>4} of {felt.webhooks:<5} "
                    f"{felt.worst_s * 1000:9.0f} {felt.worst_s / quiet_s:8.1f}"
                    + ("" if felt.code == 0 else f"  exit {felt.code}"),
                    flush=True,
                )


if __name__ == "__main__":
    main(Path(sys.argv[1]), " ".join(sys.argv[2:]))
