"""A virtual sensor of our own format, as the reference firmware behaves."""

import struct
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from crossrep.drivers.own import CONTROL, DATA, SCALE, SERVICE
from crossrep.samples import Floats
from crossrep.simulate.arm import GRAVITY_MS2
from crossrep.simulate.unit import BaseUnit, Said, counts

ACC_MS2 = 8 * GRAVITY_MS2 / 32768
GYR_RADS = float(np.radians(1000)) / 32768
USUAL_SAMPLES = 8
RATES_HZ = (52.0, 104.0, 208.0)


def scale_bytes(rate_hz: float, acc_ms2: float = ACC_MS2, gyr_rads: float = GYR_RADS) -> bytes:
    """What one step means, 16 bytes; no rate without a gyroscope."""
    return struct.pack("<BBHfff", 1, gyr_rads > 0, 0, acc_ms2, gyr_rads, rate_hz)


def packet(rows: NDArray[np.int16], count: int, stamp_us: int, lost: int = 0) -> bytes:
    """(n, 6) int16 rows; number and time are the last sample's."""
    head = struct.pack("<BBHI", 1 << 5 | len(rows), lost % 256, count % 65536, stamp_us % 2**32)
    return head + rows.astype("<i2").tobytes()


@dataclass
class OwnUnit(BaseUnit):
    """Collects samples into packets of at most eight.

    Attributes:
        lost: samples it threw away because its queue was full; may be raised by whoever runs it,
            together with ``count``.
        count: samples measured since it was switched on.
        waiting: samples of the packet that is not full yet.
    """

    driver: str = "own"
    name: str = "CrossRep"
    advertised_services: tuple[str, ...] = (SERVICE,)
    manufacturer_data: dict[int, bytes] = field(default_factory=dict)
    rate_hz: float = 104.0
    lost: int = 0
    count: int = 0
    waiting: list[NDArray[np.int16]] = field(default_factory=list)

    def written(self, characteristic: str, data: bytes) -> list[Said]:
        """1 sets the rate (tenths of a hertz), 2 starts, 3 stops, 4 blinks."""
        if characteristic != CONTROL or not data:
            return []
        if data[0] == 1 and len(data) == 3 and not self.streaming:
            wanted_hz = int.from_bytes(data[1:], "little") / 10
            self.rate_hz = min(RATES_HZ, key=lambda rate_hz: abs(rate_hz - wanted_hz))
        elif data[0] in (2, 3):
            self.streaming, self.waiting = data[0] == 2, []
        return []

    def read(self, characteristic: str) -> bytes:
        """The scale, or the charge."""
        if characteristic == SCALE:
            return scale_bytes(self.rate_hz)
        return super().read(characteristic)

    def measured(self, clock_s: Floats, acc_ms2: Floats, gyr_rads: Floats) -> list[Said]:
        """A packet whenever enough samples wait."""
        if not self.streaming or DATA not in self.notified:
            return []
        rows = np.hstack([counts(acc_ms2, 1 / ACC_MS2), counts(gyr_rads, 1 / GYR_RADS)])
        size = max(1, min(USUAL_SAMPLES, (self.largest_payload - 8) // 12))
        said = []
        for i, row in enumerate(rows):
            self.count += 1
            self.waiting.append(row)
            if len(self.waiting) >= size:
                stamp_us = round(float(clock_s[i]) * 1e6)
                payload = packet(np.array(self.waiting), self.count, stamp_us, self.lost)
                said.append(Said(DATA, payload, i))
                self.waiting = []
        return said
