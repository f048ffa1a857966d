"""Counters anybody could write in an afternoon, for comparison.

Their numbers were chosen, as ours were, while looking at the same recordings, and to their best.
"""

from collections.abc import Iterator
from importlib import import_module

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from crossrep.formats.samples_csv import SampleColumns

RATE_HZ = 50.0
BAND_HZ = (0.1, 5.0)
SHORTEST_S, LONGEST_S = 0.5, 10.0
"""Periods looked for."""
NEARLY_BEST = 0.8
APART, PROMINENT = 0.75, 0.5
"""Peaks: share of a period apart, and of the standard deviation prominent."""
WINDOW_S, STEP_S = 12.0, 0.5
PERIODIC, QUIET_RADS = 0.4, 0.15
BRIDGED_S, SHORTEST_SET_S = 3.0, 8.0
Floats = NDArray[np.float64]


def period(columns: SampleColumns) -> int:
    """Band-pass, first principal axis, period by autocorrelation, peaks; over the whole file.

    Of accelerometer and gyroscope the one that repeats itself better.
    """
    return _peaks(_banded(_even(columns)))


def period_in_windows(columns: SampleColumns) -> int:
    """The same, after the idea of RecoFit (Morris 2014): only where movement repeats itself.

    Windows of 12 s vote by the height of their autocorrelation, gaps are bridged, short stretches
    dropped; then each stretch is counted with its own axis. RecoFit's windows are 5 s and learned
    from people at the gym; with those, nothing slower than 2.5 s a repetition is ever periodic.
    """
    samples = _banded(_even(columns))
    return sum(_peaks(samples[a:b]) for a, b in _stretches(_votes(samples)))


def tilt(columns: SampleColumns) -> int:
    """Low-passed accelerometer, first principal axis, turning points with hysteresis.

    It looks at the whole file: its threshold is a quarter of the file's own range.
    """
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


def monalysa_segments(columns: SampleColumns) -> int:
    """Movement segments of the package monalysa (its experimental module) on the rate, by two."""
    rate = _even(columns)[:, 3:]
    low_pass = signal.butter(2, 3.0, fs=RATE_HZ, output="sos")
    smooth = signal.sosfiltfilt(low_pass, rate, axis=0)
    find = import_module("monalysa.experimental").get_move_segment_times
    try:
        return (len(find(smooth, 1 / RATE_HZ)) + 1) // 2
    except (IndexError, ValueError):  # it cannot say that there is none
        return 0


def _even(columns: SampleColumns) -> Floats:
    """(n, 6) at 50 Hz."""
    t_s = np.arange(columns.t_s[0], columns.t_s[-1], 1 / RATE_HZ)
    both = np.concatenate([columns.acc_ms2, columns.gyr_rads], axis=1)
    return np.stack([np.interp(t_s, columns.t_s, both[:, i]) for i in range(6)], axis=1)


def _banded(samples: Floats) -> Floats:
    sos = signal.butter(2, BAND_HZ, "band", fs=RATE_HZ, output="sos")
    return np.asarray(signal.sosfiltfilt(sos, samples, axis=0))


def _principal(x: Floats) -> Floats:
    x = x - x.mean(axis=0)
    _, vectors = np.linalg.eigh(x.T @ x)
    return np.asarray(x @ vectors[:, -1])


def _votes(samples: Floats) -> NDArray[np.bool_]:
    """(n,) is this moment in a majority of windows that repeat themselves?"""
    window, step = int(WINDOW_S * RATE_HZ), int(STEP_S * RATE_HZ)
    votes, seen = np.zeros(len(samples)), np.full(len(samples), 1e-9)
    for a in range(0, max(len(samples) - window, 1), step):
        inside = samples[a : a + window]
        moves = inside[:, 3:].std() >= QUIET_RADS
        strength = max(_period(_principal(part), WINDOW_S / 2)[1] for part in _sensors(inside))
        votes[a : a + window] += moves and strength > PERIODIC
        seen[a : a + window] += 1
    return np.asarray(votes / seen > 0.5)


def _stretches(on: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], on, [False]]).astype(np.int8)))
    gaps = np.flatnonzero(edges[2::2] - edges[1:-1:2] >= BRIDGED_S * RATE_HZ)
    starts, ends = edges[::2][np.append(0, gaps + 1)] if len(edges) else [], edges[1::2]
    stops = ends[np.append(gaps, len(ends) - 1)] if len(edges) else []
    for a, b in zip(starts, stops, strict=True):
        if b - a >= SHORTEST_SET_S * RATE_HZ:
            yield int(a), int(b)


def _sensors(samples: Floats) -> tuple[Floats, Floats]:
    return samples[:, :3], samples[:, 3:]


def _correlogram(x: Floats) -> Floats:
    x = x - x.mean()
    full = signal.correlate(x, x, method="fft")[len(x) - 1 :]
    overlap = np.arange(len(x), 0, -1) / len(x)  # later lags have fewer pairs
    return np.asarray(full / overlap / full[0]) if full[0] > 0 else np.zeros(len(x))


def _period(x: Floats, longest_s: float) -> tuple[int, float]:
    """(first nearly best period in samples, 0 for none; height of the best)."""
    shortest = int(SHORTEST_S * RATE_HZ)
    r = _correlogram(x)[shortest : min(int(longest_s * RATE_HZ), len(x) * 3 // 4)]
    peaks, _ = signal.find_peaks(r, prominence=0.05)
    if not len(peaks):
        return 0, 0.0
    best = float(r[peaks].max())
    good = peaks[r[peaks] >= NEARLY_BEST * best] if best > 0 else peaks
    return int(good[0]) + shortest, best


def _peaks(samples: Floats) -> int:
    if len(samples) < 2 * RATE_HZ:
        return 0
    axes = [_principal(part) for part in _sensors(samples)]
    periods = [_period(axis, LONGEST_S) for axis in axes]
    (length, _), axis = max(zip(periods, axes, strict=True), key=lambda pair: pair[0][1])
    if not length:
        return 0
    prominence = PROMINENT * float(axis.std())
    found, _ = signal.find_peaks(axis, distance=max(APART * length, 1), prominence=prominence)
    return len(found)
