"""Where a set begins: what led to it is none of its repetitions.

Walking up, reaching for the weight and taking it up pass through the postures of the exercise too.
"""

from itertools import pairwise
from math import acos, degrees, log
from statistics import median

from crossrep.movement.repetitions.likeness import (
    EDGE_RATIO,
    NEIGHBOURS,
    RECENT,
    UNLIKE,
    apart,
    far,
    quick,
    size_of,
    usual,
)
from crossrep.movement.repetitions.reps import Wanted, pace_of, rest_of
from crossrep.movement.repetitions.running_set import Pace, RunningSet, Size
from crossrep.signal.track import Track

ELSEWHERE = 0.12
"""Of the usual range: so far from where the next repetition comes down lies another posture. First
repetitions of real sets come down within 0.10 in 80 % of them, what leads to a set beyond 0.18."""


def from_first(running: RunningSet, track: Track, fresh: list[Wanted], now_k: int) -> list[Wanted]:
    """Without what led to the set: nothing while no two repetitions resemble each other."""
    sizes = [size_of(running, track, one, now_k) for one in fresh]
    gaps = [after.way.rise_k - before.way.fall_k for before, after in pairwise(fresh)]
    rests = [rest_of(after)[0] - rest_of(before)[1] for before, after in pairwise(fresh)]
    paces = [pace_of(one) for one in fresh]
    for i in range(len(fresh) - 1):
        later, near = slice(i + 1, i + 1 + RECENT), slice(i + 1, i + 1 + NEIGHBOURS)
        alone = far(gaps[i], gaps[later])
        alone |= apart(rests[i], rests[later]) and quick(paces[i], paces[later])
        led = running.excursion.axis is not None
        led &= _unlike(sizes[i], paces[i], sizes[near], paces[near])
        led &= _elsewhere(fresh[i], fresh[i + 1], usual(sizes[near]))
        if not (alone or led) and _may_begin(sizes[i], sizes[near]):
            return fresh[i:]
    return []


def _may_begin(size: Size, after: list[Size]) -> bool:
    """It came down as far as the next ones, and did not go up much farther."""
    deg = usual(after)
    return deg / EDGE_RATIO <= size[1] <= deg * EDGE_RATIO and size[0] <= deg * EDGE_RATIO


def _unlike(size: Size, pace: Pace, sizes: list[Size], paces: list[Pace]) -> bool:
    """Is it quicker than the next ones both ways, and with its size much unlike them?"""
    unlike = abs(log(max(sum(size) / 2, 1e-9) / max(usual(sizes), 1e-9)))
    for way in (0, 1):
        known = [one[way] for one in paces if one[way] > 0]
        if not known or not 0 < pace[way] < median(known):
            return False
        unlike += log(median(known) / pace[way])
    return unlike > log(UNLIKE)


def _elsewhere(one: Wanted, after: Wanted, range_deg: float) -> bool:
    """Does it come down to another posture than the next one, as far as gravity can tell?"""
    if one.lower is None or after.lower is None:
        return False
    cosine = sum(a * b for a, b in zip(one.lower.end.up, after.lower.end.up, strict=True))
    return degrees(acos(max(-1.0, min(1.0, cosine)))) > ELSEWHERE * range_deg
