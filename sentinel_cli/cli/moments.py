"""One moment of a story in words: what was done, what it counted as, why, how it was learnt.

All that came from outside is made printable here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sentinel_cli import hours
from sentinel_cli.cli.tables import age, local_time
from sentinel_cli.desk.explain import Changed, Moment, Posted, Said
from sentinel_cli.desk.facts import Told
from sentinel_cli.hours import Calendar
from sentinel_cli.model import Channel, DateSource, DeliveryState, Direction, Message, Verdict
from sentinel_cli.rules.promises import promised
from sentinel_cli.rules.verdicts import REASONS
from sentinel_cli.store.deliveries import Delivery
from sentinel_cli.terminal import printable

_UNKEPT = "no issue (that wait ended before the first start)"
_SECONDS = re.compile(r"(?<=_ts )\d{10}\b|(?<=-> )\d{10}\b")
"""A moment in a line of the log, which keeps epoch seconds."""
_LATE_S = 60
"""A message learnt this much after it was sent was late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A moment as a reader gets it; `learnt` says which webhook or reading brought it."""

    what: str
    who: str
    issue_ids: tuple[int, ...]
    said: str
    meaning: str = ""
    why: str = ""
    learnt: str = ""


def worded(moment: Moment, calendar: Calendar) -> Wording:
    """Put one moment into words; clock times are the business's own."""
    match moment:
        case Said():
            return _message(moment, calendar)
        case Posted():
            return _webhook(moment)
        case Changed():
            return _change(moment, calendar)
        case Told():
            return _text_to_manager(moment, calendar)


def why(moment: Said) -> str:
    """Give the reason of a verdict in words, with its details."""
    detail = printable(moment.decision.detail)
    reason = _in_words(moment.decision.reason)
    return f"{reason} ({detail})" if detail else reason


def is_ours(message: Message) -> bool:
    """The business sent it, by a person or by a machine."""
    return message.direction is Direction.OUTBOUND


def _message(moment: Said, calendar: Calendar) -> Wording:
    message = moment.message
    text = printable(message.text or _spoken(message))
    words = f': "{text}"' if text.strip() else ""
    promise = promised(message, calendar)
    if promise is not None:
        words += f'; promised: "{printable(promise.words)}"'
    own = (moment.issue_id,) if moment.issue_id else ()
    return Wording(
        what="message",
        who=_speaker(message),
        issue_ids=moment.answered or own,
        said=f"{_speaker(message)} {_did(message)}{words}",
        meaning=_meaning_of_ours(moment) if is_ours(message) else _meaning(moment),
        why=why(moment),
        learnt=_learnt(moment, calendar),
    )


def _spoken(message: Message) -> str:
    """What was said in a call, as far as GHL has told."""
    return " / ".join(one.text for one in message.transcript)


def _webhook(moment: Posted) -> Wording:
    event = moment.event
    return Wording(
        what="webhook",
        who="GHL",
        issue_ids=(event.issue_id,) if event.issue_id else (),
        said=printable(f"webhook {event.id} to {event.route}"),
        meaning=printable(event.outcome),
        why=_in_words(event.reason),
    )


def _change(moment: Changed, calendar: Calendar) -> Wording:
    line = moment.line
    reason = _SECONDS.sub(lambda found: local_time(int(found[0]), calendar), line.reason)
    return Wording(
        what="change",
        who=printable(line.actor),
        issue_ids=(line.issue_id,),
        said=printable(f"#{line.issue_id} {line.event.replace('_', ' ')} by {line.actor}"),
        why="" if reason == f"{line.event} by {line.actor}" else printable(reason),
    )


def _text_to_manager(moment: Told, calendar: Calendar) -> Wording:
    delivery = moment.delivery
    slot_or_kind = f"{delivery.slot} summary" if delivery.slot else delivery.kind
    kind = "answer to a command" if delivery.kind == "reply" else slot_or_kind
    lines = " / ".join(moment.lines)
    settled_ts = delivery.settled_ts
    return Wording(
        what="told",
        who=printable(delivery.contact_id),
        issue_ids=delivery.issue_ids,
        said=printable(f"{kind} to manager {delivery.contact_id}: {lines}"),
        meaning=_fate(delivery, moment.status),
        why=printable(delivery.error or ""),
        learnt=f"as of {_clock(settled_ts, calendar)}" if settled_ts else "",
    )


