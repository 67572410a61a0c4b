"""Who a contact is, and who works for the company."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What a webhook or a conversation tells about a contact, for lists and texts to managers.

    `tags` None: it tells of none. `fields` are custom ones by name, or by id where GHL names none,
    among whatever else a webhook holds: they tell no two people apart.
    """

    contact_id: str
    name: str | None = None
    phone: str | None = None
    assigned_to: str | None = None
    tags: frozenset[str] | None = None
    fields: Mapping[str, frozenset[str]] = field(default_factory=dict, compare=False)


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
