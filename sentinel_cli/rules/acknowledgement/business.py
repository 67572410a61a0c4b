"""What the business's last text leaves open: did it ask, propose, offer, or only tell?"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from itertools import pairwise

from sentinel_cli.rules.acknowledgement.phrases import Phrasebook, phrasebook
from sentinel_cli.rules.acknowledgement.sayings import GROUPS
from sentinel_cli.rules.acknowledgement.spelling import spelled
from sentinel_cli.rules.acknowledgement.vocabulary.business import ASKED, CHOICES, THINGS, TOLD, Cue


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
    DOCUMENT = "the business sent a quote"
    TASK = "the business asked for something"
    PROPOSAL = "the business proposed something"
    PRICE = "the business named a price"
    OFFER = "the business offered an extra"
    ANYTHING = "the business asked whether anything else is needed"
    REACHED = "the business asked whether it helped or arrived"
    WORKS = "the business asked whether it works"
    TROUBLE = "the business asked whether the trouble is still there"
    OPINION = "the business asked how it is"
    QUESTION = "the business asked a question"


_PAPERS = frozenset(
    {"quote", "quotes", "quoted", "estimate", "estimates", "proposal", "bid", "presupuesto"}
    | {"cotizacion", "contract", "agreement"}
)
_NO_EXTRAS = _PAPERS | {
    *("replace", "repair", "fix", "order", "schedule", "come", "send", "look", "install", "start"),
    *("change", "swap", "move", "go", "book", "keep", "still"),
}
"""An offer with one of these is no extra: whoever declines it leaves something undone."""

_DATES = frozenset(
    {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "tomorrow"}
    | {"noon", "afternoon"}
)
_PAST = frozenset({"did", "was", "were"})
_ENDINGS = frozenset(
    {"stop", "stopped", "quit", "away", "cleared", "settle", "settled", "resolved"}
)
"""“Did it stop leaking?” hopes for a yes, “Is it leaking?” for a no."""

_WHOLES = frozenset({"it", "everything", "things", "todo", "ya", "you", "yall", "all"})
"""What a question may be about that names no thing; “that” is what was proposed."""

_FARING = frozenset({"doing", "treating", "holding", "going", "feeling", "enjoying", "liking"})
_HELPING = frozenset({"help", "helped", "helping", "fixed"})
_TODAY = frozenset({"today", "tonight"})
_SEEMING = frozenset({"look", "looks", "sound", "sounds", "good", "ok", "right", "parece", "sirve"})
_PREDICATES = _SEEMING | {
    *("work", "works", "working", "better", "alright", "fine", "clear", "all", "go", "looking"),
    *("running", "heating", "set"),
}
_WAYS = frozenset({"gate", "gates", "door", "app", "link", "portal", "website", "code"})
"""Ways in and ways to reach us: “Is the gate better?” asks which one to take."""

_CHOSEN = frozenset({"color", "colors", "tile", "tiles", "plaster", "coping", "deck"})
"""What is looked at before it is ordered."""

_TASTE = frozenset({"a", "an", "than", "if", "parece", "ve", "sound", "sounds"})
_TASTES = frozenset({("to", "you"), ("work", "to"), ("work", "for")})
"""With one of these the question is what the customer prefers, unless it says “now”."""

_SPANISH_WORKS = frozenset({"funciona", "sirve", "prende", "jala", "quedo", "funciono", "prendio"})
_LASTING = frozenset({"still", "any", "anymore", "more", "todavia", "sigue", "siguen", "aun"})
_OPEN = frozenset(
    {"idea", "chance", "when", "since", "long", "often", "interested", "preference", "need"}
    | {"particular", "turn", "send", "sign", "decide", "call", "called", "home", "available"}
)
"""A question with one of these wants more than yes or no, or an answer to act on."""

_STILL_NEEDED = frozenset({"still", "need"})
_OPENERS = frozenset(
    {"did", "was", "were", "is", "are", "does", "do", "has", "have", "everything", "everybody"}
    | {
        "everyone",
        "all",
        "ya",
        "it",
        "si",
        "se",
        "le",
        "todavia",
        "sigue",
        "ok",
        "still",
        "any",
        "hey",
    }
    | {"hi", "hello", "just", "how"}
)
_QUESTION_WORDS = frozenset(
    {"how", "what", "which", "where", "who", "why", "cual", "cuando", "donde"}
)
_INVERTED = frozenset(
    {"do", "does", "are", "can", "could", "would", "should", "is", "was", "did", "will", "have"}
    | {"has", "want", "need"}
)
_SUBJECTS = frozenset(
    {"you", "it", "that", "he", "she", "they", "the", "your", "yall", "everything", "anyone"}
    | {"there", "if", "us"}
)
_SMALLEST_SUM = 60
_SUMS = frozenset(
    {"for", "about", "around", "roughly", "run", "runs", "total", "installed", "each", "pair"}
    | {"plus", "comes", "labor", "even", "cash"}
)
_COST = frozenset({"is", "are"})
_MEASURES = frozenset(
    {"water", "spa", "pool", "heater", "pressure", "set", "number", "code", "address"}
    | {"ppm", "psi", "degrees", "rpm", "rpms", "gallons", "salt", "alkalinity", "ph", "chlorine"}
    | {"hardness", "cya", "temp", "temperature", "stabilizer", "phosphates", "gpm", "volts"}
    | {"amps", "readings", "reading", "invoice"}
)
_ON_THINGS = frozenset({Stance.WORKS, Stance.OPINION})
_TOLD_STANCES = (
    (Cue.HELLO, Stance.HELLO),
    (Cue.PROPOSAL, Stance.PROPOSAL),
    (Cue.TASK, Stance.TASK),
    (Cue.SETBACK, Stance.SETBACK),
    (Cue.DELAY, Stance.DELAY),
    (Cue.VISIT, Stance.VISIT),
    (Cue.BAN, Stance.BAN),
)
_TELLING = frozenset({Cue.TELLS, Cue.CARE, Cue.NO_HURRY, Cue.BILL, Cue.REPAIRED})
_DEEDS = ("ed", "ing", "amos", "imos")
_NO_DEEDS = frozenset(
    {"need", "bed", "red", "shed", "speed", "feed", "agreed", "vamos", "weed", "morning", "spring"}
    | {"evening", "during", "opening", "thing", "something", "anything", "everything", "according"}
)
_DOERS = frozenset({"we", "he", "she", "they", "it"})
_ASIDES = frozenset({"just", "please", "then", "now", "also", "and", "go"})
_ORDERS = frozenset(
    {"rinse", "soak", "hold", "press", "pull", "skim", "scoop", "empty", "clean", "top", "fill"}
    | {"unplug", "plug", "set", "lower", "raise", "close", "open", "move", "lock", "latch", "wipe"}
    | {"swim", "drop", "let", "shut", "cover", "drain", "sweep", "spray", "hose", "twist", "get"}
)
_WORDS = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)*|\$?\d+(?:[:.,/-]\d+)*%?[A-Za-z]*")
_SENTENCES = re.compile(r"[^.!?\n]+[.!?\n]*(?:\d[^.!?\n]*[.!?\n]*)*")
_IS = re.compile(r"[a-z]'s ", re.IGNORECASE)
_DATED = re.compile(r"\d|(?:mon|tues|wednes|thurs|fri|satur|sun)day", re.IGNORECASE)
LONGEST = 600
"""Characters. A longer text of the business counts as a question: it may hold one."""


def stances(text: str | None) -> frozenset[Stance]:
    """Return all that `text` (made ASCII by `plain`) leaves open; NEWS alone if nothing is."""
    if text is None or not text.strip():
        return frozenset({Stance.NONE})
    if len(text) > LONGEST:
        return frozenset({Stance.QUESTION})
    found = {_stance(sentence) for sentence in _SENTENCES.findall(text)}
    if found & _ON_THINGS and _is_choice_of_it(words_of(text)):
        found.add(Stance.QUESTION)
    if Stance.OFFER in found:
        found.discard(Stance.PRICE)
    if len(found) > 1 and not _DATED.search(text):
        found.discard(Stance.UNSURE)
    return frozenset(found - {Stance.NEWS} or {Stance.NEWS})


def words_of(text: str) -> list[str]:
    """Return the plain words of a business's text that `plain` has made ASCII."""
    return [word for token in _WORDS.findall(text) for word in spelled(token.lower())]


