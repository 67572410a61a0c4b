"""What each verb does, and that taking it back leaves everything but the log as it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from engine import MANAGER, SECOND_MANAGER, Engine, engine
from facts import CONTACT, asks, at, call, calls_back, replies
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from test_manager_texts import customer, reply, texts

from sentinel_cli.desk.replay import against_store
from sentinel_cli.texts.gsm7 import segments

DANA = "cTmAnAgEr3Aa2Bb3Cc4D"
TABLES = ("issues", "blocked", "messages")


@contextmanager
def staffed(directory: Path) -> Iterator[Engine]:
    """Three managers, whose names Sentinel knows; it is Wednesday, April 1st."""
    running = engine(directory, MANAGER_CONTACT_IDS=f"{MANAGER},{SECOND_MANAGER},{DANA}")
    running.sql("INSERT INTO kv_store VALUES ('last_poll_ts', ?)", at("13:00") // 1000)
    for manager, name in ((MANAGER, "Robin Teague"), (SECOND_MANAGER, "Alex Kim"), (DANA, "Dana")):
        running.sql("INSERT INTO kv_store VALUES (?, ?)", f"manager_name:{manager}", name)
    with running.store:
        yield running


@pytest.fixture
def works(tmp_path: Path) -> Iterator[Engine]:
    with staffed(tmp_path) as running:
        yield running


def alex(works: Engine, clock: str, text: str) -> str:
    message = asks(clock, text, contact_id=SECOND_MANAGER, ghl_id=None)
    return reply(works.hears(message, at(clock)))


def robin(works: Engine, clock: str, text: str) -> str:
    message = asks(clock, text, contact_id=MANAGER, ghl_id=None)
    return reply(works.hears(message, at(clock)))


def rows(works: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Everything that counts, without what only tells when something was said."""
    found = {table: works.sql(f"SELECT * FROM {table} ORDER BY 1") for table in TABLES}  # noqa: S608 - names of ours
    found["messages"] = [row for row in found["messages"] if row[2] == CONTACT]
    found["blocked"] = works.sql(
        "SELECT contact_id, until_ms FROM blocked WHERE since_ms < coalesce(until_ms, 9e15)"
    )
    for table in ("holds", "calendar_days", "duty"):
        found[table] = works.sql(
            f"SELECT count(*) FROM {table} WHERE undoes IS NULL AND id NOT IN "  # noqa: S608 - names of ours
            f"(SELECT undoes FROM {table} WHERE undoes IS NOT NULL)"
        )
    return found


CHANGES = (
    "DONE 1",
    "DONE 1 2",
    "SPAM 1",
    "NOTE 1 gate code 4411",
    "SNOOZE 1 FRI 9AM part ordered",
    "MINE 1",
    "URGENT 1",
    "GIVE 1 ALEX",
    "CLOSED TODAY",
    "CLOSED FRI",
    "OPEN SAT 9-12",
    "OFF TILL FRI",
)


@pytest.mark.parametrize("change", CHANGES)
def test_undo_restores_equal_rows_but_for_the_log(works: Engine, change: str) -> None:
    works.hears(asks("10:00", phone="+12145550143"), at("10:00"), name="Ana Ruiz")
    works.hears(call("16:10", phone="+12145550143"), at("16:10"), name="Ana Ruiz")
    before = rows(works)
    robin(works, "16:20", change)
    assert rows(works) != before or change.startswith("NOTE")
    assert robin(works, "16:40", "UNDO").startswith("Taken back: ")
    assert rows(works) == before


@pytest.mark.parametrize(
    ("done", "change"),
    [("DONE 1", "REOPEN 1"), ("SPAM 1", "UNSPAM 1"), ("URGENT 1", "CALM 1"), ("MINE 1", "DROP 1"),
     ("OFF TILL FRI", "BACK"), ("OFF TOMORROW", "BACK"),
     ("MINE 1", "GIVE 1 DANA"), ("SNOOZE 1 THU 9AM part", "SNOOZE 1 FRI 9AM part"),
     ("SNOOZE 1 THU 9AM part", "DROP 1")],
)  # fmt: skip
def test_what_takes_something_back_is_itself_taken_back(
    works: Engine, done: str, change: str
) -> None:
    works.hears(asks("10:00", phone="+12145550143"), at("10:00"), name="Ana Ruiz")
    robin(works, "13:00", done)
    before = rows(works)
    robin(works, "13:05", change)
    assert rows(works) != before
    robin(works, "13:06", "UNDO")
    assert rows(works) == before


