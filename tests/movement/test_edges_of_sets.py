"""Sets and what is around them: walking, uneven people, recordings cut anywhere."""

from functools import cache

import pytest

from crossrep.engine import Engine
from crossrep.events import Event, Rep, RepWithdrawn, SetClosed
from crossrep.inputs import Input, Notification, Side
from crossrep.settings import Settings
from crossrep.simulate import from_toml, simulate

SESSION = """
seed = {seed}
trained = "right"
exercise = "{exercise}"
[sensor]
grade = "{grade}"
rate_hz = 50
[[block]]
kind = "rest"
duration_s = 5
{blocks}
[[block]]
kind = "rest"
duration_s = 6
"""
SET = """
[[block]]
kind = "set"
reps = 6
range_deg = 100
lifting_s = 1.2
hold_s = 0.4
lowering_s = 2.5
rest_s = 0.8
"""
WALK = """
[[block]]
kind = "walk"
duration_s = {seconds}
[[block]]
kind = "rest"
duration_s = 3
"""


@cache
def inputs(
    blocks: str, seed: int = 1, grade: str = "typical", exercise: str = "biceps_curl"
) -> tuple[Input, ...]:
    return tuple(simulate(from_toml(SESSION.format(**locals()))).inputs)


def said(given: tuple[Input, ...]) -> list[Event]:
    engine = Engine(Settings(Side.RIGHT), block_s=5.0)
    return [event for one in given for event in engine.feed(one)] + engine.finish()


def reps(given: tuple[Input, ...]) -> list[Rep]:
    return [event for event in said(given) if isinstance(event, Rep)]


@pytest.mark.parametrize("grade", ["typical", "poor"])
@pytest.mark.parametrize("seconds", [8, 25])
def test_a_walk_is_no_set(seconds, grade):
    assert reps(inputs(WALK.format(seconds=seconds), 4, grade)) == []


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_walk_between_two_sets_is_counted_in_neither(seed):
    walk = WALK.format(seconds=10)
    counted = reps(inputs(SET + REST + walk + SET, seed))
    assert len(counted) == 12
    assert all(rep.range_deg > 80 for rep in counted)


REST = """
[[block]]
kind = "rest"
duration_s = 4
"""
WALK_ON = """
[[block]]
kind = "walk"
duration_s = {seconds}
"""
PICK_UP = """
[[block]]
kind = "pick_up"
duration_s = 3
"""
SMALL_SET = SET.replace("range_deg = 100", "range_deg = 50").replace("1.2", "1.8")


@pytest.mark.parametrize("exercise", ["biceps_curl", "front_raise"])
@pytest.mark.parametrize("blocks", [PICK_UP + SET, PICK_UP + SMALL_SET])
def test_a_walk_up_to_a_set_neither_counts_nor_swallows_it(blocks, exercise):
    counted = reps(inputs(WALK_ON.format(seconds=7) + blocks, 2, exercise=exercise))
    assert len(counted) == 6


@pytest.mark.parametrize(
    ("between", "why"), [(PICK_UP, set()), (REST.replace("4", "1"), {"walking"})]
)
def test_first_steps_after_a_set_are_taken_back_once_they_are_known(between, why):
    """Two of them look like smaller repetitions; the third and fourth make them a walk.

    After a pause they are not even said: unlike the set, they wait.
    """
    events = said(inputs(SMALL_SET + between + WALK_ON.format(seconds=8), 1))
    gone = [event for event in events if isinstance(event, RepWithdrawn)]
    assert {event.reason for event in gone} == why
    said_ids = {event.id for event in events if isinstance(event, Rep)}
    assert len(said_ids - {event.id for event in gone}) == 6
    assert [event.reps for event in events if isinstance(event, SetClosed)] == [6]


DRINK = """
[[block]]
kind = "drink"
duration_s = 6
"""
SLOW = SET.replace("100", "80").replace("2.5", "4.5").replace("1.2", "2.5")


@pytest.mark.parametrize(("seed", "exercise"), [(1, "biceps_curl"), (3, "front_raise")])
def test_between_two_pauses_a_sip_is_none_and_one_more_is_one(seed, exercise):
    """A sip is quicker than these, and larger; one more of them counts, however long the pause."""
    pause = REST + REST
    one = SLOW.replace("reps = 6", "reps = 1")
    assert len(reps(inputs(SLOW + pause + DRINK + pause + SLOW, seed, exercise=exercise))) == 12
    assert len(reps(inputs(SLOW + pause + one + pause, seed, exercise=exercise))) == 7


def test_the_same_swing_without_steps_is_an_exercise():
    """A pendulum exercise swings like a walking arm; the body stands still."""
    swing = """
[[block]]
kind = "set"
reps = 10
range_deg = 45
lifting_s = 0.6
hold_s = 0
lowering_s = 0.6
rest_s = 0
"""
    assert len(reps(inputs(swing, exercise="front_raise"))) == 10


