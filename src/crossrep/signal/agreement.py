"""Do gyroscope and accelerometer tell the same movement?

Between two moments of rest the gyroscope must carry the direction of gravity from where it was to
where it is. A unit whose axes, signs or scales are mixed up fails that, and every orientation
filter is wrong on it. At rest an accelerometer feels gravity and nothing else, so quick movement
in between does no harm; who never rests is not judged.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import acos, isnan, nan
from typing import Any

import numpy as np

from crossrep.events import FaultKind
from crossrep.samples import Bools, Floats
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.health import Mark
from crossrep.signal.seconds import Whole

REST_POINTS = 12
"""A rest is looked for in each quarter of a second."""
REST_RADS = 0.25
REST_MS2 = 0.8
"""At rest it turns more slowly, and no axis of the acceleration strays by more (standard
deviation)."""
LONGEST_S = 6.0
"""Between the two: a gyroscope drifts."""
SMALLEST_RAD = float(np.deg2rad(12.0))
"""Gravity turned by so much, by the one or the other."""
ENOUGH, ENOUGH_RAD = 5, float(np.deg2rad(60.0))
"""Ways between two rests that are looked at before anything is said, and how far in all."""
FORGETTING = 0.9
"""What a way weighs when the next one is known."""
DISAGREES, AGREES = 0.5, 0.35
"""Way between said and felt over the larger of the two: above, they disagree; below, no more."""
FEW = 32
"""Turns up to which plain numbers are quicker than arrays."""
Direction = Sequence[float]
"""Of gravity in the sensor's frame, unit."""
Turn = tuple[float, float, float, float]
"""A quaternion, scalar first."""
UNKNOWN = (nan, nan, nan)
DETAIL = "gyroscope and accelerometer tell different movements; check the signs and units"


@dataclass
class Agreement:
    """Ways between two rests so far.

    Attributes:
        up: direction of gravity in the last rest, NaN before the first.
        since: rates, rad/s, from the middle of that rest on, piece by piece.
        spun: sum of the speeds of these, rad/s: the limb cannot have turned by more.
        ways: how many were judged.
        error_rad: forgetful sum of what lies between said and felt.
        turned_rad: the same of the larger of said and felt.
    """

    up: Direction = UNKNOWN
    since: list[Floats] = field(default_factory=list)
    spun: float = 0.0
    ways: int = 0
    error_rad: float = 0.0
    turned_rad: float = 0.0
    wrong_s: float = np.nan

    def check(self, seconds: Whole) -> list[Mark]:
        """A fault begins once enough movement between rests was seen and the two differ."""
        if not len(seconds):
            return []
        looked = zip(seconds.each(), looks(seconds.rows), strict=True)
        return [mark for (k, rows), look in looked for mark in self._second(rows, k, look)]

    def finish(self, seq: int, end_s: float) -> list[Mark]:
        """An open fault ends with the session."""
        start_s, self.wrong_s = self.wrong_s, np.nan
        return [] if np.isnan(start_s) else [Mark(seq, FaultKind.SENSOR_DISAGREES, start_s, end_s)]

    def _second(self, rows: Floats, k: int, look: "Look") -> list[Mark]:
        if not look.seen:
            self._lose()
            return []
        done, judged = 0, self.ways
        for i in look.resting:
            middle = i * REST_POINTS + REST_POINTS // 2
            self._went(rows, look.speed, done, middle)
            self._rest(look.felt[i])
            done = middle
        self._went(rows, look.speed, done, len(rows))
        if len(self.since) > LONGEST_S:
            self._lose()
        return self._verdict(int(rows[-1, 7]), k / GRID_HZ) if self.ways > judged else []

    def _went(self, rows: Floats, speed: Floats, a: int, b: int) -> None:
        """One piece of the way more."""
        self.since.append(rows[a:b, 3:6])
        self.spun += float(np.add.reduce(speed[a:b]))

    def _lose(self) -> None:
        """Where the limb rested last says nothing any more."""
        self.up, self.since, self.spun = UNKNOWN, [], 0.0

    def _rest(self, felt: Direction) -> None:
        """A rest: what was said and felt since the one before it."""
        before, way, most_rad = self.up, self.since, self.spun / GRID_HZ
        self.up, self.since, self.spun = felt, [], 0.0
        turned = _angle(before, felt)
        if isnan(turned) or (turned < SMALLEST_RAD and most_rad < SMALLEST_RAD):
            return
        said = carried(before, np.concatenate(way))
        size = max(_angle(before, said), turned)
        if size >= SMALLEST_RAD:
            self.ways += 1
            self.error_rad = FORGETTING * self.error_rad + _angle(said, felt)
            self.turned_rad = FORGETTING * self.turned_rad + size

    def _verdict(self, seq: int, t_s: float) -> list[Mark]:
        if self.ways < ENOUGH or self.turned_rad < ENOUGH_RAD:
            return []
        apart = self.error_rad / self.turned_rad
        if apart > DISAGREES and np.isnan(self.wrong_s):
            self.wrong_s = t_s
            return [Mark(seq, FaultKind.SENSOR_DISAGREES, t_s, detail=DETAIL)]
        return self.finish(seq, t_s) if apart < AGREES else []


