"""The settings: every fault told at once, nothing guessed, secrets never shown."""

from __future__ import annotations

import grp
import os
import re
import stat
from dataclasses import fields, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sentinel_cli import ConfigError
from sentinel_cli.hours import ALWAYS, Calendar, parse_hours
from sentinel_cli.model import Channel, Level, Manager, Pace, Policy, Routes, Transcripts
from sentinel_cli.settings import (
    DEFAULTS,
    Environment,
    Need,
    Settings,
    dotenv_file,
    environment,
    load,
)

EXAMPLE = Path(__file__).parents[1] / ".env.example"
ALL = Need.GHL | Need.MANAGERS | Need.WEBHOOK
REQUIRED = {
    "GHL_TOKEN": "pit-canary-token",
    "WEBHOOK_SECRET": "canary-secret-0123456789",
    "GHL_VERSION": "2021-07-28",
    "MANAGER_CONTACT_IDS": "mgr1,mgr2",
}


def settings(**given: str) -> Settings:
    """Load what a command that needs everything would, in /srv."""
    return load(Environment({**REQUIRED, **given}, Path("/srv")), need=ALL)


def faults(need: Need = ALL, /, **given: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(Environment(given), need=need)
    return caught.value.faults


def fault_of(name: str, value: str) -> str:
    found = faults(**{**REQUIRED, name: value})
    assert len(found) == 1, found
    return found[0]


def write(path: Path, text: str, mode: int = 0o600) -> Path:
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def test_required_settings_alone_give_the_documented_defaults() -> None:
    assert settings() == Settings(
        ghl_token="pit-canary-token",
        ghl_version="2021-07-28",
        ghl_base_url="https://services.leadconnectorhq.com",
        ghl_app_url="https://app.gohighlevel.com",
        ghl_location_id=None,
        webhook_secret="canary-secret-0123456789",
        manager_ids=("mgr1", "mgr2"),
        internal_contact_ids=(),
        internal_user_ids=(),
        db=Path("/srv/data/sentinel.db"),
        calendar=Calendar(ZoneInfo("America/Chicago"), parse_hours("Mon-Fri 08:00-17:00")),
        sms_sla_s=7200,
        call_sla_s=7200,
        urgent_sla_s=1800,
        escalation_s=86400,
        tracked=frozenset({Channel.SMS}),
        min_talk_s=15.0,
        any_answer=False,
        bot_user_ids=(),
        transcripts=Transcripts.OFF,
        lookback_s=72 * 3600,
        max_items=10,
        replies_per_hour=30,
        host="127.0.0.1",
        port=8000,
        log_format="",
        poll_stale_s=1200,
        silence_s=8 * 3600,
        recovered_share=0.2,
        heartbeat_url_poll=None,
        heartbeat_url_summary=None,
        heartbeat_url_alert=None,
        backup_keep=14,
        sms_price=None,
        pace=Pace(),
        routes=Routes(managers=(Manager(contact_id="mgr1"), Manager(contact_id="mgr2"))),
    )


def test_every_setting_can_be_given(tmp_path: Path) -> None:
    people = write(tmp_path / "people.toml", '[mgr2]\nhears = ["tag:repair"]\n')
    given = settings(
        GHL_LOCATION_ID="loc_1",
        GHL_BASE_URL="http://127.0.0.1:9000/",
        GHL_APP_URL="https://app.pools.example",
        SENTINEL_DB="/var/lib/s.db",
        TIMEZONE="America/Denver",
        BUSINESS_HOURS="Sat 09:00-13:00",
        CLOSED_DATES="2026-12-25, 2026-11-26,",
        SMS_SLA_HOURS="0.5",
        CALL_SLA_HOURS="1",
        URGENT_SLA_HOURS="0.25",
        ESCALATION_HOURS="8",
        INTERNAL_CONTACT_IDS="c1, c2,c1",
        INTERNAL_USER_IDS="u1",
        TRACKED_CHANNELS="sms, WhatsApp",
        MIN_TALK_SECONDS="20.5",
        ANSWERED_CALLS="any",
        BOT_USER_IDS="b1,b2",
        TRANSCRIPTS="all",
        POLL_LOOKBACK_HOURS="0",
        SUMMARY_MAX_ITEMS="25",
        REPLIES_PER_HOUR="5",
        HOST="0.0.0.0",  # noqa: S104 - nothing listens here
        PORT="0",
        LOG_FORMAT="json",
        POLL_STALE_MINUTES="30",
        SILENCE_HOURS="0",
        RECOVERED_SHARE="1",
        HEARTBEAT_URL_POLL="https://hc.example/ping/77",
        HEARTBEAT_URL_SUMMARY="http://hc.example:8080/x",
        HEARTBEAT_URL_ALERT="https://hc.example/ping/78",
        BACKUP_KEEP="3",
        SMS_PRICE="0.0079",
        ALERTS="Urgent, due",
        ALERT_EVERY_MINUTES="5",
        ALERTS_PER_DAY="9",
        URGENT_HOURS="Mon-Sun 00:00-24:00",
        MANAGERS_FILE=str(people),
    )
    default = settings()
    changed = {
        f.name for f in fields(Settings) if getattr(given, f.name) != getattr(default, f.name)
    }
    assert changed == {f.name for f in fields(Settings)} - {
        "missing_file",
        "ghl_token",
        "ghl_version",
        "webhook_secret",
        "manager_ids",
        "warnings",
    }
    assert given.ghl_base_url == "http://127.0.0.1:9000"
    assert given.calendar.closed == {date(2026, 12, 25), date(2026, 11, 26)}
    assert (given.sms_sla_s, given.call_sla_s, given.escalation_s) == (1800, 3600, 28800)
    assert given.internal_contact_ids == ("c1", "c2")
    assert given.tracked == {Channel.SMS, Channel.WHATSAPP}
    assert given.pace == Pace(
        levels=frozenset({Level.URGENT, Level.DUE}), every_s=300, a_day=9, urgent_week=ALWAYS
    )
    assert (given.silence_s, given.db, given.port) == (None, Path("/var/lib/s.db"), 0)


def test_an_empty_optional_setting_has_its_default() -> None:
    empty = {name: " " for name in DEFAULTS if name not in {*REQUIRED, "ESCALATION_HOURS"}}
    assert settings(**empty) == settings()


@pytest.mark.parametrize("value", ["", "0", " ", "0.0"])
def test_escalation_is_off_when_empty_or_zero(value: str) -> None:
    assert settings(ESCALATION_HOURS=value).escalation_s is None


def test_all_faults_are_told_at_once_with_variable_value_and_what_is_expected() -> None:
    assert faults(
        MANAGER_CONTACT_IDS="a b",
        WEBHOOK_SECRET=REQUIRED["WEBHOOK_SECRET"],
        BUSINESS_HOURS="9-5",
        SMS_SLA_HOURS="two",
        TIMEZONE="Texas",
    ) == [
        "GHL_TOKEN is not set: expected the token of a GHL private integration",
        "GHL_VERSION is not set: expected the API's version, 2021-07-28",
        (
            "MANAGER_CONTACT_IDS='a b': expected ids of 1-64 letters, digits, - and _, "
            "comma-separated: `sentinel setup` finds them by name"
        ),
        "TIMEZONE='Texas': expected a time zone's name like America/Chicago",
        (
            "BUSINESS_HOURS='9-5': expected days and hours like"
            " 'Mon-Fri 08:00-12:00,13:00-17:00; Sat 09:00-13:00'"
        ),
        "SMS_SLA_HOURS='two': expected hours as a number from 0.01 to 720",
    ]


@pytest.mark.parametrize(
    ("name", "values"),
    {
        "GHL_VERSION": ["v2", "2021-7-28"],
        "MANAGER_CONTACT_IDS": ["a b", "x" * 65, "é", "a;b"],
        "GHL_LOCATION_ID": ["a,b", "<id>"],
        "GHL_BASE_URL": [
            "services.leadconnectorhq.com",
            "http://services.leadconnectorhq.com",
            "http://127.evil.example",
            "https://user:pw@host.example",
            "https://host.example/?a=1",
            "https://host.example:99999",
            "ftp://host.example",
            "https://",
        ],
        "SENTINEL_DB": ["~/sentinel.db"],
        "TIMEZONE": ["CST6", "America", "../etc/passwd", "/etc/localtime"],
        "BUSINESS_HOURS": ["Mon-Fri", "Mon 17:00-08:00", ";"],
        "CLOSED_DATES": ["2026-06-31", "20261126", "11/26/2026", "2026-11-26 2026-12-25"],
        "SMS_SLA_HOURS": ["0", "-1", "nan", "inf", "1e3", "2h", "721", "0.001", "1_0", "٢"],
        "CALL_SLA_HOURS": ["1,5"],
        "ESCALATION_HOURS": ["off", "-1", "9000"],
        "INTERNAL_CONTACT_IDS": ["a/b"],
        "INTERNAL_USER_IDS": ["a b"],
        "TRACKED_CHANNELS": ["CALL", "Text", "SMS WHATSAPP", ","],
        "MIN_TALK_SECONDS": ["15s", "3601"],
        "ANSWERED_CALLS": ["all", "Named", "yes"],
        "TRANSCRIPTS": ["on", "Voicemail", "yes"],
        "BOT_USER_IDS": ["a b"],
        "POLL_LOOKBACK_HOURS": ["-72", "8761"],
        "SUMMARY_MAX_ITEMS": ["0", "101", "1.5", "1.0"],
        "REPLIES_PER_HOUR": ["0", "1001", "many"],
        "HOST": ["127.0.0.1 8000", "http://x"],
        "PORT": ["65536", "http", "80.5", "٨٠"],
        "LOG_FORMAT": ["yaml", "JSON"],
        "POLL_STALE_MINUTES": ["0", "x"],
        "SILENCE_HOURS": ["never"],
        "RECOVERED_SHARE": ["1.01", "20%"],
        "BACKUP_KEEP": ["0", "all"],
        "SMS_PRICE": ["-1", "a cent"],
        "ALERTS": ["foo", "urgent;due", "due,none"],
        "ALERT_EVERY_MINUTES": ["0", "soon"],
        "ALERTS_PER_DAY": ["0", "1000"],
        "URGENT_HOURS": ["always", ";"],
        "MANAGERS_FILE": ["~/managers.toml"],
    }.items(),
)
def test_a_wrong_value_is_refused_with_its_name_and_never_replaced(
    name: str, values: list[str]
) -> None:
    for value in values:
        said = fault_of(name, value)
        assert said.startswith(f"{name}={value!r}: ")
        assert "expected" in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GHL_TOKEN", "Bearer pit-canary"),
        ("GHL_TOKEN", "canary\nX-Header: 1"),
        ("WEBHOOK_SECRET", "canary\u00e9"),
        ("WEBHOOK_SECRET", " canary"),
        ("HEARTBEAT_URL_POLL", "canary"),
        ("HEARTBEAT_URL_SUMMARY", "ftp://canary.example"),
        ("HEARTBEAT_URL_ALERT", "canary"),
    ],
)
def test_a_wrong_secret_is_refused_without_showing_it(name: str, value: str) -> None:
    said = fault_of(name, value)
    assert said.startswith(f"{name}=(hidden): expected")
    assert "canary" not in said


