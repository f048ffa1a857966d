"""Accelerations and rates that come in frames of their own, with times of their own, as samples.

A sample stands at each rate's time; the acceleration there is interpolated between its neighbours,
so it is sure with the first acceleration after it. Where accelerations are missing there are no
samples, and the hole shows in the times.
"""

from dataclasses import dataclass, field

import numpy as np

from crossrep.samples import Floats, Ints

PATIENCE_S = 5.0
"""What waited so long for its other half, by the unit's own clock, is given up."""
LARGEST_HOLE = 3.0
"""Accelerations further apart than so many periods are not interpolated between."""


def _no_rows() -> Floats:
    return np.empty((0, 4))


def _no_stamps() -> Ints:
    return np.empty(0, np.int64)


@dataclass
class Merge:
    """Rows of time (s) and three values of either kind that wait for the other.

    Attributes:
        acc: accelerations, from the last one before the first waiting rate on.
        gyr: rates that wait.
        arrived_ns: (n,) when each waiting rate arrived.
        given_up: rates that never found their other half, so far.
    """

    acc: Floats = field(default_factory=_no_rows)
    gyr: Floats = field(default_factory=_no_rows)
    arrived_ns: Ints = field(default_factory=_no_stamps)
    given_up: int = 0

    def accelerations(self, rows: Floats, period_s: float) -> tuple[Floats, Ints]:
        """As `rates`, for (n, 4) rows of time and acceleration."""
        self.acc = np.concatenate([self.acc, rows])
        return self._sure(period_s)

    def rates(self, rows: Floats, arrived_ns: int, period_s: float) -> tuple[Floats, Ints]:
        """(k, 7) rows that became sure: time, acceleration, rates; (k,) when the rates arrived."""
        self.gyr = np.concatenate([self.gyr, rows])
        self.arrived_ns = np.concatenate([self.arrived_ns, np.full(len(rows), arrived_ns)])
        return self._sure(period_s)

    def restart(self) -> None:
        """The unit's clock was set: nothing that waits can be placed."""
        self.given_up += len(self.gyr)
        self.acc, self.gyr, self.arrived_ns = _no_rows(), _no_rows(), _no_stamps()

    def _sure(self, period_s: float) -> tuple[Floats, Ints]:
        n, good = 0, np.zeros(0, bool)
        rows = np.empty((0, 7))
        if len(self.acc) > 1 and len(self.gyr):
            n = int(np.searchsorted(self.gyr[:, 0], self.acc[-1, 0], side="right"))
            rows, good = self._between(self.gyr[:n], LARGEST_HOLE * period_s)
        arrived_ns = self.arrived_ns[:n][good]
        self._forget(n)
        return rows, arrived_ns

    def _between(self, gyr: Floats, hole_s: float) -> tuple[Floats, np.ndarray]:
        """Rates with the acceleration at their times; (n,) where there is any."""
        t_s, acc_s = gyr[:, 0], self.acc[:, 0]
        after = np.clip(np.searchsorted(acc_s, t_s), 1, len(acc_s) - 1)
        good = (t_s >= acc_s[0]) & (acc_s[after] - acc_s[after - 1] <= hole_s)
        self.given_up += int(np.count_nonzero(~good))
        acc = [np.interp(t_s[good], acc_s, self.acc[:, k]) for k in (1, 2, 3)]
        return np.column_stack([t_s[good], *acc, gyr[good, 1:]]), good

    def _forget(self, n: int) -> None:
        """Drop n rates that were dealt with, and what has no use or no hope any more."""
        gyr, arrived_ns = self.gyr[n:], self.arrived_ns[n:]
        newest_s = max((rows[-1, 0] for rows in (self.acc, gyr) if len(rows)), default=0.0)
        waited = int(np.searchsorted(gyr[:, 0], newest_s - PATIENCE_S))
        self.given_up += waited
        self.gyr, self.arrived_ns = gyr[waited:], arrived_ns[waited:]
        needed_s = self.gyr[0, 0] if len(self.gyr) else newest_s - PATIENCE_S
        first = int(np.searchsorted(self.acc[:, 0], needed_s, side="right")) - 1
        self.acc = self.acc[max(first, 0) :]
