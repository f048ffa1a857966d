"""In time with the trained arm: found where it is, not found where it is not, named by its lag."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sessions import KNOCK, REST, bouts_of, coupled_of, curls, ended_of, events_of, kinds_of, script

from crossrep.movement.affected.coupling import DRAWS, LAGS, Part, SetTest


def coupled(percent, lag_ms=120, **more):
    return curls({"kind": "mirror", "percent": percent, "lag_ms": lag_ms}, **more)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("grade", ["typical", "poor"])
def test_one_percent_is_found_with_or_without_bouts(seed, grade):
    events = events_of(script(KNOCK, coupled(1), REST, seed=seed, sensor={"grade": grade}))
    (found,) = coupled_of(events)
    assert found.p_value <= 0.02
    assert found.lag_s == pytest.approx(0.12, abs=0.05)
    assert "independent" not in kinds_of(events)


def test_nothing_is_found_where_nothing_is_even_when_breathing_keeps_time():
    """By chance one set in fifty may be."""
    each_s, found = 1.2 + 0.5 + 2.5 + 1.0, []
    even = {"breathing_hz": 1 / each_s, "breathing_mm": 6, "restless_deg": 0}
    for seed in range(8):
        work = curls(hold_s=0.5, rest_s=1.0, variability_percent=seed / 2)
        found += coupled_of(events_of(script(KNOCK, work, REST, seed=seed, body=even)))
    assert len(found) == 8
    assert sum(one.p_value <= 0.02 for one in found) <= 1


def likeness_of(rng, shape=400):
    return np.cumsum(rng.normal(size=(shape, 3)), axis=0) / 100


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=20, deadline=None)
def test_p_is_a_share_of_the_draws_and_always_the_same(seed):
    rng = np.random.default_rng(seed)
    parts = [Part(likeness_of(rng), 200, np.eye(3)[0]) for _ in range(8)]
    first, again = (SetTest(list(parts)).result(0.02) for _ in range(2))
    assert first == again
    assert first is not None
    assert 1 / (DRAWS + 1) <= first.p_value <= 1
    assert abs(first.lag_s) <= LAGS / 50 + 0.01


def test_without_coupling_p_is_as_often_small_as_it_should_be():
    rng = np.random.default_rng(1)
    found = []
    for _ in range(100):
        parts = [Part(likeness_of(rng, 390 + i), 195, np.eye(3)[0]) for i in range(8)]
        result = SetTest(parts).result(0.02)
        assert result is not None
        found.append(result.p_value)
    assert np.mean(np.array(found) <= 0.1) < 0.2
    assert 0.35 < np.mean(found) < 0.65


def test_two_repetitions_are_too_few():
    rng = np.random.default_rng(1)
    assert SetTest([Part(likeness_of(rng), 200, np.eye(3)[0])] * 2).result(0.02) is None


@pytest.mark.parametrize(
    ("lag_ms", "kind"), [(140, "time_locked"), (0, "carried"), (47, "ambiguous")]
)
def test_the_lag_names_what_the_set_found(lag_ms, kind):
    kinds = kinds_of(events_of(script(KNOCK, coupled(4, lag_ms), REST)))
    assert kinds.count(kind) > 0.8 * len(kinds) > 4


@pytest.mark.parametrize("lag_ms", [0, 40, 80])
def test_without_a_knock_a_lag_that_spans_two_kinds_is_ambiguous(lag_ms):
    events = events_of(script(REST, coupled(4, lag_ms), REST))
    assert set(kinds_of(events)) == {"ambiguous"}
    assert coupled_of(events)[0].p_value <= 0.02
    assert coupled_of(events)[0].lag_uncertainty_s > 0.05


def test_small_bouts_wait_for_the_end_of_their_set_and_no_longer():
    events = events_of(script(KNOCK, coupled(4), REST), block_s=0.1)
    at = [getattr(event, "kind", type(event).__name__) for event in events]
    assert at.index("SetClosed") < at.index("SetCoupled") < at.index("time_locked")
    assert len(bouts_of(events)) == sum(ended_of(events).affected_bouts.values())


@pytest.mark.parametrize("block_s", [0.0, 0.7, 30.0, 1000.0])
def test_every_cutting_says_the_same(block_s):
    assert events_of(_cut_wearer(), 0.05, block_s=block_s) == _cut_usually()


@cache
def _cut_wearer():
    return script(KNOCK, coupled(3), REST, curls({"kind": "sway"}, reps=4), REST)


@cache
def _cut_usually():
    return events_of(_cut_wearer(), 0.05)
