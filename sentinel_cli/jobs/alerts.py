"""The alerts between the summaries: whoever needs to be told now is told, in one text each.

What is needed is computed from the ledger on every run; a run that dies leaves nothing to repair.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sentinel_cli import BusyError, ConfigError, GhlError, hours
from sentinel_cli.desk.telling import needs_met, situation
from sentinel_cli.engine.start import policy_as_read, policy_in_force
from sentinel_cli.ghl import Client
from sentinel_cli.jobs.poll_report import Report
from sentinel_cli.jobs.sending import ask_fates, send, settle_unknown
from sentinel_cli.model import DeliveryState, Held, Level, Policy, Turn
from sentinel_cli.rules.telling import Situation, decide, fallen_back, left_out
from sentinel_cli.settings import Settings
from sentinel_cli.store import Store, counts
from sentinel_cli.store.counts import Count
from sentinel_cli.store.deliveries import Delivery
from sentinel_cli.texts.alert import AlertText, compose


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerted:
    """What became of one manager's alert; `state` may also be `not_sent`, in a rehearsal."""

    contact_id: str
    text: AlertText
    tells: tuple[tuple[int, Level], ...]
    state: str
    error: str | None = None


@dataclass(slots=True, kw_only=True)
class AlertReport:
    """What one run told whom, and what it held back, why and until when."""

    run_id: str
    now_ts: int
    dry_run: bool
    ok: bool = True
    poll: Report | None = None
    poll_fault: str = ""
    sent: list[Alerted] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return {
            "ok": self.ok,
            "run_id": self.run_id,
            "dry_run": self.dry_run,
            "now_ts": self.now_ts,
            "poll": self.poll.as_dict() if self.poll else None,
            "poll_fault": self.poll_fault,
            "sent": [
                {
                    "contact_id": alerted.contact_id,
                    "text": alerted.text.text,
                    "segments": alerted.text.segments,
                    "told": [{"issue_id": id_, "level": level} for id_, level in alerted.tells],
                    "state": alerted.state,
                    "error": alerted.error,
                }
                for alerted in self.sent
            ],
            "held": [
                {
                    "contact_id": held.contact_id,
                    "issue_id": held.issue_id,
                    "level": held.level,
                    "gate": held.gate,
                    "until_ts": held.until_ts,
                }
                for held in self.held
            ],
        }


def send_alerts(
    store: Store,
    client: Client,
    *,
    settings: Settings,
    now_ms: int,
    run_id: str,
    read_ghl: Callable[[], Report] | None,
    dry_run: bool = False,
) -> AlertReport:
    """Tell every manager what must be told now. Hold the senders' lock while calling.

    `read_ghl` polls first (None: do not); its failure stops nothing. `dry_run` sends nothing.

    Raises:
        ConfigError: no manager is configured.
        StoreError: the database failed; texts sent until then are in the ledger.
    """
    if not settings.manager_ids:
        raise ConfigError(["MANAGER_CONTACT_IDS is empty: there is nobody to tell"])
    report = AlertReport(run_id=run_id, now_ts=now_ms // 1000, dry_run=dry_run)
    if not dry_run:
        settle_unknown(store, client, now_ts=report.now_ts)
        ask_fates(store, client, now_ts=report.now_ts)
    _read(report, read_ghl)
    now, policy = _look(store, settings, report, now_ms=now_ms)
    plan = decide(now)
    report.held = list(plan.held)
    for turn in plan.turns:
        _tell(store, client, turn, now, report, policy=policy)
    report.ok = all(it.state in {DeliveryState.SENT, "not_sent"} for it in report.sent)
    return report


def _read(report: AlertReport, read_ghl: Callable[[], Report] | None) -> None:
    if read_ghl is None:
        return
    try:
        report.poll = read_ghl()
    except (GhlError, BusyError) as exc:
        report.poll_fault = str(exc)


def _look(
    store: Store, settings: Settings, report: AlertReport, *, now_ms: int
) -> tuple[Situation, Policy]:
    """One view of everything; a rehearsal writes nothing, not even the first start."""
    frame = store.read if report.dry_run else store.write
    with frame() as db:
        policy = (
            policy_as_read(db, settings)
            if report.dry_run
            else policy_in_force(db, settings, now_ms=now_ms)
        )
        return situation(db, settings, policy=policy, now_ts=report.now_ts), policy


def _tell(
    store: Store,
    client: Client,
    turn: Turn,
    now: Situation,
    report: AlertReport,
    *,
    policy: Policy,
) -> None:
    """One manager's text, its needs written with its intent; what did not fit is held."""
    text = compose(turn.matters, policy=policy, now_ts=now.now_ts)
    report.held += left_out(turn, text.named, now)
    tells = needs_met(turn.contact_id, text.named, now)
    delivery = Delivery(
        kind="alert",
        contact_id=turn.contact_id,
        text=text.text,
        until_ts=now.now_ts,
        run_id=report.run_id,
        local_date=hours.local(now.calendar, now.now_ts).date().isoformat(),
        issue_ids=text.named,
        tells=tells,
    )
    sent = None if report.dry_run else send(store, client, delivery, now_ts=now.now_ts)
    fallbacks = len(fallen_back(text.named, now)) if sent else 0
    if fallbacks:
        with store.write() as db:
            counts.add(db, Count.FALLBACKS, now_ts=now.now_ts, times=fallbacks)
    report.sent.append(
        Alerted(
            contact_id=turn.contact_id,
            text=text,
            tells=tells,
            state=sent.state if sent else "not_sent",
            error=sent.error if sent else None,
        )
    )
