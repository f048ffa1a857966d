"""Movesense with the GATT SensorData service, path IMU6: several samples a packet, milliseconds.

A packet is a notification, or a head (kind 2) and a tail (kind 3) where the MTU is small. A head
does not say whether a tail follows, so a packet is taken when the next one begins. Its time is
the first sample's; the others follow by what passed since the packet before, divided by how many
samples that one held. Layout: firmware_notes/movesense.md.
"""

from dataclasses import dataclass, field

import numpy as np

from crossrep.drivers.base import PacketDriver, bytes_elsewhere, from_characteristic
from crossrep.drivers.packets import Once, Ticks
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
from crossrep.samples import Chunk, Floats, Samples

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


@dataclass
class Movesense(PacketDriver):
    """Driver state: the packet that may get a tail, and the clock.

    Attributes:
        held: bytes of that packet; empty if there is none.
        held_seq: place in the log of its last bytes; ``held_t_ns`` their arrival.
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
        parts, begin = [], 0
        stamps = zip(
            packets.ends.tolist(), packets.seq.tolist(), packets.t_host_ns.tolist(), strict=True
        )
        for end, seq, t_ns in stamps:
            parts.append(self._take(packets.data[begin:end], seq, t_ns))
            begin = end
        return Samples.joined([part for part in parts if len(part)])

    def finish(self) -> Samples:
        """The last packet, which nothing followed."""
        return self._whole(self.held_seq)

    def _take(self, payload: bytes, seq: int, t_ns: int) -> Samples:
        kind = payload[0] if len(payload) > 1 else 0
        if kind == TAIL and self.held and payload[1] == self.held[1]:
            self.held, self.held_seq, self.held_t_ns = self.held + payload[2:], seq, t_ns
            return self._whole(seq)
        if kind == ANSWER:
            return Samples.empty()
        if kind != HEAD:
            self.skipped_bytes += len(payload)
            return Samples.empty()
        before = self._whole(seq)
        self.held, self.held_seq, self.held_t_ns = payload, seq, t_ns
        return before

    def _whole(self, seq: int) -> Samples:
        """The packet that was held, now that it is sure to be whole."""
        data, self.held = self.held, b""
        n, rest = divmod(len(data) - HEAD_BYTES, SAMPLE_BYTES)
        if not data:
            return Samples.empty()
        if rest or not 0 < n <= MOST_SAMPLES or not _sane(data):
            self.skipped_bytes += len(data)
            return Samples.empty()
        stamp = np.array([int.from_bytes(data[2:6], "little")], np.int64)
        if not self.once.first_time(stamp)[0]:
            self.duplicates += 1
            return Samples.empty()
        return self._samples(data, n, self._times_s(int(self.ticks.unwrapped(stamp)[0]), n), seq)

    def _times_s(self, first_ms: int, n: int) -> Floats:
        """(n,) times of a packet's samples by the unit's own clock."""
        period_ms = 1000.0 / (self.rate_hz or USUAL_HZ)
        if self.last_ms >= 0:
            seen_ms = (first_ms - self.last_ms) / self.last_n
            period_ms = seen_ms if abs(seen_ms / period_ms - 1.0) <= STEADY else period_ms
        self.last_ms, self.last_n = first_ms, n
        return np.asarray((first_ms + np.arange(n) * period_ms) / 1000.0)

    def _samples(self, data: bytes, n: int, t_s: Floats, seq: int) -> Samples:
        values = np.frombuffer(data, "<f4", 6 * n, HEAD_BYTES).reshape(2, n, 3).astype(np.float64)
        return Samples(
            t_s,
            np.full(n, seq, np.int64),
            np.full(n, self.held_t_ns, np.int64),
            values[0],
            np.deg2rad(values[1]),
        )


def _sane(data: bytes) -> bool:
    """Accelerations and rates are numbers that a wrist can reach."""
    with np.errstate(invalid="ignore"):
        acc, gyr = np.abs(np.frombuffer(data, "<f4", offset=HEAD_BYTES)).reshape(2, -1)
        return bool((acc <= LARGEST_ACC_MS2).all() and (gyr <= LARGEST_GYR_DEG_S).all())


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
