"""A report says the same on the terminal, as CSV, as JSON and as a page, and harms nobody."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from engine import MANAGER, engine
from month import CALENDAR, month
from telling import settings_of

from sentinel_cli.desk.report.gather import Report, gather
from sentinel_cli.desk.report.page import MOST_ROWS, page, shortened
from sentinel_cli.desk.report.sheet import Row, Section, lead, sheet
from sentinel_cli.engine.start import policy_in_force
from sentinel_cli.ghl import Deadline
from sentinel_cli.jobs.weekly import send_weekly
from sentinel_cli.model import Case, IssueType
from sentinel_cli.rules.figures import By, figures
from sentinel_cli.rules.periods import between, last_week
from sentinel_cli.simulator import Simulator
from sentinel_cli.simulator.people import settle
from sentinel_cli.store import Store, counts, open_store
from sentinel_cli.store.counts import Count
from sentinel_cli.texts.gsm7 import segments
from sentinel_cli.texts.weekly import compose

DAY = 86400
PERIOD = ("--since", "2026-10-26", "--until", "2026-11-23")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, int]]:
    path = tmp_path_factory.mktemp("month") / "sentinel.db"
    with open_store(path) as store:
        end_ts = month(store)
        with store.write() as db:
            policy_in_force(db, settings_of(), now_ms=(end_ts - 40 * DAY) * 1000)
        yield store, end_ts


def told(filled: tuple[Store, int], by: By | None = By.PERSON) -> Report:
    store, end_ts = filled
    period = between(CALENDAR, end_ts - 28 * DAY, end_ts)
    return gather(store, settings_of(SMS_PRICE="0.01"), period, now_ts=end_ts, by=by)


def sentinel(filled: tuple[Store, int], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sentinel_cli", "report", *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=filled[0].path.parent,
        env={"PATH": os.environ["PATH"], "SENTINEL_DB": str(filled[0].path)},
    )


class Page(HTMLParser):
    """What a page shows and what it asks for."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.tags: list[str] = []
        self.asked: list[str] = []
        self._in_cell = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.asked += [v or "" for k, v in attrs if k in {"src", "href", "srcset", "action"}]
        self._in_cell = tag in {"td", "th"}
        if self._in_cell:
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.cells[-1] += data.strip()

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self._in_cell = False


def test_every_figure_of_the_sheet_stands_on_the_page(filled: tuple[Store, int]) -> None:
    found = told(filled)
    worded = sheet(found, calendar=CALENDAR)
    text = page(worded, found.figures)
    shown = Page(text)
    wanted = [
        value
        for section in worded.sections[:4]
        for row in section.rows
        for value in (row.label, *row.cells)
    ]
    assert [value for value in wanted if value not in shown.cells] == []
    assert worded.lead in text


def test_the_page_is_one_small_file_without_script_or_anything_from_elsewhere(
    filled: tuple[Store, int],
) -> None:
    found = told(filled)
    text = page(sheet(found, calendar=CALENDAR), found.figures)
    shown = Page(text)
    assert set(shown.tags) & {"script", "link", "img", "iframe", "object", "form"} == set()
    assert shown.asked == []
    assert re.findall(r"https?:|url\(|@import|javascript:|\son\w+=", text) == []
    assert len(text.encode()) <= 80_000


def test_a_hostile_name_is_shown_and_not_obeyed(filled: tuple[Store, int]) -> None:
    found = told(filled)
    text = page(sheet(found, calendar=CALENDAR), found.figures)
    assert "Lee &lt;Park&gt;" in text
    assert "<Park>" not in text


@pytest.mark.parametrize("by", list(By))
def test_masked_no_customer_is_named_or_numbered(filled: tuple[Store, int], by: By) -> None:
    found = told(filled, by)
    text = page(sheet(found, calendar=CALENDAR, masked=True), found.figures)
    hidden = [value for issue in found.waiting for value in (issue.contact_name, issue.phone)]
    assert len(hidden) > 2
    assert [value for value in hidden if value and value.split()[0] in text] == []


