"""Practice with the affected arm and with both: small, irregular, from its own floor upward."""

import json
from itertools import pairwise

import numpy as np
import pytest
from sessions import KNOCK, REST, columns_of, curls, resting, script

from crossrep.engine import Engine, restore, save
from crossrep.events import PracticeClosed, PracticeRep
from crossrep.formats.samples_csv import inputs_from_columns
from crossrep.inputs import Command, CommandName
from crossrep.settings import Arms, Settings, from_json, to_json


def practised(wearer, arms=Arms.AFFECTED, late_s=0.0, block_s=5.0):
    engine = Engine(Settings(trained=wearer.trained, arms=arms), block_s)
    inputs = inputs_from_columns(columns_of(wearer, late_s))
    said = [event for item in inputs for event in engine.feed(item)]
    return said + engine.finish()


def reps_of(events):
    return [event for event in events if isinstance(event, PracticeRep)]


def irregular(seed, range_deg, times=8):
    """Movements of changing size, tempo, hold and rest: (truth, block)."""
    chance = np.random.default_rng(seed)
    at_s, also, truth = 1.0, [], []
    for _ in range(times):
        own = {
            "kind": "own",
            "at_s": at_s,
            "range_deg": range_deg * chance.uniform(0.75, 1.3),
            "duration_s": chance.uniform(1.5, 6),
            "hold_s": float(chance.choice([0, 0, 1, 2])),
        }
        whole_s = own["duration_s"] + own["hold_s"]
        truth.append((6 + at_s, 6 + at_s + whole_s, own["range_deg"]))
        also.append(own)
        at_s += whole_s + chance.uniform(0.3, 3)
    return truth, resting(*also, duration_s=at_s + 4)


@pytest.mark.parametrize("grade", [pytest.param("typical", marks=pytest.mark.slow), "poor"])
@pytest.mark.parametrize("range_deg", [4, 8, 25, 70])
def test_small_and_irregular_repetitions_are_counted(grade, range_deg):
    wrong = 0
    for seed in range(3):
        truth, block = irregular(seed, range_deg)
        reps = reps_of(practised(script(REST, block, seed=seed, sensor={"grade": grade})))
        wrong += abs(len(reps) - len(truth))
        for rep in reps:
            near = min(truth, key=lambda one: abs(one[0] + one[1] - rep.start_s - rep.end_s))
            assert rep.range_deg == pytest.approx(1.044 * near[2], rel=0.12, abs=1.2)
            assert abs(rep.start_s - near[0]) < 0.9
            assert abs(rep.end_s - near[1]) < 0.9
    assert wrong <= 1


def test_the_parts_of_a_repetition_are_its_length_and_in_order():
    _, block = irregular(3, 20)
    reps = reps_of(practised(script(REST, block)))
    for rep in reps:
        assert rep.out_s + rep.hold_s + rep.back_s == rep.end_s - rep.start_s
        assert min(rep.out_s, rep.hold_s, rep.back_s) >= 0
        assert rep.start_s <= rep.top_s <= rep.end_s
    assert [rep.n for rep in reps] == list(range(1, len(reps) + 1))
    assert all(b.start_s >= a.end_s for a, b in pairwise(reps))


def test_rest_breathing_and_tremor_are_no_practice():
    tremor = {"kind": "tremor", "at_s": 5, "duration_s": 20, "hz": 5, "deg": 0.5}
    events = practised(script(REST, resting(tremor, duration_s=60), body={"breathing_mm": 5}))
    assert reps_of(events) == []


def test_nothing_is_counted_where_nobody_asked():
    _, block = irregular(1, 25)
    assert reps_of(practised(script(REST, block), arms=None)) == []
    assert reps_of(practised(script(REST, block), arms=Arms.TRAINED)) == []


def test_an_instruction_begins_and_ends_practice():
    own = {"kind": "own", "at_s": 2, "range_deg": 20, "duration_s": 3, "times": 10, "pause_s": 2}
    wearer = script(REST, resting(own, duration_s=60))
    asked = [
        Command(int(20e9), CommandName.EXERCISE, {"name": "reach", "arms": "affected"}),
        Command(int(40e9), CommandName.EXERCISE, {"name": "reach", "arms": "trained"}),
    ]
    inputs = sorted([*inputs_from_columns(columns_of(wearer)), *asked], key=lambda i: i.t_host_ns)
    engine = Engine(Settings())
    events = [event for item in inputs for event in engine.feed(item)] + engine.finish()
    assert 3 <= len(reps_of(events)) <= 4
    assert all(19 < rep.start_s < 40 for rep in reps_of(events))
    assert [e.reps for e in events if isinstance(e, PracticeClosed)] == [len(reps_of(events))]


@pytest.mark.parametrize("late_s", [0.0, 0.08])
def test_both_arms_are_compared(late_s):
    """The affected arm does half of every curl, 200 ms late."""
    both = {"kind": "assisted", "percent": 50, "lag_ms": 200}
    work = curls(both, reps=6, range_deg=80, rest_s=1.5)
    events = practised(script(KNOCK, work, REST), Arms.BOTH, late_s)
    (closed,) = [event for event in events if isinstance(event, PracticeClosed)]
    assert closed.arms == "both"
    assert closed.pairs == closed.reps == 6
    assert closed.range_ratio == pytest.approx(0.5, abs=0.06)
    assert closed.lag_s == pytest.approx(0.2, abs=0.15)
    assert closed.tempo_agreement is not None
    assert closed.tempo_agreement > 0.8


@pytest.mark.parametrize("block_s", [0.0, 0.4, 1000.0])
def test_every_cutting_says_the_same(block_s):
    both = {"kind": "assisted", "percent": 60, "lag_ms": 50}
    _, block = irregular(2, 15, times=4)
    wearer = script(KNOCK, curls(both, reps=4), block, REST)
    assert practised(wearer, Arms.BOTH, block_s=block_s) == practised(wearer, Arms.BOTH)


def test_a_saved_state_goes_on_practising():
    _, block = irregular(2, 15, times=4)
    inputs = inputs_from_columns(columns_of(script(REST, block)))
    whole, first = Engine(Settings(arms=Arms.AFFECTED)), Engine(Settings(arms=Arms.AFFECTED))
    said = [event for item in inputs for event in whole.feed(item)] + whole.finish()
    part = [event for item in inputs[:40] for event in first.feed(item)]
    second = restore(json.loads(json.dumps(save(first))))
    part += [event for item in inputs[40:] for event in second.feed(item)] + second.finish()
    assert part == said


def test_settings_name_the_arms_only_when_somebody_said():
    assert "arms" not in to_json(Settings())
    assert from_json(to_json(Settings(arms=Arms.BOTH))) == Settings(arms=Arms.BOTH)
