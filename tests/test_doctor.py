"""The doctor says what is wrong, which, and what to do; and what is well, it says in one line."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import socket
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest
from engine import MANAGER, settings
from facts import asks, at, call
from facts import policy as rules
from installed import SECRET, install

from sentinel_cli.desk.doctor import Check, Level, Place, rounds
from sentinel_cli.desk.doctor.cron import cron, serves
from sentinel_cli.desk.doctor.files import (
    backup,
    database,
    file_system,
    free_disk,
    has_wal_race,
    journal,
    modes,
)
from sentinel_cli.desk.doctor.ghl import ghl
from sentinel_cli.desk.doctor.heard import answered, heard
from sentinel_cli.desk.doctor.receiver import public, receiver
from sentinel_cli.desk.doctor.times import business_hours, clock, closed_dates, host_zone
from sentinel_cli.desk.doctor.units import timers, units
from sentinel_cli.engine.ingest import put
from sentinel_cli.ghl import Client, Deadline
from sentinel_cli.model import Channel
from sentinel_cli.simulator import Contact, FaultKind, Simulator, User
from sentinel_cli.store import open_store

CRON = Path(__file__).parents[1] / "deploy" / "cron" / "sentinel"
UNITS = Path(__file__).parents[1] / "deploy" / "systemd"
PREFIX = "/opt/ntpp-sentinel"
SQLITE = (3, 40, 1)
CHICAGO = rules().calendar


def levels(checks: Iterator[Check] | list[Check]) -> list[tuple[str, str]]:
    return [(check.name, check.level.value) for check in checks]


def failures(checks: Iterator[Check] | list[Check]) -> list[str]:
    """What is not well; each must say what to do."""
    found = [check for check in checks if check.level is not Level.OK]
    assert all(check.do for check in found)
    return [check.said for check in found]


# GHL ---------------------------------------------------------------------------------------------


@pytest.fixture
def there(simulator: Simulator) -> Simulator:
    simulator.world.add_contact(
        Contact(id=MANAGER, first_name="Robin", last_name="Teague", phone="+12145550101")
    )
    simulator.world.add_user(User(id="u1", name="Sam Ortega"))
    return simulator


def asked(simulator: Simulator, *, seconds: float = 20.0, **changes: str) -> list[Check]:
    """What the doctor finds out from GHL, with no location but the one it learns."""
    configured = settings(Path("/nowhere"), **{"INTERNAL_USER_IDS": "u1", **changes})
    client = Client(
        base_url=simulator.base_url,
        token=configured.ghl_token,
        version=configured.ghl_version,
        deadline=Deadline(seconds),
        location_id=configured.ghl_location_id,
    )
    with client:
        return list(ghl(client, configured, clock=lambda: simulator.clock() / 1000))


def test_all_is_well_at_ghl_and_nothing_was_sent(there: Simulator) -> None:
    there.customer_writes(MANAGER, "hello")
    assert asked(there, GHL_LOCATION_ID="") == [
        Check(f"manager {MANAGER}", Level.OK, "Robin Teague, phone ..0101, takes texts"),
        Check("scope", Level.OK, "contacts.readonly"),
        Check("clock", Level.OK, "agrees with GHL's"),
        Check("location", Level.OK, f"{there.world.location_id} (learnt from a manager contact)"),
        Check("scope", Level.OK, "conversations.readonly"),
        Check("scope", Level.OK, "conversations/message.readonly"),
        Check(
            "scope",
            Level.OK,
            "conversations/message.write (a text to nobody was refused, as it should be)",
        ),
        Check("scope", Level.OK, "users.readonly"),
        Check("staff u1", Level.OK, "Sam Ortega"),
    ]
    assert there.world.sent() == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    "scope",
    [
        "contacts.readonly",
        "conversations.readonly",
        "conversations/message.readonly",
        "conversations/message.write",
        "users.readonly",
    ],
)
def test_a_missing_scope_is_named_and_the_others_are_found(there: Simulator, scope: str) -> None:
    there.gate.scopes -= {scope}
    checks = asked(there)
    assert failures(checks) == [f"{scope} is missing"]
    assert sum(check.name == "scope" for check in checks) == 5


@pytest.mark.slow
def test_names_alone_are_no_reason_to_fail(there: Simulator) -> None:
    there.gate.scopes -= {"users.readonly"}
    last = asked(there, INTERNAL_USER_IDS="")[-1]
    assert (last.level, last.said) == (
        Level.WARNING,
        "users.readonly is missing: staff are shown by their ids",
    )


@pytest.mark.slow
def test_a_wrong_token_is_told_once_and_not_as_five_scopes(there: Simulator) -> None:
    there.fault(FaultKind.TOKEN_INVALID)
    found = asked(there)
    assert levels(found) == [("GHL", "failure"), ("GHL", "warning")]
    assert "the token is wrong or revoked" in found[0].said


@pytest.mark.slow
def test_a_ghl_that_hangs_is_given_up(there: Simulator) -> None:
    there.fault(FaultKind.HANG)
    found = asked(there, seconds=1.0)
    assert levels(found) == [("GHL", "failure"), ("GHL", "warning")]


def test_managers_who_would_get_nothing_are_told_one_by_one(there: Simulator) -> None:
    there.world.change_contact(MANAGER, dnd=True)
    there.world.add_contact(Contact(id="mute", first_name="Kim", phone=""))
    found = asked(there, MANAGER_CONTACT_IDS=f"{MANAGER},mute,gone")
    assert levels(found)[:4] == [
        (f"manager {MANAGER}", "failure"),
        ("manager mute", "failure"),
        ("manager gone", "failure"),
        ("scope", "ok"),
    ]
    said = failures(found)
    assert "turned off texts" in said[0]
    assert said[1] == "Kim has no phone number"
    assert "does not exist any more" in said[2]


def test_staff_that_ghl_does_not_know_or_has_deleted_is_told(there: Simulator) -> None:
    there.world.add_user(User(id="u2", name="Gone", deleted=True))
    assert failures(asked(there, INTERNAL_USER_IDS="u1,u2,u3")) == [
        "was deleted in GHL: what it sends is no answer",
        "is no user of this location: what it sends is no answer",
    ]


def test_a_manager_of_another_location_is_told(there: Simulator) -> None:
    said = failures(asked(there, GHL_LOCATION_ID="another"))
    assert said[0] == f"Robin Teague belongs to another location ({there.world.location_id})"


def test_one_broken_answer_keeps_from_no_other_check(there: Simulator) -> None:
    there.fault(FaultKind.WRONG_SHAPE, route="GET /users/")
    found = asked(there)
    assert [name for name, level in levels(found) if level != "ok"] == ["GHL, users.readonly"]


# Clock, zone, hours ------------------------------------------------------------------------------


def test_the_clock_may_be_off_by_seconds_and_not_by_minutes() -> None:
    header, ts = "Wed, 01 Apr 2026 14:00:00 GMT", at("09:00") / 1000
    offsets = (0, 30, 31, -31, 300, -301)
    assert [clock(header, now_ts=ts + off).level.value for off in offsets] == [
        "ok",
        "ok",
        "warning",
        "warning",
        "warning",
        "failure",
    ]
    assert clock(header, now_ts=ts - 301).said == "301 s behind GHL's: due times are wrong"
    assert clock(None, now_ts=ts).level is Level.WARNING
    assert clock("yesterday", now_ts=ts).level is Level.WARNING


def test_a_host_in_another_zone_sends_at_wrong_hours() -> None:
    ts = at("12:00") // 1000

    def utc(_: int) -> timedelta:
        return timedelta()

    found = host_zone(CHICAGO, now_ts=ts, host_offset=utc, cron_installed=True)
    assert found.level is Level.FAILURE
    assert "8:00 there is 13:00 here" in found.said
    assert host_zone(
        CHICAGO, now_ts=ts, host_offset=utc, cron_installed=False
    ).level is Level.WARNING  # fmt: skip


def test_a_zone_that_differs_only_in_winter_is_found_in_summer() -> None:
    ts = at("12:00", day="2026-07-01") // 1000

    def always_five_hours(_: int) -> timedelta:
        return timedelta(hours=-5)

    found = host_zone(CHICAGO, now_ts=ts, host_offset=always_five_hours, cron_installed=True)
    assert found.level is Level.FAILURE


def test_seven_days_are_read_back_in_words() -> None:
    closed = replace(CHICAGO, closed=frozenset({date(2026, 4, 3)}))
    said = [check.said for check in business_hours(closed, now_ts=at("12:00") // 1000)]
    assert said[:4] == [
        "it is Wed Apr 1, 12:00 CDT: open",
        "Wed Apr 1: 08:00-17:00",
        "Thu Apr 2: 08:00-17:00",
        "Fri Apr 3: closed (a closed date)",
    ]
    assert len(said) == 8


@pytest.mark.parametrize(
    ("closed", "level"),
    [((), None), ((date(2026, 3, 31),), Level.WARNING), ((date(2026, 4, 1),), None)],
)
def test_closed_dates_that_are_all_over_are_worth_a_word(
    closed: tuple[date, ...], level: Level | None
) -> None:
    calendar = replace(CHICAGO, closed=frozenset(closed))
    found = [check.level for check in closed_dates(calendar, now_ts=at("12:00") // 1000)]
    assert found == ([level] if level else [])


@pytest.mark.parametrize(
    ("any_answer", "said"),
    [
        (False, "1 of 2 answered calls in 30 days name nobody: they end no wait"),
        (True, "1 of 2 answered calls in 30 days name nobody and count as answered: it may have"),
    ],
)
def test_answered_calls_that_name_nobody_are_counted(any_answer: bool, said: str) -> None:  # noqa: FBT001 - a parameter of the test
    unnamed = call("09:00", status="completed", duration_s=90)
    named = call("10:00", status="completed", duration_s=90, user_id="u1")
    calls = (unnamed, named, call("11:00"), call("12:00", status="completed", duration_s=5))
    (check,) = answered(calls, rules(any_answer=any_answer))
    assert (check.level, check.said[: len(said)]) == (Level.WARNING, said)
    (well,) = answered((named,), rules(any_answer=any_answer))
    assert (well.level, well.said) == (
        Level.OK,
        "0 of 1 answered call in 30 days name nobody",
    )


def test_a_type_nobody_knows_is_named(tmp_path: Path) -> None:
    with open_store(tmp_path / "sentinel.db") as store, store.write() as db:
        put(db, asks("09:00", channel=Channel.OTHER, type_name="type_pigeon"))
        (check,) = heard(db, rules(), now_ts=at("12:00") // 1000)
        late = list(heard(db, rules(), now_ts=at("12:00", day="2026-05-02") // 1000))
    assert (check.name, check.said) == (
        "message types",
        "1 message of type type_pigeon in 30 days, which nobody knows",
    )
    assert late == []


def test_a_week_without_an_open_hour_is_worth_a_word() -> None:
    shut = replace(CHICAGO, week=((),) * 7)
    *_, last = business_hours(shut, now_ts=at("12:00") // 1000)
    assert (last.level, last.said[:27]) == (Level.WARNING, "closed for the next 7 days:")


# Files -------------------------------------------------------------------------------------------


def test_a_sound_database_is_told_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "sentinel.db"
    open_store(path).close()
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    assert levels(database(path, sqlite=SQLITE)) == [("database", "ok"), ("sqlite", "ok")]
    assert levels(modes(path, user_id=os.geteuid())) == [("file modes", "ok")]
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_database_is_not_made(tmp_path: Path) -> None:
    (first,) = database(tmp_path / "sentinel.db", sqlite=SQLITE)
    (nowhere,) = database(tmp_path / "no" / "sentinel.db", sqlite=SQLITE)
    assert (first.level, nowhere.level) == (Level.WARNING, Level.FAILURE)
    assert list(tmp_path.iterdir()) == []


def zeroed(path: Path) -> None:
    """Somebody wrote over the middle of the file."""
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 6] = bytes(4096 * 3)
    path.write_bytes(content)


def newer(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (zeroed, "damaged"),
        (newer, "written by a newer Sentinel"),
        (lambda path: path.write_bytes(b""), "the file is empty"),
        (lambda path: path.write_bytes(b"no database at all" * 100), "damaged"),
    ],
)
def test_a_harmed_database_fails_with_its_own_words(
    tmp_path: Path, harm: Callable[[Path], None], said: str
) -> None:
    path = tmp_path / "sentinel.db"
    open_store(path).close()
    harm(path)
    before = path.read_bytes()
    first = next(database(path, sqlite=SQLITE))
    assert first.level is Level.FAILURE
    assert said in first.said
    assert path.read_bytes() == before


def test_wal_fails_where_two_writers_can_corrupt_it(tmp_path: Path) -> None:
    path = tmp_path / "sentinel.db"
    open_store(path).close()
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA journal_mode = WAL")
    db.close()
    _, found = database(path, sqlite=SQLITE)
    assert (found.level, "wal" in found.said) == (Level.FAILURE, True)
    assert journal("wal", sqlite=(3, 51, 3)).level is Level.WARNING
    assert journal("delete", sqlite=(3, 36, 0)).level is Level.FAILURE


def test_the_versions_with_the_wal_race_are_known() -> None:
    affected = [(3, 7, 0), (3, 40, 1), (3, 44, 5), (3, 45, 0), (3, 50, 6), (3, 51, 2)]
    mended = [(3, 6, 9), (3, 44, 6), (3, 50, 7), (3, 51, 3), (3, 52, 0)]
    assert [has_wal_race(version) for version in affected] == [True] * 6
    assert [has_wal_race(version) for version in mended] == [False] * 5


def test_a_database_that_others_can_read_or_that_is_anothers_is_told(tmp_path: Path) -> None:
    path = tmp_path / "sentinel.db"
    open_store(path).close()
    path.chmod(0o640)
    readable, stranger = modes(path, user_id=os.geteuid() + 1)
    assert (readable.level, readable.do) == (Level.WARNING, f"chmod 600 {path}")
    assert (stranger.name, stranger.level) == ("user", Level.WARNING)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_lock_file_that_root_left_behind_is_told(tmp_path: Path) -> None:
    path = tmp_path / "sentinel.db"
    open_store(path).close()
    nobody = pwd.getpwnam("nobody").pw_uid
    os.chown(path, nobody, -1)
    (tmp_path / "sentinel.db.poll.lock").touch()
    found = [check for check in modes(path, user_id=nobody) if check.level is Level.FAILURE]
    assert [check.do for check in found] == [f"chown nobody: {path}.poll.lock"]


def test_disk_file_system_and_backup_have_their_limits(tmp_path: Path) -> None:
    mb = 1_000_000
    assert [free_disk(free * mb, size=mb).level.value for free in (99, 100, 999, 1000)] == [
        "failure",
        "warning",
        "warning",
        "ok",
    ]
    assert free_disk(5000 * mb, size=6000 * mb).level is Level.FAILURE
    mounts = (
        "/dev/a / ext4 rw 0 0\nhost:/x /srv/shared\\040files nfs4 rw 0 0\nt /run tmpfs rw 0 0\n"
    )
    places = ("/var/x.db", "/srv/shared files/x.db", "/run/x.db", "/srv/shared/x.db")
    assert [file_system(mounts, Path(place)).level.value for place in places] == [
        "ok",
        "failure",
        "warning",
        "ok",
    ]
    made = (tmp_path / "sentinel-20260401T083500Z.db",)
    night = at("03:35") // 1000
    assert backup((), now_ts=night).level is Level.WARNING
    assert backup(made, now_ts=night + 2 * 86400) == Check(
        "backup", Level.OK, "1 copy, the newest 48 h old"
    )
    assert backup(made, now_ts=night + 2 * 86400 + 1).level is Level.WARNING


# cron --------------------------------------------------------------------------------------------


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "venv" / "bin" / "sentinel"
    path.parent.mkdir(parents=True)
    path.touch()
    return path


def installed(tmp_path: Path, program: Path, **changes: str) -> Path:
    """Cron's file as delivered, for this program, this user, and with these changes."""
    text = CRON.read_text().replace(f"{PREFIX}/.venv/bin/sentinel", str(program))
    text = text.replace(f"{PREFIX}/.env", str(tmp_path / ".env"))
    text = text.replace("  sentinel  test", f"  {pwd.getpwuid(os.geteuid()).pw_name}  test")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "sentinel"
    path.write_text(text)
    path.chmod(0o644)
    return path


