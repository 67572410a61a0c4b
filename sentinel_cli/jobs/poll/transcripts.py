"""Ask GHL what was said in calls nobody took, a few times each, and fold what it tells.

The issue stands without it: nothing here fails a poll, but a token that GHL does not know.
"""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

from sentinel_cli import GhlError
from sentinel_cli.engine import promises
from sentinel_cli.engine.ingest import refold
from sentinel_cli.engine.start import TRANSCRIPT_VERSION
from sentinel_cli.jobs.poll.reading import Reading
from sentinel_cli.model import Sentence, Transcripts
from sentinel_cli.rules.hearing.calls import in_order
from sentinel_cli.rules.transcripts import ASKED_AFTER_S, is_asked_for, kept, next_ask_ts
from sentinel_cli.store import messages, state, transcripts
from sentinel_cli.store.transcripts import Due

SHARE = 0.1
"""Of the run's time."""
MOST_ASKED = 200
"""Calls in one run; the others wait for the next."""


def hear_calls(reading: Reading) -> None:
    """Ask about every call that is due, as far as the time for it goes."""
    if reading.settings.transcripts is Transcripts.OFF or reading.report.stopped:
        return
    _expect(reading)
    with reading.store.read() as db:
        due = transcripts.due(db, now_ts=reading.now_ts, limit=MOST_ASKED)
        reading.client.transcript_version = known = state.get(db, TRANSCRIPT_VERSION)
    with reading.deadline.share(SHARE):
        for call in due:
            if not _ask(reading, call):
                break
    found = reading.client.transcript_version
    if found is not None and found != known:
        with reading.store.write() as db:
            state.put(db, TRANSCRIPT_VERSION, found)


def _expect(reading: Reading) -> None:
    """Note the last day's calls that were learnt since; they are judged before the write."""
    wanted, policy = reading.settings.transcripts, reading.policy
    with reading.store.read() as db:
        unasked = messages.unasked_calls(db, since_ms=reading.now_ms - ASKED_AFTER_S[-1] * 1000)
    new = [call for call in unasked if is_asked_for(call, policy, wanted)]
    if new:
        with reading.store.write() as db:
            for call in new:
                next_ts = call.ends_ms // 1000 + ASKED_AFTER_S[0]
                transcripts.expect(db, call.row, next_ts=next_ts)


def _ask(reading: Reading, call: Due) -> bool:
    """Ask once; False where asking about more calls makes no sense in this run."""
    said: tuple[Sentence, ...] = ()
    answered = True
    found_out = reading.client.transcript_version is not None
    try:
        said = reading.client.transcript(call.ghl_id)
    except GhlError as exc:
        if exc.run_is_over:
            return False  # nothing was asked
        if exc.status == HTTPStatus.UNAUTHORIZED and not (exc.missing_scope or exc.wrong_version):
            reading.fail(str(exc))
            return False
        answered = exc.status is not None
    reading.report.transcripts_asked += 1
    # To find out the version costs a request more, once.
    requests = 1 if found_out or reading.client.transcript_version is None else 2
    _keep(reading, call, said, times=call.asked + requests)
    return answered


def _keep(reading: Reading, call: Due, said: tuple[Sentence, ...], *, times: int) -> None:
    """One transaction: what was said, or when to ask again, and the contact's fold."""
    report = reading.report
    with reading.store.write() as db:
        message = messages.by_row(db, call.row)
        if message is None:
            return  # pruned, or found to be another row's, meanwhile
        if not said:
            next_ts = next_ask_ts(message, asked=times, now_ts=reading.now_ts)
            transcripts.asked(db, call.row, times=times, next_ts=next_ts)
            report.transcripts_given_up += next_ts is None
            return
        said = kept(in_order(said))
        transcripts.keep(db, call.row, said, times=times)
        message = replace(message, transcript=said)
        promises.remember(db, message, policy=reading.policy, now_ts=reading.now_ts)
        outcome = refold(
            db,
            message.contact_id,
            policy=reading.policy,
            now_ms=reading.now_ms,
            run_id=report.run_id,
        )
        report.add(outcome)
        report.transcripts_heard += 1
        folded = messages.by_row(db, call.row)
        if folded is not None and folded.issue_id is not None:
            report.heard_of.append(folded.issue_id)
