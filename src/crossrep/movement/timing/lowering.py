"""The lowering-time rule ``lower-v3``: when does the way down begin and end?

A threshold at 20 % of the lowering's own mean speed, so nothing depends on range or tempo; fast
stretches are joined across stops; a slow stretch near the top is the hold, near the bottom the
rest; what a threshold cuts off the ends of the movement, as its shape says, is added again.
Definition with numbers: docs/measurement.md.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from crossrep.movement.timing.pieces import THRESHOLD, Speed, left_out, timed_piece
from crossrep.samples import Floats

RULE = "lower-v3"
SMOOTH_S = 0.25
SMALLEST_SHARE = 0.03
HOLD_SHARE, REST_SHARE = 0.15, 0.85
SLOW_S = 0.5
STOP_S = 0.15


@dataclass(frozen=True, slots=True)
class Slow:
    """A stop inside the lowering: begin, end (s), share of the range returned at its begin."""

    start_s: float
    end_s: float
    share: float


@dataclass(frozen=True, slots=True)
class Timing:
    """One way between two postures, timed; times in s from the first sample of the window.

    Attributes:
        start_s: begin, corrected for shape.
        end_s: end, corrected for shape.
        edge_start_s: begin at the threshold, uncorrected.
        edge_end_s: end at the threshold, uncorrected.
        t90_s: from 10 % to 90 % of the range.
        range: in the units of the signal.
        threshold: speed below which nothing moves, units per s.
        shape: 0 constant speed .. 1 minimum jerk.
        stops: slow stretches inside.
        left_out: share of the range that came back before or after, beyond a hold or rest.
        speed: (n,) of the whole window, units per s, falling positive.
    """

    start_s: float
    end_s: float
    edge_start_s: float
    edge_end_s: float
    t90_s: float
    range: float
    threshold: float
    shape: float
    stops: tuple[Slow, ...]
    left_out: float
    speed: Floats = field(compare=False, repr=False)


def window_points(smooth_s: float, rate_hz: float) -> int:
    """Length of the smoothing window: odd, at least 3."""
    n = max(round(smooth_s * rate_hz), 3)
    return n if n % 2 else n + 1


def smoothed(rate: Floats, points: int) -> Floats:
    """Symmetric Hann window, stamped at its centre; loses ``points // 2`` values at each end."""
    return np.convolve(rate, _hann(points), mode="valid")


@lru_cache(maxsize=32)
def _hann(points: int) -> Floats:
    k = np.arange(1, points + 1)
    weights = 0.5 * (1 - np.cos(2 * np.pi * k / (points + 1)))
    return np.asarray(weights / weights.sum())


@dataclass(frozen=True, slots=True)
class _Fall:
    """The fall inside a window: its samples, and the share of the range returned at each."""

    returned: Floats
    range: float
    top: int
    middle: int
    rate_hz: float


def time_lowering(speed: Floats, rate_hz: float, smooth_s: float) -> Timing | None:
    """Time the fall of an excursion.

    Args:
        speed: (n,) smoothed rate of the excursion (lifting positive), from the moment the lift
            has covered half its rise to the moment of decision.
        rate_hz: samples a second.
        smooth_s: length of the window it was smoothed with.

    Returns:
        The timing, or None when nothing falls.
    """
    x = np.cumsum(speed) / rate_hz
    fall = _fall(x, rate_hz)
    if fall is None:
        return None
    t90_s = max(_level(fall, 0.90) - _level(fall, 0.10), 0.05 * rate_hz) / rate_hz
    threshold = THRESHOLD * 0.8 * fall.range / t90_s
    v = -_slope(x) * rate_hz
    joined = _joined(v > threshold, fall)
    if not joined:
        return None
    return _edges(Speed(v, rate_hz, smooth_s), threshold, joined, fall, t90_s)


def _slope(x: Floats) -> Floats:
    """(n,) central differences, one-sided at both ends."""
    slope = np.empty(len(x))
    slope[1:-1] = (x[2:] - x[:-2]) / 2
    slope[0], slope[-1] = x[1] - x[0], x[-1] - x[-2]
    return slope


