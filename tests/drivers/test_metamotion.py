"""The MetaMotion driver against the maker's own bytes, and how two kinds of packets are paired."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streams import chunk, decoded, places, values, vectors

from crossrep.drivers.metamotion import (
    BLINK,
    FARTHEST_AHEAD,
    G_MS2,
    NOTIFY,
    PAIRINGS,
    PROFILE,
    MetaMotion,
    percent_in,
)


def three(kind: int, number: int) -> bytes:
    """A packet of three samples that all say this number."""
    return bytes([kind, 0x05]) + np.full(9, number, "<i2").tobytes()


def acc(number: int) -> bytes:
    return three(0x03, number)


def gyr(number: int) -> bytes:
    return three(0x13, number)


def pairs(driver: MetaMotion, pieces: list[bytes]) -> list[tuple[int, int]]:
    """Which acceleration met which rates, as numbers."""
    samples = decoded(driver, pieces)
    first = np.rint(samples.acc_ms2[:, 0] / G_MS2 * driver.acc_lsb_g).astype(int).tolist()
    second = np.rint(np.rad2deg(samples.gyr_rads[:, 0]) * driver.gyr_lsb_deg_s)
    return list(zip(first, second.astype(int).tolist(), strict=True))


@pytest.mark.parametrize("vector", vectors("metamotion", "acc"))
def test_accelerations_are_the_makers(vector):
    data, driver = bytes.fromhex(vector["hex"]), MetaMotion(acc_lsb_g=vector["lsb"])
    n = len(vector["values"])
    partner = gyr(0) if n == 3 else b"\x13\x05" + bytes(6)
    samples = decoded(driver, [data, partner])
    assert samples.acc_ms2 / G_MS2 == pytest.approx(np.array(vector["values"]), abs=6e-4)


@pytest.mark.parametrize("vector", vectors("metamotion", "gyr"))
def test_rates_are_the_makers(vector):
    driver = MetaMotion(gyr_lsb_deg_s=vector["lsb"])
    samples = decoded(driver, [acc(0), bytes.fromhex(vector["hex"])])
    assert np.rad2deg(samples.gyr_rads) == pytest.approx(np.array(vector["values"]), abs=6e-4)


@pytest.mark.parametrize("what", ["answer", "battery"])
def test_answers_are_no_garbage(what):
    driver = MetaMotion()
    assert len(decoded(driver, [bytes.fromhex(v["hex"]) for v in vectors("metamotion", what)])) == 0
    assert driver.skipped_bytes == 0


def test_a_fused_quaternion_is_not_read():
    driver = MetaMotion()
    data = bytes.fromhex(vectors("metamotion", "other")[0]["hex"])
    assert len(decoded(driver, [data])) == 0
    assert driver.skipped_bytes == len(data)


def test_the_charge_is_the_makers():
    vector = vectors("metamotion", "battery")[0]
    assert percent_in(bytes.fromhex(vector["hex"])) == vector["percent"]
    assert percent_in(acc(0)) is None


@pytest.mark.parametrize("vector", vectors("metamotion", "command"))
def test_commands_are_the_makers(vector):
    chips = {"160": ("038001", "138000"), "270": ("038004", "138001")}[vector["chip"]]
    fits = {None, *map(bytes.fromhex, chips)}
    steps = PROFILE.setup(vector["rate_hz"])
    said = [s.data.hex() for s in steps if (s.only_if and s.only_if.begins) in fits]
    assert vector["hex"] in said


def test_the_blink_is_the_makers():
    assert BLINK[0].data.hex() == vectors("metamotion", "blink")[0]["hex"]


def test_the_chip_decides_which_registers_are_asked_for():
    steps = PROFILE.setup(100.0)
    for chip, register in (("038001", "031c01"), ("038004", "030501")):
        begins = [s.only_if.begins.hex() for s in steps if s.data.hex() == register]
        assert begins == [chip]
    assert all(s.only_if is None or s.only_if.characteristic == NOTIFY for s in steps)


def test_each_acceleration_meets_the_rates_of_its_turn():
    driver = MetaMotion()
    pieces = [x for k in range(5) for x in (acc(k), gyr(100 + k))]
    assert pairs(driver, pieces) == [(k, 100 + k) for k in range(5) for _ in range(3)]
    assert driver.unpaired == 0


def test_a_burst_in_another_order_pairs_the_same():
    pieces = [acc(0), acc(1), gyr(100), gyr(101), gyr(102), acc(2)]
    assert pairs(MetaMotion(), pieces) == [(k, 100 + k) for k in range(3) for _ in range(3)]


def turns(n: int) -> list[bytes]:
    return [packet for k in range(n) for packet in (acc(k), gyr(100 + k))]


def test_after_lost_rates_the_kinds_are_soon_in_step_again():
    driver, pieces = MetaMotion(), turns(60)
    del pieces[21]
    apart = [rates - a - 100 for a, rates in pairs(driver, pieces)]
    assert driver.unpaired == 3
    assert len(apart) == 3 * 59
    assert 0 < np.count_nonzero(apart) <= 3 * PAIRINGS


@given(st.sets(st.integers(0, 119), max_size=12))
def test_however_much_is_lost_the_kinds_end_at_most_one_packet_apart(lost):
    pieces = [piece for i, piece in enumerate(turns(60)) if i not in lost] + turns(40)
    driver = MetaMotion()
    said = pairs(driver, pieces)[-60:]
    assert {abs(rates - a - 100) for a, rates in said} <= {0, 1}
    assert driver.unpaired <= 3 * len(lost) + FARTHEST_AHEAD


def test_one_kind_alone_does_not_grow():
    driver = MetaMotion()
    assert pairs(driver, [acc(k) for k in range(500)]) == []
    assert len(driver.acc) <= FARTHEST_AHEAD
    assert driver.unpaired == 1500 - FARTHEST_AHEAD


any_packets = st.lists(
    st.one_of(
        st.integers(0, 99).map(acc),
        st.integers(0, 99).map(gyr),
        st.just(b"\x13\x05" + bytes(6)),
        st.binary(max_size=22),
    ),
    max_size=40,
)


@given(any_packets, st.lists(st.integers(0, 6), max_size=12))
def test_notifications_handed_over_in_any_groups_are_the_same(pieces, calls):
    one, other = MetaMotion(), MetaMotion()
    at_once, grouped = decoded(one, pieces), decoded(other, pieces, calls)
    assert values(grouped) == values(at_once)
    assert places(grouped) == places(at_once)
    assert (one.skipped_bytes, one.unpaired) == (other.skipped_bytes, other.unpaired)


def test_a_pair_is_sure_with_its_later_half():
    samples = MetaMotion().decode(chunk([acc(0), b"", gyr(0)]))
    assert places(samples) == [(2, 40_000_000)] * 3