as_root = pytest.mark.skipif(os.geteuid() != 0, reason="cron's files must be root's")


def looked_at(path: Path, *, program: Path, settings_file: Path | None) -> list[Check]:
    """Cron's file on a machine where cron runs."""
    process = path.parent / "proc" / "7"
    process.mkdir(parents=True, exist_ok=True)
    (process / "comm").write_text("cron\n")
    return [*cron(path, program=program, settings_file=settings_file, daemons=process.parent)]


@as_root
def test_the_delivered_entries_are_well(tmp_path: Path, program: Path) -> None:
    path = installed(tmp_path, program)
    assert list(looked_at(path, program=program, settings_file=tmp_path / ".env")) == [
        Check("cron", Level.OK, f"{path}: 8 entries run {program}")
    ]


@as_root
def test_entries_that_call_the_job_routes_count_as_well(tmp_path: Path, program: Path) -> None:
    path = installed(tmp_path, program)
    curl = "curl -fsS -X POST http://127.0.0.1:8000/jobs/"
    text = path.read_text().replace(f"{program} poll-resolve", f"{curl}poll_resolver")
    for slot in ("morning", "midday", "afternoon"):
        asked_for = f"{curl}send_summary?slot={slot}"
        text = text.replace(f"{program} summary --slot {slot} --once", asked_for)
    path.write_text(text)
    assert failures(looked_at(path, program=program, settings_file=None)) == []


