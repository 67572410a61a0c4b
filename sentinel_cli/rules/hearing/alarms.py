"""Which words together are an alarm: harm to people, animals or property, now or within hours.

An alarm is a few concepts close to each other, none of them said not to be. What else is said can
take it back: that it was once, or elsewhere, or is over, or has time, or is only asked about. How
much of that an alarm heeds is its weight.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from sentinel_cli.model.hearing import Subject
from sentinel_cli.rules.hearing.lexicon import Concept


class Weight(IntEnum):
    """What takes an alarm back: each heeds what the ones above it heed, and more."""

    LIFE = 3
    """It was once, or elsewhere, or only supposed."""
    HARM = 2
    """It is over."""
    HAZARD = 1
    """It has time, or is asked about."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """`needs`: one of each must be said, all within `reach` words of the first of them.

    Of two that are equally near, the one written first: a set has no order that lasts.
    """

    why: str
    subject: Subject
    weight: Weight
    needs: tuple[tuple[Concept, ...], ...]
    reach: int = 12


def _one_of(*concepts: Concept) -> tuple[Concept, ...]:
    return concepts


_BROKEN = _one_of(
    Concept.OFF,
    Concept.SNAPPED,
    Concept.OPEN,
    Concept.BURST,
    Concept.LOOSE,
    Concept.DEAD,
    Concept.COLLAPSE,
)
_WHO = _one_of(Concept.KID, Concept.PERSON, Concept.ANIMAL)
_WEAK = _one_of(Concept.KID, Concept.ANIMAL)
_WET = _one_of(Concept.WATER, Concept.POOL, Concept.SWIM)
_WIRED = _one_of(Concept.ELECTRIC, Concept.MACHINE)
_WATER_WAYS = _one_of(Concept.PIPE, Concept.MACHINE, Concept.WATER, Concept.POOL)
_AIR = _one_of(
    Concept.FUMES, Concept.CHEM, Concept.GAS, Concept.SMELL, Concept.MIXED, Concept.GAS_LEAK
)
_S, _L = Subject.SAFETY, Subject.LEAK

ALARMS: tuple[Alarm, ...] = (
    Alarm("life in danger", _S, Weight.LIFE, (_one_of(Concept.LIFE),)),
    Alarm("somebody is hurt", _S, Weight.HARM, (_one_of(Concept.HURT), _WHO), 10),
    Alarm(
        "somebody was hit",
        _S,
        Weight.HARM,
        (_one_of(Concept.HIT), _one_of(Concept.BODY, Concept.EYES), _WHO),
        8,
    ),
    Alarm(
        "an ambulance for somebody",
        _S,
        Weight.LIFE,
        (
            _one_of(Concept.AID),
            _one_of(
                Concept.HURT,
                Concept.SWALLOW,
                Concept.SICK,
                Concept.CHEM,
                Concept.EYES,
                Concept.FALL_IN,
            ),
        ),
        25,
    ),
    Alarm(
        "a chemical was swallowed or breathed",
        _S,
        Weight.LIFE,
        (_one_of(Concept.SWALLOW), _one_of(Concept.CHEM, Concept.FUMES), _WHO),
        12,
    ),
    Alarm(
        "a chemical in somebody's eyes or on the skin",
        _S,
        Weight.LIFE,
        (
            _one_of(Concept.EYES),
            _one_of(Concept.CHEM, Concept.FUMES),
            _one_of(Concept.SPILL, Concept.BURNED, Concept.SICK),
        ),
        12,
    ),
    Alarm(
        "somebody is burned",
        _S,
        Weight.LIFE,
        (
            _one_of(Concept.BURNED),
            _one_of(Concept.BODY, Concept.EYES),
            _one_of(*_WHO, Concept.CHEM),
        ),
        9,
    ),
    Alarm("sick from chemicals", _S, Weight.HARM, (_one_of(Concept.SICK), _AIR), 20),
    Alarm(
        "sick after swimming",
        _S,
        Weight.HARM,
        (_one_of(Concept.SICK), _WEAK, _one_of(Concept.SWIM, Concept.POOL)),
        16,
    ),
    Alarm(
        "fumes",
        _S,
        Weight.HARM,
        (_one_of(Concept.FUMES), _one_of(Concept.CHEM, Concept.MIXED, Concept.SPILL)),
        10,
    ),
    Alarm(
        "chemicals mixed or burning",
        _S,
        Weight.HARM,
        (
            _one_of(Concept.CHEM),
            _one_of(Concept.MIXED, Concept.SPILL),
            _one_of(Concept.FUMES, Concept.SMOKE, Concept.INSIDE),
        ),
        14,
    ),
    Alarm("a child or animal fell in", _S, Weight.LIFE, (_one_of(Concept.FALL_IN), _WEAK), 10),
    Alarm("somebody is trapped", _S, Weight.LIFE, (_one_of(Concept.TRAPPED), _WHO), 12),
    Alarm(
        "held by the drain",
        _S,
        Weight.LIFE,
        (
            _one_of(Concept.STUCK, Concept.PULLS, Concept.TRAPPED),
            _one_of(Concept.DRAIN, Concept.PULLS),
            _one_of(*_WHO, Concept.BODY),
        ),
        10,
    ),
    Alarm("a drain without its cover", _S, Weight.HAZARD, (_one_of(Concept.DRAIN), _BROKEN), 9),
    Alarm(
        "the drain pulls",
        _S,
        Weight.HARM,
        (_one_of(Concept.DRAIN), _one_of(Concept.PULLS), _one_of(*_BROKEN, Concept.KID)),
        20,
    ),
    Alarm(
        "a child and an open pool",
        Subject.ACCESS,
        Weight.HARM,
        (_one_of(Concept.BARRIER), _BROKEN, _one_of(Concept.KID)),
        16,
    ),
    Alarm(
        "children about to enter",
        _S,
        Weight.HAZARD,
        (
            _one_of(Concept.GLASS, Concept.SNAKE),
            _one_of(Concept.KID, Concept.SWIM),
            _one_of(*_WET, Concept.SWIM, Concept.ALONE),
        ),
        16,
    ),
    Alarm(
        "an animal got out",
        Subject.ACCESS,
        Weight.HARM,
        (_one_of(Concept.LOOSE), _one_of(Concept.ANIMAL)),
        14,
    ),
    Alarm(
        "an animal and the pool cover",
        _S,
        Weight.HARM,
        (
            _one_of(Concept.ANIMAL),
            _one_of(Concept.COLLAPSE, Concept.FALL_IN, Concept.STUCK),
            _one_of(*_WET, Concept.BARRIER),
        ),
        20,
    ),
    Alarm("fire", _S, Weight.HARM, (_one_of(Concept.FLAME),)),
    Alarm("smoke", Subject.EQUIPMENT, Weight.HARM, (_one_of(Concept.SMOKE),)),
    Alarm("sparks", Subject.EQUIPMENT, Weight.HARM, (_one_of(Concept.SPARK),)),
    Alarm("a burning smell", Subject.EQUIPMENT, Weight.HARM, (_one_of(Concept.BURNT),)),
    Alarm("something melts", Subject.EQUIPMENT, Weight.HARM, (_one_of(Concept.MELT), _WIRED), 8),
    Alarm("electricity in the water", _S, Weight.HARM, (_one_of(Concept.SHOCK),)),
    Alarm(
        "bare wires",
        _S,
        Weight.HAZARD,
        (_one_of(Concept.LIVE), _one_of(*_WET, *_WEAK, Concept.SPARK, Concept.SWIM, Concept.ALONE)),
        14,
    ),
    Alarm(
        "a power line is down",
        _S,
        Weight.HARM,
        (
            _one_of(Concept.LINE_DOWN),
            _one_of(
                Concept.COLLAPSE,
                Concept.OPEN,
                Concept.OFF,
                Concept.SNAPPED,
                Concept.POOL,
                Concept.SWIM,
                Concept.ALONE,
                Concept.INSIDE,
                Concept.STILL,
            ),
        ),
        10,
    ),
    Alarm(
        "water at electricity",
        _L,
        Weight.HARM,
        (
            _one_of(Concept.WATER, Concept.FLOODING, Concept.FLOODED, Concept.POOL),
            _one_of(
                Concept.ENTERS,
                Concept.FLOODING,
                Concept.FLOODED,
                Concept.GUSH,
                Concept.SPRAY,
                Concept.FLOODED,
            ),
            _one_of(Concept.ELECTRIC),
        ),
        9,
    ),
    Alarm("a smell of gas", _S, Weight.HARM, (_one_of(Concept.GAS_LEAK),)),
    Alarm("a smell of gas", _S, Weight.HARM, (_one_of(Concept.GAS), _one_of(Concept.SMELL)), 6),
    Alarm(
        "gas escapes",
        _S,
        Weight.HARM,
        (
            _one_of(Concept.GAS),
            _one_of(Concept.BUZZ, Concept.OUTFLOW, Concept.HIT, Concept.BURST, Concept.SNAPPED),
        ),
        6,
    ),
    Alarm(
        "carbon monoxide",
        _S,
        Weight.HARM,
        (
            _one_of(Concept.MONOXIDE),
            _one_of(Concept.STILL, Concept.SICK, Concept.MACHINE, Concept.BUZZ, Concept.INSIDE),
        ),
        14,
    ),
    Alarm(
        "a child and an open gate",
        Subject.ACCESS,
        Weight.HARM,
        (
            _one_of(Concept.BARRIER),
            _one_of(Concept.AJAR),
            _one_of(Concept.KID),
            _one_of(Concept.ALONE, Concept.SWIM, Concept.STILL, Concept.LOOSE),
        ),
        16,
    ),
    Alarm(
        "a child alone by the water",
        _S,
        Weight.HARM,
        (_one_of(Concept.KID), _one_of(Concept.ALONE), _one_of(*_WET, Concept.BARRIER)),
        10,
    ),
    Alarm(
        "water comes into the house",
        _L,
        Weight.HARM,
        (
            _one_of(Concept.WATER, Concept.FLOODING, Concept.OUTFLOW, Concept.GUSH),
            _one_of(Concept.ENTERS, Concept.FLOODING, Concept.GUSH),
            _one_of(Concept.INSIDE),
        ),
        13,
    ),
    Alarm(
        "water in the house",
        _L,
        Weight.HARM,
        (_one_of(Concept.FLOODED, Concept.FLOODING), _one_of(Concept.INSIDE)),
        9,
    ),
    Alarm(
        "flooding",
        _L,
        Weight.HAZARD,
        (_one_of(Concept.FLOODING), _one_of(*_WATER_WAYS, Concept.STILL)),
        12,
    ),
    Alarm(
        "water gushes",
        _L,
        Weight.HAZARD,
        (
            _one_of(Concept.GUSH),
            _one_of(
                Concept.PIPE, Concept.MACHINE, Concept.BURST, Concept.SNAPPED, Concept.CANT_STOP
            ),
        ),
        10,
    ),
    Alarm(
        "water sprays",
        _L,
        Weight.HAZARD,
        (
            _one_of(Concept.SPRAY),
            _one_of(Concept.PIPE, Concept.MACHINE, Concept.WATER),
            _one_of(
                Concept.CANT_STOP,
                Concept.BURST,
                Concept.SNAPPED,
                Concept.GUSH,
                Concept.ENTERS,
                Concept.WATER,
            ),
        ),
        12,
    ),
    Alarm(
        "a pipe burst",
        _L,
        Weight.HAZARD,
        (
            _one_of(Concept.BURST),
            _one_of(Concept.PIPE),
            _one_of(
                Concept.WATER,
                Concept.GUSH,
                Concept.SPRAY,
                Concept.CANT_STOP,
                Concept.STILL,
                Concept.FLOODING,
                Concept.FLOODED,
                Concept.EMPTYING,
                Concept.BURST,
            ),
        ),
        9,
    ),
    Alarm(
        "a pipe came off",
        _L,
        Weight.HAZARD,
        (
            _one_of(Concept.SNAPPED),
            _one_of(Concept.PIPE, Concept.MACHINE),
            _one_of(
                Concept.GUSH,
                Concept.SPRAY,
                Concept.CANT_STOP,
                Concept.FLOODING,
                Concept.EMPTYING,
                Concept.FLOODED,
            ),
        ),
        14,
    ),
    Alarm(
        "a leak nobody can stop",
        _L,
        Weight.HAZARD,
        (
            _one_of(Concept.CANT_STOP),
            _one_of(
                Concept.GUSH,
                Concept.SPRAY,
                Concept.FLOODING,
                Concept.OUTFLOW,
                Concept.OVERFLOW,
                Concept.EMPTYING,
                Concept.WATER,
                Concept.ENTERS,
                Concept.FLOODED,
            ),
        ),
        20,
    ),
    Alarm("the pool empties", _L, Weight.HAZARD, (_one_of(Concept.EMPTYING), _WET), 8),
    Alarm(
        "the water falls fast",
        _L,
        Weight.HAZARD,
        (_one_of(Concept.DROP, Concept.OUTFLOW), _one_of(Concept.FAST), _WET),
        12,
    ),
    Alarm(
        "the pool overflows",
        _L,
        Weight.HAZARD,
        (_one_of(Concept.OVERFLOW), _one_of(Concept.INSIDE, Concept.CANT_STOP, Concept.ENTERS)),
        12,
    ),
    Alarm(
        "a freeze and nothing runs",
        Subject.EQUIPMENT,
        Weight.HAZARD,
        (
            _one_of(Concept.FREEZE),
            _one_of(Concept.DEAD),
            _one_of(Concept.MACHINE, Concept.PIPE, Concept.ELECTRIC, Concept.POOL),
        ),
        22,
    ),
    Alarm(
        "a freeze and nothing runs",
        Subject.EQUIPMENT,
        Weight.HAZARD,
        (_one_of(Concept.FREEZE), _one_of(Concept.BURST), _one_of(Concept.MACHINE, Concept.PIPE)),
        12,
    ),
    Alarm(
        "something is about to fall",
        Subject.DAMAGE,
        Weight.HAZARD,
        (
            _one_of(Concept.COLLAPSE),
            _one_of(Concept.STRUCT, Concept.BARRIER),
            _one_of(
                Concept.INSIDE,
                Concept.KID,
                Concept.LINE_DOWN,
                Concept.ELECTRIC,
                Concept.GAS,
            ),
        ),
        16,
    ),
    Alarm(
        "an intruder",
        _S,
        Weight.HARM,
        (_one_of(Concept.THREAT), _one_of(Concept.STILL, Concept.POOL, Concept.KID)),
        12,
    ),
)
"""The first that applies is told; those in danger come first."""
