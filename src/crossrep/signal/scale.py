"""Is a resting acceleration gravity? If not, the stream's unit or scale is wrong."""

from dataclasses import dataclass

import numpy as np

from crossrep.events import FaultKind
from crossrep.samples import Floats
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.health import Mark
from crossrep.signal.orientation import STANDARD_GRAVITY_MS2
from crossrep.signal.seconds import Whole

STILL_RADS = 0.1
TOLERANCE = 0.10


@dataclass
class Scale:
    """Looks at whole seconds in which the limb is still."""

    wrong_s: float = np.nan

    def check(self, seconds: Whole) -> list[Mark]:
        """Seconds whose resting acceleration is off by more than a tenth begin a fault."""
        if not len(seconds):
            return []
        felt = zip(seconds.each(), felt_at_rest_ms2(seconds.rows), strict=True)
        return [
            mark
            for (k, rows), mean_ms2 in felt
            if mean_ms2 is not None
            for mark in self._second(k, int(rows[-1, 7]), mean_ms2)
        ]

    def finish(self, seq: int, end_s: float) -> list[Mark]:
        """An open fault ends with the session."""
        start_s, self.wrong_s = self.wrong_s, np.nan
        return [] if np.isnan(start_s) else [Mark(seq, FaultKind.SCALE, start_s, end_s)]

    def _second(self, k: int, seq: int, mean_ms2: float) -> list[Mark]:
        """One in which the limb rests."""
        wrong, t_s = abs(mean_ms2 / STANDARD_GRAVITY_MS2 - 1) > TOLERANCE, k / GRID_HZ
        if wrong and np.isnan(self.wrong_s):
            self.wrong_s = t_s
            detail = f"a resting sensor reads {mean_ms2:.1f} m/s^2 instead of 9.8"
            return [Mark(seq, FaultKind.SCALE, t_s, detail=detail)]
        return [] if wrong else self.finish(seq, t_s)


def felt_at_rest_ms2(seconds: Floats) -> list[float | None]:
    """Mean acceleration in each of (m, 50, 8) seconds; None where it moves or was not observed."""
    acc, rate = seconds[..., 0:3], seconds[..., 3:6]
    still = np.sqrt((rate**2).sum(axis=2)).max(axis=1) <= STILL_RADS
    known = still & seconds[..., 6].all(axis=1)
    mean_ms2 = np.sqrt((acc**2).sum(axis=2)).sum(axis=1) / GRID_HZ
    return [ms2 if one else None for one, ms2 in zip(known, mean_ms2.tolist(), strict=True)]