@as_root
def test_what_is_missing_or_points_elsewhere_is_told(tmp_path: Path, program: Path) -> None:
    other = tmp_path / "other" / "sentinel"
    other.parent.mkdir()
    other.touch()
    path = installed(tmp_path, program, **{"summary --slot midday": "summary --slot morning"})
    text = path.read_text().replace(f"{program} db prune", "/gone/bin/sentinel db prune")
    path.write_text(text.replace(f"{program} db backup", f"{other} db check"))
    said = failures(looked_at(path, program=program, settings_file=tmp_path / "another.env"))
    assert said == [
        f"{path} has no entry for the midday summary",
        f"{path} has no entry for the backup",
        "cron runs /gone/bin/sentinel, which does not exist",
        f"cron runs {other}, and this is {program}",
        f"cron reads {tmp_path}/.env, this check read {tmp_path}/another.env",
    ]


@as_root
@pytest.mark.parametrize(
    ("harm", "why"),
    [
        (lambda path: path.chmod(0o664), "nobody else may write it"),
        (lambda path: path.write_text(path.read_text().rstrip("\n")), "its last line has no end"),
        (lambda path: path.write_text(path.read_text().replace(" root ", " ghost ")), "user ghost"),
        (lambda path: path.rename(path.with_name("sentinel.cron")), "because of its name"),
    ],
)
def test_a_file_that_cron_would_pass_over_is_told(
    tmp_path: Path, program: Path, harm: Callable[[Path], None], why: str
) -> None:
    path = installed(tmp_path, program)
    harm(path)
    there = path if path.exists() else path.with_name("sentinel.cron")
    (said,) = failures(looked_at(there, program=program, settings_file=None))
    assert said.startswith(f"{there}: cron ignores the whole file")
    assert why in said


