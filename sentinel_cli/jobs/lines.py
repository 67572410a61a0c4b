"""The lines a journal gets of issues and of managers' commands.

Apart from `runs`, so that the receiver takes webhooks without loading an HTTP client.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sentinel_cli.desk.commands import Obeyed
from sentinel_cli.logs import Log
from sentinel_cli.model import Issue
from sentinel_cli.rules.reconcile import Change


def tell(log: Log, changes: Iterable[Change]) -> None:
    """One line for every issue that changed."""
    for change in changes:
        if change.events:
            _tell_issue(log, change.issue, what=[str(event) for event in change.events])


def tell_command(log: Log, obeyed: Obeyed) -> None:
    """One line for a manager's command, and one for every issue it was about."""
    by = f"manager:{obeyed.manager_id}"
    log.event(obeyed.outcome, command=obeyed.word, by=by, issue_ids=obeyed.command.ids)
    for issue in obeyed.acted:
        _tell_issue(log, issue, what=[obeyed.word], by=by)


def _tell_issue(log: Log, issue: Issue, **more: Any) -> None:
    log.event(
        "issue",
        issue_id=issue.id,
        **more,
        type=issue.type,
        contact_id=issue.contact_id,
        phone=issue.phone,
        state=issue.state,
        due_ts=issue.due_ts,
        resolution=issue.resolution,
    )
