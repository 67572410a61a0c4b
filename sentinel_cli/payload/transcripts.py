"""GHL's transcripts in every shape it has been seen to give them (`GHL.md` §7)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from sentinel_cli.model import Sentence

MOST = 4000
"""Sentences kept of one call."""
_LONGEST = 4000
_LISTS = ("transcriptions", "transcription", "data", "sentences")
_SECONDS_BELOW = 200.0
"""A mean sentence of less is told in seconds: documented are milliseconds, seen were seconds."""


def sentences_in(body: Any) -> tuple[Sentence, ...]:
    """The sentences of an answer; empty where there is none yet, or nothing can be read.

    A list, a list under one of several names, or one bare object. Rows without words are left out.
    """
    rows = [row for row in _rows(body)[:MOST] if isinstance(row, Mapping) and _text(row)]
    scale = _scale(rows)
    return tuple(
        Sentence(
            text=_text(row),
            channel=_whole(row.get("mediaChannel")),
            index=n if (index := _whole(row.get("sentenceIndex"))) is None else index,
            start_ms=_time(row.get("startTime"), scale),
            end_ms=_time(row.get("endTime"), scale),
            confidence=_number(row.get("confidence")),
        )
        for n, row in enumerate(rows)
    )


def _rows(body: Any) -> Sequence[Any]:
    if isinstance(body, list):
        return body
    if isinstance(body, Mapping):
        for name in _LISTS:
            inside = body.get(name)
            if isinstance(inside, list | Mapping):
                return inside if isinstance(inside, list) else [inside]
        return [body]
    return ()


def _text(row: Mapping[str, Any]) -> str:
    said = row.get("transcript")
    return said.strip()[:_LONGEST] if isinstance(said, str) else ""


def _scale(rows: Sequence[Mapping[str, Any]]) -> int:
    """What turns the times into milliseconds."""
    spans = [
        end - start
        for row in rows
        if (start := _number(row.get("startTime"))) is not None
        and (end := _number(row.get("endTime"))) is not None
    ]
    return 1000 if spans and sum(spans) / len(spans) < _SECONDS_BELOW else 1


def _time(value: Any, scale: int) -> int | None:
    number = _number(value)
    return None if number is None or not 0 <= number < 1e9 else round(number * scale)  # noqa: PLR2004 - eleven days


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _whole(value: Any) -> int | None:
    number = _number(value)
    return int(number) if number is not None and abs(number) < 1e6 else None  # noqa: PLR2004
