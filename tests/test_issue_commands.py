"""What an operator types, as a process, on a database that a webhook has filled."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from engine import Engine, engine
from facts import CONTACT, asks, call

from sentinel_cli.store import open_store

HOUR_MS = 3600 * 1000
EVIL = "=cmd|' /C calc'!A0"


@pytest.fixture
def asked(tmp_path: Path) -> Engine:
    """Two customers wait: one wrote three hours ago, one called two hours ago."""
    installed = engine(tmp_path)
    now_ms = time.time_ns() // 1_000_000
    question = asks(
        "09:00", "Hello\x1b[31m?\tanyone", at_ms=now_ms - 3 * HOUR_MS, phone="+15125550142"
    )
    installed.hears(question, question.at_ms, name=EVIL)
    missed = call("09:30", contact_id="cBo", at_ms=now_ms - 2 * HOUR_MS, phone="+15125550199")
    installed.hears(missed, missed.at_ms, name="Bo Ruíz")
    return installed


def sentinel(installed: Engine, *arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    """Run the program beside that database, as an operator named kim."""
    done = subprocess.run(
        [sys.executable, "-m", "sentinel_cli", *arguments],
        env={
            "PATH": os.defpath,
            "SENTINEL_DB": str(installed.settings.db),
            "BUSINESS_HOURS": "Mon-Sun 00:00-24:00",
            "SUDO_USER": "kim",
            "USER": "root",
        },
        cwd=installed.settings.db.parent,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


def rows(printed: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(printed), delimiter="\t", quoting=csv.QUOTE_NONE))


def test_a_piped_list_is_complete_and_holds_nothing_a_terminal_obeys(asked: Engine) -> None:
    found = rows(sentinel(asked, "issues", "list").stdout)

    assert [(row["id"], row["type"], row["who"], row["phone"]) for row in found] == [
        ("1", "SMS", EVIL, "+15125550142"),
        ("2", "CALL", "Bo Ruíz", "+15125550199"),
    ]
    assert [row["waited"] for row in found] == ["3 h", "2 h"]
    assert all(row["due"].endswith(("CST", "CDT")) for row in found)


def test_a_spreadsheet_gets_no_formula(asked: Engine) -> None:
    cells = list(csv.reader(io.StringIO(sentinel(asked, "issues", "list", "--csv").stdout)))

    assert cells[1][3:5] == [f"'{EVIL}", "'+15125550142"]


@pytest.mark.slow
def test_filters_narrow_the_list_and_a_cut_list_says_so(asked: Engine) -> None:
    def ids(*options: str) -> list[int]:
        printed = sentinel(asked, "issues", "list", "--json", *options).stdout
        return [issue["id"] for issue in json.loads(printed)]

    assert ids("--type", "call") == [2]
    assert ids("--phone", "555-0142") == [1]
    assert ids("--contact", "ruiz", "--state", "all") == [2]
    cut = sentinel(asked, "issues", "list", "--limit", "1")
    assert len(rows(cut.stdout)) == 1
    assert "--limit" in cut.stderr


def test_an_empty_list_says_what_that_means_without_touching_the_data(asked: Engine) -> None:
    nothing = sentinel(asked, "issues", "list", "--contact", "nobody", "--json")

    assert json.loads(nothing.stdout) == []
    assert "No issue matches" in nothing.stderr
    assert "GHL was never read" in nothing.stderr
    assert str(asked.settings.db) in nothing.stderr


@pytest.mark.parametrize("options", [("--phone", "abc"), ("--csv", "--json"), ("--limit", "0")])
@pytest.mark.slow
def test_options_that_cannot_be_meant_are_refused(asked: Engine, options: tuple[str, ...]) -> None:
    assert options[0] in sentinel(asked, "issues", "list", *options, code=2).stderr


@pytest.mark.slow
def test_several_issues_are_resolved_and_a_refusal_keeps_from_none_of_them(asked: Engine) -> None:
    done = sentinel(asked, "issues", "resolve", "99", "1", "1", "2", code=1)

    assert done.stdout.splitlines() == ["#1 resolved", "#2 resolved"]
    assert "there is no issue #99" in done.stderr
    assert "#1 is resolved already" in done.stderr
    assert ("kim", "resolve") in asked.log(1)


@pytest.mark.slow
def test_an_issue_is_reopened_noted_and_made_overdue_by_name(asked: Engine) -> None:
    due_ts = asked.issues()[0].due_ts
    sentinel(asked, "issues", "resolve", "1")
    sentinel(asked, "issues", "reopen", "1")
    reopened = asked.issues()[0]
    sentinel(asked, "issues", "note", "1", "called", "back")
    sentinel(asked, "issues", "force-overdue", "1")

    assert (reopened.state, reopened.due_ts) == ("OPEN", due_ts)
    assert asked.issues()[0].due_ts < time.time()
    forced = rows(sentinel(asked, "issues", "show", "1").stdout)[-1]
    assert re.fullmatch(r"due_ts 20[\d: -]+ C[DS]T -> 20[\d: -]+ C[DS]T", forced["why"])
    assert [who for who, _ in asked.log(1)] == ["rule", "kim", "rule", "kim", "kim", "kim"]


@pytest.mark.slow
def test_spam_mutes_and_unspam_listens_again(asked: Engine) -> None:
    sentinel(asked, "issues", "spam", "1")
    assert "already" in sentinel(asked, "issues", "spam", "1", code=1).stderr
    assert asked.issues()[0].resolution == "spam"
    assert "nothing was reopened" in sentinel(asked, "issues", "unspam", "1").stdout
    assert asked.issues()[0].state == "RESOLVED"


@pytest.mark.slow
def test_an_issue_is_shown_with_the_reason_of_every_verdict(asked: Engine) -> None:
    shown = rows(sentinel(asked, "issues", "show", "1").stdout)

    assert [(row["what"], row["meaning"], row["why"]) for row in shown] == [
        ("message", "opens #1", "the customer wrote"),
        ("change", "", "the customer waits"),
    ]
    assert shown[0]["said"] == 'customer texted: "Hello [31m? anyone"'
    story = json.loads(sentinel(asked, "issues", "show", "1", "--json").stdout)
    assert [issue["id"] for issue in story["issues"]] == [1]
    assert story["moments"][0]["facts"]["decision"]["reason"] == "customer_text"
    assert "issues list" in sentinel(asked, "issues", "show", "9", code=1).stderr


@pytest.mark.slow
def test_a_contact_is_traced_by_number_and_several_are_listed_to_choose_from(asked: Engine) -> None:
    by_number = json.loads(sentinel(asked, "trace", "0142", "--json").stdout)
    other = asks("09:00", contact_id="cCy", ghl_id="m3", at_ms=time.time_ns() // 1_000_000)
    asked.hears(other, other.at_ms, name="Cy Ruiz")

    assert by_number["contact_id"] == CONTACT
    several = sentinel(asked, "trace", "Ruiz", code=1)
    assert several.stdout == ""
    assert "cBo" in several.stderr
    assert "cCy" in several.stderr
    assert "trace CONTACT_ID" in several.stderr
    assert "nobody is known" in sentinel(asked, "trace", "zzz", code=1).stderr


@pytest.mark.slow
def test_numbers_and_bytes_that_no_database_holds_are_refused_or_replaced(asked: Engine) -> None:
    huge = str(2**63)
    assert "Traceback" not in sentinel(asked, "issues", "show", huge, code=2).stderr
    assert "Traceback" not in sentinel(asked, "issues", "list", "--limit", huge, code=2).stderr
    noted = sentinel(asked, "issues", "note", "1", "bad \udcff byte")
    assert noted.stdout == "#1 noted\n"
    sentinel(asked, "trace", "\udcff", code=1)


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make files of another user's")
def test_what_root_makes_beside_the_data_belongs_to_the_datas_owner(asked: Engine) -> None:
    directory = asked.settings.db.parent
    nobody = 65534
    os.chown(directory, nobody, nobody)
    asked.store.close()
    for left in directory.glob("sentinel.db*"):
        left.unlink()
    open_store(asked.settings.db).close()
    sentinel(asked, "db", "backup")
    made = [asked.settings.db, *directory.glob("sentinel.db.*.lock"), directory / "backups"]
    assert {path.stat().st_uid for path in made} == {nobody}


@pytest.mark.slow
def test_closings_are_told_and_exported_as_the_tests_read_them(asked: Engine) -> None:
    sentinel(asked, "issues", "resolve", "1")
    told = json.loads(sentinel(asked, "acks", "--json").stdout)
    place = asked.settings.db.parent / "acks.jsonl"
    sentinel(asked, "acks", "--export", str(place))
    (row,) = map(json.loads, place.read_text(encoding="utf-8").splitlines())

    assert [one["became"] for one in told["closings"]] == ["closed by hand"]
    assert (row["label"], row["texts"]) == ("ack", told["closings"][0]["texts"])
    assert place.stat().st_mode & 0o777 == 0o600
    assert "1 of" not in sentinel(asked, "acks").stdout