def test_every_setting_has_a_wrong_value_that_is_noticed() -> None:
    noticed = faults(**dict.fromkeys(DEFAULTS, "\0 wrong é"))
    assert {line.split("=")[0] for line in noticed} == set(DEFAULTS)


@pytest.mark.parametrize(
    ("need", "missing"),
    [
        (Need.GHL, ["GHL_TOKEN", "GHL_VERSION"]),
        (Need.GHL | Need.MANAGERS, ["GHL_TOKEN", "GHL_VERSION", "MANAGER_CONTACT_IDS"]),
        (Need.WEBHOOK, ["WEBHOOK_SECRET"]),
    ],
)
def test_a_command_asks_only_for_what_it_uses(need: Need, missing: list[str]) -> None:
    assert [line.split()[0] for line in faults(need)] == missing
    assert load(Environment({}), need=Need.NOTHING).ghl_token == ""
    for nothing in ("", " ", "\t\n", " , "):
        blank = faults(need, **dict.fromkeys(missing, nothing))
        assert {line.split("=")[0].split()[0] for line in blank} == set(missing)


def test_a_short_webhook_secret_is_warned_about() -> None:
    assert settings(WEBHOOK_SECRET="x" * 16).warnings == ()
    assert settings(WEBHOOK_SECRET="x" * 15).warnings == (
        (
            "WEBHOOK_SECRET is shorter than 16 characters: it can be guessed; "
            "`openssl rand -hex 24` makes one that cannot"
        ),
    )


