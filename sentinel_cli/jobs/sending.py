"""The one place a text to a manager goes out: the intent first, the sending, then the result.

A crash leaves evidence, never a silent second send: what may have been sent is looked for in the
recipient's thread before anything is sent again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from sqlite3 import Connection

from sentinel_cli import GhlError
from sentinel_cli.ghl import Client
from sentinel_cli.model import DeliveryState, Direction, Slot
from sentinel_cli.store import Store, deliveries, state
from sentinel_cli.store.deliveries import Delivery

SETTLED_AFTER_S = 2 * 60
"""GHL may show a text late: only after this long is its absence a proof."""
MOST_FATES = 20
"""A run asks after so many texts at most."""
_ARRIVED = frozenset({"delivered", "read"})
_LOST = frozenset({"failed", "undelivered"})
_SERVER_FAULTS = 500
_CLOCK_SKEW_MS = 60_000
_MAX_PAGES = 3


def send(store: Store, client: Client, delivery: Delivery, *, now_ts: int) -> Delivery:
    """Send one text: the intent is on disk before, the result after. Returns the row as settled.

    A refusal that GHL makes plainly is `failed`; when it may have been sent it is `unknown`.
    """
    with store.write() as db:
        delivery_id = deliveries.intend(db, delivery)
    return attempt(store, client.send_sms, replace(delivery, id=delivery_id), now_ts=now_ts)


def attempt(
    store: Store, send_sms: Callable[[str, str], str], delivery: Delivery, *, now_ts: int
) -> Delivery:
    """Send a text whose intent is on disk, once; `send_sms` does as the client's. See `send`."""
    message_id, error = None, None
    try:
        message_id = send_sms(delivery.contact_id, delivery.text)
        became = DeliveryState.SENT
    except GhlError as exc:
        became = DeliveryState.UNKNOWN if exc.outcome_unknown else DeliveryState.FAILED
        error = str(exc)
    sent = deliveries.settled(delivery, delivery.id, became, message_id=message_id, error=error)
    with store.write() as db:
        _settle(db, sent, now_ts=now_ts, told_ts=now_ts)
    return sent


def settle_unknown(store: Store, client: Client, *, now_ts: int) -> None:
    """Texts that may have been sent: found in the thread, or proved absent, or still unknown."""
    with store.write() as db:
        deliveries.orphans_become_unknown(db, now_ts=now_ts)
        unknown = deliveries.unknown(db)
    for delivery in unknown:
        try:
            found = _find_text(client, delivery)
        except GhlError:
            continue  # unreadable: it stays unknown, and is not sent again
        if not found and now_ts < delivery.until_ts + SETTLED_AFTER_S:
            continue
        became = DeliveryState.SENT if found else DeliveryState.FAILED
        error = None if found else "not in the recipient's thread: it was not sent"
        settled = replace(delivery, state=became, error=error)
        with store.write() as db:
            told_ts = min(delivery.until_ts, now_ts)
            _settle(db, settled, now_ts=now_ts, told_ts=max(told_ts, _last(db, delivery)))


def ask_fates(store: Store, client: Client, *, now_ts: int) -> None:
    """Ask GHL whether the texts it took have arrived (GET /conversations/messages/{id}).

    One that failed tells nothing any more: what it named is needed again.
    """
    with store.read() as db:
        taken = deliveries.of_unknown_fate(db, now_ts=now_ts, limit=MOST_FATES)
    for delivery in taken:
        try:
            fate = client.message_status(delivery.message_id or "")
        except GhlError as exc:
            if exc.run_is_over or exc.status is None or exc.status >= _SERVER_FAULTS:
                return  # GHL is away: asked again by the next run
            fate = None  # it does not tell of this one, and must not keep the others from us
        with store.write() as db:
            deliveries.learn_fate(db, delivery.id, fate, is_final=fate in _ARRIVED | _LOST)
            if fate in _LOST:
                lost = replace(delivery, state=DeliveryState.FAILED, error=f"GHL says: {fate}")
                _settle(db, lost, now_ts=now_ts, told_ts=now_ts)


def last_key(slot: Slot) -> str:
    """The key of a slot's watermark: when at least one manager last got it, epoch seconds."""
    return f"last_summary_ts_{slot}"


def _settle(db: Connection, delivery: Delivery, *, now_ts: int, told_ts: int) -> None:
    """Write what became of a text; the slot's watermark moves with the first manager who got it.

    Both in one transaction: a run that dies later must not leave a slot that looks missed.
    """
    deliveries.settle(
        db,
        delivery.id,
        delivery.state,
        now_ts=now_ts,
        message_id=delivery.message_id,
        error=delivery.error,
    )
    if delivery.state is DeliveryState.SENT and delivery.slot is not None:
        state.put(db, last_key(Slot(delivery.slot)), told_ts)


def _last(db: Connection, delivery: Delivery) -> int:
    return (state.number(db, last_key(Slot(delivery.slot))) or 0) if delivery.slot else 0


def _find_text(client: Client, delivery: Delivery) -> bool:
    """Whether the text stands in the recipient's thread since it was to be sent.

    Raises GhlError when a thread cannot be read: absence is proved only by a complete reading.
    """
    since_ms = delivery.until_ts * 1000 - _CLOCK_SKEW_MS
    wanted = delivery.text.split()
    for head in client.search(contact_id=delivery.contact_id).heads:
        older = None
        for _ in range(_MAX_PAGES):
            page = client.messages(
                head.conversation_id, contact_id=delivery.contact_id, older=older
            )
            for message in page.messages:
                outbound = message.direction is Direction.OUTBOUND and message.at_ms >= since_ms
                if outbound and message.text.split() == wanted:
                    return True
            older = page.older
            if older is None or any(m.at_ms < since_ms for m in page.messages):
                break
    return False
