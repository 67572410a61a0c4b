"""Who a contact is, and who works for the company."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What a webhook or a conversation tells about a contact, for lists and texts to managers."""

    contact_id: str
    name: str | None = None
    phone: str | None = None
    assigned_to: str | None = None


def last4(phone: str | None) -> str:
    """Return the last four digits of a phone: all that lists, texts and log lines show of one."""
    return "".join(character for character in phone or "" if character in "0123456789")[-4:]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactCard:
    """What GHL keeps of one contact. `sms_blocked`: do-not-disturb is on for texts."""

    person: Person
    location_id: str | None = None
    sms_blocked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A login of the company in GHL. `deleted`: it is kept only for the history."""

    user_id: str
    name: str | None = None
    deleted: bool = False
