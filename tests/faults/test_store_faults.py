"""The database locked, read-only, full, newer, damaged or away: said, survived, nothing changed."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from installed import Answer, Installed, Serving, install, text_from

from sentinel_cli import StoreError
from sentinel_cli.model import DeliveryState
from sentinel_cli.simulator import Contact, Simulator
from sentinel_cli.simulator.people import CUSTOMER
from sentinel_cli.store import deliveries, issues, messages, open_store, open_to_read
from sentinel_cli.store.schema import indexes

COMMANDS = (("issues", "list"), ("poll-resolve",), ("serve",))
AS_ANYBODY = ("setpriv", "--bounding-set=-all", "--inh-caps=-all") if os.geteuid() == 0 else ()
"""Root may write what is read-only, unless it lays down its capabilities."""


@contextmanager
def held(database: Path, kind: str = "IMMEDIATE") -> Iterator[sqlite3.Connection]:
    """Another process's transaction (here another connection: SQLite's locks see no difference)."""
    with closing(sqlite3.connect(database, isolation_level=None)) as db:
        db.execute(f"BEGIN {kind}")
        yield db
        if db.in_transaction:
            db.execute("ROLLBACK")


@pytest.fixture
def waiting(installed: Installed, ghl: Simulator) -> Installed:
    """One customer waits."""
    ghl.customer_writes(CUSTOMER.id, "Is anyone coming today?")
    assert installed.run("poll-resolve").returncode == 0
    return installed


# Locked ------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_while_the_database_is_locked_every_webhook_is_asked_again_soon_and_none_is_lost(
    installed: Installed,
) -> None:
    def timed(number: int) -> tuple[Answer, float]:
        began = time.monotonic()
        return serving.posts(text_from(f"c{number}")), time.monotonic() - began

    with installed.serving() as serving, ThreadPoolExecutor(8) as pool:
        with held(installed.db):
            refused = list(pool.map(timed, range(8)))
            job = serving.posts(b"", path="/jobs/poll_resolver")
        accepted = list(pool.map(timed, range(8)))
    assert [answer.status for answer, _ in refused] == [429] * 8
    assert {answer.headers["Retry-After"] for answer, _ in refused} == {"60"}
    # Two seconds for the queue before the database, two for the database itself.
    assert max(seconds for _, seconds in refused) < 6
    assert (job.status, job.body["error"]["code"]) == (503, "store")
    assert [answer.status for answer, _ in accepted] == [200] * 8
    assert installed.rows("SELECT count(*) FROM messages") == [(8,)]


@pytest.mark.slow
def test_a_command_waits_ten_seconds_for_a_locked_database_and_then_says_who_to_look_for(
    waiting: Installed,
) -> None:
    before = waiting.rows("SELECT * FROM issues")
    with held(waiting.db), ThreadPoolExecutor(3) as pool:
        reading = pool.submit(waiting.run, "issues", "list")
        writing = [
            pool.submit(waiting.run, *command)
            for command in (("poll-resolve",), ("issues", "force-overdue", "1"))
        ]
        assert reading.result().returncode == 0
        for command in writing:
            ended = command.result()
            assert ended.returncode == 74
            assert "locked: another process holds it" in ended.stderr
    assert waiting.rows("SELECT * FROM issues") == before


@pytest.mark.slow
def test_a_command_goes_on_once_a_short_lock_is_released(waiting: Installed) -> None:
    with held(waiting.db) as db, waiting.start("issues", "force-overdue", "1") as command:
        with pytest.raises(subprocess.TimeoutExpired):
            command.communicate(timeout=2)
        db.execute("ROLLBACK")
        out, err = command.communicate(timeout=20)
    assert (command.returncode, out, err) == (0, "#1 is overdue now\n", "")


# Read-only ---------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_disk_mounted_read_only_is_told_from_a_wrong_owner(waiting: Installed) -> None:
    shell = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
    read_only = ("unshare", "--map-root-user", "--mount", "sh", "-c", shell)
    mounted = (*read_only, str(waiting.directory))
    if subprocess.run([*mounted, "true"], check=False, capture_output=True).returncode:
        pytest.skip("nothing can be mounted here")
    for command in (("poll-resolve",), ("issues", "force-overdue", "1")):
        ended = waiting.run(*command, before=mounted)
        assert (ended.returncode, "the disk is mounted read-only" in ended.stderr) == (74, True)
        assert "owner" not in ended.stderr


@pytest.mark.slow
@pytest.mark.skipif(
    os.geteuid() == 0 and shutil.which("setpriv") is None, reason="setpriv is missing"
)
@pytest.mark.parametrize("what", ["file", "directory"])
def test_read_only_issues_are_still_listed_and_whatever_writes_says_why_it_cannot(
    waiting: Installed, what: str
) -> None:
    path, mode = (waiting.db, 0o400) if what == "file" else (waiting.directory, 0o500)
    # A directory that may not be written to matters where a new journal is needed.
    waiting.db.with_name("sentinel.db-journal").unlink(missing_ok=True)
    before = waiting.content()
    path.chmod(mode)
    try:
        listed = waiting.run("issues", "list", before=AS_ANYBODY)
        forced = waiting.run("issues", "force-overdue", "1", before=AS_ANYBODY)
        polled = waiting.run("poll-resolve", before=AS_ANYBODY)
        with waiting.serving(before=AS_ANYBODY) as serving:
            posted = serving.posts(text_from("c1"))
    finally:
        path.chmod(0o700)
    assert (listed.returncode, CUSTOMER.first_name in listed.stdout) == (0, True)
    for ended in (forced, polled):
        assert ended.returncode == 74
        assert "check owner and mode of file and directory" in ended.stderr
    assert posted.status == 429
    after = waiting.content()
    for beside in ("sentinel.db.poll.lock", "sentinel.db.refused"):
        after.pop(beside, None)
        before.pop(beside, None)
    assert after == before


# Full --------------------------------------------------------------------------------------------


@contextmanager
def small_disk(directory: Path) -> Iterator[Path]:
    """A tmpfs with room for an empty database and a few webhooks."""
    directory.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=480k", "tmpfs", str(directory)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("only root may mount a small disk here")
    try:
        yield directory
    finally:
        subprocess.run(["umount", str(directory)], check=True)


def posts_until_refused(serving: Serving) -> int:
    """How many webhooks were acknowledged before the first one was not."""
    for number in range(2000):
        answer = serving.posts(text_from(f"c{number}", f"message {number} " + "x" * 2000))
        if answer.status != 200:
            assert (answer.status, answer.headers["Retry-After"]) == (429, "60")
            return number
    pytest.fail("the disk never filled")


@pytest.mark.slow
def test_on_a_full_disk_nothing_acknowledged_is_lost_and_all_goes_on_when_there_is_room(
    tmp_path: Path, ghl: Simulator
) -> None:
    with small_disk(tmp_path / "disk") as directory:
        installed = install(directory, ghl)
        ballast = directory / "ballast"
        ballast.write_bytes(bytes(40_000))
        with installed.serving() as serving:
            acked = posts_until_refused(serving)
            assert acked > 5
            filler = directory / "filler"
            filler.write_bytes(bytes(shutil.disk_usage(directory).free))
            status = json.loads(installed.run("status", "--json").stdout)
            for number in range(60):
                ghl.world.add_contact(Contact(id=f"many{number}"))
                ghl.customer_writes(f"many{number}", "x" * 2000)
            polled = installed.run("poll-resolve")
            listed = installed.run("issues", "list")
            stored = installed.rows("SELECT count(*) FROM raw_events")
            whole = installed.rows("PRAGMA integrity_check")
            ballast.unlink()
            filler.unlink()
            assert serving.posts(text_from("late", "there is room again")).status == 200
        assert (stored, whole) == ([(acked,)], [("ok",)])
        assert {"disk_full", "webhooks_refused"} <= {a["trouble"] for a in status["alarms"]}
        assert status["refused"] == 1
        assert (polled.returncode, "the disk is full; free some space" in polled.stderr) == (
            74,
            True,
        )
        assert (listed.returncode, len(listed.stdout.splitlines())) == (0, acked + 1)
        assert installed.rows("SELECT count(*) FROM raw_events") == [(acked + 1,)]


@pytest.mark.slow
def test_a_database_that_cannot_be_made_whole_is_not_made_at_all(
    tmp_path: Path, ghl: Simulator
) -> None:
    with small_disk(tmp_path / "disk") as directory:
        installed = install(directory, ghl)
        (directory / "filler").write_bytes(bytes(shutil.disk_usage(directory).free - 50_000))
        refuses(installed, "the disk is full", commands=WRITING)
        (directory / "filler").unlink()
        open_store(installed.db).close()
        assert installed.run("issues", "list").returncode == 0


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("prlimit") is None, reason="prlimit is missing")
def test_a_limit_on_the_size_of_files_loses_nothing_that_was_acknowledged(
    installed: Installed,
) -> None:
    with installed.serving(before=("prlimit", "--fsize=300000")) as serving:
        acked = posts_until_refused(serving)
    assert acked > 5
    assert installed.rows("SELECT count(*) FROM messages") == [(acked,)]
    assert installed.rows("PRAGMA integrity_check") == [("ok",)]


# Newer, foreign, damaged, away -------------------------------------------------------------------


def _flip_bytes(content: bytes) -> bytes:
    luck, flipped = random.Random(7), bytearray(content)  # noqa: S311 - the same flips each time
    for _ in range(600):
        flipped[luck.randrange(100, len(flipped))] ^= 1 << luck.randrange(8)
    return bytes(flipped)


DAMAGES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "flipped bytes": (_flip_bytes, "the database is damaged"),
    "bad header": (lambda content: b"SQLite farmat 3" + content[15:], "file is not a database"),
    "cut short": (lambda content: content[:10_000], "the database is damaged"),
    "no bytes": (lambda _: b"", "the file is empty"),
    "somebody's notes": (lambda _: b"remember the milk\n" * 400, "file is not a database"),
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A sound database with one issue in it."""
    installed = install(tmp_path_factory.mktemp("whole"))
    with installed.serving() as serving:
        assert serving.posts(text_from("c1")).status == 200
        assert serving.stop() == 0
    return installed.db.read_bytes()


