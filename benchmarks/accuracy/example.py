"""An example of a counter of one's own; see docs/own-algorithm.md."""

from itertools import pairwise

import numpy as np
from scipy import signal

from crossrep.formats.samples_csv import SampleColumns


def gyroscope_peaks(columns: SampleColumns) -> list[tuple[float, float]]:
    """Turning about the main axis: each stretch of one sign is a way, every second one a lowering.

    Naive on purpose: it does not know a set from anything else, and takes the first way for a lift.
    """
    rate = 1 / np.median(np.diff(columns.t_s))
    _, axes = np.linalg.eigh(columns.gyr_rads.T @ columns.gyr_rads)
    low_pass = signal.butter(2, 2.0, fs=rate, output="sos")
    turning = signal.sosfiltfilt(low_pass, columns.gyr_rads @ axes[:, -1])
    away = np.abs(turning) > 0.15 * np.percentile(np.abs(turning), 98)
    edges = np.flatnonzero(np.diff(np.where(away, np.sign(turning), 0))) + 1
    ways = [
        (a, b) for a, b in pairwise(edges.tolist())
        if abs(turning[a:b].sum()) / rate > np.radians(15)
    ]  # fmt: skip
    return [(float(columns.t_s[a]), float(columns.t_s[b])) for a, b in ways[1::2]]
