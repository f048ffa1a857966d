"""Laws 5 and 9: a still wrist says nothing, garbage harms nothing, a dead sensor is a fault."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wearers import events_of, events_of_rows, inputs_of, reps_of, samples_of, small

from crossrep.drivers.plain import CHARACTERISTIC
from crossrep.drivers.table import DRIVERS, PROFILES, driver_named
from crossrep.engine import Engine
from crossrep.events import LASTED, Bout, FaultEnded, FaultKind, FaultStarted, SessionEnded
from crossrep.inputs import (
    Command,
    CommandName,
    LinkChange,
    LinkState,
    Notification,
    Role,
    Side,
    Tick,
)
from crossrep.samples import Chunk
from crossrep.simulate import from_toml
from crossrep.state import Codec

STILL = """
seed = 11
[sensor]
grade = "{grade}"
rate_hz = 50
[[block]]
kind = "rest"
duration_s = 120
"""
LONG = """
seed = 21
[sensor]
rate_hz = 50
[[block]]
kind = "rest"
duration_s = 4
[[block]]
kind = "set"
reps = 9
range_deg = 100
lowering_s = 3
"""
FROZEN = """
[[event]]
kind = "frozen"
arm = "{arm}"
at_s = 10
duration_s = 4
"""


@pytest.mark.parametrize("grade", ["good", "typical", "poor"])
def test_a_still_wrist_says_nothing(grade: str):
    events = events_of(inputs_of(from_toml(STILL.format(grade=grade))))
    assert not reps_of(events)
    assert not [e for e in events if isinstance(e, Bout | FaultStarted)]
    ended = events[-1]
    assert isinstance(ended, SessionEnded)
    assert ended.affected_observed_s > 110


LENGTHS = [0, 1, 2, 3, 8, 16, 17, 18, 19, 20, 21, 28, 32, 40, 44, 68, 104, 150, 198, 227, 244, 512]


def characteristics(name: str) -> list[str]:
    """Where a family's bytes come from, and one nobody knows."""
    found = [profile.subscribe for profile in PROFILES if profile.driver == name]
    return [*(found[0] if found else [CHARACTERISTIC]), "any"]


@pytest.mark.parametrize("name", sorted(DRIVERS))
@pytest.mark.parametrize("whole", [True, False])
def test_a_million_random_bytes_are_survived_and_counted(name: str, whole: bool):
    rng = np.random.default_rng(5)
    driver, names, taken = driver_named(name), characteristics(name), 0
    for i in range(100):
        lengths = np.array([10_000]) if whole else rng.choice(LENGTHS, 130)
        where = rng.integers(0, len(names), len(lengths))
        samples = driver.decode(_chunk(rng, lengths, where, names, 1000 * i))
        taken += len(samples)
        assert np.isfinite(samples.acc_ms2).all()
        assert np.isfinite(samples.gyr_rads).all()
        assert (np.diff(samples.seq) >= 0).all()
        assert len(json.dumps(Codec({}).plain(driver))) < 100_000
    taken += len(driver.finish())
    assert driver.skipped_bytes + 60 * taken > 900_000


def _chunk(rng, lengths: np.ndarray, where: np.ndarray, names: list[str], seq: int) -> Chunk:
    places = seq + np.arange(len(lengths), dtype=np.int64)
    data = rng.bytes(int(lengths.sum()))
    return Chunk(data, np.cumsum(lengths), places, places * 10**7, where, tuple(names))


@pytest.mark.parametrize("name", sorted(DRIVERS))
@given(data=st.data(), pieces=st.lists(st.binary(max_size=300), max_size=30))
@settings(max_examples=25, deadline=None)
def test_any_bytes_through_the_whole_engine(name: str, data: st.DataObject, pieces: list[bytes]):
    engine = Engine()
    engine.feed(Command(0, CommandName.START, {"session": "x", "utc_ns": 0}))
    engine.feed(LinkChange(Side.RIGHT, 1, LinkState.CONNECTED, name))
    names = st.sampled_from(characteristics(name))
    for i, piece in enumerate(pieces):
        engine.feed(Notification(Side.RIGHT, 10_000_000 * i, data.draw(names), piece))
        engine.feed(Tick(10_000_000 * i))
    assert isinstance(engine.finish()[-1], SessionEnded)


def test_headers_everywhere_do_not_stall():
    driver = driver_named("witmotion")
    one = np.array([1], np.int64)
    driver.decode(Chunk(b"\x55\x61" * 200_000, 400_000 * one, one, one))
    driver.finish()
    assert driver.skipped_bytes + 0 <= 400_000


def test_garbage_between_frames_is_a_fault_and_costs_no_repetition():
    inputs = []
    rng = np.random.default_rng(1)
    for i, item in enumerate(small()):
        inputs.append(item)
        if i % 97 == 96 and isinstance(item, Notification):
            junk = rng.bytes(37)
            inputs.append(Notification(item.side, item.t_host_ns, item.characteristic, junk))
    events = events_of(inputs)
    assert len(reps_of(events)) == 4
    assert {e.kind for e in events if isinstance(e, FaultEnded)} >= {FaultKind.GARBAGE}


