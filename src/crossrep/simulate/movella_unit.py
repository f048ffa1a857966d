"""A virtual Movella DOT: rate quantities, one sample a notification, padded to 40 bytes."""

from dataclasses import dataclass, field

import numpy as np

from crossrep.drivers.movella import (
    BATTERY,
    CONFIGURATION,
    DEVICE_CONTROL,
    MEASUREMENT_CONTROL,
    MEDIUM,
)
from crossrep.samples import Floats
from crossrep.simulate.unit import BaseUnit, Said

RATES_HZ = (1, 4, 10, 12, 15, 20, 30, 60)
_PACKET = np.dtype(
    [("us", "<u4"), ("acc", "<f4", (3,)), ("gyr", "<f4", (3,)), ("pad", "u1", (12,))]
)


@dataclass
class MovellaUnit(BaseUnit):
    """As delivered it measures nothing until it is told to.

    Attributes:
        payload: number of the payload it was last told to send; only 21 is made here.
    """

    driver: str = "movella_dot"
    name: str = "Xsens DOT"
    advertised_services: tuple[str, ...] = (CONFIGURATION,)
    manufacturer_data: dict[int, bytes] = field(default_factory=lambda: {0x0886: bytes(6)})
    rate_hz: float = 60.0
    payload: int = 4

    def written(self, characteristic: str, data: bytes) -> list[Said]:
        """Start, stop, and the rate, which cannot change while it measures."""
        if characteristic == MEASUREMENT_CONTROL and len(data) == 3 and data[0] == 1:
            self.streaming, self.payload = data[1] == 1, data[2]
        rate_hz = int.from_bytes(data[24:26], "little")
        wanted = characteristic == DEVICE_CONTROL and len(data) == 32 and data[0] & 0x10
        if wanted and not self.streaming and rate_hz in RATES_HZ:
            self.rate_hz = float(rate_hz)
        return []

    def read(self, characteristic: str) -> bytes:
        """What is measured, or the charge with whether it is charging."""
        if characteristic == MEASUREMENT_CONTROL:
            return bytes([1, self.streaming, self.payload])
        return bytes([self.battery_percent, 0]) if characteristic == BATTERY else b""

    def measured(self, clock_s: Floats, acc_ms2: Floats, gyr_rads: Floats) -> list[Said]:
        """One packet a sample."""
        if not self.streaming or MEDIUM not in self.notified or self.payload != 21:
            return []
        rows = np.zeros(len(clock_s), _PACKET)
        rows["us"] = np.rint(clock_s * 1e6).astype(np.int64) % 2**32
        rows["acc"], rows["gyr"] = acc_ms2, np.degrees(gyr_rads)
        return [Said(MEDIUM, row.tobytes(), i) for i, row in enumerate(rows)]
