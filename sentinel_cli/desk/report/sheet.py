"""A report in words: every figure is written here once, so that all who show it say the same.

Pure. A `Sheet` is what the terminal, the CSV and the page lay out; JSON has it beside the numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sentinel_cli import hours
from sentinel_cli.desk.report.gather import Own, Report
from sentinel_cli.hours import Calendar
from sentinel_cli.model import IssueType
from sentinel_cli.rules.figures import By, Fate, Figures, Hour, Ranked, Tally, slowest
from sentinel_cli.rules.periods import Period
from sentinel_cli.store.counts import Count
from sentinel_cli.texts.amounts import counted, percent, span

FEW = 5
"""Of fewer than this no share is told: one more or less would turn it over."""

WEEK = "When they came / how many of them were answered late"
"""The title of the table of the week, which the page draws instead."""

_LEFT_OUT = {
    Fate.STILL_IN_TIME: "still waiting, in time",
    Fate.THANKS: "closed as thanks",
    Fate.SPAM: "spam",
    Fate.OPTED_OUT: "opted out of texts",
    Fate.WITHDRAWN: "nobody waited after all",
}
_TYPES = {IssueType.SMS: "texts", IssueType.CALL: "missed calls"}
_NOBODY = {
    By.PERSON: "nobody yet",
    By.SUBJECT: "no subject heard",
    By.TAG: "no tag",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line: what it is of, its cells, and the issues behind it. `share` draws a bar."""

    label: str
    cells: tuple[str, ...]
    ids: tuple[int, ...] = ()
    share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A table under a title; `columns` name the label's column and the cells'."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A whole report. `lead` says in one sentence what an owner asks first."""

    title: str
    lead: str
    sections: tuple[Section, ...]
    remarks: tuple[str, ...] = ()


def sheet(report: Report, *, calendar: Calendar, masked: bool = False) -> Sheet:
    """Put a report into words. `masked`: no customer's name or number."""
    found = report.figures
    if not found.total.waited and not any(found.left_out.values()):
        return Sheet(
            title=title(report.period),
            lead=lead(report),
            sections=(_own(report.own),),
            remarks=tuple(_remarks(report)),
        )
    sections = [
        _answers(found, report.before),
        _responses(found.total, report.before.total),
        _calls(found, report.before),
        *([_groups(found.groups, report.by, report.names)] if report.by else []),
        *([_week(found)] if found.week else []),
        *_waiting(report, calendar, masked=masked),
        _left_out(found),
        _own(report.own),
    ]
    return Sheet(
        title=title(report.period),
        lead=lead(report),
        sections=tuple(sections),
        remarks=tuple(_remarks(report)),
    )


def lead(report: Report) -> str:
    """Say what is asked first, in a sentence: `61 waited, 92% answered in time (88% before)`."""
    total, before = report.figures.total, report.before.total
    if not total.waited:
        return "Nobody waited."
    share = percent(len(total.in_time), total.waited)
    then = f" ({percent(len(before.in_time), before.waited)} before)" if before.waited else ""
    return f"{total.waited} waited, {share} answered in time{then}."


def when(stretch: Sequence[Hour]) -> str:
    """`Mon 8-10`: the hours of one weekday."""
    first, last = stretch[0], stretch[-1]
    return f"{hours.DAYS[first.weekday]} {first.hour}-{last.hour + 1}"


def title(period: Period) -> str:
    """`Sentinel week Nov 16-22`."""
    return f"Sentinel {period.words}"


def _remarks(report: Report) -> Iterable[str]:
    slow = slowest(report.figures)
    if slow:
        late = sum(len(hour.late) for hour in slow)
        yield f"Slowest: {when(slow)}, {late} of {sum(len(h.arrived) for h in slow)} late."
    if report.reported and lead(report) not in report.reported:
        yield f'This period was reported before, with other figures: "{report.reported}"'


def _answers(found: Figures, before: Figures) -> Section:
    total, then = found.total, before.total
    rows = [
        ("answered in time", total.in_time, then.in_time),
        ("answered late", total.late, then.late),
        ("not answered, overdue", total.overdue, then.overdue),
    ]
    return Section(
        title="Who waited, and was answered",
        columns=("", "waits", "share", "before"),
        rows=tuple(
            Row(
                label=label,
                cells=(
                    str(len(ids)),
                    percent(len(ids), total.waited),
                    percent(len(earlier), then.waited),
                ),
                ids=ids,
                share=len(ids) / total.waited if total.waited else None,
            )
            for label, ids, earlier in rows
        ),
    )


def _responses(total: Tally, before: Tally) -> Section:
    rows = (
        ("half within", total.median, before.median),
        ("9 of 10 within", total.ninetieth, before.ninetieth),
        ("the slowest", total.worst, before.worst),
    )
    return Section(
        title="How fast, in business time",
        columns=("", "response", "issue", "before"),
        rows=tuple(
            Row(
                label=label,
                cells=(_span(one), f"#{one.issue_id}" if one else "-", _span(then)),
                ids=(one.issue_id,) if one else (),
            )
            for label, one, then in rows
        ),
    )


