"""The floor: the slowest movement today's sensor could have seen, learnt whenever the arm rests.

Three seconds in a row make a window; the quietest window of the last ten minutes says what rest is,
and windows about as quiet say how much a resting arm moves and a sensor murmurs today. Four times
their RMS, at least 1 deg/s, is the floor. It follows the day: it may fall, and it may rise again.
"""

from dataclasses import dataclass, field

import numpy as np

from crossrep.signal.grid import GRID_HZ

BIN = GRID_HZ // 2
FLOOR_BINS = 6
FLOOR_SIGMAS = 4.0
LOWEST_FLOOR_RADS = float(np.deg2rad(1.0))
HIGHEST_FLOOR_RADS = float(np.deg2rad(12.0))
"""A window with a louder floor is no rest: an arm that never rested is judged by this one."""
RESTING_RATIO = 1.5
"""A window of up to so many times the quietest one's RMS is rest as well."""
KEPT_WINDOWS = 60
QUANTILE = 0.8
MINUTE_BINS, KEPT_MINUTES = 120, 10


@dataclass
class Floor:
    """Half-second sums of squares in, floor out.

    Attributes:
        rads: the floor, infinite until three whole seconds were seen.
        resting: mean squares of the latest resting windows, (rad/s)^2.
        quiet: quietest window of each of the last minutes, the running one last.
    """

    rads: float = float("inf")
    squares: list[float] = field(default_factory=list)
    resting: list[float] = field(default_factory=list)
    quiet: list[float] = field(default_factory=lambda: [float("inf")])
    bins: int = 0

    def take(self, square_sum: float, *, whole: bool) -> None:
        """One half second; one that was not observed breaks the row."""
        self.bins += 1
        if self.bins % MINUTE_BINS == 0:
            self.quiet = [*self.quiet, float("inf")][-KEPT_MINUTES:]
        self.squares = [*self.squares, square_sum][-FLOOR_BINS:] if whole else []
        if len(self.squares) < FLOOR_BINS:
            return
        mean = sum(self.squares) / (FLOOR_BINS * BIN)
        self.quiet[-1] = min(self.quiet[-1], mean)
        if mean <= RESTING_RATIO**2 * min(self.quiet):
            self._rest(mean)

    def _rest(self, mean: float) -> None:
        """A resting window more: those that have become too loud or too quiet to be rest go."""
        self.resting = [*self.resting, mean][-KEPT_WINDOWS:]
        limit = RESTING_RATIO**2 * min(self.quiet)
        calm = sorted(value for value in self.resting if value <= limit)
        usual = calm[int(QUANTILE * (len(calm) - 1))]
        floor = FLOOR_SIGMAS * float(np.sqrt(usual))
        self.rads = min(max(floor, LOWEST_FLOOR_RADS), HIGHEST_FLOOR_RADS)
