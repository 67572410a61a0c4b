"""Everything the rules may be told by settings."""

from __future__ import annotations

from dataclasses import dataclass

from sentinel_cli.hours import Calendar
from sentinel_cli.model.channels import Channel
from sentinel_cli.model.issues import IssueType


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Everything the rules may be told by settings. Durations are seconds.

    `escalation_s` None: escalation is off. `floor_ms`: older messages that no webhook brought are
    context; a wait that had ended before `installed_ms` makes no issue. `staff`
    are GHL user ids of people of the company; empty: no list is configured. `bots` are user ids
    that machines use. `any_answer`: an answered call need not say who answered it.
    """

    calendar: Calendar
    sms_sla_s: int = 2 * 3600
    call_sla_s: int = 2 * 3600
    urgent_sla_s: int = 1800
    escalation_s: int | None = 24 * 3600
    min_talk_s: float = 15.0
    tracked: frozenset[Channel] = frozenset({Channel.SMS})
    any_answer: bool = False
    staff: frozenset[str] = frozenset()
    bots: frozenset[str] = frozenset()
    managers: frozenset[str] = frozenset()
    internal_contacts: frozenset[str] = frozenset()
    floor_ms: int = 0
    installed_ms: int = 0

    def tracks(self, channel: Channel) -> bool:
        """Whether what a customer writes there is heard: a type nobody knows always is."""
        return channel in self.tracked or channel.is_unknown

    def sla_s(self, issue_type: IssueType) -> int:
        """Business seconds a customer may wait for an answer."""
        return self.sms_sla_s if issue_type is IssueType.SMS else self.call_sla_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Era:
    """A time during which the same rules decided, from `since_ts` to the next one's.

    `policy` None: those of another version of the program, which this one does not know.
    """

    since_ts: int
    policy: Policy | None
