"""The manager's text: true counts, worst first, plain GSM-7, and never too long."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sentinel_cli.hours import Calendar, parse_hours
from sentinel_cli.model import (
    Issue,
    IssueType,
    Policy,
    Resolution,
    Slot,
    State,
    SummaryFacts,
    SummaryText,
)
from sentinel_cli.rules.telling import is_escalated
from sentinel_cli.texts.gsm7 import segments, septets, to_gsm7
from sentinel_cli.texts.lines import MAX_SEPTETS, customer, moment
from sentinel_cli.texts.summary import compose

CALENDAR = Calendar(ZoneInfo("America/Chicago"), parse_hours("Mon-Fri 08:00-17:00"))
POLICY = Policy(calendar=CALENDAR)
EXAMPLES = settings(max_examples=60, deadline=None)
HOUR = 3600


def at(text: str) -> int:
    """Epoch seconds of a local date and time."""
    return int(datetime.fromisoformat(text).replace(tzinfo=CALENDAR.zone).timestamp())


NOW = at("2026-11-16 13:05")
SINCE = at("2026-11-16 08:05")


def waiting(number: int, type_: str, contact: str, due: str, **more: object) -> Issue:
    """Make an open issue that was due then, begun two hours earlier unless said otherwise."""
    due_ts = at(due)
    issue = Issue(
        id=number,
        type=IssueType(type_),
        contact_id=contact,
        state=State.OPEN,
        created_ts=due_ts - 2 * HOUR,
        due_ts=due_ts,
        due_rule_ts=due_ts,
        last_inbound_ts=due_ts - 2 * HOUR,
    )
    return replace(issue, **more)  # type: ignore[arg-type] # the example names the fields it is about


def answered(number: int, type_: str, contact: str, **more: object) -> Issue:
    """Make an issue resolved by contact, learnt a minute ago."""
    issue = waiting(number, type_, contact, "2026-11-16 11:00", **more)
    ended = issue.resolution or Resolution.CONTACT
    recorded = issue.recorded_ts or NOW - 60
    return replace(
        issue, state=State.RESOLVED, resolved_ts=NOW - 90, recorded_ts=recorded, resolution=ended
    )


def text_of(*open_: Issue, max_items: int = 10, policy: Policy = POLICY, **more: object) -> str:
    return summary(*open_, max_items=max_items, policy=policy, **more).text


def summary(
    *open_: Issue, max_items: int = 10, policy: Policy = POLICY, **more: object
) -> SummaryText:
    facts = SummaryFacts(slot=Slot.MIDDAY, now_ts=NOW, since_ts=SINCE, open=open_)
    told = replace(facts, **more)  # type: ignore[arg-type] # the example names the fields it is about
    return compose(told, policy=policy, max_items=max_items)


def test_a_busy_noon_reads_like_this() -> None:
    ana = {"contact_name": "Ana Ruiz", "attempts": 2}
    found = summary(
        waiting(12, "SMS", "ana", "2026-11-16 10:00", **ana),
        waiting(13, "CALL", "ana", "2026-11-16 10:30", **ana),
        waiting(7, "CALL", "old", "2026-11-10 11:10", phone="+15125550142"),
        waiting(8, "SMS", "chen", "2026-11-13 16:30", contact_name="Chen"),
        waiting(9, "SMS", "bob", "2026-11-16 14:00", contact_name="Bob"),
        resolved=(
            answered(3, "SMS", "lu", contact_name="Łukasz"),
            answered(4, "CALL", "lu", contact_name="Łukasz"),
            answered(
                5,
                "CALL",
                "eve",
                contact_name="Eve",
                resolution=Resolution.OPERATOR,
                resolved_by="manager:cTm1 (Robin Teague)",
                recorded_ts=NOW,
            ),
        ),
        acknowledged=2,
        unread_since_ts=at("2026-11-16 10:42"),
        read_fault="3 threads not read",
        unsent=1,
    )
    assert found == SummaryText(
        text="""\
Sentinel midday, Mon Nov 16, 1:05 PM
Open: 3 texts, 2 calls
Overdue: 2 texts, 2 calls
Escalated: 1
GHL last read 10:42 AM, newer replies may be missing (3 threads not read)
Not sent: 1 earlier text to managers

ESCALATED (over 24 business hours)
#7 number ending 0142: call, late since Tue 11:10 AM

