"""Which chains are sets, and which counter speaks for a set: physical gates, then a fair choice.

A bank of counters disagrees about doubtful movement and agrees about exercise. Of all chains the
non-overlapping ones that explain most time with least scatter are chosen.
"""

from bisect import bisect_right
from math import exp, isnan, nan
from statistics import median

import numpy as np

from crossrep.movement.finding.chains import MOVING_RATIO, SHORTEST_SET, Chain
from crossrep.movement.finding.signals import Signal
from crossrep.signal.grid import GRID_HZ

SCATTER = (0.22, 0.015, 0.42)
"""Limit for the shortest set, allowance for each further half-cycle, limit for any."""
SMALLEST_RAD = float(np.deg2rad(15))
SMALL_RAD, SMALL_CYCLE_S = float(np.deg2rad(25)), 1.5
"""Arm swing and sway are small and about once a second."""
SMALLEST_M, LONGEST_HEIGHT_CYCLE_S, SMALLEST_HEIGHT_MS2 = 0.08, 9.0, 0.10
SHORT = 12
"""Half-cycles up to which small movement must be of one tempo to be a set."""
UNEVEN = 0.5
LARGE_RAD = float(np.deg2rad(40))
RECENT = 60
"""Half-cycles that speak for how alike they are; older ones cannot change any more."""
WEIGHT = {Signal.TURN: 1.0, Signal.TILT: 1.0, Signal.HEIGHT: 0.6}
OVERLAP_S, OVERLAP_SHARE = 1.5, 0.25
LARGEST_SHARE = 0.5
"""Sets may share a moment at their ends (or so much of the later one), never so much of the shorter
one."""


def judge(chain: Chain) -> None:
    """Give the chain its score as a set; NaN when a gate stops it."""
    chain.measure()
    usual = median(chain.ranges[-RECENT:])
    ranges, postures = median(chain.range_steps[-RECENT:]), chain.posture_steps[-RECENT:]
    scatter = (ranges + median(postures)) / usual
    limit = _most_scatter(chain, usual)
    uneven = scatter >= limit and _unevenness(chain, usual, ranges, scatter) >= limit
    if uneven or not _physical(chain, usual):
        chain.score = nan
        return
    unit = 0.4 if chain.probe.signal is Signal.HEIGHT else 1.0
    weight = WEIGHT[chain.probe.signal] * (usual / unit) ** 0.25
    chain.score = chain.worth_s * exp(-3 * scatter) * weight


def _most_scatter(chain: Chain, usual: float) -> float:
    """Many half-cycles may be less alike than few; small movement may not, for sway is many."""
    if chain.probe.signal is not Signal.HEIGHT and usual < SMALL_RAD:
        return SCATTER[0]
    return min(SCATTER[0] + SCATTER[1] * (len(chain) - SHORTEST_SET), SCATTER[2])


def _unevenness(chain: Chain, usual: float, ranges: float, scatter: float) -> float:
    """How unlike its half-cycles are: their ranges, and the two postures they return to.

    People lift unevenly high and come down to the same rest: where movement is large and one of
    its postures is met closely, unevenness of the other counts half.
    """
    postures = chain.posture_steps[-RECENT:]
    if chain.probe.signal is Signal.HEIGHT or usual < LARGE_RAD or len(postures) < 2:
        return scatter
    best = min(median(postures[::2]), median(postures[1::2]))
    return min(scatter, (best + UNEVEN * ranges) / usual)


def _physical(chain: Chain, usual: float) -> bool:
    """Is this large and slow enough to be an exercise, and fast enough to be measured?"""
    angle = chain.probe.signal is not Signal.HEIGHT
    if angle and usual >= SMALL_RAD:
        return True
    cycle_s = median(chain.cycles_s[1 - RECENT :])
    if angle:
        return usual >= SMALLEST_RAD and cycle_s >= SMALL_CYCLE_S and _same_tempo(chain)
    moving_s = 2 * median(chain.moving_s[-RECENT:])
    peak_ms2 = usual / 2 * (2 * np.pi / moving_s) ** 2
    slow = cycle_s > LONGEST_HEIGHT_CYCLE_S
    return usual >= SMALLEST_M and not slow and peak_ms2 >= SMALLEST_HEIGHT_MS2


def _same_tempo(chain: Chain) -> bool:
    """Do all half-cycles of a short chain take about as long as the others that go their way?"""
    if len(chain) > SHORT:
        return True
    for parity in (0, 1):
        moving_s = chain.moving_s[parity::2]
        usual_s = median(moving_s)
        if max(moving_s) > MOVING_RATIO * usual_s or min(moving_s) * MOVING_RATIO < usual_s:
            return False
    return True


Span = tuple[int, int, float, int]
"""Where a chain ends and begins, its score (negative: the best comes first), which one it is."""


def choose(chains: list[Chain], since_k: int) -> list[Chain]:
    """Of the chains with a score, the non-overlapping ones of largest sum, in time order.

    Those that end up to ``since_k`` are left out where they do not bear on the later ones.
    """
    spans = [(*c.span_k, -c.score, i) for i, c in enumerate(chains) if not isnan(c.score)]
    spans = _bearing(sorted(spans), since_k)
    ends = [span[0] for span in spans]
    best: list[tuple[float, int]] = []  # score of the best row of sets that ends with this one
    up_to: list[tuple[float, int]] = [(0.0, -1)]  # the first of the best among those before
    for at, (end, start, minus_score, _) in enumerate(spans):
        apart = bisect_right(ends, start, 0, at)
        total, before = up_to[apart]
        latest = start + max(OVERLAP_S * GRID_HZ, OVERLAP_SHARE * (end - start))
        for j in range(apart, at):  # those that may share a moment with it
            earlier_end, earlier_start, *_ = spans[j]
            if earlier_end > latest:
                break
            if best[j][0] > total and earlier_start < start:
                shortest = min(earlier_end - earlier_start, end - start)
                if earlier_end - start <= LARGEST_SHARE * shortest:
                    total, before = best[j][0], j
        best.append((total - minus_score, before))
        up_to.append((best[at][0], at) if best[at][0] > up_to[at][0] else up_to[at])
    at, chosen = up_to[-1][1], list[Chain]()
    while at >= 0:
        chosen.append(chains[spans[at][3]])
        at = best[at][1]
    return chosen[::-1]


def _bearing(spans: list[Span], since_k: int) -> list[Span]:
    """From the last moment on, up to ``since_k``, that no set reaches across.

    Whatever is chosen before it adds the same to every choice after it.
    """
    at, begun_k = len(spans), since_k
    while at and spans[at - 1][0] > begun_k:
        at -= 1
        begun_k = min(begun_k, spans[at][1])
    return spans[at:]
