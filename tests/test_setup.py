"""Setting up: names are found in GHL, the file is written once and kept, nothing shows a secret."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sentinel_cli.cli.tree import SECTIONS
from sentinel_cli.desk import setup as desk
from sentinel_cli.engine import serving
from sentinel_cli.settings import Environment, Need, load
from sentinel_cli.settings.dotenv_file import merge
from sentinel_cli.simulator import Contact, Simulator
from sentinel_cli.simulator.gate import ALL_SCOPES
from sentinel_cli.simulator.people import MANAGER, STAFF, settle
from sentinel_cli.simulator.simulator import LOCATION_ID, TOKEN
from sentinel_cli.store import open_store

PAGE = f"https://app.gohighlevel.com/v2/location/{LOCATION_ID}/contacts/smart_list/All"


@pytest.fixture
def ghl() -> Iterator[Simulator]:
    simulator = Simulator()
    settle(simulator.world)
    with simulator.running():
        yield simulator


def sentinel(
    directory: Path, *words: str, ghl: Simulator | None = None, **environ: str
) -> subprocess.CompletedProcess[str]:
    given = {"GHL_BASE_URL": ghl.base_url} if ghl else {}
    return subprocess.run(
        [sys.executable, "-m", "sentinel_cli", *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=directory,
        stdin=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"], "GHL_TOKEN": TOKEN, **given, **environ},
    )


def kept(directory: Path) -> dict[str, str]:
    return dict(merge(directory / ".env", environ={}, names=[*DEFAULT_NAMES]).given)


DEFAULT_NAMES = (
    "GHL_TOKEN", "GHL_VERSION", "GHL_LOCATION_ID", "GHL_BASE_URL", "MANAGER_CONTACT_IDS",
    "INTERNAL_USER_IDS", "TIMEZONE", "BUSINESS_HOURS", "WEBHOOK_SECRET", "SMS_SLA_HOURS",
)  # fmt: skip


@pytest.mark.slow
def test_everything_is_found_by_name_and_the_file_is_whole(ghl: Simulator, tmp_path: Path) -> None:
    ran = sentinel(tmp_path, "setup", "--location", PAGE, "--manager", "robin", "--staff", "all",
                   "--hours", "Mon-Sat 07:00-18:00", "--yes", ghl=ghl)  # fmt: skip
    values = kept(tmp_path)
    secret = values.pop("WEBHOOK_SECRET")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert values == {
        "GHL_TOKEN": TOKEN,
        "GHL_VERSION": "2021-07-28",
        "GHL_LOCATION_ID": LOCATION_ID,
        "GHL_BASE_URL": ghl.base_url,
        "MANAGER_CONTACT_IDS": MANAGER.id,
        "INTERNAL_USER_IDS": ",".join(user.id for user in sorted(STAFF, key=lambda u: u.name)),
        "TIMEZONE": "America/Chicago",
        "BUSINESS_HOURS": "Mon-Sat 07:00-18:00",
    }
    assert len(secret) >= 32
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600
    assert [word for word in (secret, TOKEN) if word in ran.stdout + ran.stderr] == []
    assert "/webhook/ghl/unanswered_call" in ran.stdout
    checked = load(merge(tmp_path / ".env", environ={}, names=[*DEFAULT_NAMES]),
                   need=Need.GHL | Need.MANAGERS | Need.WEBHOOK)  # fmt: skip
    assert checked.manager_ids == (MANAGER.id,)


@pytest.mark.slow
def test_an_existing_file_is_kept_in_all_that_was_not_asked(ghl: Simulator, tmp_path: Path) -> None:
    before = f"# mine\nWEBHOOK_SECRET=0123456789abcdefgh\nSMS_SLA_HOURS=4\nGHL_TOKEN={TOKEN}\n"
    (tmp_path / ".env").write_text(before)
    (tmp_path / ".env").chmod(0o600)
    words = ("setup", "--location", LOCATION_ID, "--manager", "robin", "--staff", "none")
    refused = sentinel(tmp_path, *words, ghl=ghl)
    assert (refused.returncode, (tmp_path / ".env").read_text()) == (1, before)
    assert "Nothing was written" in refused.stdout
    done = sentinel(tmp_path, *words, "--yes", ghl=ghl)
    assert (done.returncode, (tmp_path / ".env").read_text().startswith(before)) == (0, True)
    again = sentinel(tmp_path, *words, "--yes", ghl=ghl)
    assert "says all of this already: nothing was changed" in again.stdout


@pytest.mark.slow
def test_what_goes_wrong_is_said_and_nothing_is_written(tmp_path: Path) -> None:
    simulator = Simulator(scopes=ALL_SCOPES - {"users.readonly"})
    settle(simulator.world)
    simulator.world.add_contact(Contact(first_name="Robin", last_name="Hood"))
    right = ("setup", "--location", LOCATION_ID, "--yes")
    with simulator.running():
        for words, environ, code, said in (
            ((*right, "--manager", "nobody"), {}, 2, "no contact in GHL is like 'nobody'"),
            ((*right, "--manager", "robin"), {}, 2, "2 match; name one by its id"),
            ((*right, "--manager", MANAGER.id), {"GHL_TOKEN": "pit-wrong"}, 69, "token"),
            (("setup", "--yes", "--manager", "x"), {}, 2, "nobody is here to ask"),
            (("setup", "--location", "a b"), {}, 2, "expected the location's id, or the address"),
            ((*right,), {}, 2, "who gets the texts?"),
            (
                (*right, "--manager", MANAGER.id),
                {"GHL_BASE_URL": "http://127.0.0.1:1"},
                69,
                "cannot be reached",
            ),
        ):
            ran = sentinel(tmp_path, *words, ghl=simulator, **environ)
            assert (ran.returncode, said in ran.stderr) == (code, True), (words, ran.stderr)
        assert [*tmp_path.iterdir()] == []
        ran = sentinel(tmp_path, *right, "--manager", MANAGER.id, "--staff", "all", ghl=simulator)
    assert (ran.returncode, "users.readonly is missing" in ran.stdout) == (0, True)


@pytest.mark.slow
def test_a_location_the_token_may_not_see_is_not_written_over_a_good_one(
    ghl: Simulator, tmp_path: Path
) -> None:
    right = ("setup", "--location", LOCATION_ID, "--manager", "robin", "--staff", "none", "--yes")
    assert sentinel(tmp_path, *right, ghl=ghl).returncode == 0
    before = (tmp_path / ".env").read_text()

    refused = sentinel(tmp_path, "setup", "--location", "nowhere", "--yes", ghl=ghl)

    assert (refused.returncode, (tmp_path / ".env").read_text()) == (2, before)
    said = " ".join(refused.stderr.replace("│", " ").split())
    assert "--location: the token may not see the location 'nowhere'" in said


@pytest.mark.slow
def test_without_network_the_location_is_written_and_said_to_be_unchecked(
    ghl: Simulator, tmp_path: Path
) -> None:
    right = ("setup", "--location", LOCATION_ID, "--manager", "robin", "--staff", "none", "--yes")
    assert sentinel(tmp_path, *right, ghl=ghl).returncode == 0

    words = ("setup", "--location", "elsewhere", "--yes")
    ran = sentinel(tmp_path, *words, GHL_BASE_URL="http://127.0.0.1:1")

    assert (ran.returncode, kept(tmp_path)["GHL_LOCATION_ID"]) == (0, "elsewhere")
    assert "The location elsewhere could not be checked: " in ran.stdout


def test_an_address_that_nobody_told_is_said_to_be_none() -> None:
    assert desk.workflows(None).endswith(
        "\nhttps://sentinel.example.com stands for your server's address: --public-url puts it in."
    )
    assert "URL https://pools.example/webhook/ghl\n" in desk.workflows("https://pools.example/")
    assert "--public-url" not in desk.workflows("https://pools.example/")


@pytest.mark.parametrize(
    ("typed", "found"),
    [(PAGE, LOCATION_ID), (f" {LOCATION_ID} ", LOCATION_ID)],
)
def test_the_location_is_read_from_the_address_of_any_page(typed: str, found: str) -> None:
    assert desk.location_in(typed) == found


def test_a_line_is_changed_in_place_and_a_new_one_appended() -> None:
    text = "# GHL_TOKEN=old\nexport GHL_TOKEN=old\nOTHER=1"
    assert desk.merged(text, {"GHL_TOKEN": "new", "BUSINESS_HOURS": "Mon 08:00-09:00"}) == (
        "# GHL_TOKEN=old\nGHL_TOKEN=new\nOTHER=1\nBUSINESS_HOURS='Mon 08:00-09:00'\n"
    )


def test_a_receiver_with_other_settings_is_known_until_it_stops(tmp_path: Path) -> None:
    given = {"SMS_SLA_HOURS": "2", "GHL_TOKEN": "canary-token"}
    with open_store(tmp_path / "sentinel.db") as store, store.write() as db:
        assert serving.changed_since_started(db, given) == ()
        serving.started(db, given)
        changed = {**given, "SMS_SLA_HOURS": "3"}
        assert serving.changed_since_started(db, given) == ()
        assert serving.changed_since_started(db, changed) == ("SMS_SLA_HOURS",)
        rows = db.execute("SELECT value FROM kv_store").fetchall()
        assert not any("canary" in row[0] for row in rows)
        serving.stopped(db)
        assert serving.changed_since_started(db, changed) == ()


@pytest.mark.slow
def test_config_shows_every_setting_its_origin_and_no_secret(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("WEBHOOK_SECRET=canary-secret-0123456789\nSMS_SLA_HOURS=3\n")
    (tmp_path / ".env").chmod(0o600)
    ran = sentinel(tmp_path, "config", "--json", CALL_SLA_HOURS="1")
    shown = json.loads(ran.stdout)["settings"]
    assert shown["SMS_SLA_HOURS"] == {"value": "3", "from": "file"}
    assert shown["CALL_SLA_HOURS"] == {"value": "1", "from": "environment"}
    assert shown["PORT"] == {"value": "8000", "from": "default"}
    assert shown["MANAGER_CONTACT_IDS"] == {"value": "", "from": "missing"}
    assert shown["WEBHOOK_SECRET"] == {"value": "(set, not shown)", "from": "file"}
    assert ("canary" in ran.stdout, TOKEN in ran.stdout) == (False, False)
    plain = sentinel(tmp_path, "config")
    assert (plain.returncode, "canary" in plain.stdout) == (0, False)
    assert not (tmp_path / "data").exists()


@pytest.mark.slow
def test_sentinel_alone_helps_and_a_part_of_a_command_names_the_whole(tmp_path: Path) -> None:
    alone = sentinel(tmp_path)
    assert alone.returncode == 0
    assert all(f"{heading}:" in alone.stdout for heading in SECTIONS)
    part = sentinel(tmp_path, "list")
    assert (part.returncode, "Did you mean `sentinel issues list`?" in part.stderr) == (2, True)


def test_settings_know_what_was_given_as_text() -> None:
    settings = load(Environment(given={"SMS_SLA_HOURS": "3"}), need=Need.NOTHING)
    assert (settings.given["SMS_SLA_HOURS"], settings.given["PORT"]) == ("3", "8000")