def test_no_entries_at_all_is_a_failure_with_the_command(tmp_path: Path, program: Path) -> None:
    (found,) = looked_at(tmp_path / "sentinel", program=program, settings_file=None)
    assert found.level is Level.FAILURE
    assert found.do == (
        f"install -o root -g root -m 0644 deploy/cron/sentinel {tmp_path / 'sentinel'}"
    )


@pytest.mark.slow
def test_no_entries_are_a_failure_from_the_first_poll_on(
    tmp_path: Path, simulator: Simulator
) -> None:
    there = install(tmp_path, simulator)
    doctor = ("doctor", "--offline", "--cron-file", str(tmp_path / "none"))
    assert there.run(*doctor).stdout.splitlines()[1].startswith("warning\tcron\tthere is no ")
    assert there.run("poll-resolve").returncode == 0
    assert there.run(*doctor).stdout.splitlines()[1].startswith("failure\tcron\tthere is no ")


@as_root
@pytest.mark.parametrize(
    ("instead", "said"),
    [
        ({"summary --slot midday --once": "summary --slot midday"}, "without --once"),
        ({"poll-resolve\n": "poll-resolve\r\n"}, "the line ends of another system"),
        ({"poll-resolve\n": "poll-resolve >> /tmp/%d\n"}, "is cut at its first %"),
        ({"exec $JOURNAL {program} poll-resolve": "sentinel poll-resolve"}, "not on cron's PATH"),
    ],
)
def test_a_line_that_cron_reads_otherwise_than_it_looks_is_told(
    tmp_path: Path, program: Path, instead: dict[str, str], said: str
) -> None:
    path = installed(tmp_path, program)
    text = path.read_text()
    for old, new in instead.items():
        assert old.format(program=program) in text
        text = text.replace(old.format(program=program), new)
    path.write_bytes(text.encode())
    found = failures(looked_at(path, program=program, settings_file=None))
    assert [one for one in found if said in one] == found
    assert len(found) == 1


