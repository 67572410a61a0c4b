"""Read GHL: find what changed, read those threads, fold; and ask again before an alarm.

Nothing is ever resolved because GHL was silent, empty or broken: a thread that fails to load stays
pending and its issues stay as they were.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus
from itertools import groupby
from sqlite3 import Connection

from sentinel_cli import GhlError
from sentinel_cli.engine.ingest import (
    Outcome,
    Stored,
    adopt_sql,
    introduce,
    merge_provisional,
    move_contact,
    put,
    refold,
)
from sentinel_cli.engine.start import LAST_POLL, policy_in_force
from sentinel_cli.ghl import Client, Deadline
from sentinel_cli.jobs.poll_report import Progress, Report
from sentinel_cli.model import Direction, Head, Message, Policy, Verdict
from sentinel_cli.rules.provisional import SETTLING_MS, alike
from sentinel_cli.settings import Settings
from sentinel_cli.store import Store, conversations, issues, messages, state
from sentinel_cli.store.conversations import Conversation

WATERMARK = "poll_watermark_ms"

OVERLAP_MS = 10 * 60_000
"""GHL's search may show a message late: look again at what changed shortly before."""
DUE_SOON_S = 10 * 60
CHECK_EVERY_S = 3600
UNSETTLED_EVERY_S = 15 * 60
UNSETTLED_FOR_MS = 24 * 3600 * 1000
AT_ONCE = 4
MAX_PAGES = 10
CONTEXT_ROWS = 20
"""Fewer older rows than this beside the new ones: one page more, to know what was said before."""
RETRY_S = (60, 300, 900, 3600)


@dataclass(frozen=True, slots=True)
class Thread:
    """One conversation as read: its messages, or the error that kept us from reading it."""

    conversation: Conversation
    messages: tuple[Message, ...] = ()
    error: GhlError | None = None

    @property
    def is_blank(self) -> bool:
        """GHL answered 200 with nothing, though its list knows of a last message.

        That is asked again, with growing pauses, before it is believed.
        """
        is_empty = self.error is None and not self.messages
        return is_empty and self.conversation.tries < len(RETRY_S)

    @property
    def is_whole(self) -> bool:
        """GHL answered, and what it said is believed."""
        return self.error is None and not self.is_blank


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
        for outcome in adopt_sql(db, policy=policy, now_ms=now_ms, run_id=run_id):
            report.add(outcome)
    run = _Poll(
        store, client, deadline, policy=policy, now_ms=now_ms, report=report, progress=progress
    )
    run.sweep()
    run.read_pending()
    run.ask_before_alarm()
    run.read_pending()
    run.finish()
    return report


