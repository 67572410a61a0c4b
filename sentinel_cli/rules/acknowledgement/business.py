"""What the business's text leaves open: did it ask, propose, offer, or only tell?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import cache, lru_cache
from itertools import pairwise

from sentinel_cli.rules.acknowledgement.lexicon import cues, stems, words
from sentinel_cli.rules.acknowledgement.sayings import Cue
from sentinel_cli.rules.acknowledgement.spelling import spelled


class Stance(StrEnum):
    """What kind of answer the business's text calls for. The values are what a manager reads."""

    NONE = "the customer opens"
    HELLO = "the business made contact"
    NEWS = "the business told something"
    UNSURE = "the business may expect an answer"
    BAN = "the business asked not to do something"
    VISIT = "the business said it comes"
    DELAY = "the business is late"
    SETBACK = "the business brought bad news"
    FAULT = "the business found a fault"
    DOCUMENT = "the business sent a quote"
    TASK = "the business asked for something"
    FAVOR = "the business asked to prepare something"
    AWAITED = "the business waits for something"
    PROPOSAL = "the business proposed something"
    PRICE = "the business named a price"
    OFFER = "the business offered an extra"
    ANYTHING = "the business asked whether anything else is needed"
    REACHED = "the business asked whether it helped or arrived"
    WORKS = "the business asked whether it works"
    TROUBLE = "the business asked whether the trouble is still there"
    OPINION = "the business asked how it is"
    QUESTION = "the business asked a question"


LONGEST = 600
"""Characters. A longer text of the business counts as a question: it may hold one."""

_TOLD_STANCES = (
    (Cue.HELLO, Stance.HELLO),
    (Cue.PROPOSAL, Stance.PROPOSAL),
    (Cue.AWAITED, Stance.AWAITED),
    (Cue.TASK, Stance.TASK),
    (Cue.FAULT, Stance.FAULT),
    (Cue.SETBACK, Stance.SETBACK),
    (Cue.DELAY, Stance.DELAY),
    (Cue.VISIT, Stance.VISIT),
    (Cue.BAN, Stance.BAN),
)
_TELLING = frozenset({Cue.TELLS, Cue.SAME, Cue.CARE, Cue.NO_HURRY, Cue.BILL, Cue.REPAIRED})
_HARMLESS = frozenset({Cue.BAN, Cue.SAME, Cue.CARE, Cue.ANYTHING, Cue.NO_HURRY, Cue.REPAIRED})
_BEYOND_PAPERS = frozenset({Cue.NO_HURRY, Cue.TASK, Cue.AWAITED, Cue.HELLO, Cue.PROPOSAL})
_ON_THINGS = frozenset({Stance.WORKS, Stance.OPINION})
_TASTES = frozenset({("to", "you"), ("work", "to"), ("work", "for")})
"""With one of these the question is what the customer prefers, unless it says “now”."""

_BE = frozenset({"is", "are"})
_SMALLEST_SUM = 60
_YEARS = range(2001, 2040)
_LONGEST_SUBJECT = 4
_LONGEST_GREETING = 4
_DEEDS = ("ed", "ing", "amos", "imos")
_WORDS = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)*|\$?\d+(?:[:.,/-]\d+)*%?[A-Za-z]*")
_SENTENCES = re.compile(r"[^.!?\n]+[.!?\n]*(?:\d[^.!?\n]*[.!?\n]*)*")
_PLACES = re.compile(r"https?://\S+|www\.\S+")
# What stands behind one of these is told for itself: good news does not cover it.
_TURN = re.compile(
    r"\b(?:but|except|pero|though)\b|(?:[,;]|\band\b) +(?=(?:you|your|we|i|there|noticed|found|saw"
    r"|please|can|could|do|does|is|are|would|what|how|let|call|text)\b)",
    re.IGNORECASE,
)
_CLAUSES = re.compile(r"[,;:]|\s-+\s")
_LISTED = re.compile(
    r"(?:\b\d{1,2}(?: ?[ap]m)?, ?){1,4}\d{1,2}(?: ?[ap]m)?,? (?:and|or|y|o) \d", re.IGNORECASE
)
"""“9, 11 and 2”: times to choose from. Bounded, so linear."""

_DATED = re.compile(r"\d|(?:mon|tues|wednes|thurs|fri|satur|sun)day", re.IGNORECASE)


def words_of(text: str) -> list[str]:
    """Return the plain words of a business's text that `plain` has made ASCII."""
    tokens = _WORDS.findall(text)
    return [w for t in tokens for w in ((t,) if "0" <= t[0] <= "9" else spelled(t.lower()))]


