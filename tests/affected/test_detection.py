"""Small slow movement is seen above today's floor, where and when it was; rest is not."""

import numpy as np
import pytest
from sessions import REST, bouts_of, columns_of, ended_of, events_of, kinds_of, resting, script
from sessions import said_of as said

from crossrep.events import FaultKind, FaultStarted
from crossrep.formats.samples_csv import SampleColumns
from crossrep.inputs import Side
from crossrep.movement.affected.floor import BIN, HIGHEST_FLOOR_RADS, LOWEST_FLOOR_RADS, Floor

SMALL = [(10, 6), (5, 2), (2, 1.5)]


def moves(range_deg, duration_s, times=4):
    """The same movement several times, five seconds apart: where it begins, and the blocks."""
    own = {"kind": "own", "range_deg": range_deg, "duration_s": duration_s, "hold_s": 3}
    each_s = duration_s + 8
    block = resting({**own, "times": times, "pause_s": 5}, duration_s=times * each_s)
    return [6 + k * each_s for k in range(times)], [REST, block]


@pytest.mark.parametrize("grade", ["typical", "poor"])
@pytest.mark.parametrize(("range_deg", "duration_s"), SMALL)
def test_small_slow_movements_are_seen(grade, range_deg, duration_s):
    """Out in half the time, held, and back: the rate is the same as out and back at once."""
    starts_s, blocks = moves(range_deg, duration_s)
    bouts = bouts_of(events_of(script(*blocks, sensor={"grade": grade})))
    seen = [any(b.start_s < s + duration_s and b.end_s > s for b in bouts) for s in starts_s]
    assert all(seen)


def test_a_bout_begins_where_the_movement_does():
    starts_s, blocks = moves(5, 2, times=6)
    errors_s = []
    for seed in range(3):
        bouts = bouts_of(events_of(script(*blocks, seed=seed)))
        errors_s += [min(abs(b.start_s - s) for b in bouts) for s in starts_s]
    assert max(errors_s) < 0.3


@pytest.mark.parametrize(
    ("grade", "breathing_mm"),
    [pytest.param("typical", 0, marks=pytest.mark.slow), ("typical", 5), ("poor", 5)],
)
def test_ten_minutes_of_rest_are_no_activity(grade, breathing_mm):
    quiet = script(
        resting(duration_s=600), sensor={"grade": grade}, body={"breathing_mm": breathing_mm}
    )
    events = events_of(quiet)
    assert bouts_of(events) == []
    assert ended_of(events).affected_observed_s > 595
    assert ended_of(events).affected_floor_deg_s < 3


def test_the_floor_falls_rises_and_has_limits():
    floor = Floor()

    def feed(rms_rads, seconds):
        for _ in range(2 * seconds):
            floor.take(rms_rads**2 * BIN, whole=True)

    feed(0.3, 60)
    assert floor.rads == HIGHEST_FLOOR_RADS
    feed(0.01, 60)
    assert floor.rads == pytest.approx(0.04)
    feed(0.001, 60)
    assert floor.rads == LOWEST_FLOOR_RADS
    feed(0.02, 15 * 60)
    assert floor.rads == pytest.approx(0.08)


def test_movement_does_not_raise_the_floor():
    floor = Floor()
    for k in range(600):
        floor.take((0.5 if k % 20 < 8 else 0.01) ** 2 * BIN, whole=True)
    assert floor.rads == pytest.approx(0.04)


def frozen(columns, from_s, to_s):
    """The affected unit repeats one sample."""
    rows = columns[Side.LEFT].rows().copy()
    inside = (rows[:, 0] >= from_s) & (rows[:, 0] < to_s)
    rows[inside, 1:] = rows[inside, 1:][0]
    return columns | {Side.LEFT: SampleColumns(rows[:, 0], rows[:, 1:4], rows[:, 4:7])}


@pytest.mark.parametrize("at_s", [7.3, 8.0, 9.1])
@pytest.mark.parametrize("block_s", [0.0, 0.3, 60.0])
def test_what_a_frozen_sensor_shows_is_no_movement(at_s, block_s):
    """It freezes in the middle of a fast movement: the last rate it showed was no rest."""
    own = {"kind": "own", "at_s": 1, "range_deg": 40, "duration_s": 3}
    columns = frozen(columns_of(script(REST, resting(own))), at_s, 20)
    events = said(columns, block_s=block_s)
    assert all(b.end_s <= at_s + 0.05 or b.start_s >= 20 for b in bouts_of(events))
    assert ended_of(events).affected_unobserved_s == pytest.approx(20 - at_s, abs=0.3)
    assert FaultKind.FROZEN in [e.kind for e in events if isinstance(e, FaultStarted)]


def test_short_repeats_are_ordinary():
    own = {"kind": "own", "at_s": 1, "range_deg": 40, "duration_s": 3}
    columns = columns_of(script(REST, resting(own)))
    for at_s in np.arange(3, 30, 0.7):
        columns = frozen(columns, at_s, at_s + 0.2)
    events = said(columns)
    assert [e for e in events if isinstance(e, FaultStarted)] == []
    assert kinds_of(events) == ["independent"]


def test_an_affected_arm_that_is_not_there_is_not_observed():
    columns = columns_of(script(REST, resting()))
    events = said({Side.RIGHT: columns[Side.RIGHT]})
    assert ended_of(events).affected_observed_s == 0
    assert ended_of(events).affected_unobserved_s == pytest.approx(ended_of(events).t_s, abs=0.1)
