"""The laws of mechanics, on many different wearers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from crossrep.inputs import Role
from crossrep.simulate import from_toml, from_values, random_script
from crossrep.simulate.arm import GRAVITY_MS2, felt, mirrored, pose, turn_deg
from crossrep.simulate.device import stream_of
from crossrep.simulate.exercises import MOVEMENTS
from crossrep.simulate.person import plan_of
from crossrep.simulate.sensor import euler_deg, strap

LIVELY = """
seed = {seed}
exercise = "{exercise}"

[body]
trunk_sway_deg = 3
breathing_mm = 5

[[block]]
kind = "walk"
duration_s = 4

[[block]]
kind = "pick_up"
duration_s = 2.5

[[block]]
kind = "handle"
duration_s = 5

[[block]]
kind = "set"
reps = 2
lowering_s = 2
shape = "even"
trunk_deg = 3
stops = [{{ share = 0.4, duration_s = 0.4 }}]
also = [{{ kind = "mirror", percent = 4 }}, {{ kind = "tremor", arm = "trained", hz = 5, deg = 1 }}]
"""
lively = st.builds(
    lambda seed, exercise: from_toml(LIVELY.format(seed=seed, exercise=exercise)),
    st.integers(0, 10**6),
    st.sampled_from(sorted(MOVEMENTS)),
)
roles = st.sampled_from(list(Role))
few = settings(max_examples=8, deadline=None)


def calm(**more):
    quiet = {"restless_deg": 0, "breathing_mm": 0, "grade": "perfect"}
    return random_script(4, **{**quiet, **more})


@few
@given(lively, roles)
def test_acceleration_is_the_second_difference_of_the_place(script, role):
    plan, step_s = plan_of(script), 1e-4
    t_s = np.linspace(0.1, plan.end_s - 0.1, 1501)
    before, here, after = (pose(plan.arm(role), t_s + shift) for shift in (-step_s, 0, step_s))
    second = (before.position_m - 2 * here.position_m + after.position_m) / step_s**2
    np.testing.assert_allclose(here.acceleration_ms2, second, atol=1e-3)


@few
@given(lively, roles, st.booleans())
def test_the_integrated_gyroscope_ends_at_the_true_pose(script, role, other_side):
    plan, rate_hz = plan_of(script), 400
    t_s = np.arange(0, plan.end_s, 0.5 / rate_hz)
    reading = felt(pose(plan.arm(role), t_s), strap(script, role))
    reading = mirrored(reading) if other_side else reading
    steps = Rotation.from_rotvec(reading.gyr_rads[1::2] / rate_hz).as_matrix()
    turned = reading.rotation[0]
    for step in steps[: (len(t_s) - 1) // 2]:
        turned = turned @ step
    last = reading.rotation[2 * ((len(t_s) - 1) // 2)]
    assert turn_deg(turned[None], last)[0] < 0.5


@few
@given(lively, roles, st.booleans())
def test_specific_force_is_acceleration_against_gravity(script, role, other_side):
    plan = plan_of(script)
    t_s = np.linspace(0, plan.end_s, 500)
    wrist = pose(plan.arm(role), t_s)
    reading = felt(wrist, strap(script, role))
    truth = wrist.acceleration_ms2 + np.array([0, 0, GRAVITY_MS2])
    if other_side:
        reading, truth = mirrored(reading), truth * [1, -1, 1]
    world = np.einsum("nij,nj->ni", reading.rotation, reading.acc_ms2)
    np.testing.assert_allclose(world, truth, atol=1e-9)


def test_at_rest_the_force_is_gravity_pointing_up():
    plan = plan_of(calm())
    reading = stream_of(plan, Role.TRAINED).reading
    still = slice(0, 200)
    np.testing.assert_allclose(np.linalg.norm(reading.acc_ms2[still], axis=1), 9.80665, atol=1e-9)
    world = np.einsum("nij,nj->ni", reading.rotation[still], reading.acc_ms2[still])
    np.testing.assert_allclose(world[:, 2], 9.80665, atol=1e-9)
    np.testing.assert_allclose(reading.gyr_rads[still], 0, atol=1e-12)


@pytest.mark.parametrize("trained", ["left", "right"])
def test_the_angles_sent_agree_with_the_gravity_felt(trained):
    reading = stream_of(plan_of(calm(trained=trained)), Role.TRAINED).reading
    roll, pitch, _ = np.radians(euler_deg(reading.rotation[:1])[0])
    up = [-np.sin(pitch), np.sin(roll) * np.cos(pitch), np.cos(roll) * np.cos(pitch)]
    np.testing.assert_allclose(reading.acc_ms2[0] / 9.80665, up, atol=1e-9)


@pytest.mark.parametrize("exercise", ["biceps_curl", "front_raise", "lateral_raise", "hammer_curl"])
def test_lifting_lifts_the_wrist(exercise):
    plan = plan_of(calm(exercise=exercise))
    rep = plan.blocks[1].reps[0]
    heights = pose(plan.arm(Role.TRAINED), np.array([rep.start_s, rep.top_s])).position_m[:, 2]
    assert heights[1] > heights[0] + 0.15


def test_a_shoulder_raise_has_the_long_lever_and_a_curl_the_short_one():
    for exercise, lever_m in (("front_raise", 0.55), ("biceps_curl", 0.24)):
        plan = plan_of(calm(exercise=exercise, arm_sway_deg=0, rest_s=1))
        rep = plan.blocks[1].reps[0]
        wrist = pose(plan.arm(Role.TRAINED), np.linspace(rep.start_s, rep.top_s, 2001))
        way_m = np.linalg.norm(np.diff(wrist.position_m, axis=0), axis=1).sum()
        assert way_m / np.radians(rep.range_deg) == pytest.approx(lever_m, abs=0.005)


def test_reach_turns_about_the_vertical_and_pronation_about_the_forearm():
    for exercise, axis in (("forward_reach", [0, 0, 1]), ("pronation", None)):
        plan = plan_of(calm(exercise=exercise, arm_sway_deg=0))
        rep = plan.blocks[1].reps[0]
        wrist = pose(plan.arm(Role.TRAINED), np.array([(rep.start_s + rep.top_s) / 2]))
        omega = wrist.omega_rads[0] / np.linalg.norm(wrist.omega_rads[0])
        expected = wrist.rotation[0][:, 2] if axis is None else axis
        assert abs(omega @ expected) > 0.95


@pytest.mark.parametrize("seed", range(5))
def test_swapping_the_sides_gives_the_mirrored_samples(seed):
    plans = [plan_of(random_script(seed, trained=side)) for side in ("left", "right")]
    for role in Role:
        left, right = (stream_of(plan, role) for plan in plans)
        np.testing.assert_array_equal(left.t_s, right.t_s)
        np.testing.assert_array_equal(left.reading.acc_ms2, right.reading.acc_ms2 * [1, -1, 1])
        np.testing.assert_array_equal(left.reading.gyr_rads, right.reading.gyr_rads * [-1, 1, -1])


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6))
def test_a_strap_is_a_rotation(seed):
    turned = strap(random_script(seed), Role.TRAINED)
    np.testing.assert_allclose(turned @ turned.T, np.eye(3), atol=1e-12)
    assert np.linalg.det(turned) == pytest.approx(1.0)


def test_both_arms_are_carried_by_the_same_trunk():
    still = {"restless_deg": 0, "breathing_mm": 4, "trunk_sway_deg": 5}
    rest = [{"kind": "rest", "duration_s": 12}]
    plan = plan_of(from_values({"trained": "right", "body": still, "block": rest}))
    right, left = (pose(plan.arm(role), np.linspace(0, 12, 200)) for role in Role)
    np.testing.assert_allclose(right.omega_rads * [-1, 1, -1], left.omega_rads, atol=1e-12)
    assert np.ptp(left.omega_rads[:, :2], axis=0).min() > 0.01
