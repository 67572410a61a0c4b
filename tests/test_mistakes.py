"""Typical mistakes of people: each message says what is wrong, with what, and what to do.

Most run within this process: the program's outer boundary is called as the shell would.
"""

from __future__ import annotations

import io
import json
import os
import shlex
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from engine import MANAGER, SECOND_MANAGER, engine
from facts import asks
from installed import ROOT, SECRET, install

from sentinel_cli.cli import main
from sentinel_cli.cli.context import log_for
from sentinel_cli.cli.receiving import Receiving
from sentinel_cli.receiver import make_app
from sentinel_cli.settings import Need, environment, load
from sentinel_cli.simulator import Simulator
from sentinel_cli.store import open_store

CRONTAB = ROOT / "deploy" / "cron" / "sentinel"
HOURS_AGO_MS = 3 * 3600 * 1000


@cache
def somebody_waits() -> bytes:
    """A database in which one customer waits."""
    asked = asks("09:00", at_ms=time.time_ns() // 1_000_000 - HOURS_AGO_MS, phone="+15125550142")
    with TemporaryDirectory() as directory:
        works = engine(Path(directory))
        with works.store:
            works.hears(asked, asked.at_ms, name="Ana Ruiz")
        return works.settings.db.read_bytes()


def at_work(directory: Path) -> None:
    """An installation whose GHL is away."""
    install(directory)
    (directory / "sentinel.db").write_bytes(somebody_waits())


def nothing(directory: Path) -> None:
    """Another directory than the installation's."""
    del directory


def not_yet(directory: Path) -> None:
    """Settings, and no database so far."""
    install(directory)


def given(**settings: str) -> Callable[[Path], None]:
    """Settings of which some are wrong."""

    def put(directory: Path) -> None:
        install(directory, None, **settings)

    return put


def also(line: str) -> Callable[[Path], None]:
    """One more line in the settings file."""

    def put(directory: Path) -> None:
        not_yet(directory)
        with (directory / ".env").open("a") as file:
            file.write(f"{line}\n")

    return put


def written(content: bytes) -> Callable[[Path], None]:
    """A settings file as some editor left it."""

    def put(directory: Path) -> None:
        not_yet(directory)
        (directory / ".env").write_bytes(content)

    return put


def database(content: bytes) -> Callable[[Path], None]:
    """A file in the database's place."""

    def put(directory: Path) -> None:
        not_yet(directory)
        (directory / "sentinel.db").write_bytes(content)

    return put


def by_sql(*statements: str, at_first: Callable[[Path], None] = not_yet) -> Callable[[Path], None]:
    """A database that somebody else made or changed."""

    def put(directory: Path) -> None:
        at_first(directory)
        with closing(sqlite3.connect(directory / "sentinel.db")) as db:
            for statement in statements:
                db.execute(statement)
            db.commit()

    return put


def people(text: str) -> Callable[[Path], None]:
    """Two managers, and a managers.toml."""

    def put(directory: Path) -> None:
        install(directory, MANAGER_CONTACT_IDS=f"{MANAGER},{SECOND_MANAGER}")
        (directory / "managers.toml").write_text(text)

    return put


def directory_called(name: str) -> Callable[[Path], None]:
    """A directory where a file is meant."""

    def put(directory: Path) -> None:
        if name != ".env":
            not_yet(directory)
        (directory / name).mkdir()

    return put


def crontab(name: str, **instead: str) -> Callable[[Path], None]:
    """The delivered entries, as somebody changed them."""

    def put(directory: Path) -> None:
        at_work(directory)
        text = CRONTAB.read_text()
        for old, new in instead.items():
            text = text.replace(old, new)
        (directory / name).write_text(text)
        (directory / name).chmod(0o644)

    return put


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is typed where, the exit code, and words of what, which and what to do."""

    typed: str
    code: int
    says: tuple[str, str, str]
    where: Callable[[Path], None] = at_work
    environ: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.typed}: {self.says[0]}"


SETTINGS = [
    Mistake("issues list", 78, ("no settings file", "/.env", "--env-file"), nothing),
    Mistake("poll-resolve", 78, ("GHL_TOKEN is not set", "/.env", "--env-file"), nothing),
    Mistake("serve", 78, ("is not set", "WEBHOOK_SECRET", "a long random secret"), nothing),
    Mistake("--env-file nowhere.env status", 78, ("no settings", "nowhere.env", "--env-file")),
    Mistake("issues list", 78, ("Is a directory", "/.env", "expected a text file"),
            directory_called(".env")),
    Mistake("issues list", 78, ("not UTF-8 text", "/.env", "save it as that"),
            written("PORT=8000\n".encode("utf-16"))),
    Mistake("issues list", 78, ("line 2", "/.env", "expected KEY=VALUE"),
            written(b"PORT=8000\nGHL_TOKEN='pit-1\nHOST=127.0.0.1\n")),
    Mistake("issues list", 78, ("line 10", "/.env", "expected KEY=VALUE"), also("TIMEZONE: x")),
    Mistake("issues list", 78, ("second time", "PORT", "remove one"), also("PORT=8000")),
    Mistake("config", 0, ("no setting", "'BUSINES_HOURS'", "did you mean BUSINESS_HOURS?"),
            also("BUSINES_HOURS=Mon-Fri 09:00-17:00")),
    Mistake("poll-resolve", 78, ("(hidden)", "GHL_TOKEN", "without spaces"),
            given(GHL_TOKEN="pit-1 2")),
    Mistake("poll-resolve", 78, ("(hidden)", "GHL_TOKEN", "without spaces"),
            given(GHL_TOKEN="'pit-1\n2'")),
    Mistake("poll-resolve", 78, ("(hidden)", "GHL_TOKEN", "without the word Bearer"),
            given(GHL_TOKEN="Bearer pit-123")),
    Mistake("serve", 78, ("is not set", "WEBHOOK_SECRET", "expected a long random secret"),
            given(WEBHOOK_SECRET="")),
    Mistake("config", 0, ("shorter than 16", "WEBHOOK_SECRET", "`openssl rand -hex 24`"),
            given(WEBHOOK_SECRET="pool")),
    Mistake("issues list", 78, ("'+12145550143'", "MANAGER_CONTACT_IDS", "`sentinel setup`"),
            given(MANAGER_CONTACT_IDS="+12145550143")),
    Mistake("issues list", 78, ("'Robin Teague'", "MANAGER_CONTACT_IDS", "`sentinel setup`"),
            given(MANAGER_CONTACT_IDS="Robin Teague")),
    Mistake("summary --slot morning", 78, ("not set", "MANAGER_CONTACT_IDS", "contact ids"),
            given(MANAGER_CONTACT_IDS="")),
    Mistake("issues list", 78, ("'https://", "GHL_LOCATION_ID", "expected ids"),
            given(GHL_LOCATION_ID="https://app.gohighlevel.com/v2/location/LoC9/dashboard")),
    Mistake("issues list", 78, ("'America/Chicgo'", "TIMEZONE", "did you mean America/Chicago?"),
            given(TIMEZONE="America/Chicgo")),
    Mistake("issues list", 78, ("'CST'", "TIMEZONE", "a time zone's name like America/Chicago"),
            given(TIMEZONE="CST")),
    Mistake("issues list", 78, ("17:00-08:00", "BUSINESS_HOURS", "the end after the start"),
            given(BUSINESS_HOURS="Mon-Fri 17:00-08:00")),
    Mistake("issues list", 78, ("'9-5'", "BUSINESS_HOURS", "like 'Mon-Fri 08:00"),
            given(BUSINESS_HOURS="9-5")),
    Mistake("issues list", 78, ("'mo'", "BUSINESS_HOURS", "one of Mon Tue"),
            given(BUSINESS_HOURS="Mo-Fr 08:00-17:00")),
    Mistake("issues list", 78, ("'8am-5pm'", "BUSINESS_HOURS", "expected hours like 08:00-17:00"),
            given(BUSINESS_HOURS="Mon-Fri 8am-5pm")),
    Mistake("issues list", 78, ("'12/25/2026'", "CLOSED_DATES", "expected days like 2026-"),
            given(CLOSED_DATES="12/25/2026")),
    Mistake("issues list", 78, ("'2h'", "SMS_SLA_HOURS", "expected hours as a number"),
            given(SMS_SLA_HOURS="2h")),
    Mistake("serve", 78, ("'80000'", "PORT", "from 0 to 65535"), given(PORT="80000")),
    Mistake("serve", 78, ("not known", "HOST='0.0.0.0:8000'", "an address of this machine"),
            given(HOST="0.0.0.0:8000")),
    Mistake("poll-resolve", 78, ("'http://", "GHL_BASE_URL", "expected an https:// address"),
            given(GHL_BASE_URL="http://services.leadconnectorhq.com")),
    Mistake("poll-resolve", 78, ("'v2'", "GHL_VERSION", "2021-07-28"), given(GHL_VERSION="v2")),
    Mistake("issues list", 78, ("'TEXT'", "TRACKED_CHANNELS", "expected some of SMS"),
            given(TRACKED_CHANNELS="TEXT")),
    Mistake("issues list", 78, ("'~/s.db'", "SENTINEL_DB", "without ~"),
            given(SENTINEL_DB="~/s.db")),
]  # fmt: skip
DATABASES = [
    Mistake("issues list", 74, ("no database yet", "sentinel.db", "`sentinel poll-resolve`"),
            not_yet),
    Mistake("issues list", 74, ("a directory", "sentinel.db", "let SENTINEL_DB name"),
            directory_called("sentinel.db")),
    Mistake("issues list", 74, ("another program's", "sentinel.db", "let SENTINEL_DB name another"),
            by_sql("CREATE TABLE theirs (x)")),
    Mistake("issues list", 74, ("predecessor's", "sentinel.db", "`sentinel db import`"),
            by_sql("CREATE TABLE issues (id, issue_type, status)")),
    Mistake("issues list", 74, ("newer Sentinel", "sentinel.db", "install that version"),
            by_sql("PRAGMA user_version = 99", at_first=at_work)),
    Mistake("issues list", 74, ("not a database", "sentinel.db", "Restore a backup"),
            database(b"a backup that is none\n" * 100)),
    Mistake("issues list", 74, ("is empty", "sentinel.db", "Restore a backup"), database(b"")),
    Mistake("poll-resolve", 74, ("does not exist", "/nowhere", "create it, or set SENTINEL_DB"),
            given(SENTINEL_DB="nowhere/sentinel.db")),
    Mistake("db import notes.txt", 74, ("no SQLite database", "notes.txt", "the predecessor's")),
    Mistake("db import sentinel.db", 74, ("not the predecessor's", "sentinel.db", "issue_type")),
]  # fmt: skip
MANAGERS = [
    Mistake("managers", 78, ("no TOML", "line 2", "deploy/managers.toml is an example"),
            people(f"[{MANAGER}]\nname = Robin\n")),
    Mistake("managers", 78, ("'hear' is no key", "line 3", "did you mean hears?"),
            people(f"[{MANAGER}]\n[{SECOND_MANAGER}]\nhear = ['text']\n")),
    Mistake("managers", 78, ("'asigned' is no term", "line 3", "did you mean assigned?"),
            people(f"[{MANAGER}]\n[{SECOND_MANAGER}]\nhears = ['asigned:uAlex']\n")),
    Mistake("managers", 78, ("nobody hears everything", "managers.toml", "let one manager's hears"),
            people(f"[{MANAGER}]\nhears = ['text']\n[{SECOND_MANAGER}]\nhears = ['call']\n")),
    Mistake("managers", 78, ("is not in MANAGER_CONTACT_IDS", "'cStranger'", f"expected {MANAGER}"),
            people("[cStranger]\n")),
    Mistake("managers", 78, ("'Alex' is not in", "deputy", f"expected {MANAGER}"),
            people(f"[{MANAGER}]\ndeputy = 'Alex'\n")),
    Mistake("managers", 78, ("'9-5'", "duty", "expected days and hours like"),
            people(f"[{MANAGER}]\nduty = '9-5'\n")),
    Mistake("managers", 78, ("No such file", "who.toml", "expected a text file"),
            given(MANAGERS_FILE="who.toml")),
    Mistake("issues claim 1 Alex", 1, ("no manager", "Alex", f"there are {MANAGER}")),
    Mistake("managers back Nobody", 1, ("no manager", "Nobody", f"there are {MANAGER}")),
    Mistake(f"managers off {MANAGER} 13/45", 2, ("expected days", "'13/45'", "like 'fri'")),
    Mistake(f"managers off {MANAGER} yesterday", 2, ("is past", "'yesterday'", "days to come")),
]  # fmt: skip
CRON = [
    Mistake("doctor --offline --cron-file none", 0, ("there is no", "none", "install -o root")),
    *([
        Mistake("doctor --offline --cron-file ours.cron", 1,
                ("ignores the whole file", "ours.cron", "because of its name"),
                crontab("ours.cron")),
        Mistake("doctor --offline --cron-file ours", 1,
                ("the line ends of another system", "ours", "sed -i"),
                crontab("ours", **{"\n": "\r\n"})),
    ] if os.geteuid() == 0 else []),  # cron's files are root's
]  # fmt: skip
TYPED = [
    Mistake("isues list", 2, ("No such command", "'isues'", "Did you mean 'issues'?")),
    Mistake("list", 2, ("No such command", "'list'", "Did you mean `sentinel issues list`?")),
    Mistake("poll", 2, ("No such command", "'poll'", "Did you mean `sentinel poll-resolve`?")),
    Mistake("help", 2, ("No such command", "'help'", "Did you mean `sentinel --help`?")),
    Mistake("issues close 1", 2, ("No such", "'close'", "Did you mean `sentinel issues resolve`?")),
    Mistake("issues backup", 2, ("No such", "'backup'", "Did you mean `sentinel db backup`?")),
    Mistake("issues reslove 1", 2, ("No such command", "'reslove'", "Did you mean 'resolve'")),
    Mistake("issues list --jsn", 2, ("No such option", "--jsn", "--json")),
    Mistake("issues resolve", 2, ("Missing argument", "ID", "-h")),
    Mistake("issues resolve 1x", 2, ("expected", "'1x'", "4 or #4")),
    Mistake("issues show 99", 1, ("no issue", "#99", "`sentinel issues list --state all`")),
    Mistake("issues resolve '#99'", 1, ("no issue", "#99", "`sentinel issues list --state all`")),
    Mistake("issues reopen 1", 1, ("open already", "#1", "`sentinel issues show ID`")),
    Mistake("issues unspam 1", 1, ("not marked as spam", "#1", "`sentinel issues show ID`")),
    Mistake("issues snooze 1 yesterday part", 1, ("is past", "'yesterday'", "like 'fri 9am'")),
    Mistake("issues snooze 1 soon part", 1, ("is no time", "'soon'", "like 'fri 9am'")),
    Mistake("issues snooze 1 '40 days' part", 1, ("a snooze ends", "'40 days'", "within 14 days")),
    Mistake("issues snooze 1 2h", 2, ("Missing argument", "REASON", "-h")),
    Mistake("issues snooze 1 fri ' '", 2, ("needs a reason", "REASON", "why can it wait?")),
    Mistake("issues undo", 1, ("changed no issue", "operator", "`sentinel issues show ID`")),
    Mistake("issues list --subject leek", 2, ("expected one of", "'leek'", "leak")),
    Mistake("issues list --type text", 2, ("not one of", "'text'", "'sms'")),
    Mistake("issues list --phone abc", 2, ("no digits", "'abc'", "--phone")),
    Mistake("calendar --closed someday", 2, ("expected days", "'someday'", "like 'fri'")),
    Mistake("calendar --closed 2020-01-01", 2, ("is past", "'2020-01-01'", "days to come")),
    Mistake("calendar --open sat 9", 2, ("expected hours", "'9'", "like 9-12")),
    Mistake("report --since 2099-01-01", 2, ("in the future", "'2099-01-01'", "as with 7d")),
    Mistake("report --since lastweek", 2, ("expected days", "'lastweek'", "7d")),
    Mistake("report --week --month", 2, ("one period at a time", "--month", "--since with")),
    Mistake("report --html /nowhere/x.html", 2, ("does not exist", "/nowhere", "make it first")),
    Mistake("report --html .", 2, ("not a file of ours", ". is", "name another")),
    Mistake("acks --export /nowhere/x", 2, ("does not exist", "/nowhere", "make it first")),
    Mistake("replay --set NOPE=1", 2, ("decides nothing", "'NOPE'", "expected one of TIMEZONE")),
    Mistake("summary --slot noon", 2, ("not one of", "'noon'", "'midday'")),
    Mistake("trace Nobody", 1, ("nobody is known", "'Nobody'", "a phone number")),
    Mistake("issues list --limit 0", 2, ("expected a whole number", "'0'", "from 1 to")),
    Mistake("simulate --port 99999", 2, ("expected a whole number", "'99999'", "0 to 65535")),
    Mistake("serve --port http", 2, ("expected a whole number", "'http'", "0 to 65535")),
    Mistake("doctor --public-url foo", 2, ("expected an address", "'foo'", "like https://")),
    Mistake("hear", 2, ("Missing argument", "TEXT", "-h")),
    Mistake("db prune --older-than soon", 2, ("expected days", "'soon'", "like 180d")),
    Mistake("setup", 2, ("there is no token", "--token-file", "set $GHL_TOKEN"), nothing),
    Mistake("setup --token-file no", 2, ("cannot be read", "no", "No such file"), nothing),
    Mistake("setup --yes", 2, ("nobody is here", "--location", "/v2/location/ID/"), nothing,
            {"GHL_TOKEN": "pit-1"}),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ran:
    code: int
    said: str


Program = Callable[..., Ran]


@pytest.fixture
def sentinel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Iterator[Program]:
    """The program as typed in a directory, with nothing of this process's environment."""
    mask = os.umask(0o077)
    for name in os.environ:
        if name not in {"PATH", "PYTEST_CURRENT_TEST"}:
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def run(typed: str, environ: Mapping[str, str] = {}) -> Ran:
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["sentinel", *shlex.split(typed)])
        with pytest.raises(SystemExit) as ended:
            main()
        return Ran(int(ended.value.code or 0), " ".join("".join(capfd.readouterr()).split()))

    yield run
    os.umask(mask)


