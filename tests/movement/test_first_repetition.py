"""A set that was asked for and seen before is believed at its first repetition."""

from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from crossrep.engine import Engine, restore, save
from crossrep.events import Event, Rep, SetClosed
from crossrep.inputs import Command, CommandName, Input, Side
from crossrep.movement.finding.chains import Chain
from crossrep.movement.finding.halves import Half
from crossrep.movement.finding.signals import BANK
from crossrep.movement.finding.turning import Turn
from crossrep.movement.repetitions.known import Known
from crossrep.movement.timing.phases import Excursion
from crossrep.settings import Settings
from crossrep.signal.grid import GRID_HZ
from crossrep.simulate import from_toml, simulate

SESSION = """
seed = {seed}
trained = "right"
exercise = "{exercise}"
[sensor]
rate_hz = 50
[[block]]
kind = "rest"
duration_s = 4
{blocks}
[[block]]
kind = "rest"
duration_s = 9
"""
SET = """
[[block]]
kind = "set"
reps = {reps}
range_deg = {range_deg}
lifting_s = 1.2
hold_s = 0.3
lowering_s = 2
rest_s = 1
[[block]]
kind = "rest"
duration_s = 6
"""
FOUR, TWO = (SET.format(reps=reps, range_deg=90) for reps in (4, 2))
DRINK = """
[[block]]
kind = "drink"
duration_s = 5
"""
BETWEEN_S = 25.0
"""Four repetitions of 4.5 s after 4 s of rest are over; what follows begins at 28 s."""


@cache
def recorded(blocks: str, exercise: str = "biceps_curl", seed: int = 2) -> tuple[Input, ...]:
    return tuple(simulate(from_toml(SESSION.format(**locals()))).inputs)


def asked(inputs: tuple[Input, ...], exercise: str, *said: CommandName) -> list[Input]:
    """Four are asked for at the start; between the sets this is said."""
    start_ns = inputs[0].t_host_ns
    order = Command(0, CommandName.EXERCISE, {"name": exercise, "planned_reps": 4})
    out, begun, between = [], False, False
    for one in inputs:
        t_s = (one.t_host_ns - start_ns) / 1e9
        if t_s > 2 and not begun:
            out.append(replace(order, t_host_ns=one.t_host_ns))
            begun = True
        if t_s > BETWEEN_S and not between:
            for name in said:
                again = {"name": exercise, "planned_reps": 2}
                arguments = again if name is CommandName.EXERCISE else {}
                out.append(Command(one.t_host_ns, name, arguments))
            between = True
        out.append(one)
    return out


def said(inputs: list[Input], block_s: float = 0.1) -> list[Event]:
    engine = Engine(Settings(Side.RIGHT), block_s)
    return [event for one in inputs for event in engine.feed(one)] + engine.finish()


def reps(events: list[Event]) -> list[Rep]:
    return [event for event in events if isinstance(event, Rep)]


AFTER_A_PAUSE = (CommandName.PAUSE, CommandName.RESUME, CommandName.EXERCISE)


@pytest.mark.parametrize("exercise", ["biceps_curl", "lateral_raise", "pronation"])
@pytest.mark.parametrize("left", [1, 2])
def test_what_is_left_after_a_pause_counts(exercise, left):
    rest = SET.format(reps=left, range_deg=90)
    events = said(asked(recorded(FOUR + rest, exercise), exercise, *AFTER_A_PAUSE), 5.0)
    assert len(reps(events)) == 4 + left
    assert [e.reps for e in events if isinstance(e, SetClosed)] == [4, left]
    assert all(abs(rep.lowering_s - 2) < 0.3 for rep in reps(events))


def test_the_first_repetition_of_the_next_set_is_said_before_the_second_begins():
    heard_s: dict[str, float] = {}
    engine = Engine(Settings(Side.RIGHT))
    inputs = asked(recorded(FOUR + FOUR), "biceps_curl", CommandName.EXERCISE)
    for one in inputs:
        t_s = (one.t_host_ns - inputs[0].t_host_ns) / 1e9
        heard_s |= {event.id: t_s for event in engine.feed(one) if isinstance(event, Rep)}
    assert len(heard_s) == 8
    late_s = [heard_s[rep.id] - rep.end_s for rep in reps(said(inputs))]
    assert min(late_s[:2]) > 2, "the first set waits for its third"
    assert max(late_s[4:]) < 0.8


def test_nothing_is_believed_early_that_was_not_asked_for():
    inputs = asked(recorded(FOUR + TWO), "biceps_curl", CommandName.END_SET)
    assert len(reps(said(inputs, 5.0))) == 4


@pytest.mark.parametrize(
    ("blocks", "exercise"),
    [(FOUR + SET.format(reps=2, range_deg=45), "biceps_curl"), (FOUR + DRINK, "biceps_curl")],
)
def test_another_movement_is_not_believed_early(blocks, exercise):
    inputs = asked(recorded(blocks, exercise), exercise, CommandName.EXERCISE)
    assert len(reps(said(inputs, 5.0))) == 4


@pytest.mark.slow
def test_it_replays_however_it_is_cut_and_wherever_it_is_restored():
    inputs = asked(recorded(FOUR + TWO), "biceps_curl", *AFTER_A_PAUSE)
    expected = said(inputs)
    assert len(reps(expected)) == 6
    assert said(inputs, block_s=5.0) == expected
    engine, events = Engine(Settings(Side.RIGHT)), []
    for i, one in enumerate(inputs):
        if i % (len(inputs) // 12) == 0:
            engine = restore(save(engine))
        events += engine.feed(one)
    assert events + engine.finish() == expected


def chain_of(range_deg: float, moving_s: float, n: int = 6) -> Chain:
    points = round(moving_s * GRID_HZ)
    turns = [Turn(i * points, i * points + 5, (1.0, 0, 0, 0), UP, (1.0, 0, 0, 0)) for i in range(n)]
    halves = [
        Half(a, b, float(np.deg2rad(range_deg)), a.k, a.k + points, AXIS)
        for a, b in pairwise(turns)
    ]
    return Chain(BANK[0], halves)


UP = AXIS = (0.0, 0.0, 1.0)
USUAL = Known("biceps_curl", Excursion(AXIS, 0.2), None, UP, UP, 80.0, 0.8, 3.0)


@pytest.mark.parametrize(
    ("range_deg", "moving_s", "beside"),
    [(50, 0.3, True), (50, 0.8, False), (80, 0.3, False), (75, 0.3, False), (30, 0.3, True)],
)
def test_what_is_both_smaller_and_much_quicker_is_no_set_of_the_exercise(
    range_deg, moving_s, beside
):
    assert USUAL.is_beside(chain_of(range_deg, moving_s)) is beside
