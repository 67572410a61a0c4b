"""What one phrase of a customer means, and all phrases in one book: the longest one counts.

So a saying takes its words from the alarm: "fire pit" is no fire, "sticker shock" no shock.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from itertools import chain
from pathlib import Path

from sentinel_cli.rules.acknowledgement.phrases import Phrasebook, phrasebook


class Concept(StrEnum):
    """What one phrase is about."""

    IDLE = "nothing"  # takes its words from every other phrase
    NOT = "not"
    STILL = "now"
    PAST = "past"
    FIXED = "over"
    CALM = "no hurry"
    IF = "if"
    ASK = "a question of service"
    FAR = "elsewhere"

    KID = "a child"
    PERSON = "a person"
    ANIMAL = "an animal"
    BODY = "a part of the body"
    POOL = "the pool"
    WATER = "water"
    INSIDE = "the house"
    ELECTRIC = "electricity"
    MACHINE = "equipment"
    PIPE = "a pipe"
    CHEM = "chemicals"
    BARRIER = "gate or cover"
    STRUCT = "a structure"
    DRAIN = "the drain cover"
    GLASS = "broken glass"
    SNAKE = "a snake"

    LIFE = "life in danger"
    HURT = "hurt"
    AID = "an ambulance"
    SICK = "sick from it"
    SWALLOW = "swallowed"
    EYES = "in the eyes"
    BURNED = "burned"
    FALL_IN = "fell in"
    TRAPPED = "trapped"
    STUCK = "stuck"
    PULLS = "suction"
    ALONE = "alone by the water"
    SWIM = "swimming"
    LOOSE = "ran off"
    FLAME = "fire"
    SMOKE = "smoke"
    SPARK = "sparks"
    BURNT = "a burning smell"
    MELT = "melting"
    SHOCK = "electric shock"
    BUZZ = "buzzing"
    LIVE = "bare wires"
    LINE_DOWN = "a power line"
    GAS_LEAK = "a smell of gas"
    GAS = "gas"
    SMELL = "a smell"
    MONOXIDE = "carbon monoxide"
    FUMES = "fumes"
    SPILL = "spilled"
    MIXED = "mixed chemicals"
    FLOODING = "flooding"
    FLOODED = "flooded"
    ENTERS = "coming in"
    GUSH = "gushing"
    SPRAY = "spraying"
    BURST = "burst"
    SNAPPED = "snapped off"
    CANT_STOP = "cannot be stopped"
    OUTFLOW = "leaking"
    DROP = "the water falls"
    FAST = "fast"
    EMPTYING = "emptying"
    OVERFLOW = "overflowing"
    FREEZE = "a freeze"
    DEAD = "not running"
    OFF = "off or broken"
    OPEN = "open or broken"
    AJAR = "ajar"
    COLLAPSE = "collapsing"
    HIT = "hit"
    THREAT = "an intruder"

    HELLO = "a greeting"
    GREEN = "green water"
    DIRT = "cleaning"
    WHEN = "a day"
    VISIT = "a visit"
    MONEY = "money"
    PAPER = "an invoice"
    QUOTE = "a price asked"
    NEW = "wants service"
    COMPLAIN = "a complaint"
    CANCEL = "the end of service"
    VENDOR = "a vendor"
    DAMAGED = "damage"
    ACCESS = "a way in"
    SAFE = "safety"
    PART = "a part"
    JOB = "a job"
    MACHINE_TALK = "a machine's greeting"


_FILES = ("bearings", "hazards", "subjects")
_SECTION = re.compile(r"^\[([^\]]+)\]\n", re.MULTILINE)
_GROUPS = "groups"


@cache
def book() -> Phrasebook[Concept]:
    """Return the book; it is made when somebody first speaks, so that importing costs nothing."""
    written: list[tuple[Concept, str]] = []
    groups: dict[str, str] = {}
    for section, text in chain.from_iterable(_sections(name) for name in _FILES):
        if section == _GROUPS:
            lines = (line.partition(": ") for line in text.splitlines() if line)
            groups |= {name: "|".join(members.split(", ")) for name, _, members in lines}
        else:
            written.append((Concept(section), text.replace(",\n", ", ").replace("\n", " ")))
    return phrasebook(written, groups=groups)


def _sections(name: str) -> Iterator[tuple[str, str]]:
    """Every section's name and text in a file of the vocabulary."""
    path = Path(__file__).with_name("vocabulary") / f"{name}.txt"
    _, *parts = _SECTION.split(path.read_text(encoding="utf-8"))
    return zip(parts[::2], parts[1::2], strict=True)
