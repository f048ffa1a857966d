"""Did the affected arm move? Gyroscope above today's own floor, never counts or thresholds of days.

The floor is four times the rate's RMS over the quietest three seconds so far, at least 1 deg/s:
the slowest movement this sensor could have seen today. It is reported with every result.
"""

from dataclasses import dataclass, field

import numpy as np

from crossrep.samples import Bools, Floats
from crossrep.signal.filters import Cascade, low_pass
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.track import Track

LOW_PASS_HZ = 6.0
BIN = GRID_HZ // 2
FLOOR_BINS = 6
FLOOR_SIGMAS = 4.0
LOWEST_FLOOR_RADS = float(np.deg2rad(1.0))
OFF_SHARE = 0.6
OFF_POINTS = GRID_HZ // 2
SHORTEST_S = 0.3
LONGEST_S = 30.0
SETTLING_POINTS = GRID_HZ
"""The filter's bias estimate settles in the first second; nothing is judged before."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Activity between two grid points, not yet named."""

    start_k: int
    end_k: int


@dataclass
class Activity:
    """Finds stretches of activity of one arm."""

    smooth: Cascade = field(default_factory=lambda: low_pass(LOW_PASS_HZ, GRID_HZ, 3))
    k: int = -1
    first_k: int = -1
    squares: list[float] = field(default_factory=list)
    bin_sum: float = 0.0
    bin_points: int = 0
    bin_seen: bool = True
    floor_rads: float = float("inf")
    start_k: int = -1
    quiet: int = 0
    observed: int = 0
    active: int = 0
    speed_rads: float = 0.0

    def follow(self, track: Track, end: int) -> list[Stretch]:
        """Stretches that ended with the grid points up to ``end``."""
        if not track.end:
            return []
        if self.k < 0:
            self.k = self.first_k = track.first
        if end <= self.k:
            return []
        rate = self.smooth.run(track.rate(self.k, end))
        speed = np.sqrt(rate[:, 0] ** 2 + rate[:, 1] ** 2 + rate[:, 2] ** 2)
        seen = track.observed(self.k, end)
        self.observed += int(np.count_nonzero(seen))
        self.speed_rads = float(speed[-1])
        found: list[Stretch] = []
        while self.k < end:
            to = min(end, (self.k // BIN + 1) * BIN)
            at = slice(len(speed) - (end - self.k), len(speed) - (end - to))
            self._watch(speed[at], seen[at], found)
            self._learn(speed[at], seen[at], full=to % BIN == 0)
        return found

    def finish(self) -> list[Stretch]:
        """The stretch that is still going on ends with the session."""
        found: list[Stretch] = []
        if self.start_k >= 0:
            self._end(self.k - self.quiet, found)
        return found

    @property
    def moving(self) -> bool:
        """Active now."""
        return self.start_k >= 0

    def _learn(self, speed: Floats, seen: Bools, *, full: bool) -> None:
        """Half-second sums of squares; the quietest three seconds in a row make the floor."""
        self.k += len(speed)
        for value in (speed * speed).tolist():
            self.bin_sum += value
        self.bin_points += len(speed)
        self.bin_seen = (
            self.bin_seen and bool(seen.all()) and self.k > self.first_k + SETTLING_POINTS
        )
        if not full:
            return
        whole = self.bin_seen and self.bin_points == BIN
        self.squares = [*self.squares, self.bin_sum][-FLOOR_BINS:] if whole else []
        self.bin_sum, self.bin_points, self.bin_seen = 0.0, 0, True
        if len(self.squares) == FLOOR_BINS:
            rms = float(np.sqrt(sum(self.squares) / (FLOOR_BINS * BIN)))
            self.floor_rads = min(self.floor_rads, max(FLOOR_SIGMAS * rms, LOWEST_FLOOR_RADS))

    def _watch(self, speed: Floats, seen: Bools, found: list[Stretch]) -> None:
        """On above the floor; off below 0.6 of it for half a second, or when observation ends."""
        if self.start_k < 0 and not (speed > self.floor_rads).any():
            return
        for i, (value, was_seen) in enumerate(zip(speed.tolist(), seen.tolist(), strict=True)):
            k = self.k + i
            if self.start_k < 0:
                if was_seen and value > self.floor_rads:
                    self.start_k, self.quiet = k, 0
                continue
            self.quiet = self.quiet + 1 if value < OFF_SHARE * self.floor_rads else 0
            if not was_seen or self.quiet >= OFF_POINTS or k - self.start_k >= LONGEST_S * GRID_HZ:
                self._end(k + 1 - self.quiet, found)

    def _end(self, end_k: int, found: list[Stretch]) -> None:
        start_k, self.start_k, self.quiet = self.start_k, -1, 0
        if end_k - start_k >= SHORTEST_S * GRID_HZ:
            self.active += end_k - start_k
            found.append(Stretch(start_k, end_k))