@cache
def _cues(written: tuple[tuple[Cue, str], ...]) -> Phrasebook[Cue]:
    return phrasebook(written, groups=GROUPS)


def _stance(sentence: str) -> Stance:
    words = words_of(sentence)
    if not words:
        return Stance.NEWS
    if "?" in sentence or _is_unmarked(words):
        return _asked(words)
    told = _told(words)
    return Stance.NEWS if told is Stance.UNSURE and _IS.search(sentence) else told


def _is_unmarked(words: list[str]) -> bool:
    """A question without its mark: “does Thursday work for you”."""
    if words[0] in _QUESTION_WORDS:
        return words[1:2] not in (["a"], ["an"])
    if words[0] not in _INVERTED or len(words) == 1:
        return False
    return words[1] in _SUBJECTS or _names_a_choice(words[1:2])


def _asked(words: list[str]) -> Stance:
    cues = _cues(ASKED).all_in(words)
    if not _PAPERS.isdisjoint(words):
        return Stance.QUESTION
    if Cue.ANYTHING in cues:
        return Stance.ANYTHING
    if Cue.OFFER in cues:
        return Stance.OFFER if _NO_EXTRAS.isdisjoint(words) else Stance.PROPOSAL
    if Cue.TASK in cues and _DATES.isdisjoint(words):
        return Stance.TASK
    if _STILL_NEEDED.issubset(words):
        return Stance.HELLO
    is_open = Cue.REACHED not in cues and not _OPEN.isdisjoint(words)
    return Stance.QUESTION if is_open or Cue.MEASURE in cues else _asked_how_it_is(words, cues)