OVERDUE
#8 Chen: text, late since Fri 4:30 PM
#12 #13 Ana Ruiz: text + call, 3h 5m late, tried 2x

RESOLVED since 8:05 AM: 3, closed as thanks: 2
#5 Eve: call (closed by Robin)
#3 #4 Lukasz: text + call
Reply LIST, OPEN 7, DONE 7, HELP""",
        segments=4,
        listed=(7, 8, 12, 13, 5, 3, 4),
        counts={
            "open_texts": 3,
            "open_calls": 2,
            "overdue_texts": 2,
            "overdue_calls": 2,
            "escalated": 1,
            "resolved": 3,
            "acknowledged": 2,
        },
    )


def test_nothing_to_report_is_one_friendly_line() -> None:
    assert text_of() == (
        "Sentinel midday, Mon Nov 16, 1:05 PM: all clear, nobody is waiting."
        " Nothing new since 8:05 AM."
    )


def test_all_clear_is_not_claimed_when_ghl_could_not_be_read() -> None:
    assert text_of(unread_since_ts=0, read_fault="token refused") == (
        "Sentinel midday, Mon Nov 16, 1:05 PM\n"
        "Nobody is known to wait. Nothing new since 8:05 AM.\n"
        "GHL never read yet, newer replies may be missing (token refused)"
    )


def test_unsent_texts_alone_are_worth_a_line() -> None:
    assert text_of(unsent=2).endswith("\nNot sent: 2 earlier texts to managers")


def test_thanks_alone_are_counted() -> None:
    assert text_of(acknowledged=3).endswith(
        "Open: none\n\nRESOLVED since 8:05 AM: none, closed as thanks: 3"
    )


@pytest.mark.parametrize(("due_ts", "overdue"), [(NOW - 1, 1), (NOW, 0), (NOW + 1, 0)])
def test_overdue_begins_the_second_after_the_due_time(due_ts: int, overdue: int) -> None:
    issue = waiting(1, "SMS", "a", "2026-11-16 12:00", due_ts=due_ts)
    assert summary(issue).counts["overdue_texts"] == overdue


@pytest.mark.parametrize(("created_ts", "worst"), [(NOW - 2 * HOUR, False), (NOW - 7201, True)])
def test_escalation_begins_the_second_after_its_hours(
    created_ts: int,
    worst: bool,  # noqa: FBT001 - a table's column
) -> None:
    policy = replace(POLICY, escalation_s=2 * HOUR)
    issue = waiting(1, "SMS", "a", "2026-11-16 14:00", created_ts=created_ts)
    assert is_escalated(issue, policy=policy, now_ts=NOW) is worst


def test_escalation_can_be_off() -> None:
    old = waiting(1, "SMS", "a", "2026-09-01 12:00", contact_name="Ana")
    found = summary(old, policy=replace(POLICY, escalation_s=None))
    assert found.counts["escalated"] == 0
    assert "ESCALATED" not in found.text
    assert "#1 Ana: text, late since Sep 1, 12:00 PM" in found.text


def test_escalated_before_due_says_since_when_the_customer_waits() -> None:
    policy = replace(POLICY, escalation_s=HOUR)
    issue = waiting(
        1, "SMS", "a", "2026-11-17 09:00", contact_name="Ana", created_ts=at("2026-11-16 09:10")
    )
    found = summary(issue, policy=policy)
    assert "Overdue: none\nEscalated: 1" in found.text
    assert "ESCALATED (over 1 business hours)\n#1 Ana: text, waiting since 9:10 AM" in found.text


def test_a_customer_with_an_escalated_and_an_overdue_issue_is_one_line_under_the_worse() -> None:
    found = summary(
        waiting(7, "CALL", "old", "2026-11-10 11:10", contact_name="Ana"),
        waiting(15, "SMS", "old", "2026-11-16 12:00", contact_name="Ana"),
    )
    assert found.text.count("Ana") == 1
    assert "#7 #15 Ana: text + call, late since Tue 11:10 AM" in found.text
    assert (found.counts["escalated"], found.counts["overdue_texts"]) == (1, 1)


def test_worst_is_named_first() -> None:
    dues = {4: "2026-11-16 12:00", 2: "2026-11-16 09:00", 3: "2026-11-16 10:00"}
    found = summary(*(waiting(number, "SMS", f"c{number}", due) for number, due in dues.items()))
    assert found.listed == (2, 3, 4)


def test_max_items_bounds_each_list_and_says_how_many_more() -> None:
    late = [waiting(number, "SMS", f"c{number}", "2026-11-16 12:00") for number in range(1, 6)]
    done = tuple(answered(number, "CALL", f"c{number}") for number in range(10, 14))
    found = text_of(*late, max_items=2, resolved=done)
    assert found.count("\n#") == 4
    assert "\n+3 more\n" in found
    assert "\n+2 more\n" in found


def test_what_does_not_fit_is_cut_from_the_least_important_end() -> None:
    late = [
        waiting(number, "SMS", f"c{number}", "2026-11-16 12:00", contact_name="Ana {Ruiz}")
        for number in range(1, 101)
    ]
    done = tuple(answered(number, "CALL", f"c{number}") for number in range(201, 301))
    found = summary(*late, max_items=100, resolved=done)
    assert MAX_SEPTETS - 100 < septets(found.text) <= MAX_SEPTETS
    assert found.listed == tuple(range(1, len(found.listed) + 1))
    assert (
        f"+{100 - len(found.listed)} more\n\nRESOLVED since 8:05 AM: 100\n+100 more" in found.text
    )


def test_the_reminder_names_an_issue_that_waits() -> None:
    soon = waiting(31, "SMS", "a", "2026-11-16 15:00")
    assert text_of(soon).endswith("\nReply LIST, OPEN 31, DONE 31, HELP")
    assert "Reply" not in text_of(resolved=(answered(30, "SMS", "a"),))


def test_the_reminder_never_offers_to_close_what_is_resolved_already() -> None:
    soon = waiting(31, "SMS", "a", "2026-11-16 15:00")
    text = text_of(soon, resolved=(answered(30, "SMS", "b"),))
    assert text.endswith("\nReply LIST, OPEN 31, DONE 31, HELP")


@pytest.mark.parametrize(
    ("name", "phone", "shown"),
    [
        ("Ana Ruiz", "+15125550142", "Ana Ruiz"),
        ("María José Núñez 🌸👩🏽‍🔧", None, "Maria José Nuñez"),
        ("王伟", "+15125550142", "number ending 0142"),
        ("王伟 J", "+15125550142", "number ending 0142"),
        ("Ольга Мельник", None, "Olga Melnik"),
        ("Γιώργος Δήμου", None, "Giorgos Dimoy"),
        ("김민준", None, "gimminjun"),
        ("https://evil.example/pay", None, "https evil example pay"),
        ("www.evil.com Ana", None, "www evil com Ana"),
        ("Ana M. St.Louis", None, "Ana M. St Louis"),
        ("+1 512-555-0199", None, "number ending 0199"),
        ("  Ana\n\tRuiz ", None, "Ana Ruiz"),
        (None, "+15125550142", "number ending 0142"),
        ("", None, "unknown customer"),
        ("Bartholomew Featherstonehaugh-Smythe", None, "Bartholomew Featherstonehau..."),
    ],
)
def test_a_customer_is_named_as_well_as_can_be(
    name: str | None, phone: str | None, shown: str
) -> None:
    named = waiting(1, "SMS", "a", "2026-11-16 12:00", contact_name=name, phone=phone)
    assert customer(named) == shown


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("2026-11-16 00:00", "12:00 AM"),
        ("2026-11-16 12:00", "12:00 PM"),
        ("2026-11-15 23:59", "Sun 11:59 PM"),
        ("2026-11-10 08:00", "Tue 8:00 AM"),
        ("2026-11-09 08:00", "Nov 9, 8:00 AM"),
        ("2025-12-31 08:00", "Dec 31 2025, 8:00 AM"),
        ("2026-11-17 08:00", "Nov 17, 8:00 AM"),
    ],
)
def test_a_moment_is_as_short_as_it_stays_clear(when: str, said: str) -> None:
    assert moment(at(when), policy=POLICY, now_ts=NOW) == said


NAMES = st.one_of(st.none(), st.text(max_size=40), st.just("Zoë {Ω} €^~|[]"))
TIMES = st.integers(NOW - 20 * 86400, NOW + 3 * HOUR)


@st.composite
def issue_lists(draw: st.DrawFn, first: int) -> tuple[Issue, ...]:
    """Up to 80 issues, at most one of each type for a contact."""
    keys = st.tuples(st.sampled_from(IssueType), st.integers(0, 60))
    found = []
    for number, (type_, contact) in enumerate(draw(st.lists(keys, max_size=80, unique=True))):
        due_ts = draw(TIMES)
        found.append(
            Issue(
                id=first + number,
                type=type_,
                contact_id=f"c{contact}",
                state=State.OPEN,
                created_ts=due_ts - 2 * HOUR,
                due_ts=due_ts,
                due_rule_ts=due_ts,
                last_inbound_ts=due_ts,
                recorded_ts=due_ts,
                attempts=draw(st.integers(0, 3)),
                contact_name=draw(NAMES),
            )
        )
    return tuple(found)


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(issue_lists(first=1), issue_lists(first=1001), st.text(max_size=200), st.integers(1, 100))
def test_whatever_is_cut_the_text_fits_and_every_count_is_true(
    open_: tuple[Issue, ...], done: tuple[Issue, ...], fault: str, max_items: int
) -> None:
    found = summary(
        *open_, max_items=max_items, resolved=done, unread_since_ts=SINCE, read_fault=fault
    )
    assert septets(found.text) <= MAX_SEPTETS
    assert to_gsm7(found.text) == found.text
    waits, _, ended = found.text.partition("RESOLVED since")
    late = [i for i in open_ if i.due_ts < NOW or is_escalated(i, policy=POLICY, now_ts=NOW)]
    assert _named(waits) + _more(waits) == len(late)
    assert _named(ended) + _more(ended) == len(done)
    assert len(set(found.listed)) == len(found.listed) == _named(waits) + _named(ended)


def _named(part: str) -> int:
    lines = re.findall(r"^#\d+(?: #\d+)* ", part, re.MULTILINE)
    return sum(line.count("#") for line in lines)


def _more(part: str) -> int:
    return sum(int(number) for number in re.findall(r"^\+(\d+) more$", part, re.MULTILINE))


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("", 0),
        ("x" * 160, 1),
        ("x" * 161, 2),
        ("x" * 306, 2),
        ("x" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("é" * 160, 1),
        ("x" * 152 + "€" * 5, 2),
        ("x" * 152 + "€" + "x" * 152, 3),
        ("\u2019" * 70, 1),
        ("\u2019" * 71, 2),
        ("ç" * 134, 2),
        ("ç" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_a_text_costs_as_many_segments_as_networks_bill(text: str, cost: int) -> None:
    assert segments(text) == cost


GSM_TEXTS = st.text(alphabet="aé€^\nñ @", max_size=700)


@EXAMPLES
@given(GSM_TEXTS)
def test_segments_are_the_fewest_that_hold_the_text_unsplit(text: str) -> None:
    parts, part = [], ""
    for character in text:
        if septets(part + character) > 153:
            parts.append(part)
            part = ""
        part += character
    expected = 1 if 0 < septets(text) <= 160 else len([*parts, part]) if text else 0
    assert segments(text) == expected


@EXAMPLES
@given(GSM_TEXTS, GSM_TEXTS)
def test_a_longer_text_never_costs_less(one: str, more: str) -> None:
    assert segments(one) <= segments(one + more) <= segments(one) + segments(more) + 1


@EXAMPLES
@given(st.text())
def test_anything_becomes_gsm7_and_stays_so(text: str) -> None:
    plain = to_gsm7(text)
    assert to_gsm7(plain) == plain
    assert segments(plain) <= -(-septets(plain) // 152)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("\u201cDon\u2019t\u201d \u2014 wait\u2026", '"Don\'t" - wait...'),
        ("\u2022 ½ price\u00a0\u2013 50\u2009€", "- 1/2 price - 50 €"),
        ("àèéìòùñÑäöüÄÖÜßåÅæøÇ", "àèéìòùñÑäöüÄÖÜßåÅæøÇ"),
        ("áíóúçâÂÁ", "aioucaAA"),
        ("e\u0301 n\u0303", "é ñ"),
        ("Łukasz Œuvre", "Lukasz OEuvre"),
        ("ok 👍🏽 1\ufe0f\u20e3", "ok  1"),
        ("a\r\nb\rc\td", "a\nb\nc d"),
        ("\x1b[31mred\x00\x07\ud800", "[31mred"),
        ("\U0001d5d5\U0001d5fc\uff21", "BoA"),
    ],
)
def test_characters_outside_the_alphabet_become_the_nearest_or_nothing(
    text: str, plain: str
) -> None:
    assert to_gsm7(text) == plain
