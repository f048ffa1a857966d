"""A knock of both wrists fixes their clocks; without one the uncertainty is carried along."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sessions import KNOCK, REST, columns_of, ended_of, events_of, resting, said_of, script

from crossrep.formats.samples_csv import SampleColumns
from crossrep.inputs import Side
from crossrep.signal.shakes import Shakes


@pytest.mark.parametrize("rate_hz", [50, 100])
@pytest.mark.parametrize("late_s", [-0.14, 0.0, 0.08])
def test_a_knock_finds_how_far_the_clocks_are_apart(rate_hz, late_s):
    for seed in range(3):
        wearer = script(KNOCK, REST, seed=seed, sensor={"rate_hz": rate_hz})
        ended = ended_of(events_of(wearer, late_s))
        assert ended.clocks_late_s == pytest.approx(late_s, abs=0.02)
        assert ended.clocks_uncertainty_s == pytest.approx(0.02, abs=1e-4)


def test_without_a_knock_nothing_is_shifted_and_the_uncertainty_is_said():
    ended = ended_of(events_of(script(REST, REST), 0.08))
    assert ended.clocks_late_s == 0
    assert ended.clocks_uncertainty_s >= 0.06


def test_a_knock_later_on_counts_when_it_is_marked():
    late = resting({"kind": "knock", "at_s": 5, "times": 3}, duration_s=12)
    columns = columns_of(script(resting(duration_s=70), late), 0.08)
    assert ended_of(said_of(columns)).clocks_late_s == 0
    ended = ended_of(said_of(columns, mark_s=73.0))
    assert ended.clocks_late_s == pytest.approx(0.08, abs=0.02)


def bump(at_s, rate_hz, seconds=6.0, wide_s=0.06, seed=0):
    """A resting wrist that is knocked, as (n,) times and (n, 3) accelerations."""
    rng = np.random.default_rng(seed)
    t_s = np.arange(rng.uniform(0, 1 / rate_hz), seconds, 1 / rate_hz)
    part = np.clip((t_s - at_s) / wide_s + 0.5, 0, 1)
    force = 25 * np.sin(np.pi * part)[:, None] * [0.6, 0.0, 0.8]
    return t_s, [0.0, 9.81, 0.0] + force + rng.normal(size=(len(t_s), 3)) * 0.03


@given(st.floats(1.5, 4.5), st.sampled_from([50, 100, 200]), st.integers(0, 99))
def test_a_shake_is_dated_by_its_middle(at_s, rate_hz, seed):
    shakes = Shakes()
    shakes.follow(*bump(at_s, rate_hz, seed=seed))
    assert shakes.found_s == [pytest.approx(at_s, abs=0.01)]


@given(st.lists(st.integers(0, 600), max_size=12))
def test_blocks_cannot_matter(cuts):
    t_s, acc = bump(3.0, 100)
    whole, pieces = Shakes(), Shakes()
    whole.follow(t_s, acc)
    for part in np.split(np.arange(len(t_s)), sorted(cuts)):
        pieces.follow(t_s[part], acc[part])
    assert pieces.found_s == whole.found_s


def test_ordinary_movement_is_no_knock():
    own = {"kind": "own", "at_s": 2, "range_deg": 60, "duration_s": 1.0, "times": 5}
    columns = columns_of(script(REST, resting(own)))
    both = {Side.RIGHT: columns[Side.LEFT], Side.LEFT: columns[Side.LEFT]}
    assert ended_of(said_of(both)).clocks_uncertainty_s >= 0.06


def test_shakes_that_disagree_say_nothing():
    """Two knocks on one wrist, and two on the other that lie otherwise."""
    columns = columns_of(script(resting(duration_s=20)))
    shaken = {}
    for side, times_s in ((Side.LEFT, (6.0, 7.0)), (Side.RIGHT, (6.05, 6.85))):
        t_s, acc = columns[side].t_s, columns[side].acc_ms2.copy()
        for at_s in times_s:
            acc += 25 * np.sin(np.pi * np.clip((t_s - at_s) / 0.06 + 0.5, 0, 1))[:, None]
        shaken[side] = SampleColumns(t_s, acc, columns[side].gyr_rads)
    assert ended_of(said_of(shaken)).clocks_late_s == 0
