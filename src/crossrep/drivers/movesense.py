"""Movesense with the GATT SensorData service, path IMU6: several samples a packet, milliseconds.

A packet is a notification, or a head (kind 2) and a tail (kind 3) where the MTU is small. A head
does not say whether a tail follows, so a packet is taken when the next one begins. Its time is
the first sample's; the others follow by what passed since the packet before, divided by how many
samples that one held. Layout: firmware_notes/movesense.md.
"""

from dataclasses import dataclass, field
from itertools import groupby

import numpy as np

from crossrep.drivers.base import PacketDriver, bytes_elsewhere, from_characteristic
from crossrep.drivers.packets import Once, Ticks, numbers, whole_numbers
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

SERVICE = "34802252-7185-4d5d-b431-630e7050e8f0"
COMMAND = "34800001-7185-4d5d-b431-630e7050e8f0"
DATA = "34800002-7185-4d5d-b431-630e7050e8f0"
WHITEBOARD = "0000fdf3-0000-1000-8000-00805f9b34fb"
REFERENCE = 99
ANSWER, HEAD, TAIL = 1, 2, 3
HEAD_BYTES, SAMPLE_BYTES, MOST_SAMPLES = 6, 24, 64
LARGEST_ACC_MS2, LARGEST_GYR_DEG_S = 200.0, 2500.0
STEADY = 0.3
USUAL_HZ = 52.0
FIRMWARE = (
    "This Movesense lacks the GATT SensorData service; "
    "load a firmware that has it with the maker's app."
)
Whole = tuple[bytes, int, int, int]
"""A packet: its bytes, how many samples, its place in the log, its arrival."""


@dataclass
class Movesense(PacketDriver):
    """Driver state: the packet that may get a tail, and the clock.

    Attributes:
        held: bytes of that packet; empty if there is none.
        held_seq: place of its head in the log; ``held_t_ns``: arrival of its last bytes.
        last_ms: time of the packet before, ``last_n`` its samples; -1 before the first.
    """

    held: bytes = b""
    held_seq: int = 0
    held_t_ns: int = 0
    ticks: Ticks = field(default_factory=lambda: Ticks(32))
    once: Once = field(default_factory=Once)
    last_ms: int = -1
    last_n: int = 0

    def decode(self, chunk: Chunk) -> Samples:
        """The samples of packets that another one followed."""
        self.skipped_bytes += bytes_elsewhere(chunk, DATA)
        packets = from_characteristic(chunk, DATA)
        columns = (packets.ends.tolist(), packets.seq.tolist(), packets.t_host_ns.tolist())
        whole: list[Whole] = []
        begin = 0
        for end, seq, t_ns in zip(*columns, strict=True):
            self._take(packets.data[begin:end], seq, t_ns, whole)
            begin = end
        return self._samples(whole)

    def finish(self) -> Samples:
        """The last packet, which nothing followed."""
        whole: list[Whole] = []
        self._release(self.held_seq, whole)
        return self._samples(whole)

    def _take(self, payload: bytes, seq: int, t_ns: int, whole: list[Whole]) -> None:
        kind = payload[0] if len(payload) > 1 else 0
        if kind == TAIL and self.held and payload[1] == self.held[1]:
            self.held, self.held_t_ns = self.held + payload[2:], t_ns
            self._release(seq, whole)
        elif kind == HEAD:
            self._release(seq, whole)
            self.held, self.held_seq, self.held_t_ns = payload, seq, t_ns
        elif kind != ANSWER:
            self.skipped_bytes += len(payload)

    def _release(self, seq: int, whole: list[Whole]) -> None:
        """The packet that was held, now that it is sure to be whole."""
        data, self.held = self.held, b""
        n, rest = divmod(len(data) - HEAD_BYTES, SAMPLE_BYTES)
        if not rest and 0 < n <= MOST_SAMPLES:
            whole.append((data, n, seq, self.held_t_ns))
        else:
            self.skipped_bytes += len(data)

    def _samples(self, whole: list[Whole]) -> Samples:
        """Packets of equal length at a time: nearly always all of them."""
        parts = [self._alike(list(run), n) for n, run in groupby(whole, key=lambda one: one[1])]
        return Samples.joined([part for part in parts if len(part)])

    def _alike(self, whole: list[Whole], n: int) -> Samples:
        """The samples of packets that hold n each."""
        rows = np.frombuffer(b"".join(one[0] for one in whole), np.uint8).reshape(len(whole), -1)
        values = numbers(rows, "<f4", HEAD_BYTES, 6 * n).reshape(-1, 2, n, 3)
        with np.errstate(invalid="ignore"):
            sane = (np.abs(values[:, 0]) <= LARGEST_ACC_MS2).all(axis=(1, 2))
            sane &= (np.abs(values[:, 1]) <= LARGEST_GYR_DEG_S).all(axis=(1, 2))
        self.skipped_bytes += int(np.count_nonzero(~sane)) * rows.shape[1]
        stamps = whole_numbers(rows, "<u4", 2)
        new = np.flatnonzero(sane)[self.once.first_time(stamps[sane])]
        self.duplicates += int(np.count_nonzero(sane)) - len(new)
        places = np.array([one[2:] for one in whole], np.int64)[new]
        return Samples(
            self._times_s(self.ticks.unwrapped(stamps[new]), n),
            np.repeat(places[:, 0], n),
            np.repeat(places[:, 1], n),
            values[new, 0].reshape(-1, 3),
            np.deg2rad(values[new, 1].reshape(-1, 3)),
        )

    def _times_s(self, first_ms: Ints, n: int) -> Floats:
        """(k n,) times of the samples of k packets by the unit's own clock."""
        if not len(first_ms):
            return np.empty(0)
        before_ms = np.concatenate([[self.last_ms], first_ms[:-1]])
        held = np.full(len(first_ms), n)
        held[0] = max(self.last_n, 1)
        usual_ms = 1000.0 / (self.rate_hz or USUAL_HZ)
        seen_ms = (first_ms - before_ms) / held
        steady = (np.abs(seen_ms / usual_ms - 1.0) <= STEADY) & (before_ms >= 0)
        period_ms = np.where(steady, seen_ms, usual_ms)
        self.last_ms, self.last_n = int(first_ms[-1]), n
        return np.asarray((first_ms[:, None] + np.arange(n) * period_ms[:, None]).ravel() / 1000.0)


def _subscribe(rate_hz: float) -> tuple[Step, ...]:
    """An answer carries a status like HTTP's: 200 is good."""
    data = bytes([1, REFERENCE]) + f"/Meas/IMU6/{rate_hz:.0f}".encode()
    answer = bytes([ANSWER, REFERENCE])
    return (STOP, Write(COMMAND, data, reply=Reply(DATA, answer, (answer + b"\xc8\x00",))))


STOP = Write(COMMAND, bytes([2, REFERENCE]), required=False, pause_s=0.2)
PROFILE = Profile(
    driver="movesense",
    title="Movesense with the GATT SensorData service",
    advert=Advert(names=("^Movesense",), services=(SERVICE,)),
    services=(
        Service(SERVICE, (Characteristic(COMMAND, ("write",)), Characteristic(DATA, ("notify",)))),
        BATTERY_LEVEL_SERVICE,
    ),
    subscribe=(DATA,),
    rates_hz=(52.0, 104.0, 208.0),
    default_hz=104.0,
    setup=_subscribe,
    stop=(STOP,),
    battery=STANDARD_BATTERY,
    device_time=True,
    counter=True,
    smallest_mtu=104,
    absent=((WHITEBOARD, FIRMWARE),),
)