WRITING = COMMANDS[1:]
"""Who only looks makes no database, and says so."""


def refuses(
    installed: Installed, words: str, *, commands: tuple[tuple[str, ...], ...] = COMMANDS
) -> None:
    """Every command says so with 74, without a traceback, and changes and creates nothing."""
    before = installed.content()
    for command in commands:
        ended = installed.run(*command)
        assert (command, ended.returncode) == (command, 74)
        assert words in ended.stderr
        assert "Traceback" not in ended.stderr
        assert ended.stdout == ""
    assert installed.content() == before


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_database_is_told_by_every_command_and_left_as_it_is(
    tmp_path: Path, whole: bytes, damage: str
) -> None:
    spoil, words = DAMAGES[damage]
    installed = install(tmp_path)
    installed.db.write_bytes(spoil(whole))
    refuses(installed, words)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("PRAGMA user_version = 99", "written by a newer Sentinel (database version 99"),
        ("PRAGMA application_id = 1", "not a Sentinel database"),
        ("DROP TABLE blocked", "tables are missing (blocked)"),
    ],
)
def test_another_programs_or_versions_database_is_left_alone(
    tmp_path: Path, whole: bytes, statement: str, words: str
) -> None:
    installed = install(tmp_path)
    installed.db.write_bytes(whole)
    installed.rows(statement)
    refuses(installed, words)