@pytest.mark.parametrize("arm", ["trained", "affected"])
def test_a_frozen_sensor_is_a_fault_of_that_arm(arm: str):
    events = events_of(small(events=FROZEN.format(arm=arm)))
    faults = [e for e in events if isinstance(e, FaultEnded)]
    assert [(f.kind, f.role) for f in faults] == [(FaultKind.FROZEN, Role(arm))]
    assert faults[0].start_s == pytest.approx(10.0, abs=0.1)
    assert faults[0].end_s == pytest.approx(14.0, abs=0.1)
    ended = events[-1]
    assert isinstance(ended, SessionEnded)
    assert (ended.affected_observed_s < 25) == (arm == "affected")


def test_a_connected_sensor_that_never_speaks_is_a_fault():
    inputs = [i for i in small() if not (isinstance(i, Notification) and i.side is Side.LEFT)]
    events = events_of(inputs)
    faults = [e for e in events if isinstance(e, FaultEnded)]
    assert (Role.AFFECTED, FaultKind.NEVER_SEEN) in [(f.role, f.kind) for f in faults]
    assert len(reps_of(events)) == 4


def test_a_sensor_that_falls_silent_is_said_while_it_is_silent():
    inputs = small()
    begin = inputs[0].t_host_ns + 9_000_000_000
    quiet = [
        i
        for i in inputs
        if not (isinstance(i, Notification) and i.side is Side.LEFT and i.t_host_ns > begin)
    ]
    engine, said = Engine(), []
    for item in quiet:
        said += [(item.t_host_ns, e) for e in engine.feed(item)]
    at = [t for t, e in said if isinstance(e, FaultStarted) and e.kind is FaultKind.SILENT]
    assert len(at) == 1
    assert 1.0 <= (at[0] - begin) / 1e9 <= 1.4


def test_every_fault_that_begins_ends():
    for arm in ("trained", "affected"):
        events = events_of(small(events=FROZEN.format(arm=arm), frame="plain", loss=5.0))
        begun = sorted(e.id for e in events if isinstance(e, FaultStarted))
        assert begun == sorted(e.id for e in events if isinstance(e, FaultEnded))


def test_a_clock_that_starts_again_is_a_fault_and_time_goes_on():
    lost = '[[event]]\nkind = "power_lost"\narm = "affected"\nat_s = 8\nduration_s = 2'
    events = events_of(small(events=lost))
    jumps = [e for e in events if isinstance(e, FaultEnded) and e.kind is FaultKind.CLOCK_JUMP]
    assert [(e.role, round(e.start_s)) for e in jumps] == [(Role.AFFECTED, 10)]
    assert len(reps_of(events)) == 4


def test_a_movement_cut_by_the_end_of_the_session_keeps_its_size():
    """The session may end at any moment of a movement of 14 degrees."""
    inputs = small()
    stop_ns = [inputs[0].t_host_ns + int(s * 1e9) for s in np.arange(21.5, 25.0, 0.25)]
    for end_ns in stop_ns:
        events = events_of([i for i in inputs if i.t_host_ns <= end_ns])
        assert all(e.range_deg < 20 for e in events if isinstance(e, Bout))


def test_a_gyroscope_with_wrong_signs_is_a_fault_and_every_later_repetition_doubted():
    samples = samples_of(from_toml(LONG))
    clock = np.arange(len(samples)) / 50.0
    rows = np.concatenate([clock[:, None], samples[:, :3], -samples[:, 3:]], axis=1)
    right = events_of_rows(rows * np.array([1, 1, 1, 1, -1, -1, -1]))
    assert not [e for e in right if isinstance(e, FaultStarted)]
    wrong = events_of_rows(rows)
    kinds = {e.kind for e in wrong if isinstance(e, FaultStarted)}
    assert FaultKind.SENSOR_DISAGREES in kinds
    assert all(r.confidence == "low" for r in reps_of(wrong)[3:])
    assert [events_of_rows(rows, block_s) for block_s in (0.02, 1.0, 1000.0)] == [wrong] * 3


def test_a_fault_that_outlasts_the_session_says_so():
    inputs = small()
    begin = inputs[0].t_host_ns + 20_000_000_000
    events = events_of(
        i
        for i in inputs
        if not (isinstance(i, Notification) and i.side is Side.LEFT and i.t_host_ns > begin)
    )
    faults = [e for e in events if isinstance(e, FaultEnded)]
    assert [(f.kind, f.detail) for f in faults] == [(FaultKind.SILENT, LASTED)]


def test_before_three_quiet_seconds_there_is_no_floor():
    inputs = small()
    early = [i for i in inputs if i.t_host_ns < inputs[0].t_host_ns + 2_000_000_000]
    assert events_of(early)[-1].affected_floor_deg_s == float("inf")
