"""Secrets stay secret, files stay private, and what customers write harms no terminal or sheet.

Every command there is runs in every world below with canaries for secrets; a new command is swept
without being named here.
"""

from __future__ import annotations

import ast
import csv
import io
import json
import os
import pty
import re
import stat
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import typer.main
from installed import SECRET, Installed, install, text_from

import sentinel_cli
from sentinel_cli.cli import app
from sentinel_cli.simulator import Contact, Simulator
from sentinel_cli.simulator.people import CUSTOMER, MANAGER, STAFF, settle

TOKEN = "pit-canary-token-77aa31"
HEARTBEAT = "canary-heartbeat-0c4f"
SECRETS = (TOKEN, SECRET, HEARTBEAT)
WORDS = "canary basement floods"
PHONE = "+12145550143"
SHOWS_WORDS = {"issues show", "trace", "summary", "alert", "issues list"}
"""Commands that show what a customer wrote, because an operator asked for it: the story, the texts
to managers, which quote it, and in a list what was heard (its gist in JSON)."""

NOT_SWEPT = {"serve", "simulate", "demo"}
"""The first runs until it is stopped and is swept by itself, the others have nothing to give away
but the simulator's own token."""

ARGUMENTS = {"text": "a note", "who": CUSTOMER.id, "contact": CUSTOMER.id}
OPTIONS = {"slot": "morning", "older_than": "180d"}


def every_command() -> dict[str, list[tuple[str, ...]]]:
    """Each command of the program with what it needs, plain and in every layout it offers."""
    found: dict[str, list[tuple[str, ...]]] = {}

    def walk(command: Any, path: tuple[str, ...]) -> None:
        for name, inner in getattr(command, "commands", {}).items():
            walk(inner, (*path, name))
        name = " ".join(path)
        if not hasattr(command, "commands") and name not in NOT_SWEPT:
            found[name] = list(_invocations(command, path))

    walk(typer.main.get_command(app), ())
    return found


