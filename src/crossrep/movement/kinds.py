"""What kind of activity was it? First honest version: only what two wrists can tell apart.

Decision order and limits of the quantities: docs/measurement.md. While the trained arm moves,
small movement stays `ambiguous`; that is a real answer.
"""

from dataclasses import dataclass

import numpy as np
from scipy import signal

from crossrep.events import BoutKind, Confidence
from crossrep.movement.activity import Stretch
from crossrep.samples import Floats
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.track import Track

AROUND = int(0.3 * GRID_HZ)
TREMOR_SHARE, TREMOR_TURN_DEG = 0.6, 8.0
TREMOR_BAND_HZ, WHOLE_BAND_HZ = (3.0, 10.0), (0.2, 10.0)
ALIKE_RATIO, ALIKE, ALIKE_LAG = (0.4, 2.5), 0.8, int(0.08 * GRID_HZ)
ASSISTED_DEG = 15.0
QUIET_DEG, QUIET_SHARE = 2.0, 0.3
SMALLEST_DEG = 3.0
LARGE_DEG, BUSY_DEG = 20.0, 5.0


@dataclass(frozen=True, slots=True)
class Named:
    """A kind, its confidence, and the largest turn from the pose at the start, deg."""

    kind: BoutKind
    confidence: Confidence
    range_deg: float


def name_stretch(stretch: Stretch, affected: Track, trained: Track | None) -> Named:
    """The kind of a stretch; ``trained`` is None when that arm was not observed then."""
    a, b = stretch.start_k, stretch.end_k
    turn_deg = _largest_turn_deg(affected, a, b)
    if (
        _tremor_share(affected.rate(a - AROUND, b + AROUND)) > TREMOR_SHARE
        and turn_deg < TREMOR_TURN_DEG
    ):
        return Named(BoutKind.TREMOR, _sure(b - a >= GRID_HZ), turn_deg)
    if trained is None:
        return Named(BoutKind.AMBIGUOUS, Confidence.LOW, turn_deg)
    other_deg = _largest_turn_deg(trained, a, b)
    if _together(turn_deg, other_deg, stretch, affected, trained):
        kind = BoutKind.ASSISTED if turn_deg >= ASSISTED_DEG else BoutKind.AMBIGUOUS
        return Named(kind, _sure(kind is BoutKind.ASSISTED), turn_deg)
    if other_deg < max(QUIET_DEG, QUIET_SHARE * turn_deg):
        alone = turn_deg >= SMALLEST_DEG
        return Named(BoutKind.INDEPENDENT if alone else BoutKind.AMBIGUOUS, _sure(alone), turn_deg)
    clear = turn_deg >= LARGE_DEG or (other_deg < BUSY_DEG and turn_deg >= SMALLEST_DEG)
    return Named(BoutKind.INDEPENDENT if clear else BoutKind.AMBIGUOUS, Confidence.LOW, turn_deg)


def _sure(sure: bool) -> Confidence:
    return Confidence.HIGH if sure else Confidence.LOW


def _largest_turn_deg(track: Track, a: int, b: int) -> float:
    """Largest turn from the pose at the start, within 0.3 s around the stretch."""
    quat = track.quat(a - AROUND, b + AROUND)
    if not len(quat):
        return 0.0
    start = quat[min(AROUND, len(quat) - 1)]
    dot = np.abs(
        quat[:, 0] * start[0]
        + quat[:, 1] * start[1]
        + quat[:, 2] * start[2]
        + quat[:, 3] * start[3]
    )
    return round(float(np.rad2deg(2 * np.arccos(min(float(dot.min()), 1.0)))), 2)


def _tremor_share(rate: Floats) -> float:
    """Power of the rate in 3-10 Hz as a share of 0.2-10 Hz."""
    if len(rate) < GRID_HZ // 2:
        return 0.0
    hz, power = signal.periodogram(rate.copy(), GRID_HZ, window="hann", axis=0)
    total = power.sum(axis=1)
    whole = float(total[(hz >= WHOLE_BAND_HZ[0]) & (hz <= WHOLE_BAND_HZ[1])].sum())
    band = float(total[(hz >= TREMOR_BAND_HZ[0]) & (hz <= TREMOR_BAND_HZ[1])].sum())
    return band / whole if whole > 0 else 0.0


def _together(
    turn_deg: float, other_deg: float, stretch: Stretch, affected: Track, trained: Track
) -> bool:
    """Did both wrists turn alike at the same time: helped, or both arms at work?"""
    if other_deg <= 0 or not ALIKE_RATIO[0] <= turn_deg / other_deg <= ALIKE_RATIO[1]:
        return False
    a, b = stretch.start_k - AROUND, stretch.end_k + AROUND
    mine, theirs = _speed(affected.rate(a, b)), _speed(trained.rate(a, b))
    n = min(len(mine), len(theirs))
    best, lag = max(
        (_correlation(mine[:n], theirs[:n], lag), lag) for lag in range(-AROUND, AROUND + 1)
    )
    return best >= ALIKE and abs(lag) <= ALIKE_LAG


def _speed(rate: Floats) -> Floats:
    sos = signal.butter(2, 3.0, fs=GRID_HZ, output="sos")
    return np.asarray(signal.sosfilt(sos, np.sqrt((rate * rate).sum(axis=1))))


def _correlation(x: Floats, y: Floats, lag: int) -> float:
    if lag < 0:
        return _correlation(y, x, -lag)
    x, y = x[lag:], y[: len(y) - lag]
    if len(x) < GRID_HZ // 2:
        return 0.0
    x, y = x - x.mean(), y - y.mean()
    scale = float(np.sqrt((x * x).sum() * (y * y).sum()))
    return float((x * y).sum()) / scale if scale > 0 else 0.0
