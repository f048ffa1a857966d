"""The Movesense driver: grouped blocks, heads and tails, answers, and what can go wrong."""

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streams import chunk, decoded, places, values, vectors

from crossrep.drivers.movesense import PROFILE, WHITEBOARD, Movesense
from crossrep.drivers.table import profile_for


def packet(ms: int, n: int = 4, seed: int = 0) -> bytes:
    numbers = np.random.default_rng(seed + ms % 1000).uniform(-9, 9, 6 * n).astype("<f4")
    return struct.pack("<BBI", 2, 99, ms % 2**32) + numbers.tobytes()


def parts(whole: bytes, at: int) -> list[bytes]:
    return [whole[:at], bytes([3, whole[1]]) + whole[at:]]


STREAM = [packet(1000 + 77 * k) for k in range(20)]


def test_a_captured_advertisement_is_known():
    vector = vectors("movesense", "advertisement")[0]
    company = int.from_bytes(bytes.fromhex(vector["hex"])[:2], "little")
    assert profile_for(vector["name"], (), (company,)) is PROFILE


@pytest.mark.parametrize("vector", vectors("movesense", "sample"))
def test_a_packet_becomes_the_known_values(vector):
    samples = decoded(Movesense(), [bytes.fromhex(vector["hex"])])
    assert samples.t_device_s.tolist() == [vector["t_ms"] / 1000]
    assert samples.acc_ms2[0] == pytest.approx(vector["acc_ms2"])
    assert samples.gyr_rads[0] == pytest.approx(vector["gyr_deg_s"])


@pytest.mark.parametrize("vector", vectors("movesense", "command"))
def test_the_command_is_the_papers(vector):
    assert PROFILE.setup(vector["rate_hz"])[-1].data.hex() == vector["hex"]


def test_all_accelerations_come_before_all_rates():
    numbers = np.arange(12, dtype="<f4")
    samples = decoded(Movesense(), [struct.pack("<BBI", 2, 99, 0) + numbers.tobytes()])
    assert samples.acc_ms2.tolist() == [[0, 1, 2], [3, 4, 5]]
    assert np.rad2deg(samples.gyr_rads) == pytest.approx(np.array([[6, 7, 8], [9, 10, 11]]))


def test_a_packet_is_sure_with_its_follower_and_arrived_with_its_own_bytes():
    driver = Movesense()
    samples = driver.decode(chunk(STREAM[:2]))
    assert places(samples) == [(1, 0)] * 4
    assert len(driver.finish()) == 4


@given(st.lists(st.integers(7, 101), min_size=20, max_size=20))
def test_a_tail_completes_its_head_wherever_it_was_cut(cuts):
    driver = Movesense()
    split = [part for whole, at in zip(STREAM, cuts, strict=True) for part in parts(whole, at)]
    assert values(decoded(driver, split)) == values(decoded(Movesense(), STREAM))
    assert driver.skipped_bytes == 0


def test_a_head_that_could_be_whole_waits_for_its_tail():
    whole = packet(0, 8)
    driver = Movesense()
    assert len(decoded(driver, parts(whole, 6 + 24 * 4))) == 8


def test_a_lost_tail_costs_its_packet_and_is_counted():
    driver = Movesense()
    pieces = [STREAM[0], parts(STREAM[1], 50)[0], STREAM[2]]
    assert len(decoded(driver, pieces)) == 8
    assert driver.skipped_bytes == 50


def test_a_tail_without_a_head_is_counted():
    driver = Movesense()
    assert len(decoded(driver, [parts(STREAM[0], 50)[1]])) == 0
    assert driver.skipped_bytes == 2 + len(STREAM[0]) - 50


def test_answers_between_packets_cost_nothing():
    driver = Movesense()
    pieces = [x for piece in STREAM for x in (b"\x01\x63\xc8\x00", piece)]
    assert values(decoded(driver, pieces)) == values(decoded(Movesense(), STREAM))
    assert driver.skipped_bytes == 0


def test_samples_are_spread_from_packet_to_packet():
    samples = decoded(Movesense(rate_hz=52.0), [packet(1000 + 80 * k) for k in range(5)])
    assert np.diff(samples.t_device_s)[4:] == pytest.approx(np.full(15, 0.02))


def test_a_lost_packet_is_a_hole_and_stretches_no_times():
    samples = decoded(Movesense(rate_hz=52.0), [packet(1000), packet(1077), packet(1231)])
    steps = np.diff(samples.t_device_s)
    assert (steps > 0.05).tolist() == [False] * 7 + [True] + [False] * 3


def test_the_clock_runs_on_when_it_wraps():
    samples = decoded(Movesense(), [packet(2**32 - 40), packet(37), packet(114)])
    assert (np.diff(samples.t_device_s) > 0).all()


def test_packets_that_come_twice_count_once():
    driver = Movesense()
    twice = [x for piece in STREAM for x in (piece, piece)]
    assert values(decoded(driver, twice)) == values(decoded(Movesense(), STREAM))
    assert driver.duplicates == len(STREAM)


def test_numbers_no_wrist_reaches_are_garbage():
    driver = Movesense()
    bad = STREAM[0][:6] + np.full(24, 1e30, "<f4").tobytes()
    assert len(decoded(driver, [bad])) == 0
    assert driver.skipped_bytes == len(bad)


def test_a_unit_without_the_service_is_told_what_it_lacks():
    assert dict(PROFILE.absent)[WHITEBOARD].startswith("This Movesense lacks")