def test_settings_that_are_printed_show_no_secret() -> None:
    given = settings(HEARTBEAT_URL_POLL="https://hc.example/canary")
    assert "canary" not in repr(given)
    assert given.secrets == (
        "pit-canary-token",
        "canary-secret-0123456789",
        "https://hc.example/canary",
    )


def test_the_rules_get_what_concerns_them() -> None:
    given = settings(
        INTERNAL_USER_IDS="u1",
        INTERNAL_CONTACT_IDS="c1",
        ESCALATION_HOURS="",
        ANSWERED_CALLS="any",
        BOT_USER_IDS="b1",
    )
    assert given.policy(floor_ms=5, installed_ms=6) == Policy(
        calendar=given.calendar,
        sms_sla_s=7200,
        call_sla_s=7200,
        escalation_s=None,
        min_talk_s=15.0,
        any_answer=True,
        bots=frozenset({"b1"}),
        tracked=frozenset({Channel.SMS}),
        staff=frozenset({"u1"}),
        managers=frozenset({"mgr1", "mgr2"}),
        internal_contacts=frozenset({"c1"}),
        floor_ms=5,
        installed_ms=6,
    )


def test_policy_values_change_with_meaning_and_not_with_spelling() -> None:
    one = settings(BUSINESS_HOURS="Mon-Tue 8:00-17:00", INTERNAL_USER_IDS="u1,u2").policy_values()
    same = settings(
        BUSINESS_HOURS="Tue 08:00-17:00; Mon 08:00-17:00",
        INTERNAL_USER_IDS="u2, u1",
        SMS_SLA_HOURS="2.0",
        SUMMARY_MAX_ITEMS="3",
    ).policy_values()
    other = settings(BUSINESS_HOURS="Mon-Tue 8:00-17:01", INTERNAL_USER_IDS="u1,u2").policy_values()
    assert one == same
    assert {name for name in one if one[name] != other[name]} == {"BUSINESS_HOURS"}


