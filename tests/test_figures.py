"""The figures of a period equal those worked out by plain SQL, and each names real issues."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from random import Random
from typing import Any

import pytest
from facts import ZONE

from sentinel_cli import hours
from sentinel_cli.hours import Calendar, parse_hours
from sentinel_cli.model import Case, IssueType
from sentinel_cli.rules.figures import By, Fate, Figures, Hour, Ranked, fate, figures, slowest
from sentinel_cli.rules.periods import between, last_month, last_week, past_day
from sentinel_cli.texts.amounts import percent, span

CALENDAR = Calendar(ZONE, parse_hours("Mon-Fri 08:00-17:00; Sat 09:00-13:00"))
HOUR = 3600
ENDINGS = ("contact", "contact", "contact", "voicemail_left", "operator", "acknowledged", "spam",
           "opted_out", "merged", "retracted", None)  # fmt: skip
WEEKS = ("2026-03-02", "2026-03-09", "2026-10-26", "2026-11-02", "2026-11-16")
"""Mondays; the clocks change on 2026-03-08 and 2026-11-01."""


def ts(day: str, clock: str = "00:00") -> int:
    return int(datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZONE).timestamp())


def case(n: int, created_ts: int, *, after_s: int | None = HOUR, **changes: Any) -> Case:
    values: dict[str, Any] = {
        "issue_id": n,
        "type": IssueType.SMS,
        "created_ts": created_ts,
        "due_ts": hours.add(CALENDAR, created_ts, 2 * HOUR),
        "resolved_ts": None if after_s is None else created_ts + after_s,
        "resolution": None if after_s is None else "contact",
        "resolved_by": None if after_s is None else "u1",
        **changes,
    }
    return Case(**values)


def history(seed: int) -> list[Case]:
    """A random week or two around a Monday."""
    dice = Random(seed)  # noqa: S311 - a history to repeat, no secret
    begin = ts(dice.choice(WEEKS))
    found = []
    for n in range(1, dice.randint(0, 60)):
        created_ts = begin + dice.randint(-3 * 86400, 10 * 86400)
        ending = dice.choice(ENDINGS)
        after = dice.choice((60, HOUR, 5 * HOUR, 40 * HOUR, 100 * HOUR))
        found.append(
            case(
                n,
                created_ts,
                after_s=None if ending is None else dice.randint(0, after),
                type=dice.choice((IssueType.SMS, IssueType.CALL)),
                resolution=ending,
                resolved_by=dice.choice(("u1", "u2", "kim")),
                attempts=dice.choice((0, 0, 2)),
            )
        )
    return found


def by_sql(cases: list[Case], since_ts: int, until_ts: int, now_ts: int) -> dict[str, object]:
    """The same from a table, by an oracle that knows nothing of `figures`."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute(
            "CREATE TABLE w (id INTEGER, type TEXT, created INTEGER, due INTEGER, ended INTEGER, "
            "resolution TEXT, who TEXT, attempts INTEGER, took INTEGER, hour TEXT)"
        )
        db.executemany(
            "INSERT INTO w VALUES (?,?,?,?,?,?,?,?,?,?)",
            [
                (
                    one.issue_id,
                    one.type,
                    one.created_ts,
                    one.due_ts,
                    one.resolved_ts,
                    one.resolution,
                    one.resolved_by,
                    one.attempts,
                    _minute_by_minute(one.created_ts, one.resolved_ts),
                    f"{datetime.fromtimestamp(one.created_ts, ZONE):%w %H}",
                )
                for one in cases
            ],
        )
        judged = (
            f"FROM w WHERE created >= {since_ts} AND created < {until_ts} "
            "AND coalesce(resolution, '') NOT IN "
            "('acknowledged', 'spam', 'opted_out', 'merged', 'retracted') "
            f"AND (ended IS NOT NULL OR due < {now_ts})"
        )

        def ids(condition: str) -> tuple[int, ...]:
            rows = db.execute(f"SELECT id {judged} AND {condition} ORDER BY created, id")
            return tuple(row[0] for row in rows)

        def rank(share: str) -> Any:
            return db.execute(
                f"WITH r AS (SELECT id, took, row_number() OVER (ORDER BY took, id) AS n, "  # noqa: S608
                f"count(*) OVER () AS all_ {judged} AND ended IS NOT NULL) "
                f"SELECT took, id FROM r WHERE n >= {share} * all_ ORDER BY n LIMIT 1"
            ).fetchone()

        return {
            "in_time": ids("ended <= due"),
            "late": ids("ended > due"),
            "overdue": ids("ended IS NULL"),
            "ranks": [rank("0.5"), rank("0.9"), rank("1")],
            "calls": [
                ids("type = 'CALL' AND ended <= due"),
                ids("type = 'CALL' AND ended > due"),
                ids("type = 'CALL' AND ended IS NULL AND attempts > 0"),
                ids("type = 'CALL' AND ended IS NULL AND attempts = 0"),
            ],
            "hours": dict(db.execute(f"SELECT hour, count(*) {judged} GROUP BY hour").fetchall()),
            "people": dict(db.execute(f"SELECT who, count(*) {judged} GROUP BY who").fetchall()),
        }


