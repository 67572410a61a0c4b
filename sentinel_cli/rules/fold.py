"""The heart: walk one contact's timeline in order and say who waits, since when, until when.

Five moves, and no others:
1. a customer's text or missed call opens a wait of its type, or counts up the open one;
2. human contact ends every open wait;
3. closing words while nobody waits, and an opt-out, are kept as a wait that ended as it began;
   texts in a row close together or not at all, whatever the business said before them counts;
4. an operator's action is a fact in the same timeline;
5. anything else changes nothing, and says why.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sentinel_cli.model import (
    MOST_HEARD,
    Action,
    ActionKind,
    Called,
    Decision,
    Direction,
    Ending,
    IssueType,
    Message,
    Opening,
    Policy,
    Resolution,
    Story,
    Timeline,
    Urgency,
    Verdict,
    Wait,
)
from sentinel_cli.rules.acknowledgement import Answer, Judgement, judge
from sentinel_cli.rules.verdicts import WAITS, decide


@dataclass(frozen=True, slots=True)
class HungUp:
    """The end of a call that reached the customer: what they sent during it is covered by it."""

    call: Message


_SECOND_MS = 1000
_ONE_GO_MS = 10 * 60_000
"""Texts of a customer that follow each other within ten minutes are typed in one go."""

LONGEST_ROW = 10
"""Texts. Nobody closes a conversation with more; a longer row is for a person to read."""

Fact = Message | HungUp | Action | Opening
Place = tuple[int, int, str]
"""Epoch milliseconds, then what comes first at the same one."""


def fold(timeline: Timeline, policy: Policy) -> Story:
    """All waits of a contact, in order of beginning, and the decision on each message.

    The answer depends on the facts alone: not on the order in which they were learnt, nor on the
    issues that exist, except where an action or a settled issue names one.
    """
    walk = Walk(timeline, policy)
    for _, fact in placed(timeline, policy):
        walk.step(fact)
    return walk.story()


def placed(timeline: Timeline, policy: Policy) -> list[tuple[Place, Fact]]:
    """The facts as they happened, each with its place.

    At equal milliseconds outbound comes before inbound: a reply in the same instant is not known
    to answer the question, and a false alarm is better than a lost customer.
    """
    found: list[tuple[Place, Fact]] = []
    for message in timeline.messages:
        rank = 0 if message.direction is Direction.OUTBOUND else 2
        name = f"{message.ghl_id}|{message.text}"
        found.append(((message.at_ms, rank, name), message))
        if _lasted(message, policy):
            found.append(((message.ends_ms, 0, name), HungUp(message)))
    found.extend(
        ((opening.at_ms, 1, str(opening.issue_id)), opening) for opening in timeline.openings
    )
    found.extend(
        ((at_ms, 3, f"{n:06}"), action) for n, (at_ms, action) in enumerate(_places(timeline))
    )
    found.sort(key=lambda pair: pair[0])
    return found


def _lasted(message: Message, policy: Policy) -> bool:
    """A call in which a person talked with the customer for a known time."""
    lasted = message.ends_ms > message.at_ms
    return lasted and decide(message, policy).verdict is Verdict.CONTACT


def _places(timeline: Timeline) -> Iterator[tuple[int, Action]]:
    """Where each action stands in the timeline, in the order they were taken.

    A `resolve` stands right behind the customer's last message it covers, so that a message learnt
    later but dated after those opens a new wait; it never stands before an earlier action. One that
    covers nothing in this timeline answered older messages, and ends nothing here.
    """
    previous = 0
    for action in sorted(timeline.actions, key=lambda action: (action.at_ms, action.seq)):
        at_ms = action.at_ms
        if action.kind is ActionKind.RESOLVE:
            covered = [
                message.at_ms
                for message in timeline.messages
                # The customer's only: a text of ours may be scheduled for next week.
                if message.direction is Direction.INBOUND and 0 < message.row <= action.covers
            ]
            covered += [o.at_ms for o in timeline.openings if o.issue_id == action.issue_id]
            at_ms = max(covered, default=0)
        previous = max(previous, at_ms)
        yield previous, action


class Walk:
    """The state of one walk: who waits now, what is over, what was said since the customer's turn.

    `heard` is what the business wrote since the customer's texts before, by person or workflow
    alike; `row` the customer's texts in a row, since then and since the last contact or action.
    """

    def __init__(self, timeline: Timeline, policy: Policy) -> None:
        self.settled = timeline.settled
        self.waited = timeline.waited
        self.policy = policy
        self.open: dict[IssueType, Wait] = {}
        self.more: dict[IssueType, list[Message]] = {}
        self.over: list[Wait] = []
        self.decisions: list[tuple[Message, Decision]] = []
        self.heard: tuple[str, ...] = ()
        self.row: tuple[Message, ...] = ()
        self.was_answered = False
        self.muted = False
        if timeline.carried is not None:
            self.open = {opening.type: _known(opening) for opening in timeline.carried.openings}
            self.heard, self.was_answered = timeline.carried.heard, True

    def step(self, fact: Fact) -> None:
        """Take the next fact in order."""
        match fact:
            case Message():
                decision = self.decide(fact)
                self.decisions.append((fact, decision))
                self.take(fact, decision)
                self.listen(fact)
            case HungUp(call):
                self.answer(call, Resolution.CONTACT, at_ms=call.ends_ms)
            case Opening():
                self.begin(fact)
            case Action():
                self.act(fact)

    def story(self) -> Story:
        """What is known once all facts were taken."""
        self.gather()
        waits = sorted(
            [*self.over, *self.open.values()], key=lambda wait: (wait.began_ms, wait.type)
        )
        return Story(tuple(waits), tuple(self.decisions))

    def decide(self, message: Message) -> Decision:
        """The message's own verdict, corrected by what stands around it."""
        decision = decide(message, self.policy)
        if decision.verdict not in WAITS:
            return decision
        if self.muted or message.issue_id in self.settled:
            return Decision(Verdict.NOTHING, "spam" if self.muted else "settled")
        if decision.verdict is Verdict.OPT_OUT:
            return decision
        is_text = not message.channel.is_call and len(self.row) < LONGEST_ROW
        if is_text and not self.anybody_waits(message):
            closing = self.judge(message)
            if closing.answer is Answer.CLOSES:
                detail = f"{closing.rule}: {closing.words}"
                return Decision(Verdict.ACKNOWLEDGEMENT, "closing_words", detail)
        if _issue_type(message) in self.open:
            return replace(decision, verdict=Verdict.COUNTS)
        return decision

    def judge(self, message: Message) -> Judgement:
        """Whether the customer's texts in a row, with this one, only close the conversation."""
        return judge([said.text for said in (*self.row, message)], self.heard)

    def anybody_waits(self, message: Message) -> bool:
        """Since before this row of texts: also where the wait is settled and not walked through."""
        waits = any(not self.in_one_go(wait, message) for wait in self.open.values())
        return waits or any(began <= message.at_ms < ended for began, ended in self.waited)

    def in_one_go(self, wait: Wait, message: Message) -> bool:
        """“Thanks!”, and a moment later “No”, is one closing, whichever of them came first."""
        at_once = message.at_ms - wait.last_inbound_ms <= _ONE_GO_MS
        return at_once and self.is_all_of(wait, self.row)

    @staticmethod
    def is_all_of(wait: Wait, row: tuple[Message, ...]) -> bool:
        """Whether a wait is made of this row of texts alone."""
        may_be = wait.opened_by is None and len(wait.messages) <= len(row)
        return may_be and set(wait.messages) <= set(row)

    def take(self, message: Message, decision: Decision) -> None:
        """Let one message change the state, as its decision says."""
        match decision.verdict:
            case Verdict.OPENS:
                wait = _opened(message)
                quiet = not self.anybody_waits(message) and self.is_quiet(wait, message)
                self.open[wait.type] = replace(wait, probably_thanks=True) if quiet else wait
            case Verdict.COUNTS:
                self.count(message)
            case Verdict.ACKNOWLEDGEMENT:
                self.close(message, decision)
            case Verdict.OPT_OUT:
                self.keep(message, Resolution.OPTED_OUT, "customer")
            case Verdict.CONTACT:
                self.answer(message, Resolution.CONTACT, at_ms=message.at_ms)
            case Verdict.VOICEMAIL_LEFT:
                self.answer(message, Resolution.VOICEMAIL_LEFT, at_ms=message.at_ms)
            case Verdict.ATTEMPT:
                self.open = {t: replace(w, attempts=w.attempts + 1) for t, w in self.open.items()}
            case Verdict.NOT_YET | Verdict.NOTHING:
                pass

    def begin(self, opening: Opening) -> None:
        """An issue's beginning: of a wait of its own, or of one whose earlier message is news.

        GHL's date of a message lies some seconds before the moment an imported issue has for it.
        """
        self.gather()
        wait = self.open.get(opening.type)
        if wait is None:
            self.open[opening.type] = _known(opening)
        elif not issue_ids(wait):
            self.open[opening.type] = replace(
                wait, opened_by=opening.issue_id, opening_row=wait.messages[0].row
            )

    def listen(self, message: Message) -> None:
        """Remember what was said since it was the other's turn."""
        if message.speaks_to_customer:
            heard = () if self.was_answered else self.heard
            self.heard = (*heard, message.text)[-MOST_HEARD:]
            self.was_answered, self.row = False, ()
        elif message.direction is Direction.INBOUND and not message.channel.is_call:
            self.was_answered = True
            self.row = (*self.row, message)[: LONGEST_ROW + 1]

    def close(self, message: Message, decision: Decision) -> None:
        """Closing words join those of a moment ago: what these had opened was no wait either."""
        earlier = self.open.pop(_issue_type(message), None) or self.closed_in_one_go(message)
        if earlier is None:
            self.keep(message, Resolution.ACKNOWLEDGED, decision.detail)
            return
        self.decisions = [
            (said, decision if said in earlier.messages else was) for said, was in self.decisions
        ]
        wait = replace(
            earlier, messages=(*earlier.messages, message), last_inbound_ms=message.at_ms
        )
        self.over.append(_ended(wait, message.at_ms, Resolution.ACKNOWLEDGED, decision.detail))

    def closed_in_one_go(self, message: Message) -> Wait | None:
        """The wait that the same row of texts closed a moment ago, taken out to be joined."""
        for wait in reversed(self.over):
            if _is_acknowledged(wait) and self.in_one_go(wait, message):
                self.over.remove(wait)
                return wait
        return None

    def count(self, message: Message) -> None:
        """One more message of a customer who waits already: the clock runs on."""
        wait = self.open[_issue_type(message)]
        self.open[wait.type] = replace(
            wait,
            last_inbound_ms=message.at_ms,
            unlisted=wait.unlisted - _is_what_opened(wait, message),
            probably_thanks=self.is_quiet(wait, message),
        )
        self.more.setdefault(wait.type, []).append(message)
        if len(wait.messages) <= LONGEST_ROW + 1:
            self.gather()

    def gather(self) -> None:
        """Let the open waits have what they counted: one by one would cost its number's square.

        Until then they are no less too long to be one row of texts.
        """
        for issue_type, more in self.more.items():
            wait = self.open[issue_type]
            self.open[issue_type] = replace(wait, messages=(*wait.messages, *more))
        self.more.clear()

    def is_quiet(self, wait: Wait, message: Message) -> bool:
        """Probably only thanks, and so was everything before it that this wait is made of."""
        if message.channel.is_call or len(self.row) >= LONGEST_ROW:
            return False
        known = wait.probably_thanks or self.is_all_of(wait, (*self.row, message))
        return known and self.judge(message).answer is not Answer.NO

    def keep(self, message: Message, resolution: Resolution, by: str) -> None:
        """A wait that ended as it began is visible and reversible; it ends no other one."""
        wait = _opened(message)
        self.over.append(_ended(wait, message.at_ms, resolution, by))

    def act(self, action: Action) -> None:
        """What a person told Sentinel."""
        if action.kind in {ActionKind.URGENT, ActionKind.CALM}:
            self.call(action)
            return
        self.gather()
        self.row = ()
        match action.kind:
            case ActionKind.RESOLVE if action.type in self.open:
                wait = self.open.pop(action.type)
                self.over.append(_ended(wait, action.at_ms, Resolution.OPERATOR, action.actor))
            case ActionKind.RESOLVE:
                pass  # the wait had ended already, as we learnt later
            case ActionKind.REOPEN:
                self.reopen(action)
            case ActionKind.SPAM:
                self.muted = True
                self.end(action.at_ms, Resolution.SPAM, action.actor)
            case ActionKind.UNSPAM:
                self.muted = False

    def call(self, action: Action) -> None:
        """A person says how urgent a wait is; who waits and since when stays as it was."""
        urgency = Urgency.URGENT if action.kind is ActionKind.URGENT else Urgency.NORMAL
        called = Called(urgency, action.at_ms)
        if action.type in self.open:
            self.open[action.type] = replace(self.open[action.type], called=called)

    def reopen(self, action: Action) -> None:
        """The wait of that issue goes on; whatever waits since then becomes part of it."""
        ended = [wait for wait in self.over if action.issue_id in issue_ids(wait)]
        if not ended:
            return
        wait = max(ended, key=lambda wait: wait.began_ms)
        self.over.remove(wait)
        since = self.open.get(wait.type)
        self.open[wait.type] = replace(
            wait,
            ended=None,
            probably_thanks=False,
            messages=wait.messages + (since.messages if since else ()),
            last_inbound_ms=since.last_inbound_ms if since else wait.last_inbound_ms,
        )

    def answer(self, contact: Message, resolution: Resolution, *, at_ms: int) -> None:
        """Contact ends what is open, and outranks a closing by hand that came after it."""
        by = contact.user_id or "person"
        self.row = ()
        self.over = [
            _ended(wait, at_ms, resolution, by) if _was_closed_after(wait, at_ms) else wait
            for wait in self.over
        ]
        self.end(at_ms, resolution, by)

    def end(self, at_ms: int, resolution: Resolution, by: str) -> None:
        """What ends a wait is with the customer, not with a channel: texts and calls alike."""
        self.gather()
        self.over += [_ended(wait, at_ms, resolution, by) for wait in self.open.values()]
        self.open.clear()


