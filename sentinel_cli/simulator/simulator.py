"""The simulator itself: what people do in it, and starting and stopping its server."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypedDict, Unpack

from sentinel_cli.simulator.api import api
from sentinel_cli.simulator.control import control
from sentinel_cli.simulator.faults import Fault, FaultKind, Faults
from sentinel_cli.simulator.front import Front
from sentinel_cli.simulator.gate import ALL_SCOPES, Gate, Limits
from sentinel_cli.simulator.log import RequestLog
from sentinel_cli.simulator.server import listening
from sentinel_cli.simulator.webhooks import Post, Style, Webhooks, is_stop
from sentinel_cli.simulator.world import Call, Clock, Message, World, sentences

TOKEN = "pit-00000000-0000-0000-0000-000000000000"  # noqa: S105 - opens this simulator only
LOCATION_ID = "LoC9aB3dE5fG7hJ1kL2m"


def now_ms() -> int:
    """This machine's clock."""
    return time.time_ns() // 1_000_000


class Place(TypedDict, total=False):
    """Where and when something happens, if it matters: epoch ms, ids of one's own choice."""

    at_ms: int
    id: str
    conversation_id: str


class Simulator:
    """One simulated location. Thread-safe; its state outlives stopping and starting the server.

    `world` holds people and messages, `requests` what came in, `faults` what is in force, `gate`
    token, scopes and limits, `webhooks.posts` what was announced. `clock` gives epoch ms and
    dates everything that has no date of its own. With `webhook_url` (scheme, host and port of a
    receiver) a customer's texts and missed calls are posted there.
    """

    def __init__(
        self,
        *,
        clock: Clock = now_ms,
        token: str = TOKEN,
        scopes: frozenset[str] = ALL_SCOPES,
        limits: Limits | None = None,
        location_id: str = LOCATION_ID,
        latency_s: float = 0.0,
        webhook_url: str | None = None,
        webhook_secret: str = "",
    ) -> None:
        self.clock = clock
        self.world = World(location_id=location_id, clock=clock)
        self.requests = RequestLog()
        self.faults = Faults()
        self.gate = Gate(token=token, scopes=scopes, limits=limits or Limits())
        self.webhooks = Webhooks(
            base_url=webhook_url, secret=webhook_secret, location_id=location_id
        )
        self._base_url: str | None = None
        self._front = Front(
            api=api(world=self.world, gate=self.gate, clock=clock),
            gate=self.gate,
            log=self.requests,
            faults=self.faults,
            clock=clock,
        )
        self._front.control = control(self)
        self.latency_s = latency_s

    # The server

    @contextmanager
    def running(self, port: int = 0) -> Iterator[str]:
        """Serve on loopback inside the `with`; yields the base URL. Stopping ends every hang."""
        self._front.holds.start()
        with listening(self._front, port=port) as base_url:
            self._base_url = base_url
            try:
                yield base_url
            finally:
                self._base_url = None
                self._front.holds.stop()

    @property
    def base_url(self) -> str:
        """Where it listens; RuntimeError while it does not."""
        if self._base_url is None:
            raise RuntimeError("the simulator is not running")
        return self._base_url

    @property
    def latency_s(self) -> float:
        """Seconds before every answer of the API."""
        return self._front.latency_s

    @latency_s.setter
    def latency_s(self, seconds: float) -> None:
        self._front.latency_s = seconds

    # Faults

    def fault(
        self, kind: FaultKind | str, *, route: str = "*", times: int | None = None, **terms: Any
    ) -> None:
        """Misbehave from now on; `terms` are the other fields of `Fault`.

        ValueError: there is no such kind. TypeError: no such term.
        """
        self.faults.add(Fault(kind=FaultKind(kind), route=route, times=times, **terms))

    def release(self) -> None:
        """Carry out and answer what hangs at this moment."""
        self._front.holds.release()

    # What people and machines do

    def customer_writes(
        self,
        contact_id: str,
        body: str,
        *,
        message_type: str = "TYPE_SMS",
        webhook: Style = Style.WORKFLOW,
        **place: Unpack[Place],
    ) -> Message:
        """A customer's text arrives. A STOP unsubscribes and starts no workflow (GHL.md §1)."""
        if is_stop(body) and message_type == "TYPE_SMS":
            self.world.change_contact(contact_id, unsubscribed=True)
        return self.happens(
            Message(
                contact_id=contact_id,
                message_type=message_type,
                body=body,
                **place,
            ),
            webhook=webhook,
        )

    def customer_calls(
        self,
        contact_id: str,
        *,
        status: str = "no-answer",
        duration_s: float | None = None,
        user_id: str | None = None,
        said: str | Sequence[str] = "",
        message_type: str = "TYPE_CALL",
        webhook: Style = Style.WORKFLOW,
        **place: Unpack[Place],
    ) -> Message:
        """A customer calls; nobody answers unless `status` is "completed".

        Voice AI, an answering service or a forwarded mobile answers without `user_id` (§2). What is
        `said` is in the transcript at once (§7).
        """
        return self.happens(
            Message(
                contact_id=contact_id,
                message_type=message_type,
                status=status,
                user_id=user_id,
                call=Call(duration_s=duration_s),
                transcript=sentences(said),
                **place,
            ),
            webhook=webhook,
        )

    def staff_replies(
        self,
        contact_id: str,
        body: str,
        *,
        user_id: str,
        status: str = "delivered",
        message_type: str = "TYPE_SMS",
        webhook: Style = Style.NONE,
        **place: Unpack[Place],
    ) -> Message:
        """A person writes back in GHL's app; announced only as an app event, if asked for."""
        return self.happens(
            Message(
                contact_id=contact_id,
                message_type=message_type,
                direction="outbound",
                status=status,
                body=body,
                source="app",
                user_id=user_id,
                **place,
            ),
            webhook=webhook,
        )

    def staff_calls(
        self,
        contact_id: str,
        *,
        user_id: str,
        duration_s: float | None = None,
        call_status: str = "completed",
        webhook: Style = Style.NONE,
        **place: Unpack[Place],
    ) -> Message:
        """A person calls the customer; `call_status` "voicemail": the row says completed (§2)."""
        return self.happens(
            Message(
                contact_id=contact_id,
                message_type="TYPE_CALL",
                direction="outbound",
                status="completed" if call_status == "voicemail" else call_status,
                source="app",
                user_id=user_id,
                call=Call(duration_s=duration_s, status=call_status),
                **place,
            ),
            webhook=webhook,
        )

    def workflow_replies(
        self,
        contact_id: str,
        body: str,
        *,
        user_id: str | None = None,
        webhook: Style = Style.NONE,
        **place: Unpack[Place],
    ) -> Message:
        """A workflow answers by itself, sometimes under a person's `user_id` (GHL.md §4)."""
        return self.happens(
            Message(
                contact_id=contact_id,
                direction="outbound",
                body=body,
                source="workflow",
                user_id=user_id,
                **place,
            ),
            webhook=webhook,
        )

    def happens(self, message: Message, *, webhook: Style = Style.NONE) -> Message:
        """Add a row of any kind and announce it."""
        added = self.world.add_message(message)
        self.announce(added.id, style=webhook)
        return added

    def announce(self, message_id: str, *, style: Style) -> Post | None:
        """Post the webhook of a message, also late or once more; None if there is nothing to."""
        message = self.world.message(message_id)
        thread = self.world.thread(message.conversation_id)
        return self.webhooks.announce(thread, message, style=style, now_ms=self.clock())
