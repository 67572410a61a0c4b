"""The answer to a near miss: that nothing was done, and what to write. Pure and GSM-7."""

from __future__ import annotations

from collections.abc import Mapping

from sentinel_cli.rules.commands import Hint, Verb
from sentinel_cli.texts.gsm7 import to_gsm7

_MOST_NUMBERS = 20
_PURPOSES: Mapping[Verb, tuple[str, str, str]] = {
    Verb.DONE: ("close {}", "an issue", "12"),
    Verb.OPEN: ("see {}", "an issue", "12"),
    Verb.REOPEN: ("reopen {}", "an issue", "12"),
    Verb.SNOOZE: ("be told of {} later", "an issue", "12 FRI 9AM part ordered"),
    Verb.MINE: ("take {}", "an issue", "12"),
    Verb.GIVE: ("give {} to a colleague", "an issue", "12 ALEX"),
    Verb.DROP: ("let go of {}", "an issue", "12"),
    Verb.URGENT: ("mark {} urgent", "an issue", "12"),
    Verb.CALM: ("mark {} as not urgent", "an issue", "12"),
    Verb.SPAM: ("close and mute {}", "an issue", "12"),
    Verb.UNSPAM: ("hear {} again", "an issue", "12"),
    Verb.NOTE: ("write a remark on {}", "an issue", "12 words"),
    Verb.CLOSED: ("close a day", "", "FRI"),
    Verb.OPEN_DAY: ("open a day", "", "SAT 9-12"),
    Verb.OFF: ("be off duty", "", "TILL MON"),
    Verb.BACK: ("be back on duty", "", ""),
    Verb.HOURS: ("see the hours", "", ""),
    Verb.LIST: ("see who waits", "", ""),
    Verb.MORE: ("see the rest of the list", "", ""),
    Verb.UNDO: ("take back your last change", "", ""),
    Verb.HELP: ("see what can be texted", "", ""),
}
"""What each verb is for, of what, and what follows it: an example where numbers are missing."""


def said(hint: Hint) -> str:
    """The whole answer: `Nothing was done. To close #3 text: DONE 3`."""
    why = f" {hint.why}" if hint.why else ""
    if hint.verb is None:
        numbers = " ".join(map(str, hint.ids[:_MOST_NUMBERS]))
        return to_gsm7(f"Nothing was done.{why} To see it text: OPEN {numbers}, "
                       f"to close it: DONE {numbers}")  # fmt: skip
    purpose, of_what, example = _PURPOSES[hint.verb]
    ids = hint.ids[:_MOST_NUMBERS]
    what = " ".join(f"#{number}" for number in ids) or of_what
    return to_gsm7(
        f"Nothing was done.{why} To {purpose.format(what)} text: {_written(hint, ids, example)}"
    )


def _written(hint: Hint, ids: tuple[int, ...], example: str) -> str:
    """The command to write: with the numbers that were meant, else an example's."""
    verb = "OPEN" if hint.verb is Verb.OPEN_DAY else str(hint.verb)
    number, _, words = example.partition(" ")
    numbers = " ".join(map(str, ids)) or number
    return " ".join(filter(None, (verb, numbers, hint.text or words)))
