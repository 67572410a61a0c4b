"""Who speaks, by the forms in which callers say it: "this is …", "habla …", "… here".

A name is written with a capital; what is not said to be the caller's own is nobody's.
"""

from __future__ import annotations

from collections.abc import Sequence

from sentinel_cli.rules.hearing.reading import Reading
from sentinel_cli.rules.tokens import vocabulary

_TITLES = vocabulary(
    "mr mrs ms miss dr doctor pastor coach father sister senora senor senorita don dona "
    "licenciada licenciado ingeniero maestra profesor"
)
_RANKS = vocabulary("officer agent detective deputy captain")
_OPENERS: tuple[tuple[str, ...], ...] = (
    ("my", "name", "is"), ("my", "names"), ("the", "name", "is"), ("names",), ("name", "is"),
    ("this", "is"), ("its",), ("it", "is"), ("i", "am"), ("im",), ("thiss",),
    ("mi", "nombre", "es"), ("me", "llamo"), ("le", "habla"), ("les", "habla"), ("habla",),
    ("te", "habla"), ("soy",), ("de", "parte", "de"),
)  # fmt: skip
_OPENING = {
    word: tuple(opener for opener in _OPENERS if opener[0] == word)
    for word in dict.fromkeys(opener[0] for opener in _OPENERS)
}
_SIGNS_OFF = frozenset({"here", "calling"})
_BETWEEN = vocabulary("uh um er eh este yes la el her the its")
_NOT_NAMES = vocabulary(
    "i im ive ill the a an my our your his her their this that these those it its we you he she "
    "they is are was and or but so if when what where why how who hi hey hello hola good "
    "morning afternoon evening buenos buenas dias tardes noches please thanks thank gracias yes "
    "no yeah ok okay just calling call can could would do does did not never still pool pools "
    "gate gates water pump heater leak spa dog dogs urgent emergency help monday tuesday "
    "wednesday thursday friday saturday sunday january february march april may june july "
    "august september october november december lunes martes miercoles jueves viernes sabado "
    "domingo neighbor vecina vecino for from with to in on at of by there here now today "
    "tomorrow really very all some any looking bueno si que la el los las un una mi su me se le "
    "ya es esta hay por para con sin de en lo al del day days need have got had been get going "
    "went nobody everybody somebody someone anyone after before about green black sorry tenant "
    "wife husband mom dad son daughter accounts right left also well oh um uh great nice sure "
    "quiero necesito urge auxilio ayuda freezing hasta como cuando donde cuanto ustedes "
    "usted te voy vamos kids fire smoke gas power tree police poison oncor atmos google pentair "
    "hayward jandy polaris amazon home texas dallas plano frisco keller denton fort worth "
    "arlington mckinney allen prosper english spanish christmas"
)
_SAME = vocabulary("at from with de del over calling on in")
_MOST = 3


def name(reading: Reading, *, is_spoken: bool, staff: frozenset[str] = frozenset()) -> str | None:
    """The caller's name as written. `staff`: names the business gave on the same call."""
    for at, word in enumerate(reading.words):
        if word in _OPENING and (found := _introduced(reading, at, staff)):
            return found
        if word in _SIGNS_OFF and (found := _signed(reading, at, staff)):
            return found
    return _first_words(reading, staff) if is_spoken else None


def _introduced(reading: Reading, at: int, staff: frozenset[str]) -> str | None:
    """`This is Hollis`, `my name is uh Tom`."""
    for opener in _OPENING[reading.words[at]]:
        end = at + len(opener)
        if reading.words[at:end] == opener:
            first = end
            while _word(reading, first) in _BETWEEN and first < end + 2:
                first += 1
            if found := _named(reading, first, staff):
                return found
    return None


def _word(reading: Reading, at: int) -> str:
    return reading.words[at] if at < len(reading.words) else ""


def _named(reading: Reading, at: int, staff: frozenset[str]) -> str | None:
    """Titles and up to three capitalised words there."""
    first = at
    while _word(reading, at) in _RANKS:
        at = first = at + 1
    while _word(reading, at) in _TITLES:
        at += 1
    names = at
    while (
        at < names + _MOST
        and _is_name(reading, at, staff)
        and (at == first or _goes_on(reading, at))
    ):
        at += 1
    if at == names:
        return None
    said = reading.said(first, at)
    return said[0].upper() + said[1:]


def _goes_on(reading: Reading, at: int) -> bool:
    """No sign before it, but for the point of a title."""
    return not reading.parted[at] or (
        reading.parted[at] == "." and reading.words[at - 1] in _TITLES
    )


def _is_name(reading: Reading, at: int, staff: frozenset[str]) -> bool:
    if at >= len(reading.words):
        return False
    raw = reading.said(at, at + 1)
    word = reading.words[at]
    return (
        raw[0].isupper() and len(raw) > 1 and raw.isalpha()
        and not raw.isupper() and word not in _NOT_NAMES and word not in staff
    )  # fmt: skip


def _signed(reading: Reading, at: int, staff: frozenset[str]) -> str | None:
    """`Hollis here`, `Tom Brackeen calling`."""
    if reading.parted[at]:
        return None
    first = at
    while first > 0 and at - first < _MOST and _is_name(reading, first - 1, staff):
        first -= 1
    return reading.said(first, at) if first < at else None


def _first_words(reading: Reading, staff: frozenset[str]) -> str | None:
    """A message that opens with a name: `Tom Brackeen. Got ice on…`, `hi Paul Nguyen the…`."""
    at = 0
    while at < 4 and (_word(reading, at) in _HELLOS or _word(reading, at) in staff):  # noqa: PLR2004
        at += 1
    found = _named(reading, at, staff)
    if found is None:
        return None
    after = at + len(found.split())
    ends = after >= len(reading.words) or bool(reading.parted[after])
    return found if ends or at > 0 or _word(reading, after) in _SAME else None


_HELLOS = vocabulary(
    "hi hey hello hola good morning afternoon evening yes yeah uh um buenos buenas dias tardes "
    "noches bueno si there ok okay well"
)  # fmt: skip


def staff_names(sentences: Sequence[Reading]) -> frozenset[str]:
    """The names with which the business answered: `Clearline Pools, Dana speaking`."""
    found: set[str] = set()
    for reading in sentences:
        for at in range(len(reading.words)):
            if _is_name(reading, at, frozenset()):
                found.add(reading.words[at])
    return frozenset(found)