@pytest.mark.parametrize("index", sorted(indexes()))
def test_a_dropped_index_is_named_by_who_only_looks_and_made_again_by_who_writes(
    tmp_path: Path, index: str
) -> None:
    path = tmp_path / "sentinel.db"
    open_store(path).close()
    before = _schema(path)
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"DROP INDEX {index}")
    with pytest.raises(StoreError, match=rf"an index is missing \({index}\); the next `sentinel"):
        open_to_read(path)
    open_store(path).close()
    assert {name: " ".join(sql.split()) for name, sql in _schema(path).items()} == {
        name: " ".join(sql.split()) for name, sql in before.items()
    }
    open_to_read(path).close()


def _schema(path: Path) -> dict[str, str]:
    with closing(sqlite3.connect(path)) as db:
        return dict(db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))


def test_an_index_that_what_was_written_since_forbids_is_named(tmp_path: Path) -> None:
    path = tmp_path / "sentinel.db"
    open_store(path).close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("DROP INDEX issues_one_open")
        db.execute(_ONE_ISSUE)
        db.execute(_ONE_ISSUE)
        db.commit()
    with pytest.raises(StoreError, match="issues_one_open is missing and cannot be made again"):
        open_store(path)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("place", "words"),
    [("nowhere/sentinel.db", "nowhere does not exist; create it"), (".", "it is a directory")],
)
def test_a_database_that_cannot_be_there_is_told_and_nothing_is_created(
    tmp_path: Path, place: str, words: str
) -> None:
    refuses(install(tmp_path, SENTINEL_DB=place), words, commands=WRITING)


