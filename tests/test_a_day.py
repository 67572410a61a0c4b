"""A whole day, played from `a_day.txt` through the receiver and the polls, and what is true then.

The day's clock is the only clock: the simulated GHL, the receiver, polls and summaries ask it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest
from engine import MANAGER, SECOND_MANAGER, Engine, closed_afterwards, engine
from facts import at

from sentinel_cli.cli.receiving import Receiving
from sentinel_cli.cli.story import print_account
from sentinel_cli.cli.tables import print_issues
from sentinel_cli.desk import operations
from sentinel_cli.desk.explain import account_of
from sentinel_cli.desk.operations import Operation
from sentinel_cli.desk.replay import against_store
from sentinel_cli.desk.status import alarms, gather
from sentinel_cli.engine.start import policy_as_read
from sentinel_cli.logs import Log
from sentinel_cli.model import Slot
from sentinel_cli.receiver import make_app
from sentinel_cli.simulator import Call, Contact, Conversation, Message, Simulator, Style
from sentinel_cli.simulator.server import listening
from sentinel_cli.store import issues, open_store

SCRIPT = Path(__file__).with_name("a_day.txt")
STAFF = {"Sam": "uS3rAa1Bb2Cc3Dd4Ee5F", "Kim": "uS3rBb2Cc3Dd4Ee5Ff6G"}
SECRET = "a-secret-of-more-than-sixteen-characters"
EVENING_MS = at("18:00")
SLOTS = {"08:00": Slot.MORNING, "11:00": Slot.MIDDAY, "15:00": Slot.AFTERNOON}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the script."""

    at_ms: int
    customer: str
    what: str
    said: str


def script() -> list[Line]:
    lines = [line for line in SCRIPT.read_text().splitlines() if line[:1].isdigit()]
    parts = ([*re.split(r" {2,}", line), ""][:4] for line in lines)
    return [Line(at(clock), customer, what, said) for clock, customer, what, said in parts]


@dataclass
class Day:
    """The business on that day: its GHL, its installation, and who is who."""

    simulator: Simulator = field(init=False)
    works: Engine = field(init=False)
    now_ms: int = at("06:00")
    texts: dict[Slot, str] = field(default_factory=dict)

    def plays(self, line: Line) -> None:
        """Let one line happen at its time."""
        self.now_ms = line.at_ms
        name = line.what[:3]
        what = line.what.replace(name, "staff", 1) if name in STAFF else line.what
        MOVES[what](self, contact_id(line.customer), line.said, STAFF.get(name, ""))

    def polls(self, at_ms: int) -> None:
        """What cron does every five minutes."""
        self.now_ms = at_ms
        report = self.works.polls(at_ms)
        assert report.ok, report

    def tells(self, slot: Slot, at_ms: int) -> None:
        """What cron does three times a day."""
        self.now_ms = at_ms
        report = self.works.tells(slot, at_ms, once=True)
        assert report.ok, report
        (self.texts[slot],) = {recipient.text.text for recipient in report.recipients}

    def adds(self, contact: str, *, webhook: Style = Style.WORKFLOW, **row: Any) -> None:
        """One more row in GHL; a workflow announces what a customer did."""
        self.simulator.happens(Message(contact_id=contact, **row), webhook=webhook)

    def row(self, contact: str, direction: str) -> Message:
        """The contact's last row of one direction."""
        threads = self.simulator.world.indexed_threads()
        rows = [row for thread in threads for row in thread.messages if row.contact_id == contact]
        return [row for row in rows if row.direction == direction][-1]


Move = Callable[[Day, str, str, str], None]


def contact_id(name: str) -> str:
    return f"cT{name:x<18}"


def customer_texts(**row: Any) -> Move:
    return lambda day, contact, said, _: day.adds(contact, body=said, **row)


def customer_calls(**row: Any) -> Move:
    call: dict[str, Any] = {"message_type": "TYPE_CALL"} | row
    return lambda day, contact, said, _: day.adds(contact, call=_lasting(said), **call)