@lru_cache(maxsize=1024)  # a workflow sends all customers the same few texts
def words_in(text: str) -> frozenset[str]:
    """Return each plain word of a business's text once."""
    return frozenset(words_of(text))


@lru_cache(maxsize=1024)
def stances(text: str) -> frozenset[Stance]:
    """Return all that `text` (made ASCII by `plain`) leaves open; NEWS alone if nothing is."""
    if len(text) > LONGEST:
        return frozenset({Stance.QUESTION})
    told = _PLACES.sub("", text)
    if _greets(words_of(told)):
        return frozenset({Stance.HELLO})
    parts = [part for said in _SENTENCES.findall(told) for part in _TURN.split(said)]
    read = [_stance(part) for part in parts]
    found = set(read)
    if found & _ON_THINGS and _is_choice_of_it(words_of(told)):
        found.add(Stance.QUESTION)
    if Stance.OFFER in found:
        found.discard(Stance.PRICE)
    if all(_is_mended(parts[at:]) for at, stance in enumerate(read) if stance is Stance.FAULT):
        found.discard(Stance.FAULT)
    if read[-1:] != [Stance.HELLO] and (
        found - {Stance.HELLO, Stance.NEWS, Stance.UNSURE}
        or any(_reports(words_of(part)) for part in parts[1:])
    ):
        found.discard(Stance.HELLO)
    if len(found) > 1 and not _DATED.search(told):
        found.discard(Stance.UNSURE)
    return frozenset(found - {Stance.NEWS} or {Stance.NEWS})


def _is_mended(parts: list[str]) -> bool:
    """Whether it is told later that the fault in the first part was repaired, and not another."""
    fault, *later = map(words_of, parts)
    machines = _machines()
    return any(
        Cue.REPAIRED in cues(asked=False).all_in(said)
        and (machines.isdisjoint(said) or not machines.isdisjoint(set(said) & set(fault)))
        for said in later
    )


def _stance(sentence: str) -> Stance:
    said = words_of(sentence)
    if not said:
        return Stance.NEWS
    clauses = [words_of(clause) for clause in _CLAUSES.split(sentence)]
    if "?" in sentence:
        ends_asking = _has(clauses[-1][:1], "openers") and not _has(said, "papers")
        return _asked(clauses[-1] if ends_asking else said)
    unmarked = next((clause for clause in clauses if _is_unmarked(clause)), None)
    if unmarked:
        return _asked(_without_greeting(unmarked))
    if len(clauses) > 1 and len(clauses[-1]) == 1 and _has(clauses[-1], "tags"):
        return Stance.QUESTION
    return Stance.PROPOSAL if _LISTED.search(sentence) else _told(said, clauses)


def _has(said: Iterable[str], section: str) -> bool:
    return not words(section).isdisjoint(said)


def _greets(said: list[str]) -> bool:
    """“Hey there!”, “Good morning Mrs. Jones.”: what they want is still to come."""
    return len(said) <= _LONGEST_GREETING and _has(said[:1], "calls_out")


def _without_greeting(said: list[str]) -> list[str]:
    """“ok great does this look right”, “Good morning Ann will you be home”: what follows asks."""
    place = 0
    while place < len(said) - 1 and said[place] in words("greetings"):
        place += 1
    return said[place:]


def _is_unmarked(clause: list[str]) -> bool:
    """A question without its mark: “does Thursday work for you”."""
    said = _without_greeting(clause)
    if len(said) <= 1:
        return False
    if said[0] in words("question_words") or said[:2] == ["when", "is"]:
        return said[1] not in ("a", "an") and len(said) == len(clause)
    return said[0] in words("inverted") and (
        said[1] in words("subjects") or _names_a_choice(said[1:2])
    )


def _asked(said: list[str]) -> Stance:  # noqa: PLR0911 - one return a kind of question
    hints = cues(asked=True).all_in(said)
    if _has(said, "papers") and Cue.OFFER not in hints:
        return Stance.QUESTION
    if Cue.ANYTHING in hints:
        return Stance.ANYTHING
    if Cue.OFFER in hints:
        extra = not (_has(said, "no_extras") or _has(said, "papers"))
        return Stance.OFFER if extra else Stance.PROPOSAL
    if Cue.FAVOR in hints:
        return Stance.FAVOR
    if Cue.TASK in hints and not _has(said, "dates"):
        return Stance.TASK
    if {"still", "need"}.issubset(said):
        return Stance.HELLO
    is_open = not hints & {Cue.REACHED, Cue.TROUBLE} and _has(said, "open")
    return Stance.QUESTION if is_open else _asked_how_it_is(said, hints)


