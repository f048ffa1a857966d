"""Gyroscope against accelerometer, from rest to rest."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import blocks

from crossrep.events import FaultKind
from crossrep.signal.agreement import Agreement, carried
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.orientation import STANDARD_GRAVITY_MS2, Posture
from crossrep.signal.seconds import Seconds

REST, LIFT = np.zeros(40), np.sin(np.linspace(0, np.pi, 60)) ** 2
SWING = np.concatenate([REST, LIFT, REST, -LIFT])
"""One repetition: about a second each of rest, lifting, hold, lowering."""


def posture(gyr_rads, acc_ms2, first=0) -> Posture:
    n = len(gyr_rads)
    none = np.empty((n, 4))
    return Posture(
        first, np.arange(first, first + n), none, none[:, :3], gyr_rads, none[:, 0], acc_ms2,
        np.ones(n, bool),
    )  # fmt: skip


def swings(turn_rad=1.5, times=6, axis=(0.0, 0.6, 0.8)):
    """(rates, acceleration) of a limb that swings about an axis and rests at both ends."""
    one = SWING / (LIFT.sum() / GRID_HZ) * turn_rad
    gyr = np.outer(np.tile(one, times), axis)
    up, felt = np.array([0.6, 0.0, 0.8]), []
    for rate in gyr:
        up = carried(up, rate[None])
        felt.append(up)
    return gyr, np.array(felt) * STANDARD_GRAVITY_MS2


def marks_of(gyr, acc, cuts=()):
    agreement, seconds = Agreement(), Seconds()
    postures = [posture(gyr[at], acc[at], at.start or 0) for at in blocks(len(gyr), list(cuts))]
    return [mark for one in postures for mark in agreement.check(seconds.whole(one))]


def test_a_sound_sensor_agrees_with_itself():
    assert marks_of(*swings()) == []


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(lambda gyr: -gyr, id="signs"),
        pytest.param(lambda gyr: gyr[:, [1, 2, 0]], id="axes"),
        pytest.param(lambda gyr: gyr * 3, id="three times"),
        pytest.param(lambda gyr: gyr * 0.2, id="a fifth"),
    ],
)
def test_a_mixed_up_sensor_is_said_to_disagree(wrong):
    gyr, acc = swings()
    marks = marks_of(wrong(gyr), acc)
    assert [m.kind for m in marks] == [FaultKind.SENSOR_DISAGREES]
    assert marks[0].start_s < 3.5 * len(SWING) / GRID_HZ


def test_who_never_rests_is_not_judged():
    t_s = np.arange(1500) / GRID_HZ
    gyr = np.outer(2.0 * np.cos(2.5 * t_s), [1.0, 0, 0]) + np.array([0.0, 0.4, 0.0])
    assert marks_of(gyr, np.tile([0.0, 0.0, STANDARD_GRAVITY_MS2], (1500, 1))) == []


def test_it_may_recover():
    gyr, acc = swings(times=30)
    gyr[: len(gyr) // 3] *= -1
    begin, end = marks_of(gyr, acc)
    assert np.isnan(begin.end_s)
    assert end.end_s > begin.start_s


@given(st.lists(st.integers(0, 10_000), max_size=20))
@settings(max_examples=25, deadline=None)
def test_the_cutting_changes_nothing(cuts):
    gyr, acc = swings()
    assert marks_of(-gyr, acc, cuts) == marks_of(-gyr, acc)


@given(st.integers(0, 2**31), st.integers(1, 400))
@settings(max_examples=40, deadline=None)
def test_carrying_all_at_once_is_carrying_step_by_step(seed, n):
    rates = np.random.default_rng(seed).normal(size=(n, 3))
    up = np.array([0.0, 0.6, 0.8])
    once, step = carried(up, rates), up
    for rate in rates:
        step = carried(step, rate[None])
    assert np.allclose(once, step, atol=1e-9)