def test_undo_after_undo_takes_back_the_change_before_and_then_nothing(works: Engine) -> None:
    customer(works, 1, "12:00")
    customer(works, 2, "12:05")
    robin(works, "13:00", "DONE 1")
    robin(works, "13:01", "DONE 2")
    told = [robin(works, f"13:0{minute}", "undo") for minute in (2, 3, 4)]
    assert [text.splitlines()[0] for text in told] == [
        "Taken back: DONE 2",
        "Taken back: DONE 1",
        "You changed nothing within the last hour. LIST shows who waits.",
    ]


ANY_CHANGE = st.sampled_from(
    [*CHANGES, "REOPEN 1", "REOPEN 2", "UNSPAM 1", "DROP 1", "DROP 2", "MINE 2", "GIVE 2 DANA",
     "SNOOZE 2 THU 9AM part", "CLOSED THU", "OPEN THU 9-12", "OFF TOMORROW", "BACK", "SPAM 2",
     "DONE 2", "DONE THANKS"]
)  # fmt: skip


@pytest.mark.slow
@examples(max_examples=25, deadline=None)
@given(changes=st.lists(ANY_CHANGE, min_size=1, max_size=8))
def test_whatever_was_done_undone_one_by_one_leaves_every_state_as_it_was(
    changes: list[str],
) -> None:
    with TemporaryDirectory() as directory, staffed(Path(directory)) as works:
        works.hears(asks("10:00", phone="+12145550143"), at("10:00"), name="Ana Ruiz")
        works.hears(call("16:10", phone="+12145550143"), at("16:10"), name="Ana Ruiz")
        seen = [rows(works)]
        for second, text in enumerate(changes):
            robin(works, f"16:20:{second:02}", text)
            # Notes and renewed holds are facts too, though no row that counts tells of them.
            seen.append(rows(works))
        for second in range(len(changes) + 1):
            told = robin(works, f"16:21:{second:02}", "UNDO")
            assert rows(works) in seen, (changes, told)
            if told.startswith("You changed nothing"):
                break
        assert rows(works) == seen[0], changes


@pytest.mark.parametrize(("clock", "state"), [("14:00", "OPEN"), ("14:01", "RESOLVED")])
def test_undo_reaches_an_hour_back(works: Engine, clock: str, state: str) -> None:
    customer(works, 1, "12:00")
    robin(works, "13:00", "DONE 1")
    robin(works, clock, "UNDO")
    assert works.sql("SELECT state FROM issues") == [(state,)]


def test_what_was_refused_is_nothing_to_take_back(works: Engine) -> None:
    customer(works, 1, "12:00")
    for second, text in enumerate(("DONE 1", "DONE 1", "DONE 99", "BACK", "GIVE #1 BOB")):
        robin(works, f"13:00:{second:02}", text)
    assert robin(works, "13:01", "UNDO").startswith("Taken back: DONE 1\n#1 Customer 1: open")


def test_an_undo_is_of_the_manager_whatever_name_a_webhook_gave_them(tmp_path: Path) -> None:
    works = engine(tmp_path)
    with works.store:
        customer(works, 1, "12:00")
        robin(works, "13:00", "DONE 1")
        assert reply(texts(works, "13:01", "UNDO")).startswith("Taken back: DONE 1\n#1")
        assert works.sql("SELECT state FROM issues") == [("OPEN",)]


def test_undo_takes_back_the_sender_s_own_changes_only(works: Engine) -> None:
    customer(works, 1, "12:00")
    robin(works, "13:00", "DONE 1")
    assert alex(works, "13:01", "UNDO").startswith("You changed nothing")


