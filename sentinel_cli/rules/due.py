"""When an issue is due: the rule, and the only place that has it. Pure.

The moment the wait began and its type's SLA in business hours; where harm is near, the urgent SLA
from the customer's words where that is earlier, never where it is later. It is computed once, kept
as `due_rule_ts`, and again only where what it hangs on proves to be different. A due time that a
person set, one that differs from the rule's, no rule changes.

A day opened or closed by hand changes the calendar, and the business time an issue was given stays:
so two changes make the same due time in either order, and one taken back leaves nothing.
"""

from __future__ import annotations

from dataclasses import replace

from sentinel_cli import hours
from sentinel_cli.hours import Calendar
from sentinel_cli.model import Issue, IssueType, Policy


def ordinary_ts(issue_type: IssueType, began_ts: int, policy: Policy) -> int:
    """When a wait that began then is due while nothing urgent is known of it, epoch seconds."""
    return hours.add(policy.calendar, began_ts, policy.sla_s(issue_type))


def sooner_ts(rule_ts: int, urgent_ts: int | None, policy: Policy) -> int:
    """The due time with the harm that is known since `urgent_ts`; None: there is none."""
    if urgent_ts is None:
        return rule_ts
    return min(rule_ts, hours.add(policy.calendar, urgent_ts, policy.urgent_sla_s))


def by_rule_ts(issue: Issue, policy: Policy) -> int:
    """When an issue is due by the rules alone, whoever set another time; computed anew."""
    ordinary = ordinary_ts(issue.type, issue.created_ts, policy)
    return sooner_ts(ordinary, issue.urgent_ts, policy)


def ruled(issue: Issue, rule_ts: int) -> Issue:
    """The issue with the due time the rules have now; one that a person set stays."""
    if rule_ts == issue.due_rule_ts:
        return issue
    is_by_rule = issue.due_ts == issue.due_rule_ts
    return replace(issue, due_rule_ts=rule_ts, due_ts=rule_ts if is_by_rule else issue.due_ts)


def retimed(issue: Issue, before: Calendar, after: Calendar) -> Issue:
    """The issue as it is due under another calendar."""
    given_s = hours.elapsed(before, issue.created_ts, issue.due_rule_ts)
    if hours.add(before, issue.created_ts, given_s) != issue.due_rule_ts:
        return issue  # computed by other hours: nothing is known of what it was given
    return ruled(issue, hours.add(after, issue.created_ts, given_s))
