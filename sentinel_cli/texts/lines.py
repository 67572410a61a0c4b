"""One customer, one line: the words every text to a manager is made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sentinel_cli import hours
from sentinel_cli.model import Aside, Issue, IssueType, Policy, last4
from sentinel_cli.texts.amounts import counted
from sentinel_cli.texts.gsm7 import PART, SINGLE, segments, septets, to_gsm7
from sentinel_cli.texts.letters import in_latin

MAX_SEPTETS = 1500
"""GHL refuses a text over 1,600 characters (GHL.md §6); some of them count double."""
LONGEST_QUOTE = 60

_LONGEST_NAME = 30
_DOT_IN_LINK = re.compile(r"(?<=\w)\.(?=\w\w)")
_LONGEST_SHORT_NAME = 12
_SHORTEST_QUOTE = 12
_MINUTE, _HOUR = 60, 3600
_WEEK_DAYS = 7
_WORDS = {IssueType.SMS: "text", IssueType.CALL: "call"}


@dataclass(frozen=True, slots=True)
class Line:
    """What is said of one customer, the issues it says it of, and the customer's own words."""

    text: str
    ids: tuple[int, ...]
    words: str = ""


def waiting_lines(
    issues: Iterable[Issue],
    *,
    policy: Policy,
    now_ts: int,
    asides: Mapping[int, Aside] | None = None,
) -> tuple[Line, ...]:
    """Return one line for every customer who waits, in the order of their first issue.

    `#12 #13 Ana Ruiz: text + call, 3h 20m late, tried 2x, GHL unreadable since 9:35 AM (3 msgs)
    (Alex has it)`; the lateness is the worst of them.
    """
    known = asides or {}
    return tuple(
        customer_line(
            theirs,
            after=_lateness(theirs, policy=policy, now_ts=now_ts)
            + _doubts(theirs, known, policy=policy, now_ts=now_ts)
            + _remarks(theirs, known),
            words=_words(theirs, known),
        )
        for theirs in by_contact(issues).values()
    )


def short_lines(
    issues: Iterable[Issue],
    *,
    policy: Policy,
    now_ts: int,
    asides: Mapping[int, Aside] | None = None,
) -> tuple[Line, ...]:
    """Return the same, as short as can be read: `#12 Ana R. text 12m late (GHL unreadable)`."""
    return tuple(
        Line(
            f"{_numbers(theirs)} {_short_name(theirs)} {_kinds(theirs)}"
            f"{_short_lateness(theirs, policy=policy, now_ts=now_ts)}"
            f"{_short_doubts(theirs, asides or {})}"
            f"{_short_urgency(theirs, asides or {})}",
            _ids(theirs),
        )
        for theirs in by_contact(issues).values()
    )


def customer_line(theirs: Sequence[Issue], *, after: str, words: str = "") -> Line:
    """One customer's line: numbers, name, what they did, and what else there is to say."""
    return Line(
        f"{_numbers(theirs)} {customer(_named(theirs))}: {_kinds(theirs)}{after}",
        _ids(theirs),
        " ".join(to_gsm7(words).split()),
    )


def by_contact(issues: Iterable[Issue]) -> dict[str, list[Issue]]:
    """The issues of each customer, in the order of their first."""
    found: dict[str, list[Issue]] = {}
    for issue in issues:
        found.setdefault(issue.contact_id, []).append(issue)
    return found


def with_quotes(text: str, lines: Iterable[Line]) -> str:
    """The text with the customers' own words behind their lines, the first lines first.

    They fill what the last segment has left, and never cost another one.
    """
    most = segments(text.removesuffix("\n"))
    for line in lines:
        room = min(_left(text, most), LONGEST_QUOTE) - len(' ""')
        if not line.words or room < _SHORTEST_QUOTE or text.count(line.text + "\n") != 1:
            continue
        quote = f'{line.text} "{clipped(line.words, room=room)}"'
        longer = text.replace(line.text + "\n", quote + "\n")
        if segments(longer.removesuffix("\n")) == most and septets(longer) <= MAX_SEPTETS:
            text = longer
    return text


