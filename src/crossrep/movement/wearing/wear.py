"""Is the sensor worn, and firmly? A thing on a table is no resting arm, and a loose strap rattles.

A worn wrist is never quite still: breath and pulse move it slowly, and the gyroscope shows that
above its own noise, which is as strong at high frequencies as at low ones. Where for minutes only
such noise is seen, nobody wears the sensor. A loose one shakes with every movement, faster than
any limb does, and the more the quicker the limb moves. Muscles under load shake as fast (8 to
12 Hz), but in a hold as well as on the way.
"""

from dataclasses import dataclass, field

import numpy as np

from crossrep.events import FaultKind
from crossrep.samples import Bools, Floats
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.health import Mark
from crossrep.signal.track import Track

LIFE_HZ, NOISE_HZ = (0.1, 1.0), (2.5, 6.0)
ALIVE = 1.5
"""Power a hertz in the slow band to that in the quick one: more than noise."""
QUIET_RADS = float(np.deg2rad(1.0))
"""A wrist that shakes by more is worn, whatever its spectrum."""
MINUTE_S, DEAD_MINUTES = 60, 3
RATTLE_HZ = 9.0
RATTLES = 0.35
"""Share of a moving second's power above that."""
MOVING_RADS = float(np.deg2rad(20.0))
JUDGED_S, RATTLING_S = 10, 5
"""Of so many moving seconds so many rattle: loose; a fifth of them: firm again."""
WITH_MOVEMENT = 0.8
"""Correlation, over those seconds, of how strong it shakes with how fast the limb moves."""
SLICES = 5
"""Parts of a second in which the two are compared."""
_WINDOW: Floats = np.hanning(GRID_HZ + 2)[1:-1, None]
_RATTLING: Bools = np.fft.rfftfreq(GRID_HZ, 1 / GRID_HZ) >= RATTLE_HZ
"""Of a second: what its spectrum is made with, and which of its bins are above what limbs do."""
NOT_WORN = "for minutes nothing but the sensor's own noise: is it worn?"
LOOSE = "it shakes after every movement: is the strap firm?"


@dataclass
class Wear:
    """One wrist, second by second.

    Attributes:
        next_k: grid point at which the next second begins, -1 before the first.
        minute: rates of the seconds since the last whole minute.
        dead: minutes in a row without life.
        dead_k: where they began.
        lost: grid points of the minutes that turned out to be not worn.
        rattling: for each of the last moving seconds whether it rattled.
        moved: (50, 3) rates of each, rad/s.
    """

    next_k: int = -1
    minute: list[Floats] = field(default_factory=list)
    dead: int = 0
    dead_k: int = 0
    lost: int = 0
    unworn_s: float = np.nan
    rattling: list[bool] = field(default_factory=list)
    moved: list[Floats] = field(default_factory=list)
    loose_s: float = np.nan

    def follow(self, track: Track) -> list[Mark]:
        """What began or ended with the seconds that became whole."""
        if self.next_k < 0:
            self.next_k = track.first
        n = (track.end - self.next_k) // GRID_HZ
        if n <= 0:
            return []
        a, b = self.next_k, self.next_k + n * GRID_HZ
        self.next_k = b
        rates = track.rate(a, b).reshape(n, GRID_HZ, 3).copy()
        seen = np.asarray(track.observed(a, b).reshape(n, GRID_HZ).all(axis=1))
        places = track.seqs(a, b)[GRID_HZ - 1 :: GRID_HZ].tolist()
        seconds = zip(range(a, b, GRID_HZ), places, seen, rates, rattles(rates), strict=True)
        marks = []
        for k, seq, whole, rate, shaking in seconds:
            marks += self._second(k, seq, rate if whole else None, shaking=shaking)
        return marks

    def finish(self, seq: int, end_s: float) -> list[Mark]:
        """Open faults end with the session."""
        return self._worn(seq, end_s) + self._firm(seq, end_s)

    def _second(self, k: int, seq: int, rate: Floats | None, *, shaking: bool | None) -> list[Mark]:
        """One more; its rates are None where it was not observed throughout."""
        if rate is None:
            self.minute = []
            return self._live(seq, k)
        marks = self._rattle(seq, k, rate, shaking=shaking) if shaking is not None else []
        self.minute.append(rate)
        if len(self.minute) < MINUTE_S:
            return marks
        minute, self.minute = np.concatenate(self.minute), []
        if alive(minute):
            return [*marks, *self._live(seq, k + GRID_HZ)]
        return [*marks, *self._die(seq, k + GRID_HZ)]

    def _die(self, seq: int, end_k: int) -> list[Mark]:
        """One more minute without life."""
        minute = MINUTE_S * GRID_HZ
        self.dead_k = self.dead_k if self.dead else end_k - minute
        self.dead += 1
        if self.dead < DEAD_MINUTES:
            return []
        self.lost += minute if self.dead > DEAD_MINUTES else end_k - self.dead_k
        if self.dead > DEAD_MINUTES:
            return []
        self.unworn_s = self.dead_k / GRID_HZ
        return [Mark(seq, FaultKind.NOT_WORN, self.unworn_s, detail=NOT_WORN)]

    def _live(self, seq: int, k: int) -> list[Mark]:
        self.dead = 0
        return self._worn(seq, k / GRID_HZ)

    def _worn(self, seq: int, t_s: float) -> list[Mark]:
        start_s, self.unworn_s = self.unworn_s, np.nan
        return [] if np.isnan(start_s) else [Mark(seq, FaultKind.NOT_WORN, start_s, t_s)]

    def _rattle(self, seq: int, k: int, rate: Floats, *, shaking: bool) -> list[Mark]:
        """A second in which the limb moved: did it shake faster than limbs do?"""
        self.rattling = [*self.rattling, shaking][-JUDGED_S:]
        self.moved = [*self.moved, rate][-JUDGED_S:]
        often = sum(self.rattling)
        if np.isnan(self.loose_s) and often >= RATTLING_S and with_movement(self.moved):
            self.loose_s = k / GRID_HZ
            return [Mark(seq, FaultKind.LOOSE, self.loose_s, detail=LOOSE)]
        calm = len(self.rattling) == JUDGED_S and 5 * often <= RATTLING_S
        return self._firm(seq, k / GRID_HZ) if calm else []

    def _firm(self, seq: int, t_s: float) -> list[Mark]:
        start_s, self.loose_s = self.loose_s, np.nan
        return [] if np.isnan(start_s) else [Mark(seq, FaultKind.LOOSE, start_s, t_s)]


