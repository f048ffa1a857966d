"""A virtual Nordic Thingy:52: raw motion, one sample a notification."""

from dataclasses import dataclass, field

import numpy as np

from crossrep.drivers.thingy import CONFIG, CONFIGURATION, RAW
from crossrep.samples import Floats
from crossrep.simulate.arm import GRAVITY_MS2
from crossrep.simulate.unit import BaseUnit, Said, counts


@dataclass
class ThingyUnit(BaseUnit):
    """Streams at the rate of its configuration as long as somebody listens."""

    driver: str = "thingy52"
    name: str = "Thingy"
    advertised_services: tuple[str, ...] = (CONFIGURATION,)
    manufacturer_data: dict[int, bytes] = field(default_factory=dict)
    rate_hz: float = 200.0
    config: bytes = bytes.fromhex("8813 8813 8813 c800 01")

    def subscribed(self, characteristic: str, *, on: bool) -> list[Said]:
        """Listening starts the stream."""
        super().subscribed(characteristic, on=on)
        self.streaming = RAW in self.notified
        return []

    def written(self, characteristic: str, data: bytes) -> list[Said]:
        """A configuration with values in range is taken."""
        if characteristic == CONFIG and len(data) == 9:
            *intervals, rate_hz = np.frombuffer(data[:8], "<u2").tolist()
            if all(100 <= ms <= 5000 for ms in intervals) and 1 <= rate_hz <= 200 and data[8] < 2:
                self.config, self.rate_hz = data, float(rate_hz)
        return []

    def read(self, characteristic: str) -> bytes:
        """The configuration, or the charge."""
        return self.config if characteristic == CONFIG else super().read(characteristic)

    def measured(self, clock_s: Floats, acc_ms2: Floats, gyr_rads: Floats) -> list[Said]:
        """One packet a sample; the compass, which nobody here uses, is zero."""
        if not self.streaming:
            return []
        rows = np.zeros((len(clock_s), 9), "<i2")
        rows[:, :3] = counts(acc_ms2, 2**10 / GRAVITY_MS2)
        rows[:, 3:6] = counts(np.degrees(gyr_rads), 2**5)
        return [Said(RAW, row.tobytes(), i) for i, row in enumerate(rows)]
