"""Polar Verity Sense: accelerations and rates in frames of about a second each, nanoseconds.

A notification is a packet (`polar_frames`); the two kinds are merged on their times (`merging`).
The time is the last sample's of the frame; the others are placed back to the frame before. The
factor of a kind comes in the answer to its start. Layout: firmware_notes/polar_verity_sense.md.
"""

from dataclasses import dataclass, field

import numpy as np

from crossrep.drivers.base import PacketDriver, bytes_elsewhere
from crossrep.drivers.merging import Merge
from crossrep.drivers.packets import REMEMBERED
from crossrep.drivers.polar_frames import ACC, GYR, Frame, frame_in
from crossrep.drivers.profile import (
    BATTERY_LEVEL_SERVICE,
    STANDARD_BATTERY,
    Advert,
    Characteristic,
    Profile,
    Reply,
    Service,
    Step,
    Write,
)
from crossrep.samples import Chunk, Floats, Ints, Samples

SERVICE = "fb005c80-02e7-f387-1cad-8acd2d8df0c8"
CONTROL = "fb005c81-02e7-f387-1cad-8acd2d8df0c8"
DATA = "fb005c82-02e7-f387-1cad-8acd2d8df0c8"
G_MS2 = 9.80665
USUAL_HZ = 52.0
STEADY = 0.3
LARGEST = {ACC: 200.0, GYR: 50.0}
"""In m/s^2 and rad/s, a little beyond the widest ranges: larger numbers are garbage."""
ANSWERS = (b"\xf0", b"\x01", b"\x0f")
"""First bytes at the control point: an answer, a measurement that ended itself, features."""
SDK_MODE = 9
FACTOR = 5
VALUE_BYTES = {0: 2, 1: 2, 2: 2, 3: 4, 4: 1, 5: 4}
SILENCE_S = 3.0
"""Frames come about once a second; three without any are a silence."""
NOT_STARTED = (
    "The Polar sensor did not start; take it out of its charger, switch it off and on, and try "
    "again."
)


@dataclass
class PolarSense(PacketDriver):
    """Driver state: factors, the frames before, and what waits for its other half.

    Attributes:
        factors: conversion factor by kind, 1 unless the unit says another.
        last_ns: time of the frame before by kind.
        recent: times and kinds of the last frames.
    """

    silence_s: float = SILENCE_S
    factors: dict[int, float] = field(default_factory=lambda: {ACC: 1.0, GYR: 1.0})
    last_ns: dict[int, int] = field(default_factory=dict)
    recent: list[int] = field(default_factory=list)
    merge: Merge = field(default_factory=Merge)

    def decode(self, chunk: Chunk) -> Samples:
        """The samples that became sure with each frame."""
        self.skipped_bytes += bytes_elsewhere(chunk, DATA, CONTROL)
        names = [chunk.names[i] for i in chunk.name.tolist()] or [DATA] * len(chunk.ends)
        parts, begin = [], 0
        for k, end in enumerate(chunk.ends.tolist()):
            payload, begin = chunk.data[begin:end], end
            if names[k] == CONTROL:
                self._answer(payload)
            elif names[k] == DATA:
                parts.append(self._frame(payload, int(chunk.seq[k]), int(chunk.t_host_ns[k])))
        return Samples.joined([part for part in parts if len(part)])

    def _answer(self, payload: bytes) -> None:
        """A good answer to a start may carry the kind's factor."""
        if payload[:1] not in ANSWERS:
            self.skipped_bytes += len(payload)
        if payload[:2] == b"\xf0\x02" and len(payload) > 5 and payload[2] in self.factors:
            factor = settings_in(payload[5:]).get(FACTOR, 1.0)
            if payload[3] == 0 and 1e-9 < abs(factor) < 1e6:
                self.factors[payload[2]] = factor

    def _frame(self, payload: bytes, seq: int, arrived_ns: int) -> Samples:
        frame = frame_in(payload)
        if frame is None:
            self.skipped_bytes += len(payload)
            return Samples.empty()
        self.skipped_bytes += frame.left
        if self._came_before(frame):
            self.duplicates += 1
            return Samples.empty()
        values = self._values(frame)
        if np.abs(values).max() > LARGEST[frame.kind]:
            self.skipped_bytes += len(payload) - frame.left
            return Samples.empty()
        period_s = 1.0 / (self.rate_hz or USUAL_HZ)
        rows = np.column_stack([self._times_s(frame, 1 / period_s), values])
        if frame.kind == ACC:
            return _samples(*self.merge.accelerations(rows, period_s), seq)
        return _samples(*self.merge.rates(rows, arrived_ns, period_s), seq)

    def _came_before(self, frame: Frame) -> bool:
        """The same frame came lately; an earlier one that did not means the clock was set."""
        key = frame.t_ns * 64 + frame.kind
        again = key in self.recent
        self.recent = [*self.recent, key][-REMEMBERED:]
        if not again and frame.t_ns <= self.last_ns.get(frame.kind, -1):
            self.merge.restart()
            self.last_ns = {}
        return again

    def _times_s(self, frame: Frame, rate_hz: float) -> Floats:
        """(n,) times of the samples that came whole."""
        last_ns = self.last_ns.get(frame.kind)
        self.last_ns[frame.kind] = frame.t_ns
        return times_ns(last_ns, frame.t_ns, frame.announced, rate_hz)[: len(frame.rows)] / 1e9

    def _values(self, frame: Frame) -> Floats:
        """(n, 3) in m/s^2 or rad/s."""
        factor = self.factors[frame.kind] if frame.factored else 1.0
        unit = G_MS2 if frame.kind == ACC else float(np.deg2rad(1.0))
        return frame.rows * (factor * unit)


