"""Digits as they are spoken and written, and the one number to call back.

Right or none: a number is taken only when it is complete, is one of the American plan, and nothing
says that it is a card's, a code, or somebody else's. Of several the last complete one counts, and
a correction mends the one before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from sentinel_cli.rules.hearing.reading import Reading
from sentinel_cli.rules.tokens import vocabulary

_UNITS = {
    word: str(digit)
    for digit, words in enumerate(
        ("zero oh o cero", "one uno una", "two dos", "three tres", "four cuatro", "five cinco",
         "six seis", "seven siete", "eight ocho", "nine nueve niner")
    )
    for word in words.split()
}  # fmt: skip
_TEENS = {
    word: str(10 + n)
    for n, words in enumerate(
        ("ten diez", "eleven once", "twelve doce", "thirteen trece", "fourteen catorce",
         "fifteen quince", "sixteen dieciseis", "seventeen diecisiete", "eighteen dieciocho",
         "nineteen diecinueve")
    )
    for word in words.split()
}  # fmt: skip
_TENS = {
    word: str(2 + n)
    for n, words in enumerate(
        ("twenty veinte", "thirty treinta", "forty fourty cuarenta", "fifty cincuenta",
         "sixty sesenta", "seventy setenta", "eighty ochenta", "ninety noventa")
    )
    for word in words.split()
}  # fmt: skip
_JOINED = {f"veinti{word}": f"2{digit}" for word, digit in _UNITS.items() if digit != "0"}
_WHOLE_WORDS = _UNITS | _TEENS | _JOINED
"""Words that are their digits, whatever stands beside them."""
_HUNDREDS = {
    "cien": "1", "ciento": "1", "doscientos": "2", "trescientos": "3", "cuatrocientos": "4",
    "quinientos": "5", "seiscientos": "6", "setecientos": "7", "ochocientos": "8",
    "novecientos": "9",
}  # fmt: skip
_TIMES = {"double": 2, "doble": 2, "triple": 3, "treble": 3}
_FILLERS = vocabulary("uh um er eh este area code dash guion hyphen dot punto space pues a ver ext")
_GOES_ON = _FILLERS | vocabulary("and y then luego is es so like ok oh entonces")
_STARTERS = frozenset(_WHOLE_WORDS) | _TENS.keys() | _HUNDREDS.keys() | _TIMES.keys()
_CORRECTS = vocabulary("no wait sorry actually perdon correction espere digo mean scratch oops")
_OTHERS = vocabulary(
    "card visa mastercard amex discover debit tarjeta expiration expires vence cvv cvc routing "
    "confirmation order orden license policy poliza codigo code gate serial model modelo check "
    "social ssn po ticket invoice factura account cuenta clave pin passcode combination combo old "
    "fax prescription case meter permit"
)
"""What is said of a number that is nobody's telephone."""
_PHONE = vocabulary(
    "phone cell number reach call text telefono celular numero marqueme llameme llamar hablar "
    "hableme marcar comunicarse comuniquese callback mobile"
)
_NEAR_WORDS = 6
_NUMBER = frozenset({"number", "numero"})
_KINDS = frozenset((word,) for word in _OTHERS)
_YOURS = vocabulary("called llame marque dialed yours suyo calling")
_SECRETS = vocabulary(
    "card visa mastercard amex discover debit tarjeta expiration expires exp vence vencimiento cvv "
    "cvc security code codigo clave pin passcode combination combo digits digitos routing social "
    "lockbox keypad password contrasena ssn atras gate alarm front back three four account cuenta"
)
_MOST_PIECES = 40
"""Number words in a row; more are no telephone number, and not worth the while."""
_MOST_DOUBTS = 6
_BELOW_HUNDRED = 2
_LEADS = 5
"""Digits of a house or a time that a pause may part from a number."""
_AREA, _LOCAL, _WHOLE = 3, 7, 10
_POSTCODE = 5
_PAUSES = frozenset(",.;")
_PLAN = re.compile(r"[2-9]\d\d[2-9]\d{6}")


@dataclass(frozen=True, slots=True)
class Piece:
    """One number word: the digits it may stand for; `parted`: a pause or sign stands before it."""

    choices: tuple[str, ...]
    parted: bool


@dataclass(frozen=True, slots=True)
class Run:
    """Number words in a row, from word `first` to before `end`."""

    pieces: tuple[Piece, ...]
    first: int
    end: int

    @property
    def digits(self) -> str:
        """The digits by the likeliest reading."""
        return "".join(piece.choices[0] for piece in self.pieces)


