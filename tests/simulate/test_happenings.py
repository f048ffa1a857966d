"""What happens besides the sets: where it is felt, how far it goes, and that the truth says so."""

import numpy as np
import pytest

from crossrep.errors import BadInputError
from crossrep.inputs import Notification, Role
from crossrep.simulate import from_values, session_id, simulate, true_traces
from crossrep.simulate.device import stream_of
from crossrep.simulate.person import plan_of

STILL = {"restless_deg": 0, "breathing_mm": 0}


def resting(*also, duration_s=12.0, **parts):
    block = {"kind": "rest", "duration_s": duration_s, "also": list(also)}
    return from_values({"body": STILL, "sensor": {"grade": "perfect"}, "block": [block], **parts})


def shaking(script, role):
    """(times, how far the felt acceleration is from gravity's length)."""
    sent = stream_of(plan_of(script), role)
    return sent.t_s, np.abs(np.linalg.norm(sent.reading.acc_ms2, axis=1) - 9.80665)


def test_a_knock_is_felt_by_both_wrists_at_the_same_moments():
    script = resting({"kind": "knock", "at_s": 3, "times": 3, "pause_s": 0.8})
    for role in Role:
        t_s, shaken = shaking(script, role)
        strong_s = t_s[shaken > 5]
        for k in range(3):
            begin_s = 3 + 0.8 * k
            assert ((strong_s >= begin_s) & (strong_s < begin_s + 0.12)).any()
        assert strong_s.min() >= 3
        assert strong_s.max() < 3 + 1.6 + 0.12
    assert [b["kind"] for b in simulate(script).truth["other"]] == ["knock"]


def test_a_movement_can_stay_out_for_a_while():
    own = {"kind": "own", "at_s": 2, "range_deg": 20, "duration_s": 2, "hold_s": 3}
    traces = true_traces(resting(own))
    out = traces["affected_turn_deg"] > 0.99 * traces["affected_turn_deg"].max()
    seconds = np.count_nonzero(out) / 400
    assert 3.0 < seconds < 3.4
    assert simulate(resting(own)).truth["affected"][0]["end_s"] == 7


def test_swaying_carries_both_arms_and_is_no_movement_of_their_own():
    script = resting({"kind": "sway", "at_s": 1, "duration_s": 10, "deg": 4, "hz": 0.3})
    traces = true_traces(script)
    turned = [traces[f"{role}_turn_deg"].max() for role in Role]
    assert turned == pytest.approx([4.4, 4.4], abs=0.8)
    (moved,) = simulate(script).truth["affected"]
    assert (moved["kind"], moved["range_deg"]) == ("carried", 8)


def test_what_travels_longer_arrives_later_and_is_the_same():
    soon, late = resting(), resting(radio={"affected_late_ms": 50})
    sent = [
        [item for item in simulate(script).inputs if isinstance(item, Notification)]
        for script in (soon, late)
    ]
    sides = [[item for item in items if item.side == "left"] for items in sent]
    waited = [b.t_host_ns - a.t_host_ns for a, b in zip(*sides, strict=True)]
    assert set(waited) == {50_000_000}
    assert [i.payload for i in sides[0]] == [i.payload for i in sides[1]]


def test_fields_that_came_later_leave_older_scripts_their_name():
    own = {"kind": "own", "at_s": 2}
    assert session_id(resting(own)) == session_id(resting({**own, "hold_s": 0.0}))
    assert session_id(resting(own)) != session_id(resting({**own, "hold_s": 1.0}))


@pytest.mark.parametrize(
    "also",
    [
        {"kind": "knock", "at_s": 11.9},
        {"kind": "sway", "at_s": 11, "duration_s": 2},
        {"kind": "own", "at_s": 8, "duration_s": 2, "hold_s": 3},
    ],
)
def test_what_does_not_fit_its_block_is_refused(also):
    with pytest.raises(BadInputError, match="move or shorten it"):
        simulate(resting(also))