def _speaker(message: Message) -> str:
    if not is_ours(message):
        return "customer"
    if message.user_id is None:
        return printable(message.source or "business")
    machine = "" if message.source in {None, "app"} else f" ({message.source})"
    return printable(f"user {message.user_id}{machine}")


def _did(message: Message) -> str:
    """`texted`, `called (no-answer)`, `called the customer (completed, 95 s)`."""
    lasted = "" if message.duration_s is None else f"{message.duration_s:g} s"
    details = ", ".join(filter(None, (message.status, lasted)))
    if message.channel is Channel.SMS:
        done, details = "texted", details if is_ours(message) else ""
    elif message.channel is Channel.VOICEMAIL:
        done = "left a voicemail"
    elif message.channel.is_call:
        done = "called the customer" if is_ours(message) else "called"
    elif message.type_name is not None:
        done, details = "sent", f"of type {message.type_name}"
    elif message.channel.is_text:
        done = f"wrote by {message.channel}"
    else:
        done, details = f"noted in GHL ({message.channel.lower()})", ""
    return printable(f"{done} ({details})" if details else done)


def _meaning(moment: Said) -> str:
    """What a customer's message did, with the number of the issue it did it to."""
    own = f"#{moment.issue_id}" if moment.issue_id else _UNKEPT
    match moment.decision.verdict:
        case Verdict.OPENS:
            return f"opens {own}"
        case Verdict.COUNTS:
            return f"counts to {own}"
        case Verdict.OPT_OUT:
            return f"opts out of texts, kept as {own}"
        case Verdict.ACKNOWLEDGEMENT:
            return f"nobody waits, kept as {own}"
        case Verdict.CONTACT:
            return _answers(moment)
        case _:
            return "opens nothing"


def _meaning_of_ours(moment: Said) -> str:
    match moment.decision.verdict:
        case Verdict.CONTACT | Verdict.VOICEMAIL_LEFT:
            return _answers(moment)
        case Verdict.ATTEMPT:
            return f"an attempt{_waiting(moment)}"
        case Verdict.NOT_YET:
            return f"no answer yet{_waiting(moment)}"
        case _:
            return f"no answer{_waiting(moment)}"


def _answers(moment: Said) -> str:
    if moment.answered_unkept:
        return f"answers {_UNKEPT}"
    if not moment.answered:
        return "an answer, but nobody was waiting"
    return f"answers {_numbers(moment.answered)}"


def _waiting(moment: Said) -> str:
    if not moment.waiting:
        return ""
    return f", {_numbers(moment.waiting)} {'wait' if len(moment.waiting) > 1 else 'waits'} on"


def _numbers(issue_ids: Iterable[int]) -> str:
    return ", ".join(f"#{issue_id}" for issue_id in issue_ids)


def _in_words(reason: str) -> str:
    return printable(REASONS.get(reason, reason.replace("_", " ")))


def _learnt(moment: Said, calendar: Calendar) -> str:
    """Which webhooks brought a message, or that none did, and how late that was."""
    message = moment.message
    told = [
        f"webhook {event.id} at {_clock(event.received_ts, calendar)}"
        f"{' (a repeat)' if event.outcome == 'duplicate' else ''}"
        for event in moment.webhooks
    ]
    if not told and message.learnt_ms and not message.via_webhook:
        late_s = (message.learnt_ms - message.at_ms) // 1000
        late = f", {age(late_s)} later" if late_s >= _LATE_S else ""
        told = [f"read from GHL at {_clock(message.learnt_ms // 1000, calendar)}{late}"]
        told += [] if is_ours(message) else ["no webhook had brought it"]
    if message.date_source is DateSource.ARRIVAL:
        told.append("dated by its arrival")
    return "; ".join(told)


def _fate(delivery: Delivery, status: str | None) -> str:
    match delivery.state:
        case DeliveryState.SENT:
            return printable(f"taken by GHL, {status or 'its delivery not reported'}")
        case DeliveryState.FAILED:
            return "not sent"
        case DeliveryState.UNKNOWN:
            return "may have been sent"
        case DeliveryState.SENDING:
            return "being sent, or its run died"


def _clock(ts: int, calendar: Calendar) -> str:
    return f"{hours.local(calendar, ts):%H:%M:%S}"
