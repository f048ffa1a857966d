import itertools
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossrep.batch import InputBatch
from crossrep.inputs import Command, LinkChange, LinkState, Notification, Role, Side, Tick
from crossrep.simulate import (
    from_toml,
    play,
    random_script,
    session_id,
    simulate,
    true_traces,
    truth_json,
)
from crossrep.simulate.device import side_of

seeds = st.integers(0, 10**6)
few = settings(max_examples=8, deadline=None)
FRAME = np.dtype([("head", "u1", 2), ("values", "<i2", 9), ("date", "u1", 6), ("ms", "<u2")])


def payloads(simulation, side):
    inputs = simulation.inputs
    return [i.payload for i in inputs if isinstance(i, Notification) and i.side is side]


def frames(simulation, side):
    """The 28-byte frames of one side, battery replies left out."""
    data = [p for p in payloads(simulation, side) if len(p) % 28 == 0]
    return np.frombuffer(b"".join(data), FRAME)


def clock_s(rows):
    hour, minute, second = (rows["date"][:, k].astype(int) for k in (3, 4, 5))
    return hour * 3600 + minute * 60 + second + rows["ms"] / 1000


@few
@given(seeds, st.sampled_from(["with_clock", "plain"]), st.booleans())
def test_same_script_same_bytes_and_times(seed, frame, split):
    script = random_script(seed, frame=frame, split=split, reps=2)
    first, second = simulate(script, "a"), simulate(script, "a")
    assert first.inputs == second.inputs == list(play(script))
    assert truth_json(first.truth) == truth_json(second.truth)


@few
@given(seeds, st.floats(0, 100), st.floats(10, 90))
def test_arrivals_never_fall_and_the_session_begins_with_start(seed, jitter_ms, missed):
    script = random_script(seed, jitter_ms=jitter_ms, missed_event_percent=missed, reps=2)
    inputs = simulate(script).inputs
    assert isinstance(inputs[0], Command)
    assert inputs[0].arguments["session"] == session_id(script)
    assert inputs[0].arguments["utc_ns"] == 1_767_603_600_000_000_000
    assert all(a.t_host_ns <= b.t_host_ns for a, b in itertools.pairwise(inputs))
    connected = [i.side for i in inputs if isinstance(i, LinkChange)]
    assert sorted(connected) == [Side.LEFT, Side.RIGHT]
    assert list(InputBatch.of(inputs).inputs()) == inputs


def test_ticks_come_ten_times_a_second_until_after_the_end():
    simulation = simulate(random_script(1, reps=1))
    t0 = simulation.inputs[0].t_host_ns
    ticks = np.array([i.t_host_ns - t0 for i in simulation.inputs if isinstance(i, Tick)])
    np.testing.assert_array_equal(np.diff(ticks), 100_000_000)
    assert ticks[-1] / 1e9 > simulation.truth["duration_s"]


@few
@given(seeds)
def test_cutting_the_stream_moves_no_byte(seed):
    quiet = {"battery_every_s": 0, "reps": 2, "connection_interval_ms": 50}
    whole, cut = (simulate(random_script(seed, split=split, **quiet)) for split in (False, True))
    for side in Side:
        assert b"".join(payloads(whole, side)) == b"".join(payloads(cut, side))
        assert max(len(p) for p in payloads(cut, side)) <= 20
    assert max(len(p) for p in payloads(whole, Side.LEFT)) > 28


@pytest.mark.parametrize(("frame", "length"), [("with_clock", 28), ("plain", 20)])
def test_a_notification_is_whole_frames_that_fit_the_radio(frame, length):
    script = random_script(3, frame=frame, battery_every_s=0, rate_hz=200, missed_event_percent=40)
    for side in Side:
        sizes = {len(p) for p in payloads(simulate(script), side)}
        assert all(size % length == 0 and size <= 244 for size in sizes)


def test_battery_replies_come_between_the_frames():
    script = random_script(3, battery_every_s=5)
    replies = [p for p in payloads(simulate(script), Side.LEFT) if p[:2] == b"\x55\x71"]
    assert replies[0].hex(" ").startswith("55 71 64 00 92 01 00 00")
    assert len(replies) >= 4


def test_every_sample_arrives_once_and_the_device_clock_has_no_hole():
    script = random_script(5, rate_hz=50)
    for side in Side:
        np.testing.assert_allclose(
            np.diff(clock_s(frames(simulate(script), side))), 0.02, atol=1e-6
        )