def staff_texts(**row: Any) -> Move:
    return lambda day, contact, said, staff: day.adds(
        contact, **{"direction": "outbound", "body": said, "source": "app", "user_id": staff} | row
    )


def staff_calls(day: Day, contact: str, said: str, staff: str) -> None:
    row = {"message_type": "TYPE_CALL", "call": _lasting(said), "body": ""}
    status = "completed" if _lasting(said).duration_s else said
    staff_texts(**row, status=status)(day, contact, said, staff)


def _lasting(said: str) -> Call:
    return Call(duration_s=float(said.removesuffix(" s")) if said.endswith(" s") else None)


def staff_texts_elsewhere(day: Day, contact: str, said: str, staff: str) -> None:
    sibling = day.simulator.world.add_conversation(Conversation(contact_id=contact))
    staff_texts(conversation_id=sibling.id)(day, contact, said, staff)


def status_becomes(status: str) -> Move:
    return lambda day, contact, _said, _staff: _ignored(
        day.simulator.world.change_message(day.row(contact, "outbound").id, status=status)
    )


def staff_retries(day: Day, contact: str, _said: str, _staff: str) -> None:
    day.simulator.world.retry_message(day.row(contact, "outbound").id)


def webhook_comes(day: Day, contact: str, _said: str, _staff: str) -> None:
    day.simulator.announce(day.row(contact, "inbound").id, style=Style.WORKFLOW)


def operator(operation: Operation) -> Move:
    def move(day: Day, contact: str, _said: str, _staff: str) -> None:
        (issue,) = day.works.issues(contact)
        day.works.does(operation, issue.id or 0, day.now_ms)

    return move


def _ignored(_: object) -> None:
    """A move returns nothing."""


MOVES: Mapping[str, Move] = {
    "texts": customer_texts(),
    "texts, webhook lost": customer_texts(webhook=Style.NONE),
    "writes on Facebook": customer_texts(message_type="TYPE_FACEBOOK"),
    "calls in vain": customer_calls(status="no-answer"),
    "leaves a voicemail": customer_calls(message_type="TYPE_VOICEMAIL", status="completed"),
    "calls, Kim answers": customer_calls(status="completed", user_id=STAFF["Kim"]),
    "calls, the menu answers": customer_calls(status="completed", message_type="TYPE_IVR_CALL"),
    "webhook comes again": webhook_comes,
    "webhook comes late": webhook_comes,
    "a workflow texts": staff_texts(source="workflow"),
    "a campaign texts": staff_texts(source="campaign", user_id=STAFF["Sam"]),
    "staff texts": staff_texts(),
    "staff texts, it fails": staff_texts(status="failed"),
    "staff texts, pending": staff_texts(status="pending"),
    "staff texts, on its way": staff_texts(status="sent"),
    "staff texts, scheduled": staff_texts(status="scheduled"),
    "staff texts elsewhere": staff_texts_elsewhere,
    "staff e-mails": staff_texts(message_type="TYPE_EMAIL"),
    "staff comments": staff_texts(message_type="TYPE_INTERNAL_COMMENT"),
    "staff calls": staff_calls,
    "staff leaves a voicemail": staff_texts(message_type="TYPE_VOICEMAIL", status="completed"),
    "staff's text fails": status_becomes("failed"),
    "staff's text is delivered": status_becomes("delivered"),
    "staff retries": staff_retries,
    "closed by hand": operator(operations.resolve),
    "marked as spam": operator(operations.spam),
}


class AtItsTime(Receiving):
    """The receiver's services on the day's clock."""

    day: Day

    def now_ms(self) -> int:
        return self.day.now_ms


