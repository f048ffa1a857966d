"""Puck.js v2 and Bangle.js 2 with our script: our own packets as lines of text on their console.

A byte stream like WitMotion's, cut anywhere: a line is taken with its end. What is not a line of
ours (echo, prompts) is skipped. The script and what it prints: firmware_notes/espruino.md.
"""

import binascii
import re
from dataclasses import dataclass, field

import numpy as np

from crossrep.drivers.base import (
    PacketDriver,
    bytes_elsewhere,
    from_characteristic,
    joined,
    nothing,
    rest_of,
)
from crossrep.drivers.batches import Batches, scale_in
from crossrep.drivers.espruino_script import SCRIPT
from crossrep.drivers.profile import (
    Advert,
    Battery,
    Characteristic,
    Profile,
    Service,
    Step,
    Write,
)
from crossrep.samples import Chunk, Samples

SERVICE = "6e400001-b5a3-f393-e0a9-e50e24dcca9e"
RECEIVE = "6e400002-b5a3-f393-e0a9-e50e24dcca9e"
TRANSMIT = "6e400003-b5a3-f393-e0a9-e50e24dcca9e"
LONGEST_LINE = 600
"""Bytes without a line's end that are kept; more are no line of ours."""
LINE = re.compile(rb"~([SDB])([A-Za-z0-9+/=]+)\r?$")
PERCENT = re.compile(rb"~B(\d{1,3})\r?\n")


@dataclass
class Espruino(PacketDriver):
    """Driver state: bytes of a line that has no end yet, and the packets'."""

    held: Chunk = field(default_factory=nothing)
    batches: Batches = field(default_factory=Batches)

    def decode(self, chunk: Chunk) -> Samples:
        """The samples of whole lines."""
        self.skipped_bytes += bytes_elsewhere(chunk, TRANSMIT)
        whole = joined(self.held, from_characteristic(chunk, TRANSMIT))
        view = np.frombuffer(whole.data, np.uint8)
        ends = np.flatnonzero(view == ord("\n")) + 1
        owner = np.searchsorted(whole.ends, ends)
        parts, packets, begin = [], [], 0
        for end, place in zip(ends.tolist(), owner.tolist(), strict=True):
            kind, value = self._line(whole.data[begin : end - 1])
            begin = end
            if kind == b"D":
                packets.append((value, place))
            elif kind == b"S" and (scale := scale_in(value)) is not None:
                parts.append(self._samples(packets, whole))
                packets = []
                self.batches.scale, self.gyroscope = scale, scale.gyr_rads > 0
        parts.append(self._samples(packets, whole))
        self._keep(rest_of(whole, begin))
        return Samples.joined([part for part in parts if len(part)])

    def finish(self) -> Samples:
        """A line without its end is lost, and counted."""
        self.skipped_bytes += len(self.held.data)
        self.held = nothing()
        return Samples.empty()

    def _line(self, line: bytes) -> tuple[bytes, bytes]:
        """Kind and value of one of our lines; nothing of another, which is counted."""
        found = LINE.search(line[-LONGEST_LINE:])
        if found is None:
            self.skipped_bytes += len(line) + 1
            return b"", b""
        self.skipped_bytes += len(line) - len(found[0])
        try:
            return found[1], found[2] if found[1] == b"B" else binascii.a2b_base64(found[2])
        except binascii.Error:
            self.skipped_bytes += len(found[0]) + 1
            return b"", b""

    def _samples(self, packets: list[tuple[bytes, int]], whole: Chunk) -> Samples:
        """The samples of the packets of these lines; each arrived with its line's end."""
        if not packets:
            return Samples.empty()
        places = np.array([place for _, place in packets])
        ends = np.cumsum([len(packet) for packet, _ in packets], dtype=np.int64)
        data = b"".join(packet for packet, _ in packets)
        before, again = self.batches.skipped_bytes, self.batches.duplicates
        samples = self.batches.samples(
            Chunk(data, ends, whole.seq[places], whole.t_host_ns[places])
        )
        self.skipped_bytes += self.batches.skipped_bytes - before
        self.duplicates += self.batches.duplicates - again
        return samples

    def _keep(self, rest: Chunk) -> None:
        """Hold an unfinished line; of a longer one only the end can still be ours."""
        too_many = max(len(rest.data) - LONGEST_LINE, 0)
        self.skipped_bytes += too_many
        self.held = rest_of(rest, too_many)


def percent_in(payload: bytes) -> int | None:
    """Charge, if a whole battery line is among these bytes."""
    found = PERCENT.search(payload)
    return min(int(found[1]), 100) if found else None


def _console(line: str) -> bytes:
    """A line for the console, which does not repeat it."""
    return b"\x10" + line.encode() + b"\n"


def _say(line: str) -> Write:
    return Write(RECEIVE, _console(line), stream=True)


def one_line(script: str) -> str:
    """A script as one line for the console: no comments, no indentation."""
    lines = [line.strip() for line in script.splitlines()]
    return " ".join(line for line in lines if line and not line.startswith("//"))


UPLOAD = Write(RECEIVE, b"\x03" + _console(one_line(SCRIPT)), stream=True, pause_s=0.2)


def _setup(rate_hz: float) -> tuple[Step, ...]:
    """A half-typed line is cleared, the script sent, and started; it answers with its scale."""
    return (UPLOAD, _say(f"crossrep.start({rate_hz:g})"))


def _profile(
    driver: str, title: str, name: str, rates_hz: tuple[float, ...], *, gyroscope: bool
) -> Profile:
    return Profile(
        driver=driver,
        title=title,
        advert=Advert(names=(name,)),
        services=(
            Service(
                SERVICE,
                (
                    Characteristic(RECEIVE, ("write", "write-without-response")),
                    Characteristic(TRANSMIT, ("notify",)),
                ),
            ),
        ),
        subscribe=(TRANSMIT,),
        rates_hz=rates_hz,
        default_hz=rates_hz[-2],
        setup=_setup,
        stop=(_say("crossrep.stop()"),),
        identify=(UPLOAD, _say("crossrep.blink()")),
        battery=Battery(TRANSMIT, percent_in, _say("crossrep.battery()")),
        device_time=True,
        counter=True,
        gyroscope=gyroscope,
        latency_s=0.2,
    )


PUCK = _profile("puckjs", "Puck.js v2", r"^Puck\.js", (26.0, 52.0, 104.0), gyroscope=True)
BANGLE = _profile("banglejs", "Bangle.js 2", r"^Bangle\.js", (25.0, 50.0, 100.0), gyroscope=False)
