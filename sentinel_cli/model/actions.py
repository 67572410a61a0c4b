"""What people told Sentinel, as facts of a contact's timeline."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sentinel_cli.model.issues import IssueType


class ActionKind(StrEnum):
    """What an operator or a manager can do to the timeline of a contact."""

    RESOLVE = "resolve"
    REOPEN = "reopen"
    SPAM = "spam"
    UNSPAM = "unspam"


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something a person told Sentinel, at `at_ms`.

    `covers` is the highest `Message.row` of the contact stored by then: a `resolve` answers those
    messages and no later one. `issue_id` and `type` name the issue (None for spam and unspam).
    `seq` orders actions of the same millisecond.
    """

    kind: ActionKind
    at_ms: int
    actor: str
    issue_id: int | None = None
    type: IssueType | None = None
    covers: int = 0
    seq: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """An open or recent issue whose opening message is not stored (pruned, imported)."""

    issue_id: int
    type: IssueType
    at_ms: int
