"""What a report reads of one issue."""

from __future__ import annotations

from dataclasses import dataclass

from sentinel_cli.model.issues import IssueType


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What the figures need of one issue. `resolved_ts` None: the customer still waits.

    `contradicted`: a person reopened it after it was closed as thanks; `corrected`: a person set
    its urgency.
    """

    issue_id: int
    type: IssueType
    created_ts: int
    due_ts: int
    resolved_ts: int | None = None
    resolution: str | None = None
    resolved_by: str | None = None
    attempts: int = 0
    subject: str | None = None
    tags: tuple[str, ...] = ()
    contradicted: bool = False
    corrected: bool = False
