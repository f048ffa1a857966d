"""Sample times: from a drifting device clock, and from a file."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import arrivals, blocks, mapped

from crossrep.signal.clock import JUMP_VOTES, LONGEST_HOLE_S, DeviceClock, SessionClock

HZ = 50
TRUE_S = np.arange(0, 90, 1 / HZ)
DRIFTS = [-0.007, -0.0001, 0.0, 0.0001, 0.007]
cuts = st.lists(st.integers(0, 10_000), max_size=15)


def device(drift: float, true_s=TRUE_S):
    """A clock in milliseconds that runs fast by ``drift``."""
    return 1000 + np.round(true_s * (1 + drift), 3)


def worst_share(t_s, after_s, length_s=3.0):
    """Largest error of a duration that begins later than ``after_s``, as a share."""
    n = round(length_s * HZ)
    off = np.abs(t_s[n:] - t_s[:-n] - length_s) / length_s
    return off[TRUE_S[:-n] >= after_s].max()


@pytest.mark.parametrize("drift", DRIFTS)
@pytest.mark.parametrize("seed", range(3))
def test_a_drifting_device_clock_gives_true_durations(drift, seed):
    _, t_s = mapped(DeviceClock(), device(drift), arrivals(TRUE_S, seed))
    assert worst_share(t_s, 20.0) < 0.0012
    assert worst_share(t_s, 5.0) < 0.003


@pytest.mark.parametrize("drift", DRIFTS)
def test_two_wrists_stay_on_one_time(drift):
    left = mapped(DeviceClock(), device(drift), arrivals(TRUE_S, 1))[1]
    right = mapped(DeviceClock(), device(-drift), arrivals(TRUE_S, 2))[1]
    apart_s = np.abs(left - right)
    assert apart_s[TRUE_S > 40].max() < 0.01
    assert apart_s[TRUE_S > 3].max() < 0.04


@pytest.mark.parametrize("drift", DRIFTS)
def test_times_increase_and_are_never_far_before_arrival(drift):
    arrival_s = arrivals(TRUE_S, 3)
    _, t_s = mapped(DeviceClock(), device(drift), arrival_s)
    assert (np.diff(t_s) > 0).all()
    assert (t_s - arrival_s).max() < 0.1


def jump(by_s: float):
    device_s = device(0.0)
    return np.where(TRUE_S < 30, device_s, device_s + by_s)


@pytest.mark.parametrize("by_s", [-3600.0, -20.0, 20.0, 3600.0])
def test_a_clock_that_was_set_is_followed_once_three_samples_agree(by_s):
    clock = DeviceClock()
    kept, t_s = mapped(clock, jump(by_s), arrivals(TRUE_S, 4))
    assert (clock.jumps, clock.dropped) == (1, JUMP_VOTES - 1)
    assert (np.diff(t_s) > 0).all()
    assert np.abs(t_s - TRUE_S[kept]).max() < 0.15


@pytest.mark.parametrize("by_s", [-2460.0, 3600.0])
def test_a_single_stray_is_dropped_and_changes_no_other_time(by_s):
    device_s, arrival_s = device(0.0001), arrivals(TRUE_S, 5)
    device_s[700] += by_s
    clock = DeviceClock()
    kept, t_s = mapped(clock, device_s, arrival_s)
    others = np.delete(np.arange(len(TRUE_S)), 700)
    assert kept == others.tolist()
    assert (clock.jumps, clock.dropped) == (0, 1)
    assert np.array_equal(t_s, mapped(DeviceClock(), device_s[others], arrival_s[others])[1])


def test_lost_packets_leave_a_hole_of_the_right_length():
    here = (TRUE_S < 50) | (TRUE_S >= 57.5)
    _, t_s = mapped(DeviceClock(), device(0.0001)[here], arrivals(TRUE_S, 6)[here])
    assert np.diff(t_s).max() == pytest.approx(7.52, abs=0.005)


@given(cuts, st.sampled_from(DRIFTS), st.sampled_from([0.0, -20.0, 3600.0]))
@settings(max_examples=25, deadline=None)
def test_a_device_clock_is_the_same_in_any_blocks(where, drift, by_s):
    device_s, arrival_s = jump(by_s) + drift * TRUE_S, arrivals(TRUE_S, 7)
    whole, cut = DeviceClock(), DeviceClock()
    kept, t_s = mapped(whole, device_s, arrival_s)
    cut_kept, cut_s = mapped(cut, device_s, arrival_s, blocks(len(TRUE_S), where))
    assert cut_kept == kept
    assert np.array_equal(cut_s, t_s)
    assert (cut.dropped, cut.jumps) == (whole.dropped, whole.jumps)


@given(st.lists(st.sampled_from([-1.0, 0.0, 0.02, 0.5, 2 * LONGEST_HOLE_S]), max_size=30), cuts)
def test_a_files_times_are_taken_as_they_are_while_they_increase(steps, where):
    t_s = np.cumsum(np.array(steps))
    clock = SessionClock()
    kept, said_s = mapped(clock, t_s, t_s, blocks(len(t_s), where))
    assert np.array_equal(said_s, t_s[kept])
    assert ((np.diff(said_s) > 0) & (np.diff(said_s) <= LONGEST_HOLE_S)).all()
    assert clock.dropped == len(t_s) - len(kept)
    assert kept == mapped(SessionClock(), t_s, t_s)[0]
