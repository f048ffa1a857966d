"""What every driver offers, and the bytes it keeps."""

from typing import Protocol

import numpy as np

from crossrep.samples import Chunk, Samples


class Driver(Protocol):
    """Turns one wearable's bytes into samples; keeps what is not yet whole.

    The result depends on the bytes and their arrival stamps only, never on how they were cut:
    no driver raises or stalls on any bytes (laws "Cut" and "Garbage").

    Attributes:
        session_time: the wearable's times are session seconds already (imported data).
        skipped_bytes: bytes that were no part of any frame, so far.
        refused: why these bytes are not to be used, in words; empty while they are.
    """

    session_time: bool
    skipped_bytes: int
    refused: str

    def decode(self, chunk: Chunk) -> Samples:
        """Samples that became whole with these bytes."""
        ...

    def finish(self) -> Samples:
        """Samples that waited for bytes which will not come; called when a link ends."""
        ...


def joined(held: Chunk, chunk: Chunk) -> Chunk:
    """What was kept, and what is new, as one chunk."""
    if not len(held.ends):
        return chunk
    return Chunk(
        held.data + chunk.data,
        np.concatenate([held.ends, chunk.ends + len(held.data)]),
        np.concatenate([held.seq, chunk.seq]),
        np.concatenate([held.t_host_ns, chunk.t_host_ns]),
    )


def rest_of(chunk: Chunk, used: int) -> Chunk:
    """The chunk without its first ``used`` bytes."""
    first = int(np.searchsorted(chunk.ends, used, side="right"))
    return Chunk(
        chunk.data[used:],
        chunk.ends[first:] - used,
        chunk.seq[first:],
        chunk.t_host_ns[first:],
    )


def nothing() -> Chunk:
    """No bytes."""
    none = np.empty(0, np.int64)
    return Chunk(b"", none, none, none)
