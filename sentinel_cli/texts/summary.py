"""Issues become the manager's text: pure, GSM-7, worst first, bounded by one length rule.

Every count is true whatever had to be left out: the lines shown and "+N more" add up to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sentinel_cli import hours
from sentinel_cli.model import (
    Aside,
    Issue,
    IssueType,
    Policy,
    Resolution,
    SummaryFacts,
    SummaryText,
)
from sentinel_cli.rules.telling import gravity, is_escalated
from sentinel_cli.texts.amounts import counted
from sentinel_cli.texts.gsm7 import segments, septets, to_gsm7
from sentinel_cli.texts.lines import (
    LONGEST_QUOTE,
    MAX_SEPTETS,
    Line,
    by_contact,
    clipped,
    clock,
    customer,
    customer_line,
    moment,
    others_line,
    waiting_lines,
    with_quotes,
)
from sentinel_cli.texts.spoken import closed

LONGEST_FAULT = 80
_HOUR = 3600
_ENDINGS = {
    Resolution.VOICEMAIL_LEFT: "voicemail left",
    Resolution.OPTED_OUT: "opted out of texts",
    Resolution.SPAM: "spam",
}


@dataclass(frozen=True, slots=True)
class _Section:
    """A heading with its lines, worst first; `shown` of them fit."""

    heading: str
    lines: tuple[Line, ...]
    shown: int = 0


@dataclass(frozen=True, slots=True)
class _Sorted:
    """The facts as the text needs them: what is to be named, each list the gravest first.

    `snoozed` and `backlog` are in the counts and not in the lists.
    """

    urgent: tuple[Issue, ...]
    escalated: tuple[Issue, ...]
    overdue: tuple[Issue, ...]
    snoozed: int = 0
    backlog: int = 0
    counts: dict[str, int] = field(default_factory=dict)


def compose(facts: SummaryFacts, *, policy: Policy, max_items: int) -> SummaryText:
    """Write the summary of one slot: at most `MAX_SEPTETS` of GSM-7, `max_items` lines a section.

    `counts` has open_texts, open_calls, overdue_texts, overdue_calls, escalated, resolved and
    acknowledged; `listed` are the ids in the order in which the text names them.
    """
    found = _sort(facts, policy=policy)
    head = _head(facts, found=found, policy=policy)
    sections = _sections(facts, found=found, policy=policy)
    room = MAX_SEPTETS - septets(_render(head, sections) + _others(facts))
    fitted = _fit(sections, room=room, max_items=max_items)
    listed = tuple(id_ for part in fitted for line in part.lines[: part.shown] for id_ in line.ids)
    text = _remind(_render(head, fitted) + _others(facts), facts=facts, listed=listed)
    shown = (line for part in fitted for line in part.lines[: part.shown])
    text = with_quotes(text, shown)
    return SummaryText(text=text, segments=segments(text), listed=listed, counts=found.counts)


def _sort(facts: SummaryFacts, *, policy: Policy) -> _Sorted:
    overdue = [issue for issue in facts.open if facts.now_ts > issue.due_ts]
    long = [i for i in facts.open if is_escalated(i, policy=policy, now_ts=facts.now_ts)]
    urgent = [issue for issue in facts.open if _aside(issue, facts).is_urgent]
    waiting = dict.fromkeys(issue.id for issue in (*urgent, *long, *overdue))
    asides = [facts.asides.get(id_ or 0, Aside()) for id_ in waiting]
    return _Sorted(
        urgent=_named(urgent, facts),
        escalated=_named(long, facts),
        overdue=_named(overdue, facts),
        snoozed=sum(aside.is_snoozed for aside in asides),
        backlog=sum(aside.is_backlog and not aside.is_snoozed for aside in asides),
        counts={
            **_count("open", facts.open),
            **_count("overdue", overdue),
            "escalated": len(long),
            "resolved": len(facts.resolved),
            "acknowledged": facts.acknowledged,
        },
    )


def _named(found: Iterable[Issue], facts: SummaryFacts) -> tuple[Issue, ...]:
    """Those of which a line is due, in their order: first who was never named to the reader."""
    asides = ((issue, _aside(issue, facts)) for issue in found)
    due = [(i, aside) for i, aside in asides if not aside.is_snoozed and not aside.is_backlog]
    order = sorted(due, key=lambda it: gravity(*it, was_named=it[0].id in facts.named))
    return tuple(issue for issue, _ in order)


def _aside(issue: Issue, facts: SummaryFacts) -> Aside:
    return facts.asides.get(issue.id or 0, Aside())


def _count(what: str, issues: Iterable[Issue]) -> dict[str, int]:
    types = [issue.type for issue in issues]
    return {
        f"{what}_texts": types.count(IssueType.SMS),
        f"{what}_calls": types.count(IssueType.CALL),
    }


def _head(facts: SummaryFacts, *, found: _Sorted, policy: Policy) -> str:
    """Write what must never be cut: when it is, how many wait, what could not be known or sent."""
    now = hours.local(policy.calendar, facts.now_ts)
    title = f"Sentinel {facts.slot}, {now:%a %b} {now.day}, {clock(now)}"
    worries = [*_unread(facts, policy=policy), *_unsent(facts.unsent)]
    since = moment(facts.since_ts, policy=policy, now_ts=facts.now_ts)
    if _quiet(facts):
        nothing = f"Nothing new since {since}."
        if worries:
            return "\n".join([title, f"Nobody is known to wait. {nothing}", *worries])
        if facts.others_open:
            return f"{title}: nobody of yours is waiting. {nothing}"
        return f"{title}: all clear, nobody is waiting. {nothing}"
    return "\n".join([title, *_tally(found.counts), *_unlisted(found), *worries])


def _unlisted(found: _Sorted) -> list[str]:
    """What is counted and not named, each in one line: it must not look like forgotten."""
    snoozed = [f"Snoozed: {found.snoozed}"] if found.snoozed else []
    older = f"{found.backlog} older ones waiting when Sentinel was installed: sentinel issues list"
    return [*snoozed, *([older] if found.backlog else [])]


def _others(facts: SummaryFacts) -> str:
    if not facts.others_open:
        return ""
    return f"\n{others_line(facts.others_open, facts.others_overdue)}"


def _quiet(facts: SummaryFacts) -> bool:
    return not (facts.open or facts.resolved or facts.acknowledged or facts.promised)


def _tally(counts: Mapping[str, int]) -> list[str]:
    if not counts["open_texts"] + counts["open_calls"]:
        return ["Open: none"]
    lines = [f"Open: {_amounts(counts, 'open')}"]
    late = counts["overdue_texts"] + counts["overdue_calls"]
    lines.append(f"Overdue: {_amounts(counts, 'overdue') if late else 'none'}")
    return [*lines, f"Escalated: {counts['escalated']}"] if counts["escalated"] else lines


def _amounts(counts: Mapping[str, int], what: str) -> str:
    texts, calls = counts[f"{what}_texts"], counts[f"{what}_calls"]
    return f"{counted(texts, 'text')}, {counted(calls, 'call')}"


def unread(since_ts: int, *, policy: Policy, now_ts: int) -> str:
    """Say since when GHL was not read (0: ever), and what that means to the reader."""
    when = moment(since_ts, policy=policy, now_ts=now_ts)
    last = f"GHL last read {when}" if since_ts else "GHL never read yet"
    return f"{last}, newer replies may be missing"


def _unread(facts: SummaryFacts, *, policy: Policy) -> list[str]:
    """Say that replies may be missing, and why: silence about it would look like the truth."""
    fault = clipped(" ".join(to_gsm7(facts.read_fault).split()), room=LONGEST_FAULT)
    if facts.unread_since_ts is None:
        return [f"GHL: {fault}"] if fault else []
    told = unread(facts.unread_since_ts, policy=policy, now_ts=facts.now_ts)
    return [told + (f" ({fault})" if fault else "")]


def _unsent(number: int) -> list[str]:
    return [f"Not sent: {counted(number, 'earlier text')} to managers"] if number else []


def _sections(facts: SummaryFacts, *, found: _Sorted, policy: Policy) -> list[_Section]:
    """Sort the customers under their headings; each is named under the gravest one only."""
    parts: list[_Section] = []
    left = {issue.id: issue for issue in (*found.urgent, *found.escalated, *found.overdue)}
    for heading, issues in (
        ("URGENT", found.urgent),
        (_escalated_heading(policy), found.escalated),
        ("OVERDUE", found.overdue),
    ):
        theirs = [left.pop(issue.id) for issue in issues if issue.id in left]
        customers = {issue.contact_id for issue in theirs}
        beside = [issue for issue in left.values() if issue.contact_id in customers]
        for issue in beside:
            del left[issue.id]
        if theirs:
            lines = waiting_lines(
                [*theirs, *beside], policy=policy, now_ts=facts.now_ts, asides=facts.asides
            )
            parts.append(_Section(heading, lines))
    parts += [_promised(facts, policy=policy)] if facts.promised else []
    return parts if _quiet(facts) else [*parts, _resolved(facts, policy=policy)]


def _promised(facts: SummaryFacts, *, policy: Policy) -> _Section:
    """What somebody of the business said would come, and nobody has been in touch since."""
    lines = []
    for it in facts.promised:
        number = f"#{it.issue_id} " if it.issue_id else ""
        words = " ".join(to_gsm7(it.words).replace('"', "'").split())
        by = moment(it.call.due_ts, policy=policy, now_ts=facts.now_ts)
        quote = f'"{clipped(words, room=LONGEST_QUOTE)}", by {by}'
        lines.append(Line(f"{number}{customer(it.call)}: {quote}", ()))
    return _Section(f"PROMISED, nobody in touch since: {len(lines)}", tuple(lines))


def _escalated_heading(policy: Policy) -> str:
    return f"ESCALATED (over {(policy.escalation_s or 0) / _HOUR:g} business hours)"


def _resolved(facts: SummaryFacts, *, policy: Policy) -> _Section:
    since = moment(facts.since_ts, policy=policy, now_ts=facts.now_ts)
    newest = sorted(facts.resolved, key=lambda issue: (-(issue.recorded_ts or 0), issue.id or 0))
    lines = tuple(
        customer_line(theirs, after=_ending(theirs)) for theirs in by_contact(newest).values()
    )
    thanks = f", closed as thanks: {facts.acknowledged}" if facts.acknowledged else ""
    return _Section(f"RESOLVED since {since}: {len(newest) or 'none'}{thanks}", lines)


def _ending(theirs: Sequence[Issue]) -> str:
    endings = {
        closed(issue) if issue.resolution is Resolution.OPERATOR else _ENDINGS[issue.resolution]
        for issue in theirs
        if issue.resolution in {*_ENDINGS, Resolution.OPERATOR}
    }
    return f" ({', '.join(sorted(endings))})" if endings else ""


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
    hidden = sum(len(line.ids) or 1 for line in section.lines[section.shown :])
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
