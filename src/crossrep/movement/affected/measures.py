"""What is measured of a stretch of activity, on one wrist and on both: numbers, no decisions.

Definitions: docs/measurement.md. Everything is independent of how the straps sit, and of heading.
"""

from dataclasses import dataclass

import numpy as np
from scipy import signal

from crossrep.samples import Floats
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.orientation import STANDARD_GRAVITY_MS2
from crossrep.signal.track import Track

AROUND = int(0.3 * GRID_HZ)
"""Points looked at before and after a stretch."""
TREMOR_BAND_HZ, WHOLE_BAND_HZ = (3.0, 10.0), (0.2, 10.0)
PEAK_BAND_HZ = (3.5, 8.0)
PEAK_WIDTH_HZ = 1.0
LAGS = AROUND
WITNESS_POINTS = 8
_SPEED = signal.butter(2, 3.0, fs=GRID_HZ, output="sos")


@dataclass(frozen=True, slots=True)
class Shake:
    """How a stretch trembles: share of its power in the tremor band, and how narrow that is."""

    share: float
    peak: float


def largest_turn_deg(track: Track, a: int, b: int) -> float:
    """Largest turn from the pose at ``a``, 0.3 s around the stretch included."""
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


def witnessed_deg(track: Track, a: int, b: int) -> float:
    """How far gravity turned in the sensor, by the accelerometer alone (means of 0.16 s), deg."""
    acc = track.acc(a - AROUND, b + AROUND) / STANDARD_GRAVITY_MS2
    n = len(acc) // WITNESS_POINTS
    if n < 2:
        return 0.0
    means = acc[: n * WITNESS_POINTS].reshape(n, WITNESS_POINTS, 3).sum(axis=1)
    length = np.sqrt((means * means).sum(axis=1))
    level = np.maximum(length * length[0], 1e-9)
    cosine = (means * means[0]).sum(axis=1) / level
    return float(np.rad2deg(np.arccos(np.clip(cosine.min(), -1.0, 1.0))))


def shake_of(rate: Floats) -> Shake:
    """Power of the (n, 3) rate in 3 to 10 Hz as a share of 0.2 to 10 Hz, and its peak's share."""
    if len(rate) < GRID_HZ // 2:
        return Shake(0.0, 0.0)
    window = np.hanning(len(rate) + 1)[:-1, None]
    spectrum = np.abs(np.fft.rfft((rate - rate.mean(axis=0)) * window, axis=0)) ** 2
    total, hz = spectrum.sum(axis=1), np.fft.rfftfreq(len(rate), 1 / GRID_HZ)
    band = (hz >= TREMOR_BAND_HZ[0]) & (hz <= TREMOR_BAND_HZ[1])
    whole = float(total[(hz >= WHOLE_BAND_HZ[0]) & (hz <= WHOLE_BAND_HZ[1])].sum())
    inside = float(total[band].sum())
    if whole <= 0 or inside <= 0:
        return Shake(0.0, 0.0)
    at = float(hz[np.argmax(np.where(band, total, -1.0))])
    near = float(total[band & (np.abs(hz - at) <= PEAK_WIDTH_HZ)].sum())
    right = PEAK_BAND_HZ[0] <= at <= PEAK_BAND_HZ[1]
    return Shake(inside / whole, near / inside if right else 0.0)


def alike(mine: Floats, theirs: Floats) -> tuple[float, float]:
    """Best correlation of two wrists' speeds within 0.3 s, and the first's lag behind, s."""
    n = min(len(mine), len(theirs))
    x, y = _speed(mine[:n]), _speed(theirs[:n])
    best, lag = max((_correlation(x, y, lag), lag) for lag in range(-LAGS, LAGS + 1))
    return best, lag / GRID_HZ


def _speed(rate: Floats) -> Floats:
    return np.asarray(signal.sosfilt(_SPEED, np.sqrt((rate * rate).sum(axis=1))))


def _correlation(x: Floats, y: Floats, lag: int) -> float:
    """Of x(t + lag) with y(t): positive lags mean that x is later."""
    if lag < 0:
        return _correlation(y, x, -lag)
    x, y = x[lag:], y[: len(y) - lag]
    if len(x) < GRID_HZ // 2:
        return 0.0
    x, y = x - x.mean(), y - y.mean()
    scale = float(np.sqrt((x * x).sum() * (y * y).sum()))
    return float((x * y).sum()) / scale if scale > 0 else 0.0


def explained(mine: Floats, theirs: Floats) -> float:
    """Share of the (n, 3) rate told by the other's about its own axis: one lag, one direction."""
    n = min(len(mine), len(theirs))
    if n <= 2 * LAGS + GRID_HZ // 2:
        return 0.0
    y = mine[:n] - mine[:n].mean(axis=0)
    x = theirs[:n] @ main_axis(theirs[:n])
    x = x - x.mean()
    best = 0.0
    for lag in range(-LAGS, LAGS + 1):
        part, other = (y[lag:], x[: n - lag]) if lag >= 0 else (y[:lag], x[-lag:])
        both = part.T @ other
        scale = float((part * part).sum() * (other * other).sum())
        best = max(best, float((both * both).sum()) / scale if scale > 0 else 0.0)
    return best


def main_axis(rate: Floats) -> Floats:
    """(3,) unit vector about which the (n, 3) rate turns most; its sign means nothing."""
    _, vectors = np.linalg.eigh(rate.T @ rate)
    axis: Floats = vectors[:, -1]
    return axis


def rigid_residual(affected: Track, trained: Track, span: tuple[int, int], shift: int) -> float:
    """What is left of the affected wrist's rate when both are taken as one body, 0 to about 1.

    Both rates in their own level frames; the heading between the two is fitted.
    """
    a, b = span
    mine = _in_world(affected.rate(a, b), affected.quat(a, b))
    theirs = _in_world(trained.rate(a + shift, b + shift), trained.quat(a + shift, b + shift))
    n = min(len(mine), len(theirs))
    mine, theirs = mine[:n], theirs[:n]
    size = float((mine * mine).sum())
    if size <= 0:
        return 1.0
    along = float((mine[:, :2] * theirs[:, :2]).sum())
    across = float((mine[:, 1] * theirs[:, 0] - mine[:, 0] * theirs[:, 1]).sum())
    other, up = float((theirs * theirs).sum()), float((mine[:, 2] * theirs[:, 2]).sum())
    left = size + other - 2 * (float(np.hypot(along, across)) + up)
    return float(np.sqrt(max(left, 0.0) / size))


def _in_world(rate: Floats, quat: Floats) -> Floats:
    """(n, 3) sensor-frame rates in the level frame of each orientation."""
    w, v = quat[:, :1], quat[:, 1:]
    twice = 2 * np.cross(v, rate)
    turned: Floats = rate + w * twice + np.cross(v, twice)
    return turned
