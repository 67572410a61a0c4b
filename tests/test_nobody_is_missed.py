"""The promise, over random worlds: nobody who waits is missing, and no wait ends by itself.

What each thing that happens means is written here once more, by hand and by kind, from the table of
contact (DESIGN §4): the rules must come to the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from engine import Clock, Engine, engine
from facts import CONTACT, STAFF, at, policy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sentinel_cli import GhlError, payload
from sentinel_cli.model import Direction, IssueType, Message, Resolution, State, Timeline
from sentinel_cli.rules.fold import fold
from sentinel_cli.simulator import Call, Contact, Conversation, Simulator
from sentinel_cli.simulator import Message as Row
from sentinel_cli.simulator.rows import message_row
from sentinel_cli.simulator.webhooks import event_payload

MINUTE = 60_000
BOT = "uBoTaA1Bb2Cc3Dd4Ee5F"
TALK_S = 600
RULES = policy(bots=frozenset({BOT}))


class Means(StrEnum):
    """What a thing that happened means for who waits."""

    TEXT = "the customer wrote and waits"
    CALL = "the customer called in vain and waits"
    CONTACT = "a person of the company reached them"
    TALK = "a person of the company talked with them, for ten minutes"
    OPT_OUT = "the customer opted out"
    NOTHING = "nothing"


def _text(message_type: str = "TYPE_SMS", body: str = "Is anyone coming?", **row: Any) -> Row:
    return Row(contact_id=CONTACT, message_type=message_type, body=body, **row)


def _ours(message_type: str = "TYPE_SMS", **row: Any) -> Row:
    given: dict[str, Any] = {"source": "app", "user_id": STAFF, **row}
    return _text(message_type, "We are on our way", direction="outbound", **given)


def _call(status: str, duration_s: float | None = None, said: str | None = None, **row: Any) -> Row:
    call = Call(duration_s=duration_s, status=said)
    given: dict[str, Any] = {"message_type": "TYPE_CALL", **row}
    return Row(contact_id=CONTACT, status=status, call=call, **given)


def _called(status: str, duration_s: float | None = None, **row: Any) -> Row:
    given: dict[str, Any] = {"source": "app", "user_id": STAFF, **row}
    return _call(status, duration_s, direction="outbound", **given)


KINDS: tuple[tuple[Means, Row], ...] = (
    *((Means.TEXT, _text(f"TYPE_{name}")) for name in (
        "SMS", "RCS", "MMS", "GROUP_SMS", "IMESSAGE", "CUSTOM_SMS", "CUSTOM_PROVIDER_SMS",
        "SMS_REACTION", "PIGEON", "CUSTOM",
    )),
    (Means.OPT_OUT, _text(body="STOP")),
    *((Means.CALL, _call(status)) for status in (
        "no-answer", "busy", "canceled", "failed", "voicemail", "missed", "declined", "unanswered",
        "a word nobody knows", "completed",
    )),
    (Means.CALL, _call("completed", 14)),
    (Means.CALL, _call("completed", 180, said="no-answer", user_id=STAFF)),
    (Means.CALL, _call("missed", 180, said="completed", user_id=STAFF)),
    (Means.CALL, _call("no-answer", message_type="TYPE_CUSTOM_CALL")),
    (Means.CALL, _call("completed", 9, message_type="TYPE_IVR_CALL", user_id=STAFF)),
    (Means.CALL, _call("completed", 30, message_type="TYPE_VOICEMAIL")),
    (Means.NOTHING, _call("completed", 180)),
    (Means.NOTHING, _call("completed", 180, user_id=BOT)),
    (Means.NOTHING, _call("completed", 180, message_type="TYPE_IVR_CALL", user_id=STAFF)),
    (Means.NOTHING, _call("answered", message_type="TYPE_CUSTOM_CALL")),
    (Means.NOTHING, _text("TYPE_EMAIL")),
    (Means.NOTHING, _text("TYPE_REVIEW")),
    (Means.NOTHING, _text("TYPE_FORM_SUBMISSION")),
    (Means.NOTHING, _text("TYPE_ACTIVITY_APPOINTMENT")),
    *((Means.CONTACT, _ours(f"TYPE_{name}")) for name in (
        "SMS", "RCS", "EMAIL", "WHATSAPP", "CUSTOM_SMS",
    )),
    (Means.CONTACT, _ours("TYPE_CAMPAIGN_MANUAL_SMS", source="campaign")),
    (Means.CONTACT, _ours(source=None)),
    (Means.CONTACT, _ours(source="app", omitted=("direction",))),
    (Means.CONTACT, _call("answered", message_type="TYPE_CUSTOM_CALL", user_id=STAFF)),
    (Means.CONTACT, _called("completed")),
    (Means.CONTACT, _called("completed", 30, said="voicemail")),
    (Means.TALK, _called("completed", TALK_S)),
    (Means.TALK, _call("completed", TALK_S, user_id=STAFF)),
    *((Means.NOTHING, _ours(source=source)) for source in (
        "workflow", "campaign", "bulk_actions", "conversation_ai", "voice_ai", "a new word", "api",
    )),
    (Means.NOTHING, _ours(source="workflow", omitted=("direction",))),
    (Means.NOTHING, _ours(user_id=BOT)),
    (Means.NOTHING, _ours(user_id=None)),
    (Means.NOTHING, _ours(source=None, app_id="66aa0000000000000000beef")),
    (Means.NOTHING, _ours(app_id="66aa0000000000000000beef")),
    (Means.NOTHING, _ours("TYPE_CAMPAIGN_SMS", source=None, omitted=("direction",))),
    (Means.NOTHING, _ours("TYPE_INTERNAL_COMMENT")),
    (Means.NOTHING, _ours("TYPE_PIGEON")),
    *((Means.NOTHING, _ours(status=status)) for status in (
        "failed", "undelivered", "pending", "scheduled",
    )),
    *((Means.NOTHING, _called(status)) for status in ("no-answer", "busy", "ringing")),
    (Means.NOTHING, _called("completed", 5)),
    (Means.NOTHING, _called("completed", TALK_S, user_id=None)),
    (Means.NOTHING, _called("completed", TALK_S, source="voice_ai")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Happening:
    """Something of a known meaning, at its own minute."""

    means: Means
    row: Row
    at_ms: int

    @property
    def waits(self) -> IssueType | None:
        """Which kind of issue it opens or counts to."""
        return {Means.TEXT: IssueType.SMS, Means.CALL: IssueType.CALL}.get(self.means)

    def answers(self, other: Happening) -> bool:
        """Whether contact by this reached who waited by the other: later, or during the talk."""
        if self.means is Means.TALK:
            return other.at_ms < self.at_ms + TALK_S * 1000
        return self.means is Means.CONTACT and other.at_ms < self.at_ms


def still_waiting(world: Sequence[Happening]) -> set[IssueType]:
    """The types of issue that must be open, said independently of the fold."""
    return {
        one.waits
        for one in world
        if one.waits is not None and not any(other.answers(one) for other in world)
    }


@st.composite
def worlds(draw: st.DrawFn) -> list[Happening]:
    """What one contact and the company do on a morning; no two things in one minute."""
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=12))
    minutes = draw(st.permutations(range(0, 200, 2)))
    return [
        Happening(means, row, at("08:00") + minute * MINUTE)
        for (means, row), minute in zip(kinds, minutes, strict=False)
    ]


# ---- the fold


def _as_read(happening: Happening, n: int) -> Message:
    """As GHL's list shows it, through the same reading as the poll's."""
    row = Row(**{**_fields(happening.row), "id": f"m{n}", "at_ms": happening.at_ms})
    shown = message_row(row, contact=Contact(id=CONTACT), location_id="LoC9aB3dE5fG7hJ1kL2m")
    return payload.api_message(shown, contact_id=CONTACT, conversation_id="cV1")


def _as_told(happening: Happening, n: int) -> Message:
    """As an app's event tells it."""
    row = Row(**{**_fields(happening.row), "id": f"m{n}", "at_ms": happening.at_ms})
    told = event_payload(
        row, contact=Contact(id=CONTACT), location_id="LoC9", now_ms=happening.at_ms
    )
    event = payload.webhook_event(told, missed_call_route=False, arrived_ms=happening.at_ms)
    return event.message


