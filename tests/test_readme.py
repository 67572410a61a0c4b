"""The README is held to the truth: what it names exists, what it shows is what comes out.

A `console` block is carried out, line by line, on one installation beside a simulated GHL, and
each output must have the shape that the README shows: the same words, any number, name of a day
and moment.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import typer
from typed import as_curl

from sentinel_cli import __version__
from sentinel_cli.cli import app
from sentinel_cli.demo.stage import CUSTOMERS, LOST, SECRET, Stage, set_up
from sentinel_cli.settings import DEFAULTS
from sentinel_cli.simulator.people import CALLER, CUSTOMER, STAFF

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
HOME = "/opt/ntpp-sentinel"
PORT = "http://127.0.0.1:8000"
WIDTH = "110"


@dataclass(frozen=True, slots=True)
class Shown:
    """A command of a `console` block and the output below it."""

    command: str
    output: str


def fenced(kind: str) -> list[str]:
    """The insides of all blocks of one kind."""
    return re.findall(rf"^ *```{kind}\n(.*?)^ *```$", README, re.MULTILINE | re.DOTALL)


def shown(block: str) -> list[Shown]:
    parts = re.split(r"^\$ (.+)\n", block, flags=re.MULTILINE)[1:]
    return [Shown(parts[n], parts[n + 1]) for n in range(0, len(parts), 2)]


def commands(group: typer.core.TyperGroup, *before: str) -> Iterator[tuple[str, ...]]:
    """Every command of the tree, as the words that call it."""
    for name, command in group.commands.items():
        if isinstance(command, typer.core.TyperGroup):
            yield from commands(command, *before, name)
        else:
            yield (*before, name)


def tree() -> typer.core.TyperGroup:
    root = typer.main.get_command(app)
    assert isinstance(root, typer.core.TyperGroup)
    return root


def typed_lines() -> list[list[str]]:
    """Every `sentinel …` in a block, as a shell splits it."""
    blocks = [*fenced("sh"), *fenced("console")]
    lines = [line.removeprefix("$ ").strip() for block in blocks for line in block.splitlines()]
    said = [re.sub(r"^sudo -u sentinel ", "", line) for line in lines]
    return [shlex.split(line)[1:] for line in said if line.startswith("sentinel ")]


@pytest.mark.parametrize("command", list(commands(tree())), ids=" ".join)
def test_every_command_is_shown_being_typed(command: tuple[str, ...]) -> None:
    assert any(tuple(line[: len(command)]) == command for line in typed_lines()) or (
        f"sentinel {' '.join(command)}" in README
    )


@pytest.mark.parametrize("line", typed_lines(), ids=" ".join)
def test_every_line_to_type_is_understood(line: list[str]) -> None:
    """Parsing alone: a wrong option or a missing argument raises here."""
    words = line
    command: Any = tree()
    context = command.make_context("sentinel", words, resilient_parsing=True)
    while isinstance(command, typer.core.TyperGroup):
        _, command, words = command.resolve_command(context, words)
    command.make_context("sentinel", words, parent=context)


def test_every_command_named_in_a_sentence_exists() -> None:
    outside_blocks = re.sub(r"```.*?```", "", README, flags=re.DOTALL)
    named = re.findall(r"`(?:\S*/)?sentinel ([a-z][a-z-]*)(?: ([a-z-]+))?", outside_blocks)
    known = set(commands(tree()))
    assert len(named) > 10
    assert [two for two in named if two not in known and two[:1] not in known] == []


def test_every_setting_is_in_the_table_with_its_default() -> None:
    section = README.partition("\n## Settings\n")[2].partition("\n## ")[0]
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| (.+?) \|", section, re.MULTILINE))
    assert set(rows) == set(DEFAULTS)
    in_words = {"required", "none", "learnt", "by terminal"}
    told = {name: default.strip("`") for name, default in rows.items() if default not in in_words}
    assert told == {name: value for name, value in DEFAULTS.items() if value}


def test_every_file_it_names_exists() -> None:
    named = set(re.findall(r"(?<![/\w])(?:deploy|sentinel_cli|\.ci)/[\w./-]+\w", README))
    assert named >= {"deploy/cron/sentinel", "deploy/systemd/Caddyfile", ".ci/run"}
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_the_change_log_begins_with_this_version() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text()
    assert re.findall(r"^## (\S+)", changes, re.MULTILINE)[0] == __version__


def shape(text: str) -> list[str]:
    """The words of each line; numbers, days, moments, widths and rules of tables may differ."""
    text = re.sub(r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)(\w*day)?\b|\b(Tues|Wednes|Thurs|Satur)day\b",
                  "DAY", text)  # fmt: skip
    text = re.sub(r"\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b", "MONTH", text)
    text = re.sub(r"\b[AP]M\b|\bC[SD]T\b", "X", text)
    text = re.sub(r"\b(\w+)-[0-9a-f]{8}\b", r"\1-RUN", text)
    text = re.sub(r"\b\d{4}-\d\d-\d\d (?=\d\d:\d\d)", "", text)
    text = re.sub(r"\d+(\.\d+)?", "0", text)
    text = re.sub(r"0 h 0 min|0 min|0 s\b", "AGE", text)
    lines = (" ".join(line.split()) for line in re.sub(r"[─-]{4,}", "----", text).splitlines())
    return [line for line in lines if line]


def a_morning(stage: Stage) -> None:
    """What the README says happened before its examples."""
    stage.plays(CUSTOMER, "writes", body="Is anyone coming today?", webhook="event")
    stage.plays(CALLER, "calls", webhook="event")
    stage.sentinel("poll-resolve")
    stage.plays(CUSTOMER, "replied", body="Yes, by 3.", user_id=STAFF[0].id)
    stage.plays(LOST, "writes", body="My pump is making a loud noise", webhook="none")


def carried_out(command: str, stage: Stage) -> str:
    """What comes out of one command, told as of an installation in its usual place."""
    if command.startswith("sentinel "):
        output = stage.sentinel(*shlex.split(command)[1:]).output
    else:
        line = command.replace(PORT, stage.receiver_url).replace("$WEBHOOK_SECRET", SECRET)
        output = as_curl(shlex.split(line)).text + "\n"
    return output.replace(str(stage.directory), HOME)


def examples() -> list[Shown]:
    return [example for block in fenced("console") for example in shown(block)]


@pytest.mark.slow
def test_every_example_gives_what_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", WIDTH)
    assert len(examples()) > 20
    with set_up() as stage:
        a_morning(stage)
        for example in examples():
            output = carried_out(example.command, stage)
            assert shape(output) == shape(example.output), example.command


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("jq") is None, reason="not installed here: jq")
def test_the_filters_for_the_log_find_what_they_promise() -> None:
    filters = re.findall(r"jq -c '(.+?)'", README)
    with set_up() as stage:
        a_morning(stage)
        assert stage.job("/jobs/poll_resolver").ok
        stage.job("/jobs/nothing")
        log = (stage.directory / "receiver.log").read_text()
    run = next(line["run"] for line in map(json.loads, log.splitlines()) if "issue_id" in line)
    found = {wanted: _selected(wanted.replace("poll-5f3a9c21", run), log) for wanted in filters}
    for_customer = f'select(.contact_id == "{CUSTOMER.id}")'
    assert {"webhook", "issue"} <= {line["event"] for line in found[for_customer]}
    assert len(found['select(.run == "poll-5f3a9c21")']) >= 2
    assert len(found["del(.run)"]) == len(log.splitlines())
    assert len(found) >= 6


def _selected(wanted: str, log: str) -> list[dict[str, Any]]:
    done = subprocess.run(
        ["jq", "-c", wanted], input=log, capture_output=True, text=True, check=True
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.slow
def test_the_restore_drill_brings_back_what_the_copy_holds(tmp_path: Path) -> None:
    with set_up() as stage:
        a_morning(stage)
        stage.sentinel("poll-resolve")
        before = stage.sentinel("issues", "list", "--state", "all", "--json").json()
        assert stage.sentinel("db", "backup", str(tmp_path / "copy.db")).ok
        assert stage.sentinel("issues", "resolve", "2", "3").ok
        for file in (stage.directory / "data").glob("sentinel.db*"):
            file.rename(tmp_path / file.name)
        os.link(tmp_path / "copy.db", stage.directory / "data" / "sentinel.db")
        assert stage.sentinel("poll-resolve").ok
        after = stage.sentinel("issues", "list", "--state", "all", "--json").json()
        assert [_kept(issue) for issue in after] == [_kept(issue) for issue in before]


def _kept(issue: dict[str, object]) -> dict[str, object]:
    """All but when GHL was last asked about it."""
    return {name: value for name, value in issue.items() if name != "checked_ts"}


def test_the_examples_name_the_people_of_the_simulator() -> None:
    assert all(person.first_name in README for person in CUSTOMERS)
