"""Orientation of one wrist: vqf, one filter everywhere (6 axes; heading drifts and is not used)."""

from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
from vqf import VQF

from crossrep.samples import Bools, Floats, Ints
from crossrep.signal.filters import Cascade, vertical_displacement
from crossrep.signal.grid import GRID_HZ, Stretch

STANDARD_GRAVITY_MS2 = 9.80665
BIAS_CLIP_DEG_S = 10.0
BIAS_SIGMA_DEG_S = 3.0
"""vqf believes in at most 2 deg/s of gyroscope bias; cheap sensors have 4. Raised, the bias is
found to 0.2 deg/s after 3 s of rest."""
REST_ACC_MS2 = 0.15
"""vqf takes a limb for resting whose acceleration strays by less than 0.5 m/s^2, and a lowering of
20 deg in 6 s for a bias of 3 deg/s; it moves gravity by more than this in its filter's 0.5 s."""


@dataclass(frozen=True, slots=True)
class Posture:
    """What the grid points say about the limb.

    Attributes:
        first: index of the first grid point.
        seq: (n,) place in the log of the input that completed each point.
        quat: (n, 4) sensor to earth, scalar first.
        up: (n, 3) the earth's upward direction in the sensor's frame, unit.
        rate_rads: (n, 3) angular rate, bias-free, sensor frame.
        height_m: (n,) vertical displacement, band-limited (no absolute level).
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
    """The filter and what it carries."""

    vqf: VQF = field(default_factory=_filter)
    height: Cascade = field(default_factory=lambda: vertical_displacement(GRID_HZ))

    def follow(self, stretch: Stretch) -> Posture:
        """Orientation at each grid point of the stretch."""
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
        gyr, acc = np.ascontiguousarray(stretch.gyr_rads), np.ascontiguousarray(stretch.acc_ms2)
        out = self.vqf.updateBatch(gyr, acc)
        quat = out["quat6D"]
        up = upward(quat)
        vertical_ms2 = (up * acc).sum(axis=1) - STANDARD_GRAVITY_MS2
        return Posture(
            stretch.first,
            stretch.seq,
            quat,
            up,
            gyr - out["bias"],
            self.height.run(vertical_ms2),
            acc,
            stretch.observed,
        )


def upward(quat: Floats) -> Floats:
    """(n, 4) sensor-to-earth quaternions to (n, 3) upward direction in the sensor's frame."""
    w, x, y, z = quat.T
    return np.stack([2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)], axis=1)
