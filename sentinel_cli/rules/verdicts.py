"""What one message means by itself: the table of contact, row by row.

Every reason is one word of REASONS; the webhook's answer, the log and `trace` use the same word.
Who sent an outbound row follows GHL's `source` and `userId` as seen on live accounts (GHL's own
documentation names the fields, not their meaning).
"""

from __future__ import annotations

from sentinel_cli.model import NEVER_SENT, Channel, Decision, Direction, Message, Policy, Verdict

REASONS = {
    # the customer
    "customer_text": "the customer wrote",
    "missed_call": "the customer called and nobody answered",
    "voicemail": "the customer left a voicemail",
    "reported_missed": "the phone system reported an unanswered call",
    "call_without_status": "a call came in and GHL does not say that anyone answered",
    "closing_words": "the customer only closed the conversation",
    "untracked_channel": "this channel is not in TRACKED_CHANNELS",
    "before_start": "older than the time Sentinel looks back to at its first start",
    "settled": "belongs to an issue resolved more than 7 days ago",
    "spam": "this contact is marked as spam",
    # people
    "person_text": "a person of the company wrote",
    "person_talked": "a person of the company talked with the customer",
    "person_left_voicemail": "a person of the company left a voicemail",
    # not a person, or not the customer
    "automation": "sent by a workflow, campaign or bulk action, not by a person",
    "integration": "sent through the API by someone not in INTERNAL_USER_IDS",
    "unknown_sender": "GHL does not say that a person sent it",
    "phone_menu": "the phone menu answered, not a person",
    "internal_comment": "an internal comment, the customer never sees it",
    "activity": "a GHL activity row, not a message",
    "manager": "from a manager's own number",
    "internal_contact": "from an internal contact",
    "unknown_channel": "GHL names no channel Sentinel knows",
    # reached nobody, or not yet
    "on_its_way": "not sent yet (pending or queued)",
    "unknown_status": "GHL gives a status Sentinel does not know",
    "in_progress": "the call has not ended yet",
    "failed": "the text was not delivered",
    "scheduled": "the text is scheduled, not sent",
    "canceled": "the text was canceled before it was sent",
    "no_answer": "the customer did not answer our call",
    "too_short": "the call was too short to have been a conversation",
    "length_unknown": "GHL does not say how long the call was, nor who made it",
}

AUTOMATION = frozenset({"workflow", "campaign", "bulk_actions", "bulk_action"})
REACHED = frozenset({None, "sent", "delivered", "read", "opened", "clicked"})
ON_ITS_WAY = frozenset({"pending", "queued"})
NO_ANSWER = frozenset({"no-answer", "busy", "canceled", "failed", "voicemail"})


def decide(message: Message, policy: Policy) -> Decision:
    """Judge one message without looking at any other; acknowledgements are the fold's business."""
    if message.contact_id in policy.managers:
        return _nothing("manager")
    if message.contact_id in policy.internal_contacts:
        return _nothing("internal_contact")
    if message.channel is Channel.COMMENT:
        return _nothing("internal_comment")
    if message.channel is Channel.ACTIVITY:
        return _nothing("activity")
    if message.direction is Direction.INBOUND:
        return _before_start(_inbound(message, policy), message, policy)
    return _outbound(message, policy)


def _inbound(message: Message, policy: Policy) -> Decision:
    if message.channel.is_call:
        return _inbound_call(message, policy)
    if message.channel in policy.tracked:
        return Decision(Verdict.OPENS, "customer_text")
    return _nothing("untracked_channel", message.channel.value)


