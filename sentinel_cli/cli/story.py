"""A contact's story: how each issue stands and why, then every moment of it, by day.

A terminal gets lines of its width, a pipe one tab-separated line a moment, a program JSON.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict

import typer

from sentinel_cli import hours
from sentinel_cli.cli.moments import Wording, is_ours, why, worded
from sentinel_cli.cli.tables import (
    age,
    is_overdue,
    local_time,
    short_time,
    standing,
    tone_of,
    waited,
    with_overdue,
    zone_now,
)
from sentinel_cli.desk.explain import Account, Changed, Moment, Said
from sentinel_cli.desk.facts import Told
from sentinel_cli.hours import Calendar
from sentinel_cli.model import (
    DeliveryState,
    Doubt,
    Issue,
    Resolution,
    State,
    Urgency,
    Verdict,
)
from sentinel_cli.rules.promises import promised
from sentinel_cli.rules.reconcile import SETTLED_S
from sentinel_cli.store.told import Telling
from sentinel_cli.terminal import Tone, indented, printable, tinted

COLUMNS = ("time", "what", "who", "issue", "said", "meaning", "why", "learnt")
"""What a pipe gets of each moment."""
_LONGEST = 500
"""Characters of one message that a terminal shows; a pipe gets all."""
_CLOCK = 10
"""Columns of the clock and the blanks behind it."""
_TONES = {
    Verdict.OPENS: Tone.ALARM,
    Verdict.COUNTS: Tone.ALARM,
    Verdict.CONTACT: Tone.GOOD,
    Verdict.VOICEMAIL_LEFT: Tone.GOOD,
    Verdict.ACKNOWLEDGEMENT: Tone.GOOD,
    Verdict.OPT_OUT: Tone.CARE,
    Verdict.ATTEMPT: Tone.CARE,
    Verdict.NOT_YET: Tone.CARE,
}
_ENDINGS = {
    Resolution.CONTACT: "answered by {by}",
    Resolution.VOICEMAIL_LEFT: "answered with a voicemail by {by}",
    Resolution.OPTED_OUT: "opted out of texts: nobody can answer by text",
    Resolution.ACKNOWLEDGED: "only closing words ({by}): nobody waits",
    Resolution.OPERATOR: "closed by hand by {by}",
    Resolution.SPAM: "marked as spam by {by}",
    Resolution.MERGED: "its messages belong to another issue",
    Resolution.RETRACTED: "nobody had waited after all",
}


def print_account(
    account: Account, *, calendar: Calendar, now_ts: int, as_json: bool = False
) -> None:
    """Print a contact's or an issue's story, for a person or for a program."""
    if as_json:
        typer.echo(json.dumps(_as_dict(account, calendar, now_ts)))
    elif sys.stdout.isatty():
        for line in _told_to_a_person(account, calendar=calendar, now_ts=now_ts):
            typer.echo(in_names(line, account.names))
    else:
        rows = (_row(moment, calendar) for moment in account.moments)
        lines = ("\t".join(row) for row in [COLUMNS, *rows])
        typer.echo("\n".join(in_names(line, account.names) for line in lines))


def in_names(line: str, names: Mapping[str, str]) -> str:
    """People by their names: ids are for programs."""
    for id_, name in names.items():
        if id_ in line:
            for known in (f"manager:{id_} ({name})", f"manager:{id_}", f"user {id_}", id_):
                line = line.replace(known, printable(name))
    return line


def _as_dict(account: Account, calendar: Calendar, now_ts: int) -> dict[str, object]:
    return {
        "contact_id": account.person.contact_id,
        "name": account.person.name,
        "phone": account.person.phone,
        "muted": asdict(account.muted) if account.muted else None,
        "issues": [with_overdue(issue, now_ts) for issue in account.issues],
        "doubts": {number: asdict(doubt) for number, doubt in account.doubts.items()},
        "earlier": account.earlier,
        "before": account.before,
        "told": [asdict(telling) for telling in account.tellings],
        "moments": [
            {"at_ms": moment.at_ms, **asdict(worded(moment, calendar)), "facts": asdict(moment)}
            for moment in account.moments
        ],
    }


def _told_to_a_person(account: Account, *, calendar: Calendar, now_ts: int) -> Iterator[str]:
    person = account.person
    names = (person.name or "name unknown", person.phone or "", f"contact {person.contact_id}")
    head = "  ".join(printable(name) for name in names if name)
    yield from (tinted(line, Tone.HEAD) for line in indented(head, indent=0))
    if account.muted:
        since = local_time(account.muted.at_ms // 1000, calendar)
        by = printable(account.muted.actor)
        muted = f"Muted as spam since {since} by {by}: opens no issues"
        yield from (tinted(line, Tone.CARE) for line in indented(muted, indent=4))
    for issue in account.issues:
        yield from _issue_lines(issue, account, calendar=calendar, now_ts=now_ts)
    if not account.issues:
        yield "No issue was ever opened for this contact."
    yield f"Times are {zone_now(calendar, now_ts)}"
    if account.earlier or account.before:
        yield _left_out(account)
    yield from _days(account, calendar)


def _left_out(account: Account) -> str:
    """What of the story is not shown; of a long one not even the issues are."""
    before = f"{account.before} messages before them" if account.before else ""
    earlier = f"{account.earlier} earlier moments" if account.earlier else ""
    return f"{' and '.join(filter(None, (earlier, before)))} left out: trace --limit"


def _issue_lines(
    issue: Issue, account: Account, *, calendar: Calendar, now_ts: int
) -> Iterator[str]:
    """The issue as it stands, in one line, and what a reader should know about it below."""
    head = f"#{issue.id} {issue.type} {standing(issue, now_ts)}"
    said = _state_of(issue, calendar=calendar, now_ts=now_ts)
    lines = indented(f"{head}: {said}", indent=4, first="")
    lines[0] = lines[0].lstrip()
    yield from (tinted(line, tone_of(issue, now_ts)) for line in lines)
    for remark in _remarks(issue, account, calendar=calendar, now_ts=now_ts):
        yield from indented(remark, indent=4)


def _state_of(issue: Issue, *, calendar: Calendar, now_ts: int) -> str:
    since = short_time(issue.created_ts, calendar, now_ts)
    counted = f"{issue.inbound_count} message{_s(issue.inbound_count)}"
    if issue.state is State.RESOLVED:
        ended_ts = issue.resolved_ts
        ended = "" if ended_ts is None else f" at {short_time(ended_ts, calendar, now_ts)}"
        return f"{_how(issue)}{ended}, waited {waited(issue, now_ts)} since {since}, {counted}"
    late = f", {age(now_ts - issue.due_ts)} late" if is_overdue(issue, now_ts) else ""
    due = short_time(issue.due_ts, calendar, now_ts)
    return f"waiting {waited(issue, now_ts)} since {since}, due {due}{late}, {counted}"


def _how(issue: Issue) -> str:
    by = printable(issue.resolved_by or "somebody")
    ending = _ENDINGS[issue.resolution] if issue.resolution else "closed in the database"
    return ending.format(by=by)


def _remarks(issue: Issue, account: Account, *, calendar: Calendar, now_ts: int) -> Iterator[str]:
    if issue.due_ts != issue.due_rule_ts:
        ruled = short_time(issue.due_rule_ts, calendar, now_ts)
        yield f"The due time was set by hand; by the rules it is {ruled}."
    if issue.state is not issue.rule_state:
        yield "The state was changed in the database; the next webhook or poll takes it over."
    yield from _heard(issue)
    yield from _promises(issue, account, calendar=calendar)
    if issue.attempts:
        yield f"Tried without reaching them: {issue.attempts} time{_s(issue.attempts)}."
    if issue.state is State.OPEN:
        yield from _not_known(issue, account, calendar=calendar, now_ts=now_ts)
        yield from _not_accepted(issue, account)
    elif (issue.resolved_ts or now_ts) < now_ts - SETTLED_S:
        yield "Settled more than 7 days ago: only `reopen` changes it."
    named = any(isinstance(m, Told) and issue.id in m.delivery.issue_ids for m in account.moments)
    own = [telling for telling in account.tellings if telling.issue_id == issue.id]
    yield from tellings(own, account.names, calendar, now_ts=now_ts)
    if is_overdue(issue, now_ts) and not named:
        yield "No text to the managers has named it yet."


def _heard(issue: Issue) -> Iterator[str]:
    """What harm is near, in the customer's words, and what number they gave."""
    if issue.urgency is Urgency.URGENT:
        words = f': "{printable(issue.gist)}"' if issue.gist else "."
        yield f"Urgent ({issue.subject}){words}"
    if issue.callback and issue.callback != issue.phone:
        yield f"To be called back at {issue.callback}."