def _invocations(command: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    plain = list(path)
    for parameter in command.params:
        if parameter.required and parameter.param_type_name == "argument":
            is_number = "int" in parameter.type.name or "number" in parameter.type.name
            plain.append("1" if is_number else ARGUMENTS.get(parameter.name, CUSTOMER.id))
        elif parameter.required:
            plain += [parameter.opts[0], OPTIONS[parameter.name]]
    layouts = {opt for parameter in command.params for opt in parameter.opts} & {"--json", "--csv"}
    yield tuple(plain)
    yield from ((*plain, layout) for layout in sorted(layouts))


# The sweep ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Swept:
    """What one command said in one world."""

    world: str
    command: str
    invoked: tuple[str, ...]
    code: int
    out: str
    err: str


def canary_ghl() -> Simulator:
    ghl = Simulator(token=TOKEN)
    settle(ghl.world)
    return ghl


def canary_install(directory: Path, ghl: Simulator, **changes: str) -> Installed:
    heartbeat = f"{ghl.base_url}/{HEARTBEAT}"
    urls = {"HEARTBEAT_URL_POLL": heartbeat, "HEARTBEAT_URL_SUMMARY": heartbeat}
    return install(directory, ghl, **{**urls, **changes})


def healthy(_: Installed, ghl: Simulator) -> None:
    """Nothing is wrong."""
    del ghl


def quoting(_: Installed, ghl: Simulator) -> None:
    """GHL refuses everything, and quotes what it was sent."""
    said = {"message": f"Bearer {TOKEN} may not ask about {PHONE}"}
    ghl.fault("answer", status=400, body=said)


def unreachable(installed: Installed, _: Simulator) -> None:
    """Nobody listens where GHL should be."""
    env_file = installed.directory / ".env"
    env_file.write_text(
        re.sub("http://127.0.0.1:[0-9]+", "http://127.0.0.1:9", env_file.read_text())
    )


def damaged(installed: Installed, _: Simulator) -> None:
    """The database is damaged in the middle of what it holds."""
    content = bytearray(installed.db.read_bytes())
    content[200:5000] = bytes(reversed(content[200:5000]))
    installed.db.write_bytes(content)


def misconfigured(installed: Installed, _: Simulator) -> None:
    """Every secret has a fault itself."""
    with (installed.directory / ".env").open("a") as env_file:
        env_file.write("BUSINESS_HOURS_2=no setting\n")
    text = (installed.directory / ".env").read_text()
    text = text.replace(SECRET, f"'{SECRET} with spaces'").replace("Mon-Sun", "Sometimes")
    text = re.sub("http://127.0.0.1:[0-9]+/canary", "ftp://user@/canary", text)
    text = text.replace(TOKEN, f"'{TOKEN} ü'")
    (installed.directory / ".env").write_text(text)


WORLDS: tuple[Callable[[Installed, Simulator], None], ...] = (
    healthy,
    quoting,
    unreachable,
    damaged,
    misconfigured,
)


def sweep(directory: Path, world: Callable[[Installed, Simulator], None]) -> list[Swept]:
    """One customer waits; then the world becomes what it is, and every command runs."""
    ghl = canary_ghl()
    with ghl.running():
        installed = canary_install(directory, ghl)
        ghl.customer_writes(CUSTOMER.id, WORDS)
        assert installed.run("poll-resolve").returncode == 0
        world(installed, ghl)
        found = []
        for command, invocations in every_command().items():
            for invoked in invocations if world is healthy else invocations[:1]:
                ended = installed.run(*invoked)
                result = (ended.returncode, ended.stdout, ended.stderr)
                found.append(Swept(world.__name__, command, invoked, *result))
        return found


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> list[Swept]:
    directories = [tmp_path_factory.mktemp(world.__name__) for world in WORLDS]
    with ThreadPoolExecutor(3) as pool:
        return [each for found in pool.map(sweep, directories, WORLDS) for each in found]


@pytest.mark.slow
def test_no_command_in_no_world_says_a_secret_or_shows_a_traceback(swept: list[Swept]) -> None:
    assert {each.world for each in swept} == {world.__name__ for world in WORLDS}
    told = [
        (each.world, each.invoked, secret)
        for each in swept
        for secret in (*SECRETS, "Traceback", "a bug in Sentinel")
        if secret in each.out + each.err
    ]
    assert told == []


@pytest.mark.slow
def test_what_customers_write_is_shown_only_where_it_is_asked_for(swept: list[Swept]) -> None:
    logged = [(e.world, e.invoked) for e in swept if WORDS in e.err or PHONE in e.err]
    shown = {each.command for each in swept if WORDS in each.out}
    assert logged == []
    assert shown == SHOWS_WORDS


@pytest.mark.slow
def test_the_sweep_meets_success_refusal_and_every_kind_of_failure(swept: list[Swept]) -> None:
    assert {each.code for each in swept} >= {0, 1, 69, 74, 78}
    need_settings = [e for e in swept if e.world == "misconfigured" and e.command != "hear"]
    assert {e.code for e in need_settings} <= {78, 1, 2}
    hidden = [e.err for e in swept if e.world == "misconfigured" and e.command == "poll-resolve"]
    assert "GHL_TOKEN=(hidden)" in hidden[0]


# The receiver ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_no_secret_reaches_the_receivers_log_its_answers_its_database_or_the_process_list(
    tmp_path: Path,
) -> None:
    ghl = canary_ghl()
    units = "".join(f"\\u{ord(letter):04x}" for letter in SECRET)
    escaped = f'"{units}"'.encode()
    with ghl.running():
        installed = canary_install(tmp_path, ghl)
        with installed.serving() as serving:
            answers = [
                serving.posts(body, path=path, secret=SECRET)
                for path in ("/webhook/ghl", "/webhook/ghl/unanswered_call")
                for body in (
                    text_from(CUSTOMER.id, WORDS, customData={"secret": SECRET}),
                    text_from(CUSTOMER.id, WORDS, secret=SECRET),
                    text_from(CUSTOMER.id, "hi", secret="x").replace(b'"x"', escaped),
                    f"contact_id={CUSTOMER.id}&secret={quote(SECRET)}".encode(),
                    f'{{"secret": "{SECRET}", broken'.encode(),
                    f'{{"secret": "{SECRET}"}}'.encode(),
                )
            ]
            answers += [
                serving.posts(text_from("c1"), path=f"/webhook/ghl?secret={SECRET}", secret="no"),
                serving.posts(text_from("c1"), secret=SECRET[:-1]),
                serving.posts(b"", path="/jobs/poll_resolver"),
                serving.posts(b"", path="/jobs/send_summary?slot=morning"),
                serving.posts(b"", path=f"/jobs/send_summary?slot={SECRET}", secret="no"),
                serving.posts(b"", path=f"/nowhere/{SECRET}"),
            ]
            ghl.fault("answer", status=400, body={"message": f"{TOKEN} {PHONE}"})
            answers.append(serving.posts(b"", path="/jobs/poll_resolver"))
            process = Path(f"/proc/{serving.process.pid}")
            shown = process.joinpath("cmdline").read_bytes().decode()
            assert serving.stop() == 0
        said = "".join(serving.lines)
        kept = {name: held for name, held in installed.content().items() if name != ".env"}
    statuses = {answer.status for answer in answers}
    assert statuses == {200, 400, 401, 404, 422, 502}
    for secret in SECRETS:
        assert secret not in said
        assert secret not in shown
        assert all(secret not in json.dumps(answer.body) for answer in answers)
        assert [name for name, held in kept.items() if secret.encode() in held] == []
    assert WORDS not in said
    assert PHONE not in said
    assert WORDS.encode() in kept["sentinel.db"]


