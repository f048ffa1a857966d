"""Movella (Xsens) DOT, payload "rate quantities": a microsecond clock and calibrated floats.

A notification is a packet of one sample, padded with zeros to the characteristic's 40 bytes.
Layout: firmware_notes/movella_dot.md.
"""

from dataclasses import dataclass, field

import numpy as np

from crossrep.drivers.base import (
    PacketDriver,
    bytes_elsewhere,
    from_characteristic,
    lengths,
    stretches,
)
from crossrep.drivers.packets import Once, Ticks, heads, numbers, samples_of, whole_numbers
from crossrep.drivers.profile import (
    Advert,
    Battery,
    Characteristic,
    Profile,
    Read,
    Service,
    Step,
    Write,
    level_percent,
)
from crossrep.samples import Chunk, Samples


def _uuid(short: int) -> str:
    return f"1517{short:04x}-4947-11e9-8646-d663bd873d93"


CONFIGURATION, DEVICE_CONTROL = _uuid(0x1000), _uuid(0x1002)
MEASUREMENT, MEASUREMENT_CONTROL, MEDIUM = _uuid(0x2000), _uuid(0x2001), _uuid(0x2003)
BATTERY_SERVICE, BATTERY = _uuid(0x3000), _uuid(0x3001)
RATE_QUANTITIES = 21
PAYLOAD_BYTES, PADDED_BYTES = 28, 40
RATES_HZ = (20.0, 30.0, 60.0)
LARGEST_ACC_MS2, LARGEST_GYR_DEG_S = 200.0, 2500.0
"""A little beyond the ranges of 16 g and 2000 deg/s: larger numbers are another payload's."""
STUCK = (
    "This DOT goes on sending another kind of data than it was asked for; "
    "switch it off and on again and connect anew."
)


@dataclass
class MovellaDot(PacketDriver):
    """Driver state: the clock without wraps, and what came already."""

    ticks: Ticks = field(default_factory=lambda: Ticks(32))
    once: Once = field(default_factory=Once)

    def decode(self, chunk: Chunk) -> Samples:
        """One sample a packet."""
        self.skipped_bytes += bytes_elsewhere(chunk, MEDIUM, MEASUREMENT_CONTROL)
        parts = []
        for name, payload, part in stretches(chunk, MEASUREMENT_CONTROL):
            if name:
                self._mode(payload)
            parts.append(self._samples(from_characteristic(part, MEDIUM)))
        return Samples.joined([part for part in parts if len(part)])

    def _mode(self, payload: bytes) -> None:
        """What the unit says it measures: another payload than ours is unreadable."""
        if len(payload) == 3 and payload[1] == 1:
            self.refused = "" if payload[2] == RATE_QUANTITIES else STUCK

    def _samples(self, chunk: Chunk) -> Samples:
        length = lengths(chunk)
        good = (length >= PAYLOAD_BYTES) & (length <= PADDED_BYTES) & (not self.refused)
        places = np.flatnonzero(good)
        rows = heads(chunk, places, PAYLOAD_BYTES)
        values = numbers(rows, "<f4", 4, 6)
        with np.errstate(invalid="ignore"):
            sane = (np.abs(values[:, :3]) <= LARGEST_ACC_MS2).all(axis=1)
            sane &= (np.abs(values[:, 3:]) <= LARGEST_GYR_DEG_S).all(axis=1)
        self.skipped_bytes += int(length[~good].sum() + length[places[~sane]].sum())
        places, rows, values = places[sane], rows[sane], values[sane]
        stamp = whole_numbers(rows, "<u4", 0)
        new = self.once.first_time(stamp)
        self.duplicates += int(np.count_nonzero(~new))
        t_s = self.ticks.unwrapped(stamp[new]) / 1e6
        acc, gyr = values[new, :3], np.deg2rad(values[new, 3:])
        return samples_of(chunk, places[new], t_s, acc, gyr)


def _control(visit: int, *, rate_hz: int = 0, identify: int = 0) -> Write:
    """The 32 bytes of device control; only what ``visit`` flags is applied."""
    data = bytes([visit, identify]) + bytes(22) + rate_hz.to_bytes(2, "little") + bytes(6)
    return Write(DEVICE_CONTROL, data)


def _measure(action: int) -> Write:
    return Write(MEASUREMENT_CONTROL, bytes([1, action, RATE_QUANTITIES]))


def _setup(rate_hz: float) -> tuple[Step, ...]:
    """Stop what an earlier program left running, set the rate, start, and see what it measures."""
    rate = _control(0x10, rate_hz=round(rate_hz))
    return (_measure(0), rate, _measure(1), Read(MEASUREMENT_CONTROL))


PROFILE = Profile(
    driver="movella_dot",
    title="Movella (Xsens) DOT",
    advert=Advert(names=(r"^(Xsens|Movella) DOT",), companies=(0x0886,)),
    services=(
        Service(
            MEASUREMENT,
            (
                Characteristic(MEASUREMENT_CONTROL, ("read", "write")),
                Characteristic(MEDIUM, ("notify",)),
            ),
        ),
        Service(CONFIGURATION, (Characteristic(DEVICE_CONTROL, ("read", "write")),)),
        Service(BATTERY_SERVICE, (Characteristic(BATTERY, ("read", "notify")),)),
    ),
    subscribe=(MEDIUM,),
    rates_hz=RATES_HZ,
    default_hz=60.0,
    setup=_setup,
    stop=(_measure(0),),
    identify=(_control(0x01, identify=1),),
    battery=Battery(BATTERY, level_percent),
    device_time=True,
    counter=True,
    smallest_mtu=43,
)
