"""How fast webhooks are taken and how little a poll asks: prints ratios. A person runs it.

    python tests/bench/bench.py            all
    python tests/bench/bench.py webhooks   against the same server with one durable commit
    python tests/bench/bench.py slow-disk  the same, every fsync taking 0.1 and 2 ms more
    python tests/bench/bench.py absurd     40 at once without and with the secret: memory, others
    python tests/bench/bench.py poll       1,000 open issues of which 10 changed, 80 ms at the API
    python tests/bench/bench.py start      CPU of --help and of a list, against `import typer`

Machines are noisy: only ratios of one run mean anything. Both servers take turns, and what is told
is the median of the rounds.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median, quantiles

import bottle

from sentinel_cli import baton
from sentinel_cli.ghl import Client, Deadline
from sentinel_cli.jobs.poll import poll
from sentinel_cli.receiver import run
from sentinel_cli.settings import Environment, Need, load
from sentinel_cli.simulator import Contact, Simulator, Style
from sentinel_cli.store import open_store

SECRET = "a-secret-of-more-than-sixteen-characters"
REQUESTS = 600
CLIENTS = (1, 8, 32)
ROUNDS = 5
DELAYS_US = (100, 2_000)
"""So much longer every fsync takes on the slower disks: where it is cheap still, and where not."""
OPEN, CHANGED, LATENCY_S = 1_000, 10, 0.08
STARTS = 25
STAFF = "uS3rAa1Bb2Cc3Dd4Ee5F"


def hello(database: str) -> None:
    """Serve the yardstick: our server, one durable commit, "hello"."""
    connection = sqlite3.connect(database, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA synchronous = EXTRA")
    connection.execute("PRAGMA journal_mode = PERSIST")
    connection.execute("CREATE TABLE posts (id INTEGER PRIMARY KEY, body TEXT)")
    lock = threading.Lock()
    app = bottle.Bottle()

    @app.post("/webhook/ghl")  # type: ignore[untyped-decorator]
    def take() -> str:
        body = bottle.request.body.read().decode()
        with baton.passed(), lock:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO posts (body) VALUES (?)", (body,))
            connection.execute("COMMIT")
        return "hello"

    run(app, host="127.0.0.1", port=0, environ={}, ready=_announce)


def _announce(address: str) -> None:
    sys.stderr.write(json.dumps({"event": "serving", "address": address}) + "\n")


@contextmanager
def serving(command: list[str], name: str) -> Iterator[int]:
    """A server process in a directory of its own; yields its port."""
    with (
        tempfile.TemporaryDirectory(prefix=name) as directory,
        serving_in(directory, command) as port,
    ):
        yield port


@contextmanager
def serving_in(directory: str, command: list[str]) -> Iterator[int]:
    """A server process that has its database in this directory; yields its port."""
    environ = {
        "PATH": os.environ["PATH"],
        "WEBHOOK_SECRET": SECRET,
        "SENTINEL_DB": f"{directory}/sentinel.db",
        "PORT": "0",
        "LOG_FORMAT": "json",
    }
    with Path(directory, "log").open("w+") as log:
        server = subprocess.Popen(command, env=environ, cwd=directory, stderr=log)
        try:
            yield _port(Path(directory, "log"), server)
        finally:
            _ended(server)


def _ended(server: subprocess.Popen[bytes]) -> None:
    """Stop it: strace, where it runs the server, goes with its child."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    for process in (*map(int, children), server.pid):
        os.kill(process, signal.SIGTERM)
    server.wait(30)


def _port(log: Path, server: subprocess.Popen[bytes]) -> int:
    give_up = time.monotonic() + 20
    while time.monotonic() < give_up and server.poll() is None:
        for line in log.read_text().splitlines():
            said = json.loads(line)
            if said["event"] == "serving":
                return int(str(said["address"]).rpartition(":")[2])
        time.sleep(0.05)
    raise SystemExit(f"the server did not start:\n{log.read_text()}")


@dataclass(frozen=True, slots=True)
class Load:
    """What one round of posts took: posts per second, and the middle and the slow ones in ms."""

    rate: float
    p50_ms: float
    p99_ms: float


