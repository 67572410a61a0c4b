"""The database is replaced or deleted under a running `serve`: seen, followed, and nothing lost."""

from __future__ import annotations

import json
import shutil

import pytest
from installed import Installed, text_from

pytestmark = pytest.mark.slow


def test_after_a_restore_webhooks_go_into_the_restored_database(installed: Installed) -> None:
    copy = installed.directory / "copy.db"
    with installed.serving() as serving:
        assert serving.posts(text_from("before")).status == 200
        shutil.copy(installed.db, copy)
        assert serving.posts(text_from("lost")).status == 200
        copy.replace(installed.db)
        assert serving.posts(text_from("after")).status == 200
        assert serving.stop() == 0
    assert installed.rows("SELECT contact_id FROM messages ORDER BY row") == [
        ("before",),
        ("after",),
    ]
    assert [line for line in serving.lines if '"database", "state": "replaced"' in line]


def test_a_deleted_database_is_not_made_anew_but_asked_for_and_told(installed: Installed) -> None:
    away = installed.directory / "away.db"
    with installed.serving() as serving:
        assert serving.posts(text_from("before")).status == 200
        installed.db.rename(away)
        refused = serving.posts(text_from("meanwhile"))
        assert (refused.status, refused.headers["Retry-After"]) == (429, "60")
        asked = serving.posts(b"", path="/jobs/poll_resolver")
        assert (asked.status, asked.body["error"]["code"]) == (503, "store")
        assert installed.run("poll-resolve").returncode == 74
        assert not installed.db.exists()
        away.rename(installed.db)
        assert serving.posts(text_from("back")).status == 200
        told = json.loads(installed.run("status", "--json").stdout)
        checks = json.loads(installed.run("doctor", "--offline", "--json").stdout)["checks"]
    (alarm,) = [alarm for alarm in told["alarms"] if alarm["trouble"] == "webhooks_refused"]
    assert "the database is gone" in alarm["said"]
    assert [check["level"] for check in checks if check["name"] == "refusals"] == ["failure"]
    assert [line for line in serving.lines if "the database is gone" in line]


JOBS = (
    ("poll-resolve",),
    ("poll-resolve", "--dry-run"),
    ("summary", "--slot", "morning"),
    ("alert",),
    ("report", "--week", "--send"),
    ("serve",),
)
MAKING_NONE = (
    ("issues", "list"),
    ("status",),
    ("db", "backup"),
    ("db", "prune", "--older-than", "365d"),
)


def test_no_job_begins_a_new_database_where_one_stood(installed: Installed) -> None:
    assert installed.run("poll-resolve").returncode == 0
    installed.db.unlink()
    before = installed.content()
    for command in (*JOBS, *MAKING_NONE):
        ran = installed.run(*command)
        assert (ran.returncode, "the database is gone" in ran.stderr) == (74, True), command
        assert "move away what is left: sentinel.db-journal, sentinel.db.poll.lock" in ran.stderr
    assert installed.content() == before
    [check] = [
        check
        for check in json.loads(installed.run("doctor", "--offline", "--json").stdout)["checks"]
        if check["name"] == "database"
    ]
    assert (check["level"], "the database is gone" in check["said"]) == ("failure", True)


def test_a_copy_alone_tells_that_there_was_a_database_and_is_what_it_is_restored_from(
    installed: Installed,
) -> None:
    with installed.serving() as serving:
        assert serving.posts(text_from("before")).status == 200
    assert installed.run("db", "backup").returncode == 0
    [copy] = (installed.directory / "backups").iterdir()
    for left in installed.directory.glob("sentinel.db*"):
        left.unlink()
    ran = installed.run("poll-resolve")
    assert (ran.returncode, f"what is left: backups/{copy.name}" in ran.stderr) == (74, True)
    shutil.copy(copy, installed.db)
    assert installed.run("poll-resolve").returncode == 0
    assert installed.rows("SELECT contact_id FROM messages") == [("before",)]


def test_a_receiver_that_lost_all_of_it_keeps_a_job_from_beginning_anew(
    installed: Installed,
) -> None:
    with installed.serving() as serving:
        assert serving.posts(text_from("before")).status == 200
        for left in installed.directory.glob("sentinel.db*"):
            left.unlink()
        assert serving.posts(text_from("meanwhile")).status == 429
        polled = installed.run("poll-resolve")
    assert (polled.returncode, installed.db.exists()) == (74, False)
    assert "what is left: sentinel.db.refused. Webhooks turned away: 1" in polled.stderr


def test_whoever_moves_all_of_it_away_begins_anew_and_is_told_so(installed: Installed) -> None:
    first = installed.run("poll-resolve")
    for left in installed.directory.glob("sentinel.db*"):
        left.rename(installed.directory / f"old-{left.name}")
    anew = installed.run("poll-resolve")
    assert [(ran.returncode, ran.stderr.count('"state": "new"')) for ran in (first, anew)] == [
        (0, 1),
        (0, 1),
    ]
    assert '"state": "new"' not in installed.run("poll-resolve").stderr
