"""Which words are those of harm now: `rules/hearing/vocabulary/weights.txt`.

`python tests/learning_harm.py` learns them and writes the file; with `--judge` each fifth of the
rows is judged by what the others teach.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from learning import Row, judged, line, lines, passed_by, rounded, telling, written

from sentinel_cli.rules.hearing import weights
from sentinel_cli.rules.hearing.reading import read
from sentinel_cli.rules.hearing.urgency import TRUST, Soundings, known
from sentinel_cli.rules.weights import Weights

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
"""Terms kept."""
HARDER = 2.5
"""A row that tempts weighs so many others: it is those that are told apart."""
PASSING = 0.02
"""Of rows that tempt, so many may be taken for urgent."""
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Said(Row):
    """What a customer said, urgent or not. `stands`: a list of the alarms knows it."""

    stands: bool

    @property
    def tempts(self) -> bool:
        """Whether it only sounds urgent."""
        return self.dear > 1


def labelled() -> list[Said]:
    """Every row of the hearing's sets, and some of texts that only end a talk."""
    return [replace(row, fold=n % FOLDS) for n, row in enumerate((*_judged(), *_quiet()))]


def _judged() -> Iterator[Said]:
    for name in SETS:
        for row in lines(name):
            said = row.get("text") or row.get("transcript")
            if not isinstance(said, str):
                said = " ".join(one["transcript"] for one in row["transcription"])
            is_urgent = bool(row.get("urgent", row.get("urgency") == "urgent"))
            tempts = not {row.get("group"), row.get("kind")}.isdisjoint(TEMPTING)
            yield _row(said, is_urgent=is_urgent, dear=HARDER if tempts and not is_urgent else 1)


def _quiet() -> Iterator[Said]:
    """A few of those that need an answer are alarms: what the lists know of them is left out."""
    for name in QUIET:
        for label in ("ack", "needs_reply"):
            texts = dict.fromkeys(row["text"] for row in lines(name) if row["label"] == label)
            rows = (_row(text, is_urgent=False, dear=1) for text in texts)
            yield from islice((row for row in rows if not row.stands), QUIET_ROWS)


def _row(said: str, *, is_urgent: bool, dear: float) -> Said:
    reading = read(said)
    sound = Soundings(reading)
    terms = weights.terms(reading.words, sound.meant)
    return Said(terms, is_urgent, dear, fold=0, stands=known(sound)[0] is not None)


def learnt(rows: Sequence[Said]) -> Weights:
    """The weights these rows teach: few of those that tempt may pass."""
    kept = telling(rows, MOST)
    taught = line(rows, kept)
    tempting = [by.balance(row.terms) for row, by in judged(rows, kept) if row.tempts]
    return rounded(taught, taught.start - passed_by(tempting, PASSING * len(tempting)))


def taken_for_urgent(rows: Sequence[Said]) -> dict[str, list[bool]]:
    """Of each kind, whether each row is taken for urgent by what the other folds teach."""
    found: dict[str, list[bool]] = {}
    for fold in range(FOLDS):
        others = [row for row in rows if row.fold != fold]
        taught = learnt([replace(row, fold=n % FOLDS) for n, row in enumerate(others)])
        for row in (row for row in rows if row.fold == fold):
            kind = "urgent" if row.is_it else "tempting" if row.tempts else "ordinary"
            found.setdefault(kind, []).append(taught.balance(row.terms) > -TRUST * row.stands)
    return found


def main() -> None:
    """Learn and write, or say how well it is learnt."""
    rows = labelled()
    if "--judge" in sys.argv:
        for kind, taken in taken_for_urgent(rows).items():
            sys.stdout.write(f"{kind}: {sum(taken)} of {len(taken)} taken for urgent\n")
    else:
        taught = learnt(rows)
        FILE.write_text(written(taught, "harm now", Path(__file__).name), encoding="utf-8")


if __name__ == "__main__":
    main()
