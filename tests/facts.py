"""Facts for tests: short names for messages, actions and policies at readable times.

A day is Wednesday 2026-04-01 in Chicago; `at("11:20")` is that local time in epoch milliseconds.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sentinel_cli.hours import Calendar, parse_hours
from sentinel_cli.model import Action, ActionKind, Channel, Direction, IssueType, Message, Policy

ZONE = ZoneInfo("America/Chicago")
CONTACT = "cT4mQ7xLw0ZpR2nVb8Ka"
CONVERSATION = "cV1nH8sJk3LmQ5rTy7Wz"
STAFF = "uS3rAa1Bb2Cc3Dd4Ee5F"
LETTER = "Thank you so much! Mariachis serenaded, cousins cannonballed, grandpa yodeled"
"""Thanks in words that no list and no weight knows: probably a closing, whatever is learnt."""


def at(clock: str, day: str = "2026-04-01") -> int:
    """Epoch milliseconds of a local time, `HH:MM` or `HH:MM:SS`."""
    return int(datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZONE).timestamp() * 1000)


def policy(**changes: Any) -> Policy:
    """Monday to Friday 08:00-17:00, two hours for texts and calls, no staff list."""
    return Policy(calendar=Calendar(ZONE, parse_hours("Mon-Fri 08:00-17:00")), **changes)


def message(clock: str, *, ghl_id: str | None = "", **changes: Any) -> Message:
    """Any message; its id is made from its content unless given (None: provisional)."""
    values: dict[str, Any] = {
        "contact_id": CONTACT,
        "at_ms": at(clock),
        "direction": Direction.INBOUND,
        "channel": Channel.SMS,
        "via_api": ghl_id is not None,
        "via_webhook": ghl_id is None,
    }
    values |= changes
    made = f"m-{clock}-{values['direction']}-{values['channel']}".replace(":", "")
    return Message(ghl_id=made if ghl_id == "" else ghl_id, **values)


def asks(clock: str, text: str = "Is anyone coming today?", **changes: Any) -> Message:
    """A customer's text."""
    return message(clock, **{"text": text, "status": "delivered", **changes})


def replies(clock: str, text: str = "On our way", **changes: Any) -> Message:
    """A person's text from the app."""
    return message(
        clock,
        **{
            "direction": Direction.OUTBOUND,
            "text": text,
            "status": "delivered",
            "source": "app",
            "user_id": STAFF,
            **changes,
        },
    )


def automated(clock: str, text: str = "We got your message.", **changes: Any) -> Message:
    """A workflow's text, which GHL may show with a user's id."""
    return replies(clock, text, **{"source": "workflow", **changes})


def call(clock: str, **changes: Any) -> Message:
    """A missed inbound call."""
    return message(clock, **{"channel": Channel.CALL, "status": "no-answer", **changes})


def calls_back(clock: str, duration_s: float | None = 95, **changes: Any) -> Message:
    """A person's call to the customer."""
    return message(
        clock,
        **{
            "direction": Direction.OUTBOUND,
            "channel": Channel.CALL,
            "status": "completed",
            "duration_s": duration_s,
            "user_id": STAFF,
            "source": "app",
            **changes,
        },
    )


def action(
    kind: ActionKind,
    clock: str,
    *,
    issue_id: int | None = 1,
    issue_type: IssueType | None = IssueType.SMS,
    covers: int = 10_000,
) -> Action:
    """What an operator did."""
    return Action(
        kind=kind,
        at_ms=at(clock),
        actor="kim",
        issue_id=issue_id,
        type=issue_type,
        covers=covers,
    )
