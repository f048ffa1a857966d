"""The packets of CrossRep's own sensor format: several samples, a counter, a time, a loss count.

The layout is in `firmware_notes/own_sensor.md`; 8 bytes of head and 12 a sample, so that one
sample fits a notification of the smallest MTU. The time is the *last* sample's; the others are
placed before it by what passed between two packets, divided by what the counter counted.
"""

from dataclasses import dataclass, field

import numpy as np

from crossrep.drivers.base import lengths
from crossrep.drivers.packets import Bytes, Once, Ticks, heads, whole_numbers
from crossrep.samples import Bools, Chunk, Floats, Ints, Samples

VERSION = 1
HEAD_BYTES, SAMPLE_BYTES, SCALE_BYTES = 8, 12, 16
MOST_SAMPLES = 31
STEADY = 0.3
"""A period further from the nominal one than this share is none: packets are missing or anew."""


@dataclass(frozen=True, slots=True)
class Scale:
    """What one step of the numbers means.

    Attributes:
        acc_ms2: acceleration of one step.
        gyr_rads: angular rate of one step; 0 without a gyroscope.
        rate_hz: nominal samples a second.
    """

    acc_ms2: float
    gyr_rads: float
    rate_hz: float


def scale_in(value: bytes) -> Scale | None:
    """The scale in these bytes; None if they are none."""
    if len(value) != SCALE_BYTES or value[0] != VERSION:
        return None
    acc, gyr, rate_hz = np.frombuffer(value, "<f4", 3, 4).astype(np.float64).tolist()
    sane = 0 < acc < 1 and 0 <= gyr < 1 and 1 <= rate_hz <= 2000
    return Scale(acc, gyr if value[1] & 1 else 0.0, rate_hz) if sane else None


@dataclass
class Batches:
    """What must be known from packet to packet.

    Attributes:
        scale: what the numbers mean; nothing is read before it is known.
        lost_in_sensor: samples the sensor says it threw away.
        skipped_bytes: bytes of notifications that were no packets.
        duplicates: packets that came again.
    """

    scale: Scale | None = None
    ticks: Ticks = field(default_factory=lambda: Ticks(32))
    counter: Ticks = field(default_factory=lambda: Ticks(16))
    once: Once = field(default_factory=Once)
    last_us: int = -1
    last_count: int = 0
    last_lost: int = -1
    lost_in_sensor: int = 0
    skipped_bytes: int = 0
    duplicates: int = 0

    def samples(self, chunk: Chunk) -> Samples:
        """The samples of the packets among these notifications; the others are counted."""
        good = self._good(chunk)
        self.skipped_bytes += int(lengths(chunk)[~good].sum())
        if self.scale is None or not good.any():
            return Samples.empty()
        places = np.flatnonzero(good)
        head = heads(chunk, places, HEAD_BYTES)
        stamp = whole_numbers(head, "<u4", 4)
        new = self.once.first_time(whole_numbers(head, "<u2", 2) << 32 | stamp)
        self.duplicates += int(np.count_nonzero(~new))
        places, head, stamp = places[new], head[new], stamp[new]
        self._count_lost(head[:, 1])
        n = (head[:, 0] & MOST_SAMPLES).astype(np.int64)
        t_us = self._times(self.ticks.unwrapped(stamp), n, whole_numbers(head, "<u2", 2))
        return self._read(chunk, places, n, t_us, self.scale)

    def _good(self, chunk: Chunk) -> Bools:
        """(k,) notifications that are packets, and whose scale is known."""
        length = lengths(chunk)
        long_enough = length >= HEAD_BYTES + SAMPLE_BYTES
        good = np.zeros(len(length), bool)
        if self.scale is None:
            return good
        first = heads(chunk, long_enough, 1)[:, 0]
        n = (first & MOST_SAMPLES).astype(np.int64)
        fits = (first >> 5 == VERSION) & (length[long_enough] == HEAD_BYTES + SAMPLE_BYTES * n)
        good[long_enough] = fits
        return good

    def _count_lost(self, lost: Bytes) -> None:
        """How many samples the sensor itself threw away, modulo 256 in each packet."""
        if len(lost):
            before = int(lost[0]) if self.last_lost < 0 else self.last_lost
            counts: Ints = np.concatenate([[before], lost.astype(np.int64)])
            self.lost_in_sensor += int(((counts[1:] - counts[:-1]) % 256).sum())
            self.last_lost = int(lost[-1])

    def _times(self, last_us: Ints, n: Ints, raw_count: Ints) -> Floats:
        """(sum of n,) times of all samples, microseconds of the unit's own clock."""
        count = self.counter.unwrapped(raw_count)
        nominal_us = 1e6 / self.scale.rate_hz if self.scale else 0.0
        began = len(last_us) > 0 and self.last_us < 0
        passed_us = np.diff(last_us, prepend=last_us[0] if began else self.last_us)
        counted = np.diff(count, prepend=count[0] if began else self.last_count)
        period_us = passed_us / np.where(counted > 0, counted, 1)
        steady = (counted > 0) & (np.abs(period_us / nominal_us - 1.0) <= STEADY)
        period_us = np.where(steady, period_us, nominal_us)
        if len(last_us):
            self.last_us, self.last_count = int(last_us[-1]), int(count[-1])
        back = np.repeat(np.cumsum(n), n) - np.arange(1, int(n.sum()) + 1)
        times: Floats = np.repeat(last_us, n) - back * np.repeat(period_us, n)
        return times

    def _read(self, chunk: Chunk, places: Ints, n: Ints, t_us: Floats, scale: Scale) -> Samples:
        starts = (chunk.ends - lengths(chunk))[places] + HEAD_BYTES
        within = np.arange(int(n.sum())) - np.repeat(np.cumsum(n) - n, n)
        at = np.repeat(starts, n) + SAMPLE_BYTES * within
        view = np.frombuffer(chunk.data, np.uint8)
        rows = view[at[:, None] + np.arange(SAMPLE_BYTES)].view("<i2").astype(np.float64)
        owner = np.repeat(places, n)
        return Samples(
            t_us / 1e6,
            chunk.seq[owner],
            chunk.t_host_ns[owner],
            rows[:, :3] * scale.acc_ms2,
            rows[:, 3:] * scale.gyr_rads,
        )
