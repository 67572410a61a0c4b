"""What each verb takes, and how a text that begins with the verb is read.

A form answers with a command that is surely meant, a hint at one that nearly is, or None: a
sentence of people among themselves. To obey what was no command is the fault that hurts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sentinel_cli.rules import dates
from sentinel_cli.rules.commands.numbers import Numbers, numbers, spelled
from sentinel_cli.rules.commands.remarks import Rest, is_over, rest
from sentinel_cli.rules.commands.verbs import Command, Hint, Verb
from sentinel_cli.rules.dates import Moment, Question
from sentinel_cli.rules.tokens import Token, skip, vocabulary, word_at

LONGEST_SNOOZE_DAYS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One text to be read: its pieces from the command on, when it was written, who there is."""

    text: str
    pieces: Sequence[Token]
    now: datetime
    colleagues: Collection[str] = ()

    def after(self, at: int) -> str:
        """The words from there on as they were written."""
        return self.text[self.pieces[at].start :].strip() if at < len(self.pieces) else ""


Read = Command | Hint | None
Form = Callable[[Said, int], Read]

_WITH = frozenset({"with", "w", "on", ":", ",", "-", "/", "issue"})
_POINTING = frozenset({"the", "that", "this", "last", "first", "her", "his", "their"})
_ONE = frozenset(
    {"one", "ones", "issue", "issues", "ticket", "tickets", "last", "first", "customer"}
)
_RARE = frozenset({Verb.REOPEN, Verb.UNSPAM})
"""Words that mean little else: whatever follows, a command was meant."""
_PEOPLE = frozenset(
    {"me", "us", "him", "her", "them", "it", "the", "a", "an", "my", "you", "somebody", "everyone"}
)
_REASONS = frozenset({",", "-", ":", ";", ".", "because", "bc", "cuz", "cause", "since", "\n"})
_UNTIL = frozenset({"till", "til", "until", "untill", "to", "hasta"})
_BEFORE_DAYS = (_UNTIL - {"to"}) | {"on", "from"}
"""Words that say a day follows: where none does, the command was not finished."""
_HOLIDAY_BEGINS = vocabulary("for next thanksgiving christmas xmas easter labor memorial new july")
_HOLIDAY = vocabulary(
    "for the holiday holidays day days week weeks next this all thanksgiving christmas xmas new "
    "years year eve labor memorial july fourth easter weekend season early winter"
)


def alone(verb: Verb, *, also: Collection[str] = ()) -> Form:
    """A verb that takes nothing; `also` are words that change nothing after it."""

    def read(said: Said, at: int) -> Read:
        end = skip(said.pieces, at, also)
        return Command(verb=verb) if is_over(said.pieces, end, also=_QUESTION) else None

    return read


_QUESTION = frozenset({"?"})


def listed(said: Said, at: int) -> Read:
    """LIST, or LIST ALL."""
    if word_at(said.pieces, at) in {"all", "everything", "everyone"}:
        is_all = is_over(said.pieces, at + 1, also=_QUESTION)
        return Command(verb=Verb.LIST, text="ALL") if is_all else None
    return alone(Verb.LIST)(said, at)


def helped(said: Said, at: int) -> Read:
    """HELP, or HELP with the verb that is asked about."""
    about = skip(said.pieces, at, {"with", "on"})
    verb = VERBS.get(word_at(said.pieces, about))
    if verb is not None and is_over(said.pieces, about + 1, also=_QUESTION):
        return Command(verb=Verb.HELP, text=verb)
    return alone(Verb.HELP)(said, at)


def numbered(verb: Verb) -> Form:
    """A verb that takes numbers, and beside them only what changes nothing."""

    def read(said: Said, at: int) -> Read:
        begins = skip(said.pieces, at, _WITH)
        found = numbers(said.pieces, begins)
        if found is None:
            return _numberless(verb, said, at)
        if found.doubt:
            told = rest(said.pieces, found.end, is_marked=found.is_marked)
            is_talk = told is Rest.TALK
            return None if is_talk else Hint(verb=verb, ids=found.ids, why=found.doubt)
        return judged(Command(verb=verb, ids=found.ids), said, found)

    return read