def load_with(port: int, clients: int) -> Load:
    """Post with so many clients at once, a connection per request."""
    took: list[float] = []
    numbers = iter(range(REQUESTS))
    lock = threading.Lock()

    def client() -> None:
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            began = time.perf_counter()
            _post(port)
            took.append(time.perf_counter() - began)

    threads = [threading.Thread(target=client) for _ in range(clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cuts = quantiles(took, n=100)
    return Load(REQUESTS / (time.perf_counter() - began), median(took) * 1000, cuts[98] * 1000)


def _post(port: int) -> None:
    """One webhook of a new contact. A bare socket: the client's work is not what is measured.

    No two customers write the same: a text that was read before would be read for nothing.
    """
    number = next(_CONTACTS)
    body = json.dumps(
        {
            "contact_id": f"contact{number}",
            "full_name": "Dana Ruiz",
            "phone": f"+1214555{number % 10_000:04}",
            "location": {"id": "LoC9aB3dE5fG7hJ1kL2m"},
            "customData": {"secret": SECRET},
            "message": {"type": 2, "body": _WRITTEN[number % len(_WRITTEN)].format(number)},
        }
    )
    answer = _send(port, body.encode())
    if not answer.startswith(b"HTTP/1.1 200 "):
        raise SystemExit(f"the server answered {answer[:40]!r}")


def _send(port: int, body: bytes, query: str = "") -> bytes:
    head = (
        f"POST /webhook/ghl{query} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(head.encode() + body)
        return b"".join(iter(lambda: connection.recv(65536), b""))


_CONTACTS = count()
_WRITTEN = (
    "Hi, is my tech on the way? I am at number {}",
    "The pool is green again since the {}th and the pump hums. Can someone come by tomorrow?",
    "Can you call me about invoice {}?",
    "Gate code is {} now, please lock it when you leave",
)
"""What customers write."""


def webhooks(*, delay_us: int = 0) -> None:
    """Webhooks per second and their slowest beside the yardstick, at 1, 8 and 32 clients.

    `delay_us`: so much longer every fsync takes.
    """
    disk = _slower(delay_us) if delay_us else ()
    yardstick = [*disk, sys.executable, __file__, "hello", "hello.db"]
    ours = [*disk, sys.executable, "-m", "sentinel_cli", "serve"]
    more = f" and {delay_us / 1000:g} more" if delay_us else ""
    told = f"an fsync takes {_fsync_ms():.2f} ms{more}"
    for clients in CLIENTS:
        with serving(yardstick, "yardstick") as hello_port, serving(ours, "ours") as port:
            rounds = [
                (load_with(hello_port, clients), load_with(port, clients)) for _ in range(ROUNDS)
            ]
        rate = median(our.rate / hello.rate for hello, our in rounds)
        slowest = median(our.p99_ms / our.p50_ms for _, our in rounds)
        hello, our = sorted(rounds, key=lambda both: both[1].rate)[ROUNDS // 2]
        print(
            f"webhooks, {told}, {clients:2} clients: {rate:.2f} of the yardstick's rate, "
            f"p99 {slowest:.1f} times p50 (a round: {our.rate:.0f}/s, p99 {our.p99_ms:.1f} ms; "
            f"yardstick {hello.rate:.0f}/s, p99 {hello.p99_ms:.1f} ms)"
        )


def slow_disk() -> None:
    """The same where a commit costs more."""
    if shutil.which("strace") is None:
        raise SystemExit("strace is missing: it delays the fsyncs")
    for delay_us in DELAYS_US:
        webhooks(delay_us=delay_us)


def _slower(delay_us: int) -> tuple[str, ...]:
    """What runs a command where every fsync takes longer, and no other thread waits for it."""
    return (
        *("strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null"),
        *("-e", "trace=fdatasync,fsync", "-e", f"inject=fdatasync,fsync:delay_exit={delay_us}"),
    )


def _fsync_ms() -> float:
    """What the disk takes now, the median of 100: on it hang all ratios of writing."""
    took = []
    with tempfile.TemporaryFile() as file:
        for _ in range(100):
            os.pwrite(file.fileno(), bytes(4096), 0)
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            took.append(time.perf_counter() - began)
    return median(took) * 1000


def absurd() -> None:
    """What the largest and the worst bodies cost, forty at once: a stranger's, and with the secret.

    With the unit's own memory setting (deploy/systemd). Another process sends them.
    """
    ours = ["env", "MALLOC_ARENA_MAX=1", sys.executable, "-m", "sentinel_cli", "serve"]
    with ProcessPoolExecutor(1) as others:
        with serving(ours, "absurd") as port:
            for name, body in ABSURD.items():
                for who, query in (("a stranger's", ""), ("with the secret", f"?secret={SECRET}")):
                    sent = others.submit(_send_forty, port, body, query)
                    took = [_timed(port)]
                    while not sent.done():
                        took.append(_timed(port))
                    print(f"{name}, {who}: the slowest of {len(took)} webhooks {max(took):.0f} ms")
        # The senders are no ended child yet: this is the server's.
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"absurd bodies: {peak:.0f} MB at the highest")


def _send_forty(port: int, body: bytes, query: str) -> None:
    with ThreadPoolExecutor(40) as pool:
        for _ in pool.map(lambda _: _send(port, body, query), range(40)):
            pass


ABSURD = {
    "1 MiB of nested lists": b"[" * (1 << 20),
    "1 MiB of empty lists": b'{"a": [' + b"[]," * 349_000 + b"[]]}",
    "1 MiB of one text": b'{"contact_id": "absurd", "a": "' + b"x" * 1_048_000 + b'"}',
    "1 MiB of backslashes": b'{"contact_id": "absurd", "a": "' + b"\\\\" * 524_000 + b'"}',
    "1 MiB of almost the secret": (
        b'{"contact_id": "absurd", "a": "' + SECRET[:-1].encode() * 26_000 + b'"}'
    ),
    "64 kB of empty lists": b'{"secret": "no", "a": [' + b"[]," * 21_000 + b"[]]}",
    "64 kB of secrets": b'{"secret": "no"' + b', "secret": "no"' * 3_900 + b"}",
}


def _timed(port: int) -> float:
    began = time.perf_counter()
    _post(port)
    return (time.perf_counter() - began) * 1000


def polling() -> None:
    """Requests and time of a poll when 10 of 1,000 open issues changed."""
    simulator = Simulator()
    with tempfile.TemporaryDirectory() as directory, simulator.running() as base_url:
        ask = _poller(Path(directory), base_url)
        now_ms = time.time_ns() // 1_000_000
        for number in range(OPEN):
            simulator.world.add_contact(Contact(id=f"contact{number}", first_name=f"C{number}"))
            simulator.customer_writes(
                f"contact{number}",
                "Hello?",
                at_ms=now_ms - 1_800_000 - 30_000 * number,
                webhook=Style.NONE,
            )
        simulator.gate.limits = simulator.gate.limits.__class__(burst=100_000)
        first = ask(now_ms)
        for number in range(CHANGED):
            simulator.staff_replies(f"contact{number}", "Hi", user_id=STAFF, at_ms=now_ms - 30_000)
        simulator.requests.clear()
        simulator.latency_s = LATENCY_S
        began = time.perf_counter()
        resolved = ask(now_ms)
        took = time.perf_counter() - began
    requests = simulator.requests.count()
    print(
        f"poll: {first} issues open, {resolved} of them answered: {requests} requests "
        f"({requests / CHANGED:.1f} for each changed conversation), {took:.2f} s = "
        f"{took / LATENCY_S:.1f} times the API's latency"
    )


def _poller(directory: Path, base_url: str) -> Callable[[int], int]:
    given = {
        "GHL_TOKEN": "pit-00000000-0000-0000-0000-000000000000",
        "GHL_VERSION": "2021-07-28",
        "GHL_BASE_URL": base_url,
        "GHL_LOCATION_ID": "LoC9aB3dE5fG7hJ1kL2m",
        "SENTINEL_DB": str(directory / "sentinel.db"),
        "BUSINESS_HOURS": "Mon-Sun 00:00-24:00",
        "SMS_SLA_HOURS": "24",
    }
    settings = load(Environment(given, directory), need=Need.GHL)
    store = open_store(settings.db)

    def ask(now_ms: int) -> int:
        deadline = Deadline(240)
        with Client(
            base_url=base_url,
            token=settings.ghl_token,
            version=settings.ghl_version,
            deadline=deadline,
            location_id=settings.ghl_location_id,
        ) as client:
            report = poll(
                store,
                client,
                deadline=deadline,
                settings=settings,
                now_ms=now_ms,
                run_id="bench",
            )
        if not report.ok:
            raise SystemExit(f"the poll failed: {report.failed or report.stopped}")
        return report.opened + report.resolved

    return ask


def starts() -> None:
    """CPU of a start beside that of `import typer`, with an empty database and no `.env`."""
    sentinel = str(Path(sys.executable).with_name("sentinel"))
    yardstick = [sys.executable, "-c", "import typer"]
    commands = (yardstick, [sentinel, "--help"], [sentinel, "issues", "list"])
    with tempfile.TemporaryDirectory() as directory:
        open_store(Path(directory, "sentinel.db")).close()
        rounds = [[_cpu_s(command, directory) for command in commands] for _ in range(STARTS + 1)]
    # The first round compiles what is then read.
    typer_s, help_s, list_s = (median(took) for took in zip(*rounds[1:], strict=True))
    print(
        f"start: --help {help_s / typer_s:.2f}, issues list {list_s / typer_s:.2f} times the CPU "
        f"of `import typer` ({typer_s * 1000:.0f} ms)"
    )


def _cpu_s(command: list[str], directory: str) -> float:
    """User and system seconds of one run."""
    environ = {"PATH": os.defpath, "SENTINEL_DB": f"{directory}/sentinel.db"}
    with Path(os.devnull).open("wb") as nothing:
        process = subprocess.Popen(
            command, cwd=directory, env=environ, stdout=nothing, stderr=nothing
        )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command} ended with {process.returncode}")
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["hello", database]:
            hello(database)
        case ["webhooks"]:
            webhooks()
        case ["slow-disk"]:
            slow_disk()
        case ["absurd"]:
            absurd()
        case ["poll"]:
            polling()
        case ["start"]:
            starts()
        case _:
            webhooks()
            slow_disk()
            absurd()
            polling()
            starts()
