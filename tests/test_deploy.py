"""The files an operator installs: cron's, systemd's, the proxies'. Read and run as those do."""

from __future__ import annotations

import configparser
import http.server
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import urllib3
from installed import SECRET, install

from sentinel_cli.desk.doctor import Level
from sentinel_cli.desk.doctor.receiver import receiver
from sentinel_cli.receiver import MAX_BODY
from sentinel_cli.receiver.server import DRAIN_S
from sentinel_cli.store import open_store

DEPLOY = Path(__file__).parents[1] / "deploy"
CRON = DEPLOY / "cron" / "sentinel"
SERVICE = DEPLOY / "systemd" / "ntpp-sentinel.service"
SOCKET = DEPLOY / "systemd" / "ntpp-sentinel.socket"
PREFIX = "/opt/ntpp-sentinel"
JOURNAL = "/run/systemd/journal/stdout"
DEADLINE_S = 10


def needs(*tools: str) -> pytest.MarkDecorator:
    missing = [tool for tool in tools if shutil.which(tool) is None]
    return pytest.mark.skipif(bool(missing), reason=f"not installed here: {', '.join(missing)}")


# cron --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Job:
    """One line of a file in /etc/cron.d."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: tuple[str, str, str]
    user: str
    command: str

    @property
    def arguments(self) -> str:
        """What `sentinel` is asked to do."""
        return self.command.partition(f"{PREFIX}/.venv/bin/sentinel ")[2]


def crontab() -> tuple[dict[str, str], list[Job]]:
    """Variables and jobs: a line is a comment, a variable or a job (crontab(5))."""
    variables, jobs = {}, []
    for line in CRON.read_text().splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if variable := re.fullmatch(r"\s*(\w+)\s*=\s*(.*?)\s*", line):
            variables[variable[1]] = variable[2]
        else:
            minute, hour, *days, user, command = line.split(maxsplit=6)
            when = (_times(minute, 59), _times(hour, 23), (days[0], days[1], days[2]))
            jobs.append(Job(*when, user, command))
    return variables, jobs


def _times(field_text: str, last: int) -> frozenset[int]:
    times: set[int] = set()
    for part in field_text.split(","):
        span, _, step = part.partition("/")
        first, _, end = ("0", "-", str(last)) if span == "*" else span.partition("-")
        times.update(range(int(first), int(end or first) + 1, int(step or 1)))
    return frozenset(times)


def test_cron_would_read_the_file_at_all() -> None:
    text = CRON.read_text()
    assert re.fullmatch(r"[A-Za-z0-9_-]+", CRON.name)
    assert text.endswith("\n")
    # A clone has whatever mode its maker's umask leaves: the installation sets root's own.
    installing = (DEPLOY / "README.md").read_text()
    assert "sudo install -o root -g root -m 0644 deploy/cron/sentinel " in installing
    assert not re.search(r"[%\r]|CRON_TZ=", text)


def test_the_jobs_and_their_hours() -> None:
    _, jobs = crontab()
    on_the_hour, every_day = frozenset({0, 10, 20}), ("*", "*", "*")
    always = frozenset(range(24))
    assert {job.arguments: (job.minutes, job.hours, job.days) for job in jobs} == {
        "summary --slot morning --once": (on_the_hour, {8}, every_day),
        "summary --slot midday --once": (on_the_hour, {11}, every_day),
        "summary --slot afternoon --once": (on_the_hour, {15}, every_day),
        "poll-resolve": (frozenset(range(2, 60, 5)), always, every_day),
        "alert --no-poll": (frozenset(range(4, 60, 5)), always, every_day),
        "report --week --send --once": (frozenset({5, 15, 25}), {8}, ("*", "*", "1")),
        "db backup": ({35}, {3}, every_day),
        "db prune --older-than 180d --apply": ({5}, {4}, ("*", "*", "0")),
    }
    assert {job.user for job in jobs} == {"sentinel"}


def test_a_poll_keeps_two_minutes_from_every_other_job() -> None:
    _, jobs = crontab()
    polls = next(job for job in jobs if job.arguments == "poll-resolve")
    others = [job for job in jobs if job is not polls]
    apart = {abs(a - b) for job in others for a in job.minutes for b in polls.minutes}
    assert min(apart) == 2


def installed(tmp_path: Path, *, program: str) -> Path:
    """An installation below `tmp_path` whose program is the shell script `program`."""
    prefix = tmp_path / "ntpp-sentinel"
    (prefix / ".venv" / "bin").mkdir(parents=True)
    _script(prefix / ".venv" / "bin" / "sentinel", program)
    return prefix


def _script(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def as_cron_runs(job: Job, *, prefix: Path, journal: Path) -> subprocess.CompletedProcess[str]:
    """Run one line with nothing in the environment but what cron sets and the file itself says."""
    variables, _ = crontab()

    def moved(text: str) -> str:
        return (
            text.replace(PREFIX, str(prefix))
            .replace(JOURNAL, str(journal))
            .replace("/usr/bin/systemd-cat", str(prefix / "systemd-cat"))
        )

    bare = {"HOME": "/nonexistent", "LOGNAME": job.user, "PATH": "/usr/bin:/bin"}
    environ = bare | {name: moved(value) for name, value in variables.items()}
    return subprocess.run(
        [environ["SHELL"], "-c", moved(job.command)],
        env=environ,
        cwd=environ["HOME"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


JOBS = pytest.mark.parametrize("job", crontab()[1], ids=lambda job: job.arguments)


@JOBS
def test_every_line_runs_without_a_journal_and_keeps_the_exit_code(
    job: Job, tmp_path: Path
) -> None:
    prefix = installed(tmp_path, program='echo "$PWD $SENTINEL_ENV_FILE $*"; exit 75')
    ran = as_cron_runs(job, prefix=prefix, journal=tmp_path / "none")
    assert (ran.returncode, ran.stderr) == (75, "")
    assert ran.stdout == f"{prefix} {prefix}/.env {job.arguments}\n"


@JOBS
def test_every_line_runs_into_the_journal_and_keeps_the_exit_code(job: Job, tmp_path: Path) -> None:
    prefix = installed(tmp_path, program='echo "$*"; exit 69')
    _script(prefix / "systemd-cat", 'echo "$1 $2:"; shift 2; exec "$@"')
    with socket.socket(socket.AF_UNIX) as journal:
        journal.bind(str(tmp_path / "journal"))
        ran = as_cron_runs(job, prefix=prefix, journal=tmp_path / "journal")
    assert (ran.returncode, ran.stderr) == (69, "")
    assert ran.stdout == f"-t sentinel:\n{job.arguments}\n"


@pytest.mark.slow
@pytest.mark.parametrize("job", [pytest.param(job, id=job.arguments) for job in crontab()[1]])
def test_every_line_asks_the_program_for_something_it_can_do(job: Job, tmp_path: Path) -> None:
    program = f'PYTHONPATH={DEPLOY.parent} exec {sys.executable} -m sentinel_cli "$@"'
    prefix = installed(tmp_path, program=program)
    settings = {
        "GHL_TOKEN": "canary-token",
        "WEBHOOK_SECRET": "canary-secret-of-some-length",
        "GHL_VERSION": "2021-07-28",
        "GHL_BASE_URL": f"http://127.0.0.1:{_free_port()}",
        "MANAGER_CONTACT_IDS": "manager1",
        "GHL_LOCATION_ID": "location1",
    }
    (prefix / ".env").write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
    (prefix / ".env").chmod(0o600)
    (prefix / "data").mkdir()
    open_store(prefix / "data" / "sentinel.db").close()
    ran = as_cron_runs(job, prefix=prefix, journal=tmp_path / "none")
    # Done, done but GHL was away, GHL was away: no misuse, no missing setting, no bug.
    assert ran.returncode in {0, 1, 69}, ran.stderr
    assert "canary" not in ran.stdout + ran.stderr


# systemd -----------------------------------------------------------------------------------------


def unit(path: Path) -> configparser.ConfigParser:
    """A unit's settings; of a repeated one the last."""
    parsed = configparser.ConfigParser(strict=False, interpolation=None)
    parsed.optionxform = str  # type: ignore[assignment, method-assign] # systemd's names have case
    parsed.read_string(path.read_text())
    return parsed