@as_root
def test_a_user_of_cron_who_cannot_read_the_settings_is_told(tmp_path: Path, program: Path) -> None:
    path = installed(tmp_path, program)
    path.write_text(path.read_text().replace(" root ", " nobody "))
    secrets = tmp_path / ".env"
    secrets.write_text("")
    secrets.chmod(0o600)
    assert failures(looked_at(path, program=program, settings_file=secrets)) == [
        f"cron's user nobody cannot read {secrets}"
    ]
    os.chown(secrets, 0, pwd.getpwnam("nobody").pw_gid)
    secrets.chmod(0o640)
    assert failures(looked_at(path, program=program, settings_file=secrets)) == []


@as_root
def test_a_cron_that_does_not_run_is_told(tmp_path: Path, program: Path) -> None:
    path = installed(tmp_path, program)
    (tmp_path / "none").mkdir()
    found = cron(path, program=program, settings_file=None, daemons=tmp_path / "none")
    assert failures(found) == ["no cron daemon runs: nothing is polled or sent"]


def test_a_unit_that_is_not_what_is_shipped_is_told(tmp_path: Path) -> None:
    shipped, there = tmp_path / "shipped", tmp_path / "there"
    for directory in (shipped, there):
        directory.mkdir()
        for name in ("ntpp-sentinel.service", "ntpp-sentinel.socket"):
            (directory / name).write_text(name)
    (there / "other.service").write_text("not ours")
    assert levels(units(there, shipped)) == [("systemd", "ok")]
    (there / "ntpp-sentinel.service").write_text("changed")
    assert levels(units(there, shipped)) == [("systemd", "warning"), ("systemd", "ok")]
    assert levels(units(tmp_path / "nowhere", shipped)) == []
    (shipped / "locations").mkdir()
    for directory in (shipped / "locations", there):
        (directory / "ntpp-sentinel-poll@.timer").write_text(str(directory))
    assert levels(units(there, shipped))[0] == ("systemd", "warning")