def test_a_table_of_the_page_is_cut_and_says_so() -> None:
    rows = tuple(Row(label=str(n), cells=("1",)) for n in range(MOST_ROWS + 5))
    cut = shortened(Section(title="t", columns=("", "n"), rows=rows))
    assert (len(cut), cut[-1]) == (MOST_ROWS, Row(label="+6 more", cells=("",)))
    assert shortened(Section(title="t", columns=("", "n"), rows=rows[:MOST_ROWS])) == rows[:-5]


def test_runs_are_counted_by_the_hour(tmp_path: Path) -> None:
    with open_store(tmp_path / "sentinel.db") as store, store.write() as db:
        counts.add(db, Count.POLLS, now_ts=7200)
        counts.add(db, Count.POLLS, now_ts=10_799)
        counts.add(db, Count.POLLS_FAILED, now_ts=10_800)
        first = counts.of(db, since_ts=7200, until_ts=10_800)
        both = counts.of(db, since_ts=0, until_ts=20_000)
    assert (first, both) == (
        {Count.POLLS: 2, Count.POLLS_FAILED: 0, Count.FALLBACKS: 0},
        {Count.POLLS: 2, Count.POLLS_FAILED: 1, Count.FALLBACKS: 0},
    )


def test_a_period_in_which_nobody_wrote_says_so(filled: tuple[Store, int]) -> None:
    store, end_ts = filled
    period = last_week(CALENDAR, end_ts - 60 * DAY)
    found = gather(store, settings_of(), period, now_ts=end_ts)
    worded = sheet(found, calendar=CALENDAR)
    assert worded.lead == lead(found) == "Nobody waited."
    assert [section.title for section in worded.sections] == ["Sentinel itself"]
    assert "Nobody waited." in page(worded, found.figures)


@pytest.mark.slow
def test_terminal_csv_json_and_page_agree_to_the_digit(
    filled: tuple[Store, int], tmp_path: Path
) -> None:
    words = (*PERIOD, "--by", "weekday")
    plain = sentinel(filled, *words)
    data: dict[str, Any] = json.loads(sentinel(filled, *words, "--json").stdout)
    rows = [*csv.DictReader(io.StringIO(sentinel(filled, *words, "--csv").stdout))]
    target = tmp_path / "report.html"
    wrote = sentinel(filled, *words, "--html", str(target))
    shown = Page(target.read_text(encoding="utf-8"))

    assert (plain.returncode, plain.stderr, wrote.returncode) == (0, "", 0)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    for section in data["words"]["sections"]:
        for row in section["rows"]:
            cells = [cell for cell in row["cells"] if cell]
            line = next(line for line in plain.stdout.splitlines() if row["label"] in line)
            assert all(cell in plain.stdout for cell in cells), (section["title"], line)
            listed = [r["value"].lstrip("'") for r in rows if r["row"] == row["label"]]
            assert [cell for cell in row["cells"] if cell not in listed] == []
            if not section["title"].startswith("When they came"):
                assert [cell for cell in cells if cell not in shown.cells] == []
    total = data["figures"]["total"]
    assert data["words"]["lead"].startswith(
        f"{sum(len(total[key]) for key in ('in_time', 'late', 'overdue'))} waited, "
    )


@pytest.mark.slow
def test_what_cannot_be_is_refused_with_a_sentence_and_nothing_is_written(
    filled: tuple[Store, int], tmp_path: Path
) -> None:
    link = tmp_path / "link.html"
    link.symlink_to(tmp_path / "elsewhere.html")
    for words, said in (
        (("--since", "2099-01-01"), "is in the future: a report looks back"),
        (("--since", "0d"), "begins in the future"),
        (("--since", "soon"), "expected days or hours back, or a day"),
        (("--week", "--month"), "one period at a time"),
        (("--json", "--csv"), "one of --json, --csv and --html"),
        (("--html", str(tmp_path / "no" / "r.html")), "does not exist"),
        (("--html", str(tmp_path)), "is not a file of ours to write"),
        (("--html", str(link)), "is not a file of ours to write"),
    ):
        ran = sentinel(filled, *words)
        assert (ran.returncode, said in ran.stderr) == (2, True), (words, ran.stderr)
    assert [*tmp_path.iterdir()] == [link]