@contextmanager
def opened(directory: Path) -> Iterator[Day]:
    """A GHL, a receiver it posts to, and an installation, all on the day's clock."""
    day = Day()
    day.simulator = Simulator(clock=lambda: day.now_ms, webhook_secret=SECRET)
    for number, name in enumerate(dict.fromkeys(line.customer for line in script())):
        phone = f"+12145550{number:03}"
        day.simulator.world.add_contact(Contact(id=contact_id(name), first_name=name, phone=phone))
    for manager in (MANAGER, SECOND_MANAGER):
        day.simulator.world.add_contact(Contact(id=manager, first_name="Robin"))
    with day.simulator.running():
        both = f"{MANAGER},{SECOND_MANAGER}"
        day.works = engine(
            directory, day.simulator, MANAGER_CONTACT_IDS=both, WEBHOOK_SECRET=SECRET
        )
        shared = open_store(day.works.settings.db, shared=True)
        log = Log(stream=None, run_id="day", clock=lambda: day.now_ms / 1000)
        services = AtItsTime(shared, day.works.settings, log)
        services.day = day
        with listening(make_app(services, secret=SECRET), port=0) as receiver_url:
            day.simulator.webhooks.base_url = receiver_url
            yield day
        shared.close()
        day.works.store.close()


def happenings(day: Day) -> list[tuple[int, int, Callable[[], None]]]:
    """Everything of the day in order; at the same minute people come before cron."""
    lines = [(line.at_ms, 0, partial(day.plays, line)) for line in script()]
    polls = [
        (at(f"{hour:02}:{minute:02}"), 1, partial(day.polls, at(f"{hour:02}:{minute:02}")))
        for hour in range(6, 18)
        for minute in range(2, 60, 5)
    ]
    slots = [(at(clock), 1, partial(day.tells, slot, at(clock))) for clock, slot in SLOTS.items()]
    return sorted([*lines, *polls, *slots], key=itemgetter(0, 1))


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """The day, over: at 18:00 everybody has gone home."""
    with closed_afterwards(), opened(tmp_path_factory.mktemp("day")) as played:
        for _, _, happens in happenings(played):
            happens()
        played.now_ms = EVENING_MS
        assert {post.status for post in played.simulator.webhooks.posts} == {200}
        yield played


def cells(table: str) -> list[list[str]]:
    """A table for readers, whose columns are two blanks or more apart."""
    return [re.split(r" {2,}", line) for line in table.strip().splitlines()]


def test_the_script_has_thirty_conversations() -> None:
    assert len({line.customer for line in script()}) == 30