def _fields(row: Row) -> dict[str, Any]:
    return {name: getattr(row, name) for name in Row.__dataclass_fields__}


def law_of_the_open(world: list[Happening]) -> None:
    """As read by a poll, and as told by events, which do not say which app sent a text."""
    told = [happening for happening in world if happening.row.app_id is None]
    for known, read in ((world, _as_read), (told, _as_told)):
        messages = tuple(read(happening, n) for n, happening in enumerate(known))
        waits = fold(Timeline(contact_id=CONTACT, messages=messages), RULES).waits
        assert {wait.type for wait in waits if wait.ended is None} == still_waiting(known)


def law_of_the_ends(world: list[Happening]) -> None:
    messages = tuple(_as_read(happening, n) for n, happening in enumerate(world))
    people = {m.ghl_id: h for m, h in zip(messages, world, strict=True)}
    ends = {
        moment
        for m in messages
        if people[m.ghl_id].means in {Means.CONTACT, Means.TALK}
        for moment in (m.at_ms, m.ends_ms)
    }
    for wait in fold(Timeline(contact_id=CONTACT, messages=messages), RULES).waits:
        if wait.ended is None:
            continue
        if wait.ended.resolution is Resolution.OPTED_OUT:
            assert people[wait.messages[0].ghl_id].means is Means.OPT_OUT
        else:
            assert wait.ended.resolution in {Resolution.CONTACT, Resolution.VOICEMAIL_LEFT}
            assert wait.ended.at_ms in ends


