"""Does the affected arm move in time with the trained one? One test a set, never of one repetition.

In every repetition the trained wrist's rate about its own axis is laid over the affected wrist's
three rates, at every shift of up to half a repetition. Averaged over the set at one common lag, a
coupling adds up; with a random shift for every repetition it does not, and that is what chance
looks like. Why each repetition has a shift of its own: docs/decisions/0016-coupling-test.md.
"""

import zlib
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft

from crossrep.movement.affected.measures import main_axis
from crossrep.movement.affected.pair import Pair
from crossrep.samples import Floats
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.track import KEPT

BAND_HZ = (0.5, 5.0)
BAND_ORDER = 3
LAG_S = 0.5
AROUND_S = 0.3
PAD_S = 2.0
LONGEST_REP_S = 20.0
"""Of a longer repetition the beginning is looked at."""
FEWEST_REPS = 3
MOST_REPS = 40
DRAWS = 299
SIGNIFICANT = 0.02
AS_STRONG, STRONGER = 0.9, 1.1
"""Of the strongest likeness: about as strong. Plainly stronger than any draw of chance."""
LAGS = int(LAG_S * GRID_HZ)
ENDS = 10
"""Points whose mean is the level of an end."""


@dataclass(frozen=True, slots=True)
class Part:
    """One repetition: how alike the wrists are at each shift.

    Attributes:
        likeness: (n, 3) correlation of the trained rate with each affected rate, every lagged
            stretch divided by its own size; row ``zero`` is no shift, a row more is one grid
            point later on the affected arm.
        zero: row of no shift.
        axis: (3,) about which the trained wrist turned, sensor frame.
    """

    likeness: Floats
    zero: int
    axis: Floats


@dataclass(frozen=True, slots=True)
class Coupled:
    """The test's answer for one set.

    Attributes:
        p_value: share of chance's draws that were as strong; never below 1 / (`DRAWS` + 1).
        lag_s: how much later the affected wrist moves (trained first: positive).
        lag_uncertainty_s: of the clocks and of the estimate.
        reps: repetitions that could be used.
    """

    p_value: float
    lag_s: float
    lag_uncertainty_s: float
    reps: int


def ready_k(start_k: int, end_k: int) -> int:
    """Both arms must have been seen up to here before a repetition can be taken."""
    last_k = min(end_k, start_k + int(LONGEST_REP_S * GRID_HZ)) + _room(start_k, end_k)
    return last_k + int(PAD_S * GRID_HZ)


def _room(start_k: int, end_k: int) -> int:
    """Points around the repetition that its shifts and lags need."""
    half = min(end_k - start_k, int(LONGEST_REP_S * GRID_HZ)) // 2
    return half + LAGS + int(AROUND_S * GRID_HZ)


def part_of(pair: Pair, start_k: int, end_k: int, usual: Floats | None) -> Part | None:
    """One repetition (grid points of the trained arm); None where an arm was not observed.

    ``usual`` is the axis of the repetition before: both must point the same way.
    """
    shift = pair.shift
    room, pad = _room(start_k, end_k), int(PAD_S * GRID_HZ)
    end_k = min(end_k, start_k + int(LONGEST_REP_S * GRID_HZ))
    a, b = start_k - shift - room, end_k - shift + room
    oldest_k = (
        ready_k(start_k, end_k) - KEPT + GRID_HZ
    )  # so that it is the same whenever it is done
    low, high = pair.span(max(a - pad, oldest_k), b + pad)
    a, b = max(a, low), min(b, high)
    around = int(AROUND_S * GRID_HZ)
    from_k, to_k = start_k - shift - around, end_k - shift + around
    if from_k - a < LAGS or b - to_k <= LAGS or b - a - (to_k - from_k) < 4 * LAGS:
        return None
    if not pair.affected.observed(a, b).all():
        return None
    mine, theirs = pair.rates(low, high)
    axis = main_axis(theirs[from_k - low : to_k - low])
    if usual is not None and float(axis @ usual) < 0:
        axis = -axis
    banded = _banded(np.column_stack([mine, theirs @ axis]))
    along = np.ascontiguousarray(banded[from_k - low : to_k - low, 3])
    return Part(_likeness(banded[a - low : b - low, :3], along), from_k - a, axis)


def _banded(values: Floats) -> Floats:
    """The band without phase shift, by the transform of the whole piece, ends joined by a ramp."""
    n = len(values)
    ramp = np.linspace(-0.5, 0.5, n)
    level = values - values.mean(axis=0)
    level = level - np.multiply.outer(ramp, level[-ENDS:].mean(axis=0) - level[:ENDS].mean(axis=0))
    room = next_fast_len(n, real=True)
    gain = _gain(room).reshape(-1, *[1] * (values.ndim - 1))
    return np.asarray(irfft(gain * rfft(level, room, axis=0), room, axis=0)[:n])


