"""Columns of decoded samples: what drivers hand to the clock."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def _none() -> Ints:
    return np.empty(0, np.int64)


def steps(values: Floats, before: float) -> Floats:
    """(n,) differences of (n,) values, the first one to the value ``before`` them."""
    out = np.empty(len(values))
    out[1:] = values[1:] - values[:-1]
    out[:1] = values[:1] - before
    return out


@dataclass(frozen=True, slots=True)
class Chunk:
    """Raw bytes of one wrist in arrival order: n notifications, one after the other.

    Attributes:
        data: the payloads, concatenated.
        ends: (n,) end of each payload in ``data``.
        seq: (n,) place of each notification in the engine's log, increasing.
        t_host_ns: (n,) host monotonic clock of each.
        name: (n,) index into ``names``; empty where all came from one characteristic.
        names: the characteristics; empty where that is known to be the right one.
    """

    data: bytes
    ends: Ints
    seq: Ints
    t_host_ns: Ints
    name: Ints = field(default_factory=_none)
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Samples:
    """Decoded samples, in the sensor's own frame.

    Attributes:
        t_device_s: (n,) device time in s, not unwrapped; NaN where the wearable sends none.
        seq: (n,) place in the log of the input with which the sample became certain.
        t_host_ns: (n,) arrival of the sample's last byte.
        acc_ms2: (n, 3) specific force, +9.81 on the axis that points up at rest.
        gyr_rads: (n, 3) angular rate, right-handed.
    """

    t_device_s: Floats
    seq: Ints
    t_host_ns: Ints
    acc_ms2: Floats
    gyr_rads: Floats

    def __len__(self) -> int:
        return len(self.seq)

    def rows(self, which: Ints | Bools | slice) -> "Samples":
        """Some of the samples, in order."""
        return Samples(
            self.t_device_s[which],
            self.seq[which],
            self.t_host_ns[which],
            self.acc_ms2[which],
            self.gyr_rads[which],
        )

    def known_at(self, seq: int) -> "Samples":
        """The same samples, certain only with the input at this place in the log."""
        places = np.full(len(self.seq), seq, np.int64)
        return Samples(self.t_device_s, places, self.t_host_ns, self.acc_ms2, self.gyr_rads)

    @staticmethod
    def empty() -> "Samples":
        """No samples."""
        none = np.empty(0)
        rows = np.empty((0, 3))
        return Samples(none, none.astype(np.int64), none.astype(np.int64), rows, rows)

    @staticmethod
    def joined(parts: list["Samples"]) -> "Samples":
        """Several stretches as one."""
        if not parts:
            return Samples.empty()
        if len(parts) == 1:
            return parts[0]
        return Samples(
            np.concatenate([p.t_device_s for p in parts]),
            np.concatenate([p.seq for p in parts]),
            np.concatenate([p.t_host_ns for p in parts]),
            np.concatenate([p.acc_ms2 for p in parts]),
            np.concatenate([p.gyr_rads for p in parts]),
        )
