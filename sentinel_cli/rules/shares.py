"""A share of few, with how far the truth may be from it."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

_Z = 1.96
"""Of a normal distribution 95 % lies within so many deviations."""


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`."""

    part: int
    whole: int

    def bounds(self) -> tuple[float, float]:
        """Between what the true share is, 19 times of 20 (Wilson's interval); of nothing: all."""
        if not self.whole:
            return 0.0, 1.0
        seen, room = self.part / self.whole, _Z * _Z / self.whole
        middle = seen + room / 2
        spread = sqrt(seen * (1 - seen) * room + room * room / 4)
        return (middle - spread) / (1 + room), (middle + spread) / (1 + room)
