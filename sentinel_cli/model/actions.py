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
    URGENT = "urgent"
    CALM = "calm"


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
    """An open or recent issue whose opening message is not in the timeline.

    It is not stored (pruned, imported), or it is in `row` and an earlier walk has counted it: then
    `count` messages, the last of them at `last_inbound_ms`, and `attempts` are known of the issue.
    """

    issue_id: int
    type: IssueType
    at_ms: int
    count: int = 1
    last_inbound_ms: int | None = None
    attempts: int = 0
    row: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """How far a walk had come by the end of the second `until_ts`: a later one may go on from here.

    `openings` are the waits that were open then, `heard` what the business had said since the
    customer's texts before its own; the customer had the last word.
    """

    until_ts: int
    openings: tuple[Opening, ...]
    heard: tuple[str, ...]