def _asked_how_it_is(said: list[str], hints: set[Cue]) -> Stance:
    is_past = said[0] in words("past")
    if not is_past and _has(said, "dates"):
        return Stance.QUESTION
    if Cue.OPINION in hints:
        return Stance.OPINION if _is_on_a_thing(said) else Stance.QUESTION
    if Cue.LASTING in hints:
        return Stance.REACHED
    if _is_choice_of_it(said) or (not is_past and _names_a_choice(said)):
        return Stance.QUESTION
    if Cue.PROPOSAL in hints or said[0] not in words("openers"):
        return Stance.QUESTION
    return _asked_whether(said, hints)


def _asked_whether(said: list[str], hints: set[Cue]) -> Stance:
    """A yes closes only where it says that all is well; asked to find a fault, it is a clue."""
    if Cue.REACHED in hints:
        return Stance.REACHED
    if Cue.TROUBLE in hints:
        if _has(said, "endings"):
            return Stance.REACHED
        return Stance.TROUBLE if _has(said, "lasting") else Stance.QUESTION
    if Cue.WORKS in hints and (_is_past_deed(said) or _is_of_a_thing(said)):
        return Stance.REACHED if "now" in said and "right" not in said else Stance.WORKS
    return Stance.QUESTION


def _names_a_choice(said: list[str]) -> bool:
    """A time, a sum, a plan: what somebody has to act on once the customer agrees."""
    return any(word in words("choices") or word[0] == "$" or word[0].isdigit() for word in said)


def _is_choice_of_it(said: list[str]) -> bool:
    """“Thursday at 3. Does it work?”: a choice is named and no thing is."""
    return not _has(said, "things") and _names_a_choice(said)


def _is_preference(said: list[str]) -> bool:
    """“How does a new pump sound?”, “Does it look good to you?”."""
    return "now" not in said and (_has(said, "taste") or not _TASTES.isdisjoint(pairwise(said)))


def _is_on_a_thing(said: list[str]) -> bool:
    """Whether an opinion is asked of what is there already, and not of what could be done."""
    if _has(said[:3], "past"):
        return not _is_choice_of_it(said)
    if _names_a_choice(said) or _is_preference(said):
        return False
    if _has(said, "things") or _has(said, "faring"):
        return True
    return _has(said[1:], "wholes") and not {"with", "that", "this", "look"} & set(said)


def _is_past_deed(said: list[str]) -> bool:
    """“Did the party go ok?”; “Did it look good?” asks for a choice all the same."""
    return said[0] in words("past") and not _has(
        set(said) - {"ok", "good", "right", "sirve"}, "seeming"
    )


def _is_of_a_thing(said: list[str]) -> bool:
    """Whether the subject of “does … work” is a machine or the water: “it” too, if it runs."""
    if _has(said[:2], "today") or _is_preference(said):
        return False
    if _has(said, "helping"):
        return True
    if _has(said, "running"):
        return "le" not in said or _has(said, "things")
    ends = words("predicates") | words("seeming")
    place = next((at for at, word in enumerate(said) if at and word in ends), len(said))
    subject, predicate = said[:place], said[place : place + 1]
    if _has(subject, "ways") and "better" in said:
        return False
    if _has(subject, "things"):
        return not _has(subject, "chosen")
    seems = _has(predicate, "seeming") and "now" not in said
    return _has(subject, "wholes") and not seems


def _told(said: list[str], clauses: list[list[str]]) -> Stance:
    hints = cues(asked=False).all_in(said)
    if Cue.OFFER in hints:
        return Stance.OFFER
    if Cue.SAME not in hints and _is_priced(said, hints):
        return Stance.PROPOSAL if hints & {Cue.PROPOSAL, Cue.HINT} else Stance.PRICE
    if said[-1] == "please" and len(said) <= _LONGEST_GREETING:
        return Stance.TASK
    if _has(said, "papers") and not (_has(said, "handled") or hints & _BEYOND_PAPERS):
        return Stance.DOCUMENT
    hints |= _understood(said, clauses, hints)
    if Cue.REPAIRED in hints:
        hints -= {Cue.SETBACK, Cue.DELAY, Cue.FAULT}
    if Cue.SAME in hints or (said[0] in ("thanks", "thank") and len(clauses) == 1):
        hints -= {Cue.PROPOSAL}
    elif Cue.HINT in hints and ("or" in said or not _reports(said)):
        hints.add(Cue.PROPOSAL)
    told = Stance.NEWS if hints & _TELLING or _tells(said) else Stance.UNSURE
    return next((stance for cue, stance in _TOLD_STANCES if cue in hints), told)


