"""Counters anybody could write in an afternoon, for comparison."""

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from crossrep.formats.samples_csv import SampleColumns

RATE_HZ = 50.0
Floats = NDArray[np.float64]


def period(columns: SampleColumns) -> int:
    """Band-pass, first principal axis, period by autocorrelation, peaks; the whole file."""
    return _peaks(_main_axis(_even(columns)))


def period_in_windows(columns: SampleColumns) -> int:
    """The same, only where windows of 8 s are strongly periodic."""
    axis = _main_axis(_even(columns))
    window, step = int(8 * RATE_HZ), int(0.2 * RATE_HZ)
    periodic = np.zeros(len(axis), bool)
    for a in range(0, max(len(axis) - window, 0), step):
        if _strength(axis[a : a + window]) > 0.5:
            periodic[a : a + window] = True
    edges = np.flatnonzero(np.diff(np.concatenate([[False], periodic, [False]]).astype(int)))
    return sum(_peaks(axis[a:b]) for a, b in zip(edges[::2], edges[1::2], strict=True))


def tilt(columns: SampleColumns) -> int:
    """Low-passed accelerometer, first principal axis, turning points with hysteresis."""
    samples = _even(columns)[:, :3]
    sos = signal.butter(2, 0.7, fs=RATE_HZ, output="sos")
    axis = _principal(signal.sosfiltfilt(sos, samples, axis=0))
    limit = 0.25 * float(np.ptp(axis))
    turns, extreme, rising = 0, float(axis[0]), True
    for value in axis.tolist():
        if (value > extreme) == rising:
            extreme = value
        elif abs(value - extreme) > limit:
            turns, extreme, rising = turns + 1, value, not rising
    return (turns + 1) // 2


def _even(columns: SampleColumns) -> Floats:
    """(n, 6) at 50 Hz."""
    t_s = np.arange(columns.t_s[0], columns.t_s[-1], 1 / RATE_HZ)
    both = np.concatenate([columns.acc_ms2, columns.gyr_rads], axis=1)
    return np.stack([np.interp(t_s, columns.t_s, both[:, i]) for i in range(6)], axis=1)


def _main_axis(samples: Floats) -> Floats:
    sos = signal.butter(2, (0.1, 5.0), "band", fs=RATE_HZ, output="sos")
    return _principal(signal.sosfiltfilt(sos, samples[:, :3], axis=0))


def _principal(x: Floats) -> Floats:
    x = x - x.mean(axis=0)
    _, vectors = np.linalg.eigh(x.T @ x)
    return np.asarray(x @ vectors[:, -1])


def _correlogram(x: Floats) -> Floats:
    x = x - x.mean()
    full = signal.correlate(x, x, method="fft")[len(x) - 1 :]
    overlap = np.arange(len(x), 0, -1) / len(x)  # later lags have fewer pairs
    return np.asarray(full / overlap / full[0]) if full[0] > 0 else np.zeros(len(x))


def _strength(x: Floats) -> float:
    """Height of the best period between 0.5 and 4 s."""
    r = _correlogram(x)[int(0.5 * RATE_HZ) : int(4 * RATE_HZ)]
    peaks, _ = signal.find_peaks(r)
    return float(r[peaks].max()) if len(peaks) else 0.0


def _peaks(x: Floats) -> int:
    if len(x) < 2 * RATE_HZ:
        return 0
    r = _correlogram(x)[: min(int(10 * RATE_HZ), len(x) * 3 // 4)]
    peaks, _ = signal.find_peaks(r[int(0.5 * RATE_HZ) :], prominence=0.1)
    if not len(peaks):
        return 0
    distance = 0.6 * (int(peaks[0]) + 0.5 * RATE_HZ)
    found, _ = signal.find_peaks(x, distance=max(distance, 1), prominence=0.5 * float(x.std()))
    return len(found)
