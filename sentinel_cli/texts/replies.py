"""The answers to managers' commands: pure, GSM-7, and short, since every segment is billed.

Issues are put in the summary's words, and no answer is longer than a summary may be.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sentinel_cli.model import Channel, Issue, Message, Policy, State
from sentinel_cli.texts.gsm7 import septets, to_gsm7
from sentinel_cli.texts.lines import MAX_SEPTETS, Line, clipped, customer, moment, waiting_lines

TWO_SEGMENTS = 2 * 153
"""Septets: what LIST and OPEN keep to where they can."""

HELP = """\
LIST: who waits, worst first. MORE: the rest
OPEN 12: what they wrote, and the link
DONE 12 14: close them. REOPEN 12: undo
SPAM 12: close and mute for good
NOTE 12 words: keep a remark
Customers you answer in GHL close by themselves."""

_SHORTEST_QUOTE = 60
_QUOTING = len(': ""') + 1
_MORE = "+999 more, reply MORE"
_APP = "https://app.gohighlevel.com/v2/location"


@dataclass(frozen=True, slots=True)
class Page:
    """One screen of the list, and the issues it names."""

    text: str
    ids: tuple[int, ...] = ()


def first_page(open_: Sequence[Issue], *, policy: Policy, now_ts: int, caution: str = "") -> Page:
    """The list's beginning: how many wait, then the worst of them. `open_` is worst first.

    `caution` says what may be missing from it.
    """
    late = sum(now_ts > issue.due_ts for issue in open_)
    head = f"{len(open_)} open, {late or 'none'} overdue" if open_ else "Nobody is known to wait."
    return _page(
        [head, *([caution] if caution else [])],
        waiting_lines(open_, policy=policy, now_ts=now_ts),
        last="",
    )


def next_page(
    open_: Sequence[Issue], *, shown: Collection[int], policy: Policy, now_ts: int
) -> Page:
    """The list's continuation: the worst of those not `shown` yet, whatever changed meanwhile."""
    left = [issue for issue in open_ if issue.id not in shown]
    if not left:
        return Page(f"That was all: {len(open_)} open. Reply LIST to see them again.")
    return _page([], waiting_lines(left, policy=policy, now_ts=now_ts), last="That is all.")


def details(
    issue: Issue,
    beside: Sequence[Issue],
    said: Message | None,
    *,
    link: str | None,
    policy: Policy,
    now_ts: int,
) -> str:
    """Who it is, since when, what they said last, and where to answer them.

    `beside` are the open issues of the same customer, this one included while it is open.
    """
    around = [*_standing(issue, beside, policy=policy, now_ts=now_ts), *([link] if link else [])]
    room = TWO_SEGMENTS - sum(septets(line) + 1 for line in around)
    words = _said(said, room=max(room, _SHORTEST_QUOTE), policy=policy, now_ts=now_ts)
    return "\n".join([*around[:2], words, *around[2:]])


def too_late(word: str, *, minutes: int) -> str:
    """The answer to a change asked for so long ago that it may not be wanted any more."""
    return (
        f"Your {word} came {minutes} minutes late, so nothing was done: "
        "too late, text it again if it still holds."
    )


def bounded(lines: Iterable[str]) -> str:
    """The lines that fit into one text; what does not is counted."""
    room, kept, cut = MAX_SEPTETS - len("\n+999 more"), [], 0
    for line in map(to_gsm7, lines):
        room -= septets(line) + 1
        if room >= 0 and not cut:
            kept.append(line)
        else:
            cut += 1
    return "\n".join([*kept, *([f"+{cut} more"] if cut else [])])


def named(issue: Issue) -> str:
    """`#12 Ana Ruiz`: so that a mistyped number is noticed."""
    return f"#{issue.id} {customer(issue)}"


def link_to(*, location_id: str | None, conversation_id: str | None, contact_id: str) -> str | None:
    """Where GHL's app shows the conversation, else the contact; None in an unknown location."""
    if location_id is None:
        return None
    if conversation_id is None:
        return f"{_APP}/{location_id}/contacts/detail/{contact_id}"
    return f"{_APP}/{location_id}/conversations/conversations/{conversation_id}"


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
    issue: Issue, beside: Sequence[Issue], *, policy: Policy, now_ts: int
) -> tuple[str, str]:
    since = moment(issue.created_ts, policy=policy, now_ts=now_ts)
    if issue.state is State.RESOLVED:
        ended = moment(issue.resolved_ts or now_ts, policy=policy, now_ts=now_ts)
        return f"{named(issue)}: not open", f"Since {since}, ended {ended} ({issue.resolution})"
    due = f"due {moment(issue.due_ts, policy=policy, now_ts=now_ts)}"
    count = [f"{issue.inbound_count} messages"] if issue.inbound_count > 1 else []
    waiting = beside or [issue]
    line = waiting_lines(waiting, policy=policy, now_ts=now_ts)[0].text
    # The line of one who is not late says already since when.
    is_late = now_ts > min(other.due_ts for other in waiting)
    told = ", ".join([*([f"since {since}"] if is_late else []), due, *count])
    return line, told[:1].upper() + told[1:]


def _said(said: Message | None, *, room: int, policy: Policy, now_ts: int) -> str:
    if said is None:
        return "What they said is not stored."
    when = moment(said.at_ms // 1000, policy=policy, now_ts=now_ts)
    quote = " ".join(to_gsm7(said.text).split())
    if quote:
        return f'{when}: "{clipped(quote, room=room - septets(when) - _QUOTING)}"'
    if said.text.strip():
        return f"{when}: wrote in signs no text like this can carry"
    return f"{when}: {_wordless(said)}"


def _wordless(said: Message) -> str:
    if said.channel is Channel.VOICEMAIL or said.status == "voicemail":
        return "left a voicemail"
    return "called, nobody answered" if said.channel.is_call else "sent something without words"
