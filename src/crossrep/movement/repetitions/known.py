"""What a repetition of the exercise looked like in an earlier set: one like it needs no others.

Three repetitions that resemble each other make a set of anything. Where somebody asked for an
exercise that was seen before in the session, the first one that resembles those is enough: the
same lift from the same posture to the same posture, about the same axis, at about the same speed.
"""

from dataclasses import dataclass
from statistics import median

import numpy as np

from crossrep.movement.finding.axis import Turned
from crossrep.movement.finding.chains import MOVING_RATIO, Chain
from crossrep.movement.finding.halves import Half
from crossrep.movement.finding.signals import BANK, Signal
from crossrep.movement.repetitions.running_set import RunningSet
from crossrep.movement.timing.phases import Excursion
from crossrep.samples import Floats
from crossrep.signal.track import KEPT, Track

FEWEST, RECENT = 3, 6
"""Repetitions of a set from which this is learnt, and how many of its last ones speak."""
THRESHOLDS_A_RANGE = 3.0
"""A counter that sees a third of the range is not led astray by wavering."""
LARGEST_DEG = 150.0
"""Near half a turn the posture that lies farthest away is not sharp."""
RANGE_RATIO = 1.35
PACE_RATIO = 2.5
LOWERING_SHARE = (0.15, 1.0)
"""Moving time of a lowering, without its first and last quarter, over how long it usually takes."""
USUAL_SHARE = 0.3
"""Such a moving time of an ordinary lowering."""
SMALLER = 1.25
ABOUT_COS = 0.9
POSTURE_SHARE = 0.3
"""Of the range: how far gravity may be, in the sensor's frame, from where it was at that end."""

Vector = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Known:
    """A usual repetition.

    Attributes:
        exercise: in which it was seen.
        excursion: about an axis in the sensor's frame, lifting positive.
        turned: what that was learnt from; None where it was remembered itself.
        low_up: the earth's upward direction in the sensor's frame, before the lift.
        top_up: the same at the top.
        range_deg: turned about the axis.
        lifting_s: moving time of the lift (as of a half-cycle).
        lowering_s: of the lowering, from edge to edge.
    """

    exercise: str
    excursion: Excursion
    turned: Turned | None
    low_up: Vector
    top_up: Vector
    range_deg: float
    lifting_s: float
    lowering_s: float

    @property
    def counter(self) -> int:
        """Which counter of the bank looks for it; -1 for none."""
        if self.range_deg > LARGEST_DEG:
            return -1
        small = np.deg2rad(self.range_deg / THRESHOLDS_A_RANGE)
        turning = [i for i, probe in enumerate(BANK) if probe.signal is Signal.TURN]
        return max([turning[0], *(i for i in turning if BANK[i].threshold <= small)])

    def lifted_by(self, half: Half, track: Track, *, first: bool) -> bool:
        """Is this such a lift? The speed of a first one must be more alike."""
        pace = PACE_RATIO if first else MOVING_RATIO
        return (
            1 / pace <= half.moving_s / self.lifting_s <= pace
            and self._turned(half, track, 1.0)
            and self._near(half.start.up, self.low_up)
            and self._near(half.end.up, self.top_up)
        )

    def lowered_by(self, half: Half, track: Track) -> bool:
        """Is this such a lowering?"""
        least_s, most_s = (share * self.lowering_s for share in LOWERING_SHARE)
        return least_s <= half.moving_s <= most_s and self.comes_down(half, track)

    def comes_down(self, half: Half, track: Track) -> bool:
        """Is this such a lowering, but for its speed?"""
        return self._turned(half, track, -1.0) and self._near(half.end.up, self.low_up)

    def is_low(self, track: Track, k: int) -> bool:
        """Is the limb about where the lift begins?"""
        return self._near(tuple(track.up(k, k + 1)[0].tolist()), self.low_up)

    def is_beside(self, chain: Chain) -> bool:
        """Is this plainly no set of the exercise: both smaller and much quicker, as arms swing?"""
        if chain.probe.signal is Signal.HEIGHT:
            return False
        smaller = SMALLER * np.rad2deg(chain.range) < self.range_deg
        moving_s = max(median(h.moving_s for h in chain.halves[i::2]) for i in (0, 1))
        return bool(smaller) and PACE_RATIO * moving_s < max(
            self.lifting_s, USUAL_SHARE * self.lowering_s
        )

    def _turned(self, half: Half, track: Track, sign: float) -> bool:
        turned = track.rate(half.leave_k, half.arrive_k + 1).sum(axis=0)
        about = sign * float((turned * np.array(self.excursion.axis)).sum())
        whole = float(np.sqrt((turned * turned).sum()))
        alike = 1 / RANGE_RATIO <= np.rad2deg(half.range) / self.range_deg <= RANGE_RATIO
        return bool(alike) and about >= ABOUT_COS * whole

    def _near(self, up: tuple[float, ...], usual: Vector) -> bool:
        cos = sum(x * y for x, y in zip(up, usual, strict=True))
        return cos >= float(np.cos(np.deg2rad(POSTURE_SHARE * self.range_deg)))


def known_of(running: RunningSet, exercise: str, track: Track) -> Known | None:
    """What a set that is over teaches; None where too little of it is sure or still kept."""
    by_height = running.excursion.axis is None
    recent = [one for one in running.reps[-RECENT:] if one.low_k > track.end - KEPT]
    if by_height or not (running.sure and running.axis_known) or len(recent) < FEWEST:
        return None
    lifts_s = [one.lift_s for one in recent if one.lift_s > 0]
    if not lifts_s:
        return None
    return Known(
        exercise,
        running.excursion,
        running.turned,
        _mean_up(track, [one.low_k for one in recent]),
        _mean_up(track, [one.top_k for one in recent]),
        median(deg for one in recent for deg in one.size),
        median(lifts_s),
        median(one.rep.lowering_s for one in recent),
    )


def _mean_up(track: Track, places: list[int]) -> Vector:
    ups: Floats = np.concatenate([track.up(k, k + 1) for k in places])
    mean = np.median(ups, axis=0)
    x, y, z = (mean / np.sqrt((mean * mean).sum())).tolist()
    return (x, y, z)
