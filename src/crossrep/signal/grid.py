"""Uneven samples onto one even grid, 50 a second, both wrists on the same instants.

A grid value is the mean over its own 20 ms of the samples joined by straight lines: nothing is
aliased, turned angles are kept exactly, and how the samples were cut cannot matter. Stretches
without samples are filled in time and marked; they never shorten anything (law "Loss").
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from crossrep.samples import Bools, Floats, Ints

GRID_HZ = 50
STEP_S = 1.0 / GRID_HZ
LONGEST_FILL_S = 0.5
"""Across a longer hole nothing is known: the rate is taken as zero and the stretch is marked."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive grid points of one wrist, sensor frame.

    Attributes:
        first: index of the first point; point k stands for session time k / 50 s.
        seq: (n,) place in the log of the input that completed each point.
        acc_ms2: (n, 3) specific force.
        gyr_rads: (n, 3) angular rate, not bias-free.
        observed: (n,) False inside holes and frozen stretches.
    """

    first: int
    seq: Ints
    acc_ms2: Floats
    gyr_rads: Floats
    observed: Bools

    def __len__(self) -> int:
        return len(self.seq)

    @property
    def end(self) -> int:
        """Index after the last point."""
        return self.first + len(self.seq)


@dataclass
class Grid:
    """Keeps the samples since the last finished grid point, and the running integral at each."""

    next_point: int = -1
    t_s: Floats = field(default_factory=lambda: np.empty(0))
    rows: Floats = field(default_factory=lambda: np.empty((0, 6)))
    seq: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    bad: Bools = field(default_factory=lambda: np.empty(0, bool))
    integral: Floats = field(default_factory=lambda: np.zeros((0, 6)))

    def add(self, t_s: Floats, acc_ms2: Floats, gyr_rads: Floats, seq: Ints, bad: Bools) -> Stretch:
        """Grid points completed by (n,) more samples at increasing times ``t_s``.

        ``bad`` marks samples not to be believed, and those after a hole: the step that leads
        to such a sample was not observed.
        """
        if not len(t_s):
            return self.nothing()
        rows = np.concatenate([acc_ms2, gyr_rads], axis=1)
        self._keep(t_s, rows, seq, bad)
        if self.next_point < 0:
            self.next_point = int(np.ceil(self.t_s[0] * GRID_HZ + 0.5))
        last = int(np.floor(self.t_s[-1] * GRID_HZ - 0.5)) + 1
        while (last + 1 - 0.5) * STEP_S > self.t_s[
            -1
        ]:  # rounding must not decide with half a sample
            last -= 1
        return self.nothing() if last < self.next_point else self._points(last)

    def nothing(self) -> Stretch:
        """No points."""
        none = np.empty((0, 3))
        first = max(self.next_point, 0)
        return Stretch(first, np.empty(0, np.int64), none, none, np.empty(0, bool))

    def _keep(self, t_s: Floats, rows: Floats, seq: Ints, bad: Bools) -> None:
        old = len(self.t_s)
        self.t_s, self.rows = np.concatenate([self.t_s, t_s]), np.concatenate([self.rows, rows])
        self.seq, self.bad = np.concatenate([self.seq, seq]), np.concatenate([self.bad, bad])
        known = self.integral if old else np.zeros((1, 6))
        first = max(old - 1, 0)
        steps = _steps(self.t_s[first:], self.rows[first:])
        more = np.cumsum(np.concatenate([known[-1:], steps]), axis=0)
        self.integral = np.concatenate([known[:-1], more])

    def _points(self, last: int) -> Stretch:
        first = self.next_point
        edges_s = _edge_s(np.arange(first, last + 2))
        values, at = _integral_at(edges_s, self.t_s, self.rows, self.integral)
        mean = np.diff(values, axis=0) * GRID_HZ
        wrong = np.cumsum(self.bad)
        observed = wrong[at[1:] + 1] == wrong[at[:-1]]
        out = Stretch(first, self.seq[at[1:] + 1], mean[:, :3], mean[:, 3:], observed)
        self.next_point = last + 1
        self._drop(int(at[-1]))
        return out

    def _drop(self, n: int) -> None:
        self.t_s, self.rows, self.seq = self.t_s[n:], self.rows[n:], self.seq[n:]
        self.bad, self.integral = self.bad[n:], self.integral[n:]


def _edge_s(point: NDArray[np.int64]) -> Floats:
    """Where the cell of a grid point begins."""
    return (point.astype(np.float64) - 0.5) * STEP_S


def _steps(t_s: Floats, rows: Floats) -> Floats:
    """What the integral gains from sample to sample; the rate counts nothing in long holes."""
    step_s = np.diff(t_s)
    gain = 0.5 * (rows[1:] + rows[:-1]) * step_s[:, None]
    gain[step_s > LONGEST_FILL_S, 3:] = 0.0
    return gain


def _integral_at(
    when_s: Floats, t_s: Floats, rows: Floats, integral: Floats
) -> tuple[Floats, Ints]:
    """(m, 6) integral at (m,) times inside ``t_s``, and the step (from that sample) of each."""
    at = np.minimum(np.maximum(t_s.searchsorted(when_s) - 1, 0), len(t_s) - 2)
    step_s = (t_s[at + 1] - t_s[at])[:, None]
    into_s = (when_s - t_s[at])[:, None]
    start = rows[at]
    part = into_s * (start + 0.5 * (into_s / step_s) * (rows[at + 1] - start))
    part[step_s[:, 0] > LONGEST_FILL_S, 3:] = 0.0
    return integral[at] + part, at
