"""A database of two busy years, for whoever measures: 1,000,000 messages unless told otherwise.

    python tests/bench/big.py FILE            1,000,000 messages, 150,000 issues, 400,000 events
    python tests/bench/big.py FILE --of 100   a hundredth of it

What is in it is what the rules would have made of these messages, so that `replay` finds no
difference: a customer writes three times, is answered, and writes again some weeks later.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection

from sentinel_cli import hours
from sentinel_cli.engine.start import policy_in_force
from sentinel_cli.settings import Environment, Need, Settings, load
from sentinel_cli.store import Store, open_store, state

ISSUES, CONTACTS, EVENTS, TEXTS = 150_000, 20_000, 400_000, 4_400
OPEN_SHARE = 300
"""One issue of so many is open, all of them among the latest."""
YEARS_S = 2 * 365 * 24 * 3600
STAFF = "uS3rAa1Bb2Cc3Dd4Ee5F"
MANAGER = "cTmAnAgEr1Aa2Bb3Cc4D"
GIVEN = {
    "GHL_TOKEN": "pit-00000000-0000-0000-0000-000000000000",
    "GHL_VERSION": "2021-07-28",
    "GHL_LOCATION_ID": "LoC9aB3dE5fG7hJ1kL2m",
    "MANAGER_CONTACT_IDS": MANAGER,
    "WEBHOOK_SECRET": "a-secret-of-more-than-sixteen-characters",
    "BUSINESS_HOURS": "Mon-Fri 08:00-17:00; Sat 09:00-13:00",
}
"""The settings under which its issues were made."""

_WORDS = (
    "Hi, the pump makes that noise again and the water is getting green. ",
    "Is somebody coming today? The gate code is still the same as last time. ",
    "Please call me back when you have a minute, I am home all afternoon. ",
)
_EXCHANGE = (
    # minutes after the beginning, direction, source, user, words
    (0, "inbound", None, None, 0),
    (1, "outbound", "workflow", None, 2),
    (7, "inbound", None, None, 1),
    (30, "inbound", None, None, 2),
    (95, "outbound", "app", STAFF, 1),
    (200, "outbound", "workflow", None, 0),
    (1440, "outbound", "workflow", None, 2),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How much of it: two years' worth divided by `of`. `now_ts` is when it was made."""

    of: int
    now_ts: int

    @property
    def issues(self) -> int:
        """How many issues there are."""
        return ISSUES // self.of

    def begun_ts(self, issue: int) -> int:
        """When an issue began: they are spread evenly, the last one an hour ago."""
        return self.now_ts - 3600 - (self.issues - issue) * YEARS_S // self.issues

    def contact(self, issue: int) -> str:
        """Whose it is: each contact waits again and again, never twice at once."""
        return f"contact{issue % max(CONTACTS // self.of, 100):05}"

    def is_open(self, issue: int) -> bool:
        """Whether nobody has answered yet."""
        return issue > self.issues - max(self.issues // OPEN_SHARE, 1)


def build(path: Path, *, of: int, now_ts: int) -> None:
    """Make the database at `path`, which must not exist."""
    scale = Scale(of=of, now_ts=now_ts)
    settings = load(Environment(GIVEN, path.parent), need=Need.NOTHING)
    with open_store(path) as store:
        store.connection.execute("PRAGMA cache_size = -200000")
        _fill(store, settings, scale)


def _fill(store: Store, settings: Settings, scale: Scale) -> None:
    with store.write() as db:
        policy_in_force(db, settings, now_ms=(scale.begun_ts(0) - 3600) * 1000)
        state.put(db, state.LAST_POLL, scale.now_ts)
        db.executemany(_insert("issues", _ISSUE), _issues(settings, scale))
        db.executemany(_insert("messages", _MESSAGE), _messages(scale))
        db.executemany(_insert("issue_log", _LOG), _log(scale))
        db.executemany(_insert("conversations", _CONVERSATION), _conversations(scale))
        db.executemany(_insert("deliveries", _TEXT), _texts(scale))
        _tell_events(db, scale)


def _insert(table: str, columns: str) -> str:
    marks = ", ".join("?" for _ in columns.split(", "))
    return f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608 - names of ours


_ISSUE = (
    "id, type, contact_id, conversation_id, state, created_ts, due_ts, resolved_ts, contact_name, "
    "phone, assigned_to, last_inbound_ts, inbound_count, attempts, resolution, resolved_by, "
    "recorded_ts, checked_ts, due_rule_ts, rule_state, opening_row"
)


def _issues(settings: Settings, scale: Scale) -> Iterator[tuple[object, ...]]:
    for issue in range(1, scale.issues + 1):
        begun_ts, contact = scale.begun_ts(issue), scale.contact(issue)
        due_ts = hours.add(settings.calendar, begun_ts, settings.sms_sla_s)
        answered_ts = None if scale.is_open(issue) else begun_ts + 95 * 60
        kept = "OPEN" if answered_ts is None else "RESOLVED"
        how = (None, None) if answered_ts is None else ("contact", STAFF)
        yield (issue, "SMS", contact, f"conv-{contact}", kept, begun_ts, due_ts, answered_ts,
               f"Dana {contact[7:]}", _phone(contact), None, begun_ts + 1800, 3, 0, *how,
               answered_ts, scale.now_ts, due_ts, kept, _row(issue))  # fmt: skip


def _row(issue: int) -> int:
    """In which row an issue's first message is stored."""
    return (issue - 1) * len(_EXCHANGE) + 1


def _phone(contact: str) -> str:
    return f"+12145{contact[7:]:>06}"


_MESSAGE = (
    "row, ghl_id, contact_id, conversation_id, at_ms, date_source, direction, channel, user_id, "
    "source, status, text, phone, reported_missed, via_webhook, via_api, learnt_ms, issue_id"
)


def _messages(scale: Scale) -> Iterator[tuple[object, ...]]:
    row = 0
    for issue in range(1, scale.issues + 1):
        begun_ms, contact = scale.begun_ts(issue) * 1000, scale.contact(issue)
        for minutes, direction, source, user, words in _EXCHANGE:
            row += 1
            if scale.is_open(issue) and direction == "outbound":
                continue
            at_ms = begun_ms + minutes * 60_000
            inbound = direction == "inbound"
            text = _WORDS[words] * (1 + row % 3)
            yield (row, f"m{row:019}", contact, f"conv-{contact}", at_ms, 2, direction, "SMS", user,
                   source, None if inbound else "delivered", text, _phone(contact), 0, 1, 1,
                   at_ms + 900, issue if inbound else None)  # fmt: skip


_LOG = "at_ms, issue_id, contact_id, actor, event, reason, covers, run_id"


def _log(scale: Scale) -> Iterator[tuple[object, ...]]:
    for issue in range(1, scale.issues + 1):
        begun_ms, contact = scale.begun_ts(issue) * 1000, scale.contact(issue)
        yield (begun_ms + 900, issue, contact, "rule", "opened", "the customer waits", 0, "webhook")
        if not scale.is_open(issue):
            yield (begun_ms + 95 * 60_000 + 900, issue, contact, "rule", "resolved",
                   f"contact ({STAFF})", 0, "webhook")  # fmt: skip


_CONVERSATION = (
    "id, contact_id, contact_name, phone, head_ms, read_head_ms, newest_ms, read_ts, automated"
)


def _conversations(scale: Scale) -> Iterator[tuple[object, ...]]:
    for contact in sorted({scale.contact(issue) for issue in range(1, scale.issues + 1)}):
        head_ms = scale.now_ts * 1000
        yield (f"conv-{contact}", contact, f"Dana {contact[7:]}", _phone(contact), head_ms, head_ms,
               head_ms, scale.now_ts, 0)  # fmt: skip


_TEXT = "kind, contact_id, slot, once, text, issue_ids, state, until_ts, settled_ts, run_id"


def _texts(scale: Scale) -> Iterator[tuple[object, ...]]:
    texts = TEXTS // scale.of
    for number in range(texts):
        until_ts = scale.now_ts - (texts - number) * YEARS_S // texts
        issue = 1 + number * scale.issues // texts
        yield ("summary", MANAGER, "morning", 1, _WORDS[0] * 3, f"[{issue}]", "sent", until_ts,
               until_ts, "summary")  # fmt: skip


def _tell_events(db: Connection, scale: Scale) -> None:
    """The last of the messages were told by these webhooks."""
    db.execute(
        "INSERT INTO raw_events (received_ts, route, payload, outcome, reason, issue_id, "
        "contact_id, message_row) "
        "SELECT learnt_ms / 1000, '/webhook/ghl', json_object('contact_id', contact_id, "
        "'full_name', 'Dana Ruiz', 'phone', phone, 'message', json_object('type', 2, 'body', text),"
        " 'location', json_object('id', 'LoC9aB3dE5fG7hJ1kL2m', 'name', 'The business'), "
        "'workflow', json_object('id', hex(randomblob(18)), 'name', 'Customer replied'), "
        "'contact', json_object('tags', hex(randomblob(150))), "
        "'customData', json_object('messageId', ghl_id, 'conversationId', conversation_id)), "
        "'recorded', 'inbound', issue_id, contact_id, row "
        "FROM messages WHERE row > (SELECT max(row) - ? FROM messages) ORDER BY row",
        (EVENTS // scale.of,),
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--of", type=int, default=1, metavar="N", help="an N-th of it")
    asked = parser.parse_args()
    began = time.perf_counter()
    build(asked.file, of=asked.of, now_ts=int(time.time()))
    size = asked.file.stat().st_size
    print(f"{asked.file}: {size / 1e6:.0f} MB in {time.perf_counter() - began:.0f} s")
