"""Which of several wearables moves: a measure that every family can give."""

import numpy as np

from crossrep.drivers.profile import Profile
from crossrep.drivers.table import driver_named
from crossrep.inbox import Pile
from crossrep.samples import Floats

WINDOW_S = 4.0
MOVED_MS2 = 2.0
"""An arm that is lifted turns gravity by far more; one that rests stays below a tenth of it."""
TIMES_MORE = 3.0


class Movement:
    """How much one wearable moved lately, from its bytes."""

    def __init__(self, profile: Profile) -> None:
        self._driver = driver_named(profile.driver)
        self._pile = Pile()
        self._acc_ms2: Floats = np.empty((0, 3))
        self._arrival_ns = np.empty(0, np.int64)
        self._n = 0

    def take(self, t_host_ns: int, characteristic: str, payload: bytes) -> None:
        """What arrived."""
        self._n += 1
        self._pile.payloads.append(payload)
        self._pile.seqs.append(self._n)
        self._pile.stamps.append(t_host_ns)
        self._pile.names.append(characteristic)

    def amount_ms2(self, now_ns: int) -> float:
        """Spread of the acceleration over the last seconds; 0 before there is enough of it."""
        samples = self._driver.decode(self._pile.whole())
        self._pile = Pile()
        self._acc_ms2 = np.concatenate([self._acc_ms2, samples.acc_ms2])
        self._arrival_ns = np.concatenate([self._arrival_ns, samples.t_host_ns])
        late = self._arrival_ns >= now_ns - WINDOW_S * 1e9
        self._acc_ms2, self._arrival_ns = self._acc_ms2[late], self._arrival_ns[late]
        if len(self._acc_ms2) < 10:
            return 0.0
        return float(np.linalg.norm(self._acc_ms2.std(axis=0)))


def mover(amounts_ms2: list[float]) -> int | None:
    """The one that plainly moved while the others rested; None while nobody can tell."""
    if not amounts_ms2:
        return None
    first = int(np.argmax(amounts_ms2))
    others = [amount for i, amount in enumerate(amounts_ms2) if i != first]
    most = max(others, default=0.0)
    moved = amounts_ms2[first] >= MOVED_MS2
    return first if moved and amounts_ms2[first] >= TIMES_MORE * most else None
