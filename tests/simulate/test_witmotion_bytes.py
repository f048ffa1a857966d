"""The encoder against frames captured from real units."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossrep.simulate.witmotion_bytes import clock_frames, plain_frames, register_reply

CAPTURED = [
    (
        "5561d8fd3905de05bb01ff00fbffab0fb1ed808a1a06160e29011903",
        (-0.269531, 0.652832, 0.733398),
        (27.0386, 15.5640, -0.3052),
        (22.0331, -25.7465, -165.2344),
        "2026-06-22T14:41:01.793",
    ),
    (
        "5561e9fd53058b05ae00c8ff70ffe91043ee328a1a06160e29017d03",
        (-0.261230, 0.665527, 0.692871),
        (10.6201, -3.4180, -8.7891),
        (23.7799, -24.9445, -165.6628),
        "2026-06-22T14:41:01.893",
    ),
    (
        "5561cdff1b00fc070f000d00000094fbe7fff6aa1a06160e2904ed01",
        (-0.024902, 0.013184, 0.998047),
        (0.9155, 0.7935, 0.0),
        (-6.2183, -0.1373, -119.5862),
        "2026-06-22T14:41:04.493",
    ),
    (
        "5561ceff1a00fe070000000000008b000c01d1ac1a06160e290b1903",
        (-0.024414, 0.012695, 0.999023),
        (0.0, 0.0, 0.0),
        (0.7635, 1.4722, -116.9769),
        "2026-06-22T14:41:11.793",
    ),
    (
        "556136ecd5f5490aa4283ab4c0eebb136becffce1a06160e2a128901",
        (-2.473633, -1.270996, 1.285645),
        (635.0098, -1183.9600, -269.5312),
        (27.7460, -27.5372, -68.9117),
        "2026-06-22T14:42:18.393",
    ),
]


@pytest.mark.parametrize(("captured", "acc_g", "gyr_dps", "angle_deg", "clock"), CAPTURED)
def test_captured_values_become_the_captured_bytes(captured, acc_g, gyr_dps, angle_deg, clock):
    values = [np.array([row]) for row in (acc_g, gyr_dps, angle_deg)]
    moment = datetime.fromisoformat(clock).replace(tzinfo=UTC)
    clock_ms = np.array([round(moment.timestamp() * 1000)])
    frame = clock_frames(*values, clock_ms)[0].tobytes()
    assert frame.hex() == captured
    assert plain_frames(*values)[0].tobytes().hex() == captured[:40]


def test_the_vendors_example_of_a_register_reply():
    reply = register_reply(0x3A, [360, 105, 122])
    assert reply.hex(" ") == "55 71 3a 00 68 01 69 00 7a 00" + 10 * " 00"


@given(st.integers(946_684_800_000, 4_102_444_799_999))
def test_the_clock_bytes_are_a_calendar_date(clock_ms):
    row = np.zeros((1, 3))
    *date, low, high = clock_frames(row, row, row, np.array([clock_ms]))[0, 20:].tolist()
    year, month, day, hour, minute, second = date
    moment = datetime(2000 + year, month, day, hour, minute, second, tzinfo=UTC)
    assert round(moment.timestamp()) * 1000 + low + 256 * high == clock_ms


def test_values_beyond_the_range_are_clipped_not_wrapped():
    rows = np.array([[40.0, -40.0, 0.0]])
    counts = np.frombuffer(plain_frames(rows, 100 * rows, rows)[0, 2:14].tobytes(), "<i2")
    assert counts.tolist() == [32767, -32768, 0, 32767, -32768, 0]
