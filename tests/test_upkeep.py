"""Copies that can be trusted, and a pruning that takes nothing anybody still needs."""

from __future__ import annotations

import json
import re
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from engine import MANAGER, SECOND_MANAGER, Engine, engine
from facts import CONTACT, asks, at, replies
from installed import install

from sentinel_cli import BusyError, RefusedError, StoreError
from sentinel_cli.desk import operations
from sentinel_cli.desk.copies import in_units, made_ts
from sentinel_cli.engine.locks import only_one
from sentinel_cli.jobs.receive import Received
from sentinel_cli.jobs.upkeep import Pruning, backup, prune
from sentinel_cli.model import DeliveryState, Message, State
from sentinel_cli.simulator import Contact, Simulator
from sentinel_cli.store import contacts, deliveries, messages, open_store
from sentinel_cli.store.deliveries import Delivery
from sentinel_cli.store.files import backups
from sentinel_cli.store.pruning import PRUNED, SLICE, Age, delete, survey
from sentinel_cli.store.upkeep import copy_to, draft_of, examine

DAY_MS = 24 * 3600 * 1000
LONG_AGO = at("09:00", day="2026-04-01")
TODAY = LONG_AGO + 200 * DAY_MS
OTHER = "cT8nR3yKv1YqS4mWd6Lb"
OLD_NUMBER, NEW_NUMBER = "4695550118", "2145550199"


@pytest.fixture
def installed(tmp_path: Path) -> Iterator[Engine]:
    made = engine(tmp_path, BUSINESS_HOURS="Mon-Sun 00:00-24:00")
    yield made
    made.store.close()


