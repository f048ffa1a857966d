"""Faults of a stream: frozen, gapped, silent and lost."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import blocks, samples

from crossrep.events import FaultKind
from crossrep.signal.health import Health


def stream(values: list[float], hz: float = 50.0, start_s: float = 10.0):
    """Samples whose rates are these numbers, evenly in time."""
    t_s = start_s + np.arange(len(values)) / hz
    return samples(t_s, t_s, np.outer(values, [1.0, 2.0, 3.0])), t_s


def checked(some, t_s, pieces=(slice(None),), hz: float = 50.0):
    """(frozen, after a hole, marks) over all pieces."""
    health, frozen, hole, marks = Health(1 / hz), [], [], []
    for at in pieces:
        f, h, found = health.check(some.rows(at), t_s[at], t_s[at], [])
        frozen, hole, marks = [*frozen, *f.tolist()], [*hole, *h.tolist()], [*marks, *found]
    marks.sort(key=lambda mark: mark.seq)  # as the engine does
    return frozen, hole, [(m.kind, m.seq, m.start_s, m.end_s) for m in marks]


def test_half_a_second_of_equal_samples_is_frozen_from_its_own_start():
    some, t_s = stream([0.1, 0.2, *[0.3] * 40, 0.4, 0.5])
    frozen, _, marks = checked(some, t_s)
    assert np.flatnonzero(frozen).tolist() == list(range(2 + 25, 42))
    begun, over = marks
    assert begun[:3] == (FaultKind.FROZEN, 27, t_s[2])
    assert np.isnan(begun[3])
    assert over == (FaultKind.FROZEN, 42, t_s[2], t_s[42])


@pytest.mark.parametrize(
    ("hz", "equal", "is_frozen"),
    [(50, 25, False), (50, 26, True), (10, 5, False), (10, 6, True), (5, 4, False), (5, 5, True)],
)
def test_frozen_takes_half_a_second_and_five_samples(hz, equal, is_frozen):
    some, t_s = stream([0.1, *[0.3] * equal, 0.4], hz)
    assert bool(checked(some, t_s, hz=hz)[2]) == is_frozen


@given(st.lists(st.integers(1, 20), min_size=1, max_size=20))
def test_shorter_repeats_are_ordinary(lengths):
    values = [0.1 * i for i, n in enumerate(lengths) for _ in range(n)]
    frozen, _, marks = checked(*stream(values))
    assert not any(frozen)
    assert marks == []


def test_one_axis_that_moves_is_life():
    some, t_s = stream([0.3] * 60)
    some.gyr_rads[:, 2] += np.arange(60) % 2
    assert checked(some, t_s)[2] == []


@given(st.lists(st.integers(1, 60), min_size=1, max_size=8), st.lists(st.integers(0, 500)))
@settings(max_examples=50, deadline=None)
def test_health_is_the_same_in_any_blocks(lengths, where):
    values = [0.1 * i for i, n in enumerate(lengths) for _ in range(n)]
    some, t_s = stream(values)
    t_s = t_s + 0.7 * (np.arange(len(t_s)) > 30)
    whole = checked(some, t_s)
    assert repr(checked(some, t_s, blocks(len(t_s), where))) == repr(whole)


@pytest.mark.parametrize(
    ("step_s", "is_hole", "is_gap"),
    [(0.08, False, False), (0.12, True, False), (0.48, True, False), (0.52, True, True)],
)
def test_a_hole_is_marked_and_half_a_second_of_it_is_a_gap(step_s, is_hole, is_gap):
    some, t_s = stream([0.1, 0.2, 0.3, 0.4])
    t_s[2:] += step_s - 0.02
    _, hole, marks = checked(some, t_s)
    assert hole == [False, False, is_hole, False]
    assert [m[0] for m in marks] == [FaultKind.GAP] * (2 * is_gap)
    assert [m[2:] for m in marks[1:]] == [(t_s[1], t_s[2])] * is_gap


def test_a_slow_wearable_has_no_gaps_at_its_own_pace():
    some, t_s = stream([0.1 * i for i in range(20)], hz=5)
    _, hole, marks = checked(some, t_s, hz=5)
    assert not any(hole)
    assert marks == []


def quiet_after(health: Health, ticks_s: list[float]):
    """Silences that these ticks find after what the health has seen."""
    none = np.empty(0)
    seq = 100 + np.arange(len(ticks_s))
    return health.ticks(none.astype(np.int64), none, seq, np.array(ticks_s))


def seen(n: int = 3) -> Health:
    some, t_s = stream([0.1 * i for i in range(n)])
    health = Health()
    health.check(some, t_s, t_s, [])
    return health


def test_a_second_without_samples_is_silence_told_by_the_first_tick_after_it():
    health = seen()
    assert quiet_after(health, [10.5, 11.0, 11.03]) == []
    assert quiet_after(health, [11.0, 11.05, 11.15, 11.25]) == [(101, 0)]


def test_a_silence_is_said_once_and_ended_by_the_next_sample():
    health = seen()
    some, t_s = stream([], start_s=0.0)
    _, _, begun = health.check(some, t_s, t_s, quiet_after(health, [11.1]))
    assert [(m.kind, m.start_s) for m in begun] == [(FaultKind.SILENT, 10.04)]
    assert quiet_after(health, [11.2, 12.0, 13.0]) == []
    some, t_s = stream([0.7, 0.8], start_s=14.0)
    _, hole, over = health.check(some, t_s, t_s, [])
    assert [(m.kind, m.start_s, m.end_s) for m in over] == [(FaultKind.SILENT, 10.04, 14.0)]
    assert hole.tolist() == [True, False]


def test_before_the_first_sample_a_tick_tells_nothing():
    assert quiet_after(Health(), [1.0, 5.0, 20.0]) == []


def test_a_lost_link_is_said_once_and_ended_by_the_next_sample():
    health = seen()
    assert [m.kind for m in health.lost(5, 10.5)] == [FaultKind.LINK_LOST]
    assert health.lost(6, 10.6) == []
    some, t_s = stream([0.7, 0.8], start_s=14.0)
    over = health.check(some, t_s, t_s, [])[2]
    assert [(m.kind, m.start_s, m.end_s) for m in over] == [(FaultKind.LINK_LOST, 10.5, 14.0)]


def test_what_is_open_ends_with_the_session():
    health = seen()
    health.lost(5, 10.5)
    some, t_s = stream([0.7] * 40, start_s=14.0)
    health.check(some, t_s, t_s, [])
    assert [(m.kind, m.end_s) for m in health.finish(99, 30.0)] == [(FaultKind.FROZEN, t_s[-1])]
    health.lost(100, 31.0)
    assert FaultKind.LINK_LOST in [m.kind for m in health.finish(101, 40.0)]
