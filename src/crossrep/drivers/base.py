"""What every driver offers, and the bytes it keeps."""

from dataclasses import dataclass
from itertools import accumulate
from typing import Protocol

import numpy as np

from crossrep.drivers.profile import (
    BATTERY_LEVEL,
    FIRMWARE_REVISION,
    MODEL_NUMBER,
    SERIAL_NUMBER,
)
from crossrep.samples import Bools, Chunk, Ints, Samples

SILENCE_S = 1.0
STANDARD = (BATTERY_LEVEL, FIRMWARE_REVISION, MODEL_NUMBER, SERIAL_NUMBER)


class Driver(Protocol):
    """Turns one wearable's bytes into samples; keeps what is not yet whole.

    The result depends on the bytes and their arrival stamps only, never on how they were cut:
    no driver raises or stalls on any bytes (laws "Cut" and "Garbage").

    Attributes:
        session_time: the wearable's times are session seconds already (imported data).
        rate_hz: the rate the wearable was set to, 0 while unknown; set once, before any bytes.
        gyroscope: the samples' rates are measured; else they are zero and mean nothing.
        skipped_bytes: bytes that were no part of any frame, so far.
        duplicates: packets that came again and were not used again, so far.
        refused: why these bytes are not to be used, in words; empty while they are.
        silence_s: without any sample for so long a connected wearable has fallen silent.
    """

    session_time: bool
    rate_hz: float
    gyroscope: bool
    skipped_bytes: int
    duplicates: int
    refused: str
    silence_s: float

    def decode(self, chunk: Chunk) -> Samples:
        """Samples that became whole with these bytes."""
        ...

    def finish(self) -> Samples:
        """Samples that waited for bytes which will not come; called when a link ends."""
        ...


@dataclass
class PacketDriver:
    """What drivers of wearables with packets share: they keep no bytes of unfinished ones."""

    session_time: bool = False
    rate_hz: float = 0.0
    gyroscope: bool = True
    skipped_bytes: int = 0
    duplicates: int = 0
    refused: str = ""
    silence_s: float = SILENCE_S

    def finish(self) -> Samples:
        """Every packet was whole."""
        return Samples.empty()


def joined(*chunks: Chunk) -> Chunk:
    """What came one after the other as one chunk; at least one is given."""
    parts = [chunk for chunk in chunks if len(chunk.ends)]
    if len(parts) < 2:
        return parts[0] if parts else chunks[-1]
    names = tuple(dict.fromkeys(name for part in parts for name in part.names))
    before = accumulate((len(part.data) for part in parts), initial=0)
    return Chunk(
        b"".join(part.data for part in parts),
        np.concatenate([part.ends + n for part, n in zip(parts, before, strict=False)]),
        np.concatenate([part.seq for part in parts]),
        np.concatenate([part.t_host_ns for part in parts]),
        np.concatenate([_renamed(part, names) for part in parts]),
        names,
    )


def _renamed(chunk: Chunk, names: tuple[str, ...]) -> Ints:
    """The indices of a chunk's characteristics among these names."""
    if chunk.names == names[: len(chunk.names)]:
        return chunk.name
    return np.array([names.index(name) for name in chunk.names], np.int64)[chunk.name]


def rest_of(chunk: Chunk, used: int) -> Chunk:
    """The chunk without its first ``used`` bytes."""
    first = int(np.searchsorted(chunk.ends, used, side="right"))
    return Chunk(
        chunk.data[used:],
        chunk.ends[first:] - used,
        chunk.seq[first:],
        chunk.t_host_ns[first:],
        chunk.name[first:],
        chunk.names,
    )


def from_characteristic(chunk: Chunk, uuid: str) -> Chunk:
    """The notifications of one characteristic, as a chunk that names none."""
    if not chunk.names:
        return chunk
    if chunk.names == (uuid,):
        return Chunk(chunk.data, chunk.ends, chunk.seq, chunk.t_host_ns)
    which = chunk.names.index(uuid) if uuid in chunk.names else -1
    return picked(chunk, chunk.name == which)


def picked(chunk: Chunk, which: Bools) -> Chunk:
    """Some of the notifications, (n,) true where wanted, as a chunk that names none."""
    length = lengths(chunk)
    data = np.frombuffer(chunk.data, np.uint8)[np.repeat(which, length)].tobytes()
    ends = np.cumsum(length[which], dtype=np.int64)
    return Chunk(data, ends, chunk.seq[which], chunk.t_host_ns[which])


def stretches(chunk: Chunk, *uuids: str) -> list[tuple[str, bytes, Chunk]]:
    """The chunk cut at the notifications of these characteristics, which change how to read on.

    Each is (characteristic, payload, what came after it until the next); the first is what came
    before any, with no characteristic and no payload.
    """
    wanted = [i for i, name in enumerate(chunk.names) if name in uuids]
    at = np.flatnonzero(np.isin(chunk.name, wanted)) if wanted else np.empty(0, np.int64)
    if not len(at):
        return [("", b"", chunk)]
    edges = [0, *(at + 1).tolist(), len(chunk.ends)]
    starts = np.concatenate([[0], chunk.ends])
    parts = [_slice(chunk, edges[i], (*at.tolist(), edges[-1])[i]) for i in range(len(at) + 1)]
    said = [("", b"")] + [
        (chunk.names[chunk.name[i]], chunk.data[starts[i] : starts[i + 1]]) for i in at.tolist()
    ]
    return [(name, payload, part) for (name, payload), part in zip(said, parts, strict=True)]


def _slice(chunk: Chunk, first: int, last: int) -> Chunk:
    starts = np.concatenate([[0], chunk.ends])
    return Chunk(
        chunk.data[starts[first] : starts[last]],
        chunk.ends[first:last] - starts[first],
        chunk.seq[first:last],
        chunk.t_host_ns[first:last],
        chunk.name[first:last],
        chunk.names,
    )


def lengths(chunk: Chunk) -> Ints:
    """(n,) bytes of each notification."""
    return np.diff(chunk.ends, prepend=0)


def bytes_elsewhere(chunk: Chunk, *uuids: str) -> int:
    """Bytes that came from other characteristics than these and carry no standard value.

    The standard battery level and device information never hold samples and are no garbage.
    """
    strange = [
        i for i, name in enumerate(chunk.names) if name not in uuids and name not in STANDARD
    ]
    return int(lengths(chunk)[np.isin(chunk.name, strange)].sum()) if strange else 0


def nothing() -> Chunk:
    """No bytes."""
    none = np.empty(0, np.int64)
    return Chunk(b"", none, none, none)