def _minute_by_minute(since_ts: int, until_ts: int | None) -> int | None:
    """Business seconds without our calendar's arithmetic: whole minutes on the wall, then rests."""
    if until_ts is None:
        return None
    total, at = 0, since_ts
    while at < until_ts:
        step = min(60 - at % 60, until_ts - at)
        wall = datetime.fromtimestamp(at, ZONE)
        minute = wall.hour * 60 + wall.minute
        opens, closes = (480, 1020) if wall.weekday() < 5 else (540, 780)
        if wall.weekday() < 6 and opens <= minute < closes:
            total += step
        at += step
    return total


def as_counted(found: Figures) -> dict[str, object]:
    total, calls = found.total, found.calls
    ranks = [total.median, total.ninetieth, total.worst]
    return {
        "in_time": total.in_time,
        "late": total.late,
        "overdue": total.overdue,
        "ranks": [(one.seconds, one.issue_id) if one else None for one in ranks],
        "calls": [calls.in_time, calls.later, calls.tried, calls.never],
        "hours": {f"{(h.weekday + 1) % 7} {h.hour:02}": len(h.arrived) for h in found.week},
        "people": {group.label: group.waited for group in found.groups},
    }


def agrees(seed: int) -> None:
    cases = history(seed)
    since_ts = ts(WEEKS[seed % len(WEEKS)])
    until_ts, now_ts = since_ts + 7 * 86400, since_ts + 8 * 86400
    found = figures(
        cases,
        calendar=CALENDAR,
        since_ts=since_ts,
        until_ts=until_ts,
        now_ts=now_ts,
        by=By.PERSON,
    )
    assert as_counted(found) == by_sql(cases, since_ts, until_ts, now_ts)


@pytest.mark.parametrize("seed", range(10))
def test_the_figures_are_those_of_plain_sql(seed: int) -> None:
    agrees(seed)


@pytest.mark.slow
def test_the_figures_are_those_of_plain_sql_on_two_hundred_histories() -> None:
    for seed in range(10, 210):
        agrees(seed)


def test_every_case_is_judged_or_left_out_and_none_twice() -> None:
    cases = history(7)
    found = figures(cases, calendar=CALENDAR, since_ts=0, until_ts=2**40, now_ts=ts("2027-01-01"))
    total = found.total
    seen = [*total.in_time, *total.late, *total.overdue]
    seen += [n for ids in found.left_out.values() for n in ids]
    assert sorted(seen) == [one.issue_id for one in cases]


def test_at_the_due_time_itself_nobody_is_late() -> None:
    began = ts("2026-11-17", "09:00")
    assert fate(case(1, began, after_s=2 * HOUR), now_ts=began) is Fate.IN_TIME
    assert fate(case(1, began, after_s=2 * HOUR + 1), now_ts=began) is Fate.LATE
    assert fate(case(1, began, after_s=None), now_ts=began + 2 * HOUR) is Fate.STILL_IN_TIME
    assert fate(case(1, began, after_s=None), now_ts=began + 2 * HOUR + 1) is Fate.OVERDUE


