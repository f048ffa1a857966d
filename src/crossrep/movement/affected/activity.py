"""Did an arm move? Gyroscope above today's own floor, never counts or thresholds of days."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from crossrep.movement.affected.floor import BIN, HIGHEST_FLOOR_RADS, Floor
from crossrep.samples import Bools, Floats
from crossrep.signal.filters import Cascade, low_pass
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.track import Track

LOW_PASS_HZ = 6.0
LATE_POINTS = 2
"""The low-pass shows a movement this much late."""
OFF_SHARE = 0.6
EDGE_SHARE = 0.4
"""A bout is dated from and to this share of the floor: movements begin slowly."""
EDGE_POINTS = int(0.8 * GRID_HZ)
OFF_POINTS = GRID_HZ // 2
SHORTEST_S = 0.3
LONGEST_S = 30.0
SETTLING_POINTS = GRID_HZ
"""The filter's bias estimate settles in the first second; nothing is judged before."""
FLOORS_KEPT = 200
FINE, FINE_SQUARE = 2.0**-20, 2.0**-40
"""Steps (rad/s and its square) in which speeds are summed."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Activity between two grid points, not yet named; ``turned_rad`` is the way it turned."""

    start_k: int
    end_k: int
    turned_rad: float = 0.0


@dataclass
class Activity:
    """Finds stretches of activity of one arm.

    Attributes:
        k: next grid point.
        recent: filtered speeds of the last points, rad/s.
        start_k: where the stretch that is going on began, -1 when there is none.
        quiet: how many points it has been quiet.
        free_k: no stretch may begin before: the end of the last one, or a hole.
        observed: grid points observed so far.
        active: grid points in stretches so far.
        floors: (grid point, floor from there on) of the latest changes.
        frozen: (first grid point, place in the log that told) of frozen stretches to come.
    """

    smooth: Cascade = field(default_factory=lambda: low_pass(LOW_PASS_HZ, GRID_HZ, 3))
    floor: Floor = field(default_factory=Floor)
    k: int = -1
    first_k: int = -1
    recent: Floats = field(default_factory=lambda: np.zeros(EDGE_POINTS + OFF_POINTS))
    bin_sum: int = 0
    bin_points: int = 0
    bin_seen: bool = True
    start_k: int = -1
    quiet: int = 0
    free_k: int = 0
    turned: int = 0
    observed: int = 0
    active: int = 0
    was_seen: bool = False
    speed_rads: float = 0.0
    floors: list[tuple[int, float]] = field(default_factory=list)
    frozen: list[tuple[int, int]] = field(default_factory=list)

    def follow(self, track: Track, end: int) -> list[Stretch]:
        """Stretches that ended with the grid points up to ``end``."""
        if not track.end:
            return []
        if self.k < 0:
            self.k = self.first_k = self.free_k = track.first
        if end <= self.k:
            return []
        rate = self.smooth.run(track.rate(self.k, end))
        speed = np.sqrt(rate[:, 0] ** 2 + rate[:, 1] ** 2 + rate[:, 2] ** 2)
        seen = track.observed(self.k, end)
        self.observed += int(np.count_nonzero(seen))
        self.speed_rads = float(speed[-1])
        found: list[Stretch] = []
        known = np.concatenate([self.recent, speed])
        for piece in _pieces(self.k, speed, seen):
            self._watch(track, piece, known, seen, found)
            self._learn(piece)
            self.k = piece.end_k
        self.recent = known[-len(self.recent) :].copy()
        return found

    def finish(self) -> list[Stretch]:
        """The stretch that is still going on ends with the session."""
        found: list[Stretch] = []
        if self.start_k >= 0:
            self._end(self.k, self.recent, found)
        return found

    def froze(self, start_s: float, seq: int) -> None:
        """A frozen stretch is told, half a second after it began: what it showed was nothing."""
        self.frozen.append((int(np.ceil(start_s * GRID_HZ)), seq))

    def floor_at(self, k: int) -> float:
        """The floor as it was known at a point not long ago; the highest one before any was."""
        known = [rads for at_k, rads in self.floors if at_k <= k]
        return min(known[-1], HIGHEST_FLOOR_RADS) if known else HIGHEST_FLOOR_RADS

    @property
    def moving(self) -> bool:
        """Active now."""
        return self.start_k >= 0

    def _learn(self, piece: "_Piece") -> None:
        """Half-second sums of squares for the floor."""
        settled = piece.start_k // BIN * BIN >= self.first_k + SETTLING_POINTS
        self.bin_sum += piece.squares
        self.bin_points += piece.end_k - piece.start_k
        self.bin_seen = self.bin_seen and settled and piece.seen
        if piece.end_k % BIN == 0:
            whole = self.bin_seen and self.bin_points == BIN
            self.floor.take(self.bin_sum * FINE_SQUARE, whole=whole)
            if not self.floors or self.floors[-1][1] != self.floor.rads:
                self.floors = [*self.floors, (piece.end_k, self.floor.rads)][-FLOORS_KEPT:]
            self.bin_sum, self.bin_points, self.bin_seen = 0, 0, True

    def _watch(
        self, track: Track, piece: "_Piece", known: Floats, seen: Bools, found: list[Stretch]
    ) -> None:
        """On above the floor; off below 0.6 of it for half a second, or when observation ends."""
        if piece.seen and self.was_seen:
            if self.start_k < 0 and piece.most <= self.floor.rads:
                return
            going = piece.least >= OFF_SHARE * self.floor.rads
            if self.start_k >= 0 and going and piece.end_k - self.start_k < LONGEST_S * GRID_HZ:
                self.quiet, self.turned = 0, self.turned + piece.turned
                return
        first_k = piece.start_k - piece.at
        for k in range(piece.start_k, piece.end_k):
            i = k - first_k
            before = len(self.recent) + i
            if seen[i] and not self.was_seen:
                self.free_k = k
            elif self.was_seen and not seen[i]:
                self._lose(track, k, known[:before], found)
            self.was_seen = bool(seen[i])
            if self.was_seen:
                self._step(k, float(known[before]), known[: before + 1], found)

    def _step(self, k: int, value: float, known: Floats, found: list[Stretch]) -> None:
        if self.start_k < 0:
            if value > self.floor.rads:
                self.start_k, self.quiet, self.turned = self._began(k, known), 0, 0
            return
        self.turned += round(value / FINE)
        self.quiet = self.quiet + 1 if value < OFF_SHARE * self.floor.rads else 0
        if self.quiet >= OFF_POINTS or k - self.start_k >= LONGEST_S * GRID_HZ:
            self._end(k + 1, known, found)

    def _lose(self, track: Track, k: int, known: Floats, found: list[Stretch]) -> None:
        """Observation ends at point ``k``, or where a frozen stretch, told only now, began."""
        here = track.seq(k)
        past = [froze_k for froze_k, seq in self.frozen if froze_k < k and seq <= here]
        end_k = max(past[-1], self.free_k) if past else k
        self.frozen = [(froze_k, seq) for froze_k, seq in self.frozen if froze_k not in past]
        self.observed -= k - end_k
        if self.start_k >= 0:
            self.quiet = max(self.quiet - (k - end_k), 0)
            self._end(end_k, known[: len(known) - (k - end_k)], found)

    def _began(self, k: int, known: Floats) -> int:
        """Back from where it was seen to where it began."""
        before = known[: len(known) - 1][-EDGE_POINTS:]
        calm = np.flatnonzero(before < EDGE_SHARE * self.floor.rads)
        back = len(before) - 1 - int(calm[-1]) if len(calm) else 0
        return max(k - back - LATE_POINTS, self.free_k)

    def _end(self, end_k: int, known: Floats, found: list[Stretch]) -> None:
        """Close the stretch; ``known`` are the speeds up to ``end_k``."""
        start_k, quiet = self.start_k, self.quiet
        self.start_k, self.quiet = -1, 0
        if quiet:
            calm = np.flatnonzero(known[-quiet:] < EDGE_SHARE * self.floor.rads)
            end_k -= quiet - (int(calm[0]) if len(calm) else 0)
        self.free_k = max(end_k, start_k)
        if end_k - start_k >= SHORTEST_S * GRID_HZ:
            self.active += end_k - start_k
            found.append(Stretch(start_k, end_k, self.turned * FINE / GRID_HZ))


@dataclass(frozen=True, slots=True)
class _Piece:
    """Points of one half second, or as much of it as is there; sums in whole small steps.

    Attributes:
        at: row of the first.
        squares: sum of squared speeds, in `FINE_SQUARE`.
        turned: sum of speeds, in `FINE`.
    """

    start_k: int
    end_k: int
    at: int
    most: float
    least: float
    squares: int
    turned: int
    seen: bool


def _pieces(k: int, speed: Floats, seen: Bools) -> Iterator[_Piece]:
    """Cut at whole half seconds; whole numbers add up to the same however they were cut."""
    end = k + len(speed)
    edges = [k, *range((k // BIN + 1) * BIN, end, BIN), end]
    at = [edge - k for edge in edges[:-1]]
    columns = (
        np.maximum.reduceat(speed, at),
        np.minimum.reduceat(speed, at),
        np.add.reduceat(np.rint(speed * speed / FINE_SQUARE).astype(np.int64), at),
        np.add.reduceat(np.rint(speed / FINE).astype(np.int64), at),
        np.logical_and.reduceat(seen, at),
    )
    sums = (column.tolist() for column in columns)
    for row in zip(edges, edges[1:], at, *sums, strict=False):
        yield _Piece(*row)
