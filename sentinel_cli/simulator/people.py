"""A few people to play with: two customers, a manager, two members of staff."""

from __future__ import annotations

from sentinel_cli.simulator.world import Contact, User, World

CUSTOMER = Contact(
    id="cT4mQ7xLw0ZpR2nVb8Ka",
    first_name="Dana",
    last_name="Ruiz",
    phone="+12145550143",
    email="dana@example.com",
    tags=("customer", "weekly"),
    assigned_to="uS3rAa1Bb2Cc3Dd4Ee5F",
)
CALLER = Contact(id="cT8nR3yKv1YqS4mWd6Lb", first_name="Marcus", phone="+19725550177")
MANAGER = Contact(
    id="cTmAnAgEr1Aa2Bb3Cc4D", first_name="Robin", last_name="Teague", phone="+12145550101"
)
STAFF = (
    User(id="uS3rAa1Bb2Cc3Dd4Ee5F", name="Sam Ortega", email="sam@example.com"),
    User(id="uS3rBb2Cc3Dd4Ee5Ff6G", name="Kim Dole", email="kim@example.com"),
)


def settle(world: World) -> None:
    """Let all of them exist in `world`."""
    for contact in (CUSTOMER, CALLER, MANAGER):
        world.add_contact(contact)
    for user in STAFF:
        world.add_user(user)
