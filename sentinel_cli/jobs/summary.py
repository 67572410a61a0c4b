"""One slot's summary: settle what is unknown, read GHL, compose once, send to each manager."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from sqlite3 import Connection

from sentinel_cli import BusyError, ConfigError, GhlError, hours
from sentinel_cli.desk.telling import audience, away_now, matters, needs_met, situation
from sentinel_cli.engine.promises import unkept
from sentinel_cli.engine.start import (
    INSTALLED,
    SUMMARY_UNTIL,
    calendar_in_force,
    policy_as_read,
    policy_in_force,
)
from sentinel_cli.ghl import Client
from sentinel_cli.jobs.poll_report import Report
from sentinel_cli.jobs.sending import ask_fates, send, settle_unknown
from sentinel_cli.model import (
    DeliveryState,
    Issue,
    Level,
    Policy,
    Resolution,
    Slot,
    SummaryFacts,
    SummaryText,
    Unkept,
)
from sentinel_cli.rules.telling import Situation
from sentinel_cli.settings import Settings
from sentinel_cli.store import Store, deliveries, issues, state
from sentinel_cli.store.deliveries import Delivery
from sentinel_cli.texts.amounts import counted
from sentinel_cli.texts.summary import compose

FIRST_SINCE_S = 24 * 3600
"""A manager who was never told hears what was resolved in the last day."""
UNSENT_FOR_S = 7 * 24 * 3600

_REFUSALS: Mapping[int, str] = {
    HTTPStatus.UNAUTHORIZED: "GHL refuses our key: tell your operator",
    HTTPStatus.FORBIDDEN: "GHL refuses our key: tell your operator",
    HTTPStatus.TOO_MANY_REQUESTS: "GHL is asked too much at the moment",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """What became of the text to one manager; `state` may also be `already_sent`, `not_sent`."""

    contact_id: str
    state: str
    since_ts: int
    text: SummaryText
    error: str | None = None
    message_id: str | None = None


@dataclass(slots=True, kw_only=True)
class SummaryReport:
    """What one run told whom. `skipped` says why nothing was to be sent at all.

    `unsure` are managers not texted by this run, since they may have been by an earlier one;
    `away` those who are off duty. `poll_fault` is for the operator, `read_fault` for the managers.
    """

    run_id: str
    slot: Slot
    now_ts: int
    dry_run: bool
    ok: bool = True
    skipped: str = ""
    poll: Report | None = None
    poll_fault: str = ""
    read_fault: str = ""
    until_ts: int = 0
    recipients: list[Recipient] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    away: list[str] = field(default_factory=list)
    last_summary_ts: int | None = None

    def as_dict(self) -> dict[str, object]:
        """For JSON: each text once, with the managers it is for."""
        texts: dict[str, dict[str, object]] = {}
        for recipient in self.recipients:
            told = recipient.text
            entry = texts.setdefault(
                told.text,
                {
                    "text": told.text,
                    "segments": told.segments,
                    "since_ts": recipient.since_ts,
                    "counts": told.counts,
                    "listed": list(told.listed),
                    "recipients": [],
                },
            )
            entry["recipients"] = [
                *_listed(entry["recipients"]),
                {
                    "contact_id": recipient.contact_id,
                    "state": recipient.state,
                    "error": recipient.error,
                    "message_id": recipient.message_id,
                },
            ]
        return {
            "ok": self.ok,
            "run_id": self.run_id,
            "slot": self.slot,
            "dry_run": self.dry_run,
            "now_ts": self.now_ts,
            "skipped": self.skipped,
            "poll": self.poll.as_dict() if self.poll else None,
            "poll_fault": self.poll_fault,
            "texts": list(texts.values()),
            "unsure": self.unsure,
            "away": self.away,
            "last_summary_ts": self.last_summary_ts,
        }


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []


def send_summary(
    store: Store,
    client: Client,
    *,
    slot: Slot,
    settings: Settings,
    now_ms: int,
    run_id: str,
    read_ghl: Callable[[], Report] | None,
    dry_run: bool = False,
    once: bool = False,
) -> SummaryReport:
    """Tell every manager of one slot. Hold the `summary` lock while calling.

    `read_ghl` polls first (None: do not); its failure is said in the text and stops nothing.
    `once`: only managers who have not had this slot by such a run on this local day, and nobody on
    a day without business hours. `dry_run` sends nothing and moves no watermark.

    Raises:
        ConfigError: no manager is configured.
        StoreError: the database failed.
    """
    if not settings.manager_ids:
        raise ConfigError(["MANAGER_CONTACT_IDS is empty: there is nobody to tell"])
    report = SummaryReport(run_id=run_id, slot=slot, now_ts=now_ms // 1000, dry_run=dry_run)
    with store.read() as db:
        calendar = calendar_in_force(db, settings.calendar)
    today = hours.local(calendar, report.now_ts).date()
    if once and not hours.has_hours(calendar, today):
        report.skipped = f"{today:%A} {today.isoformat()} has no business hours"
        return report
    if not dry_run:
        settle_unknown(store, client, now_ts=report.now_ts)
        ask_fates(store, client, now_ts=report.now_ts)
    on_duty = _on_duty(store, settings, report)
    to_tell, told = _who(store, on_duty, report, once=once, day=today.isoformat())
    report.unsure = [who for who, became in told.items() if became is DeliveryState.UNKNOWN]
    if once and not to_tell:
        report.skipped = _told_already(report.unsure)
        report.ok = not report.unsure
        return report
    _read(report, read_ghl)
    texts = compose_all(store, to_tell, report, settings=settings, now_ms=now_ms)
    for composed in texts:
        delivery = _delivery(composed, report, day=today.isoformat(), once=once)
        sent = None if dry_run else send(store, client, delivery, now_ts=report.now_ts)
        report.recipients.append(_recipient(composed, sent))
    if not dry_run:
        _finish(report)
    return report


@dataclass(frozen=True, slots=True, kw_only=True)
class _Composed:
    """One manager's text, since when it tells, and which needs of this manager it meets."""

    contact_id: str
    since_ts: int
    text: SummaryText
    tells: tuple[tuple[int, Level], ...]


