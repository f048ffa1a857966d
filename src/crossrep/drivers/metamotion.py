"""MbientLab MetaMotionS and RL: packets of three accelerations, packets of three rates, no time.

A notification is a packet: module, register, three samples of three 16-bit numbers. The two kinds
come in turn and neither says when or which; they are paired in the order of their arrival. When
one kind lost a packet the other may be ahead from then on: what was left waiting by `PAIRINGS`
pairings in a row is left out. Which of the two comes first in a turn nobody says, so accelerations
and rates may stay apart by one packet (30 ms at 100 Hz), never by more.
Layout: firmware_notes/metamotion.md.
"""

from dataclasses import dataclass, field

import numpy as np

from crossrep.drivers.base import PacketDriver, bytes_elsewhere, from_characteristic, lengths
from crossrep.drivers.packets import heads, numbers, samples_of
from crossrep.drivers.profile import (
    Advert,
    Battery,
    Characteristic,
    Profile,
    Reply,
    Service,
    Step,
    Write,
)
from crossrep.samples import Bools, Chunk, Floats, Ints, Samples

SERVICE = "326a9000-85cb-9195-d9dd-464cfbbae75a"
COMMAND = "326a9001-85cb-9195-d9dd-464cfbbae75a"
NOTIFY = "326a9006-85cb-9195-d9dd-464cfbbae75a"
ACC, GYR = 0x03, 0x13
ACC_REGISTERS, GYR_REGISTERS = (0x04, 0x05, 0x1C), (0x04, 0x05, 0x07)
ONE_BYTES, THREE_BYTES = 8, 20
ANSWER, LONGEST_ANSWER = 0x80, 20
"""Answers to questions have this bit in the register: they are neither samples nor garbage."""
STRANGE_CHIP = (
    "This MetaMotion has a sensor chip that is not known here; MetaMotionS and MetaMotionRL work."
)
PAIRINGS = 8
FARTHEST_AHEAD = 12
"""Samples of one kind that wait for the other: four packets; older ones are left out."""
G_MS2 = 9.80665
RATE_CODES = {25.0: 6, 50.0: 7, 100.0: 8, 200.0: 9}


Rows = Floats
"""(n, 3) samples of one kind, in the wearable's own steps."""


def _no_rows() -> Rows:
    return np.empty((0, 3))


@dataclass
class MetaMotion(PacketDriver):
    """Driver state: what waits for its other half, and for how long something was ahead.

    Attributes:
        acc_lsb_g: steps in one g, for a range of 8 g.
        gyr_lsb_deg_s: steps in one deg/s, for a range of 2000 deg/s.
        acc: accelerations that wait for their rates; ``gyr`` the other way about.
        ahead: the least that was left waiting by the last ``pairings`` pairings, all of which
            left something.
        unpaired: samples left out because their other half never came, so far.
    """

    acc_lsb_g: float = 4096.0
    gyr_lsb_deg_s: float = 16.4
    acc: Rows = field(default_factory=_no_rows)
    gyr: Rows = field(default_factory=_no_rows)
    ahead: int = 0
    pairings: int = 0
    unpaired: int = 0

    def decode(self, chunk: Chunk) -> Samples:
        """Accelerations and rates that found each other."""
        self.skipped_bytes += bytes_elsewhere(chunk, NOTIFY)
        packets = from_characteristic(chunk, NOTIFY)
        kind, n, other = _sorted_out(packets)
        self.skipped_bytes += int(lengths(packets)[other].sum())
        acc = np.concatenate([self.acc, _rows(packets, kind == ACC, n)])
        gyr = np.concatenate([self.gyr, _rows(packets, kind == GYR, n)])
        places, acc_at, gyr_at, used = self._match(kind.tolist(), n.tolist())
        self.acc, self.gyr = acc[used[0] :], gyr[used[1] :]
        none = np.full(len(places), np.nan)
        acc_ms2 = acc[acc_at] / self.acc_lsb_g * G_MS2
        return samples_of(
            packets, places, none, acc_ms2, np.deg2rad(gyr[gyr_at] / self.gyr_lsb_deg_s)
        )

    def _match(self, kinds: list[int], ns: list[int]) -> tuple[Ints, Ints, Ints, tuple[int, int]]:
        """(pairs,) packet that completed each, its acceleration, its rates; how many are used."""
        known, used = [len(self.acc), len(self.gyr)], [0, 0]
        pairs: list[tuple[int, int, int]] = []
        for place, (kind, n) in enumerate(zip(kinds, ns, strict=True)):
            if not n:
                continue
            known[kind == GYR] += n
            whole = min(known[0] - used[0], known[1] - used[1])
            pairs += [(place, used[0] + i, used[1] + i) for i in range(whole)]
            used = [used[0] + whole, used[1] + whole]
            left = [known[0] - used[0], known[1] - used[1]]
            leader = int(left[1] > left[0])
            used[leader] += self._left_out(left[leader], paired=whole > 0)
        table = np.array(pairs, np.int64).reshape(-1, 3)
        return table[:, 0], table[:, 1], table[:, 2], (used[0], used[1])

    def _left_out(self, left: int, *, paired: bool) -> int:
        """How many of the samples that wait will never be paired."""
        out = max(left - FARTHEST_AHEAD, 0)
        if paired:
            self.ahead = min(self.ahead, left) if self.pairings else left
            self.pairings = self.pairings + 1 if left else 0
        if self.pairings == PAIRINGS:
            out, self.pairings = max(out, self.ahead), 0
        self.unpaired += out
        return out


