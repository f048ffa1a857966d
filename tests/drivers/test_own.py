"""Our own packets: scale first, counter and time, loss seen, nothing used twice."""

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streams import decoded, named, places, values, vectors

from crossrep.drivers.batches import scale_in
from crossrep.drivers.own import DATA, PROFILE, SCALE, OwnSensor

SCALE_BYTES = bytes.fromhex(vectors("own", "scale")[0]["hex"])


def packet(count: int, us: int, n: int = 4, lost: int = 0) -> bytes:
    rows = np.random.default_rng(count).integers(-9000, 9000, (n, 6)).astype("<i2")
    head = struct.pack("<BBHI", 1 << 5 | n, lost % 256, count % 65536, us % 2**32)
    return head + rows.tobytes()


def ready() -> OwnSensor:
    driver = OwnSensor()
    driver.decode(named([(SCALE, SCALE_BYTES)]))
    return driver


PERIOD_US = 9615.4
STREAM = [packet(4 * k, round(4 * k * PERIOD_US)) for k in range(1, 40)]


def test_the_scale_says_what_a_step_means():
    vector = vectors("own", "scale")[0]
    scale = scale_in(SCALE_BYTES)
    assert scale is not None
    said = (scale.acc_ms2, scale.gyr_rads, scale.rate_hz)
    assert said == pytest.approx((vector["acc_ms2"], vector["gyr_rads"], vector["rate_hz"]))


@pytest.mark.parametrize("vector", vectors("own", "packet"))
def test_a_packet_becomes_the_known_values(vector):
    driver = ready()
    samples = decoded(driver, [bytes.fromhex(vector["hex"])])
    rows = np.array(vector["rows"], float)
    assert samples.acc_ms2 == pytest.approx(rows[:, :3] * 0.002, rel=1e-6)
    assert samples.gyr_rads == pytest.approx(rows[:, 3:] * 0.0005, rel=1e-6)
    assert samples.t_device_s[-1] == vector["t_us"] / 1e6
    assert driver.batches.last_count == vector["count"]
    assert driver.batches.last_lost == vector["lost"]
    assert driver.skipped_bytes == 0


def test_the_smallest_packet_fits_the_smallest_mtu():
    assert len(bytes.fromhex(vectors("own", "packet")[1]["hex"])) == 20


def test_nothing_is_read_before_the_scale():
    driver = OwnSensor()
    assert len(decoded(driver, STREAM[:1])) == 0
    assert driver.skipped_bytes == len(STREAM[0])
    heard = [(DATA, STREAM[0]), (SCALE, SCALE_BYTES), (DATA, STREAM[1])]
    assert len(OwnSensor().decode(named(heard))) == 4


@pytest.mark.parametrize("value", [b"", SCALE_BYTES[:15], b"\x02" + SCALE_BYTES[1:], bytes(16)])
def test_what_is_no_scale_changes_nothing(value):
    driver = OwnSensor()
    driver.decode(named([(SCALE, value)]))
    assert driver.batches.scale is None


def test_a_sensor_without_a_gyroscope_says_so():
    driver = OwnSensor()
    driver.decode(named([(SCALE, b"\x01\x00" + SCALE_BYTES[2:])]))
    assert not driver.gyroscope
    assert not decoded(driver, STREAM[:1]).gyr_rads.any()


def test_samples_are_evenly_spread_and_the_last_has_the_stamp():
    samples = decoded(ready(), STREAM)
    assert np.diff(samples.t_device_s)[4:] * 1e6 == pytest.approx(
        np.full(4 * 39 - 5, PERIOD_US), abs=1.0
    )
    assert samples.t_device_s[3::4] * 1e6 == pytest.approx(
        [round(4 * k * PERIOD_US) for k in range(1, 40)]
    )


def test_a_lost_packet_is_a_hole_of_its_length():
    samples = decoded(ready(), [*STREAM[:5], *STREAM[6:]])
    steps = np.diff(samples.t_device_s) * 1e6
    assert steps.max() == pytest.approx(5 * PERIOD_US, abs=2)
    assert np.delete(steps, np.argmax(steps)) == pytest.approx(
        np.full(len(steps) - 1, PERIOD_US), abs=60
    )


def test_counter_and_clock_wrap():
    start_us, start = 2**32 - 100_000, 65536 - 10
    pieces = [packet(start + 4 * k, start_us + round(4 * k * PERIOD_US)) for k in range(20)]
    samples = decoded(ready(), pieces)
    assert np.diff(samples.t_device_s) * 1e6 == pytest.approx(np.full(79, PERIOD_US), abs=100)


def test_packets_that_come_twice_count_once():
    driver = ready()
    twice = [x for piece in STREAM for x in (piece, piece)]
    assert values(decoded(driver, twice)) == values(decoded(ready(), STREAM))
    assert driver.duplicates == len(STREAM)


def test_what_the_sensor_threw_away_is_counted_through_its_wrap():
    driver = ready()
    decoded(driver, [packet(4 * k, 40_000 * k, lost=60 * k) for k in range(1, 20)])
    assert driver.batches.lost_in_sensor == 60 * 18


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"\x24",
        STREAM[0][:-1],
        STREAM[0] + b"\0",
        b"\x44" + STREAM[0][1:],
        b"\x20" + STREAM[0][1:],
    ],
)
def test_what_is_no_packet_is_counted(bad):
    driver = ready()
    assert len(decoded(driver, [bad])) == 0
    assert driver.skipped_bytes == len(bad)


@given(st.permutations(STREAM[:8]), st.lists(st.integers(0, 4), max_size=8))
def test_packets_handed_over_in_any_groups_are_the_same(pieces, calls):
    at_once, grouped = decoded(ready(), pieces), decoded(ready(), pieces, calls)
    assert values(grouped) == values(at_once)
    assert places(grouped) == places(at_once)


def test_the_scale_is_read_after_the_rate_was_set_and_before_the_start():
    steps = PROFILE.setup(104.0)
    assert [getattr(s, "data", b"read").hex() for s in steps] == [
        "03",
        "011004",
        b"read".hex(),
        "02",
    ]