# The week by text --------------------------------------------------------------------------------


def a_week(store: Store) -> int:
    """A month of issues; returns the Monday after it, 8:05."""
    end_ts = month(store)
    with store.write() as db:
        policy_in_force(db, settings_of(), now_ms=(end_ts - 40 * DAY) * 1000)
    return end_ts + 8 * 3600 + 300


def test_a_week_fits_two_segments_and_names_whoever_was_never_answered(tmp_path: Path) -> None:
    with open_store(tmp_path / "sentinel.db") as store:
        now_ts = a_week(store)
        found = gather(store, settings_of(), last_week(CALENDAR, now_ts), now_ts=now_ts)
    text = compose("Sentinel week Nov 16-22", lead(found), found.figures, "Fri 8-10")
    waiting = " ".join(f"#{number}" for number in found.figures.total.overdue)
    assert text.text.startswith(f"Sentinel week Nov 16-22: {lead(found)} Half in ")
    assert text.text.endswith(f"Slowest: Fri 8-10. Never answered: {waiting}")
    assert (text.segments, text.listed) == (segments(text.text), found.figures.total.overdue)
    assert text.segments <= 2


def test_more_never_answered_than_fit_are_counted() -> None:
    cases = [
        Case(issue_id=1000 + n, type=IssueType.SMS, created_ts=1_000_000 + n, due_ts=1_000_100)
        for n in range(200)
    ]
    found = figures(cases, calendar=CALENDAR, since_ts=0, until_ts=2**40, now_ts=2**33)
    text = compose("Sentinel week Nov 16-22", "200 waited, 0% answered in time.", found, "")
    assert text.segments == 2
    assert text.text.endswith(f"+{200 - len(text.listed)} more")
    assert text.listed == tuple(range(1000, 1000 + len(text.listed)))


@pytest.mark.slow
def test_the_week_is_sent_once_and_later_figures_say_that_it_was(
    tmp_path: Path, simulator: Simulator
) -> None:
    settle(simulator.world)
    installed = engine(tmp_path, simulator)
    now_ts = a_week(installed.store)
    period = last_week(installed.settings.calendar, now_ts)

    def send(*, once: bool = True, dry_run: bool = False) -> dict[str, str]:
        with installed.client(Deadline(20.0)) as client:
            sent = send_weekly(
                installed.store,
                client,
                period,
                settings=installed.settings,
                now_ms=now_ts * 1000,
                run_id="weekly-test",
                once=once,
                dry_run=dry_run,
            )
        assert sent.ok
        return sent.states

    assert send(dry_run=True) == {MANAGER: "not_sent"}
    assert simulator.world.sent() == ()
    assert [send(), send(), send(once=False)] == [
        {MANAGER: "sent"},
        {MANAGER: "already_sent"},
        {MANAGER: "sent"},
    ]
    assert len(simulator.world.sent()) == 2
    same = gather(installed.store, installed.settings, period, now_ts=now_ts)
    assert not any("reported before" in remark for remark in remarks(same))
    installed.sql("UPDATE issues SET resolution = 'spam' WHERE id % 2 = 0")
    changed = gather(installed.store, installed.settings, period, now_ts=now_ts)
    assert any("was reported before, with other figures" in remark for remark in remarks(changed))


def remarks(found: Report) -> tuple[str, ...]:
    return sheet(found, calendar=CALENDAR).remarks


@pytest.mark.slow
def test_sending_goes_with_a_whole_week_or_month_only(filled: tuple[Store, int]) -> None:
    for words in (("--send",), ("--week", "--once"), ("--send", "--since", "7d")):
        ran = sentinel(filled, *words)
        assert (ran.returncode, "--send goes with --week or --month" in ran.stderr) == (2, True)
