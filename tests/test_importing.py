"""The predecessor's file comes over whole: every row is an issue with its number, or explained."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from engine import engine, settings
from facts import asks, at, replies
from old import generated, made

from sentinel_cli import RefusedError, StoreError
from sentinel_cli.desk import importing
from sentinel_cli.desk.importing import Import
from sentinel_cli.model import Issue, IssueType, Resolution, State
from sentinel_cli.store import blocked, issues, open_store, predecessor

NOW = at("10:00", "2026-11-25") // 1000
POLICY = settings(Path()).policy()


def plan(path: Path, now_ts: int = NOW) -> Import:
    return importing.planned(predecessor.read(path), policy=POLICY, now_ts=now_ts)


def ts(clock: str, day: str = "2026-11-24") -> int:
    return at(clock, day) // 1000


def test_an_open_issue_keeps_its_number_times_and_counts(tmp_path: Path) -> None:
    (one,) = plan(made(tmp_path / "old.db", {"id": 41})).issues
    assert one.issue == Issue(
        id=41,
        type=IssueType.SMS,
        contact_id="cOld1",
        conversation_id="vOld1",
        state=State.OPEN,
        created_ts=ts("09:00"),
        due_ts=ts("11:00"),
        due_rule_ts=ts("11:00"),
        last_inbound_ts=ts("09:30"),
        inbound_count=2,
        contact_name="Dana Cole",
        phone="+12145550143",
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-11-24T09:00:00", ts("09:00")),
        ("2026-11-24 09:00:00.250000", ts("09:00")),
        ("2026-11-24T15:00:00Z", ts("09:00")),
        ("2026-11-24T16:00:00+01:00", ts("09:00")),
        (ts("09:00"), ts("09:00")),
        (ts("09:00") * 1000, ts("09:00")),
        ("2031-01-01T00:00:00", NOW),
    ],
)
def test_times_are_local_or_as_their_offset_says_and_never_ahead(
    tmp_path: Path, written: object, read: int
) -> None:
    (one,) = plan(made(tmp_path / "old.db", {"first_inbound_ts": written})).issues
    assert one.issue.created_ts == read


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"contact_id": " "}, "no contact id: GHL cannot be asked"),
        ({"issue_type": "FAX"}, "unknown issue_type 'FAX'"),
        ({"status": "GONE"}, "unknown status 'GONE'"),
        (
            {"first_inbound_ts": "?", "created_ts": None},
            "no time at which the customer wrote or called",
        ),
    ],
)
def test_a_row_that_cannot_be_taken_over_is_named_with_its_reason(
    tmp_path: Path, row: dict[str, object], reason: str
) -> None:
    found = plan(made(tmp_path / "old.db", row))
    named = [(left.row, left.reason) for left in found.left if left.table == "issues"]
    assert (found.issues, named) == ((), [("1", reason)])


def test_of_two_open_ones_of_a_contact_the_older_stays(tmp_path: Path) -> None:
    older = {"id": 7, "first_inbound_ts": "2026-11-24T08:00:00"}
    found = plan(made(tmp_path / "old.db", {"id": 3}, older, {"id": 9, "issue_type": "CALL"}))
    states = {one.issue.id: (one.issue.state, one.issue.resolution) for one in found.issues}
    assert states == {
        7: (State.OPEN, None),
        3: (State.RESOLVED, Resolution.MERGED),
        9: (State.OPEN, None),
    }
    assert found.merged() == {3: 7}
    counts = found.counts()
    assert {name: counts[name] for name in ("rows", "open", "resolved", "merged", "left")} == {
        "rows": 4, "open": 2, "resolved": 0, "merged": 1, "left": 1,
    }  # fmt: skip


def test_every_row_is_imported_or_explained_and_the_dry_run_is_the_real_one(tmp_path: Path) -> None:
    path = generated(tmp_path / "old.db", 400)
    before = path.read_bytes()
    found = plan(path)
    counts = found.counts()
    explained = sum(50 if left.table == "raw_events" else 1 for left in found.left)
    assert counts["rows"] == 400 + 2 + 1 + 50
    assert len(found.issues) + len(found.numbers) + explained == counts["rows"]
    assert sum(counts[name] for name in ("open", "resolved", "merged")) == len(found.issues)
    assert (len(found.issues) > 150, explained > 100) == (True, True)
    with open_store(tmp_path / "sentinel.db") as store:
        importing.apply(store, found, settings(tmp_path), now_ms=NOW * 1000, run_id="r")
        with store.read() as db:
            kept = {issue.id: issue for issue in issues.several(db, range(1, 401))}
    assert kept == {one.issue.id: one.issue for one in found.issues}
    assert (plan(path), path.read_bytes()) == (found, before)
    assert {entry.name for entry in tmp_path.iterdir() if entry.name.startswith("old")} == {
        "old.db"
    }


def test_a_fold_of_what_was_imported_changes_nothing_by_itself(tmp_path: Path) -> None:
    ended: dict[str, object] = {"status": "RESOLVED", "resolved_ts": "2026-11-24T12:00:00"}
    spam: dict[str, object] = {
        "status": "SPAM",
        "resolved_ts": "2026-11-24T13:00:00",
        "issue_type": "CALL",
    }
    long_ago: dict[str, object] = {
        "status": "SPAM",
        "first_inbound_ts": "2026-01-05T09:00:00",
        "last_inbound_ts": "2026-01-05T09:00:00",
        "resolved_ts": "2026-01-05T10:00:00",
    }
    installed = engine(tmp_path)
    found = plan(made(tmp_path / "old.db", ended, spam, {"contact_id": "cNew"}, long_ago))
    importing.apply(installed.store, found, installed.settings, now_ms=NOW * 1000, run_id="r")
    with installed.store.read() as db:
        before = issues.several(db, range(1, 9))
    for contact in ("cOld1", "cNew"):
        news = replace(asks("10:05"), at_ms=(NOW + 300) * 1000, ghl_id=f"m-{contact}")
        installed.hears(replace(news, contact_id=contact), (NOW + 301) * 1000)
    with installed.store.read() as db:
        after = issues.several(db, range(1, 5))
    told = [(issue.state, issue.resolution, issue.resolved_ts) for issue in after]
    assert told == [(issue.state, issue.resolution, issue.resolved_ts) for issue in before]
    assert [issue.resolution for issue in before] == [
        Resolution.OPERATOR,
        Resolution.OPERATOR,
        None,
        Resolution.SPAM,
    ]


def test_an_answer_that_ghl_shows_settles_what_was_open(tmp_path: Path) -> None:
    installed = engine(tmp_path)
    found = plan(made(tmp_path / "old.db", {}))
    importing.apply(installed.store, found, installed.settings, now_ms=NOW * 1000, run_id="r")
    answer = replace(replies("09:40"), contact_id="cOld1", at_ms=ts("09:40") * 1000)
    installed.hears(answer, (NOW + 60) * 1000)
    (issue,) = installed.issues("cOld1")
    assert (issue.id, issue.resolution, issue.resolved_ts) == (1, Resolution.CONTACT, ts("09:40"))


@pytest.mark.parametrize("began", [-3, 0])
def test_the_text_that_opened_it_is_counted_once_and_the_number_stays(
    tmp_path: Path, began: int
) -> None:
    installed = engine(tmp_path)
    old = made(tmp_path / "old.db", {"id": 41, "inbound_count": 1, "last_inbound_ts": None})
    importing.apply(installed.store, plan(old), installed.settings, now_ms=NOW * 1000, run_id="r")
    at_ms = (ts("09:00") + began) * 1000 + 250
    text = replace(asks("09:00"), contact_id="cOld1", ghl_id="m1", at_ms=at_ms)
    for heard_s in (60, 120):
        installed.hears(text, (NOW + heard_s) * 1000)
        (issue,) = installed.issues("cOld1")
        assert (issue.id, issue.state, issue.inbound_count) == (41, State.OPEN, 1)
        assert issue.created_ts == ts("09:00") + began


def test_no_new_issue_gets_the_number_of_a_row_that_was_left(tmp_path: Path) -> None:
    installed = engine(tmp_path)
    old = made(tmp_path / "old.db", {"id": 5}, {"id": 12, "contact_id": None})
    importing.apply(installed.store, plan(old), installed.settings, now_ms=NOW * 1000, run_id="r")
    news = replace(asks("09:00"), contact_id="cNew", at_ms=NOW * 1000)
    installed.hears(news, NOW * 1000)
    assert [issue.id for issue in installed.issues("cNew")] == [13]


def test_muted_numbers_stay_muted(tmp_path: Path) -> None:
    found = plan(made(tmp_path / "old.db", spam=("214-555-0199", "nobody")))
    assert found.numbers == (("+12145550199", ts("08:00", "2026-10-01")),)
    with open_store(tmp_path / "sentinel.db") as store:
        importing.apply(store, found, settings(tmp_path), now_ms=NOW * 1000, run_id="r")
        with store.read() as db:
            assert blocked.is_blocked(db, "cX", phone="+12145550199")


def test_a_database_with_issues_is_refused_and_unchanged(tmp_path: Path) -> None:
    installed = engine(tmp_path)
    installed.hears(asks("09:00"), at("09:01"))
    found = plan(made(tmp_path / "old.db", {"id": 5}))
    with pytest.raises(RefusedError, match="has issues already, the last is #1:"):
        importing.apply(installed.store, found, installed.settings, now_ms=NOW * 1000, run_id="r")
    assert [issue.id for issue in installed.issues()] == [1]


def test_missing_columns_and_tables_are_no_fault(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "old.db")) as db, db:
        db.execute("CREATE TABLE issues (issue_type, contact_id, status, created_ts)")
        db.execute("INSERT INTO issues VALUES ('CALL', 'c1', 'PENDING', '2026-11-24T09:00:00')")
    (one,) = plan(tmp_path / "old.db").issues
    assert (one.issue.id, one.issue.type, one.issue.due_ts) == (1, IssueType.CALL, ts("11:00"))


def test_notes_and_the_telling_of_a_breach_stay_in_the_history(tmp_path: Path) -> None:
    meta = {"notes": [{"text": "called the gate", "by": "sam"}, "twice"]}
    row: dict[str, object] = {"meta": json.dumps(meta), "breach_notified_ts": "2026-11-24T11:05:00"}
    (one,) = plan(made(tmp_path / "old.db", row)).issues
    assert one.remarks == (
        "called the gate (sam)",
        "twice",
        "managers were told of the breach: 2026-11-24T11:05:00",
    )


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 900])
def test_what_is_no_database_of_the_predecessor_is_said(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "old.db"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"old\.db"):
        predecessor.read(path)


def test_the_predecessors_file_as_our_database_is_named_for_what_it_is(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"the predecessor's database; `sentinel db import`"):
        open_store(made(tmp_path / "old.db", {}))


@pytest.mark.slow
def test_the_command_tells_what_came_over_and_what_did_not(tmp_path: Path) -> None:
    old = generated(tmp_path / "old.db", 300)
    with closing(sqlite3.connect(old)) as db, db:
        db.executemany(
            "INSERT INTO issues (id, issue_type, contact_id, status, first_inbound_ts) "
            "VALUES (?, 'SMS', 'cTwice', 'OPEN', ?)",
            [(9001, "2026-11-24T08:00:00"), (9002, "2026-11-24T09:00:00")],
        )
    (tmp_path / "old.env").write_text("TIMEZONE=America/Denver\nSLA_MINUTES=30\n")

    def sentinel(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "sentinel_cli", "db", "import", *words],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "SENTINEL_DB": str(tmp_path / "new.db")},
        )

    told: dict[str, Any] = json.loads(sentinel(str(old), "--dry-run", "--json").stdout)
    rehearsed = sentinel(str(old), "--dry-run")
    real = sentinel(str(old), "--env", str(tmp_path / "old.env"))
    again = sentinel(str(old))
    assert rehearsed.stdout.endswith("Dry run: nothing was written.\n")
    assert f"Would take over {told['open'] + told['resolved']} issues" in rehearsed.stdout
    assert {"issue": 9002, "into": 9001} in told["merged_issues"]
    assert "Merged: #9002 into #9001: two were open" in rehearsed.stdout
    assert "TIMEZONE is 'America/Denver' there and 'America/Chicago' here" in real.stdout
    assert "'SLA_MINUTES' is no setting and has no effect" in real.stdout
    assert "SLA_MINUTES" not in rehearsed.stdout
    assert (rehearsed.returncode, real.returncode, again.returncode) == (1, 1, 1)
    assert "has issues already" in again.stderr


@pytest.mark.slow
def test_a_kill_in_the_middle_leaves_nothing_half_done(tmp_path: Path) -> None:
    found = plan(generated(tmp_path / "old.db", 2000))
    tests, where = str(Path(__file__).parent), str(tmp_path)
    script = (
        f"import os, sys; sys.path[:0] = [{tests!r}]\n"
        "from pathlib import Path\n"
        "from test_importing import plan, settings, NOW\n"
        "from sentinel_cli.desk import importing\n"
        "from sentinel_cli.store import issues, open_store\n"
        f"where = Path({where!r}); kept = issues.keep; done = []\n"
        "def keep(db, issue):\n"
        "    kept(db, issue); done.append(1)\n"
        "    if len(done) == 700: os.kill(os.getpid(), 9)\n"
        "issues.keep = keep\n"
        "with open_store(where / 'sentinel.db') as store:\n"
        "    importing.apply(store, plan(where / 'old.db'), settings(where), now_ms=NOW * 1000,\n"
        "                    run_id='r')\n"
    )
    killed = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True)
    assert killed.returncode == -9
    with open_store(tmp_path / "sentinel.db") as store:
        with store.read() as db:
            assert issues.last_id(db) == 0
        importing.apply(store, found, settings(tmp_path), now_ms=NOW * 1000, run_id="r")
        with store.read() as db:
            assert issues.last_id(db) > 1000
