"""Inputs nobody should send: times that lie, links that change, sessions longer than the memory."""

import dataclasses
from itertools import pairwise

import numpy as np
import pytest
from wearers import LAZY_S, events_of, events_of_rows, inputs_of, reps_of, samples_of, small

from crossrep.engine import Engine
from crossrep.events import Bout, Event, FaultEnded, FaultKind, SessionEnded
from crossrep.inputs import (
    Command,
    CommandName,
    Input,
    LinkChange,
    LinkState,
    Notification,
    Side,
    Tick,
)
from crossrep.settings import Settings
from crossrep.simulate import from_toml

CURLS = """
seed = 31
[sensor]
rate_hz = 50
[[block]]
kind = "rest"
duration_s = 4
[[block]]
kind = "set"
reps = 5
range_deg = 90
lowering_s = 2
[[block]]
kind = "rest"
duration_s = 30
also = [{ kind = "own", at_s = 8, range_deg = 15, duration_s = 3, times = 1 }]
[[block]]
kind = "set"
reps = 4
range_deg = 90
lowering_s = 2
[[block]]
kind = "rest"
duration_s = 90
"""


def curls() -> np.ndarray:
    """Rows of five curls, a rest, four curls, a long rest."""
    samples = samples_of(from_toml(CURLS))
    return np.concatenate([(np.arange(len(samples)) / 50.0)[:, None], samples], axis=1)


@pytest.mark.parametrize("block_s", [5.0, 30.0, 1000.0])
def test_sets_close_and_bouts_are_named_at_one_place_in_the_log(block_s: float):
    inputs = inputs_of(from_toml(CURLS))
    assert events_of(inputs, block_s=block_s) == events_of(inputs)


@pytest.mark.parametrize("before_s", [10.0, 0.2, 1000.0])
def test_stamps_before_the_start_count_as_the_start(before_s: float):
    inputs = [
        dataclasses.replace(item, t_host_ns=item.t_host_ns - int(before_s * 1e9))
        if isinstance(item, Notification) and i < 200
        else item
        for i, item in enumerate(small())
    ]
    assert isinstance(events_of(inputs)[-1], SessionEnded)


@pytest.mark.parametrize("first_s", [-10.0, -1000.0, 1000.0, 9e5])
def test_imported_times_count_from_the_start_of_the_recording(first_s: float):
    rows = curls()[:2000]
    moved = rows + np.array([first_s, 0, 0, 0, 0, 0, 0])
    times = [[round(r.top_s, 2) for r in reps_of(events_of_rows(x))] for x in (rows, moved)]
    assert times[0] == times[1]
    assert len(times[0]) == 5


@pytest.mark.parametrize(
    "hole_s", [30.0, *(pytest.param(long_s, marks=pytest.mark.slow) for long_s in (3000.0, 4000.0))]
)
def test_nothing_after_a_long_hole_is_thrown_away(hole_s: float):
    rows = curls()[:3800]
    later = rows + np.array([rows[-1, 0] + hole_s, 0, 0, 0, 0, 0, 0])
    events = events_of_rows(np.concatenate([rows, later]))
    assert len(reps_of(events)) == 2 * len(reps_of(events_of_rows(rows)))
    assert FaultKind.GAP in {e.kind for e in events if isinstance(e, FaultEnded)}


@pytest.mark.parametrize("hours", [2, 48])
def test_a_host_clock_that_leaps_does_not_end_the_session(hours: int):
    inputs = small()
    leap_ns = hours * 3600 * 10**9
    leapt = [
        dataclasses.replace(item, t_host_ns=item.t_host_ns + leap_ns) if i > 2 else item
        for i, item in enumerate(inputs)
    ]
    assert len(reps_of(events_of(leapt))) == 4


def test_no_repetition_begins_before_the_last_one_ended():
    for seed in range(3, 6):
        reps = reps_of(events_of(small(seed=seed, loss=4.0)))
        assert all(a.end_s <= b.start_s for a, b in pairwise(reps))


