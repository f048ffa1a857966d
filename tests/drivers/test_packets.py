"""Counters that wrap, packets that come twice, and stretches between messages."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from streams import cut, named

from crossrep.drivers.base import bytes_elsewhere, from_characteristic, joined, stretches
from crossrep.drivers.packets import REMEMBERED, Once, Ticks
from crossrep.drivers.profile import BATTERY_LEVEL
from crossrep.samples import Chunk

groups = st.lists(st.integers(0, 8), max_size=12)


def in_groups(values: np.ndarray, sizes: list[int]) -> list[np.ndarray]:
    return np.split(values, np.minimum(np.cumsum(sizes), len(values)))


@given(st.integers(0, 2**32 - 1), st.lists(st.integers(1, 2**30), max_size=30), groups)
def test_a_counter_runs_on_when_it_wraps(first, steps, sizes):
    true = first + np.cumsum([0, *steps])
    ticks = Ticks(32)
    said = [ticks.unwrapped(part) for part in in_groups(true % 2**32, sizes)]
    assert np.concatenate(said).tolist() == true.tolist()


def test_a_counter_that_starts_anew_steps_back():
    back = Ticks(16).unwrapped(np.array([20000, 20001, 10, 11]))
    assert back.tolist() == [20000, 20001, 10, 11]
    on = Ticks(16).unwrapped(np.array([40000, 40001, 10, 11]))
    assert on.tolist() == [40000, 40001, 65546, 65547]  # more than half the range is a wrap


@given(st.lists(st.integers(0, 5), max_size=60), groups)
def test_a_packet_is_new_once_however_packets_are_handed_over(keys, sizes):
    once, seen, expected = Once(), [], []
    for key in keys:
        expected.append(key not in seen[-REMEMBERED:])
        seen.append(key)
    said = [once.first_time(part) for part in in_groups(np.array(keys, np.int64), sizes)]
    assert np.concatenate(said).tolist() == expected


def test_a_packet_of_long_ago_is_new_again():
    keys = np.concatenate([[7], np.arange(100, 100 + REMEMBERED), [7]])
    assert Once().first_time(keys).all()
    assert not Once().first_time(keys[[0, *range(2, len(keys))]]).all()


heard = st.lists(st.tuples(st.sampled_from("abc"), st.binary(max_size=4)), max_size=12)


@given(heard)
def test_characteristics_are_told_apart(items):
    whole = named(items)
    for name in "abc":
        part = from_characteristic(whole, name)
        mine = [(i, payload) for i, (uuid, payload) in enumerate(items) if uuid == name]
        assert part.data == b"".join(payload for _, payload in mine)
        assert part.seq.tolist() == [i for i, _ in mine]
    assert bytes_elsewhere(whole, "a") == sum(len(p) for uuid, p in items if uuid != "a")


@given(heard, st.integers(0, 12))
def test_joining_keeps_names(items, at):
    parts = named(items[:at]), named(items[at:], first=at)
    both = joined(*parts)
    assert from_characteristic(both, "b").data == from_characteristic(named(items), "b").data


@given(heard)
def test_stretches_lie_between_the_messages(items):
    parts = stretches(named(items), "c")
    assert [payload for _, payload, _ in parts[1:]] == [p for uuid, p in items if uuid == "c"]
    rest = b"".join(from_characteristic(part, "a").data for _, _, part in parts)
    assert rest == b"".join(p for uuid, p in items if uuid == "a")


def test_a_battery_level_is_no_garbage():
    assert bytes_elsewhere(named([(BATTERY_LEVEL, b"\x50"), ("x", b"12")]), "y") == 2


def test_a_chunk_without_names_is_all_data():
    plain = Chunk(b"abc", np.array([1, 3]), np.array([1, 2]), np.array([1, 2]))
    assert from_characteristic(plain, "any") is plain
    assert cut(b"abc", [1]) == [b"a", b"bc"]