def issue_ids(wait: Wait) -> tuple[int, ...]:
    """The issues a wait's facts remember: the opening's first, then the others, lowest first."""
    opening = wait.opened_by if wait.opened_by is not None else wait.messages[0].issue_id
    others = {message.issue_id for message in wait.messages} - {opening}
    ids = (opening, *sorted(issue_id for issue_id in others if issue_id is not None))
    return tuple(issue_id for issue_id in ids if issue_id is not None)


def _issue_type(message: Message) -> IssueType:
    return IssueType.CALL if message.channel.is_call else IssueType.SMS


def _opened(message: Message) -> Wait:
    return Wait(
        type=_issue_type(message),
        began_ms=message.at_ms,
        last_inbound_ms=message.at_ms,
        messages=(message,),
    )


def _known(opening: Opening) -> Wait:
    """A wait as far as its issue tells of it."""
    last_ms = opening.last_inbound_ms
    return Wait(
        type=opening.type,
        began_ms=opening.at_ms,
        last_inbound_ms=opening.at_ms if last_ms is None else last_ms,
        opened_by=opening.issue_id,
        opening_row=opening.row,
        unlisted=opening.count,
        attempts=opening.attempts,
    )


def _is_what_opened(wait: Wait, message: Message) -> bool:
    """The very message that an issue without one began with: issues know the second of it."""
    is_without = wait.opened_by is not None and wait.opening_row is None and wait.unlisted > 0
    return is_without and not wait.messages and message.at_ms - wait.began_ms < _SECOND_MS


def _is_acknowledged(wait: Wait) -> bool:
    return wait.ended is not None and wait.ended.resolution is Resolution.ACKNOWLEDGED


def _was_closed_after(wait: Wait, at_ms: int) -> bool:
    """A person closed it by hand, not knowing yet that it had been answered at `at_ms`."""
    ended = wait.ended
    return ended is not None and ended.resolution is Resolution.OPERATOR and ended.at_ms > at_ms


def _ended(wait: Wait, at_ms: int, resolution: Resolution, by: str) -> Wait:
    """Nobody is answered before they asked: an ending is never before its beginning."""
    ending = Ending(at_ms=max(at_ms, wait.began_ms), resolution=resolution, by=by)
    return replace(wait, ended=ending)
