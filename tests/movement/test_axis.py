"""The joint axis from net turns: exact about it, blind to what is no part of the joint's turn."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from crossrep.movement.finding.axis import Turned, turned
from crossrep.samples import Floats
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.orientation import Posture
from crossrep.signal.track import Track

N = 60
WAYS = ((0, N - 1, True), (N, 2 * N - 1, False))


def moved(about: Floats, deg: float, strap: Rotation, spun_deg: float = 0.0) -> Track:
    """Up and down about an axis fixed in the arm; meanwhile the whole body turns upright."""
    speed = np.concatenate([np.ones(N), -np.ones(N)]) * np.deg2rad(deg) / N
    spin = np.concatenate([np.ones(N), np.zeros(N)]) * np.deg2rad(spun_deg) / N
    angle = np.cumsum(speed)
    up = Rotation.from_rotvec(np.outer(-angle, about)).apply([0.0, 0.0, 1.0])
    rate = (np.outer(speed, about) + spin[:, None] * up) * GRID_HZ
    none = np.zeros((2 * N, 3))
    track, k = Track(), np.arange(2 * N)
    track.append(
        Posture(0, k, np.ones((2 * N, 4)), strap.apply(up), strap.apply(rate), none[:, 0], none,
                np.ones(2 * N, bool))
    )  # fmt: skip
    return track


def read_deg(track: Track, seen: Turned) -> float:
    """Range of the lift as the excursion reads it."""
    return float(np.rad2deg(track.rate(0, N) @ np.array(seen.along)).sum()) / GRID_HZ


straps = st.builds(lambda seed: Rotation.random(random_state=seed), st.integers(0, 10**6))
tilts = st.floats(-90, 90)


@settings(max_examples=60)
@given(tilts, st.floats(5, 160), straps)
def test_a_turn_about_one_axis_is_read_exactly_wherever_it_points(tilt_deg, deg, strap):
    tilt = np.deg2rad(tilt_deg)
    about = np.array([np.cos(tilt), 0.0, np.sin(tilt)])
    track = moved(about, deg, strap)
    seen = turned(track, WAYS)
    np.testing.assert_allclose(seen.axis, strap.apply(about), atol=1e-9)
    assert read_deg(track, seen) == pytest.approx(deg, rel=1e-9)


@settings(max_examples=30)
@given(st.floats(20, 160), st.floats(-40, 40), straps)
def test_a_body_that_turns_upright_is_no_part_of_a_lift_about_a_level_axis(deg, spun_deg, strap):
    track = moved(np.array([1.0, 0.0, 0.0]), deg, strap, spun_deg)
    about = turned(moved(np.array([1.0, 0.0, 0.0]), deg, strap), WAYS)
    assert read_deg(track, about) == pytest.approx(deg, rel=1e-6)


def test_earlier_turns_fade():
    old = Turned((1.0, 0.0, 0.0), (1.0, 0.0, 0.0))
    for _ in range(40):
        old = old.then(Turned((0.0, 1.0, 0.0), (0.0, 1.0, 0.0)))
    np.testing.assert_allclose(old.axis, (0, 1, 0), atol=0.01)
