"""Which words are those of a closing: `rules/acknowledgement/vocabulary/weights.txt`.

`python tests/learning_closings.py` learns them and writes the file; with `--judge` each set of rows
is judged by what the others teach.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from learning import LABELLED, Row, judged, line, lines, passed_by, rounded, telling, written

from sentinel_cli.rules.acknowledgement import weights
from sentinel_cli.rules.acknowledgement.judging import Answer, judge_words
from sentinel_cli.rules.acknowledgement.scales import Scales, scales_of
from sentinel_cli.rules.acknowledgement.tapback import tapback
from sentinel_cli.rules.weights import Weights

FILE = Path(weights.__file__).with_name("vocabulary") / "weights.txt"
SETS = sorted(path.stem for path in LABELLED.glob("acks*.jsonl"))
MINIMAL = frozenset(
    {"acks_heldout", "acks_heldout_3", "acks_heldout_late", "acks_train", "acks_own_3"}
)
"""Sets made of what tells two texts apart by a word: they teach, and are no measure of an inbox."""
WAITING = "warm_and_waiting"
DONE = "All done for today, everything looked good."
MOST = 1000
"""Terms kept."""
HARDER = 2.5
"""A row of who waits, and that nothing but its weight keeps open, weighs so many others."""
CLOSED, PROBABLE = 0.0005, 0.015
"""Of those who wait, so many may be closed, and so many may be quiet."""


@dataclass(frozen=True, slots=True)
class Turn(Row):
    """What a customer said after the business, a closing or not."""

    name: str
    scales: Scales

    @property
    def is_measure(self) -> bool:
        """Whether it is such a row as an inbox holds."""
        return self.name not in MINIMAL | {WAITING}

    @property
    def is_weighed(self) -> bool:
        """Whether its weight decides: nothing is answered or asked, not all is accounted for."""
        return _is_open(self.scales) and not self.scales.closes()


def labelled() -> list[Turn]:
    """Every row of the sets that is judged by its words."""
    return [*_rows(), *_warm()]


def _rows() -> Iterator[Turn]:
    for fold, name in enumerate(SETS):
        for row in lines(name):
            typed = [text for text in texts_of(row) if not tapback(text)]
            scales = scales_of(typed, heard_of(row))
            if scales:
                yield _turn(scales, fold, name, is_closing=row["label"] == "ack")


def _warm() -> Iterator[Turn]:
    """Who thanks warmly and waits."""
    told = (LABELLED / f"{WAITING}.txt").read_text(encoding="utf-8").splitlines()[1:]
    for text in told:
        scales = scales_of([text], [DONE])
        if scales:
            yield _turn(scales, len(SETS), WAITING, is_closing=False)


def texts_of(row: dict[str, Any]) -> list[str]:
    """The customer's texts; older sets hold one on either side."""
    return row["texts"] if "texts" in row else [row["text"]]


def heard_of(row: dict[str, Any]) -> list[str]:
    """The business's texts before them."""
    if "staff" in row:
        return [said["text"] for said in row["staff"]]
    return [row["staff_last"]] if row["staff_last"] else []


def _is_open(scales: Scales) -> bool:
    """Whether it may be a closing: nothing is answered, asked, or alarms again and again."""
    return not (scales.barring() or scales.understood.is_hopeless)


def _turn(scales: Scales, fold: int, name: str, *, is_closing: bool) -> Turn:
    hard = _is_open(scales) and not is_closing
    return Turn(scales.terms(), is_closing, HARDER if hard else 1, fold, name, scales)


def learnt(rows: Sequence[Turn]) -> Weights:
    """The weights these rows teach: next to none of those who wait may be closed, few be quiet."""
    kept = telling(rows, MOST)
    taught = line(rows, kept)
    waiting = [(row, by) for row, by in judged(rows, kept) if row.is_measure and not row.is_it]
    weighed = [(row, by, by.balance(row.terms)) for row, by in waiting if row.is_weighed]
    closing = passed_by(
        (at for row, by, at in weighed if row.scales.may_close(by)), CLOSED * len(waiting)
    )
    quiet = passed_by((at for _, _, at in weighed), PROBABLE * len(waiting))
    taught.of[weights.PROBABLY] = closing - quiet
    return rounded(taught, taught.start - closing)


def shares(rows: Sequence[Turn], taught: Weights) -> str:
    """How many of the rows would be closed, and how many quiet."""
    told = []
    for side, is_it in (("closings", True), ("waiting", False)):
        answers = [judge_words(row.scales, taught).answer for row in rows if row.is_it is is_it]
        closed, quiet = answers.count(Answer.CLOSES), answers.count(Answer.PROBABLY)
        told.append(f"{side} {closed} of {len(answers)} closed, {quiet} probably")
    return ", ".join(told)


def main() -> None:
    """Learn and write, or say how well it is learnt."""
    rows = labelled()
    if "--judge" in sys.argv:
        for fold, name in enumerate((*SETS, WAITING)):
            taught = learnt([row for row in rows if row.fold != fold])
            told = shares([row for row in rows if row.fold == fold], taught)
            sys.stdout.write(f"{name}: {told}\n")
    else:
        FILE.write_text(written(learnt(rows), "a closing", Path(__file__).name), encoding="utf-8")


if __name__ == "__main__":
    main()
