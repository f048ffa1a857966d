"""Practice of the affected arm: repetitions of small range and irregular tempo, one by one.

The counting of the trained arm asks for repetitions that resemble each other; this arm's may not.
Here a prescription says that the arm practises, so every way out and back counts that is plainly
larger than what the arm does at rest. Ten times a second the posture (mean of 0.2 s) is compared
with the posture of rest, which is learnt again whenever the arm stands still.
"""

from dataclasses import dataclass, field

import numpy as np

from crossrep.movement.affected.activity import Activity
from crossrep.movement.timing.phases import quantised
from crossrep.samples import Floats
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.track import Track

STEP, MEAN = 5, 10
"""Points from look to look, and that are averaged for one."""
SMALLEST_RAD = float(np.deg2rad(2.5))
FLOOR_TIME_S = 1.0
"""A repetition is at least as large as a movement of this time at the floor."""
RETURNED = 0.5
AGAIN = 0.3
"""Of the way out: so much outwards again is the next repetition."""
EDGE, HELD = 0.1, 0.9
SLOWLY = 0.35
"""Of the time from 10 to 90 % of the way: constant speed has an eighth before, a bell half."""
STILL_LOOKS, STILL_SHARE = 5, 0.05
REST_LOOKS = 15
STILL_RAD = float(np.deg2rad(0.4))
"""Half a second within this, or this share of the way out: still; 1.5 s of it: rest."""
FIRST_LOOKS = 50
NEW_REST_S = 20.0
LONGEST_LOOKS = 600


@dataclass(frozen=True, slots=True)
class There:
    """One way out and back: edges in session seconds, range in rad; known at a grid point."""

    start_s: float
    out_s: float
    back_from_s: float
    end_s: float
    range_rad: float
    known_k: int

    @property
    def top_s(self) -> float:
        """Middle of the time at the far end."""
        return quantised((self.out_s + self.back_from_s) / 2)


@dataclass
class Practice:
    """Watches one arm while it practises.

    Attributes:
        k: next grid point to look at.
        rest: (4,) posture of rest; empty before the first look.
        away: distances from rest since it was last left or learnt, rad, one a look.
        out: the arm has left the rest posture.
        free_s: end of the repetition before.
    """

    k: int = -1
    rest: Floats = field(default_factory=lambda: np.empty(0))
    away: list[float] = field(default_factory=list)
    postures: Floats = field(default_factory=lambda: np.empty((0, 4)))
    out: bool = False
    free_s: float = 0.0

    def begin(self, k: int) -> None:
        """Practice begins at this grid point."""
        self.k, self.rest, self.out = -(-k // STEP) * STEP + MEAN, np.empty(0), False
        self.away, self.postures = [], np.empty((0, 4))

    def follow(self, track: Track, activity: Activity) -> list[There]:
        """Repetitions known with the points of the track; ``activity`` has followed it so far."""
        found: list[There] = []
        while 0 <= self.k <= track.end:
            if self.k - MEAN >= track.first:
                limit = max(SMALLEST_RAD, activity.floor_at(self.k) * FLOOR_TIME_S)
                self._look(_mean_posture(track.quat(self.k - MEAN, self.k)), limit, found)
            self.k += STEP
        return found

    def _look(self, posture: Floats, limit: float, found: list[There]) -> None:
        self.postures = np.concatenate([self.postures, posture[None]])[-LONGEST_LOOKS:]
        if not len(self.rest):
            self._first_rest()
            return
        self.away = [*self.away, _apart(posture, self.rest)][-LONGEST_LOOKS:]
        if not self.out:
            self.out = self.away[-1] > limit
            if not self.out and self._still(REST_LOOKS, STILL_RAD):
                self._rest_here()
            return
        far = int(np.argmax(self.away))
        low = far + int(np.argmin(self.away[far:]))
        back = self.away[low] <= RETURNED * self.away[far]
        again = self.away[-1] - self.away[low] > max(limit, AGAIN * self.away[far])
        still = self._still(STILL_LOOKS, max(STILL_RAD, STILL_SHARE * self.away[far]))
        if back and (again or still):
            self._say(far, low if again else len(self.away) - 1, found)
        elif still and len(self.away) - far > NEW_REST_S * GRID_HZ / STEP:
            self._rest_here()

    def _first_rest(self) -> None:
        """Practice may begin in mid-movement: rest is where the arm first stands still."""
        last = self.postures[-STILL_LOOKS:]
        calm = max(_apart(one, last[-1]) for one in last) < STILL_RAD
        if (calm and len(last) == STILL_LOOKS) or len(self.postures) >= FIRST_LOOKS:
            self.rest, self.postures = last[-1], last
            self.away = [_apart(one, self.rest) for one in last]

    def _still(self, looks: int, limit: float) -> bool:
        """Has the arm kept its distance for so many looks?"""
        last = self.away[-looks:]
        return len(last) == looks and max(last) - min(last) < limit

    def _rest_here(self) -> None:
        """The posture of now is rest."""
        self.rest, self.out = self.postures[-1], False
        self.postures = self.postures[-REST_LOOKS:]
        self.away = [_apart(one, self.rest) for one in self.postures]

    def _say(self, far: int, low: int, found: list[There]) -> None:
        """One repetition, from rest to the farthest posture and back to the look ``low``."""
        away = np.array(self.away)
        size = float(away[far])
        base = float(away[low])
        first = _last_below(away[: far + 1], EDGE * size)
        last = far + _first_below(away[far:], base + EDGE * (size - base))
        high = np.flatnonzero(away[first : last + 1] >= HELD * size) + first
        times = [self._time_s(i) for i in (first, int(high[0]), int(high[-1]), last)]
        begin_s, out_s, back_s, end_s = self._whole(times)
        found.append(There(begin_s, out_s, back_s, end_s, size, self.k))
        self.rest = self.postures[low]
        self.postures = self.postures[low:]
        self.away = [_apart(one, self.rest) for one in self.postures]
        self.out = False

    def _whole(self, times_s: list[float]) -> list[float]:
        """Movements begin and end slowly: a tenth of the way is late by some of the rest's time."""
        begin_s, out_s, back_s, end_s = times_s
        begin_s -= SLOWLY * (out_s - begin_s)
        end_s += SLOWLY * (end_s - back_s)
        begin_s, end_s = max(begin_s, self.free_s), min(end_s, self.k / GRID_HZ)
        self.free_s = quantised(end_s)
        return [quantised(min(begin_s, out_s)), out_s, back_s, max(self.free_s, back_s)]

    def _time_s(self, i: int) -> float:
        """Session time of a look: the middle of the points it averages."""
        k = self.k - (len(self.away) - 1 - i) * STEP
        return quantised((k - MEAN / 2) / GRID_HZ)


def _last_below(away: Floats, limit: float) -> int:
    below = np.flatnonzero(away <= limit)
    return int(below[-1]) if len(below) else 0


def _first_below(away: Floats, limit: float) -> int:
    below = np.flatnonzero(away <= limit)
    return int(below[0]) if len(below) else len(away) - 1


def _mean_posture(quat: Floats) -> Floats:
    """(4,) mean of near orientations, unit."""
    signs = np.sign(quat @ quat[-1])
    total = (quat * signs[:, None]).sum(axis=0)
    return np.asarray(total / np.sqrt((total * total).sum()))


def _apart(a: Floats, b: Floats) -> float:
    """Angle between two orientations, rad."""
    return 2 * float(np.arccos(min(abs(float(a @ b)), 1.0)))