def swinging(hz: float, length_s: float) -> np.ndarray:
    """A pendulum about a level axis that lifts nothing: rows of a turning, gravity-true sensor."""
    t_s = np.arange(0, length_s, 0.02)
    angle = np.deg2rad(30) * np.sin(2 * np.pi * hz * t_s)
    rate = np.gradient(angle, 0.02)
    zero = np.zeros_like(t_s)
    acc = np.stack([9.81 * np.sin(angle), zero, 9.81 * np.cos(angle)], axis=1)
    gyr = np.stack([zero, -rate, zero], axis=1)
    return np.concatenate([t_s[:, None], acc, gyr], axis=1)


def test_a_movement_that_is_never_confirmed_may_go_on_for_long():
    rows = swinging(0.4, 420)
    columns = [Command(0, CommandName.START, {"session": "s", "utc_ns": 0})]
    engine = Engine(Settings(exercise="biceps_curl"), block_s=1.0)
    said: list[Event] = []
    link = LinkChange(Side.RIGHT, 0, LinkState.CONNECTED, "samples", rate_hz=50)
    inputs: list[Input] = [*columns, link]
    for a in range(0, len(rows), 50):
        piece = rows[a : a + 50]
        stamp = int(piece[-1, 0] * 1e9)
        inputs.append(Notification(Side.RIGHT, stamp, "samples", piece.astype("<f8").tobytes()))
    for item in inputs:
        said += engine.feed(item)
    said += engine.finish()
    assert isinstance(said[-1], SessionEnded)


@pytest.mark.parametrize("rate_hz", [1e-5, 1e-3, 1e9, -1.0, float("nan")])
def test_an_impossible_rate_is_as_good_as_none(rate_hz: float):
    inputs = [
        dataclasses.replace(item, rate_hz=rate_hz) if isinstance(item, LinkChange) else item
        for item in small(frame="plain")
    ]
    assert len(reps_of(events_of(inputs))) == 4


def test_a_start_without_a_date_is_no_harm():
    engine = Engine()
    said = engine.feed(Command(0, CommandName.START, {"session": "x", "utc_ns": "abc"}))
    assert said[0].utc_ns == 0


def test_bytes_of_a_wrist_nobody_connected_are_a_fault():
    inputs = [i for i in small() if not isinstance(i, LinkChange)]
    faults = [e for e in events_of(inputs) if isinstance(e, FaultEnded)]
    assert {f.kind for f in faults} == {FaultKind.GARBAGE}


def test_another_kind_of_wearable_on_the_same_wrist_goes_on():
    inputs = list(small())
    rows = np.zeros((50, 7))
    rows[:, 0], rows[:, 3] = np.arange(50) / 50, 9.81
    start_ns = inputs[0].t_host_ns
    before: list[Input] = [
        inputs[0],
        LinkChange(Side.RIGHT, start_ns, LinkState.CONNECTED, "samples", rate_hz=50),
        Notification(Side.RIGHT, start_ns, "samples", rows.astype("<f8").tobytes()),
    ]
    later = [dataclasses.replace(item, t_host_ns=item.t_host_ns + 2 * 10**9) for item in inputs[1:]]
    assert len(reps_of(events_of([*before, *later]))) == 4


def test_a_link_never_ends_being_lost_before_it_began():
    lost = '[[event]]\nkind = "link_lost"\narm = "affected"\nat_s = 8\nduration_s = 2'
    inputs = list(small(events=lost))
    at = next(i for i, x in enumerate(inputs) if isinstance(x, LinkChange) and not x.driver)
    last = max(i for i in range(at) if getattr(inputs[i], "side", None) is inputs[at].side)
    swapped = [*inputs[:last], inputs[at], inputs[last], *inputs[last + 1 : at], *inputs[at + 1 :]]
    faults = [e for e in events_of(swapped) if isinstance(e, FaultEnded)]
    assert faults
    assert all(f.end_s >= f.start_s for f in faults)


def test_looking_changes_nothing():
    inputs = small()
    engine, said = Engine(), []
    for item in inputs:
        said += engine.feed(item)
        if isinstance(item, Tick):
            engine.snapshot()
    assert said + engine.finish() == events_of(inputs)


def test_a_long_rest_after_a_movement_does_not_forget_it():
    for block_s in (LAZY_S, 1000.0):
        bouts = [
            e
            for e in events_of(inputs_of(from_toml(CURLS)), block_s=block_s)
            if isinstance(e, Bout)
        ]
        assert [b.kind for b in bouts].count("independent") == 1
