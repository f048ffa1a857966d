"""The last minutes of a wrist: by index, in flat memory."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossrep.signal.orientation import Posture
from crossrep.signal.track import KEPT, Track


def posture(a: int, b: int) -> Posture:
    """Points whose every value tells their index."""
    k = np.arange(a, b, dtype=float)
    one, three = np.ones(4), np.ones(3)
    return Posture(
        a,
        np.arange(a, b) + 7,
        np.outer(k, one),
        np.outer(k + 0.1, three),
        np.outer(k + 0.2, three),
        k + 0.3,
        np.outer(k + 0.4, three),
        np.arange(a, b) % 3 > 0,
    )


def filled(first: int, sizes: list[int]) -> Track:
    track, at = Track(), first
    for n in sizes:
        track.append(posture(at, at + n))
        at += n
    return track


@given(st.integers(0, 500), st.lists(st.integers(0, 3000), min_size=1, max_size=20))
@settings(max_examples=25, deadline=None)
def test_the_last_minutes_are_found_by_index(first, sizes):
    track, end = filled(first, sizes), first + sum(sizes)
    if not sum(sizes):
        assert track.end == 0
        return
    assert track.end == end
    a = max(first, end - KEPT)
    k = np.arange(a, end, dtype=float)
    assert np.array_equal(track.quat(a, end), np.outer(k, np.ones(4)))
    assert np.array_equal(track.up(a, end)[:, 0], k + 0.1)
    assert np.array_equal(track.rate(a, end)[:, 2], k + 0.2)
    assert np.array_equal(track.height(a, end), k + 0.3)
    assert np.array_equal(track.acc(a, end)[:, 1], k + 0.4)
    assert np.array_equal(track.observed(a, end), k % 3 > 0)
    assert [track.seq(i) for i in (a, end - 1)] == [a + 7, end + 6]


def test_an_hour_needs_the_memory_of_a_minute():
    minute, hour = filled(0, [1000] * 3), filled(0, [1000] * 180)
    for name in ("table", "observed_", "seq_"):
        assert getattr(hour, name).shape == getattr(minute, name).shape


def test_a_track_begins_where_its_first_points_are():
    track = filled(123, [10, 10])
    assert (track.first, track.end) == (123, 143)
    assert len(track.rate(0, 143)) == 20


def test_a_block_longer_than_the_track_is_refused():
    with pytest.raises(ValueError, match="longer than the track"):
        filled(0, [10, 3 * KEPT])


def test_beyond_the_end_there_is_nothing():
    track = filled(100, [50])
    assert len(track.quat(140, 170)) == 10
    assert len(track.observed(150, 170)) == 0
    assert len(track.rate(160, 170)) == 0