def judged(command: Command, said: Said, found: Numbers) -> Read:
    """The command, if what follows its numbers leaves no doubt."""
    match rest(said.pieces, found.end, is_marked=found.is_marked):
        case Rest.CLEAR:
            return command
        case Rest.DOUBTFUL:
            return Hint(verb=command.verb, ids=command.ids, text=command.text)
        case Rest.TALK:
            return None


def _numberless(verb: Verb, said: Said, at: int) -> Read:
    """The verb without a number: which one is asked where a command was surely meant."""
    pieces = said.pieces
    if is_over(pieces, at):
        is_thanks = verb is Verb.DONE and _is_word(said, at, "thanks")
        return Command(verb=verb, text="THANKS") if is_thanks else Hint(verb=verb)
    in_words = spelled(pieces, at)
    if in_words is not None and is_over(pieces, in_words.end):
        return Command(verb=verb, ids=in_words.ids)
    if verb in _RARE or _points(pieces, at):
        return Hint(verb=verb)
    return None


def _is_word(said: Said, at: int, word: str) -> bool:
    """Whether this word, and no sign before or after it, is all that follows."""
    return len(said.pieces) == at + 1 and said.pieces[at].word == word


def _points(pieces: Sequence[Token], at: int) -> bool:
    """`the last one`, `the Garza one`, `that one`: one is meant, and its number is missing."""
    at = skip(pieces, at, _WITH)
    is_short = len(pieces) - at <= 4  # noqa: PLR2004 - "the" and a name and "one"
    last = next((piece.word for piece in reversed(pieces[at:]) if piece.is_word), "")
    return is_short and word_at(pieces, at) in _POINTING and last in _ONE


def opened(said: Said, at: int) -> Read:
    """OPEN with numbers shows issues; with a day and hours it opens the day."""
    pieces = said.pieces
    day = dates.days(pieces, at, now=said.now)
    if day is not None:
        return _opened_day(said, *day)
    hours_first = dates.windows(pieces, at)
    if hours_first is not None:
        hours, end = hours_first
        later = dates.days(pieces, end, now=said.now)
        if later is not None and is_over(pieces, later[1]):
            return _day_command(Verb.OPEN_DAY, later[0], hours)
        return Hint(verb=Verb.OPEN_DAY) if is_over(pieces, end) else None
    if word_at(pieces, at) in {"at", "from", "for", "until", "till"}:
        return None
    return numbered(Verb.OPEN)(said, at)


def _opened_day(said: Said, days: tuple[date, ...] | Question, end: int) -> Read:
    found = dates.windows(said.pieces, end)
    if found is None:
        is_bare = is_over(said.pieces, end, also=_QUESTION)
        return Hint(verb=Verb.OPEN_DAY, why=_why(days)) if is_bare else None
    hours, after = found
    if not is_over(said.pieces, after):
        return Hint(verb=Verb.OPEN_DAY)
    return _day_command(Verb.OPEN_DAY, days, hours)


def _day_command(
    verb: Verb, days: tuple[date, ...] | Question, hours: tuple[tuple[int, int], ...] | Question
) -> Read:
    if isinstance(days, Question) or isinstance(hours, Question):
        return Hint(verb=verb, why=_why(days) or _why(hours))
    return Command(verb=verb, days=days, windows=hours)


def _why(found: object) -> str:
    return found.words if isinstance(found, Question) else ""


def closed(said: Said, at: int) -> Read:
    """CLOSED with its days."""
    pieces = said.pieces
    found = dates.days(pieces, skip(pieces, at, {"on", "all", "day", ":"}), now=said.now)
    if found is None:
        return _closed_otherwise(said, at)
    days, end = found
    if not is_over(pieces, skip(pieces, end, {"all", "day"})):
        return None if word_at(pieces, end) == "?" else Hint(verb=Verb.CLOSED)
    if isinstance(days, Question):
        return Hint(verb=Verb.CLOSED, why=days.words)
    return Command(verb=Verb.CLOSED, days=days)


def _closed_otherwise(said: Said, at: int) -> Read:
    pieces = said.pieces
    is_begun = word_at(pieces, at) in _BEFORE_DAYS
    if is_over(pieces, at + is_begun):
        return Hint(verb=Verb.CLOSED)
    found = numbers(pieces, at)
    if found is not None and rest(pieces, found.end, is_marked=found.is_marked) is Rest.CLEAR:
        return Hint(verb=Verb.DONE, ids=found.ids, why=found.doubt)
    is_holiday = word_at(pieces, at) in _HOLIDAY_BEGINS and all(
        piece.word in _HOLIDAY or not piece.is_word for piece in pieces[at:]
    )
    return Hint(verb=Verb.CLOSED) if is_holiday else None


