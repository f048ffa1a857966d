"""One data frame of Polar's measurement service: its time, and rows in g-based or degree units.

Frames are raw or compressed: a reference sample, then blocks of differences of ever the same
width, packed from the least significant bit. Layout: firmware_notes/polar_verity_sense.md.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crossrep.samples import Floats

ACC, GYR = 2, 5
HEAD_BYTES, CHANNELS = 10, 3
COMPRESSED = 0x80

Wide = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame that could be read.

    Attributes:
        kind: ACC or GYR.
        t_ns: time of its last sample by the unit's clock.
        rows: (n, 3) samples that came whole: g (ACC) or deg/s (GYR), factor not yet applied
            where ``factored``.
        announced: samples the frame says it holds; more than n if its end is missing.
        left: bytes at its end that were no use.
        factored: the values are to be multiplied by the unit's conversion factor.
    """

    kind: int
    t_ns: int
    rows: Floats
    announced: int
    left: int
    factored: bool


def frame_in(payload: bytes) -> Frame | None:
    """The frame in a notification; None if it is none that we read."""
    if len(payload) <= HEAD_BYTES:
        return None
    kind, form = payload[0] & 0x3F, payload[9]
    reader = _READERS.get((kind, form))
    if reader is None:
        return None
    size, unit, factored = reader
    content = payload[HEAD_BYTES:]
    rows, announced, left = (
        deltas_in(content, size) if form & COMPRESSED else _raw_in(content, size)
    )
    if not len(rows):
        return None
    values = _floats(rows) if (kind, form) == (GYR, 0x81) else np.asarray(rows * unit)
    if not np.isfinite(values).all():
        return None
    t_ns = int.from_bytes(payload[1:9], "little")
    return Frame(kind, t_ns, values, announced, left, factored)


def _floats(rows: Wide) -> Floats:
    """Patterns of 32 bits read as floats."""
    with np.errstate(invalid="ignore"):
        return rows.astype(np.uint32).view(np.float32).astype(np.float64)


def _raw_in(content: bytes, size: int) -> tuple[Wide, int, int]:
    """Samples of three signed little-endian numbers of ``size`` bytes each."""
    n, left = divmod(len(content), size * CHANNELS)
    bytes_ = np.frombuffer(content, np.uint8, n * size * CHANNELS).reshape(-1, size)
    return _signed(bytes_).reshape(n, CHANNELS), n, left


def _signed(bytes_: NDArray[np.uint8]) -> Wide:
    """(k, size) little-endian bytes as signed numbers."""
    size = bytes_.shape[1]
    values: Wide = (bytes_.astype(np.int64) << (8 * np.arange(size))).sum(axis=1)
    return np.asarray(values - ((values >> (8 * size - 1)) << (8 * size)))


def deltas_in(content: bytes, size: int) -> tuple[Wide, int, int]:
    """(n, 3) running values of compressed content, samples announced, bytes left over.

    ``size`` is the bytes of a number in the reference sample. A block that runs past the end
    gives the samples that are complete; a width of nothing, or wider than the numbers, ends it.
    """
    at = size * CHANNELS
    if len(content) < at:
        return np.empty((0, CHANNELS), np.int64), 0, len(content)
    first = _signed(np.frombuffer(content, np.uint8, at).reshape(CHANNELS, size))
    steps, announced = [first[None, :]], 1
    while len(content) - at >= 2:
        width, count = content[at], content[at + 1]
        if not 0 < width <= 8 * size:
            break
        whole = min(count, (len(content) - at - 2) * 8 // (width * CHANNELS))
        steps.append(_block(content, at + 2, width, whole))
        announced += count
        at += 2 + (width * count * CHANNELS + 7) // 8
        if whole < count:
            at = len(content)
    rows: Wide = np.concatenate(steps).cumsum(axis=0)
    return rows, announced, len(content) - at


def _block(content: bytes, at: int, width: int, count: int) -> Wide:
    """(count, 3) signed differences of ``width`` bits."""
    length = (width * count * CHANNELS + 7) // 8
    bits = np.unpackbits(np.frombuffer(content, np.uint8, length, at), bitorder="little")
    table = bits[: width * count * CHANNELS].reshape(count * CHANNELS, width).astype(np.int64)
    values = table @ (np.int64(1) << np.arange(width, dtype=np.int64))
    return np.asarray(values - (table[:, -1] << width)).reshape(count, CHANNELS)


_READERS = {
    (ACC, 0x01): (2, 0.001, False),
    (ACC, 0x02): (3, 0.001, False),
    (ACC, 0x80): (2, 1.0, True),
    (ACC, 0x81): (2, 0.001, True),
    (GYR, 0x80): (2, 1.0, True),
    (GYR, 0x81): (4, 1.0, True),
}
"""By kind and form: bytes of a number, its unit in g or deg/s, whether the factor applies."""
