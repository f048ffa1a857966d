"""A virtual Puck.js or Bangle.js: a console that understands what our script is asked to do.

It does not run the script (a test does, under Node): it knows its four commands.
"""

import base64
import re
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from crossrep.drivers.espruino import RECEIVE, TRANSMIT
from crossrep.samples import Floats
from crossrep.simulate.arm import GRAVITY_MS2
from crossrep.simulate.own_unit import packet, scale_bytes
from crossrep.simulate.unit import BaseUnit, Said, counts

SAMPLES_A_PACKET = 8
ACC_MS2 = GRAVITY_MS2 / 8192
GYR_RADS = float(np.radians(0.035))
LONGEST_LINE = 4096
COMMAND = re.compile(rb"crossrep\.(start|stop|battery|blink)\((\d*)\)$")


@dataclass
class EspruinoUnit(BaseUnit):
    """Prints lines in notifications as long as the MTU allows.

    Attributes:
        gyroscope: a Puck.js has one, a Bangle.js 2 has none.
        typed: bytes of a line whose end has not come.
        count: samples measured since the script was sent.
        waiting: samples of the packet that is not full yet.
    """

    driver: str = "puckjs"
    name: str = "Puck.js 3f9a"
    advertised_services: tuple[str, ...] = ()
    manufacturer_data: dict[int, bytes] = field(default_factory=dict)
    gyroscope: bool = True
    rate_hz: float = 52.0
    typed: bytes = b""
    count: int = 0
    waiting: list[NDArray[np.int16]] = field(default_factory=list)

    def written(self, characteristic: str, data: bytes) -> list[Said]:
        """Bytes typed at the console; whole lines are obeyed."""
        if characteristic != RECEIVE:
            return []
        *lines, self.typed = (self.typed + data).rsplit(b"\n")
        self.typed = self.typed[-LONGEST_LINE:]
        return [said for line in lines for said in self._obey(line)]

    def _obey(self, line: bytes) -> list[Said]:
        found = COMMAND.search(line)
        if found is None:
            return []
        if found[1] == b"start":
            self.rate_hz, self.streaming, self.waiting = float(found[2] or 0), True, []
            scale = scale_bytes(self.rate_hz, ACC_MS2, GYR_RADS if self.gyroscope else 0.0)
            return self._print(b"~S" + base64.b64encode(scale), -1)
        if found[1] == b"stop":
            self.streaming = False
        return self._print(b"~B%d" % self.battery_percent, -1) if found[1] == b"battery" else []

    def _print(self, line: bytes, after: int) -> list[Said]:
        """A line, in as many notifications as it takes."""
        if TRANSMIT not in self.notified:
            return []
        data, size = line + b"\r\n", self.largest_payload
        return [Said(TRANSMIT, data[at : at + size], after) for at in range(0, len(data), size)]

    def measured(self, clock_s: Floats, acc_ms2: Floats, gyr_rads: Floats) -> list[Said]:
        """A line after every eighth sample."""
        if not self.streaming:
            return []
        turned = gyr_rads if self.gyroscope else np.zeros_like(gyr_rads)
        rows = np.hstack([counts(acc_ms2, 1 / ACC_MS2), counts(turned, 1 / GYR_RADS)])
        said = []
        for i, row in enumerate(rows):
            self.count += 1
            self.waiting.append(row)
            if len(self.waiting) == SAMPLES_A_PACKET:
                payload = packet(np.array(self.waiting), self.count, round(float(clock_s[i]) * 1e6))
                said += self._print(b"~D" + base64.b64encode(payload), i)
                self.waiting = []
        return said


def bangle_unit() -> EspruinoUnit:
    """A Bangle.js 2."""
    return EspruinoUnit(driver="banglejs", name="Bangle.js 81c2", gyroscope=False, rate_hz=50.0)
