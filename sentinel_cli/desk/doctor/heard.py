"""What customers sent, as far as it is understood: types nobody knows, calls without a name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from sqlite3 import Connection

from sentinel_cli.desk.doctor.check import Check, good, warned
from sentinel_cli.model import Message, Policy, Verdict
from sentinel_cli.rules.verdicts import decide
from sentinel_cli.store import messages
from sentinel_cli.texts.amounts import counted

DAYS = 30


def heard(db: Connection, policy: Policy, *, now_ts: int) -> Iterator[Check]:
    """The last 30 days."""
    since_ms = (now_ts - DAYS * 24 * 3600) * 1000
    for name, count in messages.unknown_types(db, since_ms=since_ms):
        said = f"{counted(count, 'message')} of type {name} in {DAYS} days, which nobody knows"
        do = "look in GHL what it is: until Sentinel knows the type, each opens an issue"
        yield warned("message types", said, do)
    yield from answered(messages.inbound_calls(db, since_ms=since_ms), policy)


def answered(calls: Iterable[Message], policy: Policy) -> Iterator[Check]:
    """How many answered calls name nobody, and what ANSWERED_CALLS would change."""
    named, anybody = replace(policy, any_answer=False), replace(policy, any_answer=True)
    taken = [call for call in calls if decide(call, anybody).verdict is Verdict.CONTACT]
    nobody = [call for call in taken if decide(call, named).verdict is not Verdict.CONTACT]
    if not taken:
        return
    of_all = f"{len(nobody)} of {counted(len(taken), 'answered call')} in {DAYS} days"
    if not nobody:
        yield good("answered calls", f"{of_all} name nobody")
    elif policy.any_answer:
        said = f"{of_all} name nobody and count as answered: it may have been a machine"
        yield warned("answered calls", said, "ANSWERED_CALLS=named would leave them out")
    else:
        said = f"{of_all} name nobody: they end no wait"
        do = "if people took them, ANSWERED_CALLS=any would count them as answered"
        yield warned("answered calls", said, do)
