"""What it is about: the subject whose words are said most, each with its weight."""

from __future__ import annotations

from collections.abc import Mapping

from sentinel_cli.model.hearing import Subject
from sentinel_cli.rules.hearing.lexicon import Concept
from sentinel_cli.rules.hearing.reading import Reading

_S = Subject
_WEIGHTS: dict[Concept, dict[Subject, float]] = {
    Concept.VENDOR: {_S.VENDOR_OR_SPAM: 2.0},
    Concept.CANCEL: {_S.CANCEL_SERVICE: 5.0},
    Concept.COMPLAIN: {_S.COMPLAINT: 2.2},
    Concept.NEW: {_S.NEW_CUSTOMER: 3.0},
    Concept.QUOTE: {_S.NEW_CUSTOMER: 2.6},
    Concept.MONEY: {_S.BILLING: 1.8},
    Concept.PAPER: {_S.BILLING: 3.0},
    Concept.OUTFLOW: {_S.LEAK: 2.6},
    Concept.FLOODING: {_S.LEAK: 2.0},
    Concept.FLOODED: {_S.LEAK: 1.5},
    Concept.GUSH: {_S.LEAK: 1.5},
    Concept.SPRAY: {_S.LEAK: 1.0},
    Concept.EMPTYING: {_S.LEAK: 2.0},
    Concept.DROP: {_S.LEAK: 0.7},
    Concept.OVERFLOW: {_S.LEAK: 2.0},
    Concept.BURST: {_S.LEAK: 0.8, _S.EQUIPMENT: 0.3},
    Concept.PIPE: {_S.LEAK: 0.7, _S.EQUIPMENT: 0.7},
    Concept.WATER: {_S.LEAK: 0.9, _S.GREEN_POOL: 0.3},
    Concept.ENTERS: {_S.LEAK: 0.9},
    Concept.CANT_STOP: {_S.LEAK: 1.0},
    Concept.GREEN: {_S.GREEN_POOL: 3.2},
    Concept.DAMAGED: {_S.DAMAGE: 1.9},
    Concept.HIT: {_S.DAMAGE: 1.8},
    Concept.COLLAPSE: {_S.DAMAGE: 0.8},
    Concept.MACHINE: {_S.EQUIPMENT: 1.5},
    Concept.ELECTRIC: {_S.EQUIPMENT: 1.0},
    Concept.DEAD: {_S.EQUIPMENT: 1.1},
    Concept.BUZZ: {_S.EQUIPMENT: 0.8},
    Concept.SMOKE: {_S.EQUIPMENT: 0.5},
    Concept.BARRIER: {_S.ACCESS: 1.4},
    Concept.AJAR: {_S.ACCESS: 0.5},
    Concept.OPEN: {_S.ACCESS: 0.5},
    Concept.ACCESS: {_S.ACCESS: 1.5},
    Concept.LOOSE: {_S.ACCESS: 0.8},
    Concept.ANIMAL: {_S.ACCESS: 0.5},
    Concept.WHEN: {_S.SCHEDULING: 0.7},
    Concept.VISIT: {_S.SCHEDULING: 1.5},
    Concept.DIRT: {_S.SCHEDULING: 1.2},
    Concept.SAFE: {_S.SAFETY: 2.0},
    Concept.CHEM: {_S.SAFETY: 0.7},
    Concept.FUMES: {_S.SAFETY: 1.0},
    Concept.DRAIN: {_S.SAFETY: 1.2},
    Concept.LIFE: {_S.SAFETY: 1.0},
    Concept.HURT: {_S.SAFETY: 1.0},
    Concept.AID: {_S.SAFETY: 0.8},
    Concept.GAS_LEAK: {_S.SAFETY: 1.0},
    Concept.SHOCK: {_S.SAFETY: 2.0},
    Concept.SICK: {_S.SAFETY: 1.5},
    Concept.SWALLOW: {_S.SAFETY: 2.0},
    Concept.EYES: {_S.SAFETY: 1.0},
    Concept.BURNED: {_S.SAFETY: 0.7},
    Concept.FALL_IN: {_S.SAFETY: 1.0},
    Concept.TRAPPED: {_S.SAFETY: 1.5},
    Concept.STUCK: {_S.SAFETY: 0.3},
    Concept.LIVE: {_S.SAFETY: 1.5},
    Concept.SNAKE: {_S.SAFETY: 2.1},
    Concept.GLASS: {_S.SAFETY: 1.0},
    Concept.GAS: {_S.SAFETY: 1.0},
    Concept.MONOXIDE: {_S.SAFETY: 1.5},
    Concept.KID: {_S.SAFETY: 0.9},
    Concept.BODY: {_S.SAFETY: 1.5},
    Concept.SPARK: {_S.EQUIPMENT: 1.0},
    Concept.BURNT: {_S.EQUIPMENT: 1.0},
    Concept.MELT: {_S.EQUIPMENT: 0.7},
    Concept.STRUCT: {_S.DAMAGE: 0.5},
    Concept.PART: {_S.EQUIPMENT: 1.4},
    Concept.FREEZE: {_S.EQUIPMENT: 0.3},
    Concept.JOB: {_S.OTHER: 2.5},
}
_ORDER = tuple(Subject)
_LEAST = 0.65
_VENDOR_LEAST = 4.0
"""Two phrases of one who sells."""
_HARMED = (_S.SAFETY, _S.LEAK, _S.DAMAGE, _S.EQUIPMENT, _S.ACCESS)


def subject(reading: Reading) -> Subject:
    """The subject with the most weight."""
    weights = _weights(reading)
    if weights.pop(Subject.VENDOR_OR_SPAM, 0.0) >= _VENDOR_LEAST:
        return Subject.VENDOR_OR_SPAM
    return _heaviest(weights) or Subject.OTHER


def harmed(reading: Reading) -> Subject:
    """What an alarm is about that has no subject of its own: people first."""
    weights = _weights(reading)
    return _heaviest({about: weights.get(about, 0.0) for about in _HARMED}) or Subject.SAFETY


def _weights(reading: Reading) -> dict[Subject, float]:
    weights: dict[Subject, float] = {}
    for mark in reading.marks:
        for about, weight in _WEIGHTS.get(mark.concept, {}).items():
            weights[about] = weights.get(about, 0.0) + weight
    return weights


def _heaviest(weights: Mapping[Subject, float]) -> Subject | None:
    """Of equals the one written first in `Subject`."""
    best = max(weights.values(), default=0.0)
    if best < _LEAST:
        return None
    return min((about for about in weights if weights[about] == best), key=_ORDER.index)


def weight_of(concept: Concept, about: Subject) -> float:
    """How much a phrase tells of the subject."""
    return _WEIGHTS.get(concept, {}).get(about, 0.0)
