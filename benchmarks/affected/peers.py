"""What others would say of the same wrist: activity counts, ENMO and GMAC, second by second.

Each is given its best chance: the counts any count at all, ENMO more than it ever showed in rest,
GMAC the true axis of the forearm. Published thresholds are higher.
"""

from collections.abc import Callable

import numpy as np

from crossrep.samples import Floats
from crossrep.signal.orientation import STANDARD_GRAVITY_MS2

RATE_HZ = 50
FOREARM_AXIS = 2

Peer = Callable[[Floats], Floats]
"""(n, 3) acceleration, g, 50 a second, to (seconds,) how much is seen; 0: nothing."""


def enmo_mg(acc_g: Floats) -> Floats:
    """Mean over each second of how far the acceleration exceeds 1 g (van Hees 2013), mg."""
    above = np.maximum(np.linalg.norm(acc_g, axis=1) - 1.0, 0.0) * 1000
    return _seconds(above)


def counts(acc_g: Floats) -> Floats:
    """ActiGraph counts by `agcounts` (Neishabouri 2022), vector magnitude of each second."""
    from agcounts.extract import get_counts  # noqa: PLC0415

    return np.asarray(np.linalg.norm(get_counts(acc_g, freq=RATE_HZ, epoch=1), axis=1))


def gmac(acc_g: Floats) -> Floats:
    """Share of each second in which GMAC sees use, by `monalysa` (Balasubramanian 2024)."""
    from monalysa.ulfunc.uluse import from_gmac  # noqa: PLC0415

    _, use, _, _ = from_gmac(acc_g, RATE_HZ, FOREARM_AXIS, elb_to_farm=False)
    return _seconds(np.asarray(use, np.float64))


def _seconds(values: Floats) -> Floats:
    n = len(values) // RATE_HZ
    return np.asarray(values[: n * RATE_HZ].reshape(n, RATE_HZ).mean(axis=1))


def peers() -> dict[str, Peer]:
    """Those that can be run here."""
    known: dict[str, tuple[str, Peer]] = {
        "activity counts": ("agcounts", counts),
        "ENMO": ("", enmo_mg),
        "GMAC": ("monalysa", gmac),
    }
    return {name: peer for name, (package, peer) in known.items() if _here(package)}


def _here(package: str) -> bool:
    from importlib.util import find_spec  # noqa: PLC0415

    return not package or find_spec(package) is not None


def even_g(t_s: Floats, acc_ms2: Floats) -> Floats:
    """(n, 3) acceleration, g, at 50 even samples a second."""
    at_s = np.arange(t_s[0], t_s[-1], 1 / RATE_HZ)
    columns = [np.interp(at_s, t_s, acc_ms2[:, i]) for i in range(3)]
    return np.stack(columns, axis=1) / STANDARD_GRAVITY_MS2


def seen(active: Floats, begin_s: float, end_s: float, silence: float) -> bool:
    """Did any second of the movement show more than the loudest second of rest?"""
    inside = active[int(begin_s) : int(np.ceil(end_s)) + 1]
    return bool((inside > silence + 1e-9).any())
