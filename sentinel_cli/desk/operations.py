"""What operators and managers do to issues: a line in `issue_log`, or refused with a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from sqlite3 import Connection

from sentinel_cli import RefusedError
from sentinel_cli.engine.holding import let_go
from sentinel_cli.engine.ingest import adopt_sql, log_action, refold
from sentinel_cli.engine.start import policy_in_force
from sentinel_cli.model import ActionKind, Issue, Resolution, State, Urgency
from sentinel_cli.rules.reconcile import waiting
from sentinel_cli.settings import Settings
from sentinel_cli.store import Store, blocked, issue_log, issues
from sentinel_cli.texts.spoken import ended

OVERDUE_BY_S = 60
NOTE_CHARS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts, when, and in which run: `name` is a login, or `manager:<contact id>`.

    `manager_id` is the contact of a manager who acts by text.
    """

    name: str
    now_ms: int
    run_id: str
    manager_id: str | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """The issue as it is afterwards, and what to tell the person who asked."""

    issue: Issue
    said: str


Operation = Callable[[Connection, Issue, Settings, Actor], str]


def operate(
    store: Store, issue_id: int, operation: Operation, *, settings: Settings, actor: Actor
) -> Done:
    """Do one thing to one issue, in one transaction.

    Raises:
        RefusedError: it cannot be done; nothing was changed.
    """
    with store.write() as db:
        return perform(db, issue_id, operation, settings=settings, actor=actor)


def perform(
    db: Connection, issue_id: int, operation: Operation, *, settings: Settings, actor: Actor
) -> Done:
    """Do one thing to one issue, within the caller's transaction.

    Raises:
        RefusedError: it cannot be done; every operation finds that out before it writes.
    """
    issue = known(db, issue_id)
    policy = policy_in_force(db, settings, now_ms=actor.now_ms)
    adopt_sql(db, policy=policy, now_ms=actor.now_ms, run_id=actor.run_id,
              contact_id=issue.contact_id)  # fmt: skip
    said = operation(db, known(db, issue_id), settings, actor)
    return Done(known(db, issue_id), said)


