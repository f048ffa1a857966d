"""A half-cycle: the way from one turning point to the next, without the rests at its ends."""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from crossrep.movement.finding.signals import Probe, Signal
from crossrep.movement.finding.turning import Turn
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.track import KEPT, Track

NEAR = 0.25
"""Within this share of the range of a turning point the limb counts as being there."""


@dataclass(frozen=True, slots=True)
class Half:
    """From one turning point to the next.

    Attributes:
        start: turning point it leaves.
        end: turning point it arrives at.
        range: distance of the two, rad (height: m).
        leave_k: last point near the start; rests and holds lie outside leave..arrive.
        arrive_k: first point after that near the end.
        axis: unit vector it turned about, sensor frame (zeros for height).
    """

    start: Turn
    end: Turn
    range: float
    leave_k: int
    arrive_k: int
    axis: tuple[float, float, float]

    @property
    def moving_s(self) -> float:
        """Time from leaving to arriving."""
        return max(self.arrive_k - self.leave_k, 1) / GRID_HZ

    def is_between(self, start: Turn, end: Turn) -> bool:
        """Do these turning points lie where its own do, both still kept when they were known?"""
        same = self.start.k == start.k and self.end.k == end.k
        return same and start.k > max(self.end.known_k, end.known_k) - KEPT


def half_between(probe: Probe, track: Track, start: Turn, end: Turn) -> Half:
    """Measure the way between two turning points."""
    a, b = max(start.k, end.known_k - KEPT + 1), end.k
    a = min(a, b)
    values = probe.values(track, a, b + 1)
    value_a, value_b = np.array(start.value), np.array(end.value)
    distance = probe.between(start.value, end.value)
    near = probe.measure(NEAR * distance)
    here = (probe.apart(values, value_a) <= near).nonzero()[0]
    leave = int(here[-1]) if len(here) else 0
    there = (probe.apart(values[leave:], value_b) <= near).nonzero()[0]
    arrive = leave + (int(there[0]) if len(there) else len(values) - 1 - leave)
    return Half(start, end, distance, a + leave, a + arrive, _axis(probe, start, end))


def _axis(probe: Probe, start: Turn, end: Turn) -> tuple[float, float, float]:
    if probe.signal is Signal.HEIGHT:
        return (0.0, 0.0, 0.0)
    tilt = probe.signal is Signal.TILT
    x, y, z = _across(start.up, end.up) if tilt else _relative(start.quat, end.quat)
    length = sqrt(x * x + y * y + z * z)
    return (x / length, y / length, z / length) if length > 0 else (0.0, 0.0, 0.0)


def _across(a: tuple[float, ...], b: tuple[float, ...]) -> tuple[float, float, float]:
    """Cross product."""
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def _relative(a: tuple[float, ...], b: tuple[float, ...]) -> tuple[float, float, float]:
    """Vector part of conj(a) * b: the shorter turn from a to b, in the sensor's frame."""
    across = _across(a[1:], b[1:])
    x, y, z = (a[0] * b[i + 1] - b[0] * a[i + 1] - across[i] for i in range(3))
    alike = sum(one * other for one, other in zip(a, b, strict=True))
    return (x, y, z) if alike > 0 else (-x, -y, -z)
