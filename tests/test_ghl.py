"""The client against a simulated GHL over loopback: answers, retries, waits and error texts."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from sentinel_cli import GhlError
from sentinel_cli.ghl import Client, Deadline
from sentinel_cli.ghl.quota import Quota
from sentinel_cli.model import Channel, Direction, Head, Person, User
from sentinel_cli.simulator import Contact, Conversation, Limits, Simulator
from sentinel_cli.simulator import User as Login

NOW_MS = 1_775_060_411_402
TEXT = "Bring the blue canary at noon"


class Hours:
    """A clock that only waiting moves."""

    def __init__(self) -> None:
        self.passed = 0.0
        self.waits: list[float] = []

    def clock(self) -> float:
        return self.passed

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.passed += seconds

    def now_ms(self) -> int:
        return NOW_MS + round(self.passed * 1000)

    def deadline(self, seconds: float = 240) -> Deadline:
        return Deadline(seconds, clock=self.clock, sleep=self.sleep)


@pytest.fixture
def hours() -> Hours:
    return Hours()


@pytest.fixture
def ghl(hours: Hours) -> Iterator[Simulator]:
    simulated = Simulator(clock=hours.now_ms)
    simulated.world.add_contact(
        Contact(id="c1", first_name="Dana", last_name="Ruiz", phone="+12145550143")
    )
    simulated.world.add_user(Login(id="u1", name="Sam"))
    with simulated.running():
        yield simulated


@contextmanager
def client(ghl: Simulator, deadline: Deadline, **changes: str) -> Iterator[Client]:
    settings = {"base_url": ghl.base_url, "token": ghl.gate.token, "version": "2021-07-28"}
    settings |= {"location_id": ghl.world.location_id} | changes
    with Client(**settings, deadline=deadline) as opened:
        yield opened


def refused(ghl: Simulator, deadline: Deadline, **changes: str) -> GhlError:
    """The error of reading contact c1."""
    with client(ghl, deadline, **changes) as asking, pytest.raises(GhlError) as caught:
        asking.contact("c1")
    return caught.value


def unsent(ghl: Simulator, deadline: Deadline) -> GhlError:
    """The error of a text to c1, which was posted at most once."""
    with client(ghl, deadline) as sending, pytest.raises(GhlError) as caught:
        sending.send_sms("c1", TEXT)
    assert len(ghl.requests.matching("POST *")) <= 1
    assert TEXT not in str(caught.value)
    return caught.value


# --- what is read ------------------------------------------------------------------------------


def test_search_tells_what_changed_last_and_for_whom(ghl: Simulator, hours: Hours) -> None:
    text = ghl.customer_writes("c1", "hello", at_ms=NOW_MS - 5)
    with client(ghl, hours.deadline()) as reading:
        page = reading.search(contact_id="c1")
    person = Person(contact_id="c1", name="Dana Ruiz", phone="+12145550143", tags=frozenset())
    expected = Head(conversation_id=text.conversation_id, person=person, last_ms=NOW_MS - 5)
    assert page.heads == (expected,)
    assert page.faults == ()


def test_a_thread_is_read_page_by_page_newest_first(ghl: Simulator, hours: Hours) -> None:
    texts = [ghl.customer_writes("c1", f"text {n}", at_ms=NOW_MS - 10 + n) for n in range(3)]
    thread = texts[0].conversation_id
    with client(ghl, hours.deadline()) as reading:
        newest = reading.messages(thread, limit=2)
        oldest = reading.messages(thread, older=newest.older, limit=2)
    assert [message.text for message in newest.messages] == ["text 2", "text 1"]
    assert [message.text for message in oldest.messages] == ["text 0"]
    assert oldest.older is None
    assert {message.channel for message in newest.messages} == {Channel.SMS}


def test_a_flat_thread_reads_like_a_nested_one(ghl: Simulator, hours: Hours) -> None:
    thread = ghl.customer_writes("c1", "hello").conversation_id
    with client(ghl, hours.deadline()) as reading:
        nested = reading.messages(thread)
        ghl.fault("flat")
        assert reading.messages(thread) == nested


def test_a_contact_and_the_users_are_read(ghl: Simulator, hours: Hours) -> None:
    with client(ghl, hours.deadline()) as reading:
        card = reading.contact("c1")
        assert reading.users() == (User(user_id="u1", name="Sam"),)
    assert card.person == Person(
        contact_id="c1", name="Dana Ruiz", phone="+12145550143", tags=frozenset()
    )
    assert (card.location_id, card.sms_blocked) == (ghl.world.location_id, False)


def test_a_text_is_sent_and_found_in_the_thread_as_sent_through_the_api(
    ghl: Simulator, hours: Hours
) -> None:
    with client(ghl, hours.deadline()) as talking:
        message_id = talking.send_sms("c1", TEXT)
        thread = talking.search(contact_id="c1").heads[0].conversation_id
        (message,) = talking.messages(thread).messages
    assert (message.ghl_id, message.text) == (message_id, TEXT)
    assert (message.direction, message.source) == (Direction.OUTBOUND, "api")


def test_every_request_says_who_it_is_and_nothing_undocumented(
    ghl: Simulator, hours: Hours
) -> None:
    with client(ghl, hours.deadline()) as reading:
        reading.search(start_after_ms=NOW_MS)
    (request,) = ghl.requests.matching()
    assert request.headers["user-agent"].startswith("ntpp-sentinel/")
    assert request.headers["accept"] == "application/json"
    assert set(request.query) == {"locationId", "sortBy", "sort", "limit", "startAfterDate"}


def test_without_a_location_a_search_is_not_sent(ghl: Simulator, hours: Hours) -> None:
    with client(ghl, hours.deadline()) as reading:
        reading.location_id = None
        with pytest.raises(GhlError, match="GHL_LOCATION_ID") as caught:
            reading.search()
    assert caught.value.permanent
    assert ghl.requests.matching() == []


# --- paging ------------------------------------------------------------------------------------


def crowd(ghl: Simulator, moments: list[int]) -> set[str]:
    """One conversation for each moment; their ids."""
    for number, at_ms in enumerate(moments):
        ghl.world.add_contact(Contact(id=f"p{number}", phone=f"+1214555{number:04}"))
        ghl.world.add_conversation(Conversation(id=f"t{number}", contact_id=f"p{number}"))
        ghl.customer_writes(f"p{number}", "hi", at_ms=at_ms, conversation_id=f"t{number}")
    return {f"t{number}" for number in range(len(moments))}


def test_conversations_tied_at_a_page_edge_are_listed_once_each(
    ghl: Simulator, hours: Hours
) -> None:
    everybody = crowd(ghl, [NOW_MS - 10_000 - n // 7 for n in range(230)])
    with client(ghl, hours.deadline()) as reading:
        pages = list(reading.heads(down_to_ms=0))
    listed = [head.conversation_id for page in pages for head in page.heads]
    assert sorted(listed) == sorted(everybody)
    assert [page.faults for page in pages] == [()] * 3


def test_the_list_ends_at_the_floor(ghl: Simulator, hours: Hours) -> None:
    crowd(ghl, [NOW_MS - 1000 - n for n in range(150)])
    with client(ghl, hours.deadline()) as reading:
        pages = list(reading.heads(down_to_ms=NOW_MS - 1009))
    assert [len(page.heads) for page in pages] == [10]


def listed(ghl: Simulator, hours: Hours) -> tuple[set[str], list[str], list[str]]:
    """The conversations of the whole list, what of it is odd, and what could not be listed."""
    with client(ghl, hours.deadline()) as reading:
        pages = list(reading.heads(down_to_ms=0))
    found = [head.conversation_id for page in pages for head in page.heads]
    assert len(found) == len(set(found))
    odd = [row for page in pages for row in page.odd]
    return set(found), odd, [fault for page in pages for fault in page.faults]


TIED = f"more than 100 conversations share the millisecond {NOW_MS - 1000}"


def test_a_tie_longer_than_a_page_is_asked_for_from_both_ends(ghl: Simulator, hours: Hours) -> None:
    everybody = crowd(ghl, [NOW_MS - 1000] * 130 + [NOW_MS - 2000] * 3)
    assert listed(ghl, hours) == (everybody, [], [])


def test_a_tie_of_a_bulk_send_is_split_until_every_customer_in_it_is_listed(
    ghl: Simulator, hours: Hours
) -> None:
    crowd(ghl, [NOW_MS - 2000] * 20)
    for number in range(20, 320):
        ghl.world.add_contact(Contact(id=f"p{number}"))
        thread = Conversation(id=f"t{number}", contact_id=f"p{number}")
        ghl.world.add_conversation(thread)
        bulk = {"conversation_id": thread.id, "at_ms": NOW_MS - 1000}
        if number % 10 == 3:  # thirty customers write in the very millisecond
            ghl.customer_writes(thread.contact_id, "Help", **bulk)  # type: ignore[arg-type]
        else:
            ghl.workflow_replies(thread.contact_id, "Spring offer", **bulk)  # type: ignore[arg-type]
    found, odd, faults = listed(ghl, hours)
    assert {f"t{n}" for n in (*range(20), *range(23, 320, 10))} <= found
    assert (odd, faults) == ([f"{TIED}: some of those with our message last are not listed"], [])


def test_customers_that_cannot_be_listed_are_a_fault_and_do_not_end_the_list(
    ghl: Simulator, hours: Hours
) -> None:
    crowd(ghl, [NOW_MS - 1000] * 250 + [NOW_MS - 2000] * 3)
    found, odd, faults = listed(ghl, hours)
    assert {"t250", "t251", "t252"} <= found
    assert len(found) == 203
    assert odd == []
    assert faults == [f"{TIED}: some of those with the customer's message last are not listed"]
    assert ghl.requests.count() < 40


def test_a_search_that_repeats_itself_ends(ghl: Simulator, hours: Hours) -> None:
    rows = [{"id": f"t{n}", "contactId": "c1", "lastMessageDate": NOW_MS} for n in range(100)]
    ghl.fault("answer", body={"conversations": rows})
    with client(ghl, hours.deadline()) as reading:
        pages = list(reading.heads(down_to_ms=0))
    assert [len(page.heads) for page in pages] == [100, 0, 0]
    assert ghl.requests.count() < 40
    assert len([fault for page in pages for fault in page.faults]) == 1


# --- reading again -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["server_error", "drop", "lost", "cut"])
def test_a_read_that_broke_is_repeated_with_growing_pauses(
    ghl: Simulator, hours: Hours, kind: str
) -> None:
    ghl.fault(kind, times=2)
    with client(ghl, hours.deadline()) as reading:
        assert reading.contact("c1").person.contact_id == "c1"
    assert hours.waits == [0.5, 1.0]


def test_a_read_is_given_up_after_four_tries(ghl: Simulator, hours: Hours) -> None:
    ghl.fault("server_error")
    fault = refused(ghl, hours.deadline())
    assert str(fault) == "Could not read contact c1: GHL itself failed (HTTP 500)."
    assert (fault.status, fault.permanent, fault.outcome_unknown) == (500, False, False)
    assert len(ghl.requests.matching()) == 4


def test_one_401_of_a_good_token_is_no_alarm(ghl: Simulator, hours: Hours) -> None:
    ghl.fault("jwt_invalid", times=1)
    with client(ghl, hours.deadline()) as reading:
        assert reading.contact("c1").person.name == "Dana Ruiz"


def test_retry_after_is_waited_out(ghl: Simulator, hours: Hours) -> None:
    ghl.fault("too_many", times=1, seconds=3)
    with client(ghl, hours.deadline()) as reading:
        reading.contact("c1")
    assert hours.waits == [3]


def test_a_long_retry_after_is_left_to_the_next_run(ghl: Simulator, hours: Hours) -> None:
    ghl.fault("too_many", seconds=3600)
    fault = refused(ghl, hours.deadline())
    assert "pause of 3600 s" in str(fault)
    assert (fault.status, fault.permanent, fault.daily_limit) == (429, False, False)
    assert len(ghl.requests.matching()) == 1
    assert hours.waits == []


def test_a_429_without_a_time_waits_out_the_interval(ghl: Simulator, hours: Hours) -> None:
    ghl.fault("too_many", times=1)
    with client(ghl, hours.deadline()) as reading:
        reading.contact("c1")
    assert hours.waits == [10]


def test_the_days_limit_ends_reading_at_once(ghl: Simulator, hours: Hours) -> None:
    ghl.fault("daily_exhausted")
    fault = refused(ghl, hours.deadline())
    assert (fault.daily_limit, fault.permanent) == (True, False)
    assert len(ghl.requests.matching()) == 1
    assert hours.waits == []


def test_no_wait_outlasts_the_deadline(ghl: Simulator, hours: Hours) -> None:
    ghl.fault("too_many")
    fault = refused(ghl, hours.deadline(8))
    assert "the time for this run is used up" in str(fault)
    assert hours.passed == 0


def test_after_the_deadline_nothing_is_sent(ghl: Simulator, hours: Hours) -> None:
    deadline = hours.deadline(5)
    hours.passed = 5
    assert not unsent(ghl, deadline).outcome_unknown
    assert ghl.requests.matching() == []


# --- the rate limit ----------------------------------------------------------------------------


def test_the_limit_is_kept_before_it_is_hit(hours: Hours) -> None:
    limits = Limits(burst=20)
    ghl = Simulator(clock=hours.now_ms, limits=limits)
    ghl.world.add_contact(Contact(id="c1"))
    with ghl.running(), client(ghl, hours.deadline()) as reading:
        for _ in range(50):
            reading.contact("c1")
    assert len(ghl.requests.matching()) == 50  # none of them was refused and repeated
    assert sum(hours.waits) == pytest.approx(20)


def test_threads_share_the_limit(hours: Hours) -> None:
    ghl = Simulator(clock=hours.now_ms, limits=Limits(burst=40))
    ghl.world.add_contact(Contact(id="c1"))
    with ghl.running(), client(ghl, hours.deadline()) as reading, ThreadPoolExecutor(4) as four:
        cards = list(four.map(reading.contact, ["c1"] * 40))
    assert len(cards) == 40
    assert len(ghl.requests.matching()) == 40


def test_what_others_used_of_the_limit_counts(hours: Hours) -> None:
    quota = Quota(clock=hours.clock)
    assert quota.reserve() == 0
    assert quota.reserve() == 0
    quota.settle({"X-RateLimit-Remaining": "2"})  # one more is in flight: one is left
    assert quota.reserve() == 0
    assert 0 < quota.reserve() < 1  # an answer that is awaited may tell of more
    for _ in range(2):
        quota.settle({"X-RateLimit-Remaining": "0"})
    assert quota.reserve() == 10
    hours.passed = 10
    assert quota.reserve() == 0


def test_odd_rate_limit_headers_are_no_harm(hours: Hours) -> None:
    quota = Quota(clock=hours.clock)
    quota.reserve()
    quota.settle({"X-RateLimit-Remaining": "-1", "X-RateLimit-Max": "many", "Retry-After": "x"})
    assert quota.reserve() == 0


# --- refusals ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("token_invalid", "the token is wrong or revoked"),
        ("jwt_invalid", "the token is incomplete or of another kind"),
        ("scope_missing", "lacks the scope contacts.readonly"),
        ("version_missing", "use 2021-07-28"),
        ("user_unknown", "no such user"),
        ("blocked", "error 1010"),
        ("contact_not_found", "deleted or merged"),
        ("invalid", "GHL says: property message should not exist"),
        ("redirect", "check GHL_BASE_URL"),
    ],
)
def test_what_cannot_be_mended_by_repeating_says_what_to_do(
    ghl: Simulator, hours: Hours, kind: str, words: str
) -> None:
    ghl.fault(kind)
    fault = refused(ghl, hours.deadline())
    assert words in str(fault)
    assert str(fault).startswith("Could not read contact c1: ")
    assert fault.permanent


@pytest.mark.parametrize("kind", ["html", "wrong_shape", "no_body"])
def test_an_answer_of_another_shape_names_its_fault(
    ghl: Simulator, hours: Hours, kind: str
) -> None:
    ghl.fault(kind)
    fault = refused(ghl, hours.deadline())
    assert "unknown shape" in str(fault)
    assert (fault.status, fault.permanent) == (200, False)


def test_a_token_that_cannot_be_sent_is_refused_without_showing_it(
    ghl: Simulator, hours: Hours
) -> None:
    with pytest.raises(GhlError, match="GHL_TOKEN") as caught:
        Client(
            base_url=ghl.base_url,
            token="canary\ntoken",
            version="2021-07-28",
            deadline=hours.deadline(),
        )
    assert "canary" not in str(caught.value)


def test_ghls_own_words_are_quoted_without_token_text_or_numbers(
    ghl: Simulator, hours: Hours
) -> None:
    said = [f"bad {ghl.gate.token}", f"no {TEXT}", "for +1 (214) 555-0143 or a@b.c\x1b[31m"]
    ghl.fault("answer", status=422, body={"message": said})
    fault = unsent(ghl, hours.deadline())
    assert fault.permanent
    for hidden in (ghl.gate.token, TEXT, "555", "a@b.c", "\x1b"):
        assert hidden not in str(fault)
    assert "GHL says: bad […]; no […]; for […]" in str(fault)


@pytest.mark.parametrize("end", ["", "."])
def test_a_403_quotes_ghls_own_words_first(ghl: Simulator, hours: Hours, end: str) -> None:
    words = "Sending is paused: the registration of this location is pending"
    ghl.fault("answer", status=403, body={"statusCode": 403, "message": f"{words}{end}"})
    fault = unsent(ghl, hours.deadline())
    assert f": GHL says: {words}; the token may be for another location" in str(fault)
    assert fault.permanent


# --- sending -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["dnd", "unsubscribed", "contact_not_found", "scope_missing"])
def test_a_recipient_that_cannot_be_reached_is_permanent(
    ghl: Simulator, hours: Hours, kind: str
) -> None:
    ghl.fault(kind)
    fault = unsent(ghl, hours.deadline())
    assert (fault.permanent, fault.outcome_unknown) == (True, False)


@pytest.mark.parametrize("kind", ["too_many", "jwt_invalid", "token_invalid"])
def test_a_text_that_was_not_sent_may_be_sent_later(
    ghl: Simulator, hours: Hours, kind: str
) -> None:
    ghl.fault(kind)
    fault = unsent(ghl, hours.deadline())
    assert (fault.permanent, fault.outcome_unknown) == (False, False)


@pytest.mark.parametrize(
    "kind", ["server_error", "drop", "lost", "cut", "html", "no_body", "wrong_shape"]
)
def test_a_text_that_may_have_been_sent_is_unknown_and_never_repeated(
    ghl: Simulator, hours: Hours, kind: str
) -> None:
    ghl.fault(kind)
    fault = unsent(ghl, hours.deadline())
    assert (fault.permanent, fault.outcome_unknown) == (False, True)
    assert "may have been done" in str(fault)


def test_a_text_whose_answer_does_not_come_in_time_is_unknown(ghl: Simulator) -> None:
    ghl.fault("hang")
    began = time.monotonic()
    fault = unsent(ghl, Deadline(0.2))
    assert fault.outcome_unknown
    assert "did not answer in time" in str(fault)
    assert time.monotonic() - began < 2


def test_a_dripping_answer_ends_with_the_deadline(ghl: Simulator) -> None:
    ghl.fault("drip", seconds=0.05)
    began = time.monotonic()
    fault = refused(ghl, Deadline(0.3))
    assert "did not end within the time left" in str(fault)
    assert time.monotonic() - began < 2


def test_where_nobody_listens_nothing_was_sent(hours: Hours) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    settings = {"base_url": f"http://127.0.0.1:{port}", "token": "canary", "version": "2021-07-28"}
    with Client(**settings, deadline=hours.deadline()) as sending:
        with pytest.raises(GhlError, match="cannot be reached") as caught:
            sending.send_sms("c1", TEXT)
        with pytest.raises(GhlError) as read:
            sending.contact("c1")
    assert not caught.value.outcome_unknown
    assert hours.waits == [0.5, 1.0, 2.0]
    for fault in (caught.value, read.value):
        assert fault.__cause__ is None
        assert "canary" not in str(fault)
        assert str(port) not in str(fault)


def test_no_proxy_or_netrc_of_the_environment_is_used(
    ghl: Simulator, hours: Hours, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with client(ghl, hours.deadline()) as reading:
        assert reading.contact("c1").person.contact_id == "c1"


def test_a_wait_ends_before_the_deadline_or_is_not_begun(hours: Hours) -> None:
    deadline = hours.deadline(5)
    assert deadline.wait(4.9)
    assert not deadline.wait(0.2)
    assert hours.waits == [4.9]
