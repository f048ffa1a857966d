"""The joint axis of an earlier set: small movement is measured with it, not with one of its own.

In a movement of 20 deg the sway of the upper arm may turn the wrist as much as the elbow does; the
axis of a large one, a short calibration or the set before, is right to a few degrees, and its sign
says which way is up.
"""

from dataclasses import dataclass

import numpy as np

from crossrep.movement.finding.chains import Chain
from crossrep.movement.finding.signals import Signal
from crossrep.movement.repetitions.running_set import AXIS_HALVES, RunningSet
from crossrep.movement.timing.phases import Excursion
from crossrep.signal.track import Track

GOOD_DEG, GOOD_REPS = 60.0, 3
"""Usual range, and repetitions, of a set whose axis is remembered."""
SMALL_RAD = float(np.deg2rad(40.0))
"""Usual range of a set that is measured with it."""
ALIKE_COS = 0.8
"""Of the way turned, about the remembered axis: else it is another movement or another strap."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """An excursion about an axis in the sensor's frame, and the exercise it was seen in.

    ``sure``: which way is up was sure there. Where it was not, the next set is at least measured
    the same way round, and is as little sure.
    """

    excursion: Excursion
    exercise: str
    sure: bool

    def fits(self, chain: Chain, track: Track, exercise: str) -> bool:
        """Is this the same exercise, small, about the same axis?"""
        if chain.probe.signal is Signal.HEIGHT or chain.range >= SMALL_RAD:
            return False
        axis, about, whole = np.array(self.excursion.axis), 0.0, 0.0
        for i, half in enumerate(chain.halves[-AXIS_HALVES:]):
            turned = track.rate(half.leave_k, half.arrive_k + 1).sum(axis=0)
            about += float((turned * axis).sum()) * (1 if i % 2 == 0 else -1)
            whole += float(np.sqrt((turned * turned).sum()))
        return self.exercise == exercise and abs(about) >= ALIKE_COS * whole


def learnt(running: RunningSet, exercise: str, before: Remembered | None) -> Remembered | None:
    """What is remembered when a set is over: it, where it was large, and no less sure."""
    known = running.excursion.axis is not None and running.axis_known
    surer = before is not None and before.sure and not running.sure
    if not known or surer or len(running.reps) < GOOD_REPS:
        return before
    usual_deg = float(np.median([said.rep.range_deg for said in running.reps]))
    large = usual_deg >= GOOD_DEG
    return Remembered(running.excursion, exercise, running.sure) if large else before
