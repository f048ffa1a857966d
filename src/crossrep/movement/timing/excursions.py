"""The same lift measured twice: by the gyroscope about the joint axis, and by gravity."""

import numpy as np

from crossrep.movement.timing.phases import Excursion, Phases
from crossrep.samples import Floats
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.track import Track

PLAIN = 0.5
"""Share of gravity across the axis: with less of it a turn about the axis hardly moves gravity."""
LARGEST_DEG = 150.0
"""Beyond it a turn and its complement are too much alike."""
APART_DEG, APART_SHARE = 15.0, 0.3


def disagree(track: Track, phases: Phases, excursion: Excursion, now_k: int) -> bool:
    """Do the two tell different ranges of the lift? False where gravity has no say."""
    lift = phases.lifting
    if excursion.axis is None or lift is None or lift.range > LARGEST_DEG:
        return False
    felt = _felt_deg(track, np.array(excursion.axis), phases, now_k)
    return felt is not None and abs(felt - lift.range) > max(APART_DEG, APART_SHARE * lift.range)


def _felt_deg(track: Track, axis: Floats, phases: Phases, now_k: int) -> float | None:
    """How far gravity turned about the axis from the begin of the lift to its end."""
    across = []
    for t_s in (phases.start_s, phases.lifted_s):
        k = min(max(round(t_s * GRID_HZ), track.first), now_k - 1)
        up = track.up(k, k + 1)[0]
        across.append(up - (up * axis).sum() * axis)
    low, high = across
    if min((low * low).sum(), (high * high).sum()) < PLAIN**2:
        return None
    (x, y, z), (a, b, c) = high.tolist(), low.tolist()
    normal = np.array([y * c - z * b, z * a - x * c, x * b - y * a])
    turned = np.arctan2((normal * axis).sum(), (low * high).sum())
    return float(np.rad2deg(turned))
