"""WitMotion BLE 5.0 wearables (WT901BLE family): frames `55 61` and register replies `55 71`.

A frame has no length field and no checksum. It is 20 bytes, or 28 with the unit's clock; the
stream itself says which: the next header follows at that distance. A frame is taken only when
its follower has been seen (or the stream ended), so a header inside a payload, a lost byte or
the way the radio cut the stream cannot change what is read. Layout and scales:
firmware_notes/witmotion.md.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from crossrep.drivers.base import (
    SILENCE_S,
    bytes_elsewhere,
    from_characteristic,
    joined,
    nothing,
    rest_of,
)
from crossrep.drivers.profile import Advert, Battery, Characteristic, Profile, Service, Write
from crossrep.samples import Chunk, Floats, Ints, Samples

SERVICE = "0000ffe5-0000-1000-8000-00805f9a34fb"
DATA = "0000ffe4-0000-1000-8000-00805f9a34fb"
COMMAND = "0000ffe9-0000-1000-8000-00805f9a34fb"

Bytes = NDArray[np.uint8]

PLAIN, WITH_CLOCK, REPLY = 20, 28, 20
HEADER = 2
G_MS2 = 9.80665
ACC_MS2 = 16 * G_MS2 / 32768
GYR_RADS = np.deg2rad(2000) / 32768
SCAN = 256
"""Garbage is looked through in pieces of this size, so that much of it costs no more a byte."""
VIBRATION_FRAMES = 8
"""So many frames of 28 bytes without a legal clock, and no good one between, are no arm's."""
REFUSAL = (
    "This is a WitMotion vibration sensor (WTVB01), which does not measure arm movement; "
    "use a WT901BLE or WT9011DCL."
)
LEAST: Bytes = np.array([[0], [1], [1], [0], [0], [0]], np.uint8)
MOST: Bytes = np.array([[99], [12], [31], [23], [59], [59]], np.uint8)
"""Of year, month, day, hour, minute, second in a legal clock."""
DAYS_1970_TO_2000 = 10957
RATE_CODES = {10.0: 6, 20.0: 7, 50.0: 8, 100.0: 9}
BATTERY_REPLY = b"\x55\x71\x64\x00"


@dataclass
class WitMotion:
    """Driver state: bytes not yet whole, the frame length once known, registers seen."""

    session_time: bool = False
    rate_hz: float = 0.0
    gyroscope: bool = True
    skipped_bytes: int = 0
    duplicates: int = 0
    refused: str = ""
    silence_s: float = SILENCE_S
    held: Chunk = field(default_factory=nothing)
    frame_bytes: int = 0
    vibration_frames: int = 0
    registers: dict[int, int] = field(default_factory=dict)

    def decode(self, chunk: Chunk) -> Samples:
        """Samples of the frames that became whole."""
        self.skipped_bytes += bytes_elsewhere(chunk, DATA)
        return self._read(joined(self.held, from_characteristic(chunk, DATA)), final=False)

    def finish(self) -> Samples:
        """The last frame, which has no follower; what remains is counted as skipped."""
        samples = self._read(self.held, final=True)
        self.skipped_bytes += len(self.held.data)
        self.held, self.frame_bytes = nothing(), 0
        return samples

    def _read(self, chunk: Chunk, *, final: bool) -> Samples:
        view = np.frombuffer(chunk.data, np.uint8)
        parts: list[Samples] = []
        at = 0
        while not self.refused:
            run = self._run(view, at)
            if run:
                parts.append(self._samples(view, at, run, chunk))
                at += run * self.frame_bytes
            taken = self._one(view, at, final=final)
            if taken == 0:
                break
            if taken > 0 and view[at + 1] == 0x61:
                parts.append(self._samples(view, at, 1, chunk))
            at += abs(taken)
        if self.refused:
            self.skipped_bytes += len(view) - at
            at = len(view)
        self.held = rest_of(chunk, at)
        return Samples.joined([part for part in parts if len(part)])

    def _run(self, view: Bytes, at: int) -> int:
        """How many data frames stand here in a row, each followed by another: the fast path."""
        size = self.frame_bytes
        if not size:
            return 0
        n = (len(view) - at - HEADER) // size
        if n < 1:
            return 0
        heads = view[at : at + n * size + HEADER]
        first, second = heads[::size][: n + 1], heads[1::size][: n + 1]
        good = (first == 0x55) & (second == 0x61)
        if size == WITH_CLOCK:
            good[:n] &= _clock_is_legal(heads[: n * size].reshape(n, size)[:, PLAIN:])
        wrong = np.flatnonzero(~good)
        return n if not len(wrong) else max(int(wrong[0]) - 1, 0)

    def _one(self, view: Bytes, at: int, *, final: bool) -> int:
        """Take one frame or reply (its length), skip garbage (minus its length), or wait (0)."""
        if len(view) - at < HEADER:
            return 0
        if not _is_header(view, at):
            return -self._skip(view, at)
        size = self._size(view, at, final=final)
        if size > 0:
            if view[at + 1] == 0x71:
                self._reply(view[at : at + REPLY])
            else:
                self.frame_bytes, self.vibration_frames = size, 0
            return size
        return 0 if size == 0 else -self._skip(view, at)

    def _size(self, view: Bytes, at: int, *, final: bool) -> int:
        """Length of the frame at this header; 0: not enough bytes yet; -1: not a frame."""
        for size in self._lengths(view, at):
            end = at + size
            if end + HEADER > len(view):
                whole = final and end == len(view) and self._legal(view, at, size)
                return size if whole else (-1 if final else 0)
            if _is_header(view, end) and self._legal(view, at, size):
                return size
        return -1

    def _lengths(self, view: Bytes, at: int) -> tuple[int, ...]:
        """Lengths to try, in order: the one in use first, as on the fast path."""
        if view[at + 1] == 0x71:
            return (REPLY,)
        known = self.frame_bytes == WITH_CLOCK
        return (WITH_CLOCK, PLAIN) if known else (PLAIN, WITH_CLOCK)

    def _legal(self, view: Bytes, at: int, size: int) -> bool:
        if (
            size != WITH_CLOCK
            or _clock_is_legal(view[at + PLAIN : at + WITH_CLOCK].reshape(1, 8))[0]
        ):
            return True
        self.vibration_frames += 1
        if self.vibration_frames >= VIBRATION_FRAMES:
            self.refused = REFUSAL
        return False

    def _skip(self, view: Bytes, at: int) -> int:
        """Length of the garbage up to the next possible header; the verdict on length is off."""
        ahead = view[at + 1 : at + SCAN]
        marks = np.flatnonzero(ahead == 0x55)
        n = 1 + (int(marks[0]) if len(marks) else len(ahead))
        self.skipped_bytes += n
        self.frame_bytes = 0
        return n

    def _reply(self, frame: Bytes) -> None:
        words = frame[2:].view("<u2").tolist()
        for offset, value in enumerate(words[1:]):
            self.registers[(words[0] + offset) & 0xFFFF] = value
        if len(self.registers) > 512:  # a sane unit has fewer; garbage must not grow us
            self.registers.clear()

    def _samples(self, view: Bytes, at: int, n: int, chunk: Chunk) -> Samples:
        size = self.frame_bytes
        frames = view[at : at + n * size].reshape(n, size)
        values = frames[:, 2:14].copy().view("<i2").astype(np.float64)
        ends = at + size * np.arange(1, n + 1)
        owner = np.searchsorted(chunk.ends, ends)
        known = np.searchsorted(chunk.ends, np.minimum(ends + HEADER, len(view)))
        clock = frames[:, PLAIN:]
        return Samples(
            _clock_s(clock) if size == WITH_CLOCK else np.full(n, np.nan),
            chunk.seq[known],
            chunk.t_host_ns[owner],
            values[:, :3] * ACC_MS2,
            values[:, 3:] * GYR_RADS,
        )


