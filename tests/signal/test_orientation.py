"""Orientation: which way is up, how fast it turns, and a state that goes on bit for bit."""

import json
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import blocks
from vqf import VQF

from crossrep.signal.grid import GRID_HZ, Stretch
from crossrep.signal.orientation import (
    STANDARD_GRAVITY_MS2,
    Orientation,
    filter_from_state,
    filter_state,
)
from crossrep.state import Codec

CODEC = Codec({VQF: (filter_state, filter_from_state)})


def stretch(acc_ms2, gyr_rads, first=0) -> Stretch:
    n = len(acc_ms2)
    return Stretch(first, np.arange(first, first + n), acc_ms2, gyr_rads, np.ones(n, bool))


def restless(seed: int = 0, n: int = 600):
    rng = np.random.default_rng(seed)
    acc_ms2 = np.array([0, 0, STANDARD_GRAVITY_MS2]) + rng.normal(size=(n, 3))
    return acc_ms2, rng.normal(size=(n, 3))


def columns(posture) -> list[np.ndarray]:
    return [np.asarray(getattr(posture, f.name)) for f in fields(posture) if f.name != "first"]


def joined(parts) -> list[np.ndarray]:
    return [np.concatenate(column) for column in zip(*map(columns, parts), strict=True)]


def alike(a, b) -> bool:
    return all(np.array_equal(x, y) for x, y in zip(a, b, strict=True))


@given(st.lists(st.floats(-1, 1), min_size=3, max_size=3).filter(lambda v: np.hypot(*v[:2]) > 0.1))
@settings(max_examples=20, deadline=None)
def test_up_is_where_a_resting_accelerometer_points(axis):
    up = np.array(axis) / np.linalg.norm(axis)
    acc_ms2 = np.tile(STANDARD_GRAVITY_MS2 * up, (300, 1))
    posture = Orientation().follow(stretch(acc_ms2, np.zeros((300, 3))))
    assert posture.up[-1] == pytest.approx(up, abs=0.01)
    assert np.abs(posture.height_m).max() < 0.01


def test_up_follows_a_turn_about_a_level_axis():
    rest = np.zeros((200, 3))
    turn_rads = np.zeros((100, 3))
    turn_rads[:, 0] = np.pi / 4
    angle = np.concatenate([np.zeros(200), np.cumsum(turn_rads[:, 0]) / GRID_HZ])
    up = np.stack([0 * angle, np.sin(angle), np.cos(angle)], axis=1)
    gyr_rads = np.concatenate([rest, turn_rads])
    posture = Orientation().follow(stretch(STANDARD_GRAVITY_MS2 * up, gyr_rads))
    assert posture.up[-1] == pytest.approx([0, 1, 0], abs=0.02)
    assert posture.up == pytest.approx(up, abs=0.03)


def test_a_cheap_gyroscopes_bias_is_found_in_three_seconds_of_rest():
    n, bias_rads = 4 * GRID_HZ, np.deg2rad([4.0, -3.0, 2.0])
    acc_ms2 = np.tile([0, 0, STANDARD_GRAVITY_MS2], (n, 1))
    noise = np.random.default_rng(1).normal(0, 1e-3, (n, 3))
    posture = Orientation().follow(stretch(acc_ms2, noise + bias_rads))
    assert np.rad2deg(posture.rate_rads[-25:].mean(axis=0)) == pytest.approx(0, abs=0.3)


def reaches(tilt_deg: float):
    """Twelve horizontal reaches of 80 deg, 35 cm from the joint, by an arm that is never quite
    still: acceleration, rate without bias, and which way is up in the sensor."""
    chance = np.random.default_rng(3)
    t_s = np.arange(0, 96, 1 / GRID_HZ) % 8
    out, back = (t_s > 1) & (t_s < 3), (t_s > 5) & (t_s < 7)
    smooth = np.hanning(25) / np.hanning(25).sum()
    rate = np.deg2rad(40) * np.convolve(out * 1.0 - back, smooth, "same")
    tilt = np.deg2rad(tilt_deg)
    up, along = np.array([0, np.sin(tilt), np.cos(tilt)]), np.array([1.0, 0, 0])
    ahead = np.gradient(rate, 1 / GRID_HZ)[:, None] * np.cross(up, along)
    acc = STANDARD_GRAVITY_MS2 * up + 0.35 * (ahead - (rate**2)[:, None] * along)
    unsteady = chance.normal(0, np.deg2rad(1.2), (len(rate), 3))
    return acc + chance.normal(0, 0.15, acc.shape), rate[:, None] * up + unsteady, up