def _fall(x: Floats, rate_hz: float) -> _Fall | None:
    top = int(np.argmax(x))
    bottom = top + int(np.argmin(x[top:]))
    height = float(x[top] - x[bottom])
    if height <= 0 or bottom - top < 3:
        return None
    returned = (x[top] - x) / height
    returned[:top] = 0.0
    middle = top + int(np.flatnonzero(returned[top:] >= 0.5)[0])
    return _Fall(returned, height, top, middle, rate_hz)


def _level(fall: _Fall, q: float) -> float:
    """Sample at which the share ``q`` is returned: last before half-way, first after it."""
    returned, top, middle = fall.returned, fall.top, fall.middle
    if q <= 0.5:
        below = np.flatnonzero(returned[top : middle + 1] < q)
        i = top + (int(below[-1]) if len(below) else 0)
    else:
        i = middle + int(np.flatnonzero(returned[middle:] >= q)[0]) - 1
    i = min(max(i, 0), len(returned) - 2)
    step = returned[i + 1] - returned[i]
    return i + (float((q - returned[i]) / step) if step > 0 else 0.0)


def _joined(fast: NDArray[np.bool_], fall: _Fall) -> list[tuple[int, int]]:
    """Fast stretches (first, last sample) that belong to this lowering."""
    returned, top, middle, rate_hz = fall.returned, fall.top, fall.middle, fall.rate_hz
    around = np.concatenate([[False], fast, [False]])
    edges = (around[1:] != around[:-1]).nonzero()[0].tolist()
    runs = [(a, b - 1) for a, b in zip(edges[::2], edges[1::2], strict=True) if b > top]
    runs = [(a, b) for a, b in runs if _gain(returned, a, b) >= SMALLEST_SHARE]
    if not runs:
        return []
    core = min(range(len(runs)), key=lambda i: max(runs[i][0] - middle, middle - runs[i][1], 0))
    first = last = core
    while first > 0 and not _is_hold(runs[first - 1], runs[first], returned, rate_hz):
        first -= 1
    while last + 1 < len(runs) and not _is_rest(runs[last], runs[last + 1], returned, rate_hz):
        last += 1
    return runs[first : last + 1]


def _gain(returned: Floats, a: int, b: int) -> float:
    after = min(b + 1, len(returned) - 1)
    return float(returned[after] - returned[max(a - 1, 0)])


def _is_hold(
    before: tuple[int, int], run: tuple[int, int], returned: Floats, rate_hz: float
) -> bool:
    slow_s = (run[0] - before[1]) / rate_hz
    return slow_s >= SLOW_S and bool(returned[before[1]] < HOLD_SHARE)


def _is_rest(
    run: tuple[int, int], after: tuple[int, int], returned: Floats, rate_hz: float
) -> bool:
    slow_s = (after[0] - run[1]) / rate_hz
    if slow_s >= SLOW_S and bool(returned[run[1]] > REST_SHARE):
        return True
    lowest = float(returned[: after[0]].max())
    return float(returned[after[0] : after[1] + 1].max()) < lowest + SMALLEST_SHARE


def _edges(
    speed: Speed,
    threshold: float,
    joined: list[tuple[int, int]],
    fall: _Fall,
    t90_s: float,
) -> Timing:
    """Edges of the joined stretches in s, and what lies beyond them."""
    rate_hz = fall.rate_hz
    stopped = [
        (one[1], two[0]) for one, two in pairwise(joined) if (two[0] - one[1]) / rate_hz >= STOP_S
    ]
    stops = tuple(Slow(i / rate_hz, j / rate_hz, float(fall.returned[i])) for i, j in stopped)
    begin, end = joined[0][0], joined[-1][1]
    first = timed_piece(speed, threshold, (begin, stopped[0][0] if stopped else end), fall.range)
    last = first
    if stopped:
        last = timed_piece(speed, threshold, (stopped[-1][1], end), fall.range)
    return Timing(
        first.start_s,
        last.end_s,
        speed.crossing_s(threshold, begin - 1),
        speed.crossing_s(threshold, end),
        t90_s,
        fall.range,
        threshold,
        0.0 if stopped else first.shape,
        stops,
        left_out(speed, max(first.threshold, last.threshold), (begin, end), fall.returned),
        speed.v,
    )
