"""The even grid: angles kept, holes marked, blocks without influence."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import blocks

from crossrep.signal.grid import GRID_HZ, STEP_S, Grid

seeds = st.integers(0, 2**32 - 1)
cuts = st.lists(st.integers(0, 10_000), max_size=12)


def uneven(seed: int, hz: float = 100.0, n: int = 400):
    """(times, six columns) of a wearable that keeps no pace."""
    rng = np.random.default_rng(seed)
    t_s = 3.0 + np.cumsum(rng.uniform(0.2, 1.8, n) / hz)
    return t_s, rng.normal(size=(n, 6))


def gridded(t_s, rows, bad=None, pieces=(slice(None),)):
    """Columns of all stretches: index, acceleration and rate, place, observed."""
    grid, out = Grid(), []
    seq, bad = np.arange(len(t_s)), np.zeros(len(t_s), bool) if bad is None else bad
    for at in pieces:
        s = grid.add(t_s[at], rows[at, :3], rows[at, 3:], seq[at], bad[at])
        k = np.arange(s.first, s.end)
        out.append(np.column_stack([k, s.acc_ms2, s.gyr_rads, s.seq, s.observed]))
    return np.concatenate(out)


def integral(t_s, rows, to_s):
    """Area under the straight lines between samples, from the first sample on."""
    value = np.array([np.interp(to_s, t_s, column) for column in rows.T])
    before = t_s < to_s
    t_s, rows = np.append(t_s[before], to_s), np.vstack([rows[before], value])
    return (0.5 * (rows[1:] + rows[:-1]) * np.diff(t_s)[:, None]).sum(axis=0)


@given(seeds, st.sampled_from([15.0, 50.0, 100.0, 400.0]))
@settings(max_examples=30, deadline=None)
def test_turned_angles_are_kept_exactly(seed, hz):
    t_s, rows = uneven(seed, hz)
    out = gridded(t_s, rows)
    k = out[:, 0]
    assert (np.diff(k) == 1).all()
    a_s, b_s = (k[0] - 0.5) * STEP_S, (k[-1] + 0.5) * STEP_S
    turned = integral(t_s, rows, b_s) - integral(t_s, rows, a_s)
    assert out[:, 1:7].sum(axis=0) * STEP_S == pytest.approx(turned, abs=1e-9)


@given(seeds)
@settings(max_examples=20, deadline=None)
def test_the_grid_reaches_from_the_first_whole_cell_to_the_last(seed):
    t_s, rows = uneven(seed)
    k = gridded(t_s, rows)[:, 0]
    assert (k[0] - 1.5) * STEP_S <= t_s[0] <= (k[0] - 0.5) * STEP_S + 1e-9
    assert (k[-1] + 0.5) * STEP_S <= t_s[-1] <= (k[-1] + 1.5) * STEP_S + 1e-9


@given(seeds, cuts)
@settings(max_examples=40, deadline=None)
def test_the_grid_is_the_same_in_any_blocks(seed, where):
    t_s, rows = uneven(seed)
    bad = np.random.default_rng(seed).random(len(t_s)) < 0.05
    t_s[200:] += 0.7
    whole = gridded(t_s, rows, bad)
    assert np.array_equal(gridded(t_s, rows, bad, blocks(len(t_s), where)), whole)


def test_a_point_is_sure_with_the_sample_that_ends_its_cell():
    t_s, rows = uneven(1)
    out = gridded(t_s, rows)
    ends_s = (out[:, 0] + 0.5) * STEP_S
    assert np.array_equal(out[:, 7], np.searchsorted(t_s, ends_s))


@pytest.mark.parametrize(("hole_s", "turned_rad"), [(0.3, 0.3), (0.9, 0.0)])
def test_a_hole_keeps_its_time_and_is_marked(hole_s, turned_rad):
    t_s = np.arange(0, 4, 0.01)
    t_s[200:] += hole_s - 0.01
    rows, bad = np.ones((len(t_s), 6)), np.arange(len(t_s)) == 200
    out = gridded(t_s, rows, bad)
    dark = out[out[:, 8] == 0]
    assert len(out) == pytest.approx((t_s[-1] - t_s[0]) * GRID_HZ, abs=2)
    assert len(dark) == pytest.approx(hole_s * GRID_HZ, abs=2)
    assert (dark[:, 0].min() + 0.5) * STEP_S >= t_s[199]
    assert (dark[:, 0].max() - 0.5) * STEP_S <= t_s[200]
    assert dark[:, 4].sum() * STEP_S == pytest.approx(turned_rad, abs=0.04)
    assert out[:, 1] == pytest.approx(1.0)


def test_no_samples_are_no_points():
    none = np.empty((0, 3))
    grid = Grid()
    assert len(grid.add(np.empty(0), none, none, np.empty(0, np.int64), np.empty(0, bool))) == 0
    assert len(grid.nothing()) == 0
