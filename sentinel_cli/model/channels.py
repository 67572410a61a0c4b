"""How a message travelled, which way, and whose date it carries."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Direction(StrEnum):
    """Seen from the business, as GHL says it."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Channel(StrEnum):
    """How a message travelled. The written ones' values are the names `TRACKED_CHANNELS` takes.

    SMS is whatever the customer's phone calls a text: SMS, MMS, RCS, a group's or a provider's.
    OTHER is a type nobody has told us of, CUSTOM a provider's of which GHL does not say more.
    """

    SMS = "SMS"
    WHATSAPP = "WHATSAPP"
    FACEBOOK = "FB"
    INSTAGRAM = "IG"
    GOOGLE = "GMB"
    LIVE_CHAT = "LIVE_CHAT"
    TIKTOK = "TIKTOK"
    EMAIL = "EMAIL"
    CUSTOM = "CUSTOM"
    CALL = "CALL"
    IVR_CALL = "IVR_CALL"
    CUSTOM_CALL = "CUSTOM_CALL"
    VOICEMAIL = "VOICEMAIL"
    COMMENT = "COMMENT"
    ACTIVITY = "ACTIVITY"
    OTHER = "OTHER"

    @property
    def is_call(self) -> bool:
        """A voice channel: makes CALL issues."""
        return self in _CALLS

    @property
    def is_text(self) -> bool:
        """A written channel that reaches the customer: makes SMS issues when tracked."""
        return self in _TEXTS

    @property
    def is_unknown(self) -> bool:
        """It may be anything a customer sends: no list of known types may hide it."""
        return self in _UNKNOWN


_CALLS = frozenset({Channel.CALL, Channel.IVR_CALL, Channel.CUSTOM_CALL, Channel.VOICEMAIL})
_TEXTS = frozenset(
    {
        Channel.SMS,
        Channel.WHATSAPP,
        Channel.FACEBOOK,
        Channel.INSTAGRAM,
        Channel.GOOGLE,
        Channel.LIVE_CHAT,
        Channel.TIKTOK,
        Channel.EMAIL,
        Channel.CUSTOM,
    }
)
_UNKNOWN = frozenset({Channel.OTHER, Channel.CUSTOM})


class DateSource(IntEnum):
    """Whose date a message carries; the higher one wins when two disagree."""

    ARRIVAL = 0
    WEBHOOK = 1
    API = 2


LATEST_S = 7 * 24 * 3600
"""A webhook's own date is trusted when it arrives at most so long after it."""

EARLIEST_S = 5 * 60
"""And at most so long before it: clocks differ."""


class Transcripts(StrEnum):
    """Of which calls GHL is asked what was said (TRANSCRIPTS): none, those nobody took, all."""

    OFF = "off"
    VOICEMAIL = "voicemail"
    ALL = "all"
