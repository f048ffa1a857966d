"""What a person was asked, told and answered: instructions of the guide as events, at their place.

Nothing here measures. An instruction from a log may hold anything; what is no proper value is left
out, and what is left out was not given.
"""

import math
from collections.abc import Mapping

from crossrep.events import Answered, SafetyFired, StepStarted
from crossrep.inputs import Command, CommandName

LONGEST_WORD = 64
GUIDANCE = (CommandName.STEP, CommandName.ANSWER, CommandName.SAFETY)

Arguments = Mapping[str, str | int | float]


def guidance(
    command: Command, session: str, n: int, t_s: float
) -> StepStarted | Answered | SafetyFired:
    """The event of the ``n``-th such instruction of a session, at ``t_s``."""
    said = command.arguments
    event_id = f"{session}-{command.name}-{n}"
    if command.name is CommandName.STEP:
        return _step(said, event_id, session, t_s)
    exercise, set_n = _word(said, "exercise"), _whole(said, "set_n")
    if command.name is CommandName.ANSWER:
        question, value, side = _word(said, "question"), _number(said, "value"), _word(said, "side")
        return Answered(event_id, session, t_s, question, value, side, exercise, set_n)
    rule, does = _word(said, "rule"), _word(said, "does")
    measured, limit = _number(said, "measured"), _number(said, "limit")
    return SafetyFired(event_id, session, t_s, rule, does, measured, limit, exercise, set_n)


def band_of(said: Arguments) -> tuple[float, float] | None:
    """The lowering that is asked for, shortest and longest, where a proper one is said."""
    least_s, most_s = _number(said, "lowering_min_s"), _number(said, "lowering_max_s")
    if least_s is None or most_s is None or not 0 < least_s <= most_s:
        return None
    return least_s, most_s


def _step(said: Arguments, event_id: str, session: str, t_s: float) -> StepStarted:
    return StepStarted(
        id=event_id,
        session=session,
        t_s=t_s,
        kind=_word(said, "kind"),
        exercise=_word(said, "exercise"),
        task=_word(said, "task"),
        arms=_word(said, "arms"),
        set_n=_whole(said, "set_n"),
        sets=_whole(said, "sets"),
        planned_reps=_whole(said, "planned_reps"),
        weight_kg=_number(said, "weight_kg"),
        planned_s=_number(said, "planned_s"),
        revision=_whole(said, "revision"),
        confirmed=said.get("confirmed") == 1,
    )


def _word(said: Arguments, name: str) -> str:
    value = said.get(name, "")
    return value[:LONGEST_WORD] if isinstance(value, str) else ""


def _number(said: Arguments, name: str) -> float | None:
    value = said.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _whole(said: Arguments, name: str) -> int:
    number = _number(said, name)
    return int(number) if number is not None and 0 <= number <= 1e6 else 0
