"""How far the affected arm is from where it rests, at this moment: for the screen, never a fact."""

import numpy as np

from crossrep.signal.grid import GRID_HZ
from crossrep.signal.track import KEPT, Track

STILL_DEG_S = 4.0
TURNING_DEG_S = 6.0
HELD_DEG = 15.0
POINTS = 5


def away(track: Track) -> tuple[float, str]:
    """(deg from the posture of the first still second that is kept, phase as in `ArmState`).

    (0, "unknown") while it was never still: then nobody can say where it rests.
    """
    rested = _rested_k(track)
    if rested < 0:
        return 0.0, "unknown"
    before, now = (_apart_deg(track, rested, k) for k in (track.end - POINTS, track.end - 1))
    signed = (now - before) / (POINTS - 1) * GRID_HZ
    if abs(signed) > TURNING_DEG_S:
        return round(now, 1), "lifting" if signed > 0 else "lowering"
    return round(now, 1), "hold" if now > HELD_DEG else "rest"


def _rested_k(track: Track) -> int:
    """The middle of the first still second; -1 for none."""
    first = max(track.first, track.base, track.end - KEPT)
    rate = track.rate(first, track.end)
    restless = np.cumsum((rate * rate).sum(axis=1) > np.deg2rad(STILL_DEG_S) ** 2)
    if len(restless) <= GRID_HZ:
        return -1
    still = np.flatnonzero(restless[GRID_HZ:] == restless[:-GRID_HZ])
    return first + int(still[0]) + GRID_HZ // 2 if len(still) else -1


def _apart_deg(track: Track, a: int, b: int) -> float:
    """Angle between two postures, deg: twice the arc cosine of their quaternions' product."""
    one, other = track.quat(a, a + 1)[0], track.quat(b, b + 1)[0]
    return float(np.rad2deg(2 * np.arccos(min(1.0, abs(float(one @ other))))))