def _delivery(composed: _Composed, report: SummaryReport, *, day: str, once: bool) -> Delivery:
    return Delivery(
        kind="summary",
        contact_id=composed.contact_id,
        text=composed.text.text,
        until_ts=report.until_ts,
        run_id=report.run_id,
        slot=report.slot,
        local_date=day,
        once=once,
        issue_ids=composed.text.listed,
        tells=composed.tells,
    )


def _on_duty(store: Store, settings: Settings, report: SummaryReport) -> Sequence[str]:
    """The managers who are texted at this time of day; all of them when nobody is on duty."""
    with store.read() as db:
        now = situation(db, settings, policy=policy_as_read(db, settings), now_ts=report.now_ts)
    away = away_now(now)
    report.away = [contact_id for contact_id in settings.manager_ids if contact_id in away]
    present = [contact_id for contact_id in settings.manager_ids if contact_id not in away]
    return present or settings.manager_ids


def _who(
    store: Store, managers: Sequence[str], report: SummaryReport, *, once: bool, day: str
) -> tuple[list[str], dict[str, DeliveryState]]:
    """The managers to tell now; and of the others, what became of their text today."""
    if not once:
        return list(managers), {}
    told: dict[str, DeliveryState] = {}
    with store.read() as db:
        for contact_id in managers:
            states = deliveries.once_states(db, contact_id, slot=report.slot, local_date=day)
            for became in (DeliveryState.SENT, DeliveryState.UNKNOWN):
                if became in states:
                    told.setdefault(contact_id, became)
    return [contact_id for contact_id in managers if contact_id not in told], told


def _told_already(unsure: Sequence[str]) -> str:
    if unsure:
        return f"whether they had it is unknown for {', '.join(unsure)}"
    return "every manager has had this summary today"


def _read(report: SummaryReport, read_ghl: Callable[[], Report] | None) -> None:
    if read_ghl is None:
        report.poll_fault = "not polled"
        return
    try:
        report.poll = read_ghl()
    except (GhlError, BusyError) as exc:
        report.poll_fault, report.read_fault = str(exc), unread_because(exc)
        return
    if not report.poll.ok:
        unread = f"{counted(len(report.poll.failed), 'conversation')} could not be read"
        stopped = report.poll.stopped
        report.poll_fault = stopped or unread
        report.read_fault = "not all could be read in the time there was" if stopped else unread


def unread_because(fault: GhlError | BusyError) -> str:
    """Why GHL was not read, as it concerns a manager; what to mend is for the operator's log."""
    if isinstance(fault, BusyError):
        return "Sentinel is reading it just now"
    if fault.daily_limit:
        return "GHL answers no more questions today"
    if fault.status is None:
        return "GHL does not answer"
    if fault.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "GHL itself has a fault"
    return _REFUSALS.get(fault.status, "GHL answers what we cannot use: tell your operator")


def compose_all(
    store: Store, managers: Sequence[str], report: SummaryReport, *, settings: Settings, now_ms: int
) -> list[_Composed]:
    """One text for each manager, from one view of the store; equal ones are written once.

    In a real run the same transaction says up to when was told: what is noticed afterwards is
    dated later, so that no ending falls between two summaries. That moment only ever advances,
    whatever the clock does.
    """
    frame = store.read if report.dry_run else store.write
    composed: list[_Composed] = []
    with frame() as db:
        policy = _policy(db, settings, report, now_ms)
        report.until_ts = max(report.now_ts, 1 + (state.number(db, SUMMARY_UNTIL) or 0))
        now = situation(db, settings, policy=policy, now_ts=report.now_ts)
        reading = _Reading(db, settings, report, managers=managers, policy=policy, now=now)
        for contact_id in managers:
            facts = reading.facts(contact_id)
            text = compose(facts, policy=policy, max_items=settings.max_items)
            tells = needs_met(contact_id, text.listed, now)
            composed.append(
                _Composed(contact_id=contact_id, since_ts=facts.since_ts, text=text, tells=tells)
            )
        if not report.dry_run:
            state.put(db, SUMMARY_UNTIL, report.until_ts)
    return composed


