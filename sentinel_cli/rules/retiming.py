"""What a day opened or closed by hand does to a due time: pure, and the same in any order.

The business time that an issue was given stays; only the calendar it is counted on changes. So two
changes make the same due time in either order, and one that is taken back leaves nothing.
"""

from __future__ import annotations

from dataclasses import replace

from sentinel_cli import hours
from sentinel_cli.hours import Calendar
from sentinel_cli.model import Issue


def retimed(issue: Issue, before: Calendar, after: Calendar) -> Issue:
    """The issue as it is due under another calendar; a due time that a person set stays."""
    given_s = hours.elapsed(before, issue.created_ts, issue.due_rule_ts)
    if hours.add(before, issue.created_ts, given_s) != issue.due_rule_ts:
        return issue  # computed by other hours: nothing is known of what it was given
    due_rule_ts = hours.add(after, issue.created_ts, given_s)
    is_by_rule = issue.due_ts == issue.due_rule_ts
    return replace(
        issue, due_rule_ts=due_rule_ts, due_ts=due_rule_ts if is_by_rule else issue.due_ts
    )
