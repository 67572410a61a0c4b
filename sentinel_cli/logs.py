"""One line on stderr for every run and every change; never a secret, a message's text or a phone.

JSON lines for the journal, readable text on a terminal. The standard `logging` would cost every
command 24 ms and buy nothing here: there are no levels, no handlers and no hidden state.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import quote, quote_plus

from sentinel_cli.model import last4

__all__ = ["Log", "last4", "redact"]

_HIDDEN = "***"
_PHONE_FIELDS = frozenset({"phone", "from", "to"})
_TEXT_FIELDS = frozenset({"text", "body", "payload"})
# Anything international, and what is dialled in North America however it is written; ids and
# timestamps have other lengths or begin otherwise.
_PHONE = re.compile(
    r"""
    (?<![\w.])
    (?: \+\d{7,15}
      | (?: \+?1[ .-]? )?
        (?: \([2-9]\d{2}\)[ ]? | [2-9]\d{2}[ .-]? )
        [2-9]\d{2} [ .-]? \d{4}
    )
    (?!\w)
    """,
    re.VERBOSE | re.ASCII,
)
_LEADING = frozenset({"ts", "event"})
_BARE = re.compile(r"[\w./:+@,-]+", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """Writes the lines of one run, joined by `run_id`; `replace` makes that of another run.

    `log_format` is json, text, or empty: text when the stream is a terminal. `clock` returns the
    epoch seconds of a line. Events `in_words` are left out: their command tells them itself. A
    stream that is closed or full loses lines, never the run.
    """

    stream: TextIO | None
    run_id: str
    clock: Callable[[], float]
    log_format: str = ""
    secrets: tuple[str, ...] = field(default=(), repr=False)
    in_words: frozenset[str] = frozenset()

    def event(self, name: str, /, **fields: Any) -> None:
        """Write one line: the moment (ISO, UTC), the run, what happened, and the fields.

        A field named phone, from or to is cut to its last four digits; of one named text, body or
        payload only the length is told.
        """
        if name not in self.in_words:
            self._write(self._line(name, fields))

    def line(self, name: str, /, **fields: Any) -> str:
        """Return what `event` would write to the journal, for somebody else who is told."""
        return json.dumps(self._line(name, fields))

    def _line(self, name: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        at = datetime.fromtimestamp(self.clock(), UTC).isoformat(timespec="milliseconds")
        said = {key: self._field(key, value) for key, value in fields.items()}
        return {"ts": at.replace("+00:00", "Z"), "run": self.run_id, "event": name, **said}

    def _field(self, key: str, value: Any) -> Any:
        if key in _TEXT_FIELDS and value is not None:
            return f"({len(str(value))} characters)"
        if key in _PHONE_FIELDS and isinstance(value, str):
            return f"..{last4(value)}"
        return self._clean(value)

    def _clean(self, value: Any) -> Any:
        """Turn a value into plain JSON without secrets and phones, however deep they are."""
        if isinstance(value, str):  # most are
            return redact(str(value), secrets=self.secrets)
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, Mapping):
            return {
                self._clean(str(key)): self._field(str(key), item) for key, item in value.items()
            }
        if isinstance(value, list | tuple):
            return [self._clean(item) for item in value]
        if isinstance(value, set | frozenset):
            return sorted((self._clean(item) for item in value), key=str)
        return redact(str(value), secrets=self.secrets)

    def _write(self, line: dict[str, Any]) -> None:
        if self.stream is None:
            return
        try:
            as_text = self.log_format == "text" or (not self.log_format and self.stream.isatty())
            self.stream.write((_text(line) if as_text else json.dumps(line)) + "\n")
            self.stream.flush()
        except BrokenPipeError:
            _let_go(self.stream)
        except (OSError, ValueError):
            return  # full or closed, and nobody else to tell: the job goes on


def redact(text: str, *, secrets: tuple[str, ...]) -> str:
    """Hide every secret, as it is or as a URL carries it, and all but four digits of phones."""
    for form in _forms(secrets):
        text = text.replace(form, _HIDDEN)
    return _PHONE.sub(lambda match: f"..{last4(match[0])}", text)


@lru_cache(maxsize=8)
def _forms(secrets: tuple[str, ...]) -> tuple[str, ...]:
    """Return what to look for, the longest first: one secret may be the start of another."""
    forms = {
        form
        for secret in secrets
        if secret
        for form in (secret, quote(secret), quote(secret, safe=""), quote_plus(secret))
    }
    return tuple(sorted(forms, key=len, reverse=True))


def _let_go(stream: TextIO) -> None:
    """Point a pipe nobody reads at nothing, or Python's last flush makes the exit code 120."""
    with suppress(OSError, ValueError), Path(os.devnull).open("wb") as nothing:
        os.dup2(nothing.fileno(), stream.fileno())


def _text(line: dict[str, Any]) -> str:
    fields = (f"{key}={_shown(value)}" for key, value in line.items() if key not in _LEADING)
    return " ".join([line["ts"], line["event"], *fields])


def _shown(value: Any) -> str:
    """Show a value on one line; what a terminal would obey is escaped."""
    if isinstance(value, str) and _BARE.fullmatch(value):
        return value
    readable = json.dumps(value, ensure_ascii=False)
    return readable if readable.isprintable() else json.dumps(value)
