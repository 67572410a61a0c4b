"""What a start loads, and who may know whom: the design's table of modules, read from the code."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

import sentinel_cli
from sentinel_cli import model
from sentinel_cli.cli import app
from sentinel_cli.store import open_store

PACKAGE = Path(sentinel_cli.__file__).parent
HEAVY = frozenset(
    {"bottle", "concurrent", "dotenv", "hashlib", "logging", "pydantic", "requests", "rich",
     "urllib3", "waitress"}
)  # fmt: skip
LISTS = frozenset({"baton", "cli", "hours", "model", "settings", "store"})
"""All that `issues list` needs of ours."""
LISTS_WORDS = frozenset({"channels", "compared", "issues", "routes"})
"""And of the model: making a data class takes a millisecond, and it has seventy."""
LISTS_TABLES = frozenset({"holds", "issues", "names", "state"})
"""And of the store, beside what opens a file: nobody has copied it or turned a webhook away."""
OPENS = frozenset({"connection", "files", "noting", "rows", "schema"})

CORE = ("hours", "model", "payload", "rules", "texts")
LEAVES = frozenset({"baton", "errors", "heartbeat", "logs", "patience", "terminal"})
"""Single modules that know no room but the lowest; `errors` is the package itself: its version and
its error tree."""
MAY_IMPORT = {
    "hours": frozenset(),
    "model": frozenset({"hours"}),
    "payload": frozenset({"model"}),
    "rules": frozenset({"model", "hours"}),
    "texts": frozenset({"model", "hours", "rules"}),
    "settings": frozenset({"model", "hours", "errors"}),
    "store": frozenset({"baton", "model", "hours", "errors"}),
    "ghl": frozenset({"model", "payload", "errors"}),
    "engine": frozenset({"model", "hours", "rules", "settings", "store", "errors"}),
    "desk": frozenset(
        {"model", "hours", "rules", "texts", "settings", "store", "ghl", "engine"} | LEAVES
    ),
    "jobs": frozenset(
        {"model", "hours", "payload", "rules", "texts", "settings", "store", "ghl", "engine"}
        | {"desk"}
        | LEAVES
    ),
    "receiver": frozenset({"baton", "model", "payload", "errors"}),
    "simulator": frozenset(),
    "demo": frozenset({"model", "settings", "store", "simulator", "errors", "terminal"}),
    "terminal": frozenset(),
    "baton": frozenset(),
    "patience": frozenset(),
    "logs": frozenset({"model"}),
    "heartbeat": frozenset({"settings", "logs", "patience", "errors"}),
}
"""Who may know whom: from `cli`, which may know everybody, downwards."""
PURE = frozenset(
    {"__future__", "bisect", "collections", "dataclasses", "datetime", "enum", "functools", "html",
     "itertools", "json", "math", "re", "types", "typing", "unicodedata", "urllib.parse",
     "zoneinfo"}
)  # fmt: skip
LAZY = {"model": frozenset({"importlib"}), "rules": frozenset({"pathlib"})}
"""The model loads its own parts when they are asked for, the rules their vocabulary."""
IMPURE_CALLS = frozenset({"now", "today", "utcnow", "open", "print", "input", "getenv", "time"})


def loaded_by(directory: Path, *arguments: str) -> frozenset[str]:
    """The modules that one run of the program has loaded when it ends."""
    tell = "atexit.register(lambda: print(*sys.modules, file=sys.stderr))"
    run = f"import atexit, sys; sys.argv = {['sentinel', *arguments]}; {tell}"
    done = subprocess.run(
        [sys.executable, "-c", f"{run}; from sentinel_cli.cli import main; main()"],
        env={"PATH": os.defpath, "SENTINEL_DB": str(directory / "sentinel.db")},
        cwd=directory,
        capture_output=True,
        text=True,
        check=False,
    )
    return frozenset(done.stderr.splitlines()[-1].split())


def ours(modules: frozenset[str]) -> frozenset[str]:
    """The first names below our package."""
    parts = (name.split(".") for name in modules if name.startswith("sentinel_cli."))
    return frozenset(part[1] for part in parts)


def of_the_cli(modules: frozenset[str]) -> frozenset[str]:
    return frozenset(name.removeprefix("sentinel_cli.cli.") for name in modules if ".cli." in name)


def test_help_loads_no_command(tmp_path: Path) -> None:
    modules = loaded_by(tmp_path, "--help")

    assert modules & (HEAVY | {"sqlite3", "zoneinfo", "csv"}) == frozenset()
    assert ours(modules) == {"cli"}
    assert of_the_cli(modules) == {"main", "output", "tree"}


def test_every_command_is_where_the_tree_says_and_made_when_it_is_asked_for() -> None:
    root = typer.main.get_command(app)
    assert isinstance(root, TyperGroup)
    for name, command in root.commands.items():
        assert command.name == name
        assert command.help


@pytest.mark.slow
def test_a_piped_list_loads_the_store_and_no_network_nor_drawing(tmp_path: Path) -> None:
    open_store(tmp_path / "sentinel.db").close()
    modules = loaded_by(tmp_path, "issues", "list", "--ids", "1", "--json")

    assert modules & HEAVY == frozenset()
    assert {name for name in modules if name.startswith("sentinel_cli.model.")} == {
        f"sentinel_cli.model.{name}" for name in LISTS_WORDS
    }
    assert {name for name in modules if name.startswith("sentinel_cli.store.")} == {
        f"sentinel_cli.store.{name}" for name in LISTS_TABLES | OPENS
    }
    assert ours(modules) <= LISTS | {"engine", "terminal"}
    assert of_the_cli(modules) == {
        *("main", "output", "tree", "context", "issue_commands", "tables", "typed")
    }


def printed_by(script: str) -> str:
    """What a Python of its own prints."""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.mark.slow
def test_what_a_start_has_loaded_is_never_searched_for_garbage() -> None:
    script = (
        "import atexit, gc, sys; sys.argv = ['sentinel', '--help']\n"
        "from sentinel_cli.cli import main\n"
        "atexit.register(lambda: print(len(gc.get_objects())))  # without the frozen\n"
        "main()\n"
    )
    assert int(printed_by(script).splitlines()[-1]) < 100


def test_every_word_of_the_model_is_found_when_it_is_asked_for() -> None:
    homes = {getattr(getattr(model, name), "__module__", "") for name in model.__all__}

    assert homes - {""} <= {f"sentinel_cli.model.{path.stem}" for path in files_of("model")}
    assert not hasattr(model, "Nobody")


@pytest.mark.slow
@pytest.mark.parametrize("command", [("issues", "resolve", "1"), ("trace", "Ana")])
def test_an_operator_acts_and_asks_without_loading_the_network(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    assert loaded_by(tmp_path, *command) & HEAVY == frozenset()


def files_of(module: str) -> Iterator[Path]:
    alone = PACKAGE / f"{module}.py"
    yield from [alone] if alone.exists() else sorted((PACKAGE / module).rglob("*.py"))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """All that stands in a file; each is read once for all the tests."""
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def sources(module: str) -> list[tuple[Path, tuple[ast.AST, ...]]]:
    found = [(path, nodes(path)) for path in files_of(module)]
    assert found, f"there is no module {module}"
    return found


def imported(source: Iterable[ast.AST]) -> Iterator[str]:
    """Every module named, wherever the import stands; `from package import module` names both."""
    for node in source:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            if node.module == "sentinel_cli":
                yield from (_below_the_package(alias.name) for alias in node.names)
            else:
                yield node.module or ""


def _below_the_package(name: str) -> str:
    """`from sentinel_cli import hours` is a module, `… import StoreError` an error."""
    module = (PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").exists()
    return f"sentinel_cli.{name if module else 'errors'}"


@pytest.mark.parametrize("module", MAY_IMPORT)
def test_a_module_knows_only_whom_the_design_lets_it_know(module: str) -> None:
    known = {
        name.split(".")[1]
        for _, source in sources(module)
        for name in imported(source)
        if name.startswith("sentinel_cli.")
    }

    assert known - {module} <= MAY_IMPORT[module]


@pytest.mark.slow
def test_no_two_files_import_each_other() -> None:
    files = dict(_every_file())
    knows = {name: set(_files_named(source, files)) for name, source in files.items()}
    mutual = {(one, other) for one in knows for other in knows[one] if one in knows[other]}

    assert mutual == set()


def _every_file() -> Iterator[tuple[str, tuple[ast.AST, ...]]]:
    """A package's `__init__` goes by the package's name."""
    for path in PACKAGE.rglob("*.py"):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        yield name, nodes(path)


def _files_named(source: Iterable[ast.AST], files: Mapping[str, object]) -> Iterator[str]:
    """The files an import reads from: what is named from a package may be a file of its own."""
    for node in source:
        if isinstance(node, ast.ImportFrom) and node.module and node.module in files:
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            yield from inside & files.keys()
            if inside - files.keys():
                yield node.module


@pytest.mark.parametrize("module", CORE)
def test_the_core_imports_nothing_that_touches_the_world(module: str) -> None:
    touched = {
        (path.name, name)
        for path, source in sources(module)
        for name in imported(source)
        if not name.startswith("sentinel_cli.")
        and name not in PURE
        and name.split(".")[0] not in PURE | LAZY.get(module, frozenset())
    }

    assert touched == set()


@pytest.mark.parametrize("module", CORE)
def test_the_core_asks_no_clock_and_opens_nothing(module: str) -> None:
    calls = {
        (path.name, node.lineno, name)
        for path, source in sources(module)
        for node in source
        if isinstance(node, ast.Call) and (name := _called(node)) in IMPURE_CALLS
    }

    assert calls == set()


def _called(node: ast.Call) -> str:
    match node.func:
        case ast.Name(name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


@pytest.mark.slow
def test_sql_stands_in_the_store_alone() -> None:
    speaks = {
        path.relative_to(PACKAGE).parts[0]
        for path in PACKAGE.rglob("*.py")
        for node in nodes(path)
        if isinstance(node, ast.Attribute) and node.attr in {"execute", "executemany"}
    }

    assert speaks == {"store"}


@pytest.mark.slow
def test_no_transaction_waits_for_the_vocabulary_to_be_read() -> None:
    script = (
        "import sentinel_cli.engine.ingest\n"
        "from sentinel_cli.rules.acknowledgement import lexicon as closings\n"
        "from sentinel_cli.rules.hearing import lexicon as alarms\n"
        "books = closings.phrases, closings.cues, alarms.book\n"
        "print(*(book.cache_info().currsize for book in books))\n"
    )
    assert printed_by(script).split() == ["1", "2", "1"]


@pytest.mark.slow
def test_the_receiver_loads_no_tls_and_who_sends_has_it_whole() -> None:
    script = (
        "import sys, sentinel_cli.engine.serving, sentinel_cli.store, sentinel_cli.receiver\n"
        "assert not {'ssl', '_ssl', '_hashlib'} & sys.modules.keys()\n"
        "import hashlib, hmac\n"
        "digest = hashlib.sha256(b'x').hexdigest()\n"
        "assert hmac.compare_digest(digest, hashlib.new('sha256', b'x').hexdigest())\n"
        "import requests, ssl, urllib3.connection\n"
        "assert urllib3.connection.HTTPSConnection is not urllib3.connection.DummyConnection\n"
        "assert ssl.create_default_context().verify_mode is ssl.CERT_REQUIRED\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
def test_all_that_a_webhook_needs_is_loaded_before_the_first_one(tmp_path: Path) -> None:
    script = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from sentinel_cli import payload, receiver\n"
        "from sentinel_cli.cli.context import log_for\n"
        "from sentinel_cli.cli.receiving import Receiving\n"
        "from sentinel_cli.settings import Environment, Need, load\n"
        "from sentinel_cli.store import open_store\n"
        "settings = load(Environment({}, Path()), need=Need.NOTHING)\n"
        "receiving = Receiving(open_store(settings.db), settings, log_for(settings, 'serve'))\n"
        "before = set(sys.modules)\n"
        "for number, text in enumerate(('Are you coming?', 'Thanks!', 'Water is pouring in')):\n"
        "    fields = {'contact_id': 'ana', 'message': {'type': 2, 'body': text}}\n"
        "    now_ms = time.time_ns() // 10**6 + number\n"
        "    event = payload.webhook_event(fields, missed_call_route=False, arrived_ms=now_ms)\n"
        "    assert receiving.receive('/webhook/ghl', event, '{}', now_ms).event_id\n"
        "print(*set(sys.modules) - before)\n"
    )
    (tmp_path / "data").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == []
