"""Speeds, time in the band and tremor of simulated repetitions, against what was commanded."""

from functools import cache
from typing import Any

import pytest

from crossrep.engine import Engine
from crossrep.events import Rep
from crossrep.inputs import Side
from crossrep.settings import Settings
from crossrep.simulate import random_script, simulate

USUAL: dict[str, Any] = {
    "exercise": "biceps_curl",
    "range_deg": 90,
    "lowering_s": 3,
    "grade": "good",
    "reps": 5,
    "variability_percent": 0,
}


@cache
def reps_of(
    band_s: tuple[float, float] | None = None, tremor_deg: float = 0.0, **wanted: Any
) -> list[Rep]:
    tremor = {"kind": "tremor", "arm": "trained", "hz": 5, "deg": tremor_deg}
    script = random_script(5, **(USUAL | wanted | {"also": [tremor] if tremor_deg else []}))
    engine = Engine(Settings(Side(script.trained), lowering_band_s=band_s), block_s=5.0)
    said = [event for item in simulate(script).inputs for event in engine.feed(item)]
    return [event for event in [*said, *engine.finish()] if isinstance(event, Rep)]


@pytest.mark.parametrize(("shape", "peak"), [("bell", 1.875), ("even", 1.09)])
def test_speeds_are_those_of_the_movement(shape: str, peak: float):
    for rep in reps_of(shape=shape):
        assert rep.lowering_mean_deg_s == pytest.approx(30, rel=0.1)
        assert rep.lowering_peak_deg_s == pytest.approx(peak * 30, rel=0.12)
        assert rep.lowering_mean_m_s is None
        assert rep.lowering_shape == pytest.approx(1.0 if shape == "bell" else 0.0, abs=0.3)


def test_an_even_lowering_spends_its_time_in_the_band_and_a_bell_does_not():
    """A minimum-jerk way of 3 s is for 21 % of it at speeds that would take 2.5 to 5 s."""
    for rep in reps_of(shape="even"):
        assert rep.lowering_in_band_s > 0.8 * rep.lowering_s
    for rep in reps_of(shape="bell"):
        assert rep.lowering_in_band_s == pytest.approx(0.21 * rep.lowering_s, abs=0.25)


@pytest.mark.parametrize(
    ("band_s", "verdict"), [(None, True), ((1.0, 2.0), False), ((2.0, 4.0), True)]
)
def test_the_verdict_follows_the_band_that_was_asked_for(
    band_s: tuple[float, float] | None, verdict: bool
):
    found = reps_of(band_s, shape="even")
    assert len(found) == 5
    assert {rep.in_band for rep in found} == {verdict}
    assert all(0 <= rep.lowering_in_band_s <= rep.lowering_s for rep in found)


def test_tremor_is_seen_in_its_own_figure():
    """1 deg at 5 Hz is 22 deg/s RMS; what the curl itself has in that band is far below."""
    calm = reps_of(shape="bell")
    shaking = reps_of(shape="bell", tremor_deg=1.0)
    assert all(rep.tremor_deg_s < 4 for rep in calm)
    assert [rep.tremor_deg_s for rep in shaking] == pytest.approx([22.2] * 5, rel=0.3)