def off(said: Said, at: int) -> Read:
    """OFF with its days, or until when; ANYWAY for who would leave nobody."""
    pieces = said.pieces
    begins = skip(pieces, at, {"duty", ":"})
    if is_over(pieces, begins):
        return Hint(verb=Verb.OFF)
    if word_at(pieces, begins) in _BEFORE_DAYS and is_over(pieces, begins + 1):
        return Hint(verb=Verb.OFF)
    if word_at(pieces, begins) in _UNTIL - {"to"}:
        until = dates.moment(pieces, begins + 1, now=said.now)
        return _off(said, until[1], until=until[0]) if until else None
    found = dates.days(pieces, skip(pieces, begins, {"on", "from"}), now=said.now)
    return _off(said, found[1], days=found[0]) if found else None


def _off(
    said: Said,
    end: int,
    *,
    days: tuple[date, ...] | Question = (),
    until: Moment | Question | None = None,
) -> Read:
    is_anyway = word_at(said.pieces, end) == "anyway"
    if not is_over(said.pieces, end + is_anyway):
        return None
    if isinstance(days, Question) or isinstance(until, Question):
        return Hint(verb=Verb.OFF, why=_why(days) or _why(until))
    return Command(verb=Verb.OFF, days=days, until=until, text="ANYWAY" if is_anyway else "")


def given(said: Said, at: int) -> Read:
    """GIVE with numbers and a colleague."""
    pieces = said.pieces
    found = numbers(pieces, skip(pieces, at, {":"}))
    if found is None:
        return _given_first(said, at)
    if is_over(pieces, found.end):
        return Hint(verb=Verb.GIVE, ids=found.ids)
    name_at = skip(pieces, found.end, {"to", "over", "a", ","})
    if is_over(pieces, name_at):
        return Hint(verb=Verb.GIVE, ids=found.ids, why=found.doubt)
    return _given_to(said, found, name_at)


def _given_to(said: Said, found: Numbers, at: int) -> Read:
    """The colleague named there; any other word behind a number tells of other things."""
    pieces, name = said.pieces, word_at(said.pieces, at)
    is_named = name in said.colleagues or found.is_marked
    is_thing = rest(pieces, at, is_marked=False) is Rest.TALK and name not in said.colleagues
    if not name.isalpha() or name in _PEOPLE or is_thing:
        return Hint(verb=Verb.GIVE, ids=found.ids) if found.is_marked else None
    is_whole = is_over(pieces, at + 1)
    if not is_whole and not is_named:
        return None
    is_sure = at > found.end or is_named or not said.colleagues
    if is_whole and is_sure and not found.doubt:
        return Command(verb=Verb.GIVE, ids=found.ids, text=name.upper())
    return Hint(verb=Verb.GIVE, ids=found.ids, text=name.upper(), why=found.doubt)


def _given_first(said: Said, at: int) -> Read:
    """`give Alex 12`: the colleague first."""
    pieces = said.pieces
    if is_over(pieces, at):
        return Hint(verb=Verb.GIVE)
    found = numbers(pieces, at + 1) if word_at(pieces, at).isalpha() else None
    name = word_at(pieces, at)
    if found is None or not is_over(pieces, found.end):
        return None
    if found.is_marked and not found.doubt and name not in _PEOPLE:
        return Command(verb=Verb.GIVE, ids=found.ids, text=name.upper())
    return None if name in _PEOPLE else Hint(verb=Verb.GIVE, ids=found.ids, text=name.upper())


def noted(said: Said, at: int) -> Read:
    """NOTE with a number and the remark as it was written."""
    pieces = said.pieces
    begins = skip(pieces, at, {"for", "on", ":", ",", "-"})
    found = numbers(pieces, begins)
    if found is None:
        return Hint(verb=Verb.NOTE) if is_over(pieces, at) else None
    if found.doubt or len(found.ids) != 1:
        return Hint(verb=Verb.NOTE, ids=found.ids, why=found.doubt)
    words = skip(pieces, found.end, {":", ",", ".", ";", "-", "\n"})
    if words >= len(pieces):
        return Hint(verb=Verb.NOTE, ids=found.ids)
    is_measure = rest(pieces, found.end, is_marked=found.is_marked) is Rest.TALK
    if is_measure and word_at(pieces, words) in _MEASURES:
        return Hint(verb=Verb.NOTE, ids=found.ids)
    return Command(verb=Verb.NOTE, ids=found.ids, text=said.after(words))


