"""Who counts: ours, plain peers, and yours. A counter is one function.

It is handed one limb's `SampleColumns` (``t_s`` (n,) s, ``acc_ms2`` (n, 3), ``gyr_rads`` (n, 3))
and says how many repetitions it saw.
"""

from collections.abc import Callable
from importlib import import_module

from benchmarks.accuracy import peers
from benchmarks.accuracy.said import said_of
from crossrep.errors import BadInputError
from crossrep.formats.samples_csv import SampleColumns

Counter = Callable[[SampleColumns], int]
OURS = "CrossRep"


def ours(columns: SampleColumns) -> int:
    """CrossRep's engine, live rules, exercise not named."""
    return len(said_of(columns).reps)


PEERS: dict[str, Counter] = {
    "period, peaks": peers.period,
    "period, peaks, in periodic windows": peers.period_in_windows,
    "tilt with hysteresis": peers.tilt,
}


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
