"""What a commodity sensor, strapped on anyhow, makes of a wrist's motion."""

from dataclasses import dataclass

import numpy as np
from scipy import signal
from scipy.spatial.transform import Rotation

from benchmarks.accuracy.chain_arm import FINE_HZ, Body, noise
from crossrep.formats.samples_csv import SampleColumns
from crossrep.samples import Floats

G_MS2 = 9.80665
LARGEST_DEG_S, LARGEST_MS2 = 2000.0, 8 * G_MS2
COUNTS_PER_DEG_S, COUNTS_PER_MS2 = 16.4, 4096 / G_MS2


@dataclass(frozen=True)
class Grade:
    """Standard deviations of a sensor's errors; the last three are shares, deg, and deg/s a g."""

    gyr_noise_deg_s: float
    gyr_bias_deg_s: float
    gyr_drift_deg_s: float
    acc_noise_ms2: float
    acc_bias_ms2: float
    scale: float
    skew_deg: float
    gyr_per_g_deg_s: float


TYPICAL = Grade(0.1, 0.7, 0.15, 0.03, 0.15, 0.01, 0.8, 0.05)
POOR = Grade(0.4, 2.7, 0.6, 0.1, 0.4, 0.03, 1.5, 0.1)


def measured(
    body: Body, chance: np.random.Generator, rate_hz: float, grade: Grade, loss: float
) -> SampleColumns:
    """The samples that arrived, by the device's own slightly wrong and jittering clock."""
    acc, rate = _worn(body, chance)
    t_s = np.arange(0.02, body.lasts_s - 0.05, 1 / rate_hz)
    acc, rate = _sampled(acc, body, t_s, rate_hz), _sampled(rate, body, t_s, rate_hz)
    n = len(t_s)
    drift = np.column_stack([noise(chance, t_s, 0.03) for _ in range(3)])
    rate_deg_s = np.rad2deg(rate @ _skewed(grade, chance).T)
    rate_deg_s += chance.normal(0, grade.gyr_per_g_deg_s, 3) * acc / G_MS2
    rate_deg_s += chance.normal(0, grade.gyr_bias_deg_s, 3) + grade.gyr_drift_deg_s * drift
    rate_deg_s += chance.normal(0, grade.gyr_noise_deg_s, (n, 3))
    acc = acc @ _skewed(grade, chance).T + chance.normal(0, grade.acc_bias_ms2, 3)
    acc += chance.normal(0, grade.acc_noise_ms2, (n, 3))
    stamp_s = t_s * (1 + chance.normal(0, 5e-4))
    stamp_s += np.clip(chance.normal(0, 1e-3, n), -0.3 / rate_hz, 0.3 / rate_hz)
    kept = np.repeat(chance.random(n // 3 + 1) >= loss, 3)[:n]
    return SampleColumns(
        stamp_s[kept],
        _counted(acc, LARGEST_MS2, COUNTS_PER_MS2)[kept],
        np.deg2rad(_counted(rate_deg_s, LARGEST_DEG_S, COUNTS_PER_DEG_S))[kept],
    )


def _worn(body: Body, chance: np.random.Generator) -> tuple[Floats, Floats]:
    """(n, 3) specific force and rate, as strapped; the flesh between rings at 6 to 12 Hz."""
    turn, place = body.wrist()
    moved = np.gradient(np.gradient(place, axis=0), axis=0) * FINE_HZ**2
    steps = (turn[:-1].inv() * turn[1:]).as_rotvec() * FINE_HZ
    rate = np.concatenate([steps[:1], (steps[1:] + steps[:-1]) / 2, steps[-1:]])
    w, damping = 2 * np.pi * chance.uniform(6, 12), chance.uniform(0.15, 0.4)
    ring = signal.bilinear([-1, 0, 0], [1, 2 * damping * w, w * w], FINE_HZ)
    acc = turn.inv().apply(moved + np.array([0, 0, G_MS2]))
    acc += 0.7 * signal.lfilter(*ring, turn.inv().apply(moved), axis=0)
    rate = rate + 0.5 * signal.lfilter(*ring, rate - rate[0], axis=0)
    strap = Rotation.from_quat(chance.normal(size=4)).inv()
    return strap.apply(acc), strap.apply(rate)


def _sampled(values: Floats, body: Body, t_s: Floats, rate_hz: float) -> Floats:
    low = signal.butter(2, min(0.45 * rate_hz, 100), fs=FINE_HZ, output="sos")
    smooth = signal.sosfilt(low, values - values[0], axis=0) + values[0]
    return np.column_stack([np.interp(t_s, body.t_s, one) for one in smooth.T])


def _skewed(grade: Grade, chance: np.random.Generator) -> Floats:
    skew = np.deg2rad(chance.normal(0, grade.skew_deg, (3, 3)))
    np.fill_diagonal(skew, 1 + chance.normal(0, grade.scale, 3))
    return np.asarray(skew)


def _counted(values: Floats, largest: float, counts: float) -> Floats:
    return np.asarray(np.round(np.clip(values, -largest, largest) * counts) / counts)
