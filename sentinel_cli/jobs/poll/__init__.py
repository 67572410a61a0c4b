"""Read GHL: find what changed, read those threads, fold; and ask again before an alarm.

Nothing is ever resolved because GHL was silent, empty or broken: a thread that fails to load stays
pending and its issues stay as they were.
"""

from __future__ import annotations

from sentinel_cli.engine.ingest import adopt_sql, give_up_ringing
from sentinel_cli.engine.start import policy_in_force
from sentinel_cli.ghl import Client, Deadline
from sentinel_cli.jobs.poll import orders
from sentinel_cli.jobs.poll.people import learn_people
from sentinel_cli.jobs.poll.reading import Reading
from sentinel_cli.jobs.poll.sweep import WATERMARK, sweep
from sentinel_cli.jobs.poll.threads import read_pending
from sentinel_cli.jobs.poll.transcripts import hear_calls
from sentinel_cli.jobs.poll.verify import ask_before_alarm
from sentinel_cli.jobs.poll_report import Progress, Report
from sentinel_cli.settings import Settings
from sentinel_cli.store import Store, conversations, state

__all__ = ["WATERMARK", "poll"]


def poll(
    store: Store,
    client: Client,
    *,
    deadline: Deadline,
    settings: Settings,
    now_ms: int,
    run_id: str,
    progress: Progress = lambda _done, _total: None,
) -> Report:
    """One reading of GHL, as of `now_ms`, bounded by the `deadline` its client was made with.

    Raises:
        GhlError: nothing at all could be read.
        StoreError: the database failed; what was committed before stays.
    """
    report = Report(run_id=run_id, started_ts=now_ms // 1000)
    with store.write() as db:
        policy = policy_in_force(db, settings, now_ms=now_ms)
        orders.begin(db, now_ms=now_ms)
        for outcome in adopt_sql(db, policy=policy, now_ms=now_ms, run_id=run_id):
            report.add(outcome)
    reading = Reading(
        store=store,
        client=client,
        deadline=deadline,
        settings=settings,
        rules=policy,
        now_ms=now_ms,
        report=report,
        progress=progress,
    )
    try:
        sweep(reading)
        read_pending(reading)
        ask_before_alarm(reading)
        read_pending(reading)
        hear_calls(reading)
        learn_people(reading)
    finally:
        _give_up_ringing(reading)
    _finish(reading)
    return report


def _give_up_ringing(reading: Reading) -> None:
    """Also when GHL could not be read: a call of which nobody hears any more was missed."""
    with reading.store.write() as db:
        for outcome in give_up_ringing(
            db, policy=reading.policy, now_ms=reading.now_ms, run_id=reading.report.run_id
        ):
            reading.report.add(outcome)


def _finish(reading: Reading) -> None:
    """Close the report; remember when GHL was last read as it should be."""
    report = reading.report
    with reading.store.write() as db:
        reading.tell_odd(db)
        report.pending = conversations.count_pending(db)
        whole = report.swept and not report.stopped
        report.ok = whole and not report.failed
        if whole and (report.threads or not report.failed):
            state.put(db, state.LAST_POLL, reading.now_ts)
