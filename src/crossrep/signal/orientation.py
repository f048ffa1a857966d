"""Orientation of one wrist: vqf, one filter everywhere (6 axes; heading drifts and is not used)."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, cast

import numpy as np
from vqf import VQF

from crossrep.samples import Bools, Floats, Ints
from crossrep.signal.filters import Cascade, vertical_displacement
from crossrep.signal.grid import GRID_HZ, LONGEST_FILL_S, Stretch

STANDARD_GRAVITY_MS2 = 9.80665
BIAS_CLIP_DEG_S = 10.0
BIAS_SIGMA_DEG_S = 1.0
"""vqf believes in at most 2 deg/s of gyroscope bias, expecting 0.5; cheap sensors have 4, and these
find it to 0.2 deg/s after 3 s of rest. Expecting 3, it took an arm's own acceleration for bias: 4
deg/s about the vertical in sets of horizontal reaches (docs/decisions/0032-bias-in-movement.md)."""
REST_ACC_MS2 = 0.15
"""vqf takes a limb for resting whose acceleration strays by less than 0.5 m/s^2, and a lowering of
20 deg in 6 s for a bias of 3 deg/s; it moves gravity by more than this in its filter's 0.5 s."""
LONG_HOLE, EVEN_HOLE = round(LONGEST_FILL_S * GRID_HZ), 5 * GRID_HZ
"""Grid points: across shorter holes the rate is interpolated, which is good enough; across longer
ones the limb is not taken to have turned evenly, but at once where the hole ends."""


@dataclass(frozen=True, slots=True)
class Posture:
    """What the grid points say about the limb.

    Attributes:
        first: index of the first grid point.
        seq: (n,) place in the log of the input that completed each point.
        quat: (n, 4) sensor to earth, scalar first.
        up: (n, 3) the earth's upward direction in the sensor's frame, unit.
        rate_rads: (n, 3) angular rate, bias-free, sensor frame.
        height_m: (n,) vertical displacement, band-limited (no absolute level); 0 of a wrist whose
            movements are not timed.
        acc_ms2: (n, 3) specific force.
        observed: (n,) False inside holes and frozen stretches.
    """

    first: int
    seq: Ints
    quat: Floats
    up: Floats
    rate_rads: Floats
    height_m: Floats
    acc_ms2: Floats
    observed: Bools

    def __len__(self) -> int:
        return len(self.seq)

    def between(self, a: int, b: int) -> "Posture":
        """The points from grid index ``a`` up to ``b``."""
        low = min(max(a - self.first, 0), len(self))
        at = slice(low, min(max(b - self.first, low), len(self)))
        return Posture(
            self.first + low,
            self.seq[at],
            self.quat[at],
            self.up[at],
            self.rate_rads[at],
            self.height_m[at],
            self.acc_ms2[at],
            self.observed[at],
        )


def _filter() -> VQF:
    return VQF(
        1.0 / GRID_HZ,
        biasClip=BIAS_CLIP_DEG_S,
        biasSigmaInit=BIAS_SIGMA_DEG_S,
        restThAcc=REST_ACC_MS2,
    )


def filter_state(vqf: VQF) -> dict[str, Any]:
    """What the filter carries, as plain values (NaN and infinity as words)."""
    return {key: _worded(value) for key, value in vqf.state.items()}


def filter_from_state(state: dict[str, Any]) -> VQF:
    """A filter that goes on from `filter_state`."""
    vqf = _filter()
    vqf.state = cast(Any, {key: _numbered(value) for key, value in state.items()})
    return vqf


def _worded(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, list):
        return [_worded(v) for v in value]
    return str(value) if isinstance(value, float) and not np.isfinite(value) else value


def _numbered(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, list):
        return [_numbered(v) for v in value]
    return float(value) if isinstance(value, str) else value


