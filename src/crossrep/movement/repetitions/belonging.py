"""Does a believed chain belong to the running set, and does it measure it better?"""

from crossrep.movement.finding.chains import Chain
from crossrep.movement.finding.choice import SMALL_RAD
from crossrep.movement.finding.signals import Signal
from crossrep.movement.repetitions.running_set import RunningSet
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.track import Track

SHORTEST = 3
"""Repetitions of which a chain makes a set."""


def is_another(running: RunningSet, speaks: Chain | None, chain: Chain, track: Track) -> bool:
    """Is this chain another set than the running one, for which ``speaks`` has spoken?"""
    inside = (chain.start_k + chain.end_k) // 2 < running.last_k
    if inside and len(running.reps) > SHORTEST:
        return False  # sooner the running one may have begun wrongly
    if running.early:
        return not running.explains(chain, track)
    if speaks is None or chain is speaks or not speaks.closed:
        return False
    return chain.start_k > speaks.end_k - GRID_HZ


def measures_better(running: RunningSet, chain: Chain, track: Track) -> bool:
    """A chain that takes over, of an angle the axis of the set does not explain."""
    if running.excursion.axis is None:
        return chain.probe.signal is not Signal.HEIGHT and chain.range >= SMALL_RAD
    return not running.explains(chain, track)
