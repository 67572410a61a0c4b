"""Issues become the manager's text: pure, GSM-7, worst first, bounded by one length rule.

Every count is true whatever had to be left out: the lines shown and "+N more" add up to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sentinel_cli import hours
from sentinel_cli.model import (
    Issue,
    IssueType,
    Policy,
    Resolution,
    SummaryFacts,
    SummaryText,
    last4,
)
from sentinel_cli.texts.gsm7 import segments, septets, to_gsm7

MAX_SEPTETS = 1500
"""GHL refuses a text over 1,600 characters (GHL.md §6); some of them count double."""

_LONGEST_NAME = 30
_LONGEST_FAULT = 80
_MINUTE, _HOUR = 60, 3600
_WEEK_DAYS = 7
_WORDS = {IssueType.SMS: "text", IssueType.CALL: "call"}
_ENDINGS = {
    Resolution.VOICEMAIL_LEFT: "voicemail left",
    Resolution.OPTED_OUT: "opted out of texts",
    Resolution.OPERATOR: "closed by hand",
    Resolution.SPAM: "spam",
}


@dataclass(frozen=True, slots=True)
class Line:
    """What is said of one customer, and the issues it says it of."""

    text: str
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Section:
    """A heading with its lines, worst first; `shown` of them fit."""

    heading: str
    lines: tuple[Line, ...]
    shown: int = 0


@dataclass(frozen=True, slots=True)
class _Sorted:
    """The facts as the text needs them, each list worst first."""

    overdue: tuple[Issue, ...]
    escalated: tuple[Issue, ...]
    counts: dict[str, int] = field(default_factory=dict)


def compose(facts: SummaryFacts, *, policy: Policy, max_items: int) -> SummaryText:
    """Write the summary of one slot: at most `MAX_SEPTETS` of GSM-7, `max_items` lines a section.

    `counts` has open_texts, open_calls, overdue_texts, overdue_calls, escalated, resolved and
    acknowledged; `listed` are the ids in the order in which the text names them.
    """
    found = _sort(facts, policy=policy)
    head = _head(facts, found=found, policy=policy)
    sections = _sections(facts, found=found, policy=policy)
    room = MAX_SEPTETS - septets(_render(head, sections))
    fitted = _fit(sections, room=room, max_items=max_items)
    listed = tuple(id_ for part in fitted for line in part.lines[: part.shown] for id_ in line.ids)
    text = _remind(_render(head, fitted), facts=facts, listed=listed)
    return SummaryText(text=text, segments=segments(text), listed=listed, counts=found.counts)


def waiting_lines(issues: Iterable[Issue], *, policy: Policy, now_ts: int) -> tuple[Line, ...]:
    """Return one line for every customer who waits, in the order of their first issue.

    `#12 #13 Ana Ruiz: text + call, 3h 20m late, tried 2x`; the lateness is the worst of them.
    """
    return tuple(
        _line(theirs, after=_lateness(theirs, policy=policy, now_ts=now_ts))
        for theirs in _by_contact(issues).values()
    )


def escalated(issue: Issue, *, policy: Policy, now_ts: int) -> bool:
    """Tell whether an open issue has waited more business hours than the policy bears."""
    if policy.escalation_s is None:
        return False
    return hours.elapsed(policy.calendar, issue.created_ts, now_ts) > policy.escalation_s


def customer(issue: Issue) -> str:
    """Name the customer in GSM-7: the name where there is one, else the phone's last digits."""
    name = " ".join(to_gsm7(issue.contact_name or "").split())
    if any(character.isalpha() for character in name):
        return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 3].rstrip() + "..."
    digits = last4(issue.phone or name)
    return f"number ending {digits}" if digits else "unknown customer"


def moment(ts: int, *, policy: Policy, now_ts: int) -> str:
    """Say when, as short as it stays clear: `8:05 AM`, `Fri 3:00 PM`, `Nov 3, 3:00 PM`."""
    then, now = hours.local(policy.calendar, ts), hours.local(policy.calendar, now_ts)
    days = (now.date() - then.date()).days
    if days == 0:
        return _clock(then)
    if 0 < days < _WEEK_DAYS:
        return f"{then:%a} {_clock(then)}"
    year = "" if then.year == now.year else f" {then.year}"
    return f"{then:%b} {then.day}{year}, {_clock(then)}"