@pytest.mark.slow
def test_the_list_says_of_everybody_whether_they_wait(
    day: Day, capsys: pytest.CaptureFixture[str]
) -> None:
    with day.works.store.read() as db:
        found = sorted(issues.select(db, issues.Wanted()), key=lambda issue: issue.id or 0)
    calendar = day.works.settings.calendar
    print_issues(found, calendar=calendar, now_ts=EVENING_MS // 1000, layout="auto")
    header, *rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    shown = ("id", "type", "state", "who", "waiting since", "due", "waited", "messages", "how")
    places = [header.index(column) for column in shown]
    assert [[_brief(row[n]) for n in places if row[n]] for row in rows] == cells("""
1   SMS   RESOLVED  Ola    06:30  10:00             1 h 35 min  1  contact
2   SMS   RESOLVED  Dana   08:03  10:03             17 min      1  contact
3   SMS   RESOLVED  Luis   08:10  10:10             3 h 10 min  3  contact
4   SMS   RESOLVED  Mei    08:15  10:15             35 min      1  contact
5   SMS   RESOLVED  Dana   08:21  10:21             0 min       1  acknowledged
6   CALL  RESOLVED  Omar   08:30  10:30             30 min      1  contact
7   CALL  OVERDUE   Priya  08:40  10:40             9 h 20 min  1
8   SMS   RESOLVED  Tom    09:00  11:00             6 h 30 min  1  contact
9   SMS   OVERDUE   Ana    09:05  11:05             8 h 55 min  1
10  CALL  RESOLVED  Ben    09:10  11:10             30 min      1  contact
11  SMS   RESOLVED  Ben    09:12  11:12             28 min      1  contact
12  CALL  OVERDUE   Carla  09:15  11:15             8 h 45 min  1
13  CALL  RESOLVED  Dev    09:20  11:20             30 min      1  voicemail_left
14  SMS   RESOLVED  Eve    09:30  11:30             5 min       1  contact
15  SMS   OVERDUE   Finn   09:40  11:40             8 h 20 min  1
16  SMS   RESOLVED  Hugo   10:00  12:00             5 min       1  contact
17  SMS   RESOLVED  Hugo   10:06  12:06             0 min       1  acknowledged
18  SMS   RESOLVED  Ida    10:10  12:10             10 min      1  contact
19  SMS   RESOLVED  Jon    10:30  12:30             1 h 30 min  1  operator
20  SMS   RESOLVED  Kay    10:40  12:40             5 min       1  spam
21  SMS   RESOLVED  Lee    11:05  13:05             25 min      1  contact
22  CALL  RESOLVED  Mia    11:10  13:10             30 min      1  contact
23  SMS   RESOLVED  Ned    11:15  13:15             30 min      1  contact
25  CALL  RESOLVED  Sid    12:00  14:00             1 h         2  contact
26  SMS   RESOLVED  Tia    12:20  14:20             30 min      1  contact
27  SMS   RESOLVED  Vic    13:10  15:10             5 min       1  contact
28  SMS   OVERDUE   Eve    13:30  15:30             4 h 30 min  1
29  SMS   OVERDUE   Wes    13:50  15:50             4 h 10 min  1
30  SMS   RESOLVED  Uma    13:50  15:50             15 min      1  contact
31  SMS   OVERDUE   Xia    14:10  16:10             3 h 50 min  1
33  SMS   OPEN      Rae    16:30  2026-04-02 09:30 CDT  1 h 30 min  1
""")


def _brief(cell: str) -> str:
    """`2026-04-01 08:10 CDT` as `08:10`; another day stays."""
    return re.sub(r"^2026-04-01 (\d\d:\d\d) CDT$", r"\1", cell)


@pytest.mark.slow
def test_the_managers_are_told_what_is_so_three_times(day: Day) -> None:
    morning, midday, afternoon = (day.texts[slot] for slot in Slot)
    assert morning == MORNING.strip()
    assert midday == MIDDAY.strip()
    assert afternoon == AFTERNOON.strip()


MORNING = """
Sentinel morning, Wed Apr 1, 8:00 AM
Open: 1 text, 0 calls
Overdue: none

RESOLVED since 6:02 AM: none
Reply LIST, OPEN 1, DONE 1, HELP
"""

MIDDAY = """
Sentinel midday, Wed Apr 1, 11:00 AM
Open: 4 texts, 2 calls
Overdue: 1 text, 1 call

OVERDUE
#3 Luis: text, 50m late (3 msgs) "Why was I charged twice?"
#7 Priya: call, 20m late

RESOLVED since 8:00 AM: 12, closed as thanks: 2
#20 Kay: text (spam)
#18 Ida: text
#16 Hugo: text
#13 Dev: call (voicemail left)
#10 #11 Ben: text + call
#14 Eve: text
#9 Ana: text
#6 Omar: call
#4 Mei: text
#2 Dana: text
+1 more
Reply LIST, OPEN 3, DONE 3, HELP
"""

AFTERNOON = """
Sentinel afternoon, Wed Apr 1, 3:00 PM
Open: 6 texts, 2 calls
Overdue: 3 texts, 2 calls

OVERDUE
#8 Tom: text, 4h late "What does a..."
#9 Ana: text, 3h 55m late
#12 Carla: call, 3h 45m late, tried 1x
#15 Finn: text, 3h 20m late
#7 Priya: call, 4h 20m late

RESOLVED since 11:00 AM: 9
#30 Uma: text
#27 Vic: text
#25 Sid: call
#26 Tia: text
#19 Jon: text (closed by kim)
#23 Ned: text
#22 Mia: call
#21 Lee: text
#3 Luis: text
Reply LIST, OPEN 8, DONE 8, HELP
"""


def traced(day: Day, name: str, capsys: pytest.CaptureFixture[str]) -> list[list[str]]:
    """What `trace` tells of a customer: time, what, meaning and why of every moment."""
    with day.works.store.read() as db:
        policy = policy_as_read(db, day.works.settings)
    account = account_of(day.works.store, contact_id(name), policy=policy, now_ms=EVENING_MS)
    print_account(account, calendar=day.works.settings.calendar, now_ts=EVENING_MS // 1000)
    header, *rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    places = [header.index(column) for column in ("time", "what", "meaning", "why")]
    return [[row[n].split(" ")[1] if n == 0 else row[n] for n in places if row[n]] for row in rows]


@pytest.mark.slow
def test_but_i_answered_is_settled_by_the_trace(
    day: Day, capsys: pytest.CaptureFixture[str]
) -> None:
    told = traced(day, "Ana", capsys)
    assert (
        ["  ".join(moment) for moment in told]
        == """\
09:05:00  message  opens #9  the customer wrote
09:05:00  change  the customer waits
09:20:00  message  no answer, #9 waits on  the text was not delivered (failed)
09:22:00  change  contact (uS3rBb2Cc3Dd4Ee5Ff6G)
11:00:00  told  taken by GHL, queued
11:00:00  told  taken by GHL, queued
12:07:00  change  no longer contact: the facts changed
15:00:00  told  taken by GHL, its delivery not reported
15:00:00  told  taken by GHL, its delivery not reported""".splitlines()
    )


@pytest.mark.slow
def test_a_thank_you_is_never_told_as_a_wait(day: Day, capsys: pytest.CaptureFixture[str]) -> None:
    changes = [moment[-1] for moment in traced(day, "Hugo", capsys) if moment[1] == "change"]
    assert changes.count("the customer waits") == 1
    assert "the customer only closed the conversation" in changes


@pytest.mark.slow
def test_a_webhook_that_came_again_is_seen_to_have_been_withdrawn(
    day: Day, capsys: pytest.CaptureFixture[str]
) -> None:
    told = traced(day, "Ida", capsys)
    assert (
        ["  ".join(moment) for moment in told if moment[1] != "told"]
        == """\
10:10:00  message  opens #18  the customer wrote
10:10:00  change  the customer waits
10:20:00  message  answers #18  a person of the company wrote
10:22:00  change  contact (uS3rAa1Bb2Cc3Dd4Ee5F)
11:20:00  change  the customer waits
11:22:00  change  nobody waited after all""".splitlines()
    )


@pytest.mark.slow
def test_the_status_of_the_evening_counts_the_day_and_is_well(day: Day) -> None:
    facts = gather(day.works.store, day.works.settings, now_ts=EVENING_MS // 1000)
    assert alarms(facts, day.works.settings) == ()
    day_of_the_script = facts.days[-1]
    # Mei's webhook never came; Uma's came late, and the poll had been faster.
    assert (day_of_the_script.webhooks, day_of_the_script.recovered) == (36, 1)
    assert day_of_the_script.worst_delay_s == 120
    assert (facts.open, facts.overdue, facts.unsent) == (8, 7, 0)
    assert facts.oldest_due_ts == at("10:40") // 1000
    assert facts.last_poll_ts == at("17:57") // 1000
    assert [facts.last_summary_ts[slot] for slot in Slot] == [at(c) // 1000 for c in SLOTS]


@pytest.mark.slow
def test_the_rules_folded_again_find_the_day_as_it_is_stored(day: Day) -> None:
    midnight_ts = at("00:00") // 1000
    again = against_store(
        day.works.store, day.works.settings, since_ts=midnight_ts, now_ms=EVENING_MS
    )
    assert (again.issues, again.differences) == (31, ())