@pytest.mark.slow
def test_secrets_are_compared_in_constant_time_and_nowhere_else() -> None:
    """`==` stops at the first wrong byte, and tells by its time how far it came."""
    root = Path(sentinel_cli.__file__).parent
    compared = [
        f"{path.relative_to(root)}:{node.lineno}"
        for path in root.rglob("*.py")
        if "simulator" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Compare)
        and any(isinstance(sign, ast.Eq | ast.NotEq) for sign in node.ops)
        and any(_is_secret(side) for side in (node.left, *node.comparators))
    ]
    assert compared == []
    routes = (root / "receiver" / "routes.py").read_text()
    assert "hmac.compare_digest(given, secret.encode())" in routes


def _is_secret(node: ast.expr) -> bool:
    name = node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")
    return bool(re.search("secret|token", name, re.IGNORECASE))


@pytest.mark.slow
@pytest.mark.parametrize(
    "given", ["", "x", SECRET[:-1], f"{SECRET}x", "é" * 20, "x" * 8000, " ", SECRET.upper()]
)
def test_a_wrong_secret_is_401_whatever_it_looks_like(
    open_receiver: Callable[[str], int], given: str
) -> None:
    assert open_receiver(given) == 401


@pytest.fixture(scope="module")
def open_receiver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], int]]:
    """A receiver that knows the right secret; answers the status for a given one."""
    with install(tmp_path_factory.mktemp("open")).serving() as serving:
        yield lambda given: serving.posts(text_from("c1"), secret=given).status
        assert serving.posts(text_from("c1")).status == 200


# Files -------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_whatever_the_umask_all_that_is_written_is_for_its_owner_only(tmp_path: Path) -> None:
    with canary_ghl().running() as base_url:
        changes = {"GHL_BASE_URL": base_url, "GHL_TOKEN": TOKEN, "SENTINEL_DB": "data/sentinel.db"}
        installed = install(tmp_path, None, **changes)
        for command in (
            ("poll-resolve",),
            ("summary", "--slot", "morning"),
            ("db", "backup"),
            ("db", "backup", "copies"),
        ):
            ended = installed.run(*command, umask=0)
            assert ended.returncode == 0, ended.stderr
    found = {
        str(path.relative_to(tmp_path)): stat.S_IMODE(path.stat().st_mode)
        for path in tmp_path.rglob("*")
    }
    assert {"data", "data/sentinel.db", "data/sentinel.db.poll.lock"} <= found.keys()
    assert sum(name.endswith(".db") for name in found) >= 2
    assert "copies" in found
    exposed = {name: oct(mode) for name, mode in found.items() if mode & 0o077}
    assert exposed == {}


