"""How closings were read on this installation's own texts: what was closed, and who objected.

Nothing leaves the machine: what is told here is for whoever runs it, and to learn from.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from sqlite3 import Connection

from sentinel_cli.model import Issue, Message, Resolution, State
from sentinel_cli.rules.acknowledgement import Answer, judge
from sentinel_cli.rules.shares import Share
from sentinel_cli.rules.verdicts import BY_HAND, VOUCHED_FOR
from sentinel_cli.store import Store, issues, messages
from sentinel_cli.store.issues import Thanked

_PEOPLES = BY_HAND | VOUCHED_FOR
_PAGE = 4_000
"""Issues a view: no webhook waits for the judging, nor long for the reading."""


class Became(StrEnum):
    """What became of words that were, or may have been, a closing."""

    CLOSED = "closed"
    REOPENED = "reopened"
    BY_HAND = "closed by hand"
    ANSWERED = "answered"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Said:
    """A text of the business: `by` a person or a workflow."""

    text: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """One issue: what was said on both sides, what became of it, and the rule that judged.

    `rule` is the one that closed it; else what the rules of today say of it.
    """

    issue_id: int
    at_ts: int
    became: Became
    probably_thanks: bool
    rule: str
    staff: tuple[Said, ...]
    texts: tuple[str, ...]


def closings(store: Store) -> tuple[Closing, ...]:
    """Every issue that closing words closed or nearly did, or that a person closed unanswered."""
    with store.read() as db:
        last = issues.last_id(db)
    told: list[Closing] = []
    for after in range(0, last, _PAGE):
        with store.read() as db:
            said = [
                (thanked, *_said(db, thanked.issue))
                for thanked in issues.thanked(db, after=after, until=after + _PAGE)
            ]
        told += (_closing(thanked, heard, texts) for thanked, heard, texts in said if texts)
    return tuple(told)


def shares(found: tuple[Closing, ...]) -> dict[str, Share]:
    """How often a person disagreed with a closing, and how often they agreed with a doubt."""
    became = [closing.became for closing in found]
    doubted = [closing.became for closing in found if closing.probably_thanks]
    by_rule = became.count(Became.CLOSED) + became.count(Became.REOPENED)
    over = len(doubted) - doubted.count(Became.WAITING)
    return {
        "closed by rule, reopened by a person": Share(became.count(Became.REOPENED), by_rule),
        "probably thanks, closed by hand unanswered": Share(doubted.count(Became.BY_HAND), over),
    }


def _said(db: Connection, issue: Issue) -> tuple[tuple[Message, ...], tuple[str, ...]]:
    """What the business had said before an issue, and what the customer wrote in it."""
    said = messages.of_issue(db, issue)
    before_ms = said[0].at_ms if said else issue.created_ts * 1000
    heard = messages.last_said(db, issue.contact_id, before_ms=before_ms)
    return heard, tuple(message.text for message in said)


def _closing(thanked: Thanked, heard: tuple[Message, ...], texts: tuple[str, ...]) -> Closing:
    issue = thanked.issue
    return Closing(
        issue_id=issue.id or 0,
        at_ts=issue.created_ts,
        became=_became(thanked),
        probably_thanks=issue.probably_thanks,
        rule=thanked.rule or _rule(texts, tuple(message.text for message in heard)),
        staff=tuple(
            Said(message.text, "person" if message.source in _PEOPLES else "workflow")
            for message in heard
        ),
        texts=texts,
    )


def _became(thanked: Thanked) -> Became:
    issue: Issue = thanked.issue
    if thanked.rule:
        return Became.REOPENED if thanked.was_reopened else Became.CLOSED
    if issue.state is State.OPEN:
        return Became.WAITING
    return Became.BY_HAND if issue.resolution is Resolution.OPERATOR else Became.ANSWERED


def _rule(texts: tuple[str, ...], heard: tuple[str, ...]) -> str:
    judged = judge(texts, heard)
    today = {Answer.CLOSES: "would close today: ", Answer.PROBABLY: "", Answer.NO: ""}
    return f"{today[judged.answer]}{judged.rule}: {judged.words}"
