"""The lowering rule on ideal movements: its constants, and what it says of them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.signal import fftconvolve

from crossrep.movement.timing.lowering import (
    SMOOTH_S,
    STOP_S,
    smoothed,
    time_lowering,
    window_points,
)
from crossrep.movement.timing.pieces import THRESHOLD
from crossrep.movement.timing.shape import FAMILY, SMOOTHING, beyond

Floats = NDArray[np.float64]
RAMPS = (0.04, 0.083, 0.17, 0.25, 0.35)
HZ = 50.0


def even(t: Floats, ramp: float) -> Floats:
    """Speed of a unit way in unit time: constant between raised-cosine ramps."""
    near = np.minimum(t, 1 - t)
    rise = (1 - np.cos(np.pi * np.clip(near / ramp, 0, 1))) / 2
    return np.where((t > 0) & (t < 1), rise, 0.0) / (1 - ramp)


def bell(t: Floats) -> Floats:
    """Speed of a minimum-jerk way."""
    return np.where((t > 0) & (t < 1), 30 * t**2 * (1 - t) ** 2, 0.0)


def known(speed: Floats, t: Floats, smoothing: float) -> tuple[float, float]:
    """Tails over middle half, and the share beyond each edge, from the definition."""
    n = max(round(smoothing / (t[1] - t[0])), 1) | 1
    hann = 0.5 * (1 - np.cos(2 * np.pi * np.arange(1, n + 1) / (n + 1)))
    v = fftconvolve(speed, hann / hann.sum(), mode="same")
    first, last = _above(v, t, THRESHOLD, -np.inf)
    return _own(v[first : last + 1], t[first : last + 1])


def _own(v: Floats, t: Floats) -> tuple[float, float]:
    first, last = _above(v, t, THRESHOLD, v[0])
    quarter, three = np.interp([0.25, 0.75], np.cumsum(v) / v.sum(), t)
    a, b = t[first], t[last]
    return ((quarter - a) + (b - three)) / (three - quarter), a / (b - a)


def _above(v: Floats, t: Floats, share: float, least: float) -> tuple[int, int]:
    way = np.cumsum(v) * (t[1] - t[0])
    t10, t90 = np.interp([0.1, 0.9], way / way[-1], t)
    fast = np.flatnonzero(v > max(share * 0.8 * way[-1] / (t90 - t10), least))
    return int(fast[0]), int(fast[-1])


@pytest.mark.parametrize("row", range(len(SMOOTHING)))
def test_the_table_of_shapes_is_what_its_formulas_give(row: int):
    t = (np.arange(9000) + 0.5) / 3000 - 1
    speeds = [*(even(t, ramp) for ramp in RAMPS), bell(t)]
    for (tail, share), speed in zip(FAMILY[row], speeds, strict=True):
        assert known(speed, t, float(SMOOTHING[row])) == pytest.approx((tail, share), abs=0.004)


def test_between_the_rows_it_goes_evenly():
    for tail in np.linspace(1.0, 2.0, 21):
        there = [beyond(float(tail), s, 1.0) for s in np.linspace(0, 0.6, 61)]
        assert max(abs(np.diff(there))) < 0.01


def window(speed: Floats, smooth_s: float = SMOOTH_S) -> Floats:
    """Smoothed rate (lifting positive) of a short lift, a hold, this lowering, and a rest."""
    lift = np.r_[np.full(25, speed.sum() / 25), np.zeros(40)]
    return smoothed(np.r_[lift, -speed, np.zeros(60)], window_points(smooth_s, HZ))


def lowering(shape: Floats, range_deg: float) -> Floats:
    return shape / shape.sum() * range_deg * HZ


@settings(max_examples=60)
@given(st.floats(0.6, 8), st.floats(20, 140), st.one_of(st.none(), st.floats(0.04, 0.35)))
def test_ideal_lowerings_are_timed_to_a_few_hundredths(
    true_s: float, range_deg: float, ramp: float | None
):
    """No limb reaches its speed in less than 0.15 s; what does is blurred by the window."""
    t = (np.arange(round(true_s * HZ)) + 0.5) / round(true_s * HZ)
    shape = bell(t) if ramp is None else even(t, min(max(ramp, 0.15 / true_s), 0.35))
    timing = time_lowering(window(lowering(shape, range_deg)), HZ, SMOOTH_S)
    assert timing is not None
    assert timing.end_s - timing.start_s == pytest.approx(round(true_s * HZ) / HZ, abs=0.06)
    assert timing.range == pytest.approx(range_deg, rel=0.01)


@settings(max_examples=40)
@given(st.floats(0.2, 0.8), st.floats(0.3, 1.5), st.floats(2, 5))
def test_a_stop_inside_shortens_nothing(share: float, stopped_s: float, true_s: float):
    pieces = [(share, share * true_s), (1 - share, (1 - share) * true_s)]
    first, last = (
        size * bell((np.arange(round(s * HZ)) + 0.5) / round(s * HZ)) / round(s * HZ)
        for size, s in pieces
    )
    still = np.zeros(round(stopped_s * HZ))
    timing = time_lowering(window(lowering(np.r_[first, still, last], 90.0)), HZ, SMOOTH_S)
    assert timing is not None
    whole_s = (len(first) + len(still) + len(last)) / HZ
    assert timing.end_s - timing.start_s == pytest.approx(whole_s, abs=0.06)
    assert [stop.end_s - stop.start_s > STOP_S for stop in timing.stops] == [True]
