"""Not worn, loose, on the wrong wrists: notices and unobserved time, never "no activity"."""

import numpy as np
import pytest
from sessions import (
    REST,
    bouts_of,
    columns_of,
    curls,
    ended_of,
    events_of,
    kinds_of,
    resting,
    said_of,
    script,
)

from crossrep.engine import Engine
from crossrep.events import FaultEnded, FaultKind, FaultStarted, WhichMoved
from crossrep.formats.samples_csv import SampleColumns, inputs_from_columns
from crossrep.inputs import Command, CommandName, Role, Side
from crossrep.movement.wearing.wear import alive, rattles
from crossrep.settings import Settings

ON_A_TABLE = {"breathing_mm": 0, "restless_deg": 0}


def faults_of(events, kind):
    return [e for e in events if isinstance(e, FaultEnded) and e.kind is kind]


@pytest.mark.parametrize("grade", ["typical", "poor"])
def test_a_sensor_on_a_table_is_not_worn_and_not_observed(grade):
    events = events_of(script(resting(duration_s=420), body=ON_A_TABLE, sensor={"grade": grade}))
    (fault,) = [f for f in faults_of(events, FaultKind.NOT_WORN) if f.role is Role.AFFECTED]
    assert fault.start_s <= 120
    assert ended_of(events).affected_observed_s < 130
    assert bouts_of(events) == []


def test_a_worn_arm_at_rest_is_worn():
    events = events_of(script(resting(duration_s=420), body={"breathing_mm": 2}))
    assert faults_of(events, FaultKind.NOT_WORN) == []
    assert ended_of(events).affected_observed_s > 415


def test_who_puts_it_on_again_is_observed_again():
    own = {"kind": "own", "at_s": 20, "range_deg": 30, "duration_s": 2, "times": 15, "pause_s": 2}
    work = resting(own, duration_s=100)
    events = events_of(script(resting(duration_s=260), work, body=ON_A_TABLE))
    (fault,) = [f for f in faults_of(events, FaultKind.NOT_WORN) if f.role is Role.AFFECTED]
    assert 240 <= fault.end_s <= 340
    assert len(bouts_of(events)) == 15


def test_noise_is_dead_and_any_slow_movement_is_alive():
    rng = np.random.default_rng(3)
    noise = rng.normal(size=(3000, 3)) * 0.003
    breath = 0.001 * np.sin(2 * np.pi * 0.25 * np.arange(3000) / 50)
    assert not alive(noise)
    assert alive(noise + breath[:, None])


def loose(columns, side):
    """Every movement makes the sensor shake at 12 Hz on its strap."""
    one = columns[side]
    speed = np.linalg.norm(one.gyr_rads, axis=1)
    shaking = speed * np.sin(2 * np.pi * 12 * one.t_s)
    gyr = one.gyr_rads + 1.2 * shaking[:, None] * [1.0, 0.4, -0.6]
    return columns | {side: SampleColumns(one.t_s, one.acc_ms2, gyr)}


def test_a_loose_sensor_is_said_to_be_loose():
    columns = columns_of(script(REST, curls(), REST, sensor={"rate_hz": 100}))
    assert faults_of(said_of(columns), FaultKind.LOOSE) == []
    events = said_of(loose(columns, Side.RIGHT))
    assert [f.role for f in faults_of(events, FaultKind.LOOSE)] == [Role.TRAINED]


def test_muscles_that_shake_under_load_are_not_loose():
    columns = columns_of(script(REST, curls(), REST, sensor={"rate_hz": 100}))
    one = columns[Side.RIGHT]
    under_load = np.where((one.t_s > 6) & (one.t_s < 60), 0.6, 0.0)
    shaking = under_load * np.sin(2 * np.pi * 11 * one.t_s)
    gyr = one.gyr_rads + shaking[:, None] * [1.0, 0.4, -0.6]
    shaken = columns | {Side.RIGHT: SampleColumns(one.t_s, one.acc_ms2, gyr)}
    assert sum(map(bool, rattles(_seconds(gyr)))) >= 10
    assert faults_of(said_of(shaken), FaultKind.LOOSE) == []


def _seconds(rate):
    """Whole seconds of a rate sampled at 100 Hz, as 50 points each."""
    halved = rate[: len(rate) // 100 * 100].reshape(-1, 2, 3).mean(axis=1)
    return halved.reshape(-1, 50, 3)


def test_a_strong_tremor_is_not_loose():
    t_s = np.arange(50) / 50
    slow = np.sin(2 * np.pi * 0.5 * t_s)
    for hz in (4, 6, 8):
        rate = slow + 0.8 * np.sin(2 * np.pi * hz * t_s)
        assert rattles(np.outer(rate, [1.0, 0.3, 0.2])[None]) == [False]


def test_sensors_on_the_wrong_wrists_are_noticed_within_three_repetitions():
    columns = columns_of(script(REST, curls(reps=6), REST))
    changed = {Side.LEFT: columns[Side.RIGHT], Side.RIGHT: columns[Side.LEFT]}
    for block_s in (0.0, 5.0, 1000.0):
        events = said_of(changed, block_s=block_s)
        (fault,) = [e for e in events if isinstance(e, FaultStarted)]
        assert fault.kind is FaultKind.SIDE_MISMATCH
        ended = ended_of(events)
        assert ended.affected_active_s == 0
        assert ended.affected_observed_s < 1
        assert ended.use_ratio is None
        after = [b for b in bouts_of(events) if b.start_s > 25]
        assert {b.kind.value for b in after} <= {"ambiguous"}


def test_the_right_wrists_and_small_movements_beforehand_are_no_mistake():
    own = {"kind": "own", "at_s": 1, "range_deg": 25, "duration_s": 2, "times": 5}
    events = events_of(script(REST, resting(own), curls(reps=5), REST))
    assert [e for e in events if isinstance(e, FaultStarted)] == []
    assert kinds_of(events) == ["independent"] * 5


@pytest.mark.parametrize(
    ("at_s", "moved"), [(2.0, "none"), (6.5, "trained"), (32.0, "affected"), (45.0, "both")]
)
@pytest.mark.parametrize("block_s", [0.0, 100.0])
def test_which_arm_moved_is_answered_after_two_seconds(at_s, moved, block_s):
    lift = curls(reps=1, lowering_s=2, hold_s=0)
    own = {"kind": "own", "at_s": 32 - 9.2, "range_deg": 40, "duration_s": 2.5}
    shared = {"kind": "carried", "at_s": 45 - 9.2, "range_deg": 40, "duration_s": 2.5}
    columns = columns_of(script(REST, lift, resting(own, shared, duration_s=50)))
    ask = Command(int(at_s * 1e9), CommandName.WHICH_MOVES)
    inputs = sorted([*inputs_from_columns(columns), ask], key=lambda item: item.t_host_ns)
    engine = Engine(Settings(), block_s)
    events = [event for item in inputs for event in engine.feed(item)] + engine.finish()
    (answer,) = [event for event in events if isinstance(event, WhichMoved)]
    assert answer.moved == moved
    assert answer.t_s == pytest.approx(at_s + 2, abs=1.1)
