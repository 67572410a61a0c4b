"""The questions Sentinel asks GHL, and when one is asked again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import quote

from sentinel_cli import GhlError, payload
from sentinel_cli.ghl import heads
from sentinel_cli.ghl.deadline import Deadline
from sentinel_cli.ghl.heads import LARGEST_PAGE
from sentinel_cli.ghl.quota import Quota
from sentinel_cli.ghl.refusals import misshapen, refusal
from sentinel_cli.ghl.wire import Answer, Request, Wire, out_of_time
from sentinel_cli.model import ContactCard, HeadPage, MessagePage, Sentence, User
from sentinel_cli.payload.transcripts import sentences_in

TRIES = 4
BACK_OFF_S = 0.5
LONGEST_PAUSE_S = 20.0
VERSIONS = ("2021-07-28", "2021-04-15")
"""Of the API; which of them the transcripts want is not certain (GHL.md §7)."""

Told = TypeVar("Told")


class Client:
    """GHL for one run: one token, one location, one deadline for all requests and waits.

    Threads may share it. `location_id` may be set once it is known. `date` is the `Date` header of
    the latest answer: GHL's clock. `transcript_version` is the API version in which transcripts are
    asked for, None: that of everything else. Every method raises GhlError.
    """

    def __init__(
        self,
        *,
        base_url: str,
        token: str,
        version: str,
        deadline: Deadline,
        location_id: str | None = None,
    ) -> None:
        self.location_id = location_id
        self.date: str | None = None
        self.transcript_version: str | None = None
        self._version = version
        self._token = token
        self._deadline = deadline
        self._quota = Quota(clock=deadline.clock)
        self._wire = Wire(base_url=base_url, token=token, version=version, deadline=deadline)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the kept connections."""
        self._wire.close()

    def search(
        self,
        *,
        start_after_ms: int | None = None,
        contact_id: str | None = None,
        oldest_first: bool = False,
        narrowed: Mapping[str, str] | None = None,
        limit: int = LARGEST_PAGE,
    ) -> HeadPage:
        """One page of conversations, newest change first, beyond `start_after_ms`.

        GET /conversations/search. `narrowed` are further conditions, of those that GHL documents.
        """
        query: dict[str, str | int] = {
            "locationId": self._location(),
            "sortBy": "last_message_date",
            "sort": "asc" if oldest_first else "desc",
            "limit": limit,
            **(narrowed or {}),
        }
        if contact_id is not None:
            query["contactId"] = contact_id
        if start_after_ms is not None:
            query["startAfterDate"] = start_after_ms
        request = Request(
            doing="search the conversations",
            path="/conversations/search",
            scope="conversations.readonly",
            query=query,
        )
        return self._read(request, payload.search_page)

    def heads(self, *, down_to_ms: int) -> Iterator[HeadPage]:
        """All conversations changed at `down_to_ms` or later, page by page, none of them twice."""
        return heads.heads(self.search, down_to_ms=down_to_ms)

    def messages(
        self,
        conversation_id: str,
        *,
        contact_id: str | None = None,
        older: str | None = None,
        limit: int = LARGEST_PAGE,
    ) -> MessagePage:
        """One page of a thread, newest first; `older` is the cursor of the page before.

        GET /conversations/{id}/messages. `contact_id` stands in for rows that name none.
        """
        query: dict[str, str | int] = {"limit": limit}
        if older is not None:
            query["lastMessageId"] = older
        request = Request(
            doing=f"read conversation {conversation_id}",
            path=f"/conversations/{quote(conversation_id, safe='')}/messages",
            scope="conversations/message.readonly",
            query=query,
        )
        return self._read(
            request,
            lambda body: payload.message_page(
                body, contact_id=contact_id, conversation_id=conversation_id
            ),
        )

    def message_status(self, message_id: str) -> str | None:
        """How a message fared, in GHL's word; None when it does not say.

        GET /conversations/messages/{id}.
        """
        request = Request(
            doing=f"read message {message_id}",
            path=f"/conversations/messages/{quote(message_id, safe='')}",
            scope="conversations/message.readonly",
        )
        return self._read(request, payload.message_status)

    def transcript(self, message_id: str) -> tuple[Sentence, ...]:
        """What was said in a recorded call; empty, or almost any refusal: there is none yet.

        GET /conversations/locations/{id}/messages/{id}/transcription, asked once: who wants to know
        asks again some minutes later. Only after a 401 it is asked once more: with the other
        version if it is about that and none was found out before, else since a good token gets
        some as well.
        """
        try:
            return self._transcript(message_id)
        except GhlError as fault:
            if fault.status != HTTPStatus.UNAUTHORIZED or fault.missing_scope:
                raise
            if fault.wrong_version:
                found_out = self.transcript_version is not None
                asked = self.transcript_version or self._version
                self.transcript_version = next(v for v in VERSIONS if v != asked)
                if found_out:
                    raise
            elif not self._deadline.wait(BACK_OFF_S):
                raise
            return self._transcript(message_id)

    def contact(self, contact_id: str) -> ContactCard:
        """GET /contacts/{id}. A merged contact's old id may be gone: permanent."""
        request = Request(
            doing=f"read contact {contact_id}",
            path=f"/contacts/{quote(contact_id, safe='')}",
            scope="contacts.readonly",
        )
        return self._read(request, payload.contact_card)

    def find_contacts(self, words: str, *, limit: int = 20) -> tuple[ContactCard, ...]:
        """GET /contacts/?query=: contacts by name, phone or e-mail, as GHL ranks them."""
        request = Request(
            doing=f"look for contacts like {words!r}",
            path="/contacts/",
            scope="contacts.readonly",
            query={"locationId": self._location(), "query": words, "limit": limit},
        )
        return self._read(request, payload.contact_cards)

    def users(self) -> tuple[User, ...]:
        """GET /users/: everybody of the company with a login, the deleted ones marked."""
        request = Request(
            doing="read the users",
            path="/users/",
            scope="users.readonly",
            query={"locationId": self._location()},
        )
        return self._read(request, payload.users)

    def send_sms(self, contact_id: str, text: str) -> str:
        """Send one text; the id GHL gave it. It is then queued, not delivered.

        POST /conversations/messages has no idempotency key, so it is sent exactly once: 429 and a
        connection never made mean it was not sent, `outcome_unknown` that it may have been.
        """
        request = Request(
            doing=f"send a text to contact {contact_id}",
            path="/conversations/messages",
            scope="conversations/message.write",
            text={"type": "SMS", "contactId": contact_id, "message": text},
        )
        self._await_turn(request)
        return self._ask(request, payload.sent_message_id)

    def send_nothing(self) -> None:
        """Ask for a text without recipient and words: GHL refuses it, and says if a scope lacks.

        There is nobody it could go to. A token without the scope gets a 401, one with it a 400 or
        422 (POST /conversations/messages).
        """
        request = Request(
            doing="ask for permission to send texts",
            path="/conversations/messages",
            scope="conversations/message.write",
            text={"type": "SMS"},
        )
        self._await_turn(request)
        self._ask(request, lambda _: None)

    def _transcript(self, message_id: str) -> tuple[Sentence, ...]:
        location_id = quote(self._location(), safe="")
        request = Request(
            doing=f"read the transcript of call {message_id}",
            path=f"/conversations/locations/{location_id}/messages/{quote(message_id, safe='')}"
            "/transcription",
            scope="conversations/message.readonly",
            version=self.transcript_version,
        )
        self._await_turn(request)
        return self._ask(request, sentences_in)

    def _location(self) -> str:
        if self.location_id is None:
            raise GhlError("The location is not known: set GHL_LOCATION_ID.", permanent=True)
        return self.location_id

    def _read(self, request: Request, understand: Callable[[object], Told]) -> Told:
        """Ask, and ask again where that can help and the deadline allows it."""
        failed: list[GhlError] = []
        while True:
            self._await_turn(request)
            try:
                return self._ask(request, understand)
            except GhlError as fault:
                failed.append(fault)
                pause_s = _pause_before_retry(failed)
                if pause_s is None:
                    raise
                if not self._deadline.wait(pause_s):
                    fault.run_is_over = True
                    raise

    def _ask(self, request: Request, understand: Callable[[object], Told]) -> Told:
        """Ask once; the turn was awaited."""
        answer = self._exchange(request)
        if not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
            raise refusal(answer, request, token=self._token)
        try:
            return understand(payload.answer(answer.body))
        except payload.Malformed as fault:
            raise misshapen(fault, answer, request) from fault

    def _exchange(self, request: Request) -> Answer:
        answer = None
        try:
            answer = self._wire.exchange(request)
        finally:
            self._quota.settle({} if answer is None else answer.headers)
        self.date = answer.headers.get("Date")
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            self._quota.refused(answer.headers)
        return answer

    def _await_turn(self, request: Request) -> None:
        while (pause_s := self._quota.reserve()) > 0:
            if pause_s > LONGEST_PAUSE_S:
                raise GhlError(
                    f"Could not {request.doing}: GHL asks for a pause of {pause_s:.0f} s "
                    "(rate limit). Nothing was sent; the next run tries again.",
                    status=HTTPStatus.TOO_MANY_REQUESTS,
                    run_is_over=True,
                )
            if not self._deadline.wait(pause_s):
                raise out_of_time(request)


def _pause_before_retry(failed: list[GhlError]) -> float | None:
    """Seconds until a read is worth repeating, None when it is not.

    A valid token gets sporadic 401s in a burst, so one of them is no proof. After a 429 the quota
    itself makes everybody wait.
    """
    last = failed[-1]
    if len(failed) >= TRIES or last.daily_limit:
        return None
    if last.status == HTTPStatus.UNAUTHORIZED:
        earlier = [fault for fault in failed[:-1] if fault.status == HTTPStatus.UNAUTHORIZED]
        return None if earlier else BACK_OFF_S
    if last.status == HTTPStatus.TOO_MANY_REQUESTS:
        return 0.0
    broken = last.status is None or last.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return BACK_OFF_S * 2 ** (len(failed) - 1) if broken and not last.permanent else None