def test_the_port_is_the_socket_units_and_on_this_machine_alone() -> None:
    assert unit(SOCKET)["Socket"]["ListenStream"] == "127.0.0.1:8000"
    assert unit(SOCKET)["Socket"]["IPAddressDeny"] == "any"
    assert SOCKET.name in unit(SERVICE)["Unit"]["Requires"].split()


def test_the_service_has_time_to_finish_what_it_began() -> None:
    service = unit(SERVICE)["Service"]
    assert service["KillMode"] == "mixed"
    assert float(service["TimeoutStopSec"]) > DRAIN_S
    assert (service["Restart"], service["User"]) == ("always", "sentinel")
    assert unit(SERVICE)["Unit"]["StartLimitIntervalSec"] == "0"


def test_the_service_reaches_ghl_and_its_data_and_has_no_secret_in_its_environment() -> None:
    service = unit(SERVICE)["Service"]
    assert {"AF_INET", "AF_INET6"} <= set(service["RestrictAddressFamilies"].split())
    assert service["ReadWritePaths"] == f"{PREFIX}/data"
    assert service["Environment"].split() == [
        f"SENTINEL_ENV_FILE={PREFIX}/.env",
        "MALLOC_ARENA_MAX=1",
    ]
    assert "EnvironmentFile" not in service


