"""What people of the programme were asked and answered: instructions in their sessions' logs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from heapq import merge
from typing import Any

from crossrep.inputs import Command, CommandName, Input
from crossrep.simulate.programme import Planned

Arguments = dict[str, str | int | float]

PAIN_STOP, PAIN_RISE_STOP = 4.0, 2.0
"""As the usual prescription has them."""
BEFORE_S, TAPPED_S, ASKED_S = 0.6, 1.5, 2.5
"""A set is asked for before it begins; after it a tap, then the question."""


@dataclass(frozen=True, slots=True)
class Said:
    """One instruction at a session's second."""

    t_s: float
    name: CommandName
    arguments: Arguments = field(default_factory=dict)


def with_answers(
    inputs: Sequence[Input], planned: Planned, sets: Sequence[dict[str, Any]], revision: int
) -> Iterator[Input]:
    """The session's inputs with what was asked and answered at its place.

    ``sets`` is what the truth says of them; after arrival at the same moment comes the answer.
    """
    t0_ns = inputs[0].t_host_ns
    commands = (
        Command(t0_ns + round(said.t_s * 1e9), said.name, said.arguments)
        for said in sorted(_said(planned, sets, revision), key=lambda said: said.t_s)
    )
    yield from merge(inputs, commands, key=lambda item: item.t_host_ns)


def _said(planned: Planned, sets: Sequence[dict[str, Any]], revision: int) -> Iterator[Said]:
    before, after = planned.pain
    yield _step(0.3, "pain", revision)
    yield _answer(1.2, "pain", before)
    yield _step(1.3, "stiffer", revision)
    yield _answer(2.0, "stiffer", int(planned.stiffer))
    yield _answer(2.6, "weight_kg", planned.weight_kg, exercise=planned.who.exercise)
    for n, one in enumerate(sets, 1):
        yield from _set(planned, n, one, revision)
    end_s = sets[-1]["end_s"] + ASKED_S + 1.0
    yield _answer(end_s, "pain_end", after)
    if after is not None and before is not None:
        yield from _stopped(end_s + 0.1, before, after)
    yield _step(end_s + 0.2, "summary", revision)


def _set(planned: Planned, n: int, one: dict[str, Any], revision: int) -> Iterator[Said]:
    exercise = planned.who.exercise
    about: Arguments = {"exercise": exercise, "arms": "trained", "set_n": n, "sets": planned.sets}
    asked = about | {"planned_reps": planned.reps, "weight_kg": planned.weight_kg}
    yield _step(max(one["start_s"] - BEFORE_S, 2.7), "set", revision, asked)
    over_s = one["end_s"] + TAPPED_S
    yield Said(over_s, CommandName.END_SET)
    if n < planned.sets:
        yield _step(over_s + 0.1, "rest", revision, about | {"planned_s": 120.0})
    yield _answer(
        one["end_s"] + ASKED_S, "effort", planned.effort[n - 1], exercise=exercise, set_n=n
    )


def _stopped(t_s: float, before: int, after: int) -> Iterator[Said]:
    """The rule that acts on the pain that was said at the end."""
    if after >= PAIN_STOP:
        yield _fired(t_s, "pain_high", after, PAIN_STOP)
    elif after - before >= PAIN_RISE_STOP:
        yield _fired(t_s, "pain_rise", after - before, PAIN_RISE_STOP)


def _fired(t_s: float, rule: str, measured: float, limit: float) -> Said:
    said: Arguments = {"rule": rule, "does": "end_session", "measured": measured, "limit": limit}
    return Said(t_s, CommandName.SAFETY, said)


def _step(t_s: float, kind: str, revision: int, about: Arguments | None = None) -> Said:
    said: Arguments = {"kind": kind, "revision": revision, "confirmed": 1}
    return Said(t_s, CommandName.STEP, said | (about or {}))


def _answer(t_s: float, question: str, value: float | None, **about: str | int) -> Said:
    said: Arguments = {"question": question, **about}
    return Said(t_s, CommandName.ANSWER, said if value is None else said | {"value": value})