def _understood(said: list[str], clauses: list[list[str]], hints: set[Cue]) -> set[Cue]:
    """What no phrase says: what of the customer's is in our way, what is asked, what ails."""
    understood = set()
    if not hints & _HARMLESS:
        hindered = Cue.SETBACK in hints or _has(said, "negations")
        if (hindered and _has(said, "barriers")) or any(map(_falls_short, clauses)):
            understood.add(Cue.AWAITED)
        if any(map(_is_request, [said, *clauses])):
            understood.add(Cue.TASK)
    if any(map(_ails, clauses)) or _is_ill(said):
        understood.add(Cue.FAULT)
    return understood


def _falls_short(clause: list[str]) -> bool:
    """“Your card didn't work”, “you never answered”: what is missing is the customer's."""
    is_yours = False
    for word in clause:
        if is_yours and word in words("negations"):
            return True
        is_yours = word in ("you", "your") or (is_yours and word not in words("doers"))
    return False


def _is_request(clause: list[str]) -> bool:
    """“Verify your email”, “por favor conteste”: a deed asked of the customer, and no care."""
    said = _without_greeting(clause)
    is_near = _has(said[1:2], "takers") or any("-" in word for word in said)  # a number to call
    if is_near and said[0] in words("requests"):
        return True
    return any(
        asking in ("please", "favor") and asked not in words("kindnesses")
        for asking, asked in pairwise(clause)
    )


def _reports(said: list[str]) -> bool:
    """“We drained it like you asked”, “He'll lock up”: a deed right behind the one who does it."""
    return any(
        word in words("deeds") or (word.endswith("ed") and word not in words("no_deeds"))
        for word in said[:_LONGEST_SUBJECT]
    )


def _tells(said: list[str]) -> bool:
    """What was done or is being done (“vacuumed and brushed”), what we do, what to do."""
    if said[0] in words("doers") or _has(said[: 2 if said[0] in words("asides") else 1], "orders"):
        return True
    if _reports(said) or (_has(said, "readings") and any(word[0].isdigit() for word in said)):
        return True
    return any(word.endswith(_DEEDS) and word not in words("no_deeds") for word in said)


def _ails(said: list[str]) -> bool:
    """“Your pump is sucking air”, “the panel isn't connected”: what no list calls well."""
    machines = _machines()
    for place, verb in enumerate(said):
        if verb in words("states"):
            is_near = not machines.isdisjoint(said[max(0, place - _LONGEST_SUBJECT) : place])
            names_one = is_near and said[place - 1] not in words("subjects")
            if names_one and (verb.endswith("nt") or not _is_well(said[place + 1 :])):
                return True
        elif verb in words("negations") and place and said[place - 1] in machines:
            return True
    return False


@cache
def _machines() -> frozenset[str]:
    return words("topic") & words("things") | words("parts")


def _is_well(said: list[str]) -> bool:
    state = next((word for word in said if word not in words("degrees")), "now")
    return state in words("well") or state.endswith("ed") or state[0].isdigit()


def _is_ill(said: list[str]) -> bool:
    """“Bearings are grinding”, “corroded terminals”, and not “no cracks”."""
    return any(
        stems("ills").match(word) and before not in words("denials")
        for before, word in pairwise(["", *said])
    )


def _is_priced(said: list[str], hints: set[Cue]) -> bool:
    """A sum, also without its sign, or what grows dearer: “about 220”, “the monthly goes up”."""
    largest = _largest(said)
    if Cue.DEARER in hints and (largest or _has(said, "money")):
        return True
    if Cue.BILL in hints:
        return False
    if any(word[0] == "$" or word[-1] == "%" for word in said) or _has(said, "sum_words"):
        return True
    if not largest or _has(said, "measures"):
        return False
    return _has(said, "sums") or any(
        verb in _BE and number == largest for verb, number in pairwise(said)
    )


def _largest(said: list[str]) -> str | None:
    """The largest number, as it is written, that is large enough for a price and no year."""
    plain = {word: int(word.replace(",", "")) for word in said if word.replace(",", "").isdigit()}
    sums = [word for word, sum_ in plain.items() if sum_ >= _SMALLEST_SUM and sum_ not in _YEARS]
    return max(sums, key=plain.__getitem__, default=None)
