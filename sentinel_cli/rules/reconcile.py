"""Which wait is which issue, and what each issue's row must say now.

Ids never change meaning and issues are never deleted. When each is due: `rules.due`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sentinel_cli.model import (
    Issue,
    Message,
    Policy,
    Resolution,
    State,
    Story,
    Urgency,
    Wait,
)
from sentinel_cli.rules.due import by_rule_ts, ordinary_ts, ruled, sooner_ts
from sentinel_cli.rules.fold import issue_ids
from sentinel_cli.rules.hearing.waits import Heard, heard

SETTLED_S = 7 * 24 * 3600
"""An issue resolved longer ago than this is frozen: only `reopen` touches it."""


class Event(StrEnum):
    """What happened to an issue: the word in its log."""

    OPENED = "opened"
    COUNTED = "counted"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    HEARD = "heard"


@dataclass(frozen=True, slots=True)
class Change:
    """One issue as it must be, as it was (None: new), what to call that, and its messages.

    `events` is empty when nothing a person would want to know has changed.
    """

    issue: Issue
    was: Issue | None
    events: tuple[Event, ...]
    messages: tuple[Message, ...] = ()


def reconcile(
    story: Story, issues: Sequence[Issue], *, policy: Policy, now_ts: int, contact_id: str
) -> tuple[Change, ...]:
    """Make issues match waits. `issues` are the contact's own that are not frozen.

    Endings come first, so that applying the changes in order never has two open issues of one
    contact and type.
    """
    free = {issue.id: issue for issue in issues if issue.id is not None}
    changes = []
    for wait in story.waits:
        was = _take(wait, free)
        if was is None and wait.ended and wait.ended.at_ms < policy.installed_ms:
            continue
        issue = _issue(wait, was, policy=policy, now_ts=now_ts, contact_id=contact_id)
        changes.append(Change(issue, was, _events(issue, was), wait.messages))
    claimed = {m.issue_id for wait in story.waits for m in wait.messages}
    changes += [_withdrawn(issue, claimed, now_ts) for issue in free.values() if stands(issue)]
    return tuple(sorted(changes, key=lambda change: change.issue.state is State.OPEN))


def waiting(issue: Issue) -> Issue:
    """The issue open, with nothing left of an ending."""
    left = (issue.resolved_ts, issue.resolution, issue.resolved_by, issue.recorded_ts)
    if issue.state is issue.rule_state is State.OPEN and left == (None, None, None, None):
        return issue
    return replace(
        issue,
        state=State.OPEN,
        rule_state=State.OPEN,
        resolved_ts=None,
        resolution=None,
        resolved_by=None,
        recorded_ts=None,
    )


def _take(wait: Wait, free: dict[int, Issue]) -> Issue | None:
    """The issue of the opening message, else the lowest free one of any message, else none."""
    for issue_id in issue_ids(wait):
        if issue_id in free and free[issue_id].type is wait.type:
            return free.pop(issue_id)
    return None


def _issue(wait: Wait, was: Issue | None, *, policy: Policy, now_ts: int, contact_id: str) -> Issue:
    issue = was or _new(wait, contact_id, policy)
    opening_row = wait.messages[0].row if wait.opened_by is None else wait.opening_row
    known = [message for message in wait.messages if message.conversation_id]
    phones = [message.phone for message in wait.messages if message.phone]
    issue = replace(
        _dated(issue, wait.began_ms // 1000, policy),
        contact_id=contact_id,
        conversation_id=known[-1].conversation_id if known else issue.conversation_id,
        phone=issue.phone or (phones[-1] if phones else None),
        last_inbound_ts=wait.last_inbound_ms // 1000,
        inbound_count=len(wait.messages) + wait.unlisted,
        attempts=wait.attempts,
        probably_thanks=wait.probably_thanks,
        opening_row=opening_row,
    )
    return _ending(_heard(issue, wait, was, policy), wait, now_ts)


def _new(wait: Wait, contact_id: str, policy: Policy) -> Issue:
    created_ts = wait.began_ms // 1000
    due_ts = ordinary_ts(wait.type, created_ts, policy)
    return Issue(
        type=wait.type,
        contact_id=contact_id,
        state=State.OPEN,
        created_ts=created_ts,
        due_ts=due_ts,
        due_rule_ts=due_ts,
        last_inbound_ts=created_ts,
    )


def _dated(issue: Issue, began_ts: int, policy: Policy) -> Issue:
    """Only another beginning makes another due time.

    A beginning moves when an earlier message is learnt, or when what had opened the wait proves not
    to have (a call that was answered, a webhook's repeat): then the clock is the next message's.
    """
    if began_ts == issue.created_ts:
        return issue
    rule_ts = ordinary_ts(issue.type, began_ts, policy)
    return replace(ruled(issue, rule_ts), created_ts=began_ts)


def _heard(issue: Issue, wait: Wait, was: Issue | None, policy: Policy) -> Issue:
    """What the wait says, and due anew where the harm, or the wait, begins at another time."""
    said = heard(wait)
    urgent_ts = None if said.urgent_ms is None else said.urgent_ms // 1000
    if was is not None and wait.unlisted and wait.called is None:
        # Of what is not walked through any more, the issue remembers what was heard.
        known = [ts for ts in (was.urgent_ts, urgent_ts) if ts is not None]
        urgent_ts = min(known, default=None)
    issue = replace(
        issue,
        urgency=Urgency.NORMAL if urgent_ts is None else Urgency.URGENT,
        urgent_ts=urgent_ts,
        subject=said.hearing.subject if _is_news(said, was, wait) else issue.subject,
        callback=said.hearing.callback or (issue.callback if wait.unlisted else None),
        gist=said.hearing.gist if _is_news(said, was, wait) else issue.gist,
    )
    before = None if was is None else (was.created_ts, was.urgent_ts)
    if before == (issue.created_ts, urgent_ts):
        return issue
    was_urgent = was is not None and was.urgent_ts is not None
    if was_urgent:
        return ruled(issue, by_rule_ts(issue, policy))
    return ruled(issue, sooner_ts(issue.due_rule_ts, urgent_ts, policy))


def _is_news(said: Heard, was: Issue | None, wait: Wait) -> bool:
    """Whether the heard words stand: not beside weightier ones that are walked through no more."""
    return not (wait.unlisted and was and was.subject and said.urgent_ms is None)


def _ending(issue: Issue, wait: Wait, now_ts: int) -> Issue:
    if wait.ended is None:
        return waiting(issue)
    noticed = issue.id is not None and issue.state is State.RESOLVED
    return replace(
        issue,
        state=State.RESOLVED,
        rule_state=State.RESOLVED,
        resolved_ts=max(wait.ended.at_ms // 1000, issue.created_ts),
        resolution=wait.ended.resolution,
        resolved_by=wait.ended.by,
        recorded_ts=issue.recorded_ts if noticed and issue.recorded_ts is not None else now_ts,
    )


def _events(issue: Issue, was: Issue | None) -> tuple[Event, ...]:
    if was is None:
        opened = (Event.OPENED, Event.HEARD) if issue.urgent_ts is not None else (Event.OPENED,)
        return opened if issue.state is State.OPEN else (*opened, Event.RESOLVED)
    if issue.state is not was.state:
        return (Event.RESOLVED if issue.state is State.RESOLVED else Event.REOPENED,)
    if issue.urgency is not was.urgency:
        return (Event.HEARD,)
    if issue.inbound_count > was.inbound_count:
        return (Event.COUNTED,)
    said = (issue.created_ts, issue.due_ts, issue.resolved_ts, issue.resolution, issue.resolved_by)
    before = (was.created_ts, was.due_ts, was.resolved_ts, was.resolution, was.resolved_by)
    return (Event.CORRECTED,) if said != before else ()


def stands(issue: Issue) -> bool:
    """Whether it is an issue still: merged and retracted ones are counted and listed nowhere."""
    return issue.resolution not in {Resolution.MERGED, Resolution.RETRACTED}


def _withdrawn(issue: Issue, claimed: set[int | None], now_ts: int) -> Change:
    """An issue that lost its wait: to another issue, or because nobody had waited after all."""
    resolution = Resolution.MERGED if issue.id in claimed else Resolution.RETRACTED
    gone = replace(
        issue,
        state=State.RESOLVED,
        rule_state=State.RESOLVED,
        resolved_ts=now_ts,
        resolution=resolution,
        resolved_by="rule",
        recorded_ts=None,
    )
    return Change(gone, issue, (Event.WITHDRAWN,))
