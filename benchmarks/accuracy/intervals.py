"""How sure is a share or a quantile? Intervals of 95 %."""

from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

Z = 1.96
DRAWS = 1000


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Interval of the share ``hits / n``: (low, high), 0..1.

    Wilson 1927, doi:10.1080/01621459.1927.10502953; honest for small n and near 0 and 1.

    Raises:
        ValueError: there is no share of nothing, or more hits than tries.
    """
    if not 0 <= hits <= n or n == 0:
        raise ValueError(f"{hits} of {n} is no share")
    p, zz = hits / n, Z * Z / n
    middle, half = p + zz / 2, Z * sqrt(p * (1 - p) / n + zz / (4 * n))
    return max(middle - half, 0.0) / (1 + zz), min((middle + half) / (1 + zz), 1.0)


def of_quantile(values: ArrayLike, percent: float) -> tuple[float, float, float]:
    """(the percentile, low, high) of ``values``, by drawing them again a thousand times.

    The draws are seeded, so the same values give the same interval. NaN where there is nothing.
    """
    x = np.asarray(values, np.float64)
    if not len(x):
        return (float("nan"),) * 3
    drawn = np.random.default_rng(0).integers(0, len(x), (DRAWS, len(x)))
    low, high = np.percentile(np.percentile(x[drawn], percent, axis=1), [2.5, 97.5])
    return float(np.percentile(x, percent)), float(low), float(high)
