"""The last minute and a half of one wrist, by grid index: flat memory however long the session."""

from dataclasses import dataclass, field

import numpy as np

from crossrep.samples import Bools, Floats, Ints
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.orientation import Posture

KEPT_S = 120
KEPT = KEPT_S * GRID_HZ
WIDTH = 4 + 3 + 3 + 1 + 3


@dataclass
class Track:
    """Columns of `Posture`, addressed by grid index; the last `KEPT` points are guaranteed."""

    end: int = 0
    first: int = 0
    table: Floats = field(default_factory=lambda: np.zeros((3 * KEPT, WIDTH)))
    observed_: Bools = field(default_factory=lambda: np.zeros(3 * KEPT, bool))
    seq_: Ints = field(default_factory=lambda: np.zeros(3 * KEPT, np.int64))
    base: int = 0

    def append(self, posture: Posture) -> None:
        """Add points; the first ever sets where the track begins."""
        n = len(posture)
        if not n:
            return
        if not self.end:
            self.base = self.first = self.end = posture.first
        self._room(n)
        at = slice(self.end - self.base, self.end - self.base + n)
        parts = (
            posture.quat,
            posture.up,
            posture.rate_rads,
            posture.height_m[:, None],
            posture.acc_ms2,
        )
        self.table[at] = np.concatenate(parts, axis=1)
        self.observed_[at], self.seq_[at] = posture.observed, posture.seq
        self.end += n
        self.first = max(self.first, self.end - 2 * KEPT)

    def _room(self, n: int) -> None:
        if self.end - self.base + n <= len(self.table):
            return
        keep = min(self.end - self.base, KEPT)
        if keep + n > len(self.table):
            raise ValueError(f"a block of {n} grid points is longer than the track")
        for column in (self.table, self.observed_, self.seq_):
            column[:keep] = column[self.end - self.base - keep : self.end - self.base].copy()
        self.base = self.end - keep

    @property
    def held_k(self) -> int:
        """The oldest point that can still be looked at."""
        return max(self.base, self.first)

    def _slice(self, a: int, b: int) -> slice:
        low, high = max(a, self.base), max(min(b, self.end), self.base)
        return slice(min(low, high) - self.base, high - self.base)

    def quat(self, a: int, b: int) -> Floats:
        """(b - a, 4) sensor to earth."""
        return self.table[self._slice(a, b), 0:4]

    def up(self, a: int, b: int) -> Floats:
        """(b - a, 3) upward direction in the sensor's frame."""
        return self.table[self._slice(a, b), 4:7]

    def rate(self, a: int, b: int) -> Floats:
        """(b - a, 3) bias-free angular rate, rad/s."""
        return self.table[self._slice(a, b), 7:10]

    def height(self, a: int, b: int) -> Floats:
        """(b - a,) vertical displacement, m."""
        return self.table[self._slice(a, b), 10]

    def acc(self, a: int, b: int) -> Floats:
        """(b - a, 3) specific force, m/s^2."""
        return self.table[self._slice(a, b), 11:14]

    def observed(self, a: int, b: int) -> Bools:
        """(b - a,) whether the point was observed."""
        return self.observed_[self._slice(a, b)]

    def seqs(self, a: int, b: int) -> Ints:
        """(b - a,) places in the log of the inputs that completed the points."""
        return self.seq_[self._slice(a, b)]

    def seq(self, k: int) -> int:
        """Place in the log of the input that completed point k."""
        return int(self.seq_[max(k, self.base) - self.base])