def test_what_a_customer_wrote_while_marked_as_spam_counts_once_that_is_taken_back(
    works: Engine,
) -> None:
    works.hears(asks("10:00", phone="+12145550143"), at("10:00"))
    robin(works, "13:00", "SPAM 1")
    works.hears(asks("13:05", "Hello??", phone="+12145550143"), at("13:05"))
    robin(works, "13:10", "UNDO")
    (issue,) = works.issues()
    assert (issue.state, issue.inbound_count, issue.created_ts) == ("OPEN", 2, at("10:00") // 1000)


def test_an_answer_learnt_after_an_undo_ends_the_wait_at_its_own_time(works: Engine) -> None:
    works.hears(asks("10:00"), at("10:00"))
    robin(works, "13:00", "DONE 1")
    robin(works, "13:01", "UNDO")
    works.hears(replies("12:30"), at("13:05"))
    (issue,) = works.issues()
    assert (issue.resolution, issue.resolved_ts) == ("contact", at("12:30") // 1000)


# Holds --------------------------------------------------------------------------------------------


def test_a_snooze_is_read_back_and_kept_with_its_reason(works: Engine) -> None:
    works.hears(asks("10:00"), at("10:00"), name="Ana Ruiz")
    told = robin(works, "13:00", "Snooze 1 till fri 9 waiting on Hayward")
    assert told == "Snoozed until Fri 9:00 AM: #1 Ana Ruiz"
    assert works.sql("SELECT kind, until_ts, reason, for_manager FROM holds") == [
        ("snooze", at("09:00", "2026-04-03") // 1000, "waiting on Hayward", MANAGER)
    ]
    assert works.issues()[0].due_ts == at("12:00") // 1000
    assert "(snoozed until Fri 9:00 AM)" in alex(works, "13:05", "LIST")
    assert "(snoozed until Fri 9:00 AM)" in alex(works, "13:06", "OPEN 1")


def test_a_day_without_a_time_ends_when_the_business_opens(works: Engine) -> None:
    works.hears(asks("10:00"), at("10:00"), name="Ana Ruiz")
    assert "until Mon 8:00 AM" in robin(works, "13:00", "SNOOZE 1 SAT out of town")


@pytest.mark.parametrize(
    ("wrote", "held"),
    [("ok thanks!", True), ("👍", True), ("Is anyone coming today?", False), ("", False)],
)
def test_thanks_do_not_wake_a_snooze_and_a_question_does(
    works: Engine,
    wrote: str,
    held: bool,  # noqa: FBT001 - a table's column
) -> None:
    works.hears(asks("10:00"), at("10:00"), name="Ana Ruiz")
    robin(works, "13:00", "SNOOZE 1 FRI 9AM part ordered")
    works.hears(asks("13:10", wrote, ghl_id="later"), at("13:10"))
    assert ("snoozed" in robin(works, "13:20", "LIST")) is held
    assert works.issues()[0].inbound_count == 2


def test_contact_ends_a_snooze_with_its_issue(works: Engine) -> None:
    works.hears(asks("10:00"), at("10:00"), name="Ana Ruiz")
    robin(works, "13:00", "SNOOZE 1 FRI 9AM part ordered")
    works.hears(replies("13:10"), at("13:10"))
    works.hears(asks("14:00", "And the filter?"), at("14:00"), name="Ana Ruiz")
    assert "snoozed" not in robin(works, "14:05", "LIST")


@pytest.mark.parametrize("hold", ["SNOOZE 1 FRI 9AM part ordered", "MINE 1"])
def test_an_answer_that_fails_later_leaves_nothing_held(works: Engine, hold: str) -> None:
    works.hears(asks("10:00"), at("10:00"), name="Ana Ruiz")
    robin(works, "13:00", hold)
    works.hears(replies("13:10"), at("13:10"))
    works.hears(replies("13:10", status="failed"), at("13:20"))
    assert robin(works, "13:25", "LIST").endswith("late")
    assert ("rule", "woken") in works.log(1)


def test_who_reopens_an_issue_wants_it_told(works: Engine) -> None:
    works.hears(asks("10:00"), at("10:00"), name="Ana Ruiz")
    for clock, text in (("13:00", "SNOOZE 1 FRI 9AM part"), ("13:01", "DONE 1")):
        robin(works, clock, text)
    robin(works, "13:02", "UNDO")
    assert "snoozed" in robin(works, "13:03", "LIST")
    robin(works, "13:04", "DONE 1")
    robin(works, "13:05", "REOPEN 1")
    assert "snoozed" not in robin(works, "13:06", "LIST")


def test_an_alarm_wakes_a_snooze_too(works: Engine) -> None:
    works.hears(asks("10:00"), at("10:00"), name="Ana Ruiz")
    robin(works, "13:00", "SNOOZE 1 FRI 9AM part ordered")
    flood = "The pipe burst and water is pouring into the house"
    works.hears(asks("13:10", flood, ghl_id="later"), at("13:10"))
    assert "snoozed" not in robin(works, "13:20", "LIST")


def test_urgent_makes_it_due_sooner_and_calm_takes_that_back(works: Engine) -> None:
    works.hears(asks("13:00"), at("13:00"), name="Ana Ruiz")
    before = works.issues()[0]
    assert robin(works, "13:05", "urgent 1") == "Urgent now: #1 Ana Ruiz"
    assert works.issues()[0].due_ts < before.due_ts
    assert robin(works, "13:06", "CALM #1") == "Not urgent: #1 Ana Ruiz"
    assert works.issues()[0].due_ts == before.due_ts


def test_a_claim_is_seen_by_the_others_for_two_business_hours(works: Engine) -> None:
    works.hears(asks("10:00"), at("10:00"), name="Ana Ruiz")
    assert alex(works, "13:00", "MINE 1") == "Yours until 3:00 PM: #1 Ana Ruiz"
    assert robin(works, "13:05", "LIST").endswith("1h 5m late (Alex has it)")
    assert alex(works, "13:06", "LIST").endswith("(yours)")
    assert robin(works, "15:00", "LIST").endswith("(Alex had it)")


def test_another_s_claim_is_said_and_given_over(works: Engine) -> None:
    works.hears(asks("10:00"), at("10:00"), name="Ana Ruiz")
    alex(works, "13:00", "MINE 1")
    assert robin(works, "13:05", "MINE 1") == (
        "Alex has #1 until Wed Apr 1 3:00 PM: GIVE 1 ROBIN takes it over"
    )
    assert robin(works, "13:06", "DROP 1") == "#1: Alex has it; GIVE 1 and a name moves it"
    assert robin(works, "13:07", "GIVE 1 ROBIN") == "Robin has it until 3:07 PM: #1 Ana Ruiz"


def test_who_is_given_an_issue_is_told_so(works: Engine) -> None:
    works.hears(asks("10:00"), at("10:00"), name="Ana Ruiz")
    heard = texts(works, "13:00", "give 1 to alex")
    assert reply(heard) == "Alex has it until 3:00 PM: #1 Ana Ruiz"
    assert heard.obeyed is not None
    (notice,) = heard.obeyed.notices
    assert (notice.contact_id, notice.text) == (
        SECOND_MANAGER,
        "Robin gave you:\n#1 Ana Ruiz: text, 1h late\nYours until 3:00 PM. OPEN 1, DROP 1",
    )


@pytest.mark.parametrize("text", ["GIVE 1 BOB", "assign 1 to bob", "give bob 1"])
def test_a_hint_at_give_names_a_colleague_that_there_is(works: Engine, text: str) -> None:
    customer(works, 1, "12:00")
    assert robin(works, "13:00", text) == (
        "Nothing was done. No manager is called Bob: there are Alex, Dana. "
        "To give #1 to a colleague text: GIVE 1 ALEX"
    )
    assert robin(works, "13:01", "GIVE 1").endswith("text: GIVE 1 ALEX")
    assert alex(works, "13:02", "GIVE 1").endswith("text: GIVE 1 ROBIN")
    works.sql("DELETE FROM kv_store WHERE key LIKE 'manager_name:%' AND value <> 'Alex Kim'")
    assert alex(works, "13:03", text) == (
        "Nothing was done. No other manager's name is known. To take #1 text: MINE 1"
    )


def test_open_shows_who_snoozed_it_and_why(works: Engine) -> None:
    customer(works, 1, "12:00")
    alex(works, "13:00", "SNOOZE 1 FRI 9AM part ordered")
    assert "Alex snoozed 1:00 PM: part ordered" in robin(works, "13:05", "OPEN 1").splitlines()
    robin(works, "13:06", "DROP 1")
    assert "snoozed" not in robin(works, "13:07", "OPEN 1")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SNOOZE 1 yesterday", "Tue Mar 31 is past."),
        ("SNOOZE 1 ayer 9am part", "9:00 AM Tue Mar 31 is past."),
        ("SNOOZE 1 9am part", "9:00 AM Wed Apr 1 is past."),
        ("SNOOZE 1 today part", "Wed Apr 1 has begun."),
        ("OFF yesterday", "Tue Mar 31 is past."),
        ("HELP FOO", "FOO is no command. To see what can be texted text: HELP"),
        ("help snozze", "SNOZZE is no command. To see what can be texted text: HELP SNOOZE"),
        ("HELP close", "CLOSE is no command. To see what can be texted text: HELP"),
    ],
)
def test_what_is_past_or_no_command_is_said(works: Engine, text: str, said: str) -> None:
    customer(works, 1, "12:00")
    assert robin(works, "13:00", text).startswith(f"Nothing was done. {said}")


@pytest.mark.parametrize("text", ["help me", "help Dana", "help needed", "help is on the way"])
def test_a_call_for_help_among_people_is_not_answered(works: Engine, text: str) -> None:
    assert texts(works, "13:00", text).obeyed is None


def test_nothing_is_given_to_who_is_off(works: Engine) -> None:
    customer(works, 1, "12:00")
    alex(works, "12:30", "OFF TILL FRI")
    assert robin(works, "13:00", "GIVE 1 ALEX") == (
        "Alex is off until Fri 8:00 AM: LIST ALL shows who has what"
    )
    assert works.sql("SELECT count(*) FROM holds") == [(0,)]


def test_a_colleague_nobody_knows_is_asked_about(works: Engine) -> None:
    customer(works, 1, "12:00")
    assert robin(works, "13:00", "GIVE #1 BOB") == (
        "No manager is called Bob: there are Alex, Dana\nLIST shows who waits."
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SNOOZE 9 FRI 9AM x", "There is no issue #9\nLIST shows who waits."),
        ("SNOOZE 2 FRI 9AM part", "#2 is not open: nobody is told of it. REOPEN 2 opens it"),
        ("DROP 1", "#1: nobody has it, and it is not snoozed\nLIST shows who waits."),
        ("UNSPAM 1", "#1: this contact is not marked as spam\nLIST shows who waits."),
        ("BACK", "You are on duty already, and no day off is planned."),
    ],
)
def test_what_cannot_be_done_is_said_in_one_answer(works: Engine, text: str, said: str) -> None:
    customer(works, 1, "12:00")
    customer(works, 2, "12:00")
    robin(works, "12:50", "DONE 2")
    before = rows(works)
    assert robin(works, "13:00", text) == said
    assert rows(works) == before


