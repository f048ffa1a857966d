"""The second simulator obeys mechanics, and what was found with it stays mended."""

import numpy as np
import pytest
from benchmarks.accuracy.chain_arm import FORE_M, SKIN_M, Body, drawn_profile, stepped
from benchmarks.accuracy.chain_sensor import G_MS2, Grade, measured
from benchmarks.accuracy.chain_wearers import wearer
from benchmarks.accuracy.said import said_of
from benchmarks.accuracy.second import LINES, judged, second_lines

from crossrep.errors import BadInputError

PERFECT = Grade(0, 0, 0, 0, 0, 0, 0, 0)
BY_NAME = {line.name: line for line in LINES}


def bent(by_deg: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Times, specific force and rate of an elbow bent within a second, after a second of rest."""
    body = Body(4.0)
    body.move("elbow", 1.0, 1.0, by_deg)
    samples = measured(body, np.random.default_rng(1), 200.0, PERFECT, 0.0)
    return samples.t_s, samples.acc_ms2, samples.gyr_rads


@pytest.mark.parametrize("by_deg", [30.0, -80.0, 120.0])
def test_the_rates_add_up_to_the_turn_and_rest_feels_gravity_alone(by_deg):
    t_s, acc, rate = bent(by_deg)
    turned = np.sqrt((np.trapezoid(rate, t_s, axis=0) ** 2).sum())
    assert np.rad2deg(turned) == pytest.approx(abs(by_deg), rel=0.01)
    still = (t_s < 0.9) | (t_s > 3.5)
    assert np.sqrt((acc[still] ** 2).sum(axis=1)) == pytest.approx(G_MS2, abs=0.02)


def test_a_turning_wrist_feels_the_way_round_the_elbow():
    """At the quickest moment of a minimum-jerk turn nothing but the centripetal part is left."""
    body = Body(4.0)
    body.move("elbow", 1.0, 1.0, 90.0)
    _, place = body.wrist()
    k = round(1.5 * 400)
    felt = np.gradient(np.gradient(place, axis=0), axis=0)[k] * 400**2
    rate = 1.875 * np.deg2rad(90.0)
    assert np.sqrt((felt**2).sum()) == pytest.approx(rate**2 * np.hypot(FORE_M, SKIN_M), rel=0.01)


def test_every_profile_arrives():
    ends = np.array([0.0, 1.0])
    ways = [drawn_profile(np.random.default_rng(seed)) for seed in range(30)]
    for way in [*ways, stepped(0.1)]:
        assert way(ends) == pytest.approx(ends, abs=1e-3)


@pytest.mark.parametrize(
    ("name", "seed"),
    [("such, poor sensor", 1), ("pronation, 60-90 deg", 28), ("pronation, 60-90 deg", 29)],
)
def test_wrong_scales_do_not_turn_a_slow_set_upside_down(name, seed):
    """In slow movement what they make of gravity is as large as what the lever arm feels."""
    assert judged((BY_NAME[name], seed)).exact


def test_one_line_of_the_card():
    lines = second_lines(wearers=1, only="0.5-0.9 s")
    assert sum(line.startswith("| 0.5-0.9 s both ways | 1 of 1") for line in lines) == 1
    with pytest.raises(BadInputError, match="'nobody'"):
        second_lines(only="nobody")


@pytest.mark.parametrize(
    ("name", "seed"),
    [
        ("such, 40-70 deg", 115),  # what was begun could say nothing, and began again for ever
        ("walk to the weight and back", 133),  # the first step stayed
        ("such, 40-70 deg", 129),  # and the weight taken up
        ("such, 40-70 deg", 138),
    ],
)
def test_a_walk_and_taking_up_the_weight_are_none_of_the_set(name, seed):
    assert judged((BY_NAME[name], seed)).exact


@pytest.mark.parametrize("seed", [100, 104])
def test_a_walk_before_a_set_does_not_split_it(seed):
    """The walk spoke for the set that began after it; the third repetition was another's."""
    said = said_of(wearer(BY_NAME["walk to the weight and back"], seed).samples)
    assert {rep.set_n for rep in said.reps} == {1}
