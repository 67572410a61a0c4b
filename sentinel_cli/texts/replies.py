"""The answers to managers' commands: pure, GSM-7, and short, since every segment is billed.

Issues are put in the summary's words, and no answer is longer than a summary may be.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from sentinel_cli.hours import Calendar
from sentinel_cli.model import (
    Aside,
    Channel,
    Hold,
    HoldKind,
    Issue,
    Message,
    Policy,
    Resolution,
    State,
)
from sentinel_cli.rules.hearing.waits import said_in
from sentinel_cli.texts.gsm7 import septets, to_gsm7
from sentinel_cli.texts.lines import (
    MAX_SEPTETS,
    Line,
    clipped,
    customer,
    moment,
    others_line,
    waiting_lines,
)
from sentinel_cli.texts.spoken import ended, spoken

TWO_SEGMENTS = 2 * 153
"""Septets: what LIST and OPEN keep to where they can."""

THREE_SEGMENTS = 3 * 153
"""Septets: what OPEN keeps to where there is more to tell than one sentence."""

HELP = """\
LIST, MORE: who waits
OPEN 12: all about it
DONE 12 14. REOPEN 12. UNDO: your last change
SNOOZE 12 FRI 9AM why. MINE 12. GIVE 12 ALEX. DROP 12
URGENT 12. CALM 12. SPAM 12. UNSPAM 12. NOTE 12 words
CLOSED FRI. OPEN SAT 9-12. HOURS
OFF TILL MON. BACK
HELP SNOOZE: more on one"""

_SHORTEST_QUOTE = 60
_QUOTING = len(': ""') + 1
_MORE = "+999 more, reply MORE"
_LONGEST_NOTE = 80
_MOST_NOTES = 2
_FEW = 4
"""Lines that say how each of many issues changed: every segment is billed."""
_HELPS: Mapping[str, str] = {
    "LIST": "LIST: who waits, worst first. MORE: the rest. LIST ALL: also what others hear.",
    "MORE": "MORE: the rest of your last LIST.",
    "OPEN": "OPEN 12: who, number, first and last words, notes, link. "
    "OPEN SAT 9-12 opens a day instead.",
    "OPEN-DAY": "OPEN SAT 9-12: opens that day, due times move. UNDO takes it back.",
    "DONE": "DONE 12 14, 12 DONE or DONE 11-13: closes them. Customers you answer in GHL close "
    "by themselves. DONE THANKS closes all marked (thanks?). UNDO takes it back.",
    "REOPEN": "REOPEN 12: waits again, due as before.",
    "SNOOZE": "SNOOZE 12 FRI 9AM part ordered: nobody is told of it until then, 14 days at most. "
    "It ends early when the customer writes more than thanks. DROP 12 ends it now.",
    "MINE": "MINE 12: you have it for 2 business hours, others are not told meanwhile. DROP 12 "
    "lets go.",
    "GIVE": "GIVE 12 ALEX: Alex has it for 2 business hours, and is told so.",
    "DROP": "DROP 12: ends your claim on it, or its snooze.",
    "URGENT": "URGENT 12: due within the hours for urgent ones, told at once. CALM 12: it is not.",
    "CALM": "CALM 12: not urgent, whatever was heard. Due as any other.",
    "SPAM": "SPAM 12: closes it and mutes the number. UNSPAM 12 hears it again.",
    "UNSPAM": "UNSPAM 12: hears the number again. Nothing is reopened.",
    "NOTE": "NOTE 12 gate code is 4411: a remark that OPEN 12 shows.",
    "UNDO": "UNDO: takes back your last change, if you made it within the hour.",
    "CLOSED": "CLOSED FRI, CLOSED DEC 24-26: no business hours then, due times move. UNDO takes it "
    "back.",
    "HOURS": "HOURS: the hours of the next 7 days. CLOSED FRI and OPEN SAT 9-12 change them.",
    "OFF": "OFF TOMORROW, OFF TILL MON, OFF DEC 24-26: you are told nothing then. BACK ends it.",
    "BACK": "BACK: you are on duty again.",
}
"""What HELP and a verb tells, each within two segments."""


@dataclass(frozen=True, slots=True)
class Page:
    """One screen of the list, and the issues it names."""

    text: str
    ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A remark: whose, when, and its words."""

    by: str
    at_ts: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What OPEN tells of an issue beside its row.

    `said` is what the customer said first and last, `tried` the last call that reached nobody,
    `snoozed` whose snooze keeps it from being told, and why, `notes` are the remarks, oldest first.
    `asides` are those of all open issues of the customer.
    """

    said: tuple[Message, ...] = ()
    tried: Message | None = None
    snoozed: Note | None = None
    notes: tuple[Note, ...] = ()
    link: str | None = None
    asides: Mapping[int, Aside] = field(default_factory=dict)


def first_page(
    open_: Sequence[Issue],
    *,
    policy: Policy,
    now_ts: int,
    caution: str = "",
    asides: Mapping[int, Aside] = MappingProxyType({}),
    others: Sequence[Issue] = (),
) -> Page:
    """The list's beginning: how many wait, then the worst of them. `open_` is worst first.

    `others` wait too, and are not for the reader to hear of.

    `caution` says what may be missing from it; `asides` what stands in it.
    """
    late = sum(now_ts > issue.due_ts for issue in open_)
    nobody = "Nobody of yours is known to wait." if others else "Nobody is known to wait."
    head = f"{len(open_)} open, {late or 'none'} overdue" if open_ else nobody
    late_others = sum(now_ts > issue.due_ts for issue in others)
    rest = [others_line(len(others), late_others)] if others else []
    return _page(
        [head, *rest, *([caution] if caution else [])],
        waiting_lines(open_, policy=policy, now_ts=now_ts, asides=asides),
        last="",
    )


def next_page(
    open_: Sequence[Issue],
    *,
    shown: Collection[int],
    policy: Policy,
    now_ts: int,
    asides: Mapping[int, Aside] = MappingProxyType({}),
) -> Page:
    """The list's continuation: the worst of those not `shown` yet, whatever changed meanwhile."""
    left = [issue for issue in open_ if issue.id not in shown]
    if not left:
        return Page(f"That was all: {len(open_)} open. Reply LIST to see them again.")
    lines = waiting_lines(left, policy=policy, now_ts=now_ts, asides=asides)
    return _page([], lines, last="That is all.")