def test_policy_values_are_read_again_as_they_were() -> None:
    one = settings(
        BUSINESS_HOURS="Fri-Mon 08:00-12:00,13:00-24:00",
        CLOSED_DATES="2026-11-26,2026-12-25",
        SMS_SLA_HOURS="0.333333",
        MIN_TALK_SECONDS="7.25",
        TRACKED_CHANNELS="SMS,EMAIL",
        ANSWERED_CALLS="any",
        BOT_USER_IDS="b1",
    )
    again = settings(**one.policy_values())
    assert again.policy_values() == one.policy_values()
    assert again.policy() == one.policy()


def test_the_real_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = write(tmp_path / "s.env", "PORT=1\nHOST=localhost\n")
    found = environment(file, environ={"PORT": "2", "PATH": "/bin"})
    assert found == Environment({"PORT": "2", "HOST": "localhost"}, tmp_path, file=file)


def test_the_file_is_the_one_given_else_the_variable_else_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    named = write(tmp_path / "named.env", "PORT=1")
    given = write(tmp_path / "given.env", "PORT=2")
    write(tmp_path / ".env", "PORT=3")
    variable = {"SENTINEL_ENV_FILE": str(named)}
    assert environment(given, environ=variable).given == {"PORT": "2"}
    assert environment(None, environ=variable).given == {"PORT": "1"}
    assert environment(None, environ={"SENTINEL_ENV_FILE": ""}).given == {"PORT": "3"}


