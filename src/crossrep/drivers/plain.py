"""Imported samples: rows of seven little-endian doubles, `t_s, ax, ay, az, gx, gy, gz` (SI).

The times are session seconds already; the rows come from `crossrep import`.
"""

from dataclasses import dataclass, field

import numpy as np

from crossrep.drivers.base import (
    SILENCE_S,
    bytes_elsewhere,
    from_characteristic,
    joined,
    nothing,
    rest_of,
)
from crossrep.samples import Chunk, Samples

CHARACTERISTIC = "samples"
ROW_BYTES = 7 * 8
LARGEST = 1e6
"""No time (s), acceleration or rate of a body is larger; anything beyond is garbage."""


@dataclass
class PlainSamples:
    """Driver of imported data."""

    session_time: bool = True
    rate_hz: float = 0.0
    gyroscope: bool = True
    skipped_bytes: int = 0
    duplicates: int = 0
    refused: str = ""
    silence_s: float = SILENCE_S
    held: Chunk = field(default_factory=nothing)

    def decode(self, chunk: Chunk) -> Samples:
        """Whole rows; rows that are not finite numbers of a sane size are skipped and counted."""
        self.skipped_bytes += bytes_elsewhere(chunk, CHARACTERISTIC)
        whole = joined(self.held, from_characteristic(chunk, CHARACTERISTIC))
        n = len(whole.data) // ROW_BYTES
        rows = np.frombuffer(whole.data, "<f8", n * 7).reshape(n, 7)
        with np.errstate(invalid="ignore"):
            sane = (np.abs(rows) <= LARGEST).all(axis=1)
        owner = np.searchsorted(whole.ends, ROW_BYTES * np.arange(1, n + 1))
        self.held = rest_of(whole, n * ROW_BYTES)
        self.skipped_bytes += int(np.count_nonzero(~sane)) * ROW_BYTES
        rows, owner = rows[sane], owner[sane]
        return Samples(
            rows[:, 0].copy(),
            whole.seq[owner],
            whole.t_host_ns[owner],
            rows[:, 1:4].copy(),
            rows[:, 4:7].copy(),
        )

    def finish(self) -> Samples:
        """A row cut in the middle is lost, and counted."""
        self.skipped_bytes += len(self.held.data)
        self.held = nothing()
        return Samples.empty()
