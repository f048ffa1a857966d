"""How far a movement goes on beyond the moments at which it crosses the speed threshold.

A threshold at 15 % of the mean speed cuts the slow ends off, more of a smooth movement than of an
even one, and smoothing lengthens what is short. Both are known exactly for two ideal families:
constant speed between raised-cosine ramps, and minimum jerk (Flash and Hogan 1985). Between them
the tails, compared with the middle half, tell how much was cut.
"""

import numpy as np

from crossrep.samples import Floats

SMOOTHING: Floats = np.array([0.0, 0.1, 0.2, 0.3, 0.4, 0.6])
"""Length of the smoothing window over the movement's own length: the rows of `FAMILY`."""
FAMILY: Floats = np.array([
    [(1.042, 0.0106), (1.094, 0.0221), (1.214, 0.0472),
     (1.349, 0.0726), (1.576, 0.1051), (1.905, 0.1236)],
    [(1.096, -0.0016), (1.128, 0.0145), (1.232, 0.0433),
     (1.364, 0.0696), (1.586, 0.1030), (1.909, 0.1217)],
    [(1.181, -0.0198), (1.204, -0.0021), (1.288, 0.0315),
     (1.408, 0.0604), (1.619, 0.0954), (1.919, 0.1156)],
    [(1.269, -0.0374), (1.291, -0.0198), (1.367, 0.0148),
     (1.480, 0.0454), (1.675, 0.0819), (1.942, 0.1040)],
    [(1.359, -0.0539), (1.383, -0.0374), (1.460, -0.0036),
     (1.566, 0.0273), (1.743, 0.0642), (1.973, 0.0877)],
    [(1.543, -0.0846), (1.575, -0.0704), (1.655, -0.0403),
     (1.749, -0.0121), (1.886, 0.0223), (2.040, 0.0460)],
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
    ratio = float(np.clip(smooth_s / (LONGER * max(edge_s, 1e-3)), 0.0, SMOOTHING[-1]))
    row = min(int(np.searchsorted(SMOOTHING, ratio, side="right")) - 1, len(SMOOTHING) - 2)
    share = (ratio - SMOOTHING[row]) / (SMOOTHING[row + 1] - SMOOTHING[row])
    known = FAMILY[row] * (1 - share) + FAMILY[row + 1] * share
    return float(np.interp(tail, known[:, 0], known[:, 1]))


def shape_index(tail: float) -> float:
    """0 for constant speed .. 1 for minimum jerk."""
    even, bell = float(FAMILY[0, 0, 0]), float(FAMILY[0, -1, 0])
    return float(np.clip((tail - even) / (bell - even), 0.0, 1.0))
