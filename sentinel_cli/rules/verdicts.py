"""What one message means by itself: the table of contact, row by row.

Every reason is one word of REASONS; the webhook's answer, the log and `trace` use the same word.
Who sent an outbound row follows GHL's `source` and `userId` as seen on live accounts (GHL's own
documentation names the fields, not their meaning).
"""

from __future__ import annotations

from sentinel_cli.model import (
    NEVER_SENT,
    AnsweredBy,
    CallHeard,
    Channel,
    Decision,
    Direction,
    Hearing,
    Message,
    Policy,
    Subject,
    Urgency,
    Verdict,
)
from sentinel_cli.rules.hearing.calls import hear_call

REASONS = {
    # the customer
    "customer_text": "the customer wrote",
    "unknown_type": "the customer sent something of a type Sentinel does not know",
    "missed_call": "the customer called and nobody answered",
    "voicemail": "the customer left a voicemail",
    "reported_missed": "the phone system reported an unanswered call",
    "call_without_status": "a call came in and GHL does not say that anyone answered",
    "rang_out": "half an hour after the call began, GHL still does not say that anyone answered",
    "answered_too_short": "the call was answered for too short to have been a conversation",
    "answered_length_unknown": "GHL does not say who answered the call, nor how long it was",
    "assistant_told": "a machine answered the call, and the customer told it what needs a person",
    "greeting_answered": "only a greeting answered the call, as its transcript shows",
    "closing_words": "the customer only closed the conversation",
    "opted_out": "the customer opted out of texts: nobody can answer by text",
    "untracked_channel": "this channel is not in TRACKED_CHANNELS",
    "before_start": "older than the time Sentinel looks back to at its first start",
    "settled": "belongs to an issue resolved more than 7 days ago",
    "spam": "this contact is marked as spam",
    # people
    "person_text": "a person of the company wrote",
    "person_talked": "a person of the company talked with the customer",
    "person_left_voicemail": "a person of the company left a voicemail",
    # not a person, or not the customer
    "automation": "sent by a machine (a workflow, a campaign, a bot), not by a person",
    "bot_user": "sent by a user in BOT_USER_IDS, which is a machine",
    "integration": "sent through the API or an app by someone not in INTERNAL_USER_IDS",
    "unknown_sender": "GHL does not say that a person sent it",
    "answered_unnamed": "the call was answered, and GHL does not say that a person did",
    "phone_menu": "the phone menu answered, not a person",
    "assistant_answered": "a machine answered the call, as its transcript shows",
    "internal_comment": "an internal comment, the customer never sees it",
    "activity": "a row of GHL's (an activity, a review, a form), not a message",
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

BY_HAND = frozenset({"app", "campaign_manual"})
"""The sources in which a person presses send; the second is our word (`payload.campaign`)."""
VOUCHED_FOR = frozenset({None, "api"})
"""The sources that leave open who sent it: the staff list vouches for its own people."""
REACHED = frozenset({None, "sent", "delivered", "read", "opened", "clicked", "connected"})
ON_ITS_WAY = frozenset({"pending", "queued"})
WAITS = frozenset({Verdict.OPENS, Verdict.OPT_OUT})
"""By itself, a message of this kind makes an issue."""
NO_ANSWER = frozenset(
    {
        "no-answer",
        "busy",
        "canceled",
        "failed",
        "voicemail",
        "missed",
        "declined",
        "unanswered",
    }
)
RINGING = frozenset({"ringing", "pending", "queued", "scheduled", "in-progress", "answered"})
"""Of a call that is not over (GHL.md §4); a phone of another maker ends its calls as `answered`."""


_NO_NEED = frozenset({Subject.HANGUP, Subject.VENDOR_OR_SPAM, Subject.OTHER})
_MACHINES = frozenset({AnsweredBy.AI, AnsweredBy.GREETING})
_UNHEARD = CallHeard(hearing=Hearing(urgency=Urgency.NORMAL, subject=Subject.OTHER))
OPT_OUT = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"})
"""After one of these, alone in a text, the carrier delivers no text of ours any more."""


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


def awaits_sending(message: Message, policy: Policy) -> bool:
    """A person's reply of which GHL does not say yet that it was sent."""
    if message.direction is Direction.INBOUND or not message.channel.is_text:
        return False
    return decide(message, policy).verdict is Verdict.NOT_YET


def _inbound(message: Message, policy: Policy) -> Decision:
    if message.channel.is_call:
        return _inbound_call(message, policy)
    if policy.tracks(message.channel) and is_opt_out(message.text):
        return Decision(Verdict.OPT_OUT, "opted_out")
    if message.channel in policy.tracked:
        return Decision(Verdict.OPENS, "customer_text")
    if message.channel.is_unknown:
        return Decision(Verdict.OPENS, "unknown_type", message.type_name or "")
    return _nothing("untracked_channel", message.channel.value)


def is_opt_out(text: str) -> bool:
    """Whether a carrier takes the text for an opt-out: one of its words, alone."""
    return text.strip(" \t\r\n.!\"'").lower() in OPT_OUT


def is_ringing(message: Message) -> bool:
    """A customer's call that is not over, as far as GHL has told."""
    inbound = message.channel.is_call and message.direction is Direction.INBOUND
    return inbound and message.status in RINGING and not is_answered(message)


def is_answered(message: Message) -> bool:
    """A call that ended after somebody, or something, answered it.

    A phone that is not GHL's ends such a call as `answered` or `connected`.
    """
    if message.status == "answered":
        return message.channel is Channel.CUSTOM_CALL
    return message.status in {"completed", "connected"}


def _inbound_call(message: Message, policy: Policy) -> Decision:  # noqa: PLR0911 - one return a row
    if message.channel is Channel.VOICEMAIL or message.status == "voicemail":
        return Decision(Verdict.OPENS, "voicemail")
    if message.reported_missed:
        # The phone system said nobody answered: only a named person with talk time outweighs it.
        named = _names_person(message, policy) and _talk_time(message, policy)
        talked = named and _heard(message).answered_by not in _MACHINES
        return _talked() if talked else Decision(Verdict.OPENS, "reported_missed")
    if message.status is None:
        return Decision(Verdict.OPENS, "call_without_status")
    if is_ringing(message):
        if message.rang_out:
            return Decision(Verdict.OPENS, "rang_out", message.status)
        return Decision(Verdict.NOT_YET, "in_progress", message.status)
    if not is_answered(message):
        return Decision(Verdict.OPENS, "missed_call", message.status)
    return _answered(message, policy)


def _answered(message: Message, policy: Policy) -> Decision:
    """An answered call is contact where it names the person who answered, or need not.

    Voice AI, an answering service and a forwarded mobile's mailbox answer as well, most of them
    without a name. Where the transcript shows that nobody of the company spoke, no name counts: who
    was left with a greeting is told like one who left a voicemail.
    """
    heard = _heard(message)
    if heard.answered_by is AnsweredBy.GREETING:
        return Decision(Verdict.OPENS, "greeting_answered")
    if heard.answered_by is AnsweredBy.AI:
        return _assisted(heard.hearing)
    too_short = _too_short(message, policy)
    if _names_person(message, policy):
        return Decision(Verdict.NOTHING, "too_short", too_short) if too_short else _talked()
    if too_short:
        return Decision(Verdict.OPENS, "answered_too_short", too_short)
    if message.duration_s is None and message.status == "completed":
        return Decision(Verdict.OPENS, "answered_length_unknown")
    return _unnamed(message, policy)


def _heard(message: Message) -> CallHeard:
    """Who spoke for the business and what the customer said, as far as GHL has told."""
    return hear_call(message.transcript) if message.transcript else _UNHEARD


def _assisted(said: Hearing) -> Decision:
    """A machine answers nobody: who told it of a need, or left a number, waits for a person.

    Who hung up, or said nothing that is known to need one, does not.
    """
    is_need = said.urgency is Urgency.URGENT or said.subject not in _NO_NEED
    if is_need or (said.callback and said.subject is not Subject.VENDOR_OR_SPAM):
        return Decision(Verdict.OPENS, "assistant_told")
    return _nothing("assistant_answered")


def _unnamed(message: Message, policy: Policy) -> Decision:
    if message.user_id in policy.bots:
        return _nothing("bot_user")
    if not policy.any_answer:
        return _nothing("answered_unnamed", message.source or "")
    if message.channel is Channel.IVR_CALL or message.source not in {None, "app"}:
        return _nothing("phone_menu")
    return _talked()


def _names_person(message: Message, policy: Policy) -> bool:
    """Whether an inbound call says which person of the company took it."""
    by_machine = message.channel is Channel.IVR_CALL or message.source not in {None, "app"}
    return message.user_id is not None and message.user_id not in policy.bots and not by_machine


def _outbound(message: Message, policy: Policy) -> Decision:
    machine = _machine(message, policy)
    if machine is not None:
        return machine
    if message.channel.is_call:
        return _outbound_call(message, policy)
    if not message.channel.is_text:
        return _nothing("unknown_channel", message.type_name or "")
    return _outbound_text(message, policy)


def _machine(message: Message, policy: Policy) -> Decision | None:
    """What a machine sent, whatever user it sent it as; None: a person may have."""
    if message.user_id in policy.bots:
        return _nothing("bot_user")
    if message.source not in BY_HAND | VOUCHED_FOR:
        return _nothing("automation", message.source or "")
    through_app = message.source == "api" or message.app_id is not None
    if through_app and message.user_id not in policy.staff:
        return _nothing("integration", message.app_id or "")
    return None


def _outbound_text(message: Message, policy: Policy) -> Decision:
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
    if not is_answered(message):
        return Decision(Verdict.NOT_YET, "in_progress", message.status or "")
    return _reached(message, policy)


def _reached(message: Message, policy: Policy) -> Decision:
    """`completed` proves a connection, not a conversation: voicemail and phone menus complete."""
    too_short = _too_short(message, policy)
    if too_short:
        return Decision(Verdict.ATTEMPT, "too_short", too_short)
    if message.user_id is not None:
        return _talked()
    if message.duration_s is None:
        return Decision(Verdict.ATTEMPT, "length_unknown")
    return _talked() if policy.any_answer else Decision(Verdict.ATTEMPT, "answered_unnamed")


def _too_short(message: Message, policy: Policy) -> str:
    """How long a call was that is known to have been no conversation; empty: it may have been."""
    if message.duration_s is None or message.duration_s >= policy.min_talk_s:
        return ""
    return f"{message.duration_s:g} s"


def _talk_time(message: Message, policy: Policy) -> bool:
    known = message.duration_s is not None and message.duration_s >= policy.min_talk_s
    return is_answered(message) and known


def _by_person(message: Message, policy: Policy) -> bool:
    """GHL's `source` and `userId` name a person; without a source, the staff list decides."""
    if message.user_id is None:
        return False
    if message.source in BY_HAND or message.user_id in policy.staff:
        return True
    return message.source is None and not policy.staff


def _before_start(decision: Decision, message: Message, policy: Policy) -> Decision:
    """At first start the past is context: it opens nothing unless a webhook brought it.

    The floor rises when old rows are pruned: what GHL shows of them again is context as well, but
    a message that is part of an issue, and therefore was kept, stays part of it.
    """
    new_to_us = not message.via_webhook and message.issue_id is None
    context = message.at_ms < policy.floor_ms and new_to_us
    if decision.verdict in WAITS and context:
        return _nothing("before_start")
    return decision


def _talked() -> Decision:
    return Decision(Verdict.CONTACT, "person_talked")


def _nothing(reason: str, detail: str = "") -> Decision:
    return Decision(Verdict.NOTHING, reason, detail)
