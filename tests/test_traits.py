"""Tags, fields and names: learnt for nothing where they pass by, asked for once where not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from engine import MANAGER, SECOND_MANAGER, Clock, Engine, engine
from facts import CONTACT, STAFF, asks, at

from sentinel_cli.desk.telling import audience, situation
from sentinel_cli.engine.start import policy_as_read
from sentinel_cli.simulator import Contact, Simulator, User
from sentinel_cli.store import names

CARD = f"GET /contacts/{CONTACT}"


@pytest.fixture
def ghl() -> Iterator[Simulator]:
    simulated = Simulator(clock=Clock(at("08:00")))
    customer = Contact(
        id=CONTACT, first_name="Dana", tags=("Repair",), custom_fields=(("fRoute", "Tech"),)
    )
    simulated.world.add_contact(customer)
    simulated.world.add_contact(Contact(id=MANAGER, first_name="Robin", last_name="Teague"))
    simulated.world.add_contact(Contact(id=SECOND_MANAGER, first_name="Alex"))
    simulated.world.add_user(User(id=STAFF, name="Sam Ortega"))
    with simulated.running():
        yield simulated


def working(directory: Path, ghl: Simulator, hears: str) -> Engine:
    """Alex hears only that; the customer waits."""
    (directory / "managers.toml").write_text(f'[{SECOND_MANAGER}]\nhears = ["{hears}"]\n')
    works = engine(directory, ghl, MANAGER_CONTACT_IDS=f"{MANAGER},{SECOND_MANAGER}")
    ghl.customer_writes(CONTACT, "Is anyone coming?", at_ms=at("08:10"))
    works.polls(at("08:12"))
    return works


def hearers(works: Engine) -> set[str]:
    with works.store.read() as db:
        policy = policy_as_read(db, works.settings)
        now = situation(db, works.settings, policy=policy, now_ts=at("11:00") // 1000)
        return set(audience(now.matters, now)[1])


def test_a_tag_is_learnt_from_the_list_of_conversations_without_a_request(
    tmp_path: Path, ghl: Simulator
) -> None:
    works = working(tmp_path, ghl, "tag:repair")
    assert hearers(works) == {MANAGER, SECOND_MANAGER}
    assert ghl.requests.count(CARD) == 0


def test_a_tag_that_a_webhook_tells_counts_at_once(tmp_path: Path, ghl: Simulator) -> None:
    works = working(tmp_path, ghl, "tag:frisco")
    assert hearers(works) == {MANAGER}
    works.hears(asks("08:20", "Hello?"), at("08:20"), tags=frozenset({"repair", "Frisco "}))
    assert hearers(works) == {MANAGER, SECOND_MANAGER}
    works.hears(asks("08:30", "Hello??"), at("08:30"), tags=frozenset({"repair"}))
    assert hearers(works) == {MANAGER}


def test_a_field_is_asked_for_once_a_contact(tmp_path: Path, ghl: Simulator) -> None:
    works = working(tmp_path, ghl, "field:fRoute=tech")
    works.polls(at("08:17"))
    assert hearers(works) == {MANAGER, SECOND_MANAGER}
    assert ghl.requests.count(CARD) == 1


def test_a_field_under_its_name_is_learnt_from_a_webhook(tmp_path: Path, ghl: Simulator) -> None:
    works = working(tmp_path, ghl, "field:Preferred Technician=Lee")
    fields = {"Preferred Technician": frozenset({"Lee"}), "email": frozenset({"dana@example.com"})}
    works.hears(asks("08:20", "Hello?"), at("08:20"), fields=fields)
    assert hearers(works) == {MANAGER, SECOND_MANAGER}
    assert "dana@example.com" not in str(works.sql("SELECT * FROM contacts"))


def test_nothing_is_kept_where_no_line_asks(tmp_path: Path, ghl: Simulator) -> None:
    works = working(tmp_path, ghl, "call")
    assert works.sql("SELECT * FROM contacts") == []
    assert hearers(works) == {MANAGER}


def test_names_are_asked_for_once_a_day(tmp_path: Path, ghl: Simulator) -> None:
    works = working(tmp_path, ghl, "call")
    works.polls(at("08:17"))
    assert ghl.requests.count("GET /users/") == 1
    with works.store.read() as db:
        assert names.known(db) == {
            MANAGER: "Robin Teague",
            SECOND_MANAGER: "Alex",
            STAFF: "Sam Ortega",
        }


def test_a_token_that_may_not_see_the_users_costs_one_request_a_day_and_fails_no_poll(
    tmp_path: Path, ghl: Simulator
) -> None:
    ghl.fault("scope_missing", route="GET /users/")
    works = working(tmp_path, ghl, "call")
    assert works.polls(at("08:17")).ok
    asked = ghl.requests.count("GET /users/")
    works.polls(at("08:22"))
    assert ghl.requests.count("GET /users/") == asked
