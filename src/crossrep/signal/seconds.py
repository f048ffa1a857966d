"""Whole seconds of grid points, so that what is judged by the second cannot depend on blocks."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from crossrep.samples import Floats
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.orientation import Posture

COLUMNS = 8


@dataclass(frozen=True, slots=True)
class Whole:
    """Seconds in a row.

    Attributes:
        first_k: grid point of the first.
        rows: (m, 50, 8) acceleration, rate, observed, place in the log.
    """

    first_k: int
    rows: Floats

    def __len__(self) -> int:
        return len(self.rows)

    def each(self) -> Iterator[tuple[int, Floats]]:
        """(first grid point, (50, 8) rows) of each."""
        for i, rows in enumerate(self.rows):
            yield self.first_k + i * GRID_HZ, rows


@dataclass
class Seconds:
    """Keeps the rows of a second that is not yet whole."""

    held: Floats = field(default_factory=lambda: np.empty((0, COLUMNS)))
    held_k: int = 0

    def whole(self, posture: Posture) -> Whole:
        """The seconds that became whole with these points."""
        if len(posture):
            self._hold(posture)
        n = len(self.held) // GRID_HZ
        known, begun_k = self.held[: n * GRID_HZ], self.held_k
        self.held, self.held_k = self.held[n * GRID_HZ :], begun_k + n * GRID_HZ
        return Whole(begun_k, known.reshape(n, GRID_HZ, COLUMNS))

    def _hold(self, posture: Posture) -> None:
        if not len(self.held):
            self.held_k = posture.first
        columns = (posture.acc_ms2, posture.rate_rads, posture.observed, posture.seq)
        rows = np.column_stack(columns)
        self.held = np.concatenate([self.held, rows])