@dataclass(frozen=True, slots=True)
class Look:
    """One second.

    Attributes:
        seen: every point was observed.
        resting: quarters in which the limb rests.
        felt: direction of gravity in each quarter.
        speed: (50,) rad/s.
    """

    seen: bool
    resting: list[int]
    felt: list[Direction]
    speed: Floats


def looks(seconds: Floats) -> list[Look]:
    """What is seen in (m, 50, 8) seconds (acceleration, rate, ...)."""
    n = GRID_HZ // REST_POINTS
    quarters = seconds[:, : n * REST_POINTS].reshape(len(seconds), n, REST_POINTS, -1)
    felt = quarters[..., 0:3].sum(axis=2)
    with np.errstate(invalid="ignore"):  # no force at all has no direction
        felt = felt / np.sqrt((felt * felt).sum(axis=2, keepdims=True))
    square = seconds[..., 3:6] * seconds[..., 3:6]
    speed = np.sqrt(square[..., 0] + square[..., 1] + square[..., 2])
    resting = [[i for i, one in enumerate(rests) if one] for rests in _rests(quarters).tolist()]
    seen = np.asarray(seconds[..., 6].all(axis=1)).tolist()
    return [Look(*one) for one in zip(seen, resting, felt.tolist(), speed, strict=True)]


def _rests(quarters: Floats) -> Bools:
    """For (m, 4, 12, 8) quarters of seconds: (m, 4) in which the limb rests."""
    acc, rate = quarters[..., 0:3], quarters[..., 3:6]
    slow = (rate * rate).sum(axis=3).max(axis=2) < REST_RADS**2
    stray = acc - acc.mean(axis=2, keepdims=True)
    steady = (stray * stray).mean(axis=2).max(axis=2) < REST_MS2**2
    return np.asarray(steady & slow)


def carried(up: Direction, rates: Floats) -> Direction:
    """The direction ``up`` after the limb turned at (n, 3) rates, rad/s, in the limb's frame."""
    speed = np.sqrt((rates * rates).sum(axis=1))
    half = speed / (2 * GRID_HZ)
    scale = np.sin(half) / np.maximum(speed, 1e-12)
    w, x, y, z = _one_turn(np.stack([np.cos(half), *(rates * scale[:, None]).T]))
    back = (-x, -y, -z)
    across = _across(back, up)
    more = _across(back, across)
    return [u + 2 * (w * a + b) for u, a, b in zip(up, across, more, strict=True)]


def _one_turn(turns: Floats) -> Turn:
    """(4, n) turns, one after the other, as one; neighbours are joined until one is left."""
    while turns.shape[1] > FEW:
        even = turns.shape[1] // 2 * 2
        joined = np.array(_then(turns[:, :even:2], turns[:, 1::2]))
        turns = np.concatenate([joined, turns[:, even:]], axis=1)
    few: list[Turn] = list(zip(*turns.tolist(), strict=True))
    while len(few) > 1:
        even = len(few) // 2 * 2
        few = [*map(_then, few[:even:2], few[1::2]), *few[even:]]
    return few[0]


def _then(a: Any, b: Any) -> Any:  # noqa: ANN401 - of numbers or of arrays
    """A turn, or (4, n) turns, ``a``, each followed by its ``b``."""
    (aw, ax, ay, az), (bw, bx, by, bz) = a, b
    return (
        aw * bw - (ax * bx + ay * by + az * bz),
        aw * bx + bw * ax + (ay * bz - az * by),
        aw * by + bw * ay + (az * bx - ax * bz),
        aw * bz + bw * az + (ax * by - ay * bx),
    )


def _across(a: Direction, b: Direction) -> Direction:
    """Cross product."""
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def _angle(a: Direction, b: Direction) -> float:
    alike = a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
    return acos(min(max(alike, -1.0), 1.0)) if not isnan(alike) else nan