def resolve(db: Connection, issue: Issue, settings: Settings, actor: Actor) -> str:
    """End this one issue: it answers the messages stored by now, and no later one."""
    if issue.state is State.RESOLVED:
        how = ended(issue, calendar=settings.calendar, now_ts=actor.now_ms // 1000)
        raise RefusedError(f"#{issue.id} is resolved already ({how})")
    _act(db, issue, ActionKind.RESOLVE, settings, actor)
    return f"#{issue.id} resolved"


def resolve_thanks(db: Connection, *, settings: Settings, actor: Actor) -> tuple[Done, ...]:
    """End every open issue that is probably only thanks, within the caller's transaction."""
    numbers = [issue.id or 0 for issue in issues.probably_thanks(db)]
    return tuple(perform(db, number, resolve, settings=settings, actor=actor) for number in numbers)


def reopen(db: Connection, issue: Issue, settings: Settings, actor: Actor) -> str:
    """Let an issue wait again, with its id, beginning and due time as they were."""
    if issue.state is State.OPEN:
        raise RefusedError(f"#{issue.id} is open already")
    if issue.resolution in {Resolution.MERGED, Resolution.RETRACTED}:
        raise RefusedError(f"#{issue.id} was {issue.resolution}: it has no messages of its own")
    for other in issues.of_contact(db, issue.contact_id):
        if other.state is State.OPEN and other.type is issue.type:
            raise RefusedError(
                f"#{issue.id} stays resolved: #{other.id} of the same customer is open"
            )
    # Open before the fold: an issue resolved long ago is frozen, and the fold would pass it over.
    issues.update(db, waiting(issue))
    let_go(db, issue, "reopened", now_ms=actor.now_ms, run_id=actor.run_id, by=actor.name)
    _act(db, issue, ActionKind.REOPEN, settings, actor)
    return f"#{issue.id} open again, due as before"


def spam(db: Connection, issue: Issue, settings: Settings, actor: Actor) -> str:
    """Mute the issue's contact and number from now on, and end what is open of theirs."""
    if blocked.is_blocked(db, issue.contact_id, phone=issue.phone):
        raise RefusedError(f"#{issue.id}: this contact is marked as spam already")
    blocked.block(db, issue.contact_id, phone=issue.phone, since_ms=actor.now_ms, actor=actor.name)
    _act(db, issue, ActionKind.SPAM, settings, actor)
    # The mark is on the number too: who else waits under it waits no more.
    for contact_id in issues.waiting_at(db, issue.phone) if issue.phone else ():
        _fold(db, contact_id, settings, actor)
    return f"#{issue.id}: contact marked as spam, muted until unspam"


def unspam(db: Connection, issue: Issue, settings: Settings, actor: Actor) -> str:
    """Listen to the contact and number again; nothing is reopened."""
    lifted = blocked.unblock(
        db, issue.contact_id, phone=issue.phone, until_ms=actor.now_ms, actor=actor.name
    )
    if not lifted:
        raise RefusedError(f"#{issue.id}: this contact is not marked as spam")
    _act(db, issue, ActionKind.UNSPAM, settings, actor)
    return f"#{issue.id}: contact no longer muted; nothing was reopened"


def urgent(db: Connection, issue: Issue, settings: Settings, actor: Actor) -> str:
    """Call an open issue urgent: due within the hours for urgent ones, told at once."""
    return _call(db, issue, ActionKind.URGENT, settings, actor)


def calm(db: Connection, issue: Issue, settings: Settings, actor: Actor) -> str:
    """Call an open issue not urgent, whatever was heard; an alarm sent later counts again."""
    return _call(db, issue, ActionKind.CALM, settings, actor)


def _call(db: Connection, issue: Issue, kind: ActionKind, settings: Settings, actor: Actor) -> str:
    if issue.state is State.RESOLVED:
        raise RefusedError(f"#{issue.id} is resolved: only an open issue is urgent or not")
    is_urgent = issue.urgency is Urgency.URGENT
    if is_urgent is (kind is ActionKind.URGENT):
        marked = "is urgent already" if is_urgent else "is not marked urgent"
        raise RefusedError(f"#{issue.id} {marked}: nothing was changed")
    _act(db, issue, kind, settings, actor)
    return f"#{issue.id} is {'urgent' if kind is ActionKind.URGENT else 'not urgent'} now"


def force_overdue(db: Connection, issue: Issue, settings: Settings, actor: Actor) -> str:
    """Make an open issue due a minute ago, for a drill or because it cannot wait."""
    del settings
    if issue.state is State.RESOLVED:
        raise RefusedError(f"#{issue.id} is resolved: only an open issue can be overdue")
    due_ts = actor.now_ms // 1000 - OVERDUE_BY_S
    issues.update(db, replace(issue, due_ts=due_ts))
    remark(db, issue, "force_overdue", f"due_ts {issue.due_ts} -> {due_ts}", actor)
    return f"#{issue.id} is overdue now"


def note(text: str) -> Operation:
    """An operation that writes a remark into the issue's log."""
    words = " ".join(text.split())
    if not words:
        raise RefusedError("an empty note says nothing")
    if len(words) > NOTE_CHARS:
        raise RefusedError(f"the note has {len(words)} characters; at most {NOTE_CHARS}")

    def write(db: Connection, issue: Issue, settings: Settings, actor: Actor) -> str:
        del settings
        remark(db, issue, "note", words, actor)
        return f"#{issue.id} noted"

    return write


def known(db: Connection, issue_id: int) -> Issue:
    """The issue with this number. Raises RefusedError when there is none."""
    issue = issues.get(db, issue_id)
    if issue is None:
        raise RefusedError(f"there is no issue #{issue_id}")
    return issue


def _act(db: Connection, issue: Issue, kind: ActionKind, settings: Settings, actor: Actor) -> None:
    """Write the action down and fold: the fold alone changes states."""
    log_action(
        db,
        issue,
        kind,
        actor=actor.name,
        reason=f"{kind} by {actor.name}",
        now_ms=actor.now_ms,
        run_id=actor.run_id,
    )
    _fold(db, issue.contact_id, settings, actor)


def _fold(db: Connection, contact_id: str, settings: Settings, actor: Actor) -> None:
    policy = policy_in_force(db, settings, now_ms=actor.now_ms)
    refold(db, contact_id, policy=policy, now_ms=actor.now_ms, run_id=actor.run_id)


def remark(db: Connection, issue: Issue, event: str, reason: str, actor: Actor) -> None:
    """Write a line into an issue's log."""
    issue_log.record(
        db, issue, event, reason, actor=actor.name, at_ms=actor.now_ms, run_id=actor.run_id
    )
