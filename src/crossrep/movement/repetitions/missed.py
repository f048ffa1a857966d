"""Repetitions of a set that are smaller than what the counter that speaks for it can see.

The counter with the coarse threshold may speak for a session of large and small lifts, because it
counts most of it. What it cannot see is taken from a finer one, if it resembles the latest ones.
"""

from collections.abc import Iterator
from math import isnan

from crossrep.movement.finding.chains import POSTURE_SHARE, RANGE_RATIO, Chain, posture_apart
from crossrep.movement.finding.finder import Finder
from crossrep.movement.finding.halves import Half
from crossrep.movement.finding.signals import Signal
from crossrep.movement.repetitions.reps import Wanted

HARDLY = 1.25
"""Of a counter's threshold: with less, the way back from a small lift may not be one to it."""


def may_miss(chain: Chain) -> bool:
    """May a lift like the latest ones be smaller than this counter's threshold?"""
    angle = chain.probe.signal is not Signal.HEIGHT
    return angle and chain.range < RANGE_RATIO * chain.probe.threshold


def finer_than(chain: Chain, finder: Finder) -> Iterator[Chain]:
    """The open chains of finer counters of angles that are sets too, the finest last."""
    for counter in reversed(finder.counters):
        one = counter.chain
        angle = one.probe.signal is not Signal.HEIGHT
        finer = one.probe.threshold < chain.probe.threshold
        if angle and finer and one.is_set and not isnan(one.score):
            yield one


def is_missed(chain: Chain, finer: Chain, i: int) -> bool:
    """Is the repetition with the top ``i`` of the finer chain alike, and hardly to be seen?"""
    lift, lower = finer.halves[i - 1 : i + 1]
    least, most = chain.range / RANGE_RATIO, chain.range * RANGE_RATIO
    alike = all(least <= half.range <= most for half in (lift, lower))
    hardly = min(lift.range, lower.range) < HARDLY * chain.probe.threshold
    return alike and hardly and _returns(finer, lift, lower)


def _returns(finer: Chain, lift: Half, lower: Half) -> bool:
    """Both ends lie where the repetitions around end."""
    if len(finer.halves) < 4:
        return False
    near = POSTURE_SHARE * lift.range
    others = [half for half in finer.halves[-8:] if half is not lift and half is not lower]
    return all(
        min((posture_apart(finer.probe, half, other) for other in others), default=near) < near
        for half in (lift, lower)
    )


def overlap(a: Wanted, b: Wanted) -> bool:
    """Do two of them share their top?"""
    return a.low_k < b.top_k < a.down_k or b.low_k < a.top_k < b.down_k
