"""Inputs the engine has taken and not looked at yet, as columns."""

from dataclasses import dataclass, field

import numpy as np

from crossrep.batch import SIDES
from crossrep.drivers.base import joined, nothing
from crossrep.inputs import Side
from crossrep.samples import Chunk


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
    """Inputs not looked at yet."""

    piles: dict[Side, Pile] = field(default_factory=lambda: {side: Pile() for side in SIDES})
    tick_seq: list[int] = field(default_factory=list)
    tick_ns: list[int] = field(default_factory=list)