def unread(since_ts: int, *, policy: Policy, now_ts: int) -> str:
    """Say since when GHL was not read (0: ever), and what that means to the reader."""
    when = moment(since_ts, policy=policy, now_ts=now_ts)
    last = f"GHL last read {when}" if since_ts else "GHL never read yet"
    return f"{last}, newer replies may be missing"


def _sort(facts: SummaryFacts, *, policy: Policy) -> _Sorted:
    overdue = [issue for issue in facts.open if facts.now_ts > issue.due_ts]
    long = [issue for issue in facts.open if escalated(issue, policy=policy, now_ts=facts.now_ts)]
    return _Sorted(
        overdue=tuple(sorted(overdue, key=lambda issue: (issue.due_ts, issue.id or 0))),
        escalated=tuple(sorted(long, key=lambda issue: (issue.created_ts, issue.id or 0))),
        counts={
            **_count("open", facts.open),
            **_count("overdue", overdue),
            "escalated": len(long),
            "resolved": len(facts.resolved),
            "acknowledged": facts.acknowledged,
        },
    )


def _count(what: str, issues: Iterable[Issue]) -> dict[str, int]:
    types = [issue.type for issue in issues]
    return {
        f"{what}_texts": types.count(IssueType.SMS),
        f"{what}_calls": types.count(IssueType.CALL),
    }


def _head(facts: SummaryFacts, *, found: _Sorted, policy: Policy) -> str:
    """Write what must never be cut: when it is, how many wait, what could not be known or sent."""
    now = hours.local(policy.calendar, facts.now_ts)
    title = f"Sentinel {facts.slot}, {now:%a %b} {now.day}, {_clock(now)}"
    worries = [*_unread(facts, policy=policy), *_unsent(facts.unsent)]
    since = moment(facts.since_ts, policy=policy, now_ts=facts.now_ts)
    if _quiet(facts):
        if not worries:
            return f"{title}: all clear, nobody is waiting. Nothing new since {since}."
        return "\n".join([title, f"Nobody is known to wait. Nothing new since {since}.", *worries])
    return "\n".join([title, *_tally(found.counts), *worries])


def _quiet(facts: SummaryFacts) -> bool:
    return not facts.open and not facts.resolved and not facts.acknowledged


def _tally(counts: Mapping[str, int]) -> list[str]:
    if not counts["open_texts"] + counts["open_calls"]:
        return ["Open: none"]
    lines = [f"Open: {_amounts(counts, 'open')}"]
    late = counts["overdue_texts"] + counts["overdue_calls"]
    lines.append(f"Overdue: {_amounts(counts, 'overdue') if late else 'none'}")
    return [*lines, f"Escalated: {counts['escalated']}"] if counts["escalated"] else lines


def _amounts(counts: Mapping[str, int], what: str) -> str:
    texts, calls = counts[f"{what}_texts"], counts[f"{what}_calls"]
    return f"{_plural(texts, 'text')}, {_plural(calls, 'call')}"