def _command(register: int, low: int, high: int = 0) -> Write:
    """Five bytes; the unit acknowledges the write and says nothing."""
    return Write(COMMAND, bytes([0xFF, 0xAA, register, low, high]), pause_s=0.1)


def _setup(rate_hz: float) -> tuple[Write, ...]:
    """Unlock and set the rate; not saved, so the unit is as before after it was off."""
    return (_command(0x69, 0x88, 0xB5), _command(0x03, RATE_CODES[rate_hz]))


def reply_percent(payload: bytes) -> int | None:
    """Charge, if a reply of the battery register is among these bytes."""
    at = payload.find(BATTERY_REPLY)
    value = payload[at + 4 : at + 6] if at >= 0 else b""
    return battery_percent({0x64: int.from_bytes(value, "little")}) if len(value) == 2 else None


def battery_percent(registers: dict[int, int]) -> int | None:
    """Charge from register 0x64 (1/100 V), by the vendor's table; None before a reply."""
    if 0x64 not in registers:
        return None
    steps = (396, 393, 387, 382, 379, 377, 373, 370, 368, 350, 340)
    percents = (100, 90, 75, 60, 50, 40, 30, 20, 15, 10, 5)
    return next((p for v, p in zip(steps, percents, strict=True) if registers[0x64] >= v), 0)


def _is_header(view: Bytes, at: int) -> bool:
    return bool(view[at] == 0x55 and view[at + 1] in (0x61, 0x71))


def _clock_is_legal(clock: Bytes) -> NDArray[np.bool_]:
    """(n, 8) clock bytes: year to second in their ranges, milliseconds below 1000."""
    columns = clock.T.copy()
    legal = (columns[:6] >= LEAST) & (columns[:6] <= MOST)
    ms = columns[6] + 256 * columns[7].astype(np.int64)
    return np.asarray(legal.all(axis=0) & (ms < 1000))


def _clock_s(clock: Bytes) -> Floats:
    """(n, 8) clock bytes to seconds since 2000-01-01, the unit's own wall clock."""
    columns: Ints = clock.T.astype(np.int64, order="C")
    year, month, day, hour, minute, second, low, high = columns
    months = ((year + 30) * 12 + month - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]").astype(np.int64) - DAYS_1970_TO_2000 + day - 1
    seconds = ((days * 24 + hour) * 60 + minute) * 60 + second
    return np.asarray(seconds + (low + 256 * high) / 1000.0)


PROFILE = Profile(
    driver="witmotion",
    title="WitMotion WT901BLE, WT9011DCL, WT901SDCL (BLE 5.0)",
    advert=Advert(names=("^WT",), lookalikes=("^WTVB",)),
    services=(
        Service(
            SERVICE,
            (
                Characteristic(DATA, ("notify",)),
                Characteristic(COMMAND, ("write", "write-without-response")),
            ),
        ),
    ),
    subscribe=(DATA,),
    rates_hz=tuple(RATE_CODES),
    default_hz=100.0,
    setup=_setup,
    battery=Battery(DATA, reply_percent, _command(0x27, 0x64)),
)
