"""Figures of a set: what they are of, and when there are none."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossrep.events import Confidence, Rep
from crossrep.inputs import Role
from crossrep.movement.timing.set_figures import set_figures

REP = Rep(
    "r", "s", Role.TRAINED, "biceps_curl", 1, 1, 10.0, 11.0, 14.5, 1.0, 0.5, 3.0, 1.0,
    11.5, 14.5, "lower-v1", 2.5, 1.5, 90.0, Confidence.HIGH, in_band=True, tremor_deg_s=1.0,
)  # fmt: skip


def reps(lowerings_s: list[float], ranges_deg: list[float] | None = None) -> list[Rep]:
    ranges = ranges_deg or [90.0] * len(lowerings_s)
    return [
        replace(REP, lowering_s=lowering_s, end_s=11.5 + lowering_s, range_deg=range_deg)
        for lowering_s, range_deg in zip(lowerings_s, ranges, strict=True)
    ]


@given(st.floats(2, 5), st.floats(-0.2, 0.2), st.integers(4, 30))
def test_a_steady_change_is_the_slope_and_one_slip_does_not_turn_it(
    first_s: float, step_s: float, n: int
) -> None:
    times = [first_s + step_s * i for i in range(n)]
    assert set_figures(reps(times)).lowering_slope_s_per_rep == pytest.approx(step_s, abs=1e-4)
    if n >= 8:
        times[n // 2] += 20.0
        slope = set_figures(reps(times)).lowering_slope_s_per_rep
        assert slope == pytest.approx(step_s, abs=1e-4)


def test_spread_and_slope_need_four_repetitions_that_can_be_trusted():
    four = reps([3.0, 3.2, 2.8, 3.0])
    known = set_figures(four)
    assert known.lowering_cv_percent == pytest.approx(100 * 0.16330 / 3.0, abs=0.01)
    assert known.lowering_slope_s_per_rep is not None
    doubted = set_figures([*four[:3], replace(four[3], confidence=Confidence.LOW)])
    assert doubted.lowering_cv_percent is None
    assert doubted.lowering_slope_s_per_rep is None
    assert doubted.range_slope_deg_per_rep == 0.0  # a range can be right where a time is not


@given(st.lists(st.floats(1, 8), min_size=4, max_size=12), st.floats(0.5, 2))
def test_tempo_spread_is_of_the_tempo_not_of_its_length(times: list[float], factor: float):
    one = set_figures(reps(times)).lowering_cv_percent
    other = set_figures(reps([t * factor for t in times])).lowering_cv_percent
    assert one == pytest.approx(other, abs=0.02)


def test_the_share_in_the_band_is_of_those_judged():
    judged = [replace(REP, in_band=verdict) for verdict in (True, True, False, None)]
    figures = set_figures(judged)
    assert (figures.judged_reps, figures.in_band_share) == (3, pytest.approx(2 / 3, abs=1e-4))
    assert set_figures([replace(REP, in_band=None)]).in_band_share is None


def test_doubted_times_leave_the_median_unless_all_are():
    four = reps([3.0, 3.0, 3.0, 9.0])
    doubted = [*four[:3], replace(four[3], confidence=Confidence.LOW)]
    assert set_figures(doubted).lowering_median_s == 3.0
    alone = [replace(four[3], confidence=Confidence.LOW)]
    assert set_figures(alone).lowering_median_s == 9.0


def test_a_repetition_that_was_cut_counts_in_no_figure():
    five = [*reps([3.0] * 4), replace(REP, flags=("cut",), range_deg=10.0, lowering_s=0.5)]
    assert set_figures(five).range_median_deg == 90.0
    assert set_figures(five).range_slope_deg_per_rep == 0.0
