"""A webhook costs the same whatever is stored: every statement on its way uses an index."""

from __future__ import annotations

import re
import statistics
import time
from dataclasses import replace
from pathlib import Path

import pytest
from engine import MANAGER, Engine, engine
from facts import CONTACT, asks, at, call, replies

from sentinel_cli.jobs.receive import receive
from sentinel_cli.model import Person, WebhookEvent
from sentinel_cli.payload import Rejected

STORED = 50_000
BIG = "messages|issues|raw_events|issue_log|deliveries|conversations|blocked|kv_store"
SMALL_INDEXES = {"issues_touched", "issues_open", "issues_one_open", "deliveries_unsettled"}
"""Partial indexes: as long as what waits or is in doubt now, however much is stored."""


def a_days_webhooks(works: Engine) -> None:
    """Every way a webhook can go: new, repeated, answered, missed, commanded, foreign, unread."""
    works.hears(replace(asks("09:00"), ghl_id=None), at("09:00"))
    works.hears(replace(asks("09:00"), ghl_id=None), at("09:00:20"))
    works.hears(asks("09:10", "And the gate?", phone="+12145550143"), at("09:10"), name="Dana")
    works.hears(replies("09:20", status="sent"), at("09:20"))
    works.hears(replies("09:20", status="failed"), at("09:25"))
    works.hears(call("09:30"), at("09:30"))
    works.hears(replies("09:40"), at("09:41"))
    works.hears(asks("09:50", "thanks!"), at("09:50"))
    for clock, command in (
        ("10:00", "LIST"),
        ("10:02", "OPEN 1"),
        ("10:04", "DONE 1"),
        ("10:06", "SPAM 1"),
    ):
        works.hears(asks(clock, command, contact_id=MANAGER, ghl_id=None), at(clock))
    works.hears(asks("10:10", "anybody there?"), at("10:10"))
    foreign = WebhookEvent(
        message=asks("10:20"), person=Person(contact_id=CONTACT), location_id="elsewhere"
    )
    for event in (foreign, Rejected(400, "bad_json", "no JSON")):
        receive(
            works.store,
            event,
            route="/webhook/ghl",
            raw="{}",
            settings=works.settings,
            now_ms=at("10:20"),
            run_id="webhook-test",
        )


def scanned(works: Engine, statement: str) -> list[str]:
    """The big tables of which a statement reads every row (sqlite.org/eqp.html)."""
    with works.store.read() as db:
        plan = [row["detail"] for row in db.execute(f"EXPLAIN QUERY PLAN {statement}")]
    whole = [
        re.match(rf"SCAN (?:{BIG}|[a-z])\b(?: USING (?:COVERING )?INDEX (\w+))?", d) for d in plan
    ]
    return [found[0] for found in whole if found and found[1] not in SMALL_INDEXES]


def test_no_statement_on_the_way_of_a_webhook_reads_a_whole_table(tmp_path: Path) -> None:
    works = engine(tmp_path)
    statements: list[str] = []
    works.store.connection.set_trace_callback(statements.append)
    a_days_webhooks(works)
    works.store.connection.set_trace_callback(None)
    asked = {s for s in statements if re.match("SELECT|UPDATE|DELETE|INSERT", s)}
    assert len(asked) > 50
    assert {
        statement: scanned(works, statement) for statement in asked if scanned(works, statement)
    } == {}


def test_the_plan_of_a_statement_without_an_index_is_recognised(tmp_path: Path) -> None:
    works = engine(tmp_path)
    assert scanned(works, "SELECT * FROM messages WHERE text = 'x'") == ["SCAN messages"]
    # The whole of an index that holds all that is asked for (SQLite 3.46) is no less.
    [whole] = scanned(works, "SELECT 1 FROM issues AS i WHERE i.phone = 'x'")
    assert whole.startswith("SCAN i")
    assert scanned(works, "SELECT * FROM messages ORDER BY contact_id, at_ms") != []


def test_no_statement_on_the_way_of_a_webhook_is_prepared_anew_for_other_values(
    tmp_path: Path,
) -> None:
    works = engine(tmp_path)
    a_days_webhooks(works)
    with works.store.read() as db:
        options = {row[0] for row in db.execute("PRAGMA compile_options")}
        if "ENABLE_STMTVTAB" not in options:
            pytest.skip("this SQLite does not tell of its statements (sqlite.org/stmt.html)")
        told = {row["sql"]: row["reprep"] for row in db.execute("SELECT * FROM sqlite_stmt")}
    assert len(told) > 50
    assert {statement: n for statement, n in told.items() if n} == {}


def fill(works: Engine) -> None:
    """Years of other customers: messages, issues, events, their log, and texts to managers."""
    numbers = [(number,) for number in range(STORED)]
    with works.store.write() as db:
        db.executemany(
            "INSERT INTO messages (ghl_id, contact_id, at_ms, date_source, direction, channel, "
            "text, reported_missed, via_webhook, via_api, learnt_ms) "
            "VALUES ('m' || ?1, 'c' || ?1 % 5000, ?1, 2, 'inbound', 'SMS', 'hello', 0, 1, 1, ?1)",
            numbers,
        )
        db.executemany(
            "INSERT INTO issues (type, contact_id, state, created_ts, due_ts, resolved_ts, "
            "last_inbound_ts, inbound_count, attempts, resolution, recorded_ts, due_rule_ts, "
            "rule_state, opening_row) VALUES ('SMS', 'c' || ?1 % 5000, 'RESOLVED', ?1, ?1, ?1, ?1, "
            "1, 0, 'contact', ?1, ?1, 'RESOLVED', ?1 + 1)",
            numbers,
        )
        db.executemany(
            "INSERT INTO raw_events (received_ts, route, payload, outcome, reason, contact_id) "
            "VALUES (?1, '/webhook/ghl', '{}', 'opened', '', 'c' || ?1 % 5000)",
            numbers,
        )
        db.executemany(
            "INSERT INTO issue_log (at_ms, issue_id, contact_id, actor, event, reason, run_id) "
            "VALUES (?1, ?1 + 1, 'c' || ?1 % 5000, 'rule', 'opened', '', 'r')",
            numbers,
        )


def seconds_of_one(works: Engine, prefix: str) -> float:
    """The median of a webhook's time, over customers who write, write again and are answered."""
    taken = []
    for number in range(60):
        contact = f"{prefix}{number}"
        for message, clock in (
            (asks("09:00", contact_id=contact, ghl_id=f"{contact}a"), "09:00"),
            (asks("09:10", contact_id=contact, ghl_id=f"{contact}b"), "09:10"),
            (replies("09:20", contact_id=contact, ghl_id=f"{contact}c"), "09:20"),
        ):
            began = time.perf_counter()
            works.hears(message, at(clock))
            taken.append(time.perf_counter() - began)
    return statistics.median(taken)


@pytest.mark.slow
def test_a_webhook_takes_no_longer_with_fifty_thousand_messages_issues_and_events(
    tmp_path: Path,
) -> None:
    works = engine(tmp_path)
    empty_s = seconds_of_one(works, "before")
    fill(works)
    full_s = seconds_of_one(works, "after")
    assert full_s < 3 * empty_s