def test_uneven_ranges_are_counted():
    uneven = SET.replace("reps = 6", "reps = 8\nvariability_percent = 25")
    for seed in range(6):
        assert abs(len(reps(inputs(uneven, seed))) - 8) <= 1


@pytest.mark.parametrize("from_s", [0.0, 5.6, 6.4, 7.4, 8.6])
@pytest.mark.parametrize("to_s", [60.0, 33.0, 31.5, 30.5])
def test_a_recording_cut_anywhere_counts_what_it_shows(from_s, to_s):
    """Six repetitions of 4.9 s from 5.0 s on; half a repetition at an edge may count or not."""
    whole = inputs(SET)
    start_ns = whole[0].t_host_ns
    part = [
        one
        for one in whole[1:]
        if not isinstance(one, Notification) or from_s <= (one.t_host_ns - start_ns) / 1e9 <= to_s
    ]
    shown = (min(to_s, 33.6) - max(from_s, 5.0)) / 4.9
    counted = reps((whole[0], *part))
    assert abs(len(counted) - shown) <= 1.0


def test_a_set_closes_with_what_it_said():
    events = said(inputs(SET))
    closed = [event for event in events if isinstance(event, SetClosed)]
    assert [one.reps for one in closed] == [6]


def between(whole: tuple[Input, ...], from_s: float, to_s: float) -> tuple[Input, ...]:
    """The log as if the session had begun, and ended, then."""
    start_ns = whole[0].t_host_ns
    return (
        whole[0],
        *(o for o in whole[1:] if from_s <= (o.t_host_ns - start_ns) / 1e9 <= to_s),
    )


@cache
def begun_at_the_top(to_s: float) -> tuple[Input, ...]:
    """Repetitions of 2.9 s from 5.0 s on; the first samples are of the first one's top."""
    quick = SET.replace("2.5", "1.2").replace("rest_s = 0.8", "rest_s = 0.1")
    whole = inputs(quick.replace("reps = 6", "reps = 7"))
    samples = [one for one in whole if isinstance(one, Notification)]
    others = [one for one in whole[:20] if not isinstance(one, Notification)]
    return tuple(others) + between(tuple(samples), 6.3, to_s)[1:]


@pytest.mark.parametrize("block_s", [0.05, 5.0, 1000.0])
def test_begun_and_ended_at_the_top_there_are_as_many_repetitions_as_lifts(block_s):
    engine = Engine(Settings(Side.RIGHT, "biceps_curl"), block_s=block_s)
    events = [e for one in begun_at_the_top(22.6) for e in engine.feed(one)] + engine.finish()
    (gone,) = [e for e in events if isinstance(e, RepWithdrawn)]
    assert gone.reason == "begun_at_top"
    first, *others = [e for e in events if isinstance(e, Rep)]
    assert gone.id == first.id
    assert "cut" in first.flags
    (closed,) = [e for e in events if isinstance(e, SetClosed)]
    assert (closed.reps, closed.start_s) == (len(others), others[0].start_s)
    assert events[-1].reps == len(others)


def test_who_rests_below_has_done_the_first_one_too():
    events = said(begun_at_the_top(60.0))
    assert not [e for e in events if isinstance(e, RepWithdrawn)]
    assert len([e for e in events if isinstance(e, Rep)]) == 7


def test_a_hole_in_a_lowering_is_said_however_long_the_rest_before():
    """A first repetition after five seconds of rest; 0.5 s are missing of its lowering."""
    whole = inputs(SET)
    start_ns = whole[0].t_host_ns
    holed = [
        one
        for one in whole
        if not isinstance(one, Notification) or not 7.4 < (one.t_host_ns - start_ns) / 1e9 < 7.9
    ]
    first = reps(tuple(holed))[0]
    assert first.start_s < 7.4 < first.end_s
    assert "gap" in first.flags


@pytest.mark.parametrize(
    ("exercise", "seed"), [("pronation", 1), ("pronation", 2), ("forward_reach", 3)]
)
def test_the_hold_before_the_last_lowering_is_no_rest_before_the_next_set(
    exercise: str, seed: int
) -> None:
    """Where gravity has no say, the first movement from rest is the lift: of this set, not of the
    one before, whose last lowering is known only when the next set begins."""
    held = SET.replace("hold_s = 0.4", "hold_s = 1.6").replace("reps = 6", "reps = 5")
    rest = '[[block]]\nkind = "rest"\nduration_s = 12\n'
    given = inputs(held + rest + held, seed, "good", exercise)
    engine = Engine(Settings(Side.RIGHT, exercise, planned_reps=5), block_s=5.0)
    events = [event for one in given for event in engine.feed(one)] + engine.finish()
    sets = [event.reps for event in events if isinstance(event, SetClosed)]
    lowerings = [event.lowering_s for event in events if isinstance(event, Rep)]
    assert sets == [5, 5]
    assert lowerings == pytest.approx([2.5] * 10, abs=0.6)
