"""Notifications that are packets: one is one, nothing is cut or glued on the way.

Families with such framing (all but WitMotion and the Espruino console) promise the law "Cut" at
the edges of notifications only: the packet's length is part of what it says.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from crossrep.drivers.base import lengths
from crossrep.samples import Bools, Chunk, Floats, Ints, Samples

REMEMBERED = 64
"""A packet that is the same as one of so many before it came twice."""

Bytes = NDArray[np.uint8]


def heads(chunk: Chunk, which: Bools | Ints, size: int) -> Bytes:
    """(k, size) first bytes of some notifications, each of which must be at least so long."""
    starts = (chunk.ends - lengths(chunk))[which]
    view = np.frombuffer(chunk.data, np.uint8)
    rows: Bytes = view[starts[:, None] + np.arange(size)]
    return rows


def numbers(rows: Bytes, kind: str, first: int, count: int) -> Floats:
    """(k, count) little-endian numbers of a numpy kind that stand at byte ``first`` of each row."""
    size = np.dtype(kind).itemsize * count
    with np.errstate(invalid="ignore"):  # garbage may hold signalling NaNs
        return rows[:, first : first + size].copy().view(kind).astype(np.float64)


def whole_numbers(rows: Bytes, kind: str, first: int) -> Ints:
    """(k,) little-endian whole numbers at byte ``first`` of each row."""
    size = np.dtype(kind).itemsize
    return rows[:, first : first + size].copy().view(kind)[:, 0].astype(np.int64)


@dataclass
class Ticks:
    """A counter of so many bits, made to run on when it wraps.

    A step of more than half the range is a step back: a unit that started anew.
    """

    bits: int
    last: int = -1
    whole: int = 0

    def unwrapped(self, raw: Ints) -> Ints:
        """(n,) the same counts without the wraps."""
        if not len(raw):
            return raw
        if self.last < 0:
            self.last = self.whole = int(raw[0])
        half = 1 << (self.bits - 1)
        step = (np.diff(raw, prepend=self.last) + half) % (2 * half) - half
        out: Ints = self.whole + np.cumsum(step)
        self.last, self.whole = int(raw[-1]), int(out[-1])
        return out


@dataclass
class Once:
    """Tells packets that came again from new ones, by a number that no two packets share.

    Only the last `REMEMBERED` packets count, however they were handed over.
    """

    recent: Ints = field(default_factory=lambda: np.empty(0, np.int64))

    def first_time(self, keys: Ints) -> Bools:
        """(n,) true where a packet is new."""
        known = np.concatenate([self.recent, keys])
        order = np.argsort(known, kind="stable")
        again = (np.diff(known[order]) == 0) & (np.diff(order) <= REMEMBERED)
        new = np.ones(len(known), bool)
        new[order[1:][again]] = False
        before, self.recent = len(self.recent), known[-REMEMBERED:]
        return new[before:]


def samples_of(
    chunk: Chunk, which: Bools | Ints, t_device_s: Floats, acc_ms2: Floats, gyr_rads: Floats
) -> Samples:
    """One sample a notification, sure and arrived with it."""
    return Samples(t_device_s, chunk.seq[which], chunk.t_host_ns[which], acc_ms2, gyr_rads)
