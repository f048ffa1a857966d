"""A virtual Movesense: IMU6 packets, in a head and a tail where they do not fit."""

import re
import struct
from dataclasses import dataclass, field

import numpy as np

from crossrep.drivers.movesense import COMMAND, DATA
from crossrep.samples import Floats
from crossrep.simulate.unit import BaseUnit, Said

SAMPLES_AT_HZ = {13: 1, 26: 2, 52: 4, 104: 8, 208: 8, 416: 8, 833: 8, 1666: 8}
PATH = re.compile(rb"/?Meas/IMU6/(\d+)")


@dataclass
class MovesenseUnit(BaseUnit):
    """Measures while somebody subscribed to a path.

    Attributes:
        reference: what the client called its subscription.
        waiting: (time, acceleration, rates) of the packet that is not full yet.
    """

    driver: str = "movesense"
    name: str = "Movesense 223430000019"
    advertised_services: tuple[str, ...] = ()
    manufacturer_data: dict[int, bytes] = field(default_factory=lambda: {0x009F: bytes(17)})
    rate_hz: float = 52.0
    reference: int = 0
    waiting: list[tuple[float, Floats, Floats]] = field(default_factory=list)

    def written(self, characteristic: str, data: bytes) -> list[Said]:
        """Subscribe and unsubscribe, each answered with a status."""
        if characteristic != COMMAND or len(data) < 2 or DATA not in self.notified:
            return []
        status, path = 400, PATH.fullmatch(data[2:])
        if data[0] == 1 and path and int(path[1]) in SAMPLES_AT_HZ:
            self.rate_hz, self.reference, self.streaming = float(path[1]), data[1], True
            status, self.waiting = 200, []
        elif data[0] == 2:
            status, self.streaming = 200 if data[1] == self.reference else 404, False
        return [Said(DATA, struct.pack("<BBH", 1, data[1], status))]

    def measured(self, clock_s: Floats, acc_ms2: Floats, gyr_rads: Floats) -> list[Said]:
        """A packet whenever enough samples wait."""
        if not self.streaming or DATA not in self.notified:
            return []
        said = []
        for i in range(len(clock_s)):
            self.waiting.append((float(clock_s[i]), acc_ms2[i], np.degrees(gyr_rads[i])))
            if len(self.waiting) == SAMPLES_AT_HZ[round(self.rate_hz)]:
                said += [Said(DATA, part, i) for part in self._packet()]
                self.waiting = []
        return said

    def _packet(self) -> list[bytes]:
        """One packet, whole or in two parts."""
        first_ms = round(self.waiting[0][0] * 1000) % 2**32
        blocks = np.array(
            [[acc for _, acc, _ in self.waiting], [gyr for _, _, gyr in self.waiting]]
        )
        whole = struct.pack("<BBI", 2, self.reference, first_ms) + blocks.astype("<f4").tobytes()
        size = self.largest_payload
        tail = [bytes([3, self.reference]) + whole[size:]] if len(whole) > size else []
        return [whole[:size], *tail]
