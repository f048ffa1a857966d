"""Who counts: ours, plain peers, and yours. A counter is one function.

It is handed one limb's `SampleColumns` (``t_s`` (n,) s, ``acc_ms2`` (n, 3), ``gyr_rads`` (n, 3))
and says how many repetitions it saw, or when each was lowered: docs/own-algorithm.md.
"""

from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec

import numpy as np

from benchmarks.accuracy import peers
from crossrep.errors import BadInputError
from crossrep.formats.samples_csv import SampleColumns

Lowering = tuple[float, float]
"""Begin and end, s, in the samples' own time."""
Counter = Callable[[SampleColumns], int | Sequence[Lowering]]
OURS = "CrossRep"


def number(said: int | Sequence[Lowering]) -> int:
    """How many repetitions a counter saw."""
    return int(said) if isinstance(said, int | np.integer) else len(said)


def lowerings(said: int | Sequence[Lowering]) -> list[Lowering]:
    """When they were lowered; empty for a counter that does not say."""
    return [] if isinstance(said, int | np.integer) else [(float(a), float(b)) for a, b in said]


PEERS: dict[str, Counter] = {
    "period, peaks": peers.period,
    "period, peaks, in periodic windows": peers.period_in_windows,
    "tilt with hysteresis": peers.tilt,
}
if find_spec("monalysa") is not None:
    PEERS["monalysa, segments / 2"] = peers.monalysa_segments


def counter_named(place: str) -> Counter:
    """The function at ``module:function``.

    Raises:
        BadInputError: there is none.
    """
    module, _, name = place.partition(":")
    try:
        found = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise BadInputError(
            f"There is no counter at '{place}' ({error}); write it as module:function, and "
            "start the command in the folder that holds the module."
        ) from error
    if not callable(found):
        raise BadInputError(f"'{place}' is no function.")
    return found  # type: ignore[no-any-return]
