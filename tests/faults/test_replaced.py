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
        assert not installed.db.exists()
        away.rename(installed.db)
        assert serving.posts(text_from("back")).status == 200
        told = json.loads(installed.run("status", "--json").stdout)
        checks = json.loads(installed.run("doctor", "--offline", "--json").stdout)["checks"]
    (alarm,) = [alarm for alarm in told["alarms"] if alarm["trouble"] == "webhooks_refused"]
    assert "the database is gone" in alarm["said"]
    assert [check["level"] for check in checks if check["name"] == "refusals"] == ["failure"]
    assert [line for line in serving.lines if "the database is gone" in line]