def _promises(issue: Issue, account: Account, *, calendar: Calendar) -> Iterator[str]:
    """What was promised in a call that ended it, or came while it was open."""
    for moment in account.moments:
        if isinstance(moment, Said) and issue.id in (*moment.answered, *moment.waiting):
            promise = promised(moment.message, calendar)
            if promise is not None:
                at = local_time(moment.at_ms // 1000, calendar)
                yield f'Promised in the call of {at}: "{printable(promise.words)}".'


def _not_known(issue: Issue, account: Account, *, calendar: Calendar, now_ts: int) -> Iterator[str]:
    doubt = account.doubts.get(issue.id or 0, Doubt())
    if doubt.unread_since_ts is not None:
        since = short_time(doubt.unread_since_ts, calendar, now_ts)
        yield f"GHL shows a change since {since} and not the thread: they may have been answered."
    if doubt.unconfirmed_since_ts is not None:
        since = short_time(doubt.unconfirmed_since_ts, calendar, now_ts)
        yield f"A reply was written at {since}; GHL does not say yet that it was sent."


def tellings(
    found: Iterable[Telling], names: Mapping[str, str], calendar: Calendar, *, now_ts: int
) -> Iterator[str]:
    """One line for each text that was to tell of an issue, with what became of it."""
    for it in found:
        became = {
            DeliveryState.SENT: it.fate or "taken by GHL",
            DeliveryState.FAILED: it.fate or "not sent",
            DeliveryState.UNKNOWN: "may have been sent",
            DeliveryState.SENDING: "being sent",
        }[it.state]
        who = f"{names.get(it.contact_id, it.contact_id)} " if names else ""
        when = short_time(it.at_ts, calendar, now_ts)
        yield f"{who}told at {when} that it is {it.level}, by {it.kind}: {became}"


def _not_accepted(issue: Issue, account: Account) -> Iterator[str]:
    """Why what was sent meanwhile did not answer it: the lines that settle "but I answered!"."""
    reopened_ms = _reopened_ms(issue, account)
    if reopened_ms:
        yield "Reopened by hand: only what came after that can answer it."
    refused = Counter(
        why(moment)
        for moment in account.moments
        if isinstance(moment, Said) and issue.id in moment.waiting and is_ours(moment.message)
        if moment.at_ms > reopened_ms
    )
    if not refused:
        yield "Nothing was sent to the customer since."
    for reason, times in refused.items():
        yield f"Not an answer, {times} time{_s(times)}: {reason}."


def _reopened_ms(issue: Issue, account: Account) -> int:
    """When a person last reopened it; 0: never."""
    lines = [moment.line for moment in account.moments if isinstance(moment, Changed)]
    own = [line.at_ms for line in lines if (line.issue_id, line.event) == (issue.id, "reopen")]
    return max(own, default=0)


def _s(count: int) -> str:
    return "" if count == 1 else "s"


def _days(account: Account, calendar: Calendar) -> Iterator[str]:
    """All moments, under the name of their day."""
    day = None
    for moment in account.moments:
        at = hours.local(calendar, moment.at_ms // 1000)
        if at.date() != day:
            day = at.date()
            yield ""
            yield tinted(f"{day:%A} {day.isoformat()} {at:%Z}", Tone.HEAD)
        yield from _moment_lines(moment, worded(moment, calendar), clock=f"{at:%H:%M:%S}")


def _moment_lines(moment: Moment, words: Wording, *, clock: str) -> Iterator[str]:
    """What was done; below it what it counted as and why; below that how it was learnt."""
    why_said = [words.why] if words.why else []
    if isinstance(moment, Changed):
        head, meant = ": ".join([words.said, *why_said]), ""
    else:
        head, meant = words.said, ": ".join([words.meaning, *why_said])
    yield from indented(_cut(head), indent=_CLOCK, first=clock)
    for text, tone in ((meant, _tone(moment)), (words.learnt, Tone.QUIET)):
        if text:
            yield from (tinted(line, tone) for line in indented(text, indent=_CLOCK))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _tone(moment: Moment) -> Tone | None:
    match moment:
        case Said():
            unanswered = is_ours(moment.message) and moment.waiting
            return _TONES.get(moment.decision.verdict, Tone.CARE if unanswered else Tone.QUIET)
        case Told():
            return None if moment.delivery.state is DeliveryState.SENT else Tone.CARE
        case _:
            return None


def _row(moment: Moment, calendar: Calendar) -> tuple[str, ...]:
    """One line for a pipe: `COLUMNS`, nothing cut."""
    at = f"{hours.local(calendar, moment.at_ms // 1000):%Y-%m-%d %H:%M:%S %Z}"
    words = worded(moment, calendar)
    ids = ",".join(str(issue_id) for issue_id in words.issue_ids)
    said = (words.said, words.meaning, words.why, words.learnt)
    return (at, words.what, words.who, ids, *said)
