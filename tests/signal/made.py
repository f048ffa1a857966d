"""Samples of a wearable whose true times are known, for the tests of this folder."""

from itertools import pairwise

import numpy as np

from crossrep.samples import Floats, Samples
from crossrep.signal.arrival import ArrivalClock


def samples(device_s: Floats, arrival_s: Floats, gyr_rads: Floats | None = None) -> Samples:
    """Samples with these times; their place in the log is their number."""
    n = len(device_s)
    rest = np.zeros((n, 3))
    t_host_ns = np.rint(arrival_s * 1e9).astype(np.int64)
    return Samples(device_s, np.arange(n), t_host_ns, rest, rest if gyr_rads is None else gyr_rads)


def arrivals(t_s: Floats, seed: int, interval_s: float = 0.04) -> Floats:
    """Bunched by connection events, jittered, and now and then an event late."""
    rng = np.random.default_rng(seed)
    event, member = np.unique(np.ceil((t_s + 0.002) / interval_s), return_inverse=True)
    late_s = rng.exponential(0.004, len(event)) + 0.08 * (rng.random(len(event)) < 0.02)
    return np.maximum.accumulate((event * interval_s + late_s)[member])


def blocks(n: int, cuts: list[int]) -> list[slice]:
    """0..n in consecutive pieces that end at these places (taken modulo the length)."""
    edges = [0, *sorted(c % (n + 1) for c in cuts), n]
    return [slice(a, b) for a, b in pairwise(edges)]


def mapped(clock, device_s, arrival_s, pieces=(slice(None),)):
    """(which samples were kept, their times), everything that waits included."""
    numbers = np.arange(len(device_s), dtype=float)
    whole = samples(device_s, arrival_s, np.outer(numbers, [1.0, 0.0, 0.0]))
    said = [clock.map(whole.rows(piece), arrival_s[piece]) for piece in pieces]
    if isinstance(clock, ArrivalClock):
        said.append(clock.finish())
    kept = [int(x) for some, _ in said for x in some.gyr_rads[:, 0]]
    return kept, np.concatenate([t_s for _, t_s in said])
