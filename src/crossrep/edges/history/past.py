"""The days before today, as the guide wants them: for caps, rest days and proposals."""

from collections.abc import Iterable, Sequence
from datetime import date, tzinfo

from crossrep.edges.history.reading import told_of
from crossrep.edges.history.store import Store
from crossrep.events import Rep, StepStarted
from crossrep.guide.past import PastDay
from crossrep.inputs import Role
from crossrep.records import Told

PAIN = ("pain", "pain_end")
SET = "set"


def past_of(history: Store, person: str, before: date, zone: tzinfo | None = None) -> list[PastDay]:
    """Every day with training before that one, the earliest first; days are those of the zone.

    A person nobody knows has no past. ``zone`` None is this computer's. Sessions of which nobody
    knows when they were are left out.
    """
    if history.one("SELECT 1 FROM persons WHERE person = ?", (person,)) is None:
        return []
    by_day: dict[date, list[Told]] = {}
    for told in told_of(history, person):
        if (start := told.session.start_utc) is not None:
            day = start.astimezone(zone).date()
            if day < before:
                by_day.setdefault(day, []).append(told)
    return [past_day(day, by_day[day]) for day in sorted(by_day)]


def past_day(day: date, told: Sequence[Told]) -> PastDay:
    """What one day's sessions amount to."""
    reps = [rep for one in told for rep in one.reps if rep.role is Role.TRAINED]
    answers = [answer for one in told for answer in one.answers]
    exercises = dict.fromkeys(rep.exercise for rep in reps)
    return PastDay(
        day,
        {name: sum(rep.exercise == name for rep in reps) for name in exercises},
        effort_max=_highest(a.value for a in answers if a.question == "effort"),
        pain_max=_highest(a.value for a in answers if a.question in PAIN),
        all_in_band={name: _all_in_band(name, told, reps) for name in exercises},
        stopped_by=tuple(dict.fromkeys(one.rule for each in told for one in each.safety)),
        revision=max((step.revision for each in told for step in each.steps), default=0),
    )


def _highest(values: Iterable[float | None]) -> float | None:
    """The largest that was given; what was not given is not zero."""
    return max((value for value in values if value is not None), default=None)


def _all_in_band(exercise: str, told: Sequence[Told], reps: Sequence[Rep]) -> bool:
    judged = [rep.in_band for rep in reps if rep.exercise == exercise and rep.in_band is not None]
    closed = [one for each in told for one in each.sets if one.role is Role.TRAINED]
    done = sum(one.exercise == exercise for one in closed)
    asked = [step for each in told for step in each.steps if _asks(step, exercise)]
    planned = max((step.sets for step in asked), default=0)
    return bool(judged) and all(judged) and done >= planned


def _asks(step: StepStarted, exercise: str) -> bool:
    return step.kind == SET and step.exercise == exercise and step.arms in ("trained", "both", "")