def alive(rate: Floats) -> bool:
    """Is there more in a minute of (n, 3) rates than a little white noise?"""
    if float((rate * rate).sum(axis=1).mean()) > QUIET_RADS**2:
        return True
    slow, quick = (_density(rate, band) for band in (LIFE_HZ, NOISE_HZ))
    return slow > ALIVE * quick


def _density(rate: Floats, band_hz: tuple[float, float]) -> float:
    """Mean power a bin in a band, all axes."""
    spectrum = np.abs(np.fft.rfft(rate - rate.mean(axis=0), axis=0)) ** 2
    hz = np.fft.rfftfreq(len(rate), 1 / GRID_HZ)
    return float(spectrum[(hz >= band_hz[0]) & (hz <= band_hz[1])].mean())


def rattles(rate: Floats) -> list[bool | None]:
    """For (m, 50, 3) seconds: lies much of the power above what limbs do? None: hardly moving."""
    moving = (rate * rate).sum(axis=2).mean(axis=1) >= MOVING_RADS**2
    found: list[bool | None] = [None] * len(rate)
    moved = rate[moving]
    if not len(moved):
        return found
    spectrum = np.abs(np.fft.rfft((moved - moved.mean(axis=1)[:, None]) * _WINDOW, axis=1)) ** 2
    power = spectrum.sum(axis=2)
    shaking = power[:, _RATTLING].sum(axis=1) > RATTLES * power.sum(axis=1)
    for i, one in zip(np.flatnonzero(moving).tolist(), shaking.tolist(), strict=True):
        found[i] = one
    return found


def strengths(rate: Floats) -> Floats:
    """(50, 3) rates of a second: in each fifth, RMS of what is above limbs, then of the rest."""
    spectrum = np.fft.rfft(rate - rate.mean(axis=0), axis=0)
    spectrum[~_RATTLING] = 0.0
    shaking = np.fft.irfft(spectrum, GRID_HZ, axis=0)
    parts = [(one * one).sum(axis=1).reshape(SLICES, -1) for one in (shaking, rate - shaking)]
    return np.concatenate([np.sqrt(part.mean(axis=1)) for part in parts])


def with_movement(seconds: list[Floats]) -> bool:
    """Does it, in these seconds of (50, 3) rates, shake the more the quicker the limb moves?"""
    both = np.stack([strengths(rate) for rate in seconds]).reshape(-1, 2, SLICES)
    shaking, moving = both[:, 0].ravel(), both[:, 1].ravel()
    shaking, moving = shaking - shaking.mean(), moving - moving.mean()
    size = float(np.sqrt((shaking * shaking).sum() * (moving * moving).sum()))
    return float((shaking * moving).sum()) >= WITH_MOVEMENT * size > 0
