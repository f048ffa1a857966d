"""A virtual wearable: samples in, the family's own notifications out, and answers to its commands.

One file a family beside this one. A unit keeps no time and does no I/O: whoever runs it hands
over what it measured and when, by the unit's own clock, and carries the bytes away. It is written
from the family's page in `firmware_notes/`, not from the driver.
"""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from crossrep.drivers.profile import BATTERY_LEVEL
from crossrep.samples import Floats


@dataclass(frozen=True, slots=True)
class Said:
    """One notification or indication.

    Attributes:
        characteristic: where it is notified.
        payload: its bytes, never more than the unit's ``largest_payload``.
        after: index, among the samples just handed over, of the one that made it whole; -1 for
            an answer to a command.
    """

    characteristic: str
    payload: bytes
    after: int = -1


class Unit(Protocol):
    """A wearable of one family, from the moment it was switched on.

    Attributes:
        driver: name of the family (`crossrep.drivers.table`), whose profile lists its services.
        name: the local name it advertises.
        advertised_services: service UUIDs in the advertisement.
        manufacturer_data: company identifier to bytes in the advertisement.
        rate_hz: samples a second it wants to be handed now.
        streaming: whether samples handed over now leave the unit.
        largest_payload: bytes a notification may carry: MTU less 3; to be set after connecting.
        battery_percent: what it says of its charge; may be set at any time.
    """

    driver: str
    name: str
    advertised_services: tuple[str, ...]
    manufacturer_data: dict[int, bytes]
    rate_hz: float
    streaming: bool
    largest_payload: int
    battery_percent: int

    def subscribed(self, characteristic: str, *, on: bool) -> list[Said]:
        """Notifications of a characteristic were switched on or off."""
        ...

    def written(self, characteristic: str, data: bytes) -> list[Said]:
        """A command was written; what the unit answers. Strange bytes are ignored."""
        ...

    def read(self, characteristic: str) -> bytes:
        """The value of a characteristic."""
        ...

    def measured(self, clock_s: Floats, acc_ms2: Floats, gyr_rads: Floats) -> list[Said]:
        """(n,) times by the unit's own clock since it was switched on, (n, 3), (n, 3)."""
        ...

    def disconnected(self) -> None:
        """The link ended: what was subscribed is off; counters and clock run on."""
        ...


@dataclass
class BaseUnit:
    """What most units have in common."""

    rate_hz: float = 50.0
    streaming: bool = False
    largest_payload: int = 244
    battery_percent: int = 87
    notified: set[str] = field(default_factory=set)

    def subscribed(self, characteristic: str, *, on: bool) -> list[Said]:
        """Keep which characteristics are switched on."""
        (self.notified.add if on else self.notified.discard)(characteristic)
        return []

    def written(self, characteristic: str, data: bytes) -> list[Said]:  # noqa: ARG002
        """Nothing can be set."""
        return []

    def read(self, characteristic: str) -> bytes:
        """The charge."""
        return bytes([self.battery_percent]) if characteristic == BATTERY_LEVEL else b""

    def disconnected(self) -> None:
        """Nothing is notified any more, and nothing streams."""
        self.notified.clear()
        self.streaming = False


def counts(values: Floats, per_unit: float) -> NDArray[np.int16]:
    """Rounded to the nearest step and clipped, as an int16 register must: little-endian."""
    return np.clip(np.rint(values * per_unit), -32768, 32767).astype("<i2")
