"""One run of a job as cron, curl and operators start it: lock, client, one line that tells.

Everything a run needs is made here from the settings; the jobs themselves are handed it.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sentinel_cli import ConfigError, GhlError
from sentinel_cli.desk.commands import Obeyed
from sentinel_cli.engine.locks import only_one
from sentinel_cli.engine.start import LOCATION, new_run_id
from sentinel_cli.ghl import Client, Deadline
from sentinel_cli.heartbeat import Heartbeat
from sentinel_cli.jobs.alerts import AlertReport, send_alerts
from sentinel_cli.jobs.lines import tell, tell_command
from sentinel_cli.jobs.poll import poll
from sentinel_cli.jobs.poll_report import Progress, Report
from sentinel_cli.jobs.sending import attempt
from sentinel_cli.jobs.summary import SummaryReport, send_summary
from sentinel_cli.jobs.weekly import WeeklyReport, send_weekly
from sentinel_cli.logs import Log
from sentinel_cli.model import Slot
from sentinel_cli.patience import within
from sentinel_cli.rules.periods import Period
from sentinel_cli.settings import Settings
from sentinel_cli.store import Store, counts, state
from sentinel_cli.store.counts import Count

POLL_S = 240.0
POLL_IN_SUMMARY_S = 45.0
WAIT_FOR_POLL_S = 45.0
SENDING_S = 60.0
SENDERS = "summary"
"""The lock of whatever texts managers by itself: summaries and alerts, one at a time."""
ANSWER_S = 3.0
"""A manager's command is answered while the sender of its webhook waits."""
_FOR_THE_REASON_S = 0.2
"""The client gives up so much earlier: it knows what it was waiting for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What every run is made of: an open store, the settings, a log, and its one `now`."""

    store: Store
    settings: Settings
    log: Log
    now_ms: int


def run_poll(
    run: Run,
    *,
    dry_run: bool = False,
    progress: Progress = lambda _done, _total: None,
) -> Report:
    """Poll once. A dry run works on a copy: it tells what would change.

    Raises:
        BusyError: another poll is running.
        ConfigError, GhlError, StoreError: see `poll`.
    """
    run = _named(run, "poll")
    with Heartbeat("poll", settings=run.settings, log=run.log, dry_run=dry_run) as heartbeat:
        report = _poll(run, budget_s=POLL_S, dry_run=dry_run, progress=progress)
        heartbeat.ended(**_poll_line(report))
    return report


def run_summary(
    run: Run, slot: Slot, *, dry_run: bool = False, once: bool = False, with_poll: bool = True
) -> SummaryReport:
    """Send one slot's summary, or rehearse it.

    Raises:
        BusyError: another summary is running.
        ConfigError, StoreError: see `send_summary`.
    """
    run = _named(run, "summary")

    def read_ghl() -> Report:
        return _poll(_named(run, "poll"), budget_s=POLL_IN_SUMMARY_S, wait_s=WAIT_FOR_POLL_S)

    deadline = Deadline(WAIT_FOR_POLL_S + POLL_IN_SUMMARY_S + SENDING_S)
    with Heartbeat("summary", settings=run.settings, log=run.log, dry_run=dry_run) as heartbeat:
        with only_one(run.store.path, SENDERS), client_for(run, deadline) as client:
            report = send_summary(
                run.store,
                client,
                slot=slot,
                settings=run.settings,
                now_ms=run.now_ms,
                run_id=run.log.run_id,
                read_ghl=read_ghl if with_poll else None,
                dry_run=dry_run,
                once=once,
            )
        run.log.event("summary", **_summary_line(report))
        heartbeat.ended(**_summary_line(report))
    return report


def run_alerts(run: Run, *, dry_run: bool = False, with_poll: bool = True) -> AlertReport:
    """Tell managers what cannot wait for the next summary, or rehearse it.

    Raises:
        BusyError: an alert or a summary is being sent.
        ConfigError, StoreError: see `send_alerts`.
    """
    run = _named(run, "alert")

    def read_ghl() -> Report:
        return _poll(_named(run, "poll"), budget_s=POLL_IN_SUMMARY_S, wait_s=WAIT_FOR_POLL_S)

    deadline = Deadline(WAIT_FOR_POLL_S + POLL_IN_SUMMARY_S + SENDING_S)
    with Heartbeat("alert", settings=run.settings, log=run.log, dry_run=dry_run) as heartbeat:
        with only_one(run.store.path, SENDERS), client_for(run, deadline) as client:
            report = send_alerts(
                run.store,
                client,
                settings=run.settings,
                now_ms=run.now_ms,
                run_id=run.log.run_id,
                read_ghl=read_ghl if with_poll else None,
                dry_run=dry_run,
            )
        run.log.event("alert", **_alert_line(report))
        heartbeat.ended(**_alert_line(report))
    return report


def run_weekly(
    run: Run, period: Period, *, dry_run: bool = False, once: bool = False
) -> WeeklyReport:
    """Text a period's figures to whoever hears everything, or rehearse it.

    Raises:
        BusyError: an alert or a summary is being sent.
        ConfigError, StoreError: see `send_weekly`.
    """
    run = _named(run, "weekly")
    with only_one(run.store.path, SENDERS), client_for(run, Deadline(SENDING_S)) as client:
        report = send_weekly(
            run.store,
            client,
            period,
            settings=run.settings,
            now_ms=run.now_ms,
            run_id=run.log.run_id,
            dry_run=dry_run,
            once=once,
        )
    told = {name: value for name, value in report.as_dict().items() if name != "text"}
    run.log.event("weekly", **{**told, "run_id": run.log.run_id})
    return report


def _named(run: Run, kind: str) -> Run:
    """The same run under a name of its own, which joins its lines."""
    return replace(run, log=replace(run.log, run_id=new_run_id(kind)))


