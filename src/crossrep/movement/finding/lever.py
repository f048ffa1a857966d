"""Which of the two postures is higher? The lever arm tells, however the strap was put on.

A sensor at ``r`` from the joint it turns about feels, beyond gravity,
``alpha x r + omega x (omega x r)``; least squares over a few repetitions gives ``r`` (and a
constant offset of the accelerometer). Its vertical part in a posture is the sensor's height.
Method and its limits: docs/decisions/0004-direction.md.
"""

from dataclasses import dataclass

import numpy as np
from scipy import signal

from crossrep.samples import Floats
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.orientation import STANDARD_GRAVITY_MS2
from crossrep.signal.track import Track

SMOOTH_HZ = 5.0
FEWEST_POINTS = 50
TILT_WEIGHT = 70.0
"""Of so many samples' numbers is the knowledge that scales err by 3 %: what a lever explains as
well is the lever's. Ten samples in a row err alike, by 0.8 m/s^2 against the 0.3 of 3 % of g."""


@dataclass(frozen=True, slots=True)
class Lever:
    """Joint to sensor, m, in the sensor's frame."""

    arm_m: tuple[float, float, float]

    @property
    def length_m(self) -> float:
        """Distance of the sensor from the joint."""
        return float(np.sqrt(sum(x * x for x in self.arm_m)))

    def height_m(self, up: tuple[float, ...]) -> float:
        """Height of the sensor above the joint in the posture with this upward direction."""
        return sum(x * y for x, y in zip(self.arm_m, up, strict=True))


def fit_lever(track: Track, a: int, b: int, *, tilted: bool = False) -> Lever | None:
    """The lever that explains the acceleration between two grid points; None if too short.

    ``tilted``: leave to wrong scales and skewed axes what they explain better.
    """
    if b - a < FEWEST_POINTS:
        return None
    design, beyond = _system(track, a, b)
    if tilted:
        design = np.concatenate([design, _tilted(track, a, b)], axis=1)
        unlikely = np.eye(design.shape[1])[-9:] * np.sqrt(TILT_WEIGHT)
        design, beyond = np.concatenate([design, unlikely]), np.concatenate([beyond, np.zeros(9)])
    x, y, z = _solved(design, beyond)[:3].tolist()
    return Lever((x, y, z))


def _tilted(track: Track, a: int, b: int) -> Floats:
    """(3n, 9) what an accelerometer of wrong scales and skewed axes makes of gravity."""
    tilted = np.einsum("ij,nk->nijk", np.eye(3), track.up(a, b))
    return np.asarray(tilted.reshape(-1, 9))


@dataclass(frozen=True, slots=True)
class Unexplained:
    """Acceleration that no turning about one joint explains, m/s^2.

    Attributes:
        vertical: (n,) its upward part at each grid point.
        share: of all acceleration beyond gravity, by root mean square.
    """

    vertical: Floats
    share: float


def unexplained(track: Track, a: int, b: int) -> Unexplained | None:
    """What is left of the acceleration between two grid points; None if too short."""
    if b - a < FEWEST_POINTS:
        return None
    design, beyond = _system(track, a, b)
    left = beyond - design @ _solved(design, beyond)
    share = float(np.sqrt((left @ left) / max(float(beyond @ beyond), 1e-9)))
    return Unexplained((left.reshape(-1, 3) * track.up(a, b)).sum(axis=1), share)


def _system(track: Track, a: int, b: int) -> tuple[Floats, Floats]:
    """(3n, 6) what an arm of one metre and an offset would feel, and (3n,) what was felt."""
    sos = signal.butter(2, SMOOTH_HZ, fs=GRID_HZ, output="sos")
    beyond = track.acc(a, b) - track.up(a, b) * STANDARD_GRAVITY_MS2
    rate = signal.sosfiltfilt(sos, track.rate(a, b), axis=0)
    beyond = signal.sosfiltfilt(sos, beyond, axis=0)
    turning = np.gradient(rate, 1 / GRID_HZ, axis=0)
    effect = _cross(turning) + np.einsum("nij,njk->nik", _cross(rate), _cross(rate))
    offset = np.broadcast_to(np.eye(3), effect.shape)
    return np.concatenate([effect, offset], axis=2).reshape(-1, 6), beyond.reshape(-1)


def _solved(design: Floats, beyond: Floats) -> Floats:
    solution, *_ = np.linalg.lstsq(design, beyond, rcond=None)
    return np.asarray(solution)


def _cross(v: Floats) -> Floats:
    """(n, 3) vectors to (n, 3, 3) matrices that take the cross product with them."""
    zero = np.zeros(len(v))
    rows = [(zero, -v[:, 2], v[:, 1]), (v[:, 2], zero, -v[:, 0]), (-v[:, 1], v[:, 0], zero)]
    return np.stack([np.stack(row, axis=1) for row in rows], axis=1)
