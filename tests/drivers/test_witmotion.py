"""The WitMotion driver against captured bytes, cuts, losses and strangers."""

from datetime import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streams import VECTORS, chunk, cut, decoded, places, values

from crossrep.drivers.witmotion import G_MS2, WitMotion, battery_percent

FRAMES = [bytes.fromhex(v["hex"]) for v in VECTORS["frames"]]
PLAIN = [frame[:20] for frame in FRAMES]
REPLIES = [bytes.fromhex(v["hex"]) for v in VECTORS["replies"]]
VIBRATION = bytes.fromhex(VECTORS["vibration_frames"][0]["hex"])


@pytest.fixture
def driver() -> WitMotion:
    return WitMotion()


def same_values(samples, i, vector):
    assert samples.acc_ms2[i] / G_MS2 == pytest.approx(vector["acc_g"], abs=6e-7)
    assert np.rad2deg(samples.gyr_rads[i]) == pytest.approx(vector["gyr_deg_s"], abs=6e-5)


def known(driver: WitMotion):
    return driver.skipped_bytes, driver.refused, driver.vibration_frames, driver.registers


def test_every_vector_says_where_it_is_from():
    kinds = ("frames", "first_16_bytes", "replies", "vibration_frames")
    every = [vector for kind in kinds for vector in VECTORS[kind]]
    assert {vector["origin"] for vector in every} <= {"captured", "vendor example", "synthetic"}
    assert all(vector["source"] for vector in every)
    assert sum(vector["origin"] == "captured" for vector in every) == 12


@pytest.mark.parametrize("vector", VECTORS["frames"])
def test_a_captured_frame_becomes_the_known_values_and_clock(driver, vector):
    samples = decoded(driver, [bytes.fromhex(vector["hex"])])
    since = datetime.fromisoformat(vector["clock"]) - datetime(2000, 1, 1)
    assert len(samples) == 1
    same_values(samples, 0, vector)
    assert samples.t_device_s[0] == pytest.approx(since.total_seconds(), abs=1e-6)
    assert driver.skipped_bytes == 0


def test_the_first_twenty_bytes_are_a_frame_without_clock(driver):
    samples = decoded(driver, PLAIN)
    for i, vector in enumerate(VECTORS["frames"]):
        same_values(samples, i, vector)
    assert np.isnan(samples.t_device_s).all()
    assert len(samples) == len(PLAIN)
    assert driver.frame_bytes == driver.skipped_bytes == 0


def test_a_frame_is_sure_with_its_follower_and_arrived_with_its_own_last_byte(driver):
    first, second = FRAMES[:2]
    pieces = [first[:10], first[10:], second[:1], second[1:]]
    samples = driver.decode(chunk(pieces))
    assert places(samples) == [(3, 20_000_000)]
    assert len(driver.finish()) == 1


junk = st.lists(st.sampled_from([0x55, 0x61, 0x71, 0x00, 0x20]), max_size=40).map(bytes)
mixed = st.lists(
    st.one_of(
        st.sampled_from([*FRAMES, *PLAIN, *REPLIES, VIBRATION]),
        st.sampled_from(FRAMES).flatmap(lambda f: st.integers(1, 27).map(lambda n: f[:n])),
        junk,
    ),
    max_size=25,
)


@given(st.sampled_from([FRAMES, PLAIN]), st.lists(st.integers(0, 300), max_size=12))
def test_a_clean_stream_cut_anywhere_is_the_same(frames, cuts):
    driver = WitMotion()
    whole = values(decoded(WitMotion(), [b"".join(frames)]))
    assert values(decoded(driver, cut(b"".join(frames), cuts))) == whole
    assert len(whole) == len(frames)
    assert driver.skipped_bytes == 0


@given(mixed, st.lists(st.integers(0, 1000), max_size=12))
@settings(max_examples=150, deadline=None)
def test_any_stream_cut_anywhere_is_the_same(parts, cuts):
    data = b"".join(parts)
    one, other, bytewise = WitMotion(), WitMotion(), WitMotion()
    whole = values(decoded(one, [data]))
    assert values(decoded(other, cut(data, cuts))) == whole
    assert values(decoded(bytewise, cut(data, list(range(len(data)))))) == whole
    assert known(one) == known(other) == known(bytewise)


@given(mixed, st.lists(st.integers(0, 6), max_size=12))
def test_notifications_handed_over_in_any_groups_are_the_same(pieces, calls):
    at_once, grouped = decoded(WitMotion(), pieces), decoded(WitMotion(), pieces, calls)
    assert values(grouped) == values(at_once)
    assert places(grouped) == places(at_once)


def test_a_header_inside_a_frame_that_claims_to_be_the_clock_is_cut_the_same():
    odd = FRAMES[0][:20] + b"\x55\x61" + FRAMES[0][22:]
    data = b"".join([*FRAMES[:2], odd, *FRAMES[2:4]])
    one, other = WitMotion(), WitMotion()
    assert values(decoded(one, [data])) == values(decoded(other, cut(data, list(range(len(data))))))
    assert one.skipped_bytes == other.skipped_bytes == 8


@pytest.mark.parametrize("frames", [FRAMES, PLAIN])
def test_replies_between_frames_cost_nothing(driver, frames):
    parts = [piece for frame in frames for piece in (frame, *REPLIES)]
    assert values(decoded(driver, parts)) == values(decoded(WitMotion(), frames))
    assert driver.skipped_bytes == 0


