import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossrep.simulate.motion import Follower, Move, Path, Wave, there_and_back
from crossrep.simulate.shapes import RAMP_S, SHAPES

SYMMETRIC = ("bell", "even", "double")
durations = st.floats(0.2, 20)


@given(durations, st.sampled_from(sorted(SHAPES)))
def test_a_shape_goes_from_0_to_1_and_is_still_at_both_ends(duration_s, shape):
    ends = SHAPES[shape](np.array([0.0, duration_s]), duration_s)
    np.testing.assert_allclose(ends, [[0, 1], [0, 0], [0, 0]], atol=1e-9)


@given(durations, st.sampled_from([*(2 * (name,) for name in SYMMETRIC), ("early", "late")]))
def test_a_shape_is_symmetric_in_time_or_the_mirror_of_another(duration_s, pair):
    t_s = np.linspace(0, duration_s, 40)
    there, mirror = (SHAPES[name] for name in pair)
    forward, back = there(t_s, duration_s), mirror(duration_s - t_s, duration_s)
    np.testing.assert_allclose(forward[0], 1 - back[0], atol=1e-9)
    np.testing.assert_allclose(forward[1], back[1], atol=1e-9)


def test_even_keeps_one_speed_between_its_ramps():
    t_s = np.linspace(RAMP_S, 3 - RAMP_S, 50)
    np.testing.assert_allclose(SHAPES["even"](t_s, 3.0)[1], 1 / (3 - RAMP_S), rtol=1e-12)


def curves():
    path = Path((Move(1, 2.3, 0, 90, "even"), Move(2.3, 2.8, 90, 80), Move(4, 5, 80, 0)))
    uneven = Path(
        (Move(1, 3, 0, 90, "early"), Move(3, 4, 90, 5, "late"), Move(5, 6, 5, 0, "double"))
    )
    wave = Wave(0.5, 6.5, 3.0, 1.7, 0.4)
    return [path, uneven, wave, Follower(path, -0.3, 0.12), there_and_back(2.0, 3.0, 20.0)]


def test_where_a_shape_is_fastest():
    t_s = np.linspace(0, 2, 401)
    peak_s = {name: t_s[SHAPES[name](t_s, 2.0)[1].argmax()] for name in ("early", "bell", "late")}
    assert peak_s["bell"] == pytest.approx(1.0)
    assert peak_s["early"] < 0.8
    assert peak_s["late"] > 1.2
    rate = SHAPES["double"](t_s, 2.0)[1]
    assert 0 < rate[200] < 0.3 * rate.max()


@pytest.mark.parametrize("curve", curves(), ids=lambda curve: type(curve).__name__)
def test_rate_and_acceleration_are_the_derivatives(curve):
    t_s, step_s = np.linspace(0, 7, 1003), 1e-5
    before, here, after = (curve.at(t_s + shift) for shift in (-step_s, 0, step_s))
    np.testing.assert_allclose((after[0] - before[0]) / (2 * step_s), here[1], atol=5e-3)
    np.testing.assert_allclose((after[1] - before[1]) / (2 * step_s), here[2], atol=5e-2)


@settings(max_examples=30)
@given(st.lists(st.floats(0, 7), min_size=1, max_size=30))
def test_a_curve_does_not_depend_on_the_moments_asked_for(moments):
    t_s = np.sort(np.array(moments))
    for curve in curves():
        alone = np.concatenate([curve.at(t_s[k : k + 1]) for k in range(len(t_s))], axis=1)
        np.testing.assert_array_equal(curve.at(t_s), alone)
