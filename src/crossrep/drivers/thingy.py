"""Nordic Thingy:52, raw motion: nine 16-bit numbers a notification, no time and no counter.

A notification is a packet of one sample. Layout: firmware_notes/thingy52.md.
"""

from dataclasses import dataclass

import numpy as np

from crossrep.drivers.base import PacketDriver, bytes_elsewhere, from_characteristic, lengths
from crossrep.drivers.packets import heads, numbers, samples_of
from crossrep.drivers.profile import (
    BATTERY_LEVEL_SERVICE,
    STANDARD_BATTERY,
    Advert,
    Characteristic,
    Profile,
    Service,
    Step,
    Write,
)
from crossrep.samples import Chunk, Samples


def _uuid(short: int) -> str:
    return f"ef68{short:04x}-9b35-4933-9b10-52ffa9740042"


CONFIGURATION, MOTION, CONFIG, RAW = _uuid(0x0100), _uuid(0x0400), _uuid(0x0401), _uuid(0x0406)
PACKET_BYTES = 18
ACC_MS2 = 9.80665 / 2**10
GYR_RADS = np.deg2rad(1.0) / 2**5
SLOWEST_MS = 5000
"""Pedometer, temperature and compass as seldom as the firmware allows: nobody here uses them."""


@dataclass
class Thingy52(PacketDriver):
    """Driver: nothing to remember."""

    def decode(self, chunk: Chunk) -> Samples:
        """One sample a packet."""
        self.skipped_bytes += bytes_elsewhere(chunk, RAW)
        raw = from_characteristic(chunk, RAW)
        length = lengths(raw)
        good = length == PACKET_BYTES
        self.skipped_bytes += int(length[~good].sum())
        values = numbers(heads(raw, good, PACKET_BYTES), "<i2", 0, 6)
        none = np.full(len(values), np.nan)
        return samples_of(raw, good, none, values[:, :3] * ACC_MS2, values[:, 3:] * GYR_RADS)


def _setup(rate_hz: float) -> tuple[Step, ...]:
    words = np.array([SLOWEST_MS, SLOWEST_MS, SLOWEST_MS, round(rate_hz)], "<u2")
    return (Write(CONFIG, words.tobytes() + b"\x01"),)


PROFILE = Profile(
    driver="thingy52",
    title="Nordic Thingy:52",
    advert=Advert(names=("^Thingy",), services=(CONFIGURATION,), lookalikes=("^Thingy:?53",)),
    services=(
        Service(
            MOTION,
            (Characteristic(CONFIG, ("read", "write")), Characteristic(RAW, ("notify",))),
        ),
        BATTERY_LEVEL_SERVICE,
    ),
    subscribe=(RAW,),
    rates_hz=(50.0, 100.0, 200.0),
    default_hz=100.0,
    setup=_setup,
    battery=STANDARD_BATTERY,
)
