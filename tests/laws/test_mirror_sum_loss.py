"""Laws 6 to 8: mirrored input gives the mirrored result, sums are exact, loss shortens nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wearers import events_of, inputs_of, reps_of, small

from crossrep.events import Bout, FaultKind, FaultStarted, SetClosed
from crossrep.simulate import random_script

TOLERANCE_S = 0.05


def test_the_mirrored_session_says_the_same():
    right, left = events_of(small()), events_of(small(trained="left"), trained="left")
    assert [type(e) for e in right] == [type(e) for e in left]
    for a, b in zip(reps_of(right), reps_of(left), strict=True):
        assert a.role == b.role
        assert a.lowering_s == pytest.approx(b.lowering_s, abs=0.005)
        assert a.range_deg == pytest.approx(b.range_deg, abs=0.1)
    bouts = [[e for e in events if isinstance(e, Bout)] for events in (right, left)]
    assert [b.kind for b in bouts[0]] == [b.kind for b in bouts[1]]


@pytest.mark.parametrize("roll", [0, 90, 180, -60])
@pytest.mark.parametrize("yaw", [0, 135])
def test_the_strap_may_sit_any_way(roll: int, yaw: int):
    straight = reps_of(events_of(small(strap="strap_trained_deg = [0, 0, 0]")))
    turned = reps_of(events_of(small(strap=f"strap_trained_deg = [{roll}, 20, {yaw}]")))
    assert len(straight) == len(turned) == 4
    for a, b in zip(straight, turned, strict=True):
        assert a.lowering_s == pytest.approx(b.lowering_s, abs=TOLERANCE_S)
        assert a.lifting_s == pytest.approx(b.lifting_s, abs=TOLERANCE_S)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=5, deadline=None)
def test_phases_and_rests_sum_exactly(seed: int):
    script = random_script(seed, trained="right")
    events = events_of(inputs_of(script))
    reps = reps_of(events)
    for rep in reps:
        assert rep.lifting_s + rep.hold_s + rep.lowering_s == rep.end_s - rep.start_s
        assert rep.start_s <= rep.top_s <= rep.lowering_start_s <= rep.lowering_end_s == rep.end_s
        assert min(rep.lifting_s, rep.hold_s, rep.lowering_s, rep.rest_s) >= 0
    for closed in [e for e in events if isinstance(e, SetClosed)]:
        inside = [r for r in reps if r.set_n == closed.set_n]
        assert closed.reps == len(inside)
        whole = sum(r.rest_s + r.lifting_s + r.hold_s + r.lowering_s for r in inside)
        assert whole == closed.end_s - closed.start_s


@pytest.mark.parametrize("loss", [1.0, 5.0])
def test_lost_packets_shorten_nothing(loss: float):
    whole, holed = reps_of(events_of(small())), reps_of(events_of(small(loss=loss)))
    assert len(whole) == len(holed)
    for a, b in zip(whole, holed, strict=True):
        assert b.lowering_s == pytest.approx(a.lowering_s, abs=0.06)


@pytest.mark.parametrize("loss", [2.0, 5.0, 10.0])
def test_lost_frames_without_any_time_shorten_nothing(loss: float):
    """Law 8 where neither clock nor counter helps: only how late the rest comes tells."""
    whole = reps_of(events_of(small()))
    said = events_of(small(frame="plain", loss=loss))
    reps = reps_of(said)
    assert len(reps) == len(whole)
    for a, b in zip(whole, reps, strict=True):
        assert b.lowering_s == pytest.approx(a.lowering_s, abs=0.2)
        assert b.top_s == pytest.approx(a.top_s, abs=0.5)
    short_s = [a.lowering_s - b.lowering_s for a, b in zip(whole, reps, strict=True)]
    assert sum(short_s) / len(short_s) < 0.06
    assert loss < 5 or FaultKind.LOSSY in {e.kind for e in said if isinstance(e, FaultStarted)}


def hole(at_s: float, lasts_s: float) -> str:
    """The trained arm's radio is silent for so long."""
    return f'[[event]]\nkind = "silent"\narm = "trained"\nat_s = {at_s}\nduration_s = {lasts_s}'


@pytest.mark.parametrize("lasts_s", [0.6, 1.2])
@pytest.mark.parametrize("at_s", [6.0, 6.4, 10.9, 13.5])
def test_a_hole_in_one_repetition_leaves_the_others(at_s: float, lasts_s: float):
    """In the first lowering, at a top, in a lifting: the limb turned while nobody looked."""
    whole, holed = (
        reps_of(events_of(small())),
        reps_of(events_of(small(events=hole(at_s, lasts_s)))),
    )
    assert len(holed) == 4
    for a, b in zip(whole, holed, strict=True):
        if b.start_s < at_s + lasts_s + 0.2 and b.end_s > at_s:
            assert b.confidence == "low"
            assert "gap" in b.flags
        else:
            assert b.lowering_s == pytest.approx(a.lowering_s, abs=0.06)


def test_no_repetition_goes_across_a_hole_that_could_hide_one():
    said = events_of(small(events=hole(6.2, 3.5)))
    assert not [r for r in reps_of(said) if r.start_s < 6.3 and r.end_s > 9.5]
    assert [r.top_s for r in reps_of(said) if r.start_s > 10]


def test_a_long_hole_is_marked_and_its_repetition_doubted():
    hole = '[[event]]\nkind = "silent"\narm = "trained"\nat_s = 9.3\nduration_s = 1.5'
    events = events_of(small(events=hole))
    kinds = {e.kind for e in events if isinstance(e, FaultStarted)}
    assert kinds & {FaultKind.GAP, FaultKind.SILENT}
    touched = [r for r in reps_of(events) if r.start_s < 10.8 and r.end_s > 9.3]
    assert touched
    assert all("gap" in r.flags and r.confidence == "low" for r in touched)