JOBS = ("poll", "morning", "midday", "afternoon", "week", "upkeep")


def timed(tmp_path: Path, *jobs: str, instance: str = "dallas") -> Path:
    """Systemd's directory with these timers enabled, and what all jobs share."""
    wanted, shared = tmp_path / "timers.target.wants", tmp_path / "ntpp-sentinel-.service.d"
    for directory in (wanted, shared):
        directory.mkdir(exist_ok=True)
    shutil.copy(UNITS / "locations" / "location.conf", shared)
    for job in jobs:
        (wanted / f"ntpp-sentinel-{job}@{instance}.timer").touch()
    (wanted / "apt.timer").touch()
    return tmp_path


def test_timers_instead_of_cron_are_well_and_both_are_not(tmp_path: Path) -> None:
    dallas, there = Path("/srv/ntpp-sentinel/dallas/.env"), timed(tmp_path, *JOBS)
    names = ", ".join(f"ntpp-sentinel-{job}@dallas.timer" for job in sorted(JOBS))
    said = f"6 timers start the jobs: {names}"
    assert timers(there, settings_file=dallas, cron_file=None) == [Check("systemd", Level.OK, said)]
    [both] = timers(there, settings_file=dallas, cron_file=Path("/etc/cron.d/sentinel"))
    assert (both.level, both.said) == (Level.FAILURE, f"{said}, and so does /etc/cron.d/sentinel")


