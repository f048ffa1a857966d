"""A virtual Polar Verity Sense: compressed frames of both kinds, each when it is full."""

import struct
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from crossrep.drivers.polar import CONTROL, DATA
from crossrep.drivers.profile import BATTERY_LEVEL
from crossrep.samples import Floats
from crossrep.simulate.arm import GRAVITY_MS2
from crossrep.simulate.unit import BaseUnit, Said

ACC, GYR, SDK_MODE = 2, 5, 9
FORMS = {ACC: 0x81, GYR: 0x80}
GYR_FACTOR = 2000 / 32768
SAMPLES_A_FRAME = 60
SWITCHED_ON_NS = 536_500_000_000_000_000
"""Its clock begins in January 2017, as one was seen to do."""
NORMAL_HZ, SDK_HZ = (52,), (26, 52, 104, 208, 416)
Rows = NDArray[np.int64]


@dataclass
class PolarUnit(BaseUnit):
    """Streams each kind from its start command on.

    Attributes:
        sdk_mode: whether other rates than 52 Hz may be asked for.
        waiting: rows of each started kind that no frame carried yet.
    """

    driver: str = "polar_sense"
    name: str = "Polar Sense 9E4F1A23"
    advertised_services: tuple[str, ...] = ("0000180d-0000-1000-8000-00805f9b34fb",)
    manufacturer_data: dict[int, bytes] = field(default_factory=lambda: {0x006B: bytes(8)})
    rate_hz: float = 52.0
    sdk_mode: bool = False
    waiting: dict[int, list[Rows]] = field(default_factory=dict)

    def written(self, characteristic: str, data: bytes) -> list[Said]:
        """Start, stop and SDK mode; every command is answered with a status."""
        if characteristic != CONTROL or len(data) < 2:
            return []
        op, kind = data[0], data[1]
        status, more = 1, b""
        if op in (2, 3) and kind == SDK_MODE:
            status, self.sdk_mode = (12 if self.waiting else 0), op == 2
        elif op == 2 and kind in FORMS:
            status, more = self._start(kind, data[2:])
        elif op == 3 and kind in FORMS:
            status = 0 if self.waiting.pop(kind, None) is not None else 6
        self.streaming = bool(self.waiting)
        return [Said(CONTROL, bytes([0xF0, op, kind, status]) + more)] * (CONTROL in self.notified)

    def _start(self, kind: int, settings: bytes) -> tuple[int, bytes]:
        rate_hz = int.from_bytes(settings[2:4], "little")
        if len(settings) != 15:
            return 5, b""
        if rate_hz not in (SDK_HZ if self.sdk_mode else NORMAL_HZ):
            return 8, b""
        if kind in self.waiting:
            return 6, b""
        self.rate_hz, self.waiting[kind] = float(rate_hz), []
        return 0, b"\x00" + (struct.pack("<BBf", 5, 1, GYR_FACTOR) if kind == GYR else b"")

    def disconnected(self) -> None:
        """What was not fetched in time is gone."""
        super().disconnected()
        self.waiting = {}

    def measured(self, clock_s: Floats, acc_ms2: Floats, gyr_rads: Floats) -> list[Said]:
        """A frame of a kind whenever it is full."""
        if not self.streaming or DATA not in self.notified:
            return []
        rows = {
            ACC: np.rint(acc_ms2 / GRAVITY_MS2 * 1000),
            GYR: np.rint(np.degrees(gyr_rads) / GYR_FACTOR),
        }
        said = []
        for i in range(len(clock_s)):
            for kind, waiting in self.waiting.items():
                waiting.append(np.clip(rows[kind][i], -32768, 32767).astype(np.int64))
                if self._full(waiting):
                    t_ns = SWITCHED_ON_NS + round(float(clock_s[i]) * 1e9)
                    said.append(Said(DATA, frame(kind, t_ns, np.array(waiting)), i))
                    waiting.clear()
        return said

    def _full(self, waiting: list[Rows]) -> bool:
        """No further sample of any size is sure to fit, or a frame's worth is there."""
        if len(waiting) < 2:
            return False
        table = np.array(waiting)
        steps = table[1:] - table[:-1]
        bits = (len(steps) + 1) * 3 * max(width_of(steps), 8)
        return len(waiting) >= SAMPLES_A_FRAME or 18 + bits // 8 + 8 > self.largest_payload

    def read(self, characteristic: str) -> bytes:
        """The kinds it measures, or the charge."""
        if characteristic == CONTROL:
            return b"\x0f" + bytes([1 << ACC | 1 << GYR]) + bytes(15)
        return super().read(characteristic) if characteristic == BATTERY_LEVEL else b""


def width_of(steps: Rows) -> int:
    """Bits that hold every one of these differences with its sign."""
    largest = int(np.max(np.where(steps < 0, ~steps, steps), initial=0))
    return largest.bit_length() + 1


def frame(kind: int, t_ns: int, rows: Rows) -> bytes:
    """A compressed frame: the first of (n, 3) samples whole, the others as one block."""
    first: bytes = rows[0].astype("<i2").tobytes()
    head = struct.pack("<BQB", kind, t_ns, FORMS[kind]) + first
    steps = rows[1:] - rows[:-1]
    if not len(steps):
        return head
    width = width_of(steps)
    bits = (steps.reshape(-1, 1) >> np.arange(width)) & 1
    packed = np.packbits(bits.astype(np.uint8).ravel(), bitorder="little")
    return head + bytes([width, len(steps)]) + packed.tobytes()
