"""Many consecutive engine inputs as columns: what a recording holds and a fast replay feeds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crossrep.inputs import Command, Input, LinkChange, Notification, Side, Tick

NOTIFICATION, LINK, TICK, COMMAND = range(4)
SIDES = (Side.LEFT, Side.RIGHT)


@dataclass(frozen=True, slots=True)
class InputBatch:
    """n inputs in log order.

    Attributes:
        kind: (n,) one of NOTIFICATION, LINK, TICK, COMMAND.
        side: (n,) index into SIDES; 0 where an input has no side.
        t_host_ns: (n,) host monotonic clock.
        characteristic: (n,) index into ``characteristics``; 0 where there is none.
        length: (n,) bytes of payload, 0 where there is none.
        payload: all payloads, concatenated.
        characteristics: names used in this batch.
        others: the link changes and commands, in order.
    """

    kind: NDArray[np.uint8]
    side: NDArray[np.uint8]
    t_host_ns: NDArray[np.int64]
    characteristic: NDArray[np.uint8]
    length: NDArray[np.uint32]
    payload: bytes
    characteristics: tuple[str, ...]
    others: tuple[LinkChange | Command, ...]

    def __len__(self) -> int:
        return len(self.kind)

    @staticmethod
    def of(inputs: Sequence[Input]) -> "InputBatch":
        """The same inputs as columns."""
        names: dict[str, int] = {}
        rows = [_row(item, names) for item in inputs]
        columns = np.array(rows, np.int64).reshape(-1, 5)
        return InputBatch(
            columns[:, 0].astype(np.uint8),
            columns[:, 1].astype(np.uint8),
            columns[:, 2].copy(),
            columns[:, 3].astype(np.uint8),
            columns[:, 4].astype(np.uint32),
            b"".join(item.payload for item in inputs if isinstance(item, Notification)),
            tuple(names),
            tuple(item for item in inputs if isinstance(item, LinkChange | Command)),
        )

    def inputs(self) -> Iterator[Input]:
        """The same inputs as values, in order."""
        others = iter(self.others)
        at = 0
        columns = (self.kind, self.side, self.t_host_ns, self.characteristic, self.length)
        for kind, side, t_host_ns, name, length in zip(*(c.tolist() for c in columns), strict=True):
            if kind == NOTIFICATION:
                payload = self.payload[at : at + length]
                at += length
                yield Notification(SIDES[side], t_host_ns, self.characteristics[name], payload)
            elif kind == TICK:
                yield Tick(t_host_ns)
            else:
                yield next(others)


def _row(item: Input, names: dict[str, int]) -> tuple[int, int, int, int, int]:
    if isinstance(item, Notification):
        name = names.setdefault(item.characteristic, len(names))
        return NOTIFICATION, SIDES.index(item.side), item.t_host_ns, name, len(item.payload)
    if isinstance(item, LinkChange):
        return LINK, SIDES.index(item.side), item.t_host_ns, 0, 0
    return (TICK if isinstance(item, Tick) else COMMAND), 0, item.t_host_ns, 0, 0
