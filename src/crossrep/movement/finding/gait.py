"""Is it walking? Then the arm swings, and the whole body goes up and down twice a swing.

Swinging alone looks like an exercise (pendulum exercises are one). What tells them apart is the
vertical acceleration that turning about a joint does not explain: its lever takes out what the
swing itself makes the wrist feel, and the steps are left.
"""

from dataclasses import replace
from itertools import pairwise
from statistics import median

import numpy as np
from scipy import signal

from crossrep.movement.finding.chains import Chain
from crossrep.movement.finding.halves import Half
from crossrep.movement.finding.lever import unexplained
from crossrep.movement.finding.signals import Signal
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.track import KEPT, Track

STRIDE_S = (0.75, 1.6)
LARGEST_SWING_RAD = float(np.deg2rad(75))
STEP_MS2 = 0.9
"""Root mean square of the vertical acceleration at the rate of steps: half of a slow walk's."""
STEP_BAND = (0.8, 1.2)
"""Of twice the swing's rate."""
MOSTLY_LINEAR = 0.85
"""Above this share the movement is no swing: a row, a press."""
LOOKED_AT_S = 12.0
FEWEST = 4
AROUND = ((1, 5), (3, 3), (5, 1))
"""Half-cycles before and after a top that say whether it belongs to a walk: its begin, its
middle, its end."""


def is_gait(chain: Chain, track: Track, now_k: int) -> bool:
    """Are these half-cycles the swing of a walking arm?"""
    return chain.probe.signal is not Signal.HEIGHT and _swings(chain.halves, track, now_k)


def walks_at(chain: Chain, i: int, track: Track, now_k: int) -> bool:
    """Is the repetition of the turning point ``i`` a step of a walk after, or within, a set?"""
    return any(
        is_gait(replace(chain, halves=chain.halves[max(i - before, 0) : i + after]), track, now_k)
        for before, after in AROUND
    )


def _swings(halves: list[Half], track: Track, now_k: int) -> bool:
    if len(halves) < FEWEST:
        return False
    cycle_s = median((b.end.k - a.start.k) / GRID_HZ for a, b in pairwise(halves))
    small = median(h.range for h in halves) <= LARGEST_SWING_RAD
    if not small or not STRIDE_S[0] <= cycle_s <= STRIDE_S[1]:
        return False
    end = min(halves[-1].arrive_k, now_k)
    begin = max(halves[0].leave_k, now_k - KEPT + 1, end - int(LOOKED_AT_S * GRID_HZ))
    left = unexplained(track, begin, end)
    if left is None or left.share > MOSTLY_LINEAR:
        return False
    steps = _at_rate(left.vertical, 2 / cycle_s)
    return steps > max(STEP_MS2, _at_rate(left.vertical, 1 / cycle_s))


def _at_rate(x: np.ndarray, hz: float) -> float:
    """Root mean square of the part of ``x`` near a rate."""
    f_hz, power = signal.periodogram(x - x.mean(), GRID_HZ)
    inside = (f_hz > STEP_BAND[0] * hz) & (f_hz < STEP_BAND[1] * hz)
    return float(np.sqrt(power[inside].sum() * (f_hz[1] - f_hz[0])))