def clipped(words: str, *, room: int) -> str:
    """The words, ended by dots where they are longer than the room, in septets."""
    if septets(words) <= room:
        return words
    words = words[:room]
    while septets(words) > room - len("..."):
        words = words[:-1]
    return f"{words.rstrip()}..."


def customer(issue: Issue) -> str:
    """Name the customer in GSM-7: the name where there is one, else the phone's last digits.

    A name of which most letters cannot be sent would name nobody.
    """
    known = in_latin(issue.contact_name or "")
    name = " ".join(to_gsm7(_without_link(known)).split())
    letters = sum(character.isalpha() for character in name)
    if letters and 2 * letters >= sum(character.isalpha() for character in known):
        return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 3].rstrip() + "..."
    digits = last4(issue.phone or name)
    return f"number ending {digits}" if digits else "unknown customer"


def _without_link(name: str) -> str:
    """What a phone would make a link of, as words: a name comes from whoever filled in a form."""
    return _DOT_IN_LINK.sub(" ", name.replace("://", " ").replace("/", " "))


def moment(ts: int, *, policy: Policy, now_ts: int) -> str:
    """Say when, as short as it stays clear: `8:05 AM`, `Fri 3:00 PM`, `Nov 3, 3:00 PM`."""
    then, now = hours.local(policy.calendar, ts), hours.local(policy.calendar, now_ts)
    days = (now.date() - then.date()).days
    if days == 0:
        return clock(then)
    if 0 < days < _WEEK_DAYS:
        return f"{then:%a} {clock(then)}"
    year = "" if then.year == now.year else f" {then.year}"
    return f"{then:%b} {then.day}{year}, {clock(then)}"


def others_line(waiting: int, overdue: int) -> str:
    """What the reader does not hear of, that nobody takes a part for the whole."""
    return f"Others: {waiting} open, {overdue or 'none'} overdue. LIST ALL"


def clock(at: datetime) -> str:
    """The time of day: `8:05 AM`."""
    return f"{at.hour % 12 or 12}:{at:%M} {'AM' if at.hour < 12 else 'PM'}"  # noqa: PLR2004 - noon


def _left(text: str, most: int) -> int:
    """Septets that so many segments still hold."""
    return (PART * most if most > 1 else SINGLE) - septets(text)


def _numbers(theirs: Sequence[Issue]) -> str:
    return " ".join(f"#{id_}" for id_ in _ids(theirs))


def _ids(theirs: Sequence[Issue]) -> tuple[int, ...]:
    return tuple(issue.id for issue in theirs if issue.id is not None)


def _named(theirs: Sequence[Issue]) -> Issue:
    return next((issue for issue in theirs if issue.contact_name), theirs[0])


def _short_name(theirs: Sequence[Issue]) -> str:
    """`Ana R.` where there are two names; digits are short enough as they are."""
    first, _, last = customer(_named(theirs)).partition(" ")
    if first == "number":
        return last.removeprefix("ending ")
    return f"{first[:_LONGEST_SHORT_NAME]} {last[:1]}." if last else first[:_LONGEST_SHORT_NAME]


def _kinds(theirs: Sequence[Issue]) -> str:
    types = [issue.type for issue in theirs]
    amounts = ((types.count(type_), _WORDS[type_]) for type_ in IssueType)
    return " + ".join(word if n == 1 else counted(n, word) for n, word in amounts if n)


def _lateness(theirs: Sequence[Issue], *, policy: Policy, now_ts: int) -> str:
    """Say how late the worst of them is: a span today, a moment when nights lie in between."""
    attempts = max(issue.attempts for issue in theirs)  # one call back tries to end both
    tried = f", tried {attempts}x" if attempts else ""
    due_ts = min(issue.due_ts for issue in theirs)
    if due_ts >= now_ts:
        began = moment(min(i.created_ts for i in theirs), policy=policy, now_ts=now_ts)
        return f", waiting since {began}{tried}"
    if _is_today(due_ts, policy=policy, now_ts=now_ts):
        return f", {_span(now_ts - due_ts)} late{tried}"
    return f", late since {moment(due_ts, policy=policy, now_ts=now_ts)}{tried}"


