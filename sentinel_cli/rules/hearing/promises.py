"""A call, text or e-mail somebody of the business promises, and by when: "I'll call you by three".

A visit is no such promise; nor is what is asked, denied, or told of the past.
"""

from __future__ import annotations

from dataclasses import dataclass

from sentinel_cli.model.hearing import Promise
from sentinel_cli.rules.hearing.numbers import number_at
from sentinel_cli.rules.hearing.reading import Reading
from sentinel_cli.rules.tokens import vocabulary

_DEEDS = {
    **dict.fromkeys(("call", "ring", "phone",
                     "llamo", "llamamos", "llamare", "llamaremos", "llamar",
                     "marco", "marcamos", "marcare", "marcar", "hablo", "hablamos", "llame",
                     "llaman", "llamada", "callback", "hablare", "marque"), "call"),
    **dict.fromkeys(("text", "message", "mensaje", "texto", "escribo", "escribimos", "mensajito",
                     "whatsapp", "escribire"), "text"),
    **dict.fromkeys(("email", "mail", "correo"), "email"),
}  # fmt: skip
_LOOSE = (
    ("get", "back", "to", "you"), ("get", "back", "with", "you"),
    ("follow", "up"), ("reach", "out"),
    ("let", "you", "know"), ("touch", "base"), ("le", "aviso"), ("le", "avisamos"),
    ("le", "regreso"), ("me", "comunico"), ("nos", "comunicamos"),
)  # fmt: skip
"""Words of getting in touch that leave open how: a call."""
_SPEAKERS = vocabulary(
    "ill well will shell hell theyll gonna going have let get can voy va vamos le les te lo la "
    "someone somebody alguien"
)
_SELF = vocabulary(
    "llamo llamamos llamare llamaremos marco marcamos marcare hablo hablamos escribo escribimos "
    "hablare escribire"
)
"""Spanish verbs that say by themselves who does it."""
_YOU = vocabulary("you le les te ya usted ustedes her him them back")
_BY = vocabulary("by at before around about a las la para antes de como tipo like")
_HOURS = {
    word: hour
    for hour, words in enumerate(
        ("one una", "two dos", "three tres", "four cuatro", "five cinco", "six seis",
         "seven siete", "eight ocho", "nine nueve", "ten diez", "eleven once", "twelve doce"),
        start=1,
    )
    for word in words.split()
}  # fmt: skip
_NOON = vocabulary("noon mediodia lunch")
_PARTS = {"half": 30, "media": 30, "quarter": 15, "cuarto": 15}
"""Parts of an hour, in minutes."""
_PAST, _TO = vocabulary("past after"), vocabulary("to till til before of para")
_ZERO = vocabulary("oh o zero cero")
_DAYS = {
    word: day
    for day, words in enumerate(
        ("monday lunes", "tuesday martes", "wednesday miercoles", "thursday jueves",
         "friday viernes", "saturday sabado", "sunday domingo")
    )
    for word in words.split()
}  # fmt: skip
_TOMORROW = vocabulary("tomorrow manana tmrw")
_MORNING = vocabulary("morning am")
_AFTERNOON = vocabulary("afternoon pm tarde evening tonight noche")
_SPANS = {
    "minute": 1, "minutes": 1, "minutos": 1, "mins": 1, "hour": 60, "hours": 60, "hora": 60,
    "horas": 60,
}  # fmt: skip
_ONE = vocabulary("the an one una la")
_WITHIN = vocabulary("within in en dentro de")
_REACH = 12
_HALF_DAY, _HOUR = 12, 60
_FIRST_PM = 7
"""An hour before seven said without am or pm is one of the afternoon."""


@dataclass(frozen=True, slots=True)
class CallTime:
    """When the call was, on the business's clock: Monday is 0, minutes after midnight."""

    weekday: int
    minute: int


def promise_in(reading: Reading, *, at: CallTime | None = None) -> Promise | None:
    """The last promise in one sentence."""
    found = None
    words = reading.words
    for here in range(len(words)):
        what = _deed(reading, here)
        if what:
            found = _timed(reading, here, what, call=at)
    return found


def _deed(reading: Reading, at: int) -> str:
    """What is promised there; empty if nothing is."""
    words = reading.words
    word = words[at]
    loose = next((p for p in _LOOSE if words[at : at + len(p)] == p), None)
    what = "call" if loose else _DEEDS.get(word, "")
    if word == "marco" and reading.said(at, at + 1)[0].isupper():
        return ""  # a man's name
    if not what:
        return ""
    before = words[max(0, at - 6) : at]
    if (
        not loose
        and word not in _SELF
        and (_SPEAKERS.isdisjoint(before) or not _is_to_you(words, at))
    ):
        return ""
    near = before[-5:]
    if loose and loose[0] != "le" and _SPEAKERS.isdisjoint(near):
        return ""
    asked = {
        "did",
        "do",
        "should",
        "if",
        "dont",
        "cant",
        "wont",
        "didnt",
        "not",
        "no",
        "when",
        "please",
    }
    if asked & set(near[-4:]) and not {"ill", "voy"} & set(near[-3:]):
        return ""
    return "" if "you" in near[-2:] and {"can", "could", "would"} & set(near) else what


def _is_to_you(words: tuple[str, ...], at: int) -> bool:
    """The customer is who is called: `call you`, `you a text`, `le mando un mensaje`."""
    return not _YOU.isdisjoint(words[at + 1 : at + 3]) or not _YOU.isdisjoint(
        words[max(0, at - 4) : at]
    )


