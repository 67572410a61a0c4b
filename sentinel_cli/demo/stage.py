"""One throw-away installation: a temporary directory, a simulated GHL, a receiver of its own.

The commands run as processes of this Python, in that directory, so neither PATH nor HOME matters;
Sentinel's own variables are kept from them, so that a real account cannot be touched.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sentinel_cli.demo import DemoFailedError
from sentinel_cli.demo.terminal import run_in_terminal
from sentinel_cli.model import Issue
from sentinel_cli.settings import DEFAULTS
from sentinel_cli.simulator import Contact, Simulator
from sentinel_cli.simulator.people import CALLER, CUSTOMER, MANAGER, STAFF, settle
from sentinel_cli.store import issues, open_store

LOST = Contact(id="cT2pL9fGx5HsT1jUe7Qd", first_name="Priya", last_name="Nair",
               phone="+14695550118")  # fmt: skip
FLOODED = Contact(id="cT7rSaTrEv1no5Vm2Qd8", first_name="Rosa", last_name="Trevino",
                  phone="+14695550134")  # fmt: skip
SECOND_MANAGER = Contact(id="cTmAnAgEr2Bb3Cc4Dd5E", first_name="Alex", last_name="Moreno",
                         phone="+12145550102")  # fmt: skip
MANAGERS = (MANAGER, SECOND_MANAGER)
CUSTOMERS = (CUSTOMER, CALLER, LOST)

SECRET = "a-secret-for-this-demo-only"  # noqa: S105 - opens a receiver on loopback, for seconds

_READY_WITHIN_S = 20.0
_STOPPED_WITHIN_S = 10.0
_REPLY_S = 60.0
_LAST_LINES = 5
_LOOK_EVERY_S = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a person would type, and what came of it. `code`: exit code or HTTP status."""

    typed: str
    output: str
    code: int
    errors: str = ""

    @property
    def ok(self) -> bool:
        """It did what was asked."""
        return self.code in {0, 200}

    def json(self) -> Any:
        """The output, parsed."""
        return json.loads(self.output)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The running installation: what people do on it, and what is true on it."""

    directory: Path
    simulator: Simulator
    receiver_url: str

    def sentinel(self, *arguments: str) -> Answer:
        """Run one command as the operator would, in the installation's directory."""
        code, output, errors = run_in_terminal(
            [sys.executable, "-m", "sentinel_cli", *arguments],
            directory=self.directory,
            environ=_environment(),
        )
        typed = shlex.join(["sentinel", *arguments])
        return Answer(typed=typed, output=output, code=code, errors=errors)

    def plays(self, contact: Contact, move: str, **said: str) -> Answer:
        """Let somebody do something in the simulated GHL (`/_sim`), by HTTP like curl."""
        url = f"{self.simulator.base_url}/_sim/contacts/{contact.id}/{move}"
        typed = " ".join(["curl", url, *(f"-d {shlex.quote(f'{k}={v}')}" for k, v in said.items())])
        return _posted(url, typed=typed, form=said)

    def job(self, route: str) -> Answer:
        """Ask the receiver to run a job."""
        url = f"{self.receiver_url}{route}"
        typed = f"curl -X POST -H 'X-NTPP-Secret: {SECRET}' {shlex.quote(url)}"
        return _posted(url, typed=typed, headers={"X-NTPP-Secret": SECRET})

    def writes(self, name: str, text: str) -> None:
        """Put a file into the installation's directory."""
        (self.directory / name).write_text(text)

    def issues(self) -> tuple[Issue, ...]:
        """All issues as the database has them, oldest first."""
        with open_store(self.directory / "data" / "sentinel.db") as store, store.read() as db:
            return tuple(sorted(issues.select(db, issues.Wanted()), key=lambda i: i.id or 0))

    def phones(self) -> dict[str, list[str]]:
        """The texts on each manager's phone, oldest first, as GHL has them."""
        sent = self.simulator.world.sent()
        return {m.id: [row.body for row in sent if row.contact_id == m.id] for m in MANAGERS}


