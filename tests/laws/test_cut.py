"""Law 1, Cut: how the bytes were cut, or collected, cannot change an event."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wearers import events_of, events_of_batches, glued, recut, reps_of, small

FRAMES = ["with_clock", "plain"]


@pytest.mark.parametrize("frame", FRAMES)
@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=4, deadline=None)
def test_notifications_cut_anywhere_say_the_same(frame: str, seed: int):
    whole = events_of(small(frame=frame))
    assert len(reps_of(whole)) == 4
    assert events_of(recut(small(frame=frame), np.random.default_rng(seed))) == whole


@pytest.mark.parametrize("frame", FRAMES)
def test_a_byte_at_a_time_says_the_same(frame: str):
    inputs = small(frame=frame)
    bytewise = []
    for item in inputs:
        payload = getattr(item, "payload", None)
        if payload is None:
            bytewise.append(item)
            continue
        bytewise += [
            type(item)(item.side, item.t_host_ns, item.characteristic, payload[i : i + 1])
            for i in range(len(payload))
        ]
    assert events_of(bytewise) == events_of(inputs)


@pytest.mark.parametrize(
    ("frame", "block_s"),
    [
        *[("with_clock", 0.0), ("plain", 0.0), ("plain", 0.033), ("with_clock", 0.1)],
        *[("plain", 7.0), ("with_clock", 1000.0)],
        pytest.param("with_clock", 0.033, marks=pytest.mark.slow),
        pytest.param("plain", 0.1, marks=pytest.mark.slow),
        pytest.param("with_clock", 7.0, marks=pytest.mark.slow),
        pytest.param("plain", 1000.0, marks=pytest.mark.slow),
    ],
)
def test_laziness_says_the_same(frame: str, block_s: float):
    inputs = small(frame=frame, loss=3.0)
    assert events_of(inputs, block_s=block_s) == events_of(inputs)


@given(sizes=st.lists(st.integers(1, 900), max_size=12))
@settings(max_examples=6, deadline=None)
def test_batches_say_the_same(sizes: list[int]):
    assert events_of_batches(small(), sizes) == events_of(small())


def test_glued_notifications_keep_counts_and_durations():
    """Gluing changes arrival stamps, so times may shift by a connection interval, durations not."""
    plain, together = reps_of(events_of(small())), reps_of(events_of(glued(small())))
    assert len(plain) == len(together)
    for a, b in zip(plain, together, strict=True):
        assert abs(a.lowering_s - b.lowering_s) < 0.03
        assert abs(a.top_s - b.top_s) < 0.1