@pytest.mark.parametrize("tilt_deg", [10, 40, 55])
def test_what_an_arm_feels_in_reaches_is_not_taken_for_the_gyroscopes_bias(tilt_deg):
    acc, rate, up = reaches(tilt_deg)
    offset_ms2, bias = np.array([0.3, -0.2, 0.1]), np.deg2rad([0.6, -0.6, 0.3])
    posture = Orientation().follow(stretch(acc + offset_ms2, rate + bias))
    left = np.rad2deg(((posture.rate_rads - rate) @ up)[10 * GRID_HZ :])
    assert np.abs(left).max() < 0.4


@given(st.lists(st.integers(0, 600), max_size=8))
@settings(max_examples=15, deadline=None)
def test_orientation_is_the_same_in_any_blocks(where):
    acc_ms2, gyr_rads = restless()
    whole = Orientation().follow(stretch(acc_ms2, gyr_rads))
    cut, parts = Orientation(), []
    for at in blocks(600, where):
        part = stretch(acc_ms2[at], gyr_rads[at], at.start)
        parts.append(cut.follow(part))
    assert alike(joined(parts), columns(whole))


@given(st.integers(0, 300))
@settings(max_examples=10, deadline=None)
def test_a_saved_state_goes_on_bit_for_bit(at):
    acc_ms2, gyr_rads = restless(at)
    one = Orientation()
    one.follow(stretch(acc_ms2[:at], gyr_rads[:at]))
    other = CODEC.restore(json.loads(json.dumps(CODEC.plain(one))))
    rest = stretch(acc_ms2[at:], gyr_rads[at:], at)
    assert alike(columns(one.follow(rest)), columns(other.follow(rest)))


def test_nothing_in_nothing_out():
    assert len(Orientation().follow(stretch(np.empty((0, 3)), np.empty((0, 3))))) == 0


@pytest.mark.parametrize("hidden", [30, 100])
@pytest.mark.parametrize("turned_deg", [0, 30, 90])
def test_a_limb_that_turned_in_a_hole_is_upright_at_its_end(hidden: int, turned_deg: int):
    """And the turn lies evenly in the hole, which itself is one input however it was cut."""
    down, angle = 300, np.deg2rad(turned_deg)
    acc_ms2 = np.tile([0, 0, STANDARD_GRAVITY_MS2], (2 * down + hidden, 1))
    acc_ms2[down:] = STANDARD_GRAVITY_MS2 * np.array([0, np.sin(angle), np.cos(angle)])
    acc_ms2[down : down + hidden - 1, 1] = 5.0  # whatever lies between
    seen = np.ones(len(acc_ms2), bool)
    seen[down : down + hidden] = False
    seq = np.arange(len(acc_ms2))
    seq[down : down + hidden] = down
    made = Stretch(0, seq, acc_ms2, np.zeros_like(acc_ms2), seen)
    posture = Orientation().follow(made)
    tilt_deg = np.rad2deg(np.arctan2(posture.up[:, 1], posture.up[:, 2]))
    assert tilt_deg[down + hidden :] == pytest.approx(np.full(down, turned_deg), abs=1.0)
    assert tilt_deg[down + hidden // 2] == pytest.approx(turned_deg / 2, abs=0.05 * turned_deg + 1)
    turned = np.rad2deg(posture.rate_rads[down : down + hidden].sum(axis=0)) / GRID_HZ
    assert np.abs(turned).max() == pytest.approx(turned_deg, abs=1.0)


def test_an_endless_hole_is_not_bridged():
    n = 3000
    seen, seq = np.ones(n, bool), np.arange(n)
    seen[500:2500], seq[500:2500] = False, 500
    acc_ms2 = np.tile([0, 0, STANDARD_GRAVITY_MS2], (n, 1))
    acc_ms2[2499:] = [0, STANDARD_GRAVITY_MS2, 0]
    posture = Orientation().follow(Stretch(0, seq, acc_ms2, np.zeros_like(acc_ms2), seen))
    assert posture.up[2498] == pytest.approx([0, 0, 1], abs=0.01)
    assert posture.up[2520] == pytest.approx([0, 1, 0], abs=0.02)
    assert not posture.rate_rads[500:2500].any()
