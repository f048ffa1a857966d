"""The DOT driver against captured bytes, wraps, strangers and modes that are stuck."""

import numpy as np
import pytest
from streams import chunk, decoded, named, vectors

from crossrep.drivers.movella import MEASUREMENT_CONTROL, MEDIUM, PROFILE, MovellaDot
from crossrep.drivers.profile import Read

SAMPLES = vectors("movella_dot", "sample")
DATA = [bytes.fromhex(v["hex"]) for v in SAMPLES]


def at_time(us: int) -> bytes:
    return (us % 2**32).to_bytes(4, "little") + DATA[1][4:]


@pytest.mark.parametrize("vector", SAMPLES)
def test_a_packet_becomes_the_known_values(vector):
    driver = MovellaDot()
    samples = decoded(driver, [bytes.fromhex(vector["hex"])])
    assert samples.t_device_s.tolist() == [vector["t_us"] / 1e6]
    assert samples.acc_ms2[0] == pytest.approx(vector["acc_ms2"], rel=1e-6)
    assert np.rad2deg(samples.gyr_rads[0]) == pytest.approx(vector["gyr_deg_s"], rel=1e-6)
    assert driver.skipped_bytes == 0


def test_the_clock_runs_on_when_it_wraps():
    samples = decoded(MovellaDot(), [at_time(4294967290), at_time(16661)])
    assert samples.t_device_s.tolist() == [4294.967290, 4294.983957]


def test_captured_times_are_a_sixtieth_of_a_second_apart():
    vector = vectors("movella_dot", "times")[0]
    samples = decoded(MovellaDot(), [at_time(us) for us in vector["t_us"]])
    assert np.diff(samples.t_device_s) * 1e6 == pytest.approx([vector["step_us"]] * 2, abs=1e-3)


@pytest.mark.parametrize("length", [0, 1, 16, 20, 27, 41, 44, 63])
def test_another_payload_in_the_same_characteristic_is_counted(length):
    driver = MovellaDot()
    assert len(decoded(driver, [bytes(length)])) == 0
    assert driver.skipped_bytes == length


def test_numbers_no_wrist_reaches_are_garbage():
    driver = MovellaDot()
    huge = DATA[1][:4] + np.array([300, 0, 0, 0, 0, 0], "<f4").tobytes()
    none = DATA[1][:4] + np.array([0, 0, 0, np.nan, 0, 0], "<f4").tobytes()
    assert len(decoded(driver, [huge, none])) == 0
    assert driver.skipped_bytes == 56


def test_a_packet_that_comes_twice_counts_once():
    driver = MovellaDot()
    pieces = [at_time(us) for us in (100, 100, 200, 300, 200)]
    assert len(decoded(driver, pieces)) == 3
    assert driver.duplicates == 2


def test_a_unit_stuck_in_another_mode_is_refused_in_words():
    driver = MovellaDot()
    stuck = bytes([1, 1, vectors("movella_dot", "control")[0]["payload"]])
    heard = [(MEDIUM, DATA[1]), (MEASUREMENT_CONTROL, stuck), (MEDIUM, at_time(5))]
    assert len(driver.decode(named(heard))) == 1
    assert "switch it off" in driver.refused
    driver.decode(named([(MEASUREMENT_CONTROL, bytes([1, 1, 21]))]))
    assert driver.refused == ""


def test_a_unit_that_measures_nothing_yet_is_not_refused():
    driver = MovellaDot()
    driver.decode(named([(MEASUREMENT_CONTROL, bytes.fromhex("010004"))]))
    assert driver.refused == ""


def test_the_set_up_is_the_specifications():
    stop, rate, start, read = PROFILE.setup(60.0)
    assert (stop.data.hex(), start.data.hex()) == ("010015", "010115")
    assert rate.data.hex() == "10" + "00" * 23 + "3c00" + "00" * 6
    assert read == Read(MEASUREMENT_CONTROL)
    assert PROFILE.identify[0].data.hex() == "0101" + "00" * 30


def test_a_sample_is_sure_with_its_notification():
    samples = MovellaDot().decode(chunk([at_time(1), b"", at_time(2)]))
    assert samples.seq.tolist() == [0, 2]
