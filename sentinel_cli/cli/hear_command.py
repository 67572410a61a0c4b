"""`hear`: what would be heard of a sentence, and by which of its words."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sentinel_cli.model import CallHeard, Sentence

_LONGEST = 1 << 20
"""Characters read from standard input."""


def hear(
    text: Annotated[
        list[str],
        typer.Argument(
            metavar="TEXT",
            help="What a customer might say; - reads standard input, GHL's transcripts too.",
        ),
    ],
    *,
    spoken: Annotated[bool, typer.Option("--spoken", help="It is a voicemail, no text.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Tell what would be heard of a text or call: how urgent, about what, whom to call back, why.

    Nothing is stored and nobody is asked.

    Exit codes: 0 told, 2 nothing to hear.
    """
    said = sys.stdin.read(_LONGEST) if text == ["-"] else " ".join(text)
    if not said.strip():
        raise typer.BadParameter("nothing was said", param_hint="TEXT")
    heard = _heard(said, spoken=spoken)
    if as_json:
        typer.echo(json.dumps(_told(heard), ensure_ascii=False))
        return
    from sentinel_cli.terminal import printable

    for name, value in _told(heard).items():
        if value:
            typer.echo(f"{name.replace('_', ' ')}: {printable(str(value))}")


def _heard(said: str, *, spoken: bool) -> CallHeard:
    """What is heard, and what would be promised if one of the company said it."""
    from sentinel_cli.model import CallHeard
    from sentinel_cli.rules.hearing import hear as hear_text
    from sentinel_cli.rules.hearing.calls import hear_call
    from sentinel_cli.rules.hearing.promises import promise_in
    from sentinel_cli.rules.hearing.reading import read

    if found := _sentences(said):
        return hear_call(found)
    hearing = hear_text(said, is_spoken=spoken)
    return CallHeard(hearing=hearing, promise=promise_in(read(said)))


def _sentences(said: str) -> tuple[Sentence, ...]:
    """Of a transcript as GHL gives it; none where it is words: `[music] hello` is no JSON."""
    from sentinel_cli.payload.transcripts import sentences_in

    if said.lstrip()[:1] not in {"[", "{"}:
        return ()
    try:
        body = json.loads(said)
    except (ValueError, RecursionError):
        return ()
    if found := sentences_in(body):
        return found
    why = "nothing was said: no transcript of GHL's is in this JSON, or one without words"
    raise typer.BadParameter(why, param_hint="TEXT")


def _told(heard: CallHeard) -> dict[str, object]:
    told: dict[str, object] = asdict(heard.hearing)
    told["promise"] = heard.promise.words if heard.promise else None
    if heard.answered_by is not None:
        told["answered_by"] = heard.answered_by
        told["machine_promise"] = heard.machine_promise
    return told
