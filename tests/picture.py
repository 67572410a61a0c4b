"""The terminal's picture in the README, drawn by rich of what `sentinel issues list` prints.

Draw it anew: PYTHONPATH=tests python tests/picture.py
"""

from __future__ import annotations

import html
import re
from io import StringIO
from pathlib import Path

from facts import ZONE
from rich.console import Console

from sentinel_cli.cli.tables import table_of
from sentinel_cli.demo.stage import LOST
from sentinel_cli.hours import Calendar, parse_hours
from sentinel_cli.model import Issue, IssueType, State
from sentinel_cli.simulator import Contact
from sentinel_cli.simulator.people import CALLER, CUSTOMER

FILE = Path(__file__).parents[1] / "deploy" / "issues-list.svg"
NOW = 1795457460
"""Monday 2026-11-23, 12:11 in Chicago."""
MINUTE = 60
SLA = 120 * MINUTE
WIDTH = 100


def drawn() -> str:
    """The picture of the demo's three customers, one of whom waits too long."""
    waiting = (
        _issue(2, CALLER, IssueType.CALL, minutes=181),
        _issue(1, CUSTOMER, IssueType.SMS, minutes=48, messages=2),
        _issue(3, LOST, IssueType.SMS, minutes=11),
    )
    calendar = Calendar(ZONE, parse_hours("Mon-Fri 08:00-17:00"))
    console = Console(
        record=True, file=StringIO(), width=WIDTH, force_terminal=True, highlight=False
    )
    console.print("$ sentinel issues list")
    console.print(table_of(waiting, calendar=calendar, now_ts=NOW))
    return console.export_svg(title="Sentinel", unique_id="issues")


def words(svg: str) -> list[str]:
    """What can be read in a picture."""
    texts = re.findall(r"<text [^>]*>([^<]*)</text>", svg)
    return " ".join(html.unescape(text) for text in texts).split()


def _issue(
    number: int, contact: Contact, kind: IssueType, *, minutes: int, messages: int = 1
) -> Issue:
    began_ts = NOW - minutes * MINUTE
    return Issue(
        id=number,
        type=kind,
        contact_id=contact.id,
        contact_name=f"{contact.first_name} {contact.last_name}".strip(),
        phone=contact.phone,
        state=State.OPEN,
        created_ts=began_ts,
        due_ts=began_ts + SLA,
        due_rule_ts=began_ts + SLA,
        last_inbound_ts=began_ts,
        inbound_count=messages,
    )


if __name__ == "__main__":
    FILE.write_text(drawn())
