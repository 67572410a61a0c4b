"""How weights of words are learnt from labelled rows, and written.

What is learnt is a line between the rows of two sides, by the terms in them (a linear support
vector machine by dual coordinate descent: Hsieh et al. 2008). Who learns moves it until only few
rows pass that must not, each judged by what others taught. Nothing is drawn by lot: same rows,
same weights. `learning_harm` and `learning_closings` say what is learnt, and from which rows.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import fsum, sqrt
from pathlib import Path
from textwrap import fill
from typing import Any, TypeVar

import pytest

from sentinel_cli.rules.weights import START, UNIT, Weights, spread

LABELLED = Path(__file__).parent / "labelled"
LEAST_ROWS = 2
COST = 0.06
"""How dear a row on the wrong side is: the dearer, the more the line follows single rows."""
_SCALE = 2.0
ROUNDS = 25
STEP = 7919
"""A prime: by it the rows are walked through in no order of theirs."""

HEAD = """# How much each word, and each meaning in <>, speaks for {what} (tenths), or against it.
# Written by tests/{by} from the labelled rows: label more rows, do not mend it by hand.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A text as it is weighed, on the side that is sought (`is_it`) or the other.

    Where it lies wrong it is `dear` so many times another. Rows of one `fold` do not judge each
    other.
    """

    terms: frozenset[str]
    is_it: bool
    dear: float
    fold: int


AnyRow = TypeVar("AnyRow", bound=Row)


def lines(name: str) -> Iterator[dict[str, Any]]:
    """Every row of a labelled set."""
    for line in (LABELLED / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def line(rows: Sequence[Row], kept: AbstractSet[str]) -> Weights:
    """The weight of each known term and where to start: the widest lane between the two sides."""
    weight = dict.fromkeys(sorted(kept), 0.0)
    start = 0.0
    found = sum(row.is_it for row in rows)
    points = []
    for row in rows:
        size = _SCALE / spread(row.terms)
        terms = sorted(row.terms & kept)
        share = (found if row.is_it else len(rows) - found) / len(rows)
        points.append((1 if row.is_it else -1, size, terms, share / (COST * row.dear)))
    push = [0.0] * len(rows)
    for turn in range(ROUNDS * len(rows)):
        n = turn * STEP % len(rows)
        side, size, terms, slack = points[n]
        told = start + size * fsum(weight[term] for term in terms)
        length = 1 + size * size * len(terms)
        more = max(-push[n], (1 - side * told - slack * push[n]) / (length + slack))
        push[n] += more
        start += side * more
        for term in terms:
            weight[term] += side * more * size
    return Weights({term: _SCALE * one for term, one in weight.items()}, start)


def telling(rows: Sequence[Row], most: int) -> set[str]:
    """The terms that move most rows farthest."""
    seen = Counter(term for row in rows for term in row.terms)
    weights = line(rows, {term for term, count in seen.items() if count >= LEAST_ROWS}).of
    return set(sorted(weights, key=lambda term: -abs(weights[term]) * sqrt(seen[term]))[:most])


def judged(rows: Sequence[AnyRow], kept: AbstractSet[str]) -> Iterator[tuple[AnyRow, Weights]]:
    """Each row, and what the rows of the other folds teach."""
    for fold in sorted({row.fold for row in rows}):
        taught = line([row for row in rows if row.fold != fold], kept)
        yield from ((row, taught) for row in rows if row.fold == fold)


def passed_by(balances: Iterable[float], most: float) -> float:
    """The balance that at most so many pass."""
    return sorted(balances, reverse=True)[int(most)]


def rounded(weights: Weights, start: float) -> Weights:
    """The weights as they are written."""
    told = {term: round(weight, 1) for term, weight in weights.of.items()}
    return Weights({term: weight for term, weight in told.items() if weight}, round(start, 1))


def assert_taught(kept: Weights, taught: Weights) -> None:
    """The file holds what the rows teach, but for the last digit."""
    assert kept.start == pytest.approx(taught.start, abs=0.11)
    for term in kept.of | taught.of:
        assert kept.heard(term) == pytest.approx(taught.heard(term), abs=0.11), term


def written(weights: Weights, what: str, by: str) -> str:
    """The file: a section for each weight in tenths, the heaviest first."""
    by_weight: dict[int, list[str]] = {}
    for term, weight in sorted({START: weights.start, **weights.of}.items()):
        by_weight.setdefault(round(weight * UNIT), []).append(term)
    sections = (
        f"\n[{weight}]\n{fill(', '.join(by_weight[weight]), 98, break_long_words=False)}\n"
        for weight in sorted(by_weight, reverse=True)
    )
    return HEAD.format(what=what, by=by) + "".join(sections)
