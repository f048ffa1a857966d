"""Short strong shakes of one wrist, dated to a few milliseconds on the samples themselves.

Wrists knocked against each other, or on the table, are shaken in the same hundredths of a second:
that puts the clocks of two units together. The even grid is too coarse for it.
"""

from dataclasses import dataclass, field

import numpy as np
from scipy.interpolate import CubicSpline

from crossrep.samples import Floats

UNTIL_S = 60.0
JUMP_MS2, STRONG_MS2 = 3.0, 5.0
"""From sample to sample, and away from where the acceleration was before."""
SHARP = 6.0
"""So many times what it shook before."""
AROUND_S, BEFORE_S, CLOSE_S = 0.16, 0.5, 0.09
FINE_S = 0.002
KNOWN_S = 2 * AROUND_S + 0.1
"""So long after its middle a shake is known."""


@dataclass
class Shakes:
    """Looks at the acceleration of the first minute, and where it is told to.

    Attributes:
        until_s: session time up to which shakes are looked for.
        t_s: (n,) times of the samples kept.
        acc_ms2: (n, 3) their acceleration.
        judged_s: samples up to here were looked at.
        found_s: middles of the shakes, increasing.
    """

    until_s: float = UNTIL_S
    t_s: Floats = field(default_factory=lambda: np.empty(0))
    acc_ms2: Floats = field(default_factory=lambda: np.empty((0, 3)))
    judged_s: float = -np.inf
    found_s: list[float] = field(default_factory=list)

    def follow(self, t_s: Floats, acc_ms2: Floats) -> None:
        """(n,) more samples."""
        if not len(t_s) or t_s[0] > self.until_s + 1:
            return
        self.t_s = np.concatenate([self.t_s, t_s])
        self.acc_ms2 = np.concatenate([self.acc_ms2, acc_ms2])
        last = int(np.searchsorted(self.t_s, self.t_s[-1] - 2 * AROUND_S))
        jumps = np.abs(np.diff(self.acc_ms2, axis=0, prepend=self.acc_ms2[:1])).max(axis=1)
        fresh = (self.t_s[:last] > self.judged_s) & (self.t_s[:last] <= self.until_s)
        for i in np.flatnonzero(fresh & (jumps[:last] > JUMP_MS2)).tolist():
            a, b = np.searchsorted(self.t_s, [self.t_s[i] - AROUND_S, self.t_s[i] + AROUND_S])
            if jumps[i] >= jumps[a:b].max():
                self._judge(i, int(a), int(b))
        self.judged_s = float(self.t_s[last - 1]) if last else self.judged_s
        keep = int(np.searchsorted(self.t_s, self.judged_s - BEFORE_S - 2 * AROUND_S))
        self.t_s, self.acc_ms2 = self.t_s[keep:], self.acc_ms2[keep:]

    def look(self, from_s: float, until_s: float) -> None:
        """Look again, from here to there."""
        self.judged_s, self.until_s = max(self.judged_s, from_s), max(self.until_s, until_s)

    def _judge(self, i: int, a: int, b: int) -> None:
        """Is the jump at sample ``i`` a shake out of calm, and when was its middle?"""
        first = int(np.searchsorted(self.t_s, self.t_s[i] - BEFORE_S))
        calm_to = int(np.searchsorted(self.t_s, self.t_s[i] - CLOSE_S))
        before = self.acc_ms2[first:calm_to]
        if len(before) < 3 or self.t_s[calm_to - 1] - self.t_s[first] < 0.5 * BEFORE_S:
            return
        still = before.mean(axis=0)
        calm = float(((before - still) ** 2).sum(axis=1).mean())
        fine_s, energy = self._fine(max(a - 2, 0), min(b + 2, len(self.t_s)), still)
        strong = float(energy.max())
        if strong < STRONG_MS2**2 or strong < SHARP**2 * calm:
            return
        middle_s = _middle(fine_s, energy)
        close = np.abs(fine_s - middle_s) <= CLOSE_S
        self.found_s.append(_middle(fine_s[close], energy[close]))

    def _fine(self, a: int, b: int, still: Floats) -> tuple[Floats, Floats]:
        """Times every 2 ms and the energy there: between samples the shake goes on smoothly."""
        t_s = self.t_s[a:b]
        fine_s = np.arange(t_s[0], t_s[-1], FINE_S)
        away = CubicSpline(t_s, self.acc_ms2[a:b] - still)(fine_s)
        return fine_s, np.asarray((away * away).sum(axis=1))


def _middle(t_s: Floats, energy: Floats) -> float:
    """Centre of the energy."""
    return float((energy * t_s).sum() / max(float(energy.sum()), 1e-12))
