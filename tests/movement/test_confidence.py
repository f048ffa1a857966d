"""When durations are trusted: named exercises, tremor that was smoothed, two ways to a range."""

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from crossrep.engine import Engine
from crossrep.events import Confidence, Rep
from crossrep.exercises import EXERCISES, Load, exercise_named
from crossrep.inputs import Side
from crossrep.movement.repetitions import running_set
from crossrep.movement.timing.excursions import disagree
from crossrep.settings import Settings
from crossrep.simulate import random_script, simulate

USUAL: dict[str, Any] = {"lowering_s": 3, "grade": "typical", "reps": 6}


@cache
def run(seed: int, name: str, tremor_deg: float = 0.0, **wanted: Any) -> tuple[int, list[Rep]]:
    """Repetitions commanded, and said."""
    tremor = {"kind": "tremor", "arm": "trained", "hz": 5, "deg": tremor_deg}
    also = [tremor] if tremor_deg else []
    script = random_script(seed, **(USUAL | wanted | {"also": also}))
    engine = Engine(Settings(Side(script.trained), name), block_s=5.0)
    simulation = simulate(script)
    said = [event for item in simulation.inputs for event in engine.feed(item)]
    reps = [event for event in [*said, *engine.finish()] if isinstance(event, Rep)]
    return len([r for r in simulation.truth["reps"] if r["role"] == "trained"]), reps


@pytest.mark.parametrize("seed", [1, 3, 5])
def test_small_curls_are_counted_when_they_are_named(seed: int):
    wanted, reps = run(seed, "biceps_curl", exercise="biceps_curl", range_deg=20)
    assert len(reps) == wanted
    assert all("direction_unsure" not in rep.flags for rep in reps)


@pytest.mark.parametrize(("exercise", "seed"), [("pronation", 2), ("forward_reach", 4)])
def test_where_gravity_has_no_say_the_named_exercise_tells_which_way_is_lifting(
    exercise: str, seed: int
):
    wanted, reps = run(seed, exercise, exercise=exercise, range_deg=80, lifting_s=1.2)
    assert len(reps) == wanted
    assert {rep.confidence for rep in reps} == {Confidence.HIGH}
    assert all(abs(rep.lowering_s - 3) < 0.6 and rep.lifting_s < 1.7 for rep in reps)


def test_a_tremor_that_was_smoothed_is_said_and_the_times_are_right():
    wanted, reps = run(4, "biceps_curl", 1.0, exercise="biceps_curl", range_deg=80, hold_s=1.0)
    assert len(reps) == wanted
    assert any("tremor" in rep.flags for rep in reps)
    assert {rep.confidence for rep in reps} == {Confidence.HIGH}
    assert all(abs(rep.lowering_s - 3) < 0.6 for rep in reps)


def test_two_ways_to_a_range_agree_until_one_of_them_is_wrong(monkeypatch):
    seen = []

    def spied(track, phases, excursion, now_k):
        wrong = replace(phases, lifting=replace(phases.lifting, range=1.6 * phases.lifting.range))
        seen.append(
            (disagree(track, phases, excursion, now_k), disagree(track, wrong, excursion, now_k))
        )
        return seen[-1][0]

    monkeypatch.setattr(running_set, "disagree", spied)
    run(9, "unknown", exercise="biceps_curl", range_deg=60)
    assert len(seen) >= 6
    assert set(seen) == {(False, True)}


def test_every_exercise_says_what_lifting_is():
    known = [one for one in EXERCISES.values() if one.name != "unknown"]
    assert len(known) >= 18
    assert all(one.lifts_first and one.range_deg[0] < one.range_deg[1] for one in known)
    assert not exercise_named("unknown").lifts_first
    assert exercise_named("juggling").load is Load.OTHER