@pytest.mark.parametrize("mistake", [*SETTINGS, *DATABASES, *MANAGERS, *CRON, *TYPED], ids=str)
def test_a_mistake_is_told_with_what_which_and_what_to_do(
    mistake: Mistake, sentinel: Program, tmp_path: Path
) -> None:
    mistake.where(tmp_path)
    ran = sentinel(mistake.typed, mistake.environ)
    assert ran.code == mistake.code, ran.said
    assert [words for words in mistake.says if words not in ran.said] == [], ran.said
    assert "a bug" not in ran.said


GHL_SAYS_NO = [
    Mistake("poll-resolve", 69, ("wrong or revoked", "GHL_TOKEN", "make a new one"),
            environ={"GHL_TOKEN": "pit-another"}),
    Mistake("poll-resolve", 69, ("another location", "search the conversations", "the token may"),
            environ={"GHL_LOCATION_ID": "LoCoFsOmEbOdYeLsE001"}),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("mistake", GHL_SAYS_NO, ids=str)
def test_what_ghl_refuses_is_told_with_what_which_and_what_to_do(
    mistake: Mistake, sentinel: Program, tmp_path: Path, ghl: Simulator
) -> None:
    install(tmp_path, ghl)
    ran = sentinel(mistake.typed, mistake.environ)
    assert ran.code == mistake.code, ran.said
    assert [words for words in mistake.says if words not in ran.said] == [], ran.said


def test_there_are_more_than_fifty_of_them() -> None:
    assert len({str(one) for one in (*SETTINGS, *DATABASES, *MANAGERS, *CRON, *TYPED)}) > 50


@pytest.mark.parametrize("command", ["simulate", "serve"])
def test_a_port_that_is_taken_is_told(command: str, sentinel: Program, tmp_path: Path) -> None:
    not_yet(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = sentinel(f"{command} --port {port}")
    assert ran.code == 78
    for words in ("Address already in use", str(port), "expected a free port", "another"):
        assert words in ran.said


@pytest.mark.parametrize(
    ("content", "reads"),
    [
        (b"TIMEZONE=America/New_York\r\nPORT=8001\r\n", "America/New_York"),
        (b"\xef\xbb\xbfTIMEZONE=America/New_York\n", "America/New_York"),
        (b"TIMEZONE = 'America/New_York'\n", "America/New_York"),
        (b'export TIMEZONE="America/New_York"  # ours\n', "America/New_York"),
    ],
)
def test_what_editors_do_to_a_file_is_no_mistake(
    content: bytes, reads: str, sentinel: Program, tmp_path: Path
) -> None:
    written(content)(tmp_path)
    ran = sentinel("config")
    assert (ran.code, f"TIMEZONE file {reads}" in ran.said) == (0, True), ran.said


@dataclass(frozen=True, slots=True)
class Posted:
    """What somebody sends to the receiver, its status, and words of the answer."""

    status: int
    says: tuple[str, ...]
    path: str = "/webhook/ghl"
    body: bytes = b'{"contact_id": "cAna", "message": {"type": 2, "body": "Hello?"}}'
    headers: Mapping[str, str] = field(default_factory=lambda: {"X-NTPP-Secret": SECRET})
    method: str = "POST"

    def __str__(self) -> str:
        return f"{self.status}: {self.says[0]}"


@pytest.mark.parametrize(
    "posted",
    [
        Posted(401, ("secret", "X-NTPP-Secret"), headers={}),
        Posted(401, ("secret", "X-NTPP-Secret"), headers={"X-NTPP-Secret": "another"}),
        Posted(401, ("secret", "X-NTPP-Secret"), headers={"X-NTPP-Sekret": SECRET}),
        Posted(400, ("JSON",), body=b'{"contact_id": "cAna"'),
        Posted(415, ("JSON", "form"), body=b"hello", headers={
            "X-NTPP-Secret": SECRET, "Content-Type": "text/plain"}),
        Posted(422, ("contact",), body=b'{"message": {"body": "Hello?"}}'),
        Posted(404, ("there is no such route",), path="/webhook/ghl/inbound_sms"),
        Posted(405, ("POST",), method="GET"),
        Posted(400, ("slot", "morning"), path="/jobs/send_summary?slot=noon"),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_sent_wrongly_is_answered_with_what_is_expected(
    posted: Posted, tmp_path: Path
) -> None:
    not_yet(tmp_path)
    settings = load(environment(tmp_path / ".env", environ={}), need=Need.WEBHOOK)
    with open_store(settings.db) as store:
        services = Receiving(store, settings, log_for(settings, "serve"))
        status, error = answered(make_app(services, secret=SECRET), posted)
    assert status == posted.status, error
    assert [words for words in posted.says if words not in error] == [], error


def answered(app: Callable[..., Iterable[bytes]], posted: Posted) -> tuple[int, str]:
    """The status, and the error in words."""
    path, _, query = posted.path.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": posted.method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "CONTENT_LENGTH": str(len(posted.body)),
        "CONTENT_TYPE": "application/json",
        "wsgi.input": io.BytesIO(posted.body),
    }
    for name, value in posted.headers.items():
        key = name.upper().replace("-", "_")
        environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
    setup_testing_defaults(environ)
    said: list[str] = []
    body = b"".join(app(environ, lambda status, *_: said.append(status)))
    return int(said[0].split()[0]), json.loads(body)["error"]["message"]


@pytest.mark.slow
def test_without_any_standard_input_nobody_is_asked_and_nothing_breaks(tmp_path: Path) -> None:
    installed = install(tmp_path)
    for typed, code, said in (
        ("hear -", 2, "nothing was said"),
        ("setup --location a", 1, "Nothing was written: --yes writes without asking"),
    ):
        line = f"exec {sys.executable} -m sentinel_cli {typed} <&-"
        ran = subprocess.run(
            ["sh", "-c", line], cwd=tmp_path, env=installed.environ, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert (ran.returncode, said in ran.stdout + ran.stderr) == (code, True), ran.stderr
