"""The virtual wearables by name."""

from collections.abc import Callable

from crossrep.errors import BadInputError
from crossrep.simulate.espruino_unit import EspruinoUnit, bangle_unit
from crossrep.simulate.metamotion_unit import MetaMotionUnit
from crossrep.simulate.movella_unit import MovellaUnit
from crossrep.simulate.movesense_unit import MovesenseUnit
from crossrep.simulate.own_unit import OwnUnit
from crossrep.simulate.polar_unit import PolarUnit
from crossrep.simulate.thingy_unit import ThingyUnit
from crossrep.simulate.unit import Unit
from crossrep.simulate.witmotion_unit import WitMotionUnit

UNITS: dict[str, Callable[[], Unit]] = {
    "movella_dot": MovellaUnit,
    "metamotion": MetaMotionUnit,
    "movesense": MovesenseUnit,
    "polar_sense": PolarUnit,
    "banglejs": bangle_unit,
    "own": OwnUnit,
    "puckjs": EspruinoUnit,
    "thingy52": ThingyUnit,
    "witmotion": WitMotionUnit,
}


def unit_named(driver: str) -> Unit:
    """A unit of the family with this driver, just switched on.

    Raises:
        BadInputError: no family of that name.
    """
    if driver not in UNITS:
        raise BadInputError(
            f"No wearable is called '{driver}'; there are: {', '.join(sorted(UNITS))}."
        )
    return UNITS[driver]()