def _poll(
    run: Run,
    *,
    budget_s: float,
    wait_s: float = 0.0,
    dry_run: bool = False,
    progress: Progress = lambda _done, _total: None,
) -> Report:
    """Poll with the lock held, waiting at most `wait_s` for it, and write the run's line."""
    deadline = Deadline(budget_s + wait_s)
    with ExitStack() as stack:
        stack.enter_context(only_one(run.store.path, "poll", wait_s=wait_s))
        store = stack.enter_context(run.store.copied()) if dry_run else run.store
        try:
            with knowing_location(replace(run, store=store), deadline) as client:
                report = poll(
                    store,
                    client,
                    deadline=deadline,
                    settings=run.settings,
                    now_ms=run.now_ms,
                    run_id=run.log.run_id,
                    progress=progress,
                )
        except GhlError as exc:
            run.log.event("poll", ok=False, error=str(exc), dry_run=dry_run)
            _count_poll(run, ok=False, dry_run=dry_run)
            raise
    report.dry_run = dry_run
    if not dry_run:
        tell(run.log, report.changes)
        _answer(run, report.obeyed)
    _count_poll(run, ok=report.ok, dry_run=dry_run)
    run.log.event("poll", **_poll_line(report))
    return report


def _answer(run: Run, obeyed: Iterable[Obeyed]) -> None:
    """Answer the commands that no webhook had brought; whatever becomes of it, they are done."""
    for one in obeyed:
        tell_command(run.log, one)
        run_answer(run, one)


def _count_poll(run: Run, *, ok: bool, dry_run: bool) -> None:
    """For the report: how many polls there were, and how many did not read everything."""
    if dry_run:
        return
    with run.store.write() as db:
        counts.add(db, Count.POLLS, now_ts=run.now_ms // 1000)
        if not ok:
            counts.add(db, Count.POLLS_FAILED, now_ts=run.now_ms // 1000)


def _poll_line(report: Report) -> dict[str, Any]:
    return {k: v for k, v in report.as_dict().items() if k != "run_id"}


def _summary_line(report: SummaryReport) -> dict[str, Any]:
    return {
        "slot": report.slot,
        "ok": report.ok,
        "dry_run": report.dry_run,
        "skipped": report.skipped,
        "poll_fault": report.poll_fault,
        "recipients": [
            {"contact_id": r.contact_id, "state": r.state, "error": r.error}
            for r in report.recipients
        ],
        "unsure": report.unsure,
    }


def _alert_line(report: AlertReport) -> dict[str, Any]:
    return {
        "ok": report.ok,
        "dry_run": report.dry_run,
        "poll_fault": report.poll_fault,
        "sent": [
            {
                "contact_id": alerted.contact_id,
                "issue_ids": list(alerted.text.named),
                "state": alerted.state,
                "error": alerted.error,
            }
            for alerted in report.sent
        ],
        "held": len(report.held),
    }


def run_answer(run: Run, obeyed: Obeyed) -> None:
    """Text a manager the answer to a command, once, within `ANSWER_S`; nothing is undone if not.

    Raises:
        StoreError: what became of it could not be written; the next summary finds it out.
    """
    if obeyed.answer is None:
        run.log.event(
            "answer", contact_id=obeyed.manager_id, state="not_sent", error=obeyed.unanswered
        )
    answers = [obeyed.answer] if obeyed.answer else []
    for answer in (*answers, *obeyed.notices):
        with client_for(run, Deadline(ANSWER_S - _FOR_THE_REASON_S)) as client:
            sent = attempt(
                run.store, partial(_send_in_time, client), answer, now_ts=run.now_ms // 1000
            )
        run.log.event(
            "answer",
            delivery_id=sent.id,
            contact_id=sent.contact_id,
            state=sent.state,
            error=sent.error,
        )


def _send_in_time(client: Client, contact_id: str, text: str) -> str:
    """The client's own limit leaves out the look-up of names, and an answer that drips."""
    try:
        return within(ANSWER_S, lambda: client.send_sms(contact_id, text))
    except TimeoutError:
        raise GhlError(
            f"Could not send a text to contact {contact_id}: GHL took longer than {ANSWER_S:g} s. "
            "It may have been done all the same.",
            outcome_unknown=True,
        ) from None


def client_for(run: Run, deadline: Deadline) -> Client:
    """A client for one run; its location is the one configured or learnt, None if neither."""
    with run.store.read() as db:
        location_id = run.settings.ghl_location_id or state.get(db, LOCATION)
    return Client(
        base_url=run.settings.ghl_base_url,
        token=run.settings.ghl_token,
        version=run.settings.ghl_version,
        deadline=deadline,
        location_id=location_id,
    )


def knowing_location(run: Run, deadline: Deadline) -> Client:
    """A client that can search: a location not configured is learnt from the first manager.

    Raises:
        ConfigError: there is nobody to learn it from.
        GhlError: GHL does not tell.
    """
    client = client_for(run, deadline)
    if client.location_id is None:
        client.location_id = _learn_location(run, client)
    return client


def _learn_location(run: Run, client: Client) -> str:
    if not run.settings.manager_ids:
        raise ConfigError(
            ["GHL_LOCATION_ID is empty: set it, or MANAGER_CONTACT_IDS to learn it from"]
        )
    manager_id = run.settings.manager_ids[0]
    location_id = client.contact(manager_id).location_id
    if location_id is None:
        raise GhlError(
            f"GHL does not tell the location of contact {manager_id}: set GHL_LOCATION_ID"
        )
    with run.store.write() as db:
        state.put(db, LOCATION, location_id)
    run.log.event("location_learnt", location_id=location_id, contact_id=manager_id)
    return location_id
