"""Sample times from arrival alone: no clock, no counter, and samples that never came."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import arrivals, blocks, mapped

from crossrep.samples import Floats
from crossrep.signal.arrival import ArrivalClock

HZ = 50
TRUE_S = np.arange(0, 90, 1 / HZ)
DURATION_S = 3.0
SETTLED_S = 6.0
cuts = st.lists(st.integers(0, 10_000), max_size=15)


def off_s(t_s: Floats, true_s: Floats) -> Floats:
    """How far durations of three seconds are off, begun ten times a second once it is settled."""
    begins_s = np.arange(SETTLED_S, true_s[-1] - DURATION_S, 0.1)
    at = np.interp(np.concatenate([begins_s, begins_s + DURATION_S]), true_s, t_s)
    return np.abs(np.diff(at.reshape(2, -1), axis=0)[0] - DURATION_S)


def unstamped(arrival_s, period_s=1 / HZ, pieces=(slice(None),)):
    return mapped(ArrivalClock(period_s), np.full(len(arrival_s), np.nan), arrival_s, pieces)


@pytest.mark.parametrize("period_s", [1 / HZ, 0.0])
def test_samples_without_time_are_spaced_by_their_rate(period_s):
    kept, t_s = unstamped(arrivals(TRUE_S, 8), period_s)
    assert kept == list(range(len(TRUE_S)))
    assert off_s(t_s, TRUE_S).max() < 0.015


def test_a_burst_after_a_stall_loses_nothing():
    arrival_s = arrivals(TRUE_S, 9)
    stalled = np.where((TRUE_S > 40) & (arrival_s < 41.5), 41.5, arrival_s)
    kept, t_s = unstamped(np.maximum.accumulate(stalled))
    assert kept == list(range(len(TRUE_S)))
    assert np.diff(t_s).max() < 0.0205
    assert np.abs(t_s - unstamped(arrival_s)[1]).max() < 0.02


@pytest.mark.parametrize("lost_s", [0.5, 1.5, 8.0])
def test_a_real_loss_leaves_a_hole_of_the_right_length(lost_s):
    here = (TRUE_S < 40) | (TRUE_S - lost_s >= 40)
    kept, t_s = unstamped(arrivals(TRUE_S, 10)[here])
    assert len(kept) == here.sum()
    assert np.diff(t_s).max() == pytest.approx(lost_s, abs=0.07)
    assert np.abs(t_s - TRUE_S[here]).max() < 0.12


@given(cuts, st.sampled_from([0.0, 1 / HZ]), st.booleans())
@settings(max_examples=15, deadline=None)
def test_an_arrival_clock_is_the_same_in_any_blocks(where, period_s, burst):
    arrival_s = arrivals(TRUE_S, 11)
    here = np.ones(len(TRUE_S), bool) if burst else (TRUE_S < 40) | (TRUE_S > 41)
    arrival_s = np.where((TRUE_S > 60) & (arrival_s < 61), 61.0, arrival_s)[here]
    arrival_s = np.maximum.accumulate(arrival_s)
    kept, t_s = unstamped(arrival_s, period_s)
    cut_kept, cut_s = unstamped(arrival_s, period_s, blocks(len(arrival_s), where))
    assert cut_kept == kept
    assert np.array_equal(cut_s, t_s)


def lossy(hz: float, loss: float, seed: int, *, interval_s: float = 0.03, drift: float = 0.0):
    """(true times, arrivals) of the samples that came, each lost by chance of its own."""
    true_s = np.arange(0, 90, 1 / (hz * (1 + drift)))
    came = np.random.default_rng(seed).random(len(true_s)) >= loss
    return true_s[came], arrivals(true_s, seed, interval_s)[came]


@pytest.mark.parametrize("drift", [-0.007, 0.0, 0.007])
@pytest.mark.parametrize(("hz", "seed"), [(50, 1), (50, 2), (100, 3), (200, 4)])
def test_without_loss_nothing_is_taken_for_lost(hz: float, seed: int, drift: float):
    for interval_s in (0.0075, 0.015, 0.03, 0.05):
        true_s, arrival_s = lossy(hz, 0.0, seed, interval_s=interval_s, drift=drift)
        clock = ArrivalClock(1 / hz)
        _, t_s = mapped(clock, np.full(len(true_s), np.nan), arrival_s)
        assert np.diff(t_s).max() < 1.05 / hz
        assert clock.slip.lost == 0.0


@pytest.mark.parametrize("hz", [25, 50, 100, 200])
@pytest.mark.parametrize(("loss", "usual_s", "most_s"), [
    (0.01, 0.08, 0.25), (0.05, 0.1, 0.25), (0.1, 0.13, 0.35),
])  # fmt: skip
def test_single_samples_that_are_lost_shorten_nothing(
    hz: float, loss: float, usual_s: float, most_s: float
):
    """Before: 5 % lost was 5 % short, 150 ms of three seconds, and 3 s of a minute."""
    for seed, drift in ((1, 0.0), (2, 0.006), (3, -0.006)):
        true_s, arrival_s = lossy(hz, loss, seed, drift=drift)
        _, t_s = unstamped(arrival_s, 1 / hz)
        assert np.abs(t_s - true_s).max() < max(0.25, 10 * loss)
        assert np.abs(t_s - true_s)[true_s > 20].max() < 0.35
        off = off_s(t_s, true_s)
        assert np.percentile(off, 95) < usual_s
        assert off.max() < most_s
        rate = np.polyfit(true_s[true_s > 20], t_s[true_s > 20], 1)[0]
        assert rate == pytest.approx(1.0, abs=0.001)


@pytest.mark.parametrize("loss", [0.05, 0.1])
def test_whole_bunches_that_are_lost_shorten_nothing(loss: float):
    """A notification with several frames in it, or a connection event that went wrong."""
    for seed in range(3):
        arrival_s = arrivals(TRUE_S, seed)
        _, event = np.unique(arrival_s, return_inverse=True)
        came = (np.random.default_rng(seed).random(event.max() + 1) >= loss)[event]
        _, t_s = unstamped(arrival_s[came])
        off = off_s(t_s, TRUE_S[came])
        assert np.percentile(off, 95) < 0.16
        assert np.abs(np.mean(t_s - TRUE_S[came])) < 0.15


def test_loss_is_told_while_it_lasts():
    true_s, arrival_s = lossy(HZ, 0.05, 5)
    whole_s = arrivals(TRUE_S, 5, 0.03)
    there = true_s < 45
    both_s = np.concatenate([arrival_s[there], whole_s[TRUE_S >= 45]])
    clock, turned = ArrivalClock(1 / HZ), []
    for k in range(0, len(both_s), 7):
        _, t_s = mapped(clock, np.full(7, np.nan)[: len(both_s) - k], both_s[k : k + 7])
        turned += [t_s[i] for i in clock.turned_at]
    assert len(turned) == 2
    assert 3 < turned[0] < 12
    assert 47 < turned[1] < 70


@pytest.mark.parametrize(("told", "is_hz"), [(50, 10), (50, 100), (50, 20), (100, 50), (10, 50)])
def test_another_rate_than_was_told_is_noticed(told: float, is_hz: float):
    true_s, arrival_s = lossy(is_hz, 0.0, 6)
    clock = ArrivalClock(1 / told)
    _, t_s = mapped(clock, np.full(len(true_s), np.nan), arrival_s)
    assert clock.period_s == 1 / is_hz
    assert off_s(t_s, true_s).max() < 0.02


def test_a_rate_that_is_a_little_other_than_told_gives_true_durations():
    true_s, arrival_s = lossy(47, 0.0, 7)
    assert off_s(unstamped(arrival_s)[1], true_s).max() < 0.1


@pytest.mark.parametrize("slow_s", [0.2, 0.6, 1.5])
def test_a_unit_that_sends_slowly_until_its_rate_is_set_is_not_behind(slow_s: float):
    true_s = np.concatenate([np.arange(0, slow_s, 0.1), np.arange(slow_s, 60, 0.01)])
    _, t_s = unstamped(arrivals(true_s, 12, 0.03), 0.01)
    assert np.abs(t_s - true_s).max() < 0.1
    assert np.diff(t_s).max() < 0.15


@pytest.mark.parametrize("times", [2, 3])
def test_frames_that_all_come_twice_lengthen_nothing(times: int):
    arrival_s = np.repeat(arrivals(TRUE_S, 8), times)
    true_s = np.repeat(TRUE_S, times) + 1e-6 * np.arange(times * len(TRUE_S))
    assert off_s(unstamped(arrival_s)[1], true_s).max() < 0.15


def test_frames_that_begin_to_come_twice_lengthen_nothing():
    """As some systems do after a reconnect."""
    twice = np.repeat(np.arange(len(TRUE_S)), 1 + (TRUE_S > 30))
    true_s = TRUE_S[twice] + 1e-6 * np.arange(len(twice))
    _, t_s = unstamped(arrivals(TRUE_S, 9)[twice])
    off = off_s(t_s, true_s)
    assert np.percentile(off, 95) < 0.15
    assert off.max() < 0.6


@given(cuts, st.sampled_from([0.0, 1 / HZ, 1 / 10]), st.sampled_from([0.02, 0.1]))
@settings(max_examples=10, deadline=None)
def test_a_lossy_clock_is_the_same_in_any_blocks(where, period_s, loss):
    _, arrival_s = lossy(HZ, loss, 10)
    kept, t_s = unstamped(arrival_s, period_s)
    cut_kept, cut_s = unstamped(arrival_s, period_s, blocks(len(arrival_s), where))
    assert cut_kept == kept
    assert np.array_equal(cut_s, t_s)