def runs(reading: Reading) -> tuple[Run, ...]:
    """All runs of number words."""
    found: list[Run] = []
    over = 0
    for at, word in enumerate(reading.words):
        if (word in _STARTERS or word.isdecimal()) and at >= over:
            run = _run(reading, at)
            over = run.end
            if run.pieces:
                found.append(run)
    return tuple(found)


def _run(reading: Reading, at: int) -> Run:
    pieces: list[Piece] = []
    first = end = at
    while not _is_over(reading, at, pieces):
        read = number_at(reading, at)
        if read is None:
            following = at
            while following < len(reading.words) and reading.words[following] in _FILLERS:
                following += 1
            if not pieces or following == at or number_at(reading, following) is None:
                break
            at = following
            continue
        piece, at = read
        pieces.append(piece)
        end = at
    return Run(tuple(pieces), first, end)


def _is_over(reading: Reading, at: int, pieces: Sequence[Piece]) -> bool:
    """A pause stands behind a whole number, or behind a postcode: what follows is another."""
    if not pieces or len(pieces) > _WHOLE + 1 or at >= len(reading.words):
        return False
    return reading.parted[at] in _PAUSES and (_is_postcode(pieces) or bool(_readings(pieces)))


def _is_postcode(pieces: Sequence[Piece]) -> bool:
    """Five digits in one word, with a pause behind them: no telephone number begins so."""
    return len(pieces) == 1 and len(pieces[0].choices[0]) == _POSTCODE


def number_at(reading: Reading, at: int) -> tuple[Piece, int] | None:
    """One number there, and its end: a word, or several (`sixty nine`, `five hundred`)."""
    words = reading.words
    if at >= len(words):
        return None
    word, following = words[at], words[at + 1] if at + 1 < len(words) else ""
    parted = reading.parted[at] != ""
    digit = _UNITS.get(following, following if following.isdecimal() else "")
    if word in _UNITS and following == "hundred":
        return Piece((f"{_UNITS[word]}00",), parted), at + 2
    if word in _TIMES:
        return (Piece((digit * _TIMES[word],), parted), at + 2) if digit else None
    if word in _HUNDREDS:
        return _hundreds(reading, at, parted=parted)
    if word in _TENS:
        return _tens(reading, at, parted=parted)
    digits = word if word.isdecimal() else _WHOLE_WORDS.get(word)
    return (Piece((digits,), parted), at + 1) if digits else None


def _hundreds(reading: Reading, at: int, *, parted: bool) -> tuple[Piece, int]:
    """`quinientos` is 500, `quinientos cincuenta y cinco` 555."""
    hundreds = _HUNDREDS[reading.words[at]]
    # Nothing of three digits stands below a hundred: it is not looked into, however many follow.
    is_next = at + 1 < len(reading.words) and reading.words[at + 1] not in _HUNDREDS
    below = number_at(reading, at + 1) if is_next else None
    if below and len(below[0].choices[0]) == _BELOW_HUNDRED:
        return Piece((hundreds + below[0].choices[0],), parted), below[1]
    return Piece((f"{hundreds}00",), parted), at + 1


def _tens(reading: Reading, at: int, *, parted: bool) -> tuple[Piece, int]:
    """`sesenta y nueve` is 69; `sixty nine` may be 69, or 60 and 9."""
    words, tens = reading.words, _TENS[reading.words[at]]
    ahead = [words[n] if n < len(words) else "" for n in (at + 1, at + 2)]
    if ahead[0] == "y" and ahead[1] in _UNITS:
        return Piece((tens + _UNITS[ahead[1]],), parted), at + 3
    unit = _UNITS.get(ahead[0], "0")
    if unit != "0" and at + 1 < len(words) and reading.parted[at + 1] in {"", "-"}:
        return Piece((tens + unit, f"{tens}0{unit}"), parted), at + 2
    return Piece((f"{tens}0",), parted), at + 1


def callback(reading: Reading, said: Sequence[Run]) -> str | None:
    """The number to call back, E.164."""
    found: str | None = None
    before = ""  # digits said last, complete or not: what a correction mends
    for n, run in enumerate(said):
        corrects = n > 0 and _is_correction(reading, said[n - 1], run)
        if _is_other(reading, run):
            before = ""
            continue
        number = _whole(run)
        if number is None and corrects and before:
            number = _mended(before, run.digits)
            if number is None and len(before) >= _WHOLE and found:
                found = None  # corrected into something we do not understand
        if (
            number is None
            and n > 0
            and before
            and len(before) < _WHOLE
            and _follows(reading, said[n - 1], run)
        ):
            joined = before + run.digits
            number = joined if _PLAN.fullmatch(joined) else None
        if number:
            found, before = number, number
        else:
            is_part = len(run.digits) <= _WHOLE and not _is_postcode(run.pieces)
            before = run.digits if is_part else ""
    return f"+1{found}" if found else None


