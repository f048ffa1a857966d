"""What people do without being told: it is in the truth, to the moment."""

import numpy as np
import pytest

from crossrep.simulate import random_script, simulate, true_traces

QUIET = {"variability_percent": 0, "restless_deg": 0, "breathing_mm": 0, "arm_sway_deg": 0}


def made(**habits):
    script = random_script(3, reps=6, hold_s=1.0, rest_s=1.0, habits=habits, **QUIET)
    columns = true_traces(script)
    return simulate(script).truth, columns["t_s"], columns["trained_joint_deg"]


def test_the_arm_is_brought_up_and_put_down_outside_the_repetitions():
    truth, t_s, joint_deg = made(start_deg=30, bring_s=1.0, wait_s=0.5, put_down_s=0.8)
    set_up = [(o["start_s"], o["end_s"]) for o in truth["other"]]
    first, last = truth["reps"][0], truth["reps"][-1]
    assert set_up[0] == pytest.approx((first["start_s"] - 1.5, first["start_s"] - 0.5))
    assert set_up[1] == pytest.approx((last["end_s"] + 0.5, last["end_s"] + 1.3))
    assert np.interp(first["start_s"], t_s, joint_deg) == pytest.approx(30, abs=0.1)
    assert joint_deg[-1] == pytest.approx(0, abs=0.1)
    for rep in truth["reps"]:
        top_deg = np.interp(rep["top_s"], t_s, joint_deg)
        assert top_deg - 30 == pytest.approx(rep["range_deg"], abs=0.1)


def test_a_tired_set_gets_smaller_and_slower():
    truth, *_ = made(fatigue_percent=40)
    first, last = truth["reps"][0], truth["reps"][-1]
    assert last["range_deg"] == pytest.approx(0.6 * first["range_deg"])
    assert last["lowering_s"] == pytest.approx(1.4 * first["lowering_s"])
    assert last["rest_s"] > truth["reps"][1]["rest_s"]


def test_a_hesitation_is_a_stop_in_the_truth_and_in_the_movement():
    truth, t_s, joint_deg = made(hesitate_percent=100, hesitation_s=0.6)
    for rep in truth["reps"]:
        (stop,) = rep["stops"]
        inside = (t_s > stop["start_s"] + 0.01) & (t_s < stop["end_s"] - 0.01)
        assert np.ptp(joint_deg[inside]) < 1e-6
        assert 0.3 <= stop["end_s"] - stop["start_s"] <= 0.9


def test_a_lift_that_slips_goes_back_a_little_and_on():
    truth, t_s, joint_deg = made(slip_percent=100)
    for rep in truth["reps"]:
        lift = joint_deg[(t_s >= rep["start_s"]) & (t_s <= rep["top_s"])]
        back_deg = (np.maximum.accumulate(lift) - lift).max()
        assert back_deg == pytest.approx(0.1 * rep["range_deg"], rel=0.05)


def test_a_hold_wavers_and_stays_where_it_is():
    truth, t_s, joint_deg = made(hold_wobble_deg=6)
    for rep in truth["reps"]:
        inside = (t_s >= rep["top_s"]) & (t_s <= rep["lowering_start_s"])
        assert 1 < np.ptp(joint_deg[inside]) < 6.5
        assert joint_deg[inside][-1] == pytest.approx(joint_deg[inside][0], abs=0.3)
