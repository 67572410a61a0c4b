"""How the demo looks: steps, what a person types, what comes back, what that shows."""

from __future__ import annotations

import typer

from sentinel_cli.terminal import Tone, indented, printable, tinted

_SAID = 3
_SHOWN = 5


def title(text: str) -> None:
    """Begin a step."""
    typer.echo(f"\n{tinted(text, Tone.HEAD)}")


def says(text: str) -> None:
    """Sentences, each paragraph on lines of its own."""
    for paragraph in text.split("\n"):
        _print(indented(paragraph, indent=_SAID))


def typed(command: str) -> None:
    """What a person would type, in one piece, to be copied as it stands."""
    _print([" " * _SAID + f"$ {command}"], Tone.HEAD)


def output(text: str) -> None:
    """What came back."""
    for line in text.rstrip("\n").split("\n"):
        _print(indented(printable(line), indent=_SHOWN))


def phone(owner: str, text: str) -> None:
    """A text message as a phone shows it."""
    says(f"On the phone of {owner}:")
    _print([" " * _SHOWN + f"| {printable(line)}".rstrip() for line in text.split("\n")])


def proved(text: str) -> None:
    """What was looked up and found to be so."""
    _print(indented(f"ok: {text}", indent=_SAID), Tone.GOOD)


def _print(lines: list[str], tone: Tone | None = None) -> None:
    for line in lines:
        typer.echo(tinted(line, tone))