def _policy(db: Connection, settings: Settings, report: SummaryReport, now_ms: int) -> Policy:
    """A rehearsal without a poll writes nothing at all, not even the first start."""
    if report.dry_run:
        return policy_as_read(db, settings)
    return policy_in_force(db, settings, now_ms=now_ms)


def _since(db: Connection, contact_id: str, now_ts: int) -> int:
    told_ts = deliveries.last_sent_until(db, contact_id)
    if told_ts is not None:
        return told_ts
    return max(now_ts - FIRST_SINCE_S, min(state.number(db, INSTALLED) or now_ts, now_ts))


class _Reading:
    """One view of the store, of which every manager's text is made."""

    def __init__(
        self,
        db: Connection,
        settings: Settings,
        report: SummaryReport,
        *,
        managers: Sequence[str],
        policy: Policy,
        now: Situation,
    ) -> None:
        self.db = db
        self.report = report
        self.now = now
        self.heard = audience(now.matters, now)
        self.asides = {matter.number: matter.aside for matter in now.matters}
        self.unsent = len(deliveries.unsent(db, since_ts=report.now_ts - UNSENT_FOR_S))
        self.since_ts = {who: _since(db, who, report.now_ts) for who in managers}
        first_ts = min(self.since_ts.values(), default=report.until_ts)
        self.ended = issues.recorded(db, since_ts=first_ts, until_ts=report.until_ts)
        self.broken = unkept(db, since_ts=first_ts, until_ts=report.until_ts, policy=policy)
        # Who hears of what is not open. A call's number is its row's, and may be an issue's too.
        self.heard_ended, self.heard_broken = (
            audience(matters(db, settings, found, {}, policy=policy, now_ts=report.now_ts), now)
            for found in (self.ended, [promise.call for promise in self.broken])
        )

    def facts(self, contact_id: str) -> SummaryFacts:
        """What this manager is told of, and how much of it is others'."""
        report = self.report
        theirs = [m.issue for m in self.now.matters if contact_id in self.heard[m.number]]
        others = [m.issue for m in self.now.matters if contact_id not in self.heard[m.number]]
        since_ts = self.since_ts[contact_id]
        ended = self._ended(contact_id)
        resolved = tuple(i for i in ended if i.resolution is not Resolution.ACKNOWLEDGED)
        is_listed = report.poll is not None and report.poll.swept and not report.poll.stopped
        unread = report.poll_fault and not is_listed
        return SummaryFacts(
            slot=report.slot,
            now_ts=report.now_ts,
            since_ts=since_ts,
            open=tuple(theirs),
            resolved=resolved,
            acknowledged=len(ended) - len(resolved),
            unread_since_ts=(state.number(self.db, state.LAST_POLL) or 0) if unread else None,
            read_fault=report.read_fault,
            unsent=self.unsent,
            asides=self.asides,
            named=frozenset(id_ for who, id_ in self.now.told if who == contact_id),
            promised=self._promised(contact_id),
            others_open=len(others),
            others_overdue=sum(report.now_ts > issue.due_ts for issue in others),
        )

    def _ended(self, contact_id: str) -> list[Issue]:
        """What ended since this manager's last summary, of what they would have heard of."""
        since_ts = self.since_ts[contact_id]
        new = [issue for issue in self.ended if (issue.recorded_ts or 0) > since_ts]
        return [issue for issue in new if contact_id in self.heard_ended[issue.id or 0]]

    def _promised(self, contact_id: str) -> tuple[Unkept, ...]:
        """What was promised by then in calls of which this manager hears."""
        new = [promise for promise in self.broken if promise.tell_ts > self.since_ts[contact_id]]
        return tuple(one for one in new if contact_id in self.heard_broken[one.call.id or 0])


def _recipient(composed: _Composed, sent: Delivery | None) -> Recipient:
    return Recipient(
        contact_id=composed.contact_id,
        state=sent.state if sent else "not_sent",
        since_ts=composed.since_ts,
        text=composed.text,
        error=sent.error if sent else None,
        message_id=sent.message_id if sent else None,
    )


def _finish(report: SummaryReport) -> None:
    """All is well only when every manager is known to have the text."""
    states = [recipient.state for recipient in report.recipients]
    report.ok = not report.unsure and all(became == DeliveryState.SENT for became in states)
    if DeliveryState.SENT in states:
        report.last_summary_ts = report.now_ts
