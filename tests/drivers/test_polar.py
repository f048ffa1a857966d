"""The Polar driver against the maker's own vectors, a captured frame, and what can go wrong."""

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streams import chunk, decoded, named, vectors

from crossrep.drivers.polar import (
    ACC,
    CONTROL,
    DATA,
    GYR,
    PROFILE,
    PolarSense,
    settings_in,
    times_ns,
)
from crossrep.drivers.polar_frames import deltas_in, frame_in
from crossrep.simulate.polar_unit import frame

FRAMES = vectors("polar_sense", "frame")
STEP_NS = 19_230_769


@pytest.mark.parametrize("vector", FRAMES)
def test_a_frame_becomes_the_known_values(vector):
    found = frame_in(bytes.fromhex(vector["hex"]))
    assert found is not None
    assert found.kind == {"acc": ACC, "gyr": GYR}[vector["kind"]]
    assert (found.t_ns, len(found.rows)) == (vector["t_ns"], vector["n"])
    assert found.announced == vector.get("announced", vector["n"])
    assert found.rows[: len(vector["first"])] == pytest.approx(np.array(vector["first"]))
    assert found.rows[-1] == pytest.approx(vector["last"])
    assert found.rows.sum(axis=0) == pytest.approx(vector["sums"])


@pytest.mark.parametrize("vector", vectors("polar_sense", "deltas"))
def test_blocks_of_differences_go_on_from_one_another(vector):
    rows, announced, left = deltas_in(bytes.fromhex(vector["hex"]), 2)
    assert (len(rows), announced, left) == (vector["n"], vector["n"], 0)
    assert rows[:3].tolist() == vector["first"]
    assert rows[-1].tolist() == vector["last"]
    assert rows.sum(axis=0).tolist() == vector["sums"]


def test_a_frame_whose_end_is_missing_keeps_what_is_whole_and_its_times():
    payload = bytes.fromhex(FRAMES[3 - 1]["hex"])
    whole, driver = frame_in(payload), PolarSense()
    assert whole is not None
    times = driver._times_s(whole, 52.0)
    assert times[-1] == pytest.approx(whole.t_ns / 1e9 - 10 / 52)


@given(st.integers(0, 200))
def test_a_frame_cut_anywhere_never_invents_samples(n):
    payload = bytes.fromhex(FRAMES[2]["hex"])
    whole, part = frame_in(payload), frame_in(payload[:n])
    assert whole is not None
    if part is not None:
        assert part.rows.tolist() == whole.rows[: len(part.rows)].tolist()


@given(st.lists(st.tuples(*[st.integers(-16384, 16383)] * 3), min_size=1, max_size=80))
def test_what_is_packed_is_unpacked(rows):
    table = np.array(rows, np.int64)
    found = frame_in(frame(ACC, 5, table))
    assert found is not None
    assert np.rint(found.rows * 1000).astype(int).tolist() == table.tolist()
    assert found.left == 0


def test_float_patterns_are_added_as_patterns():
    values = np.array([[1.5, -2.25, 100.0], [1.25, -2.5, 99.5]], "<f4")
    bits = values.view("<u4").astype(np.int64)
    steps = (bits[1] - bits[0] + 2**31) % 2**32 - 2**31
    table = ((steps[:, None] >> np.arange(32)) & 1).astype(np.uint8)
    packed = np.packbits(table.ravel(), bitorder="little").tobytes()
    head = struct.pack("<BQB", GYR, 7, 0x81) + values[0].tobytes()
    payload = head + bytes([32, 1]) + packed
    found = frame_in(payload)
    assert found is not None
    assert found.rows.tolist() == values.tolist()


@pytest.mark.parametrize("width", [0, 17, 255])
def test_a_width_that_cannot_be_ends_the_frame(width):
    rows, announced, left = deltas_in(bytes(6) + bytes([width, 3]) + bytes(40), 2)
    assert (len(rows), announced, left) == (1, 1, 42)


@pytest.mark.parametrize("vector", vectors("polar_sense", "times"))
def test_times_are_spread_from_the_frame_before(vector):
    n = len(vector["times_ns"])
    found = times_ns(vector["last_ns"], vector["t_ns"], n, vector["rate_hz"])
    assert found == pytest.approx(vector["times_ns"], abs=1)


def test_a_missing_frame_stretches_no_times():
    assert times_ns(0, 3 * 10**9, 52, 52.0)[0] == pytest.approx(3e9 - 51e9 / 52)


@pytest.mark.parametrize("vector", vectors("polar_sense", "settings"))
def test_settings_are_read_as_far_as_they_go(vector):
    data = bytes.fromhex(vector["hex"])
    assert settings_in(data) == {int(k): v for k, v in vector["values"].items()}
    for n in range(len(data)):
        assert set(settings_in(data[:n])) <= set(settings_in(data))


