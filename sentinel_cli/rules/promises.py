"""What somebody of the business promised in a call, and by when. It opens nothing by itself."""

from __future__ import annotations

from datetime import timedelta

from sentinel_cli import hours
from sentinel_cli.hours import Calendar
from sentinel_cli.model import Message, Policy, Promise
from sentinel_cli.rules.hearing.calls import hear_call
from sentinel_cli.rules.hearing.promises import CallTime

_DAY = 24 * 60


def promised(call: Message, calendar: Calendar) -> Promise | None:
    """What a person promised in a call whose transcript is known; a machine promises nothing."""
    if not call.transcript:
        return None
    began = hours.local(calendar, call.at_ms // 1000)
    at = CallTime(weekday=began.weekday(), minute=60 * began.hour + began.minute)
    return hear_call(call.transcript, at=at).promise


def due_ts(promise: Promise, call: Message, policy: Policy) -> int:
    """By when, epoch seconds: the time said, on the business's clock or from the call's end.

    Where none was said, or one before the end of the call, as long as a missed call may wait.
    """
    ended_ts = call.ends_ms // 1000
    if promise.by_minute is not None:
        day = hours.local(policy.calendar, call.at_ms // 1000).date()
        days, minute = divmod(promise.by_minute, _DAY)
        day += timedelta(days=days + (promise.in_days or 0))
        by_ts = hours.moment(policy.calendar, day, minute)
        if by_ts > ended_ts:
            return by_ts
    elif promise.within_minutes is not None:
        return ended_ts + 60 * promise.within_minutes
    return hours.add(policy.calendar, ended_ts, policy.call_sla_s)