analyzed = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None
    or not (Path("/run/systemd").exists() or os.geteuid() == 0),
    reason="systemd-analyze is not here, or may not make the /run/systemd it wants",
)


@analyzed
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    prefix = installed(tmp_path, program="exit 0")
    for path in (SERVICE, SOCKET):
        (tmp_path / path.name).write_text(path.read_text().replace(PREFIX, str(prefix)))
    command = [
        "systemd-analyze",
        "verify",
        *(str(tmp_path / path.name) for path in (SERVICE, SOCKET)),
    ]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout + ran.stderr) == (0, "")


@analyzed
def test_the_service_is_exposed_no_more_than_1_2() -> None:
    command = ["systemd-analyze", "security", "--offline=true", "--threshold=12", str(SERVICE)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Overall exposure level" in ran.stdout
    assert ran.returncode == 0, ran.stdout.splitlines()[-1]


LOCATIONS = DEPLOY / "systemd" / "locations"
INSTANCE = "dallas"


def located(prefix: Path, directory: Path, shared: str) -> list[Path]:
    """The units of one location as systemd makes them of the templates, with what they share."""
    made = []
    for template in sorted(LOCATIONS.glob("*@.*")):
        text = template.read_text().replace(PREFIX, str(prefix)).replace("%i", INSTANCE)
        if template.suffix == ".service":
            text += shared[shared.index("[Service]") :].replace("%i", INSTANCE)
        path = directory / template.name.replace("@", f"@{INSTANCE}")
        path.write_text(text)
        made.append(path)
    return made


def as_a_single_business(shared: str) -> str:
    """What all jobs share, as the line of deploy/README.md makes it for /opt/ntpp-sentinel."""
    [line] = re.findall(
        r'^sed "(s.+%i.+)" deploy', (DEPLOY / "README.md").read_text(), re.MULTILINE
    )
    ran = subprocess.run(["sed", line], input=shared, capture_output=True, text=True, check=True)
    return ran.stdout


@analyzed
@pytest.mark.parametrize("place", ["a location", "a single business"])
def test_systemd_finds_nothing_wrong_with_the_units_of(place: str, tmp_path: Path) -> None:
    prefix = installed(tmp_path, program="exit 0")
    shared = (LOCATIONS / "location.conf").read_text()
    if place == "a location":
        shared = shared.replace("/srv/ntpp-sentinel/%i", str(prefix))
    else:
        shared = as_a_single_business(shared)
        assert f"SENTINEL_ENV_FILE={PREFIX}/.env\nSyslogIdentifier=sentinel\n" in shared
        assert "%" not in shared
        shared = shared.replace(PREFIX, str(prefix))
    units = located(prefix, tmp_path, shared)
    command = ["systemd-analyze", "verify", *map(str, units)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout + ran.stderr) == (0, "")
    services = [path for path in units if path.suffix == ".service"]
    security = ["systemd-analyze", "security", "--offline=true", "--threshold=12"]
    for service in services:
        ran = subprocess.run([*security, str(service)], capture_output=True, text=True, check=False)
        assert ran.returncode == 0, (service.name, ran.stdout.splitlines()[-1])


def test_a_locations_jobs_are_those_of_cron() -> None:
    commands = {
        line.partition("/sentinel ")[2]
        for path in LOCATIONS.glob("*.service")
        for line in path.read_text().splitlines()
        if line.startswith("ExecStart=")
    }
    assert commands == {"serve", *(job.arguments for job in crontab()[1])}
    timed = {path.stem for path in LOCATIONS.glob("*.timer")}
    served = {path.stem for path in LOCATIONS.glob("*.service")}
    assert served == {*timed, "ntpp-sentinel@"}


def test_no_two_locations_ask_ghl_at_the_same_second() -> None:
    [line] = re.findall(r"^(printf .+?) \|", (DEPLOY / "README.md").read_text(), re.MULTILINE)
    every = f"for N in {{0..179}}; do {line}; done"
    ran = subprocess.run(["bash", "-c", every], capture_output=True, text=True, check=True)
    moments = re.findall(r"^OnCalendar=\*:([234])/5:([0-5]?\d)$", ran.stdout, re.MULTILINE)
    assert len(set(moments)) == 180
    assert ran.stdout.count("RandomizedDelaySec=0\n") == 180


def test_every_timer_names_its_zone() -> None:
    for path in LOCATIONS.glob("*.timer"):
        text = path.read_text()
        moments = [line for line in text.splitlines() if line.startswith("OnCalendar=")]
        assert moments
        assert all(moment.endswith(" America/Chicago") for moment in moments)


# Docker ------------------------------------------------------------------------------------------

DOCKER = DEPLOY / "docker"


def test_the_image_copies_what_is_there_and_runs_the_crontab_as_it_stands() -> None:
    text = (DOCKER / "Dockerfile").read_text()
    copied = [line.split()[1:] for line in text.splitlines() if line.startswith("COPY ")]
    sources = [
        source
        for words in copied
        if "--from=program" not in words
        for source in [word for word in words if not word.startswith("--")][:-1]
    ]
    assert "deploy/cron/sentinel" in sources
    assert [one for one in sources if not (DEPLOY.parent / one).exists()] == []
    assert f"SENTINEL_ENV_FILE={PREFIX}/.env" in text
    assert "pam_loginuid" in text  # with that line cron runs no job in a container
    for script in ("mail-to-log", "run-cron"):
        assert (DOCKER / script).stat().st_mode & 0o111
        subprocess.run(["sh", "-n", str(DOCKER / script)], check=True)


def test_the_services_are_shut_in_and_have_time_to_finish() -> None:
    text = (DOCKER / "compose.yaml").read_text()
    assert "env_file:" not in text
    assert f"{PREFIX}/.env:{PREFIX}/.env:ro" in text
    assert f"{PREFIX}/data:{PREFIX}/data" in text
    assert text.count("cap_drop: [ALL]") == 2
    assert text.count("read_only: true") == 2
    assert "no-new-privileges:true" in text
    grace = re.search(r"stop_grace_period: (\d+)s", text)
    assert grace is not None
    assert int(grace[1]) > DRAIN_S
    numbers = re.search(r'user: "(\d+):(\d+)"', text)
    assert numbers is not None
    dockerfile = (DOCKER / "Dockerfile").read_text()
    assert f"--gid {numbers[2]} sentinel" in dockerfile
    assert f"--uid {numbers[1]} " in dockerfile
    published = re.findall(r'ports: \["([^"]+)"\]', text)
    assert published == ["127.0.0.1:8000:8000"]


# A socket in the file system ----------------------------------------------------------------------


@pytest.mark.slow
def test_a_receiver_listens_on_a_socket_file_and_the_doctor_asks_it_there(tmp_path: Path) -> None:
    address = f"unix:{tmp_path / 'dallas.sock'}"
    there = install(tmp_path, HOST=address)
    with there.start("serve") as process:
        try:
            lines = map(json.loads, process.stderr or ())
            assert next(line["address"] for line in lines if "address" in line) == address
            found = receiver(address, 0, secret=SECRET)
            assert (found.level, found.said) == (
                Level.OK,
                f"{address} answers and knows the secret",
            )
            assert receiver(address, 0, secret="another").level is Level.FAILURE
        finally:
            process.terminate()
    assert process.returncode == 0
    assert "nothing answers" in receiver("unix:/nowhere.sock", 0, secret=SECRET).said


# Proxies -----------------------------------------------------------------------------------------

NAME = "sentinel.example.com"


@dataclass(frozen=True, slots=True)
class Upstream:
    """What stands where Sentinel would: answers as the header X-Behave asks, notes what came."""

    port: int
    seen: list[tuple[str, str | None, int]]
    hanging: threading.Event


@contextmanager
def upstream() -> Iterator[Upstream]:
    seen: list[tuple[str, str | None, int]] = []
    hanging = threading.Event()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            announced = int(self.headers["Content-Length"])
            body = self.rfile.read(announced)
            if len(body) < announced:  # cut off on the way: waitress does not pass it on either
                return
            seen.append((self.path, self.headers["X-NTPP-Secret"], len(body)))
            match self.headers["X-Behave"]:
                case "hang":
                    hanging.wait(DEADLINE_S)
                case "drop":
                    self.connection.shutdown(socket.SHUT_RDWR)
                case status:
                    answer = b'{"from": "upstream"}'
                    self.send_response(int(status))
                    self.send_header("Content-Length", str(len(answer)))
                    self.end_headers()
                    self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    serving = threading.Thread(target=server.serve_forever, args=(0.01,))
    serving.start()
    try:
        yield Upstream(server.server_port, seen, hanging)
    finally:
        hanging.set()
        server.shutdown()
        serving.join()
        server.server_close()


@dataclass(frozen=True, slots=True)
class Proxy:
    """A running proxy, its client, and everything it has written to its logs."""

    port: int
    directory: Path
    pool: urllib3.HTTPSConnectionPool = field(repr=False)

    def post(self, path: str, behave: str = "200", *, body: bytes = b"{}", host: str = NAME) -> Any:
        headers = {"Host": host, "X-NTPP-Secret": "canary-header", "X-Behave": behave}
        return self.pool.request("POST", path, body=body, headers=headers, retries=False)

    def logs(self) -> str:
        return "".join(path.read_text() for path in self.directory.glob("*.log"))


@contextmanager
def proxy(kind: str, directory: Path, *, upstream_port: int) -> Iterator[Proxy]:
    certificate, key = _certificate(directory)
    port = _free_port()
    start = {"nginx": _nginx, "caddy": _caddy}[kind]
    command = start(directory, certificate, key, port=port, upstream_port=upstream_port)
    environ = {"PATH": os.environ["PATH"], "HOME": str(directory)}
    with (
        (directory / "stderr.log").open("w") as stderr,
        subprocess.Popen(command, stdout=stderr, stderr=stderr, env=environ) as process,
        urllib3.HTTPSConnectionPool(
            "127.0.0.1", port, ca_certs=str(certificate), server_hostname=NAME, timeout=DEADLINE_S
        ) as pool,
    ):
        try:
            _until_listening(port, process)
            yield Proxy(port, directory, pool)
        finally:
            process.terminate()


def _certificate(directory: Path) -> tuple[Path, Path]:
    certificate, key = directory / "certificate.pem", directory / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += [
        "-nodes",
        "-days",
        "1",
        "-subj",
        f"/CN={NAME}",
        "-addext",
        f"subjectAltName=DNS:{NAME}",
    ]
    command += ["-out", str(certificate), "-keyout", str(key)]
    subprocess.run(command, capture_output=True, check=True)
    return certificate, key


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _until_listening(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except ConnectionRefusedError:
            continue
        return
    pytest.fail("the proxy does not listen")


def _changed(path: Path, *changes: tuple[str, str]) -> str:
    """The file with what a test cannot have as it stands replaced; each must be in it once."""
    text = path.read_text()
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def rewriting(kind: str) -> str:
    """The line that deploy/README.md gives to whoever comes from the predecessor."""
    [caddy, nginx] = re.findall(r"^rewrite .+$", (DEPLOY / "README.md").read_text(), re.MULTILINE)
    return str({"caddy": caddy, "nginx": nginx}[kind])


def _before(line: str, marker: str) -> tuple[str, str]:
    """The change that puts a line above another; both are indented alike."""
    return marker, marker.replace(marker.strip(), f"{line}\n{marker.strip()}")


def _nginx(
    directory: Path, certificate: Path, key: Path, *, port: int, upstream_port: int
) -> list[str]:
    site = _changed(
        DEPLOY / "systemd" / "nginx.conf",
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        (f"/etc/letsencrypt/live/{NAME}/fullchain.pem", str(certificate)),
        (f"/etc/letsencrypt/live/{NAME}/privkey.pem", str(key)),
        ("/var/log/nginx/sentinel.log", f"{directory}/access.log"),
        ("/var/log/nginx/sentinel.error.log", f"{directory}/site-error.log"),
        ("http://127.0.0.1:8000", f"http://127.0.0.1:{upstream_port}"),
        ("proxy_read_timeout 8s", "proxy_read_timeout 1s"),
        ("client_header_timeout 5s", "client_header_timeout 1s"),
        ("client_body_timeout 5s", "client_body_timeout 1s"),
        _before(rewriting("nginx"), "    location /webhook/ {"),
    )
    (directory / "site.conf").write_text(site)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{kind}_temp_path {directory}/{kind};" for kind in kinds)
    main = directory / "nginx.conf"
    main.write_text(
        f"daemon off; master_process off; pid {directory}/pid; error_log {directory}/error.log;"
        f"events {{}} http {{ {places} include {directory}/site.conf; }}"
    )
    return ["nginx", "-e", f"{directory}/error.log", "-c", str(main)]


def _caddy(
    directory: Path, certificate: Path, key: Path, *, port: int, upstream_port: int
) -> list[str]:
    site = _changed(
        DEPLOY / "systemd" / "Caddyfile",
        ("\tservers {\n", "\tadmin off\n\tauto_https disable_redirects\n\tservers {\n"),
        ("\nhttps:// {", f"\nhttps://:{port} {{"),
        (f"\n{NAME} {{\n", f"\nhttps://{NAME}:{port} {{\n\ttls {certificate} {key}\n"),
        ("{$SENTINEL_UPSTREAM:127.0.0.1:8000} {", f"127.0.0.1:{upstream_port} {{"),
        ("response_header_timeout 8s", "response_header_timeout 1s"),
        ("read_header 5s", "read_header 1s"),
        ("read_body 5s", "read_body 1s"),
        _before(rewriting("caddy"), "\thandle /webhook/* {"),
    )
    (directory / "Caddyfile").write_text(site)
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(directory / "Caddyfile")]


KINDS = [pytest.param(kind, marks=needs(kind, "openssl")) for kind in ("nginx", "caddy")]


@pytest.fixture(scope="module")
def behind() -> Iterator[Upstream]:
    with upstream() as answering:
        yield answering


@pytest.fixture(scope="module", params=KINDS)
def front(
    request: pytest.FixtureRequest, behind: Upstream, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Proxy]:
    directory = tmp_path_factory.mktemp(request.param)
    with proxy(request.param, directory, upstream_port=behind.port) as running:
        yield running


def is_later(response: Any) -> bool:
    """A 429 that GHL repeats, in the shape of the receiver's own."""
    assert json.loads(response.data)["error"]["code"] == "not_stored"
    kind = response.headers["Content-Type"]
    return (response.status, response.headers["Retry-After"], kind) == (
        429,
        "60",
        "application/json",
    )


def test_a_webhook_passes_whole(front: Proxy, behind: Upstream) -> None:
    response = front.post("/webhook/ghl?secret=canary-url", body=b"x" * MAX_BODY)
    assert (response.status, response.data) == (200, b'{"from": "upstream"}')
    assert behind.seen[-1] == ("/webhook/ghl?secret=canary-url", "canary-header", MAX_BODY)


def test_the_predecessors_address_of_texts_leads_to_ours(front: Proxy, behind: Upstream) -> None:
    assert front.post("/webhook/ghl/inbound_sms?secret=canary-url").status == 200
    assert behind.seen[-1][0] == "/webhook/ghl?secret=canary-url"


@pytest.mark.parametrize("path", ["/jobs/poll_resolver", "/jobs/send_summary?slot=morning", "/"])
def test_nothing_but_webhooks_is_public(front: Proxy, behind: Upstream, path: str) -> None:
    before = list(behind.seen)
    for disguise in (
        path,
        path.replace("/jobs", "/webhook/../jobs"),
        path.replace("/jobs", "//jobs"),
        path.replace("/jobs", "/%2Fjobs"),
        path.replace("/jobs", "/webhook/%2e%2e/jobs"),
        path.replace("/jobs", "/webhook/..%2fjobs"),
    ):
        response = front.post(disguise)
        assert response.status in {400, 404}
    assert behind.seen == before


@pytest.mark.parametrize("host", ["other.example.com", "127.0.0.1", "sentinel.example.com.evil"])
def test_another_host_is_never_answered_as_if_a_webhook_were_taken(
    front: Proxy, behind: Upstream, host: str
) -> None:
    before = list(behind.seen)
    response = front.post("/webhook/ghl", host=host)
    assert (response.status, behind.seen) == (421, before)
    assert json.loads(response.data)["error"]["code"] == "misdirected"


@pytest.mark.parametrize("status", [400, 401, 405, 413, 415, 422, 429])
def test_sentinels_own_answers_pass_unchanged(front: Proxy, status: int) -> None:
    response = front.post("/webhook/ghl", str(status))
    assert (response.status, response.data) == (status, b'{"from": "upstream"}')


@pytest.mark.parametrize("behave", ["500", "502", "503", "504", "drop"])
def test_a_failing_sentinel_becomes_a_429(front: Proxy, behave: str) -> None:
    assert is_later(front.post("/webhook/ghl?secret=canary-url", behave))


@pytest.mark.slow
def test_a_hanging_sentinel_becomes_a_429(front: Proxy) -> None:
    assert is_later(front.post("/webhook/ghl?secret=canary-url", "hang"))


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_an_absent_sentinel_becomes_a_429_and_no_log_tells_the_secret(
    kind: str, tmp_path: Path
) -> None:
    with proxy(kind, tmp_path, upstream_port=_free_port()) as front:
        assert is_later(front.post("/webhook/ghl?secret=canary-url"))
    assert "canary" not in front.logs()


def test_a_body_over_one_mebibyte_is_refused(front: Proxy, behind: Upstream) -> None:
    before = list(behind.seen)
    assert front.post("/webhook/ghl", body=b"x" * (MAX_BODY + 1)).status == 413
    assert behind.seen == before


@pytest.mark.slow
@pytest.mark.parametrize("sent", [b"POST /webhook/ghl HTTP/1.1\r\nX-Drip: ", b"\r\n\r\n{"])
def test_a_slow_client_is_cut_off(front: Proxy, behind: Upstream, sent: bytes) -> None:
    before = list(behind.seen)
    if sent.startswith(b"\r\n"):
        head = f"POST /webhook/ghl HTTP/1.1\r\nHost: {NAME}\r\nX-Behave: 200\r\nContent-Length: 9"
        sent = head.encode() + sent
    trusting = ssl.create_default_context(cafile=str(front.directory / "certificate.pem"))
    with (
        socket.create_connection(("127.0.0.1", front.port), timeout=5) as plain,
        trusting.wrap_socket(plain, server_hostname=NAME) as client,
    ):
        client.sendall(sent)
        received = b"".join(iter(lambda: client.recv(4096), b""))
    assert b"upstream" not in received
    assert behind.seen == before


def test_the_log_tells_the_path_and_never_the_secret(front: Proxy) -> None:
    for behave in ("200", "401", "503", "drop"):
        front.post("/webhook/ghl?secret=canary-url", behave)
    front.post("/webhook/ghl?secret=canary-url", body=b"x" * (MAX_BODY + 1))
    assert "/webhook/ghl" in front.logs()
    assert "canary" not in front.logs()