def test_half_nine_of_ten_and_the_worst_are_responses_of_real_issues() -> None:
    began = ts("2026-11-17", "09:00")
    cases = [case(n, began, after_s=n * 600) for n in range(1, 11)]
    total = figures(cases, calendar=CALENDAR, since_ts=0, until_ts=2**40, now_ts=began).total
    assert (total.median, total.ninetieth, total.worst) == (
        Ranked(3000, 5),
        Ranked(5400, 9),
        Ranked(6000, 10),
    )


def test_the_slowest_stretch_is_the_two_hours_with_most_late_answers() -> None:
    late = [case(n, ts("2026-11-16", f"{8 + n % 2:02}:10"), after_s=9 * HOUR) for n in range(1, 5)]
    once = [case(9, ts("2026-11-18", "14:00"), after_s=30 * HOUR)]
    found = figures(late + once, calendar=CALENDAR, since_ts=0, until_ts=2**40, now_ts=2**33)
    assert [(hour.weekday, hour.hour) for hour in slowest(found)] == [(0, 8), (0, 9)]
    alone = figures(once, calendar=CALENDAR, since_ts=0, until_ts=2**40, now_ts=2**33)
    assert slowest(alone) == ()
    assert alone.week == (Hour(weekday=2, hour=14, arrived=(9,), late=(9,)),)


def test_a_week_is_monday_to_sunday_also_when_the_clocks_change() -> None:
    period = last_week(CALENDAR, ts("2026-11-04", "10:00"))
    assert (period.since_ts, period.until_ts) == (ts("2026-10-26"), ts("2026-11-02"))
    assert period.until_ts - period.since_ts == 7 * 86400 + HOUR
    assert period.before == (ts("2026-10-19"), ts("2026-10-26"))
    assert period.words == "week Oct 26-Nov 1"


def test_a_month_is_the_last_one_that_is_over() -> None:
    period = last_month(CALENDAR, ts("2026-03-01"))
    assert (period.since_ts, period.until_ts, period.words) == (
        ts("2026-02-01"),
        ts("2026-03-01"),
        "month Feb 1-28",
    )
    assert period.before == (ts("2026-01-01"), ts("2026-02-01"))


def test_any_stretch_is_compared_with_one_as_long_before_it() -> None:
    period = between(CALENDAR, ts("2026-11-10", "09:30"), ts("2026-11-12"))
    assert period.words == "Nov 10 09:30 to Nov 12"
    assert period.before[1] - period.before[0] == period.until_ts - period.since_ts


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(0, 0, "-"), (0, 9, "0%"), (9, 9, "100%"), (999, 1000, "99%"), (1, 1000, "1%"), (1, 2, "50%")],
)
def test_all_and_nothing_are_said_only_of_all_and_nothing(part: int, whole: int, said: str) -> None:
    assert percent(part, whole) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(59, "0m"), (24 * 60, "24m"), (HOUR, "1h"), (6600, "1h50"), (26 * HOUR + 600, "26h10")],
)
def test_a_span_is_said_in_hours_and_minutes(seconds: int, said: str) -> None:
    assert span(seconds) == said


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("2026-11-01", "2026-11-01"),
        ("nov 1", "2026-11-01"),
        ("dec 24", "2025-12-24"),
        ("mon", "2026-11-23"),
        ("fri", "2026-11-20"),
        ("viernes", "2026-11-20"),
        ("today", "2026-11-25"),
        ("soon", None),
        ("2027-01-01", None),
        ("nov 1 and more", None),
    ],
)
def test_a_report_takes_a_day_for_the_last_one_of_that_name(words: str, named: str | None) -> None:
    found = past_day(words, now=hours.local(CALENDAR, ts("2026-11-25", "10:00")))
    assert (found.isoformat() if found else None) == named