def _span(ranked: Ranked | None) -> str:
    return span(ranked.seconds) if ranked else "-"


def _calls(found: Figures, before: Figures) -> Section:
    calls, then = found.calls, before.calls
    rows = (
        ("called back in time", calls.in_time, then.in_time),
        ("called back later", calls.later, then.later),
        ("only tried", calls.tried, then.tried),
        ("never", calls.never, then.never),
    )
    return Section(
        title=f"Missed calls: {calls.missed}",
        columns=("", "calls", "before"),
        rows=tuple(
            Row(
                label=label,
                cells=(str(len(ids)), str(len(earlier))),
                ids=ids,
                share=len(ids) / calls.missed if calls.missed else None,
            )
            for label, ids, earlier in rows
        ),
    )


def _groups(groups: Sequence[Tally], by: By, names: Mapping[str, str]) -> Section:
    return Section(
        title=f"By {by}",
        columns=(str(by), "waits", "in time", "half within", "9 of 10", "slowest"),
        rows=tuple(
            Row(
                label=_label(group.label, by, names),
                cells=(
                    str(group.waited),
                    _share(len(group.in_time), group.waited),
                    _span(group.median),
                    _span(group.ninetieth),
                    f"{_span(group.worst)} #{group.worst.issue_id}" if group.worst else "-",
                ),
                ids=(*group.in_time, *group.late, *group.overdue),
                share=group.attainment if group.waited >= FEW else None,
            )
            for group in groups
        ),
    )


def _label(label: str, by: By, names: Mapping[str, str]) -> str:
    match by:
        case By.WEEKDAY:
            return hours.DAYS[int(label)]
        case By.HOUR:
            return f"{label}:00"
        case By.TYPE:
            return _TYPES[IssueType(label)]
        case _:
            return names.get(label, label) or _NOBODY[by]


def _share(part: int, whole: int) -> str:
    return percent(part, whole) if whole >= FEW else f"{part} of {whole}"


def _week(found: Figures) -> Section:
    """Arrivals beside late ones, hour by hour: `6/5` came and late, `6` when none was late."""
    came = {(hour.weekday, hour.hour): hour for hour in found.week}
    shown = range(min(h.hour for h in found.week), max(h.hour for h in found.week) + 1)
    days = sorted({hour.weekday for hour in found.week})
    return Section(
        title=WEEK,
        columns=("", *(str(hour) for hour in shown)),
        rows=tuple(
            Row(
                label=hours.DAYS[day],
                cells=tuple(_came(came.get((day, hour))) for hour in shown),
                ids=tuple(n for hour in found.week if hour.weekday == day for n in hour.late),
            )
            for day in days
        ),
    )


def _came(hour: Hour | None) -> str:
    if hour is None:
        return ""
    return f"{len(hour.arrived)}/{len(hour.late)}" if hour.late else str(len(hour.arrived))


def _waiting(report: Report, calendar: Calendar, *, masked: bool) -> Iterable[Section]:
    overdue = report.figures.total.overdue
    if not overdue:
        return
    rows = [
        Row(
            label=f"#{issue.id}",
            cells=(
                "-" if masked else issue.contact_name or issue.phone or issue.contact_id,
                _TYPES[issue.type][:-1],
                f"{hours.local(calendar, issue.created_ts):%a %b %d %H:%M}",
                span(hours.elapsed(calendar, issue.created_ts, report.now_ts)),
            ),
            ids=(issue.id or 0,),
        )
        for issue in report.waiting
    ]
    hidden = len(overdue) - len(rows)
    if hidden:
        rows.append(Row(label=f"+{hidden} more", cells=("", "", "", "")))
    yield Section(
        title="Never answered",
        columns=("issue", "customer", "what", "since", "waits"),
        rows=tuple(rows),
    )


def _left_out(found: Figures) -> Section:
    return Section(
        title="Left out above",
        columns=("", "issues"),
        rows=tuple(
            Row(label=_LEFT_OUT[left], cells=(str(len(ids)),), ids=ids)
            for left, ids in found.left_out.items()
        ),
    )


def _own(own: Own) -> Section:
    events, runs = own.events, own.runs
    price = "" if own.cost is None else f", {own.cost:.2f}"
    rows = (
        ("webhooks received", str(events.webhooks), ()),
        ("webhooks not understood", str(events.rejected), ()),
        ("messages no webhook brought, found by a poll", str(events.recovered), ()),
        ("polls failed", f"{runs[Count.POLLS_FAILED]} of {runs[Count.POLLS]}", ()),
        ("texts to managers", f"{own.texts} ({counted(own.segments, 'segment')}{price})", ()),
        ("near misses of managers' commands", str(events.hints), ()),
        ("told only because nobody else would hear", str(runs[Count.FALLBACKS]), ()),
        ("thanks that were contradicted", str(len(own.contradicted)), own.contradicted),
        ("urgencies corrected", str(len(own.corrected)), own.corrected),
    )
    return Section(
        title="Sentinel itself",
        columns=("", "number"),
        rows=tuple(Row(label=label, cells=(cell,), ids=ids) for label, cell, ids in rows),
    )
