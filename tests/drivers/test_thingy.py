"""The Thingy:52 driver against its layout."""

import numpy as np
import pytest
from streams import decoded, vectors

from crossrep.drivers.thingy import PROFILE, Thingy52


@pytest.mark.parametrize("vector", vectors("thingy52", "sample"))
def test_a_packet_becomes_the_known_values(vector):
    driver = Thingy52()
    samples = decoded(driver, [bytes.fromhex(vector["hex"])])
    assert samples.acc_ms2[0] / 9.80665 == pytest.approx(vector["acc_g"])
    assert np.rad2deg(samples.gyr_rads[0]) == pytest.approx(vector["gyr_deg_s"])
    assert np.isnan(samples.t_device_s).all()


@pytest.mark.parametrize("length", [0, 1, 17, 19, 36])
def test_another_length_is_no_packet(length):
    driver = Thingy52()
    assert len(decoded(driver, [bytes(length)])) == 0
    assert driver.skipped_bytes == length


def test_the_configuration_keeps_every_interval_legal():
    (write,) = PROFILE.setup(100.0)
    words = np.frombuffer(write.data[:8], "<u2")
    assert words.tolist() == [5000, 5000, 5000, 100]
    assert write.data[8:] == b"\x01"
