"""The week's report as a text to whoever hears everything: a delivery like any other."""

from __future__ import annotations

from dataclasses import dataclass, field

from sentinel_cli import ConfigError, hours
from sentinel_cli.desk.report.gather import gather
from sentinel_cli.desk.report.sheet import lead, title, when
from sentinel_cli.ghl import Client
from sentinel_cli.jobs.sending import ask_fates, send, settle_unknown
from sentinel_cli.model import DeliveryState, SummaryText
from sentinel_cli.rules.figures import slowest
from sentinel_cli.rules.periods import Period
from sentinel_cli.settings import Settings
from sentinel_cli.store import Store, deliveries
from sentinel_cli.store.deliveries import Delivery
from sentinel_cli.texts.weekly import compose


@dataclass(slots=True, kw_only=True)
class WeeklyReport:
    """What one run told whom; `states` by contact id, also `not_sent` and `already_sent`."""

    run_id: str
    period: str
    dry_run: bool
    text: SummaryText
    ok: bool = True
    states: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return {
            "ok": self.ok,
            "run_id": self.run_id,
            "period": self.period,
            "dry_run": self.dry_run,
            "text": self.text.text,
            "segments": self.text.segments,
            "recipients": [
                {"contact_id": contact_id, "state": state, "error": self.errors.get(contact_id)}
                for contact_id, state in self.states.items()
            ],
        }


def send_weekly(
    store: Store,
    client: Client,
    period: Period,
    *,
    settings: Settings,
    now_ms: int,
    run_id: str,
    dry_run: bool = False,
    once: bool = False,
) -> WeeklyReport:
    """Tell a period's figures. Hold the senders' lock while calling.

    `once`: only to those who have not had this period's figures by such a run.

    Raises:
        ConfigError: no manager is configured.
        StoreError: the database failed.
    """
    if not settings.manager_ids:
        raise ConfigError(["MANAGER_CONTACT_IDS is empty: there is nobody to tell"])
    now_ts = now_ms // 1000
    if not dry_run:
        settle_unknown(store, client, now_ts=now_ts)
        ask_fates(store, client, now_ts=now_ts)
    found = gather(store, settings, period, now_ts=now_ts)
    stretch = slowest(found.figures)
    text = compose(title(period), lead(found), found.figures, when(stretch) if stretch else "")
    report = WeeklyReport(run_id=run_id, period=period.words, dry_run=dry_run, text=text)
    first_day = hours.local(settings.calendar, period.since_ts).date().isoformat()
    for contact_id in recipients(settings):
        with store.read() as db:
            states = deliveries.weekly_states(db, contact_id, local_date=first_day)
        if once and states & {DeliveryState.SENT, DeliveryState.UNKNOWN}:
            report.states[contact_id] = "already_sent"
            continue
        delivery = Delivery(
            kind="weekly",
            contact_id=contact_id,
            text=text.text,
            until_ts=now_ts,
            run_id=run_id,
            local_date=first_day,
            once=once,
            issue_ids=text.listed,
        )
        if dry_run:
            report.states[contact_id] = "not_sent"
            continue
        sent = send(store, client, delivery, now_ts=now_ts)
        report.states[contact_id] = sent.state
        if sent.error:
            report.errors[contact_id] = sent.error
    report.ok = set(report.states.values()) <= {DeliveryState.SENT, "already_sent", "not_sent"}
    return report


def recipients(settings: Settings) -> tuple[str, ...]:
    """Whoever hears everything; the owner's figures are no single manager's."""
    return tuple(m.contact_id for m in settings.routes.managers if m.hears_everything)