def test_the_start_is_the_one_that_was_captured():
    vector = vectors("polar_sense", "start")[0]
    starts = [step for step in PROFILE.setup(52.0) if step.data[:2] == b"\x02\x02"]
    assert [step.data.hex() for step in starts] == [vector["hex"]]
    answer = bytes.fromhex(vector["answer"])
    assert starts[0].reply.answers(CONTROL, answer)
    assert starts[0].reply.accepts(answer)
    refused = answer[:3] + b"\x08"
    assert not starts[0].reply.accepts(refused)


def test_answers_and_features_are_no_garbage_and_change_no_factor():
    driver = PolarSense()
    for what in ("answer", "features"):
        payload = bytes.fromhex(vectors("polar_sense", what)[0]["hex"])
        driver.decode(named([(CONTROL, payload)]))
    assert driver.skipped_bytes == 0
    assert driver.factors == {ACC: 1.0, GYR: 1.0}


def gyr_frame(t_ns: int, n: int = 10, value: int = 100) -> bytes:
    return frame(GYR, t_ns, np.full((n, 3), value))


def acc_frame(t_ns: int, n: int = 10, first: int = 0) -> bytes:
    return frame(ACC, t_ns, np.stack([first + np.arange(n)] * 3, axis=1))


def test_a_factor_in_the_answer_scales_what_follows():
    driver = PolarSense(rate_hz=52.0)
    answer = b"\xf0\x02\x05\x00\x00\x05\x01" + np.float32(0.5).tobytes()
    t_ns = 10 * STEP_NS
    heard = [(CONTROL, answer), (DATA, acc_frame(t_ns)), (DATA, gyr_frame(t_ns))]
    assert np.rad2deg(driver.decode(named(heard)).gyr_rads[0]) == pytest.approx([50.0] * 3)


def test_rates_wait_for_the_accelerations_around_them():
    driver = PolarSense(rate_hz=52.0)
    shift = STEP_NS // 2
    first = driver.decode(chunk([acc_frame(10 * STEP_NS), gyr_frame(10 * STEP_NS + shift)]))
    assert len(first) == 9
    assert first.seq.tolist() == [1] * 9
    assert first.acc_ms2[:, 0] / 9.80665 * 1000 == pytest.approx(np.arange(9) + 0.5, abs=1e-3)
    later = driver.decode(chunk([acc_frame(20 * STEP_NS, first=10)], 2))
    assert len(later) == 1
    assert later.seq.tolist() == [2]
    assert later.t_host_ns.tolist() == [20_000_000]  # when the rates arrived


def test_a_hole_in_the_accelerations_is_a_hole():
    driver = PolarSense(rate_hz=52.0)
    pieces = [acc_frame(10 * STEP_NS), acc_frame(40 * STEP_NS)]
    pieces += [gyr_frame(k * STEP_NS) for k in (10, 20, 30, 40)]
    samples = decoded(driver, pieces)
    assert len(samples) == 20
    assert np.diff(samples.t_device_s).max() > 20 * STEP_NS / 1e9
    assert driver.merge.given_up == 20


def test_one_kind_alone_says_nothing_and_does_not_grow():
    for make in (acc_frame, gyr_frame):
        driver = PolarSense(rate_hz=52.0)
        pieces = [make(k * 10 * STEP_NS) for k in range(1, 400)]
        assert len(decoded(driver, pieces)) == 0
        assert len(driver.merge.acc) + len(driver.merge.gyr) < 300


def test_frames_that_come_twice_count_once():
    driver = PolarSense(rate_hz=52.0)
    frames = [make(k * 10 * STEP_NS) for k in (1, 2, 3) for make in (acc_frame, gyr_frame)]
    twice = [x for piece in frames for x in (piece, piece)]
    assert len(decoded(driver, twice)) == len(decoded(PolarSense(rate_hz=52.0), frames)) == 30
    assert driver.duplicates == 6


def test_a_clock_that_was_set_back_begins_anew():
    driver = PolarSense(rate_hz=52.0)
    frames = [make(k * 10 * STEP_NS) for k in (101, 102, 1, 2) for make in (acc_frame, gyr_frame)]
    samples = decoded(driver, frames)
    assert len(samples) == 40
    assert samples.t_device_s[20] < samples.t_device_s[19]


def test_numbers_no_wrist_reaches_are_garbage():
    driver = PolarSense(rate_hz=52.0)
    payload = frame(ACC, 5, np.full((3, 3), 32000))
    assert len(decoded(driver, [payload])) == 0
    assert driver.skipped_bytes == len(payload)