def held_words(
    holds: Iterable[Hold],
    *,
    names: Mapping[str, str],
    reader_id: str,
    calendar: Calendar,
    now_ts: int,
) -> dict[int, str]:
    """What stands beside each held issue: `Alex has it`, `yours`, `snoozed until Fri 9:00 AM`.

    A claim that ran out is told as long as nobody answered: `Alex had it`.
    """
    found: dict[int, str] = {}
    for hold in sorted(holds, key=lambda hold: hold.kind is HoldKind.SNOOZE):
        name = names.get(hold.for_manager or "", "another").split()[0]
        is_readers = hold.for_manager == reader_id
        if hold.kind is HoldKind.CLAIM and hold.holds_at(now_ts):
            found[hold.issue_id] = "yours" if is_readers else f"{name} has it"
        elif hold.kind is HoldKind.CLAIM:
            found[hold.issue_id] = "you had it" if is_readers else f"{name} had it"
        elif hold.holds_at(now_ts):
            until = spoken(hold.until_ts or 0, calendar=calendar, now_ts=now_ts)
            found[hold.issue_id] = f"snoozed until {until}"
    return found


def details(
    issue: Issue, beside: Sequence[Issue], told: Told, *, policy: Policy, now_ts: int
) -> str:
    """Who it is, since when, what they said first and last, what was tried, where to answer.

    `beside` are the open issues of the same customer, this one included while it is open.
    """
    line, standing = _standing(issue, beside, told.asides, policy=policy, now_ts=now_ts)
    after = [
        *_tried(told.tried, policy=policy, now_ts=now_ts),
        *_noted(
            [told.snoozed] if told.snoozed else [], did="snoozed", policy=policy, now_ts=now_ts
        ),
        *_noted(told.notes, did="noted", policy=policy, now_ts=now_ts),
        *([told.link] if told.link else []),
    ]
    is_long = len(told.said) > 1 or len(after) > 1
    room = THREE_SEGMENTS if is_long else TWO_SEGMENTS
    room -= sum(septets(part) + 1 for part in [line, standing, *after])
    words = _quotes(told.said, room=room, policy=policy, now_ts=now_ts)
    return "\n".join([line, standing, *words, *after])


def help_with(verb: str) -> str:
    """Everything that can be texted, or what one verb does."""
    return _HELPS.get(verb, HELP)


def too_late(word: str, *, minutes: int) -> str:
    """The answer to a change asked for so long ago that it may not be wanted any more."""
    return (
        f"Your {word} came {minutes} minutes late, so nothing was done: "
        "too late, text it again if it still holds."
    )


def last_of_hour(answer: str, *, most: int) -> str:
    """The answer, and that nothing is answered for a while: silence must not look like a fault."""
    return bounded(
        answer.split("\n"),
        last=f"That was answer {most} within the hour: what you text is still done, but no longer "
        "answered for a while.",
    )


def bounded(lines: Iterable[str], *, last: str = "") -> str:
    """The lines that fit into one text, `last` in any case; what does not is counted."""
    room, kept, cut = MAX_SEPTETS - len("\n+999 more") - septets(f"\n{last}"), [], 0
    for line in map(to_gsm7, lines):
        room -= septets(line) + 1
        if room >= 0 and not cut:
            kept.append(line)
        else:
            cut += 1
    more = [f"+{cut} more"] if cut else []
    return "\n".join([*kept, *more, *([last] if last else [])])


def first_few(lines: Sequence[str], *, of: str) -> list[str]:
    """All of a few lines; of many, what they are `of`, the first, and how many more there are."""
    if len(lines) <= _FEW:
        return [*lines]
    return [of, *lines[:_FEW], f"+{len(lines) - _FEW} more"]


