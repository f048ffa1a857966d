"""Whole seconds of grid points, so that what is judged by the second cannot depend on blocks."""

from dataclasses import dataclass, field

import numpy as np

from crossrep.samples import Floats
from crossrep.signal.grid import GRID_HZ


@dataclass
class Seconds:
    """Keeps the rows of a second that is not yet whole."""

    columns: int
    held: Floats = field(init=False)
    held_k: int = 0

    def __post_init__(self) -> None:
        self.held = np.empty((0, self.columns))

    def whole(self, first_k: int, rows: Floats) -> list[tuple[int, Floats]]:
        """(first grid point, (50, columns) rows) of each second that became whole."""
        if not len(self.held):
            self.held_k = first_k
        rows = np.concatenate([self.held, rows])
        n = len(rows) // GRID_HZ
        out = [
            (self.held_k + i * GRID_HZ, rows[i * GRID_HZ : (i + 1) * GRID_HZ].copy())
            for i in range(n)
        ]
        self.held, self.held_k = rows[n * GRID_HZ :], self.held_k + n * GRID_HZ
        return out
