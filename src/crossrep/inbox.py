"""Inputs the engine has taken and not looked at yet, as columns."""

from dataclasses import dataclass, field

import numpy as np

from crossrep.batch import NOTIFICATION, SIDES, TICK, InputBatch
from crossrep.drivers.base import joined, nothing
from crossrep.inputs import Side
from crossrep.samples import Chunk, Ints


@dataclass
class Pile:
    """Bytes of one wrist that were not looked at yet, in the order they came."""

    payloads: list[bytes] = field(default_factory=list)
    seqs: list[int] = field(default_factory=list)
    stamps: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    chunks: list[Chunk] = field(default_factory=list)

    def put(self, chunk: Chunk) -> None:
        """Many notifications at once."""
        if self.payloads:
            self.chunks = [self.whole()]
            self.payloads, self.seqs, self.stamps, self.names = [], [], [], []
        self.chunks.append(chunk)

    def whole(self) -> Chunk:
        """Everything so far as columns."""
        if not self.payloads:
            return joined(nothing(), *self.chunks)
        ends = np.cumsum(np.array([len(p) for p in self.payloads], np.int64), dtype=np.int64)
        seqs, stamps = np.array(self.seqs, np.int64), np.array(self.stamps, np.int64)
        names = {name: i for i, name in enumerate(dict.fromkeys(self.names))}
        name = np.array([names[name] for name in self.names], np.int64)
        new = Chunk(b"".join(self.payloads), ends, seqs, stamps, name, tuple(names))
        return joined(*self.chunks, new)


@dataclass
class Inbox:
    """Inputs not looked at yet.

    Attributes:
        piles: notifications, wrist by wrist.
        tick_seq: places of the ticks in the log; ``tick_ns`` their stamps.
        batches: what came last, as it came: it is sorted once, not batch by batch.
        first_seq: place of the first input in these.
    """

    piles: dict[Side, Pile] = field(default_factory=lambda: {side: Pile() for side in SIDES})
    tick_seq: list[int] = field(default_factory=list)
    tick_ns: list[int] = field(default_factory=list)
    batches: list[InputBatch] = field(default_factory=list)
    first_seq: int = 0

    def put(self, batch: InputBatch, first_seq: int) -> None:
        """Many notifications and ticks at once."""
        if self.batches and batch.characteristics != self.batches[0].characteristics:
            self.settle()
        if not self.batches:
            self.first_seq = first_seq
        self.batches.append(batch)

    def settle(self) -> None:
        """The batches to where single inputs are kept; what comes next may be one."""
        if not self.batches:
            return
        batch, self.batches = _joined(self.batches), []
        places = self.first_seq + np.arange(len(batch), dtype=np.int64)
        ticks = batch.kind == TICK
        self.tick_seq += places[ticks].tolist()
        self.tick_ns += batch.t_host_ns[ticks].tolist()
        for i, side in enumerate(SIDES):
            self.piles[side].put(_chunk(batch, i, places))


def _joined(parts: list[InputBatch]) -> InputBatch:
    """Notifications and ticks, of the same characteristics, as one batch."""
    if len(parts) == 1:
        return parts[0]
    return InputBatch(
        np.concatenate([part.kind for part in parts]),
        np.concatenate([part.side for part in parts]),
        np.concatenate([part.t_host_ns for part in parts]),
        np.concatenate([part.characteristic for part in parts]),
        np.concatenate([part.length for part in parts]),
        b"".join(part.payload for part in parts),
        parts[0].characteristics,
        (),
    )


def _chunk(batch: InputBatch, side: int, places: Ints) -> Chunk:
    """The notifications of one wrist in a batch."""
    mine = (batch.kind == NOTIFICATION) & (batch.side == side)
    bytes_ = np.frombuffer(batch.payload, np.uint8)
    data = bytes_[np.repeat(mine, batch.length)].tobytes()
    ends = np.cumsum(batch.length[mine], dtype=np.int64)
    name = batch.characteristic[mine].astype(np.int64)
    return Chunk(data, ends, places[mine], batch.t_host_ns[mine], name, batch.characteristics)
