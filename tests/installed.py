"""An installation as its operator has it: a `.env`, a database, and the program as processes."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sentinel_cli.simulator import Simulator
from sentinel_cli.simulator.people import MANAGER
from sentinel_cli.simulator.simulator import LOCATION_ID, TOKEN

ROOT = Path(__file__).parents[1]
SECOND_MANAGER = "cTmAnAgEr2Aa2Bb3Cc4D"
SECRET = "canary-webhook-secret-5b1d9e"
SENTINEL = (sys.executable, "-m", "sentinel_cli")

# systemd's protocol wants the pid of the process itself, which is known only inside it.
_HAND_OVER = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.set_inheritable(3, True); "
    "os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS='1'); "
    "os.execv(sys.argv[2], sys.argv[2:])"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the receiver answered: the status, and the body as JSON."""

    status: int
    body: dict[str, Any]
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Serving:
    """A `sentinel serve` that listens; `lines` is its stderr so far."""

    process: subprocess.Popen[str]
    port: int
    lines: list[str]
    reader: threading.Thread

    def posts(
        self,
        body: bytes,
        *,
        path: str = "/webhook/ghl",
        kind: str = "application/json",
        secret: str | None = SECRET,
    ) -> Answer:
        """POST once, on a connection of its own; OSError or HTTPException when cut off."""
        headers = {"Content-Type": kind}
        if secret is not None:
            headers["X-NTPP-Secret"] = secret
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as client:
            client.request("POST", path, body, headers)
            answer = client.getresponse()
            return Answer(answer.status, json.loads(answer.read()), dict(answer.getheaders()))

    def stop(self) -> int:
        """SIGTERM, and the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self._ended()

    def kill(self) -> None:
        """SIGKILL: as the kernel's memory killer would."""
        self.process.kill()
        self._ended()

    def _ended(self) -> int:
        code = self.process.wait(timeout=40)
        self.reader.join()  # `lines` is whole now
        return code

    def memory_kb(self, which: str = "VmRSS") -> int:
        """Resident memory in KiB, now or (`VmHWM`) at its highest (proc(5))."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if which in line)


@dataclass(frozen=True, slots=True)
class Installed:
    """A directory with a `.env` and (after the first command) a database."""

    directory: Path
    environ: dict[str, str] = field(default_factory=dict)

    @property
    def db(self) -> Path:
        """The database file."""
        return self.directory / "sentinel.db"

    def start(
        self, *arguments: str, before: tuple[str, ...] = (), **options: Any
    ) -> subprocess.Popen[str]:
        """Start a command; `before` is a program that runs it (strace, faketime)."""
        return subprocess.Popen(
            (*before, *SENTINEL, *arguments),
            cwd=self.directory,
            env=self.environ,
            text=True,
            **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options},
        )

    def run(
        self, *arguments: str, before: tuple[str, ...] = (), **options: Any
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end; exit code, stdout and stderr."""
        with self.start(*arguments, before=before, **options) as process:
            try:
                out, err = process.communicate(timeout=120)
            finally:
                process.kill()
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    @contextmanager
    def serving(
        self, *, before: tuple[str, ...] = (), listener: socket.socket | None = None
    ) -> Iterator[Serving]:
        """A receiver on a free port, or on `listener` as systemd hands one over; killed at last."""
        handed = () if listener is None else (listener.fileno(),)
        if listener is not None:
            before = (sys.executable, "-c", _HAND_OVER, str(listener.fileno()), *before)
        with self.start(
            "serve", before=before, pass_fds=handed, stdout=subprocess.DEVNULL
        ) as process:
            try:
                serving = _listening(process)
                yield serving
                serving.kill()
            finally:
                process.kill()

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """What an operator's `sqlite3` says."""
        with closing(sqlite3.connect(self.db, isolation_level=None, timeout=30)) as db:
            return db.execute(statement, values).fetchall()

    def content(self) -> dict[str, bytes]:
        """Every file of the directory: to show that nothing was changed or created."""
        return {path.name: path.read_bytes() for path in self.directory.iterdir()}


def _listening(process: subprocess.Popen[str]) -> Serving:
    stderr = process.stderr
    assert stderr is not None
    lines: list[str] = []
    for line in stderr:
        lines.append(line)
        if '"event": "serving"' in line:
            port = int(json.loads(line)["address"].rpartition(":")[2])
            reader = threading.Thread(target=lines.extend, args=(stderr,), daemon=True)
            reader.start()
            return Serving(process, port, lines, reader)
    raise AssertionError(f"serve did not start: {''.join(lines)}")


def install(directory: Path, simulator: Simulator | None = None, **changes: str) -> Installed:
    """Write a `.env` whose business never closes; `changes` are further variables."""
    given = {
        "GHL_TOKEN": TOKEN if simulator is None else simulator.gate.token,
        "GHL_VERSION": "2021-07-28",
        "GHL_LOCATION_ID": LOCATION_ID,
        # Port 9 (discard) on loopback refuses: without a simulator GHL is away.
        "GHL_BASE_URL": "http://127.0.0.1:9" if simulator is None else simulator.base_url,
        "WEBHOOK_SECRET": SECRET,
        "MANAGER_CONTACT_IDS": MANAGER.id,
        "SENTINEL_DB": "sentinel.db",
        "BUSINESS_HOURS": "Mon-Sun 00:00-24:00",
        "PORT": "0",
        **changes,
    }
    env_file = directory / ".env"
    env_file.touch(mode=0o600)
    env_file.write_text("".join(f"{name}={value}\n" for name, value in given.items()))
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "USER": "kim"}
    return Installed(directory, environ)


def text_from(contact_id: str, words: str = "Is anyone coming today?", **fields: object) -> bytes:
    """A workflow webhook's body: what a customer wrote."""
    message = {"type": 2, "body": words}
    return json.dumps({"contact_id": contact_id, "message": message, **fields}).encode()