@contextmanager
def set_up() -> Iterator[Stage]:
    """Everything running inside the `with`, and nothing left of it afterwards.

    Raises:
        DemoFailedError: it could not be started; says why.
    """
    with _directory() as directory:
        simulator = Simulator(webhook_secret=SECRET)
        settle(simulator.world)
        for contact in (LOST, FLOODED, SECOND_MANAGER):
            simulator.world.add_contact(contact)
        with simulator.running() as ghl_url:
            _write_settings(directory, simulator, ghl_url)
            with _receiver(directory) as receiver_url:
                simulator.webhooks.base_url = receiver_url
                stage = Stage(directory=directory, simulator=simulator, receiver_url=receiver_url)
                with _explained(directory):
                    yield stage


@contextmanager
def _explained(directory: Path) -> Iterator[None]:
    """What the receiver said last belongs to every failure: its log is gone a moment later."""
    try:
        yield
    except DemoFailedError as exc:
        said = (directory / "receiver.log").read_text().splitlines()[-_LAST_LINES:]
        raise DemoFailedError("\n".join([str(exc), "The receiver's log ends:", *said])) from exc


@contextmanager
def _directory() -> Iterator[Path]:
    try:
        made = tempfile.TemporaryDirectory(prefix="sentinel-demo-", ignore_cleanup_errors=True)
    except OSError as exc:
        raise DemoFailedError(f"no temporary directory: {exc.strerror}; set TMPDIR") from exc
    with made as name:
        yield Path(name)


def _write_settings(directory: Path, simulator: Simulator, ghl_url: str) -> None:
    given = {
        "GHL_TOKEN": simulator.gate.token,
        "WEBHOOK_SECRET": SECRET,
        "GHL_VERSION": "2021-07-28",
        "MANAGER_CONTACT_IDS": ",".join(manager.id for manager in MANAGERS),
        "GHL_LOCATION_ID": simulator.world.location_id,
        "GHL_BASE_URL": ghl_url,
        "INTERNAL_USER_IDS": ",".join(user.id for user in STAFF),
        "TRANSCRIPTS": "voicemail",
        "PORT": "0",
    }
    path = directory / ".env"
    path.touch(0o600)
    path.write_text("".join(f"{name}={value}\n" for name, value in given.items()))


def _environment() -> dict[str, str]:
    """This process's environment without anything that Sentinel would take for a setting."""
    ours = {*DEFAULTS, "SENTINEL_ENV_FILE"}
    return {name: value for name, value in os.environ.items() if name not in ours}


@contextmanager
def _receiver(directory: Path) -> Iterator[str]:
    """`sentinel serve` in a process of its own; yields where it listens."""
    log = directory / "receiver.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "sentinel_cli", "serve"],
            cwd=directory,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
        )
    try:
        yield _address(process, log)
    finally:
        _stop(process)


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    give_up = time.monotonic() + _READY_WITHIN_S
    while time.monotonic() < give_up:
        has_ended = process.poll() is not None
        for line in log.read_text().splitlines():
            if '"serving"' in line:
                return str(json.loads(line)["address"])
        if has_ended:
            break
        time.sleep(_LOOK_EVERY_S)
    raise DemoFailedError(f"the receiver did not start:\n{log.read_text()}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """SIGTERM lets it finish what is in flight; one that will not end is killed."""
    process.terminate()
    try:
        process.wait(_STOPPED_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _posted(
    url: str,
    *,
    typed: str,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    import requests  # noqa: PLC0415 - the rest of the demo starts without it

    with requests.Session() as session:
        session.trust_env = False  # a proxy setting must not lead off loopback
        try:
            reply = session.post(url, data=form, headers=headers, timeout=_REPLY_S)
        except requests.RequestException as exc:
            raise DemoFailedError(f"{typed}: {type(exc).__name__}") from exc
    return Answer(typed=typed, output=reply.text, code=reply.status_code)
