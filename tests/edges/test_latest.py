"""State for the broker is never a queue; what waited goes no faster than it may."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossrep.edges.latest import Latest, Shown
from crossrep.edges.trickle import AT_ONCE_S, PER_S, Trickle


def state(topic: str, word: str, *, retain: bool = True) -> Shown:
    return Shown(topic, word.encode(), 1, retain)


async def test_only_the_newest_of_a_topic_is_said() -> None:
    latest = Latest()
    for word in ("1", "2", "3"):
        latest.show(state("live", word, retain=False))
    latest.show(state("sensors", "a"))
    assert latest.changed.is_set()
    assert latest.take() == [state("live", "3", retain=False), state("sensors", "a")]
    assert not latest.changed.is_set()
    assert latest.take() == []


async def test_the_same_state_is_not_said_twice() -> None:
    latest = Latest()
    latest.show(state("sensors", "a"))
    latest.take()
    latest.show(state("sensors", "a"))
    assert not latest.changed.is_set()
    latest.show(state("sensors", "b"))
    assert latest.take() == [state("sensors", "b")]


async def test_a_new_connection_is_told_what_is_retained_and_no_old_news() -> None:
    latest = Latest()
    latest.show(state("sensors", "a"))
    latest.take()
    latest.show(state("live", "old", retain=False))
    latest.again()
    assert latest.take() == [state("sensors", "a")]


@given(st.lists(st.tuples(st.integers(1, 50), st.floats(0, 3)), min_size=1, max_size=60))
def test_no_more_goes_than_the_rate_and_one_burst(steps: list[tuple[int, float]]) -> None:
    now_s, went = 0.0, 0
    trickle = Trickle(now_s)
    for number, idle_s in steps:
        now_s += idle_s
        went += number
        now_s += trickle.sent(number, now_s)
        assert went <= PER_S * (now_s + AT_ONCE_S) + 1e-6


def test_after_a_pause_a_second_s_worth_goes_at_once() -> None:
    trickle = Trickle(100.0)
    assert trickle.sent(100, 100.0) == 0
    assert trickle.sent(10, 100.0) == pytest.approx(0.1)
    assert trickle.sent(100, 200.0) == 0