@pytest.mark.slow
@pytest.mark.parametrize(("mode", "is_told"), [(0o600, False), (0o640, True), (0o604, True)])
def test_settings_that_others_can_read_are_warned_of_by_jobs_and_receiver(
    tmp_path: Path, *, mode: int, is_told: bool
) -> None:
    installed = install(tmp_path)
    env_file = tmp_path / ".env"
    if os.geteuid() == 0:
        os.chown(env_file, 12345, 12345)  # root's own file may be lent to one group
    env_file.chmod(mode)
    with installed.serving() as serving:
        serving.stop()
    told = installed.run("summary", "--slot", "morning", "--no-poll", "--dry-run")
    for said in ("".join(serving.lines), told.stderr):
        assert ("others can read its secrets" in said) is is_told
        assert (f"chmod 600 {env_file}" in said) is is_told


# Spreadsheets and terminals ----------------------------------------------------------------------


FORMULAS = ('=HYPERLINK("http://evil","x")', "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1")


@pytest.mark.slow
def test_a_spreadsheet_runs_no_cell_of_the_csv(tmp_path: Path) -> None:
    installed = install(tmp_path)
    with installed.serving() as serving:
        for number, name in enumerate(FORMULAS):
            body = text_from(f"c{number}", full_name=name, phone="+12145550143")
            assert serving.posts(body).status == 200
    ended = installed.run("issues", "list", "--csv")
    rows = list(csv.reader(io.StringIO(ended.stdout)))
    assert len(rows) == 1 + len(FORMULAS)
    assert any('HYPERLINK("http://evil"' in cell for row in rows for cell in row)
    runs = [cell for row in rows for cell in row if cell.strip()[:1] in set("=+-@")]
    assert runs == []


EVIL = "\x1b]0;owned\x07\x1b[2J\x1b[8mhidden\x9b31m\u202egnp.exe\r\nsentinel: all is well"
ASK_GHL = (("poll-resolve",), ("summary", "--slot", "midday"), ("doctor",))
FORBIDDEN = ("\x1b]", "\x07", "\x1b[2J", "\x1b[8m", "\x9b", "\u202e", "\r\nsentinel: all is well")


@pytest.mark.slow
@pytest.mark.parametrize("terminal", [True, False], ids=["terminal", "pipe"])
def test_nothing_a_customer_or_ghl_says_is_obeyed_by_an_operators_terminal(
    tmp_path: Path, *, terminal: bool
) -> None:
    ghl = canary_ghl()
    ghl.world.add_contact(Contact(id="evil", first_name=EVIL, last_name="x", phone="+12145550166"))
    with ghl.running():
        installed = canary_install(tmp_path, ghl, MANAGER_CONTACT_IDS=f"{MANAGER.id},evil")
        with installed.serving() as serving:
            body = text_from(CUSTOMER.id, EVIL, full_name=EVIL, source=EVIL, userId=EVIL)
            assert serving.posts(body).status == 200
        ghl.world.change_contact(CUSTOMER.id, first_name=EVIL)
        ghl.customer_writes(CUSTOMER.id, EVIL)
        ghl.staff_replies(CUSTOMER.id, EVIL, user_id=STAFF[0].id, status="failed")
        ghl.fault("answer", route="POST *", status=400, body={"message": EVIL})
        commands = [invocations[0] for invocations in every_command().values()]
        commands += [("issues", "list", "--state", "all")]
        said = [_said(installed, command, terminal=terminal) for command in commands]
        ghl.fault("answer", status=400, body={"message": EVIL, "canonicalCode": EVIL})
        said += [_said(installed, command, terminal=terminal) for command in ASK_GHL]
    assert any("gnp.exe" in words for words in said)
    obeyed = [(words, sign) for words in said for sign in FORBIDDEN if sign in words]
    assert obeyed == []


def _said(installed: Installed, command: tuple[str, ...], *, terminal: bool) -> str:
    """Everything a command writes, on a terminal of its own or into a pipe."""
    if not terminal:
        ended = installed.run(*command)
        return ended.stdout + ended.stderr
    ours, theirs = pty.openpty()
    with installed.start(*command, stdout=theirs, stderr=subprocess.STDOUT) as process:
        os.close(theirs)
        said = b"".join(iter(lambda: _read(ours), b""))
        process.wait(timeout=60)
    os.close(ours)
    return said.decode(errors="replace")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # the last one to write has closed it
        return b""
