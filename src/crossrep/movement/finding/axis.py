"""The joint axis of a set: the one direction, fixed to the sensor, about which the limb turns."""

import numpy as np

from crossrep.movement.finding.halves import Half
from crossrep.samples import Floats
from crossrep.signal.track import Track

SHARE_OF_FASTEST = 0.5
SLOWEST_RADS = float(np.deg2rad(12))


def joint_axis(track: Track, halves: list[Half], lifting: int) -> tuple[float, float, float]:
    """Leading direction of the fast rates in these half-cycles, lifting positive.

    Args:
        track: the wrist's last minutes.
        halves: half-cycles, in order.
        lifting: the half-cycles ``i % 2 == lifting`` lift.
    """
    total = np.zeros((3, 3))
    towards = np.zeros(3)
    for i, half in enumerate(halves):
        rate = _fast(track.rate(half.leave_k, half.arrive_k + 1).copy())
        total += np.einsum("ni,nj->ij", rate, rate)
        towards += rate.sum(axis=0) * (1.0 if i % 2 == lifting else -1.0)
    _, vectors = np.linalg.eigh(total)
    axis = vectors[:, -1]
    x, y, z = (axis if (axis * towards).sum() >= 0 else -axis).tolist()
    return (x, y, z)


def _fast(rate: Floats) -> Floats:
    speed = np.sqrt((rate * rate).sum(axis=1))
    limit = max(SHARE_OF_FASTEST * float(speed.max(initial=0.0)), SLOWEST_RADS)
    fast: Floats = rate[speed >= min(limit, float(speed.max(initial=0.0)))]
    return fast