_MEASURES = vocabulary(
    "am pm minutes mins min hours hrs hr days weeks gallons gal lbs bags buckets inches feet ft "
    "percent psi hp ppm oclock"
)


def snoozed(said: Said, at: int) -> Read:
    """SNOOZE with numbers, an end and a reason; the end may come last, behind "till"."""
    pieces = said.pieces
    found = numbers(pieces, skip(pieces, at, {":"}))
    if found is None:
        return Hint(verb=Verb.SNOOZE)
    if found.doubt:
        return Hint(verb=Verb.SNOOZE, ids=found.ids, why=found.doubt)
    begins = skip(pieces, found.end, _UNTIL | {",", "-", ":"})
    ending = dates.moment(pieces, begins, now=said.now)
    if ending is None:
        return _snoozed_last(said, found)
    until, end = ending
    reason_at = skip(pieces, end, _REASONS)
    return _snooze(said, found, until, said.after(reason_at))


def _snoozed_last(said: Said, found: Numbers) -> Read:
    """`snooze 12 part ordered till fri`: the last "till" begins the end."""
    pieces = said.pieces
    tills = [n for n in range(found.end, len(pieces)) if pieces[n].word in _UNTIL - {"to"}]
    ending = dates.moment(pieces, tills[-1] + 1, now=said.now) if tills else None
    if ending is None or not is_over(pieces, ending[1]):
        return Hint(verb=Verb.SNOOZE, ids=found.ids)
    begins = skip(pieces, found.end, _REASONS)
    reason = said.text[pieces[begins].start : pieces[tills[-1]].start].strip(" ,-:;.\n\t")
    return _snooze(said, found, ending[0], reason)


def _snooze(said: Said, found: Numbers, until: Moment | Question, reason: str) -> Read:
    if isinstance(until, Question):
        return Hint(verb=Verb.SNOOZE, ids=found.ids, why=until.words)
    if until.day > said.now.date() + timedelta(days=LONGEST_SNOOZE_DAYS):
        why = f"A snooze ends within {LONGEST_SNOOZE_DAYS} days."
        return Hint(verb=Verb.SNOOZE, ids=found.ids, why=why)
    if not any(letter.isalpha() for letter in reason):
        return Hint(verb=Verb.SNOOZE, ids=found.ids, why="A snooze needs a reason.")
    return Command(verb=Verb.SNOOZE, ids=found.ids, until=until, text=reason)


def undone(said: Said, at: int) -> Read:
    """UNDO; with anything else it is a hint: it takes back the last change and no other."""
    found = alone(Verb.UNDO, also={"that", "it", "last", "this", "the"})(said, at)
    return found or Hint(verb=Verb.UNDO)


FORMS: Mapping[str, Form] = {
    "list": listed,
    "more": alone(Verb.MORE),
    "help": helped,
    "open": opened,
    "done": numbered(Verb.DONE),
    "resolve": numbered(Verb.DONE),
    "resolved": numbered(Verb.DONE),
    "reopen": numbered(Verb.REOPEN),
    "snooze": snoozed,
    "mine": numbered(Verb.MINE),
    "give": given,
    "drop": numbered(Verb.DROP),
    "urgent": numbered(Verb.URGENT),
    "calm": numbered(Verb.CALM),
    "spam": numbered(Verb.SPAM),
    "unspam": numbered(Verb.UNSPAM),
    "note": noted,
    "undo": undone,
    "closed": closed,
    "hours": alone(Verb.HOURS),
    "off": off,
    "back": alone(Verb.BACK),
}
"""The words that are obeyed, and what each takes."""

VERBS: Mapping[str, Verb] = {
    **{verb.lower(): verb for verb in Verb if verb is not Verb.OPEN_DAY},
    "resolve": Verb.DONE,
    "resolved": Verb.DONE,
}
