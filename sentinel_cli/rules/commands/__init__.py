"""A manager's text is a command, a near miss, or talk: pure, and linear in the text's length.

A text is read as words against one table of verbs and what each takes (`forms`). What is surely a
command is obeyed; what nearly is one is answered with what to write and does nothing; what people
say among themselves does nothing and is not answered.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sentinel_cli.rules.commands import near
from sentinel_cli.rules.commands.forms import FORMS, Read, Said
from sentinel_cli.rules.commands.remarks import begin
from sentinel_cli.rules.commands.verbs import Command, Hint, Verb
from sentinel_cli.rules.tokens import Token, tokens

__all__ = ["LONGEST", "Command", "Hint", "Verb", "parse"]

LONGEST = 2500
"""Characters; a longer text is no command. A note may have 2,000."""

_PREFIXED = {("re", "open"): "reopen", ("un", "spam"): "unspam"}


def parse(text: str, *, now: datetime, colleagues: Collection[str] = ()) -> Read:
    """Read one text of a manager; None when it is talk.

    `now` is the business's own clock, `colleagues` the first names of the managers in lower case
    (empty: they are not known).
    """
    if len(text) > LONGEST:
        return None
    text = unicodedata.normalize("NFC", text)
    pieces = tokens(text)
    pieces = _joined(pieces[begin(pieces) :])
    if not pieces:
        return None
    said = Said(text=text, pieces=pieces, now=now, colleagues=colleagues)
    first = pieces[0]
    if first.word == "#" or first.is_number:
        return near.numbers_first(said)
    form = FORMS.get(first.word)
    found = form(said, 1) if form else None
    return (
        found
        or near.helped(said)
        or near.negated(said)
        or near.marked(said)
        or near.asked(said)
        or (near.other_words(said) if form is None else None)
    )


def _joined(pieces: tuple[Token, ...]) -> tuple[Token, ...]:
    """`re-open` and `un spam` as the one word they are."""
    for (one, other), word in _PREFIXED.items():
        at = 2 if [piece.word for piece in pieces[1:2]] == ["-"] else 1
        if len(pieces) > at and pieces[0].word == one and pieces[at].word == other:
            return (replace(pieces[at], word=word), *pieces[at + 1 :])
    return pieces
