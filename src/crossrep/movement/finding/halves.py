"""A half-cycle: the way from one turning point to the next, without the rests at its ends."""

from dataclasses import dataclass

import numpy as np

from crossrep.movement.finding.signals import Probe, Signal
from crossrep.movement.finding.turning import Turn
from crossrep.samples import Floats
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


def half_between(probe: Probe, track: Track, start: Turn, end: Turn) -> Half:
    """Measure the way between two turning points."""
    a, b = max(start.k, end.known_k - KEPT + 1), end.k
    a = min(a, b)
    values = probe.values(track, a, b + 1)
    value_a, value_b = np.array(start.value), np.array(end.value)
    distance = probe.distance(float(probe.apart(value_a[None], value_b)[0]))
    near = probe.measure(NEAR * distance)
    here = np.flatnonzero(probe.apart(values, value_a) <= near)
    leave = int(here[-1]) if len(here) else 0
    there = np.flatnonzero(probe.apart(values[leave:], value_b) <= near)
    arrive = leave + (int(there[0]) if len(there) else len(values) - 1 - leave)
    return Half(start, end, distance, a + leave, a + arrive, _axis(probe, start, end))


def _axis(probe: Probe, start: Turn, end: Turn) -> tuple[float, float, float]:
    if probe.signal is Signal.HEIGHT:
        return (0.0, 0.0, 0.0)
    if probe.signal is Signal.TILT:
        axis = np.cross(start.up, end.up)
    else:
        axis = _relative(np.array(start.quat), np.array(end.quat))
    length = float(np.sqrt((axis * axis).sum()))
    x, y, z = (axis / length).tolist() if length > 0 else (0.0, 0.0, 0.0)
    return (x, y, z)


def _relative(a: Floats, b: Floats) -> Floats:
    """Vector part of conj(a) * b: the turn from a to b, in the sensor's frame."""
    cross = np.array(
        [a[2] * b[3] - a[3] * b[2], a[3] * b[1] - a[1] * b[3], a[1] * b[2] - a[2] * b[1]]
    )
    vector: Floats = a[0] * b[1:] - b[0] * a[1:] - cross
    return vector * np.sign(a @ b)