def test_timers_of_another_location_start_nothing_here(tmp_path: Path) -> None:
    there, here = timed(tmp_path, *JOBS), Path(f"{PREFIX}/.env")
    assert timers(there, settings_file=here, cron_file=Path("/etc/cron.d/sentinel")) == []
    assert timers(tmp_path / "nowhere", settings_file=here, cron_file=None) == []


def test_a_job_without_a_timer_and_timers_without_settings_are_told(tmp_path: Path) -> None:
    dallas, there = Path("/srv/ntpp-sentinel/dallas/.env"), timed(tmp_path, *JOBS[1:5])
    found = timers(there, settings_file=dallas, cron_file=None)
    assert [(check.level, check.said) for check in found] == [
        (Level.FAILURE, "no timer starts the job poll"),
        (Level.WARNING, "no timer starts the job upkeep"),
    ]
    assert found[0].do == "systemctl enable --now ntpp-sentinel-poll@dallas.timer"
    (there / "ntpp-sentinel-.service.d" / "location.conf").unlink()
    [bare] = timers(there, settings_file=dallas, cron_file=None)
    assert "as root and without settings" in bare.said


def test_cron_serves_the_installation_whose_settings_it_names(tmp_path: Path) -> None:
    assert serves(CRON, Path(f"{PREFIX}/.env"))
    assert not serves(CRON, Path("/srv/ntpp-sentinel/dallas/.env"))
    assert not serves(tmp_path / "none", Path(f"{PREFIX}/.env"))


@pytest.mark.slow
def test_the_public_address_must_lead_to_sentinel(tmp_path: Path, simulator: Simulator) -> None:
    with install(tmp_path).serving() as serving:
        assert public(f"http://127.0.0.1:{serving.port}/").level is Level.OK
    assert not [line for line in serving.lines if '"event": "refused"' in line]
    assert "is not Sentinel (HTTP 4" in public(simulator.base_url).said
    assert "does not answer" in public("http://127.0.0.1:1").said


# Receiver ----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_port_that_takes_connections_and_says_nothing_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        found = receiver("127.0.0.1", listener.getsockname()[1], secret=SECRET)
    assert (found.level, "does not answer" in found.said) == (Level.FAILURE, True)


def test_a_port_where_nobody_listens_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    found = receiver("0.0.0.0", port, secret=SECRET)  # noqa: S104 - as HOST may say
    assert f"nothing answers on http://127.0.0.1:{port}" in found.said
    assert receiver("127.0.0.1", 0, secret=SECRET).level is Level.WARNING