def _sorted_out(packets: Chunk) -> tuple[Ints, Ints, Bools]:
    """(k,) kind of each packet or 0, its samples, and whether it is nothing we know."""
    length = lengths(packets)
    readable = length >= 2
    kind, register = np.zeros((2, len(length)), np.int64)
    kind[readable], register[readable] = heads(packets, readable, 2).T
    n = np.select([length == ONE_BYTES, length == THREE_BYTES], [1, 3], 0)
    data = (kind == ACC) & np.isin(register, ACC_REGISTERS)
    data |= (kind == GYR) & np.isin(register, GYR_REGISTERS)
    data &= n > 0
    answer = (register >= ANSWER) & (length <= LONGEST_ANSWER)
    return np.where(data, kind, 0), np.where(data, n, 0), ~data & ~answer


def _rows(packets: Chunk, which: Bools, n: Ints) -> Rows:
    """Samples of the packets of one kind, in order."""
    parts = [_of_size(packets, which & (n == count), count) for count in (1, 3)]
    places = np.concatenate([np.repeat(np.flatnonzero(which & (n == c)), c) for c in (1, 3)])
    return np.concatenate(parts)[np.argsort(places, kind="stable")]


def _of_size(packets: Chunk, which: Bools, count: int) -> Rows:
    return numbers(heads(packets, which, 2 + 6 * count), "<i2", 2, 3 * count).reshape(-1, 3)


def percent_in(payload: bytes) -> int | None:
    """Charge in the answer to ``11 8C``."""
    return payload[2] if payload[:2] == b"\x11\x8c" and len(payload) == 5 else None


def _command(text: str, *, only_if: str = "", required: bool = True) -> Write:
    seen = Reply(NOTIFY, bytes.fromhex(only_if)) if only_if else None
    return Write(COMMAND, bytes.fromhex(text), only_if=seen, required=required)


def _ask(text: str, *known: str) -> Write:
    """Which chip is in: every later step depends on the answer."""
    data = bytes.fromhex(text)
    reply = Reply(NOTIFY, data, tuple(bytes.fromhex(chip) for chip in known))
    return Write(COMMAND, data, reply=reply, complaint=STRANGE_CHIP)


ACC_160, ACC_270, GYR_160, GYR_270 = "038001", "038004", "138000", "138001"
STOP = (
    *(_command(text) for text in ("030100", "130100", "03020001", "13020001")),
    _command("031c00", only_if=ACC_160),
    _command("030500", only_if=ACC_270),
    _command("130700", only_if=GYR_160),
    _command("130500", only_if=GYR_270),
)
BLINK = (_command("020300021f00000032000000f40100000a"), _command("020101"))


def _setup(rate_hz: float) -> tuple[Step, ...]:
    code = RATE_CODES[rate_hz]
    return (
        _ask("0380", ACC_160, ACC_270),
        _ask("1380", GYR_160, GYR_270),
        *STOP,
        _command(f"0303{0x20 | code:02x}08", only_if=ACC_160),
        _command(f"0303{0xA0 | code:02x}02", only_if=ACC_270),
        _command(f"1303{0x20 | code:02x}00"),
        _command("031c01", only_if=ACC_160),
        _command("030501", only_if=ACC_270),
        _command("130701", only_if=GYR_160),
        _command("130501", only_if=GYR_270),
        *(_command(text) for text in ("03020100", "13020100", "030101", "130101")),
    )


PROFILE = Profile(
    driver="metamotion",
    title="MbientLab MetaMotionS, MetaMotionRL",
    advert=Advert(names=("^MetaWear",), services=(SERVICE,)),
    services=(
        Service(
            SERVICE,
            (Characteristic(COMMAND, ("write",)), Characteristic(NOTIFY, ("notify",))),
        ),
    ),
    subscribe=(NOTIFY,),
    rates_hz=tuple(RATE_CODES),
    default_hz=100.0,
    setup=_setup,
    stop=STOP,
    identify=BLINK,
    battery=Battery(NOTIFY, percent_in, _command("118c")),
)