@pytest.mark.parametrize("loss", [1, 5, 20])
def test_lost_packets_are_missing_and_leave_holes_in_the_clock(loss):
    complete = simulate(random_script(5, rate_hz=50))
    lossy = simulate(random_script(5, rate_hz=50, loss_percent=loss))
    side = side_of(random_script(5), Role.TRAINED)
    missing = len(frames(complete, side)) - len(frames(lossy, side))
    share = missing / len(frames(complete, side))
    assert share == pytest.approx(loss / 100, abs=0.03)
    inside = round(float(np.sum(np.diff(clock_s(frames(lossy, side))) - 0.02)) / 0.02)
    assert missing - 8 <= inside <= missing  # a packet lost at either end leaves no hole
    gone = lossy.truth["lost"]["trained"]
    assert sum(round((g["end_s"] - g["start_s"]) / 0.02) for g in gone) == missing


def test_the_clock_drifts_against_the_host():
    script = random_script(5, rate_hz=50, clock_drift_ppm=(5000, 0), jitter_ms=0, reps=10)
    simulation, side = simulate(script), side_of(script, Role.TRAINED)
    seconds = clock_s(frames(simulation, side))
    device_s = seconds[-1] - seconds[0]
    stamps = [i.t_host_ns for i in simulation.inputs if getattr(i, "payload", b"")[:2] == b"Ua"]
    assert device_s / ((stamps[-1] - stamps[0]) / 1e9) == pytest.approx(1.005, abs=0.003)


EVENTFUL = """
seed = 3
trained = "left"
[sensor]
rate_hz = 50
[[block]]
kind = "rest"
duration_s = 30
[[event]]
kind = "frozen"
arm = "trained"
at_s = 5
duration_s = 4
[[event]]
kind = "link_lost"
arm = "affected"
at_s = 12
duration_s = 6
"""


def test_a_frozen_sensor_repeats_its_six_values_while_its_clock_goes_on():
    simulation = simulate(from_toml(EVENTFUL))
    rows = frames(simulation, Side.LEFT)
    same = np.all(np.diff(rows["values"].astype(int), axis=0) == 0, axis=1)
    runs = np.diff(np.flatnonzero(np.diff(np.concatenate([[0], same, [0]]))))[::2]
    assert sorted(runs)[-1] == 4 * 50 - 1
    np.testing.assert_allclose(np.diff(clock_s(rows)), 0.02, atol=1e-6)


def test_a_lost_link_is_silent_says_so_and_comes_back():
    simulation = simulate(from_toml(EVENTFUL))
    t0 = simulation.inputs[0].t_host_ns
    mine = [i for i in simulation.inputs if getattr(i, "side", None) is Side.RIGHT]
    links = [(i.state, (i.t_host_ns - t0) / 1e9) for i in mine if isinstance(i, LinkChange)]
    assert [state for state, _ in links] == [
        LinkState.CONNECTED,
        LinkState.LOST,
        LinkState.CONNECTED,
    ]
    assert [round(t_s, 2) for _, t_s in links] == [0.12, 12.5, 18.0]
    arrivals = np.array([i.t_host_ns - t0 for i in mine if isinstance(i, Notification)]) / 1e9
    assert not np.any((arrivals > 12.1) & (arrivals < 18.0))
    assert np.any(arrivals > 18.1)
    assert simulation.truth["faults"] == [
        {"role": "trained", "kind": "frozen", "start_s": 5.0, "end_s": 9.0},
        {"role": "affected", "kind": "link_lost", "start_s": 12.0, "end_s": 18.0},
    ]


@few
@given(seeds)
def test_true_durations_are_the_commanded_ones(seed):
    script = random_script(seed, variability_percent=0, stops=[{"share": 0.5, "duration_s": 0.4}])
    block, truth = script.block[1], simulate(script).truth
    assert [rep["n"] for rep in truth["reps"]] == list(range(1, block.reps + 1))
    for rep in truth["reps"]:
        assert rep["lifting_s"] == pytest.approx(block.lifting_s)
        assert rep["hold_s"] == pytest.approx(block.hold_s)
        assert rep["lowering_s"] == pytest.approx(block.lowering_s + 0.4)
        assert rep["rest_s"] == pytest.approx(0 if rep["n"] == 1 else block.rest_s)
        assert rep["range_deg"] == pytest.approx(block.range_deg)


@few
@given(seeds)
def test_the_parts_of_a_set_sum_to_the_set(seed):
    truth = simulate(random_script(seed)).truth
    parts = ("rest_s", "lifting_s", "hold_s", "lowering_s")
    length_s = sum(rep[part] for rep in truth["reps"] for part in parts)
    assert length_s == pytest.approx(truth["sets"][0]["end_s"] - truth["sets"][0]["start_s"])