def _follows(reading: Reading, before: Run, run: Run) -> bool:
    """Right after the other, with no more than a word between that goes on: 20 by 40 does not."""
    between = reading.words[before.end : run.first]
    return not between or (len(between) == 1 and between[0] in _GOES_ON)


def _is_correction(reading: Reading, before: Run, run: Run) -> bool:
    between = reading.words[before.end : run.first]
    return len(between) <= 8 and not _CORRECTS.isdisjoint(between)  # noqa: PLR2004 - words


def _is_other(reading: Reading, run: Run) -> bool:
    """A card's, an account's, a code: the nearest word before it that says what it is."""
    words = reading.words[max(0, run.first - 9) : run.first]
    for back, word in enumerate(reversed(words)):
        if word in _OTHERS and back < _NEAR_WORDS:
            return True
        if word in _YOURS and back <= 6:  # noqa: PLR2004 - "I called you at", "the one on file"
            return word != "calling" and not {"me", "call", "back"} & set(words)
        if word in _PHONE and not (word in _NUMBER and words[-back - 2 : -back - 1] in _KINDS):
            break
    return "emergency" in words and not {"contact", "contacto"}.isdisjoint(words)


def _whole(run: Run) -> str | None:
    """The one complete number in it: all of it, or what follows a few digits and a pause."""
    pieces = run.pieces
    if len(pieces) > _MOST_PIECES or sum(len(piece.choices) > 1 for piece in pieces) > _MOST_DOUBTS:
        return None
    if found := _readings(pieces):
        return found.pop() if len(found) == 1 else None
    length = len(run.digits)
    if length == 2 * _WHOLE and run.digits[:_WHOLE] == run.digits[_WHOLE:]:
        return _valid(run.digits[_WHOLE:])
    ends = set()
    for n in range(1, len(pieces)):
        leading = "".join(piece.choices[0] for piece in pieces[:n])
        is_stutter = leading == pieces[n].choices[0] or set(leading) == {"0"}
        is_other = pieces[n].parted and (len(leading) <= _LEADS or len(leading) % _WHOLE == 0)
        if is_stutter or is_other:
            ends |= _readings(pieces[n:])
    return ends.pop() if len(ends) == 1 else None


def _readings(pieces: Sequence[Piece]) -> set[str]:
    """Every complete number these words may be."""
    shortest = sum(len(piece.choices[0]) for piece in pieces)
    doubts = sum(len(piece.choices) - 1 for piece in pieces)
    if shortest > _WHOLE + 1 or shortest + doubts < _WHOLE:
        return set()
    spoken = ("".join(choice) for choice in product(*(piece.choices for piece in pieces)))
    return {number for digits in spoken if (number := _valid(digits))}


def _valid(digits: str) -> str | None:
    if len(digits) == _WHOLE + 1 and digits[0] == "1":
        digits = digits[1:]
    return digits if _PLAN.fullmatch(digits) else None


def _mended(before: str, digits: str) -> str | None:
    """The number with its corrected part in place."""
    if len(before) == _WHOLE and len(digits) in {2, 4}:
        return _valid(before[: -len(digits)] + digits)
    if len(before) == _WHOLE and len(digits) == _AREA:
        return _valid(digits + before[_AREA:])
    if len(before) >= _AREA and len(digits) == _LOCAL:
        return _valid(before[:_AREA] + digits)
    if _AREA + _AREA <= len(before) < _WHOLE and len(digits) == 4:  # noqa: PLR2004 - the last four
        return _valid(before[: _AREA + _AREA] + digits)
    return None


def hidden(reading: Reading, said: Sequence[Run]) -> Iterator[tuple[int, int]]:
    """Words no line may show: telephone and card numbers, codes, expirations."""
    for run in said:
        words = reading.words[max(0, run.first - 8) : run.first]
        is_secret = not _SECRETS.isdisjoint(words) and len(run.digits) > 2  # noqa: PLR2004
        if is_secret or len(run.digits) > 3 or (len(run.digits) > 2 and run.end - run.first > 1):  # noqa: PLR2004
            yield run.first, run.end