@lru_cache(maxsize=32)
def _gain(n: int) -> Floats:
    """Squared size of a Butterworth band-pass (as if filtered forwards and backwards)."""
    hz = np.fft.rfftfreq(n, 1 / GRID_HZ)
    low, high = BAND_HZ
    away = np.full(len(hz), np.inf)
    away[1:] = (hz[1:] ** 2 - low * high) / (hz[1:] * (high - low))
    return np.asarray(1.0 / (1.0 + away ** (2 * BAND_ORDER)))


def _likeness(mine: Floats, along: Floats) -> Floats:
    """(shifts, 3): products at every shift over the sizes of both stretches."""
    n = len(along)
    products = np.stack([np.correlate(mine[:, i], along, "valid") for i in range(3)], axis=1)
    energy = np.concatenate([[0.0], np.cumsum((mine * mine).sum(axis=1))])
    size = np.sqrt(np.maximum(energy[n:] - energy[:-n], 1e-12) * float((along * along).sum()))
    return np.asarray(products / np.maximum(size, 1e-12)[:, None])


@dataclass
class SetTest:
    """Collects the repetitions of one set."""

    parts: list[Part] = field(default_factory=list)

    def take(self, pair: Pair, start_k: int, end_k: int) -> None:
        """One repetition more, where it was observed; of very long sets the last `MOST_REPS`."""
        usual = self.parts[-1].axis if self.parts else None
        part = part_of(pair, start_k, end_k, usual)
        if part is not None:
            self.parts = [*self.parts, part][-MOST_REPS:]

    def result(self, clocks_s: float) -> Coupled | None:
        """The answer; None with too few repetitions. ``clocks_s``: uncertainty of the clocks."""
        if len(self.parts) < FEWEST_REPS:
            return None
        lags = np.arange(-LAGS, LAGS + 1)
        still = np.zeros((1, len(self.parts)), np.int64)
        seen = self._mean(still, lags)[0]
        strength = np.sqrt((seen * seen).sum(axis=1))
        chance = np.sqrt((self._mean(self._draws(), lags) ** 2).sum(axis=2)).max(axis=1)
        p_value = (1 + int(np.count_nonzero(chance >= strength.max()))) / (DRAWS + 1)
        if strength.max() < STRONGER * chance.max():
            p_value = max(p_value, self._elsewhere(seen[np.argmax(strength)]))
        return Coupled(p_value, _peak(strength), clocks_s, len(self.parts))

    def _elsewhere(self, seen: Floats) -> float:
        """Share of the larger common shifts at which the wrists look as much alike, the same way.

        A steady oscillation of the affected arm that happens to keep time with the repetitions is
        as strong at any shift; what follows the trained arm is strongest near none.
        """
        first = max(-part.zero for part in self.parts)
        last = min(len(part.likeness) - part.zero for part in self.parts)
        lags = np.concatenate([np.arange(first, -LAGS), np.arange(LAGS + 1, last)])
        along = self._mean(np.zeros((1, len(self.parts)), np.int64), lags)[0] @ seen
        return float((along >= AS_STRONG * (seen @ seen)).mean()) if len(lags) else 0.0

    def _mean(self, shifts: np.ndarray, lags: np.ndarray) -> Floats:
        """(draws, lags, 3) mean likeness with (draws, parts) shifts."""
        total = np.zeros((len(shifts), len(lags), 3))
        for i, part in enumerate(self.parts):
            total += part.likeness[part.zero + shifts[:, i, None] + lags]
        return total / len(self.parts)

    def _draws(self) -> np.ndarray:
        """(DRAWS, parts) shifts, each within half its repetition; seeded by the set's own data."""
        data = b"".join(np.array([p.zero, len(p.likeness)], "<i8").tobytes() for p in self.parts)
        chance = np.random.default_rng(zlib.crc32(data))
        low = [LAGS - part.zero for part in self.parts]
        high = [len(part.likeness) - LAGS - part.zero for part in self.parts]
        return chance.integers(low, high, (DRAWS, len(self.parts)))


def _peak(strength: Floats) -> float:
    """Lag of the strongest likeness, by a parabola through it and its neighbours, s."""
    at = int(np.argmax(strength))
    part = 0.0
    if 0 < at < len(strength) - 1:
        left, here, right = strength[at - 1 : at + 2].tolist()
        bend = left - 2 * here + right
        part = 0.5 * (left - right) / bend if bend < 0 else 0.0
    return (at - LAGS + part) / GRID_HZ