def _timed(reading: Reading, at: int, what: str, *, call: CallTime | None) -> Promise:
    words = reading.words
    end = min(len(words), at + _REACH)
    minute, days, within, last = None, None, None, at + 1
    is_am = not _MORNING.isdisjoint(words[at:end])
    is_pm = not _AFTERNOON.isdisjoint(words[at:end])
    here = at + 1
    while here < end:
        word = words[here]
        if word in _TOMORROW and words[here - 1] not in {"la", "de"}:
            days, last = 1, here + 1
        elif word in _DAYS:
            days, last = ((_DAYS[word] - call.weekday) % 7 or 7) if call else None, here + 1
        elif _SPANS.get(word) == _HOUR and (part := _part(words[max(0, here - 3) : here])):
            within, last = part, here + 1
        elif word in _SPANS and words[here - 1] in _ONE and words[here - 2] in _WITHIN:
            within, last = _SPANS[word], here + 1
        elif word in _SPANS and (count := _count(reading, here)):
            within, last = count * _SPANS[word], here + 1
        elif minute is None and (clock := _clock(reading, here, is_am=is_am, is_pm=is_pm)):
            minute, here = clock
            last = here
            continue
        here += 1
    if minute is not None and days is None:
        days = 0
        if call and minute <= call.minute and minute < _HALF_DAY * _HOUR and not is_am:
            minute += _HALF_DAY * _HOUR
    first = _begin(reading, at)
    return Promise(
        what=what,
        words=reading.said(first, max(last, min(len(words), at + 3))),
        by_minute=minute,
        in_days=days if minute is not None else None,
        within_minutes=within,
    )


def _begin(reading: Reading, at: int) -> int:
    first = at
    while first > 0 and at - first < 5 and not reading.parted[first]:  # noqa: PLR2004 - words
        first -= 1
        if reading.words[first] in {"ill", "well", "i", "we", "someone", "voy", "le", "les"}:
            break
    return first


def _part(before: tuple[str, ...]) -> int:
    """`half an`, `media`, `a quarter of an` before an hour: minutes; 0 if it is a whole one."""
    return next((_PARTS[word] for word in before if word in _PARTS), 0)


def _count(reading: Reading, end: int) -> int:
    """The number said just before that word; 0 if none is."""
    for at in range(max(0, end - 3), end):
        found = number_at(reading, at)
        if found and found[1] == end and len(found[0].choices[0]) < 4:  # noqa: PLR2004 - digits
            return int(found[0].choices[0])
    return 0


def _clock(reading: Reading, at: int, *, is_am: bool, is_pm: bool) -> tuple[int, int] | None:
    """A time of day there, in minutes, and where its words end."""
    words = reading.words
    if words[at] in _NOON:
        return _HALF_DAY * _HOUR, at + 1
    if words[at - 1] not in _BY and not (words[at - 1] in {"a", "un"} and words[at] in _PARTS):
        return None
    told = _around_hour(reading, at) or _from_hour(reading, at)
    if told is None:
        return None
    hour, minute, end = told
    if (is_pm and hour < _HALF_DAY) or (not is_am and hour < _FIRST_PM):
        hour += _HALF_DAY
    return hour * _HOUR + minute, end


def _around_hour(reading: Reading, at: int) -> tuple[int, int, int] | None:
    """`half past ten`, `quarter to five`, `diez para las cinco`: hour, minutes, end."""
    words = reading.words
    minute, end = _PARTS.get(words[at], 0), at + 1
    if not minute and (number := number_at(reading, at)):
        minute, end = int(number[0].choices[0][:3]), number[1]
    if not 0 < minute < _HOUR or minute % 5:
        return None
    link, at = words[end : end + 1], end + 1
    at += words[at : at + 1] in {("la",), ("las",)}
    hour = _hour(words[at]) if at < len(words) else 0
    if not hour or (_PAST.isdisjoint(link) and _TO.isdisjoint(link)):
        return None
    return hour, minute if link[0] in _PAST else -minute, at + 1


def _from_hour(reading: Reading, at: int) -> tuple[int, int, int] | None:
    """`ten`, `10:48`, `ten forty eight`, `cinco y media`: hour, minutes, end."""
    words = reading.words
    hour, end = _hour(words[at]), at + 1
    if not hour or not _SPANS.keys().isdisjoint(words[end : end + 1]):
        return None
    minute, end = _minute(reading, end)
    return None if _counts_on(reading, end) else (hour, minute, end)


def _hour(word: str) -> int:
    """The hour; 0 if it is none."""
    hour = _HOURS.get(word) or (int(word) if word.isdecimal() and len(word) <= 2 else 0)  # noqa: PLR2004
    return hour if hour < 24 else 0  # noqa: PLR2004 - hours of a day


def _minute(reading: Reading, at: int) -> tuple[int, int]:
    """The minutes said behind an hour (`menos cuarto`: less), and where they end; else none."""
    words = reading.words
    sign = {"y": 1, "menos": -1}.get(words[at] if at < len(words) else "", 0)
    first = at + abs(sign)
    if first >= len(words) or reading.parted[first] not in {"", ":", "-"}:
        return 0, at
    if words[first] in _PARTS:
        return (sign * _PARTS[words[first]], first + 1) if sign else (0, at)
    first += words[first] in _ZERO
    number = number_at(reading, first)
    if number is None:
        return 0, at
    digits, end = number[0].choices[0], number[1]
    is_minute = len(digits) == (1 if words[first - 1] in _ZERO else 2) and int(digits) < _HOUR
    if not is_minute or not _SPANS.keys().isdisjoint(words[end : end + 1]):
        return 0, at
    return (sign or 1) * int(digits), end


def _counts_on(reading: Reading, at: int) -> bool:
    """Two numbers more: no time of day, but a telephone's."""
    following = number_at(reading, at)
    return following is not None and number_at(reading, following[1]) is not None
