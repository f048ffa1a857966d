"""One batch of inputs as the bytes of one recording message, and back.

`LAYOUT` says it in words.
"""

import json
import struct
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crossrep.batch import COMMAND, LINK, NOTIFICATION, SIDES, TICK, InputBatch
from crossrep.errors import RecordingError
from crossrep.inputs import Command, CommandName, LinkChange, LinkState, Side

ENCODING = "crossrep.inputs.1"
"""Message encoding: changes whenever `LAYOUT` does."""

LAYOUT = """\
CrossRep input batch, layout 1. Every number is little-endian.

A message holds n consecutive inputs of a CrossRep session, in the order the engine took them.

head, 24 bytes:
  u8   layout, 1
  u8   w, bytes of a time step, 4 or 8
  u16  0
  u32  n, inputs
  u32  j, bytes of the JSON at the end
  u32  p, bytes of all payloads
  i64  t0, host monotonic clock of the first input, ns
columns, one after the other:
  n x u8   kind: 0 notification of a wearable, 1 link change, 2 tick, 3 command
  n x u8   side: 0 left, 1 right (0 where an input has none)
  n x u8   characteristic: index into the JSON's "characteristics" (0 where there is none)
  n x u32  length of the payload, bytes (0 where there is none)
  w x n    time steps: step i is t_host_ns[i] - t_host_ns[i-1] as a signed integer of w bytes
           (two's complement, wrapping), step 0 is 0. Stored by byte: first the n lowest bytes,
           then the n next ones, up to the n highest.
payloads, p bytes:
  The notifications sorted by (length, side, characteristic), otherwise in their order. Those of
  one length L make a table of m rows of L bytes. From 8 rows on its columns follow each other,
  each as m differences to the byte above (modulo 256; the first byte stands as it is). Below,
  the rows follow each other as they are.
JSON, j bytes, UTF-8:
  {"characteristics": [names], "others": [link changes and commands, in order]}
  link change: {"side", "t_host_ns", "state", "driver", "device", "rate_hz"}
  command: {"t_host_ns", "name", "arguments"}

The metadata record "crossrep.recording" says how t_host_ns and UTC belong together.
"""

_HEAD = struct.Struct("<BBHIIIq")
_LAYOUT_VERSION = 1
_LEAST_TABLE = 8
_DAMAGED = "A part of this recording is not what its layout promises"

Bytes = NDArray[np.uint8]


def encode_batch(batch: InputBatch) -> bytes:
    """The bytes of `LAYOUT`."""
    steps = np.diff(batch.t_host_ns, prepend=batch.t_host_ns[:1])
    small = not len(batch) or (steps.min() >= -(2**31) and steps.max() < 2**31)
    width = 4 if small else 8
    tail = _tail_json(batch)
    ours = batch.kind == NOTIFICATION
    place = _Placing(batch.length[ours], batch.side[ours], batch.characteristic[ours])
    first = int(batch.t_host_ns[0]) if len(batch) else 0
    head = (_LAYOUT_VERSION, width, 0, len(batch), len(tail), len(batch.payload), first)
    return b"".join(
        (
            _HEAD.pack(*head),
            batch.kind.tobytes(),
            batch.side.tobytes(),
            batch.characteristic.tobytes(),
            batch.length.astype("<u4").tobytes(),
            steps.astype(f"<i{width}").view(np.uint8).reshape(-1, width).T.tobytes(),
            *place.to_planes(batch.payload),
            tail,
        )
    )


def decode_batch(data: bytes) -> InputBatch:
    """The batch back from `encode_batch`; its columns are views of ``data`` where possible.

    Raises:
        RecordingError: these bytes follow another layout.
    """
    try:
        return _decoded(data)
    except (ValueError, TypeError, KeyError, OverflowError, struct.error, RecursionError) as error:
        raise RecordingError(f"{_DAMAGED} ({error}).") from error


def _decoded(data: bytes) -> InputBatch:
    version, width, _, n, tail_bytes, payload_bytes, first_ns = _HEAD.unpack_from(data)
    at = _HEAD.size
    if version != _LAYOUT_VERSION or width not in (4, 8):
        raise ValueError(f"layout {version}, time steps of {width} bytes")
    if len(data) != at + n * (7 + width) + payload_bytes + tail_bytes:
        raise ValueError("its length does not add up")
    kind, side, characteristic = np.frombuffer(data, np.uint8, 3 * n, at).reshape(3, n)
    length = np.frombuffer(data, "<u4", n, at + 3 * n)
    steps = np.frombuffer(data, np.uint8, width * n, at + 7 * n).reshape(width, n)
    planes = np.frombuffer(data, np.uint8, payload_bytes, at + (7 + width) * n)
    t_host_ns = _times(steps, first_ns)
    names, others = _tail(data[len(data) - tail_bytes :])
    ours = kind == NOTIFICATION
    place = _Placing(length[ours], side[ours], characteristic[ours])
    _check_kinds(kind, others)
    if place.total != payload_bytes or int(length.sum()) != payload_bytes:
        raise ValueError("its payloads do not add up")
    if n and (side.max() >= len(SIDES) or characteristic.max() >= max(len(names), 1)):
        raise ValueError("a side or characteristic is out of range")
    if len(place) and not names:
        raise ValueError("a characteristic has no name")
    payload = place.from_planes(planes)
    return InputBatch(kind, side, t_host_ns, characteristic, length, payload, names, others)


