"""A lowering in pieces: what moves without a stop is timed by itself."""

from dataclasses import dataclass

import numpy as np

from crossrep.movement.timing.shape import beyond, shape_index, tails
from crossrep.samples import Floats, steps

THRESHOLD = 0.2
"""Share of the mean speed: below it nothing moves."""
SMALLEST_PIECE = 0.05
"""Share of the range: what is smaller, before or after a stop, is taken with its edges."""


@dataclass(frozen=True, slots=True)
class Speed:
    """Speeds of a window, falling positive, and how they were smoothed."""

    v: Floats
    rate_hz: float
    smooth_s: float

    def crossing_s(self, threshold: float, i: int) -> float:
        """Where between samples i and i + 1 the speed crosses the threshold, s."""
        v = self.v
        if i < 0 or i + 1 >= len(v) or v[i + 1] == v[i]:
            return float(min(max(i, 0), len(v) - 1)) / self.rate_hz
        share = float((threshold - v[i]) / (v[i + 1] - v[i]))
        return (i + min(max(share, 0.0), 1.0)) / self.rate_hz


@dataclass(frozen=True, slots=True)
class Piece:
    """What moves without a stop: begin and end (s) with what lies beyond its edges."""

    start_s: float
    end_s: float
    shape: float
    threshold: float


def timed_piece(speed: Speed, threshold: float, run: tuple[int, int], whole: float) -> Piece:
    """The first or last piece of a lowering (or all of it), at 20 % of its own mean speed."""
    v, rate_hz = speed.v, speed.rate_hz
    first, last = max(run[0] - 1, 0), min(run[1] + 1, len(v) - 1)
    way = np.cumsum(np.maximum(v[first : last + 1], 0.0)) / rate_hz
    if last - first < 4 or way[-1] < SMALLEST_PIECE * whole:
        start_s, end_s = (speed.crossing_s(threshold, i) for i in (run[0] - 1, run[1]))
        return Piece(start_s, end_s, 0.0, threshold)
    at = np.interp(np.array([0.10, 0.25, 0.75, 0.90]) * way[-1], way, np.arange(len(way)))
    t10, t25, t75, t90 = ((first + at) / rate_hz).tolist()
    own = max(THRESHOLD * 0.8 * float(way[-1]) / max(t90 - t10, 0.05), threshold)
    fast = first + np.flatnonzero(v[first : last + 1] > own)
    a, b = (speed.crossing_s(own, i) for i in (int(fast[0]) - 1, int(fast[-1])))
    tail = tails(t25, t75, a, b)
    out_s = beyond(tail, speed.smooth_s, b - a) * (b - a)
    return Piece(a - out_s, b + out_s, shape_index(tail), own)


def left_out(speed: Speed, threshold: float, span: tuple[int, int], returned: Floats) -> float:
    """Share of the range that came back outside, faster than the threshold."""
    progress = steps(np.maximum.accumulate(returned), 0.0)
    fast = speed.v > threshold
    fast[span[0] : span[1] + 1] = False
    return float(progress[fast].sum())
