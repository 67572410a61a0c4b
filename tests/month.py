"""A month of a pool company, made from a number: issues as the store has them, for reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from facts import ZONE

from sentinel_cli import hours
from sentinel_cli.hours import Calendar, parse_hours
from sentinel_cli.model import Issue, IssueType, Resolution, State
from sentinel_cli.store import Store, issues

CALENDAR = Calendar(ZONE, parse_hours("Mon-Fri 08:00-17:00"))
NAMES = (
    "Rosa Tellez",
    "Marcus Webb",
    "Ana Ruiz",
    "Dana Cole",
    "Priya Shah",
    "Lee <Park>",
    "Omar B.",
)
STAFF = ("uSam", "uKim", "uJo")
HOURS = (7, 8, 8, 8, 9, 9, 10, 11, 12, 13, 14, 15, 16, 17, 19)
ENDINGS = {
    Resolution.CONTACT: 60,
    Resolution.VOICEMAIL_LEFT: 6,
    Resolution.OPERATOR: 3,
    Resolution.ACKNOWLEDGED: 20,
    Resolution.SPAM: 2,
    None: 2,
}
"""How a wait ends, and how often of about a hundred."""


def month(store: Store, *, first: str = "2026-10-26", days: int = 28, seed: int = 1) -> int:
    """Fill a database; returns the moment after the last day, epoch seconds."""
    dice = Random(seed)  # noqa: S311 - a month to repeat, no secret
    begin = datetime.fromisoformat(first).replace(tzinfo=ZONE)
    end_ts = int((begin + timedelta(days=days)).timestamp())
    with store.write() as db:
        for day in range(days):
            for _ in range(
                dice.choice((6, 8, 11)) if (begin + timedelta(day)).weekday() < 5 else 2
            ):
                at = begin + timedelta(
                    days=day, hours=dice.choice(HOURS), minutes=dice.randrange(60)
                )
                issues.insert(db, _issue(int(at.timestamp()), end_ts, dice))
    return end_ts


def _issue(created_ts: int, now_ts: int, dice: Random) -> Issue:
    due_ts = hours.add(CALENDAR, created_ts, 2 * 3600)
    n = dice.randrange(10_000_000)
    issue = Issue(
        type=dice.choice((IssueType.SMS, IssueType.SMS, IssueType.CALL)),
        contact_id=f"c{n}",
        contact_name=dice.choice(NAMES),
        phone=f"+1214{n:07}",
        state=State.OPEN,
        created_ts=created_ts,
        due_ts=due_ts,
        due_rule_ts=due_ts,
        last_inbound_ts=created_ts,
        attempts=dice.choice((0, 0, 1)),
    )
    resolution = dice.choices([*ENDINGS], [*ENDINGS.values()])[0]
    if resolution is None:
        return issue
    slow = 6 if datetime.fromtimestamp(created_ts, ZONE).hour in {8, 9} else 1
    took_s = 0 if resolution is Resolution.ACKNOWLEDGED else int(dice.expovariate(1 / 2400) * slow)
    resolved_ts = min(hours.add(CALENDAR, created_ts, took_s), now_ts)
    return replace(
        issue,
        state=State.RESOLVED,
        rule_state=State.RESOLVED,
        resolved_ts=resolved_ts,
        recorded_ts=resolved_ts,
        resolution=resolution,
        resolved_by=dice.choice(STAFF),
    )
