"""Values to the bytes a WitMotion BLE 5.0 unit sends. Written from the vendor's layout.

Little-endian, no checksum: ``55 61``, three accelerations (16 g), three rates (2000 deg/s), three
angles (180 deg), and in the longer frame the unit's wall clock to the millisecond.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from crossrep.samples import Floats, Ints

Bytes = NDArray[np.uint8]
CHARACTERISTIC = "0000ffe4-0000-1000-8000-00805f9a34fb"
BATTERY = 0x64
ACC_RANGE_G, GYR_RANGE_DPS, ANGLE_RANGE_DEG = 16.0, 2000.0, 180.0
_PLAIN = np.dtype([("head", "u1", (2,)), ("values", "<i2", (9,))])
_WITH_CLOCK = np.dtype([("plain", "u1", (20,)), ("date", "u1", (6,)), ("ms", "<u2")])


def plain_frames(acc_g: Floats, gyr_dps: Floats, angle_deg: Floats) -> Bytes:
    """Default frames, shape (n, 20)."""
    rows = np.zeros(len(acc_g), _PLAIN)
    rows["head"] = 0x55, 0x61
    rows["values"][:, 0:3] = _counts(acc_g, ACC_RANGE_G)
    rows["values"][:, 3:6] = _counts(gyr_dps, GYR_RANGE_DPS)
    rows["values"][:, 6:9] = _counts(angle_deg, ANGLE_RANGE_DEG)
    return rows.view(np.uint8).reshape(-1, 20)


def clock_frames(acc_g: Floats, gyr_dps: Floats, angle_deg: Floats, clock_ms: Ints) -> Bytes:
    """Frames with clock, shape (n, 28); ``clock_ms`` is the unit's own time since 1970."""
    rows = np.zeros(len(acc_g), _WITH_CLOCK)
    rows["plain"] = plain_frames(acc_g, gyr_dps, angle_deg)
    rows["date"] = _date_bytes(clock_ms)
    rows["ms"] = clock_ms % 1000
    return rows.view(np.uint8).reshape(-1, 28)


def register_reply(register: int, values: Sequence[int]) -> bytes:
    """Answer to a read: the register and the seven after it, 20 bytes."""
    words = np.zeros(8, "<i2")
    words[: len(values)] = values
    return bytes([0x55, 0x71]) + register.to_bytes(2, "little") + words.tobytes()


def _counts(values: Floats, full_scale: float) -> NDArray[np.int16]:
    """Rounded to the nearest step and clipped, as an int16 register must."""
    steps = np.rint(values * (32768 / full_scale))
    return np.clip(steps, -32768, 32767).astype(np.int16)


def _date_bytes(clock_ms: Ints) -> Bytes:
    moment = clock_ms.astype("datetime64[ms]")
    day, month, year = (moment.astype(f"datetime64[{unit}]") for unit in "DMY")
    since_midnight_s = (moment - day).astype(np.int64) // 1000
    columns = [
        year.astype(np.int64) - 30,
        (month - year).astype(np.int64) + 1,
        (day - month.astype("datetime64[D]")).astype(np.int64) + 1,
        since_midnight_s // 3600,
        since_midnight_s // 60 % 60,
        since_midnight_s % 60,
    ]
    return np.stack(columns, axis=-1).astype(np.uint8)
