"""`managers.toml`: who hears what. Every fault is told at once, with its line and the nearest word.

It describes people and only narrows: a manager it does not name hears everything, as without it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sentinel_cli import ConfigError
from sentinel_cli.hours import Week, parse_hours
from sentinel_cli.model import EVERYTHING, Manager, Routes, Subject, Term, TermKind
from sentinel_cli.model.routes import Clause
from sentinel_cli.settings.dotenv_file import cause
from sentinel_cli.settings.values import ids

LONGEST_NAME = 20
"""Of a manager, in a text: every line may carry it."""
_KEYS = ("name", "hears", "duty", "deputy")
_VALUED = frozenset({TermKind.ASSIGNED, TermKind.TAG, TermKind.FIELD, TermKind.ABOUT})


def read(path: Path, *, manager_ids: Sequence[str]) -> Routes:
    """Read the file. `manager_ids` are the managers there are, in the order they are told.

    Raises:
        ConfigError: the file cannot be read, or lists every fault.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as exc:
        raise ConfigError([f"{path}: cannot be read: {cause(exc)}"]) from exc
    return parse(text, path=path, manager_ids=manager_ids)


def parse(text: str, *, path: Path, manager_ids: Sequence[str]) -> Routes:
    """Understand the file's text. Raises ConfigError with every fault in it."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        raise ConfigError([_syntax(path, str(exc))]) from exc
    reading = _Reading(path, text.splitlines(), manager_ids)
    found = reading.routes(given)
    if reading.faults:
        raise ConfigError(reading.faults)
    return found


@dataclass
class _Reading:
    """One reading of the file: where things stand in it, and the faults so far."""

    path: Path
    lines: list[str]
    manager_ids: Sequence[str]
    faults: list[str] = field(default_factory=list)

    def routes(self, given: Mapping[str, Any]) -> Routes:
        """Everything the file says; what is wrong is left out and told."""
        people = {key: value for key, value in given.items() if isinstance(value, dict)}
        for key in given.keys() - people.keys() - {"ignore"}:
            self._fault(self._line(key), f"{key!r} is no key here{_nearest(key, ['ignore'])}")
        ignore = self._clauses(given["ignore"], "", "ignore") if "ignore" in given else ()
        if EVERYTHING in ignore:
            self._fault(self._line("ignore"), "ignore names everything: nobody would be told")
        known = {key: self._manager(key, value) for key, value in people.items()}
        managers = tuple(known.get(id_, Manager(contact_id=id_)) for id_ in self.manager_ids)
        self._refuse_rings({manager.contact_id: manager for manager in managers})
        self._refuse_twins(managers)
        if managers and not any(manager.hears_everything for manager in managers):
            self._fault(1, "nobody hears everything: let one manager's hears be everything")
        return Routes(managers=managers, ignore=ignore)

    def _manager(self, contact_id: str, given: Mapping[str, Any]) -> Manager:
        if contact_id not in self.manager_ids:
            hint = _nearest(contact_id, self.manager_ids)
            self._fault(
                self._header(contact_id), f"{contact_id!r} is not in MANAGER_CONTACT_IDS{hint}"
            )
        for key in given.keys() - set(_KEYS):
            hint = _nearest(key, _KEYS)
            self._fault(self._line(key, contact_id), f"{key!r} is no key of a manager{hint}")
        hears = self._clauses(given["hears"], contact_id, "hears") if "hears" in given else ()
        return Manager(
            contact_id=contact_id,
            name=self._name(contact_id, given.get("name")),
            # A faulty list is told; that nobody hears everything would only be its consequence.
            hears=hears or (EVERYTHING,),
            duty=self._duty(contact_id, given.get("duty")),
            deputy=self._deputy(contact_id, given.get("deputy")),
        )

    def _name(self, contact_id: str, given: object) -> str | None:
        if given is None:
            return None
        if isinstance(given, str) and 0 < len(given.strip()) <= LONGEST_NAME:
            return " ".join(given.split())
        self._fault(
            self._line("name", contact_id), f"name: expected a text of 1 to {LONGEST_NAME} letters"
        )
        return None

    def _duty(self, contact_id: str, given: object) -> Week | None:
        if given is None:
            return None
        line = self._line("duty", contact_id)
        if not isinstance(given, str):
            self._fault(line, "duty: expected hours as a text, like 'Mon-Sat 07:00-18:00'")
            return None
        try:
            return parse_hours(given)
        except ValueError as exc:
            self._fault(line, f"duty: {exc}")
            return None

    def _deputy(self, contact_id: str, given: object) -> str | None:
        if given is None:
            return None
        line = self._line("deputy", contact_id)
        if not isinstance(given, str):
            self._fault(line, "deputy: expected the contact id of a manager, as a text")
        elif given == contact_id:
            self._fault(line, "deputy: nobody can be their own deputy")
        elif given not in self.manager_ids:
            hint = _nearest(given, self.manager_ids)
            self._fault(line, f"deputy: {given!r} is not in MANAGER_CONTACT_IDS{hint}")
        else:
            return given
        return None

    def _clauses(self, given: object, contact_id: str, key: str) -> tuple[Clause, ...]:
        line = self._line(key, contact_id)
        if not isinstance(given, list) or not all(isinstance(item, str) for item in given):
            self._fault(line, f"{key}: expected a list of texts, like [\"tag:repair\", 'urgent']")
            return ()
        if not given and key == "hears":
            self._fault(line, "hears: the list is empty: leave it out to hear everything")
        found = [self._clause(item, contact_id, key) for item in given]
        return tuple(clause for clause in found if clause is not None)

    def _clause(self, text: str, contact_id: str, key: str) -> Clause | None:
        line = self._line(key, contact_id, holding=text)
        terms = []
        for part in text.split("&"):
            try:
                terms.append(_term(part.strip()))
            except ValueError as exc:
                self._fault(line, f"{key}: {exc}")
        return tuple(terms) if len(terms) == text.count("&") + 1 else None

    def _refuse_rings(self, managers: Mapping[str, Manager]) -> None:
        told: set[str] = set()
        for start in managers:
            ring = _ring(start, managers)
            if ring and not told & set(ring):
                told.update(ring)
                called = " -> ".join(managers[id_].called for id_ in [*ring, ring[0]])
                self._fault(self._line("deputy", start), f"deputies in a ring: {called}")

    def _refuse_twins(self, managers: Sequence[Manager]) -> None:
        seen: dict[str, Manager] = {}
        for manager in managers:
            name = (manager.name or "").casefold()
            if name and name in seen:
                line = self._line("name", manager.contact_id)
                self._fault(line, f"name: {manager.name!r} is the name of two managers")
            seen[name] = manager

    def _fault(self, line: int, said: str) -> None:
        self.faults.append(f"{self.path}, line {line}: {said}")

    def _header(self, contact_id: str) -> int:
        named = {f"[{contact_id}]", f'["{contact_id}"]', f"['{contact_id}']"}
        return next((number for number, line in self._bare() if line in named), 1)

    def _line(self, key: str, contact_id: str = "", *, holding: str = "") -> int:
        """Where a key stands below its header, or the item `holding` in its list; else line 1."""
        start = self._header(contact_id) if contact_id else 0
        wanted = {key, f'"{key}"', f"'{key}'"}
        after = ((number, line) for number, line in self._bare() if number > start)
        at = next((number for number, line in after if line.partition("=")[0].strip() in wanted), 0)
        if at and holding:
            rest = range(at, len(self.lines) + 1)
            return next((number for number in rest if holding in self.lines[number - 1]), at)
        return at or max(start, 1)

    def _bare(self) -> Iterator[tuple[int, str]]:
        """The lines without comments and spaces around them, counted from 1."""
        for number, line in enumerate(self.lines, 1):
            yield number, line.partition("#")[0].strip()


def _term(text: str) -> Term:
    """One term. Raises ValueError: says what is wrong and what is meant, perhaps."""
    negated = text.startswith("!")
    word, colon, value = text.removeprefix("!").strip().partition(":")
    word, value = word.strip(), value.strip()
    if not word:
        raise ValueError("a term is missing: expected terms joined by &, like 'call & tag:repair'")
    if word not in set(TermKind):
        raise ValueError(f"{word!r} is no term{_nearest(word, list(TermKind))}")
    kind = TermKind(word)
    if kind in _VALUED and not value:
        raise ValueError(f"{word!r} lacks its value, as in {_EXAMPLES[kind]}")
    if kind not in _VALUED and colon:
        raise ValueError(f"{word!r} takes no value: leave out {colon + value!r}")
    if kind is TermKind.FIELD:
        return _field_term(value, negated=negated)
    if kind is TermKind.ABOUT and value not in set(Subject):
        raise ValueError(f"{value!r} is no subject{_nearest(value, list(Subject))}")
    if kind is TermKind.ASSIGNED and len(ids(value)) != 1:
        raise ValueError(f"assigned:{value}: expected one GHL user id")
    return Term(kind=kind, value=value, negated=negated)


_EXAMPLES = {
    TermKind.ASSIGNED: "assigned:uS3rAa1Bb2Cc3Dd4Ee5F",
    TermKind.TAG: "tag:repair",
    TermKind.FIELD: "field:voicemail_route=tech",
    TermKind.ABOUT: "about:leak",
}


def _field_term(value: str, *, negated: bool) -> Term:
    name, equals, wanted = value.partition("=")
    if not equals or not name.strip() or not wanted.strip():
        raise ValueError(f"field:{value}: expected a name and a value, field:voicemail_route=tech")
    return Term(kind=TermKind.FIELD, name=name.strip(), value=wanted.strip(), negated=negated)


def _ring(start: str, managers: Mapping[str, Manager]) -> list[str]:
    """The deputies that lead from one manager back to the same; empty when they end."""
    walked = [start]
    while True:
        deputy = managers[walked[-1]].deputy
        if deputy == start:
            return walked
        if deputy is None or deputy in walked:
            return []
        walked.append(deputy)


def _nearest(word: str, known: Collection[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - 15 ms for a rare mistake

    close = get_close_matches(word, known, n=1, cutoff=0.5)
    if close:
        return f": did you mean {close[0]}?"
    return f": expected {' '.join(known)}" if known else ""


def _syntax(path: Path, said: str) -> str:
    """Tomllib's words, with the line first: `… (at line 3, column 8)`."""
    words, _, where = said.partition(" (at ")
    line = where.removeprefix("line ").partition(",")[0]
    at = f"line {line}" if line.isdigit() else "at its end"
    return f"{path}, {at}: no TOML: {words} (deploy/managers.toml is an example)"