def _check_kinds(kind: Bytes, others: tuple[LinkChange | Command, ...]) -> None:
    """Each link change and command has its place among the inputs, and the other way round."""
    rare = kind[(kind != NOTIFICATION) & (kind != TICK)].tolist()
    if rare != [LINK if isinstance(item, LinkChange) else COMMAND for item in others]:
        raise ValueError("link changes and commands do not match")


def _times(steps: Bytes, first_ns: int) -> NDArray[np.int64]:
    width = len(steps)
    values = np.ascontiguousarray(steps.T).view(f"<i{width}").reshape(-1)
    return np.cumsum(values, dtype=np.int64) + np.int64(first_ns)


class _Placing:
    """Where each notification's bytes stand: in order of arrival, and sorted by likeness.

    Like beside like compresses half as well again as the order of arrival.
    """

    def __init__(self, length: NDArray[np.uint32], side: Bytes, characteristic: Bytes) -> None:
        self._lengths = length.astype(np.int64)
        key = (self._lengths << 16) | (side.astype(np.int64) << 8) | characteristic
        self._order = np.argsort(key, kind="stable")
        self.total = int(self._lengths.sum())

    def __len__(self) -> int:
        return len(self._lengths)

    def to_planes(self, payload: bytes) -> Iterator[bytes]:
        """The payloads, byte column by byte column, as differences."""
        data = np.frombuffer(payload, np.uint8)
        starts = np.cumsum(self._lengths) - self._lengths
        for rows, size in self._groups():
            table = data[starts[rows][:, None] + np.arange(size)]
            if len(rows) >= _LEAST_TABLE:
                table = np.diff(table, axis=0, prepend=np.uint8(0)).T
            yield table.tobytes()

    def from_planes(self, planes: Bytes) -> bytes:
        """The payloads in order of arrival."""
        groups = self._groups()
        if len(groups) == 1 and len(self) >= _LEAST_TABLE:  # the usual wearable: one length
            table = np.empty((len(self), groups[0][1]), np.uint8)
            table[self._order] = _rows(planes, *table.shape)
            return table.tobytes()
        out = np.empty(len(planes), np.uint8)
        starts = np.cumsum(self._lengths) - self._lengths
        at = 0
        for rows, size in groups:
            part = planes[at : at + size * len(rows)]
            at += len(part)
            if len(rows) >= _LEAST_TABLE:
                out[starts[rows][:, None] + np.arange(size)] = _rows(part, len(rows), size)
                continue
            for start, row in zip(
                starts[rows].tolist(), part.reshape(len(rows), size), strict=True
            ):
                out[start : start + size] = row
        return out.tobytes()

    def _groups(self) -> list[tuple[NDArray[np.int64], int]]:
        """Notifications of each length, and that length."""
        ordered = self._lengths[self._order]
        if not len(ordered):
            return []
        if ordered[0] == ordered[-1]:
            return [(self._order, int(ordered[0]))]
        edges = np.flatnonzero(np.diff(ordered)) + 1
        return [(rows, int(self._lengths[rows[0]])) for rows in np.split(self._order, edges)]


def _rows(planes: Bytes, n: int, size: int) -> Bytes:
    return np.cumsum(planes.reshape(size, n), axis=1, dtype=np.uint8).T


def _tail_json(batch: InputBatch) -> bytes:
    others = [_plain(item) for item in batch.others]
    names = list(batch.characteristics)
    return json.dumps({"characteristics": names, "others": others}).encode()


def _plain(item: LinkChange | Command) -> dict[str, Any]:
    if isinstance(item, Command):
        values = {"t_host_ns": item.t_host_ns, "name": str(item.name)}
        return {**values, "arguments": dict(item.arguments)}
    return {
        "side": str(item.side),
        "t_host_ns": item.t_host_ns,
        "state": str(item.state),
        "driver": item.driver,
        "device": item.device,
        "rate_hz": item.rate_hz,
    }


def _tail(text: bytes) -> tuple[tuple[str, ...], tuple[LinkChange | Command, ...]]:
    values = json.loads(text)
    others = tuple(_other(item) for item in values["others"])
    return tuple(str(name) for name in values["characteristics"]), others


def _other(item: dict[str, Any]) -> LinkChange | Command:
    t_host_ns = int(item["t_host_ns"])
    if "name" in item:
        return Command(t_host_ns, CommandName(item["name"]), dict(item["arguments"]))
    side, state = Side(item["side"]), LinkState(item["state"])
    driver, device = str(item["driver"]), str(item["device"])
    return LinkChange(side, t_host_ns, state, driver, device, float(item["rate_hz"]))