@dataclass
class Orientation:
    """The filter and what it carries.

    A limb turns while nobody looks. Across a longer hole it turns the shortest way that makes the
    acceleration point up again where the hole ends, evenly if the hole is not too long; what the
    filter thinks of the gyroscope's bias, and which way is up, stays.
    """

    vqf: VQF = field(default_factory=_filter)
    height: Cascade = field(default_factory=lambda: vertical_displacement(GRID_HZ))

    def follow(self, stretch: Stretch, *, rises: bool = True) -> Posture:
        """Orientation at each grid point of the stretch.

        ``rises``: the height is asked for; else it is left at 0.
        """
        n = len(stretch)
        if not n:
            none = np.empty((0, 3))
            flat = np.empty(0)
            return Posture(
                stretch.first,
                stretch.seq,
                np.empty((0, 4)),
                none,
                none,
                flat,
                none,
                stretch.observed,
            )
        acc = np.ascontiguousarray(stretch.acc_ms2)
        quat, rate = self._turned(np.ascontiguousarray(stretch.gyr_rads), acc, stretch)
        up = upward(quat)
        height_m = np.zeros(n)
        if rises:
            height_m = self.height.run((up * acc).sum(axis=1) - STANDARD_GRAVITY_MS2)
        return Posture(
            stretch.first,
            stretch.seq,
            quat,
            up,
            rate,
            height_m,
            acc,
            stretch.observed,
        )

    def _turned(self, gyr: Floats, acc: Floats, stretch: Stretch) -> tuple[Floats, Floats]:
        """(n, 4) sensor to earth, and (n, 3) rates without bias."""
        quat, rate = np.empty((len(gyr), 4)), np.empty((len(gyr), 3))
        for a, b, hole in _pieces(stretch):
            if hole:
                quat[a:b], rate[a:b] = self._across(acc[b - 1], b - a)
                continue
            out = self.vqf.updateBatch(gyr[a:b], acc[a:b])
            quat[a:b], rate[a:b] = out["quat6D"], gyr[a:b] - out["bias"]
        return quat, rate

    def _across(self, acc_ms2: Floats, n: int) -> tuple[Floats, Floats]:
        """Orientations and rates of a hole of n points, and the filter after it.

        vqf turns by the gyroscope alone into a frame of its own, and keeps in it which way is up,
        as a slow mean of the acceleration (Laidig and Seel, VQF, 2023): only the turn is changed.
        """
        state: Any = self.vqf.state
        turn, level = np.array(state["gyrQuat"]), np.array(state["accQuat"])
        missed = _shortest(_rotated(turn, acc_ms2), np.array(state["lastAccLp"]))
        share = np.arange(1.0, n + 1) / n if n <= EVEN_HOLE else np.zeros(n)
        turns = [_product(level, _product(_scaled(missed, part), turn)) for part in share]
        axis = _rotated(turn * (1, -1, -1, -1), missed)
        rate = axis * (np.diff(share, prepend=0.0) * GRID_HZ)[:, None]
        state["gyrQuat"] = _product(_scaled(missed, 1.0), turn).tolist()
        self.vqf.state = state
        return np.array(turns), rate


def _pieces(stretch: Stretch) -> list[tuple[int, int, bool]]:
    """Where long holes are, and what is between: (first, end, is a hole).

    The points of a hole became complete with one and the same input, however it was cut.
    """
    hidden, seq = ~stretch.observed, stretch.seq
    if not hidden.any():
        return [(0, len(seq), False)]
    edge = (hidden[1:] != hidden[:-1]) | (hidden[1:] & (seq[1:] != seq[:-1]))
    edges = [0, *(np.flatnonzero(edge) + 1).tolist(), len(seq)]
    holes = [(a, b) for a, b in pairwise(edges) if hidden[a] and b - a > LONG_HOLE]
    out, at = [], 0
    for a, b in holes:
        out += [(at, a, False), (a, b, True)]
        at = b
    return [piece for piece in [*out, (at, len(seq), False)] if piece[0] < piece[1]]


def _shortest(a: Floats, b: Floats) -> Floats:
    """The shortest turn from one direction to another, as a vector, rad; none where unsure."""
    across, along = np.cross(a, b), float(a @ b)
    size = float(np.sqrt(across @ across))
    angle = float(np.arctan2(size, along))
    return across * (angle / size) if size > 0 else np.zeros(3)


def _scaled(turn: Floats, share: float) -> Floats:
    """A part of a turn, as a quaternion."""
    angle = float(np.sqrt(turn @ turn))
    if not angle > 0:
        return np.array([1.0, 0.0, 0.0, 0.0])
    return np.array([np.cos(angle * share / 2), *(turn * (np.sin(angle * share / 2) / angle))])


def _product(a: Floats, b: Floats) -> Floats:
    """First b, then a."""
    vector = a[0] * b[1:] + b[0] * a[1:] + np.cross(a[1:], b[1:])
    return np.array([a[0] * b[0] - a[1:] @ b[1:], *vector])


def _rotated(quat: Floats, vector: Floats) -> Floats:
    twice = 2 * np.cross(quat[1:], vector)
    turned: Floats = vector + quat[0] * twice + np.cross(quat[1:], twice)
    return turned


def upward(quat: Floats) -> Floats:
    """(n, 4) sensor-to-earth quaternions to (n, 3) upward direction in the sensor's frame."""
    w, x, y, z = quat.T
    up = np.empty((len(quat), 3))
    up[:, 0] = 2 * (x * z - w * y)
    up[:, 1] = 2 * (y * z + w * x)
    up[:, 2] = 1 - 2 * (x * x + y * y)
    return up
