"""Telling Sentinel what happened, as webhooks and polls do: for tests of whole days."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from sentinel_cli.engine.ingest import merge_provisional, put, refold
from sentinel_cli.engine.start import policy_in_force
from sentinel_cli.jobs.receive import receive
from sentinel_cli.model import Channel, DateSource, Message, Person, Sentence, WebhookEvent
from sentinel_cli.settings import Environment, Need, Settings, load
from sentinel_cli.store import Store, messages, transcripts

RUN = "run-test"


@dataclass(frozen=True, slots=True)
class Post:
    """One webhook about a message."""

    at_ms: int
    told: Message


@dataclass(frozen=True, slots=True)
class Poll:
    """One reading of GHL: the rows it shows, all at once or each with a fold of its own."""

    at_ms: int
    rows: tuple[Message, ...]
    one_by_one: bool = False


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said in a call, as GHL tells it a poll; nothing where the call is not known yet.

    Of two sides each sentence is the other one's, the company's first.
    """

    at_ms: int
    ghl_id: str
    said: tuple[str, ...]


Event = Post | Poll | Transcript


def settings_of(**values: str) -> Settings:
    return load(
        Environment(given=values, directory=Path(), missing_file=None, warnings=()),
        need=Need.NOTHING,
    )


def workflow_post(row: Message, posted_ms: int) -> Post:
    """GHL's free workflow webhook: no id, no date, no status; its route says that a call failed."""
    told = Message(
        contact_id=row.contact_id,
        at_ms=posted_ms,
        direction=row.direction,
        channel=Channel.CALL if row.channel.is_call else row.channel,
        date_source=DateSource.ARRIVAL,
        text=row.text,
        reported_missed=row.channel.is_call,
        via_webhook=True,
    )
    return Post(posted_ms, told)


def tell(store: Store, event: Event, *, settings: Settings) -> None:
    """Deliver one event at its time."""
    match event:
        case Post():
            told = replace(event.told, learnt_ms=event.at_ms)
            receive(
                store,
                WebhookEvent(message=told, person=Person(contact_id=told.contact_id)),
                route="/webhook/ghl",
                raw="{}",
                settings=settings,
                now_ms=event.at_ms,
                run_id=RUN,
            )
        case Transcript():
            hear(store, event, settings=settings)
        case Poll():
            for contact_id in sorted({row.contact_id for row in event.rows}):
                read(store, event, contact_id, settings=settings)


def hear(store: Store, told: Transcript, *, settings: Settings) -> None:
    """What a poll does with a transcript."""
    with store.write() as db:
        call = messages.by_ghl_id(db, told.ghl_id)
        if call is None or call.transcript:
            return
        transcripts.expect(db, call.row, next_ts=0)
        said = [Sentence(text=text, channel=n % 2, index=n) for n, text in enumerate(told.said)]
        transcripts.keep(db, call.row, said, times=1)
        refold(
            db,
            call.contact_id,
            policy=policy_in_force(db, settings, now_ms=told.at_ms),
            now_ms=told.at_ms,
            run_id=RUN,
        )


def read(store: Store, poll: Poll, contact_id: str, *, settings: Settings) -> None:
    """What a poll does with the threads it read of one contact."""
    rows = [row for row in poll.rows if row.contact_id == contact_id]
    groups = [[row] for row in rows] if poll.one_by_one else [rows]
    for group in groups:
        with store.write() as db:
            policy = policy_in_force(db, settings, now_ms=poll.at_ms)
            stored = [put(db, replace(row, learnt_ms=poll.at_ms)) for row in group]
            if group is groups[-1]:
                merge_provisional(db, contact_id, read_ms=poll.at_ms)
            refold(
                db,
                contact_id,
                policy=policy,
                now_ms=poll.at_ms,
                run_id=RUN,
                since_ms=min((s.message.at_ms for s in stored), default=None),
            )
