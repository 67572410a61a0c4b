"""Where a walk through a long wait may be broken off, so that the next one goes on from there.

What a wait has counted needs no second walk: a webhook costs no more after fifty thousand messages
than after fifty. The place is well behind the newest message, since webhooks come out of order, and
nothing that is learnt later but for an older message can change what the walk knew there. So a walk
from there says of the waits what the whole one says; `fold` stays the only rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sentinel_cli.model import (
    Carried,
    Issue,
    IssueType,
    Message,
    Opening,
    Policy,
    Resolution,
    Story,
    Timeline,
    Wait,
)
from sentinel_cli.rules.fold import LONGEST_ROW, Fact, HungUp, Walk, placed
from sentinel_cli.rules.reconcile import stands

KEPT = 16
"""So many messages of the wait at least are walked through again."""
LATE_MS = 2 * 60_000
"""A webhook that is so much out of order still finds what comes before it carried."""


def carry(
    timeline: Timeline, story: Story, policy: Policy, *, issues: Mapping[IssueType, Issue]
) -> Carried | None:
    """How far to carry, once twice `KEPT` messages of a customer who waits have gathered.

    `issues` are the open ones. None: nothing to gain, or something is still undecided there.
    """
    until_ts = _place(story)
    if until_ts is None:
        return None
    facts = placed(timeline, policy)
    before = [fact for (at_ms, *_), fact in facts if at_ms // 1000 <= until_ts]
    if not all(_is_later(fact, until_ts) for _, fact in facts[len(before) :]):
        return None
    walk = Walk(timeline, policy)
    for fact in before:
        walk.step(fact)
    walk.gather()
    if not _is_settled(walk, story, until_ts):
        return None
    return Carried(
        until_ts=until_ts,
        openings=tuple(_opening(wait, issues[wait.type]) for wait in walk.open.values()),
        heard=walk.heard,
    )


def uncarried(current: Sequence[Issue], carried: Carried) -> tuple[Issue, ...]:
    """The issues that a walk from there may say anything of."""
    ids = {opening.issue_id for opening in carried.openings}
    return tuple(
        issue
        for issue in current
        if issue.id in ids or issue.created_ts > carried.until_ts or not stands(issue)
    )


def _place(story: Story) -> int | None:
    """The second of the last text that is old enough, if enough of the same wait follow."""
    waiting = (w for w in story.waits if w.type is IssueType.SMS and w.ended is None)
    wait = next(waiting, None)
    if wait is None or len(wait.messages) <= 2 * KEPT:
        return None
    latest_ms = wait.last_inbound_ms - LATE_MS
    early = [m.at_ms for m in wait.messages[:-KEPT] if m.at_ms <= latest_ms]
    return early[-1] // 1000 if early else None


def _is_later(fact: Fact, until_ts: int) -> bool:
    """A message, or the end of a call, of after then; what people did is never carried over."""
    match fact:
        case Message(at_ms=at_ms) | HungUp(call=Message(at_ms=at_ms)):
            return at_ms // 1000 > until_ts
        case _:
            return False


def _is_settled(walk: Walk, story: Story, until_ts: int) -> bool:
    """Whether what the walk knew there is told by the open waits and the business's last words.

    These waits are open still, the texts in a row cannot be all of them, and no closing by hand is
    of a later time, which contact could outrank.
    """
    still = {wait.type: wait for wait in story.waits if wait.ended is None}
    texts = walk.open.get(IssueType.SMS)
    return (
        texts is not None
        and texts.unlisted + len(texts.messages) > LONGEST_ROW + 1
        and not texts.probably_thanks
        and walk.was_answered
        and not walk.muted
        and all(t in still and still[t].began_ms == w.began_ms for t, w in walk.open.items())
        and not any(_may_be_outranked(wait, until_ts) for wait in walk.over)
    )


def _may_be_outranked(wait: Wait, until_ts: int) -> bool:
    ended = wait.ended
    by_hand = ended is not None and ended.resolution is Resolution.OPERATOR
    return ended is not None and by_hand and ended.at_ms // 1000 > until_ts


def _opening(wait: Wait, issue: Issue) -> Opening:
    return Opening(
        issue_id=issue.id or 0,
        type=wait.type,
        at_ms=wait.began_ms,
        count=wait.unlisted + len(wait.messages),
        last_inbound_ms=wait.last_inbound_ms,
        attempts=wait.attempts,
        row=issue.opening_row,
    )
