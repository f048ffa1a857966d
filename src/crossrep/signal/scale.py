"""Is a resting acceleration gravity? If not, the stream's unit or scale is wrong."""

from dataclasses import dataclass, field

import numpy as np

from crossrep.events import FaultKind
from crossrep.samples import Floats
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.health import Mark
from crossrep.signal.orientation import STANDARD_GRAVITY_MS2, Posture
from crossrep.signal.seconds import Seconds

STILL_RADS = 0.1
TOLERANCE = 0.10


@dataclass
class Scale:
    """Looks at whole seconds in which the limb is still."""

    seconds: Seconds = field(default_factory=lambda: Seconds(8))
    wrong_s: float = np.nan

    def check(self, posture: Posture) -> list[Mark]:
        """Seconds whose resting acceleration is off by more than a tenth begin a fault."""
        if not len(posture):
            return []
        parts = (posture.acc_ms2, posture.rate_rads, posture.observed[:, None])
        rows = np.concatenate([*parts, posture.seq[:, None]], axis=1)
        whole = self.seconds.whole(posture.first, rows)
        return [mark for k, second in whole for mark in self._second(second, k)]

    def finish(self, seq: int, end_s: float) -> list[Mark]:
        """An open fault ends with the session."""
        start_s, self.wrong_s = self.wrong_s, np.nan
        return [] if np.isnan(start_s) else [Mark(seq, FaultKind.SCALE, start_s, end_s)]

    def _second(self, rows: Floats, k: int) -> list[Mark]:
        acc, rate = rows[:, 0:3], rows[:, 3:6]
        if not rows[:, 6].all() or np.sqrt((rate**2).sum(axis=1)).max() > STILL_RADS:
            return []
        mean_ms2 = float(np.sqrt((acc**2).sum(axis=1)).sum()) / GRID_HZ
        wrong = abs(mean_ms2 / STANDARD_GRAVITY_MS2 - 1) > TOLERANCE
        seq, t_s = int(rows[-1, 7]), k / GRID_HZ
        if wrong and np.isnan(self.wrong_s):
            self.wrong_s = t_s
            detail = f"a resting sensor reads {mean_ms2:.1f} m/s^2 instead of 9.8"
            return [Mark(seq, FaultKind.SCALE, t_s, detail=detail)]
        return [] if wrong else self.finish(seq, t_s)
