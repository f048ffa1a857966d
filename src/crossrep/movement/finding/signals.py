"""The three signals in which turning points are sought, and the distance between two instants.

Nothing here needs an axis, a sign or the way the strap was put on: only distances between
postures are used (so law "Mirror" and any strap orientation hold by construction).
"""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from crossrep.samples import Floats
from crossrep.signal.track import Track


class Signal(StrEnum):
    """What is compared between two instants."""

    TURN = "turn"
    """Whole orientation: sees everything that turns, also about the vertical; ends at 180 deg."""
    TILT = "tilt"
    """Direction of gravity in the sensor's frame."""
    HEIGHT = "height"
    """Vertical displacement: for presses, in which the wrist hardly turns."""


@dataclass(frozen=True, slots=True)
class Probe:
    """One signal at one threshold: a small counter of its own.

    Attributes:
        limit: the threshold in the units of `apart`.
    """

    signal: Signal
    threshold: float
    limit: float = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "limit", self.measure(self.threshold))

    def values(self, track: Track, a: int, b: int) -> Floats:
        """(n, m) values at grid points a..b."""
        if self.signal is Signal.TURN:
            return track.quat(a, b)
        if self.signal is Signal.TILT:
            return track.up(a, b)
        return track.height(a, b)[:, None]

    def apart(self, values: Floats, other: Floats) -> Floats:
        """A monotone measure of distance, cheap: (n, m) against (m,) or (n, m)."""
        product = values * other
        if self.signal is Signal.TURN:
            dot = product[:, 0] + product[:, 1] + product[:, 2] + product[:, 3]
            return 1.0 - np.abs(dot)
        if self.signal is Signal.TILT:
            return 1.0 - (product[:, 0] + product[:, 1] + product[:, 2])
        return np.abs(values - other)[:, 0]

    def measure(self, distance: float) -> float:
        """A distance (rad or m) in the units of `apart`."""
        if self.signal is Signal.TURN:
            return 1.0 - float(np.cos(distance / 2))
        if self.signal is Signal.TILT:
            return 1.0 - float(np.cos(distance))
        return distance

    def distance(self, apart: float) -> float:
        """`apart` back as a distance in rad (or m for height)."""
        if self.signal is Signal.TURN:
            return 2 * float(np.arccos(min(max(1.0 - apart, -1.0), 1.0)))
        if self.signal is Signal.TILT:
            return float(np.arccos(min(max(1.0 - apart, -1.0), 1.0)))
        return apart

    def between(self, a: tuple[float, ...], b: tuple[float, ...]) -> float:
        """Distance, rad or m, of the values at two instants."""
        if self.signal is Signal.HEIGHT:
            return abs(a[0] - b[0])
        dot = a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
        if self.signal is Signal.TILT:
            return self.distance(1.0 - dot)
        return self.distance(1.0 - abs(dot + a[3] * b[3]))


def _bank() -> tuple[Probe, ...]:
    angles = [float(np.deg2rad(deg)) for deg in (8, 16, 32)]
    return (
        *(Probe(Signal.TURN, a) for a in angles),
        *(Probe(Signal.TILT, a) for a in angles),
        *(Probe(Signal.HEIGHT, m) for m in (0.04, 0.07, 0.12, 0.20)),
    )


BANK = _bank()
"""Ten counters; which of them speaks is decided set by set (choice.py)."""
