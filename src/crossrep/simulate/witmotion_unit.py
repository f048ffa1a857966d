"""A virtual WitMotion unit: frames as soon as somebody listens, commands of five bytes."""

from dataclasses import dataclass, field

import numpy as np

from crossrep.samples import Floats
from crossrep.simulate.arm import GRAVITY_MS2
from crossrep.simulate.unit import BaseUnit, Said
from crossrep.simulate.witmotion_bytes import (
    BATTERY,
    CHARACTERISTIC,
    clock_frames,
    plain_frames,
    register_reply,
)

COMMAND = "0000ffe9-0000-1000-8000-00805f9a34fb"
SWITCHED_ON_MS = 1_577_836_800_000
"""The unit's clock begins at 2020-01-01T00:00:00 when it is switched on."""
RATES_HZ = {1: 0.2, 2: 0.5, 3: 1.0, 4: 2.0, 5: 5.0, 6: 10.0, 7: 20.0, 8: 50.0, 9: 100.0}
CENTIVOLTS = {100: 396, 90: 393, 75: 387, 60: 382, 50: 379, 40: 377, 30: 373, 20: 370, 15: 368}


@dataclass
class WitMotionUnit(BaseUnit):
    """As delivered it sends ten frames a second, each in a notification of its own.

    Attributes:
        with_clock: frames of 28 bytes, with the unit's wall clock.
    """

    driver: str = "witmotion"
    name: str = "WT901BLE68"
    advertised_services: tuple[str, ...] = ()
    manufacturer_data: dict[int, bytes] = field(default_factory=dict)
    rate_hz: float = 10.0
    with_clock: bool = False

    def subscribed(self, characteristic: str, *, on: bool) -> list[Said]:
        """Listening starts the stream."""
        super().subscribed(characteristic, on=on)
        self.streaming = CHARACTERISTIC in self.notified
        return []

    def written(self, characteristic: str, data: bytes) -> list[Said]:
        """A new rate is taken in silence; a register that is asked for is answered."""
        if characteristic != COMMAND or len(data) != 5 or data[:2] != b"\xff\xaa":
            return []
        if data[2] == 0x03:
            self.rate_hz = RATES_HZ.get(data[3], self.rate_hz)
        if data[2] != 0x27 or not self.streaming:
            return []
        value = self._centivolts() if data[3] == BATTERY else 0
        return [Said(CHARACTERISTIC, register_reply(data[3], [value]))]

    def measured(self, clock_s: Floats, acc_ms2: Floats, gyr_rads: Floats) -> list[Said]:
        """One frame a sample; the angles, which nobody here uses, are zero."""
        if not self.streaming:
            return []
        values = (acc_ms2 / GRAVITY_MS2, np.degrees(gyr_rads), np.zeros_like(acc_ms2))
        clock_ms = SWITCHED_ON_MS + np.rint(clock_s * 1000).astype(np.int64)
        frames = clock_frames(*values, clock_ms) if self.with_clock else plain_frames(*values)
        return [Said(CHARACTERISTIC, frame.tobytes(), i) for i, frame in enumerate(frames)]

    def _centivolts(self) -> int:
        return next((v for p, v in CENTIVOLTS.items() if self.battery_percent >= p), 340)