@pytest.mark.slow
def test_whatever_is_flipped_in_the_file_it_is_a_store_error_and_never_a_bug_or_a_quotation(
    tmp_path: Path, whole: bytes
) -> None:
    told = set()
    for seed in range(150):
        luck, flipped = random.Random(seed), bytearray(whole)  # noqa: S311 - the same each time
        for _ in range(200 if seed % 2 else 20):
            flipped[luck.randrange(100, len(flipped))] ^= 1 << luck.randrange(8)
        told.add(_told_of(bytes(flipped), tmp_path / "flipped.db"))
    assert any("damaged" in words for words in told)
    assert all("coming today" not in words for words in told)


def _told_of(content: bytes, path: Path) -> str:
    """What reading everything says of a database; empty when it can all be read."""
    path.write_bytes(content)
    try:
        with open_store(path) as store, store.read() as db:
            issues.select(db, issues.Wanted())
            messages.of_contact(db, "c1")
            deliveries.unknown(db)
    except StoreError as exc:
        return str(exc)
    return ""


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE issues SET state = 'OPAN'",
        "UPDATE messages SET direction = 'inbnund'",
        "UPDATE messages SET text = CAST(x'4b6579ff' AS TEXT)",
        "UPDATE messages SET channel = 'SNS'",
    ],
)
def test_a_row_no_statement_could_have_written_is_damage_and_its_text_is_not_quoted(
    tmp_path: Path, statement: str
) -> None:
    path = tmp_path / "sentinel.db"
    open_store(path).close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        db.execute(_ONE_ISSUE)
        db.execute(_ONE_MESSAGE)
        db.execute(statement)
        db.commit()
    words = _told_of(path.read_bytes(), path)
    assert "the database is damaged" in words
    assert "Key" not in words


_ONE_ISSUE = (
    "INSERT INTO issues (type, contact_id, state, created_ts, due_ts, last_inbound_ts, "
    "inbound_count, attempts, due_rule_ts, rule_state) "
    "VALUES ('SMS', 'c1', 'OPEN', 1, 2, 1, 1, 0, 2, 'OPEN')"
)
_ONE_MESSAGE = (
    "INSERT INTO messages (contact_id, at_ms, date_source, direction, channel, text, "
    "reported_missed, via_webhook, via_api, learnt_ms) "
    "VALUES ('c1', 1, 0, 'inbound', 'SMS', 'Key under the mat', 0, 1, 0, 1)"
)


def test_a_text_whose_fate_is_unreadable_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "sentinel.db"
    with open_store(path) as store, store.write() as db:
        delivery = deliveries.Delivery(
            kind="summary", contact_id="c1", text="2 open", until_ts=1, run_id="r"
        )
        number = deliveries.intend(db, delivery)
        deliveries.settle(db, number, DeliveryState.UNKNOWN, now_ts=2)
        db.execute("UPDATE deliveries SET issue_ids = '[1,'")
    assert "the database is damaged" in _told_of(path.read_bytes(), path)
