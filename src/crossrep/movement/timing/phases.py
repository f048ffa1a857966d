"""One repetition timed: lifting, hold, lowering, with one rule for both ways.

All times are multiples of 1/1024 s, so that sums are exact (law "Sum").
"""

from dataclasses import dataclass, replace

import numpy as np

from crossrep.movement.timing.lowering import Timing, smoothed, time_lowering, window_points
from crossrep.samples import Floats
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.track import KEPT, Track

QUANTUM = 1024
DIP = 0.25
"""Share of the range: lowered by so much and lifted again, it was another lift."""


PHASES = (
    ("lifting", "start_s", "lifted_s"),
    ("hold", "lifted_s", "lowering_start_s"),
    ("lowering", "lowering_start_s", "end_s"),
)
"""The phases of a repetition in order: name, where it begins and ends (fields of `Phases`)."""


@dataclass(frozen=True, slots=True)
class Way:
    """Where to look for one repetition, in grid points.

    Attributes:
        from_k: the limb is on its way down to, or rests in, the low posture.
        rise_k: about half-way up.
        fall_k: about half-way down.
        to_k: the limb has arrived, or is half-way up again.
    """

    from_k: int
    rise_k: int
    fall_k: int
    to_k: int


@dataclass(frozen=True, slots=True)
class Phases:
    """Edges in session seconds, in order; ``top_s`` lies between lifting and lowering."""

    start_s: float
    lifted_s: float
    top_s: float
    lowering_start_s: float
    end_s: float
    lowering: Timing | None
    lifting: Timing | None
    lowering_from_s: float
    """Session time of the lowering timing's zero."""

    def durations(self) -> dict[str, float]:
        """Length of each phase, s; they add up to the repetition, exactly."""
        return {name: getattr(self, end) - getattr(self, begin) for name, begin, end in PHASES}

    @property
    def range_deg(self) -> float:
        """Range of the lift (of the lowering where no lift could be timed)."""
        timing = self.lifting or self.lowering
        return 0.0 if timing is None else round(timing.range, 2)


def quantised(t_s: float) -> float:
    """The nearest multiple of 1/1024 s."""
    return round(t_s * QUANTUM) / QUANTUM


@dataclass(frozen=True, slots=True)
class Excursion:
    """The one number that rises while lifting, as its rate in deg/s.

    ``axis`` is the joint axis in the sensor's frame; without one (presses) the height speaks,
    taken as if a metre were a radian, and every duration is of low confidence. ``along`` is what
    a rate is multiplied with (`crossrep.movement.finding.axis`); the axis itself where it is None.
    """

    axis: tuple[float, float, float] | None
    smooth_s: float
    along: tuple[float, float, float] | None = None

    @property
    def whole(self) -> "Excursion":
        """The same about the axis itself: all that tells one movement from another."""
        return replace(self, along=None)

    def rate(self, track: Track, a: int, b: int) -> Floats:
        """(b - a,) rate of the excursion, deg/s, not smoothed."""
        if self.axis is None:
            height = track.height(max(a - 1, track.first), b)
            rise = np.diff(height, prepend=height[:1]) * GRID_HZ
            return np.rad2deg(rise[len(rise) - (b - a) :])
        rate = track.rate(a, b)
        x, y, z = self.along or self.axis
        return np.rad2deg(rate[:, 0] * x + rate[:, 1] * y + rate[:, 2] * z)

    def smooth_rate(self, track: Track, a: int, b: int, now_k: int) -> tuple[Floats, int]:
        """Smoothed rate from about a to b, and the grid point of its first value."""
        points = window_points(self.smooth_s, GRID_HZ)
        first = max(a - points // 2, track.first, now_k - KEPT)
        last = min(b + points // 2, now_k)
        if last - first < points:
            return np.zeros(0), a
        return smoothed(self.rate(track, first, last), points), first + points // 2


def time_phases(
    track: Track, way: Way, excursion: Excursion, now_k: int, earliest_s: float
) -> Phases:
    """Time one repetition; no edge passes the top or comes before ``earliest_s``."""
    way, until_k = _last_lift(track, way, excursion)
    down, down_k = excursion.smooth_rate(track, way.rise_k, way.to_k, now_k)
    up, up_k = excursion.smooth_rate(track, way.from_k, until_k, now_k)
    lowering = time_lowering(down, GRID_HZ, excursion.smooth_s) if len(down) > 3 else None
    lifting = time_lowering(-up, GRID_HZ, excursion.smooth_s) if len(up) > 3 else None
    start_s, lifted_s = _span(lifting, up_k, way.from_k, way.rise_k)
    begin_s, end_s = _span(lowering, down_k, way.fall_k, way.to_k)
    low_s, high_s = sorted((lifted_s, begin_s))
    top_s = min(max(_top_s(down, down_k, way), low_s), high_s)
    top_s = quantised(max(top_s, earliest_s))
    start_s = quantised(min(max(start_s, earliest_s), top_s))
    lifted_s = quantised(min(max(lifted_s, start_s), top_s))
    begin_s = quantised(max(begin_s, top_s))
    return Phases(
        start_s,
        lifted_s,
        top_s,
        begin_s,
        quantised(max(end_s, begin_s)),
        lowering,
        lifting,
        down_k / GRID_HZ,
    )


def _last_lift(track: Track, way: Way, excursion: Excursion) -> tuple[Way, int]:
    """The way from the last lift on (a partial one before it is another's), and its top."""
    a = max(way.rise_k, track.first)
    x = np.cumsum(excursion.rate(track, a, way.to_k)) / GRID_HZ
    x = x[: int(np.argmin(x)) + 1] if len(x) else x
    after, before = np.maximum.accumulate(x[::-1])[::-1], np.maximum.accumulate(x)
    dip = DIP * 2 * float(x.max(initial=0.0))
    dipped = np.flatnonzero(np.minimum(after, before) - x > dip)
    if not len(dipped) or dip <= 0:
        return way, way.fall_k
    last = int(dipped[-1])
    first_top = int(np.argmax(x[: last + 1]))
    low = first_top + int(np.argmin(x[first_top : last + 1]))
    top = low + int(np.argmax(x[low:]))
    rise = low + int(np.flatnonzero(x[low:] >= (x[low] + x[top]) / 2)[0])
    fall = int(np.flatnonzero(x >= (x[top] + x[-1]) / 2)[-1])
    return Way(max(way.from_k, a + first_top), a + rise, a + fall, way.to_k), a + top


def _top_s(down: Floats, down_k: int, way: Way) -> float:
    """When the excursion was largest (where it hardly moves, that is not sharp)."""
    n = max(way.fall_k - down_k, 1)
    if not len(down):
        return (way.rise_k + way.fall_k) / 2 / GRID_HZ
    return (down_k + int(np.argmax(np.cumsum(down[:n])))) / GRID_HZ


def _span(timing: Timing | None, first_k: int, a: int, b: int) -> tuple[float, float]:
    if timing is None:
        return a / GRID_HZ, b / GRID_HZ
    return first_k / GRID_HZ + timing.start_s, first_k / GRID_HZ + timing.end_s
