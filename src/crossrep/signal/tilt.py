"""Angular rate of a wearable that has no gyroscope, from how gravity moves in it.

For a slowly moved limb d(up)/dt = up x rate, so the part of the rate that tilts is
d(up)/dt x up; what turns about the vertical is not seen, and quick movement is seen wrongly.
Enough to tell that an arm moved, never to time it.
"""

from dataclasses import dataclass, field

import numpy as np

from crossrep.samples import Floats
from crossrep.signal.filters import Cascade, low_pass
from crossrep.signal.grid import GRID_HZ

LOW_PASS_HZ = 2.0
SETTLING_POINTS = GRID_HZ


@dataclass
class Tilt:
    """The smoothed direction of the force, and the last one said.

    Attributes:
        up: the direction at the last point, unit; NaN before the first.
        points: points so far; the filter starts from zero and settles in the first second.
    """

    smooth: Cascade = field(default_factory=lambda: low_pass(LOW_PASS_HZ, GRID_HZ, 3))
    up: Floats = field(default_factory=lambda: np.full(3, np.nan))
    points: int = 0

    def rates(self, acc_ms2: Floats) -> Floats:
        """(n, 3) angular rates, rad/s, at n consecutive grid points."""
        if not len(acc_ms2):
            return acc_ms2
        force = self.smooth.run(acc_ms2)
        length = np.sqrt((force * force).sum(axis=1, keepdims=True))
        up = force / np.maximum(length, 1e-9)
        turned = np.diff(up, axis=0, prepend=self.up[None]) * GRID_HZ
        rates = np.cross(turned, up)
        settled = self.points + np.arange(len(up)) >= SETTLING_POINTS
        self.up, self.points = up[-1].copy(), self.points + len(up)
        return np.where(settled[:, None], rates, 0.0)
