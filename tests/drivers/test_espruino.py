"""The driver of Espruino boards: lines among other lines, cut anywhere."""

import base64

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streams import cut, decoded, named, places, values
from test_own import SCALE_BYTES, STREAM

from crossrep.drivers.espruino import LONGEST_LINE, TRANSMIT, Espruino, percent_in
from crossrep.drivers.own import SCALE, OwnSensor

SCALE_LINE = b"~S" + base64.b64encode(SCALE_BYTES) + b"\r\n"
LINES = [b"~D" + base64.b64encode(packet) + b"\r\n" for packet in STREAM[:12]]
TALK = [
    b">",
    b"=undefined\r\n",
    b"~B87\r\n",
    b"~D!!!\r\n",
    b"Uncaught Error\r\n",
    b"\x1b[J",
    b"~D\r\n",
]


def known(driver: Espruino):
    return driver.skipped_bytes, driver.duplicates, driver.gyroscope, driver.batches.scale


def test_lines_are_our_packets():
    plain = OwnSensor()
    plain.decode(named([(SCALE, SCALE_BYTES)]))
    driver = Espruino()
    samples = decoded(driver, [SCALE_LINE, *LINES])
    assert values(samples) == values(decoded(plain, STREAM[:12]))
    assert driver.skipped_bytes == 0


mixed = st.lists(st.sampled_from([*LINES, *TALK, SCALE_LINE]), max_size=20)


@given(mixed, st.lists(st.integers(0, 3000), max_size=15), st.lists(st.integers(0, 5), max_size=8))
def test_what_is_printed_may_be_cut_and_handed_over_in_any_way(lines, cuts, calls):
    data, one, other, third = b"".join([SCALE_LINE, *lines]), Espruino(), Espruino(), Espruino()
    whole = values(decoded(one, [data]))
    pieces = cut(data, cuts)
    at_once, grouped = decoded(other, pieces), decoded(third, pieces, calls)
    assert values(at_once) == values(grouped) == whole
    assert places(at_once) == places(grouped)
    assert known(one) == known(other) == known(third)


def test_a_line_is_sure_with_its_end():
    samples = decoded(Espruino(), [SCALE_LINE, LINES[0][:30], LINES[0][30:-1], LINES[0][-1:]])
    assert places(samples) == [(3, 60_000_000)] * 4


@pytest.mark.parametrize("noise", [b">", b"\x1b[J>", b"echo "])
def test_noise_before_a_line_is_skipped_and_counted(noise):
    driver = Espruino()
    assert len(decoded(driver, [SCALE_LINE, noise + LINES[0]])) == 4
    assert driver.skipped_bytes == len(noise)


def test_a_line_that_lost_letters_is_counted_and_gives_nothing():
    driver = Espruino()
    for lost in range(1, 9):
        assert len(decoded(driver, [SCALE_LINE, LINES[0][:20] + LINES[0][20 + lost :]])) == 0
    assert driver.skipped_bytes > 0


def test_much_without_an_end_is_not_kept():
    driver = Espruino()
    driver.decode(named([(TRANSMIT, bytes(100_000))]))
    assert len(driver.held.data) == LONGEST_LINE
    assert len(driver.finish()) == 0
    assert driver.skipped_bytes == 100_000


def test_a_new_scale_counts_from_its_line_on():
    twice = bytearray(SCALE_BYTES)
    twice[4:8] = np.float32(0.004).tobytes()
    line = b"~S" + base64.b64encode(bytes(twice)) + b"\r\n"
    samples = decoded(Espruino(), [SCALE_LINE + LINES[0] + line + LINES[1]])
    plain = decoded(Espruino(), [SCALE_LINE + LINES[0] + LINES[1]])
    assert samples.acc_ms2[:4] == pytest.approx(plain.acc_ms2[:4])
    assert samples.acc_ms2[4:] == pytest.approx(2 * plain.acc_ms2[4:])


def test_the_charge_is_read_from_its_own_line_only():
    assert percent_in(b">~B87\r\n") == 87
    assert percent_in(b"~B8") is None
    assert percent_in(LINES[0]) is None
