"""A small movement after a large one: the axis and the way up are known from before."""

from functools import cache

import pytest

from crossrep.engine import Engine, restore, save
from crossrep.events import Event, Rep
from crossrep.inputs import Input, Side
from crossrep.settings import Settings
from crossrep.simulate import from_toml, simulate

SCRIPT = """
seed = {seed}
trained = "right"
exercise = "{exercise}"
[sensor]
rate_hz = 50
[[block]]
kind = "rest"
duration_s = 5
[[block]]
kind = "set"
reps = {large}
range_deg = 90
lifting_s = 1.5
hold_s = 0.2
lowering_s = 1.5
rest_s = 0.5
[[block]]
kind = "rest"
duration_s = 8
[[block]]
kind = "set"
reps = 6
range_deg = 20
lifting_s = 1.5
hold_s = 1
lowering_s = 2.5
rest_s = 1
[[block]]
kind = "rest"
duration_s = 8
"""


@cache
def inputs(seed: int, exercise: str, large: int = 3) -> tuple[Input, ...]:
    return tuple(simulate(from_toml(SCRIPT.format(**locals()))).inputs)


def small_of(events: list[Event]) -> list[Rep]:
    return [e for e in events if isinstance(e, Rep) and e.range_deg < 45]


@pytest.mark.parametrize("named", ["unknown", "same"])
@pytest.mark.parametrize("exercise", ["biceps_curl", "lateral_raise"])
@pytest.mark.parametrize("seed", [1, 2])
def test_small_repetitions_count_after_a_calibration(seed, exercise, named):
    settings = Settings(Side.RIGHT, exercise if named == "same" else "unknown")
    engine = Engine(settings, block_s=5.0)
    events = [e for one in inputs(seed, exercise) for e in engine.feed(one)] + engine.finish()
    small = small_of(events)
    assert len(small) == 6
    assert all(abs(rep.lowering_s - 2.5) < 0.3 for rep in small)
    assert not any("axis_unsure" in rep.flags for rep in small)


def test_what_is_remembered_survives_a_restart():
    whole = inputs(1, "biceps_curl")
    settings = Settings(Side.RIGHT, "biceps_curl")
    straight = Engine(settings, block_s=5.0)
    expected = [e for one in whole for e in straight.feed(one)] + straight.finish()
    engine, events = Engine(settings, block_s=5.0), []
    for i, one in enumerate(whole):
        if i == len(whole) // 2:
            engine = restore(save(engine))
        events += engine.feed(one)
    assert events + engine.finish() == expected
