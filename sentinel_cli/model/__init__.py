"""The words of the domain as frozen data: messages, actions, waits, issues, the policy.

Times ending in `_ms` are epoch milliseconds, in `_ts` epoch seconds, both UTC and integers.
Nothing here reads a clock, the environment or a file.

A name is loaded from its module when it is first asked for (PEP 562): making a data class takes a
millisecond, and a list of issues needs four of twenty.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sentinel_cli.model.actions import Action, ActionKind, Carried, Opening
    from sentinel_cli.model.cases import Case
    from sentinel_cli.model.channels import Channel, DateSource, Direction, Transcripts
    from sentinel_cli.model.compared import last4, last_digits, normal_phone, plain
    from sentinel_cli.model.hearing import (
        AnsweredBy,
        CallHeard,
        Hearing,
        Promise,
        Sentence,
    )
    from sentinel_cli.model.holds import (
        DayHours,
        Hold,
        HoldKind,
        Leave,
        Span,
        absences,
        away_until,
        held,
    )
    from sentinel_cli.model.issues import Issue, IssueType, Resolution, State, Subject, Urgency
    from sentinel_cli.model.messages import (
        MOST_HEARD,
        NEVER_SENT,
        RINGING_MS,
        SAME_POST_MS,
        Head,
        HeadPage,
        LastWord,
        Message,
        MessagePage,
        Receipt,
        WebhookEvent,
    )
    from sentinel_cli.model.people import ContactCard, Person, User
    from sentinel_cli.model.policy import Era, Policy
    from sentinel_cli.model.routes import (
        EVERYTHING,
        Level,
        Manager,
        Pace,
        Routes,
        Term,
        TermKind,
    )
    from sentinel_cli.model.summaries import (
        SLOT_MINUTES,
        DeliveryState,
        Slot,
        SummaryFacts,
        SummaryText,
        Unkept,
    )
    from sentinel_cli.model.telling import (
        Aside,
        Doubt,
        Gate,
        Hearer,
        Held,
        Matter,
        Plan,
        Standing,
        Traits,
        Turn,
    )
    from sentinel_cli.model.timeline import Called, Decision, Ending, Story, Timeline, Verdict, Wait

_HOMES = {
    "actions": ("Action", "ActionKind", "Carried", "Opening"),
    "cases": ("Case",),
    "channels": ("Channel", "DateSource", "Direction", "Transcripts"),
    "compared": ("last4", "last_digits", "normal_phone", "plain"),
    "hearing": ("AnsweredBy", "CallHeard", "Hearing", "Promise", "Sentence"),
    "holds": (
        "DayHours",
        "Hold",
        "HoldKind",
        "Leave",
        "Span",
        "absences",
        "away_until",
        "held",
    ),
    "issues": ("Issue", "IssueType", "Resolution", "State", "Subject", "Urgency"),
    "messages": (
        "Head",
        "HeadPage",
        "LastWord",
        "Message",
        "MessagePage",
        "MOST_HEARD",
        "NEVER_SENT",
        "Receipt",
        "RINGING_MS",
        "SAME_POST_MS",
        "WebhookEvent",
    ),
    "people": ("ContactCard", "Person", "User"),
    "policy": ("Era", "Policy"),
    "routes": ("EVERYTHING", "Level", "Manager", "Pace", "Routes", "Term", "TermKind"),
    "summaries": ("DeliveryState", "SLOT_MINUTES", "Slot", "SummaryFacts", "SummaryText", "Unkept"),
    "telling": (
        "Aside",
        "Doubt",
        "Gate",
        "Hearer",
        "Held",
        "Matter",
        "Plan",
        "Standing",
        "Traits",
        "Turn",
    ),
    "timeline": ("Called", "Decision", "Ending", "Story", "Timeline", "Verdict", "Wait"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "EVERYTHING",
    "MOST_HEARD",
    "NEVER_SENT",
    "RINGING_MS",
    "SAME_POST_MS",
    "SLOT_MINUTES",
    "Action",
    "ActionKind",
    "AnsweredBy",
    "Aside",
    "CallHeard",
    "Called",
    "Carried",
    "Case",
    "Channel",
    "ContactCard",
    "DateSource",
    "DayHours",
    "Decision",
    "DeliveryState",
    "Direction",
    "Doubt",
    "Ending",
    "Era",
    "Gate",
    "Head",
    "HeadPage",
    "Hearer",
    "Hearing",
    "Held",
    "Hold",
    "HoldKind",
    "Issue",
    "IssueType",
    "LastWord",
    "Leave",
    "Level",
    "Manager",
    "Matter",
    "Message",
    "MessagePage",
    "Opening",
    "Pace",
    "Person",
    "Plan",
    "Policy",
    "Promise",
    "Receipt",
    "Resolution",
    "Routes",
    "Sentence",
    "Slot",
    "Span",
    "Standing",
    "State",
    "Story",
    "Subject",
    "SummaryFacts",
    "SummaryText",
    "Term",
    "TermKind",
    "Timeline",
    "Traits",
    "Transcripts",
    "Turn",
    "Unkept",
    "Urgency",
    "User",
    "Verdict",
    "Wait",
    "WebhookEvent",
    "absences",
    "away_until",
    "held",
    "last4",
    "last_digits",
    "normal_phone",
    "plain",
]


def __getattr__(name: str) -> object:
    """Load the module a name lives in, and keep the name here."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = import_module(f"{__name__}.{_HOME_OF[name]}")
    globals()[name] = value = getattr(home, name)
    return value
