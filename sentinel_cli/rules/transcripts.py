"""Of which calls GHL is asked what was said, and when: it knows after minutes, or never.

A transcript exists only where the account pays for it and the call was recorded (`GHL.md` §7).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sentinel_cli.model import Channel, Message, Policy, Sentence, Transcripts, Verdict
from sentinel_cli.rules.verdicts import decide, is_answered

ASKED_AFTER_S = (60, 180, 600, 1800, 7200, 86_400)
"""Seconds after the end of the call; those that passed meanwhile are passed over."""
MOST_ASKS = 5
KEPT_SENTENCES, KEPT_LETTERS = 200, 12_000
"""Of the beginning of a call, and as much of its end."""


def is_asked_for(message: Message, policy: Policy, calls: Transcripts) -> bool:
    """Whether what was said in a customer's call matters: nobody took it, or all calls do.

    A call that nobody took is part of an issue, unless its contact is muted.
    """
    if not _has_own_id(message):
        return False
    if message.contact_id in policy.managers | policy.internal_contacts:
        return False
    missed = decide(message, policy).verdict is Verdict.OPENS and message.issue_id is not None
    return missed or (calls is Transcripts.ALL and is_answered(message))


def may_have_words(message: Message, calls: Transcripts) -> bool:
    """Whether words may be known to GHL: a voicemail, or a call taken where those count."""
    if is_answered(message):
        return calls is Transcripts.ALL and _has_own_id(message)
    left = message.channel is Channel.VOICEMAIL or message.status == "voicemail"
    return left and _has_own_id(message)


def _has_own_id(message: Message) -> bool:
    """Not none, nor one by which it was set apart from another message under the same id."""
    return "@" not in (message.ghl_id or "@")


def next_ask_ts(message: Message, *, asked: int, now_ts: int) -> int | None:
    """When to ask (again), epoch seconds; None: not any more."""
    ended_ts = message.ends_ms // 1000
    if asked >= MOST_ASKS:
        return None
    return next((ended_ts + s for s in ASKED_AFTER_S if ended_ts + s > now_ts), None)


def kept(said: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """Of a long call its beginning and its end: what it is about, and what was promised."""
    first = tuple(_short(said))
    last = tuple(_short(reversed(said[len(first) :])))
    return first + last[::-1]


def _short(said: Iterable[Sentence]) -> Iterator[Sentence]:
    letters = 0
    for count, one in enumerate(said, start=1):
        letters += len(one.text)
        if count > KEPT_SENTENCES or letters > KEPT_LETTERS:
            return
        yield one