@settings(max_examples=25, deadline=None, derandomize=True)
@given(worlds())
def test_nobody_who_waits_is_missing_and_nobody_else_is_open(world: list[Happening]) -> None:
    law_of_the_open(world)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(worlds())
def test_no_wait_ends_but_by_a_person_or_the_customer(world: list[Happening]) -> None:
    law_of_the_ends(world)


@pytest.mark.slow
@settings(max_examples=2000, deadline=None)
@given(worlds())
def test_both_hold_in_many_worlds(world: list[Happening]) -> None:
    law_of_the_open(world)
    law_of_the_ends(world)


# ---- webhooks and polls


@dataclass(frozen=True, slots=True)
class Told:
    """How a happening comes to Sentinel: of whom, in which of their threads, by webhook or not."""

    happening: Happening
    contact_id: str
    sibling: bool
    posted: bool
    shares_id: bool


CONTACTS = ("cAnna", "cBert")
FAULTS: Mapping[str, Mapping[str, Any]] = {
    "one thread": {"kind": "blocked", "route": "/conversations/{thread}/messages"},
    "all threads": {"kind": "blocked", "route": "/conversations/*/messages"},
    "the first threads": {"kind": "blocked", "route": "/conversations/*/messages", "times": 2},
    "empty threads": {"kind": "empty", "route": "/conversations/*/messages"},
    "the list": {"kind": "blocked", "route": "/conversations/search"},
}
"""What keeps GHL from answering; none of it is tried again within a poll."""


@st.composite
def days(draw: st.DrawFn) -> tuple[list[Told], list[tuple[int, str]]]:
    """A world of two contacts, and polls with what keeps GHL from answering them."""
    world = draw(worlds())
    told = [
        Told(
            happening,
            contact_id=draw(st.sampled_from(CONTACTS)),
            sibling=draw(st.booleans()),
            posted=draw(st.booleans()),
            shares_id=draw(st.integers(0, 9)) == 0,
        )
        for happening in world
    ]
    polls = draw(st.lists(st.integers(3, 230), min_size=1, max_size=4, unique=True))
    faults = st.sampled_from(("", "", *FAULTS))
    return told, [(at("08:00") + minute * MINUTE + 1, draw(faults)) for minute in sorted(polls)]


