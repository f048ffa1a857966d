"""The drivers by name."""

from crossrep.drivers.base import Driver
from crossrep.drivers.plain import PlainSamples
from crossrep.drivers.witmotion import WitMotion
from crossrep.errors import BadInputError

DRIVERS: dict[str, type[Driver]] = {"samples": PlainSamples, "witmotion": WitMotion}


def driver_named(name: str) -> Driver:
    """A fresh driver.

    Raises:
        BadInputError: no driver of that name.
    """
    if name not in DRIVERS:
        known = ", ".join(sorted(DRIVERS))
        raise BadInputError(f"No driver is called '{name}'; there are: {known}.")
    return DRIVERS[name]()
