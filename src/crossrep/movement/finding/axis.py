"""The joint axis of a set: the one direction, fixed to the sensor, about which the limb turns.

It is where the net turns of the half-cycles point: what goes to and fro within one, the shaking of
a loaded arm or an arm that bounces at the bottom, adds nothing to them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from crossrep.movement.finding.halves import Half
from crossrep.samples import Floats
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.track import Track

KEPT_SHARE = 0.9
"""What is left of the earlier turns when a repetition is added: a strap slips, an arm tires."""
LEVEL = 0.5
"""Share of the net turn that is about the horizontal (a joint axis within 45 deg of it): from here
on the turn about the vertical is no part of the excursion."""

Vector = tuple[float, float, float]
Span = tuple[int, int, bool]
"""First and last grid point of a way, and whether it lifts."""


@dataclass(frozen=True, slots=True)
class Turned:
    """Net turns of several ways in the sensor's frame, rad; lifting counts positive.

    Attributes:
        whole: of the bias-free rate.
        level: of its horizontal part alone.
    """

    whole: Vector
    level: Vector

    @property
    def axis(self) -> Vector:
        """Unit vector of the joint axis, lifting positive."""
        whole = np.array(self.whole)
        return _vector(whole / max(float(np.sqrt((whole * whole).sum())), 1e-9))

    @property
    def along(self) -> Vector:
        """What to multiply a rate with for the excursion's: exact for a turn about the axis.

        Where gravity can tell, it is blind to turns about the vertical, as far as these are no
        part of the joint's own: a trunk that turns, a palm that turns while the arm hangs.
        """
        axis, level = np.array(self.axis), np.array(self.level)
        about = float((level * axis).sum())
        whole = float((np.array(self.whole) * axis).sum())
        return _vector(level / about) if about >= max(LEVEL * whole, 1e-9) else self.axis

    def then(self, other: "Turned") -> "Turned":
        """With the turns of one more repetition."""
        whole, level = (
            _vector(KEPT_SHARE * np.array(old) + np.array(new))
            for old, new in ((self.whole, other.whole), (self.level, other.level))
        )
        return Turned(whole, level)


def turned(track: Track, spans: Iterable[Span]) -> Turned:
    """Net turns of these ways."""
    whole, level = np.zeros(3), np.zeros(3)
    for first_k, last_k, lifts in spans:
        sign = 1.0 if lifts else -1.0
        rate, up = track.rate(first_k, last_k + 1), track.up(first_k, last_k + 1)
        upright = (rate * up).sum(axis=1, keepdims=True) * up
        whole += sign * rate.sum(axis=0) / GRID_HZ
        level += sign * (rate - upright).sum(axis=0) / GRID_HZ
    return Turned(_vector(whole), _vector(level))


def turned_in(track: Track, halves: list[Half], lifting: int) -> Turned:
    """Net turns of these half-cycles, in order; those with ``i % 2 == lifting`` lift."""
    return turned(
        track, ((half.leave_k, half.arrive_k, i % 2 == lifting) for i, half in enumerate(halves))
    )


def _vector(values: Floats) -> Vector:
    x, y, z = values.tolist()
    return (x, y, z)
