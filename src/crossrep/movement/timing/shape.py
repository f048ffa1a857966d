"""How far a movement goes on beyond the moments at which it crosses the speed threshold.

A threshold at 20 % of the mean speed cuts the slow ends off, more of a smooth movement than of an
even one, and smoothing lengthens what is short. Both are known exactly for two ideal families:
constant speed between raised-cosine ramps, and minimum jerk (Flash and Hogan 1985). Between them
the tails, compared with the middle half, tell how much was cut.
"""

from bisect import bisect_right

import numpy as np

from crossrep.samples import Floats

SMOOTHING = (0.0, 0.1, 0.2, 0.3, 0.4, 0.6)
"""Length of the smoothing window over the movement's own length: the rows of `FAMILY`."""
FAMILY: Floats = np.array([
    [(1.036, 0.0125), (1.080, 0.0261), (1.183, 0.0566),
     (1.302, 0.0871), (1.503, 0.1274), (1.805, 0.1530)],
    [(1.083, 0.0025), (1.109, 0.0203), (1.199, 0.0533),
     (1.315, 0.0848), (1.513, 0.1253), (1.807, 0.1513)],
    [(1.156, -0.0128), (1.175, 0.0062), (1.247, 0.0437),
     (1.353, 0.0771), (1.542, 0.1186), (1.815, 0.1457)],
    [(1.231, -0.0276), (1.250, -0.0090), (1.316, 0.0291),
     (1.414, 0.0641), (1.588, 0.1070), (1.829, 0.1359)],
    [(1.310, -0.0420), (1.331, -0.0243), (1.398, 0.0128),
     (1.490, 0.0476), (1.645, 0.0912), (1.850, 0.1211)],
    [(1.473, -0.0696), (1.500, -0.0540), (1.570, -0.0209),
     (1.651, 0.0111), (1.771, 0.0509), (1.901, 0.0807)],
])  # fmt: skip
"""(tails over middle half, what to add at each edge as a share of the time between the edges) of
ramps of 4, 8.3, 17, 25 and 35 % of the movement, and of minimum jerk."""
LONGER = 1.15
"""A movement is about so much longer than the time between its edges."""


def tails(quarter_s: float, three_quarters_s: float, a_s: float, b_s: float) -> float:
    """Time of the outer quarters of the way, edge to edge, over that of its middle half."""
    middle_s = max(three_quarters_s - quarter_s, 1e-3)
    return ((quarter_s - a_s) + (b_s - three_quarters_s)) / middle_s


def beyond(tail: float, smooth_s: float, edge_s: float) -> float:
    """What each edge moves outwards, as a share of ``edge_s``, the time between the edges."""
    ratio = min(max(smooth_s / (LONGER * max(edge_s, 1e-3)), 0.0), SMOOTHING[-1])
    row = min(bisect_right(SMOOTHING, ratio) - 1, len(SMOOTHING) - 2)
    share = (ratio - SMOOTHING[row]) / (SMOOTHING[row + 1] - SMOOTHING[row])
    known = FAMILY[row] * (1 - share) + FAMILY[row + 1] * share
    return float(np.interp(tail, known[:, 0], known[:, 1]))


def shape_index(tail: float) -> float:
    """0 for constant speed .. 1 for minimum jerk."""
    even, bell = float(FAMILY[0, 0, 0]), float(FAMILY[0, -1, 0])
    return min(max((tail - even) / (bell - even), 0.0), 1.0)