def _short_lateness(theirs: Sequence[Issue], *, policy: Policy, now_ts: int) -> str:
    due_ts = min(issue.due_ts for issue in theirs)
    if due_ts < now_ts and _is_today(due_ts, policy=policy, now_ts=now_ts):
        return f" {_span(now_ts - due_ts)} late"
    began_ts = min(issue.created_ts for issue in theirs)
    return f" since {moment(min(due_ts, began_ts), policy=policy, now_ts=now_ts)}"


def _is_today(ts: int, *, policy: Policy, now_ts: int) -> bool:
    then, now = hours.local(policy.calendar, ts), hours.local(policy.calendar, now_ts)
    return then.date() == now.date()


def _span(seconds: int) -> str:
    whole, minutes = divmod(max(seconds, _MINUTE) // _MINUTE, 60)
    return " ".join(f"{n}{unit}" for n, unit in ((whole, "h"), (minutes, "m")) if n)


def _doubts(
    theirs: Sequence[Issue], asides: Mapping[int, Aside], *, policy: Policy, now_ts: int
) -> str:
    """Say what is not known of them, and since when: they may have been answered."""
    return "".join(
        f", {words} since {moment(since_ts, policy=policy, now_ts=now_ts)}"
        for words, since_ts in _doubtful(theirs, asides)
    )


def _short_doubts(theirs: Sequence[Issue], asides: Mapping[int, Aside]) -> str:
    words = [words for words, _ in _doubtful(theirs, asides)]
    return f" ({', '.join(words)})" if words else ""


def _doubtful(theirs: Sequence[Issue], asides: Mapping[int, Aside]) -> Iterator[tuple[str, int]]:
    doubts = [_aside(issue, asides).doubt for issue in theirs]
    unread = [d.unread_since_ts for d in doubts if d.unread_since_ts is not None]
    unconfirmed = [d.unconfirmed_since_ts for d in doubts if d.unconfirmed_since_ts is not None]
    if unread:
        yield "GHL unreadable", min(unread)
    if unconfirmed:
        yield "reply not confirmed", min(unconfirmed)


def _remarks(theirs: Sequence[Issue], asides: Mapping[int, Aside]) -> str:
    """What else is worth a word: how often they wrote, who has it, that it may be thanks."""
    known = [_aside(issue, asides) for issue in theirs]
    heard = _heard(theirs, known)
    amount = sum(issue.inbound_count for issue in theirs)
    remarks = [f"({amount} msgs)"] if amount > len(theirs) else []
    remarks += list(dict.fromkeys(f"({aside.held_as})" for aside in known if aside.held_as))
    if all(aside.is_thanks for aside in known):
        remarks.append("(thanks?)")
    return heard + "".join(f" {remark}" for remark in remarks)


def _words(theirs: Sequence[Issue], asides: Mapping[int, Aside]) -> str:
    """The customer's own words; of an urgent one they stand in the line."""
    known = [_aside(issue, asides) for issue in theirs]
    if any(a.is_urgent and issue.gist for issue, a in zip(theirs, known, strict=True)):
        return ""
    return next((aside.words for aside in known if aside.words), "")


def _heard(theirs: Sequence[Issue], known: Sequence[Aside]) -> str:
    """What harm is near, in the customer's words, and the number that was said to call back."""
    urgent = [issue for issue, aside in zip(theirs, known, strict=True) if aside.is_urgent]
    if not urgent:
        return ""
    numbers = [issue.callback for issue in theirs if issue.callback]
    call = f", call {_dashed(numbers[-1])}" if numbers else ""
    about = f" {urgent[0].subject.replace('_', ' ')}" if urgent[0].subject else ""
    words = " ".join(to_gsm7(urgent[0].gist).replace('"', "'").split())
    quote = f': "{clipped(words, room=LONGEST_QUOTE)}"' if words else ""
    return f". URGENT{about}{quote}{call}"


def _short_urgency(theirs: Sequence[Issue], asides: Mapping[int, Aside]) -> str:
    return " URGENT" if any(_aside(issue, asides).is_urgent for issue in theirs) else ""


def _dashed(number: str) -> str:
    """`469-555-0118`."""
    digits = number.removeprefix("+1")
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"


def _aside(issue: Issue, asides: Mapping[int, Aside]) -> Aside:
    return asides.get(issue.id or 0, Aside())