def test_another_program_on_the_port_is_told(simulator: Simulator) -> None:
    port = int(simulator.base_url.rpartition(":")[2])
    found = receiver("127.0.0.1", port, secret=SECRET)
    assert found.said == f"http://127.0.0.1:{port} is not Sentinel (HTTP 404)"


# The command -------------------------------------------------------------------------------------


def place(directory: Path, **variables: str) -> Place:
    """A machine with these variables, without settings file and cron entries."""
    return Place(
        env_file=directory / "no.env",
        environ={"SENTINEL_DB": str(directory / "sentinel.db"), **variables},
        program=Path("/x/sentinel"),
        cron_file=directory / "cron",
        user_id=os.geteuid(),
    )


def test_wrong_settings_are_all_told_and_end_the_round(tmp_path: Path) -> None:
    found = list(rounds(place(tmp_path, BUSINESS_HOURS="9-5", PORT="eighty"), offline=True))
    first_words = [said.partition("=")[0].partition(" ")[0] for said in failures(found)]
    assert first_words[:7] == [
        "there",
        "GHL_TOKEN",
        "GHL_VERSION",
        "WEBHOOK_SECRET",
        "MANAGER_CONTACT_IDS",
        "BUSINESS_HOURS",
        "PORT",
    ]
    assert levels(found)[-2:] == [("cron", "failure"), ("settings", "warning")]


def test_without_the_required_settings_the_rest_is_checked(tmp_path: Path) -> None:
    names = [name for name, _ in levels(list(rounds(place(tmp_path), offline=False)))]
    assert names.count("settings") == 5
    assert {"database", "disk", "time zone", "business hours"} <= set(names)
    assert not {"receiver", "GHL", "scope"} & set(names)


@pytest.mark.slow
def test_a_running_receiver_proves_its_secret_and_stores_nothing(tmp_path: Path) -> None:
    there = install(tmp_path)
    with there.serving() as serving:
        right = receiver("127.0.0.1", serving.port, secret=SECRET)
        wrong = receiver("127.0.0.1", serving.port, secret="another-secret-of-the-past")
    address = f"http://127.0.0.1:{serving.port}"
    assert right == Check("receiver", Level.OK, f"{address} answers and knows the secret")
    assert (wrong.level, "another WEBHOOK_SECRET" in wrong.said) == (Level.FAILURE, True)
    assert there.rows("SELECT count(*) FROM raw_events") == [(0,)]


@pytest.mark.slow
def test_the_command_tells_every_check_in_lines_and_in_json(
    tmp_path: Path, simulator: Simulator
) -> None:
    simulator.world.add_contact(
        Contact(id=MANAGER, first_name="Robin\x1b[2J", phone="+12145550101")
    )
    there = install(tmp_path, simulator, PORT="1")
    lines = there.run("doctor")
    rows = [line.split("\t") for line in lines.stdout.splitlines()]
    assert lines.returncode == 1
    assert {len(row) for row in rows} == {4}
    assert ["ok", "scope", "conversations.readonly", ""] in rows
    assert "\x1b" not in lines.stdout
    assert SECRET not in lines.stdout + lines.stderr
    told = json.loads(there.run("doctor", "--json", "--offline").stdout)
    names = {check["name"] for check in told["checks"]}
    assert told["ok"] is False
    assert "scope" not in names
    assert {"settings", "cron", "database", "receiver"} <= names


@pytest.mark.slow
@pytest.mark.skipif(find_spec("tzdata") is not None, reason="the tzdata package knows all zones")
@pytest.mark.parametrize(("command", "code"), [(("issues", "list"), 78), (("doctor",), 1)])
def test_a_machine_without_time_zones_is_told_what_to_install(
    tmp_path: Path, command: tuple[str, ...], code: int
) -> None:
    installed = install(tmp_path)
    installed.environ["PYTHONTZPATH"] = ""
    done = installed.run(*command)
    assert done.returncode == code
    assert "this machine knows no time zones: install tzdata" in done.stdout + done.stderr
