"""The drivers by name, and the families a scan can meet."""

from collections.abc import Iterable

from crossrep.drivers import espruino, metamotion, movella, movesense, own, polar, thingy, witmotion
from crossrep.drivers.base import Driver
from crossrep.drivers.espruino import Espruino
from crossrep.drivers.metamotion import MetaMotion
from crossrep.drivers.movella import MovellaDot
from crossrep.drivers.movesense import Movesense
from crossrep.drivers.own import OwnSensor
from crossrep.drivers.plain import PlainSamples
from crossrep.drivers.polar import PolarSense
from crossrep.drivers.profile import Advert, Profile
from crossrep.drivers.thingy import Thingy52
from crossrep.drivers.witmotion import WitMotion
from crossrep.errors import BadInputError

DRIVERS: dict[str, type[Driver]] = {
    "banglejs": Espruino,
    "puckjs": Espruino,
    "movella_dot": MovellaDot,
    "metamotion": MetaMotion,
    "movesense": Movesense,
    "polar_sense": PolarSense,
    "own": OwnSensor,
    "samples": PlainSamples,
    "thingy52": Thingy52,
    "witmotion": WitMotion,
}

PROFILES: tuple[Profile, ...] = (
    witmotion.PROFILE,
    movella.PROFILE,
    polar.PROFILE,
    movesense.PROFILE,
    metamotion.PROFILE,
    thingy.PROFILE,
    espruino.PUCK,
    espruino.BANGLE,
    own.PROFILE,
)
"""Wearables a link can use; an advertisement fits one of them at most."""
STRANGERS: tuple[tuple[Advert, str], ...] = ((Advert(names=("^WTVB",)), witmotion.REFUSAL),)
"""Devices that can be met and cannot be used, each with what to tell people."""


def profile_for(
    name: str, services: Iterable[str] = (), companies: Iterable[int] = ()
) -> Profile | None:
    """The family of an advertisement; None if nobody knows it."""
    uuids, numbers = tuple(services), tuple(companies)
    return next((p for p in PROFILES if p.advert.fits(name, uuids, numbers)), None)


def profile_named(driver: str) -> Profile:
    """The family a driver belongs to.

    Raises:
        BadInputError: no family of that name.
    """
    found = next((p for p in PROFILES if p.driver == driver), None)
    if found is None:
        known = ", ".join(sorted(p.driver for p in PROFILES))
        raise BadInputError(f"No wearable is called '{driver}'; there are: {known}.")
    return found


def refusal_for(name: str, services: Iterable[str] = (), companies: Iterable[int] = ()) -> str:
    """Why an advertised device cannot be used, in one sentence; empty if nothing speaks against."""
    uuids, numbers = tuple(services), tuple(companies)
    return next((why for advert, why in STRANGERS if advert.fits(name, uuids, numbers)), "")


def driver_named(name: str) -> Driver:
    """A fresh driver.

    Raises:
        BadInputError: no driver of that name.
    """
    if name not in DRIVERS:
        known = ", ".join(sorted(DRIVERS))
        raise BadInputError(f"No driver is called '{name}'; there are: {known}.")
    return DRIVERS[name]()