class Playground:
    """One installation with its GHL, in which a day is played."""

    def __init__(self, directory: Path, simulator: Simulator, clock: Clock) -> None:
        self.clock = clock
        self.ghl = simulator
        self.works: Engine = engine(
            directory, simulator, BOT_USER_IDS=BOT, POLL_LOOKBACK_HOURS="24"
        )
        self.siblings = {}
        for contact_id in CONTACTS:
            simulator.world.add_contact(Contact(id=contact_id))
            pair = [
                simulator.world.add_conversation(Conversation(contact_id=contact_id)).id
                for _ in range(2)
            ]
            self.siblings[contact_id] = pair

    def happens(self, told: Told, n: int) -> None:
        self.clock.ms = told.happening.at_ms
        row = self.ghl.world.add_message(
            Row(
                **{
                    **_fields(told.happening.row),
                    "contact_id": told.contact_id,
                    "id": "mShared" if told.shares_id else f"m{n}",
                    "at_ms": told.happening.at_ms,
                    "conversation_id": self.siblings[told.contact_id][told.sibling],
                }
            )
        )
        if told.posted and row.app_id is None:  # an event does not say which app sent a text
            thread = self.ghl.world.thread(row.conversation_id)
            event = event_payload(
                row, contact=thread.contact, location_id="LoC9aB3dE5fG7hJ1kL2m", now_ms=row.at_ms
            )
            heard = payload.webhook_event(event, missed_call_route=False, arrived_ms=row.at_ms)
            self.works.hears(heard.message, row.at_ms)

    def polls(self, now_ms: int, fault: str) -> bool:
        """Poll once; whether all was read."""
        self.clock.ms = now_ms
        if fault:
            terms: dict[str, Any] = {**FAULTS[fault]}
            thread = self.siblings[CONTACTS[0]][0]
            self.ghl.fault(**{**terms, "route": terms["route"].format(thread=thread)})
        try:
            report = self.works.polls(now_ms)
        except GhlError:
            return False
        finally:
            self.ghl.faults.clear()
        # A thread that failed before may wait for its pause to end.
        return report.ok and not report.pending and not fault

    def open(self, contact_id: str) -> set[IssueType]:
        return {i.type for i in self.works.issues(contact_id) if i.state is State.OPEN}


def play(directory: Path, day: tuple[list[Told], list[tuple[int, str]]]) -> None:
    """Nobody known to wait is missing after any poll; after a whole one, nobody else is open."""
    told, polls = day
    clock = Clock(at("07:00"))
    simulator = Simulator(clock=clock)
    with simulator.running():
        ground = Playground(directory, simulator, clock)
        ground.polls(at("07:30"), "")
        rest = sorted(enumerate(told), key=lambda pair: pair[1].happening.at_ms)
        seen: list[Told] = []
        known: set[int] = set()
        for now_ms, fault in [*polls, (at("13:00"), "")]:
            while rest and rest[0][1].happening.at_ms <= now_ms:
                n, one = rest.pop(0)
                ground.happens(one, n)
                seen.append(one)
                known |= {id(one)} if one.posted and not one.shares_id else set()
            whole = ground.polls(now_ms, fault)
            known |= {id(one) for one in seen} if whole else set()
            for contact_id in CONTACTS:
                theirs = [one for one in seen if one.contact_id == contact_id]
                waiting = {
                    one.happening.waits
                    for one in theirs
                    if id(one) in known
                    and one.happening.waits is not None
                    and not any(o.happening.answers(one.happening) for o in theirs)
                }
                assert waiting <= ground.open(contact_id), (contact_id, fault)
                if whole and not any(one.shares_id for one in seen):
                    assert waiting == ground.open(contact_id)


@pytest.mark.slow
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(day=days())
def test_nobody_known_to_wait_is_missing_after_any_poll(
    tmp_path_factory: pytest.TempPathFactory, day: tuple[list[Told], list[tuple[int, str]]]
) -> None:
    play(tmp_path_factory.mktemp("day"), day)


def test_every_direction_is_known_of_what_happens_here() -> None:
    assert {Direction(row.direction) for _, row in KINDS} == set(Direction)