def _inbound_call(message: Message, policy: Policy) -> Decision:  # noqa: PLR0911 - one return a row
    if message.channel is Channel.VOICEMAIL or message.status == "voicemail":
        return Decision(Verdict.OPENS, "voicemail")
    if message.reported_missed:
        # The phone system said nobody answered: only a named person with talk time outweighs it.
        talked = message.user_id is not None and _talk_time(message, policy)
        return _talked() if talked else Decision(Verdict.OPENS, "reported_missed")
    if message.status in NO_ANSWER:
        return Decision(Verdict.OPENS, "missed_call", message.status or "")
    if message.status is None:
        return Decision(Verdict.OPENS, "call_without_status")
    if message.status != "completed":
        return Decision(Verdict.NOT_YET, "in_progress", message.status)
    if message.source in AUTOMATION:
        return _nothing("phone_menu")
    if message.channel is Channel.IVR_CALL and message.user_id is None:
        return _nothing("phone_menu")
    return _completed(message, policy, otherwise=Verdict.NOTHING)


def _outbound(message: Message, policy: Policy) -> Decision:  # noqa: PLR0911 - one return a row
    if message.source in AUTOMATION:
        return _nothing("automation", message.source or "")
    if message.source == "api" and message.user_id not in policy.staff:
        return _nothing("integration")
    if message.channel.is_call:
        return _outbound_call(message, policy)
    if not message.channel.is_text:
        return _nothing("unknown_channel")
    if not _by_person(message, policy):
        return _nothing("unknown_sender")
    if message.status in REACHED:
        return Decision(Verdict.CONTACT, "person_text")
    if message.status in ON_ITS_WAY:
        return Decision(Verdict.NOT_YET, "on_its_way")
    if message.status in {"scheduled", "canceled"}:
        return _nothing(message.status, message.status)
    if message.status in NEVER_SENT:
        return _nothing("failed", message.status)
    return Decision(Verdict.NOT_YET, "unknown_status", message.status or "")


def _outbound_call(message: Message, policy: Policy) -> Decision:
    left_voicemail = message.channel is Channel.VOICEMAIL or message.status == "voicemail"
    if left_voicemail and not _by_person(message, policy):
        return _nothing("unknown_sender")
    if message.channel is Channel.VOICEMAIL and message.status in NO_ANSWER - {"voicemail"}:
        return Decision(Verdict.ATTEMPT, "no_answer", message.status or "")
    if left_voicemail:
        return Decision(Verdict.VOICEMAIL_LEFT, "person_left_voicemail")
    if message.status in NO_ANSWER:
        return Decision(Verdict.ATTEMPT, "no_answer", message.status or "")
    if message.status != "completed":
        return Decision(Verdict.NOT_YET, "in_progress", message.status or "")
    return _completed(message, policy, otherwise=Verdict.ATTEMPT)


def _completed(message: Message, policy: Policy, *, otherwise: Verdict) -> Decision:
    """`completed` proves a connection, not a conversation: voicemail and phone menus complete."""
    if message.duration_s is None:
        talked = message.user_id is not None
        return _talked() if talked else Decision(otherwise, "length_unknown")
    if _talk_time(message, policy):
        return _talked()
    return Decision(otherwise, "too_short", f"{message.duration_s:g} s")


def _talk_time(message: Message, policy: Policy) -> bool:
    return (
        message.status == "completed"
        and message.duration_s is not None
        and message.duration_s >= policy.min_talk_s
    )


def _by_person(message: Message, policy: Policy) -> bool:
    """GHL's `source` and `userId` name a person; without a source, the staff list decides."""
    if message.user_id is None:
        return False
    if message.source == "app" or message.user_id in policy.staff:
        return True
    return message.source is None and not policy.staff


def _before_start(decision: Decision, message: Message, policy: Policy) -> Decision:
    """At first start the past is context: it opens nothing unless a webhook brought it.

    The floor rises when old rows are pruned: what GHL shows of them again is context as well, but
    a message that is part of an issue, and therefore was kept, stays part of it.
    """
    new_to_us = not message.via_webhook and message.issue_id is None
    context = message.at_ms < policy.floor_ms and new_to_us
    if decision.verdict is Verdict.OPENS and context:
        return _nothing("before_start")
    return decision


def _talked() -> Decision:
    return Decision(Verdict.CONTACT, "person_talked")


def _nothing(reason: str, detail: str = "") -> Decision:
    return Decision(Verdict.NOTHING, reason, detail)
