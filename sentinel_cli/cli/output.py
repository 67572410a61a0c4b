"""Standard output as it may be: a pipe nobody reads any more, a full disk, or closed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from sentinel_cli import SentinelError


class ReaderGoneError(Exception):
    """Whoever read our output has had enough: nothing is wrong, and nothing is left to say.

    No OSError on purpose: typer would turn that into an exit code of 1.
    """


class OutputError(SentinelError):
    """The output could not be written, whatever else was done."""

    exit_code = 74


def for_people(*, dry_run: bool = False) -> bool:
    """Whether words for a person belong on standard output.

    Not where both streams go to the same place and nobody watches (the journal under systemd-cat,
    a file under `>file 2>&1`): there the log's own lines say it, one JSON object each. The text of
    a dry run is in no log: whoever asks for one gets it in any case.
    """
    if dry_run or sys.stderr is None or sys.stdout.isatty():  # started with `2>&-`
        return True
    try:
        output, errors = (os.fstat(stream.fileno()) for stream in (sys.stdout, sys.stderr))
    except (OSError, ValueError):
        return True
    return (output.st_dev, output.st_ino) != (errors.st_dev, errors.st_ino)


def watched() -> bool:
    """Whether a person sees both streams, the words and the log, on terminals."""
    return sys.stderr is not None and sys.stderr.isatty() and sys.stdout.isatty()


@contextmanager
def honest_output() -> Iterator[None]:
    """Let what is printed fail as one of the errors above, the last line of it included.

    Raises:
        ReaderGoneError, OutputError: from inside, wherever the program prints.
    """
    whole = sys.stdout
    sys.stdout = ours = _Output.over(whole)
    try:
        yield
    finally:
        try:
            ours.flush()
        finally:
            sys.stdout = whole
            ours.close()


class _Output(TextIOWrapper):
    """Text to a file descriptor; a character that its encoding lacks becomes a question mark."""

    @classmethod
    def over(cls, stream: TextIO | None) -> _Output:
        """The same output as `stream`; without one (`>&-`), nowhere."""
        if stream is None:
            return cls(Path(os.devnull).open("wb"), encoding="utf-8")
        return cls(
            os.fdopen(os.dup(stream.fileno()), "wb"),
            encoding=stream.encoding,
            errors="replace",
            line_buffering=stream.isatty(),
        )

    def write(self, text: str, /) -> int:
        try:
            return super().write(text)
        except OSError as exc:
            raise self._lost(exc) from exc

    def flush(self) -> None:
        try:
            super().flush()
        except OSError as exc:
            raise self._lost(exc) from exc

    def _lost(self, exc: OSError) -> Exception:
        """Let go of the stream, or closing it would fail once more."""
        with Path(os.devnull).open("wb") as nothing:
            os.dup2(nothing.fileno(), self.fileno())
        if isinstance(exc, BrokenPipeError):
            return ReaderGoneError()
        return OutputError(f"standard output: {exc.strerror}; what was to be shown is lost")