def counts(path: Path) -> dict[str, int]:
    """The rows of every table, as `sqlite3` would count them."""
    with sqlite3.connect(path) as db:
        tables = [row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type='table'")]
        found = {t: db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in tables}  # noqa: S608 - names out of the schema
    db.close()
    return found


def says(message: Message, at_ms: int, **changes: object) -> Message:
    """The same message at another time, under an id of its own."""
    contact = changes.get("contact_id", message.contact_id)
    return replace(message, at_ms=at_ms, ghl_id=f"{contact}-{at_ms}", **changes)  # type: ignore[arg-type]


def conversation(there: Engine, at_ms: int, *, answered: bool, contact_id: str = CONTACT) -> int:
    """A customer asks; somebody answers ten minutes later, or nobody does. Returns the issue."""
    asked = says(asks("09:00", contact_id=contact_id), at_ms)
    issue_id = there.hears(asked, at_ms).issue_id
    if answered:
        later = at_ms + 600_000
        there.hears(says(replies("09:10", contact_id=contact_id), later), later)
    assert issue_id is not None
    return issue_id


NOTHING = {"commands": 0, "deliveries": 0}


def pruned(there: Engine, *, apply: bool = True, now_ms: int = TODAY) -> dict[str, int]:
    """How many rows of each table go when all is pruned that is older than 180 days."""
    done: Pruning = prune(there.store, older_than_s=180 * 86400, now_ms=now_ms, apply=apply)
    return {table: old.rows for table, old in done.tables.items()}


def texts(there: Engine, contact_id: str = CONTACT) -> list[int]:
    """When the messages were written that are still stored."""
    with there.store.read() as db:
        return [message.at_ms for message in messages.of_contact(db, contact_id)]


# Backup ------------------------------------------------------------------------------------------


def test_a_restored_copy_holds_every_row_and_works_on(installed: Engine, tmp_path: Path) -> None:
    conversation(installed, LONG_AGO, answered=True)
    issue_id = conversation(installed, LONG_AGO + DAY_MS, answered=False)
    made = backup(installed.store, None, keep=3, now_ms=LONG_AGO + DAY_MS)
    restored = tmp_path / "restored.db"
    restored.write_bytes(made.path.read_bytes())
    assert counts(restored) == counts(installed.store.path)
    assert counts(restored)["messages"] == 3
    with open_store(restored) as store:
        back = Engine(store, installed.settings)
        assert back.issues() == installed.issues()
        answer = LONG_AGO + DAY_MS + 60_000
        back.hears(says(replies("09:10"), answer), answer)
        assert [issue.state for issue in back.issues()] == [State.RESOLVED, State.RESOLVED]
        back.does(operations.reopen, issue_id, answer + 1000)


def test_a_copy_is_dated_private_sound_and_of_its_own_kind(installed: Engine) -> None:
    made = backup(installed.store, None, keep=3, now_ms=at("03:35"))
    assert made.path == installed.store.path.parent / "backups" / "sentinel-20260401T083500Z.db"
    assert made_ts(made.path) == at("03:35") // 1000
    assert (made.path.stat().st_mode & 0o777, made.path.parent.stat().st_mode & 0o777) == (
        0o600,
        0o700,
    )
    found = examine(made.path)
    assert (found.problems, found.journal, found.size) == ((), "delete", made.size)


def test_the_last_copies_are_kept_and_only_copies_are_deleted(installed: Engine) -> None:
    made = [backup(installed.store, None, keep=2, now_ms=at("03:35") + n * DAY_MS) for n in (0, 1)]
    stranger = made[0].path.parent / "sentinel-before-upgrade.db"
    stranger.write_bytes(b"mine")
    third = backup(installed.store, None, keep=2, now_ms=at("03:35") + 2 * DAY_MS)
    assert third.removed == (made[0].path,)
    assert backups(installed.store.path) == (made[1].path, third.path)
    assert stranger.exists()


def test_a_clock_set_back_does_not_delete_the_copy_just_made(installed: Engine) -> None:
    backup(installed.store, None, keep=1, now_ms=at("03:35") + DAY_MS)
    late = backup(installed.store, None, keep=1, now_ms=at("03:35"))
    assert late.path.exists()


def test_a_named_copy_replaces_nothing(installed: Engine, tmp_path: Path) -> None:
    made = backup(installed.store, tmp_path / "copy.db", keep=1, now_ms=LONG_AGO)
    before = made.path.read_bytes()
    with pytest.raises(RefusedError, match="never replaces a file"):
        backup(installed.store, tmp_path / "copy.db", keep=1, now_ms=LONG_AGO)
    assert made.path.read_bytes() == before
    inside = backup(installed.store, tmp_path, keep=1, now_ms=LONG_AGO)
    assert inside.path.name == "sentinel-20260401T140000Z.db"


def test_a_second_backup_at_the_same_time_does_nothing(installed: Engine) -> None:
    with only_one(installed.store.path, "backup"), pytest.raises(BusyError):
        backup(installed.store, None, keep=1, now_ms=LONG_AGO)
    assert backups(installed.store.path) == ()


def test_an_unsound_database_gives_no_copy_and_leaves_the_older_one(installed: Engine) -> None:
    good = backup(installed.store, None, keep=1, now_ms=LONG_AGO)
    installed.store.connection.execute("PRAGMA foreign_keys = 0")
    installed.sql(
        "INSERT INTO issue_log (at_ms, issue_id, contact_id, actor, event, reason, covers, run_id) "
        "VALUES (0, 99, 'c', 'a', 'e', 'r', 0, 'x')"
    )
    with pytest.raises(StoreError, match="1 rows of issue_log name an issue that does not exist"):
        backup(installed.store, None, keep=1, now_ms=LONG_AGO + DAY_MS)
    assert list(good.path.parent.iterdir()) == [good.path]


def test_a_copy_to_a_place_that_does_not_exist_says_so(installed: Engine, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="nowhere does not exist; create it"):
        backup(installed.store, tmp_path / "nowhere" / "copy.db", keep=1, now_ms=LONG_AGO)


def test_what_a_killed_backup_left_is_thrown_away(installed: Engine) -> None:
    first = backup(installed.store, None, keep=3, now_ms=LONG_AGO)
    draft_of(first.path).write_bytes(b"half a copy")
    backup(installed.store, None, keep=3, now_ms=LONG_AGO + DAY_MS)
    assert not draft_of(first.path).exists()
    assert len(list(first.path.parent.iterdir())) == 2


@pytest.mark.slow
def test_twenty_copies_under_writing_are_all_sound(installed: Engine, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        with open_store(installed.store.path) as store:
            writer = Engine(store, installed.settings)
            for n in range(100_000):
                if stop.is_set():
                    return
                conversation(writer, LONG_AGO + n * 1000, answered=False, contact_id=f"c{n}")

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for n in range(20):
            copy_to(installed.store, tmp_path / f"copy-{n}.db")
            found = counts(tmp_path / f"copy-{n}.db")
            assert found["issues"] == found["messages"] == found["raw_events"]
    finally:
        stop.set()
        thread.join()
    assert counts(tmp_path / "copy-19.db")["issues"] > counts(tmp_path / "copy-0.db")["issues"]


# Prune -------------------------------------------------------------------------------------------


def test_what_is_old_and_over_goes_and_its_issue_stays(installed: Engine) -> None:
    conversation(installed, LONG_AGO, answered=True)
    conversation(installed, TODAY - 100 * DAY_MS, answered=True)
    assert pruned(installed) == {
        "raw_events": 2,
        "messages": 2,
        "issue_log": 2,
        "commands": 0,
        "deliveries": 0,
    }
    assert texts(installed) == [TODAY - 100 * DAY_MS, TODAY - 100 * DAY_MS + 600_000]
    assert [issue.created_ts for issue in installed.issues()] == [
        LONG_AGO // 1000,
        TODAY // 1000 - 100 * 86400,
    ]
    assert set(pruned(installed).values()) == {0}


def test_without_apply_nothing_is_changed(installed: Engine) -> None:
    conversation(installed, LONG_AGO, answered=True)
    before = installed.store.path.read_bytes()
    assert pruned(installed, apply=False)["messages"] == 2
    assert installed.store.path.read_bytes() == before


def test_the_age_is_counted_to_the_second(installed: Engine) -> None:
    conversation(installed, LONG_AGO, answered=False)
    issue_id = installed.issues()[0].id
    assert issue_id is not None
    installed.does(operations.resolve, issue_id, LONG_AGO + 1000)
    edge = LONG_AGO + 180 * DAY_MS
    assert pruned(installed, apply=False, now_ms=edge)["messages"] == 0
    assert pruned(installed, apply=False, now_ms=edge + 1000)["messages"] == 1


def test_an_open_issue_keeps_all_it_stands_on_and_nobody_elses(installed: Engine) -> None:
    conversation(installed, LONG_AGO - 10 * DAY_MS, answered=True)
    waiting = conversation(installed, LONG_AGO, answered=False)
    conversation(installed, LONG_AGO + DAY_MS, answered=True, contact_id=OTHER)
    log, before = installed.log(waiting), installed.issues()
    assert pruned(installed) == {
        "raw_events": 4,
        "messages": 3,
        "issue_log": 4,
        "commands": 0,
        "deliveries": 0,
    }
    # The business's last text before it stays as well: closing words are judged against it.
    assert texts(installed) == [LONG_AGO - 10 * DAY_MS + 600_000, LONG_AGO]
    assert (texts(installed, OTHER), installed.log(waiting)) == ([], log)
    heard = says(asks("09:00", "Hello?"), TODAY)
    assert installed.hears(heard, TODAY).issue_id == waiting
    open_still = installed.issues()[-1]
    assert (open_still.due_ts, open_still.inbound_count) == (before[-1].due_ts, 2)


def test_an_issue_resolved_this_week_keeps_what_the_fold_reads(installed: Engine) -> None:
    waiting = conversation(installed, LONG_AGO, answered=False)
    installed.does(operations.resolve, waiting, TODAY - DAY_MS)
    assert pruned(installed) == {
        "raw_events": 0,
        "messages": 0,
        "issue_log": 0,
        "commands": 0,
        "deliveries": 0,
    }


def test_a_pruned_thread_that_ghl_shows_again_makes_no_issue_twice(tmp_path: Path) -> None:
    simulator = Simulator(clock=lambda: TODAY)
    simulator.world.add_contact(Contact(id=CONTACT, first_name="Dana", phone="+12145550143"))
    with simulator.running():
        there = engine(tmp_path, simulator, POLL_LOOKBACK_HOURS="24")
        simulator.customer_writes(CONTACT, "Is anyone coming?", at_ms=LONG_AGO)
        there.polls(LONG_AGO + 60_000)
        simulator.staff_replies(CONTACT, "Yes", user_id="u1", at_ms=LONG_AGO + 120_000)
        there.polls(LONG_AGO + 180_000)
        before = there.issues()
        assert [issue.state for issue in before] == [State.RESOLVED]
        assert pruned(there)["messages"] == 2
        simulator.customer_writes(CONTACT, "Can you come again?", at_ms=TODAY)
        report = there.polls(TODAY + 60_000)
        assert (report.opened, report.resolved, report.messages_new) == (1, 0, 3)
        after = there.issues()
        # Its words went with the messages.
        assert after[0] == replace(before[0], gist="")
        assert [issue.created_ts for issue in after[1:]] == [TODAY // 1000]
        there.store.close()


def told(there: Engine, state: DeliveryState, *, to: str, days: int, naming: int = 0) -> int:
    """A summary that was sent, or was not, so many days ago; returns its row."""
    until_ts = TODAY // 1000 - days * 86400
    delivery = Delivery(
        kind="summary",
        contact_id=to,
        text="3 open",
        until_ts=until_ts,
        run_id="r",
        issue_ids=(naming,) if naming else (),
    )
    with there.store.write() as db:
        row = deliveries.intend(db, delivery)
        deliveries.settle(db, row, state, now_ts=until_ts)
    return row


def test_of_texts_to_managers_only_the_settled_ones_go(installed: Engine) -> None:
    waiting = conversation(installed, LONG_AGO, answered=False)
    told(installed, DeliveryState.SENT, to=MANAGER, days=198)
    told(installed, DeliveryState.FAILED, to=MANAGER, days=197)
    unknown = told(installed, DeliveryState.UNKNOWN, to=MANAGER, days=196)
    names_it = told(installed, DeliveryState.SENT, to=MANAGER, days=195, naming=waiting)
    last = told(installed, DeliveryState.SENT, to=MANAGER, days=194)
    unsent = told(installed, DeliveryState.FAILED, to=SECOND_MANAGER, days=193)
    assert pruned(installed)["deliveries"] == 2
    left = [row[0] for row in installed.sql("SELECT id FROM deliveries ORDER BY id")]
    assert left == [unknown, names_it, last, unsent]


def test_young_things_cannot_be_pruned_by_mistake(installed: Engine) -> None:
    with pytest.raises(RefusedError, match="older than 30 days"):
        prune(installed.store, older_than_s=29 * 86400, now_ms=TODAY, apply=True)


def test_pruning_more_than_a_batch_ends_with_nothing_left(installed: Engine) -> None:
    installed.sql(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4500) "
        "INSERT INTO raw_events (received_ts, route, payload, outcome, reason) "
        "SELECT ?, '/webhook/ghl', '{}', 'ignored', 'internal' FROM n",
        LONG_AGO // 1000,
    )
    assert pruned(installed)["raw_events"] == 4500
    assert installed.sql("SELECT count(*) FROM raw_events") == [(0,)]


def test_webhooks_and_polls_have_their_way_between_the_slices_of_a_pruning(
    installed: Engine,
) -> None:
    for n in range(SLICE // 2):
        conversation(installed, LONG_AGO + n * 1000, answered=True, contact_id=f"c{n}")
    heard: list[Received] = []

    def pause(seconds: float) -> None:
        assert seconds > 0
        with only_one(installed.store.path, "poll"):
            at_ms = TODAY + len(heard)
            heard.append(installed.hears(says(asks("09:00", contact_id="new"), at_ms), at_ms))

    before = counts(installed.store.path)["messages"]
    prune(installed.store, older_than_s=180 * 86400, now_ms=TODAY, apply=True, pause=pause)
    assert {received.outcome for received in heard} == {"opened", "counted"}
    assert before - counts(installed.store.path)["messages"] == SLICE - len(heard)


def test_a_slice_of_a_pruning_reads_the_issues_of_its_own_contacts_only(installed: Engine) -> None:
    conversation(installed, LONG_AGO, answered=True)
    age = Age(before_ts=TODAY // 1000, frozen_ts=TODAY // 1000)
    (part, *_) = survey(installed.store, age)
    statements: list[str] = []
    installed.store.connection.set_trace_callback(statements.append)
    with installed.store.write() as db:
        for table in PRUNED:
            delete(db, replace(part, table=table), age)
    installed.store.connection.set_trace_callback(None)
    plans = [
        str(row[3])
        for statement in statements
        if statement.startswith(("SELECT", "DELETE"))
        for row in installed.sql(f"EXPLAIN QUERY PLAN {statement}")
    ]
    assert len(plans) > len(PRUNED)
    assert [plan for plan in plans if re.match("SCAN (?!json_each|named)", plan)] == []


def dialled(there: Engine, contact_id: str) -> set[str]:
    """Under which of the two numbers of these tests somebody is found."""
    return {
        number
        for number in (OLD_NUMBER, NEW_NUMBER)
        if contact_id in {person.contact_id for person in contacts.dialled(there.store, number)}
    }


def test_a_number_goes_with_the_last_message_that_bore_it(installed: Engine) -> None:
    for at_ms in (LONG_AGO, LONG_AGO + 40 * DAY_MS):
        sent = says(replies("09:00", contact_id=OTHER, phone=f"+1{OLD_NUMBER}"), at_ms)
        installed.hears(sent, at_ms)
    assert pruned(installed, now_ms=LONG_AGO + 200 * DAY_MS)["messages"] == 1
    assert dialled(installed, OTHER) == {OLD_NUMBER}
    assert pruned(installed, now_ms=LONG_AGO + 300 * DAY_MS)["messages"] == 1
    assert dialled(installed, OTHER) == set()
    assert installed.sql("SELECT count(*) FROM numbers") == [(0,)]


def test_who_is_still_known_keeps_the_numbers_that_still_occur(installed: Engine) -> None:
    for at_ms, number in ((LONG_AGO, OLD_NUMBER), (TODAY - DAY_MS, NEW_NUMBER)):
        sent = says(replies("09:00", contact_id=OTHER, phone=f"+1{number}"), at_ms)
        installed.hears(sent, at_ms)
    assert dialled(installed, OTHER) == {OLD_NUMBER, NEW_NUMBER}
    assert pruned(installed)["messages"] == 1
    assert dialled(installed, OTHER) == {NEW_NUMBER}


def test_a_number_on_an_issue_stays_with_it_when_its_messages_have_gone(
    installed: Engine,
) -> None:
    asked = says(asks("09:00", phone=f"+1{OLD_NUMBER}"), LONG_AGO)
    installed.hears(asked, LONG_AGO, phone=asked.phone)
    installed.does(operations.resolve, 1, LONG_AGO + 1000)
    assert pruned(installed)["messages"] == 1
    assert dialled(installed, CONTACT) == {OLD_NUMBER}
    assert installed.sql("SELECT count(*) FROM numbers") == [(0,)]


def test_a_number_follows_a_message_that_is_corrected_or_moved(installed: Engine) -> None:
    sent = says(replies("09:00", phone=f"+1{OLD_NUMBER}"), LONG_AGO)
    stored = installed.hears(sent, LONG_AGO).message
    assert stored is not None
    with installed.store.write() as db:
        messages.update(db, replace(stored, phone=f"+1{NEW_NUMBER}"))
    assert dialled(installed, CONTACT) == {NEW_NUMBER}
    with installed.store.write() as db:
        messages.move(db, old=CONTACT, new=OTHER)
    assert (dialled(installed, CONTACT), dialled(installed, OTHER)) == (set(), {NEW_NUMBER})


# The commands ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_commands_tell_what_they_did(tmp_path: Path) -> None:
    there = install(tmp_path)
    open_store(there.db).close()
    copied = there.run("db", "backup", "--json")
    report = json.loads(copied.stdout)
    assert Path(report["path"]).stat().st_size == report["bytes"]
    assert json.loads(copied.stderr)["event"] == "backup"
    again = there.run("db", "backup", report["path"])
    assert (again.returncode, "never replaces" in again.stderr) == (1, True)
    would = there.run("db", "prune", "--older-than", "180d")
    assert (would.returncode, would.stdout[:18]) == (0, "Nothing to delete:")
    wrong = there.run("db", "prune", "--older-than", "10d", "--apply")
    assert (wrong.returncode, "at least 30d" in wrong.stderr) == (2, True)


def test_sizes_are_told_in_units() -> None:
    assert [in_units(n) for n in (999, 1000, 3_449_999, 2_000_000_000)] == [
        "999 bytes",
        "1.0 kB",
        "3.4 MB",
        "2.0 GB",
    ]
