"""Whatever a stranger or a manager writes is read in time that grows with its length only.

The parsers are found, not listed: every public function of the rooms that read, whose first
argument is a text. Each is given long repetitions of every phrase its own room knows, and what is
strange everywhere, at the longest text it accepts.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import random
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from facts import asks, policy, replies

import sentinel_cli
from sentinel_cli import ConfigError
from sentinel_cli.desk.commands import is_order
from sentinel_cli.model import Timeline
from sentinel_cli.payload import Malformed, Rejected, kept, webhook_event
from sentinel_cli.payload.fields import LONGEST_NAME, LONGEST_TEXT
from sentinel_cli.rules import acknowledgement, commands
from sentinel_cli.rules.acknowledgement import business, reading
from sentinel_cli.rules.fold import fold
from sentinel_cli.rules.verdicts import decide

PACKAGE = Path(sentinel_cli.__file__).parent
RULES = PACKAGE / "rules"
ROOMS = ("rules", "payload", "model", "texts", "hours", "logs", "terminal")
TEXTS = {"text", "words", "value", "raw", "body", "typed", "said"}
"""How a first argument that comes from outside is called."""
GIVEN: dict[str, Any] = {
    "now": datetime(2026, 4, 1, 12, tzinfo=UTC),
    "content_type": "application/json",
    "secret": "a-secret-of-more-than-sixteen-characters",
    "secrets": ("a-secret-of-more-than-sixteen-characters",),
    "contact_id": "c1",
    "conversation_id": "cv1",
    "room": 60,
    "indent": 4,
    "tone": None,
    "lines": (),
}
"""What else such a function may ask for."""
ACCEPTED = {
    "sentinel_cli.rules.tokens": commands.LONGEST,
    "sentinel_cli.texts.letters": LONGEST_NAME,
}
"""Modules whose callers let less through than `LONGEST` in them, or in their package, says."""
LIMIT_S = 0.020
SEEN_S = 0.005
STRANGE = (
    "a", "aB", "1", "1 ", "12 ", "#1 ", "1-", "5/", "$", "4.", "9:30 ", " ", "\n", "\t", "\x00",
    "(", ")", "'", "\u2019", '"', "\u201c", "-", "--", "_", ".", ",", "!?", "&", "%", "+1 ", "@",
    "/", "\\", "http://a.b/", "a@b.c ", "2145550143 ", "214-", "(214) ", "\ufdfa", "\ufdfa ",
    "\u00e9", "e\u0301", "\u0301", "\u0315\u0300", "\u05b0\u0300", "\u200d", "\u200b", "\ufe0f",
    "\U0001f642", "\U0001f44d\U0001f3fd", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\u0130",
    "\u017f", "\u00df", "\ufb00", "\u00bd", "\u2460", "\u0661", "\u3042", "\u4f60", "\ud83d",
    "Done thanks ", "thanks 5 ", "no no. ", "ok, ok. ", "Liked \u201c", "reply stop ",
    "1-2 & 3,4 ", "mon till fri ", "don't ", "re-", "\u00bf\u00bf", "a.\n",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parser:
    """A function that reads text, the longest it accepts, and where its vocabulary stands."""

    name: str
    read: Callable[[Any], object]
    home: Path
    lengths: tuple[int, ...] = (LONGEST_TEXT,)
    as_bytes: bool = False

    def seconds(self, unit: str) -> float:
        """CPU time on the slowest of its long repetitions."""
        return max(self._seconds(unit, length) for length in self.lengths)

    def _seconds(self, unit: str, length: int) -> float:
        """Looked at again only where it seems long."""
        text = (unit * (length // len(unit) + 1))[:length]
        given = text.encode("utf-8", "replace") if self.as_bytes else text
        least = float("inf")
        for _ in range(4):
            began = time.process_time()
            with suppress(ValueError, Rejected, Malformed, ConfigError):
                self.read(given)
            least = min(least, time.process_time() - began)
            if least < SEEN_S:
                break
        return least


def modules() -> Iterator[ModuleType]:
    for room in ROOMS:
        module = importlib.import_module(f"sentinel_cli.{room}")
        yield module
        for found in pkgutil.walk_packages(getattr(module, "__path__", ()), f"{module.__name__}."):
            yield importlib.import_module(found.name)


def found() -> Iterator[Parser]:
    for module in modules():
        for name, function in vars(module).items():
            plain = inspect.unwrap(function) if callable(function) else None
            if not inspect.isfunction(plain) or plain.__module__ != module.__name__:
                continue
            arguments = [*inspect.signature(plain).parameters.values()]
            kind = arguments[0].annotation if arguments and arguments[0].name in TEXTS else None
            if name.startswith("_") or kind not in {"str", "object", "bytes", "str | None"}:
                continue
            needed = [
                each.name for each in arguments[1:] if each.default is inspect.Parameter.empty
            ]
            assert {*needed} <= GIVEN.keys(), f"{module.__name__}.{name}: an example in GIVEN"
            yield Parser(
                name=f"{module.__name__}.{name}".removeprefix("sentinel_cli."),
                read=_with(function, {each: GIVEN[each] for each in needed}),
                home=_home(module),
                lengths=(_longest(module),),
                as_bytes=kind == "bytes",
            )


def _with(function: Callable[..., object], given: dict[str, Any]) -> Callable[[Any], object]:
    return lambda text: function(text, **given)


def _home(module: ModuleType) -> Path:
    """The package within the room, or the module alone: what it knows stands there."""
    path = Path(str(module.__file__))
    return path.parent if path.parent.parent.name == "rules" else path


def _longest(module: ModuleType) -> int:
    package = sys.modules[module.__name__.rpartition(".")[0]]
    said = getattr(module, "LONGEST", None) or getattr(package, "LONGEST", None)
    return ACCEPTED.get(module.__name__) or (said if isinstance(said, int) else LONGEST_TEXT)


def _event(text: str) -> object:
    told = {"contact_id": "c1", "phone": text, "full_name": text, "message": {"body": text}}
    return webhook_event(told, missed_call_route=False, arrived_ms=1)


def _folded(text: str) -> object:
    """A conversation of such texts, one after the other."""
    rows = [asks("09:00", text), replies("09:05", text), asks("09:10", text)]
    return fold(Timeline(contact_id="c1", messages=tuple(rows)), policy())


LENGTHS = (business.LONGEST, reading.LONGEST, commands.LONGEST, LONGEST_TEXT)
WHOLE = (
    Parser("judge", lambda text: acknowledgement.judge([text], [text]), RULES, LENGTHS),
    Parser("decide", lambda text: decide(asks("09:00", text), policy()), RULES, LENGTHS),
    Parser("fold", _folded, RULES, LENGTHS),
    Parser("is_order", lambda text: is_order(asks("09:00", text), policy()), RULES, LENGTHS),
    Parser("webhook_event", _event, PACKAGE / "payload"),
)
"""What a text goes through as a whole, where the parts' own arguments are no texts."""
PARSERS = [pytest.param(parser, id=parser.name) for parser in (*found(), *WHOLE)]


