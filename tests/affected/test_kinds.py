"""What kind it was: helped, carried, trembling, by itself; what cannot be told is ambiguous."""

import pytest
from sessions import REST, bouts_of, curls, ended_of, events_of, kinds_of, resting, script

from crossrep.events import Confidence
from crossrep.simulate import from_values


@pytest.mark.parametrize("grade", ["typical", "poor"])
@pytest.mark.parametrize("deg", [1, 3, 6])
def test_trunk_sway_is_never_independent(grade, deg):
    for seed in range(3):
        sway = {"kind": "sway", "deg": deg, "hz": 0.15 + 0.1 * seed}
        quiet = script(REST, resting(sway), seed=seed, sensor={"grade": grade})
        events = events_of(quiet)
        assert set(kinds_of(events)) <= {"carried", "ambiguous"}
        assert ended_of(events).affected_active_s == 0


def test_trunk_sway_beside_a_working_arm_is_never_independent():
    events = events_of(script(REST, curls({"kind": "sway", "deg": 3, "hz": 0.2}), REST))
    assert kinds_of(events)
    assert "independent" not in kinds_of(events)


@pytest.mark.parametrize("where", [resting, curls])
@pytest.mark.parametrize("hz", [4.5, 5, 6.5])
def test_a_tremor_is_a_tremor_and_nothing_else(where, hz):
    tremor = {"kind": "tremor", "at_s": 3, "duration_s": 12, "hz": hz, "deg": 0.5}
    bouts = bouts_of(events_of(script(REST, where(tremor), REST)))
    assert {b.kind.value for b in bouts} == {"tremor"}
    assert sum(b.end_s - b.start_s for b in bouts) == pytest.approx(12, abs=1.5)
    assert all(b.confidence is Confidence.HIGH for b in bouts)


@pytest.mark.parametrize("seed", range(4))
def test_assisted_lifts_are_assisted_and_never_credited(seed):
    helped = {"kind": "assisted", "percent": 70 + 8 * seed, "lag_ms": 40 - 25 * seed}
    lifts = curls(helped, reps=5, range_deg=30 + 20 * seed, hold_s=seed * 0.5)
    events = events_of(script(REST, lifts, REST, seed=seed))
    assert set(kinds_of(events)) == {"assisted"}
    assert ended_of(events).affected_active_s == 0
    assert ended_of(events).use_ratio == 0


@pytest.mark.parametrize("grade", ["typical", "poor"])
def test_movement_while_the_trained_arm_rests_is_independent(grade):
    own = [
        {"kind": "own", "at_s": 1 + 7 * k, "range_deg": deg, "duration_s": 2}
        for k, deg in enumerate([3.5, 5, 12, 30])
    ]
    events = events_of(script(REST, resting(*own), sensor={"grade": grade}))
    assert kinds_of(events) == ["independent"] * 4
    assert ended_of(events).affected_active_s == pytest.approx(8, abs=1)
    assert ended_of(events).affected_rest_active_s == ended_of(events).affected_active_s


def test_the_smallest_movements_are_activity_in_rests_and_not_credited():
    own = {"kind": "own", "at_s": 2, "range_deg": 2, "duration_s": 1.5}
    events = events_of(script(REST, resting(own)))
    ended = ended_of(events)
    assert kinds_of(events) == ["ambiguous"]
    assert (ended.affected_active_s, ended.affected_undecided_s) == (0, 0)
    assert ended.affected_rest_active_s == pytest.approx(1.5, abs=0.4)


def test_small_movement_during_a_set_is_said_to_be_undecided():
    own = {"kind": "own", "at_s": 4, "range_deg": 8, "duration_s": 2}
    events = events_of(script(REST, curls(own), REST))
    assert set(kinds_of(events)) == {"ambiguous"}
    assert ended_of(events).affected_undecided_s > 1
    assert ended_of(events).affected_rest_active_s == 0


def test_ratios_compare_the_two_arms_by_one_rule():
    """The affected arm does twice the time and half the way of the trained one, in rests."""
    own = {"kind": "own", "at_s": 2, "range_deg": 30, "duration_s": 4, "times": 6, "pause_s": 2}
    work = curls(reps=4, range_deg=60, lifting_s=1.5, lowering_s=1.5, hold_s=0, rest_s=2)
    ended = ended_of(events_of(script(REST, work, resting(own, duration_s=45), REST)))
    assert ended.use_ratio == pytest.approx(24 / 12, rel=0.15)
    assert ended.magnitude_ratio == pytest.approx(-0.29, abs=0.25)
    assert ended.affected_bouts["independent"] == 6


def test_a_mirrored_session_gives_the_same_bouts():
    own = {"kind": "own", "at_s": 3, "range_deg": 12, "duration_s": 2, "times": 3}
    tremor = {"kind": "tremor", "at_s": 20, "duration_s": 5, "deg": 0.6}
    both = [
        events_of(script(REST, resting(own, tremor), curls(reps=5), REST, trained=side))
        for side in ("left", "right")
    ]
    shown = [[(b.kind, b.start_s, b.end_s, b.range_deg) for b in bouts_of(e)] for e in both]
    assert shown[0] == shown[1]
    assert len(shown[0]) == 4


def test_what_a_wearer_did_is_what_is_said_of_the_whole_session():
    """Everything at once, in one session, against its truth."""
    blocks = [
        REST,
        resting({"kind": "own", "at_s": 2, "range_deg": 10, "duration_s": 2}, duration_s=8),
        curls({"kind": "assisted"}, reps=4),
        resting({"kind": "carried", "at_s": 5, "range_deg": 6}, duration_s=12),
        resting({"kind": "tremor", "at_s": 3, "duration_s": 5}, duration_s=12),
    ]
    said = kinds_of(events_of(from_values({"seed": 5, "block": blocks})))
    assert set(said) <= {"independent", "assisted", "carried", "tremor"}
    assert {"independent", "assisted", "carried", "tremor"} <= set(said)