@few
@given(seeds)
def test_the_traces_agree_with_the_truth(seed):
    script = random_script(seed, restless_deg=0)
    columns, truth = true_traces(script), simulate(script).truth
    assert len({len(column) for column in columns.values()}) == 1
    for rep in truth["reps"]:
        inside = (columns["t_s"] >= rep["start_s"]) & (columns["t_s"] < rep["end_s"])
        assert np.ptp(columns["trained_joint_deg"][inside]) == pytest.approx(
            rep["range_deg"], abs=1.0
        )
        assert rep["true_range_deg"] == pytest.approx(rep["range_deg"], abs=12)


def test_partial_repetitions_return_only_in_part():
    script = random_script(2, reps=5, partial=[2], partial_returned=0.4, variability_percent=0)
    truth = simulate(script).truth
    assert [rep["partial"] for rep in truth["reps"]] == [False, True, False, False, False]
    assert (truth["sets"][0]["reps"], truth["sets"][0]["partial"]) == (4, 1)
    following = truth["reps"][2]
    assert following["range_deg"] == pytest.approx(0.4 * truth["reps"][0]["range_deg"])


HAPPENINGS = """
[[block]]
kind = "set"
reps = 3
variability_percent = 0
also = [{ kind = "mirror", percent = 5, lag_ms = 120 }]
[[block]]
kind = "rest"
duration_s = 20
also = [
  { kind = "own", at_s = 2, range_deg = 12, duration_s = 2, times = 2 },
  { kind = "carried", at_s = 9, range_deg = 6, duration_s = 3 },
  { kind = "tremor", at_s = 15, duration_s = 3, hz = 5, deg = 1 },
]
[[block]]
kind = "set"
reps = 1
also = [{ kind = "assisted" }]
"""


def test_what_the_affected_arm_did_is_in_the_truth_and_in_its_trace():
    script = from_toml(HAPPENINGS)
    moved, columns = simulate(script).truth["affected"], true_traces(script)
    kinds = 3 * ["time_locked"] + 2 * ["independent"] + ["carried", "tremor", "assisted"]
    assert [move["kind"] for move in moved] == kinds
    for move in moved:
        inside = (columns["t_s"] >= move["start_s"]) & (columns["t_s"] < move["end_s"])
        column = "joint" if move["kind"] == "tremor" else "turn"
        turned = np.ptp(columns[f"affected_{column}_deg"][inside])
        assert turned == pytest.approx(move["range_deg"], rel=0.25, abs=0.5), move


def test_truth_is_json_with_six_places_and_one_newline_at_the_end():
    text = truth_json(simulate(from_toml(HAPPENINGS), "happenings").truth)
    assert text.endswith("}\n")
    assert not text.endswith("\n\n")
    assert json.loads(text)["name"] == "happenings"
    assert list(json.loads(text)) == sorted(json.loads(text))


def test_a_fault_does_not_change_the_movement_or_the_noise():
    plain = simulate(from_toml(EVENTFUL.split("[[event]]", maxsplit=1)[0]))
    eventful = simulate(from_toml(EVENTFUL))
    before = frames(plain, Side.LEFT)[:200], frames(eventful, Side.LEFT)[:200]
    np.testing.assert_array_equal(*before)


def test_a_unit_that_lost_its_power_counts_from_the_beginning_again():
    simulation = simulate(from_toml(EVENTFUL.replace("link_lost", "power_lost")))
    seconds = clock_s(frames(simulation, Side.RIGHT))
    assert np.sum(np.diff(seconds) < 0) == 1
    assert seconds[np.argmin(np.diff(seconds)) + 1] == pytest.approx(6.1, abs=0.2)
    assert simulation.truth["faults"][1]["kind"] == "link_lost"


def test_a_silent_unit_stays_connected():
    inputs = simulate(from_toml(EVENTFUL.replace("link_lost", "silent"))).inputs
    assert sum(isinstance(i, LinkChange) for i in inputs) == 2
    mine = [i.t_host_ns for i in inputs if isinstance(i, Notification) and i.side is Side.RIGHT]
    assert np.max(np.diff(mine)) / 1e9 == pytest.approx(6.1, abs=0.2)


def test_a_missing_wearable_never_speaks():
    script = random_script(1, missing="affected", reps=1)
    simulation = simulate(script)
    assert {getattr(i, "side", script.trained) for i in simulation.inputs} == {script.trained}
    assert simulation.truth["faults"][0]["kind"] == "never_seen"