def named(issue: Issue) -> str:
    """`#12 Ana Ruiz`: so that a mistyped number is noticed."""
    return f"#{issue.id} {customer(issue)}"


def link_to(
    *, location_id: str | None, conversation_id: str | None, contact_id: str, app_url: str
) -> str | None:
    """Where GHL's app shows the conversation, else the contact; None in an unknown location.

    `app_url` is where a business's own name for GHL's app leads.
    """
    if location_id is None:
        return None
    location = f"{app_url.rstrip('/')}/v2/location/{location_id}"
    if conversation_id is None:
        return f"{location}/contacts/detail/{contact_id}"
    return f"{location}/conversations/conversations/{conversation_id}"


def _page(head: list[str], lines: Sequence[Line], *, last: str) -> Page:
    """As many lines as two segments hold, one at least."""
    room = TWO_SEGMENTS - sum(septets(line) + 1 for line in [*head, _MORE])
    shown = 0
    for line in lines:
        room -= septets(line.text) + 1
        if room < 0 and shown:
            break
        shown += 1
    hidden = sum(len(line.ids) for line in lines[shown:])
    tail = f"+{hidden} more, reply MORE" if hidden else last
    texts = [*head, *(line.text for line in lines[:shown]), *([tail] if tail else [])]
    return Page("\n".join(texts), tuple(id_ for line in lines[:shown] for id_ in line.ids))


def _standing(
    issue: Issue,
    beside: Sequence[Issue],
    asides: Mapping[int, Aside],
    *,
    policy: Policy,
    now_ts: int,
) -> tuple[str, str]:
    since = moment(issue.created_ts, policy=policy, now_ts=now_ts)
    if issue.state is State.RESOLVED:
        if issue.resolution is Resolution.OPERATOR:
            how = ended(issue, calendar=policy.calendar, now_ts=now_ts)
        else:
            when = moment(issue.resolved_ts or now_ts, policy=policy, now_ts=now_ts)
            how = f"ended {when} ({issue.resolution})"
        return f"{named(issue)}: not open", _reached(issue, f"since {since}, {how}")
    due = f"due {moment(issue.due_ts, policy=policy, now_ts=now_ts)}"
    count = [f"{issue.inbound_count} messages"] if issue.inbound_count > 1 else []
    # The words follow in full: the line need not have a piece of them.
    waiting = [replace(other, gist="") for other in beside or [issue]]
    line = waiting_lines(waiting, policy=policy, now_ts=now_ts, asides=asides)[0].text
    # The line of one who is not late says already since when.
    is_late = now_ts > min(other.due_ts for other in waiting)
    return line, _reached(issue, ", ".join([*([f"since {since}"] if is_late else []), due, *count]))


def _reached(issue: Issue, told: str) -> str:
    """A sentence that begins with the number, in full: one touch of it calls."""
    return f"{issue.phone}, {told}" if issue.phone else told[:1].upper() + told[1:]


def _tried(tried: Message | None, *, policy: Policy, now_ts: int) -> list[str]:
    if tried is None:
        return []
    when = moment(tried.at_ms // 1000, policy=policy, now_ts=now_ts)
    how = "nobody reached" if tried.status in {None, "completed"} else tried.status
    return [f"Tried {when}: call, {str(how).replace('-', ' ')}"]


def _noted(notes: Sequence[Note], *, did: str, policy: Policy, now_ts: int) -> list[str]:
    """The latest remarks, as much of them as a line holds."""
    return [
        f"{note.by} {did} {moment(note.at_ts, policy=policy, now_ts=now_ts)}: "
        f"{clipped(' '.join(to_gsm7(note.words).split()), room=_LONGEST_NOTE)}"
        for note in notes[-_MOST_NOTES:]
    ]


def _quotes(said: Sequence[Message], *, room: int, policy: Policy, now_ts: int) -> list[str]:
    """What they said first and last; the last words have what the first ones leave."""
    if not said:
        return [_said(None, room=room, policy=policy, now_ts=now_ts)]
    lines: list[str] = []
    for left in range(len(said), 0, -1):
        share = max((room - sum(septets(line) + 1 for line in lines)) // left, _SHORTEST_QUOTE)
        lines.append(_said(said[-left], room=share, policy=policy, now_ts=now_ts))
    return lines


def _said(said: Message | None, *, room: int, policy: Policy, now_ts: int) -> str:
    if said is None:
        return "What they said is not stored."
    when = moment(said.at_ms // 1000, policy=policy, now_ts=now_ts)
    quote = " ".join(to_gsm7(said.text or said_in(said)).split())
    if quote:
        return f'{when}: "{clipped(quote, room=room - septets(when) - _QUOTING)}"'
    if said.text.strip():
        return f"{when}: wrote in signs no text like this can carry"
    return f"{when}: {_wordless(said)}"


def _wordless(said: Message) -> str:
    if said.channel is Channel.VOICEMAIL or said.status == "voicemail":
        return "left a voicemail"
    return "called, nobody answered" if said.channel.is_call else "sent something without words"