def _plural(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _unread(facts: SummaryFacts, *, policy: Policy) -> list[str]:
    """Say that replies may be missing, and why: silence about it would look like the truth."""
    if facts.unread_since_ts is None:
        return []
    fault = " ".join(to_gsm7(facts.read_fault).split())[:_LONGEST_FAULT].rstrip()
    told = unread(facts.unread_since_ts, policy=policy, now_ts=facts.now_ts)
    return [told + (f" ({fault})" if fault else "")]


def _unsent(number: int) -> list[str]:
    return [f"Not sent: {_plural(number, 'earlier text')} to managers"] if number else []


def _sections(facts: SummaryFacts, *, found: _Sorted, policy: Policy) -> list[_Section]:
    """Sort the customers under their headings; one with an escalated issue is named only there."""
    worst = {issue.contact_id for issue in found.escalated}
    late = {issue.id for issue in found.escalated}
    beside = [i for i in found.overdue if i.contact_id in worst and i.id not in late]
    rest = [issue for issue in found.overdue if issue.contact_id not in worst]
    waiting = [(_escalated_heading(policy), [*found.escalated, *beside]), ("OVERDUE", rest)]
    parts = [
        _Section(heading, waiting_lines(issues, policy=policy, now_ts=facts.now_ts))
        for heading, issues in waiting
        if issues
    ]
    return parts if _quiet(facts) else [*parts, _resolved(facts, policy=policy)]


def _escalated_heading(policy: Policy) -> str:
    return f"ESCALATED (over {(policy.escalation_s or 0) / _HOUR:g} business hours)"


def _resolved(facts: SummaryFacts, *, policy: Policy) -> _Section:
    since = moment(facts.since_ts, policy=policy, now_ts=facts.now_ts)
    newest = sorted(facts.resolved, key=lambda issue: (-(issue.recorded_ts or 0), issue.id or 0))
    lines = tuple(_line(theirs, after=_ending(theirs)) for theirs in _by_contact(newest).values())
    thanks = f", closed as thanks: {facts.acknowledged}" if facts.acknowledged else ""
    return _Section(f"RESOLVED since {since}: {len(newest) or 'none'}{thanks}", lines)


def _by_contact(issues: Iterable[Issue]) -> dict[str, list[Issue]]:
    found: dict[str, list[Issue]] = {}
    for issue in issues:
        found.setdefault(issue.contact_id, []).append(issue)
    return found


def _line(theirs: Sequence[Issue], *, after: str) -> Line:
    ids = tuple(issue.id for issue in theirs if issue.id is not None)
    numbers = " ".join(f"#{id_}" for id_ in ids)
    named = next((issue for issue in theirs if issue.contact_name), theirs[0])
    return Line(f"{numbers} {customer(named)}: {_kinds(theirs)}{after}", ids)


def _kinds(theirs: Sequence[Issue]) -> str:
    types = [issue.type for issue in theirs]
    amounts = ((types.count(type_), _WORDS[type_]) for type_ in IssueType)
    return " + ".join(word if n == 1 else _plural(n, word) for n, word in amounts if n)


def _lateness(theirs: Sequence[Issue], *, policy: Policy, now_ts: int) -> str:
    """Say how late the worst of them is: a span today, a moment when nights lie in between."""
    attempts = max(issue.attempts for issue in theirs)  # one call back tries to end both
    tried = f", tried {attempts}x" if attempts else ""
    due_ts = min(issue.due_ts for issue in theirs)
    if due_ts >= now_ts:
        began = moment(min(i.created_ts for i in theirs), policy=policy, now_ts=now_ts)
        return f", waiting since {began}{tried}"
    days = [hours.local(policy.calendar, ts).date() for ts in (due_ts, now_ts)]
    if days[0] == days[1]:
        return f", {_span(now_ts - due_ts)} late{tried}"
    return f", late since {moment(due_ts, policy=policy, now_ts=now_ts)}{tried}"


def _ending(theirs: Sequence[Issue]) -> str:
    endings = {_ENDINGS[i.resolution] for i in theirs if i.resolution in _ENDINGS}
    return f" ({', '.join(sorted(endings))})" if endings else ""


def _span(seconds: int) -> str:
    whole, minutes = divmod(max(seconds, _MINUTE) // _MINUTE, 60)
    return " ".join(f"{n}{unit}" for n, unit in ((whole, "h"), (minutes, "m")) if n)


def _clock(at: datetime) -> str:
    return f"{at.hour % 12 or 12}:{at:%M} {'AM' if at.hour < 12 else 'PM'}"  # noqa: PLR2004 - noon


def _fit(sections: Sequence[_Section], *, room: int, max_items: int) -> list[_Section]:
    """Take lines, worst first, while they fit: the length rule, and the only one.

    `room` is what the headings and a "+N more" under each of them leave free.
    """
    fitted = []
    for section in sections:
        shown = 0
        for line in section.lines[:max_items]:
            cost = septets(line.text) + 1
            if cost > room:
                room = 0  # a shorter line of a lesser list must not take this one's place
                break
            room, shown = room - cost, shown + 1
        fitted.append(replace(section, shown=shown))
    return fitted


def _render(head: str, sections: Sequence[_Section]) -> str:
    return "\n".join([head, *(line for section in sections for line in _section_lines(section))])


def _section_lines(section: _Section) -> list[str]:
    hidden = sum(len(line.ids) for line in section.lines[section.shown :])
    shown = [line.text for line in section.lines[: section.shown]]
    return ["", section.heading, *shown, *([f"+{hidden} more"] if hidden else [])]


def _remind(text: str, *, facts: SummaryFacts, listed: tuple[int, ...]) -> str:
    """Name the commands with a number that is in the text, when something waits and it fits."""
    if not facts.open:
        return text
    waiting = [issue.id for issue in facts.open]
    example = next((id_ for id_ in listed if id_ in waiting), waiting[0])
    longer = f"{text}\nReply LIST, OPEN {example}, DONE {example}, HELP"
    return longer if septets(longer) <= MAX_SEPTETS else text
