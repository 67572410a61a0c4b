"""GHL: reachable, the token good, each of its scopes there, the ids in the settings still valid."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http import HTTPStatus

from sentinel_cli import GhlError
from sentinel_cli.desk.doctor import times
from sentinel_cli.desk.doctor.check import Check, failed, good, warned
from sentinel_cli.ghl import Client
from sentinel_cli.model import ContactCard, Message, Transcripts, last4
from sentinel_cli.settings import Settings
from sentinel_cli.store.transcripts import Tally
from sentinel_cli.texts.amounts import counted

ADD_SCOPE = "add it in GHL: Settings, Private Integrations, this integration, Edit, Scopes"
TRY_AGAIN = "run this again; if it stays so, check GHL_BASE_URL and GHL_LOCATION_ID"
DAYS = 7
"""In which a transcript shows that the account has them."""
NOBODY = "sentinel-doctor"
"""The id of a conversation that does not exist: to be told so needs the scope, too."""
_REFUSED = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY})
_NOT_FOUND = frozenset({*_REFUSED, HTTPStatus.NOT_FOUND})


class _HopelessError(Exception):
    """Whatever else is asked of GHL would fail like this."""


def ghl(client: Client, settings: Settings, *, clock: Callable[[], float]) -> Iterator[Check]:
    """Ask GHL one thing after the other; `client` has a deadline, and the location if known.

    `clock` returns epoch seconds.
    """
    compared = False
    try:
        for part in (_managers, _location, _conversations, _writing, _users):
            yield from part(client, settings)
            if client.date and not compared:
                compared = True
                yield times.clock(client.date, now_ts=clock())
        if not compared:
            yield times.clock(None, now_ts=clock())
    except _HopelessError as exc:
        do = "mend this first: until then nothing is read and no summary is sent"
        yield failed("GHL", str(exc), do)
        said = "scopes, location, managers and users were not all checked"
        yield warned("GHL", said, "run this again then")


def transcripts(
    client: Client, settings: Settings, *, lately: Tally, newest: Message | None
) -> Check:
    """Whether the account has any (`GHL.md` §7): what was heard `lately` proves it.

    Else GHL is asked once, of the `newest` call in which something may have been said.
    """
    name = "transcripts"
    if settings.transcripts is Transcripts.OFF:
        return good(name, "TRANSCRIPTS=off: GHL is not asked what was said in calls")
    if lately.told:
        of_all = counted(lately.asked, "call")
        return good(name, f"GHL told what was said in {lately.told} of {of_all} in {DAYS} days")
    if newest is None or newest.ghl_id is None:
        return good(name, "no customer has said anything yet in a call GHL could be asked about")
    why = "none yet"
    try:
        said = client.transcript(newest.ghl_id)
    except GhlError as fault:
        said, why = (), str(fault)
    if said:
        return good(name, f"GHL has the newest call's: {counted(len(said), 'sentence')}")
    do = "if calls should be read: turn on GHL's call recording and transcription; else "
    return warned(name, f"GHL has none of the newest call: {why}", f"{do}TRANSCRIPTS=off")


def _managers(client: Client, settings: Settings) -> Iterator[Check]:
    """Every manager exists and takes texts; the first answer also proves the token."""
    if not settings.manager_ids:
        return
    proved = False
    for contact_id in settings.manager_ids:
        try:
            card = client.contact(contact_id)
        except GhlError as fault:
            _raise_if_hopeless(fault)
            if fault.missing_scope:
                yield _scope_missing(fault)
                return
            proved = proved or fault.status in _NOT_FOUND
            do = "correct MANAGER_CONTACT_IDS" if fault.permanent else TRY_AGAIN
            yield failed(f"manager {contact_id}", str(fault), do)
        else:
            proved = True
            client.location_id = client.location_id or card.location_id
            yield _reachable(contact_id, card, location_id=client.location_id)
    if proved:
        yield good("scope", "contacts.readonly")


def _reachable(contact_id: str, card: ContactCard, *, location_id: str | None) -> Check:
    name = f"manager {contact_id}"
    who = card.person.name or "without a name"
    if card.sms_blocked:
        said = f"{who} has turned off texts (do not disturb or STOP): no summary arrives"
        return failed(name, said, "in GHL, open the contact and end DND for SMS; or text START")
    if not card.person.phone:
        return failed(name, f"{who} has no phone number", "add it to the contact in GHL")
    if card.location_id and location_id and card.location_id != location_id:
        said = f"{who} belongs to another location ({card.location_id})"
        return failed(name, said, "correct MANAGER_CONTACT_IDS or GHL_LOCATION_ID")
    return good(name, f"{who}, phone ..{last4(card.person.phone)}, takes texts")


def _location(client: Client, settings: Settings) -> Iterator[Check]:
    """Known from the settings, from an earlier run, or from the first manager."""
    if client.location_id is None:
        said = "not known: GHL_LOCATION_ID is empty, and no manager contact tells it"
        yield failed("location", said, "set GHL_LOCATION_ID")
    elif settings.ghl_location_id:
        yield good("location", f"{client.location_id} (GHL_LOCATION_ID)")
    else:
        yield good("location", f"{client.location_id} (learnt from a manager contact)")


def _conversations(client: Client, settings: Settings) -> Iterator[Check]:
    """The list of conversations and one thread can be read."""
    del settings
    if client.location_id is None:
        return
    known = NOBODY
    try:
        page = client.search(limit=1)
    except GhlError as fault:
        _raise_if_hopeless(fault)
        yield _unread(fault, "conversations.readonly")
    else:
        known = page.heads[0].conversation_id if page.heads else NOBODY
        yield good("scope", "conversations.readonly")
    try:
        client.messages(known, limit=1)
    except GhlError as fault:
        _raise_if_hopeless(fault)
        if fault.status not in _NOT_FOUND or known != NOBODY:
            yield _unread(fault, "conversations/message.readonly")
            return
    yield good("scope", "conversations/message.readonly")


def _unread(fault: GhlError, scope: str) -> Check:
    if fault.missing_scope:
        return _scope_missing(fault)
    return failed(f"GHL, {scope}", str(fault), TRY_AGAIN)


def _writing(client: Client, settings: Settings) -> Iterator[Check]:
    """A text to nobody is refused in one way with the scope, and in another without it."""
    del settings
    scope = "conversations/message.write"
    try:
        client.send_nothing()
    except GhlError as fault:
        _raise_if_hopeless(fault)
        if fault.missing_scope:
            yield _scope_missing(fault)
        elif fault.status in _REFUSED:
            yield good("scope", f"{scope} (a text to nobody was refused, as it should be)")
        else:
            yield warned("scope", f"{scope} could not be checked: {fault}", TRY_AGAIN)
    else:
        said = f"{scope} cannot be told: GHL took a text to nobody"
        yield warned("scope", said, "the next summary shows it: sentinel status")


def _users(client: Client, settings: Settings) -> Iterator[Check]:
    """The staff list names logins that exist."""
    if client.location_id is None:
        return
    try:
        users = {user.user_id: user for user in client.users()}
    except GhlError as fault:
        _raise_if_hopeless(fault)
        yield _users_unread(fault, needed=bool(settings.internal_user_ids))
        return
    yield good("scope", "users.readonly")
    for user_id in settings.internal_user_ids:
        user = users.get(user_id)
        if user is None or user.deleted:
            gone = "is no user of this location" if user is None else "was deleted in GHL"
            do = "correct INTERNAL_USER_IDS"
            yield warned(f"staff {user_id}", f"{gone}: what it sends is no answer", do)
        else:
            yield good(f"staff {user_id}", user.name or "without a name")


def _users_unread(fault: GhlError, *, needed: bool) -> Check:
    if not fault.missing_scope:
        return warned("GHL, users.readonly", str(fault), TRY_AGAIN)
    if needed:
        return _scope_missing(fault)
    said = f"{fault.missing_scope} is missing: staff are shown by their ids"
    return warned("scope", said, ADD_SCOPE)


def _scope_missing(fault: GhlError) -> Check:
    return failed("scope", f"{fault.missing_scope} is missing", ADD_SCOPE)


def _raise_if_hopeless(fault: GhlError) -> None:
    """No answer, no more requests today, or a token that GHL does not know."""
    refused = fault.status == HTTPStatus.UNAUTHORIZED and fault.missing_scope is None
    busy = fault.status == HTTPStatus.TOO_MANY_REQUESTS
    if fault.status is None or refused or busy:
        raise _HopelessError(str(fault)) from fault
