"""The truth in our own words: our lowering rule on the true joint angle, without any sensor.

What is left between this and the engine is the engine's own error (axis, filter, radio, upper arm);
what is between this and the commanded movement is the rule's, and not counted here. Tremor of the
trained arm is left out of the angle: it is no part of the lowering.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from crossrep.inputs import Role
from crossrep.movement.timing.lowering import (
    SMOOTH_S,
    Timing,
    smoothed,
    time_lowering,
    window_points,
)
from crossrep.samples import Floats
from crossrep.simulate import Script
from crossrep.simulate.motion import total
from crossrep.simulate.person import plan_of
from crossrep.simulate.script import Block, Tremor

TRACE_HZ = 400.0
DECIDED_S = 0.6
"""How long after the end of a lowering the rule looks on, where no next lift comes before."""

Truth = dict[str, Any]


@dataclass(frozen=True)
class TrueRep:
    """One whole repetition.

    Attributes:
        set_n: its set.
        n: its number among the whole ones of its set.
        start_s: commanded begin of the lift.
        end_s: commanded end of the lowering.
        range_deg: commanded range of the joint.
        commanded_s: commanded time of the lowering, stops included.
        lowering_s: by the rule on the true angle.
        lowering_start_s: so too.
        lowering_end_s: so too.
    """

    set_n: int
    n: int
    start_s: float
    end_s: float
    range_deg: float
    commanded_s: float
    lowering_s: float
    lowering_start_s: float
    lowering_end_s: float


def true_reps(script: Script, truth: Truth) -> list[TrueRep]:
    """Every whole repetition of the trained arm, timed by the rule."""
    rate = _joint_rate(steady(script))
    whole = [rep for rep in truth["reps"] if not rep["partial"]]
    numbers: dict[int, int] = {}
    found = []
    for rep, after in zip(whole, [*whole[1:], None], strict=True):
        numbers[rep["set"]] = numbers.get(rep["set"], 0) + 1
        first, timing = _timed(rate, rep, after)
        a_s, b_s = first + timing.start_s, first + timing.end_s
        found.append(
            TrueRep(
                rep["set"], numbers[rep["set"]], rep["start_s"], rep["end_s"], rep["range_deg"],
                rep["lowering_s"],
                b_s - a_s, a_s, b_s,
            )
        )  # fmt: skip
    return found


def _joint_rate(script: Script) -> Floats:
    """(n,) rate of the exercise's joint at `TRACE_HZ`, deg/s, lifting positive."""
    plan = plan_of(script)
    t_s = np.arange(0, plan.end_s, 1 / TRACE_HZ)
    driven = total(plan.arm(Role.TRAINED)[plan.movement.driven], t_s)
    return np.asarray(plan.movement.direction * driven[1])


def _timed(rate: Floats, rep: Truth, after: Truth | None) -> tuple[float, Timing]:
    """(time of the window's first value, timing)."""
    points = window_points(SMOOTH_S, TRACE_HZ)
    until_s = rep["end_s"] + DECIDED_S
    if after is not None and after["start_s"] < until_s:
        until_s = (after["start_s"] + after["top_s"]) / 2
    a = round((rep["start_s"] + rep["top_s"]) / 2 * TRACE_HZ) - points // 2
    b = round(until_s * TRACE_HZ) + points // 2
    timing = time_lowering(smoothed(rate[a:b], points), TRACE_HZ, SMOOTH_S)
    if timing is None:
        raise ValueError(f"the lowering that begins at {rep['lowering_start_s']} s does not fall")
    return (a + points // 2) / TRACE_HZ, timing


def steady(script: Script) -> Script:
    """The same person without tremor in the trained arm."""
    blocks = tuple(_steady(block) for block in script.block)
    return script.model_copy(update={"block": blocks})


def _steady(block: Block) -> Block:
    kept = [a for a in block.also if not (isinstance(a, Tremor) and a.arm is Role.TRAINED)]
    return block.model_copy(update={"also": tuple(kept)})


def pairs_of(times_s: Sequence[float], reps: Sequence[TrueRep]) -> list[int]:
    """For each true repetition the place of the one whose top lies in it, or -1.

    Of several the first; the others are too many.
    """
    return [
        next((i for i, t_s in enumerate(times_s) if rep.start_s < t_s < rep.end_s), -1)
        for rep in reps
    ]
