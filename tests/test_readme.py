"""The documents are held to the truth: what they name exists, what they show is what comes out.

A `console` block is carried out, line by line, on one installation beside a simulated GHL, and
each output must have the shape that is shown: the same words, any number, name of a day and moment.
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

import picture
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
COMMANDS = (ROOT / "deploy" / "commands.md").read_text()
PAGES = [ROOT / "README.md", *sorted((ROOT / "deploy").glob("*.md"))]
"""Every document for a reader."""
ALL = "\n".join(page.read_text() for page in PAGES)
HOME = "/opt/ntpp-sentinel"
PORT = "http://127.0.0.1:8000"
WIDTH = "110"
AS_TYPED = (
    r"^(sudo (-u sentinel )?|docker compose exec receiver )?(\S*/)?sentinel (--env-file \S+ )?"
)
"""All the ways in which a page calls the program."""
PASSES_OVER = "fromjson? | objects | "
"""How each filter begins: what is no entry of ours is no fault."""
SYSTEMDS = ("Started ntpp-sentinel.service - Sentinel's webhook receiver.", "{", "7", "")
"""Lines of others that lie between ours in a journal."""
LONGEST = 250
"""Lines of the README: what a stranger reads before deciding."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A command of a `console` block and the output below it."""

    command: str
    output: str


def fenced(kind: str, pages: str = ALL) -> list[str]:
    """The insides of all blocks of one kind."""
    return re.findall(rf"^ *```{kind}\n(.*?)^ *```$", pages, re.MULTILINE | re.DOTALL)


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
    said = [re.sub(AS_TYPED, "sentinel ", line) for line in lines]
    return [shlex.split(line)[1:] for line in said if line.startswith("sentinel ")]


@pytest.mark.parametrize("command", list(commands(tree())), ids=" ".join)
def test_every_command_is_shown_being_typed(command: tuple[str, ...]) -> None:
    assert any(tuple(line[: len(command)]) == command for line in typed_lines()) or (
        f"sentinel {' '.join(command)}" in ALL
    )


@pytest.mark.parametrize("line", typed_lines(), ids=" ".join)
def test_every_line_to_type_is_understood(line: list[str]) -> None:
    """Parsing alone: a wrong option or a missing argument raises here."""
    words = line
    command: Any = tree()
    context = command.make_context("sentinel", words, resilient_parsing=True)
    while isinstance(command, typer.core.TyperGroup) and not _stands_alone(command, words):
        _, command, words = command.resolve_command(context, words)
    command.make_context("sentinel", words, parent=context)


def _stands_alone(group: typer.core.TyperGroup, words: list[str]) -> bool:
    """The group does something by itself, and no command of it is named."""
    return group.invoke_without_command and (not words or words[0].startswith("-"))


def test_every_command_named_in_a_sentence_exists() -> None:
    outside_blocks = re.sub(r"```.*?```", "", ALL, flags=re.DOTALL)
    named = re.findall(r"`(?:\S*/)?sentinel ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?", outside_blocks)
    known = {*commands(tree()), *((name, "") for name in tree().commands)}
    assert len(named) > 10
    assert [two for two in named if two not in known and two[:1] not in known] == []


def test_every_setting_is_in_the_table_with_its_default() -> None:
    section = COMMANDS.partition("\n## Settings\n")[2].partition("\n## ")[0]
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| (.+?) \|", section, re.MULTILINE))
    assert set(rows) == set(DEFAULTS)
    in_words = {"required", "none", "learnt", "by terminal"}
    told = {name: default.strip("`") for name, default in rows.items() if default not in in_words}
    assert told == {name: value for name, value in DEFAULTS.items() if value}


def test_every_file_it_names_exists() -> None:
    named = set(re.findall(r"(?<![/\w])(?:deploy|sentinel_cli|\.ci)/[\w./-]+\w", ALL))
    assert named >= {"deploy/cron/sentinel", "deploy/systemd/Caddyfile", ".ci/run"}
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= LONGEST


def test_the_text_on_the_phone_is_one_that_the_examples_send() -> None:
    [phone] = [block for block in fenced("text", README) if block.startswith("Sentinel ")]
    assert phone in "\n".join(example.output for example in examples())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for target, anchor in re.findall(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)", page.read_text()):
        file = page.parent / target if target else page
        assert file.exists(), target
        titles = re.findall(r"^#+ (.+)$", file.read_text(), re.MULTILINE) if anchor else []
        assert not anchor or anchor in {_anchor(title) for title in titles}, anchor


def _anchor(title: str) -> str:
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def test_every_section_that_the_program_refers_to_is_there() -> None:
    sources = "\n".join(path.read_text() for path in (ROOT / "sentinel_cli").rglob("*.py"))
    referred = set(re.findall(r"(deploy/\w+\.md), ['\"]?([A-Z][a-z ]+\b)", sources))
    assert {section for _, section in referred} >= {"The proxy", "Backup and restore"}
    for page, section in referred:
        assert re.search(rf"^#+ {section}$", (ROOT / page).read_text(), re.MULTILINE), section


def test_the_groups_of_settings_are_those_of_the_example() -> None:
    groups = re.findall(r"^# ---- (.+?) -+$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    told = " ".join((ROOT / "deploy" / "README.md").read_text().split())
    assert len(groups) > 5
    assert [group for group in groups if f"*{group}*" not in told] == []


def test_the_picture_shows_what_the_terminal_shows() -> None:
    """Its words: another version of rich may draw them differently."""
    assert picture.words(picture.FILE.read_text()) == picture.words(picture.drawn())


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
    filters = re.findall(r"jq -cR '(.+?)'", ALL.replace(r"\|", "|"))
    with set_up() as stage:
        a_morning(stage)
        assert stage.job("/jobs/poll_resolver").ok
        stage.job("/jobs/nothing")
        log = (stage.directory / "receiver.log").read_text()
    entries = log.splitlines()
    run = next(line["run"] for line in map(json.loads, entries) if "issue_id" in line)
    mixed = "\n".join([SYSTEMDS[0], *entries, *SYSTEMDS[1:]])
    found = {
        wanted.removeprefix(PASSES_OVER): _selected(wanted.replace("poll-5f3a9c21", run), mixed)
        for wanted in filters
    }
    for_customer = f'select(.contact_id == "{CUSTOMER.id}")'
    assert {"webhook", "issue"} <= {line["event"] for line in found[for_customer]}
    assert len(found['select(.run == "poll-5f3a9c21")']) >= 2
    assert len(found["del(.run)"]) == len(entries)
    assert len(found) >= 6


def _selected(wanted: str, log: str) -> list[dict[str, Any]]:
    done = subprocess.run(
        ["jq", "-cR", wanted], input=log, capture_output=True, text=True, check=True
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
    assert all(person.first_name in ALL for person in CUSTOMERS)
