"""A whole virtual scene: a computer, two wearables, the air between them, and who wears them."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from crossrep.edges.ble import Bluetooth
from crossrep.edges.wrists import KnownWrist, Wrists
from crossrep.inputs import Role, Side
from crossrep.simulate.device import side_of
from crossrep.simulate.script import Script
from crossrep.simulate.unit import Unit
from crossrep.simulate.units import unit_named
from virtual_ble.air import Radio
from virtual_ble.central import Central
from virtual_ble.worn import SWITCHED_ON_S, Worn
from virtual_ble.wrist import Wrist

INTERVAL_S = 0.030
SUPERVISION_S = 2.0
SETTLED_S = 0.5
"""The stacks finish what they were doing."""
ADDRESS = {Side.LEFT: "F0:00:00:00:02:01", Side.RIGHT: "F0:00:00:00:02:02"}
SERIAL = {Side.LEFT: "L-0001", Side.RIGHT: "R-0002"}


@dataclass
class Scene:
    """Everything a test may touch.

    Attributes:
        script: what the person does; second 0 is when the wearables were put on.
        known: what somebody who has paired would remember.
    """

    script: Script
    radio: Radio
    central: Central
    wrists: dict[Side, Wrist]
    known: Wrists

    def bluetooth(self) -> Bluetooth:
        """The computer's Bluetooth, as the program gets it."""
        return Bluetooth({"backend": self.central.scanner}, {"backend": self.central.client})

    def wrist(self, role: Role) -> Wrist:
        """The wearable on that arm."""
        return self.wrists[side_of(self.script, role)]


@asynccontextmanager
async def scene(
    script: Script,
    driver: str = "witmotion",
    *,
    units: Mapping[Role, Unit] | None = None,
    interval_s: float = INTERVAL_S,
    supervision_s: float = SUPERVISION_S,
    mtu: int = 517,
    on_for_s: float = SWITCHED_ON_S,
) -> AsyncIterator[Scene]:
    """Both wearables are on, advertising and worn from now."""
    radio = Radio()
    central = Central(radio, interval_s, supervision_s)
    await central.switch_on()
    wrists: dict[Side, Wrist] = {}
    for role in Role:
        side = side_of(script, role)
        unit = (units or {}).get(role) or unit_named(driver)
        wrist = Wrist(radio, unit, address=ADDRESS[side], serial=SERIAL[side], mtu=mtu)
        await wrist.switch_on()
        wrist.put_on(Worn(script, role, on_for_s=on_for_s))
        wrists[side] = wrist
    try:
        yield Scene(script, radio, central, wrists, _known(wrists))
    finally:
        for wrist in wrists.values():
            wrist.take_off()
        await asyncio.sleep(SETTLED_S)


def _known(wrists: Mapping[Side, Wrist]) -> Wrists:
    known = {
        side.value: KnownWrist(
            driver=wrist.profile.driver,
            name=wrist.unit.name,
            address=wrist.address,
            serial=wrist.serial,
        )
        for side, wrist in wrists.items()
    }
    return Wrists(**known)
