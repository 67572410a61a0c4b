"""The story of one contact from the stored facts: folded again in memory, changing nothing.

Two folds speak. The one in force is the fold the next webhook or poll would do: issues resolved
long ago are frozen in it. What it leaves out is judged by a fold over everything, so that old
messages have their reasons too; such a message is marked `frozen`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sentinel_cli import RefusedError
from sentinel_cli.desk.facts import Facts, Part, Told, seen
from sentinel_cli.engine.start import true_contact
from sentinel_cli.model import (
    Action,
    ActionKind,
    Decision,
    Direction,
    Doubt,
    Issue,
    Message,
    Person,
    Policy,
    Resolution,
    State,
    Story,
    Verdict,
    Wait,
    last_digits,
    plain,
)
from sentinel_cli.rules.fold import fold, issue_ids
from sentinel_cli.rules.reconcile import stands
from sentinel_cli.store import Store, contacts
from sentinel_cli.store.events import RawEvent
from sentinel_cli.store.issue_log import LogLine
from sentinel_cli.store.rows import FOREVER
from sentinel_cli.store.told import Telling

CONTEXT = 2
"""How many messages before an issue's beginning belong to its story."""
_LEAST_DIGITS = 4
_ANSWERS = frozenset({Verdict.CONTACT, Verdict.VOICEMAIL_LEFT})
_BY_CONTACT = frozenset({Resolution.CONTACT, Resolution.VOICEMAIL_LEFT})
_DIALLED = re.compile(r"[\d\s()+./-]+", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One message and what the rules say of it.

    `issue_id` is the issue it opened, counts to or closed; `answered` are the issues it ended
    (`answered_unkept`: it ended a wait from before the installation, which is no issue), `waiting`
    those that were open when it came. `webhooks` are the posts that told of it.
    """

    message: Message
    decision: Decision
    issue_id: int | None = None
    answered: tuple[int, ...] = ()
    answered_unkept: bool = False
    waiting: tuple[int, ...] = ()
    frozen: bool = False
    webhooks: tuple[RawEvent, ...] = ()

    @property
    def at_ms(self) -> int:
        """When it happened."""
        return self.message.at_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A webhook that is no stored message's own: of another location, or a repeat since dropped."""

    event: RawEvent

    @property
    def at_ms(self) -> int:
        """When it arrived."""
        return self.event.received_ts * 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One line of an issue's log."""

    line: LogLine

    @property
    def at_ms(self) -> int:
        """When it was written."""
        return self.line.at_ms


Moment = Said | Posted | Changed | Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What happened between one contact and the business, oldest first.

    `muted` is the action that marked the contact as spam, while it is in force. `doubts` are those
    about the open issues, by their number. `earlier` counts the moments left out before the first;
    of a long history only what began at `begins_ms` or later was read, and `before` messages not.
    `tellings` are what managers were to be told of the issues; `names` those of managers and staff,
    by id.
    """

    person: Person
    issues: tuple[Issue, ...]
    moments: tuple[Moment, ...]
    muted: Action | None = None
    doubts: Mapping[int, Doubt] = field(default_factory=dict)
    earlier: int = 0
    begins_ms: int = 0
    before: int = 0
    tellings: tuple[Telling, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def find(store: Store, wanted: str) -> tuple[Person, ...]:
    """The contacts that a contact id, a phone number or its last digits, or part of a name mean.

    Raises:
        RefusedError: nobody is known by that.
    """
    with store.read() as db:
        ids = _ids(contacts.sightings(db, true_contact(db, wanted.strip())))
    if not ids and _DIALLED.fullmatch(wanted):
        digits = last_digits(wanted)
        known = contacts.dialled(store, digits) if len(digits) >= _LEAST_DIGITS else ()
        ids = _ids(it for it in known if last_digits(it.phone or "").endswith(digits))
    if not ids and plain(wanted):
        ids = _ids(it for it in contacts.named(store) if plain(wanted) in plain(it.name))
    if not ids:
        raise RefusedError(
            f"nobody is known by {wanted!r}: give a contact id, a phone number or its last "
            f"{_LEAST_DIGITS} digits or more, or part of a name"
        )
    found = (_person(store, contact_id) for contact_id in ids)
    return tuple(sorted(found, key=lambda person: (plain(person.name), person.contact_id)))


def account_of(
    store: Store,
    contact_id: str,
    *,
    policy: Policy,
    now_ms: int,
    limit: int | None = None,
    until_ms: int = FOREVER,
) -> Account:
    """Tell everything that is stored about a contact, judged by `policy` as of `now_ms`.

    With a `limit` at least the last so many messages up to `until_ms`, and what happened since
    their first: a contact may have tens of thousands. It is judged when the view of the database
    is closed: until then no webhook could be stored.
    """
    with store.read() as db:
        part = Part()
        if limit is not None:
            part = Part.latest(db, contact_id, until_ms=until_ms, limit=limit)
        facts = Facts.of(db, contact_id, part, policy=policy, now_ts=now_ms // 1000)
    judged = _Judged.of(facts, policy)
    told_by: defaultdict[int | None, list[RawEvent]] = defaultdict(list)
    for event in facts.heard:
        told_by[event.message_row].append(event)
    said = tuple(judged.said(it, told_by[it[0].row]) for it in judged.messages())
    rows = {moment.message.row for moment in said}
    moments: list[Moment] = [*said, *facts.told]
    moments += [Posted(event=event) for event in facts.heard if event.message_row not in rows]
    moments += [Changed(line=line) for line in facts.changes]
    return Account(
        person=facts.person,
        issues=facts.issues,
        moments=tuple(sorted(moments, key=_place)),
        muted=_muted(judged.actions),
        doubts=facts.doubts,
        tellings=facts.tellings,
        names=facts.names,
        begins_ms=part.since_ms,
        before=part.before,
    )


def about(account: Account, issue: Issue) -> Account:
    """Narrow an account to one issue: from shortly before its beginning to its end."""
    begins_ms, until_ms = issue.created_ts * 1000, last_ms(issue)
    before = [m for m in account.moments if isinstance(m, Said) and m.at_ms < begins_ms]
    kept = {id(moment) for moment in before[-CONTEXT:]}
    moments = tuple(
        moment
        for moment in account.moments
        if id(moment) in kept or _concerns(moment, issue, begins_ms=begins_ms, until_ms=until_ms)
    )
    unread = account.before if begins_ms < account.begins_ms else 0
    return replace(account, issues=(issue,), moments=moments, before=unread)


def last_ms(issue: Issue) -> int:
    """Up to when an issue's story goes: with all of its last second."""
    return min(_ends_ms(issue) + 999, FOREVER)


def latest(account: Account, limit: int) -> Account:
    """Keep the last `limit` moments, and say how many came before."""
    earlier = max(len(account.moments) - limit, 0)
    return replace(account, moments=account.moments[earlier:], earlier=earlier)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """What both folds say: `in_force` where it speaks, `whole` for what it leaves out."""

    in_force: dict[int, Decision]
    whole: Story
    waiting: dict[int, tuple[int, ...]]
    answered: dict[int, tuple[int, ...]]
    actions: tuple[Action, ...]

    @classmethod
    def of(cls, facts: Facts, policy: Policy) -> _Judged:
        """Fold what is in force, everything, and everything as if nothing had been reopened."""
        own, everything = facts.issues, facts.everything
        present = fold(facts.present, policy)
        whole = fold(everything, policy)
        # What closed an issue that was reopened was an answer at its time.
        kept = tuple(a for a in everything.actions if a.kind is not ActionKind.REOPEN)
        at_its_time = fold(replace(everything, actions=kept), policy)
        answered = _answers(at_its_time, own) | _answers(whole, own) | _answers(present, own)
        return cls(
            in_force={
                message.row: decision
                for message, decision in present.decisions
                if decision.reason != "settled"
            },
            whole=whole,
            waiting=_waiting(own, whole),
            answered=answered,
            actions=everything.actions,
        )

    def messages(self) -> Iterator[tuple[Message, Decision]]:
        """Every stored message, in the fold's order, with what a fold over everything says."""
        return iter(self.whole.decisions)

    def said(self, judged: tuple[Message, Decision], heard: Sequence[RawEvent]) -> Said:
        message, decision = judged
        return Said(
            message=message,
            decision=self.in_force.get(message.row, decision),
            issue_id=message.issue_id,
            answered=self.answered.get(message.row, ()),
            answered_unkept=self.answered.get(message.row) == (),
            waiting=self.waiting[message.row],
            frozen=message.row not in self.in_force,
            webhooks=tuple(heard),
        )


def _answers(story: Story, own: Sequence[Issue]) -> dict[int, tuple[int, ...]]:
    """Which issues each answer ended, by the answer's row; none: a wait that is no issue."""
    ended_at: defaultdict[int, list[Wait]] = defaultdict(list)
    for wait in story.waits:
        if wait.ended is not None and wait.ended.resolution in _BY_CONTACT:
            ended_at[wait.ended.at_ms].append(wait)
    opened = {issue.opening_row: issue.id for issue in reversed(own)}
    ended: dict[int, tuple[int, ...]] = {}
    for message, decision in story.decisions:
        if decision.verdict in _ANSWERS:
            moments = {message.at_ms, message.ends_ms}
            ids = {_issue_of(w, opened) for at_ms in moments for w in ended_at.get(at_ms, ())}
            if ids:
                ended[message.row] = tuple(sorted(issue_id for issue_id in ids if issue_id))
    return ended


def _issue_of(wait: Wait, opened: Mapping[int | None, int | None]) -> int | None:
    """The stored issue of a wait: the one its first message opened, else any it remembers."""
    if wait.opened_by is not None:
        return wait.opened_by
    return opened.get(wait.messages[0].row) or next(iter(issue_ids(wait)), None)


def _waiting(own: Iterable[Issue], story: Story) -> dict[int, tuple[int, ...]]:
    """Which issues were open when each message came, by its row."""
    begun = sorted((i for i in own if stands(i)), key=lambda i: (i.created_ts, i.id), reverse=True)
    waits: list[Issue] = []
    found: dict[int, tuple[int, ...]] = {}
    for message, _ in sorted(story.decisions, key=lambda judged: judged[0].at_ms):
        while begun and begun[-1].created_ts * 1000 <= message.at_ms:
            waits.append(begun.pop())
        waits = [issue for issue in waits if message.at_ms < _ends_ms(issue)]
        found[message.row] = tuple(issue.id for issue in waits if issue.id)
    return found


def _ends_ms(issue: Issue) -> int:
    """When an issue's last second begins: it is stored in whole seconds."""
    if issue.state is State.OPEN or issue.resolved_ts is None:
        return FOREVER
    return issue.resolved_ts * 1000


def _concerns(moment: Moment, issue: Issue, *, begins_ms: int, until_ms: int) -> bool:
    match moment:
        case Changed():
            return moment.line.issue_id == issue.id
        case Told():
            return issue.id in moment.delivery.issue_ids
        case Said():
            own = issue.id == moment.issue_id or issue.id in moment.answered
            return own or begins_ms <= moment.at_ms <= until_ms
        case Posted():
            return issue.id == moment.event.issue_id or begins_ms <= moment.at_ms <= until_ms


def _place(moment: Moment) -> tuple[int, int, int]:
    """In time; what happens in one instant is told as cause before effect."""
    match moment:
        case Posted():
            return moment.at_ms, 0, moment.event.id or 0
        case Said():
            outbound = moment.message.direction is Direction.OUTBOUND
            return moment.at_ms, 1 if outbound else 2, moment.message.row
        case Changed():
            return moment.at_ms, 3, 0
        case Told():
            return moment.at_ms, 4, moment.delivery.id


def _muted(actions: Iterable[Action]) -> Action | None:
    marks = [a for a in actions if a.kind in {ActionKind.SPAM, ActionKind.UNSPAM}]
    last = max(marks, key=lambda action: action.at_ms, default=None)
    return last if last is not None and last.kind is ActionKind.SPAM else None


def _ids(people: Iterable[Person]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(person.contact_id for person in people))


def _person(store: Store, contact_id: str) -> Person:
    """One contact, read alone: many may be found, and webhooks come between."""
    with store.read() as db:
        return seen(db, contact_id)
