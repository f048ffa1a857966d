"""A virtual MetaMotionS or RL: packets of three, accelerations and rates in turn."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from crossrep.drivers.metamotion import COMMAND, NOTIFY, SERVICE
from crossrep.samples import Floats
from crossrep.simulate.arm import GRAVITY_MS2
from crossrep.simulate.unit import BaseUnit, Said, counts

RATES_HZ = {6: 25.0, 7: 50.0, 8: 100.0, 9: 200.0}
REGISTERS = {"RL": (0x1C, 0x07), "S": (0x05, 0x05)}
CHIPS = {"RL": (b"\x01\x01", b"\x00\x01"), "S": (b"\x04\x00", b"\x01\x00")}


@dataclass
class MetaMotionUnit(BaseUnit):
    """Knows 8 g and 2000 deg/s only.

    Attributes:
        model: ``"S"`` with the newer chip or ``"RL"`` with the older.
        enabled: registers whose packets were asked for.
        running: modules that were started.
    """

    driver: str = "metamotion"
    name: str = "MetaWear"
    advertised_services: tuple[str, ...] = (SERVICE,)
    manufacturer_data: dict[int, bytes] = field(default_factory=dict)
    model: str = "S"
    enabled: set[tuple[int, int]] = field(default_factory=set)
    running: set[int] = field(default_factory=set)
    waiting: list[NDArray[np.int16]] = field(default_factory=list)

    def written(self, characteristic: str, data: bytes) -> list[Said]:
        """Questions are answered, commands taken in silence."""
        if characteristic != COMMAND or len(data) < 2:
            return []
        module, register = data[0], data[1]
        if register == 0x80 and module in (3, 0x13):
            return [Said(NOTIFY, data[:2] + CHIPS[self.model][module == 0x13])]
        if data[:2] == b"\x11\x8c":
            return [Said(NOTIFY, data[:2] + bytes([self.battery_percent, 0x34, 0x10]))]
        if module in (3, 0x13) and len(data) >= 3:
            self._set(module, register, data[2])
        return []

    def _set(self, module: int, register: int, value: int) -> None:
        if register == 0x01:
            (self.running.add if value else self.running.discard)(module)
        elif register == 0x03:
            self.rate_hz = RATES_HZ.get(value & 0x0F, self.rate_hz)
        elif register == REGISTERS[self.model][module == 0x13]:
            (self.enabled.add if value else self.enabled.discard)((module, register))
        self.streaming = len(self.running) == len(self.enabled) == 2
        self.waiting = []

    def disconnected(self) -> None:
        """A careless disconnect leaves it measuring; it only has nobody to tell."""
        self.notified.clear()
        self.waiting = []

    def measured(self, clock_s: Floats, acc_ms2: Floats, gyr_rads: Floats) -> list[Said]:
        """Two packets after every third sample."""
        if not self.streaming or NOTIFY not in self.notified:
            return []
        acc = counts(acc_ms2, 4096 / GRAVITY_MS2)
        rows = np.hstack([acc, counts(np.degrees(gyr_rads), 16.4)])
        said = []
        for i in range(len(clock_s)):
            self.waiting.append(rows[i])
            if len(self.waiting) == 3:
                said += self._packets(np.array(self.waiting), i)
                self.waiting = []
        return said

    def _packets(self, rows: NDArray[np.int16], after: int) -> list[Said]:
        acc_register, gyr_register = REGISTERS[self.model]
        acc = bytes([0x03, acc_register]) + rows[:, :3].astype("<i2").tobytes()
        gyr = bytes([0x13, gyr_register]) + rows[:, 3:].astype("<i2").tobytes()
        return [Said(NOTIFY, acc, after), Said(NOTIFY, gyr, after)]