@cache
def phrases(home: Path) -> tuple[str, ...]:
    """Every text literal of that place's code, and every line of its lists of words."""
    files = [home] if home.is_file() else sorted(home.rglob("*"))
    known: set[str] = set()
    for path in files:
        if path.suffix == ".py":
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    known.update(node.value.splitlines())
        elif path.suffix == ".txt":
            known.update(path.read_text(encoding="utf-8").splitlines())
    return tuple(sorted({f"{line.strip()} " for line in known if 0 < len(line.strip()) < 80}))


def noise() -> Iterator[str]:
    """Unicode at random, in units short enough to come again often."""
    luck = random.Random(20260401)  # noqa: S311 - the same each time
    for length in (1, 2, 3, 7, 50, 400):
        for _ in range(12):
            drawn = (chr(luck.randrange(1, sys.maxunicode)) for _ in range(length))
            yield "".join(sign for sign in drawn if unicodedata.category(sign) != "Cs") or "x"


@pytest.mark.slow
@pytest.mark.parametrize("parser", PARSERS)
def test_no_text_takes_longer_than_its_length(parser: Parser) -> None:
    slow = {
        unit: f"{taken * 1000:.0f} ms"
        for unit in (*STRANGE, *noise(), *phrases(parser.home))
        if (taken := parser.seconds(unit)) > LIMIT_S
    }
    assert slow == {}


def test_the_parsers_that_matter_are_found() -> None:
    names = {parser.name for parser in found()}
    assert {
        "rules.commands.parse",
        "rules.acknowledgement.tapback.tapback",
        "rules.acknowledgement.reading.read",
        "payload.fields.phone",
        "payload.body.decode",
        "payload.secret.secret_in",
        "texts.gsm7.to_gsm7",
    } <= names
    assert len(phrases(PACKAGE / "rules" / "acknowledgement")) > 500


@pytest.mark.parametrize(
    "secret",
    [GIVEN["secret"], "a" * 30 + "b", "%25%26&amp;+\\", "5b1d9e77c0ffee" * 3, "\\" * 40,
     "\\" * 39 + "x", "\\x" * 20, "\\x" * 20 + "z", "u005c" * 8, "\\u005c" * 8],
)  # fmt: skip
def test_a_body_full_of_almost_the_secret_is_scrubbed_in_time(secret: str) -> None:
    parser = Parser("kept", lambda body: kept(body, secret), RULES, (65536,), as_bytes=True)
    backslashes = ("\\", "\\u005c", "\\" * 64 + "x", "\\u005cx", "\\u005c" * 64 + "x", "\\%5c")
    for unit in (
        secret[:-1],
        secret[:1],
        f"\\u{ord(secret[0]):04x}",
        "&amp;#",
        "%2525",
        *backslashes,
    ):
        assert parser.seconds(unit) < 10 * LIMIT_S


@pytest.mark.parametrize("unit", ["\\", "\\u0061", "%", "%2561", "&", "&amp;#97", "a", "a-secret "])
def test_the_longest_body_is_scrubbed_in_time(unit: str) -> None:
    secret = GIVEN["secret"]
    parser = Parser("kept", lambda body: kept(body, secret), RULES, (1 << 20,), as_bytes=True)
    assert parser.seconds(unit) < LIMIT_S