def _asked_how_it_is(words: list[str], cues: set[Cue]) -> Stance:
    if words[0] not in _PAST and not _DATES.isdisjoint(words):
        return Stance.QUESTION
    if Cue.OPINION in cues:
        return Stance.OPINION if _is_on_a_thing(words) else Stance.QUESTION
    if Cue.LASTING in cues:
        return Stance.REACHED
    if _is_choice_of_it(words) or (words[0] not in _PAST and _names_a_choice(words)):
        return Stance.QUESTION
    if Cue.PROPOSAL in cues or words[0] not in _OPENERS:
        return Stance.QUESTION
    return _asked_whether(words, cues)


def _asked_whether(words: list[str], cues: set[Cue]) -> Stance:
    """A yes closes only where it says that all is well; asked to find a fault, it is a clue."""
    if Cue.REACHED in cues:
        return Stance.REACHED
    if Cue.TROUBLE in cues:
        hopes_for_no = _ENDINGS.isdisjoint(words)
        lasts = not _LASTING.isdisjoint(words)
        return (Stance.TROUBLE if lasts else Stance.QUESTION) if hopes_for_no else Stance.REACHED
    if Cue.WORKS in cues and (_is_past_deed(words) or _is_of_a_thing(words)):
        return Stance.REACHED if "now" in words and "right" not in words else Stance.WORKS
    return Stance.QUESTION


def _names_a_choice(words: list[str]) -> bool:
    """A time, a sum, a plan: what somebody has to act on once the customer agrees."""
    return any(word in CHOICES or word[0] == "$" or word[0].isdigit() for word in words)


def _is_choice_of_it(words: list[str]) -> bool:
    """“Thursday at 3. Does it work?”: a choice is named and no thing is."""
    return THINGS.isdisjoint(words) and _names_a_choice(words)


def _is_preference(words: list[str]) -> bool:
    """“How does a new pump sound?”, “Does it look good to you?”."""
    return "now" not in words and (
        not _TASTE.isdisjoint(words) or not _TASTES.isdisjoint(pairwise(words))
    )


def _is_on_a_thing(words: list[str]) -> bool:
    """Whether an opinion is asked of what is there already, and not of what could be done."""
    if not _PAST.isdisjoint(words[:3]):
        return not _is_choice_of_it(words)
    if _names_a_choice(words) or _is_preference(words):
        return False
    if not (THINGS.isdisjoint(words) and _FARING.isdisjoint(words)):
        return True
    return not _WHOLES.isdisjoint(words[1:]) and not {"with", "that", "this", "look"} & set(words)


def _is_past_deed(words: list[str]) -> bool:
    """“Did the party go ok?”; “Did it look good?” asks for a choice all the same."""
    return words[0] in _PAST and _SEEMING.isdisjoint(set(words) - {"ok", "good", "right", "sirve"})


def _is_of_a_thing(words: list[str]) -> bool:
    """Whether the subject of “does … work” is a machine or the water: “it” too, if it runs."""
    if not _TODAY.isdisjoint(words[:2]) or _is_preference(words):
        return False
    if not _HELPING.isdisjoint(words):
        return True
    if not _SPANISH_WORKS.isdisjoint(words):
        return "le" not in words or not THINGS.isdisjoint(words)
    place = next((at for at, word in enumerate(words) if at and word in _PREDICATES), len(words))
    subject, predicate = words[:place], words[place : place + 1]
    if not _WAYS.isdisjoint(subject) and "better" in words:
        return False
    if not THINGS.isdisjoint(subject):
        return _CHOSEN.isdisjoint(subject)
    seems = not _SEEMING.isdisjoint(predicate) and "now" not in words
    return not _WHOLES.isdisjoint(subject) and not seems


def _told(words: list[str]) -> Stance:
    cues = _cues(TOLD).all_in(words)
    if Cue.OFFER in cues:
        return Stance.OFFER
    if Cue.BILL not in cues and _is_priced(words):
        return Stance.PROPOSAL if Cue.PROPOSAL in cues else Stance.PRICE
    if Cue.NO_HURRY not in cues and not _PAPERS.isdisjoint(words):
        return Stance.DOCUMENT
    if Cue.REPAIRED in cues:
        cues.discard(Cue.SETBACK)
    told = Stance.NEWS if cues & _TELLING or _tells(words) else Stance.UNSURE
    return next((stance for cue, stance in _TOLD_STANCES if cue in cues), told)


def _tells(words: list[str]) -> bool:
    """What was done or is being done (“vacuumed and brushed”), what we do, what to do."""
    if words[0] in _DOERS or not _ORDERS.isdisjoint(words[: 2 if words[0] in _ASIDES else 1]):
        return True
    return any(word.endswith(_DEEDS) and word not in _NO_DEEDS for word in words)


def _is_priced(words: list[str]) -> bool:
    """A sum, with or without its sign: “about 220 for the pair”."""
    if any(word[0] == "$" or word[-1] == "%" for word in words):
        return True
    numbers = [word.replace(",", "") for word in words]
    largest = max((int(number) for number in numbers if number.isdigit()), default=0)
    if largest < _SMALLEST_SUM or not _MEASURES.isdisjoint(words):
        return False
    if not _SUMS.isdisjoint(words):
        return True
    pairs = pairwise(numbers)
    return any(verb in _COST and number == str(largest) for verb, number in pairs)