@pytest.mark.parametrize("vector", VECTORS["replies"])
def test_a_reply_tells_eight_registers(driver, vector):
    decoded(driver, [bytes.fromhex(vector["hex"])])
    first = vector["first"]
    assert [driver.registers[first + i] for i in range(8)] == vector["values"]


def test_the_vendors_worked_example(driver):
    decoded(driver, [REPLIES[0]])
    assert [driver.registers[r] for r in (0x3A, 0x3B, 0x3C)] == [360, 105, 122]


def test_a_battery_at_3_94_volts_is_at_ninety_percent(driver):
    assert battery_percent(driver.registers) is None
    decoded(driver, [REPLIES[1]])
    assert driver.registers[0x64] / 100 == 3.94
    assert battery_percent(driver.registers) == 90


@pytest.mark.parametrize(
    ("volts", "percent"), [(420, 100), (396, 100), (395, 90), (340, 5), (339, 0)]
)
def test_the_battery_table_has_closed_lower_ends(volts, percent):
    assert battery_percent({0x64: volts}) == percent


@pytest.mark.parametrize("frames", [FRAMES, PLAIN])
@pytest.mark.parametrize("lost", range(20))
def test_one_lost_byte_costs_its_frame_and_in_the_header_also_the_frame_before(frames, lost):
    driver, first = WitMotion(), 3 if lost >= 2 else 2
    broken = frames[3][:lost] + frames[3][lost + 1 :]
    samples = decoded(driver, [*frames[:3], broken, *frames[4:]])
    assert values(samples) == values(decoded(WitMotion(), [*frames[:first], *frames[4:]]))
    assert driver.skipped_bytes == len(b"".join([*frames[first:3], broken]))


@given(st.binary(max_size=60).filter(lambda b: 0x55 not in b), st.integers(1, 6))
def test_junk_between_frames_is_skipped_and_counted(stuff, where):
    driver = WitMotion()
    samples = decoded(driver, [*FRAMES[:where], FRAMES[0], stuff, *FRAMES[where:]])
    spared = len(FRAMES) + (0 if stuff else 1)
    assert len(samples) == spared
    assert driver.skipped_bytes == (len(stuff) + 28 if stuff else 0)


def test_a_header_inside_a_payload_is_not_a_frame(driver):
    sly = PLAIN[0][:8] + b"\x55\x61" + PLAIN[0][10:]
    assert len(decoded(driver, [PLAIN[1], sly, sly, PLAIN[2]])) == 4
    assert driver.skipped_bytes == 0


def test_a_stream_entered_in_the_middle_of_a_frame_finds_its_feet(driver):
    samples = decoded(driver, [FRAMES[0][9:], *FRAMES[1:]])
    assert values(samples) == values(decoded(WitMotion(), FRAMES[1:]))
    assert driver.skipped_bytes == 19


def test_a_vibration_sensor_is_refused_in_words_and_gives_no_sample(driver):
    assert len(decoded(driver, [VIBRATION] * 30)) == 0
    assert "vibration" in driver.refused
    assert driver.skipped_bytes == 30 * len(VIBRATION)


def test_a_vibration_sensor_whose_bytes_pass_for_a_date_now_and_then_is_refused(driver):
    dated = VIBRATION[:20] + FRAMES[0][20:]
    samples = decoded(driver, [*[dated] * 5, *[VIBRATION] * 9, *[dated] * 500])
    assert driver.refused
    assert len(samples) == 5


@given(st.binary(min_size=26, max_size=26).filter(lambda b: 0x55 not in b and b[19] > 12))
def test_no_vibration_payload_gives_a_sample(payload):
    driver = WitMotion()
    assert len(decoded(driver, [b"\x55\x61" + payload] * 12)) == 0
    assert driver.refused


def test_losses_that_look_like_vibration_frames_do_not_refuse_an_arm(driver):
    decoded(driver, [*PLAIN, PLAIN[0][:8]] * 12)
    assert driver.refused == ""
    assert driver.skipped_bytes == 12 * 8


@pytest.mark.parametrize("vector", VECTORS["first_16_bytes"])
def test_a_frame_cut_short_waits_and_is_then_counted(driver, vector):
    part = bytes.fromhex(vector["hex"])
    assert len(driver.decode(chunk([part]))) == 0
    assert driver.skipped_bytes == 0
    assert len(driver.finish()) == 0
    assert driver.skipped_bytes == len(part) == 16


@pytest.mark.parametrize("vector", VECTORS["first_16_bytes"])
def test_a_frame_cut_short_holds_the_known_values_once_it_is_whole(driver, vector):
    samples = decoded(driver, [bytes.fromhex(vector["hex"]), bytes(4)])
    same_values(samples, 0, vector)


@pytest.mark.parametrize("n", range(2, 28))
def test_a_stream_that_ends_inside_a_frame_keeps_what_was_whole(driver, n):
    samples = decoded(driver, [*FRAMES, FRAMES[0][:n]])
    assert values(samples) == values(decoded(WitMotion(), FRAMES))
    assert driver.skipped_bytes == n


def test_a_link_that_comes_back_may_bring_the_other_frame(driver):
    assert len(decoded(driver, FRAMES)) + len(decoded(driver, PLAIN)) == 16
    assert driver.skipped_bytes == 0


def test_much_garbage_is_passed_in_time(driver):
    decoded(driver, [b"\x55" * 100_000])
    assert driver.skipped_bytes == 100_000
