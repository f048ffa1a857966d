"""Do gyroscope and accelerometer tell the same movement?

While a limb turns slowly, the direction of gravity in the sensor must turn as the gyroscope says:
d(up)/dt = up x rate. A unit whose axes, signs or scales are mixed up fails that, and every
orientation filter is wrong on it. Quick movement fails it for honest reasons (the accelerometer
feels more than gravity), so only points with a calm second behind them are judged; a turn about the
vertical moves no gravity and is left out.
"""

from dataclasses import dataclass, field

import numpy as np

from crossrep.events import FaultKind
from crossrep.samples import Floats
from crossrep.signal.filters import Cascade, low_pass
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.health import Mark
from crossrep.signal.orientation import STANDARD_GRAVITY_MS2, Posture
from crossrep.signal.seconds import Seconds

LOW_PASS_HZ = 1.0
SLOWEST_RADS, FASTEST_RADS = 0.1, 1.2
NORM_TOLERANCE = 0.1
ENOUGH_POINTS = 400
DISAGREES_CORRELATION, DISAGREES_GAIN = 0.25, 0.35
AGREES_CORRELATION = 0.4
DETAIL = "gyroscope and accelerometer tell different movements; check the signs and units"


@dataclass
class Agreement:
    """Sums over the calm, slowly turning points so far.

    Attributes:
        last: filtered up (3), at the point before.
        calm: points since the rate was last too fast.
        points: how many points were judged.
        both: sum of said times felt; said_sq and felt_sq: sums of their squares.
    """

    smooth: Cascade = field(default_factory=lambda: low_pass(LOW_PASS_HZ, GRID_HZ, 6))
    seconds: Seconds = field(default_factory=lambda: Seconds(8))
    last: Floats = field(default_factory=lambda: np.full(3, np.nan))
    calm: int = 0
    points: int = 0
    both: float = 0.0
    said_sq: float = 0.0
    felt_sq: float = 0.0
    wrong_s: float = np.nan

    def check(self, posture: Posture) -> list[Mark]:
        """A fault begins once enough slow movement was seen and the two do not go together."""
        if not len(posture):
            return []
        raw = np.concatenate([posture.acc_ms2 / STANDARD_GRAVITY_MS2, posture.rate_rads], axis=1)
        smooth = self.smooth.run(raw)
        up, rate = smooth[:, :3], smooth[:, 3:]
        felt = np.diff(up, axis=0, prepend=self.last[None]) * GRID_HZ
        self.last = up[-1].copy()
        said = np.cross(up, rate)
        turns = (said * said).sum(axis=1) > SLOWEST_RADS**2
        good = self._calm(up, rate, posture) & turns
        rows = np.concatenate([said, felt, good[:, None], posture.seq[:, None]], axis=1)
        whole = self.seconds.whole(posture.first, rows)
        return [mark for k, second in whole for mark in self._second(second, k)]

    def finish(self, seq: int, end_s: float) -> list[Mark]:
        """An open fault ends with the session."""
        start_s, self.wrong_s = self.wrong_s, np.nan
        return [] if np.isnan(start_s) else [Mark(seq, FaultKind.SENSOR_DISAGREES, start_s, end_s)]

    def _calm(self, up: Floats, rate: Floats, posture: Posture) -> np.ndarray:
        """(n,) points that turn slowly, with a calm second behind them."""
        speed = np.sqrt((rate * rate).sum(axis=1))
        norm = np.sqrt((up * up).sum(axis=1))
        restless = (speed > FASTEST_RADS) | ~posture.observed
        places = np.arange(len(speed))
        since = np.maximum.accumulate(np.where(restless, places, -1))
        calm = np.where(since < 0, self.calm + places + 1, places - since)
        self.calm = int(calm[-1])
        slow = (speed > SLOWEST_RADS) & (np.abs(norm - 1) < NORM_TOLERANCE)
        good: np.ndarray = slow & (calm > GRID_HZ)
        return good

    def _second(self, rows: Floats, k: int) -> list[Mark]:
        judged = rows[rows[:, 6] > 0]
        if not len(judged):
            return []
        said, felt = judged[:, 0:3], judged[:, 3:6]
        self.points += len(judged)
        self.both += float((said * felt).sum())
        self.said_sq += float((said * said).sum())
        self.felt_sq += float((felt * felt).sum())
        return self._verdict(int(rows[-1, 7]), k / GRID_HZ)

    def _verdict(self, seq: int, t_s: float) -> list[Mark]:
        if self.points < ENOUGH_POINTS or self.said_sq <= 0 or self.felt_sq <= 0:
            return []
        correlation = self.both / float(np.sqrt(self.said_sq * self.felt_sq))
        apart = correlation < DISAGREES_CORRELATION and self.both / self.said_sq < DISAGREES_GAIN
        if apart and np.isnan(self.wrong_s):
            self.wrong_s = t_s
            return [Mark(seq, FaultKind.SENSOR_DISAGREES, t_s, detail=DETAIL)]
        return self.finish(seq, t_s) if correlation > AGREES_CORRELATION else []