# Days ---------------------------------------------------------------------------------------------


def test_a_closed_day_moves_what_is_due_on_it_and_says_how(works: Engine) -> None:
    works.hears(asks("16:00"), at("16:00"), name="Ana Ruiz")
    customer(works, 2, "16:30")
    works.sql("UPDATE issues SET due_ts = ? WHERE id = 2", at("16:45") // 1000)
    told = robin(works, "16:40", "closed thursday")
    assert told == (
        "Thu Apr 2: closed (set by hand)\n#1 Ana Ruiz: due Thu 9:00 AM -> Fri 9:00 AM\nUndo: UNDO"
    )
    assert works.sql("SELECT due_ts, due_rule_ts FROM issues ORDER BY id") == [
        (at("09:00", "2026-04-03") // 1000,) * 2,
        (at("16:45") // 1000, at("09:30", "2026-04-03") // 1000),
    ]
    assert works.log(1)[-1] == (f"manager:{MANAGER} (Robin Teague)", "retimed")


@pytest.mark.parametrize("many", [4, 5, 31])
def test_of_many_due_times_that_moved_the_first_are_told_and_how_many_there_are(
    works: Engine, many: int
) -> None:
    for n in range(1, many + 1):
        customer(works, n, "16:00")
    first = [f"#{n} Customer {n}: due Thu 9:00 AM -> Fri 9:00 AM" for n in range(1, 5)]
    told = robin(works, "16:40", "closed thursday").splitlines()
    taken_back = robin(works, "16:41", "UNDO").splitlines()
    more = [f"+{many - 4} more"] if many > 4 else []
    head = [f"{many} due times moved:"] if many > 4 else []
    assert told == ["Thu Apr 2: closed (set by hand)", *head, *first, *more, "Undo: UNDO"]
    assert (len(taken_back), taken_back[-1:] == more) == (len(told) - 1, many > 4)


def test_of_many_issues_taken_back_the_first_are_told(works: Engine) -> None:
    for n in range(1, 7):
        customer(works, n, "16:00")
    robin(works, "16:40", "DONE 1 2 3 4 5 6")
    told = robin(works, "16:41", "UNDO").splitlines()
    assert told[:2] == ["Taken back: DONE 1 2 3 4 5 6", "6 issues:"]
    assert (len(told), told[-1]) == (7, "+2 more")


def test_new_waits_are_due_by_the_days_as_they_were_set(works: Engine) -> None:
    robin(works, "10:00", "CLOSED THU")
    customer(works, 1, "16:00")
    assert works.sql("SELECT due_ts FROM issues") == [(at("09:00", "2026-04-03") // 1000,)]


def test_a_saturday_is_opened_and_the_hours_are_read_back(works: Engine) -> None:
    customer(works, 1, "16:00")
    told = robin(works, "16:05", "open sat 9-12")
    assert told == "Sat Apr 4: 09:00-12:00 (set by hand)\nNo due time moved.\nUndo: UNDO"
    week = robin(works, "16:06", "HOURS").splitlines()
    assert week[0] == "Wed Apr 1: 08:00-17:00"
    assert week[3] == "Sat Apr 4: 09:00-12:00 (set by hand)"
    assert robin(works, "16:07", "open sat 9-12") == (
        "Sat Apr 4: 09:00-12:00 (set by hand) already. HOURS shows the week."
    )


# Duty ---------------------------------------------------------------------------------------------


def test_off_is_answered_with_who_hears_instead(works: Engine) -> None:
    assert robin(works, "13:00", "off till fri") == (
        "Off until Fri 8:00 AM. Alex, Dana hear instead.\nUndo: UNDO or BACK"
    )
    assert robin(works, "13:05", "BACK") == "You are on duty again. LIST shows who waits."
    assert robin(works, "13:06", "OFF TOMORROW").startswith("Off Thu Apr 2. Alex, Dana hear")
    assert robin(works, "13:07", "OFF APR 8 and APR 29-MAY 2").startswith(
        "Off Wed Apr 8, Apr 29-May 2. Alex, Dana hear"
    )


def test_back_takes_back_the_days_off_that_are_planned_and_undo_plans_them_again(
    works: Engine,
) -> None:
    robin(works, "13:00", "OFF APR 8-10")
    planned = rows(works)
    assert robin(works, "13:01", "BACK") == (
        "Not off Apr 8-10 any more: you are on duty.\nUndo: UNDO"
    )
    assert robin(works, "13:02", "BACK") == "You are on duty already, and no day off is planned."
    assert robin(works, "13:03", "UNDO") == "Taken back: BACK"
    assert rows(works) == planned


def test_who_is_back_now_keeps_what_is_planned_for_later(works: Engine) -> None:
    robin(works, "13:00", "OFF APR 8-10")
    robin(works, "13:01", "OFF TILL FRI")
    assert robin(works, "13:02", "BACK") == (
        "You are on duty again. LIST shows who waits.\n"
        "Still planned: off Apr 8-10. BACK again ends that."
    )
    assert robin(works, "13:03", "BACK").startswith("Not off Apr 8-10 any more")


def test_the_last_one_is_not_off_unless_they_insist(tmp_path: Path) -> None:
    works = engine(tmp_path)
    with works.store:
        assert robin(works, "13:00", "OFF TODAY") == (
            "There is no other manager. To be off all the same text: OFF 2026-04-01 ANYWAY"
        )
        assert works.sql("SELECT count(*) FROM duty") == [(0,)]
        assert robin(works, "13:01", "OFF 2026-04-01 ANYWAY").startswith("Off until Thu 12:00 AM.")


def test_who_hears_everything_is_not_off_while_nobody_else_does(tmp_path: Path) -> None:
    (tmp_path / "managers.toml").write_text(
        f'[{MANAGER}]\nname = "Robin"\n\n[{SECOND_MANAGER}]\nname = "Alex"\nhears = ["call"]\n'
        f'deputy = "{DANA}"\n\n[{DANA}]\nname = "Dana"\nhears = ["text"]\n'
    )
    works = engine(tmp_path, MANAGER_CONTACT_IDS=f"{MANAGER},{SECOND_MANAGER},{DANA}")
    with works.store:
        assert robin(works, "13:00", "OFF TOMORROW").startswith(
            "Nobody else who hears everything is on duty then. "
        )
        assert "Dana hears instead." in alex(works, "13:01", "OFF TOMORROW")
        assert works.sql("SELECT manager_id FROM duty") == [(SECOND_MANAGER,)]


# OPEN ---------------------------------------------------------------------------------------------


def test_open_tells_first_and_last_words_notes_and_what_was_tried(works: Engine) -> None:
    first = "The gate was left open and the dog got out, he answers to Biscuit"
    works.hears(asks("10:00", first, phone="+12145550143"), at("10:00"), name="Ana Ruiz")
    works.hears(asks("11:00", "HELLO", phone="+12145550143"), at("11:00"))
    works.hears(calls_back("11:20", 0, status="no-answer"), at("11:20"))
    alex(works, "11:30", "NOTE 1 neighbour has the dog")
    told = robin(works, "13:00", "OPEN 1")
    assert told.splitlines()[:-1] == [
        "#1 Ana Ruiz: text, 2h 30m late, tried 1x. URGENT access (2 msgs)",
        "+12145550143, since 10:00 AM, due 10:30 AM, 2 messages",
        f'10:00 AM: "{first}"',
        '11:00 AM: "HELLO"',
        "Tried 11:20 AM: call, no answer",
        "Alex noted 11:30 AM: neighbour has the dog",
    ]
    assert segments(told) <= 3


def test_closings_say_by_whom(works: Engine) -> None:
    works.hears(asks("10:00", "Anyone?"), at("10:00"), name="Ana Ruiz")
    alex(works, "10:12", "DONE 1")
    assert robin(works, "10:20", "OPEN 1").splitlines()[:2] == [
        "#1 Ana Ruiz: not open",
        "Since 10:00 AM, closed by Alex at 10:12 AM",
    ]
    assert robin(works, "10:21", "DONE 1") == (
        "#1 is resolved already (closed by Alex at 10:12 AM)\nLIST shows who waits."
    )


def test_help_with_a_verb_is_about_that_verb(works: Engine) -> None:
    assert robin(works, "10:00", "help snooze").startswith("SNOOZE 12 FRI 9AM part ordered: ")


# Replay -------------------------------------------------------------------------------------------


def test_a_replay_knows_the_days_that_were_set_while_each_issue_was_open(works: Engine) -> None:
    works.hears(asks("15:30"), at("15:30"))
    customer(works, 2, "16:00")
    robin(works, "16:05", "DONE 1")
    robin(works, "16:10", "CLOSED THU")
    robin(works, "16:11", "DONE 2")
    customer(works, 3, "16:30")
    robin(works, "16:40", "UNDO")
    robin(works, "16:45", "OPEN SAT 9-12")
    robin(works, "16:46", "MINE 3")
    found = against_store(
        works.store, works.settings, since_ts=at("00:00") // 1000, now_ms=at("16:50")
    )
    assert (found.issues, found.differences) == (3, ())