def test_the_database_is_beside_the_file_or_in_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "etc").mkdir()
    file = write(tmp_path / "etc" / ".env", "SENTINEL_DB=own.db")
    monkeypatch.chdir(tmp_path)
    beside = load(environment(file, environ={}), need=Need.NOTHING)
    here = load(environment(None, environ={}), need=Need.NOTHING)
    assert beside.db == tmp_path / "etc" / "own.db"
    assert here.db == tmp_path / "data" / "sentinel.db"


def test_a_missing_file_is_a_fault_only_when_something_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "none.env"
    assert load(environment(path, environ=REQUIRED), need=ALL).manager_ids == ("mgr1", "mgr2")
    with pytest.raises(ConfigError) as caught:
        load(environment(path, environ={}), need=Need.WEBHOOK)
    assert caught.value.faults == [
        (
            f"there is no settings file {path}: run this in the installation's directory, or name "
            "its file with --env-file; `sentinel setup` writes a new one"
        ),
        "WEBHOOK_SECRET is not set: expected a long random secret that GHL's webhooks carry",
    ]


def test_values_in_the_file_are_neither_expanded_nor_executed(tmp_path: Path) -> None:
    file = write(
        tmp_path / ".env",
        "\ufeff# a comment\n\nexport GHL_TOKEN='a b'\nWEBHOOK_SECRET=\"$(id)${PORT}\"  # kept\n"
        "MANAGER_CONTACT_IDS=a,b # why\nPORT=\n",
    )
    assert environment(file, environ={}).given == {
        "GHL_TOKEN": "a b",
        "WEBHOOK_SECRET": "$(id)${PORT}",
        "MANAGER_CONTACT_IDS": "a,b",
        "PORT": "",
    }


def test_every_bad_line_of_the_file_is_told_by_number_and_never_by_text(tmp_path: Path) -> None:
    file = write(
        tmp_path / ".env",
        "# first\n\ncanary\nPORT=1\n\n\nGHL_TOKEN='canary\nPORT=2\n",
    )
    with pytest.raises(ConfigError) as caught:
        environment(file, environ={})
    assert caught.value.faults == [
        f"{file}, line 3: expected KEY=VALUE",
        f"{file}, line 7: expected KEY=VALUE",
        f"{file}, line 8: PORT is set for the second time: remove one",
    ]


def test_what_docker_compose_reads_from_the_same_file_is_no_mistake(tmp_path: Path) -> None:
    text = "COMPOSE_FILE=deploy/docker/compose.yaml\nCOMPOSE_PROFILES=caddy\n"
    assert environment(write(tmp_path / ".env", text), environ={}).warnings == ()


def test_a_name_that_is_no_setting_is_warned_about(tmp_path: Path) -> None:
    file = write(tmp_path / ".env", "BUISNESS_HOURS=Mon 09:00-10:00\nXYZZY=1\n")
    found = environment(file, environ={})
    assert found.given == {}
    assert found.warnings == (
        f"{file}: 'BUISNESS_HOURS' is no setting and has no effect: did you mean BUSINESS_HOURS?",
        f"{file}: 'XYZZY' is no setting and has no effect",
    )
    assert load(found, need=Need.NOTHING).warnings == found.warnings


