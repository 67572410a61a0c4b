"""What one poll did, for JSON, the log, the summary and the person at the terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace

from sentinel_cli.desk.commands import Obeyed
from sentinel_cli.engine.ingest import Outcome
from sentinel_cli.model import Resolution
from sentinel_cli.rules.reconcile import Change, Event

Progress = Callable[[int, int], None]
"""Called with how many threads were read and how many are to be read as far as is known: 0 of 0
while GHL's list is read."""


@dataclass(slots=True)
class Report:
    """What one poll did. `pending` conversations wait for the next one; `failed` says why.

    `recovered` counts customers' messages that no webhook had brought. `ok`: all of GHL's list was
    read, and every thread that was asked for. `odd` counts rows of GHL's of which something is
    missing, `odd_rows` names those of which no earlier poll has told. `swept`: the list was read to
    its end, `listed`: and GHL could list everything. `transcripts_asked` counts calls of which GHL
    was asked what was said, `transcripts_heard` those it told of (`heard_of`: their issues),
    `transcripts_given_up` those it is not asked about again. `obeyed` are managers' commands that
    no webhook had brought; their answers are still to be sent.
    """

    run_id: str
    started_ts: int
    ok: bool = False
    dry_run: bool = False
    pages: int = 0
    threads: int = 0
    messages_new: int = 0
    recovered: int = 0
    opened: int = 0
    resolved: int = 0
    reopened: int = 0
    acknowledged: int = 0
    pending: int = 0
    transcripts_asked: int = 0
    transcripts_heard: int = 0
    heard_of: list[int] = field(default_factory=list)
    transcripts_given_up: int = 0
    failed: list[dict[str, str]] = field(default_factory=list)
    odd: int = 0
    odd_rows: list[str] = field(default_factory=list)
    watermark_ts: int | None = None
    swept: bool = False
    listed: bool = False
    stopped: str = ""
    changes: list[Change] = field(default_factory=list)
    obeyed: list[Obeyed] = field(default_factory=list)

    def as_dict(self) -> dict[str, object]:
        """For JSON: everything but changes and commands, which have their own lines."""
        report = asdict(replace(self, changes=[], obeyed=[]))
        del report["changes"], report["swept"], report["listed"]
        return report | {"obeyed": len(self.obeyed)}

    def add(self, outcome: Outcome) -> None:
        """Count a fold's changes; closing words neither as opened nor as resolved."""
        for change in outcome.changes:
            if Event.RESOLVED in change.events and (
                change.issue.resolution is Resolution.ACKNOWLEDGED
            ):
                self.acknowledged += 1
                continue
            self.opened += Event.OPENED in change.events
            self.resolved += Event.RESOLVED in change.events
            self.reopened += Event.REOPENED in change.events
        self.changes += [change for change in outcome.changes if change.events]
