"""The weights of `rules/hearing/vocabulary/weights.txt`, learnt from the labelled rows.

    python tests/learning.py          learns them and writes the file
    python tests/learning.py --judge  judges each fifth of the rows by what the others teach

What is learnt is a line between the rows that are urgent and those that are not, by the words and
meanings in them (a linear support vector machine by dual coordinate descent: Hsieh et al. 2008).
It is then moved until only few of the rows that tempt pass it, each judged by what others taught.
Nothing is drawn by lot: same rows, same weights.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import islice
from math import fsum, sqrt
from pathlib import Path
from textwrap import fill
from typing import Any

from sentinel_cli.rules.hearing import weights
from sentinel_cli.rules.hearing.reading import read
from sentinel_cli.rules.hearing.urgency import TRUST, Soundings, known

LABELLED = Path(__file__).parent / "labelled"
FILE = Path(weights.__file__).with_name("vocabulary") / "weights.txt"
SETS = (
    "urgent_texts", "transcripts", "transcripts_2", "hearing_own_1", "hearing_own_2",
    "hearing_own_3", "hearing_own_4", "hearing_own_5", "hearing_own_6", "hearing_own_7",
    "hearing_own_8", "hearing_own_9", "hearing_round_1", "hearing_round_2",
    "hearing_round_3", "hearing_round_4",
)  # fmt: skip
QUIET = ("acks_train", "acks_pairs")
"""Texts of which next to none is an alarm, and how many of each label are taken from each."""
QUIET_ROWS = 500
TEMPTING = frozenset({"tempting", "trap"})
MOST = 900
"""Terms kept: those that move most rows farthest."""
LEAST_ROWS = 2
COST = 0.06
"""How dear a row on the wrong side is: the dearer, the more the line follows single rows."""
HARDER = 2.5
"""A row that tempts weighs so many others: it is those that are told apart."""
_SCALE = 2.0
ROUNDS = 25
STEP = 7919
"""A prime: by it the rows are walked through in no order of theirs."""
FOLDS = 5
PASSING = 0.02
"""Of rows that tempt, so many may be taken for urgent."""

HEAD = """# How much each word, and each meaning in <>, speaks for harm now (tenths), or against it.
# Written by tests/learning.py from the labelled rows: label more rows, do not mend it by hand.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A text as it is weighed. `stands`: a list of the alarms knows it."""

    terms: frozenset[str]
    is_urgent: bool
    tempts: bool
    stands: bool


def labelled() -> list[Row]:
    """Every row of the hearing's sets, and some of texts that only end a talk."""
    return [*_judged(), *_quiet()]


def _judged() -> Iterator[Row]:
    for name in SETS:
        for row in _lines(name):
            said = row.get("text") or row.get("transcript")
            if not isinstance(said, str):
                said = " ".join(one["transcript"] for one in row["transcription"])
            is_urgent = bool(row.get("urgent", row.get("urgency") == "urgent"))
            tempts = not {row.get("group"), row.get("kind")}.isdisjoint(TEMPTING)
            yield _row(said, is_urgent=is_urgent, tempts=tempts)


def _quiet() -> Iterator[Row]:
    """A few of those that need an answer are alarms: what the lists know of them is left out."""
    for name in QUIET:
        for label in ("ack", "needs_reply"):
            texts = dict.fromkeys(row["text"] for row in _lines(name) if row["label"] == label)
            rows = (_row(text, is_urgent=False, tempts=False) for text in texts)
            yield from islice((row for row in rows if not row.stands), QUIET_ROWS)


def _lines(name: str) -> Iterator[dict[str, Any]]:
    for line in (LABELLED / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def _row(said: str, *, is_urgent: bool, tempts: bool) -> Row:
    reading = read(said)
    sound = Soundings(reading)
    terms = weights.terms(reading.words, sound.meant)
    return Row(terms, is_urgent, tempts, known(sound)[0] is not None)


def learnt(rows: Sequence[Row]) -> weights.Weights:
    """The weights these rows teach, rounded as they are written."""
    seen = Counter(term for row in rows for term in row.terms)
    often = {term for term, count in seen.items() if count >= LEAST_ROWS}
    all_of, _ = _line(rows, often)
    kept = set(sorted(all_of, key=lambda term: -abs(all_of[term]) * sqrt(seen[term]))[:MOST])
    of, start = _line(rows, kept)
    return weights.Weights(
        {term: round(weight, 1) for term, weight in of.items() if round(weight, 1)},
        round(start - _doubt(rows, kept), 1),
    )


def _line(rows: Sequence[Row], kept: AbstractSet[str]) -> tuple[dict[str, float], float]:
    """The weight of each known term and where to start: the widest lane between the two sides."""
    weight = dict.fromkeys(sorted(kept), 0.0)
    start = 0.0
    urgent = sum(row.is_urgent for row in rows)
    points = []
    for row in rows:
        size = _SCALE / weights.spread(row.terms)
        terms = sorted(row.terms & kept)
        share = (urgent if row.is_urgent else len(rows) - urgent) / len(rows)
        slack = share / (COST * (HARDER if row.tempts and not row.is_urgent else 1))
        points.append((1 if row.is_urgent else -1, size, terms, slack))
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
    return {term: _SCALE * one for term, one in weight.items()}, start


def _doubt(rows: Sequence[Row], kept: AbstractSet[str]) -> float:
    """The balance that few of the tempting rows pass, each judged by what others taught."""
    passed = sorted(
        (balance for row, balance in judged(rows, kept) if row.tempts and not row.is_urgent),
        reverse=True,
    )
    return passed[int(PASSING * len(passed))]


def judged(rows: Sequence[Row], kept: AbstractSet[str]) -> Iterator[tuple[Row, float]]:
    """Each row, and its balance by what the rows of the other folds teach."""
    for fold in range(FOLDS):
        others = [row for n, row in enumerate(rows) if n % FOLDS != fold]
        of, start = _line(others, kept)
        line = weights.Weights(of, start)
        yield from ((row, line.balance(row.terms)) for row in rows[fold::FOLDS])


def written(line: weights.Weights) -> str:
    """The file: a section for each weight in tenths, the heaviest first."""
    by_weight: dict[int, list[str]] = {}
    for term, weight in sorted({weights.START: line.start, **line.of}.items()):
        by_weight.setdefault(round(weight * weights.UNIT), []).append(term)
    sections = (
        f"\n[{weight}]\n{fill(', '.join(by_weight[weight]), 98, break_long_words=False)}\n"
        for weight in sorted(by_weight, reverse=True)
    )
    return HEAD + "".join(sections)


def taken_for_urgent(rows: Sequence[Row]) -> dict[str, list[bool]]:
    """Of each kind, whether each row is taken for urgent by what the other folds teach."""
    found: dict[str, list[bool]] = {}
    for fold in range(FOLDS):
        line = learnt([row for n, row in enumerate(rows) if n % FOLDS != fold])
        for row in rows[fold::FOLDS]:
            kind = "urgent" if row.is_urgent else "tempting" if row.tempts else "ordinary"
            found.setdefault(kind, []).append(line.balance(row.terms) > -TRUST * row.stands)
    return found


def main() -> None:
    """Learn and write, or say how well it is learnt."""
    rows = labelled()
    if "--judge" in sys.argv:
        for kind, taken in taken_for_urgent(rows).items():
            sys.stdout.write(f"{kind}: {sum(taken)} of {len(taken)} taken for urgent\n")
    else:
        FILE.write_text(written(learnt(rows)), encoding="utf-8")


if __name__ == "__main__":
    main()