@pytest.mark.parametrize(
    ("mode", "safe"),
    [(0o600, True), (0o400, True), (0o644, False), (0o660, False), (0o604, False), (0o602, False)],
)
def test_a_file_others_can_read_is_warned_about(
    tmp_path: Path,
    mode: int,
    safe: bool,  # noqa: FBT001 - a table's column
) -> None:
    file = write(tmp_path / ".env", "PORT=1", mode)
    warned = environment(file, environ={}).warnings
    expected = f"{file}: others can read its secrets (mode {mode:04o}): chmod 600 {file}"
    assert warned == (() if safe else (expected,))


def test_a_group_may_read_the_file_only_when_root_owns_it(tmp_path: Path) -> None:
    file = write(tmp_path / ".env", "PORT=1", 0o640)
    owned_by_root = file.stat().st_uid == 0
    assert bool(environment(file, environ={}).warnings) is not owned_by_root


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_users_file_may_not_be_lent_to_a_group(tmp_path: Path) -> None:
    file = write(tmp_path / ".env", "PORT=1", 0o640)
    os.chown(file, 65534, -1)
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert len(environment(file, environ={}).warnings) == 1


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    binary = tmp_path / "binary"
    binary.write_bytes(b"PORT=\xff\n")
    for path, cause in (
        (binary, "it is not UTF-8 text: save it as that"),
        (tmp_path, "Is a directory: expected a text file"),
    ):
        with pytest.raises(ConfigError) as caught:
            environment(path, environ={})
        assert caught.value.faults == [f"{path}: cannot be read: {cause}"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else for a moment")
def test_who_may_not_read_it_is_told_who_may(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path / ".env", "PORT=1", 0o600)
    os.seteuid(65534)
    try:
        with pytest.raises(ConfigError, match=r"run this as the jobs do, sudo -u \w+ sentinel"):
            environment(file, environ={})
        # The service itself cannot help it: root has to lend the file.
        own = grp.getgrgid(os.getegid()).gr_name
        monkeypatch.setattr(dotenv_file, "SERVICE_GROUP", own)
        with pytest.raises(ConfigError, match=rf"chown root:{own} {file} && chmod 640 {file}$"):
            environment(file, environ={})
    finally:
        os.seteuid(0)


def test_the_example_names_every_setting_with_its_default() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    named = dict(re.findall(r"^([A-Z_]+)=(.*)$", text, re.MULTILINE))
    assert named == {**DEFAULTS, "GHL_VERSION": "2021-07-28"}


def test_the_example_explains_every_setting() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    for before, line in pairwise(lines):
        name = line.partition("=")[0]
        if name in DEFAULTS:
            assert before.startswith("# ") or before.partition("=")[0] in DEFAULTS, name


def test_the_example_loads_once_the_required_settings_are_filled(tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    for name, value in REQUIRED.items():
        text = re.sub(f"^{name}=.*$", f"{name}={value}", text, flags=re.MULTILINE)
    found = environment(write(tmp_path / ".env", text), environ={})
    assert replace(load(found, need=ALL), db=Path()) == replace(settings(), db=Path())


def test_the_example_as_it_is_asks_for_exactly_the_required_settings(tmp_path: Path) -> None:
    found = environment(write(tmp_path / ".env", EXAMPLE.read_text(encoding="utf-8")), environ={})
    with pytest.raises(ConfigError) as caught:
        load(found, need=ALL)
    told = [line.split()[0] for line in caught.value.faults]
    assert told == ["GHL_TOKEN", "WEBHOOK_SECRET", "MANAGER_CONTACT_IDS"]


def test_another_programs_names_are_told_in_one_sentence(tmp_path: Path) -> None:
    names = [f"OTHER_{letter}{letter}" for letter in "ABCDEFG"]
    file = write(tmp_path / "s.env", "\n".join(f"{name}=1" for name in [*names, "BUSINES_HOURS"]))
    found = environment(file, environ={})
    assert found.warnings == (
        f"{file}: 'BUSINES_HOURS' is no setting and has no effect: did you mean BUSINESS_HOURS?",
        (
            f"{file}: 7 names are no settings and have no effect: "
            "'OTHER_AA', 'OTHER_BB', 'OTHER_CC' and 4 more"
        ),
    )