def _samples(rows: Floats, arrived_ns: Ints, seq: int) -> Samples:
    places = np.full(len(rows), seq, np.int64)
    return Samples(rows[:, 0], places, arrived_ns, rows[:, 1:4], rows[:, 4:])


def times_ns(last_ns: int | None, t_ns: int, n: int, rate_hz: float) -> Floats:
    """(n,) times of a frame's samples: evenly from the frame before, else at the nominal rate.

    A distance that is no n periods means that a frame is missing or the clock was set.
    """
    step_ns = 1e9 / rate_hz
    if last_ns is not None:
        seen_ns = (t_ns - last_ns) / n
        step_ns = seen_ns if abs(seen_ns / step_ns - 1.0) <= STEADY else step_ns
    return np.asarray(t_ns - np.arange(n - 1, -1, -1) * step_ns)


def settings_in(content: bytes) -> dict[int, float]:
    """First value of each setting in a list of `type count values`, as far as it can be read."""
    found: dict[int, float] = {}
    at = 0
    while len(content) - at >= 2 and content[at] in VALUE_BYTES:
        kind, count = content[at], content[at + 1]
        size = VALUE_BYTES[kind]
        value = content[at + 2 : at + 2 + size]
        if count < 1 or len(value) < size:
            break
        number = (
            np.frombuffer(value, "<f4")[0] if kind == FACTOR else int.from_bytes(value, "little")
        )
        found[kind] = float(number)
        at += 2 + size * count
    return found


def _ask(op: int, kind: int, settings: str = "", *, required: bool = True) -> Write:
    """A command to the control point and its answer `F0 op kind status`; 6: it is so already."""
    answer = bytes([0xF0, op, kind])
    reply = Reply(CONTROL, answer, (answer + b"\x00", answer + b"\x06") if required else ())
    data = bytes([op, kind]) + bytes.fromhex(settings)
    return Write(CONTROL, data, reply=reply, required=required, complaint=NOT_STARTED)


def _start(kind: int, rate_hz: int, range_: int) -> Write:
    """Settings: rate, 16 bits, range, three channels."""
    rate, full = rate_hz.to_bytes(2, "little").hex(), range_.to_bytes(2, "little").hex()
    return _ask(2, kind, f"0001{rate} 01011000 0201{full} 040103")


STOP = tuple(_ask(3, kind, required=False) for kind in (ACC, GYR))


def _setup(rate_hz: float) -> tuple[Step, ...]:
    """Rates above 52 Hz need the SDK mode, which can only change while nothing is measured."""
    fast = rate_hz > USUAL_HZ
    mode = _ask(2, SDK_MODE) if fast else _ask(3, SDK_MODE, required=False)
    return (*STOP, mode, _start(ACC, round(rate_hz), 8), _start(GYR, round(rate_hz), 2000))


PROFILE = Profile(
    driver="polar_sense",
    title="Polar Verity Sense",
    advert=Advert(names=(r"^Polar (Verity )?Sense",)),
    services=(
        Service(
            SERVICE,
            (
                Characteristic(CONTROL, ("read", "write", "indicate")),
                Characteristic(DATA, ("notify",)),
            ),
        ),
        BATTERY_LEVEL_SERVICE,
    ),
    subscribe=(CONTROL, DATA),
    rates_hz=(52.0, 104.0, 208.0),
    default_hz=104.0,
    setup=_setup,
    stop=(*STOP, _ask(3, SDK_MODE, required=False)),
    battery=STANDARD_BATTERY,
    device_time=True,
    counter=True,
    smallest_mtu=232,
    latency_s=0.6,
)
