"""How much an arm moves while it should be still: in holds and rests, set by set.

A threshold of speed can only be crossed where it stands clearly above this (kappa).
"""

from dataclasses import dataclass, field
from statistics import median

import numpy as np

from crossrep.movement.timing.phases import Excursion, Phases
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.track import Track

TRIM_S = 0.15
"""Left out at both ends of a hold or rest: the tails of the movement around it."""
SHORTEST_S = 0.2
BEFORE_S, BEFORE_DEG_S = 3.0, 6.0
"""Before the first repetition: so long, if it was as still as this."""
LONGEST_S = 10.0
KEPT_STRETCHES = 24


@dataclass
class Stillness:
    """RMS of the smoothed rate of the excursion in each of the latest holds and rests, deg/s."""

    stretches: list[float] = field(default_factory=list)

    @property
    def level_deg_s(self) -> float | None:
        """The usual one: a single restless rest does not speak for the arm."""
        return median(self.stretches) if self.stretches else None

    def note(
        self,
        track: Track,
        excursion: Excursion,
        phases: Phases,
        ended_s: float | None,
        now_k: int,
    ) -> None:
        """A repetition more: the rest before it, from ``ended_s`` on, and its hold.

        ``ended_s`` is None for the first of a set; before it nobody knows what was rest.
        """
        before_s = phases.start_s - BEFORE_S if ended_s is None else ended_s
        rest = _rms(track, excursion, before_s, phases.start_s, now_k)
        if rest is not None and (ended_s is not None or rest < BEFORE_DEG_S):
            self.stretches.append(rest)
        hold = _rms(track, excursion, phases.lifted_s, phases.lowering_start_s, now_k)
        if hold is not None:
            self.stretches.append(hold)
        self.stretches = self.stretches[-KEPT_STRETCHES:]


def _rms(
    track: Track, excursion: Excursion, from_s: float, to_s: float, now_k: int
) -> float | None:
    """RMS of a stretch; None where it is too short."""
    b = round((to_s - TRIM_S) * GRID_HZ)
    a = max(round((from_s + TRIM_S) * GRID_HZ), b - int(LONGEST_S * GRID_HZ), track.first)
    if b - a < SHORTEST_S * GRID_HZ:
        return None
    rate, first = excursion.smooth_rate(track, a, b, now_k)
    inside = rate[max(a - first, 0) : max(b - first, 0)]
    return float(np.sqrt((inside * inside).mean())) if len(inside) else None