class _Poll:
    """One run: what it works with, and the report it fills."""

    def __init__(
        self,
        store: Store,
        client: Client,
        deadline: Deadline,
        *,
        policy: Policy,
        now_ms: int,
        report: Report,
        progress: Progress,
    ) -> None:
        self.store = store
        self.client = client
        self.deadline = deadline
        self.policy = policy
        self.ours = policy.managers | policy.internal_contacts
        self.now_ms = now_ms
        self.now_ts = now_ms // 1000
        self.report = report
        self.progress = progress
        self.fold = partial(refold, policy=policy, now_ms=now_ms, run_id=report.run_id)
        self.adopt = partial(adopt_sql, policy=policy, now_ms=now_ms, run_id=report.run_id)

    def sweep(self) -> None:
        """Note every conversation that changed since the last sweep; then move the watermark."""
        with self.store.read() as db:
            watermark_ms = state.number(db, WATERMARK)
        down_to_ms = (watermark_ms or self.policy.floor_ms) - OVERLAP_MS
        newest_ms = watermark_ms or 0
        try:
            for page in self.client.heads(down_to_ms=down_to_ms):
                self.report.pages += 1
                self.progress(0, 0)
                self._fail_rows(page.faults)
                with self.store.write() as db:
                    for head in page.heads:
                        self._see(db, head)
                newest_ms = max([newest_ms, *(head.last_ms for head in page.heads)])
        except GhlError as exc:
            if self.report.pages == 0:
                raise
            self._stop(str(exc))
            return
        self.report.swept = True
        self._move_watermark(watermark_ms, newest_ms)

    def _move_watermark(self, watermark_ms: int | None, newest_ms: int) -> None:
        """Only past a list that was read to its last row: one unreadable row is looked at again."""
        if not self.report.failed:
            # A date ahead of our clock must not hide what comes before it.
            watermark_ms = max(min(newest_ms, self.now_ms), watermark_ms or 0)
            with self.store.write() as db:
                state.put(db, WATERMARK, watermark_ms)
        self.report.watermark_ts = watermark_ms // 1000 if watermark_ms else None

    def _see(self, db: Connection, head: Head) -> None:
        contact_id = head.person.contact_id
        if contact_id in self.ours:
            return
        known = conversations.get(db, head.conversation_id)
        if known is not None and known.contact_id != contact_id:
            self._move(db, old=known.contact_id, new=contact_id)
        conversations.see(db, head, now_ts=self.now_ts)
        introduce(db, head.person)

    def _fail_rows(self, faults: Iterable[str]) -> None:
        self.report.failed += [{"conversation_id": "", "error": fault} for fault in faults]

    def read_pending(self) -> None:
        """Read the pending threads, a few contacts at a time, until none is due or time is up."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            while not self.report.stopped:
                with self.store.read() as db:
                    waiting = conversations.pending(db, now_ts=self.now_ts, limit=4 * AT_ONCE)
                    left = conversations.count_due(db, now_ts=self.now_ts)
                if not waiting:
                    break
                before = self.report.threads
                read = []
                for thread in pool.map(self._read, waiting):
                    read.append(thread)
                    self.progress(before + len(read), before + left)
                self._take(read)
                self.report.threads += sum(thread.is_whole for thread in read)

    def _read(self, conversation: Conversation) -> Thread:
        """Newest first, back to the newest message of the last complete read, or to the floor."""
        mark_ms = conversation.newest_ms or self.policy.floor_ms
        found: list[Message] = []
        older: str | None = None
        try:
            for _ in range(MAX_PAGES):
                page = self.client.messages(
                    conversation.id, contact_id=conversation.contact_id, older=older
                )
                is_context = _reaches(found, mark_ms)
                found += page.messages
                older = page.older
                if older is None or is_context or _reaches(found, mark_ms, rows=CONTEXT_ROWS):
                    break
        except GhlError as exc:
            return Thread(conversation, error=exc)
        return Thread(conversation, tuple(found))

    def _take(self, read: Sequence[Thread]) -> None:
        by_contact = sorted(read, key=lambda thread: thread.conversation.contact_id)
        for contact_id, group in groupby(by_contact, lambda t: t.conversation.contact_id):
            threads = tuple(group)
            self._fail([thread for thread in threads if thread.error is not None])
            self._ask_again([thread for thread in threads if thread.is_blank])
            self._apply(contact_id, [thread for thread in threads if thread.is_whole])

    def _apply(self, contact_id: str, threads: Sequence[Thread]) -> None:
        """One contact, one transaction: messages, fold, issues, and that the threads were read."""
        if not threads:
            return
        with self.store.write() as db:
            contact_id = self._owner(db, contact_id, threads)
            self.adopt(db, contact_id=contact_id)
            told = [*self._vanished(db, threads), *(m for t in threads for m in t.messages)]
            stored = [
                put(db, replace(message, contact_id=contact_id, learnt_ms=self.now_ms))
                for message in told
            ]
            young = merge_provisional(db, contact_id, read_ms=self.now_ms)
            outcome = self._folded(db, contact_id, stored)
            again_ts = self.now_ts + SETTLING_MS // 1000 if young else None
            for thread in threads:
                # A scheduled text lies ahead: it must not pass for the newest one read.
                past = (m.at_ms for m in thread.messages if m.at_ms <= self.now_ms)
                newest_ms = max(past, default=None)
                conversations.read_completely(
                    db,
                    thread.conversation,
                    newest_ms=newest_ms,
                    now_ts=self.now_ts,
                    again_ts=again_ts,
                )
            issues.checked(db, contact_id, now_ts=self.now_ts)
            self.report.recovered += _recovered(stored, outcome, young)
        self.report.messages_new += sum(message.is_new for message in stored)
        self.report.add(outcome)

    def _owner(self, db: Connection, contact_id: str, threads: Sequence[Thread]) -> str:
        """Whose threads these are: GHL's rows say so when a contact was merged into another one."""
        rows = [message for thread in threads for message in thread.messages]
        named = {message.contact_id for message in rows}
        owner = named.pop() if len(named) == 1 else contact_id
        if owner in self.ours:
            return contact_id
        ids = [message.ghl_id for message in rows if message.ghl_id]
        for old in {contact_id, *messages.owners(db, ids)} - {owner}:
            self._move(db, old=old, new=owner)
        return owner

    def _move(self, db: Connection, *, old: str, new: str) -> None:
        outcome = move_contact(
            db,
            old=old,
            new=new,
            policy=self.policy,
            now_ms=self.now_ms,
            run_id=self.report.run_id,
        )
        self.report.add(outcome)

    def _vanished(self, db: Connection, threads: Sequence[Thread]) -> list[Message]:
        """A failed text that staff sent again is gone: GHL gives it a new id."""
        until_ms = self.now_ms - SETTLING_MS
        return [
            replace(message, status="failed")
            for thread in threads
            for message in messages.vanished(
                db,
                thread.conversation.id,
                {row.ghl_id for row in thread.messages if row.ghl_id},
                since_ms=min((row.at_ms for row in thread.messages), default=until_ms),
                until_ms=until_ms,
            )
        ]

    def _folded(self, db: Connection, contact_id: str, stored: Sequence[Stored]) -> Outcome:
        new_ms = [message.message.at_ms for message in stored if message.is_changed]
        # What is older than the floor opens nothing: it must not stretch the timeline.
        since_ms = max(min(new_ms), self.policy.floor_ms) if new_ms else None
        return self.fold(db, contact_id, since_ms=since_ms)

    def _fail(self, threads: Sequence[Thread]) -> None:
        """The thread stays pending and is tried again, with growing pauses."""
        for thread in threads:
            error = thread.error
            if error is None:
                continue
            if self._ends_run(error):
                continue
            self._postpone(thread.conversation, error)
            failure = {"conversation_id": thread.conversation.id, "error": str(error)}
            self.report.failed.append(failure)

    def _postpone(self, conversation: Conversation, error: GhlError) -> None:
        """Until later; one that GHL says for hours does not exist, until its head changes."""
        tries = conversation.tries
        with self.store.write() as db:
            if error.status == HTTPStatus.NOT_FOUND and tries >= len(RETRY_S):
                conversations.given_up(db, conversation.id, error=str(error))
                return
            retry_ts = self.now_ts + RETRY_S[min(tries, len(RETRY_S) - 1)]
            conversations.failed(db, conversation.id, error=str(error), retry_ts=retry_ts)

    def _ask_again(self, threads: Sequence[Thread]) -> None:
        """The thread stays pending: to believe an empty answer could lose a customer."""
        for thread in threads:
            retry_ts = self.now_ts + RETRY_S[thread.conversation.tries]
            with self.store.write() as db:
                conversations.failed(
                    db,
                    thread.conversation.id,
                    error="GHL showed an empty thread",
                    retry_ts=retry_ts,
                )

    def _ends_run(self, error: GhlError) -> bool:
        """Whether nothing more can be asked in this run; then it stops."""
        is_over = error.daily_limit or not self.deadline.left()
        if is_over:
            self._stop(str(error))
        return is_over

    def _stop(self, reason: str) -> None:
        self.report.stopped = self.report.stopped or reason

    def ask_before_alarm(self) -> None:
        """Before a manager is told that somebody waits, ask GHL whether that is still so."""
        if self.report.stopped:
            return
        with self.store.read() as db:
            alarming = issues.to_verify(
                db,
                due_before_ts=self.now_ts + DUE_SOON_S,
                checked_before_ts=self.now_ts - CHECK_EVERY_S,
            )
            unsettled = messages.contacts_with_unsettled_messages(
                db,
                since_ms=self.now_ms - UNSETTLED_FOR_MS,
                unread_since_ts=self.now_ts - UNSETTLED_EVERY_S,
            )
            lost = issues.open_without_conversation(
                db, checked_before_ts=self.now_ts - UNSETTLED_EVERY_S
            )
            unread = issues.open_on_unread_posts(db, settling_ms=SETTLING_MS, now_ms=self.now_ms)
        for contact_id in lost:
            self._find(contact_id)
        known = {issue.contact_id for issue in alarming} | {*unsettled, *unread}
        with self.store.write() as db:
            for contact_id in sorted(known):
                conversations.ask(db, contact_id, now_ts=self.now_ts)

    def _find(self, contact_id: str) -> None:
        """A webhook brought this contact and the sweep did not: search for them by name."""
        if self.report.stopped:
            return
        try:
            page = self.client.search(contact_id=contact_id)
        except GhlError as exc:
            self._ends_run(exc)
            self._fail_rows([str(exc)])
            return
        self._fail_rows(page.faults)
        with self.store.write() as db:
            issues.checked(db, contact_id, now_ts=self.now_ts)
            for head in page.heads:
                if head.person.contact_id == contact_id:
                    self._see(db, head)

    def finish(self) -> None:
        """Close the report; remember when GHL was last read as it should be."""
        with self.store.write() as db:
            self.report.pending = conversations.count_pending(db)
            whole = self.report.swept and not self.report.stopped
            self.report.ok = whole and not self.report.failed
            if whole and (self.report.threads or not self.report.failed):
                state.put(db, LAST_POLL, self.now_ts)


def _reaches(found: Sequence[Message], mark_ms: int, *, rows: int = 1) -> bool:
    """The mark is reached, with so many rows at or before it in view."""
    return sum(message.at_ms <= mark_ms for message in found) >= rows


def _recovered(stored: Sequence[Stored], outcome: Outcome, young: Sequence[Message]) -> int:
    """Customers' messages learnt here that no webhook had brought, nor is just bringing."""
    customer = {Verdict.OPENS, Verdict.COUNTS, Verdict.ACKNOWLEDGEMENT, Verdict.OPT_OUT}
    rows = {s.message.row for s in stored if s.is_new and s.message.direction is Direction.INBOUND}
    return sum(
        decision.verdict in customer
        and message.row in rows
        and not message.via_webhook
        and not any(alike(webhook, message) for webhook in young)
        for message, decision in outcome.story.decisions
    )
